//! One mistake makes one fault, and many mistakes are all named in one pass.

use super::found;

/// A scenario in which each part is needed by another.
const SOUND: &str = r#"scenario: sound
title: Everything hangs together
start: 2026-03-02T09:00:00+01:00
until: T+72:00
parameters:
  silence-urgent: { value: { uniform: [20h, 24h] }, basis: fact, source: S101 }
nations:
  fr: { role: member, leads: [logistics] }
  pl: { role: member }
timeline:
  - at: T+01:00
    by: cochairs
    do: silence.start
    with: { question: statement, matter: statement, urgency: urgent, asked: [fr, pl] }
  - at: T+02:00
    by: fr
    do: task.request-tasking
    with: { tasking: trucks, task: logistics, nation: pl, place: outside-ukraine }
    options:
      - { weight: 1, note: now }
      - { weight: 2, with: { place: ukraine-land } }
  - at: T+03:00
    by: monitors
    times: 2
    every: 1h
    do: incident.report-detection
    with: { incident: "shot-${n}", sensor: a-1, sector: s1, category: drone, severity: minor, seen_at: now - 20min }
actors:
  warsaw:
    as: pl
    behaviors:
      - name: object
        upon: silence.started
        where: { question: statement }
        after: { p10: 1h, p50: 2h, p90: 3h }
        chance: 60%
        unless:
          - { happened: silence.broken, where: { question: "${question}" }, within: 3h }
        do: silence.object
        with: { question: "${question}", nation: pl }
      - name: accept
        upon: task.tasking-requested
        do: task.accept-tasking
        with: { tasking: trucks }
expect:
  - happened: silence.broken
    where: { question: statement, nation: pl }
    from: T+01:00
    to: T+72:00
  - { state: /silences/statement/urgency, is: urgent }
"#;

