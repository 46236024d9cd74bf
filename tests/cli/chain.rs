//! `chain` on the command line and in a report.

use super::program::{DONE, Folder, INPUT_REJECTED, ROWS_SET_ASIDE};

const HEADER: &str = "id,kind,date,people,country,lat,lon,uncertainty_m,chain_id,leg,from,to\n";

/// Asks for the chains of some rows.
fn chains(rows: &str, flags: &[&str]) -> super::program::Ran {
    let folder = Folder::new();
    folder.write("in.csv", format!("{HEADER}{rows}"));
    folder.run(&[&["chain", "in.csv", "--format", "csv"], flags].concat())
}

#[test]
fn the_columns_are_those_that_scripts_rely_on() {
    let folder = Folder::new();
    for (flags, columns) in [
        (
            &[][..],
            "chain_id,legs,countries,moved_m,displacement_m,days,people",
        ),
        (
            &["--legs"],
            "chain_id,leg,from,to,distance_m,distance_least_m,distance_most_m,crossings,date_from,date_to,people",
        ),
    ] {
        let ran = folder.run(&[&["chain", "chain.csv", "--format", "csv"], flags].concat());
        ran.expect(DONE, &[]);
        assert_eq!(ran.out.lines().next(), Some(columns));
    }
}

#[test]
fn legs_add_up_and_keep_the_doubt_of_places_and_counts() {
    let folder = Folder::new();
    let ran = folder.run(&["chain", "chain.csv", "--format", "csv"]);
    let rows = ran.rows();
    assert_eq!(rows.len(), 2);
    // GeodSolve: 36.81897 10.16579 to 19.398994 5.634612.
    assert_eq!(rows[0]["displacement_m"], "1980540.098");
    assert_eq!(rows[0]["countries"], "Tunisia → Algeria → Niger");
    assert_eq!(rows[0]["days"], "38-48");
    assert_eq!(rows[0]["people"], "at least 480; 450-500");
    // GeodSolve: 22.785 5.52278 to 19.398994 5.634612, and from there to Assamaka.
    assert_eq!((&*rows[1]["chain_id"], &*rows[1]["legs"]), ("tam", "2"));
    let moved_m: f64 = rows[1]["moved_m"].parse().unwrap();
    assert!((moved_m - (375_073.358 + 16_098.471)).abs() < 0.002);
    assert_eq!(
        (&*rows[1]["days"], &*rows[1]["people"]),
        ("5", "35; about 30")
    );

    let legs = folder
        .run(&["chain", "chain.csv", "--legs", "--format", "csv"])
        .rows();
    assert_eq!(legs.len(), 4);
    assert_eq!(legs[2]["distance_m"], "375073.358");
    assert_eq!(legs[2]["distance_least_m"], "370073.358");
    assert_eq!(legs[2]["distance_most_m"], "380073.358");
    assert_eq!(legs[2]["crossings"], "1");
    assert_eq!(
        (&*legs[2]["date_from"], &*legs[2]["date_to"]),
        ("2025-01-02", "2025-01-06")
    );
    let json = folder
        .run(&["chain", "chain.csv", "--legs", "--format", "json"])
        .out;
    assert!(
        json.contains("\"crossings\":[\"Algeria–Niger, convention of 1983\"]"),
        "{json}"
    );
}

#[test]
fn what_contradicts_itself_is_told_with_its_rows() {
    for (rows, said) in [
        (
            "x,pushback,2024-05-09,5,TN,36.8,10.1,0,c,1,,\ny,expulsion,2024-05-03,5,NE,19.2,5.7,0,c,2,,\n",
            &[
                "row 2 (line 3), column date",
                "leg 1 of the chain c ends on 2024-05-03 (row 2), before it starts on 2024-05-09 (row 1)",
            ][..],
        ),
        (
            "x,pushback,2024-05-01,5,DZ,36.8,10.1,0,c,1,,\ny,expulsion,2024-05-03,5,NE,19.2,5.7,0,c,2,,\n",
            &[
                "row 1 (line 2), column country",
                "the row says Algeria",
                "lies in Tunisia",
            ],
        ),
        (
            "x,pushback,2024-05-01,5,TN,36.8,10.1,0,c,1,,\nw,pushback,2024-05-02,5,DZ,22.8,5.5,0,c,2,,\n\
             y,expulsion,2024-05-03,5,NE,19.2,5.7,0,c,3,x,\n",
            &[
                "row 3 (line 4), column from",
                "starts at x (row 1), and the one before it ended at w (row 2), 1614 km away or more",
            ],
        ),
        (
            "x,pushback,2024-05-01,5,TN,36.8,10.1,0,c,1,,\ny,expulsion,2024-05-03,5,NE,,,,c,2,,\n",
            &[
                "row 2 (line 3), column lat",
                "leg 1 of the chain c has no distance",
            ],
        ),
        (
            "x,pushback,2024-05-01,5,TN,36.8,10.1,0,c,1,,\n",
            &["the chain c has one record, and no leg"],
        ),
    ] {
        chains(rows, &[]).expect(DONE, said);
    }
}

