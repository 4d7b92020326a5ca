//! What holds over every history: random commands, valid and invalid, with time passing.
//!
//! [`crate::strategies`] makes and plays them, [`law`] judges the histories by the rules of the domain notes without
//! asking the model.

use alloc::collections::BTreeSet;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use kernel::{Decider, Issued, SimTime};
use proptest::prelude::*;
use proptest::sample::Index;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use serde_json::Value;

use super::setting::FR;
use crate::clock::{self, Status};
use crate::response::Tier;
use crate::strategies::{Record, Start, Step, Walk, starts, steps, usual_actor};
use crate::{Actor, Center, Command, Event};

mod entitled;
mod law;
mod law_authority;
mod law_bodies;
mod law_decision;
mod law_force;
mod law_guarantee;
mod law_incident;
mod law_logistics;
mod law_maritime;
mod law_orders;
mod law_release;
mod law_response;
mod past;
mod past_force;
mod standing;

use law::Law;
use past::Past;

fn json(value: &impl serde::Serialize) -> Value {
    serde_json::to_value(value).unwrap()
}

fn replayed<'a>(history: impl IntoIterator<Item = &'a Record>) -> Center {
    history.into_iter().fold(Center::default(), |mut state, record| {
        Center::evolve(&mut state, &record.as_ref());
        state
    })
}

fn any_steps() -> impl Strategy<Value = Vec<Step>> {
    steps(1..200)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    /// No rule is broken by any history.
    #[test]
    fn no_rule_is_ever_broken(start in starts(), steps in any_steps()) {
        let walk = Walk::through(start, &steps);
        prop_assert_eq!(law::faults(&walk.history), Vec::<String>::new());
    }

    /// What the state says about clocks and responses is what the history says.
    #[test]
    fn the_state_keeps_every_miss_and_lets_nobody_act_without_consent(
        start in starts(),
        steps in any_steps(),
    ) {
        let mut walk = Walk::from(start);
        for step in &steps {
            let _ = walk.take(step);
            prop_assert_eq!(faults_of_the_state(&walk), Vec::<String>::new());
        }
    }

    /// An accepted command has at least one event, a refused one changes nothing, and the
    /// records replay to the same state.
    #[test]
    fn a_refused_command_changes_nothing_and_the_records_replay_to_the_same_state(
        start in starts(),
        steps in any_steps(),
    ) {
        let mut walk = Walk::from(start);
        for step in &steps {
            let (before, length) = (walk.state.clone(), walk.history.len());
            let _ = walk.take(step);
            if walk.history.len() == length {
                prop_assert_eq!(&walk.state, &before);
            }
        }
        let replayed = replayed(&walk.history);
        prop_assert_eq!(&replayed, &walk.state);
        prop_assert_eq!(json(&replayed).to_string(), json(&walk.state).to_string());
    }

    /// Deciding twice gives the same answer, of at least one event if it is accepted.
    #[test]
    fn a_decision_depends_on_nothing_but_its_arguments(
        start in starts(),
        steps in any_steps(),
    ) {
        let walk = Walk::through(start, &steps);
        for command in walk.commands() {
            for by in [Actor::CoChairs, Actor::Monitors, Actor::Us] {
                let issued = Issued { at: walk.now, by, cause: None, command: command.clone() };
                let decided = Center::decide(&walk.state, &issued);
                prop_assert_ne!(decided.as_ref().map(Vec::len), Ok(0));
                prop_assert_eq!(Center::decide(&walk.state, &issued), decided);
            }
        }
    }

    /// Rule 43: what a record says later changes nothing of what was known before.
    #[test]
    fn a_replay_to_an_instant_is_the_state_of_that_instant(
        start in starts(),
        steps in any_steps(),
        cut in any::<Index>(),
    ) {
        let mut walk = Walk::from(start);
        let cut = cut.index(steps.len());
        for step in &steps[..cut] {
            let _ = walk.take(step);
        }
        let (then, known) = (walk.history.len(), walk.state.clone());
        for step in &steps[cut..] {
            let _ = walk.take(step);
        }
        prop_assert_eq!(replayed(&walk.history[..then]), known);
    }

    /// Rule 42: a decision rests on nothing that whoever asked for it may not know, so that no
    /// refusal tells of what is hidden.
    #[test]
    fn everything_is_decided_as_if_what_is_hidden_from_the_actor_did_not_exist(
        start in starts(),
        steps in any_steps(),
    ) {
        let walk = Walk::through(start, &steps);
        for by in [Actor::Us, Actor::Ua, Actor::CoChairs, Actor::Monitors, Actor::Commission, FR] {
            let known = walk.history.iter().filter(|record| record.event.audience().admits(by));
            let known = replayed(known);
            for command in walk.commands() {
                let issued = Issued { at: walk.now, by, cause: None, command: command.clone() };
                let decided = Center::decide(&walk.state, &issued);
                prop_assert_eq!(Center::decide(&known, &issued), decided);
            }
        }
    }

    /// Every command and every event reads back from its JSON as itself.
    #[test]
    fn commands_and_events_read_back_as_written(start in starts(), steps in any_steps()) {
        let walk = Walk::through(start, &steps);
        for command in walk.commands() {
            let text = serde_json::to_string(command).unwrap();
            prop_assert_eq!(&serde_json::from_str::<Command>(&text).unwrap(), command);
        }
        for record in &walk.history {
            let text = serde_json::to_string(&record.event).unwrap();
            prop_assert_eq!(&serde_json::from_str::<Event>(&text).unwrap(), &record.event);
        }
    }

    /// Events in any order, of any history, never panic; the state can still be written, and
    /// commands can still be decided on it.
    #[test]
    fn evolve_accepts_events_in_any_order(
        start in starts(),
        steps in any_steps(),
        order in prop::collection::vec(any::<Index>(), 1..200),
    ) {
        let walk = Walk::through(start, &steps);
        prop_assume!(!walk.history.is_empty());
        let mut state = Center::default();
        for index in &order {
            Center::evolve(&mut state, &index.get(&walk.history).as_ref());
        }
        prop_assert!(json(&state).is_object());
        for command in walk.commands() {
            let by = usual_actor(command);
            let issued = Issued { at: walk.now, by, cause: None, command: command.clone() };
            for event in Center::decide(&state, &issued).into_iter().flatten() {
                prop_assert!(json(&event).is_object());
            }
        }
    }
}

