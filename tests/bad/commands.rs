//! The cases that are no file but something done to the program: what stands where a file should, full
//! disks, signals, limits, the environment.
//!
//! Where a case needs what a machine may not have (`script`, `unshare`, `strace`, another user), it is
//! judged on those that have it.

use std::fmt::Write as _;
use std::fs::{self, Permissions};
use std::io::Write as _;
use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use super::Case;
use super::run::{Folder, Ran, wait};

type Judged = Result<(), String>;

/// What judges a case.
type Judge = fn(&Folder) -> Judged;

pub(crate) fn judge(case: &Case) -> Judged {
    let folder = Folder::new("-");
    let (_, function) = CASES
        .iter()
        .find(|(name, _)| *name == case.name)
        .ok_or("no function judges it")?;
    function(&folder)
}

const CASES: &[(&str, Judge)] = &[
    ("file_missing", file_missing),
    ("file_no_permission", file_no_permission),
    ("file_fifo_silent", file_fifo_silent),
    ("file_name_newline", file_name_newline),
    ("file_name_dash", file_name_dash),
    ("stdin_dash", stdin_dash),
    ("stdin_tty", stdin_tty),
    ("stdout_full", stdout_full),
    ("stderr_closed", stderr_closed),
    ("out_symlink_to_in", out_symlink_to_in),
    ("out_is_symlink", out_is_symlink),
    ("out_exists", out_exists),
    ("out_dir_readonly", out_dir_readonly),
    ("out_in_tmp_other_fs", out_in_tmp_other_fs),
    ("out_sigint", out_sigint),
    ("out_concurrent", out_concurrent),
    ("out_umask", out_umask),
    ("arg_dpi_1e9", arg_dpi),
    ("arg_width_neg", arg_width_neg),
    ("arg_width_inf", arg_width_inf),
    ("arg_k_zero", arg_k_zero),
    ("arg_radius_nan", arg_radius_nan),
    ("arg_radius_half_earth", arg_radius_half_earth),
    ("arg_bbox_zero", arg_bbox_zero),
    ("arg_conflict", arg_conflict),
    ("all_same_point", all_same_point),
    ("env_locale", env_locale),
    ("env_no_home", env_no_home),
    ("env_threads", env_threads),
    ("env_no_network", env_no_network),
    ("lim_memory", lim_memory),
    ("lim_fsize", lim_fsize),
    ("input_changes_while_read", input_changes_while_read),
    ("big_line_1gb", big_line),
    ("big_rows_5m", big_rows),
];

const GOOD: [&str; 4] = ["nearest", "good.csv", "--aid", "help.csv"];

fn good_with<'a>(more: &[&'a str]) -> Vec<&'a str> {
    [&GOOD[..], more].concat()
}

fn same<T: PartialEq>(one: &T, other: &T, what: &str) -> Judged {
    if one == other {
        Ok(())
    } else {
        Err(what.to_owned())
    }
}

fn has(tool: &str) -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path).any(|folder| folder.join(tool).is_file())
}

/// Whether this process may read everything, so that permissions hold nobody back.
fn is_root(folder: &Folder) -> bool {
    fs::metadata(folder.root()).unwrap().uid() == 0
}

/// The program as somebody whom permissions hold back.
fn as_nobody(folder: &Folder, arguments: &[&str]) -> Command {
    if !is_root(folder) {
        return folder.program(arguments);
    }
    let program = folder.path("program");
    if !program.exists() {
        // By another process: while this one has it open for writing, a process that it starts for another
        // case may hold it open too, and then it cannot be run.
        let copy = Command::new("cp")
            .arg(env!("CARGO_BIN_EXE_pointzero"))
            .arg(&program)
            .status();
        assert!(copy.unwrap().success());
        fs::set_permissions(&program, Permissions::from_mode(0o755)).unwrap();
        fs::set_permissions(folder.root(), Permissions::from_mode(0o755)).unwrap();
    }
    let mut command = Command::new(program);
    command
        .args(arguments)
        .current_dir(folder.root())
        .uid(65534);
    command
}

