//! `docs/json.md` says which keys `--format json` has, and of which types.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::desk::Desk;

const PAGE: &str = include_str!("../../../../docs/json.md");

/// A row of a table: the type, and whether the key may be lacking.
struct Row {
    type_: String,
    may_lack: bool,
}

/// The first table behind a heading.
fn table(heading: &str) -> BTreeMap<String, Row> {
    let (_, behind) = PAGE.split_once(&format!("\n{heading}\n")).expect("the page has the heading");
    let rows = behind.lines().skip_while(|line| !line.starts_with("| key |"));
    let rows = rows.take_while(|line| line.starts_with('|')).filter(|line| line.starts_with("| `"));
    let row = |line: &str| {
        let mut cells = line.trim_matches('|').splitn(3, " | ");
        let mut next = || cells.next().expect("a row has three cells").trim().to_string();
        let (key, type_, text) = (next(), next(), next());
        let may_lack = text.contains("left out ") && !text.contains(" with `--seat`");
        (key.trim_matches('`').to_string(), Row { type_, may_lack })
    };
    rows.map(row).collect()
}

/// The objects under a path; lists are gone through.
fn objects<'a>(value: &'a Value, path: &[&str]) -> Vec<&'a serde_json::Map<String, Value>> {
    match (value, path) {
        (Value::Array(items), _) => items.iter().flat_map(|item| objects(item, path)).collect(),
        (Value::Object(map), []) => vec![map],
        (Value::Object(map), [first, rest @ ..]) => {
            map.get(*first).map_or(Vec::new(), |inner| objects(inner, rest))
        }
        _ => Vec::new(),
    }
}

fn fits(type_: &str, value: &Value) -> bool {
    type_.replace(',', "").split(" or ").any(|one| match one.split(' ').next() {
        Some("null") => value.is_null(),
        Some("text" | "instant") => value.is_string(),
        Some("number" | "position") => value.is_u64() || value.is_i64(),
        Some("boolean") => value.is_boolean(),
        Some("list") => value.is_array(),
        Some("object") => value.is_object(),
        _ => panic!("the page has a type `{type_}`"),
    })
}

/// Every key of these outputs stands on the page, and the other way round.
#[track_caller]
fn compare(heading: &str, outputs: &[&Value], path: &[&str]) {
    let table = table(heading);
    let mut seen = BTreeSet::new();
    let found: Vec<_> = outputs.iter().flat_map(|output| objects(output, path)).collect();
    for object in &found {
        for (key, value) in *object {
            let row = table.get(key).unwrap_or_else(|| panic!("{heading} has no `{key}`"));
            assert!(fits(&row.type_, value), "{heading}, `{key}`: {} is {value}", row.type_);
            seen.insert(key.clone());
        }
        let lacks = table.iter().find(|(key, row)| !row.may_lack && !object.contains_key(*key));
        assert_eq!(lacks.map(|(key, _)| key), None, "{heading}: an object lacks it");
    }
    let unseen: Vec<&String> = table.keys().filter(|key| !seen.contains(*key)).collect();
    assert_eq!(unseen, Vec::<&String>::new(), "{heading}: no output has these");
}

fn json(desk: &Desk, words: &str) -> Value {
    let shown = desk.run(&format!("{words} --format json"));
    serde_json::from_str(&shown.out).unwrap_or_else(|error| panic!("{words}: {error}, {shown:?}"))
}

fn shipped(name: &str) -> String {
    format!("{}/../../scenarios/{name}", env!("CARGO_MANIFEST_DIR"))
}

const AT_SEA: &str = "scenario: sea\ntitle: A turn at sea\nstart: 2027-03-01T09:00:00Z\n\
    until: T+02:00\nnations:\n  tr: { role: member, leads: [land-hubs] }\ntimeline:\n  \
    - { at: T+01:00, by: tr, do: maritime.take-command, with: { nation: tr } }\n  \
    - { at: T+01:00, by: tr, do: base.plan, with: { base: south, nation: tr } }\n";

#[test]
fn the_page_has_the_keys_of_runs_and_replays() {
    let desk = Desk::new();
    desk.write("sea.yaml", AT_SEA);
    let run = json(&desk, &format!("run {} --log run.jsonl", shipped("silence-broken")));
    let missed = json(&desk, &format!("run {}", shipped("disputed-breach")));
    let sea = json(&desk, "run sea.yaml");
    let outputs = [
        &run,
        &missed,
        &sea,
        &json(&desk, "replay run.jsonl"),
        &json(&desk, "replay run.jsonl --at T+20:00"),
        &json(&desk, "replay run.jsonl --seat us"),
    ];
    compare("## `run` and `replay`", &outputs, &[]);
    compare("### Records", &outputs, &["timeline"]);
    compare("### The run", &outputs, &["run"]);
    compare("### Deadlines", &outputs, &["deadlines"]);
    compare("### Refusals", &outputs, &["refusals"]);
    compare("### Expectations", &outputs, &["expectations"]);
    compare("### Counts", &outputs, &["counts"]);
    compare("### Metrics", &outputs, &["metrics"]);
    compare("### The end state", &outputs, &["state"]);
}

/// Keys in the first column of the table that says why a deadline was missed.
#[test]
fn the_page_has_the_keys_of_a_missed_deadline() {
    let run = json(&Desk::new(), &format!("run {}", shipped("disputed-breach")));
    let why = objects(&run, &["deadlines", "why"]);
    let found: BTreeSet<&str> = why.iter().flat_map(|why| why.keys()).map(String::as_str).collect();
    let (_, table) = PAGE.split_once("| key of `why` | is |\n|---|---|\n").expect("it is there");
    let rows = table.lines().take_while(|line| line.starts_with('|'));
    let cells = rows.filter_map(|row| row.split('|').nth(1));
    let told: BTreeSet<&str> = cells.flat_map(|cell| cell.split('`').skip(1).step_by(2)).collect();
    assert_eq!(told, found);
}

#[test]
fn the_page_has_the_keys_of_explanations_and_verdicts_on_logs() {
    let desk = Desk::new();
    let scenario = shipped("silence-broken");
    assert_eq!(desk.run(&format!("run {scenario} --log run.jsonl")).code, 0);
    let explained = json(&desk, "explain run.jsonl 120");
    compare("## `explain`", &[&explained], &[]);
    compare("### Records", &[&explained], &["record"]);
    compare("### Records", &[&explained], &["causes"]);
    compare("### Records", &[&explained], &["followers"]);
    let [plain, played] = ["", &format!(" --scenario {scenario}")]
        .map(|words| json(&desk, &format!("verify run.jsonl{words}")));
    compare("## `verify`", &[&plain, &played], &[]);
}

#[test]
fn the_page_has_the_keys_of_faults() {
    let desk = Desk::new();
    desk.write("bad.yaml", AT_SEA.replace("role", "rule").replace("title: A turn at sea\n", ""));
    let twice = desk.run("validate bad.yaml --format json");
    assert_eq!(twice.code, 3, "{twice:?}");
    let bad = json(&desk, "validate bad.yaml");
    let good = json(&desk, &format!("validate {}", shipped("silence-broken")));
    compare("## `validate`", &[&bad, &good], &[]);
    compare("### A fault", &[&bad], &["faults"]);
    compare("### A place", &[&bad], &["faults", "labels"]);
}
