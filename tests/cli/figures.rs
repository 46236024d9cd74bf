//! The figures: distances to the millimetre, claims, which sites are offered, which columns come out.
//!
//! The distances between the named places are Karney's on WGS 84, computed with `GeodSolve -i`.

use super::program::{DONE, Folder, Row, nearest};

/// The rows of `nearest`, those of one incident.
fn answers(more: &[&str], incident: &str) -> Vec<Row> {
    let ran = Folder::new().run(&nearest(
        "incidents.csv",
        &[more, &["--format", "csv"]].concat(),
    ));
    ran.expect(DONE, &[]);
    let mut rows = ran.rows();
    rows.retain(|row| row["incident_id"] == incident);
    rows
}

fn columns<'a>(row: &'a Row, names: &[&str]) -> Vec<&'a str> {
    names.iter().map(|name| row[*name].as_str()).collect()
}

#[test]
fn distances_are_right_to_the_millimetre() {
    for (incident, aid, rank, distance_m) in [
        ("pz_15", "assamaka", 0, "16098.471"),
        ("pillar", "assamaka", 0, "12799.093"),
        ("in_guezzam", "assamaka", 0, "26483.031"),
        ("assamaka", "assamaka", 0, "0.000"),
    ] {
        let row = &answers(&["-k", "2"], incident)[rank];
        assert_eq!(
            columns(row, &["aid_id", "distance_m"]),
            [aid, distance_m],
            "{incident}"
        );
    }
    let ran = Folder::new().run(&nearest("incidents.csv", &["-k", "9", "--format", "csv"]));
    let rows = ran.rows();
    let to_arlit = rows
        .iter()
        .find(|row| row["incident_id"] == "assamaka" && row["aid_id"] == "arlit");
    assert_eq!(to_arlit.unwrap()["distance_m"], "182260.115");
}

#[test]
fn least_and_most_are_the_distance_less_and_plus_both_radii() {
    let row = &answers(&[], "pz_15")[0];
    assert_eq!(
        columns(row, &["distance_least_m", "distance_most_m"]),
        ["11098.471", "21098.471"]
    );
    let folder = Folder::new();
    folder.write(
        "in.csv",
        "id,lat,lon,uncertainty_m,radius_kind\na,19.4,5.6,3000,p95\n",
    );
    let ran = folder.run(&nearest("in.csv", &["--format", "csv"]));
    let row = &ran.rows()[0];
    // Assamaka's 2,000 m are a bound: they add to the circle, and the sum is no surer than it. The
    // distance is GeodSolve's.
    let names = [
        "distance_m",
        "distance_least_m",
        "distance_most_m",
        "distance_radius_kind",
    ];
    assert_eq!(
        columns(row, &names),
        ["19464.894", "14464.894", "24464.894", "p95"]
    );
}

#[test]
fn sites_that_the_radii_do_not_exclude_are_counted_and_listed() {
    let folder = Folder::new();
    folder.write(
        "in.csv",
        "id,lat,lon,uncertainty_m\na,19.0,6.5,100000\nb,19.34,5.77,1000\n",
    );
    let rows = folder
        .run(&nearest("in.csv", &["-k", "2", "--format", "csv"]))
        .rows();
    let counts: Vec<&str> = rows
        .iter()
        .map(|row| row["not_excluded_nearest"].as_str())
        .collect();
    assert_eq!(counts, ["2", "2", "1", "1"]);
    let json = folder.run(&nearest("in.csv", &["--format", "json"])).out;
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(
        json[0]["not_excluded_nearest"],
        serde_json::json!(["assamaka", "arlit"])
    );
    assert_eq!(
        json[1]["not_excluded_nearest"],
        serde_json::json!(["assamaka"])
    );
}

#[test]
fn claims_stand_beside_what_was_measured() {
    let names = ["claim_m", "claim_kind", "claim_check"];
    for (incident, expected) in [
        ("pz_15", ["15000.000", "walked", "consistent"]),
        ("pz_25", ["25000.000", "walked", "consistent"]),
        ("pz_9", ["9000.000", "walked", "too short"]),
        ("pillar", ["", "", ""]),
    ] {
        let rows = answers(&["-k", "2"], incident);
        assert_eq!(columns(&rows[0], &names), expected, "{incident}");
        assert_eq!(
            columns(&rows[1], &names),
            ["", "", ""],
            "{incident}: a claim is about one site"
        );
    }
}

#[test]
fn only_help_is_offered_and_only_while_it_is_open() {
    for incident in ["pz_15", "in_guezzam", "pillar"] {
        let sites: Vec<String> = answers(&["-k", "9"], incident)
            .into_iter()
            .map(|row| row["aid_id"].clone())
            .collect();
        assert_eq!(
            sites,
            ["assamaka", "arlit"],
            "{incident}: no town, no closed post"
        );
    }
    let sites: Vec<String> = answers(&["-k", "9"], "assamaka")
        .into_iter()
        .map(|row| row["aid_id"].clone())
        .collect();
    assert_eq!(
        sites,
        ["assamaka", "post_2016", "arlit"],
        "the post was open in May 2016"
    );
}

