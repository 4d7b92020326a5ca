//! The Special Commission: it addresses breaches, finds who is responsible, sets remedies.
//!
//! Sections 1.2 and 7 of the domain notes: three texts foresee such a body, so a case names its
//! instrument. A finding does not attribute anew: it relies on a settled version of an attribution
//! and keeps its link to it, and every source of that version must stand on the closed list of
//! evidence; while one does not, the list may be closed anew. A finding whose version was revised
//! since has lost its basis: it stands on record, no remedy is set on it, and the Commission finds
//! anew. What is set is carried out by the nations that accept it, and by no other.

use alloc::collections::BTreeSet;
use alloc::vec::Vec;

use kernel::SimTime;

use crate::actor::Actor;
use crate::clock::{self, Clock};
use crate::ids::{CaseId, EvidenceId, IncidentId};
use crate::incident::{Attribution, Incident, Party, Settled};
use crate::model::commands;
use crate::mutation::{Mutation, off};
use crate::nation::NationSet;
use crate::parameter::Parameter;
use crate::{Center, Moment, incident};

mod commands;
mod event;
mod remedy;
mod state;

pub use commands::{
    AcceptRemedy, CloseEvidence, Find, FindNotProven, OpenCase, ReportRemedyDone,
    ReportRemedyFailed, SetRemedy,
};
pub use event::{Event, Rejection};
pub(crate) use remedy::{on_no_remedy, on_remedy_due};
pub use state::{Case, Cases, Finding, Instrument, Ordered, Remedy, Stage};

commands!(Commission:
    OpenCase, CloseEvidence, Find, FindNotProven, SetRemedy, AcceptRemedy, ReportRemedyDone,
    ReportRemedyFailed,
);

pub(crate) fn decide(
    moment: &Moment<'_>,
    command: &Command,
) -> Result<Vec<crate::Event>, crate::Rejection> {
    match command {
        Command::OpenCase(command) => decide_open(moment, command),
        Command::CloseEvidence(command) => decide_close_evidence(moment, command),
        Command::Find(command) => decide_find(moment, command),
        Command::FindNotProven(command) => decide_not_proven(moment, command),
        Command::SetRemedy(command) => remedy::decide_set_remedy(moment, command),
        Command::AcceptRemedy(command) => remedy::decide_accept(moment, command),
        Command::ReportRemedyDone(command) => remedy::decide_done(moment, command),
        Command::ReportRemedyFailed(command) => remedy::decide_failed(moment, command),
    }
}

fn decide_open(
    moment: &Moment<'_>,
    command: &OpenCase,
) -> Result<Vec<crate::Event>, crate::Rejection> {
    let OpenCase { case, series, instrument } = *command;
    let Center { cell, cases, incidents, parameters, .. } = moment.center;
    moment.entitled(moment.seat().is_some())?;
    if let Actor::Nation(nation) = moment.by
        && !cell.nations.contains_key(&nation)
    {
        return Err(Rejection::NotEnrolled { nation }.into());
    }
    if cases.0.contains_key(&case) {
        return Err(Rejection::CaseExists { case }.into());
    }
    if !incidents.series.contains_key(&series) {
        return Err(incident::Rejection::UnknownSeries { series }.into());
    }
    let span = parameters.duration(Parameter::CommissionRemedyWithin);
    Ok(Vec::from([
        Event::CaseOpened { case, series, instrument }.into(),
        clock::arm(Clock::CommissionRemedy, case.0, moment.at, span),
    ]))
}

fn decide_close_evidence(
    moment: &Moment<'_>,
    command: &CloseEvidence,
) -> Result<Vec<crate::Event>, crate::Rejection> {
    let CloseEvidence { case, evidence } = command.clone();
    moment.only(&[Actor::Commission])?;
    let from = [Stage::Opened, Stage::EvidenceClosed, Stage::Found, Stage::Split];
    let found = moment.center.cases.at(case, &from)?;
    let cited = cited(moment.center, found);
    // What has come to light since may be cited in a finding, or in a new one.
    let may_close = match found.stage {
        Stage::Opened => true,
        Stage::EvidenceClosed => !cited.is_subset(&found.evidence),
        _ => has_lost_its_basis(moment.center, found),
    };
    if !may_close {
        return Err(Rejection::WrongStage { case, stage: found.stage }.into());
    }
    // Where nobody cites anything, the list may be empty: nothing is proven then.
    if evidence.is_empty() && !cited.is_empty() {
        return Err(Rejection::NothingListed { case }.into());
    }
    incident::require_citable(moment, found.series, &evidence)?;
    Ok(Vec::from([Event::EvidenceClosed { case, evidence }.into()]))
}

/// The evidence that the current attributions of the incidents of a case's breach cite.
fn cited(center: &Center, case: &Case) -> BTreeSet<EvidenceId> {
    let incidents = center.incidents.incidents.values().filter(|it| it.series == case.series);
    let attributions = incidents.filter_map(Incident::attribution);
    attributions.flat_map(|attribution| attribution.sources.iter().copied()).collect()
}

