//! Incidents, evidence and attribution in words.

use domain::Audience;
use domain::incident::{Category, Confidence, Event, Party, Severity};
use kernel::{Id, SimTime};

use super::{Telling, Words, act, fact};
use crate::names;

pub(super) fn words(event: &Event, telling: &Telling) -> Words {
    match event {
        Event::Detected { incident, sensor, seen_at } => {
            act(format!("reported {incident} from the sensor {sensor}{}", seen(*seen_at, telling)))
        }
        Event::Opened { incident, sector, category, severity, .. } => fact(format!(
            "incident {incident} is opened: {}, {}, in sector {sector}",
            category_name(*category),
            severity_name(*severity)
        )),
        Event::Correlated { incident, series } if incident.0 == series.0 => {
            fact(format!("the breach series {series} begins with it"))
        }
        Event::Correlated { incident, series } => {
            fact(format!("{incident} belongs to the breach series {series}"))
        }
        Event::BreachTimed { series, breach_at } => {
            fact(format!("the initial breach of {series} is timed {}", telling.when(*breach_at)))
        }
        Event::BreachRevised { series, breach_at, was_at } => {
            let (was, is) = (telling.when(*was_at), telling.when(*breach_at));
            fact(format!("the initial breach of {series} is corrected from {was} to {is}"))
        }
        Event::SensorLost { sensor } => fact(format!("the sensor {sensor} is lost")),
        Event::SensorRestored { sensor } => fact(format!("the sensor {sensor} works again")),
        Event::EvidenceReceived { .. }
        | Event::CustodyTransferred { .. }
        | Event::EvidenceCertified { .. }
        | Event::EvidenceReleased { .. } => act(evidence(event)),
        Event::Verified { incident, .. } => act(format!("verified {incident}")),
        Event::Unverifiable { incident } => {
            act(format!("found that {incident} cannot be verified"))
        }
        Event::LeftUnverified { incident } => fact(format!("{incident} is left unverified")),
        Event::PersistenceRaised { series, score } => {
            fact(format!("verified minor breaches in {series}: {score}"))
        }
        Event::AttributionProposed { incident, .. } => {
            act(format!("attributed {incident} to {}", finding(event)))
        }
        Event::AttributionRevised { incident, version, .. } => act(format!(
            "revised the attribution of {incident}; version {version}: {}",
            finding(event)
        )),
        Event::DissentRecorded { incident, version, .. } => {
            act(format!("dissented from version {version} of the attribution of {incident}"))
        }
        Event::AttributionAgreed { incident, version, responsible } => fact(format!(
            "the attribution of {incident} to {} is agreed (version {version})",
            party_name(*responsible)
        )),
        Event::AttributionSplit { incident, version, responsible, dissenters } => fact(format!(
            "the attribution of {incident} to {} is split (version {version}); dissent: {}",
            party_name(*responsible),
            names::list(dissenters.iter().map(|dissenter| names::actor(*dissenter)))
        )),
    }
}

/// What was done with evidence.
fn evidence(event: &Event) -> String {
    match event {
        Event::EvidenceReceived { evidence, incident, sensor, releasable_to, .. } => format!(
            "handed in the evidence {evidence} on {incident}, from the sensor {sensor}{}",
            restriction(*releasable_to)
        ),
        Event::CustodyTransferred { evidence, to, releasable_to, .. } => format!(
            "passed the evidence {evidence} on to {}{}",
            names::actor(*to),
            restriction(*releasable_to)
        ),
        Event::EvidenceCertified { evidence, incident, .. } => {
            format!("certified the restricted evidence {evidence} on {incident}")
        }
        Event::EvidenceReleased { evidence, incident, sensor, releasable_to, .. } => format!(
            "released the evidence {evidence} on {incident}, from the sensor {sensor}; it is for {} now",
            names::audience(*releasable_to)
        ),
        _ => String::new(),
    }
}

/// Who alone may see it: `, for Ukraine and the US only`.
fn restriction(releasable_to: Audience) -> String {
    match releasable_to {
        Audience::All => String::new(),
        only @ Audience::Only { .. } => format!(", for {} only", names::audience(only)),
    }
}

/// When it was seen, if not at the instant of the report.
fn seen(seen_at: SimTime, telling: &Telling) -> String {
    if seen_at == telling.at { String::new() } else { format!(", seen {}", telling.when(seen_at)) }
}

pub(super) fn subject(event: &Event) -> Id {
    match event {
        Event::Detected { incident, .. }
        | Event::Opened { incident, .. }
        | Event::Correlated { incident, .. }
        | Event::Verified { incident, .. }
        | Event::Unverifiable { incident }
        | Event::LeftUnverified { incident }
        | Event::AttributionProposed { incident, .. }
        | Event::AttributionRevised { incident, .. }
        | Event::DissentRecorded { incident, .. }
        | Event::AttributionAgreed { incident, .. }
        | Event::AttributionSplit { incident, .. } => incident.0,
        Event::BreachTimed { series, .. }
        | Event::BreachRevised { series, .. }
        | Event::PersistenceRaised { series, .. } => series.0,
        Event::SensorLost { sensor } | Event::SensorRestored { sensor } => sensor.0,
        Event::EvidenceReceived { evidence, .. }
        | Event::CustodyTransferred { evidence, .. }
        | Event::EvidenceCertified { evidence, .. }
        | Event::EvidenceReleased { evidence, .. } => evidence.0,
    }
}

/// What an attribution says: `Russia, probable, unprovoked, on ev-1 and ev-2`.
fn finding(event: &Event) -> String {
    let (Event::AttributionProposed { responsible, confidence, unprovoked, sources, .. }
    | Event::AttributionRevised { responsible, confidence, unprovoked, sources, .. }) = event
    else {
        return String::new();
    };
    let unprovoked = if *unprovoked { ", unprovoked" } else { "" };
    format!(
        "{}, {}{unprovoked}, on {}",
        party_name(*responsible),
        confidence_name(*confidence),
        names::list(sources.iter().map(|source| source.0.as_str()))
    )
}

pub(crate) fn party_name(party: Party) -> &'static str {
    match party {
        Party::Russia => "Russia",
        Party::Ukraine => "Ukraine",
        Party::Both => "both sides",
        Party::Undetermined => "an undetermined party",
    }
}

fn confidence_name(confidence: Confidence) -> &'static str {
    match confidence {
        Confidence::Possible => "possible",
        Confidence::Probable => "probable",
        Confidence::Confirmed => "confirmed",
    }
}

fn category_name(category: Category) -> &'static str {
    match category {
        Category::SmallArms => "small arms",
        Category::Artillery => "artillery",
        Category::Drone => "drone",
        Category::Missile => "missile",
        Category::GroundAssault => "ground assault",
        Category::Overflight => "overflight",
        Category::Naval => "naval",
        Category::Interference => "interference",
    }
}

fn severity_name(severity: Severity) -> &'static str {
    match severity {
        Severity::Minor => "minor",
        Severity::Major => "major",
        Severity::Grave => "grave",
    }
}
