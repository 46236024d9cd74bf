//! The same sheet by every writer: the same bytes each time, and the same picture as others make of it.

use std::collections::BTreeMap;
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

/// From which step of 256 on two dots look otherwise, and how many thousandths of the dots may: along edges renderers
/// differ, and this one sets tracked and Arabic words a little aside. It was 6 when this was written.
const STEP: u8 = 40;
const MOST_THOUSANDTHS: usize = 8;

/// The side of a square, in dots, that no name or symbol may be missing in, and how many hundredths of its dots may
/// have none like them there or beside them. It was 20 when this was written.
const SIDE: usize = 20;
const MOST_HUNDREDTHS: usize = 25;

fn is_like(dot: [u8; 3], other: [u8; 3]) -> bool {
    let steps = dot.iter().zip(other).map(|(a, b)| a.abs_diff(b));
    steps.max().unwrap_or_default() <= STEP
}

/// Whether no dot there or beside it looks like this one.
fn is_unlike(dot: [u8; 3], number: usize, others: &[[u8; 3]], width: usize) -> bool {
    let is_like = |other: &[u8; 3]| is_like(dot, *other);
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
    command.args(["--skip-system-fonts", "--dpi", "127"]);
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
    let unlike = ours.iter().zip(&theirs);
    let unlike = unlike.filter(|(a, b)| !is_like(**a, **b)).count();
    assert!(
        unlike * 1000 <= MOST_THOUSANDTHS * ours.len(),
        "{unlike} of {} dots look otherwise",
        ours.len()
    );
    for (ours, theirs) in [(&ours, &theirs), (&theirs, &ours)] {
        let mut squares = BTreeMap::<_, usize>::new();
        for (dot, number) in ours.iter().zip(0..) {
            if is_unlike(*dot, number, theirs, width) {
                *squares
                    .entry((number / width / SIDE, number % width / SIDE))
                    .or_default() += 1;
            }
        }
        let worst = squares.into_iter().max_by_key(|(_, unlike)| *unlike);
        let (square, unlike) = worst.unwrap_or_default();
        assert!(
            unlike * 100 <= MOST_HUNDREDTHS * SIDE * SIDE,
            "{unlike} dots of the square {square:?}, by rows and columns of {SIDE} dots, are missing"
        );
    }
}
