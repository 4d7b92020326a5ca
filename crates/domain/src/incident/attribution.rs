//! Who is held responsible, with which confidence, on which sources, and who dissents.
//!
//! A new version never replaces an old one: decisions that relied on the old version keep their
//! link to it.

use alloc::collections::BTreeSet;
use alloc::vec::Vec;

use kernel::SimTime;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::evidence::require_citable;
use super::{Event, Incident, Incidents, Rejection};
use crate::OnRecord;
use crate::actor::Actor;
use crate::clock::Clock;
use crate::ids::{EvidenceId, IncidentId};
use crate::mutation::{Mutation, off};
use crate::{Moment, commission, framework, response};

/// Proposes the first attribution of an incident.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Attribute {
    pub incident: IncidentId,
    pub responsible: Party,
    pub confidence: Confidence,
    /// The attack was not an answer to another one.
    #[serde(default)]
    pub unprovoked: bool,
    pub sources: BTreeSet<EvidenceId>,
}

/// Proposes another version of the attribution.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Revise {
    pub incident: IncidentId,
    pub responsible: Party,
    pub confidence: Confidence,
    /// The attack was not an answer to another one.
    #[serde(default)]
    pub unprovoked: bool,
    pub sources: BTreeSet<EvidenceId>,
}

/// Puts a dissent from the current version on record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Dissent {
    pub incident: IncidentId,
}

/// Settles the current version: agreed if nobody dissents, split otherwise.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Settle {
    pub incident: IncidentId,
}

/// Who is held responsible.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Party {
    Russia,
    Ukraine,
    Both,
    Undetermined,
}

/// How sure the attribution is.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Confidence {
    Possible,
    Probable,
    Confirmed,
}

/// How a version was settled.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Settled {
    Agreed { at: OnRecord },
    Split { at: OnRecord },
}

/// One version.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Attribution {
    pub version: u32,
    pub responsible: Party,
    pub confidence: Confidence,
    pub unprovoked: bool,
    pub sources: BTreeSet<EvidenceId>,
    pub dissenters: BTreeSet<Actor>,
    pub at: SimTime,
    pub settled: Option<Settled>,
}

/// Who may propose and settle.
const FINDERS: [Actor; 3] = [Actor::Commission, Actor::Monitors, Actor::Us];

pub(super) fn decide_attribute(
    moment: &Moment<'_>,
    command: &Attribute,
) -> Result<Vec<crate::Event>, crate::Rejection> {
    let Attribute { incident, responsible, confidence, unprovoked, sources } = command.clone();
    let found = proposable(moment, incident, &sources)?;
    if found.attribution().is_some() {
        return Err(Rejection::AlreadyAttributed { incident }.into());
    }
    let version = 1;
    Ok(Vec::from([Event::AttributionProposed {
        incident,
        version,
        responsible,
        confidence,
        unprovoked,
        sources,
    }
    .into()]))
}

pub(super) fn decide_revise(
    moment: &Moment<'_>,
    command: &Revise,
) -> Result<Vec<crate::Event>, crate::Rejection> {
    let Revise { incident, responsible, confidence, unprovoked, sources } = command.clone();
    let found = proposable(moment, incident, &sources)?;
    let Some(last) = found.attribution() else {
        return Err(Rejection::NotAttributed { incident }.into());
    };
    let same = (last.responsible, last.confidence, last.unprovoked, &last.sources)
        == (responsible, confidence, unprovoked, &sources);
    if same {
        return Err(Rejection::SameAttribution { incident, version: last.version }.into());
    }
    let version = last.version + 1;
    let revised = Event::AttributionRevised {
        incident,
        version,
        responsible,
        confidence,
        unprovoked,
        sources,
    };
    let mut events = Vec::from([revised.into()]);
    events.extend(response::on_attribution_revised(moment, found.series, incident, version));
    events.extend(commission::on_attribution_revised(moment, incident, version));
    let is_reviewed = moment.center.framework.reviews.contains(&incident);
    if is_reviewed && !(responsible == Party::Ukraine && unprovoked) {
        events.push(framework::Event::ReviewBasisLost { incident, version }.into());
    }
    Ok(events)
}

