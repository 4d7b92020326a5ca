//! What `tripartite explore` says of what it did not meet with.

use expect_test::expect;

use crate::desk::Desk;
use crate::exploring::{QUARREL, desk};

/// The lines about rules, goals and actors, without what is told of a counterexample.
fn said(desk: &Desk, words: &str) -> String {
    let shown = desk.run(words).out;
    let (before, _) = shown.split_once("\n\n").unwrap_or((&shown, ""));
    let lines = before.lines().skip_while(|line| !line.contains("a chance below")).skip(1);
    let lines: Vec<&str> = lines.chain([""]).collect();
    lines.join("\n")
}

const STOOD: &str = r#"
rule stands "A text that stands is followed by another"
  whenever silence.adopted(question: "text") then silence.started(question: "text-2") within 90 h
"#;

/// The silence is broken before anything can come behind it, and no text stands before the end.
const FIRST: &str = r#"
rule unbroken "Nobody objects"
  never silence.broken(question: "text")

rule again "A second text that is broken is put again"
  whenever silence.broken(question: "text-2") then silence.started(question: "text-3") within 1 h
"#;

/// A text that is put once the first one is broken.
const GOAL: &str =
    "explore:\n  sometimes:\n    - { happened: silence.started, where: { question: text-2 } }\n";

