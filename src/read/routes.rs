//! Files of routes: rows of stops, or lines.

use std::collections::HashMap;
use std::io::{Read, Seek};
use std::sync::Arc;

use super::About;
use super::contents::Contents;
use super::format::RawRows;
use super::layout::{Field, RouteLayout, RoutePart, RouteRow};
use super::pass::{Flow, Plan, at_file, pass};
use super::records::{ReadError, ReadOptions};
use super::scan::scan;
use crate::geodesy::{Path, Position, WGS84, distance};
use crate::model::{
    Cells, Finding, Input, Origin, Place, Record, Route, Severity, Stop, Tally, visible,
};

/// A file of routes that was read.
#[derive(Debug, Clone)]
pub struct RouteFile {
    /// The file.
    pub input: Arc<Input>,
    /// The routes, in the order in which the file first names them.
    pub routes: Vec<Record<Route>>,
    /// What is wrong or odd in it.
    pub findings: Vec<Finding>,
    /// What became of its rows: those of a route that cannot be used are all rejected.
    pub tally: Tally,
    /// What is in it.
    pub about: About,
}

/// Reads a file of routes, whose stops are joined as `path` says.
///
/// A route is a line, or rows with `route_id`, `seq`, `name`, `lat` and `lon`, which are taken in the order of
/// `seq`. Where no column names the route all rows are of one; where no column numbers the stops they come in
/// the order of the file. Of a geometry of several lines each is a route.
///
/// # Errors
/// [`ReadError`] when the bytes cannot be read, or no route of the file can be used. Findings about single
/// routes are in the result.
pub fn read_routes<R: Read + Seek + Send>(
    contents: impl Into<Contents<R>>,
    input: Arc<Input>,
    options: &ReadOptions,
    path: Path,
) -> Result<RouteFile, ReadError> {
    let mut contents = contents.into();
    let scan = scan::<RouteLayout, R>(&mut contents, input, options)?;
    let plan = &scan.plan;
    let mut rows = Vec::new();
    let read = |pieces: Vec<RawRows>| plan.records::<RouteLayout>(&pieces);
    let refused = pass(&mut contents, plan, read, |mut batch| {
        rows.append(&mut batch);
        Flow::On
    })?;
    let mut findings = scan.findings;
    if !refused.is_empty() {
        findings.extend(refused);
        return Err(ReadError::Rejected(findings));
    }
    if scan.tally.rejected > 0 && !plan.has_geometry {
        findings.push(
            plan.at_file(
                "unreadable-row",
                "a row that cannot be read may be a stop of any route",
            )
            .with_fix("mend the rows that are named above"),
        );
        return Err(ReadError::Rejected(findings));
    }
    let mut tally = Tally {
        used: 0,
        ..scan.tally
    };
    let mut routes = Vec::new();
    for group in groups(rows) {
        let count = group.rows;
        match group.routes(plan, path) {
            Ok((mut made, mut odd)) => {
                tally.used += count;
                routes.append(&mut made);
                findings.append(&mut odd);
            }
            Err(mut why) => {
                tally.rejected += count;
                findings.append(&mut why);
            }
        }
    }
    findings.extend(told_twice(&routes));
    if routes.iter().any(|route| route.value.stops.len() > 2) {
        findings.extend(without_seq(plan));
    }
    if routes.is_empty() {
        findings.push(plan.at_file("no-routes", "no route that can be used").with_fix(
            "give lines, or rows with route_id, seq, lat and lon, two or more for each route",
        ));
        return Err(ReadError::Unusable { findings, tally });
    }
    Ok(RouteFile {
        input: Arc::clone(&plan.input),
        routes,
        findings,
        tally,
        about: plan.about(),
    })
}

/// The routes of a group, and what is odd about them.
type Made = (Vec<Record<Route>>, Vec<Finding>);