/// The case, if a finding is to be made: there is none yet, or it has lost its basis before a remedy
/// was set.
fn to_be_found<'a>(moment: &Moment<'a>, case: CaseId) -> Result<&'a Case, Rejection> {
    let found =
        moment.center.cases.at(case, &[Stage::EvidenceClosed, Stage::Found, Stage::Split])?;
    if found.stage != Stage::EvidenceClosed && !has_lost_its_basis(moment.center, found) {
        return Err(Rejection::WrongStage { case, stage: found.stage });
    }
    Ok(found)
}

/// Whether the attribution on which the finding of a case relies has another version by now.
fn has_lost_its_basis(center: &Center, case: &Case) -> bool {
    case.finding.is_some_and(|Finding { incident, version, .. }| {
        let known = center.incidents.incidents.get(&incident);
        known.and_then(Incident::attribution).is_some_and(|now| now.version != version)
    })
}

fn decide_find(moment: &Moment<'_>, command: &Find) -> Result<Vec<crate::Event>, crate::Rejection> {
    let Find { case, incident } = *command;
    moment.only(&[Actor::Commission])?;
    let found = to_be_found(moment, case)?;
    let Some(known) = moment.center.incidents.incidents.get(&incident) else {
        return Err(incident::Rejection::UnknownIncident { incident }.into());
    };
    if known.series != found.series {
        return Err(Rejection::OtherBreach { incident, series: found.series }.into());
    }
    let Some(attribution) = known.attribution() else {
        return Err(incident::Rejection::NotAttributed { incident }.into());
    };
    let Attribution { version, responsible, .. } = *attribution;
    let Some(settled) = attribution.settled else {
        return Err(Rejection::NotSettled { incident }.into());
    };
    if responsible == Party::Undetermined && !off(Mutation::FindingParty) {
        return Err(Rejection::NobodyResponsible { incident }.into());
    }
    let mut unlisted = attribution.sources.difference(&found.evidence);
    if let Some(&evidence) = unlisted.next().filter(|_| !off(Mutation::FindingEvidence)) {
        return Err(Rejection::NotOnTheList { evidence }.into());
    }
    let event = match settled {
        Settled::Agreed { .. } => Event::Found { case, responsible, incident, version },
        Settled::Split { .. } => {
            let dissenters = attribution.dissenters.clone();
            Event::SplitFound { case, responsible, dissenters, incident, version }
        }
    };
    Ok(Vec::from([event.into()]))
}

/// Where nothing is proven there is nothing to remedy, so nobody waits for it any longer.
fn decide_not_proven(
    moment: &Moment<'_>,
    command: &FindNotProven,
) -> Result<Vec<crate::Event>, crate::Rejection> {
    let case = command.case;
    moment.only(&[Actor::Commission])?;
    to_be_found(moment, case)?;
    let mut events = Vec::from([Event::NotProven { case }.into()]);
    events.extend(moment.center.clocks.meet(Clock::CommissionRemedy, case.0, moment.at));
    Ok(events)
}

/// The events that tell the cases whose finding relies on an earlier version of an attribution.
pub(crate) fn on_attribution_revised(
    moment: &Moment<'_>,
    incident: IncidentId,
    version: u32,
) -> impl Iterator<Item = crate::Event> {
    moment.center.cases.0.iter().filter_map(move |(&case, found)| {
        let relied_on = found.finding.filter(|finding| finding.incident == incident)?.version;
        Some(Event::BasisRevised { case, incident, relied_on, version }.into())
    })
}

pub(crate) fn evolve(center: &mut Center, event: &Event, at: SimTime) {
    let cases = &mut center.cases.0;
    if let Event::CaseOpened { case, series, instrument } = *event {
        cases.insert(case, Case::opened(series, instrument));
        return;
    }
    let Some(found) = cases.get_mut(&event.case()) else {
        return;
    };
    match event {
        Event::CaseOpened { .. } | Event::BasisRevised { .. } => {}
        Event::EvidenceClosed { evidence, .. } => {
            found.stage = Stage::EvidenceClosed;
            found.evidence.clone_from(evidence);
        }
        &Event::Found { responsible, incident, version, .. } => {
            found.stage = Stage::Found;
            found.finding = Some(Finding { responsible, incident, version });
        }
        &Event::SplitFound { responsible, incident, version, .. } => {
            found.stage = Stage::Split;
            found.finding = Some(Finding { responsible, incident, version });
        }
        Event::NotProven { .. } => {
            found.stage = Stage::NotProven;
            found.finding = None;
        }
        Event::ReviewRequested { .. } => found.review_requested_at = Some(at.into()),
        &Event::RemedySet { remedy, asked, .. } => {
            found.stage = Stage::RemedySet;
            found.remedy = Some(Ordered { remedy, asked, accepted: NationSet::EMPTY });
        }
        &Event::RemedyAccepted { nation, .. } => {
            if let Some(ordered) = &mut found.remedy {
                ordered.accepted = ordered.accepted.with(nation);
            }
        }
        Event::RemedyDone { .. } => found.stage = Stage::RemedyDone,
        Event::RemedyFailed { .. } => found.stage = Stage::RemedyFailed,
        Event::RemedyLapsed { .. } => found.stage = Stage::RemedyLapsed,
    }
}
