//! An interrupted run ends at once, with nothing half-written left behind.

use std::fmt::Write as _;
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use super::program::{Folder, nearest};

const INTERRUPTED: i32 = 130;

#[test]
fn an_interrupted_run_leaves_old_outputs_whole_and_no_litter() {
    for signal in ["INT", "TERM"] {
        let folder = Folder::new();
        let mut incidents = "id,lat,lon\n".to_owned();
        for row in 0..20_000 {
            writeln!(incidents, "{row},{},{}", row % 90, row % 180).unwrap();
        }
        folder.write("many.csv", incidents);
        folder.write("old.csv", "old\n");
        let before = folder.names();
        let outputs = ["-o", "-", "-o", "old.csv", "-o", "new.json", "--overwrite"];
        // Nobody reads the pipe: the run gets stuck with its outputs begun.
        let (_reader, writer) = std::io::pipe().unwrap();
        let mut command = folder.command(&nearest("many.csv", &outputs));
        command.stdout(writer).stderr(Stdio::piped());
        let child = command.spawn().unwrap();
        let started = Instant::now();
        while folder.names().len() < before.len() + 2 {
            assert!(
                started.elapsed() < Duration::from_secs(30),
                "the outputs were begun"
            );
            sleep(Duration::from_millis(10));
        }
        let id = child.id().to_string();
        let sent = Command::new("kill")
            .args(["-s", signal, &id])
            .status()
            .unwrap();
        assert!(sent.success());
        let ran = folder.finished(&child.wait_with_output().unwrap());
        ran.expect(INTERRUPTED, &[]);
        assert_eq!(folder.names(), before, "{signal}");
        assert_eq!(folder.read("old.csv"), b"old\n", "{signal}");
    }
}
