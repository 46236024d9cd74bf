//! What each fuzz target does with its bytes, and what must hold whatever they are.
//!
//! `tests/fuzz_corpus.rs` of pointzero replays `fuzz/corpus` through the same functions.

use std::collections::HashSet;
use std::io::Cursor;
use std::sync::Arc;

use pointzero::geodesy::{Path, distance};
use pointzero::model::{
    At, Finding, Geometry, Incident, Input, Place, Position, Record, Severity, Tally, has_hidden,
};
use pointzero::read::{
    Contents, DateOrder, Decimal, IncidentFile, Longitudes, PairOrder, PlaceOptions, ReadError,
    ReadOptions, read_aid, read_borders, read_geometry, read_incidents, read_period, read_place,
    read_routes, read_shapes, read_table, read_to_repair, spellings, subject_of,
};

/// From this first byte on, the lines of a text are the column of a file, which takes longer to read.
const FILES: u8 = 0xF0;

/// A target, by its name.
pub type Target = (&'static str, fn(&[u8]));

/// Every target.
pub const ALL: &[Target] = &[
    ("csv", csv),
    ("geojson", geojson),
    ("geojsonl", geojsonl),
    ("wkt", wkt),
    #[cfg(feature = "workbook")]
    ("xlsx", xlsx),
    #[cfg(feature = "workbook")]
    ("ods", ods),
    #[cfg(feature = "kml")]
    ("gpx", gpx),
    #[cfg(feature = "kml")]
    ("kml", kml),
    ("shapefile", shapefile),
    ("coordinates", coordinates),
    ("dates", dates),
    #[cfg(feature = "geodata")]
    ("check", check),
];

/// The first byte says how the file is read, the others are the file.
pub fn csv(data: &[u8]) {
    any(data);
}

/// As [`csv`]: the format is told by the bytes.
pub fn geojson(data: &[u8]) {
    any(data);
}

/// As [`csv`].
pub fn geojsonl(data: &[u8]) {
    any(data);
}

/// As [`csv`].
pub fn gpx(data: &[u8]) {
    any(data);
}

/// As [`csv`]; where the first byte is a `z` the rest stands in a zip archive, as KMZ.
pub fn kml(data: &[u8]) {
    match data.split_first() {
        #[cfg(feature = "kml")]
        Some((b'z', rest)) => any(&[&[0_u8], &archive(&[("doc.kml", rest)])[..]].concat()),
        _ => any(data),
    }
}

/// One line is a geometry, several are a column; the first byte says how that is read.
pub fn wkt(data: &[u8]) {
    let Some((how, lines)) = text_of(data) else {
        return;
    };
    if how < FILES || !lines.contains('\n') {
        return match read_geometry(lines) {
            Ok(geometry) => geometry
                .iter()
                .flat_map(Geometry::positions)
                .for_each(holds),
            Err(findings) => look_all(&findings),
        };
    }
    let file = table("id,wkt", lines.lines().map(|line| vec![line]));
    let options = ReadOptions {
        wkt_column: Some("wkt".to_owned()),
        ..ReadOptions::default()
    };
    let contents = Contents::from(Cursor::new(file.as_bytes()));
    if how % 4 == 0 {
        incidents(contents, &options);
    } else {
        shapes(contents, &options);
    }
}

/// The entries of a workbook with a byte 0 between them: the sheet, the shared texts, the styles, the list of
/// sheets. What begins as a zip archive is taken as it is.
#[cfg(feature = "workbook")]
pub fn xlsx(data: &[u8]) {
    const RELATIONS: &[u8] = br#"<Relationships><Relationship Id="a" Type="/worksheet" Target="a.xml"/><Relationship Id="b" Type="/sharedStrings" Target="b.xml"/><Relationship Id="c" Type="/styles" Target="c.xml"/></Relationships>"#;
    const BOOK: &[u8] = br#"<workbook><sheets><sheet name="A" id="a"/></sheets></workbook>"#;
    if data.starts_with(b"PK") {
        return every_way(0, Contents::from(Cursor::new(data)));
    }
    let mut parts = data.split(|byte| *byte == 0);
    let mut part = |default| parts.next().unwrap_or(default);
    let entries = [
        ("xl/a.xml", part(b"")),
        ("xl/b.xml", part(b"<sst/>")),
        ("xl/c.xml", part(b"<styleSheet/>")),
        ("xl/workbook.xml", part(BOOK)),
        ("xl/_rels/workbook.xml.rels", part(RELATIONS)),
    ];
    every_way(0, Contents::from(Cursor::new(&archive(&entries)[..])));
}

/// The table of a workbook; what begins as a zip archive is taken as it is.
#[cfg(feature = "workbook")]
pub fn ods(data: &[u8]) {
    if data.starts_with(b"PK") {
        return every_way(0, Contents::from(Cursor::new(data)));
    }
    every_way(
        0,
        Contents::from(Cursor::new(&archive(&[("content.xml", data)])[..])),
    );
}

/// Two bytes each for the lengths of `.shp` and `.dbf`, then these, then `.prj`.
pub fn shapefile(data: &[u8]) {
    let Some(([one, two, three, four], rest)) = data.split_first_chunk() else {
        return;
    };
    let length = |bytes: [u8; 2]| usize::from(u16::from_le_bytes(bytes));
    let cut = |bytes: &'_ [u8], at: usize| bytes.len().min(at);
    let (shapes, rest) = rest.split_at(cut(rest, length([*one, *two])));
    let (attributes, system) = rest.split_at(cut(rest, length([*three, *four])));
    let mut beside = vec![("prj".to_owned(), Cursor::new(system))];
    if !attributes.is_empty() {
        beside.push(("dbf".to_owned(), Cursor::new(attributes)));
    }
    every_way(0, Contents::new(Cursor::new(shapes), beside));
}

/// The first byte says how they are read. One line is a place; several are a column of places, or of latitudes and
/// longitudes where there is a `|` between them.
pub fn coordinates(data: &[u8]) {
    let Some((how, text)) = text_of(data) else {
        return;
    };
    let order = [None, Some(PairOrder::LatLon), Some(PairOrder::LonLat)][usize::from(how % 3)];
    let decimal = [Decimal::Point, Decimal::Comma][usize::from(how / 4 % 2)];
    let longitudes = [Longitudes::HalfTurns, Longitudes::Wrapped][usize::from(how / 8 % 2)];
    if how >= FILES && text.contains('\n') {
        let file = if text.contains('|') {
            table(
                "id,lat,lon",
                text.lines().map(|line| line.splitn(2, '|').collect()),
            )
        } else {
            table("id,coordinates", text.lines().map(|line| vec![line]))
        };
        let options = ReadOptions {
            order,
            decimal,
            longitudes,
            ..ReadOptions::default()
        };
        return incidents(Contents::from(Cursor::new(file.as_bytes())), &options);
    }
    let options = PlaceOptions {
        order,
        decimal,
        longitudes,
    };
    match read_place(text, options) {
        Err(finding) => look_at(&finding),
        Ok(read) => {
            holds(read.position);
            assert!(read.doubt.radius().metres() >= 0.0);
            reads_again(read.position);
        }
    }
}

/// Every spelling of a position is read as a place as near to it as it says.
fn reads_again(position: Position) {
    let options = PlaceOptions {
        order: Some(PairOrder::LatLon),
        ..PlaceOptions::default()
    };
    let all = spellings(position);
    assert!(all.len() >= 6, "{all:?}");
    for spelling in all {
        let read = match read_place(&spelling.text, options) {
            // Such a geohash is read in a column of geohashes only.
            _ if spelling.notation == "geohash" && may_be_another(&spelling.text) => continue,
            Ok(read) => read,
            Err(finding) => panic!("{spelling:?}: {finding}"),
        };
        let off = distance(position, read.position).metres();
        // A tenth of a millimetre for what the functions of the grids leave.
        assert!(
            off <= spelling.precision.metres() + 1e-4,
            "{spelling:?}: {off} m"
        );
    }
    let text = format!("{}, {}", position.lat(), position.lon());
    match read_place(&text, options) {
        Ok(read) => assert_eq!(read.position, position, "{text}"),
        Err(finding) => assert!(text.len() > 60, "{finding}"),
    }
}

/// Whether a geohash may be a word, a number, degrees as in `40n00119e` or `1932est14s`, or MGRS as in `1qgb123456`.
fn may_be_another(geohash: &str) -> bool {
    let of_degrees = ["", "n", "s", "e", "w", "d", "deg", "est", "sud", "west"];
    let mut words = geohash.split(|c: char| c.is_ascii_digit());
    let letters = geohash.trim_matches(|c: char| c.is_ascii_digit());
    let are_letters = letters.bytes().all(|byte| byte.is_ascii_alphabetic());
    words.all(|word| of_degrees.contains(&word))
        || (are_letters && [3, geohash.len()].contains(&letters.len()))
}

/// The first byte says how they are read. One line is a date, several are a column of dates.
pub fn dates(data: &[u8]) {
    let Some((how, text)) = text_of(data) else {
        return;
    };
    let order = [None, Some(DateOrder::Dmy), Some(DateOrder::Mdy)][usize::from(how % 3)];
    if how >= FILES && text.contains('\n') {
        let file = table(
            "id,lat,lon,date",
            text.lines().map(|line| vec!["19", "5", line]),
        );
        let options = ReadOptions {
            dates: order,
            ..ReadOptions::default()
        };
        return incidents(Contents::from(Cursor::new(file.as_bytes())), &options);
    }
    let by_itself = read_period(text, None);
    match read_period(text, order) {
        Err(finding) => look_at(&finding),
        Ok(period) => {
            assert!(period.first() <= period.last(), "{text}");
            let printed = period.to_string();
            let again = read_period(&printed, None);
            assert!(
                again.is_ok_and(|again| again == period),
                "{text}: {printed}"
            );
            if let Ok(by_itself) = by_itself {
                assert_eq!(
                    period, by_itself,
                    "{text}: the order is not asked where one is possible"
                );
            }
        }
    }
}

/// As [`csv`]; what `check` finds out by the world is asked too.
#[cfg(feature = "geodata")]
pub fn check(data: &[u8]) {
    use pointzero::analysis::plausible::{Plausible, Seen, says_where};

    let Some((how, bytes)) = data.split_first() else {
        return;
    };
    let options = options(*how);
    let Ok(mut file) = read_incidents(Contents::from(Cursor::new(bytes)), input(), &options) else {
        return;
    };
    let Ok(records) = file.records() else {
        panic!("it was read before");
    };
    let (territory, countries) = world::territory();
    let mut plausible = Plausible::new(pointzero::model::Date::from_ymd(2025, 11, 1));
    plausible.know_countries(territory, countries);
    let seen: Vec<Seen<'_>> = records
        .iter()
        .filter_map(|record| {
            Some(Seen {
                origin: &record.origin,
                place: record.value.place.as_ref()?,
                period: record.value.period,
                country: record.value.country(),
                texts: record.cells.iter().collect(),
                cells: Some(&record.cells),
            })
        })
        .collect();
    if seen
        .iter()
        .flat_map(|record| &record.texts)
        .any(|text| says_where(text))
    {
        plausible.know_places(world::places());
    }
    plausible.take(&seen);
    for noted in plausible.finish().into_kinds() {
        look_all(&noted.findings);
    }
}

/// The world that `check` knows: all countries, and few towns, which are read anew for each file.
#[cfg(feature = "geodata")]
mod world {
    use std::sync::OnceLock;

    use pointzero::analysis::{LineChoice, Territory};
    use pointzero::model::{Atlas, Country, Extent};
    use pointzero::read::world::{Detail, World, disputed_places, treaties};

    pub(super) fn territory() -> (&'static Territory<'static>, &'static [Country]) {
        static ATLAS: OnceLock<Atlas> = OnceLock::new();
        static TERRITORY: OnceLock<Territory<'static>> = OnceLock::new();
        let atlas = ATLAS.get_or_init(|| {
            let (world, detail) = (World::bundled(), Detail::OneTo10Million);
            Atlas {
                countries: world
                    .countries(detail, &Extent::WORLD)
                    .expect("it is bundled"),
                borders: world
                    .borders(detail, &Extent::WORLD)
                    .expect("it is bundled"),
                treaties: treaties(),
                disputed: disputed_places(),
                ..Atlas::default()
            }
        });
        let territory = TERRITORY.get_or_init(|| {
            Territory::new(atlas, LineChoice::default()).expect("it is not for drawing only")
        });
        (territory, &atlas.countries)
    }

    pub(super) fn places() -> &'static Atlas {
        static ATLAS: OnceLock<Atlas> = OnceLock::new();
        ATLAS.get_or_init(|| {
            let sahara = "0,15,10,25".parse().expect("it is a window");
            Atlas {
                towns: World::bundled().towns(&sahara, 0).expect("it is bundled"),
                ..Atlas::default()
            }
        })
    }
}