/// A file of incidents of so many rows.
fn many(folder: &Folder, name: &str, rows: usize) {
    let mut text = String::from("id,name,lat,lon,count\n");
    for row in 0..rows {
        let lat = 15 + row % 10;
        writeln!(text, "r{row},Somewhere,{lat}.{row:06},5.7,3").unwrap();
    }
    folder.write(name, text);
}

fn file_missing(folder: &Folder) -> Judged {
    let ran = folder.run(&["nearest", "nope.csv", "--aid", "help.csv"])?;
    ran.code_is(5)?;
    let here = folder.root().file_name().unwrap().to_str().unwrap();
    ran.says(&["nope.csv", here])?;
    let ran = folder.run(&["nearest", "god.csv", "--aid", "help.csv"])?;
    ran.code_is(5)?;
    ran.says(&["god.csv", "did you mean good.csv"])
}

fn file_no_permission(folder: &Folder) -> Judged {
    fs::set_permissions(folder.path("good.csv"), Permissions::from_mode(0o000)).unwrap();
    let ran = folder.finish(&mut as_nobody(folder, &GOOD))?;
    ran.code_is(5)?;
    ran.says(&["good.csv", "permission denied"])
}

fn file_fifo_silent(folder: &Folder) -> Judged {
    let made = Command::new("mkfifo").arg(folder.path("p")).status();
    if !made.is_ok_and(|status| status.success()) {
        return Ok(());
    }
    let mut command = folder.program(&["nearest", "p", "--aid", "help.csv"]);
    let mut child = command.stderr(Stdio::null()).spawn().unwrap();
    std::thread::sleep(Duration::from_millis(300));
    interrupt(child.id());
    let (status, _) = wait(&mut child)?;
    same(
        &status.code(),
        &Some(130),
        &format!("it ended with {status}"),
    )
}

fn interrupt(process: u32) {
    let killed = Command::new("kill")
        .args(["-INT", &process.to_string()])
        .status();
    assert!(killed.unwrap().success());
}

fn file_name_newline(folder: &Folder) -> Judged {
    let ran = folder.run(&["nearest", "a\nb.csv", "--aid", "help.csv"])?;
    ran.code_is(5)?;
    ran.says(&["a\\u{a}b.csv"])?;
    folder.write("c\nd.csv", "id,lat,lon\n1,91,5\n");
    let ran = folder.run(&["nearest", "c\nd.csv", "--aid", "help.csv"])?;
    ran.code_is(4)?;
    ran.says(&["c\\u{a}d.csv:row 1"])
}

fn file_name_dash(folder: &Folder) -> Judged {
    fs::copy(folder.path("good.csv"), folder.path("-x.csv")).unwrap();
    let ran = folder.run(&["nearest", "--aid", "help.csv", "--", "-x.csv"])?;
    ran.code_is(0)
}

fn stdin_dash(folder: &Folder) -> Judged {
    let by_path = folder.run(&good_with(&["--format", "csv"]))?;
    let piped = folder
        .finish(&mut folder.shell("cat good.csv | \"$P\" nearest - --aid help.csv --format csv"))?;
    piped.code_is(0)?;
    piped.says(&["<stdin>"])?;
    same(&piped.out, &by_path.out, "other bytes than by its path")
}

fn stdin_tty(folder: &Folder) -> Judged {
    if !has("script") {
        return Ok(());
    }
    let line = "script -qec \"'$P' nearest - --aid help.csv\" /dev/null";
    let ran = folder.finish(&mut folder.shell(line))?;
    ran.code_is(2)?;
    ran.says(&["standard input is a terminal"])
}

fn stdout_full(folder: &Folder) -> Judged {
    if !Path::new("/dev/full").exists() {
        return Ok(());
    }
    for format in ["csv", "json", "geojson", "table"] {
        let line = format!("\"$P\" nearest good.csv --aid help.csv --format {format} > /dev/full");
        let ran = folder.finish(&mut folder.shell(&line))?;
        ran.code_is(5)?;
        ran.says(&["no space left"])?;
    }
    let ran = folder.finish(&mut folder.shell("\"$P\" check good.csv > /dev/full"))?;
    ran.code_is(5)?;
    ran.says(&["no space left"])?;
    let ran = folder.finish(&mut folder.shell("\"$P\" map good.csv -o - > /dev/full"))?;
    ran.code_is(5)
}

