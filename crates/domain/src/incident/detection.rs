//! Detections, the incidents they open, and the series these belong to.

use alloc::vec::Vec;

use kernel::SimTime;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::evidence::citable;
use super::{
    Category, Event, Incident, Incidents, Rejection, Series, Severity, Verification, sensor,
};
use crate::actor::Actor;
use crate::clock::{self, Clock, Clocks};
use crate::ids::{EvidenceId, IncidentId, SectorId, SensorId, SeriesId};
use crate::parameter::Parameter;
use crate::{Center, Moment, response};

/// A sensor reports something; the first report of an incident opens it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReportDetection {
    pub incident: IncidentId,
    pub sensor: SensorId,
    pub sector: SectorId,
    pub category: Category,
    pub severity: Severity,
    /// When it was seen; left out: at the instant of the report.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seen_at: Option<SimTime>,
}

/// Corrects the initial breach time of a series, because of evidence on record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReviseBreach {
    pub series: SeriesId,
    pub breach_at: SimTime,
    pub evidence: EvidenceId,
}

/// Who may report and verify. Both sides are judged by the same people and rules.
pub(super) const MONITORING: [Actor; 3] = [Actor::Monitors, Actor::Us, Actor::Commission];

pub(super) fn decide_report(
    moment: &Moment<'_>,
    command: &ReportDetection,
) -> Result<Vec<crate::Event>, crate::Rejection> {
    let ReportDetection { incident, sensor, sector, category, severity, seen_at } = *command;
    let incidents = &moment.center.incidents;
    let seen_at = seen_at.unwrap_or(moment.at);
    moment.only(&sensor::WATCHING)?;
    if moment.at < seen_at {
        return Err(Rejection::FromTheFuture { seen_at }.into());
    }
    sensor::saw(moment, sensor, seen_at)?;
    let detected = Event::Detected { incident, sensor, seen_at };
    let Some(known) = incidents.incidents.get(&incident) else {
        let opened = Event::Opened { incident, sector, category, severity, seen_at };
        let mut events = Vec::from([detected.into(), opened.into()]);
        events.extend(correlate(moment, incident, sector, seen_at));
        let span = moment.center.parameters.duration(Parameter::VerificationWithin);
        events.push(clock::arm(Clock::Verification, incident.0, moment.at, span));
        return Ok(events);
    };
    if known.sector != sector {
        return Err(Rejection::OtherSector { incident, sector: known.sector }.into());
    }
    let over = moment.center.responses.over_since(known.series);
    if let Some(ceased_at) = over.filter(|since| *since < seen_at && known.is_verified()) {
        return Err(Rejection::BreachOver { incident, ceased_at }.into());
    }
    let mut events = Vec::from([detected.into()]);
    events.extend(other_breach_time(moment, (known.series, incident), seen_at));
    if known.is_verified() {
        events.extend(response::on_seen(moment, known.series, seen_at));
    }
    Ok(events)
}

/// Puts a new incident into the series of its sector that is nearest in time and part of the same
/// breach, otherwise into a series of its own. Of two that are as near, it is the one that was seen
/// last.
///
/// Fighting before the ceasefire is no breach of it, and what comes after a response was stood
/// down is a new breach: neither may lend its initial breach time to the other.
pub(super) fn correlate(
    moment: &Moment<'_>,
    incident: IncidentId,
    sector: SectorId,
    seen_at: SimTime,
) -> Vec<crate::Event> {
    let incidents = &moment.center.incidents;
    let gap = moment.center.parameters.duration(Parameter::CorrelationGap);
    let near = incidents.seen_from(sector, seen_at - gap).filter_map(|id| {
        let series = incidents.series.get(&id)?;
        let over = moment.center.responses.over_since(id).is_some_and(|since| since < seen_at);
        let before = series.breach_at.since(seen_at);
        let distance = before.max(seen_at.since(series.last_seen_at));
        let joins = before <= gap && !over && same_side(moment, series, seen_at);
        joins.then_some((distance, id))
    });
    let Some((_, series)) = near.min_by_key(|(distance, _)| *distance) else {
        let series = SeriesId(incident.0);
        return Vec::from([
            Event::Correlated { incident, series }.into(),
            Event::BreachTimed { series, breach_at: seen_at }.into(),
        ]);
    };
    let mut events = Vec::from([Event::Correlated { incident, series }.into()]);
    events.extend(earlier_breach(moment, (series, incident), seen_at));
    events
}

