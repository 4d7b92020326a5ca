//! What one seat is shown.

use crate::desk::Desk;
use expect_test::expect;

/// A desk with the log of a run in which the US keeps a piece of evidence from all but Ukraine.
fn desk() -> Desk {
    let desk = Desk::new();
    desk.write("hidden.yaml", include_str!("../fixtures/hidden.yaml"));
    assert_eq!(desk.run("run hidden.yaml --log run.jsonl").code, 1, "an expectation is missed");
    desk
}

#[test]
fn a_seat_is_shown_what_is_releasable_to_it() {
    let desk = desk();
    for (seat, knows) in [("us", true), ("ua", true), ("coalition", false), ("fr", false)] {
        let shown = desk.run(&format!("replay run.jsonl --seat {seat}"));
        assert_eq!((shown.code, shown.err.as_str()), (0, ""), "{seat}");
        assert_eq!(
            shown.out.contains("handed in the evidence us-tape"),
            knows,
            "{seat}: {}",
            shown.out
        );
        assert!(shown.out.contains("handed in the evidence film"), "{seat}: {}", shown.out);
    }
}

#[test]
fn a_run_shows_a_seat_what_a_replay_of_its_log_shows_it() {
    let desk = desk();
    for words in ["--seat fr", "--seat us --format json"] {
        let run = desk.run(&format!("run hidden.yaml {words} --log again.jsonl"));
        let replayed = desk.run(&format!("replay run.jsonl {words}"));
        assert_eq!(run.out, replayed.out, "{words}");
        assert_eq!(desk.read("again.jsonl"), desk.read("run.jsonl"), "the log stays whole");
        std::fs::remove_file(desk.path("again.jsonl")).unwrap();
    }
}

/// A slip of the pen names a nation that takes no part, of which a whole account is shown all the same.
#[test]
fn a_seat_of_nobody_who_takes_part_is_doubted() {
    let desk = desk();
    for words in ["replay run.jsonl", "run hidden.yaml"] {
        let shown = desk.run(&format!("{words} --seat lv"));
        let warning = "warning: `lv` is not enrolled at the center: what is for all is shown, and what names it\n";
        assert_eq!((shown.code, shown.err.as_str()), (0, warning), "{words}");
    }
}

