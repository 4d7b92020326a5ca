//! What two logs differ in is told, whatever it is, and nothing else.

use expect_test::expect;
use serde_json::Value;

use crate::desk::Desk;

fn json(desk: &Desk, words: &str) -> Value {
    let shown = desk.run(&format!("{words} --format json"));
    serde_json::from_str(&shown.out).unwrap_or_else(|_| panic!("{shown:?}"))
}

/// The first records of a log.
fn cut(desk: &Desk, records: usize) {
    let lines: Vec<String> =
        desk.read("run.jsonl").lines().take(records).map(String::from).collect();
    desk.write("cut.jsonl", lines.join("\n") + "\n");
}

/// An edit that changes nothing, of a log that was cut: nothing differs but the edit.
#[test]
fn what_an_unfinished_parent_has_not_written_is_no_difference() {
    let desk = Desk::with_log();
    cut(&desk, 85);
    let words = "branch cut.jsonl --scenario small.yaml --at T+00:30 --set quiet-period=3h";
    let shown = desk.run(&format!("{words} --runs 3"));
    assert_eq!((shown.code, shown.err.as_str()), (0, ""), "{}", shown.out);
    expect![[r#"
        A branch of cut.jsonl behind #85, from Mon 1 Mar 09:30 on
          set       quiet-period = 3h
          cut.jsonl is unfinished: behind #85 it is played on as its seed draws it

        parent and branch
        =================
          The same up to #85. Then
            parent  #86  Mon 1 Mar 11:47  Poland: command `silence.object`, question q-1, nation pl
            branch  #86  Mon 1 Mar 09:30  exercise control: command `center.set-parameter`, parameter quiet-period,
                        value 3 h, basis assumption

        Events only in branch: 1
        ------------------------
          #87  Mon 1 Mar 09:30  exercise control set quiet-period to 3 h

          23 other measures are the same.

        3 pairs of runs from the branch on
        ----------------------------------
          4 other figures are the same in every pair.
    "#]].assert_eq(&shown.out);
    let whole = "branch run.jsonl --scenario small.yaml --at T+00:30 --set quiet-period=3h";
    let (cut, whole) = (json(&desk, words), json(&desk, whole));
    assert_eq!(cut["difference"], whole["difference"]);
    assert_eq!(
        (&cut["parent_played_on"], &whole["parent_played_on"]),
        (&true.into(), &false.into())
    );
}

#[test]
fn a_log_without_its_end_is_said_to_be_unfinished() {
    let desk = Desk::with_log();
    cut(&desk, 81);
    let shown = desk.run("diff cut.jsonl run.jsonl").out;
    assert!(shown.contains("\n  cut.jsonl is unfinished: its last record is #81.\n"), "{shown}");
    assert!(!shown.contains("run.jsonl is unfinished"), "{shown}");
    let told = json(&desk, "diff cut.jsonl run.jsonl");
    assert_eq!((&told["here"]["ended"], &told["there"]["ended"]), (&false.into(), &true.into()));
}

/// A step with a source says the same as one without.
#[test]
fn where_two_records_read_alike_it_is_said_in_what_they_differ() {
    let desk = Desk::with_log();
    let asked = "do: silence.start\n";
    let sourced = format!("{asked}    basis: fact\n    source: S05\n    note: as it was\n");
    desk.write("sourced.yaml", desk.read("small.yaml").replacen(asked, &sourced, 1));
    desk.run("run sourced.yaml --log sourced.jsonl");
    let shown = desk.run("diff run.jsonl sourced.jsonl").out;
    assert!(shown.contains("\n    They differ in basis, sourcekey, note.\n"), "{shown}");
    assert!(shown.contains("They are of different versions of one scenario, small."), "{shown}");
    let told = json(&desk, "diff run.jsonl sourced.jsonl");
    assert_eq!(told["first"]["differs_in"], serde_json::json!(["basis", "sourcekey", "note"]));
}

#[test]
fn two_beginnings_are_compared_too() {
    let desk = Desk::with_log();
    let (before, behind) = desk.read("small.yaml").split_once("title: ").map_or_else(
        || panic!("it has a title"),
        |(before, behind)| (before.to_string(), behind.to_string()),
    );
    desk.write("other.yaml", format!("{before}title: Another {behind}"));
    desk.run("run other.yaml --log other.jsonl");
    let shown = desk.run("diff run.jsonl other.jsonl").out;
    let began = ["They began with different: ", "title (One text under silence / A"];
    let told = "But for that they are the same, record by record.";
    let shown = shown.replace("\n    ", " ");
    assert!(began.iter().chain([&told]).all(|told| shown.contains(told)), "{shown}");
    let told = json(&desk, "diff run.jsonl other.jsonl");
    assert_eq!(told["beginnings"], serde_json::json!(["scenario_hash", "title"]));
    let same = desk.run("diff run.jsonl run.jsonl").out;
    assert!(same.contains("They are the same, record by record.\n"), "{same}");
}

/// A number alone may be meant in any unit.
#[test]
fn what_is_chosen_has_its_unit() {
    let desk = Desk::with_log();
    let choose = |edit: &str| {
        let words = "branch run.jsonl --scenario small.yaml --at T+00:10 --choose";
        let shown = desk.run(&format!("{words} warsaw/hesitate/{edit}"));
        (shown.code, shown.err.lines().next().unwrap_or_default().to_string())
    };
    let said = ["delay@q-1#1=10", "delay@q-1#1=10min", "chance@q-1#1=0", "chance@q-1#1=no"];
    let said = said.map(|edit| format!("{edit}: {:?}", choose(edit)));
    expect![[r#"
        delay@q-1#1=10: (2, "error: `--choose warsaw/hesitate/delay@q-1#1=10`: expected a duration, such as `2h 30m`")
        delay@q-1#1=10min: (0, "")
        chance@q-1#1=0: (2, "error: `--choose warsaw/hesitate/chance@q-1#1=0`: expected `yes`, it acts, or `no`")
        chance@q-1#1=no: (0, "")"#]].assert_eq(&said.join("\n"));
}

/// Nothing that differs is not the same as nothing that was looked at.
#[test]
fn what_was_not_judged_is_not_told_as_alike() {
    let desk = Desk::with_log();
    desk.run("run small.yaml --until T+04:00 --log short.jsonl");
    let rules = "rule late \"Adopted\"\n  whenever silence.started(question) then silence.adopted(question) within 1 h\nrule never \"Nobody asks\"\n  whenever mandate.requested() then silence.started() within 1 h\n";
    desk.write("late.rules", rules);
    let diff = "diff run.jsonl short.jsonl";
    let alone = json(&desk, diff);
    assert_eq!((&alone["rules"], &alone["expectations"]), (&Value::Null, &Value::Null));
    let judged = json(&desk, &format!("{diff} --rules late.rules"));
    assert_eq!((&judged["rules"], &judged["expectations"]), (&serde_json::json!([]), &Value::Null));
    let told = |words: &str| {
        let shown = desk.run(words);
        let line = shown.out.lines().find_map(|line| line.strip_prefix("  Not judged: "));
        line.unwrap_or("").to_string()
    };
    expect![[r"
        expectations, and rules, since none are named with `--rules`.
        expectations."]]
    .assert_eq(&[told(diff), told(&format!("{diff} --rules late.rules"))].join("\n"));

    let branch = "branch run.jsonl --scenario small.yaml --at 0 --set silence-flash=30min";
    let branched = json(&desk, &format!("{branch} --rules late.rules"));
    let difference = &branched["difference"];
    let said = serde_json::json!([{ "name": "late", "here": "broken", "there": "kept" }]);
    assert_eq!(difference["rules"], said);
    assert!(difference["expectations"].is_array(), "{difference}");
    assert!(json(&desk, branch)["difference"]["rules"].is_null());
    let text = desk.run(&format!("{branch} --rules late.rules")).out;
    assert!(text.contains("  late  BROKEN  kept\n"), "{text}");
}

/// That they began otherwise is told whatever else is different: from the first record on they are
/// not the same.
#[test]
fn what_two_runs_began_with_is_told_beside_what_else_differs() {
    let desk = Desk::with_log();
    desk.run("run small.yaml --seed 2 --until T+04:00 --log short.jsonl");
    let shown = desk.run("diff run.jsonl short.jsonl").out;
    let lines: Vec<&str> = shown.lines().skip(2).take_while(|line| !line.is_empty()).collect();
    expect![
        "  They began with different: seed (1 / 2), until (Mon 1 Mar 21:00 / Mon 1 Mar 13:00)."
    ]
    .assert_eq(&lines.join("\n"));
    assert!(shown.contains("\n  But for that the same up to #"), "{shown}");
    let same = desk.run("diff short.jsonl short.jsonl").out;
    assert!(!same.contains("began with"), "{same}");
}

const WARNED: &str = r"
scenario: warned
title: A warning after 25 hours
start: 2027-03-01T09:00:00+01:00
until: T+60:00
nations: { us: { role: partner }, ua: { role: host }, fr: { role: member } }
timeline:
  - { at: T+00:00, by: cochairs, do: center.decide, with: { site: paris } }
  - { at: T+00:00, by: monitors, do: ceasefire.report-coverage, with: { coverage: 920000 } }
  - { at: T+00:00, by: control, do: ceasefire.agree, with: { instrument: truce, effective_at: T+01:00 } }
  - { at: T+02:00, by: monitors, do: incident.report-detection, with: { incident: i-1, sensor: s-1, sector: east, category: artillery, severity: major } }
  - { at: T+03:00, by: monitors, do: incident.verify, with: { incident: i-1, finding: verified } }
  - { at: T+25:00, by: ua, do: response.record-host-action, with: { series: i-1 } }
  - { at: T+27:00, by: cochairs, do: response.send-warning, with: { series: i-1 } }
";

/// The same number under another limit is not the same measure.
#[test]
fn a_measure_with_another_limit_is_told() {
    let desk = Desk::new();
    desk.write("warned.yaml", WARNED);
    assert_eq!(desk.run("run warned.yaml --log warned.jsonl").code, 0);
    let branch = "branch warned.jsonl --scenario warned.yaml --at 0 --set tier-one-within=30h";
    assert_eq!(desk.run(&format!("{branch} --log later.jsonl")).code, 0);
    let told = desk.run("diff warned.jsonl later.jsonl").out;
    let rows = told.lines().map(str::trim);
    let rows =
        rows.filter(|row| row.contains("breach to warning") || row.starts_with("tier-one:i-1"));
    expect![[r#"
        tier-one:i-1  missed        met
        initial breach to warning, the longest              25 h ✗ at most 24 h [reported S70]  25 h ✓ at most 30 h [assumption]"#]]
    .assert_eq(&rows.collect::<Vec<_>>().join("\n"));
}

/// What one nation says is not what another one says at another time, though both speak of one question.
#[test]
fn events_move_only_if_all_that_they_are_about_is_the_same() {
    let desk = Desk::new();
    let scenario = |positions: &str| {
        format!(
            "scenario: asked\ntitle: A question\nstart: 2027-03-01T09:00:00+01:00\nuntil: T+48:00\n\
             nations:\n  us: {{ role: partner }}\n  fr: {{ role: member }}\n  de: {{ role: member }}\n\
             timeline:\n  - {{ at: T+00:00, by: cochairs, do: center.decide, with: {{ site: paris }} }}\n  \
             - {{ at: T+01:00, by: fr, do: decision.open, with: {{ question: q, matter: statement, procedure: consensus, asked: [fr, de] }} }}\n{positions}"
        )
    };
    let says = |hour: u32, nation: &str| {
        format!(
            "  - {{ at: T+{hour:02}:00, by: {nation}, do: decision.cast-position, with: {{ question: q, nation: {nation}, position: abstains }} }}\n"
        )
    };
    desk.write("both.yaml", scenario(&[says(2, "fr"), says(3, "de")].concat()));
    desk.write("one.yaml", scenario(&says(4, "de")));
    for name in ["both", "one"] {
        let shown = desk.run(&format!("run {name}.yaml --log {name}.jsonl"));
        assert_eq!((shown.code, shown.err.as_str()), (0, ""));
    }
    let told = json(&desk, "diff both.jsonl one.jsonl");
    let lines = |place: &str| {
        let lines = told[place].as_array().into_iter().flatten();
        lines.filter_map(|line| line["text"].as_str().map(str::to_owned)).collect::<Vec<_>>()
    };
    assert_eq!(lines("only_here"), ["France abstained on q"]);
    assert_eq!(lines("only_there"), [""; 0]);
    let moved = told["moved"].as_array().expect("a list");
    assert!(moved.iter().any(|it| it["here"]["text"] == "Germany abstained on q"), "{moved:?}");
}