#[test]
fn categories_and_reach_narrow_what_is_offered() {
    let rows = answers(&["--category", "medical"], "pz_15");
    assert_eq!(columns(&rows[0], &["aid_id", "rank"]), ["arlit", "1"]);
    let rows = answers(&["-k", "2", "--within", "50km"], "pz_15");
    assert_eq!(rows.len(), 1);
    // The whole Earth is in reach, and more.
    for within in ["20004km", "21000km"] {
        assert_eq!(
            answers(&["-k", "2", "--within", within], "pz_15").len(),
            2,
            "{within}"
        );
    }
}

#[test]
fn no_help_in_reach_keeps_a_row_with_empty_cells() {
    for more in [&["--within", "1km"][..], &["--category", "water"]] {
        let rows = answers(more, "pz_15");
        assert_eq!(rows.len(), 1);
        let names = [
            "rank",
            "aid_id",
            "aid_name",
            "distance_m",
            "distance_least_m",
            "azimuth_deg",
        ];
        assert_eq!(columns(&rows[0], &names), [""; 6]);
        assert_eq!(
            columns(&rows[0], &["incident_name", "people"]),
            ["Point Zero (IOM)", "1000"]
        );
    }
}

#[test]
fn ties_go_to_the_lowest_row() {
    let folder = Folder::new();
    folder.write("in.csv", "id,lat,lon\nmiddle,0,5\npole,90,0\n");
    for (first, second, sites) in [
        ("east", "west", "id,lat,lon\neast,0,6\nwest,0,4\n"),
        ("west", "east", "id,lat,lon\nwest,0,4\neast,0,6\n"),
    ] {
        folder.write("tie.csv", sites);
        let ran = folder.run(&[
            "nearest", "in.csv", "--aid", "tie.csv", "-k", "2", "--format", "csv",
        ]);
        for pair in ran.rows().chunks(2) {
            assert_eq!(columns(&pair[0], &["rank", "aid_id"]), ["1", first]);
            assert_eq!(columns(&pair[1], &["rank", "aid_id"]), ["2", second]);
            assert_eq!(pair[0]["distance_m"], pair[1]["distance_m"]);
        }
    }
}

#[test]
fn personal_columns_are_neither_carried_nor_echoed() {
    let folder = Folder::new();
    let ran = folder.run(&nearest("personal.csv", &["--format", "csv"]));
    ran.expect(
        DONE,
        &["deviceid, _submitted_by, Phone number", "--keep-personal"],
    );
    let row = &ran.rows()[0];
    assert_eq!(row["note"], "kept");
    for secret in ["d-1", "jane", "0555", "deviceid", "Phone"] {
        assert!(!ran.out.contains(secret), "{secret}");
    }
    for secret in ["d-1", "jane", "0555"] {
        assert!(!ran.err.contains(secret), "{secret}");
    }
    let ran = folder.run(&nearest(
        "personal.csv",
        &["--format", "csv", "--keep-personal"],
    ));
    let row = &ran.rows()[0];
    assert_eq!(
        columns(row, &["deviceid", "_submitted_by", "Phone number"]),
        ["d-1", "jane", "0555"]
    );
}

#[test]
fn the_answer_comes_first_and_then_every_column_but_id_and_name() {
    let ran = Folder::new().run(&nearest("incidents.csv", &["--format", "csv"]));
    assert_eq!(
        ran.out.lines().next().unwrap(),
        "incident_id,incident_name,rank,aid_id,aid_name,distance_m,distance_least_m,distance_most_m,\
         azimuth_deg,claim_m,claim_kind,claim_check,distance_radius_kind,not_excluded_nearest,date,lat,lon,uncertainty_m,people,qualifier,kind,\
         convoy,source,claimed_km,incident_claim_kind,incident_rank,note"
    );
    let row = &ran.rows()[0];
    assert_eq!(
        columns(row, &["rank", "incident_rank", "note"]),
        ["1", "first", "said \"15 km\", on foot"]
    );
}

#[test]
fn totals_keep_qualifiers_and_never_add_two_sources() {
    let ran = Folder::new().run(&["totals", "incidents.csv", "--format", "csv"]);
    ran.expect(DONE, &[]);
    assert_eq!(
        ran.last_line(),
        "read 7, used 7, rejected 0, without location 0"
    );
    let names = [
        "year",
        "source",
        "people",
        "qualifier",
        "people_least",
        "people_most",
    ];
    let found: Vec<Vec<String>> = ran
        .rows()
        .iter()
        .map(|row| {
            columns(row, &names)
                .into_iter()
                .map(str::to_owned)
                .collect()
        })
        .collect();
    assert_eq!(
        found,
        [
            ["2016", "A", "7", "more than", "7", ""],
            ["2024", "A", "26", "at least", "26", ""],
            ["2025", "A", "1000", "about", "900", "1100"],
            ["2025", "B", "103", "at least", "103", ""],
            ["2025", "B", "", "range", "30", "40"],
        ]
    );
}