fn stderr_closed(folder: &Folder) -> Judged {
    folder.write("bad.csv", "id,lat,lon\na,19,5\nb,91,5\n");
    for (file, code) in [("good.csv", 0), ("bad.csv", 4)] {
        let line = format!("\"$P\" nearest {file} --aid help.csv --format csv 2>&-");
        let ran = folder.finish(&mut folder.shell(&line))?;
        ran.code_is(code)?;
        if !ran.out.starts_with(b"incident_id") {
            return Err("no answer".to_owned());
        }
    }
    Ok(())
}

fn out_symlink_to_in(folder: &Folder) -> Judged {
    symlink("good.csv", folder.path("link.csv")).unwrap();
    fs::hard_link(folder.path("good.csv"), folder.path("hard.csv")).unwrap();
    let before = folder.read("good.csv")?;
    for out in ["good.csv", "link.csv", "hard.csv", "./good.csv", "help.csv"] {
        for more in [&["-o", out][..], &["-o", out, "--overwrite"]] {
            let ran = folder.run(&good_with(more))?;
            ran.code_is(2)?;
            ran.says(&["is the input"])?;
        }
    }
    same(&folder.read("good.csv")?, &before, "the input was changed")
}

fn out_is_symlink(folder: &Folder) -> Judged {
    folder.write("real.csv", "old");
    symlink("real.csv", folder.path("o.csv")).unwrap();
    folder.run(&good_with(&["-o", "o.csv"]))?.code_is(2)?;
    same(
        &folder.read("real.csv")?,
        &b"old".to_vec(),
        "replaced unasked",
    )?;
    let ran = folder.run(&good_with(&["-o", "o.csv", "--overwrite"]))?;
    ran.code_is(0)?;
    let is_link = fs::symlink_metadata(folder.path("o.csv"))
        .unwrap()
        .is_symlink();
    same(&is_link, &true, "the link is gone")?;
    if folder.read("real.csv")?.starts_with(b"incident_id") {
        Ok(())
    } else {
        Err("the target was not replaced".to_owned())
    }
}

fn out_exists(folder: &Folder) -> Judged {
    folder.write("o.csv", "old");
    let ran = folder.run(&good_with(&["-o", "o.csv"]))?;
    ran.code_is(2)?;
    ran.says(&["stands already", "--overwrite"])?;
    same(&folder.read("o.csv")?, &b"old".to_vec(), "replaced unasked")
}

fn out_dir_readonly(folder: &Folder) -> Judged {
    fs::create_dir(folder.path("locked")).unwrap();
    fs::set_permissions(folder.path("locked"), Permissions::from_mode(0o555)).unwrap();
    // The file of incidents cannot be read either: the output is looked at first.
    folder.write("bad.csv", "nothing that is known\n");
    let arguments = [
        "nearest",
        "bad.csv",
        "--aid",
        "help.csv",
        "-o",
        "locked/o.csv",
    ];
    let ran = folder.finish(&mut as_nobody(folder, &arguments))?;
    ran.code_is(5)?;
    ran.says(&["locked/o.csv", "permission denied"])
}

fn out_in_tmp_other_fs(folder: &Folder) -> Judged {
    let shm = Path::new("/dev/shm");
    let Ok(elsewhere) = tempfile::TempDir::new_in(shm) else {
        return Ok(());
    };
    let out = elsewhere.path().join("o.csv");
    let ran = folder.run(&good_with(&["-o", out.to_str().unwrap()]))?;
    ran.code_is(0)?;
    let names: Vec<_> = fs::read_dir(elsewhere.path()).unwrap().collect();
    same(&names.len(), &1, "more than the output stands there")
}

