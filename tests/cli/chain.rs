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
            "chain_id,legs,countries,moved_m,displacement_m,days,people,people_least,people_most,incomplete,people_by_record",
        ),
        (
            &["--legs"],
            "chain_id,leg,from,to,distance_m,distance_least_m,distance_most_m,crossings,date_from,date_to,people,people_from,people_to",
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
    // What each record states, and what the file itself leaves open: "at least 480" has no most.
    assert_eq!(rows[0]["people"], "about 500; at least 480; 450-500");
    assert_eq!(
        rows[0]["people_by_record"],
        "about 500 (tunis); at least 480 (nefta); 450-500 (zero)"
    );
    assert_eq!(
        (&*rows[0]["people_least"], &*rows[0]["people_most"]),
        ("450", "")
    );
    assert_eq!(rows[0]["incomplete"], "");
    // GeodSolve: 22.785 5.52278 to 19.398994 5.634612, and from there to Assamaka.
    assert_eq!((&*rows[1]["chain_id"], &*rows[1]["legs"]), ("tam", "2"));
    let moved_m: f64 = rows[1]["moved_m"].parse().unwrap();
    assert!((moved_m - (375_073.358 + 16_098.471)).abs() < 0.002);
    assert_eq!(
        (&*rows[1]["days"], &*rows[1]["people"]),
        ("5", "35; about 30")
    );
    assert_eq!(
        (&*rows[1]["people_least"], &*rows[1]["people_most"]),
        ("30", "35")
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
    // The count of the first record stands in its leg, and nothing is lost on the way.
    let people = |leg: usize| {
        let leg = &legs[leg];
        [&leg["people"], &leg["people_from"], &leg["people_to"]].map(String::as_str)
    };
    assert_eq!(people(0), ["at least 480", "about 500", "at least 480"]);
    assert_eq!(people(1), ["450-500", "at least 480", "450-500"]);
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

/// Three records of four: what is between the first and the third nobody knows.
const WITHOUT_THE_SECOND: &str = "x,pushback,2024-05-01,30-40,TN,36.8,10.1,0,c,1,,\n\
     y,expulsion,2024-05-03,about 35,DZ,22.8,5.5,0,c,3,,\n\
     z,expulsion,2024-05-05,up to 50,NE,19.4,5.6,0,c,4,,\n";

#[test]
fn a_missing_leg_is_told_and_never_bridged() {
    let ran = chains(WITHOUT_THE_SECOND, &[]);
    ran.expect(
        DONE,
        &["row 2 (line 3), column leg: leg 2 of the chain c is missing"],
    );
    let row = &ran.rows()[0];
    assert_eq!(
        (&*row["moved_m"], &*row["incomplete"], &*row["days"]),
        ("", "leg 2 is missing", "4")
    );
    // "Up to 50" says nothing of the least.
    assert_eq!((&*row["people_least"], &*row["people_most"]), ("", "50"));
    let legs = chains(WITHOUT_THE_SECOND, &["--legs"]).rows();
    let told: Vec<[&str; 4]> = legs
        .iter()
        .map(|leg| [&*leg["leg"], &*leg["from"], &*leg["to"], &*leg["crossings"]])
        .collect();
    assert_eq!(told, [["1", "x", "y", ""], ["3", "y", "z", "1"]]);
    assert!(legs[0]["distance_m"].is_empty() && legs[0]["distance_most_m"].is_empty());
    assert!(!legs[1]["distance_m"].is_empty());

    let late = WITHOUT_THE_SECOND
        .replace("c,4", "c,9")
        .replace("c,1", "c,2");
    let ran = chains(&late, &[]);
    ran.expect(
        DONE,
        &[
            "leg 1 of the chain c is missing",
            "legs 4 to 8 of the chain c are missing",
        ],
    );
    assert_eq!(
        ran.rows()[0]["incomplete"],
        "leg 1 is missing; legs 4 to 8 are missing"
    );
}

#[test]
fn a_record_that_is_rejected_is_why_its_chain_lacks_a_leg() {
    let rows = WITHOUT_THE_SECOND.replace("z,", "w,pushback,2024-05-02,5,DZ,95,5.5,0,c,2,,\nz,");
    let ran = chains(&rows, &[]);
    ran.expect(
        ROWS_SET_ASIDE,
        &["leg 2 of the chain c is missing: row 3, which has it, cannot be used"],
    );
    assert_eq!(ran.rows()[0]["incomplete"], "leg 2 is missing");
    let rows = "x,,2024-05-01,5,DZ,22,5,0,c,1,,\ny,,2024-05-02,5,NE,19,5,0,c,two,,\n";
    let ran = chains(rows, &[]);
    ran.expect(
        ROWS_SET_ASIDE,
        &["row 2 (line 3): the record of the chain c in this row cannot be used"],
    );
    assert!(!ran.err.contains("has one record"), "{}", ran.err);
    let row = &ran.rows()[0];
    assert_eq!(
        (&*row["legs"], &*row["incomplete"]),
        ("0", "row 2 cannot be used")
    );
}

#[test]
fn days_are_not_told_where_time_runs_backwards_between_legs() {
    let rows = WITHOUT_THE_SECOND.replace("2024-05-03", "2024-04-03");
    let ran = chains(&rows, &[]);
    ran.expect(
        DONE,
        &["before it starts on 2024-05-01", "no days are given"],
    );
    assert_eq!(ran.rows()[0]["days"], "");
}

#[test]
fn a_bad_chain_is_set_aside_and_the_others_are_told() {
    let bad = "p,,,,,36,10,0,bad,1,,\nq,,,,,34,8,0,bad,1,,\n\
               r,,,,,36,10,0,,,s,\ns,,,,,34,8,0,,,r,\nt,,,,,34,8,0,,,nobody,\n\
               u,,,,,22,5,0,,,,\nv,,,,,19,5,0,,,u,\n";
    let rows = format!("{WITHOUT_THE_SECOND}{bad}");
    let ran = chains(&rows, &[]);
    ran.expect(
        ROWS_SET_ASIDE,
        &[
            "leg 1 of the chain bad stands in row 4 and row 5",
            "the chain bad is set aside with its 2 records",
            "comes back to the record",
            "the chain of the record r is set aside with its 2 records",
            "value \"nobody\"",
            "the chain of the record t is set aside with its record",
            "read 10, used 5, rejected 5",
        ],
    );
    let ids: Vec<String> = ran
        .rows()
        .iter()
        .map(|row| row["chain_id"].clone())
        .collect();
    assert_eq!(ids, ["c", "u"]);
    let strict = chains(&rows, &["--strict"]);
    strict.expect(INPUT_REJECTED, &["nothing written"]);
    assert!(strict.out.is_empty());

    // What `chain` sets aside `check` knows too; other questions can use the rows.
    let folder = Folder::new();
    folder.write("in.csv", format!("{HEADER}{rows}"));
    let checked = folder.run(&["check", "in.csv"]);
    checked.expect(DONE, &[]);
    for said in [
        "leg 1 of the chain bad stands in row 4 and row 5",
        "the chain bad is set aside with its 2 records",
        "leg 2 of the chain c is missing",
    ] {
        assert!(checked.out.contains(said), "{said}: {}", checked.out);
    }
    let map = ["map", "in.csv", "--layer", "chains", "-o", "map.svg"];
    let drawn = folder.run(&map);
    drawn.expect(
        DONE,
        &["map.svg: no arrows for 5 records of chains that contradict themselves"],
    );
    assert!(
        !folder
            .run(&[&map[..2], &map[4..]].concat())
            .err
            .contains("no arrows")
    );
}

#[test]
fn just_over_leaves_the_most_open_and_no_leg_is_numbered_zero() {
    let ran = chains(
        "a,,,just over 100,,36,10,0,c,1,,\nb,,,90,,34,8,0,c,2,,\n",
        &[],
    );
    let row = &ran.rows()[0];
    assert_eq!(row["people_least"], "90");
    assert_eq!(row["people_most"], "");
    let ran = chains("a,,,,,36,10,0,c,0,,\nb,,,,,34,8,0,c,1,,\n", &[]);
    ran.expect(
        ROWS_SET_ASIDE,
        &["value \"0\": a record of a chain needs the whole number of its leg"],
    );
}

#[test]
fn a_file_without_chains_is_refused() {
    let folder = Folder::new();
    folder.run(&["chain", "aid.csv"]).expect(
        INPUT_REJECTED,
        &[
            "aid.csv: no record says which chain it belongs to",
            "chain_id",
        ],
    );
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
        (
            "x,,,,,36,10,0,,,,y\ny,,,,,34,8,0,,,x,z\nz,,,,,19,5,0,,,y,\n",
            &[
                "two legs leave the record x: rows 1 and 2",
                "two legs lead to the record z: rows 2 and 3",
                "row 2 has from and to, and is the leg between the two itself",
            ],
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
    chains("x,,,,,36,10,0,c,,,\ny,,,,,3,1,0,,,,\n", &[]).expect(
        INPUT_REJECTED,
        &["number of its leg", "no chain that can be used"],
    );
}

#[test]
fn chains_are_proposed_only_when_asked_for_and_with_the_rule() {
    let rows = "a,pushback,2024-05-01,about 40,TN,36.8,10.1,1000,,,,\n\
                b,expulsion,2024-05-09,35-45,NE,19.2,5.7,1000,,,,\n\
                c,expulsion,2024-09-01,400,NE,19.2,5.7,1000,,,,\n";
    let ran = chains(rows, &[]);
    ran.expect(
        INPUT_REJECTED,
        &["no record says which chain", "--propose links"],
    );
    assert!(ran.out.is_empty() && !ran.err.contains("chains proposed"));
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
