use std::fmt::Write as _;

use expect_test::expect;
use kernel::Id;
use proptest::prelude::*;

use super::*;

fn stream(name: &str) -> Stream {
    Stream::new(name).unwrap()
}

fn key<'a>(stream: &'a Stream, entity: Option<&str>, occurrence: u32) -> ChoiceKey<'a> {
    let entity = entity.map(|name| Id::new(name).unwrap());
    ChoiceKey { stream, entity, occurrence }
}

fn owned(text: &str) -> OwnedKey {
    text.parse().unwrap()
}

fn wide() -> Distribution {
    Distribution::uniform(i64::MIN, i64::MAX).unwrap()
}

/// Golden vectors: a seed means the same run only while these stand.
#[test]
fn draws_stay_what_they_are() {
    let delay = stream("us-liaison/answers-breach/delay");
    let loss = stream("inject/loss");
    let mut table = String::new();
    for (seed, run) in [(0, 0), (1, 0), (0, 1), (u64::MAX, u32::MAX)] {
        let mut seeded = Seeded::new(seed, run);
        for key in [
            key(&delay, None, 0),
            key(&delay, None, 1),
            key(&delay, Some("breach-1"), 0),
            key(&loss, Some("abcdefghijklmnopqrstuvwx"), u32::MAX),
        ] {
            let drawn = seeded.draw(&key, &wide()).unwrap();
            let picked = seeded.pick(&key, &[1, 2, 3, 4]).unwrap();
            writeln!(table, "{seed} {run} {key}: {drawn} {picked}").unwrap();
        }
    }
    expect![[r#"
        0 0 us-liaison/answers-breach/delay#0: -3207109171992565899 2
        0 0 us-liaison/answers-breach/delay#1: 4232224581080117926 3
        0 0 us-liaison/answers-breach/delay@breach-1#0: -1779124631073063976 2
        0 0 inject/loss@abcdefghijklmnopqrstuvwx#4294967295: 8042643472901452700 3
        1 0 us-liaison/answers-breach/delay#0: 4385998849461646980 3
        1 0 us-liaison/answers-breach/delay#1: 8348621791109703727 3
        1 0 us-liaison/answers-breach/delay@breach-1#0: 9171729930500464133 3
        1 0 inject/loss@abcdefghijklmnopqrstuvwx#4294967295: 8966577071451220607 3
        0 1 us-liaison/answers-breach/delay#0: 8875367073232071772 3
        0 1 us-liaison/answers-breach/delay#1: -7449656822999470327 0
        0 1 us-liaison/answers-breach/delay@breach-1#0: 4880207457754492767 3
        0 1 inject/loss@abcdefghijklmnopqrstuvwx#4294967295: 2538279973511265128 3
        18446744073709551615 4294967295 us-liaison/answers-breach/delay#0: 7102089094205604010 3
        18446744073709551615 4294967295 us-liaison/answers-breach/delay#1: 9022545746601841472 3
        18446744073709551615 4294967295 us-liaison/answers-breach/delay@breach-1#0: 983512962851288689 2
        18446744073709551615 4294967295 inject/loss@abcdefghijklmnopqrstuvwx#4294967295: -2158533790530269739 2
    "#]].assert_eq(&table);
}

#[test]
fn options_are_picked_as_often_as_they_weigh() {
    let stream = stream("a/b/which");
    let mut seeded = Seeded::new(7, 0);
    let mut counts = [0_u32; 5];
    for occurrence in 0..100_000 {
        let key = ChoiceKey { stream: &stream, entity: None, occurrence };
        counts[seeded.pick(&key, &[0, 100_000, 300_000, 0, 600_000]).unwrap() as usize] += 1;
    }
    let [first, tenth, three_tenths, fourth, six_tenths] = counts;
    assert_eq!((first, fourth), (0, 0), "an option of weight 0");
    // Four standard deviations.
    assert!(tenth.abs_diff(10_000) < 380, "{tenth}");
    assert!(three_tenths.abs_diff(30_000) < 580, "{three_tenths}");
    assert!(six_tenths.abs_diff(60_000) < 620, "{six_tenths}");
}

#[test]
fn the_greatest_weights_do_not_overflow() {
    let weights = [u32::MAX; 1_000];
    let stream = stream("a/b/which");
    let picked = Seeded::new(0, 0).pick(&key(&stream, None, 0), &weights).unwrap();
    assert!(picked < 1_000);
}

/// Chi-square of 100,000 draws over 16 buckets, whichever part of a draw's name counts up: with
/// 15 degrees of freedom it exceeds 37.7 once in a thousand times.
#[test]
fn draws_spread_evenly_whatever_part_of_their_name_differs() {
    const DRAWS: u32 = 100_000;
    let bucket = Distribution::uniform(0, 15).unwrap();
    for part in 0..5 {
        let mut counts = [0_u64; 16];
        for n in 0..DRAWS {
            let mut parts = [0; 5];
            parts[part] = n;
            let [seed, run, actor, entity, occurrence] = parts;
            let stream = stream(&format!("actor-{actor}/b/c"));
            let key = key(&stream, Some(&format!("nation-{entity}")), occurrence);
            let drawn = Seeded::new(seed.into(), run).draw(&key, &bucket).unwrap();
            counts[usize::try_from(drawn).unwrap()] += 1;
        }
        let expected = u64::from(DRAWS) / 16;
        let squares: u64 = counts.iter().map(|count| count.abs_diff(expected).pow(2)).sum();
        assert!(squares * 10 < expected * 377, "part {part}: {counts:?}");
    }
}

#[test]
fn nothing_to_pick_is_refused() {
    let stream = stream("a/b/c");
    let key = key(&stream, None, 0);
    let refused = Err(ChoiceError::NothingToPick { key: owned("a/b/c#0") });
    assert_eq!(Seeded::new(0, 0).pick(&key, &[]), refused);
    assert_eq!(Seeded::new(0, 0).pick(&key, &[0, 0]), refused);
    let mut recorded = Recorded::new([(owned("a/b/c#0"), Value::Picked(0))]).unwrap();
    assert_eq!(recorded.pick(&key, &[]), refused);
}

#[test]
fn an_answer_that_does_not_fit_is_refused_with_its_key() {
    let mut recorded = Recorded::new([
        (owned("a/b/c@x#0"), Value::Picked(2)),
        (owned("a/b/c@x#1"), Value::Drawn(2)),
    ])
    .unwrap();
    let stream = stream("a/b/c");
    let key = |occurrence| key(&stream, Some("x"), occurrence);
    let twice = [(owned("a/b/c@x#0"), Value::Picked(2)), (owned("a/b/c@x#0"), Value::Picked(2))];
    let faults = [
        recorded.pick(&key(0), &[1, 1]).map(i64::from),
        recorded.draw(&key(0), &wide()),
        recorded.pick(&key(1), &[1, 1]).map(i64::from),
        recorded.pick(&key(2), &[1, 1]).map(i64::from),
        recorded.draw(&key(2), &wide()),
        recorded.pick(&key(2), &[]).map(i64::from),
        Recorded::new(twice).map(|_| 0),
    ];
    assert_eq!(recorded.pick(&key(0), &[1, 1, 1]), Ok(2));
    let shown: Vec<String> = faults.map(|fault| fault.unwrap_err().to_string()).into();
    expect![[r#"
        `a/b/c@x#0` was recorded as option 2, but its options are 0 to 1
        `a/b/c@x#0` was recorded as a pick, but a number is drawn here
        `a/b/c@x#1` was recorded as a drawn number, but an option is picked here
        `a/b/c@x#2` was not recorded: the log is of another scenario or another version of it
        `a/b/c@x#2` was not recorded: the log is of another scenario or another version of it
        `a/b/c@x#2` has no option to pick: give at least one a weight above 0
        `a/b/c@x#0` was recorded twice: keep one of the two answers
    "#]]
    .assert_eq(&(shown.join("\n") + "\n"));
}

#[test]
fn choices_that_nobody_asked_for_are_listed_by_key() {
    let mut recorded = Recorded::new([
        (owned("b#0"), Value::Drawn(3)),
        (owned("a#1"), Value::Drawn(2)),
        (owned("a#0"), Value::Drawn(1)),
    ])
    .unwrap();
    let stream = stream("a");
    assert_eq!(recorded.draw(&key(&stream, None, 1), &wide()), Ok(2));
    let unused: Vec<_> = recorded.unused().map(|(key, value)| (key.to_string(), value)).collect();
    assert_eq!(unused, [("a#0".into(), Value::Drawn(1)), ("b#0".into(), Value::Drawn(3))]);
}

/// The parts of a key, few enough to meet again.
fn any_key() -> impl Strategy<Value = (Stream, Option<Id>, u32)> {
    let stream = "[a-c]/[a-c]".prop_map(|name| stream(&name));
    let entity = proptest::option::of("[a-c]{1,2}".prop_map(|name| Id::new(&name).unwrap()));
    (stream, entity, 0..3_u32)
}

/// Asks for a pick where the occurrence is even, else for a draw.
fn ask(choose: &mut dyn Choose, parts: &(Stream, Option<Id>, u32)) -> (OwnedKey, Value) {
    let (stream, entity, occurrence) = parts;
    let key = ChoiceKey { stream, entity: *entity, occurrence: *occurrence };
    let value = if occurrence % 2 == 0 {
        Value::Picked(choose.pick(&key, &[3, 2, 1]).unwrap())
    } else {
        Value::Drawn(choose.draw(&key, &wide()).unwrap())
    };
    (key.to_owned_key(), value)
}

proptest! {
    /// The same key has the same answer, whatever was asked before.
    #[test]
    fn an_answer_depends_on_its_key_alone(
        seed in any::<u64>(),
        before in prop::collection::vec(any_key(), 0..20),
        asked in any_key(),
    ) {
        let alone = ask(&mut Seeded::new(seed, 0), &asked);
        let mut seeded = Seeded::new(seed, 0);
        for other in &before {
            ask(&mut seeded, other);
        }
        prop_assert_eq!(ask(&mut seeded, &asked), alone);
    }

    /// What was recorded of a seeded run answers a replay, in any order, and nothing is left.
    #[test]
    fn recorded_answers_are_those_of_the_run(
        seed in any::<u64>(),
        asked in prop::collection::vec(any_key(), 0..20),
    ) {
        let mut seeded = Seeded::new(seed, 0);
        let answers: std::collections::BTreeMap<OwnedKey, Value> =
            asked.iter().map(|parts| ask(&mut seeded, parts)).collect();
        let mut recorded = Recorded::new(answers).unwrap();
        for parts in asked.iter().rev() {
            prop_assert_eq!(ask(&mut recorded, parts), ask(&mut seeded, parts));
        }
        prop_assert_eq!(recorded.unused().count(), 0);
    }
}

/// A branch keeps what was chosen, chooses what it overrides, and draws the rest as ever.
#[test]
fn an_edited_choice_is_recorded_overridden_or_drawn() {
    let delay = stream("desk/verify/delay");
    let keys = [key(&delay, None, 1), key(&delay, None, 2), key(&delay, None, 3)];
    let past = [(keys[0].to_owned_key(), Value::Drawn(7))].into();
    let overrides = [(keys[1].to_owned_key(), Value::Drawn(8))];
    let mut edited = Edited::new(past, overrides.clone().into(), Seeded::new(1, 0)).unwrap();
    assert_eq!(edited.unasked().count(), 1);
    let drawn = keys.map(|key| edited.draw(&key, &wide()).unwrap());
    assert_eq!(drawn, [7, 8, Seeded::new(1, 0).draw(&keys[2], &wide()).unwrap()]);
    assert_eq!(edited.unasked().count(), 0);
    assert_eq!(keys.map(|key| edited.settled(&key).unwrap()), [Some(7), Some(8), None]);
    let late = Edited::new(overrides.clone().into(), overrides.into(), Seeded::new(1, 0));
    assert_eq!(late.unwrap_err(), ChoiceError::MadeBefore { key: keys[1].to_owned_key() });
}

/// Whatever the seed, and in every run of a campaign.
#[test]
fn what_nobody_settled_happens_by_default_where_that_is_wanted() {
    let delay = stream("desk/verify/delay");
    let keys = [key(&delay, None, 1), key(&delay, None, 2)];
    let settled = [(keys[0].to_owned_key(), Value::Drawn(8))];
    let usual = Edited::onward(settled.into(), Seeded::new(1, 0)).with_others(Others::ByDefault);
    for mut edited in [usual.of_seed(Seeded::new(9, 3)), usual] {
        assert_eq!(keys.map(|key| edited.draw(&key, &wide()).unwrap()), [8, wide().median()]);
        assert_eq!(edited.pick(&keys[1], &[0, 3, 5, 5, 1]), Ok(2), "the first of the likeliest");
        let nothing = ChoiceError::NothingToPick { key: keys[1].to_owned_key() };
        assert_eq!(edited.pick(&keys[1], &[0, 0]), Err(nothing));
    }
    let mut drawn = Edited::onward([].into(), Seeded::new(1, 0)).with_others(Others::ByDefault);
    assert_eq!(drawn.draw(&keys[0], &wide()), Ok(wide().median()), "with nothing settled too");
}

#[test]
fn an_override_must_be_one_of_the_options() {
    let option = stream("desk/verify/option");
    let key = key(&option, None, 1);
    let chosen = |value, weights: &[u32]| {
        let overrides = [(key.to_owned_key(), value)].into();
        Edited::onward(overrides, Seeded::new(1, 0)).pick(&key, weights)
    };
    assert_eq!(chosen(Value::Picked(1), &[1, 0]), Ok(1));
    let (owned, picked, last) = (key.to_owned_key(), 2, 1);
    let beyond = ChoiceError::OutOfRange { key: owned.clone(), picked, last };
    assert_eq!(chosen(Value::Picked(2), &[1, 0]), Err(beyond));
    let drawn = chosen(Value::Drawn(2), &[1, 0]);
    assert_eq!(drawn, Err(ChoiceError::RecordedAsDraw { key: owned }));
}

#[test]
fn a_turn_is_told_by_its_name() {
    for (name, owner) in [
        ("desk/verify/turn", Some("desk/verify")),
        ("desk/verify/turn/2", Some("desk/verify")),
        ("clock.silence/turn/40", Some("clock.silence")),
        ("desk/turn/delay", None),
        ("desk/verify/turn/1", None),
        ("desk/verify/turn/02", None),
        ("desk/verify/turn/x", None),
        ("turn", None),
    ] {
        assert_eq!(turn_of(name), owner, "{name}");
    }
    for (owner, passed) in [("desk/verify", 0), ("clock.silence", 1), ("desk/verify", 7)] {
        let stream = turn_stream(owner, passed).unwrap();
        assert_eq!(turn_of(stream.name()), Some(owner), "{}", stream.name());
    }
    let silence = clock_name(domain::clock::Clock::Silence);
    assert!(is_clock(&silence) && !is_clock("clock.sundial") && !is_clock("silence"));
}

/// The order stands where nobody has settled it, and nobody is asked where nothing is settled.
#[test]
fn a_turn_is_as_it_was_recorded_or_settled() {
    let turn = stream("desk/verify/turn");
    let (key, other) = (key(&turn, None, 1), key(&turn, None, 2));
    let settled = [(key.to_owned_key(), Value::Picked(2))];
    let mut recorded = Recorded::new(settled.clone()).unwrap();
    let mut edited = Edited::onward(settled.into(), Seeded::new(1, 0));
    let both: [&mut dyn Choose; 2] = [&mut recorded, &mut edited];
    for chooser in both {
        assert!(chooser.orders());
        assert_eq!(chooser.turn(&other, 3), Ok(None));
        assert_eq!(chooser.turn(&key, 3), Ok(Some(2)));
        let beyond = ChoiceError::OutOfRange { key: key.to_owned_key(), picked: 2, last: 1 };
        assert_eq!(chooser.turn(&key, 2), Err(beyond));
    }
    assert_eq!((recorded.unused().count(), edited.unasked().count()), (0, 0));
    let nothing = Edited::onward([].into(), Seeded::new(1, 0));
    assert!(!nothing.orders() && !Seeded::new(1, 0).orders() && !Recorded::default().orders());
}
