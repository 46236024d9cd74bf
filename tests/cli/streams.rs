//! Standard input, output and error: pipes, closed pipes, a full disk.

use std::io::Write;
use std::process::Stdio;

use super::program::{DONE, FILE_FAILED, Folder, INPUT_REJECTED, ROWS_SET_ASIDE, nearest, rows};

#[test]
fn a_dash_reads_standard_input() {
    let folder = Folder::new();
    let from_file = folder.run(&nearest("incidents.csv", &["--format", "csv"]));
    for (arguments, input) in [
        (nearest("-", &["--format", "csv"]), "incidents.csv"),
        (
            vec![
                "nearest",
                "incidents.csv",
                "--aid",
                "-",
                "--format",
                "csv",
                "-o",
                "-",
            ],
            "aid.csv",
        ),
    ] {
        let mut command = folder.command(&arguments);
        command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        child
            .stdin
            .take()
            .unwrap()
            .write_all(&folder.read(input))
            .unwrap();
        let ran = folder.finished(&child.wait_with_output().unwrap());
        ran.expect(DONE, &[]);
        assert_eq!(ran.out, from_file.out);
        assert_eq!(ran.last_line(), from_file.last_line());
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_pipe_is_read_like_a_file() {
    let folder = Folder::new();
    let from_file = folder.run(&nearest("incidents.csv", &["--format", "csv"]));
    let mut command = folder.command(&nearest("/dev/stdin", &["--format", "csv"]));
    command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    child
        .stdin
        .take()
        .unwrap()
        .write_all(&folder.read("incidents.csv"))
        .unwrap();
    let ran = folder.finished(&child.wait_with_output().unwrap());
    ran.expect(DONE, &[]);
    assert_eq!(ran.out, from_file.out);
}

#[test]
fn problems_of_standard_input_are_named_by_it() {
    let folder = Folder::new();
    let ran = folder.run(&nearest("-", &[]));
    ran.expect(INPUT_REJECTED, &["<stdin>: empty file"]);
}

#[test]
fn a_closed_pipe_is_no_error() {
    let folder = Folder::new();
    folder.write("many.csv", many(20_000));
    for format in ["csv", "json", "geojson", "table"] {
        for file in ["incidents.csv", "many.csv"] {
            let (reader, writer) = std::io::pipe().unwrap();
            drop(reader);
            let mut command = folder.command(&nearest(file, &["--format", format]));
            command.stdout(writer).stderr(Stdio::piped());
            let ran = folder.finished(&command.spawn().unwrap().wait_with_output().unwrap());
            assert_eq!(
                (ran.code, ran.err.contains("error")),
                (DONE, false),
                "{format}: {}",
                ran.err
            );
            assert!(ran.last_line().starts_with("read "), "{}", ran.err);
        }
    }
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    let mut command = folder.command(&["data", "list"]);
    command.stdout(writer);
    assert_eq!(command.status().unwrap().code(), Some(DONE));
}

#[test]
fn a_closed_pipe_hides_no_finding() {
    let folder = Folder::new();
    let expected = folder.run(&nearest("nan.csv", &["--format", "csv"]));
    expected.expect(ROWS_SET_ASIDE, &["not a number that a place can have"]);
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    let mut command = folder.command(&nearest("nan.csv", &["--format", "csv"]));
    command.stdout(writer).stderr(Stdio::piped());
    let ran = folder.finished(&command.spawn().unwrap().wait_with_output().unwrap());
    assert_eq!((ran.code, ran.err), (expected.code, expected.err));
}

#[test]
fn a_closed_pipe_keeps_no_file_from_being_written() {
    let folder = Folder::new();
    folder.write("many.csv", many(20_000));
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    let mut command = folder.command(&nearest("many.csv", &["-o", "-", "-o", "out.csv"]));
    command.stdout(writer).stderr(Stdio::piped());
    let ran = folder.finished(&command.spawn().unwrap().wait_with_output().unwrap());
    ran.expect(DONE, &["wrote out.csv"]);
    assert_eq!(rows(&folder.read("out.csv")).len(), 20_000);
}

#[test]
fn a_closed_standard_error_changes_nothing() {
    let folder = Folder::new();
    let expected = folder.run(&nearest("nan.csv", &["--format", "csv"]));
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    let mut command = folder.command(&nearest("nan.csv", &["--format", "csv"]));
    command.stdout(Stdio::piped()).stderr(writer);
    let ran = folder.finished(&command.spawn().unwrap().wait_with_output().unwrap());
    assert_eq!((ran.code, ran.out), (expected.code, expected.out));
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_a_failed_file() {
    let folder = Folder::new();
    folder.write("many.csv", many(2_000));
    let before = folder.names();
    for (file, format) in [
        ("incidents.csv", "csv"),
        ("many.csv", "csv"),
        ("many.csv", "table"),
    ] {
        let full = std::fs::OpenOptions::new()
            .write(true)
            .open("/dev/full")
            .unwrap();
        let arguments = nearest(file, &["--format", format, "-o", "-", "-o", "out.csv"]);
        let mut command = folder.command(&arguments);
        command.stdout(full).stderr(Stdio::piped());
        let ran = folder.finished(&command.spawn().unwrap().wait_with_output().unwrap());
        ran.expect(FILE_FAILED, &["error: cannot write"]);
        assert_eq!(folder.names(), before);
    }
}

/// A file of incidents with this many rows.
fn many(rows: u32) -> String {
    let mut text = "id,lat,lon\n".to_owned();
    for row in 0..rows {
        text.push_str(
            &[
                row.to_string(),
                (row % 90).to_string(),
                (row % 180).to_string(),
            ]
            .join(","),
        );
        text.push('\n');
    }
    text
}