fn out_sigint(folder: &Folder) -> Judged {
    many(folder, "many.csv", 60_000);
    for wait_ms in [100, 200, 400] {
        folder.write("o.csv", "old");
        let arguments = [
            "nearest",
            "many.csv",
            "--aid",
            "help.csv",
            "-o",
            "o.csv",
            "--overwrite",
        ];
        let mut command = folder.program(&arguments);
        let mut child = command.stderr(Stdio::null()).spawn().unwrap();
        std::thread::sleep(Duration::from_millis(wait_ms));
        if child.try_wait().unwrap().is_none() {
            interrupt(child.id());
        }
        let (status, _) = wait(&mut child)?;
        let whole = folder.read("o.csv")?;
        match status.code() {
            Some(130) => same(&whole, &b"old".to_vec(), "the old file was harmed")?,
            Some(0) => {}
            _ => return Err(format!("it ended with {status}")),
        }
        let parts = fs::read_dir(folder.root()).unwrap();
        let litter = parts
            .filter(|entry| {
                entry
                    .as_ref()
                    .unwrap()
                    .file_name()
                    .to_string_lossy()
                    .starts_with('.')
            })
            .count();
        same(&litter, &0, "a part was left behind")?;
    }
    Ok(())
}

fn out_concurrent(folder: &Folder) -> Judged {
    let mut answers = Vec::new();
    for number in 0..8 {
        let (file, out) = (format!("in{number}.csv"), format!("alone{number}.csv"));
        many(folder, &file, 500 + 100 * number);
        folder
            .run(&["nearest", &file, "--aid", "help.csv", "-o", &out])?
            .code_is(0)?;
        answers.push(folder.read(&out)?);
    }
    for _ in 0..5 {
        let children: Vec<_> = (0..8)
            .map(|number| {
                let file = format!("in{number}.csv");
                let arguments = [
                    "nearest",
                    &file,
                    "--aid",
                    "help.csv",
                    "-o",
                    "o.csv",
                    "--overwrite",
                ];
                let mut command = folder.program(&arguments);
                command.stderr(Stdio::null()).spawn().unwrap()
            })
            .collect();
        for mut child in children {
            let (status, _) = wait(&mut child)?;
            same(
                &status.code(),
                &Some(0),
                &format!("a writer ended with {status}"),
            )?;
        }
        if !answers.contains(&folder.read("o.csv")?) {
            return Err("the file is no writer's own".to_owned());
        }
    }
    Ok(())
}

fn out_umask(folder: &Folder) -> Judged {
    fs::set_permissions(folder.path("good.csv"), Permissions::from_mode(0o600)).unwrap();
    let line = "umask 022; \"$P\" nearest good.csv --aid help.csv -o o.csv -o o.json";
    folder.finish(&mut folder.shell(line))?.code_is(0)?;
    for out in ["o.csv", "o.json"] {
        let mode = fs::metadata(folder.path(out)).unwrap().permissions().mode() & 0o777;
        same(&mode, &0o600, &format!("{out} has mode {mode:o}"))?;
    }
    Ok(())
}

fn map_refuses(folder: &Folder, arguments: &[&str], words: &[&str]) -> Judged {
    let all = [&["map", "good.csv", "--aid", "help.csv"], arguments].concat();
    let ran = folder.run(&all)?;
    ran.code_is(2)?;
    ran.says(words)
}

fn arg_dpi(folder: &Folder) -> Judged {
    map_refuses(
        folder,
        &["--dpi", "1000000000", "-o", "o.png"],
        &["1000000000", "dpi"],
    )?;
    // One that fits its number and not the memory: the limit and the size that it would need.
    map_refuses(
        folder,
        &["--dpi", "60000", "-o", "o.png"],
        &["64 million", "701575 by 496063"],
    )
}

fn arg_width_neg(folder: &Folder) -> Judged {
    map_refuses(folder, &["--size=-5", "-o", "o.svg"], &["size"])
}

fn arg_width_inf(folder: &Folder) -> Judged {
    map_refuses(folder, &["--size", "inf", "-o", "o.svg"], &["size"])
}

fn arg_k_zero(folder: &Folder) -> Judged {
    folder.run(&good_with(&["-k", "0"]))?.code_is(2)
}

fn arg_radius_nan(folder: &Folder) -> Judged {
    for radius in ["nan", "inf", "-5km", "", "1e400km"] {
        let ran = folder.run(&good_with(&["--within", radius]))?;
        ran.code_is(2)?;
    }
    Ok(())
}

fn arg_radius_half_earth(folder: &Folder) -> Judged {
    let all = folder.run(&good_with(&["-k", "2", "--format", "csv"]))?;
    let within = ["-k", "2", "--within", "21000km", "--format", "csv"];
    let ran = folder.run(&good_with(&within))?;
    ran.code_is(0)?;
    same(&ran.out, &all.out, "not all points")
}