/// Each mistake: what is written instead of what, and the one fault that it makes.
const MISTAKES: &[(&str, &str, &str)] = &[
    ("title: Everything", "titel: Everything", "S002 unknown key `titel`"),
    ("title: Everything", "title: One\ntitle: Everything", "S007 the key `title` stands twice"),
    ("note: now", "note: \"now\\u0007\"", "S011 the character U+0007 cannot stand in a text"),
    ("note: now", "note: \"now\\ufffe\"", "S120 the note has a code point that is no character"),
    (
        "start: 2026-03-02T09:00:00+01:00",
        "start: 9 o'clock",
        "S108 `9 o'clock` is not an instant with its zone",
    ),
    ("until: T+72:00", "until: never", "S108 `never` is not an instant"),
    ("until: T+72:00\n", "", "S003 missing key `until`"),
    ("until: T+72:00", "until: T-72:00", "S111 the scenario ends before it begins"),
    (
        "uniform: [20h, 24h]",
        "uniform: [20, 24h]",
        "S107 expected a duration, such as `6h`, found the number `20`",
    ),
    ("basis: fact, source: S101", "basis: fact", "S121 `fact` without a source"),
    (
        "source: S101",
        "source: \"a b\"",
        "S120 a name has letters, digits, `-`, `_` and `.` only, not ` `",
    ),
    ("nations:\n", "nationen:\n", "S002 unknown key `nationen`"),
    (
        "  fr: { role: member, leads: [logistics] }",
        "  fr: member",
        "S005 expected a map, found the text `member`",
    ),
    ("role: member, leads", "roll: member, leads", "S002 unknown key `roll`"),
    ("leads: [logistics]", "leads: logistics", "S005 expected a list, found the text `logistics`"),
    ("leads: [logistics]", "leads: [logistic]", "S004 unknown name `logistic`"),
    (
        "leads: [logistics]",
        "leads: [logistics, logistics]",
        "S115 the task `logistics` stands twice",
    ),
    (
        "leads: [logistics]",
        "leads: [{ task: logistics, basis: fact }]",
        "S121 `fact` without a source",
    ),
    ("leads: [logistics]", "leads: [air]", "S116 nobody leads `logistics`"),
    ("timeline:\n", "time-line:\n", "S002 unknown key `time-line`"),
    ("timeline:\n", "timeline: []\ntimeline:\n", "S007 the key `timeline` stands twice"),
    ("nations:\n", "nations: {}\nnations:\n", "S007 the key `nations` stands twice"),
    ("  - at: T+01:00\n", "  - att: T+01:00\n", "S002 unknown key `att`"),
    ("  - at: T+01:00\n", "  - at: T+01\n", "S108 `T+01` is not an instant"),
    ("  - at: T+01:00\n", "  - at: T+02:30\n", "S111 the timeline is out of order"),
    ("  - at: T+01:00\n", "  - at: T-01:00\n", "S118 this never comes"),
    ("do: silence.start\n", "do: silence.strat\n", "S103 unknown command `silence.strat`"),
    ("do: silence.start\n", "doo: silence.start\n", "S002 unknown key `doo`"),
    ("    do: silence.start\n", "", "S003 missing key `do`"),
    ("by: cochairs", "by: cochiars", "S102 unknown actor `cochiars`"),
    ("by: cochairs\n", "bye: cochairs\n", "S002 unknown key `bye`"),
    (
        "question: statement, matter",
        "question: a statement, matter",
        "S006 a name has letters, digits, `-`, `_` and `.` only, not ` `",
    ),
    ("tasking: trucks, task", "tasking: lorries, task", "S122 no tasking is named `trucks`"),
    (
        "tasking: trucks, task",
        "tasking: lorries, tasking: trucks, task",
        "S007 the key `tasking` stands twice",
    ),
    ("question: statement, matter", "quesiton: statement, matter", "S002 unknown key `quesiton`"),
    ("question: statement, matter", "matter", "S003 missing key `question`"),
    ("matter: statement, ", "matter: statements, ", "S004 unknown name `statements`"),
    ("asked: [fr, pl]", "asked: [fr, pll]", "S101 unknown nation `pll`"),
    ("asked: [fr, pl]", "asked: [fr, de]", "S101 `de` is not a nation of this scenario"),
    ("asked: [fr, pl]", "asked: fr", "S005 expected a list, found the text `fr`"),
    (
        "{ weight: 1, note: now }",
        "{ weight: much, note: now }",
        "S005 expected a whole number, found the text `much`",
    ),
    ("{ weight: 1, note: now }", "{ note: now }", "S003 missing key `weight`"),
    ("times: 2", "times: 0", "S112 `times` goes from 1 to 1000000"),
    ("    times: 2\n", "", "S112 `every` without `times`"),
    ("every: 1h", "every: hour", "S109 `hour` is not a duration"),
    ("now - 20min", "now minus 20min", "S108 `now minus 20min` is not an instant"),
    ("shot-${n}", "shot ${n}", "S006 a name has letters, digits, `-`, `_` and `.` only, not ` `"),
    ("as: pl", "as: poland", "S102 unknown actor `poland`"),
    ("    as: pl\n", "", "S003 missing key `as`"),
    ("behaviors:", "behavoirs:", "S002 unknown key `behavoirs`"),
    ("      - name: object\n        upon", "      - upon", "S003 missing key `name`"),
    ("name: accept", "name: object", "S115 the name `object` stands twice"),
    ("upon: silence.started", "upon: silence.start", "S104 unknown event `silence.start`"),
    (
        "where: { question: statement }\n        after",
        "where: { quesiton: statement }\n        after",
        "S105 `silence.started` has no field `quesiton`",
    ),
    (
        "where: { question: statement }\n        after",
        "where: { question: stetement }\n        after",
        "S122 no question is named `stetement`",
    ),
    ("p10: 1h", "p10: 5h", "S110 `p10` must not be above `p50`"),
    ("p10: 1h", "p1: 1h", "S110 this is no distribution"),
    ("chance: 60%", "chance: 160%", "S113 `160%` is not a share"),
    ("chance: 60%", "chance: 60", "S107 expected a share, such as `92%`, found the number `60`"),
    (
        "happened: silence.broken, where",
        "happend: silence.broken, where",
        "S002 unknown key `happend`",
    ),
    (
        "happened: silence.broken, where",
        "happened: silence.brokn, where",
        "S104 unknown event `silence.brokn`",
    ),
    ("within: 3h", "within: 3", "S005 expected a text, found the number `3`"),
    (
        "question: \"${question}\" }, within",
        "question: \"${nation}\" }, within",
        "S114 the event has no field `nation`",
    ),
    (
        "do: silence.object\n        with: { question: \"${question}\"",
        "do: silence.object\n        with: { question: \"${asked}\"",
        "S114 `${asked}` does not fit here",
    ),
    (
        "upon: task.tasking-requested",
        "upon: task.tasking-accepted",
        "S117 a circle without delay: warsaw/accept → warsaw/accept",
    ),
    (
        "upon: task.tasking-requested",
        "upon: task.tasking-completed",
        "S119 `warsaw/accept` is never set off",
    ),
    ("with: { tasking: trucks }", "with: { tasking: trucs }", "S122 no tasking is named `trucs`"),
    (
        "expect:\n",
        "expect:\n  - { never: clock.struck, where: { clock: silence, subject: statment } }\n",
        "S122 no question is named `statment`",
    ),
    ("expect:\n", "expects:\n", "S002 unknown key `expects`"),
    ("to: T+72:00\n  - {", "to: T+00:30\n  - {", "S111 `to` comes before `from`"),
    (
        "    from: T+01:00\n    to: T+72:00\n",
        "    from: T+80:00\n",
        "S119 nothing can happen in this time",
    ),
    (
        "    from: T+01:00\n    to: T+72:00\n",
        "    to: T-01:00\n",
        "S119 nothing can happen in this time",
    ),
    (
        "    from: T+01:00\n    to: T+72:00\n",
        "    at-least: 0\n",
        "S112 `at-least: 0` asks for nothing",
    ),
    (
        "nation: pl }\n    from",
        "nation: it }\n    from",
        "S101 `it` is not a nation of this scenario",
    ),
    (
        "state: /silences",
        "state: /silence",
        "S105 the state has no place `/silence/statement/urgency`",
    ),
    (", is: urgent", "", "S112 `state` without `is`"),
];

