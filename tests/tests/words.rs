//! Words that must not stand in the product code of some crates: clocks, chance, printing.
//!
//! Comments, strings and tests may say any word.

use tests::graph::Subjects::{self, EveryoneBut, These};
use tests::source::{Source, lines_with};
use tests::{CRATES, Fault, assert_none};

/// A line of the table.
struct Words {
    of: Subjects,
    never: &'static [&'static str],
    instead: &'static str,
}

const WORDS: &[Words] = &[
    Words {
        of: These(&["kernel", "domain"]),
        never: &["std::"],
        instead: "write `core::` or `alloc::`; a pure crate has no machine under it",
    },
    Words {
        of: These(&["kernel", "domain", "simulator", "report"]),
        never: &["SystemTime", "Instant::now"],
        instead: "take a `SimTime` as an argument; the wall clock stays at the edge",
    },
    Words {
        of: These(&["campaign", "kernel", "domain", "simulator", "report"]),
        never: &["thread_rng", "StdRng", "SmallRng", "rand::rng", "RandomState"],
        instead: "ask `Choose`; every draw has a key, so that a replay never draws",
    },
    Words {
        of: These(&["campaign", "kernel", "domain", "simulator", "report"]),
        never: &["HashMap", "HashSet"],
        instead: "write `BTreeMap`, `BTreeSet` or an index; chance order changes the output",
    },
    Words {
        of: These(&["kernel", "domain"]),
        never: &["f32", "f64"],
        instead: "count in whole milliseconds and parts per million",
    },
    Words {
        of: These(&["campaign"]),
        never: &[".exp(", ".ln(", ".log10(", ".powf(", ".powi(", ".sin(", ".cos("],
        instead: "call `libm`: what the platform computes differs in the last digit",
    },
    Words {
        of: EveryoneBut(&["cli"]),
        never: &["print!(", "println!(", "eprint!(", "eprintln!(", "process::exit"],
        instead: "return a value or an error; only `cli` prints and chooses the exit code",
    },
];

fn words_in(source: &Source, table: &[Words]) -> Vec<Fault> {
    let product = source.product();
    let crate_name = source.crate_name();
    let mut faults = Vec::new();
    for words in table {
        if !words.of.include(crate_name) {
            continue;
        }
        for word in words.never {
            for line in lines_with(&product, word) {
                let message = format!("`{word}` in `{crate_name}`: {}", words.instead);
                faults.push(source.fault(line, message));
            }
        }
    }
    faults
}

/// `#![no_std]` must be the first thing after the crate's doc.
fn starts_without_std(library: &Source) -> bool {
    let mut code = library.text.lines().filter(|line| !line.starts_with("//") && !line.is_empty());
    code.next() == Some("#![no_std]")
}

#[test]
fn the_table_names_no_crate_that_nobody_plans() {
    for name in WORDS.iter().flat_map(|words| words.of.names()) {
        assert!(CRATES.contains(name), "no crate is called `{name}`");
    }
}

#[test]
fn the_pure_crates_are_built_without_the_standard_library() {
    for name in ["kernel", "domain"] {
        let path = format!("crates/{name}/src/lib.rs");
        let library = Source::new(&path, &tests::read(&path));
        assert!(
            starts_without_std(&library),
            "{path}:1: begin with `#![no_std]` after the crate doc"
        );
    }
}

#[test]
fn a_library_that_begins_otherwise_is_noticed() {
    let begins = |text: &str| starts_without_std(&Source::new("crates/kernel/src/lib.rs", text));
    assert!(begins("//! Doc.\n\n#![no_std]\nextern crate alloc;\n"));
    assert!(!begins("//! Doc.\n// #![no_std]\nuse std::vec;\n"));
    assert!(!begins("#![cfg_attr(not(test), no_std)]\n"));
}

#[test]
fn no_crate_uses_words_that_the_table_forbids() {
    assert_none(Source::all().iter().flat_map(|source| words_in(source, WORDS)));
}

#[test]
fn a_forbidden_word_is_named_with_its_line_and_what_to_write() {
    let text = "use std::collections::HashMap;\n\nfn now() -> u64 { Instant :: now().elapsed() }\n";
    let found = words_in(&Source::new("crates/domain/src/center.rs", text), WORDS);
    let found: Vec<String> = found.iter().map(ToString::to_string).collect();
    assert_eq!(
        found,
        [
            "crates/domain/src/center.rs:1: `std::` in `domain`: \
             write `core::` or `alloc::`; a pure crate has no machine under it",
            "crates/domain/src/center.rs:3: `Instant::now` in `domain`: \
             take a `SimTime` as an argument; the wall clock stays at the edge",
            "crates/domain/src/center.rs:1: `HashMap` in `domain`: \
             write `BTreeMap`, `BTreeSet` or an index; chance order changes the output",
        ]
    );
}

#[test]
fn comments_strings_and_tests_may_say_any_word() {
    let text = r#"
        //! A `HashMap` would differ from run to run.
        // SystemTime
        fn f() -> &'static str { "println!(HashMap)" }
        #[cfg(test)]
        extern crate std;
        #[cfg(test)]
        mod tests { use std::collections::HashMap; fn f() { println!("{}", 1); } }
    "#;
    for path in ["crates/domain/src/center.rs", "crates/domain/src/center/tests.rs"] {
        assert_none(words_in(&Source::new(path, text), WORDS));
    }
    let after = format!("{text}\nuse alloc::HashMap;\n");
    let found = words_in(&Source::new("crates/domain/src/center.rs", &after), WORDS);
    assert_eq!(found.len(), 1, "what follows the tests is judged again: {found:?}");
}

#[test]
fn only_the_command_line_prints() {
    let text = "fn f() { println!(\"done\"); std::process::exit(1) }\n";
    assert_none(words_in(&Source::new("crates/cli/src/main.rs", text), WORDS));
    assert_eq!(words_in(&Source::new("crates/simulator/src/engine.rs", text), WORDS).len(), 2);
}
