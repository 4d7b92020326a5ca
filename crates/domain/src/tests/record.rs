//! The record itself: append only, in two times, and known only when it was recorded.

use alloc::vec::Vec;

use kernel::{Decider, Issued, Position, Recorded, SimTime};

use super::setting::{
    NUMBERS, breach, detected, detection, evidence, hours, id, incident, noon, set, truce,
};
use crate::incident::{Attribute, Confidence, Event, Party, Revise, ReviseBreach, Verification};
use crate::{Actor, Center, Command};

type Record = Recorded<Actor, crate::Event>;

/// Plays commands that must be accepted, and returns what was recorded.
fn played(commands: &[(SimTime, Actor, Command)]) -> Vec<Record> {
    let mut state = Center::default();
    let mut history: Vec<Record> = Vec::new();
    for (at, by, command) in commands {
        let issued = Issued { at: *at, by: *by, cause: None, command: command.clone() };
        for event in Center::decide(&state, &issued).unwrap() {
            let position = history.last().map_or(Position(1), |last| last.position.next());
            let occurred_at = Center::occurred_at(&event).unwrap_or(*at);
            let recorded = Recorded { position, at: *at, occurred_at, by: *by, cause: None, event };
            Center::evolve(&mut state, &recorded.as_ref());
            history.push(recorded);
        }
    }
    history
}

fn folded<'a>(history: impl IntoIterator<Item = &'a Record>) -> Center {
    history.into_iter().fold(Center::default(), |mut state, recorded| {
        Center::evolve(&mut state, &recorded.as_ref());
        state
    })
}

/// A breach of noon that is reported, verified, attributed, re-timed and attributed anew.
fn story() -> Vec<(SimTime, Actor, Command)> {
    let sources = || [id("crater")].into();
    let claim = Attribute {
        incident: incident(),
        responsible: Party::Russia,
        confidence: Confidence::Probable,
        unprovoked: true,
        sources: sources(),
    };
    let correction = Revise {
        incident: incident(),
        responsible: Party::Undetermined,
        confidence: Confidence::Possible,
        unprovoked: false,
        sources: sources(),
    };
    let earlier = noon() - hours(2);
    let retimed = ReviseBreach { series: breach(), breach_at: earlier, evidence: id("crater") };
    let number = |&(name, value)| (noon(), Actor::Control, set(name, value).into());
    let mut story: Vec<_> = NUMBERS.iter().map(number).collect();
    story.extend([
        (noon() + hours(1), Actor::Monitors, detection("breach", noon()).into()),
        (noon() + hours(2), Actor::Monitors, super::setting::verify("breach").into()),
        (noon() + hours(3), Actor::Monitors, evidence("crater", "breach").into()),
        (noon() + hours(4), Actor::Commission, claim.into()),
        (noon() + hours(5), Actor::Monitors, retimed.into()),
        (noon() + hours(40), Actor::Commission, correction.into()),
    ]);
    story
}

/// Rule 43: what is known at T is what the records up to T say, whatever came later.
#[test]
fn a_replay_to_an_instant_shows_only_what_was_recorded_by_then() {
    let whole = played(&story());
    for hour in 0..=41 {
        let at = noon() + hours(hour);
        let until: Vec<_> =
            story().into_iter().filter(|(issued_at, ..)| *issued_at <= at).collect();
        let lived = folded(&played(&until));
        let replayed = folded(whole.iter().filter(|recorded| recorded.at <= at));
        assert_eq!(replayed, lived, "at hour {hour}");
    }
}

/// Rule 43: the breach of noon is unknown at noon, for it was recorded an hour later.
#[test]
fn a_replay_goes_by_record_time_and_not_by_event_time() {
    let whole = played(&story());
    let known = |at| folded(whole.iter().filter(|recorded| recorded.at <= at));
    assert!(known(noon()).incidents.incidents.is_empty());
    assert!(known(noon() + hours(1)).incidents.incidents.contains_key(&incident()));
    let timed = |at| known(at).incidents.series[&breach()].breach_at;
    assert_eq!(timed(noon() + hours(4)), noon());
    assert_eq!(timed(noon() + hours(5)), noon() - hours(2));
}

/// Rule 41: corrections are events; what they correct stays in the record and in the state.
#[test]
fn a_correction_is_an_event_that_keeps_what_it_corrects() {
    let whole = played(&story());
    let state = folded(&whole);
    let versions = &state.incidents.incidents[&incident()].attributions;
    assert_eq!(versions.iter().map(|v| v.version).collect::<Vec<_>>(), [1, 2]);
    let was_at = noon();
    let breach_at = noon() - hours(2);
    let revised = Event::BreachRevised { series: breach(), breach_at, was_at };
    assert!(whole.iter().any(|recorded| recorded.event == revised.clone().into()));
    assert!(whole.iter().is_sorted_by_key(|recorded| (recorded.position, recorded.at)));
}

/// Rule 41: an event has the time at which it happened and the time at which it was recorded.
#[test]
fn every_event_has_event_time_record_time_and_actor() {
    let whole = played(&story());
    let times = |wanted: fn(&Event) -> bool| {
        let found = whole.iter().find(
            |recorded| matches!(&recorded.event, crate::Event::Incident(event) if wanted(event)),
        );
        let found = found.unwrap();
        (found.occurred_at, found.at, found.by)
    };
    let monitors = Actor::Monitors;
    let reported_at = noon() + hours(1);
    assert_eq!(times(|e| matches!(e, Event::Detected { .. })), (noon(), reported_at, monitors));
    assert_eq!(times(|e| matches!(e, Event::Opened { .. })), (noon(), reported_at, monitors));
    assert_eq!(times(|e| matches!(e, Event::BreachTimed { .. })), (noon(), reported_at, monitors));
    let (was_at, found_at) = (noon() - hours(2), noon() + hours(5));
    assert_eq!(times(|e| matches!(e, Event::BreachRevised { .. })), (was_at, found_at, monitors));
    let at = noon() + hours(4);
    let proposed = times(|e| matches!(e, Event::AttributionProposed { .. }));
    assert_eq!(proposed, (at, at, Actor::Commission));
}

/// Rule 41: the state keeps both times apart.
#[test]
fn a_late_report_is_known_as_late() {
    let reported_at = noon() + hours(1);
    let given = truce().command(reported_at, Actor::Monitors, detection("breach", noon()));
    let known = &given.state.incidents.incidents[&incident()];
    assert_eq!((known.first_seen_at, known.opened_at), (noon(), reported_at.into()));
    let at_once = detected();
    let known = &at_once.state.incidents.incidents[&incident()];
    assert_eq!(known.verification, Verification::Pending);
}
