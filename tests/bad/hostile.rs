//! Files that are made to take much time or memory: text below 1 MB, and zip archives up to the most that they may
//! hold. Shared by the test of memory (`bounds.rs`) and the bench of time (`benches/bounds.rs`).

use std::fmt::Write as _;
use std::io::{Cursor, Write as _};

use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// A file, by its name, and what makes it.
pub(crate) type Hostile = (&'static str, fn() -> Vec<u8>);

/// Just below 1 MB.
const SMALL: usize = 999_000;

/// Just below what a zip archive may hold.
const INFLATED: usize = (64 << 20) - 4096;

pub(crate) const ALL: &[Hostile] = &[
    ("bad_rows.csv", || repeated("id,lat,lon\n", "a,b,c\n", "")),
    ("short_rows.csv", || repeated("lat,lon\n", "1,2\n", "")),
    ("at_sea.csv", at_sea),
    ("one_spot.csv", || {
        repeated("lat,lon,date,people\n", "19.5,5.5,2025-01-01,5\n", "")
    }),
    ("degrees.csv", || {
        repeated("lat,lon\n", "19°32'14\"N,5°46'20\"E\n", "")
    }),
    ("mgrs.csv", || repeated("mgrs\n", "31QGA9100050000\n", "")),
    ("dates.csv", || {
        repeated("lat,lon,date\n", "19,5,\"January 05, 2020\"\n", "")
    }),
    ("texts.csv", || {
        let row = "19,5,67 km north-east of Assamaka\n";
        repeated("lat,lon,description\n", row, "")
    }),
    ("same_ids.csv", || {
        repeated("id,lat,lon\n", "a,19.5,5.5\n", "")
    }),
    ("waypoints.gpx", || {
        repeated("<gpx>", "<wpt lat=\"19\" lon=\"5\"/>", "</gpx>")
    }),
    ("well_known.csv", || {
        repeated("id,wkt\n", "1,POINT(5 19)\n", "")
    }),
    ("siberia.csv", siberia),
    ("nested.geojson", || {
        repeated("{\"type\":\"FeatureCollection\",\"features\":", "[", "")
    }),
    ("ring.geojson", ring),
    ("points.kmz", points_kmz),
    ("rows.xlsx", rows_xlsx),
    ("texts.xlsx", texts_xlsx),
    ("rows.ods", rows_ods),
];

/// What the program is told of a file besides its name.
pub(crate) fn asked(name: &str) -> &'static [&'static str] {
    if name == "well_known.csv" {
        &["--wkt-column", "wkt"]
    } else {
        &[]
    }
}

/// As many repetitions as stay below 1 MB.
fn repeated(head: &str, body: &str, tail: &str) -> Vec<u8> {
    let times = (SMALL - head.len() - tail.len()) / body.len();
    [head, &body.repeat(times), tail].concat().into_bytes()
}

/// Places all over the world, mostly in the sea, each said to be in Niger.
fn at_sea() -> Vec<u8> {
    let mut text = "id,lat,lon,country\n".to_owned();
    for row in 0_u64.. {
        if text.len() > SMALL {
            break;
        }
        let (lat, lon) = (row * 7_919 % 1_800_000, row * 104_729 % 3_600_000);
        let degrees = |tenths: u64, least: i64| {
            let whole = i64::try_from(tenths / 10_000).unwrap() + least;
            format!("{whole}.{:04}", tenths % 10_000)
        };
        writeln!(
            text,
            "{row},{},{},Niger",
            degrees(lat, -90),
            degrees(lon, -180)
        )
        .unwrap();
    }
    text.into_bytes()
}

/// Places of which each lies in the box of several large countries.
fn siberia() -> Vec<u8> {
    let mut text = "id,lat,lon\n".to_owned();
    for row in 0_u32.. {
        if text.len() > SMALL {
            break;
        }
        writeln!(text, "{row},{}.5,{}.5", 55 + row % 10, 60 + row % 60).unwrap();
    }
    text.into_bytes()
}

