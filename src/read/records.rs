//! Files of incidents and of sites: the two passes.

use std::fmt;
use std::io::{self, Read, Seek};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::about::About;
use super::contents::Contents;
use super::format::{Asked, Encoding, RawRows};
use super::layout::{AidLayout, Field, Fields, IncidentLayout};
use super::looks::Looks;
use super::notation::{DateOrder, Decimal, Longitudes, PairOrder};
use super::pass::{Flow, Plan, pass};
use super::scan::scan;
use crate::model::{
    AidSite, ColumnKind, Crowd, Finding, Incident, Input, LostRecord, Record, Tally,
};

/// What the user says about a file that the file does not say itself.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a choice of its own, with a flag or a caller of its own"
)]
pub struct ReadOptions {
    /// Which header holds which field, as pairs of field and header.
    pub columns: Vec<(String, String)>,
    /// The sign before a fraction.
    pub decimal: Decimal,
    /// The order of day and month in dates with slashes; decided from the column when absent.
    pub dates: Option<DateOrder>,
    /// Which of two numbers in one cell comes first, where neither header nor letters tell.
    pub order: Option<PairOrder>,
    /// How far longitudes run.
    pub longitudes: Longitudes,
    /// Whether columns that may name a person or a device are carried into outputs.
    pub keep_personal: bool,
    /// The sheet of a workbook; the only one with coordinates when absent.
    pub sheet: Option<String>,
    /// The encoding of the text; UTF-8, or the UTF-16 that its bytes show, when absent.
    pub encoding: Option<Encoding>,
    /// How many lines stand above the header of a table.
    pub skip_lines: u64,
    /// The column of a table that holds its geometry as well-known text.
    pub wkt_column: Option<String>,
    /// Whether a file without any column of coordinates is read; its records then have no place.
    #[serde(skip)]
    pub may_lack_coordinates: bool,
    /// Whether a file in which an id stands twice is read, to find what else is wrong in it.
    #[serde(skip)]
    pub may_have_duplicates: bool,
    /// Whether the first pass keeps what is told of incidents that are too many to be held one by one.
    #[serde(skip)]
    pub keeps_crowd: bool,
}

impl ReadOptions {
    /// What concerns the format.
    pub(super) fn asked(&self) -> Asked {
        Asked {
            sheet: self.sheet.clone(),
            encoding: self.encoding,
            skip_lines: self.skip_lines,
            wkt_column: self.wkt_column.clone(),
        }
    }
}

/// Why a file gave no records.
#[derive(Debug)]
#[non_exhaustive]
pub enum ReadError {
    /// Its bytes could not be read.
    Io {
        /// The file's name.
        name: String,
        /// What the system said.
        source: io::Error,
    },
    /// It cannot be used at all: at least one finding rejects the file.
    Rejected(Vec<Finding>),
    /// All its rows were read, and none of them can be used.
    Unusable {
        /// What is wrong with them; one finding rejects the file.
        findings: Vec<Finding>,
        /// What became of them.
        tally: Tally,
    },
}

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Io { name, .. } => write!(f, "{name} cannot be read"),
            Self::Rejected(findings) | Self::Unusable { findings, .. } => {
                for (i, finding) in findings.iter().enumerate() {
                    if i > 0 {
                        f.write_str("\n")?;
                    }
                    finding.fmt(f)?;
                }
                Ok(())
            }
        }
    }
}

impl std::error::Error for ReadError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Io { source, .. } => Some(source),
            Self::Rejected(_) | Self::Unusable { .. } => None,
        }
    }
}

/// A file of sites that was read.
#[derive(Debug, Clone)]
pub struct AidFile {
    /// The file.
    pub input: Arc<Input>,
    /// The sites with a place, in the file's order.
    pub sites: Vec<Record<AidSite>>,
    /// What is wrong or odd in it.
    pub findings: Vec<Finding>,
    /// What became of its rows.
    pub tally: Tally,
    /// What is in it.
    pub about: About,
}

