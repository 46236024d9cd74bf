//! `locate` on the command line.

use super::program::{DONE, Folder, WRONG_USAGE};

#[test]
fn an_area_comes_out_with_its_centre_and_bound() {
    let folder = Folder::new();
    let text = "15 km from Assamaka, Algerian side";
    let ran = folder.run(&["locate", text, "-o", "area.geojson", "-o", "area.csv"]);
    ran.expect(
        DONE,
        &[
            "the part in Algeria",
            "cut at the boundary",
            "taken as a straight line",
        ],
    );
    let json: serde_json::Value = serde_json::from_slice(&folder.read("area.geojson")).unwrap();
    let feature = &json["features"][0];
    assert_eq!(feature["geometry"]["type"], "MultiPolygon");
    let properties = &feature["properties"];
    assert_eq!(properties["distance_least_m"].as_f64(), Some(12_500.0));
    assert_eq!(properties["distance_most_m"].as_f64(), Some(17_500.0));
    assert_eq!(properties["side"], "Algeria");
    let row = &super::program::rows(&folder.read("area.csv"))[0];
    let number = |column: &str| row[column].parse::<f64>().unwrap();
    // The treaty's pillar lies 12.8 km from Assamaka on the road; the ring's part beyond it is a crescent.
    assert!((100.0..300.0).contains(&number("area_km2")), "{row:?}");
    assert!(
        number("centre_lat") > 19.4 && number("centre_bound_m") < 20_000.0,
        "{row:?}"
    );
}

#[test]
fn french_says_the_same() {
    let area = |text: &str| {
        let ran = Folder::new().run(&["locate", text, "--format", "csv"]);
        ran.expect(DONE, &[]);
        let mut rows = ran.rows();
        rows[0].remove("text");
        rows
    };
    for (english, french) in [
        (
            "67 km north-east of Assamaka",
            "à 67 km au nord-est d'Assamaka",
        ),
        (
            "15 km from Assamaka, Algerian side",
            "à 15 km d'Assamaka, côté algérien",
        ),
        (
            "between In Guezzam and Assamaka",
            "entre In Guezzam et Assamaka",
        ),
    ] {
        assert_eq!(area(english), area(french));
    }
}

#[test]
fn what_cannot_be_located_writes_nothing() {
    for (text, why) in [
        ("near Assamaka", "sets no bound"),
        ("somewhere", "does not say how far"),
        ("15 km from Asamaka", "did you mean Assamaka"),
        ("15 km from Tripoli", "names 3 places"),
        ("15 km from Point Zero", "pz_iom"),
        ("15 km from Agadez, Algerian side", "lies in Algeria"),
    ] {
        let folder = Folder::new();
        let ran = folder.run(&["locate", text, "-o", "area.geojson"]);
        ran.expect(WRONG_USAGE, &[why]);
        assert!(
            ran.out.is_empty() && !folder.path("area.geojson").exists(),
            "{text}"
        );
    }
    let with_country =
        Folder::new().run(&["locate", "15 km from Tripoli, Libya", "--format", "csv"]);
    with_country.expect(DONE, &[]);
    assert_eq!(with_country.rows()[0]["place"], "Tripoli");
}

#[test]
fn places_of_ones_own_are_known() {
    let folder = Folder::new();
    folder.write(
        "places.csv",
        "id,name,lat,lon,role,uncertainty_m\nw,Old Well,20,6,other,500\n",
    );
    let ask = [
        "locate",
        "10 km west of Old Well",
        "--places",
        "places.csv",
        "--format",
        "csv",
    ];
    let ran = folder.run(&ask);
    ran.expect(DONE, &["Old Well at 20.00000, 6.00000 within 500 m"]);
}

#[test]
fn a_map_shows_what_was_told_or_says_why_not() {
    let folder = Folder::new();
    let aid = "id,name,lat,lon,role,uncertainty_m\nw,Old Well,20,6,help,500\n";
    folder.write("aid.csv", aid);
    folder.write(
        "incidents.csv",
        "id,name,lat,lon,synthetic\na,A,20.05,6.1,yes\n",
    );
    let ask = |text, output| {
        let ask = ["map", "incidents.csv", "--aid", "aid.csv", "--located"];
        folder.run(&[&ask[..], &[text, "-o", output]].concat())
    };
    ask("10 km west of Old Well", "told.svg").expect(DONE, &[]);
    let sheet = String::from_utf8(folder.read("told.svg")).unwrap();
    assert!(sheet.contains("10 km west of Old Well"));
    ask("10 km west of Nowhere at all", "not.svg").expect(WRONG_USAGE, &["Nowhere"]);
    assert!(!folder.path("not.svg").exists());
}
