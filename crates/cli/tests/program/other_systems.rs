//! `tripartite check` on logs of other systems.

use expect_test::expect;
use serde_json::Value;

use crate::desk::Desk;

const RULES: &str = "event opened(case: id, grade: int)\nevent answered(case: id)\n\n\
    rule answer \"Answer within an hour\"\n  whenever opened(case, grade) where grade >= 2\n  \
    then answered(case) within 1 h\n";

const LINES: [&str; 4] = [
    r#"{"time":"2026-03-01T06:00:00Z","type":"opened","data":{"case":"A","grade":2}}"#,
    r#"{"time":"2026-03-01T06:10:00Z","type":"noise","data":{"case":"A"}}"#,
    r#"{"time":"2026-03-01T07:00:01Z","type":"answered","data":{"case":"A"}}"#,
    r#"{"time":"2026-03-01T07:30:00Z","type":"opened","data":{"case":"B","grade":3}}"#,
];

const TABLE: &str = "at,what,case,grade\n2026-03-01T06:00:00Z,OPEN,A,2\n\
    2026-03-01T06:10:00Z,NOISE,A,\n2026-03-01T07:00:01Z,ANSWER,A,\n2026-03-01T07:30:00Z,OPEN,B,3\n";

fn desk() -> Desk {
    let desk = Desk::new();
    desk.write("cases.rules", RULES);
    desk.write("cases.jsonl", LINES.join("\n") + "\n");
    desk.write("cases.csv", TABLE);
    desk.write(
        "names.json",
        r#"{"time": "at", "type": "what", "types": {"OPEN": "opened", "ANSWER": "answered"}}"#,
    );
    desk
}