fn arg_bbox_zero(folder: &Folder) -> Judged {
    map_refuses(
        folder,
        &["--extent", "5,19,5,19", "-o", "o.svg"],
        &["extent", "5,19,5,19"],
    )
}

fn arg_conflict(folder: &Folder) -> Judged {
    map_refuses(folder, &["--svg", "--png", "a"], &["--svg"])
}

/// In a build for debugging a million points take minutes.
const SAME_POINTS: usize = if cfg!(debug_assertions) {
    50_000
} else {
    1_000_000
};

fn all_same_point(folder: &Folder) -> Judged {
    let mut text = String::from("id,lat,lon\n");
    for row in 0..SAME_POINTS {
        writeln!(text, "s{row},19.5,5.7").unwrap();
    }
    folder.write("same.csv", text);
    let arguments = [
        "nearest", "good.csv", "--aid", "same.csv", "-k", "3", "--format", "csv",
    ];
    let ran = unbounded(folder, &arguments)?;
    ran.code_is(0)?;
    let rows: Vec<csv::StringRecord> = csv::Reader::from_reader(&ran.out[..])
        .records()
        .map(Result::unwrap)
        .collect();
    let ids: Vec<&str> = rows.iter().map(|row| &row[3]).collect();
    same(
        &ids,
        &["s0", "s1", "s2"].repeat(3),
        &format!("not in the order of the file: {ids:?}"),
    )?;
    let arguments = ["nearest", "same.csv", "--aid", "help.csv", "-o", "o.csv"];
    unbounded(folder, &arguments)?.code_is(0)
}

/// A run on a large file, which may take more memory than one under 1 MB.
fn unbounded(folder: &Folder, arguments: &[&str]) -> Result<Ran, String> {
    let mut command = folder.program(arguments);
    let output = command.stdin(Stdio::null()).output();
    let output = output.map_err(|error| error.to_string())?;
    Ok(Ran {
        code: output.status.code(),
        out: output.stdout,
        err: String::from_utf8(output.stderr).map_err(|error| error.to_string())?,
        most_kb: 0,
    })
}

fn env_locale(folder: &Folder) -> Judged {
    let outputs = |locale: &str| -> Result<Vec<Vec<u8>>, String> {
        let mut all = Vec::new();
        let asks: [&[&str]; 4] = [
            &[
                "nearest", "good.csv", "--aid", "help.csv", "--format", "csv",
            ],
            &[
                "nearest", "good.csv", "--aid", "help.csv", "--format", "table",
            ],
            &["check", "good.csv"],
            &["map", "good.csv", "--aid", "help.csv", "-o", "-"],
        ];
        for arguments in asks {
            let mut command = folder.program(arguments);
            let ran = folder.finish(command.env("LC_ALL", locale).env("LANG", locale))?;
            ran.code_is(0)?;
            all.push(ran.out);
        }
        Ok(all)
    };
    let plain = outputs("C")?;
    for locale in ["fr_FR.UTF-8", "ar", "tr_TR", "nonsense"] {
        same(
            &outputs(locale)?,
            &plain,
            &format!("other bytes with {locale}"),
        )?;
    }
    Ok(())
}

fn env_no_home(folder: &Folder) -> Judged {
    let with = folder.run(&good_with(&["--format", "csv"]))?;
    let mut command = folder.program(&good_with(&["--format", "csv"]));
    let without = folder.finish(command.env_clear())?;
    without.code_is(0)?;
    same(&without.out, &with.out, "other bytes")
}

fn env_threads(folder: &Folder) -> Judged {
    many(folder, "many.csv", 5000);
    let mut first = None;
    for threads in ["1", "2", "16"] {
        let arguments = [
            "nearest", "many.csv", "--aid", "help.csv", "--format", "csv",
        ];
        let by_flag = folder.run(&[&arguments[..], &["--threads", threads]].concat())?;
        by_flag.code_is(0)?;
        let mut command = folder.program(&arguments);
        let by_environment = folder.finish(command.env("RAYON_NUM_THREADS", threads))?;
        let first = first.get_or_insert_with(|| by_flag.out.clone());
        same(&by_flag.out, first, "other bytes by --threads")?;
        same(
            &by_environment.out,
            first,
            "other bytes by RAYON_NUM_THREADS",
        )?;
    }
    Ok(())
}