#[test]
fn one_mistake_makes_one_fault() {
    assert_eq!(found(SOUND), [""; 0]);
    let mut others = Vec::new();
    for (right, wrong, fault) in MISTAKES {
        assert_eq!(SOUND.matches(right).count(), 1, "`{right}` stands once in the sound scenario");
        let found = found(&SOUND.replace(right, wrong));
        if found != [*fault] {
            others.push(format!("{right} → {wrong}: expected {fault}, found {found:#?}"));
        }
    }
    assert!(others.is_empty(), "{}", others.join("\n"));
}

/// Mistakes that stand in different places do not hide one another.
#[test]
fn twelve_mistakes_are_named_in_one_pass() {
    let sought = [
        "S002 unknown key `titel`",
        "S107 ",
        "S004 unknown name `logistic`",
        "S111 the timeline is out of order",
        "S102 unknown actor `cochiars`",
        "S101 unknown nation `pll`",
        "S109 `hour`",
        "S108 `now minus 20min`",
        "S104 unknown event `silence.start`",
        "S113 `160%`",
        "S117 a circle",
        "S105 the state has no place",
    ];
    let mut text = SOUND.to_owned();
    for (right, wrong, fault) in MISTAKES {
        if sought.iter().any(|start| fault.starts_with(start)) && text.contains(right) {
            text = text.replace(right, wrong);
        }
    }
    let found = found(&text);
    for start in sought {
        assert!(found.iter().any(|fault| fault.starts_with(start)), "{start} in {found:#?}");
    }
    assert_eq!(found.len(), sought.len(), "{found:#?}");
}

/// Of a key that stands twice the first one counts, so mistakes elsewhere are certain.
#[test]
fn a_key_that_stands_twice_hides_nothing_that_is_certain() {
    let text = SOUND.replace("title: Everything", "title: One\ntitle: Everything");
    let text = text.replace("role: member, leads", "role: member, role: host, leads");
    let text = text.replace("do: silence.start\n", "do: silence.strat\n");
    assert_eq!(
        found(&text.replace("as: pl", "as: it")),
        [
            "S007 the key `role` stands twice",
            "S007 the key `title` stands twice",
            "S103 unknown command `silence.strat`",
            "S101 `it` is not a nation of this scenario",
        ]
    );
}

/// What levers and uncertainties name is asked for, unless it may be what could not be read.
#[test]
fn a_step_that_cannot_be_read_hides_only_levers_of_its_own() {
    let levers = |places: &[&str]| {
        let lever = |(n, place)| format!("  l-{n}: {{ sets: {place}, values: [1h] }}\n");
        (1..).zip(places).map(lever).collect::<String>()
    };
    let own = ["timeline/1/every", "timeline/1/weight-1"];
    let others = ["warsaw/object/chanc", "warsaw/objet/chance", "timeline/9/after"];
    let text = format!("{SOUND}levers:\n{}", levers(&[own.as_slice(), &others].concat()));
    let nothing = |place: &str| format!("S125 nothing to set is named `{place}`");
    assert_eq!(
        found(&text.replace("do: silence.start\n", "do: silence.strat\n")),
        [&["S103 unknown command `silence.strat`".to_owned()], others.map(nothing).as_slice()]
            .concat()
    );
    // An actor is lost, and its steps may be those that are not there.
    let known = own.into_iter().chain(others.into_iter().take(1));
    let fault = "S005 expected a map, found the number `3`".to_owned();
    assert_eq!(
        found(&text.replace("actors:\n", "actors:\n  berlin: 3\n")),
        [fault].into_iter().chain(known.map(nothing)).collect::<Vec<_>>()
    );
}