/// A file of incidents after its first pass.
#[derive(Debug)]
pub struct IncidentFile<R> {
    /// What is wrong or odd in it.
    pub findings: Vec<Finding>,
    /// What became of its rows when the question needs a place.
    pub tally: Tally,
    /// What is told of its incidents where they are too many; empty unless asked for.
    pub crowd: Crowd,
    /// The rejected rows that name a chain, which lacks them.
    pub lost: Vec<LostRecord>,
    contents: Contents<R>,
    plan: Plan,
    looks: Looks,
}

impl<R: Read + Seek + Send> IncidentFile<R> {
    /// The file.
    pub fn input(&self) -> &Arc<Input> {
        &self.plan.input
    }

    /// What is in it.
    pub fn about(&self) -> About {
        self.plan.about()
    }

    /// Whether it has a column that links records into chains.
    pub fn has_chains(&self) -> bool {
        let columns = &self.plan.columns;
        columns.have_any(Fields::of(&[Field::Chain, Field::From, Field::To]))
    }

    /// The headers of all columns, in the order of each record's cells.
    pub fn headers(&self) -> &[String] {
        &self.plan.headers
    }

    /// The names of the columns that go into outputs, and their places in each record's cells.
    pub fn carried(&self) -> Vec<(usize, &str)> {
        let headers = &self.plan.headers;
        self.plan
            .columns
            .carried(headers.len())
            .into_iter()
            .filter_map(|index| headers.get(index).map(|header| (index, header.as_str())))
            .collect()
    }

    /// What the cells of the columns that go into outputs are, in the order of [`carried`](Self::carried).
    pub fn carried_kinds(&self) -> Vec<ColumnKind> {
        let decimal = self.plan.notations.decimal;
        let carried = self.carried().into_iter();
        carried
            .map(|(column, _)| self.looks.kind(column, decimal))
            .collect()
    }

    /// All good records, in the file's order: the second pass for those who hold them all.
    ///
    /// # Errors
    /// As [`for_each_batch`](Self::for_each_batch).
    pub fn records(&mut self) -> Result<Vec<Record<Incident>>, ReadError> {
        let mut records = Vec::new();
        self.for_each_batch(|mut batch| {
            records.append(&mut batch);
            Ok::<(), ReadError>(())
        })?;
        Ok(records)
    }

    /// The second pass: gives the good records to `take`, some thousands at once, in the file's order.
    ///
    /// # Errors
    /// [`ReadError`] when the file can no longer be read, or reads otherwise than before; or what
    /// `take` returns.
    pub fn for_each_batch<E: From<ReadError>>(
        &mut self,
        mut take: impl FnMut(Vec<Record<Incident>>) -> Result<(), E>,
    ) -> Result<(), E> {
        let plan = &self.plan;
        let mut failed = Ok(());
        let mut used = 0;
        let read = |pieces: Vec<RawRows>| plan.records::<IncidentLayout>(&pieces);
        let refused = pass(&mut self.contents, plan, read, |batch| {
            used += batch.len() as u64;
            failed = take(batch);
            if failed.is_ok() { Flow::On } else { Flow::Stop }
        })?;
        failed?;
        if !refused.is_empty() {
            return Err(ReadError::Rejected(refused).into());
        }
        if used != self.tally.used + self.tally.without_location {
            let why = "the file changed while it was read";
            return Err(ReadError::Rejected(vec![plan.at_file("changed", why)]).into());
        }
        Ok(())
    }
}

/// Reads a file of sites.
///
/// # Errors
/// [`ReadError`] when the bytes cannot be read or the file cannot be used at all. Findings about
/// single rows are in the result.
pub fn read_aid<R: Read + Seek + Send>(
    contents: impl Into<Contents<R>>,
    input: Arc<Input>,
    options: &ReadOptions,
) -> Result<AidFile, ReadError> {
    let mut contents = contents.into();
    let scan = scan::<AidLayout, R>(&mut contents, input, options)?;
    let plan = &scan.plan;
    let mut sites = Vec::with_capacity(usize::try_from(scan.tally.used).unwrap_or_default());
    let read = |pieces: Vec<RawRows>| plan.records::<AidLayout>(&pieces);
    let refused = pass(&mut contents, plan, read, |mut batch| {
        sites.append(&mut batch);
        Flow::On
    })?;
    if !refused.is_empty() {
        return Err(ReadError::Rejected(refused));
    }
    Ok(AidFile {
        input: Arc::clone(&plan.input),
        sites,
        findings: scan.findings,
        tally: scan.tally,
        about: plan.about(),
    })
}

