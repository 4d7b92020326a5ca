//! How far a search goes, and what it says of that.

use explorer::breadth::{Distance, Ended, Limits};

use crate::setting::{QUARREL, RULES, Setting, choices};

#[test]
fn every_history_is_gone_through_and_the_number_of_states_is_pinned() {
    let setting = Setting::new(QUARREL, "");
    let found = setting.search(&choices(9));
    assert_eq!(found.ended, Ended::Everything);
    assert_eq!(found.states_at, [1, 0, 2, 8]);
    assert_eq!(found.states, 11);
}

#[test]
fn a_search_says_that_there_are_longer_histories_whatever_the_depth() {
    let setting = Setting::new(QUARREL, "");
    for depth in 0..5 {
        let found = setting.search(&choices(depth));
        let ended = if depth < 4 { Ended::AtDepth } else { Ended::Everything };
        assert_eq!(found.ended, ended, "{depth}");
    }
}

#[test]
fn threads_change_nothing() {
    let setting = Setting::new(QUARREL, RULES);
    let one = setting.search(&choices(9));
    for threads in [2, 3, 8] {
        let several = setting.search(&Limits { threads, ..choices(9) });
        assert_eq!((&several.states_at, several.digest), (&one.states_at, one.digest));
        assert_eq!(several.memory, one.memory);
        assert_eq!(several.violations, one.violations);
        assert_eq!(several.coverage, one.coverage);
    }
}

/// At the greatest distance states are noted without a copy; one choice further on, with one.
#[test]
fn states_at_the_border_are_those_that_a_longer_search_goes_on_from() {
    let setting = Setting::new(QUARREL, "");
    let further = setting.search(&choices(9));
    for depth in 0..3 {
        let found = setting.search(&choices(depth));
        let known = &further.states_at[..found.states_at.len()];
        assert_eq!(found.states_at, known, "{depth}");
    }
}

#[test]
fn the_nearest_violation_is_found_and_nothing_nearer_is_left_out() {
    let setting = Setting::new(QUARREL, RULES);
    let found = setting.search(&choices(9));
    let broken = &found.violations;
    assert_eq!(found.ended, Ended::Broken { depth: 3 });
    assert_eq!(broken.iter().map(|it| (it.rule, it.depth)).collect::<Vec<_>>(), [(0, 3), (1, 3)]);
    let nearer = setting.search(&choices(2));
    assert_eq!(nearer.ended, Ended::AtDepth);
    assert!(nearer.violations.is_empty());
}

#[test]
fn a_search_by_deviations_finds_how_few_must_err() {
    let setting = Setting::new(QUARREL, RULES);
    let limits = Limits { distance: Distance::Deviations, ..choices(9) };
    let found = setting.search(&limits);
    assert_eq!(found.ended, Ended::Broken { depth: 2 });
    let usual = setting.search(&Limits { depth_max: 0, ..limits });
    assert_eq!((usual.ended, usual.states), (Ended::AtDepth, 2));
}

#[test]
fn a_search_ends_when_the_memory_is_used_up_and_says_how_far_it_got() {
    let setting = Setting::new(QUARREL, RULES);
    let found = setting.search(&Limits { memory_max: 20_000, ..choices(9) });
    assert!(matches!(found.ended, Ended::OutOfMemory { depth: 1.. }), "{:?}", found.ended);
}

#[test]
fn a_rule_that_nothing_triggers_is_not_among_those_that_were_asked() {
    let setting = Setting::new(QUARREL, RULES);
    let found = setting.search(&choices(9));
    assert!(!found.coverage.rules.contains(&2), "nothing is said of `force`");
}

#[test]
fn a_search_ends_when_so_many_worlds_were_copied_and_says_how_far_it_got() {
    let setting = Setting::new(QUARREL, "");
    let found = setting.search(&Limits { transitions_max: 3, ..choices(9) });
    assert_eq!(found.ended, Ended::OutOfTime { depth: 2 });
}

/// What comes round again is the same state, however late it is.
#[test]
fn reactions_that_go_round_for_ever_are_gone_through_once() {
    let looping = "
scenario: looping
title: Two who never stop
start: 2027-03-01T09:00:00+01:00
until: T+02:00
nations:
  us: { role: partner }
  ua: { role: host }
timeline:
  - { at: T+00:00, by: cochairs, do: center.decide, with: { site: paris } }
  - { at: T+01:00, by: us, do: center.fill-seat, with: { seat: us } }
actors:
  washington:
    as: us
    behaviors:
      - { name: leave, upon: center.seat-filled, after: { uniform: [0min, 1min] }, do: center.vacate-seat, with: { seat: us } }
      - { name: return, upon: center.seat-vacated, after: { uniform: [0min, 1min] }, do: center.fill-seat, with: { seat: us } }
";
    let found = Setting::new(looping, "").search(&choices(1_000_000));
    assert_eq!((found.ended, found.states), (Ended::Everything, 8));
}

#[test]
fn what_is_open_to_a_seat_is_searched_too_and_goals_are_noted() {
    let open = QUARREL.replace(
        "actors:",
        "
explore:
  open:
    - { as: uk, do: [silence.object] }
  sometimes:
    - { happened: silence.broken, where: { nation: uk } }
    - { happened: silence.broken, where: { nation: us } }
actors:",
    );
    let setting = Setting::new(&open, "");
    let found = setting.search(&choices(4));
    assert_eq!(found.coverage.goals.iter().copied().collect::<Vec<_>>(), [0]);
    assert!(found.coverage.actors.contains(&"uk".parse().expect("an actor")));
}

#[test]
fn a_goal_that_is_reached_at_the_break_itself_is_noted() {
    let goal = "explore:\n  sometimes:\n    - { happened: silence.broken }\n";
    let rule = "rule calm \"Nobody objects\"\n  never silence.broken(question: \"text\")\n";
    let found = Setting::new(&format!("{QUARREL}{goal}"), rule).search(&choices(9));
    assert!(matches!(found.ended, Ended::Broken { .. }) && !found.is_exhausted());
    assert!(found.coverage.goals.contains(&0));
}