#[test]
fn what_is_no_chain_is_refused_with_the_row_and_the_fix() {
    for (rows, said) in [
        (
            "x,,,,,36,10,0,,,z,\ny,,,,,34,8,0,,,x,\nz,,,,,19,5,0,,,y,\n",
            &["comes back to the record", "rows", "mend from and to"][..],
        ),
        (
            "x,,,,,36,10,0,,,x,\n",
            &["comes back to the record x: rows 1, 1"],
        ),
        (
            "x,,,,,36,10,0,c,1,,\ny,,,,,34,8,0,c,2,,x\n",
            &[
                "row 1",
                "the chain c comes back to the record x: rows 1, 2, 1",
            ],
        ),
        (
            "x,,,,,36,10,0,,,,nobody\n",
            &[
                "in.csv:row 1 (line 2), column to: value \"nobody\"",
                "no record",
                "give the id of another record",
            ],
        ),
        (
            "x,,,,,36,10,0,c,1,,\ny,,,,,34,8,0,c,1,,\n",
            &[
                "row 2 (line 3), column leg",
                "leg 1 of the chain c stands in row 1 and row 2",
            ],
        ),
        (
            "x,,,,,36,10,0,,,,\ny,,,,,34,8,0,,,x,\nz,,,,,19,5,0,,,x,\n",
            &["two legs leave the record x: rows 2 and 3"],
        ),
    ] {
        let folder = Folder::new();
        folder.write("in.csv", format!("{HEADER}{rows}"));
        let ran = folder.run(&[
            "chain", "in.csv", "-o", "-", "-o", "out.csv", "--format", "csv",
        ]);
        ran.expect(INPUT_REJECTED, said);
        assert!(
            ran.out.is_empty() && !folder.path("out.csv").exists(),
            "{}",
            ran.out
        );
    }
    chains("x,,,,,36,10,0,c,,,\ny,,,,,3,1,0,,,,\n", &[])
        .expect(ROWS_SET_ASIDE, &["number of its leg"]);
}

#[test]
fn chains_are_proposed_only_when_asked_for_and_with_the_rule() {
    let rows = "a,pushback,2024-05-01,about 40,TN,36.8,10.1,1000,,,,\n\
                b,expulsion,2024-05-09,35-45,NE,19.2,5.7,1000,,,,\n\
                c,expulsion,2024-09-01,400,NE,19.2,5.7,1000,,,,\n";
    let ran = chains(rows, &[]);
    ran.expect(DONE, &[]);
    assert!(ran.rows().is_empty() && !ran.err.contains("propose"));
    let ran = chains(rows, &["--propose"]);
    ran.expect(
        DONE,
        &[
            "chains proposed, and not stated by the file: 1; by this rule",
            "1 to 14 days",
            "nothing shows",
        ],
    );
    let found = ran.rows();
    assert_eq!(found.len(), 1);
    assert_eq!(
        (&*found[0]["chain_id"], &*found[0]["days"]),
        ("proposed_1", "8")
    );
    // With two that it might be, it is neither; nor one that begins too late, or is of more people.
    for other in [
        "d,expulsion,2024-05-10,40,NE,19.3,5.8,0,,,,\n",
        "d,pushback,2024-05-02,40,DZ,30,5.8,0,,,,\n",
    ] {
        let ran = chains(&format!("{rows}{other}"), &["--propose"]);
        ran.expect(DONE, &[]);
        assert!(
            ran.rows().iter().all(|row| row["legs"] == "1"),
            "{}",
            ran.out
        );
    }
    for (from, to) in [
        ("2024-05-09,35-45", "2024-05-16,35-45"),
        ("2024-05-09,35-45", "2024-05-09,60"),
    ] {
        let ran = chains(&rows.replace(from, to), &["--propose"]);
        ran.expect(DONE, &["stated by the file: 0"]);
    }
}

#[test]
fn a_report_asks_for_chains_as_for_every_other_table() {
    let folder = Folder::new();
    folder.write(
        "report.toml",
        "incidents = \"chain.csv\"\n[[table]]\nquestion = \"chain\"\noutputs = [\"chains.csv\"]\n\
         [[table]]\nquestion = \"chain\"\nlegs = true\noutputs = [\"legs.csv\"]\n",
    );
    folder
        .run(&["run", "report.toml", "--out", "out"])
        .expect(DONE, &[]);
    for (name, flags) in [("chains.csv", &[][..]), ("legs.csv", &["--legs"])] {
        let ran = folder.run(&[&["chain", "chain.csv", "--format", "csv"], flags].concat());
        let written = String::from_utf8(folder.read(&format!("out/{name}"))).unwrap();
        assert_eq!(ran.out, written, "{name}");
    }
}