#[test]
fn the_people_of_a_chain_are_not_added_leg_by_leg() {
    let folder = Folder::new();
    for table in [
        "id,lat,lon,chain_id,leg,people,date,kind\na,19.4,5.6,X,1,10,2025-04-01,expulsion\n\
         b,19.5,5.7,X,2,10,2025-04-02,expulsion\n",
        "id,lat,lon,from,to,people,date,kind\na,19.4,5.6,,,10,2025-04-01,expulsion\n\
         b,19.5,5.7,,,10,2025-04-02,expulsion\nc,,,a,b,10,2025-04-02,expulsion\n",
    ] {
        folder.write("in.csv", table);
        let ran = folder.run(&["totals", "in.csv", "--format", "csv"]);
        ran.expect(DONE, &[]);
        let rows = ran.rows();
        assert_eq!(rows.len(), table.lines().count() - 1, "{}", ran.out);
        for row in rows {
            assert_eq!(row["people"], "10");
            assert!(row["basis"].starts_with("chain"), "{}", row["basis"]);
        }
    }
}

#[test]
fn points_at_null_island_are_told_with_the_first_row() {
    let folder = Folder::new();
    folder.write("in.csv", "id,lat,lon\na,19.5,5.7\nb,0,0\nc,0.0,0.0\n");
    let ran = folder.run(&nearest("in.csv", &["--format", "csv"]));
    ran.expect(
        DONE,
        &[
            "in.csv:row 2",
            "2 records at 0, 0, where missing coordinates end up",
        ],
    );
}

#[test]
fn a_file_of_help_without_roles_is_told_to_be_help() {
    let folder = Folder::new();
    folder.write("in.csv", "id,lat,lon\na,19.5,5.7\nb,19.6,5.8\n");
    let told = "no column role: all 2 rows count as help";
    let ran = folder.run(&["nearest", "in.csv", "--aid", "in.csv"]);
    ran.expect(DONE, &[told]);
    let ran = folder.run(&nearest("in.csv", &[]));
    assert!(!ran.err.contains(told), "{}", ran.err);
}

/// A site that has closed is not offered to an incident of which nobody knows the day; that is told, with the rows.
#[test]
fn a_nearer_help_that_is_left_out_for_want_of_a_date_is_told() {
    let folder = Folder::new();
    folder.write(
        "aid.csv",
        "id,name,role,lat,lon,open_from,open_to\nfar,Far,help,19.0,5.0,,\n\
         old,Old post,help,19.4,5.6,2016-01-01,2016-12-31\n",
    );
    folder.write(
        "in.csv",
        "id,lat,lon,date\na,19.4,5.61,\nb,19.4,5.62,2016-05-01\nc,19.4,5.63,\nd,19.0,5.01,\ne,19.4,5.6,2020\n",
    );
    let ask = ["nearest", "in.csv", "--aid", "aid.csv", "--format", "csv"];
    let ran = folder.run(&ask);
    ran.expect(
        DONE,
        &[
            "warning: in.csv: 2 records without a date, the first in row 1: a nearer site of help, there Old post, is left \
             out because it has a last day",
        ],
    );
    let sites: Vec<String> = ran.rows().iter().map(|row| row["aid_id"].clone()).collect();
    assert_eq!(sites, ["far", "old", "far", "far", "far"]);
    // A limit leaves out what lies beyond it, and nothing is told of that.
    folder.write("in.csv", "id,lat,lon,date\na,19.4,5.61,\nb,19.9,5.6,\n");
    let within = folder.run(&[&ask[..], &["--within", "5km"]].concat());
    within.expect(DONE, &["1 record without a date"]);
}

#[test]
fn a_site_that_closes_before_it_opens_is_told() {
    let folder = Folder::new();
    folder.write(
        "aid.csv",
        "id,role,lat,lon,open_from,open_to\na,help,19.3,5.7,2025-01-01,2024-01-01\nb,help,19,5,2024-01-01,2024-01-01\n",
    );
    let ran = folder.run(&["check", "aid.csv"]);
    assert!(
        ran.out.contains(
            "aid.csv:row 1 (line 2), column open_to: value \"2024-01-01\": the site closes on 2024-01-01, before it opens \
             on 2025-01-01"
        ),
        "{}",
        ran.out
    );
    assert!(
        !ran.out.contains("row 2 (line 3), column open_to"),
        "{}",
        ran.out
    );
}
