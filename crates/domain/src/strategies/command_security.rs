//! Any command of the families that lead from a question or a breach to a response.

use alloc::vec;
use alloc::vec::Vec;

use proptest::prelude::*;
use proptest::sample::{select, subsequence};

use super::command::{Any, any_of, instant, name, nation, nation_set};
use super::command_release::any_restricted_name;
use crate::ceasefire::{
    Agree, AssessCalm, DeclareCollapsed, DeclareRestored, DeclareStrained, FindCessation,
    ReportCoverage,
};
use crate::clock::{Clock, Expire};
use crate::decision::{
    Adopt, CastPosition, Close, Convene, Escalate, Label, Matter, Open, Position, Procedure,
};
use crate::ids::{EvidenceId, IncidentId, QuestionId, SeriesId};
use crate::incident::{
    Attribute, Category, Confidence, Digest, Dissent, Finding, LoseSensor, Party, ReportDetection,
    RestoreSensor, Revise, ReviseBreach, Settle, Severity, SubmitEvidence, TransferCustody, Verify,
};
use crate::response::{
    Consent, DecideUs, DetermineExpanded, InvokeBackstop, OpenTierThree, OpenTierTwo,
    RecordHostAction, RecordUnilateral, ReportHostilities, SendWarning, StandDown, Tier,
    UsDecision,
};
use crate::silence::{Object, Start, Urgency};
use crate::{Audience, Command};

use super::setting::{digest, id};

fn question() -> impl Strategy<Value = QuestionId> {
    name(&["q1", "q2", "q3", "q4"])
}

/// Questions under silence have names of their own, so that both kinds go on for a while.
fn silence_question() -> impl Strategy<Value = QuestionId> {
    name(&["s1", "s2", "s3", "q1"])
}

fn matter() -> impl Strategy<Value = Matter> {
    select(vec![
        Matter::Statement,
        Matter::Statement,
        Matter::Procedure,
        Matter::Monitoring,
        Matter::Logistics,
        Matter::TierTwo,
        Matter::TierThree,
        Matter::UseOfForce,
        Matter::CaveatChange,
    ])
}

pub(super) fn decision() -> Any {
    let procedure = select(vec![
        Procedure::Consultation,
        Procedure::Consensus,
        Procedure::CoChairs,
        Procedure::Tripartite,
    ]);
    let position = select(vec![
        Position::Agrees,
        Position::Agrees,
        Position::AgreesWithReservation,
        Position::Objects,
        Position::Abstains,
    ]);
    let label = select(vec![Label::Full, Label::CoalitionOnly]);
    let depends_on = prop::option::weighted(0.1, name(&["p1", "p2"]));
    let series = prop::option::weighted(0.6, series());
    any_of![
        4 => (question(), matter(), procedure, nation_set(), 1u32..3, series, depends_on).prop_map(
            |(question, matter, procedure, asked, text_version, series, depends_on)| Open {
                question, matter, procedure, asked, text_version, series, depends_on,
            }
        ),
        2 => question().prop_map(|question| Convene { question }),
        8 => (question(), nation(), position).prop_map(|(question, nation, position)| {
            CastPosition { question, nation, position }
        }),
        4 => (question(), label).prop_map(|(question, label)| Adopt { question, label }),
        1 => question().prop_map(|question| Close { question }),
        1 => question().prop_map(|question| Escalate { question }),
    ]
}

pub(super) fn silence() -> Any {
    let urgency = select(vec![Urgency::Routine, Urgency::Urgent, Urgency::Flash]);
    let depends_on = prop::option::weighted(0.1, name(&["p1", "p2"]));
    any_of![
        2 => (silence_question(), matter(), urgency, nation_set(), 1u32..3, depends_on).prop_map(
            |(question, matter, urgency, asked, text_version, depends_on)| Start {
                question, matter, urgency, asked, text_version, depends_on,
            }
        ),
        1 => (silence_question(), nation()).prop_map(|(question, nation)| {
            Object { question, nation }
        }),
    ]
}

pub(super) fn ceasefire() -> Any {
    let coverage = select(vec![0, 799_999, 800_000, 1_000_000, 1_000_001]);
    any_of![
        2 => instant().prop_map(|effective_at| {
            Agree { instrument: id("truce"), effective_at }
        }),
        2 => Just(FindCessation {}),
        2 => coverage.prop_map(|coverage| ReportCoverage { coverage }),
        2 => Just(AssessCalm {}),
        1 => Just(DeclareStrained {}),
        1 => Just(DeclareCollapsed {}),
        1 => Just(DeclareRestored {}),
    ]
}

fn incident_id() -> impl Strategy<Value = IncidentId> {
    name(&["breach", "breach", "i1", "i2", "i3"])
}

fn series() -> impl Strategy<Value = SeriesId> {
    name(&["breach", "breach", "i1", "i2"])
}

