//! Every fault code has a small bad scenario and, beside it, the exact words that people read.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use expect_test::expect_file;

use super::shown;
use crate::compile;

fn folder(inside: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(inside)
}

/// The files of a folder and of those in it, with this ending.
fn files(folder: &Path, ending: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).expect("the folder can be read") {
        let path = entry.expect("the entry can be read").path();
        if path.is_dir() {
            found.extend(files(&path, ending));
        } else if path.extension().is_some_and(|extension| extension == ending) {
            found.push(path);
        }
    }
    found.sort();
    found
}

/// What people read about a scenario: its faults, or the warnings about it.
fn told(text: &str) -> String {
    let faults = compile(text).map_or_else(|faults| faults, |compiled| compiled.warnings);
    shown(text, &faults)
}

/// The codes in a text: `S` and three digits.
fn codes(text: &str) -> BTreeSet<String> {
    let starts = text.match_indices('S').map(|(start, _)| start);
    let words = starts.filter_map(|start| text.get(start..start + 4));
    let is_code = |word: &&str| word.bytes().skip(1).all(|byte| byte.is_ascii_digit());
    words.filter(is_code).map(str::to_owned).collect()
}

#[test]
fn each_bad_scenario_is_refused_in_the_words_beside_it() {
    let fixtures = files(&folder("tests/faults"), "yaml");
    assert!(!fixtures.is_empty());
    for path in fixtures {
        let text = fs::read_to_string(&path).expect("the fixture can be read");
        let told = told(&text);
        expect_file![path.with_extension("txt")].assert_eq(&told);
        let stem = path.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default();
        let code = stem.split('-').next().unwrap_or_default();
        assert!(told.contains(&format!("[{code}]")), "{stem} shows no {code}:\n{told}");
    }
}
