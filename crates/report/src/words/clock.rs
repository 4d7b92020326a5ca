//! Deadlines in words.

use domain::Seat;
use domain::clock::{Clock, Event};
use kernel::Id;

use super::{Telling, Words, fact};
use crate::names;
use crate::zone::before;

pub(super) fn words(event: &Event, telling: &Telling) -> Words {
    let (clock, subject) = event.key();
    let name = name(clock, subject);
    let [comes, came] = verbs(clock);
    let revised = |late: bool| if late { ", late by revision" } else { "" };
    fact(match *event {
        Event::Armed { due_at, .. } => {
            format!("{name} {comes} {}", telling.when(due_at))
        }
        Event::Met { due_at, done_at: None, .. } => {
            format!("{name}: done in time, {}", before(due_at, telling.at, " it was due"))
        }
        Event::Met { due_at, done_at: Some(done_at), .. } => format!(
            "{name}: done {}, which is in time now, {}",
            telling.when(done_at),
            before(due_at, done_at, " it was due")
        ),
        Event::Missed { due_at, late_by_revision, .. } => {
            format!("missed: {name}, due {}{}", telling.when(due_at), revised(late_by_revision))
        }
        Event::Struck { late_by_revision, .. } => {
            format!("{name} {came}{}", revised(late_by_revision))
        }
        Event::Recomputed { starts_at, due_at, was_due_at, .. } => format!(
            "{name} {comes} {} instead of {}, counted from {}",
            telling.when(due_at),
            telling.when(was_due_at),
            telling.when(starts_at)
        ),
        Event::FoundLate { met_at, due_at, .. } => format!(
            "{name}, counted as in time when it came {}, is late by revision: now due {}",
            telling.when(met_at),
            telling.when(due_at)
        ),
        Event::Cancelled { .. } => format!("{name} is no longer awaited"),
    })
}

/// What a deadline is about.
pub(crate) fn name(clock: Clock, subject: Id) -> String {
    match clock {
        Clock::TierOne => format!("warning and host action on {subject}"),
        Clock::TierTwoGate => format!("the gate to tier two on {subject}"),
        Clock::TierThreeGate => format!("the gate to tier three on {subject}"),
        Clock::TierThree => format!("the decision on tier three on {subject}"),
        Clock::Quiet => format!("the quiet period of {subject}"),
        Clock::Consultation => format!("the consultation on {subject}"),
        Clock::Silence => format!("the silence on {subject}"),
        Clock::Verification => format!("verification of {subject}"),
        Clock::Attribution => format!("attribution of {subject}"),
        Clock::SeatUnmanned => format!("the grace of {}", seat(subject)),
        Clock::CeasefireEffective => "the agreed hour of the ceasefire".to_string(),
        Clock::LaunchPlan => "the report on the launch plan".to_string(),
        Clock::MandateInformation => {
            format!("the word to the parliament of {}", of_nation(subject))
        }
        Clock::MandateAuthorization => {
            format!("the vote on the operation of {}", of_nation(subject))
        }
        Clock::MandateApproval => format!("the time to demand a debate in {}", of_nation(subject)),
        Clock::MandateExpiry => format!("the end of the mandate of {}", of_nation(subject)),
        Clock::Rotation => format!("the relief of {subject}"),
        Clock::HeadquartersRotation => format!("the handover of the headquarters ({subject})"),
        Clock::CommissionRemedy => format!("a remedy in {subject}"),
        Clock::Remedy => format!("the remedy in {subject}"),
        Clock::ParticipationReview => "the review of participation".to_string(),
        Clock::Need => format!("the delivery of {subject}"),
        Clock::Consignment => format!("the arrival of {subject}"),
        Clock::Requirement => format!("the requirement {subject}"),
        Clock::TransitPermit => format!("the answer on the permit {subject}"),
        Clock::EmergencyActivation => {
            "the activation of the emergency regime of transit".to_string()
        }
        Clock::EmergencyEnd => "the emergency regime of transit".to_string(),
        Clock::HubDay => format!("the day's work of the hub {subject}"),
        Clock::DepotRefill => format!("the refill of {subject}"),
        Clock::CaveatExpiry => format!("the caveat {subject}"),
        Clock::MaritimeRotation => format!("the handover of the command at sea ({subject})"),
        Clock::GuaranteeTerm => {
            format!("the renewal of the guarantee of {}", of_nation(subject))
        }
    }
}

/// A nation by whose code a clock is known.
fn of_nation(subject: Id) -> String {
    match subject.as_str().parse() {
        Ok(nation) => names::nation(nation).to_string(),
        Err(_) => subject.to_string(),
    }
}

fn seat(subject: Id) -> String {
    let known = Seat::ALL.into_iter().find(|seat| seat.to_string() == subject.as_str());
    known.map_or_else(|| subject.to_string(), |seat| names::seat(seat).to_string())
}

/// What is said of a deadline that is to come, and of one that has struck.
fn verbs(clock: Clock) -> [&'static str; 2] {
    match clock {
        Clock::TierTwoGate | Clock::TierThreeGate => ["opens", "opened"],
        Clock::CeasefireEffective | Clock::MandateExpiry => ["is", "has come"],
        Clock::Quiet
        | Clock::Silence
        | Clock::SeatUnmanned
        | Clock::CaveatExpiry
        | Clock::MandateApproval
        | Clock::EmergencyEnd
        | Clock::HubDay => ["ends", "ended"],
        Clock::TierOne
        | Clock::TierThree
        | Clock::Consultation
        | Clock::Verification
        | Clock::Attribution
        | Clock::LaunchPlan
        | Clock::MandateInformation
        | Clock::MandateAuthorization
        | Clock::Rotation
        | Clock::HeadquartersRotation
        | Clock::CommissionRemedy
        | Clock::Remedy
        | Clock::ParticipationReview
        | Clock::Need
        | Clock::Requirement
        | Clock::Consignment
        | Clock::TransitPermit
        | Clock::EmergencyActivation
        | Clock::DepotRefill
        | Clock::GuaranteeTerm
        | Clock::MaritimeRotation => ["due", "came due"],
    }
}
