//! Scripts that are written in code.

use std::collections::BTreeMap;
use std::sync::Arc;

use domain::ceasefire::Agree;
use domain::center::{Enroll, Role};
use domain::decision::Matter;
use domain::framework::SignIntent;
use domain::incident::{Category, Finding, ReportDetection, Severity};
use domain::parameter::{Parameter, Value as ParameterAmount};
use domain::response::SendWarning;
use domain::silence::{Object, Start, Urgency};
use domain::{Actor, Command, Nation};
use kernel::{Basis, SimDuration, SimTime, Source};
use serde_json::json;
use simulator::choice::Stream;
use simulator::distribution::Distribution;
use simulator::record::{Opening, Origin};
use simulator::script::{
    Check, Choice, Expectation, Fixed, ParameterStep, ParameterValue, Pattern, Piece, Script, Slot,
    Step, Streams, Template, Trigger, Watch,
};

fn start() -> SimTime {
    "2026-01-06T07:00:00.000Z".parse().unwrap()
}

fn hours(hours: u64) -> SimTime {
    start() + SimDuration::from_hours(hours)
}

fn origin(basis: Basis, source: &str, note: &str) -> Arc<Origin> {
    let source = Source::new(source).ok();
    let note = Some(note.to_string()).filter(|note| !note.is_empty());
    Arc::new(Origin { basis, source, note })
}

fn assumed() -> Arc<Origin> {
    origin(Basis::Assumption, "", "")
}

fn parameter(parameter: Parameter, value: ParameterAmount, origin: Arc<Origin>) -> ParameterStep {
    let stream = Stream::new("parameters").unwrap();
    ParameterStep { parameter, value: ParameterValue::Known(value), origin, stream }
}

fn enroll(nation: Nation, role: Role) -> Fixed {
    let enroll = Enroll { nation, role, accepts_silence: role == Role::Member };
    Fixed { by: Actor::Control, command: enroll.into(), origin: assumed() }
}

/// A step without delay or chance.
fn step(name: &str, trigger: Trigger, by: Actor, template: Template, origin: Arc<Origin>) -> Step {
    let stream = |purpose| Stream::new(format!("{name}/{purpose}")).unwrap();
    Step {
        name: name.to_string(),
        trigger,
        when: Vec::new(),
        unless: Vec::new(),
        delay: None,
        chance: 1_000_000,
        times_max: None,
        options: vec![Choice { weight: 1, by, template, origin }],
        streams: Streams {
            instant: stream("instant"),
            delay: stream("delay"),
            chance: stream("chance"),
            option: stream("option"),
        },
    }
}

fn at(name: &str, hour: u64, by: Actor, command: impl Into<Command>, origin: Arc<Origin>) -> Step {
    let trigger = Trigger::At { at: hours(hour), times: 1, every: None };
    step(name, trigger, by, Template::Fixed(command.into()), origin)
}

fn detection(incident: &str, seen_at: Option<SimTime>) -> ReportDetection {
    ReportDetection {
        incident: incident.parse().unwrap(),
        sensor: "drone-4".parse().unwrap(),
        sector: "east".parse().unwrap(),
        category: Category::Artillery,
        severity: Severity::Major,
        seen_at,
    }
}

fn empty(title: &str, until: SimTime) -> Script {
    Script {
        opening: Opening {
            scenario: "made-up".into(),
            title: title.into(),
            scenario_hash: Some("0".repeat(64)),
            seed: None,
            starts_at: start(),
            until,
            utc_offset: 60,
            branches: Vec::new(),
        },
        parameters: vec![
            parameter(
                Parameter::TierOneWithin,
                ParameterAmount::Duration(SimDuration::from_hours(24)),
                origin(Basis::Reported, "S70", ""),
            ),
            parameter(
                Parameter::VerificationWithin,
                ParameterAmount::Duration(SimDuration::from_hours(6)),
                assumed(),
            ),
            parameter(
                Parameter::AttributionWithin,
                ParameterAmount::Duration(SimDuration::from_hours(24)),
                assumed(),
            ),
            parameter(
                Parameter::TierTwoAfter,
                ParameterAmount::Duration(SimDuration::from_hours(24)),
                origin(Basis::Reported, "S70", ""),
            ),
            parameter(
                Parameter::TierThreeEarliest,
                ParameterAmount::Duration(SimDuration::from_hours(72)),
                origin(Basis::Reported, "S70", ""),
            ),
            parameter(Parameter::CoverageThreshold, ParameterAmount::Share(625_000), assumed()),
            parameter(
                Parameter::SilenceRoutine,
                ParameterAmount::Duration(SimDuration::from_hours(24)),
                assumed(),
            ),
        ],
        enrollments: vec![
            enroll(Nation::FR, Role::Member),
            enroll(Nation::UK, Role::Member),
            enroll(Nation::HU, Role::Member),
            enroll(Nation::UA, Role::Host),
        ],
        steps: Vec::new(),
        injected: Vec::new(),
        watches: Vec::new(),
        expectations: Vec::new(),
        choices: BTreeMap::new(),
        others: simulator::choice::Others::Drawn,
        rules: None,
    }
}