#[test]
fn what_lies_behind_a_break_is_not_said_to_be_impossible() {
    let desk = desk();
    desk.write("first.rules", FIRST);
    desk.write("quarrel.yaml", format!("{QUARREL}{GOAL}"));
    let words = "explore quarrel.yaml --rules first.rules";
    expect![[r#"
        of each draw at most five values, the least and the greatest among them
        what is due at one instant keeps the order of the agenda; `--orders` takes the others
        again: not triggered in the histories searched, which end at the first break
        not reached in the histories searched, which end at the first break: silence.started question=text-2: at least once
        did nothing that was accepted in the histories searched, which end at the first break: France
    "#]].assert_eq(&said(&desk, words));
}

/// A step at which a sensor is lost or restored.
fn step(at: &str, what: &str, sensor: &str) -> String {
    let with = format!("{{ sensor: {sensor} }}");
    format!("  - {{ at: {at}, by: monitors, do: incident.{what}-sensor, with: {with} }}\n")
}

/// The search ends at the first break; a history that is told may break others further on.
#[test]
fn a_rule_is_not_said_to_be_kept_where_histories_end_at_a_break() {
    let desk = Desk::new();
    let perhaps = step("T+02:00, chance: 50%", "lose", "b");
    let start = "scenario: two\ntitle: Two sensors\nstart: 2027-03-01T09:00:00+01:00\nuntil: T+10:00\n\
                 nations: { us: { role: partner } }\ntimeline:\n";
    desk.write("two.yaml", format!("{start}{}{perhaps}", step("T+01:00", "lose", "a")));
    let never = |name: &str, sensor: &str| {
        format!("rule {name} \"\"\n  never incident.sensor-lost(sensor: \"{sensor}\")\n\n")
    };
    let back = "rule back \"\"\n  whenever incident.sensor-lost(sensor: \"a\") \
                then incident.sensor-restored(sensor: \"a\") within 1 h\n";
    let rules = [never("one", "a"), never("other", "b"), back.to_string()].concat();
    desk.write("two.rules", rules);
    let words = "explore two.yaml --rules two.rules";
    expect![[r#"
        other: broken too, in a history of which a part is told below
        back: broken too, in a history of which a part is told below
    "#]]
    .assert_eq(&said(&desk, words));
    let told = desk.run(&format!("{words} --format json")).out;
    let told: serde_json::Value = serde_json::from_str(&told).expect("JSON");
    assert_eq!(told["rules_broken_too"], serde_json::json!(["back", "other"]));
    assert_eq!(told["broken"][0]["also_broken"], serde_json::json!(["back"]));
    assert_eq!(told["rules_never_decided"], serde_json::json!([]));
}

#[test]
fn a_search_that_ends_early_says_what_it_did_not_meet_with_of_itself_alone() {
    let desk = desk();
    desk.write("first.rules", FIRST);
    desk.write("quarrel.yaml", format!("{QUARREL}{GOAL}"));
    let words = "explore quarrel.yaml --rules first.rules --depth 1";
    expect![[r#"
        of each draw at most five values, the least and the greatest among them
        what is due at one instant keeps the order of the agenda; `--orders` takes the others
        unbroken: not broken in the histories searched
        again: not triggered in the histories searched
        not reached in the histories searched: silence.started question=text-2: at least once
        did nothing that was accepted in the histories searched: France
        did nothing that was accepted in the histories searched: Poland
    "#]]
    .assert_eq(&said(&desk, words));
}

#[test]
fn a_rule_that_waits_to_the_end_was_triggered() {
    let desk = desk();
    desk.write("stood.rules", STOOD);
    let words = "explore quarrel.yaml --rules stood.rules";
    expect![[r#"
        of each draw at most five values, the least and the greatest among them
        what is due at one instant keeps the order of the agenda; `--orders` takes the others
        stands: triggered, and still pending where histories end
    "#]]
    .assert_eq(&said(&desk, words));
    let told = desk.run(&format!("{words} --format json")).out;
    let told: serde_json::Value = serde_json::from_str(&told).expect("JSON");
    assert_eq!(told["draws_in_part"], true);
    assert_eq!(told["exhausted"], false);
    assert_eq!(told["rules_never_decided"], serde_json::json!(["stands"]));
    assert_eq!(told["rules_never_triggered"], serde_json::json!([]));
}

/// All four object at one instant, and the first objection is the only one that counts.
#[test]
fn a_nation_for_which_an_equal_one_acts_is_not_said_to_stand_by() {
    let desk = Desk::new();
    let equals = include_str!("../../../explorer/tests/fixtures/equals.yaml");
    desk.write("equals.yaml", equals.replace("after: { uniform: [20h, 28h] }", "after: 20h"));
    desk.write("late.rules", "rule late \"Nobody objects late\"\n  never silence.objection-came-late(question: \"text-2\")\n");
    let words = "explore equals.yaml --rules late.rules";
    let plain = said(&desk, words);
    let equal = said(&desk, &format!("{words} --symmetry"));
    expect![[r#"
        of each draw at most five values, the least and the greatest among them
        what is due at one instant keeps the order of the agenda; `--orders` takes the others
        late: not broken in the histories searched
    "#]]
    .assert_eq(&plain);
    expect![[r#"
        taken for one another: Germany, Netherlands, Poland, Denmark
        of each draw at most five values, the least and the greatest among them
        what is due at one instant keeps the order of the agenda; `--orders` takes the others
        late: not broken in the histories searched
    "#]]
    .assert_eq(&equal);
}

/// What lies between the values that are looked at may happen.
#[test]
fn only_where_every_value_of_a_draw_was_looked_at_is_it_said_that_something_never_comes() {
    let desk = desk();
    desk.write("never.rules", "rule never \"Never\"\n  never center.closed()\n");
    let scenario = |after: &str| {
        format!(
            "{BARE}actors:\n  washington:\n    as: us\n    behaviors:\n      - {{ name: sits, upon: center.decided, after: \
             {after}, do: center.fill-seat, with: {{ seat: us }} }}\nexplore:\n  sometimes:\n    - {{ happened: \
             center.seat-filled, from: T+01:17, to: T+01:25 }}\n"
        )
    };
    for (after, exhausted, told) in [
        ("{ uniform: [1h, 90min] }", false, "not reached in the histories searched"),
        ("{ empirical: [[1h, 1], [65min, 1], [90min, 1]] }", true, "never reached"),
        ("1h", true, "never reached"),
    ] {
        desk.write("draws.yaml", scenario(after));
        let words = "explore draws.yaml --rules never.rules";
        let shown = desk.run(words);
        assert_eq!(shown.err, "");
        let shown = shown.out;
        assert!(shown.contains(told), "{after}: {shown}");
        assert_eq!(shown.contains("of each draw at most five values"), !exhausted, "{after}");
        let shown = desk.run(&format!("{words} --format json")).out;
        let json: serde_json::Value = serde_json::from_str(&shown).expect("JSON");
        assert_eq!(
            (&json["exhausted"], &json["draws_in_part"]),
            (&exhausted.into(), &(!exhausted).into())
        );
    }
}

/// One more question than arguments are tried.
#[test]
fn a_search_that_did_not_try_all_arguments_does_not_claim_all_histories() {
    let desk = desk();
    let questions: Vec<String> = (0..257).map(|number| format!("q{number}")).collect();
    let open = format!(
        "explore:\n  open:\n    - as: cochairs\n      do: [silence.start]\n      with: {{ question: [{}], matter: statement, urgency: flash, asked: [fr, uk], text_version: 1 }}\n",
        questions.join(", ")
    );
    desk.write("many.yaml", format!("{BARE}{open}"));
    desk.write(
        "last.rules",
        "rule last \"No last question\"\n  never silence.started(question: \"q256\")\n",
    );
    let shown = desk.run("explore many.yaml --rules last.rules --depth 3").out;
    assert!(!shown.contains("all histories"), "{shown}");
    assert!(shown.contains("not all arguments tried: silence.start, at most 256"), "{shown}");
    let shown = desk.run("explore many.yaml --rules last.rules --depth 3 --format json").out;
    let told: serde_json::Value = serde_json::from_str(&shown).expect("JSON");
    assert_eq!(told["exhausted"], false);
    assert_eq!(told["arguments_not_all_tried"], serde_json::json!(["silence.start"]));
    // What breaks a rule may be shorter with arguments that were not tried.
    desk.write("q5.rules", "rule q5 \"No\"\n  never silence.started(question: \"q5\")\n");
    let shown = desk.run("explore many.yaml --rules q5.rules --depth 3").out;
    assert!(shown.contains("tries; whether a shorter one exists is not known"), "{shown}");
}

/// The two parties, and nothing that happens but the place of the center.
const BARE: &str = "\
scenario: many
title: Many questions
start: 2027-03-01T09:00:00+01:00
until: T+02:00
nations: { us: { role: partner }, ua: { role: host }, fr: { role: member, accepts-silence: true }, uk: { role: member, accepts-silence: true } }
timeline:
  - { at: T+00:00, by: cochairs, do: center.decide, with: { site: paris } }
";

/// Poland objects to a text before there is one: that is something else than to do nothing.
const IN_VAIN: &str = r"
scenario: in-vain
title: Poland tries in vain
start: 2027-03-01T09:00:00+01:00
until: T+10:00
nations:
  us: { role: partner }
  ua: { role: host }
  fr: { role: member, accepts-silence: true }
  pl: { role: member, accepts-silence: true }
timeline:
  - { at: T+00:00, by: cochairs, do: center.decide, with: { site: paris } }
  - { at: T+05:00, by: cochairs, do: silence.start, with: { question: s, matter: statement, urgency: urgent, asked: [fr, pl] } }
actors:
  warsaw:
    as: pl
    behaviors:
      - { name: object, upon: center.decided, after: 1h, do: silence.object, with: { question: s, nation: pl } }
";

#[test]
fn whoever_tried_in_vain_is_not_said_never_to_have_acted() {
    let desk = Desk::new();
    desk.write("in-vain.yaml", IN_VAIN);
    desk.write("none.rules", "rule none \"None\"\n  never silence.broken()\n");
    let words = "explore in-vain.yaml --rules none.rules";
    let told = [words.to_string(), format!("{words} --walks 3")].map(|words| {
        let shown = desk.run(&words).out;
        shown.lines().rfind(|line| line.ends_with("Poland")).unwrap_or_default().to_string()
    });
    expect![[r"
        never does anything that is accepted: Poland
        did nothing that was accepted in the histories searched: Poland"]]
    .assert_eq(&told.join("\n"));
    let json = desk.run(&format!("{words} --format json")).out;
    let json: serde_json::Value = serde_json::from_str(&json).expect("it is JSON");
    assert_eq!(json["actors_without_effect"], serde_json::json!(["Poland"]));
}

/// What nobody could do at the instants at which commands are offered may be done at others.
#[test]
fn where_somebody_is_free_to_act_nothing_is_said_to_be_all() {
    let desk = Desk::new();
    let lost = "  - { at: T+10:00, by: monitors, do: incident.lose-sensor, with: { sensor: b } }\n";
    let open = "explore:\n  sometimes: [ { happened: center.closed } ]\n  open:\n    - { as: monitors, \
                do: [incident.lose-sensor], with: { sensor: [a] }, times: 1 }\n";
    let bare = BARE.replace("T+02:00", "T+20:00");
    let scenario = format!("{bare}{lost}{open}");
    desk.write("every.yaml", scenario.replace("  open:", "  every: 6h\n  open:"));
    desk.write("unnamed.yaml", scenario.replace(", with: { sensor: [a] }", ""));
    desk.write("open.yaml", scenario);
    let rule = "rule apart \"\"\n  incident.sensor-lost(sensor: \"a\") only if \
                no incident.sensor-lost(sensor: \"b\") between 4 h and 5 h before\n";
    desk.write("apart.rules", rule);
    expect![[r#"
        open commands are offered a minute after something has happened and at deadlines, at no other instants
        apart: not broken in the histories searched
        not reached in the histories searched: center.closed: at least once
    "#]].assert_eq(&said(&desk, "explore open.yaml --rules apart.rules"));
    expect![[r#"
        open commands are offered a minute after something has happened, at deadlines and every 6 h, at no other instants
        apart: not broken in the histories searched
        not reached in the histories searched: center.closed: at least once
    "#]].assert_eq(&said(&desk, "explore every.yaml --rules apart.rules"));
    expect![[r#"
        open commands are offered a minute after something has happened and at deadlines, at no other instants
        not all arguments tried: incident.lose-sensor; `with` can say more of: sensor
        apart: not triggered in the histories searched
        not reached in the histories searched: center.closed: at least once
    "#]].assert_eq(&said(&desk, "explore unnamed.yaml --rules apart.rules"));
    let told = desk.run("explore open.yaml --rules apart.rules --format json").out;
    let told: serde_json::Value = serde_json::from_str(&told).expect("JSON");
    assert_eq!(told["exhausted"], false);
    assert_eq!(told["searched"], "histories to the end of the scenario, but not all instants");
}

/// A counterexample leaves out what its own rule does not need, and with it what keeps another one.
#[test]
fn a_rule_that_breaks_where_something_was_left_out_is_not_said_to_be_broken() {
    let desk = Desk::new();
    let steps = step("T+00:30", "lose", "a") + &step("T+00:45", "restore", "a");
    desk.write("too.yaml", format!("{BARE}{steps}"));
    let rules = "rule one \"\"\n  never incident.sensor-lost(sensor: \"a\")\nrule back \"\"\n  \
                 whenever incident.sensor-lost(sensor) then incident.sensor-restored(sensor) within 1 h\n";
    desk.write("too.rules", rules);
    let shown = desk.run("explore too.yaml --rules too.rules");
    assert_eq!(shown.code, 1, "{}", shown.err);
    assert!(!shown.out.contains("back: broken"), "{}", shown.out);
}

/// Of open commands a shorter history was looked for at the instants at which they are offered, and
/// where not all arguments were tried nothing is certified at all.
#[test]
fn that_nothing_is_shorter_goes_for_the_instants_at_which_commands_are_offered() {
    let desk = Desk::new();
    let bare = BARE.replace("T+02:00", "T+20:00") + &step("T+03:00", "lose", "b");
    let open = |what: &str| {
        format!("{bare}explore:\n  open:\n    - {{ as: monitors, do: [{what}, times: 1 }}\n")
    };
    desk.write("named.yaml", open("incident.lose-sensor], with: { sensor: [a] }"));
    desk.write("in-part.yaml", open("incident.restore-sensor, incident.lose-sensor]"));
    desk.write("lost.rules", "rule no \"\"\n  never incident.sensor-lost(sensor: \"a\")\n");
    desk.write("back.rules", "rule no \"\"\n  never incident.sensor-restored()\n");
    let of = |words: &str| {
        let json = desk.run(&format!("explore {words} --format json")).out;
        let json: serde_json::Value = serde_json::from_str(&json).expect("JSON");
        let found = json["broken"][0].clone();
        ["certified", "certified_in_the_whole", "certified_of_offered_instants"]
            .map(|name| found[name].as_bool().expect("yes or no"))
    };
    let (named, in_part) = ("named.yaml --rules lost.rules", "in-part.yaml --rules back.rules");
    assert_eq!((of(named), of(in_part)), ([true, true, true], [false, false, true]));
    let told = desk.run(&format!("explore {named}")).out;
    let words = [
        "searched: the histories tried with fewer than 1 choice keep all rules",
        "up to 1 choice, of open commands at the instants at which they are offered\n",
    ];
    assert!(words.iter().all(|words| told.contains(words)), "{told}");
}