/// The first byte says how a file of any format is read.
fn any(data: &[u8]) {
    if let Some((how, bytes)) = data.split_first() {
        every_way(*how, Contents::from(Cursor::new(bytes)));
    }
}

/// What a user may say of a file, by a byte: nothing, as a rule.
fn options(how: u8) -> ReadOptions {
    let plain = ReadOptions::default();
    match how / 8 % 16 {
        1 => ReadOptions {
            decimal: Decimal::Comma,
            dates: Some(DateOrder::Dmy),
            order: Some(PairOrder::LonLat),
            longitudes: Longitudes::Wrapped,
            ..plain
        },
        2 => ReadOptions {
            may_lack_coordinates: true,
            keep_personal: true,
            skip_lines: 1,
            ..plain
        },
        3 => ReadOptions {
            encoding: "windows-1252".parse().ok(),
            sheet: Some("A".to_owned()),
            ..plain
        },
        4 => ReadOptions {
            wkt_column: Some("wkt".to_owned()),
            columns: vec![("id".to_owned(), "x".to_owned())],
            ..plain
        },
        _ => plain,
    }
}

/// A file, read as what it seems to be or as the byte says.
fn every_way(how: u8, mut contents: Contents<Cursor<&[u8]>>) {
    let options = options(how);
    match how % 8 {
        1 => match read_aid(contents, input(), &options) {
            Err(error) => refused(error),
            Ok(file) => {
                look(&file.findings, file.tally);
                assert_eq!(file.sites.len() as u64, file.tally.used);
                file.sites.iter().for_each(|site| stands(&site.value.place));
            }
        },
        2 => match read_routes(contents, input(), &options, Path::Geodesic) {
            Err(error) => refused(error),
            Ok(file) => {
                look_all(&file.findings);
                for route in &file.routes {
                    route
                        .value
                        .stops
                        .iter()
                        .for_each(|stop| stands(&stop.place));
                }
            }
        },
        3 => shapes(contents, &options),
        4 => match read_borders(contents, &input(), Path::LonLat) {
            Err(error) => refused(error),
            Ok(file) => look_all(&file.findings),
        },
        5 => match read_table(contents, input(), &options) {
            Err(error) => refused(error),
            Ok(file) => look(&file.findings, file.tally),
        },
        6 => {
            let subject = match subject_of(&mut contents, &input(), &options) {
                Err(error) => return refused(error),
                Ok(subject) => subject,
            };
            match read_to_repair(contents, input(), &options, subject) {
                Err(error) => refused(error),
                Ok(mut file) => {
                    let read = file.for_each_batch(|rows| {
                        for row in rows {
                            look_all(&row.findings);
                        }
                        Ok::<(), ReadError>(())
                    });
                    read.unwrap_or_else(refused);
                }
            }
        }
        _ => incidents(contents, &options),
    }
}