/// Reads a file of incidents once, to find out what its columns are and every problem in it.
///
/// # Errors
/// [`ReadError`] when the bytes cannot be read or the file cannot be used at all. Findings about
/// single rows are in the result.
pub fn read_incidents<R: Read + Seek + Send>(
    contents: impl Into<Contents<R>>,
    input: Arc<Input>,
    options: &ReadOptions,
) -> Result<IncidentFile<R>, ReadError> {
    let mut contents = contents.into();
    let scan = scan::<IncidentLayout, R>(&mut contents, input, options)?;
    Ok(IncidentFile {
        findings: scan.findings,
        tally: scan.tally,
        crowd: scan.crowd,
        lost: scan.lost,
        contents,
        looks: scan.looks,
        plan: scan.plan,
    })
}
#[cfg(test)]
mod tests {
    use std::collections::HashMap;
    use std::io::Cursor;

    use super::*;
    use crate::geodesy::{Distance, Position};
    use crate::model::{RadiusKind, Severity};

    fn incidents(text: &str) -> Result<IncidentFile<Cursor<Vec<u8>>>, ReadError> {
        incidents_with(text, &ReadOptions::default())
    }

    fn incidents_with(
        text: &str,
        options: &ReadOptions,
    ) -> Result<IncidentFile<Cursor<Vec<u8>>>, ReadError> {
        let input = Arc::new(Input {
            name: "in.csv".to_owned(),
            sha256: String::new(),
            size: text.len() as u64,
        });
        read_incidents(Cursor::new(text.as_bytes().to_vec()), input, options)
    }

    fn values(file: &mut IncidentFile<Cursor<Vec<u8>>>) -> Vec<Incident> {
        let records = file.records().unwrap();
        records.into_iter().map(|record| record.value).collect()
    }

    #[test]
    fn every_row_is_used_rejected_or_without_location() {
        let mut file = incidents(
            "id,lat,lon,people\n1,19,5,3\n2,91,5,3\n3,,,\n4,19,,\n5,N/A,N/A,7\n6,19.5,5.5,-2\n",
        )
        .unwrap();
        assert_eq!(
            file.tally.to_string(),
            "read 6, used 1, rejected 3, without location 2"
        );
        let values = values(&mut file);
        assert_eq!(values.len(), 3);
        assert!(values[1].place.is_none());
        let rejected: Vec<String> = file
            .findings
            .iter()
            .filter(|finding| finding.severity == Severity::RejectsRow)
            .map(ToString::to_string)
            .collect();
        assert_eq!(rejected.len(), 3);
        assert_eq!(
            rejected[0],
            "in.csv:row 2 (line 3), column lat: value \"91\": latitude 91 is outside -90 to 90; \
             fix: check whether latitude and longitude are swapped"
        );
    }

    #[test]
    fn slashed_dates_are_decided_by_the_whole_column_or_refused() {
        let mut file =
            incidents("id,lat,lon,date\n1,19,5,03/04/2025\n2,19,5,27/10/2014\n").unwrap();
        assert_eq!(
            values(&mut file)[0].period.unwrap().to_string(),
            "2025-04-03"
        );
        let file = incidents("id,lat,lon,date\n1,19,5,03/04/2025\n2,19,5,2014-10-27\n").unwrap();
        assert_eq!(file.tally.rejected, 1);
        assert!(
            file.findings
                .iter()
                .any(|f| f.fix.as_ref().is_some_and(|fix| fix.contains("--dates")))
        );
        let options = ReadOptions {
            dates: Some(DateOrder::Mdy),
            ..ReadOptions::default()
        };
        let mut file = incidents_with("id,lat,lon,date\n1,19,5,03/04/2025\n", &options).unwrap();
        assert_eq!(
            values(&mut file)[0].period.unwrap().to_string(),
            "2025-03-04"
        );
    }

