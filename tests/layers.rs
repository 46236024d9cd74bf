//! Who may import whom: reads the sources and fails, naming file and line, where a room imports what
//! the table below does not let it.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};

/// A room of `src/` and the paths that it may import from the others.
struct Room {
    name: &'static str,
    may_import: &'static [&'static str],
}

/// The table of `ARCHITECTURE.md`, row by row; tests inside `src/` are no exception.
const ROOMS: &[Room] = &[
    Room {
        name: "geodesy",
        may_import: &[],
    },
    Room {
        name: "index",
        may_import: &["geodesy"],
    },
    Room {
        name: "model",
        may_import: &["geodesy"],
    },
    Room {
        name: "read",
        may_import: &["model", "geodesy"],
    },
    Room {
        name: "analysis",
        may_import: &["model", "index", "geodesy"],
    },
    Room {
        name: "carto",
        may_import: &["analysis", "model", "geodesy"],
    },
    Room {
        name: "output",
        may_import: &["model", "carto::scene"],
    },
    Room {
        name: "report",
        may_import: &[
            "analysis", "carto", "geodesy", "index", "model", "output", "read",
        ],
    },
    Room {
        name: "cli",
        may_import: &["report", "model"],
    },
];

/// An import that the table does not have.
#[derive(Debug, PartialEq)]
struct Breach {
    file: PathBuf,
    line: usize,
    room: String,
    path: String,
}

impl fmt::Display for Breach {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            file,
            line,
            room,
            path,
        } = self;
        write!(f, "{}:{line}: {room} may not import {path}", file.display())
    }
}

#[test]
fn no_room_imports_what_the_table_does_not_let_it() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let files = rust_files(&root.join("src"));
    assert!(files.len() > ROOMS.len(), "the sources were found");
    let breaches: Vec<String> = files
        .iter()
        .flat_map(|file| {
            let text = fs::read_to_string(file).unwrap();
            breaches(file.strip_prefix(root).unwrap(), &text)
        })
        .map(|breach| breach.to_string())
        .collect();
    assert!(breaches.is_empty(), "\n{}", breaches.join("\n"));
}

#[test]
fn every_room_is_in_the_table_and_every_row_is_a_room() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut folders: Vec<String> = fs::read_dir(source)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.is_dir())
        .map(|path| path.file_name().unwrap().to_str().unwrap().to_owned())
        .collect();
    folders.sort();
    let mut rows: Vec<&str> = ROOMS.iter().map(|room| room.name).collect();
    rows.sort_unstable();
    assert_eq!(folders, rows);
}

#[test]
fn planted_breaches_are_found_and_what_is_allowed_is_not() {
    for (file, text, expected) in [
        // As it stands everywhere.
        (
            "src/index/points.rs",
            "use crate::model::Place;",
            &[(1, "model::Place")][..],
        ),
        ("src/index/points.rs", "use crate::geodesy::Position;", &[]),
        // Grouped, nested, renamed, over lines.
        (
            "src/index/mod.rs",
            "use crate::{\n  geodesy::{Ecef, Position},\n  read::{self, world::World as W},\n};",
            &[(3, "read"), (3, "read::world::World")],
        ),
        // Without `use`, behind an attribute, in a macro.
        (
            "src/geodesy/path.rs",
            "fn f() -> crate::model::Cell { $crate::index::g::<f64>() }",
            &[(1, "model::Cell"), (1, "index::g")],
        ),
        // By way of `super`, from a file, a folder and an inline module.
        (
            "src/output/scene/svg.rs",
            "use super::super::super::carto::text::Face;\nuse super::super::table::Rows;",
            &[(1, "carto::text::Face")],
        ),
        (
            "src/read/mod.rs",
            "mod inner {\n  fn f() { super::super::report::open() }\n}\nuse super::output as o;",
            &[(2, "report::open"), (4, "output")],
        ),
        // The root under another name, or whole, would hide what follows.
        (
            "src/read/mod.rs",
            "use crate as all;",
            &[(1, "the whole crate")],
        ),
        (
            "src/read/mod.rs",
            "use super::*;",
            &[(1, "the whole crate")],
        ),
        ("src/model/aid.rs", "use super::*;", &[]),
        // A part of a room only.
        ("src/output/mod.rs", "use crate::carto::scene::Scene;", &[]),
        (
            "src/output/mod.rs",
            "use crate::carto::{scene::Scene, text};",
            &[(1, "carto::text")],
        ),
        // Tests are no exception.
        (
            "src/output/mod.rs",
            "#[cfg(test)]\nmod tests {\n  use crate::geodesy::Position;\n}",
            &[(3, "geodesy::Position")],
        ),
        // No import at all.
        (
            "src/geodesy/mod.rs",
            "// use crate::model;\n/* /* crate::model */ */ const A: &str = \"crate::model\";\n\
             const B: &str = r#\"\"crate::model\"#; fn f<'a>(c: &'a str) { ('\"', crate::geodesy::g) }\n\
             pub(in crate::geodesy) struct S; pub(crate) struct T;",
            &[],
        ),
    ] {
        let found: Vec<(usize, String)> = breaches(Path::new(file), text)
            .into_iter()
            .map(|breach| (breach.line, breach.path))
            .collect();
        let expected: Vec<(usize, String)> = expected
            .iter()
            .map(|(line, path)| (*line, (*path).to_owned()))
            .collect();
        assert_eq!(found, expected, "{file}: {text}");
    }
}

fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(rust_files(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
    files.sort();
    files
}

/// The imports of a file that its room may not have. `file` begins with `src/`.
fn breaches(file: &Path, text: &str) -> Vec<Breach> {
    let Some(module) = module_of(file) else {
        return Vec::new();
    };
    let room = ROOMS.iter().find(|room| room.name == module[0]);
    imports(&tokens(text), &module)
        .into_iter()
        .filter(|import| import.path.first() != module.first())
        .filter(|import| {
            let allowed = |paths: &[&str]| paths.iter().any(|path| starts_with(&import.path, path));
            !room.is_some_and(|room| allowed(room.may_import))
        })
        .map(|import| Breach {
            file: file.to_owned(),
            line: import.line,
            room: module[0].clone(),
            path: if import.path.is_empty() {
                "the whole crate".to_owned()
            } else {
                import.path.join("::")
            },
        })
        .collect()
}

fn starts_with(path: &[String], allowed: &str) -> bool {
    let mut segments = path.iter();
    allowed
        .split("::")
        .all(|part| segments.next().is_some_and(|segment| segment == part))
}

/// The path of the module that a file holds; `None` for the files beside the rooms.
fn module_of(file: &Path) -> Option<Vec<String>> {
    let inside = file.strip_prefix("src").unwrap().with_extension("");
    let mut module: Vec<String> = inside
        .iter()
        .map(|part| part.to_str().unwrap().to_owned())
        .collect();
    let is_beside_the_rooms = module.len() == 1;
    if module.last().is_some_and(|name| name == "mod") {
        module.pop();
    }
    (!is_beside_the_rooms).then_some(module)
}

/// A path that leaves its module, from the root of the crate.
struct Import {
    line: usize,
    path: Vec<String>,
}

/// A word or a sign of the source, comments and texts left out.
#[derive(Debug, Clone, PartialEq)]
struct Token {
    line: usize,
    text: String,
}

/// Every path in a file that begins with `crate`, `self` or `super`.
fn imports(tokens: &[Token], module: &[String]) -> Vec<Import> {
    let text = |at: usize| {
        tokens
            .get(at)
            .map_or("", |token: &Token| token.text.as_str())
    };
    // The modules opened in this file, each with the depth of braces inside it.
    let mut inline: Vec<(&str, usize)> = Vec::new();
    let mut depth = 0_usize;
    let mut imports = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        match text(at) {
            "{" => depth += 1,
            "}" => {
                depth = depth.saturating_sub(1);
                inline.retain(|(_, opened)| *opened <= depth);
            }
            "mod" if text(at + 2) == "{" => inline.push((text(at + 1), depth + 1)),
            "crate" | "self" | "super" if text(at + 1) == "::" || text(at + 1) == "as" => {
                let mut here = module.to_vec();
                here.extend(inline.iter().map(|(name, _)| (*name).to_owned()));
                let mut paths = Vec::new();
                let line = tokens[at].line;
                at = tree(tokens, at, &[], line, &mut paths);
                imports.extend(paths.into_iter().map(|(line, path)| Import {
                    line,
                    path: from_root(&path, &here),
                }));
                continue;
            }
            _ => {}
        }
        at += 1;
    }
    imports
}

