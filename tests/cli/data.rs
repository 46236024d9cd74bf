//! `data`: what is bundled comes out whole.

use super::program::{DONE, Folder, WRONG_USAGE, rows};

#[test]
fn everything_listed_is_described_and_exported() {
    let folder = Folder::new();
    let list = folder.run(&["data", "list", "--format", "csv"]);
    list.expect(DONE, &[]);
    let names: Vec<String> = list.rows().iter().map(|row| row["name"].clone()).collect();
    assert!(names.iter().any(|name| name == "borders10m"), "{names:?}");
    for name in &names {
        let described = folder.run(&["data", "describe", name]);
        described.expect(DONE, &[]);
        assert!(described.out.contains(name.as_str()), "{name}");
    }
}

#[test]
fn facts_come_out_byte_for_byte() {
    let folder = Folder::new();
    for name in ["sites.csv", "point_zero.geojson", "disputed.csv"] {
        let kept = std::path::Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("geodata")
            .join(name);
        let kept = std::fs::read_to_string(kept).unwrap();
        assert_eq!(folder.run(&["data", "export", name]).out, kept, "{name}");
        folder
            .run(&["data", "export", name, "-o", name])
            .expect(DONE, &["wrote"]);
        assert_eq!(folder.read(name), kept.as_bytes(), "{name}");
        let ran = folder.run(&["data", "export", name, "-o", name]);
        ran.expect(WRONG_USAGE, &["stands already"]);
    }
}

#[test]
fn borders_are_exported_as_geojson_and_as_a_table() {
    let folder = Folder::new();
    let outputs = ["-o", "borders.geojson", "-o", "borders.csv"];
    let ran = folder.run(&[&["data", "export", "borders10m"], &outputs[..]].concat());
    ran.expect(DONE, &["wrote borders.geojson", "wrote borders.csv"]);
    let collection: serde_json::Value =
        serde_json::from_slice(&folder.read("borders.geojson")).unwrap();
    let features = collection["features"].as_array().unwrap();
    assert_eq!(features.len(), rows(&folder.read("borders.csv")).len());
    assert!(features.len() > 300);
    assert!(
        features
            .iter()
            .all(|feature| feature["geometry"]["type"] == "MultiLineString")
    );
}

#[test]
fn an_unknown_data_set_is_named_with_the_known_ones() {
    let folder = Folder::new();
    for action in ["describe", "export"] {
        let ran = folder.run(&["data", action, "borders11m"]);
        ran.expect(WRONG_USAGE, &["borders11m", "borders10m"]);
    }
}

#[test]
fn bundled_sites_serve_when_asked() {
    let folder = Folder::new();
    let ran = folder.run(&[
        "nearest",
        "incidents.csv",
        "--aid",
        "bundled",
        "--format",
        "csv",
    ]);
    ran.expect(DONE, &["bundled sites.csv: read"]);
    let rows = ran.rows();
    let first = rows
        .iter()
        .find(|row| row["incident_id"] == "pz_15")
        .unwrap();
    assert_eq!(
        (first["aid_id"].as_str(), first["distance_m"].as_str()),
        ("assamaka", "16098.471")
    );
}