    #[test]
    fn an_unusable_file_is_refused_with_the_place() {
        for (text, why) in [
            ("id,lon\n1,5\n", "no column for lat"),
            ("", "empty file"),
            ("id,lat,lon\n1,19,5\n1,19,5\n", "row 1 and row 2"),
        ] {
            let Err(ReadError::Rejected(findings)) = incidents(text) else {
                panic!("{text:?} was read")
            };
            assert!(findings.iter().any(|f| f.why.contains(why)), "{findings:?}");
        }
    }

    #[test]
    fn every_repeated_id_is_found_at_its_place_among_the_findings() {
        let mut text = "id,lat,lon\n".to_owned();
        let mut rows_by_id = HashMap::new();
        let mut expected = Vec::new();
        for row in 1..=5000_u32 {
            // Some ids stand twice or more, some of them in rows that are rejected.
            let id = format!("r{}", row * row % 4999);
            let lat = if row % 97 == 0 { "x" } else { "19" };
            text.extend([&id, ",", lat, ",5\n"]);
            if lat == "x" {
                expected.push((row, "not a decimal number".to_owned()));
            } else if let Some(first) = rows_by_id.insert(id, row) {
                expected.push((row, format!("the id stands in row {first} and row {row}")));
            }
        }
        let Err(ReadError::Rejected(findings)) = incidents(&text) else {
            panic!("it was read")
        };
        let found: Vec<(u32, String)> = findings
            .iter()
            .map(|finding| (finding.origin.at.row_number(), finding.why.clone()))
            .map(|(row, why)| (u32::try_from(row.unwrap()).unwrap(), why))
            .collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn the_number_of_a_row_is_no_id_that_another_row_has() {
        let Err(ReadError::Rejected(findings)) = incidents("id,lat,lon\n3,19,5\nb,19,5\n,19,5\n")
        else {
            panic!("two records have one id")
        };
        assert!(findings[0].why.contains("row 1 and row 3"), "{findings:?}");
        assert!(incidents("id,lat,lon\n4,19,5\n,19,5\n").is_ok());
        assert!(incidents("lat,lon\n19,5\n19,5\n").is_ok());
    }

    #[test]
    fn a_word_is_warned_of_once_and_too_many_findings_are_counted() {
        use std::fmt::Write as _;

        let mut text = "id,lat,lon,kind\n".to_owned();
        for row in 0..25_000 {
            let lat = if row % 2 == 0 { "x" } else { "19" };
            writeln!(text, "{row},{lat},5,beaten").unwrap();
        }
        let file = incidents(&text).unwrap();
        assert_eq!(file.tally.rejected, 12_500);
        let of = |kind: &str| file.findings.iter().filter(|f| f.kind == kind).count();
        assert_eq!((of("kind"), of("not-a-number")), (1, 10_001));
        let word = file.findings.iter().find(|f| f.kind == "kind").unwrap();
        assert!(word.why.contains("25000 rows have it"), "{word}");
        let last = file
            .findings
            .iter()
            .rfind(|f| f.kind == "not-a-number")
            .unwrap();
        assert!(last.why.starts_with("2500 more"), "{last}");
    }

    #[test]
    fn figures_are_read_without_coordinates_where_no_place_is_needed() {
        let options = ReadOptions {
            may_lack_coordinates: true,
            ..ReadOptions::default()
        };
        let file = incidents_with("id,period,people\na,2024,31404\n", &options).unwrap();
        assert_eq!(file.tally.without_location, 1);
    }

    #[test]
    fn a_file_without_rows_is_read_with_a_warning() {
        let file = incidents("id,lat,lon\n").unwrap();
        assert_eq!(file.tally.read(), 0);
        assert_eq!(file.findings[0].why, "no rows");
    }

    #[test]
    fn radii_of_telephones_and_codes_of_acled_are_what_they_are() {
        for (text, metres, kind) in [
            (
                "id,lat,lon,_gps_precision\n1,19,5,8.5\n",
                8.5,
                RadiusKind::P68,
            ),
            (
                "id,lat,lon,location-Accuracy\n1,19,5,8.5\n",
                8.5,
                RadiusKind::P68,
            ),
            (
                "id,lat,lon,_gps_precision,radius_kind\n1,19,5,8.5,p95\n",
                8.5,
                RadiusKind::P95,
            ),
            ("id,lat,lon,accuracy\n1,19,5,8.5\n", 8.5, RadiusKind::Bound),
            (
                "id,lat,lon,geo_precision\n1,19,5,1\n",
                10_000.0,
                RadiusKind::Bound,
            ),
            (
                "id,lat,lon,geo_precision\n1,19,5,3\n",
                1_500_000.0,
                RadiusKind::Bound,
            ),
            (
                "id,lat,lon,geo_precision,radius_m\n1,19,5,3,20\n",
                20.0,
                RadiusKind::Bound,
            ),
        ] {
            let mut file = incidents(text).unwrap();
            let place = file.records().unwrap().remove(0).value.place.unwrap();
            let expected = Distance::from_metres(metres).unwrap();
            assert_eq!(
                (place.radius, place.radius_kind),
                (expected, kind),
                "{text}"
            );
            assert!(file.findings.is_empty(), "{:?}", file.findings);
        }
        let file = incidents("id,lat,lon,geo_precision\n1,19,5,4\n").unwrap();
        assert_eq!(file.tally.rejected, 1);
        assert!(file.findings[0].fix.as_ref().unwrap().contains("1, 2, 3"));
    }

    #[test]
    fn codes_of_ucdp_are_bounds_where_the_codebook_gives_a_distance() {
        let text = "id,latitude,longitude,where_prec\na,19,5,1\nb,19,5,2\nc,19,5,6\nd,19,5,6\n";
        let mut file = incidents(text).unwrap();
        let radii: Vec<f64> = values(&mut file)
            .into_iter()
            .map(|incident| incident.place.unwrap().radius.metres())
            .collect();
        assert_eq!(radii, [0.0, 25_000.0, 0.0, 0.0]);
        let said: Vec<String> = file.findings.iter().map(ToString::to_string).collect();
        assert_eq!(said.len(), 2, "{said:?}");
        assert!(said[0].contains(
            "row 1 (line 2), column where_prec: value \"1\": that the place is exactly known"
        ));
        assert!(said[1].contains("value \"6\": a point for a whole country"));
        assert!(said[1].contains("(2 rows have it, this is the first)"));
        let file = incidents("id,lat,lon,where_prec,radius_m\na,19,5,6,900000\n").unwrap();
        assert!(file.findings.is_empty(), "{:?}", file.findings);
        let file = incidents("id,lat,lon,where_prec\na,19,5,8\n").unwrap();
        assert_eq!(file.tally.rejected, 1);
        assert!(file.findings[0].fix.as_ref().unwrap().contains("6, 7"));
    }

    /// The degrees are those of `GeoConvert -p 4` (`GeographicLib` 2.1).
    #[test]
    fn zone_easting_and_northing_in_columns_of_their_own_are_a_place() {
        let by_grid = [
            ("31N", "", "791000", "2150000", [19.423235395, 5.771084459]),
            ("31", "N", "791000", "2150000", [19.423235395, 5.771084459]),
            (
                "31",
                "Nord",
                "791000 m",
                "2150000 m",
                [19.423235395, 5.771084459],
            ),
            (
                "Zone 32",
                "north",
                "254321.5",
                "2243210.25",
                [20.270925542, 6.647828887],
            ),
            ("31 south", "", "500000", "9000000", [-9.046562464, 3.0]),
            ("31S", "S", "500000", "9000000", [-9.046562464, 3.0]),
        ];
        for (zone, letter, easting, northing, [lat, lon]) in by_grid {
            let text = format!(
                "id,Zone,Hemisphere,Easting,Northing\na,{zone},{letter},{easting},{northing}\n"
            );
            let mut file = incidents(&text).unwrap();
            let place = values(&mut file).remove(0).place.unwrap();
            let position = place.position;
            assert!((position.lat() - lat).abs() < 1e-9, "{text} {position:?}");
            assert!((position.lon() - lon).abs() < 1e-9, "{text} {position:?}");
            // Half a metre each way, or half a decimetre and half a centimetre.
            let radius = if easting.contains('.') {
                0.0503
            } else {
                0.5_f64.sqrt()
            };
            assert!((place.radius.metres() - radius).abs() < 0.001, "{place:?}");
        }
    }

    #[test]
    fn a_place_in_columns_of_a_grid_that_is_not_whole_is_refused_with_its_cell() {
        for (row, column, why) in [
            (
                "31,,791000,2150000",
                "utm_zone",
                "not a zone with the letter",
            ),
            (
                "31Q,S,791000,2150000",
                "utm_zone",
                "not a zone with the letter",
            ),
            (
                "Agadez,N,791000,2150000",
                "utm_zone",
                "not a zone with the letter",
            ),
            (",,791000,2150000", "utm_zone", "the cell is empty"),
            ("61N,,791000,2150000", "utm_zone", "no such zone"),
            ("31N,,,2150000", "x_utm", "the cell is empty"),
            ("31N,,791000,", "y_utm", "the cell is empty"),
            ("31N,,791 000,2150000", "x_utm", "not a number of metres"),
            (
                "31N,,791000,about 2150000",
                "y_utm",
                "not a number of metres",
            ),
            ("31N,,7910000,2150000", "x_utm", "outside the zone"),
            // The band S, or the south: nothing tells.
            (
                "31S,,500000,3800000",
                "utm_zone",
                "S can be the southern hemisphere or the band S",
            ),
        ] {
            let text = format!("id,utm_zone,zone_letter,x_utm,y_utm\na,{row}\nb,31N,,,\n");
            let file = incidents(&text).unwrap();
            assert_eq!(
                (file.tally.rejected, file.tally.without_location),
                (1, 1),
                "{row}"
            );
            let finding = &file.findings[0];
            assert_eq!(finding.column.as_deref(), Some(column), "{finding}");
            assert!(finding.why.contains(why), "{finding}");
        }
    }

    #[test]
    fn a_column_of_zones_tells_what_the_letter_s_is() {
        let text = "id,utm_zone,easting,northing\na,31S,500000,3800000\nb,31Q,791000,2150000\n";
        let mut file = incidents(text).unwrap();
        let position = values(&mut file).remove(0).place.unwrap().position;
        // `GeoConvert -p 4` of 31n 500000 3800000.
        assert!((position.lat() - 34.341302723).abs() < 1e-9, "{position:?}");
    }

    #[test]
    fn columns_of_a_grid_need_a_zone_and_serve_only_without_degrees() {
        let Err(ReadError::Rejected(findings)) =
            incidents("id,easting,northing\na,791000,2150000\n")
        else {
            panic!("nobody knows the zone")
        };
        assert!(
            findings[0].why.contains("no column for the zone"),
            "{findings:?}"
        );
        assert!(findings[0].fix.as_ref().unwrap().contains("utm_zone"));
        let mut file =
            incidents("id,lat,lon,zone,easting,northing\na,19.5,5.75,Agadez,791000,2150000\n")
                .unwrap();
        let position = values(&mut file).remove(0).place.unwrap().position;
        assert_eq!(position, Position::from_lon_lat(5.75, 19.5).unwrap());
        assert!(
            file.about()
                .taken
                .iter()
                .all(|taken| taken.field != "utm_zone")
        );
    }

    /// Rows of several batches.
    fn many(rows: u32) -> String {
        let rows = (1..=rows).map(|row| format!("i{row},19.5,5.5,1,2025-01-02,seen\n"));
        let header = "id,lat,lon,uncertainty_m,date,source\n".to_owned();
        rows.fold(header, |text, row| text + &row)
    }

    #[test]
    fn batches_come_in_the_order_of_the_file_until_the_first_is_refused() {
        let mut file = incidents(&many(60_000)).unwrap();
        assert_eq!(file.tally.used, 60_000);
        let mut ids = Vec::new();
        let mut batches = 0;
        let all = file.for_each_batch(|batch| {
            batches += 1;
            ids.extend(batch.into_iter().map(|record| record.value.id));
            Ok::<(), ReadError>(())
        });
        assert!(all.is_ok() && batches > 1, "{batches}");
        assert!(
            ids.iter()
                .enumerate()
                .all(|(place, id)| *id == format!("i{}", place + 1))
        );
        assert_eq!(ids.len(), 60_000);
        let mut taken = 0;
        let stopped = file.for_each_batch(|_| {
            taken += 1;
            Err(ReadError::Rejected(Vec::new()))
        });
        assert!(matches!(stopped, Err(ReadError::Rejected(findings)) if findings.is_empty()));
        assert_eq!(taken, 1);
    }

    #[test]
    fn a_file_that_changes_between_the_passes_is_refused() {
        let mut file = incidents(&many(3)).unwrap();
        file.contents.bytes = Cursor::new(many(2).into_bytes());
        let Err(error) = file.records() else {
            panic!("a record is lost")
        };
        assert_eq!(
            error.to_string(),
            "in.csv: the file changed while it was read"
        );
        assert!(std::error::Error::source(&error).is_none());
    }

    #[test]
    fn bytes_that_cannot_be_read_are_told_with_their_cause() {
        /// A disk that fails.
        struct Broken;
        impl Read for Broken {
            fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
                Err(io::Error::other("the disk is gone"))
            }
        }
        impl Seek for Broken {
            fn seek(&mut self, _: io::SeekFrom) -> io::Result<u64> {
                Ok(0)
            }
        }
        let input = Arc::new(Input::from_name("in.csv"));
        let Err(error) = read_incidents(Broken, input, &ReadOptions::default()) else {
            panic!("it was read")
        };
        assert_eq!(error.to_string(), "in.csv cannot be read");
        let cause = std::error::Error::source(&error).unwrap();
        assert_eq!(cause.to_string(), "the disk is gone");
    }

