//! `route` on the command line and in a report.

use super::program::{DONE, Folder, INPUT_REJECTED, ROWS_SET_ASIDE, WRONG_USAGE};

const GOOD: &str = "route_id,seq,name,lat,lon\ng,1,A,17,8\ng,2,B,18,7\n";

#[test]
fn the_columns_are_those_that_scripts_rely_on() {
    let folder = Folder::new();
    for (flags, columns) in [
        (&[][..], "route_id,name,stops,length_m"),
        (&["--stops"], "route_id,stop,name,chainage_m,lat,lon"),
        (
            &["--incidents", "incidents.csv"],
            "incident_id,incident_name,route_id,chainage_m,offset_m,side,foot_lat,foot_lon",
        ),
        (
            &["--crossings"],
            "route_id,chainage_m,lat,lon,border,from,to,status",
        ),
        (
            &["--aid", "aid.csv", "--gap", "25km"],
            "route_id,from_m,to_m,length_m,worst_at_m,worst_lat,worst_lon,worst_distance_m",
        ),
    ] {
        let ran = folder.run(&[&["route", "routes.csv", "--format", "csv"], flags].concat());
        ran.expect(DONE, &[]);
        assert_eq!(ran.out.lines().next(), Some(columns));
    }
}

#[test]
fn a_terminal_is_told_how_much_of_the_route_is_far_from_help() {
    let ran = Folder::new().run(&["route", "routes.csv", "--aid", "aid.csv", "--gap", "25km"]);
    ran.expect(
        DONE,
        &[
            "farther than 25 km from any help",
            "the longest is 358 km long",
            "the nearest help, Assamaka",
            "no help recorded is not no help",
        ],
    );
    let left = Folder::new().run(&["route", "routes.csv", "--incidents", "incidents.csv"]);
    left.expect(DONE, &[]);
    assert!(left.out.contains("-14.3 km"), "{}", left.out);
}

#[test]
fn it_is_told_how_many_sites_count_and_nothing_where_nothing_is_written() {
    let gaps = ["route", "routes.csv", "--aid", "aid.csv", "--gap", "25km"];
    // Of the four sites one is a town, and one has a last day.
    Folder::new().run(&gaps).expect(
        DONE,
        &["sites of help that count: 2; others, by their role, category or last day: 2"],
    );
    let folder = Folder::new();
    folder.write(
        "aid.csv",
        "id,name,role,lat,lon\na,A,help,19.3,5.7\nb,B,help,99,5.7\n",
    );
    let strict = folder.run(&[&gaps[..], &["--strict"]].concat());
    strict.expect(INPUT_REJECTED, &["nothing written"]);
    assert!(!strict.err.contains("farther than"), "{}", strict.err);
    for (flag, value) in [("--gap", "-3km"), ("--gap", "3")] {
        let ran = Folder::new().run(&["route", "routes.csv", "--aid", "aid.csv", flag, value]);
        let why = if value == "3" {
            "\"3\" is not a distance with its unit"
        } else {
            "\"-3km\" is below zero, and a distance is not"
        };
        ran.expect(WRONG_USAGE, &[why, "such as 50km"]);
    }
}

#[test]
fn every_row_of_routes_that_are_refused_is_counted_and_why_is_told() {
    let folder = Folder::new();
    let header = "route_id,seq,name,lat,lon\n";
    folder.write(
        "bad.csv",
        format!("{header}a,1,A,17,8\na,2,B,18,7\na,3,C,19,6\na,3,D,20,6\n"),
    );
    let ran = folder.run(&["route", "bad.csv"]);
    ran.expect(
        INPUT_REJECTED,
        &[
            "the number stands in row 3 and row 4 of the route a",
            "the route a is set aside with all its rows",
            "read 4, used 0, rejected 4",
        ],
    );
    assert!(!ran.err.contains("lack a stop"), "{}", ran.err);
    let checked = folder.run(&["check", "bad.csv"]);
    assert!(
        checked.out.contains("rejected 4"),
        "{}{}",
        checked.out,
        checked.err
    );
    folder.write(
        "twice.csv",
        format!("{header}a,1,A,17,8\na,3,B,18,7\na,2,A,17.0,8.0\n"),
    );
    folder.run(&["route", "twice.csv"]).expect(
        DONE,
        &["warning: twice.csv:row 3 (line 4): value \"A\": the stop lies where the one before it on the route a does (row 1)"],
    );
}

#[test]
fn readings_differ_by_kilometres_and_are_chosen() {
    let folder = Folder::new();
    folder.write(
        "tunis.csv",
        "route_id,seq,name,lat,lon\nt,1,Tunis,36.81897,10.16579\nt,2,Assamaka,19.3344,5.7719\n",
    );
    // GeodSolve and RhumbSolve of GeographicLib.
    for (line, expected) in [("geodesic", "1984599.166"), ("rhumb", "1984708.926")] {
        let ran = folder.run(&["route", "tunis.csv", "--line", line, "--format", "csv"]);
        ran.expect(DONE, &[]);
        assert!(
            ran.rows()[0]["length_m"].starts_with(expected),
            "{}",
            ran.out
        );
    }
}

