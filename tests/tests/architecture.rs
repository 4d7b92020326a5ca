//! Who may build on whom, and how heavy the program may be.
//!
//! The table is the whole of the law; a crate of it that does not exist yet breaks nothing.

use std::collections::BTreeSet;

use tests::graph::Subjects::{EveryoneBut, These};
use tests::graph::{Graph, Rule};
use tests::{CRATES, assert_none};

const RULES: &[Rule] = &[
    Rule {
        of: These(&["kernel"]),
        never: CRATES,
        instead: "the kernel is below everything; move what it needs into it",
    },
    Rule {
        of: These(&["kernel", "domain"]),
        never: &["chrono", "fastrand", "getrandom", "jiff", "rand", "rayon", "tempfile", "time"],
        instead: "take times, ids and drawn numbers as arguments",
    },
    Rule {
        of: These(&["domain"]),
        never: &[
            "campaign",
            "cli",
            "event-store",
            "event-store-postgres",
            "event-store-sqlite",
            "explorer",
            "report",
            "rules",
            "scenario",
            "server",
            "simulator",
        ],
        instead: "the domain decides; whoever needs it calls it",
    },
    Rule {
        of: These(&["foreign-log", "rules"]),
        never: &["domain"],
        instead: "let the caller hand in the vocabulary of events and fields",
    },
    Rule {
        of: These(&["event-store", "event-store-postgres", "event-store-sqlite"]),
        never: &["domain"],
        instead: "a store holds kinds, tags and bytes; encode before it",
    },
    Rule {
        of: These(&["simulator"]),
        never: &[
            "async-std",
            "chrono",
            "deadpool-postgres",
            "event-store-postgres",
            "event-store-sqlite",
            "futures-executor",
            "postgres",
            "rusqlite",
            "smol",
            "tokio",
            "tokio-postgres",
        ],
        instead: "the engine knows the contract of a store only, and one thread",
    },
    Rule {
        of: EveryoneBut(&["campaign", "event-store-postgres", "server"]),
        never: &["async-std", "smol", "tokio"],
        instead: "async stays in `server`, `campaign` and `event-store-postgres`",
    },
    Rule {
        of: EveryoneBut(&["cli"]),
        never: &["clap", "clap_complete", "clap_mangen"],
        instead: "only `cli` reads a command line; take arguments",
    },
    Rule {
        of: EveryoneBut(&[]),
        never: &["proptest", "proptest-state-machine", "stateright"],
        instead: "what tests alone need is a dev-dependency, or under a feature that only they turn on",
    },
];

/// The default graph stays light: a fresh machine builds it in minutes.
const CRATES_UNDER_CLI_MAX: usize = 200;

#[test]
fn every_crate_is_known_and_the_table_names_no_other() {
    let known: BTreeSet<&str> = CRATES.iter().copied().collect();
    let graph = Graph::of_workspace();
    let members: BTreeSet<&str> = graph.members.keys().map(String::as_str).collect();
    let new: Vec<_> = members.difference(&known).collect();
    assert!(new.is_empty(), "name {new:?} in `CRATES`, and in the tables what they must not use");

    let subjects: BTreeSet<&str> = RULES.iter().flat_map(|rule| rule.of.names()).copied().collect();
    let misspelled: Vec<_> = subjects.difference(&known).collect();
    assert!(misspelled.is_empty(), "the table speaks of {misspelled:?}, which nobody plans");
}

#[test]
fn no_crate_depends_on_what_the_table_forbids() {
    assert_none(Graph::of_workspace().offenses(RULES));
}

#[test]
fn an_offender_is_named_with_the_way_to_what_it_must_not_use() {
    let graph = Graph::from_edges(&[
        ("domain", "kernel"),
        ("domain", "calendar@1.0.0"),
        ("calendar@1.0.0", "jiff@0.2.46"),
        ("simulator", "event-store"),
        ("event-store", "domain"),
    ]);
    assert_eq!(
        graph.offenses(RULES),
        [
            "`domain` must never use `jiff` (domain → calendar@1.0.0 → jiff@0.2.46): \
             take times, ids and drawn numbers as arguments",
            "`event-store` must never use `domain` (event-store → domain): \
             a store holds kinds, tags and bytes; encode before it",
        ]
    );
}

#[test]
fn whoever_builds_on_an_exempt_crate_does_not_answer_for_it() {
    let edges = [("cli", "server"), ("server", "tokio@1.50.0")];
    assert_eq!(Graph::from_edges(&edges).offenses(RULES), [""; 0]);

    let shortcut = [("cli", "server"), ("server", "tokio@1.50.0"), ("cli", "tokio@1.50.0")];
    assert_eq!(
        Graph::from_edges(&shortcut).offenses(RULES),
        ["`cli` must never use `tokio` (cli → tokio@1.50.0): \
          async stays in `server`, `campaign` and `event-store-postgres`"]
    );
}

#[test]
fn the_command_line_program_stays_under_200_crates() {
    let graph = Graph::of_workspace();
    let count = graph.dependencies("cli").len();
    assert!(
        count < CRATES_UNDER_CLI_MAX,
        "`cli` builds on {count} crates, fewer than {CRATES_UNDER_CLI_MAX} are wanted: \
         put what few need in a crate or feature of its own"
    );
}

#[test]
fn dependencies_are_counted_once_and_through_each_other() {
    let graph =
        Graph::from_edges(&[("cli", "a@1.0.0"), ("a@1.0.0", "b@1.0.0"), ("cli", "b@1.0.0")]);
    assert_eq!(graph.dependencies("cli"), BTreeSet::from(["a@1.0.0", "b@1.0.0"]));
}

/// With `preserve_order` the keys of a log line are no longer sorted, and every chain value changes.
#[test]
fn nobody_turns_on_preserve_order_of_serde_json() {
    let graph = Graph::of_workspace();
    let json = graph.features.iter().filter(|(label, _)| label.starts_with("serde_json@"));
    let features: Vec<&String> = json.flat_map(|(_, features)| features).collect();
    assert!(features.iter().any(|feature| *feature == "std"), "serde_json was found");
    assert!(
        !features.iter().any(|feature| *feature == "preserve_order"),
        "log lines need sorted keys; find who asks: cargo tree -e features -i serde_json"
    );
}
