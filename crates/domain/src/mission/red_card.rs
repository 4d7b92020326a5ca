//! The red card: a nation stops a mission of its own contingent, and others may take it over.

use alloc::vec::Vec;

use super::order::{barring, is_mandated, reaches, require, require_ready, started, stopped};
use super::{Activity, Chain, Event, Mission, Progress, Rejection, TakeOver};
use crate::force::{Capability, Component, Contingent, Stage};
use crate::ids::{ContingentId, MissionId};
use crate::nation::NationSet;
use crate::{Center, Moment};

pub(super) fn decide_play(
    moment: &Moment<'_>,
    mission: MissionId,
) -> Result<Vec<crate::Event>, crate::Rejection> {
    let found = require(moment.center, mission, &[Progress::Ordered, Progress::Running])?;
    moment.entitled(moment.by.speaks_for(found.nation))?;
    let Mission { contingent, nation, .. } = *found;
    Ok(Vec::from([
        Event::RedCardPlayed { mission, contingent, nation }.into(),
        Event::GapReoffered { mission, nations: able(moment, found) }.into(),
    ]))
}

/// The other nations that have a contingent of the same kind in place, and no caveat that bars
/// them. Nobody defends himself in another's stead.
fn able(moment: &Moment<'_>, mission: &Mission) -> NationSet {
    if mission.activity == Activity::SelfDefense {
        return NationSet::EMPTY;
    }
    let center = moment.center;
    let others = center.force.contingents.iter().filter(|(_, unit)| {
        unit.nation != mission.nation
            && unit.stage == Stage::InPlace
            && reaches(center, unit, mission.place)
            && is_mandated(moment, unit)
            && kind(center, unit) == kind_of(center, mission)
    });
    let free =
        others.filter(|&(&name, unit)| barring(moment, &handed(mission, name, unit)).is_none());
    free.map(|(_, unit)| unit.nation).collect()
}

/// The mission as another nation's contingent would do it, of its nation's own will.
fn handed(mission: &Mission, contingent: ContingentId, unit: &Contingent) -> Mission {
    Mission { contingent, nation: unit.nation, chain: Chain::National, ..mission.clone() }
}

/// What a contingent is good for; nothing if its requirement is unknown.
fn kind(center: &Center, unit: &Contingent) -> Option<(Component, Capability)> {
    let requirement = center.force.requirements.get(&unit.requirement)?;
    Some((requirement.component, requirement.capability))
}

fn kind_of(center: &Center, mission: &Mission) -> Option<(Component, Capability)> {
    kind(center, center.force.contingents.get(&mission.contingent)?)
}

/// Who is able now takes the gap, though it may not have been when the gap was offered: whom the
/// center asked stays on record and binds nobody. It is open neither to the nation that left it
/// nor, if it is self-defense, to anybody.
pub(super) fn decide_take_over(
    moment: &Moment<'_>,
    command: &TakeOver,
) -> Result<Vec<crate::Event>, crate::Rejection> {
    let TakeOver { mission, contingent } = *command;
    let center = moment.center;
    let found = require(center, mission, &[Progress::Gap])?;
    let Some(unit) = center.force.contingents.get(&contingent) else {
        return Err(Rejection::UnknownContingent { contingent }.into());
    };
    let nation = unit.nation;
    moment.entitled(moment.by.speaks_for(nation))?;
    if nation == found.nation || found.activity == Activity::SelfDefense {
        return Err(Rejection::NotOffered { mission, nation }.into());
    }
    if kind(center, unit) != kind_of(center, found) {
        return Err(Rejection::WrongKind { mission, contingent }.into());
    }
    let taken = handed(found, contingent, unit);
    require_ready(moment, &taken)?;
    if let Some(caveat) = barring(moment, &taken) {
        return Ok(Vec::from([stopped(mission, &taken, caveat)]));
    }
    let taken_over = Event::TakenOver { mission, contingent, nation };
    Ok(Vec::from([taken_over.into(), started(moment, mission, &taken)]))
}
