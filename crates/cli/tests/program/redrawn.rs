//! What `verify --scenario` knows of the choices of a log: all that its seeds say.

use expect_test::expect;
use simulator::record::Opening;
use simulator::run::run_id;

use crate::desk::{Desk, Shown};
use crate::foreign_logs::rewrite;

const DRAWN: &str = "each as the seed, a branch or the scenario gives it";
const TAKEN: &str = "taken from the log, for its seed alone does not give them";

/// Writes `run.jsonl` again as `foreign.jsonl`, as if it were the log of the run of another seed.
fn claim_seed(desk: &Desk, seed: Option<&str>) {
    let log = desk.read("run.jsonl");
    let first: serde_json::Value =
        serde_json::from_str(log.lines().next().expect("a first line")).expect("it is JSON");
    let opening: Opening = serde_json::from_value(first["data"].clone()).expect("it begins");
    let opening = Opening { seed: seed.map(String::from), ..opening };
    let (run, mut data) = (run_id(&opening), Some(opening));
    rewrite(desk, |envelope| {
        envelope.run = run;
        if let Some(data) = data.take() {
            envelope.data = event_store::canonical::to_vec(&data).expect("it is JSON").into();
        }
    });
}

fn verified(desk: &Desk, log: &str) -> Shown {
    desk.run(&format!("verify {log} --scenario small.yaml"))
}

fn first_line(shown: &Shown) -> String {
    assert_eq!((shown.code, shown.out.as_str()), (3, ""), "{shown:?}");
    shown.err.lines().next().unwrap_or_default().to_string()
}