fn sources() -> impl Strategy<Value = Vec<EvidenceId>> {
    let open = subsequence(vec![id("e1"), id("e1"), id("e2")], 0..=2);
    (open, prop::option::weighted(0.2, any_restricted_name()))
        .prop_map(|(open, restricted)| open.into_iter().chain(restricted).collect())
}

fn finding() -> impl Strategy<Value = (Party, Confidence, bool)> {
    let parties =
        vec![Party::Russia, Party::Russia, Party::Ukraine, Party::Both, Party::Undetermined];
    let confidences = vec![Confidence::Possible, Confidence::Probable, Confidence::Confirmed];
    (select(parties), select(confidences), any::<bool>())
}

fn any_digest() -> impl Strategy<Value = Digest> {
    let other: Digest = id("ffffffffffffffffffffffffffffffff");
    prop_oneof![5 => Just(digest()), 1 => Just(other)]
}

fn detection() -> impl Strategy<Value = ReportDetection> {
    let sensor = name(&["radar", "camera"]);
    let severity = select(vec![Severity::Minor, Severity::Minor, Severity::Major]);
    let sector = prop_oneof![5 => name(&["north"]), 1 => name(&["south"])];
    let seen_at = prop::option::of(instant());
    (incident_id(), sensor, sector, severity, seen_at).prop_map(
        |(incident, sensor, sector, severity, seen_at)| ReportDetection {
            incident,
            sensor,
            sector,
            category: Category::Drone,
            severity,
            seen_at,
        },
    )
}

pub(super) fn incident() -> Any {
    let evidence = || name(&["e1", "e2"]);
    let sensor = || name(&["radar", "camera"]);
    let verdict = select(vec![Finding::Verified, Finding::Verified, Finding::Unverifiable]);
    let heir = select(vec![crate::Actor::Monitors, crate::Actor::Commission]);
    any_of![
        5 => detection(),
        1 => sensor().prop_map(|sensor| LoseSensor { sensor }),
        1 => sensor().prop_map(|sensor| RestoreSensor { sensor }),
        5 => (incident_id(), verdict).prop_map(|(incident, finding)| Verify { incident, finding }),
        4 => (series(), instant(), evidence()).prop_map(|(series, breach_at, evidence)| {
            ReviseBreach { series, breach_at, evidence }
        }),
        4 => (evidence(), incident_id(), sensor(), any_digest()).prop_map(
            |(evidence, incident, sensor, digest)| {
                let releasable_to = Audience::All;
                SubmitEvidence { evidence, incident, sensor, digest, releasable_to }
            }
        ),
        1 => (evidence(), heir, any_digest()).prop_map(|(evidence, to, digest)| {
            TransferCustody { evidence, to, digest }
        }),
        3 => (incident_id(), finding(), sources()).prop_map(|(incident, found, sources)| {
            let (responsible, confidence, unprovoked) = found;
            let sources = sources.into_iter().collect();
            Attribute { incident, responsible, confidence, unprovoked, sources }
        }),
        2 => (incident_id(), finding(), sources()).prop_map(|(incident, found, sources)| {
            let (responsible, confidence, unprovoked) = found;
            let sources = sources.into_iter().collect();
            Revise { incident, responsible, confidence, unprovoked, sources }
        }),
        2 => incident_id().prop_map(|incident| Dissent { incident }),
        2 => incident_id().prop_map(|incident| Settle { incident }),
    ]
}

pub(super) fn response() -> Any {
    let decision =
        select(vec![UsDecision::Yes, UsDecision::Yes, UsDecision::No, UsDecision::Maybe]);
    let tier = select(vec![Tier::None, Tier::One, Tier::Two]);
    any_of![
        2 => series().prop_map(|series| SendWarning { series }),
        2 => series().prop_map(|series| RecordHostAction { series }),
        3 => (series(), any::<bool>()).prop_map(|(series, continuing)| {
            ReportHostilities { series, continuing }
        }),
        4 => (series(), nation(), prop::bool::weighted(0.7)).prop_map(
            |(series, nation, consents)| Consent { series, nation, consents }
        ),
        4 => series().prop_map(|series| OpenTierTwo { series }),
        2 => series().prop_map(|series| DetermineExpanded { series }),
        4 => (series(), decision).prop_map(|(series, decision)| DecideUs { series, decision }),
        4 => series().prop_map(|series| OpenTierThree { series }),
        2 => series().prop_map(|series| InvokeBackstop { series }),
        3 => (series(), tier).prop_map(|(series, to)| StandDown { series, to }),
        1 => (series(), nation()).prop_map(|(series, nation)| RecordUnilateral { series, nation }),
    ]
}

pub(super) fn clock() -> Any {
    let clock = select(vec![
        Clock::TierOne,
        Clock::TierTwoGate,
        Clock::TierThreeGate,
        Clock::Quiet,
        Clock::Silence,
    ]);
    let subject = name(&["breach", "s1"]);
    any_of![1 => (clock, subject).prop_map(|(clock, subject)| Expire { clock, subject }),]
}