/// An attribution is about a verified incident and rests on evidence on record.
fn proposable<'a>(
    moment: &Moment<'a>,
    incident: IncidentId,
    sources: &BTreeSet<EvidenceId>,
) -> Result<&'a Incident, crate::Rejection> {
    moment.only(&FINDERS)?;
    let incidents = &moment.center.incidents;
    let found = incidents.incident(incident)?;
    if !found.is_verified() && !off(Mutation::AttributionVerified) {
        return Err(Rejection::NotVerified { incident }.into());
    }
    if sources.is_empty() && !off(Mutation::AttributionSource) {
        return Err(Rejection::NoSource { incident }.into());
    }
    require_citable(moment, found.series, sources)?;
    Ok(found)
}

/// The current version, if it is not settled.
fn unsettled<'a>(
    moment: &Moment<'a>,
    incident: IncidentId,
) -> Result<&'a Attribution, crate::Rejection> {
    let found = moment.center.incidents.incident(incident)?;
    let Some(last) = found.attribution() else {
        return Err(Rejection::NotAttributed { incident }.into());
    };
    if last.settled.is_some() {
        return Err(Rejection::AlreadySettled { incident, version: last.version }.into());
    }
    Ok(last)
}

pub(super) fn decide_dissent(
    moment: &Moment<'_>,
    command: &Dissent,
) -> Result<Vec<crate::Event>, crate::Rejection> {
    let (incident, dissenter) = (command.incident, moment.by);
    moment.entitled(moment.seat().is_some())?;
    let last = unsettled(moment, incident)?;
    if last.dissenters.contains(&dissenter) {
        return Err(Rejection::AlreadyDissented { dissenter }.into());
    }
    let version = last.version;
    Ok(Vec::from([Event::DissentRecorded { incident, version, dissenter }.into()]))
}

pub(super) fn decide_settle(
    moment: &Moment<'_>,
    command: &Settle,
) -> Result<Vec<crate::Event>, crate::Rejection> {
    let incident = command.incident;
    moment.only(&FINDERS)?;
    let last = unsettled(moment, incident)?;
    let (version, responsible) = (last.version, last.responsible);
    let agreed = last.dissenters.is_empty();
    let settled = if agreed {
        Event::AttributionAgreed { incident, version, responsible }
    } else {
        let dissenters = last.dissenters.clone();
        Event::AttributionSplit { incident, version, responsible, dissenters }
    };
    let mut events = Vec::from([settled.into()]);
    events.extend(moment.center.clocks.meet(Clock::Attribution, incident.0, moment.at));
    let reviewed = moment.center.framework.reviews.contains(&incident);
    // Whom a finding concerns cannot keep it from being reviewed.
    let agreed_by_others = last.dissenters.iter().all(|dissenter| *dissenter == Actor::Ua);
    let is_basis = agreed_by_others && responsible == Party::Ukraine && last.unprovoked;
    match (is_basis, reviewed) {
        (true, false) => {
            let version = Some(version);
            events.push(framework::Event::ReviewOpened { incident, version }.into());
        }
        (false, true) => {
            events.push(framework::Event::ReviewBasisLost { incident, version }.into());
        }
        (true, true) | (false, false) => {}
    }
    Ok(events)
}

pub(super) fn evolve(incidents: &mut Incidents, event: &Event, at: SimTime) {
    match event {
        Event::AttributionProposed {
            incident,
            version,
            responsible,
            confidence,
            unprovoked,
            sources,
        }
        | Event::AttributionRevised {
            incident,
            version,
            responsible,
            confidence,
            unprovoked,
            sources,
        } => {
            let proposed = Attribution {
                version: *version,
                responsible: *responsible,
                confidence: *confidence,
                unprovoked: *unprovoked,
                sources: sources.clone(),
                dissenters: BTreeSet::new(),
                at,
                settled: None,
            };
            if let Some(known) = incidents.incidents.get_mut(incident) {
                known.attributions.push(proposed);
            }
        }
        Event::DissentRecorded { incident, version, dissenter } => {
            if let Some(version) = version_of(incidents, *incident, *version) {
                version.dissenters.insert(*dissenter);
            }
        }
        Event::AttributionAgreed { incident, version, .. } => {
            if let Some(version) = version_of(incidents, *incident, *version) {
                version.settled = Some(Settled::Agreed { at: at.into() });
            }
        }
        Event::AttributionSplit { incident, version, .. } => {
            if let Some(version) = version_of(incidents, *incident, *version) {
                version.settled = Some(Settled::Split { at: at.into() });
            }
        }
        _ => {}
    }
}

fn version_of(
    incidents: &mut Incidents,
    incident: IncidentId,
    version: u32,
) -> Option<&mut Attribution> {
    let known = incidents.incidents.get_mut(&incident)?;
    known.attributions.iter_mut().find(|attribution| attribution.version == version)
}
