//! The table against the domain: every command for every actor.

use std::collections::BTreeSet;

use domain::{Center, Command, Event, Rejection, clock, consignment};
use kernel::{Decider, Issued, Position, Recorded, SimTime};
use ready::{concerned, lacking, ready};

use super::*;

mod bodies;
mod breaches;
mod force;
mod guarantee;
mod logistics;
mod maritime;
mod ready;
mod steps;

fn at() -> SimTime {
    SimTime::default()
}

fn decide(center: &Center, by: Actor, command: Command) -> Result<Vec<Event>, Rejection> {
    Center::decide(center, &Issued { at: at(), by, cause: None, command })
}

/// Lets the center accept a command.
#[track_caller]
fn accept(center: &mut Center, by: Actor, command: impl Into<Command>) {
    let events = decide(center, by, command.into()).expect("the command is accepted");
    for event in events {
        let (position, at, occurred_at) = (Position(1), at(), at());
        let (cause, event) = (None, &event);
        Center::evolve(center, &Recorded { position, at, occurred_at, by, cause, event });
    }
}

fn id<T: std::str::FromStr<Err: std::fmt::Debug>>(text: &str) -> T {
    text.parse().unwrap()
}

fn every_actor() -> impl Iterator<Item = Actor> {
    Actor::names().map(|name| name.parse().unwrap())
}

/// Whether the domain refuses a command because of who issued it.
fn is_not_entitled(refused: &Rejection) -> bool {
    matches!(
        refused,
        Rejection::Authority(_)
            | Rejection::Consignment(consignment::Rejection::NotInCustody { .. })
            | Rejection::Maritime(
                domain::maritime::Rejection::NotInGroup { .. }
                    | domain::maritime::Rejection::Held { .. }
            )
    )
}

#[test]
fn those_whom_the_table_names_meet_the_deadline_and_nobody_else_is_entitled() {
    for duty in duties() {
        for act in duty.acts {
            for actor in every_actor() {
                let (center, command) = ready(act.command, actor);
                let decided = decide(&center, actor, command);
                let who = format!("{} by {actor}", act.command);
                if act.by.includes(actor, concerned(duty.clock)) {
                    let met = decided.expect(&who).into_iter().any(|event| {
                        matches!(event, Event::Clock(clock::Event::Met { clock, .. })
                            if clock == duty.clock)
                    });
                    assert!(met, "{who} does not meet {:?}", duty.clock);
                } else {
                    let refused = decided.expect_err(&who);
                    assert!(is_not_entitled(&refused), "{who}: {refused}");
                }
            }
        }
    }
}

#[test]
fn what_an_act_needs_is_what_the_domain_asks_for() {
    for duty in duties() {
        for act in duty.acts {
            let concerned = concerned(duty.clock);
            let mut entitled = every_actor().filter(|actor| act.by.includes(*actor, concerned));
            let actor = entitled.next().expect("somebody can meet it");
            for &need in act.needs {
                let (center, command) = lacking(act.command, need, actor);
                let met = decide(&center, actor, command).is_ok_and(|events| {
                    events
                        .iter()
                        .any(|event| matches!(event, Event::Clock(clock::Event::Met { .. })))
                });
                assert!(!met, "{} without {}", act.command, need.words());
            }
        }
    }
}

#[test]
fn the_table_has_every_clock_that_somebody_can_meet_and_no_gate() {
    let schema = serde_json::to_value(schemars::schema_for!(Clock)).unwrap();
    let words = schema["oneOf"].as_array().expect("a list of words").iter();
    let clocks = words.map(|word| serde_json::from_value::<Clock>(word["const"].clone()).unwrap());
    let wanted: BTreeSet<Clock> = clocks.filter(|clock| clock.is_duty()).collect();
    let listed: Vec<Clock> = duties().iter().map(|duty| duty.clock).collect();
    assert_eq!(listed.iter().copied().collect::<BTreeSet<Clock>>(), wanted);
    assert_eq!(listed.len(), wanted.len(), "a clock stands in the table once");
}
