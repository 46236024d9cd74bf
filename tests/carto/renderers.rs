//! The same sheet by every writer: the same bytes each time, and the same picture as others make of it.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::in_repository;

const SHEET: [&str; 10] = [
    "map",
    "examples/point-zero/incidents.csv",
    "--aid",
    "examples/point-zero/aid.csv",
    "--extent",
    "-18,11,17,38",
    "--title",
    "Expulsions into the Sahara",
    "--lang",
    "fr,ar",
];

/// Draws the sheet into files of a folder.
fn draw(folder: &Path, names: &[&str], more: &[&str]) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_pointzero"));
    command
        .args(SHEET)
        .args(more)
        .current_dir(in_repository(""));
    for name in names {
        command.arg("-o").arg(folder.join(name));
    }
    let ran = command.env_remove("SOURCE_DATE_EPOCH").output().unwrap();
    assert!(
        ran.status.success(),
        "{}",
        String::from_utf8_lossy(&ran.stderr)
    );
}

#[test]
fn a_sheet_is_the_same_bytes_on_any_number_of_threads() {
    let names: &[&str] = if cfg!(feature = "pdf") {
        &["sheet.svg", "sheet.png", "sheet.pdf"]
    } else {
        &["sheet.svg", "sheet.png"]
    };
    let sheets = ["1", "2", "7"].map(|threads| {
        let folder = tempfile::tempdir().unwrap();
        draw(folder.path(), names, &["--threads", threads]);
        names
            .iter()
            .map(|name| fs::read(folder.path().join(name)).unwrap())
            .collect::<Vec<_>>()
    });
    for (name, number) in names.iter().zip(0..) {
        assert!(sheets[0][number].len() > 10_000, "{name}");
        assert!(
            sheets[0][number] == sheets[1][number],
            "{name} on 2 threads"
        );
        assert!(
            sheets[0][number] == sheets[2][number],
            "{name} on 7 threads"
        );
    }
}

/// The colours of a picture's dots without any alpha, and its width.
fn dots(path: &Path) -> (Vec<[u8; 3]>, usize) {
    let file = std::io::BufReader::new(fs::File::open(path).unwrap());
    let mut reader = png::Decoder::new(file).read_info().unwrap();
    let mut bytes = vec![0; reader.output_buffer_size().unwrap()];
    let info = reader.next_frame(&mut bytes).unwrap();
    let samples = info.color_type.samples();
    let dots = bytes
        .chunks_exact(samples)
        .map(|dot| [dot[0], dot[1], dot[2]]);
    (dots.collect(), usize::try_from(info.width).unwrap())
}

/// How many hundredths of the dots may look otherwise, and from which step of 256 on. Along edges renderers differ,
/// and this one sets tracked and Arabic words a little aside.
const MOST_HUNDREDTHS: usize = 2;
const STEP: u8 = 40;

/// Whether no dot there or beside it looks like this one: a renderer may round the page's size otherwise, and so
/// lay all of it half a dot aside.
fn is_unlike(dot: [u8; 3], number: usize, others: &[[u8; 3]], width: usize) -> bool {
    let is_like = |other: &[u8; 3]| {
        let steps = dot.iter().zip(other).map(|(a, b)| a.abs_diff(*b));
        steps.max().unwrap_or_default() <= STEP
    };
    let around = [0, width, 2 * width]
        .into_iter()
        .flat_map(|row| (0..3).map(move |column| row + column));
    let mut around = around
        .filter_map(|place| (number + place).checked_sub(width + 1))
        .filter_map(|place| others.get(place));
    !others.get(number).is_some_and(is_like) && !around.any(is_like)
}

#[test]
#[expect(clippy::print_stderr, reason = "a test that is skipped says so")]
fn another_renderer_draws_the_same_sheet() {
    let resvg = std::env::var("RESVG").unwrap_or_else(|_| "resvg".to_owned());
    let is_there = Command::new(&resvg).arg("--version").output().is_ok();
    if !is_there {
        eprintln!("skipped: there is no resvg (cargo install resvg --locked)");
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    // Five dots a millimetre: the page is a whole number of them wide and high.
    draw(
        folder.path(),
        &["sheet.svg", "sheet.png"],
        &["--dpi", "127"],
    );
    let (ours, width) = dots(&folder.path().join("sheet.png"));
    let mut command = Command::new(&resvg);
    // It does not read the fonts inside the file.
    command.args(["--skip-system-fonts", "--width", &width.to_string()]);
    for font in fs::read_dir(in_repository("fonts")).unwrap() {
        let font = font.unwrap().path();
        if font.extension().is_some_and(|extension| extension == "ttf") {
            command.arg("--use-font-file").arg(font);
        }
    }
    let ran = command
        .arg(folder.path().join("sheet.svg"))
        .arg(folder.path().join("theirs.png"))
        .output()
        .unwrap();
    assert!(
        ran.status.success(),
        "{}",
        String::from_utf8_lossy(&ran.stderr)
    );
    let (theirs, their_width) = dots(&folder.path().join("theirs.png"));
    assert_eq!(width, their_width);
    assert_eq!(ours.len(), theirs.len());
    for (ours, theirs) in [(&ours, &theirs), (&theirs, &ours)] {
        let dots = ours.iter().zip(0..);
        let unlike = dots.filter(|(dot, number)| is_unlike(**dot, *number, theirs, width));
        let unlike = unlike.count();
        assert!(
            unlike * 100 <= MOST_HUNDREDTHS * ours.len(),
            "{unlike} of {} dots look otherwise",
            ours.len()
        );
    }
}
