//! Verification: whether an incident happened, and what opens because it did.

use alloc::vec::Vec;

use kernel::{Id, SimTime};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::detection::{MONITORING, correlate};
use super::{Event, Incident, Rejection, Severity, Verification};
use crate::clock::{self, Clock};
use crate::ids::{IncidentId, SeriesId};
use crate::mutation::{Mutation, off};
use crate::parameter::Parameter;
use crate::{Moment, response};

/// Says whether an incident happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Verify {
    pub incident: IncidentId,
    pub finding: Finding,
}

/// The result of a verification.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Finding {
    Verified,
    Unverifiable,
}

/// A late verification is still one: an incident that was left unverified may be looked into, and
/// one that could not be verified may be after all, by what has come to light since.
pub(super) fn decide_verify(
    moment: &Moment<'_>,
    command: &Verify,
) -> Result<Vec<crate::Event>, crate::Rejection> {
    let Verify { incident, finding } = *command;
    moment.only(&MONITORING)?;
    let found = moment.center.incidents.incident(incident)?;
    let is_found = match found.verification {
        Verification::Verified { .. } => true,
        Verification::Unverifiable { .. } => finding == Finding::Unverifiable,
        Verification::Pending | Verification::LeftUnverified { .. } => false,
    };
    if is_found && !off(Mutation::VerifiedOnce) {
        return Err(Rejection::AlreadyVerified { incident }.into());
    }
    let met = moment.center.clocks.meet(Clock::Verification, incident.0, moment.at);
    if finding == Finding::Unverifiable {
        let mut events = Vec::from([Event::Unverifiable { incident }.into()]);
        events.extend(met);
        return Ok(events);
    }
    let Belonging { series, breach_at, mut events } = belonging(moment, incident, found);
    events.push(Event::Verified { incident, series }.into());
    events.extend(met);
    let span = moment.center.parameters.duration(Parameter::AttributionWithin);
    events.push(clock::arm(Clock::Attribution, incident.0, moment.at, span));
    if found.severity == Severity::Minor {
        let known = moment.center.incidents.series.get(&series);
        let score = known.map_or(0, |known| known.persistence).saturating_add(1);
        events.push(Event::PersistenceRaised { series, score }.into());
    }
    events.extend(response::on_verified(moment, series, breach_at, found.last_seen_at));
    Ok(events)
}

/// The series of an incident, with what moves it there.
struct Belonging {
    series: SeriesId,
    breach_at: SimTime,
    events: Vec<crate::Event>,
}

/// Where a verified incident belongs. One that joined a response in its quiet period, and is verified
/// only after the stand-down, is a new breach: it was seen after hostilities had ceased.
fn belonging(moment: &Moment<'_>, incident: IncidentId, found: &Incident) -> Belonging {
    let seen_at = found.first_seen_at;
    let over = moment.center.responses.over_since(found.series);
    let events = match over {
        Some(since) if since < seen_at => correlate(moment, incident, found.sector, seen_at),
        _ => Vec::new(),
    };
    let (mut series, mut breach_at) = (found.series, None);
    for event in &events {
        match *event {
            crate::Event::Incident(Event::Correlated { series: into, .. }) => series = into,
            crate::Event::Incident(
                Event::BreachTimed { breach_at: at, .. }
                | Event::BreachRevised { breach_at: at, .. },
            ) => breach_at = Some(at),
            _ => {}
        }
    }
    let known = moment.center.incidents.series.get(&series);
    let breach_at = breach_at.or_else(|| Some(known?.breach_at)).unwrap_or(seen_at);
    Belonging { series, breach_at, events }
}

/// The time for verification is over.
pub(crate) fn on_verification_missed(subject: Id) -> Vec<crate::Event> {
    Vec::from([Event::LeftUnverified { incident: IncidentId(subject) }.into()])
}
