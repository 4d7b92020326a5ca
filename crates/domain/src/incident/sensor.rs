//! Sensors that are lost and work again, and when: a report may come long after what was seen.

use alloc::collections::BTreeMap;
use alloc::vec::Vec;

use kernel::SimTime;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Event, Incidents, Rejection};
use crate::Moment;
use crate::actor::Actor;
use crate::ids::SensorId;

/// A sensor is jammed, blinded or destroyed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LoseSensor {
    pub sensor: SensorId,
}

/// A lost sensor works again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RestoreSensor {
    pub sensor: SensorId,
}

/// From the loss of a sensor until it works again.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Outage {
    pub lost_at: SimTime,
    pub restored_at: Option<SimTime>,
}

/// The outages of each sensor that was ever lost, in their order.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
#[serde(transparent)]
pub struct Outages(BTreeMap<SensorId, Vec<Outage>>);

impl Outages {
    /// A state of before outages were kept has none.
    pub(super) fn are_none(&self) -> bool {
        self.0.is_empty()
    }

    /// When the sensor was lost, if it had not been restored at this instant.
    fn lost_at(&self, sensor: SensorId, at: SimTime) -> Option<SimTime> {
        let outages = self.0.get(&sensor)?;
        let before = outages.partition_point(|outage| outage.lost_at <= at);
        let outage = outages.get(before.checked_sub(1)?)?;
        let goes_on = outage.restored_at.is_none_or(|restored_at| at < restored_at);
        goes_on.then_some(outage.lost_at)
    }

    fn lose(&mut self, sensor: SensorId, at: SimTime) {
        self.0.entry(sensor).or_default().push(Outage { lost_at: at, restored_at: None });
    }

    fn restore(&mut self, sensor: SensorId, at: SimTime) {
        if let Some(last) = self.0.get_mut(&sensor).and_then(|outages| outages.last_mut()) {
            last.restored_at = Some(at);
        }
    }
}

/// Who tells what became of a sensor, and what it saw.
pub(super) const WATCHING: [Actor; 3] = [Actor::Monitors, Actor::Us, Actor::Control];

/// A sensor sees nothing from when it is lost until it works again, whenever that is reported.
pub(super) fn saw(
    moment: &Moment<'_>,
    sensor: SensorId,
    seen_at: SimTime,
) -> Result<(), Rejection> {
    match moment.center.incidents.outages.lost_at(sensor, seen_at) {
        Some(lost_at) => Err(Rejection::SawNothing { sensor, lost_at }),
        None => Ok(()),
    }
}

pub(super) fn decide_lose(
    moment: &Moment<'_>,
    command: &LoseSensor,
) -> Result<Vec<crate::Event>, crate::Rejection> {
    let sensor = command.sensor;
    moment.only(&WATCHING)?;
    if moment.center.incidents.lost_sensors.contains(&sensor) {
        return Err(Rejection::SensorLost { sensor }.into());
    }
    Ok(Vec::from([Event::SensorLost { sensor }.into()]))
}

pub(super) fn decide_restore(
    moment: &Moment<'_>,
    command: &RestoreSensor,
) -> Result<Vec<crate::Event>, crate::Rejection> {
    let sensor = command.sensor;
    moment.only(&WATCHING)?;
    if !moment.center.incidents.lost_sensors.contains(&sensor) {
        return Err(Rejection::SensorWorks { sensor }.into());
    }
    Ok(Vec::from([Event::SensorRestored { sensor }.into()]))
}

pub(super) fn evolve(incidents: &mut Incidents, event: &Event, at: SimTime) {
    match *event {
        Event::SensorLost { sensor } => {
            incidents.lost_sensors.insert(sensor);
            incidents.outages.lose(sensor, at);
        }
        Event::SensorRestored { sensor } => {
            incidents.lost_sensors.remove(&sensor);
            incidents.outages.restore(sensor, at);
        }
        _ => {}
    }
}
