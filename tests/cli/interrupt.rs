//! A run that is interrupted or killed, or whose disk is full, leaves nothing half-written behind.

use std::fmt::Write as _;
use std::io::Read;
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::Instant;

use super::program::{DONE, FILE_FAILED, Folder, nearest};

const INTERRUPTED: i32 = 130;

fn incidents(count: usize) -> String {
    let mut incidents = "id,lat,lon\n".to_owned();
    for row in 0..count {
        writeln!(incidents, "{row},{},{}", row % 90, row % 180).unwrap();
    }
    incidents
}

#[test]
fn an_interrupted_run_leaves_old_outputs_whole_and_no_litter() {
    for signal in ["INT", "TERM"] {
        let folder = Folder::new();
        folder.write("many.csv", incidents(20_000));
        folder.write("old.csv", "old\n");
        let before = folder.names();
        let outputs = ["-o", "-", "-o", "old.csv", "-o", "new.json", "--overwrite"];
        // After its first byte nobody reads the pipe: the run gets stuck with its outputs begun.
        let (mut reader, writer) = std::io::pipe().unwrap();
        let mut command = folder.command(&nearest("many.csv", &outputs));
        command.stdout(writer).stderr(Stdio::piped());
        let child = command.spawn().unwrap();
        reader.read_exact(&mut [0]).unwrap();
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

/// Kills at moments spread evenly, and without a pattern, over the time that a whole run takes.
#[test]
fn a_killed_run_leaves_the_old_file_or_the_new_one() {
    const KILLS: u32 = 200;
    let folder = Folder::new();
    folder.write("many.csv", incidents(3_000));
    let arguments = nearest("many.csv", &["-o", "out.csv", "--overwrite"]);
    let started = Instant::now();
    folder.run(&arguments).expect(DONE, &[]);
    let whole_run = started.elapsed();
    let (old, new) = (b"old\n", folder.read("out.csv"));
    let mut killed = 0;
    for kill in 0..KILLS {
        folder.write("out.csv", old);
        let mut command = folder.command(&arguments);
        let mut child = command.stderr(Stdio::null()).spawn().unwrap();
        let turn = kill.wrapping_mul(0x9e37_79b9);
        sleep(whole_run.mul_f64(f64::from(turn) / f64::from(u32::MAX)));
        child.kill().unwrap();
        killed += u32::from(child.wait().unwrap().code().is_none());
        let out = folder.read("out.csv");
        assert!(out == old || out == new, "kill {kill}: {} bytes", out.len());
        // Between taking a name beside its target and taking the target's, the new file is whole.
        for name in folder.names() {
            if name.starts_with(".pointzero-") && cfg!(target_os = "linux") {
                assert!(folder.read(&name) == new, "kill {kill}: {name}");
                std::fs::remove_file(folder.path(&name)).unwrap();
            }
        }
    }
    assert!(killed > 0, "every run ended before it was killed");
}

#[test]
fn a_disk_that_fills_up_fails_the_file_and_keeps_the_old_one() {
    let folder = Folder::new();
    folder.write("many.csv", incidents(20_000));
    folder.write("out.csv", "old\n");
    let before = folder.names();
    for output in ["out.csv", "new.csv", "new.xlsx", "new.geojson"] {
        // No file may grow over 64 blocks of 512 or 1,024 bytes, and outgrowing that is an error of the write.
        let line = format!(
            "trap '' XFSZ; ulimit -f 64; \"$P\" nearest many.csv --aid aid.csv -o {output} --overwrite"
        );
        let mut command = Command::new("sh");
        command.args(["-c", &line]).current_dir(folder.path(""));
        command.env("P", env!("CARGO_BIN_EXE_pointzero"));
        let ran = folder.finished(&command.output().unwrap());
        ran.expect(FILE_FAILED, &[output]);
        assert_eq!(folder.names(), before, "{output}");
        assert_eq!(folder.read("out.csv"), b"old\n", "{output}");
    }
}

/// A folder on a disk of its own, taken away at the end.
#[cfg(target_os = "linux")]
struct SmallDisk(std::path::PathBuf);

#[cfg(target_os = "linux")]
impl SmallDisk {
    /// A disk of 64 KB, where this process may have one.
    fn new(folder: &Folder) -> Option<Self> {
        let path = folder.path("disk");
        std::fs::create_dir(&path).unwrap();
        let mut mount = Command::new("mount");
        mount.args(["-t", "tmpfs", "-o", "size=64k", "tmpfs"]);
        let mounted = mount.arg(&path).stderr(Stdio::null()).status();
        mounted
            .is_ok_and(|status| status.success())
            .then_some(Self(path))
    }

    fn contents(&self) -> Vec<(String, Vec<u8>)> {
        let entries = std::fs::read_dir(&self.0)
            .unwrap()
            .map(|entry| entry.unwrap().path());
        let mut files: Vec<(String, Vec<u8>)> = entries
            .map(|path| {
                let name = path.file_name().unwrap().to_str().unwrap().to_owned();
                (name, std::fs::read(&path).unwrap())
            })
            .collect();
        files.sort();
        files
    }
}

#[cfg(target_os = "linux")]
impl Drop for SmallDisk {
    fn drop(&mut self) {
        let unmounted = Command::new("umount").arg(&self.0).status();
        assert!(unmounted.is_ok_and(|status| status.success()));
    }
}

#[cfg(target_os = "linux")]
#[expect(clippy::print_stderr, reason = "it says that it is skipped")]
#[test]
fn a_disk_that_fills_up_keeps_the_old_files_whole() {
    let folder = Folder::new();
    folder.write("many.csv", incidents(5_000));
    let Some(disk) = SmallDisk::new(&folder) else {
        eprintln!("skipped: a disk of 64 KB cannot be mounted here");
        return;
    };
    let outputs = ["csv", "xlsx", "json", "ndjson", "geojson", "kml", "gpx"];
    for ending in outputs {
        folder.write(&format!("disk/old.{ending}"), format!("old {ending}\n"));
    }
    let before = disk.contents();
    for ending in outputs {
        let old = format!("disk/old.{ending}");
        let ran = folder.run(&nearest("many.csv", &["-o", &old, "--overwrite"]));
        ran.expect(FILE_FAILED, &[&old]);
        assert_eq!(disk.contents(), before, "{ending}: {}", ran.err);
        let ran = folder.run(&["convert", "many.csv", "-o", &old, "--overwrite"]);
        ran.expect(FILE_FAILED, &[&old]);
        assert_eq!(disk.contents(), before, "{ending}: {}", ran.err);
        // A good output beside one that fails is not put into place either.
        let outputs = ["-o", "beside.csv", "-o", &old, "--overwrite"];
        let ran = folder.run(&nearest("many.csv", &outputs));
        ran.expect(FILE_FAILED, &[&old]);
        assert_eq!(disk.contents(), before, "{ending}: {}", ran.err);
        assert!(!folder.path("beside.csv").exists(), "{ending}");
    }
    let ran = folder.run(&nearest(
        "incidents.csv",
        &["-o", "disk/old.csv", "--overwrite"],
    ));
    ran.expect(DONE, &["wrote disk/old.csv"]);
}