/// The rows of one route.
struct Group {
    id: String,
    name: String,
    rows: u64,
    origin: Origin,
    stops: Vec<(Option<i64>, Stop, Origin)>,
    lines: Vec<Vec<Position>>,
    flaws: Vec<Finding>,
}

/// The rows by the route that they name; a line that names none is a route by itself.
fn groups(rows: Vec<Record<RouteRow>>) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    let mut by_id: HashMap<String, usize> = HashMap::new();
    for row in rows {
        let RouteRow {
            route,
            route_name,
            what,
        } = row.value;
        let is_line = matches!(what, Ok(RoutePart::Lines(_)));
        let known = by_id.get(&route).copied().filter(|_| !is_line);
        let at = known.unwrap_or_else(|| {
            let number = row.origin.at.row_number().unwrap_or(1);
            groups.push(Group {
                id: if route.is_empty() && is_line {
                    number.to_string()
                } else if route.is_empty() {
                    "1".to_owned()
                } else {
                    route.clone()
                },
                name: String::new(),
                rows: 0,
                origin: row.origin.clone(),
                stops: Vec::new(),
                lines: Vec::new(),
                flaws: Vec::new(),
            });
            groups.len() - 1
        });
        if !is_line {
            by_id.insert(route, at);
        }
        let group = &mut groups[at];
        group.rows += 1;
        if group.name.is_empty() {
            group.name = route_name;
        }
        match what {
            Ok(RoutePart::Stop { seq, name, place }) => {
                group.stops.push((seq, Stop { name, place }, row.origin));
            }
            Ok(RoutePart::Lines(lines)) => group.lines = lines,
            Err(flaws) => group.flaws.extend(flaws),
        }
    }
    groups
}

impl Group {
    /// The routes that the rows make with what is odd about them, or why they make none.
    fn routes(mut self, plan: &Plan, path: Path) -> Result<Made, Vec<Finding>> {
        self.flaws.extend(self.repeated_numbers(plan));
        if !self.flaws.is_empty() {
            let why = format!(
                "the route {} is set aside with all its rows: what is wrong is told above",
                visible(&self.id)
            );
            let whole = Finding::new(Severity::RejectsRow, "route", self.origin, why);
            self.flaws
                .push(whole.with_fix("mend the rows that are named above"));
            return Err(self.flaws);
        }
        self.stops.sort_by_key(|(seq, ..)| *seq);
        let odd = self.stops_told_twice();
        let lines: Vec<Vec<(Stop, Origin)>> = if self.stops.is_empty() {
            let vertex = |position| {
                let stop = Stop {
                    name: String::new(),
                    place: Place::exact(position),
                };
                (stop, self.origin.clone())
            };
            let lines = self.lines.into_iter().filter(|line| !line.is_empty());
            lines
                .map(|line| line.into_iter().map(vertex).collect())
                .collect()
        } else {
            vec![
                self.stops
                    .into_iter()
                    .map(|(_, stop, origin)| (stop, origin))
                    .collect(),
            ]
        };
        if lines.is_empty() {
            return Err(vec![too_short(&self.id, 0, self.origin)]);
        }
        let count = lines.len();
        let mut routes = Vec::with_capacity(count);
        for (stops, number) in lines.into_iter().zip(1_u64..) {
            let id = if count > 1 {
                format!("{}.{number}", self.id)
            } else {
                self.id.clone()
            };
            let origin = stops
                .first()
                .map_or(&self.origin, |(_, origin)| origin)
                .clone();
            if stops.len() < 2 {
                return Err(vec![too_short(&id, stops.len(), origin)]);
            }
            let ambiguous = ambiguous_legs(&id, &stops, path);
            if !ambiguous.is_empty() {
                return Err(ambiguous);
            }
            let stops: Vec<Stop> = stops.into_iter().map(|(stop, _)| stop).collect();
            routes.push(Record {
                value: Route {
                    name: name(&self.name, &stops),
                    id,
                    path,
                    stops,
                },
                origin,
                cells: Cells::default(),
            });
        }
        Ok((routes, odd))
    }

