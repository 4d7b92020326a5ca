//! Logs without their end: what reads them says so, and goes on.

use expect_test::expect;

use crate::desk::Desk;

const WARNING: &str = "warning: `cut.jsonl` is unfinished: it has no `run.ended`, so it was cut or is still being written\n";

/// A log that ends in the middle of what a command came to, or behind it.
fn cut_at(kind: &str, behind: usize) -> Desk {
    let desk = Desk::with_log();
    desk.edit("cut.jsonl", |lines| {
        let kind = format!("\"type\":\"{kind}\"");
        let found = lines.iter().rposition(|line| line.contains(&kind));
        lines.truncate(found.expect("the log has such a record") + behind);
    });
    desk
}

#[test]
fn a_log_without_its_end_is_read_and_said_to_be_unfinished() {
    let within = cut_at("silence.broken", 0);
    assert_eq!(within.run("verify cut.jsonl").code, 3, "it ends within what a command came to");
    for desk in [within, cut_at("choice.made", 1)] {
        assert_eq!(desk.run("seal --new-key our.key").code, 0);
        for words in [
            "replay cut.jsonl",
            "replay cut.jsonl --seat us --format json",
            "replay cut.jsonl --at T+12:00",
            "explain cut.jsonl 20",
            "explain cut.jsonl 20 --format json",
            "export cut.jsonl --to csv",
            "export cut.jsonl --to jsonl --out copy.jsonl",
            "export cut.jsonl --to sqlite --out copy.db",
            "seal cut.jsonl --key our.key",
        ] {
            let shown = desk.run(words);
            assert_eq!((shown.code, shown.err.as_str()), (0, WARNING), "{words}");
        }
        let piped = desk.run_with_input("replay -", &desk.read("cut.jsonl"));
        assert_eq!(piped.err, WARNING.replace("`cut.jsonl`", "the standard input"));
        let beyond = desk.run("explain cut.jsonl 91");
        assert!(beyond.code == 2 && beyond.err.starts_with(WARNING), "{beyond:?}");
        assert_eq!(desk.run("replay cut.jsonl --at T+00:10").err, "", "it goes on behind that");
    }
}

/// What an unfinished log has not come to is not played by the seed of a branch.
#[test]
fn a_branch_begins_no_later_than_an_unfinished_log_goes() {
    let desk = cut_at("silence.broken", 3);
    let at =
        |at: &str| desk.run(&format!("branch cut.jsonl --scenario small.yaml --seed 4 --at {at}"));
    expect![[r#"
        exit 2
        error: `--at T+12:00`: the log is unfinished: it has not come to 2027-03-01T20:00:00.000Z, only to 2027-03-01T10:47:47.027Z, at #89
          = help: branch off where it has come to, such as with `--at 89`
    "#]].assert_eq(&at("T+12:00").complaint());
    assert_eq!(at("T+01:00").code, 0);
}

/// Where a log ends in the midst of what a command came to, the help names a place to branch off.
#[test]
fn a_log_that_is_cut_anywhere_can_be_branched_where_the_help_says() {
    let desk = Desk::with_log();
    let mut cut = 0;
    for count in [82, 83, 84, 85, 86, 87, 88, 89, 90] {
        desk.edit("cut.jsonl", |lines| lines.truncate(count));
        let at = |at: usize| desk.run(&format!("branch cut.jsonl --scenario small.yaml --at {at}"));
        let shown = at(count);
        if shown.code == 0 {
            continue;
        }
        cut += 1;
        assert!(shown.err.contains("in the middle of what a command came to"), "{}", shown.err);
        let (_, place) = shown.err.rsplit_once("`--at ").expect("a place is named");
        let place = place.split_once('`').expect("it ends").0.parse().expect("a number");
        assert_eq!(at(place).code, 0, "cut at {count}, {place}");
    }
    assert!(0 < cut);
}