#[test]
fn json_lines_and_a_table_give_the_same_verdicts_from_a_file_and_from_the_standard_input() {
    let desk = desk();
    let shown = desk.run("check cases.jsonl --rules cases.rules");
    assert_eq!((shown.code, shown.err.as_str()), (1, ""));
    expect![[r#"
        answer: BROKEN; triggered 2, kept 0
          answer broken for case A, grade 2: opened #0 at 2026-03-01 06:00:00; no answered(case) within 1 h up to 2026-03-01 07:00:00; nearest #2 at 2026-03-01 07:00:01, 1 s late
          pending for case B, grade 3: #3 at 2026-03-01 07:30:00, due 2026-03-01 08:30:00, 1 h left
          warning: `where grade >= 2` was never false
    "#]]
    .assert_eq(&shown.out);
    let table = "check cases.csv --rules cases.rules --mapping names.json";
    let plain = TABLE.replace("at,what", "time,type").replace("OPEN", "opened");
    let plain = plain.replace("ANSWER", "answered");
    let piped = "check - --rules cases.rules --from csv --mapping names.json";
    for same in [
        desk.run(table),
        desk.run_with_input("check - --rules cases.rules", &desk.read("cases.jsonl")),
        desk.run_with_input(piped, TABLE),
        // The first line tells what it is.
        desk.run_with_input(&piped.replace(" --from csv", ""), TABLE),
        desk.run_with_input("check - --rules cases.rules", &plain),
    ] {
        assert_eq!((same.code, same.out), (1, shown.out.clone()), "{}", same.err);
    }
    let json = desk.run("check cases.jsonl --rules cases.rules --closed --format json");
    let told: Value = serde_json::from_str(&json.out).expect("it is JSON");
    let violation = |number: usize| &told["rules"][0]["violations"][number];
    assert_eq!(violation(0)["certain_at"], "2026-03-01T07:00:01Z");
    assert_eq!((&violation(1)["at_close"], &told["log"]["events"]), (&true.into(), &4.into()));
}

#[test]
fn what_is_wrong_with_a_log_is_shown_under_its_line() {
    let desk = desk();
    desk.write("back.jsonl", [LINES[2], LINES[0]].join("\n") + "\n");
    expect![[r#"
        exit 3
        error[L001]: #1 is of 2026-03-01T06:00:00.000Z, but the log has reached 2026-03-01T07:00:01.000Z
         --> back.jsonl:2:1
          |
        2 | {"time":"2026-03-01T06:00:00Z","type":"opened","data":{"case":"A","grade":2}}
          | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
          |
          = help: sort the log by time; the order of equal times stays as it is
        error: `back.jsonl` is not sound from line 2 on
    "#]]
    .assert_eq(&desk.run("check back.jsonl --rules cases.rules").complaint());
    desk.write("cut.jsonl", format!("{}\n{}", LINES[0], &LINES[1][..30]));
    let cut = desk.run("check cut.jsonl --rules cases.rules");
    expect![[r#"
        exit 3
        error[L001]: the log ends in the middle of this line: the line is no event: EOF while parsing an object
         --> cut.jsonl:2:30
          |
        2 | {"time":"2026-03-01T06:10:00Z"
          |                              ^ here
          |
          = help: drop what is half-written (`--drop-cut-line`), or take the log from a copy
        error: `cut.jsonl` is not sound from line 2 on
    "#]]
    .assert_eq(&cut.complaint());
    let dropped = desk.run("check cut.jsonl --rules cases.rules --drop-cut-line");
    assert_eq!(dropped.code, 0, "{}", dropped.err);
    assert!(dropped.out.starts_with("answer: pending; triggered 1"), "{}", dropped.out);
}

#[test]
fn what_cannot_be_meant_is_said() {
    let desk = desk();
    desk.write("wrong.json", "{\n\"tme\": \"at\"}");
    desk.write("strange.json", r#"{"types": {"OPEN": "begun"}}"#);
    desk.write("empty.jsonl", "");
    desk.write("empty.csv", "");
    desk.write("bytes.jsonl", [b'{', 0xff, b'}', b'\n']);
    desk.write("bytes.json", [b'{', 0xff, b'}', b'\n']);
    let twice: String = (0..150).map(|_| ",\"a\":\"opened\"").collect();
    desk.write("twice.json", format!("{{\"types\":{{{}}}}}", &twice[1..]));
    desk.write("bars.txt", TABLE.replace("at,what", "time,type").replace(',', " | "));
    for (words, code, said) in [
        ("check cases.csv --rules cases.rules", 3, "the header has no column `time`"),
        ("check bars.txt --rules cases.rules", 3, "seem to be separated by `|`, not by `,`"),
        ("check empty.csv --rules cases.rules", 3, "empty.csv:1: the log is empty"),
        (
            "check empty.jsonl --rules cases.rules --from jsonl",
            3,
            "empty.jsonl:1: the log is empty",
        ),
        (
            "check cases.db --rules cases.rules --mapping names.json",
            2,
            "`cases.db` is read as a log of the center, which takes no mapping",
        ),
        (
            "check cases.jsonl --rules cases.rules --mapping wrong.json",
            3,
            "error[M102]: a mapping has no entry `tme`\n --> wrong.json:2:1",
        ),
        (
            "check cases.jsonl --rules cases.rules --mapping strange.json",
            3,
            "error[M105]: the rules do not declare an event `begun`\n --> strange.json:1:20",
        ),
        ("check cases.jsonl --rules cases.rules --mapping none.json", 4, "cannot open `none.json`"),
        (
            "check cases.jsonl --rules cases.rules --from xml",
            2,
            "[possible values: center, jsonl, csv]",
        ),
        ("check cases.jsonl --rules cases.rules --from center", 3, "cases.jsonl"),
        ("check cases.jsonl --rules cases.rules --mapping bytes.json", 3, "save the file as UTF-8"),
        (
            "check cases.jsonl --rules cases.rules --mapping twice.json",
            3,
            "`twice.json` has faults, 49 more",
        ),
        ("check none.csv --rules cases.rules", 4, "cannot open `none.csv`"),
        ("check bytes.jsonl --rules cases.rules", 3, "bytes.jsonl"),
        ("check . --rules cases.rules", 4, "is a folder"),
    ] {
        let shown = desk.run(words);
        assert_eq!(shown.code, code, "{words}: {}{}", shown.out, shown.err);
        assert!(shown.err.contains(said), "{words}: {}", shown.err);
    }
}

#[cfg(unix)]
#[test]
fn a_mapping_without_end_is_refused_before_it_fills_the_memory() {
    let shown = desk().run("check cases.jsonl --rules cases.rules --mapping /dev/zero");
    expect![[r#"
        exit 3
        error: `/dev/zero` is larger than 16 MiB
          = help: a mapping is a text that people write; is this a log?
    "#]]
    .assert_eq(&shown.complaint());
}

/// CloudEvents of others are other systems' events; a log of the center is one however it is kept.
#[test]
fn the_first_line_tells_a_log_of_the_center_from_cloud_events_of_others() {
    let desk = Desk::with_log();
    desk.write("cases.rules", RULES);
    desk.write("p.rules", "rule r \"\" never silence.broken()\n");
    let event = |line: &str| line.replace("{\"time\"", "{\"specversion\":\"1.0\",\"time\"");
    desk.write("events.jsonl", LINES.map(event).join("\n") + "\n");
    let shown = desk.run("check events.jsonl --rules cases.rules");
    assert!(shown.out.starts_with("answer: BROKEN; triggered 2, kept 0"), "{}", shown.err);
    desk.write("names.json", r#"{"time": "recordedtime"}"#);
    let mapped = desk.run("check run.jsonl --rules p.rules --mapping names.json");
    expect![[r#"
        exit 2
        error: `run.jsonl` is read as a log of the center, which takes no mapping
          = help: leave out `--mapping names.json`, or read lines as another system's with `--from jsonl`
    "#]]
    .assert_eq(&mapped.complaint());
    desk.write("cases.rules", "event silence.broken()\nrule r \"\" never silence.broken()\n");
    let others = "check run.jsonl --rules cases.rules --mapping names.json --from jsonl";
    let [plain, others] = ["check run.jsonl --rules p.rules", others].map(|words| desk.run(words));
    assert_eq!((plain.code, plain.err.as_str()), (1, ""), "{}", plain.out);
    assert_eq!((others.code, others.err.as_str()), (1, ""), "{}", others.out);
}

/// Rules about the center would be said to know none of its events.
#[test]
fn a_log_of_the_center_that_is_cut_or_laid_out_is_one_still() {
    let desk = Desk::with_log();
    desk.write("p.rules", "rule r \"\" never silence.broken()\n");
    let log = desk.read("run.jsonl");
    desk.write("cut.jsonl", &log[..300]);
    let first: Value = serde_json::from_str(log.lines().next().expect("a line")).expect("JSON");
    desk.write("laid.jsonl", serde_json::to_string_pretty(&first).expect("it is JSON"));
    desk.write("theirs.jsonl", "{\n  \"time\": 0,\n  \"type\": \"seen\"\n}\n");
    let said = ["cut", "laid", "theirs"].map(|log| {
        let shown = desk.run(&format!("check {log}.jsonl --rules p.rules"));
        assert_eq!((shown.code, shown.out.as_str()), (3, ""));
        let lines = shown.err.lines().filter(|line| line.contains(": ")).collect::<Vec<_>>();
        lines.join("\n") + "\n"
    });
    expect![[r#"
        error[L001]: the last line is half-written: it has no line end
          = help: if the line is whole, end it with a line feed; otherwise take the log from a copy: it has no whole record
        error: `cut.jsonl` is not sound from line 1 on

        error[L001]: the line is not JSON: EOF while parsing an object
          = help: each record of a log is an object in one line: if this one was laid out for reading, bring each record back into one line, or take the log from a copy
        error: `laid.jsonl` is not sound from line 1 on

        error[R101]: unknown event or state `silence.broken`
          = help: declare it: `event silence.broken(…)` or `state silence.broken(…) from …`
        error: `p.rules` has faults
          = help: the log is another system's: the rules know the events that their file declares with `event`, and no others; `--from center` reads a log of the center
    "#]].assert_eq(&said.join("\n"));
}

#[test]
fn a_value_that_one_version_of_the_rules_does_not_take_is_told() {
    let desk = desk();
    desk.write("numbered.rules", RULES.replace("case: id", "case: int"));
    let shown = desk.run("rules diff cases.rules numbered.rules cases.jsonl");
    expect![[r#"
        exit 3
        error[L001]: `data.case`: `A` is of no type int, which `numbered.rules` has for `opened.case`
         --> cases.jsonl:1:1
          |
        1 | {"time":"2026-03-01T06:00:00Z","type":"opened","data":{"case":"A","grade":2}}
          | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
        error: `cases.jsonl` is not sound from line 1 on
    "#]]
    .assert_eq(&shown.complaint());
}

#[test]
fn two_versions_of_rules_are_compared_on_a_log_of_another_system() {
    let desk = desk();
    desk.write("later.rules", RULES.replace("1 h", "2 h"));
    let shown = desk.run("rules diff cases.rules later.rules cases.jsonl");
    expect![[r#"
        answer: BROKEN becomes pending
        answer: no longer broken at #0 for case A, grade 2
    "#]]
    .assert_eq(&shown.out);
    // A mapping speaks to both: of an event, and of a field, that one of them alone has.
    desk.write(
        "newest.rules",
        format!("event noted(who: id)\n{}", RULES.replace("grade", "weight")),
    );
    let mapping = |fields: &str| {
        format!(
            r#"{{"time": "at", "type": "what", "types": {{"NOISE": "noted", "OPEN": "opened", "ANSWER": "answered"}},
            "fields": {{"noted": {{"who": "case"}}, "opened": {{{fields}}}}}}}"#
        )
    };
    desk.write("both.json", mapping(r#""weight": "grade""#));
    let words = "rules diff cases.rules newest.rules cases.csv --mapping";
    let shown = desk.run(&format!("{words} both.json"));
    expect![[r#"
        no verdict changes on 4 events
    "#]]
    .assert_eq(&(shown.out + &shown.err));
    desk.write("neither.json", mapping(r#""wait": "grade""#));
    let shown = desk.run(&format!("{words} neither.json"));
    expect![[r#"
        exit 3
        error[M105]: neither version of the rules declares a field `wait` of `opened`
         --> neither.json:2:61
          |
        2 |             "fields": {"noted": {"who": "case"}, "opened": {"wait": "grade"}}}
          |                                                             ^^^^^^ not declared
          |
          = help: the names of the rules stand on the right of `types`, and on the left of `fields`
        error: `neither.json` has faults
    "#]]
    .assert_eq(&shown.complaint());
    let piped = desk.run_with_input(
        "rules diff cases.rules later.rules - --from jsonl",
        &(desk.read("cases.jsonl") + "{\"bad\n"),
    );
    // Told before anything is read.
    assert!(piped.code == 2 && piped.err.contains("comes only once"), "{}", piped.err);
}

/// Who judges a log by rules for another one is told so once, not only event by event.
#[test]
fn rules_that_do_not_go_with_a_log_are_told_apart_from_rules_with_a_mistake() {
    let desk = desk();
    desk.write("center.rules", "rule r \"t\"\n  never center.closed()\n");
    let strange = desk.run("check cases.jsonl --rules center.rules");
    assert_eq!(strange.code, 3);
    assert!(strange.err.ends_with(
        "error: `center.rules` has faults\n  = help: the log is another system's: the rules know the events \
         that their file declares with `event`, and no others; `--from center` reads a log of the center\n"
    ), "{}", strange.err);
    // Where that is not what is wrong, it is not said.
    desk.write("wrong.rules", "event a(x: id)\nrule r \"t\"\n  never b(x)\n");
    for words in
        ["check cases.jsonl --rules wrong.rules", "rules diff wrong.rules wrong.rules cases.jsonl"]
    {
        let wrong = desk.run(words);
        assert_eq!(wrong.code, 3);
        assert!(wrong.err.ends_with("error: `wrong.rules` has faults\n"), "{}", wrong.err);
    }
    desk.write("none.rules", "");
    let idle = desk.run("check cases.jsonl --rules none.rules");
    let warning = "warning: `none.rules` has no rule, so nothing was judged\n";
    assert_eq!((idle.code, idle.out.as_str(), idle.err.as_str()), (0, "", warning));
    let unmapped = desk.run("check cases.jsonl --rules cases.rules --mapping no.json");
    assert_eq!(unmapped.code, 4);
    assert!(unmapped.err.contains("help: a mapping is a JSON object"), "{}", unmapped.err);
}

/// Whoever writes a program that reads results goes by what the reference shows.
#[test]
fn results_in_json_are_as_the_reference_shows_them() {
    let reference = include_str!("../../../../docs/rules.md");
    let (_, section) = reference.split_once("## Results in JSON\n").expect("the section");
    let block = |mark: &str| {
        let (_, rest) = section.split_once(&format!("```{mark}\n")).expect("the block");
        rest.split_once("```").expect("its end").0
    };
    let desk = Desk::new();
    desk.write("shown.rules", block("rules"));
    desk.write("shown.jsonl", block("json-lines"));
    let told = desk.run("check shown.jsonl --rules shown.rules --format json");
    assert_eq!((told.code, told.out.as_str()), (1, block("json")), "{}", told.err);
}