/// A breach that is verified and warned of, and on which the host never acts; and a silence that
/// is broken at the last hour.
pub(super) fn breach() -> Script {
    let agree = Agree { instrument: "truce".parse().unwrap(), effective_at: hours(1) };
    let put = Start {
        question: "q1".parse().unwrap(),
        matter: Matter::Statement,
        urgency: Urgency::Routine,
        asked: [Nation::FR, Nation::UK, Nation::HU].into_iter().collect(),
        text_version: 1,
        depends_on: None,
    };
    let object = |nation| Object { question: "q1".parse().unwrap(), nation };
    let sign = |nation| SignIntent { nation, text: "intent".parse().unwrap() };
    let by = Actor::Nation;
    Script {
        steps: vec![
            at(
                "timeline/truce",
                0,
                Actor::Control,
                agree,
                origin(Basis::Assumption, "", "made up"),
            ),
            at("timeline/fr", 0, by(Nation::FR), sign(Nation::FR), origin(Basis::Fact, "S05", "")),
            at("timeline/uk", 0, by(Nation::UK), sign(Nation::UK), origin(Basis::Fact, "S05", "")),
            at("timeline/q1", 2, Actor::CoChairs, put, assumed()),
            at("timeline/ru", 3, by(Nation::PL), object(Nation::PL), assumed()),
            at("timeline/b-1", 4, Actor::Monitors, detection("b-1", Some(hours(3))), assumed()),
            verification(),
            at("timeline/early", 8, Actor::Monitors, detection("b-1", Some(hours(2))), assumed()),
            at("timeline/warn", 10, Actor::CoChairs, warning(), assumed()),
            at("timeline/hu", 25, by(Nation::HU), object(Nation::HU), assumed()),
        ],
        watches: vec![watch("silence.broken"), watch("response.tier-two-opened")],
        expectations: vec![expected("the silence is broken", 0), expected("tier two opens", 1)],
        ..empty("A breach that nobody stops", hours(48))
    }
}

fn warning() -> SendWarning {
    SendWarning { series: "b-1".parse().unwrap() }
}

/// The monitors verify an incident an hour after it is opened.
fn verification() -> Step {
    let upon = Pattern { kind: "incident.opened".into(), fields: BTreeMap::new() };
    let template = Template::Form {
        family: "incident".into(),
        name: "verify".into(),
        fields: vec![
            ("incident".into(), Slot::Field("incident".into())),
            ("finding".into(), Slot::Fixed(json!(Finding::Verified))),
        ],
    };
    let verify = step("monitors/verify", Trigger::Upon(upon), Actor::Monitors, template, assumed());
    Step { delay: Some(Distribution::fixed(3_600_000)), ..verify }
}

fn watch(kind: &str) -> Watch {
    Watch {
        pattern: Pattern { kind: kind.into(), fields: BTreeMap::new() },
        by_fields: Vec::new(),
        reader: None,
        keep: None,
        from: SimTime::MIN,
        to: SimTime::MAX,
    }
}

fn expected(text: &str, watch: usize) -> Expectation {
    let check = Check::Count { watch, at_least: 1, at_most: u32::MAX };
    Expectation { text: text.into(), check }
}

/// So many detections, one each five minutes, and one question among them.
pub(super) fn many_detections(times: u32) -> Script {
    let template = Template::Form {
        family: "incident".into(),
        name: "report-detection".into(),
        fields: vec![
            ("incident".into(), Slot::Text(vec![Piece::Text("b-".into()), Piece::Number])),
            ("sensor".into(), Slot::Fixed(json!("drone-4"))),
            ("sector".into(), Slot::Fixed(json!("east"))),
            ("category".into(), Slot::Fixed(json!(Category::Drone))),
            ("severity".into(), Slot::Fixed(json!(Severity::Minor))),
        ],
    };
    let trigger = Trigger::At { at: hours(0), times, every: Some(Distribution::fixed(300_000)) };
    let report = step("timeline/many", trigger, Actor::Monitors, template, assumed());
    let truce = Agree { instrument: "truce".parse().unwrap(), effective_at: hours(30) };
    Script {
        steps: vec![report, at("timeline/truce", 2, Actor::Control, truce, assumed())],
        ..empty("Many detections", hours(36))
    }
}