    /// What says that a stop follows itself. Of the vertices of a line nobody is told: tracks have many such.
    fn stops_told_twice(&self) -> Vec<Finding> {
        let pairs = self.stops.iter().zip(self.stops.iter().skip(1));
        let twice =
            pairs.filter(|((_, one, _), (_, two, _))| one.place.position == two.place.position);
        let twice = twice.map(|((_, _, first), (_, stop, origin))| {
            let why = format!(
                "the stop lies where the one before it on the route {} does (row {}): the leg between them has no \
                 length",
                visible(&self.id),
                first.at.row_number().unwrap_or_default()
            );
            let finding = Finding::new(Severity::Warning, "repeated-stop", origin.clone(), why);
            let finding = finding.with_fix("remove one of the two, or mend its coordinates");
            if stop.name.is_empty() {
                finding
            } else {
                finding.with_value(&stop.name)
            }
        });
        twice.collect()
    }

    /// What says that two stops have one number.
    fn repeated_numbers(&self, plan: &Plan) -> Vec<Finding> {
        let mut first_of: HashMap<i64, &Origin> = HashMap::new();
        let mut found = Vec::new();
        for (seq, _, origin) in &self.stops {
            let Some(seq) = seq else { continue };
            if let Some(first) = first_of.insert(*seq, origin) {
                let why = format!(
                    "the number stands in row {} and row {} of the route {}",
                    first.at.row_number().unwrap_or_default(),
                    origin.at.row_number().unwrap_or_default(),
                    visible(&self.id)
                );
                let column = plan.columns.index_of(Field::Seq);
                let header = column.and_then(|column| plan.headers.get(column));
                found.push(
                    Finding::new(Severity::RejectsRow, "duplicate-seq", origin.clone(), why)
                        .in_column(header.map_or("seq", String::as_str))
                        .with_value(seq.to_string())
                        .with_fix("give each stop of a route a number of its own"),
                );
            }
        }
        found
    }
}

/// The name of a route: its own, or its first and last stops.
fn name(own: &str, stops: &[Stop]) -> String {
    let ends = [stops.first(), stops.last()].map(|stop| stop.map_or("", |stop| &stop.name));
    match (own, ends) {
        ("", [first, last]) if !first.is_empty() && !last.is_empty() => format!("{first} – {last}"),
        _ => own.to_owned(),
    }
}

fn too_short(id: &str, stops: usize, origin: Origin) -> Finding {
    let stops = if stops == 0 { "no stop" } else { "one stop" };
    let why = format!(
        "the route {} has {stops}; it needs two or more",
        visible(id)
    );
    Finding::new(Severity::RejectsRow, "short-route", origin, why)
        .with_fix("add the stops that are missing, with the same route_id, or remove the row")
}

/// Every geodesic up to π b is the shortest way to where it ends, and the only one; beyond, near the
/// antipode of where it starts, there may be several. A kilometre is kept in hand.
fn farthest_m() -> f64 {
    std::f64::consts::PI * WGS84.polar_radius_m() - 1000.0
}

/// What says that a leg is not the only one between its ends.
fn ambiguous_legs(id: &str, stops: &[(Stop, Origin)], path: Path) -> Vec<Finding> {
    let legs = stops.iter().zip(stops.iter().skip(1)).zip(1_u64..);
    let ambiguous = legs.filter_map(|(((one, _), (two, origin)), number)| {
        let [from, to] = [one, two].map(|stop| stop.place.position);
        let why = match path {
            Path::Geodesic if distance(from, to).metres() > farthest_m() => {
                "its ends lie across the Earth from each other: several lines between them are as short"
            }
            Path::LonLat | Path::Rhumb
                if from.lon_difference_to(to).abs() >= 180.0
                    && !(path == Path::Rhumb && (from.is_pole() || to.is_pole())) =>
            {
                "its ends are half a turn of longitude apart: east and west are as short"
            }
            _ => return None,
        };
        let named = |stop: &Stop| match stop.name.as_str() {
            "" => format!("{}, {}", stop.place.position.lat(), stop.place.position.lon()),
            name => visible(name),
        };
        let why = format!(
            "leg {number} of the route {}, from {} to {}: {why}",
            visible(id),
            named(one),
            named(two)
        );
        let finding = Finding::new(Severity::RejectsRow, "antipodes", origin.clone(), why);
        Some(finding.with_fix("add a stop between them that says which way is meant"))
    });
    ambiguous.collect()
}