/// Reads incidents, and holds them against the sums of their file.
fn incidents(contents: Contents<Cursor<&[u8]>>, options: &ReadOptions) {
    let mut file = match read_incidents(contents, input(), options) {
        Err(error) => return refused(error),
        Ok(file) => file,
    };
    look(&file.findings, file.tally);
    let records = match file.records() {
        Ok(records) => records,
        Err(error) => panic!("it was read before: {error}"),
    };
    let located = records.iter().filter(|record| record.value.place.is_some());
    assert_eq!(located.count() as u64, file.tally.used);
    let all = file.tally.used + file.tally.without_location;
    assert_eq!(records.len() as u64, all);
    for record in &records {
        belongs(record, &file);
    }
    for pair in records.windows(2) {
        let [one, next] = [pair[0].origin.at, pair[1].origin.at];
        // Elements are counted by their names.
        assert!(
            one < next || matches!(one, At::Element { .. }),
            "{next:?} behind {one:?}"
        );
    }
    let last = records
        .last()
        .and_then(|record| record.origin.at.row_number());
    // A row of hashtags stands before them.
    assert!(
        last <= Some(file.tally.read() + 1),
        "row {last:?} of {}",
        file.tally
    );
}

/// A record has a cell for each column, and a place that is one.
fn belongs(record: &Record<Incident>, file: &IncidentFile<Cursor<&[u8]>>) {
    assert_eq!(record.cells.iter().count(), file.headers().len());
    if let Some(place) = &record.value.place {
        stands(place);
    }
    if let Some(period) = record.value.period {
        assert!(period.first() <= period.last());
    }
}

