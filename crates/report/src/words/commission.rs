//! Cases of the Special Commission in words.

use domain::commission::{Event, Instrument, Remedy, Stage};

use super::incident::party_name;
use super::{Telling, Words, act, fact};
use crate::names;

pub(super) fn words(event: &Event, telling: &Telling) -> Words {
    match event {
        Event::CaseOpened { case, series, instrument } => act(format!(
            "brought the breach {series} before the Commission as {case}, under {}",
            instrument_name(*instrument)
        )),
        Event::EvidenceClosed { case, evidence } => {
            let count = names::count(evidence.len() as u64, "item");
            act(format!("closed the list of evidence of {case}: {count}"))
        }
        Event::Found { case, responsible, incident, version } => act(format!(
            "found in {case}: {} is responsible, on version {version} of the attribution of \
             {incident}",
            party_name(*responsible)
        )),
        Event::SplitFound { case, responsible, dissenters, incident, version } => act(format!(
            "found in {case}, split: {} is responsible, on version {version} of the attribution of \
             {incident}; dissenting: {}",
            party_name(*responsible),
            names::list(dissenters.iter().map(|actor| names::actor(*actor)))
        )),
        Event::NotProven { case } => act(format!("found that nothing is proven in {case}")),
        Event::BasisRevised { case, incident, relied_on, version } => fact(format!(
            "the finding in {case} relied on version {relied_on} of the attribution of {incident}; \
             there is version {version} now"
        )),
        Event::ReviewRequested { case } => {
            fact(format!("{case} has no remedy in time; the co-chairs are to look at it"))
        }
        Event::RemedySet { case, remedy, responsible, asked, due_at } => act(format!(
            "set the remedy in {case} for the breach by {}: {}, due {}; asked to see to it: {}",
            party_name(*responsible),
            remedy_name(*remedy),
            telling.when(*due_at),
            names::nations(*asked)
        )),
        Event::RemedyAccepted { case, .. } => {
            act(format!("accepted to see to the remedy in {case}"))
        }
        Event::RemedyDone { case, accepted, late } => act(format!(
            "reported that the remedy in {case} is done{}, with {}",
            if *late { ", after it had lapsed" } else { "" },
            names::nations(*accepted)
        )),
        Event::RemedyFailed { case, .. } => act(format!("gave up the remedy in {case}")),
        Event::RemedyLapsed { case, accepted } => fact(format!(
            "the remedy in {case} has lapsed; accepted by: {}",
            names::nations(*accepted)
        )),
    }
}

fn instrument_name(instrument: Instrument) -> &'static str {
    match instrument {
        Instrument::ParisText => "the Paris declaration",
        Instrument::JointMonitoring => "the US draft (Joint Monitoring Commission)",
        Instrument::PeaceCouncil => "the peace plan (Peace Council)",
    }
}

fn remedy_name(remedy: Remedy) -> &'static str {
    match remedy {
        Remedy::Withdrawal => "withdrawal",
        Remedy::Restoration => "restoration",
        Remedy::Compensation => "compensation",
        Remedy::Apology => "an apology",
        Remedy::SanctionsReview => "a review of sanctions",
    }
}

/// How far a case has come.
pub(crate) fn case_stage_name(stage: Stage) -> &'static str {
    match stage {
        Stage::Opened => "open",
        Stage::EvidenceClosed => "the list of evidence is closed",
        Stage::Found => "found",
        Stage::Split => "found, split",
        Stage::NotProven => "not proven",
        Stage::RemedySet => "the remedy is awaited",
        Stage::RemedyDone => "the remedy is done",
        Stage::RemedyFailed => "the remedy was given up",
        Stage::RemedyLapsed => "the remedy has lapsed",
    }
}
