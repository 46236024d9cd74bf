//! Sheets in each language, as the program draws them.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};

/// Two incidents, made up.
const INCIDENTS: &str = "id,name,lat,lon,people,date,synthetic\n\
                         a,Left at the pillar,19.443,5.813,at least 34236,2025-05-01,no\n\
                         b,Elsewhere,19.9,5.2,12,2024-03-02,no\n";

const AID: &str = "id,name,lat,lon,role\nassamaka,Assamaka,19.3344,5.7719,help\n";

fn run(folder: &Path, more: &[&str]) -> Output {
    fs::write(folder.join("in.csv"), INCIDENTS).unwrap();
    fs::write(folder.join("aid.csv"), AID).unwrap();
    map(folder, more)
}

fn map(folder: &Path, more: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_pointzero"))
        .args(["map", "in.csv", "--aid", "aid.csv", "--overwrite"])
        .args(more)
        .env_remove("SOURCE_DATE_EPOCH")
        .current_dir(folder)
        .output()
        .unwrap()
}

fn svg(folder: &Path, languages: &str) -> String {
    let ran = run(folder, &["--lang", languages, "-o", "map.svg"]);
    assert!(
        ran.status.success(),
        "{}",
        String::from_utf8_lossy(&ran.stderr)
    );
    fs::read_to_string(folder.join("map.svg")).unwrap()
}

/// The left end of the map's frame, in millimetres.
fn left_of_map(svg: &str) -> f64 {
    let (_, clip) = svg.split_once("<clipPath id=\"clip.1\">").unwrap();
    let (_, data) = clip.split_once(" d=\"M").unwrap();
    data.split(' ').next().unwrap().parse().unwrap()
}

#[test]
fn a_sheet_speaks_its_language_and_arabic_is_mirrored() {
    let folder = tempfile::tempdir().unwrap();
    for (language, said) in [
        (
            "en",
            ["Legend", "at least 34,236 people", "NIGER", "2024 to 2025"],
        ),
        (
            "fr",
            [
                "Légende",
                "au moins 34\u{202F}236 personnes",
                "ALGÉRIE",
                "de 2024 à 2025",
            ],
        ),
        (
            "es",
            [
                "Leyenda",
                "al menos 34\u{202F}236 personas",
                "ARGELIA",
                "de 2024 a 2025",
            ],
        ),
        (
            "ar",
            [
                "مفتاح الخريطة",
                "ما لا يقل عن 34\u{202F}236 شخصًا",
                "الجزائر",
                "من 2024 إلى 2025",
            ],
        ),
    ] {
        let svg = svg(folder.path(), language);
        assert!(svg.contains(&format!("xml:lang=\"{language}\"")));
        for words in said {
            assert!(svg.contains(words), "{language}: {words}");
        }
        // The page is 297 mm wide and the map 209 mm.
        let left = if language == "ar" { 78.0 } else { 10.0 };
        assert!((left_of_map(&svg) - left).abs() < 0.01, "{language}");
    }
}

#[test]
fn countries_are_named_in_the_further_languages_below() {
    let folder = tempfile::tempdir().unwrap();
    let svg = svg(folder.path(), "fr,ar");
    for name in ["NIGER", "النيجر", "ALGÉRIE", "الجزائر"] {
        assert!(svg.contains(&format!("{name}\u{2069}</text>")), "{name}");
    }
    assert!(svg.contains("direction=\"rtl\""));
    assert!((left_of_map(&svg) - 10.0).abs() < 0.01);
}

#[test]
fn what_cannot_be_said_or_set_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let refused = |more: &[&str], said: &[&str]| {
        let ran = map(folder.path(), more);
        let told = String::from_utf8_lossy(&ran.stderr);
        assert_eq!(ran.status.code(), Some(2), "{told}");
        for words in said {
            assert!(told.contains(words), "{told} does not say {words}");
        }
        assert!(!folder.path().join("map.svg").exists());
    };
    fs::write(folder.path().join("aid.csv"), AID).unwrap();
    fs::write(folder.path().join("in.csv"), INCIDENTS).unwrap();
    refused(
        &["--lang", "de", "-o", "map.svg"],
        &["\"de\"", "en, fr, ar, es"],
    );
    refused(
        &["--font", "aid.csv", "-o", "map.svg"],
        &["aid.csv: this is no font"],
    );
    fs::write(
        folder.path().join("in.csv"),
        INCIDENTS.replace("Elsewhere", &"W".repeat(10_000)),
    )
    .unwrap();
    refused(
        &["-o", "map.svg"],
        &["in.csv:row 2 (line 3)", "a name of 10000 characters", "300"],
    );
    refused(&["--dpi", "1000000000", "-o", "map.svg"], &["--dpi"]);
    fs::write(
        folder.path().join("in.csv"),
        INCIDENTS.replace("Elsewhere", "\u{65E5}\u{672C}"),
    )
    .unwrap();
    refused(
        &["-o", "map.svg"],
        &["in.csv:row 2 (line 3)", "\"日\" (U+65E5)", "--font"],
    );
}

/// The words of a PDF, by a program that is not ours; `None` where it is not installed.
fn words_by_pdftotext(pdf: &Path) -> Option<BTreeSet<String>> {
    let ran = Command::new("pdftotext").arg(pdf).arg("-").output().ok()?;
    let text = String::from_utf8(ran.stdout).unwrap();
    let marks = |c: char| matches!(c, '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}');
    Some(
        text.split_whitespace()
            .map(|word| word.replace(marks, ""))
            .collect(),
    )
}

#[cfg(feature = "pdf")]
#[test]
fn the_words_of_a_pdf_can_be_taken_out_again() {
    let folder = tempfile::tempdir().unwrap();
    for (language, said) in [
        (
            "fr",
            ["Légende", "ALGÉRIE", "NIGER", "Assamaka", "personnes"],
        ),
        ("ar", ["الجزائر", "النيجر", "مفتاح", "الخريطة", "Assamaka"]),
    ] {
        let ran = run(folder.path(), &["--lang", language, "-o", "map.pdf"]);
        assert!(ran.status.success());
        let pdf = folder.path().join("map.pdf");
        let first = fs::read(&pdf).unwrap();
        run(folder.path(), &["--lang", language, "-o", "map.pdf"]);
        assert_eq!(first, fs::read(&pdf).unwrap(), "{language} repeats itself");
        let Some(words) = words_by_pdftotext(&pdf) else {
            continue;
        };
        for word in said {
            assert!(
                words.contains(word),
                "{language}: {word} is not in {words:?}"
            );
        }
    }
}