/// Warns where two routes have one identifier: a line beside others.
fn told_twice(routes: &[Record<Route>]) -> Vec<Finding> {
    let mut known: HashMap<&str, &Origin> = HashMap::new();
    let mut found = Vec::new();
    for route in routes {
        if let Some(first) = known.insert(&route.value.id, &route.origin) {
            let why = format!(
                "the route stands in row {} and row {}; both are used",
                first.at.row_number().unwrap_or_default(),
                route.origin.at.row_number().unwrap_or_default()
            );
            let origin = route.origin.clone();
            let finding = Finding::new(Severity::Warning, "duplicate-route", origin, why);
            found.push(
                finding
                    .with_value(&route.value.id)
                    .with_fix("give each an id of its own"),
            );
        }
    }
    found
}

/// Says that stops are taken as they come, where no column numbers them.
fn without_seq(plan: &Plan) -> Option<Finding> {
    (!plan.has_geometry && plan.columns.index_of(Field::Seq).is_none()).then(|| {
        let why = "no column seq: the stops are taken in the order of the file";
        at_file(&plan.input, Severity::Warning, "without-seq", why)
            .with_fix("number the stops, or say which column does: --columns seq=HEADER")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<RouteFile, ReadError> {
        read_as(text, Path::Geodesic)
    }

    fn read_as(text: &str, path: Path) -> Result<RouteFile, ReadError> {
        let input = Arc::new(Input::from_name("routes"));
        let bytes = std::io::Cursor::new(text.as_bytes().to_vec());
        read_routes(bytes, input, &ReadOptions::default(), path)
    }

    fn names(file: &RouteFile) -> Vec<(String, String, Vec<String>)> {
        let routes = file.routes.iter().map(|route| &route.value);
        let names = |stops: &[Stop]| stops.iter().map(|stop| stop.name.clone()).collect();
        routes
            .map(|route| (route.id.clone(), route.name.clone(), names(&route.stops)))
            .collect()
    }

    fn refusals(text: &str) -> String {
        match read(text) {
            Ok(_) => panic!("{text} was read"),
            Err(error) => error.to_string(),
        }
    }

    #[test]
    fn rows_come_in_the_order_of_their_numbers_whatever_that_of_the_columns() {
        let file = read(
            "lat,name,longitude,sequence,route\n18.7,B,7.4,20,r\n17,A,8,3,r\n1,X,1,1,s\n2,Y,2,2,s\n19,C,6,100,r\n",
        )
        .unwrap();
        let expected = [
            ("r", "A – C", vec!["A", "B", "C"]),
            ("s", "X – Y", vec!["X", "Y"]),
        ];
        let expected = expected.map(|(id, name, stops)| {
            let stops = stops.into_iter().map(str::to_owned).collect();
            (id.to_owned(), name.to_owned(), stops)
        });
        assert_eq!(names(&file), expected);
        assert_eq!(
            file.tally.to_string(),
            "read 5, used 5, rejected 0, without location 0"
        );
        assert!(file.findings.is_empty(), "{:?}", file.findings);
    }

    #[test]
    fn without_routes_and_numbers_the_file_is_one_route_in_its_order_and_says_so() {
        let file = read("name,lat,lon\nA,17,8\nB,18,7\nC,19,6\n").unwrap();
        assert_eq!(file.routes[0].value.name, "A – C");
        assert!(
            file.findings[0].why.contains("order of the file"),
            "{:?}",
            file.findings
        );
    }

    #[test]
    fn lines_are_routes() {
        let line = |properties: &str, kind: &str, coordinates: &str| {
            format!(
                "{{\"type\":\"FeatureCollection\",\"features\":[{{\"type\":\"Feature\",\"properties\":{{{properties}}},\
                 \"geometry\":{{\"type\":\"{kind}\",\"coordinates\":{coordinates}}}}}]}}"
            )
        };
        let file = read(&line(
            "\"id\":\"r\",\"name\":\"Way\"",
            "LineString",
            "[[8,17],[7,18]]",
        ));
        let route = &file.unwrap().routes[0].value;
        assert_eq!(
            (route.id.as_str(), route.name.as_str(), route.stops.len()),
            ("r", "Way", 2)
        );
        let several = read(&line(
            "",
            "MultiLineString",
            "[[[8,17],[7,18]],[[1,2],[3,4],[5,6]]]",
        ))
        .unwrap();
        let ids: Vec<&str> = several
            .routes
            .iter()
            .map(|route| route.value.id.as_str())
            .collect();
        assert_eq!(ids, ["1.1", "1.2"]);
    }

    #[cfg(feature = "kml")]
    #[test]
    fn a_track_is_a_route() {
        let gpx = read(
            "<gpx version=\"1.1\" creator=\"x\"><trk><name>T</name><trkseg><trkpt lat=\"17\" lon=\"8\"/>\
             <trkpt lat=\"18\" lon=\"7\"/></trkseg></trk></gpx>",
        );
        assert_eq!(gpx.unwrap().routes[0].value.name, "T");
    }

    #[test]
    fn a_route_that_cannot_be_used_is_set_aside_with_its_rows() {
        let good = "route_id,seq,name,lat,lon\ng,1,A,17,8\ng,2,B,18,7\n";
        for (bad, why, rejected) in [
            (
                "b,1,C,17,8\n",
                "row 3 (line 4): the route b has one stop",
                1,
            ),
            (
                "b,1,C,17,8\nb,1,D,18,8\n",
                "row 4 (line 5), column seq: value \"1\": the number stands in row 3 and row 4",
                2,
            ),
            (
                "b,1,C,10,8\nb,2,D,-10,-172\n",
                "row 4 (line 5): leg 1 of the route b, from C to D",
                2,
            ),
            ("b,1,C,91,8\nb,2,D,1,1\nb,3,E,2,2\n", "latitude 91", 3),
            (
                "b,1,C,,\nb,2,D,1,1\nb,3,E,2,2\n",
                "row 3 (line 4): a stop without coordinates",
                3,
            ),
            ("b,x,C,1,1\nb,2,D,1,1\n", "whole number", 2),
        ] {
            let file = read(&format!("{good}{bad}")).unwrap();
            assert_eq!(file.routes.len(), 1, "{bad}");
            assert_eq!(
                (file.tally.used, file.tally.rejected),
                (2, rejected),
                "{bad}"
            );
            let told: Vec<String> = file.findings.iter().map(ToString::to_string).collect();
            assert!(
                told.iter().any(|told| told.contains(why)),
                "{bad}: {told:?}"
            );
            assert!(refusals(&format!("route_id,seq,name,lat,lon\n{bad}")).contains("no route"));
        }
        assert!(refusals("route_id,seq,lat,lon\n").contains("no route"));
    }

    #[test]
    fn half_a_turn_has_no_shorter_side() {
        for (path, is_read) in [
            (Path::Geodesic, true),
            (Path::LonLat, false),
            (Path::Rhumb, false),
        ] {
            let file = read_as("name,lat,lon\nA,40,-90\nB,40,90\n", path);
            assert_eq!(file.is_ok(), is_read, "{path:?}");
        }
    }
}
