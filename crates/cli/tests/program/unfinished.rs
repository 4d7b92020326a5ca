//! Logs without their end: what reads them says so, and goes on.

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