fn env_no_network(folder: &Folder) -> Judged {
    if has("unshare") && is_root(folder) {
        let ran = folder.finish(&mut folder.shell(
            "if unshare -n true 2>/dev/null; then unshare -n \"$P\" nearest good.csv --aid help.csv; \
             else \"$P\" nearest good.csv --aid help.csv; fi",
        ))?;
        ran.code_is(0)?;
    }
    if has("strace") {
        let ran = folder.finish(&mut folder.shell(
            "strace -f -e trace=network -o trace \"$P\" map good.csv --aid help.csv -o o.svg",
        ))?;
        ran.code_is(0)?;
        let trace = String::from_utf8_lossy(&folder.read("trace")?).into_owned();
        for call in ["socket(", "connect(", "sendto("] {
            same(&trace.contains(call), &false, &format!("it calls {call}…)"))?;
        }
    }
    Ok(())
}

fn lim_memory(folder: &Folder) -> Judged {
    let rows = if cfg!(debug_assertions) {
        200_000
    } else {
        1_000_000
    };
    many(folder, "many.csv", rows);
    let line =
        "ulimit -v 262144 && exec \"$P\" nearest many.csv --aid help.csv -o o.csv --threads 2";
    let output = folder.shell(line).output().unwrap();
    let err = String::from_utf8_lossy(&output.stderr).into_owned();
    same(
        &output.status.code(),
        &Some(0),
        &format!("{}: {err}", output.status),
    )
}

fn lim_fsize(folder: &Folder) -> Judged {
    folder.write("o.svg", "old");
    let line = "ulimit -f 1; exec \"$P\" map good.csv --aid help.csv -o o.svg --overwrite";
    let ran = folder.finish(&mut folder.shell(line))?;
    ran.code_is(5)?;
    ran.says(&["too large"])?;
    same(
        &folder.read("o.svg")?,
        &b"old".to_vec(),
        "the old file was harmed",
    )
}

fn input_changes_while_read(folder: &Folder) -> Judged {
    for _ in 0..3 {
        many(folder, "many.csv", 40_000);
        let arguments = [
            "nearest",
            "many.csv",
            "--aid",
            "help.csv",
            "-o",
            "o.csv",
            "--overwrite",
        ];
        let mut command = folder.program(&arguments);
        let mut child = command.stderr(Stdio::piped()).spawn().unwrap();
        let mut file = fs::OpenOptions::new()
            .append(true)
            .open(folder.path("many.csv"))
            .unwrap();
        let mut row = 0;
        while child.try_wait().unwrap().is_none() {
            writeln!(file, "late{row},Late,19.5,5.7,1").unwrap();
            row += 1;
            std::thread::sleep(Duration::from_micros(200));
        }
        let output = child.wait_with_output().unwrap();
        let err = String::from_utf8_lossy(&output.stderr).into_owned();
        match output.status.code() {
            Some(3) if err.contains("changed while it was read") => {}
            other => return Err(format!("it ended with {other:?}: {err}")),
        }
    }
    Ok(())
}

fn big_line(folder: &Folder) -> Judged {
    let mut text = b"id,name,lat,lon\na1,\"".to_vec();
    text.resize(64 << 20, b'x');
    folder.write("line.csv", text);
    let ran = folder.run(&["nearest", "line.csv", "--aid", "help.csv"])?;
    ran.code_is(3)?;
    ran.says(&["line 2", "bytes", "limit|more than"])
}

fn big_rows(folder: &Folder) -> Judged {
    let rows = if cfg!(debug_assertions) {
        300_000
    } else {
        2_000_000
    };
    many(folder, "many.csv", rows);
    let arguments = ["nearest", "many.csv", "--aid", "help.csv", "-o", "o.csv"];
    let mut child = folder
        .program(&arguments)
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let (status, most_kb) = wait(&mut child)?;
    same(&status.code(), &Some(0), &format!("it ended with {status}"))?;
    if most_kb > 150 * 1024 {
        return Err(format!("{most_kb} kB of memory"));
    }
    Ok(())
}