fn shapes(contents: Contents<Cursor<&[u8]>>, options: &ReadOptions) {
    match read_shapes(contents, input(), options) {
        Err(error) => refused(error),
        Ok(file) => {
            look(&file.findings, file.tally);
            assert_eq!(file.shapes.len() as u64, file.tally.used);
            for shape in &file.shapes {
                shape.value.geometry.positions().for_each(holds);
            }
        }
    }
}

fn stands(place: &Place) {
    holds(place.position);
    let radius = place.radius.metres();
    assert!(radius.is_finite() && radius >= 0.0, "{radius}");
}

fn holds(position: Position) {
    assert!((-90.0..=90.0).contains(&position.lat()), "{position:?}");
    assert!((-180.0..=180.0).contains(&position.lon()), "{position:?}");
}

/// A file that is refused says why; bytes in memory are never unreadable.
fn refused(error: ReadError) {
    match error {
        ReadError::Rejected(findings) | ReadError::Unusable { findings, .. } => {
            assert!(
                findings
                    .iter()
                    .any(|finding| finding.severity != Severity::Warning)
            );
            look_all(&findings);
        }
        error => panic!("{error}"),
    }
}

/// Every row that is rejected has a finding, and no other.
fn look(findings: &[Finding], tally: Tally) {
    look_all(findings);
    let rejected: HashSet<At> = findings
        .iter()
        .filter(|finding| finding.severity == Severity::RejectsRow)
        .map(|finding| finding.origin.at)
        .collect();
    assert_eq!(rejected.len() as u64, tally.rejected, "{findings:?}");
    assert_eq!(
        tally.read(),
        tally.used + tally.rejected + tally.without_location
    );
    assert!(
        findings
            .iter()
            .all(|finding| finding.severity != Severity::RejectsFile)
    );
}

