//! The remedy of a case: set by the Commission, carried out by the nations that accept it.

use alloc::vec::Vec;

use kernel::SimDuration;

use super::{
    AcceptRemedy, Event, Finding, Ordered, Rejection, ReportRemedyDone, ReportRemedyFailed,
    SetRemedy, Stage, has_lost_its_basis,
};
use crate::actor::Actor;
use crate::clock::{self, Clock};
use crate::ids::CaseId;
use crate::mutation::{Mutation, off};
use crate::{Center, Moment, NationSet};

pub(super) fn decide_set_remedy(
    moment: &Moment<'_>,
    command: &SetRemedy,
) -> Result<Vec<crate::Event>, crate::Rejection> {
    let SetRemedy { case, remedy, asked, within_days } = *command;
    let Center { cell, cases, clocks, .. } = moment.center;
    moment.only(&[Actor::Commission])?;
    let found = cases.at(case, &[Stage::Found, Stage::Split])?;
    command.sound()?;
    if let Some(nation) = cell.not_enrolled(asked) {
        return Err(Rejection::NotEnrolled { nation }.into());
    }
    let Some(finding) = found.finding else {
        return Err(Rejection::WrongStage { case, stage: found.stage }.into());
    };
    let Finding { responsible, incident, version } = finding;
    if has_lost_its_basis(moment.center, found) && !off(Mutation::RemedyBasis) {
        return Err(Rejection::BasisLost { case, incident, version }.into());
    }
    let span = SimDuration::from_days(within_days.into());
    let due_at = moment.at + span;
    let set = Event::RemedySet { case, remedy, responsible, asked, due_at };
    let mut events = Vec::from([set.into()]);
    events.extend(clocks.meet(Clock::CommissionRemedy, case.0, moment.at));
    events.push(clock::arm(Clock::Remedy, case.0, moment.at, span));
    Ok(events)
}

pub(super) fn decide_accept(
    moment: &Moment<'_>,
    command: &AcceptRemedy,
) -> Result<Vec<crate::Event>, crate::Rejection> {
    let AcceptRemedy { case, nation } = *command;
    moment.entitled(moment.by.speaks_for(nation))?;
    let ordered = ordered(moment, case)?;
    if !ordered.asked.contains(nation) && !off(Mutation::RemedyAsked) {
        return Err(Rejection::NotAsked { case, nation }.into());
    }
    if ordered.accepted.contains(nation) {
        return Err(Rejection::AlreadyAccepted { case, nation }.into());
    }
    Ok(Vec::from([Event::RemedyAccepted { case, nation }.into()]))
}

/// A remedy that has lapsed may be done all the same; its deadline stays missed.
pub(super) fn decide_done(
    moment: &Moment<'_>,
    command: &ReportRemedyDone,
) -> Result<Vec<crate::Event>, crate::Rejection> {
    let case = command.case;
    moment.seats_only()?;
    let found = moment.center.cases.at(case, &[Stage::RemedySet, Stage::RemedyLapsed])?;
    let accepted = found.remedy.as_ref().map_or(NationSet::EMPTY, |remedy| remedy.accepted);
    if accepted.is_empty() && !off(Mutation::RemedyAccepted) {
        return Err(Rejection::NobodyAccepted { case }.into());
    }
    let late = found.stage == Stage::RemedyLapsed;
    let mut events = Vec::from([Event::RemedyDone { case, accepted, late }.into()]);
    events.extend(moment.center.clocks.meet(Clock::Remedy, case.0, moment.at));
    Ok(events)
}

pub(super) fn decide_failed(
    moment: &Moment<'_>,
    command: &ReportRemedyFailed,
) -> Result<Vec<crate::Event>, crate::Rejection> {
    let case = command.case;
    if moment.by != Actor::Commission {
        moment.seats_only()?;
    }
    let accepted = ordered(moment, case)?.accepted;
    let mut events = Vec::from([Event::RemedyFailed { case, accepted }.into()]);
    events.extend(moment.center.clocks.cancel(Clock::Remedy, case.0));
    Ok(events)
}

/// The remedy that is to be carried out now.
fn ordered<'a>(moment: &Moment<'a>, case: CaseId) -> Result<&'a Ordered, Rejection> {
    let found = moment.center.cases.at(case, &[Stage::RemedySet])?;
    found.remedy.as_ref().ok_or(Rejection::WrongStage { case, stage: found.stage })
}

/// The Commission has set no remedy in time.
pub(crate) fn on_no_remedy(case: CaseId) -> Vec<crate::Event> {
    Vec::from([Event::ReviewRequested { case }.into()])
}

/// The time for the remedy is over.
pub(crate) fn on_remedy_due(moment: &Moment<'_>, case: CaseId) -> Vec<crate::Event> {
    let lapsed = ordered(moment, case).map(|remedy| {
        let accepted = remedy.accepted;
        Event::RemedyLapsed { case, accepted }.into()
    });
    lapsed.into_iter().collect()
}
