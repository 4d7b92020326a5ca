//! The table against the domain: every command for every actor.

use std::collections::BTreeSet;

use domain::ceasefire::Agree;
use domain::center::{Enroll, Role, SetParameter};
use domain::decision::{Convene, Matter, Open, Procedure};
use domain::incident::{
    Attribute, Category, Confidence, Digest, Finding, Party, ReportDetection, Settle, Severity,
    SubmitEvidence, Verify,
};
use domain::parameter::{Parameter, Value};
use domain::prosperity::{ReportLaunchPlan, StartLaunchPlan};
use domain::response::{
    DecideUs, DetermineExpanded, OpenTierThree, RecordHostAction, SendWarning, UsDecision,
};
use domain::{Audience, Center, Command, Event, Nation, Rejection, clock};
use kernel::{Basis, Decider, Issued, Position, Recorded, SimDuration, SimTime};

use super::*;

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

/// A center on whose line an attack has expanded: all deadlines are armed, and none is met.
fn center() -> Center {
    let mut center = Center::default();
    let day = Value::Duration(SimDuration::from_hours(24));
    for parameter in [
        Parameter::TierOneWithin,
        Parameter::TierThreeLatest,
        Parameter::VerificationWithin,
        Parameter::AttributionWithin,
        Parameter::ConsultationWithin,
        Parameter::LaunchPlanWithin,
    ] {
        let (value, basis, source) = (day, Basis::Assumption, None);
        accept(&mut center, Actor::Control, SetParameter { parameter, value, basis, source });
    }
    let (nation, role, accepts_silence) = (Nation::PL, Role::Member, false);
    accept(&mut center, Actor::Control, Enroll { nation, role, accepts_silence });
    accept(&mut center, Actor::Control, StartLaunchPlan {});
    accept(&mut center, Actor::Ua, Agree { instrument: id("truce"), effective_at: at() });
    let (clock, subject) = (Clock::CeasefireEffective, id("ceasefire"));
    accept(&mut center, Actor::Clock, clock_expires(clock, subject));
    for incident in ["b-1", "b-2"] {
        let report = ReportDetection {
            incident: id(incident),
            sensor: id("uav-1"),
            sector: id(incident),
            category: Category::Missile,
            severity: Severity::Grave,
            seen_at: None,
        };
        accept(&mut center, Actor::Monitors, report);
    }
    attributed(&mut center);
    accept(&mut center, Actor::Us, DetermineExpanded { series: id("b-1") });
    let open = Open {
        question: id("q1"),
        matter: Matter::TierThree,
        procedure: Procedure::Consultation,
        asked: domain::NationSet::EMPTY.with(Nation::PL),
        text_version: 1,
        series: Some(id("b-1")),
        depends_on: None,
    };
    accept(&mut center, Actor::Us, open);
    center
}

fn clock_expires(clock: Clock, subject: kernel::Id) -> clock::Expire {
    clock::Expire { clock, subject }
}

/// Verifies `b-1` and attributes it.
fn attributed(center: &mut Center) {
    let (incident, evidence) = (id("b-1"), id("e-1"));
    accept(center, Actor::Us, Verify { incident, finding: Finding::Verified });
    let digest: Digest = serde_json::from_str(&format!("\"{}\"", "0".repeat(32))).unwrap();
    let sensor = id("uav-1");
    accept(
        center,
        Actor::Us,
        SubmitEvidence { evidence, incident, sensor, digest, releasable_to: Audience::All },
    );
    let attribute = Attribute {
        incident,
        responsible: Party::Russia,
        confidence: Confidence::Probable,
        unprovoked: false,
        sources: [evidence].into(),
    };
    accept(center, Actor::Us, attribute);
}

/// A center in which only this act is lacking to meet the deadline, and the act.
fn ready(command: &str) -> (Center, Command) {
    let mut center = center();
    let series = id("b-1");
    let command = match command {
        "response.send-warning" => {
            accept(&mut center, Actor::Ua, RecordHostAction { series });
            SendWarning { series }.into()
        }
        "response.record-host-action" => {
            accept(&mut center, Actor::Us, SendWarning { series });
            RecordHostAction { series }.into()
        }
        "response.open-tier-three" => {
            accept(&mut center, Actor::Us, Convene { question: id("q1") });
            accept(&mut center, Actor::Us, DecideUs { series, decision: UsDecision::Yes });
            OpenTierThree { series }.into()
        }
        "response.decide-us" => DecideUs { series, decision: UsDecision::No }.into(),
        "decision.convene" => Convene { question: id("q1") }.into(),
        "incident.verify" => Verify { incident: id("b-2"), finding: Finding::Unverifiable }.into(),
        "incident.settle" => Settle { incident: id("b-1") }.into(),
        "prosperity.report-launch-plan" => ReportLaunchPlan {}.into(),
        other => panic!("write here how `{other}` comes to be lacking"),
    };
    (center, command)
}

fn every_actor() -> impl Iterator<Item = Actor> {
    Actor::names().map(|name| name.parse().unwrap())
}

#[test]
fn those_whom_the_table_names_meet_the_deadline_and_nobody_else_is_entitled() {
    for duty in duties() {
        for act in duty.acts {
            let (center, command) = ready(act.command);
            for actor in every_actor() {
                let decided = decide(&center, actor, command.clone());
                let who = format!("{} by {actor}", act.command);
                if act.by.includes(actor) {
                    let met = decided.expect(&who).into_iter().any(|event| {
                        matches!(event, Event::Clock(clock::Event::Met { clock, .. })
                            if clock == duty.clock)
                    });
                    assert!(met, "{who} does not meet {:?}", duty.clock);
                } else {
                    let refused = decided.expect_err(&who);
                    assert!(matches!(refused, Rejection::Authority(_)), "{who}: {refused}");
                }
            }
        }
    }
}

#[test]
fn what_an_act_needs_is_what_the_domain_asks_for() {
    let mut center = center();
    let series = id("b-1");
    let open = || Command::from(OpenTierThree { series });
    assert!(decide(&center, Actor::CoChairs, open()).is_err());
    accept(&mut center, Actor::Us, DecideUs { series, decision: UsDecision::Yes });
    assert!(decide(&center, Actor::CoChairs, open()).is_err(), "without a consultation");
    accept(&mut center, Actor::Us, Convene { question: id("q1") });
    assert!(decide(&center, Actor::CoChairs, open()).is_ok());
    accept(&mut center, Actor::Us, DecideUs { series, decision: UsDecision::Maybe });
    assert!(decide(&center, Actor::CoChairs, open()).is_err(), "without a yes");
    let settle = Command::from(Settle { incident: id("b-2") });
    assert!(decide(&center, Actor::Us, settle).is_err(), "without an attribution");
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
