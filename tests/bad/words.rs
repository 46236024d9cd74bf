//! What a message must say, by case: the words and numbers of the column `expected`, in the words of
//! this program. `|` stands between words of which one is enough.

/// The words for a case; none where the exit code and the sums say all.
pub(crate) fn of_case(id: u32) -> &'static [&'static str] {
    let found = WORDS.iter().find(|(case, _)| *case == id);
    found.map_or(&[], |(_, words)| words)
}

/// The pieces of a message that name a place, from the column `where`.
pub(crate) fn of_place(place: &str) -> Vec<String> {
    const COLUMNS: [&str; 7] = ["lat", "lon", "id", "name", "count", "date", "wkt"];
    let mut pieces = Vec::new();
    for part in place.split(", ") {
        match part {
            "" | "file" => {}
            "row 2 and row 1" => pieces.extend(["row 1".to_owned(), "row 2".to_owned()]),
            "line 1 column" => pieces.extend(["line 1".to_owned(), "column".to_owned()]),
            "duplicate \"coordinates\"" => {
                pieces.extend(["duplicate".to_owned(), "coordinates".to_owned()]);
            }
            column if COLUMNS.contains(&column) => pieces.push(format!("column {column}")),
            other => pieces.push(other.to_owned()),
        }
    }
    pieces
}

const WORDS: &[(u32, &[&str])] = &[
    (1, &["latitude 91", "-90", "90", "fix:"]),
    (5, &["longitude 181", "-179", "--wrap-lon"]),
    (7, &["360", "--wrap-lon", "-5.8"]),
    (9, &["not a number", "fix:"]),
    (11, &["not a number", "fix:"]),
    (13, &["without coordinates"]),
    (15, &["empty", "fix:"]),
    (17, &["decimal comma", "--decimal comma"]),
    (21, &["second", "60", "fix:"]),
    (23, &["sign", "hemisphere|letter", "fix:"]),
    (25, &["projected|UTM", "fix:"]),
    (27, &["Plus Code", "column", "fix:"]),
    (29, &["\\u{a0}", "fix:"]),
    (31, &["full-width", "fix:"]),
    (33, &["dash|minus", "fix:"]),
    (39, &["not a decimal number", "fix:"]),
    (41, &["apostrophe", "fix:"]),
    (43, &["date", "fix:"]),
    (
        45,
        &["all points lie outside the", "inside it when swapped"],
    ),
    (47, &["empty file"]),
    (49, &["no rows"]),
    (51, &["column \"lat\" twice (columns 2 and 4)", "fix:"]),
    (53, &["latitude", "the columns are", "fix:"]),
    (61, &["9 fields, header has 7", "decimal comma", "fix:"]),
    (63, &["9 fields, header has 7", "fix:"]),
    (65, &["latitude 95"]),
    (73, &["UTF-8", "byte", "Windows-1252", "--encoding"]),
    (75, &["UTF-8", "byte"]),
    (77, &["NUL"]),
    (81, &["latitude 95"]),
    (83, &["line 2", "--skip-lines 1"]),
    (87, &["HTML page"]),
    (89, &["end inside|ends inside", "fix:"]),
    (91, &["0 or more|>= 0"]),
    (93, &["18446744073709551615", "more than"]),
    (95, &["separator", "fix:"]),
    (97, &["separator|whole", "fix:"]),
    (99, &["unknown", "not 0"]),
    (101, &["either way|ambiguous", "--dates"]),
    (103, &["2025-04-17", "column", "fix:"]),
    (107, &["row 1 and row 2", "fix:"]),
    (109, &["without an id", "row number"]),
    (113, &["\\u{200b}", "not seen"]),
    (115, &["spreadsheet"]),
    (117, &["spreadsheet"]),
    (119, &["spreadsheet"]),
    (141, &["no \"type\""]),
    (145, &["unexpected end"]),
    (149, &["4 positions|four positions|4 or more"]),
    (151, &["empty"]),
    (159, &["antimeridian"]),
    (161, &["longitude 181", "--wrap-lon"]),
    (165, &["geometry", "missing"]),
    (167, &["properties"]),
    (169, &["Circle"]),
    (171, &["number"]),
    (179, &["latitude 95.77", "swapped"]),
    (183, &["UTF-8"]),
    (187, &["Esri JSON"]),
    (193, &["bbox"]),
    (195, &["128"]),
    (197, &["128"]),
    (199, &["entit|DTD|DOCTYPE"]),
    (201, &["entit|DTD|DOCTYPE"]),
    (207, &["column"]),
    (209, &["unexpected end|ends inside|not closed"]),
    (211, &["UTF-8"]),
    (213, &["encoding"]),
    (215, &["html", "KML"]),
    (217, &["latitude 91"]),
    (219, &["decimal comma"]),
    (221, &["unexpected end|ends inside|not closed"]),
    (223, &["ratio|inflated|larger|limit"]),
    (225, &["path|outside"]),
    (227, &["kml"]),
    (229, &["checksum"]),
    (231, &["central directory"]),
    (233, &["encrypted"]),
    (241, &["formula"]),
    (243, &["password"]),
    (245, &["attributes|.dbf"]),
    (247, &["UTM", "32"]),
    (251, &["5", "2"]),
    (255, &["no data"]),
    (261, &["curve|CIRCULARSTRING"]),
];