/// One ring that goes to and fro.
fn ring() -> Vec<u8> {
    let mut text = "{\"type\":\"Polygon\",\"coordinates\":[[[0,0]".to_owned();
    for vertex in 0_u64.. {
        if text.len() > SMALL {
            break;
        }
        let (lon, lat) = (vertex * 7_919 % 170_000, vertex * 104_729 % 85_000);
        write!(
            text,
            ",[{}.{:03},{}.{:03}]",
            lon / 1000,
            lon % 1000,
            lat / 1000,
            lat % 1000
        )
        .unwrap();
    }
    text.push_str(",[0,0]]]}");
    text.into_bytes()
}

/// As many pieces as an archive may hold.
fn filled(head: &str, piece: impl Fn(u64) -> String, tail: &str) -> String {
    let mut text = head.to_owned();
    for number in 0.. {
        let piece = piece(number);
        if text.len() + piece.len() + tail.len() > INFLATED {
            break;
        }
        text.push_str(&piece);
    }
    text.push_str(tail);
    text
}

fn zipped(entries: &[(&str, &str)]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in entries {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// Digits that do not pack well.
fn digits(number: u64) -> u64 {
    number.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 40
}

fn points_kmz() -> Vec<u8> {
    let point = |number| {
        let digits = digits(number);
        let (lon, lat) = (digits % 180, digits % 89);
        format!(
            "<Placemark><name>{number}</name><Point><coordinates>{lon}.{digits},{lat}.{digits}</coordinates></Point></Placemark>"
        )
    };
    let text = filled("<kml><Document>", point, "</Document></kml>");
    zipped(&[("doc.kml", &text)])
}

fn xlsx(sheet: &str, shared: &str) -> Vec<u8> {
    zipped(&[
        (
            "xl/workbook.xml",
            "<workbook><sheets><sheet name=\"S\" id=\"a\"/></sheets></workbook>",
        ),
        (
            "xl/_rels/workbook.xml.rels",
            "<Relationships><Relationship Id=\"a\" Type=\"/worksheet\" Target=\"a.xml\"/><Relationship Id=\"b\" Type=\"/sharedStrings\" Target=\"b.xml\"/></Relationships>",
        ),
        ("xl/a.xml", sheet),
        ("xl/b.xml", shared),
    ])
}

const HEADER: &str =
    "<worksheet><sheetData><row><c t=\"str\"><v>lat</v></c><c t=\"str\"><v>lon</v></c></row>";
const END: &str = "</sheetData></worksheet>";

fn rows_xlsx() -> Vec<u8> {
    let row = |number| {
        let digits = digits(number);
        let (lat, lon) = (digits % 89, digits % 179);
        format!("<row><c><v>{lat}.{digits}</v></c><c><v>{lon}.{digits}</v></c></row>")
    };
    xlsx(&filled(HEADER, row, END), "<sst/>")
}

fn texts_xlsx() -> Vec<u8> {
    let text = |number| format!("<si><t>{}</t></si>", digits(number));
    let sheet = format!("{HEADER}<row><c t=\"s\"><v>0</v></c><c t=\"s\"><v>1</v></c></row>{END}");
    xlsx(&sheet, &filled("<sst>", text, "</sst>"))
}

fn rows_ods() -> Vec<u8> {
    let row = |number| {
        let digits = digits(number);
        let (lat, lon) = (digits % 89, digits % 179);
        format!(
            "<table:table-row><table:table-cell office:value-type=\"float\" office:value=\"{lat}.{digits}\"><text:p>1</text:p></table:table-cell><table:table-cell office:value-type=\"float\" office:value=\"{lon}.{digits}\"><text:p>1</text:p></table:table-cell></table:table-row>"
        )
    };
    let head = "<office:document-content><office:body><office:spreadsheet><table:table table:name=\"S\"><table:table-row><table:table-cell><text:p>lat</text:p></table:table-cell><table:table-cell><text:p>lon</text:p></table:table-cell></table:table-row>";
    let tail = "</table:table></office:spreadsheet></office:body></office:document-content>";
    zipped(&[("content.xml", &filled(head, row, tail))])
}