#[test]
fn a_route_that_cannot_be_used_is_named_with_the_fix_and_the_others_go_on() {
    let folder = Folder::new();
    for (rows, said) in [
        (
            "b,1,C,17,8\n",
            &[
                "routes_bad.csv:row 3 (line 4)",
                "the route b has one stop",
                "add the stops",
            ][..],
        ),
        (
            "b,1,C,10,8\nb,2,D,-10,-172\n",
            &[
                "row 4 (line 5)",
                "from C to D",
                "as short",
                "add a stop between",
            ],
        ),
        (
            "b,1,C,17,8\nb,1,D,18,8\n",
            &["row 3 and row 4 of the route b", "a number of its own"],
        ),
    ] {
        folder.write("routes_bad.csv", format!("{GOOD}{rows}"));
        let ran = folder.run(&["route", "routes_bad.csv", "--format", "csv"]);
        ran.expect(ROWS_SET_ASIDE, said);
        assert_eq!(ran.rows().len(), 1);
        let ask = ["route", "routes_bad.csv", "--strict", "-o", "out.csv"];
        folder.run(&ask).expect(INPUT_REJECTED, said);
        folder.write("alone.csv", format!("route_id,seq,name,lat,lon\n{rows}"));
        let ran = folder.run(&["route", "alone.csv", "-o", "out.csv"]);
        ran.expect(INPUT_REJECTED, &["no route that can be used"]);
        assert!(!folder.path("out.csv").exists());
    }
}

#[test]
fn what_cannot_be_asked_is_wrong_usage() {
    let folder = Folder::new();
    for (flags, said) in [
        (&["--gap", "25km"][..], "--aid"),
        (&["--aid", "aid.csv"], "--gap"),
        (&["--gap", "25", "--aid", "aid.csv"], "not a distance"),
        (&["--stops", "--crossings"], "cannot be used with"),
        (&["--within", "5km"], "--incidents"),
        (&["--line", "straight"], "lonlat"),
    ] {
        let ran = folder.run(&[&["route", "routes.csv"], flags].concat());
        ran.expect(WRONG_USAGE, &[said]);
        assert!(ran.out.is_empty());
    }
    folder
        .run(&["route", "bundled"])
        .expect(WRONG_USAGE, &["no bundled routes"]);
    folder.write("none.csv", "id,name,role,lat,lon\nt,Town,town,19,5\n");
    let ran = folder.run(&[
        "route",
        "routes.csv",
        "--aid",
        "none.csv",
        "--gap",
        "25km",
        "-o",
        "o.csv",
    ]);
    ran.expect(
        INPUT_REJECTED,
        &[
            "none.csv",
            "no open site whose role is help",
            "--aid bundled",
        ],
    );
    assert!(!folder.path("o.csv").exists());
}

#[test]
fn a_report_asks_of_routes_what_the_command_does() {
    let folder = Folder::new();
    folder.write(
        "report.toml",
        "incidents = \"incidents.csv\"\naid = \"aid.csv\"\n\
         [[table]]\nquestion = \"route\"\nroutes = \"routes.csv\"\noutputs = [\"length.csv\"]\n\
         [[table]]\nquestion = \"route\"\nroutes = \"routes.csv\"\nshow = \"stops\"\noutputs = [\"stops.csv\"]\n\
         [[table]]\nquestion = \"route\"\nroutes = { file = \"routes.csv\" }\nshow = \"incidents\"\n\
         within = \"50km\"\noutputs = [\"incidents_out.csv\"]\n\
         [[table]]\nquestion = \"route\"\nroutes = \"routes.csv\"\nshow = \"crossings\"\noutputs = [\"crossings.csv\"]\n\
         [[table]]\nquestion = \"route\"\nroutes = \"routes.csv\"\ngap = \"25km\"\noutputs = [\"gaps.csv\"]\n",
    );
    folder
        .run(&["run", "report.toml", "--out", "out"])
        .expect(DONE, &[]);
    for (name, flags) in [
        ("length.csv", &[][..]),
        ("stops.csv", &["--stops"]),
        (
            "incidents_out.csv",
            &["--incidents", "incidents.csv", "--within", "50km"],
        ),
        ("crossings.csv", &["--crossings"]),
        ("gaps.csv", &["--aid", "aid.csv", "--gap", "25km"]),
    ] {
        let ran = folder.run(&[&["route", "routes.csv", "--format", "csv"], flags].concat());
        let written = String::from_utf8(folder.read(&format!("out/{name}"))).unwrap();
        assert_eq!(ran.out, written, "{name}");
    }
    for (section, said) in [
        ("question = \"route\"\n", "[[table]] needs routes"),
        (
            "question = \"route\"\nroutes = \"routes.csv\"\nshow = \"gaps\"\n",
            "gap = \"25km\"",
        ),
        (
            "question = \"route\"\nroutes = \"routes.csv\"\nshows = \"gaps\"\n",
            "did you mean \"show\"",
        ),
        ("question = \"rout\"\n", "did you mean \"route\""),
    ] {
        folder.write(
            "bad.toml",
            format!("incidents = \"incidents.csv\"\n[[table]]\n{section}"),
        );
        folder
            .run(&["run", "bad.toml"])
            .expect(WRONG_USAGE, &[said]);
    }
}

#[test]
fn check_knows_routes_and_tells_what_is_wrong_with_them() {
    let folder = Folder::new();
    let ran = folder.run(&["check", "routes.csv"]);
    ran.expect(DONE, &[]);
    assert!(ran.out.contains("5 rows of routes"), "{}", ran.out);
    folder.write("bad.csv", format!("{GOOD}b,1,C,17,8\n"));
    let ran = folder.run(&["check", "bad.csv"]);
    ran.expect(ROWS_SET_ASIDE, &[]);
    assert!(ran.out.contains("the route b has one stop"), "{}", ran.out);
    let ran = folder.run(&["check", "routes.csv", "--fix", "clean.csv"]);
    ran.expect(WRONG_USAGE, &["this file is routes"]);
    assert!(!folder.path("clean.csv").exists());
}