fn look_all(findings: &[Finding]) {
    findings.iter().for_each(look_at);
}

/// A finding can be shown on a terminal, and says why.
fn look_at(finding: &Finding) {
    let shown = finding.to_string();
    assert!(!has_hidden(&shown), "{shown:?}");
    assert!(!finding.why.is_empty());
    assert!(finding.severity != Severity::RejectsRow || finding.origin.at != At::File);
}

fn input() -> Arc<Input> {
    Arc::new(Input::from_name("in"))
}

/// The first byte, and the rest where it is text.
fn text_of(data: &[u8]) -> Option<(u8, &str)> {
    let (how, text) = data.split_first()?;
    Some((*how, std::str::from_utf8(text).ok()?))
}

/// A table of comma-separated values: a number each, and the cells.
fn table<'a>(header: &str, rows: impl Iterator<Item = Vec<&'a str>>) -> String {
    let mut text = format!("{header}\n");
    for (number, cells) in rows.enumerate() {
        text.push_str(&number.to_string());
        for cell in cells {
            text.push_str(",\"");
            text.push_str(&cell.replace('"', "\"\""));
            text.push('"');
        }
        text.push('\n');
    }
    text
}

/// A zip archive whose entries are stored as they are.
#[cfg(any(feature = "kml", feature = "workbook"))]
fn archive(entries: &[(&str, &[u8])]) -> Vec<u8> {
    use std::io::Write as _;
    use zip::CompressionMethod;
    use zip::write::{SimpleFileOptions, ZipWriter};

    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let stored = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    for (name, bytes) in entries {
        zip.start_file(*name, stored).expect("names differ");
        zip.write_all(bytes).expect("it goes into memory");
    }
    zip.finish().expect("it goes into memory").into_inner()
}