/// Whether no ceasefire began between the series and this instant.
fn same_side(moment: &Moment<'_>, series: &Series, seen_at: SimTime) -> bool {
    let ceasefire = &moment.center.ceasefire;
    ceasefire.begun_by(series.breach_at) == ceasefire.begun_by(seen_at)
}

/// A detection from before the initial breach moves that breach, and with it all clocks. So does one
/// in a ceasefire of what began when there was none: it has become a breach now.
fn other_breach_time(
    moment: &Moment<'_>,
    (series, incident): (SeriesId, IncidentId),
    seen_at: SimTime,
) -> Vec<crate::Event> {
    let ceasefire = &moment.center.ceasefire;
    match moment.center.incidents.series.get(&series) {
        Some(known)
            if known.breach_at < seen_at
                && !ceasefire.was_in_force(known.breach_at)
                && ceasefire.was_in_force(seen_at) =>
        {
            revise(moment, (series, known), incident, seen_at)
        }
        _ => earlier_breach(moment, (series, incident), seen_at),
    }
}

fn earlier_breach(
    moment: &Moment<'_>,
    (series, incident): (SeriesId, IncidentId),
    seen_at: SimTime,
) -> Vec<crate::Event> {
    match moment.center.incidents.series.get(&series) {
        Some(known) if seen_at < known.breach_at && same_side(moment, known, seen_at) => {
            revise(moment, (series, known), incident, seen_at)
        }
        _ => Vec::new(),
    }
}

fn revise(
    moment: &Moment<'_>,
    (series, known): (SeriesId, &Series),
    incident: IncidentId,
    breach_at: SimTime,
) -> Vec<crate::Event> {
    let mut events = moved(moment, series, known, breach_at);
    if moment.center.ceasefire.was_in_force(breach_at) {
        events.extend(response::on_in_force(moment.center, series, breach_at, Some(incident)));
    }
    events
}

fn moved(
    moment: &Moment<'_>,
    series: SeriesId,
    known: &Series,
    breach_at: SimTime,
) -> Vec<crate::Event> {
    let revised = Event::BreachRevised { series, breach_at, was_at: known.breach_at };
    let mut events = Vec::from([revised.into()]);
    events.extend(Clocks::recompute(moment, series, breach_at));
    events
}

/// A ceasefire begins at this instant. What was seen at the very instant is a breach of it, though it
/// was recorded before; so is what began when there was none, and has been seen again now.
pub(crate) fn on_ceasefire(moment: &Moment<'_>) -> Vec<crate::Event> {
    let Center { incidents, ceasefire, .. } = moment.center;
    let mut events = Vec::new();
    for (&id, known) in &incidents.series {
        let goes_on = known.breach_at < moment.at
            && known.last_seen_at == moment.at
            && !ceasefire.was_in_force(known.breach_at);
        if goes_on {
            events.extend(moved(moment, id, known, moment.at));
        }
        if goes_on || known.breach_at == moment.at {
            events.extend(response::on_in_force(moment.center, id, moment.at, None));
        }
    }
    events
}

pub(super) fn decide_revise_breach(
    moment: &Moment<'_>,
    command: &ReviseBreach,
) -> Result<Vec<crate::Event>, crate::Rejection> {
    let ReviseBreach { series, breach_at, evidence } = *command;
    let incidents = &moment.center.incidents;
    moment.only(&MONITORING)?;
    let Some(known) = incidents.series.get(&series) else {
        return Err(Rejection::UnknownSeries { series }.into());
    };
    let incident = citable(moment, evidence)?;
    if !known.incidents.contains(&incident) {
        return Err(Rejection::OtherIncident { evidence, incident }.into());
    }
    if moment.at < breach_at {
        return Err(Rejection::FromTheFuture { seen_at: breach_at }.into());
    }
    if known.breach_at == breach_at {
        return Err(Rejection::SameBreachTime { series, breach_at }.into());
    }
    if let Some(seen_at) = begun_by(moment, known).filter(|seen| *seen < breach_at) {
        return Err(Rejection::SeenBefore { series, seen_at }.into());
    }
    let ceasefire = &moment.center.ceasefire;
    match (ceasefire.begun_by(known.breach_at), ceasefire.ended_after(known.breach_at)) {
        (Some(in_force_since), _) if breach_at < in_force_since => {
            Err(Rejection::BeforeCeasefire { in_force_since }.into())
        }
        (_, Some(ended_at)) if ended_at <= breach_at => {
            Err(Rejection::AfterCeasefire { ended_at }.into())
        }
        _ => Ok(revise(moment, (series, known), incident, breach_at)),
    }
}