/// The paths of a use tree that starts at a token, and the token behind it.
fn tree(
    tokens: &[Token],
    mut at: usize,
    prefix: &[String],
    mut line: usize,
    paths: &mut Vec<(usize, Vec<String>)>,
) -> usize {
    let mut path = prefix.to_vec();
    while let Some(token) = tokens.get(at) {
        match token.text.as_str() {
            "{" => {
                at += 1;
                while let Some(token) = tokens.get(at) {
                    match token.text.as_str() {
                        "}" => return at + 1,
                        "," => at += 1,
                        _ => at = tree(tokens, at, &path, token.line, paths).max(at + 1),
                    }
                }
                return at;
            }
            "*" => {
                at += 1;
                break;
            }
            word if is_word(word) => {
                line = token.line;
                path.push(word.to_owned());
                at += 1;
                if tokens.get(at).is_none_or(|token| token.text != "::") {
                    break;
                }
                at += 1;
            }
            _ => break,
        }
    }
    // A new name for what is imported is not a path.
    if tokens.get(at).is_some_and(|token| token.text == "as") {
        at += 2;
    }
    paths.push((line, path));
    at
}

fn is_word(text: &str) -> bool {
    text.starts_with(|c: char| c.is_alphabetic() || c == '_')
}

/// A path as it stands in a module, from the root of the crate.
fn from_root(path: &[String], module: &[String]) -> Vec<String> {
    let mut absolute = if path.first().is_some_and(|first| first == "crate") {
        Vec::new()
    } else {
        module.to_vec()
    };
    for segment in path {
        match segment.as_str() {
            "crate" | "self" => {}
            "super" => drop(absolute.pop()),
            name => absolute.push(name.to_owned()),
        }
    }
    absolute
}

/// The words and signs of a source, without comments, texts and characters.
fn tokens(source: &str) -> Vec<Token> {
    let chars: Vec<char> = source.chars().collect();
    let char_at = |at: usize| chars.get(at).copied().unwrap_or('\0');
    let mut tokens = Vec::new();
    let (mut at, mut line) = (0, 1);
    while at < chars.len() {
        let start = at;
        let mut word = None;
        match chars[at] {
            '/' if char_at(at + 1) == '/' => {
                while at < chars.len() && chars[at] != '\n' {
                    at += 1;
                }
            }
            '/' if char_at(at + 1) == '*' => at = after_comment(&chars, at),
            '"' => at = after_text(&chars, at),
            'r' if raw_text_hashes(&chars, at).is_some() => {
                let hashes = raw_text_hashes(&chars, at).unwrap();
                let end: Vec<char> = format!("\"{}", "#".repeat(hashes)).chars().collect();
                at += hashes + 2;
                while at < chars.len() && !chars[at..].starts_with(&end) {
                    at += 1;
                }
                at += end.len();
            }
            '\'' if char_at(at + 1) == '\\' => {
                at += 3;
                while at < chars.len() && chars[at] != '\'' {
                    at += 1;
                }
                at += 1;
            }
            '\'' if char_at(at + 2) == '\'' => at += 3,
            ':' if char_at(at + 1) == ':' => {
                at += 2;
                word = Some("::".to_owned());
            }
            c if c.is_alphanumeric() || c == '_' => {
                while char_at(at).is_alphanumeric() || char_at(at) == '_' {
                    at += 1;
                }
                word = Some(chars[start..at].iter().collect());
            }
            c => {
                at += 1;
                word = (!c.is_whitespace()).then(|| c.to_string());
            }
        }
        tokens.extend(word.map(|text| Token { line, text }));
        let passed = chars.get(start..at.min(chars.len())).unwrap_or_default();
        line += passed.iter().filter(|c| **c == '\n').count();
    }
    tokens
}

fn after_comment(chars: &[char], mut at: usize) -> usize {
    let mut depth = 0;
    while at < chars.len() {
        if chars[at..].starts_with(&['/', '*']) {
            depth += 1;
            at += 2;
        } else if chars[at..].starts_with(&['*', '/']) {
            depth -= 1;
            at += 2;
            if depth == 0 {
                break;
            }
        } else {
            at += 1;
        }
    }
    at
}

fn after_text(chars: &[char], mut at: usize) -> usize {
    at += 1;
    while at < chars.len() && chars[at] != '"' {
        at += if chars[at] == '\\' { 2 } else { 1 };
    }
    at + 1
}

/// How many `#` stand before the text in `r#"…"#`; `None` where no such text starts.
fn raw_text_hashes(chars: &[char], at: usize) -> Option<usize> {
    let hashes = chars
        .get(at + 1..)?
        .iter()
        .take_while(|c| **c == '#')
        .count();
    (chars.get(at + 1 + hashes) == Some(&'"')).then_some(hashes)
}