/// The chain, the ids, the decisions and the scenario fit; only the seed is not the one.
#[test]
fn a_history_under_the_head_of_another_seed_is_noticed() {
    let desk = Desk::new();
    assert_eq!(desk.run("run small.yaml --seed 3 --log run.jsonl").code, 0);
    claim_seed(&desk, Some("3"));
    assert_eq!(desk.read("foreign.jsonl"), desk.read("run.jsonl"));
    claim_seed(&desk, Some("1"));
    assert_eq!(desk.run("verify foreign.jsonl").code, 0, "alone, it is a log as any");
    let shown = verified(&desk, "foreign.jsonl");
    expect![[r#"
        exit 3
        error[L001]: played again, `warsaw/object/delay@q-1#1` comes to `2 h 17 min` by the seed 1, but the log has `1 h 14 min`
          --> foreign.jsonl:85:1
           |
        85 | {"actor":"clock","basis":"assumption","causat...HASH"}
           | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^...^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
           |
           = help: the log was falsified, or written by another version of the program, or by another program
        error: `foreign.jsonl` is not sound from line 85 on
    "#]].assert_eq(&shown.complaint());
}

/// A branch as its edits have it, then passed off as what was drawn.
#[test]
fn an_edit_that_is_passed_off_as_drawn_is_noticed() {
    let desk = Desk::with_log();
    let edit = "--choose warsaw/object/delay@q-1#1=20min";
    let words = format!("branch run.jsonl --scenario small.yaml --at 0 {edit} --log edited.jsonl");
    assert_eq!(desk.run(&words).code, 0);
    let sound = verified(&desk, "edited.jsonl");
    assert!(sound.out.contains(DRAWN), "{sound:?}");
    let head = desk.read("run.jsonl").lines().next().expect("a line").to_string();
    desk.write("run.jsonl", desk.read("edited.jsonl"));
    let begun: serde_json::Value = serde_json::from_str(&head).expect("it is JSON");
    let opening: Opening = serde_json::from_value(begun["data"].clone()).expect("it begins");
    for (seed, said) in [
        (Some("1"), "comes to `2 h 17 min` by the seed 1, but the log has `20 min`"),
        (None, "was recorded as 1200000, which could not have been chosen"),
    ] {
        let opening = Opening { seed: seed.map(String::from), ..opening.clone() };
        let run = run_id(&opening);
        rewrite(&desk, |envelope| {
            envelope.run = run;
            if envelope.kind == "run.branched" {
                envelope.kind = "run.started".into();
                envelope.data = event_store::canonical::to_vec(&opening).expect("JSON").into();
            }
        });
        assert_eq!(desk.run("verify foreign.jsonl").code, 0);
        let complaint = first_line(&verified(&desk, "foreign.jsonl"));
        assert!(complaint.ends_with(said), "{complaint}");
    }
}

/// Each branch draws from its own seed behind it, and from that of its parent where it has none.
#[test]
fn what_branches_of_branches_draw_is_drawn_again() {
    let desk = Desk::with_log();
    let window = "timeline:\n  - { window: { from: T+08:00, to: T+09:00 }, by: uk, do: silence.object, with: { question: q-1, nation: uk } }\n";
    desk.write("late.yaml", window);
    let mut log = "run.jsonl".to_string();
    for (number, words) in [
        "--at 0 --seed 18446744073709551615",
        "--at T+00:29 --seed 5",
        "--at T+00:29",
        "--at T+00:50 --inject late.yaml --seed 9",
        "--at T+00:50 --seed 7",
    ]
    .into_iter()
    .enumerate()
    {
        let next = format!("branch-{number}.jsonl");
        let words = format!("branch {log} --scenario small.yaml {words} --log {next}");
        let shown = desk.run(&words);
        assert_eq!(shown.code, 0, "{words}: {shown:?}");
        let again = verified(&desk, &next);
        assert_eq!((again.code, again.err.as_str()), (0, ""), "{words}: {again:?}");
        assert!(again.out.contains(DRAWN), "{}", again.out);
        log = next;
    }
    // What is drawn behind the last branch is drawn from its seed, and not from that of its parent.
    desk.write("run.jsonl", desk.read(&log));
    rewrite(&desk, |envelope| {
        let data = String::from_utf8(envelope.data.to_vec()).expect("it is JSON");
        if data.contains("warsaw/hesitate/chance") {
            let (from, to) = ("\"picked\":1", "\"picked\":0");
            let swapped =
                if data.contains(from) { data.replace(from, to) } else { data.replace(to, from) };
            envelope.data = swapped.into_bytes().into();
        }
    });
    let complaint = first_line(&verified(&desk, "foreign.jsonl"));
    assert!(
        complaint.contains("`warsaw/hesitate/chance@q-1#1` comes to `it acts` by the seed 7"),
        "{complaint}"
    );
}

/// Where no seed says what was drawn, the log is taken at its word, as far as that is possible.
#[test]
fn without_a_seed_the_choices_must_be_possible() {
    let desk = Desk::with_log();
    claim_seed(&desk, None);
    let shown = verified(&desk, "foreign.jsonl");
    assert_eq!((shown.code, shown.err.as_str()), (0, ""));
    assert!(shown.out.contains(TAKEN), "{}", shown.out);
    let json = desk.run("verify foreign.jsonl --scenario small.yaml --format json").out;
    assert!(json.contains("\"drawn_again\": false"), "{json}");
    let json = desk.run("verify run.jsonl --scenario small.yaml --format json").out;
    assert!(json.contains("\"drawn_again\": true"), "{json}");
    let json = desk.run("verify run.jsonl --format json").out;
    assert!(json.contains("\"drawn_again\": null"), "{json}");
}

/// A campaign names the run behind the seed, and `verify` draws that run.
#[test]
fn a_run_of_a_campaign_is_drawn_by_its_number() {
    let desk = Desk::new();
    assert_eq!(desk.run("run small.yaml --seed 3 --log run.jsonl").code, 0);
    // Its first run has none behind it.
    claim_seed(&desk, Some("3/0"));
    let complaint = first_line(&verified(&desk, "foreign.jsonl"));
    assert!(complaint.contains("a seed is a number such as `7`"), "{complaint}");
    claim_seed(&desk, Some("3/4"));
    let complaint = first_line(&verified(&desk, "foreign.jsonl"));
    assert!(complaint.contains("by the seed 3/4, but the log has `1 h 14 min`"), "{complaint}");
}

/// Without an edit it comes to the same, and so does the first pair of runs.
#[test]
fn a_branch_of_a_run_of_a_campaign_goes_on_as_it_did() {
    let desk = Desk::with_log();
    let late =
        "outcomes:\n  late: { time-to: silence.broken, since: { happened: silence.started } }\n";
    desk.write("small.yaml", format!("{}{late}", desk.read("small.yaml")));
    assert_eq!(desk.run("campaign small.yaml --runs 30 --outcome late --out kept").code, 0);
    let mut numbered = 0;
    for log in ["kept/worst.jsonl", "kept/median.jsonl"] {
        let log_text = desk.read(log);
        let seed = log_text.split_once("\"seed\":\"").and_then(|(_, rest)| rest.split_once('"'));
        numbered += u32::from(seed.is_some_and(|(seed, _)| seed.contains('/')));
        let words = format!("branch {log} --scenario small.yaml --at T+00:10");
        let shown = desk.run(&format!("{words} --log again.jsonl"));
        assert_eq!((shown.code, shown.err.as_str()), (0, ""));
        assert!(shown.out.contains("They are the same, record by record."), "{}", shown.out);
        let again = verified(&desk, "again.jsonl");
        assert!(again.out.contains(DRAWN), "{again:?}");
        std::fs::remove_file(desk.path("again.jsonl")).expect("it was written");
    }
    assert_ne!(numbered, 0, "the first run has no number");
}

/// What a copy of a run would draw is not known, and is not made up.
#[test]
fn a_history_whose_draws_are_unknown_is_branched_with_a_seed_alone() {
    let desk = Desk::with_log();
    claim_seed(&desk, Some("1/2+3@40"));
    let words = "branch foreign.jsonl --scenario small.yaml --at T+00:40";
    let shown = desk.run(words);
    assert_eq!(shown.code, 2, "{shown:?}");
    assert!(shown.err.contains("cannot be told from the seed `1/2+3@40`"), "{}", shown.err);
    assert_eq!(desk.run(&format!("{words} --seed 7")).code, 0);
    desk.write("none.rules", "rule none \"None\"\n  never silence.broken()\n");
    let why = "why foreign.jsonl --scenario small.yaml --rules none.rules --rule none";
    assert_eq!(desk.run(why).code, 2);
}