/// What the state of a walk has wrong, judged by its history.
fn faults_of_the_state(walk: &Walk) -> Vec<String> {
    let mut faults = Vec::new();
    let past = Past(&walk.history);
    faults.extend(law_logistics::faults_of_the_state(&walk.state));
    faults.extend(law_guarantee::faults_of_the_state(&walk.state, past));
    for (clock, subject, deadline) in walk.state.clocks.iter() {
        // A deadline that is armed again is another one.
        let armed = |event: &Event| {
            matches!(event, Event::Clock(armed @ clock::Event::Armed { .. })
                if armed.key() == (clock, subject))
        };
        let missed = past.since(armed).any(|event| {
            matches!(event, Event::Clock(missed @ clock::Event::Missed { .. })
                if missed.key() == (clock, subject))
        });
        let remembered =
            matches!(deadline.status, Status::Missed { .. }) || deadline.missed_before_revision;
        if missed && !remembered {
            faults.push(alloc::format!("the miss of {clock:?} of {subject} is forgotten"));
        }
        if past.due_at((clock, subject)) != Some(deadline.due_at) {
            faults.push(alloc::format!("{clock:?} of {subject} is due at another instant"));
        }
    }
    for (&series, response) in &walk.state.responses.0 {
        let without = law_response::acting_without_consent(past, series, response.acting);
        if !without.is_empty() || (response.tier < Tier::Two && !response.acting.is_empty()) {
            faults.push(alloc::format!("{} act on {series} without consent", response.acting));
        }
        if response.tier != past.tier(series) {
            faults.push(alloc::format!("{series} is at {:?}", response.tier));
        }
    }
    faults.extend(law_force::faults_of_conditions(&walk.state, past));
    faults
}

/// So many walks, the same at each run.
fn walks(count: usize) -> Vec<Walk> {
    let mut runner = TestRunner::deterministic();
    let strategy = (starts(), any_steps());
    let drawn = (0..count).map(|_| strategy.new_tree(&mut runner).unwrap().current());
    drawn.map(|(start, steps)| Walk::through(start, &steps)).collect()
}