    #[test]
    fn several_problems_of_a_file_stand_on_lines_of_their_own() {
        let Err(error) = incidents("id,lat,lon\na,19,5\na,19,5\na,19,5\n") else {
            panic!("one id stands three times")
        };
        let text = error.to_string();
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines.len(), 2, "{text}");
        assert!(
            lines.iter().all(|line| line.starts_with("in.csv:row ")),
            "{text}"
        );
    }

    #[test]
    fn a_crowd_is_kept_of_all_rows_where_that_is_asked_for() {
        let options = ReadOptions {
            keeps_crowd: true,
            ..ReadOptions::default()
        };
        let file = incidents_with(&many(3000), &options).unwrap();
        assert_eq!(file.crowd.positions.len(), 3000);
        assert!(file.crowd.sources.contains("seen"));
        assert_eq!(file.crowd.years, Some((2025, 2025)));
        assert!(incidents(&many(3)).unwrap().crowd.positions.is_empty());
    }

    #[test]
    fn columns_of_numbers_and_days_are_told_from_texts() {
        let file = incidents("id,lat,lon,dead,seen,note\na,19.5,5.5,3,2025-01-02,x\n").unwrap();
        let kinds = file.carried_kinds();
        let texts: Vec<bool> = kinds
            .iter()
            .map(|kind| matches!(kind, ColumnKind::Text))
            .collect();
        assert_eq!(texts, [false, false, false, false, true]);
    }

    #[test]
    fn geojson_points_come_out_as_columns() {
        let mut file = incidents(
            r#"{"type":"FeatureCollection","features":[{"type":"Feature",
            "properties":{"id":"a","note":"x"},"geometry":{"type":"Point","coordinates":[5.7,19.5]}}]}"#,
        )
        .unwrap();
        let carried: Vec<&str> = file.carried().into_iter().map(|(_, name)| name).collect();
        assert_eq!(carried, ["note", "lat", "lon"]);
        let records = file.records().unwrap();
        let cells: Vec<&str> = records[0].cells.iter().collect();
        assert_eq!(cells, ["a", "x", "19.5", "5.7"]);
    }
}
