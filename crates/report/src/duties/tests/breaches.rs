//! Breaches and what is done about them.

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
use domain::{Audience, NationSet};
use kernel::{Basis, SimDuration};

use super::*;

pub(super) fn set(center: &mut Center, parameter: Parameter, value: Value) {
    let (basis, source) = (Basis::Assumption, None);
    accept(center, Actor::Control, SetParameter { parameter, value, basis, source });
}

pub(super) fn enroll(center: &mut Center, nation: Nation) {
    let role = if nation == Nation::UA { Role::Host } else { Role::Member };
    let accepts_silence = false;
    accept(center, Actor::Control, Enroll { nation, role, accepts_silence });
}

/// A center on whose line an attack has expanded: all deadlines are armed, and none is met.
pub(super) fn center() -> Center {
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
        set(&mut center, parameter, day);
    }
    enroll(&mut center, Nation::PL);
    enroll(&mut center, Nation::UA);
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
        asked: NationSet::EMPTY.with(Nation::PL),
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

pub(super) fn prepared(command: &str, without: Option<Need>) -> (Center, Command) {
    let mut center = center();
    let (series, question) = (id("b-1"), id("q1"));
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
            if without != Some(Need::Consultation) {
                accept(&mut center, Actor::Us, Convene { question });
            }
            let maybe = without == Some(Need::UsYes);
            let decision = if maybe { UsDecision::Maybe } else { UsDecision::Yes };
            accept(&mut center, Actor::Us, DecideUs { series, decision });
            OpenTierThree { series }.into()
        }
        "response.decide-us" => DecideUs { series, decision: UsDecision::No }.into(),
        "decision.convene" => Convene { question }.into(),
        "incident.verify" => Verify { incident: id("b-2"), finding: Finding::Unverifiable }.into(),
        "incident.settle" => {
            let incident = if without == Some(Need::Attribution) { "b-2" } else { "b-1" };
            Settle { incident: id(incident) }.into()
        }
        "prosperity.report-launch-plan" => ReportLaunchPlan {}.into(),
        other => panic!("write here how `{other}` comes to be lacking"),
    };
    (center, command)
}