/// Rule 42: expectations judge the whole, so neither they nor the exit code are for a seat.
#[test]
fn a_seat_learns_nothing_of_the_whole() {
    let desk = desk();
    let shown = desk.run("run hidden.yaml --seat fr");
    assert_eq!(shown.code, 0, "the missed expectation is about what is hidden");
    for word in ["Expectations", "MISSED", "seed"] {
        assert!(!shown.out.contains(word), "{word}: {}", shown.out);
    }
    let json = desk.run("replay run.jsonl --seat fr --format json").out;
    let run = json.split_once("\"run\":").unwrap().1.split_once('\n').unwrap().0;
    expect![[r#"{"branches":[],"ended_at":"2027-03-02T08:00:00.000Z","ending":{"reason":"horizon"},"head":92,"id":null,"scenario":"hidden","scenario_hash":null,"seed":null,"starts_at":"2027-03-01T08:00:00.000Z","title":"One tape for two seats","until":"2027-03-02T08:00:00.000Z","utc_offset":60,"viewer":"fr"},"#]].assert_eq(run);
    assert!(json.contains("\"expectations\":null"), "{json}");
}

#[test]
fn a_seat_counts_its_own_records() {
    let desk = desk();
    let whole = desk.run("replay run.jsonl --seat fr").out;
    let last = |text: &str| {
        text.split_once(" records: ").unwrap().0.rsplit(' ').next().unwrap().parse::<u64>().unwrap()
    };
    let count = last(&whole);
    assert_eq!(desk.run(&format!("replay run.jsonl --seat fr --to {count}")).out, whole);
    let beyond = desk.run(&format!("replay run.jsonl --seat fr --to {}", count + 1));
    let warning = format!(
        "warning: `--to {}` is beyond the last record, #{count}: all of the log is shown\n",
        count + 1
    );
    assert_eq!((beyond.out, beyond.err), (whole, warning));
    let cut = desk.run(&format!("replay run.jsonl --seat fr --to {}", count - 1)).out;
    assert!(cut.contains(&format!("The last record so far is #{}", count - 1)), "{cut}");
}

/// By the numbers of its own account; what is hidden from it is not counted there.
#[test]
fn an_explanation_for_a_seat_tells_what_it_may_know() {
    let desk = desk();
    let missed = |seat: &str| {
        let account = desk.run(&format!("replay run.jsonl --seat {seat}")).out;
        let (before, _) = account.split_once("  missed: verification").expect("it is told");
        before.rsplit('#').next().unwrap().trim().to_owned()
    };
    let explained = |seat: &str| {
        let shown = desk.run(&format!("explain run.jsonl {} --seat {seat}", missed(seat)));
        assert_eq!((shown.code, shown.err.as_str()), (0, ""), "{seat}");
        shown.out
    };
    assert!(missed("fr").parse::<u32>().unwrap() < missed("us").parse().unwrap());
    expect![[r#"
        #90 of hidden, seen by France
        =============================
          #90  Mon 1 Mar 16:00  missed: verification of b-1, due 16:00

        Because of
        ----------
          #89  Mon 1 Mar 16:00  the clock: command `clock.expire`, clock verification, subject b-1
          #85  Mon 1 Mar 10:00  verification of b-1 due 16:00
          #80  Mon 1 Mar 10:00  the monitors: command `incident.report-detection`, incident b-1, sensor uav-1,
              sector east, category drone, severity major [assumption]
          nothing that France may see led to #80

        What followed
        -------------
          nothing that France may see names it as its cause
    "#]].assert_eq(&explained("fr"));
    let beyond = desk.run("explain run.jsonl 999 --seat fr");
    expect![[r#"
        exit 2
        error: `run.jsonl` has no record #999 that `fr` may see
          = help: its last one is #92
    "#]]
    .assert_eq(&beyond.complaint());
    let stranger = desk.run("explain run.jsonl 1 --seat lv");
    assert!(stranger.err.starts_with("warning: `lv` is not enrolled"), "{}", stranger.err);
}

#[test]
fn only_who_tried_is_told_of_a_refusal() {
    let desk = desk();
    for (seat, told) in [("fr", true), ("us", false), ("coalition", false)] {
        let shown = desk.run(&format!("replay run.jsonl --seat {seat}")).out;
        let refusal = "there is no evidence `us-tape`";
        assert_eq!(shown.contains(refusal), told, "{seat}: {shown}");
    }
}

#[test]
fn a_seat_that_does_not_exist_is_refused() {
    let desk = desk();
    let mut said = String::new();
    for words in ["replay run.jsonl --seat coalitoin", "run hidden.yaml --seat monitors"] {
        let shown = desk.run(words);
        assert_eq!((shown.code, shown.out.as_str()), (2, ""), "{words}");
        said.push_str(&shown.err);
    }
    expect![[r#"
        error: invalid value 'coalitoin' for '--seat <SEAT>': did you mean `coalition`?

        For more information, try '--help'.
        error: invalid value 'monitors' for '--seat <SEAT>': write `us`, `ua`, `coalition` or the code of a nation, such as `pl`

        For more information, try '--help'.
    "#]].assert_eq(&said);
}

#[test]
fn codes_that_others_have_for_a_nation_point_to_it() {
    let desk = desk();
    for (word, meant) in [("usa", "us"), ("ukr", "ua"), ("gb", "uk"), ("ger", "de"), ("ukk", "uk")]
    {
        let shown = desk.run(&format!("replay run.jsonl --seat {word}"));
        assert_eq!(shown.code, 2, "{word}");
        let said = format!("did you mean `{meant}`?");
        assert!(shown.err.contains(&said), "{word}: {}", shown.err);
    }
}
