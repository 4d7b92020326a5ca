//! What is left to chance: whether, which, how much; and that chance is the same each time.

use std::collections::BTreeMap;

use super::{Play, play, upon_sensors};

/// Very many sensors are lost, and this is a part of what is done upon each.
fn often(part: &str) -> String {
    format!(
        "actors:
  watch:
    as: control
    behaviors:
      - name: restore
        upon: incident.sensor-lost
        after: 1min
        do: incident.restore-sensor
        with: {{ sensor: \"${{sensor}}\" }}
{part}
timeline:
  - {{ at: T+01:00, times: 400, every: 5min, by: control, do: incident.lose-sensor, with: {{ sensor: \"s-${{n}}\" }} }}
"
    )
}

#[test]
fn a_chance_of_nothing_never_acts_and_a_whole_one_always() {
    // A lever sets it, or else a warning says that this never acts.
    let lever = "levers:\n  often: { sets: watch/restore/chance, values: [0%, 50%] }\n";
    let never = play(&format!("{}{lever}", often("        chance: 0%")), 1);
    assert_eq!(never.events("incident.sensor-restored").len(), 0);
    let always = play(&often("        chance: 100%"), 1);
    assert_eq!(always.events("incident.sensor-restored").len(), 400);
    assert_eq!(always.choices(), [""; 0], "what is certain is not drawn");
}

#[test]
fn a_chance_is_the_share_of_the_times_it_acts() {
    for (chance, expected) in [("25%", 70..130), ("50%", 160..240), ("0.5%", 0..10)] {
        let play = play(&often(&format!("        chance: {chance}")), 11);
        let acted = play.events("incident.sensor-restored").len();
        assert!(expected.contains(&acted), "{chance}: {acted} of 400");
        assert_eq!(play.choices().len(), 400);
    }
}

#[test]
fn options_are_chosen_by_their_weights_and_add_their_own_fields_and_notes() {
    let body = "timeline:
  - at: T+01:00
    times: 400
    every: 5min
    by: control
    do: talks.open-round
    with: { round: \"r-${n}\", place: paris }
    note: as planned
    options:
      - { weight: 3, with: { tracks: [security] } }
      - { weight: 1, with: { tracks: [prosperity], place: kyiv }, note: moved }
      - { weight: 0, with: { tracks: [security], place: london } }
";
    let play = play(body, 13);
    let mut seen = BTreeMap::new();
    for (record, fields) in play.events("talks.round-opened") {
        let note = record.origin.as_ref().and_then(|origin| origin.note.clone());
        let what = format!("{} {} {note:?}", fields["place"], fields["tracks"]);
        *seen.entry(what).or_insert(0) += 1;
    }
    let moved = r#""kyiv" ["prosperity"] Some("moved")"#;
    let planned = r#""paris" ["security"] Some("as planned")"#;
    assert_eq!(seen.keys().collect::<Vec<_>>(), [moved, planned]);
    assert_eq!(seen.values().sum::<usize>(), 400);
    assert!((70..130).contains(&seen[moved]), "{seen:?}");
}

/// Everything that is drawn, once each.
const CHANCES: &str = "        chance: 50%
        after: { uniform: [1h, 3h] }";

#[test]
fn the_same_seed_makes_the_same_run_and_another_seed_another() {
    let body = upon_sensors(CHANCES);
    let (one, same) = (play(&body, 1), play(&body, 1));
    assert_eq!(one.records, same.records);
    let others = (2..6).filter(|&seed| play(&body, seed).choices() != one.choices());
    assert_eq!(others.count(), 4);
}

/// What somebody did and when, without the positions, which others move.
fn deeds(play: &Play, name: &str) -> Vec<String> {
    let choices = play.choices().into_iter().filter(|choice| choice.starts_with(name));
    choices.chain(play.told("talks.round-opened")).collect()
}

#[test]
fn another_actor_moves_no_draw_of_the_others() {
    let alone = upon_sensors(CHANCES);
    let other = "actors:
  another:
    as: us
    behaviors:
      - name: look
        upon: incident.sensor-lost
        chance: 50%
        after: { uniform: [1h, 3h] }
        do: incident.report-detection
        with: { incident: \"see-${sensor}\", sensor: d, sector: s, category: drone, severity: minor }
";
    let together = alone.replace("actors:\n", other);
    for seed in 1..20 {
        let (alone, together) = (play(&alone, seed), play(&together, seed));
        assert_eq!(deeds(&alone, "watch/"), deeds(&together, "watch/"), "seed {seed}");
    }
    let looked = |seed| play(&together, seed).events("incident.opened").len();
    assert!((1..20).any(|seed| 0 < looked(seed)), "the other one does act");
}

#[test]
fn a_parameter_is_drawn_once_and_holds_for_the_run() {
    let body = "parameters:
  silence-urgent: { value: { uniform: [10h, 20h] }, basis: assumption }
  quorum-nations: { value: { empirical: [[4, 1]] } }
  coverage-threshold: { value: { uniform: [60%, 80%] } }
  silence-flash: { value: 3h, basis: reported, source: S101 }
nations:
  fr: { role: member, accepts-silence: true }
timeline:
  - at: T+01:00
    by: cochairs
    do: silence.start
    with: { question: one, matter: statement, urgency: urgent, asked: [fr] }
  - at: T+02:00
    by: cochairs
    do: silence.start
    with: { question: two, matter: statement, urgency: urgent, asked: [fr] }
";
    let play = play(body, 21);
    let choices = play.choices();
    assert_eq!(choices.len(), 3);
    let streams = ["silence-urgent", "quorum-nations", "coverage-threshold"];
    for (choice, name) in choices.iter().zip(streams) {
        assert!(choice.starts_with(&format!("parameters/{name}#1 ")), "{choice}");
    }
    let [first, second] = play.minutes_of("silence.adopted")[..] else {
        panic!("both are adopted");
    };
    assert_eq!(second - first, 60, "the same time for both");
    assert!((660..=1_260).contains(&first), "{first}");
    let set = play.events("center.parameter-set");
    assert_eq!(set.len(), domain::parameter::Parameter::ALL.len(), "each is set once");
    let of = |name: &str| {
        let found = set.iter().find(|(_, fields)| fields["parameter"] == name);
        found.expect("it is set").1["value"].clone()
    };
    assert_eq!(of("quorum-nations"), serde_json::json!({ "count": 4 }));
    assert_eq!(of("silence-flash"), serde_json::json!({ "duration": "PT3H" }));
    let share = of("coverage-threshold")["share"].as_u64();
    assert!(share.is_some_and(|share| (600_000..=800_000).contains(&share)), "{share:?}");
}

/// A share is drawn beyond all of it at times, and taken for all.
#[test]
fn a_share_is_settled_as_logs_have_it() {
    let body = "parameters:
  coverage-threshold: { value: { lognormal: { median: 95%, p90: 99% } }, basis: assumption }
choices:
  - { choice: parameters/coverage-threshold#1, draws: 1018697 }
";
    let answers: Vec<_> = super::script(body).choices.into_values().collect();
    assert_eq!(answers, [simulator::choice::Value::Drawn(1_018_697)]);
}

/// As `branch --choose` takes it, and as logs have it.
#[test]
fn a_chance_is_settled_by_a_word_or_a_number() {
    let answers = |yes: &str, no: &str| {
        let body = format!(
            "timeline:
  - {{ name: close, at: T+01:00, times: 2, every: 1h, by: control, chance: 50%, do: center.close }}
choices:
  - {{ choice: timeline/close/chance#1, picks: {yes} }}
  - {{ choice: timeline/close/chance#2, picks: {no} }}
"
        );
        super::script(&body).choices.into_values().collect::<Vec<_>>()
    };
    let picked = [0, 1].map(simulator::choice::Value::Picked);
    assert_eq!((answers("yes", "no"), answers("0", "1")), (picked.to_vec(), picked.to_vec()));
}