/// The last sighting of the verified incident of a series that was over first: by then the breach
/// had begun. Fighting before the ceasefire is none.
fn begun_by(moment: &Moment<'_>, series: &Series) -> Option<SimTime> {
    let Center { incidents, ceasefire, .. } = moment.center;
    let known = series.incidents.iter().filter_map(|id| incidents.incidents.get(id));
    let verified = known.filter(|incident| incident.is_verified());
    let seen = verified.map(|incident| incident.last_seen_at);
    seen.filter(|seen_at| ceasefire.was_in_force(*seen_at)).min()
}

pub(super) fn evolve(incidents: &mut Incidents, event: &Event, at: SimTime) {
    match *event {
        Event::Detected { incident, seen_at, .. } => saw(incidents, incident, seen_at),
        Event::Opened { incident, sector, category, severity, seen_at } => {
            let opened = Incident {
                series: SeriesId(incident.0),
                sector,
                category,
                severity,
                detections: 1,
                first_seen_at: seen_at,
                last_seen_at: seen_at,
                opened_at: at.into(),
                verification: Verification::Pending,
                attributions: Vec::new(),
            };
            incidents.incidents.insert(incident, opened);
        }
        Event::Correlated { incident, series } => belong(incidents, incident, series),
        Event::BreachTimed { series, breach_at }
        | Event::BreachRevised { series, breach_at, .. } => {
            if let Some(known) = incidents.series.get_mut(&series) {
                known.breach_at = breach_at;
            }
        }
        Event::SensorLost { .. } | Event::SensorRestored { .. } => {
            sensor::evolve(incidents, event, at);
        }
        Event::Verified { incident, .. } => {
            verified(incidents, incident, Verification::Verified { at: at.into() });
        }
        Event::Unverifiable { incident } => {
            verified(incidents, incident, Verification::Unverifiable { at: at.into() });
        }
        Event::LeftUnverified { incident } => {
            verified(incidents, incident, Verification::LeftUnverified { at: at.into() });
        }
        Event::PersistenceRaised { series, score } => {
            if let Some(known) = incidents.series.get_mut(&series) {
                known.persistence = score;
            }
        }
        _ => {}
    }
}

fn saw(incidents: &mut Incidents, incident: IncidentId, seen_at: SimTime) {
    incidents.last_seen_at = incidents.last_seen_at.max(Some(seen_at));
    let Some(known) = incidents.incidents.get_mut(&incident) else {
        return;
    };
    known.detections += 1;
    known.first_seen_at = known.first_seen_at.min(seen_at);
    known.last_seen_at = known.last_seen_at.max(seen_at);
    let series = known.series;
    move_on(incidents, series, seen_at);
}

/// The last sighting of a series may be a later one now.
fn move_on(incidents: &mut Incidents, series: SeriesId, seen_at: SimTime) {
    if let Some(known) = incidents.series.get_mut(&series)
        && let Some(sightings) = incidents.sightings.get_mut(&known.sector)
        && known.last_seen_at < seen_at
    {
        sightings.remove(&(known.last_seen_at, series));
        sightings.insert((seen_at, series));
        known.last_seen_at = seen_at;
    }
}

fn belong(incidents: &mut Incidents, incident: IncidentId, series: SeriesId) {
    let Some(known) = incidents.incidents.get_mut(&incident) else {
        return;
    };
    let left = core::mem::replace(&mut known.series, series);
    let (sector, seen_at, last_at) = (known.sector, known.first_seen_at, known.last_seen_at);
    if let Some(left) = incidents.series.get_mut(&left) {
        left.incidents.retain(|of| *of != incident);
    }
    let group = incidents.series.entry(series).or_insert_with(|| {
        incidents.sightings.entry(sector).or_default().insert((seen_at, series));
        let (incidents, persistence) = (Vec::new(), 0);
        Series { sector, breach_at: seen_at, last_seen_at: seen_at, incidents, persistence }
    });
    group.incidents.push(incident);
    move_on(incidents, series, last_at);
}

fn verified(incidents: &mut Incidents, incident: IncidentId, verification: Verification) {
    if let Some(known) = incidents.incidents.get_mut(&incident) {
        known.verification = verification;
    }
}
