//! The corpus of the fuzz targets (`fuzz/`), replayed without any tool: what was once found never comes back.
#![expect(
    clippy::print_stdout,
    reason = "the file that fails is named where the test does"
)]
#![cfg_attr(
    not(all(feature = "geodata", feature = "kml", feature = "workbook")),
    allow(dead_code, reason = "targets of formats that this build does not have")
)]

use std::fs;
use std::path::Path;

#[path = "../fuzz/src/targets.rs"]
#[expect(unreachable_pub, reason = "public to the crate of the fuzzer")]
mod targets;

#[test]
fn every_file_of_the_corpus_passes() {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus");
    for (name, target) in targets::ALL {
        let files = fs::read_dir(corpus.join(name)).expect("every target has a corpus");
        let mut count = 0;
        for file in files {
            let path = file.expect("a file of the corpus").path();
            let data = fs::read(&path).expect("a file of the corpus");
            println!("{}", path.display());
            target(&data);
            count += 1;
        }
        assert!(count > 0, "the corpus of {name} is empty");
    }
}

#[test]
fn every_target_has_a_program_and_the_other_way_round() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/fuzz_targets");
    let programs = fs::read_dir(folder).expect("the programs of fuzz/");
    let mut programs: Vec<String> = programs
        .filter_map(|file| Some(file.ok()?.path().file_stem()?.to_str()?.to_owned()))
        .collect();
    programs.sort_unstable();
    for (name, _) in targets::ALL {
        assert!(programs.iter().any(|program| program == name), "{name}");
    }
    let is_whole = cfg!(all(
        feature = "geodata",
        feature = "kml",
        feature = "workbook"
    ));
    assert!(
        !is_whole || programs.len() == targets::ALL.len(),
        "{programs:?}"
    );
}