/// `family.kind` of a command or an event, as its JSON names it.
fn kind(value: &impl serde::Serialize) -> String {
    let value = json(value);
    let (family, inner) = value.as_object().unwrap().iter().next().unwrap();
    let (kind, _) = inner.as_object().unwrap().iter().next().unwrap();
    alloc::format!("{family}.{kind}")
}

/// All kinds that the JSON Schema of a type names.
fn kinds_of(schema: &schemars::Schema) -> BTreeSet<String> {
    let schema = schema.as_value();
    let families = schema["oneOf"].as_array().unwrap();
    let mut kinds = BTreeSet::new();
    for family in families {
        let (name, reference) = family["properties"].as_object().unwrap().iter().next().unwrap();
        let path = reference["$ref"].as_str().unwrap().trim_start_matches('#');
        for variant in schema.pointer(path).unwrap()["oneOf"].as_array().unwrap() {
            let kind = variant["properties"].as_object().unwrap().keys().next().unwrap();
            kinds.insert(alloc::format!("{name}.{kind}"));
        }
    }
    kinds
}

#[test]
fn the_walks_issue_every_command_and_reach_every_event() {
    let walks = walks(1_600);
    let issued: BTreeSet<String> = walks.iter().flat_map(|w| w.commands().map(kind)).collect();
    let reached: BTreeSet<String> =
        walks.iter().flat_map(|walk| walk.history.iter().map(|r| kind(&r.event))).collect();
    let missing = |all: BTreeSet<String>, found: &BTreeSet<String>| -> Vec<String> {
        all.difference(found).cloned().collect()
    };
    let none: Vec<String> = Vec::new();
    assert_eq!(missing(kinds_of(&schemars::schema_for!(Command)), &issued), none);
    assert_eq!(missing(kinds_of(&schemars::schema_for!(Event)), &reached), none);
}

/// A law that nothing breaks would judge nothing: each is broken by some history in which one
/// record is dropped, repeated, made somebody else's, moved in time or rewritten.
#[test]
fn every_law_notices_a_doctored_history() {
    let mut unbroken: Vec<Law> = law::laws().collect();
    for (offset, walk) in walks(1_200).into_iter().enumerate() {
        for at in (offset % 7..walk.history.len()).step_by(7) {
            for doctored in doctored(&walk.history, at) {
                unbroken.retain(|law| law.broken_by(&doctored).is_none());
            }
        }
    }
    let names: Vec<&str> = unbroken.iter().map(|law| law.says).collect();
    assert_eq!(names, Vec::<&str>::new());
}

fn doctored(history: &[Record], at: usize) -> [Vec<Record>; 6] {
    let mut dropped = history.to_vec();
    dropped.remove(at);
    let mut foreign = history.to_vec();
    foreign[at].by = Actor::Clock;
    let mut early = history.to_vec();
    early[at].at = SimTime::MIN;
    let mut twice = history.to_vec();
    twice.insert(at, history[at].clone());
    let mut rewritten = history.to_vec();
    rewritten[at].event = rewrite(&history[at].event);
    let mut turned = history.to_vec();
    turned[at].event = exchanged(&history[at].event, &[("russia", "ukraine")]);
    [dropped, foreign, early, twice, rewritten, turned]
}

/// The event with its words exchanged for graver ones, or its flags for their opposite.
fn rewrite(event: &Event) -> Event {
    let graver =
        [("statement", "use-of-force"), ("probable", "possible"), ("patrol", "self-defense")];
    let event = exchanged(event, &graver);
    let is_set = serde_json::to_string(&event).unwrap().contains("true");
    exchanged(&event, &[if is_set { ("true", "false") } else { ("false", "true") }])
}

fn exchanged(event: &Event, words: &[(&str, &str)]) -> Event {
    let text = serde_json::to_string(event).unwrap();
    let other = words.iter().fold(text, |text, (word, other)| text.replace(word, other));
    serde_json::from_str(&other).unwrap()
}

#[test]
fn a_walk_from_nothing_refuses_most_commands_and_survives() {
    let walk = Walk::from(Start::Nothing);
    assert!(walk.history.is_empty());
    assert_eq!(walk.state, Center::default());
}
