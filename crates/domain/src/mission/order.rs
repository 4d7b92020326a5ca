//! The way of a mission to its unit: ordered, cleared, started, and ended.

use alloc::vec::Vec;

use super::{Activity, Chain, Event, Ground, Mission, Order, Progress, Rejection};
use crate::actor::Actor;
use crate::force::{Contingent, Stage};
use crate::ids::{CaveatId, ContingentId, MissionId, RoeId};
use crate::mutation::{Mutation, off};
use crate::nation::{Nation, NationSet};
use crate::task::Location;
use crate::{Center, Moment};

pub(super) fn decide_order(
    moment: &Moment<'_>,
    command: &Order,
) -> Result<Vec<crate::Event>, crate::Rejection> {
    let Order { mission, contingent, activity, place, sector, ref roe } = *command;
    let (unit, chain) = commanded(moment, contingent)?;
    if moment.center.missions.exists(mission) {
        return Err(Rejection::MissionExists { mission }.into());
    }
    let wanted = Mission {
        contingent,
        nation: unit.nation,
        activity,
        place,
        sector,
        roe: roe.clone(),
        chain,
        ordered_at: moment.at,
        progress: Progress::Ordered,
        offered_to: NationSet::EMPTY,
    };
    match activity {
        // A contingent that has left is nowhere where it could have to.
        Activity::SelfDefense if matches!(unit.stage, Stage::Recalled | Stage::Withdrawn) => {
            return Err(Rejection::NotInPlace { contingent }.into());
        }
        Activity::SelfDefense if !is_there(moment.center, unit, place) => {
            return Err(Rejection::PlacedOutside { contingent }.into());
        }
        Activity::SelfDefense => {}
        _ => require_ready(moment, &wanted)?,
    }
    if let Some(caveat) = barring(moment, &wanted) {
        return Ok(Vec::from([stopped(mission, &wanted, caveat)]));
    }
    let mut events = Vec::from([ordered(mission, &wanted)]);
    if chain == Chain::National || activity == Activity::SelfDefense {
        events.push(started(moment, mission, &wanted));
    }
    Ok(events)
}

/// The contingent, and the chain through which the actor orders it.
fn commanded<'a>(
    moment: &Moment<'a>,
    contingent: ContingentId,
) -> Result<(&'a Contingent, Chain), Rejection> {
    let chain = match moment.by {
        Actor::Commander => Chain::Multinational,
        Actor::Us | Actor::Ua | Actor::Nation(_) => Chain::National,
        // Whatever the contingent is, known or not: these order none.
        Actor::Clock
        | Actor::Control
        | Actor::Monitors
        | Actor::Commission
        | Actor::CoChairs
        | Actor::Coalition => return Err(Rejection::CenterDoesNotCommand { contingent }),
    };
    let Some(unit) = moment.center.force.contingents.get(&contingent) else {
        return Err(Rejection::UnknownContingent { contingent });
    };
    match chain {
        Chain::National if !moment.by.speaks_for(unit.nation) => {
            Err(Rejection::CenterDoesNotCommand { contingent })
        }
        Chain::Multinational if !is_transferred(moment, unit) => {
            Err(Rejection::NoAuthority { contingent, nation: unit.nation })
        }
        _ => Ok((unit, chain)),
    }
}

/// Whether the commander has authority over the contingent: it returns to the nation at the
/// instant at which the mandate ends, whatever else happens then.
fn is_transferred(moment: &Moment<'_>, unit: &Contingent) -> bool {
    unit.authority.is_some() && moment.center.mandates.live(unit.nation, moment.at).is_some()
}

/// Refuses a mission whose contingent or whose rules are not ready for it.
pub(super) fn require_ready(moment: &Moment<'_>, mission: &Mission) -> Result<(), Rejection> {
    let center = moment.center;
    let contingent = mission.contingent;
    let Some(unit) = center.force.contingents.get(&contingent) else {
        return Err(Rejection::UnknownContingent { contingent });
    };
    if unit.stage != Stage::InPlace && !off(Mutation::MissionInPlace) {
        return Err(Rejection::NotInPlace { contingent });
    }
    if !reaches(center, unit, mission.place) && !off(Mutation::MissionPlace) {
        return Err(Rejection::PlacedOutside { contingent });
    }
    if is_kept_out(center, unit, mission.place) {
        return Err(Rejection::StraitsClosed { contingent, nation: unit.nation });
    }
    if !is_mandated(moment, unit) && !off(Mutation::MissionMandate) {
        return Err(Rejection::NoMandate { contingent, nation: unit.nation });
    }
    let is_ruled = mission.activity != Activity::Strike || !mission.roe.is_empty();
    if !is_ruled && !off(Mutation::StrikeRule) {
        return Err(Rejection::NoRule { contingent });
    }
    mission.roe.iter().try_for_each(|&roe| require_permitted(center, roe, mission.activity))
}

/// Whether the contingent needs no mandate, or has one: in Ukraine it must leave or be authorized
/// again when its mandate has ended.
pub(super) fn is_mandated(moment: &Moment<'_>, unit: &Contingent) -> bool {
    let Center { force, mandates, .. } = moment.center;
    let is_in_ukraine = force.place(unit).is_some_and(Location::is_in_ukraine);
    !is_in_ukraine || mandates.live(unit.nation, moment.at).is_some()
}

/// Refuses to rely on a rule of engagement that is not in effect, or permits something else.
fn require_permitted(center: &Center, roe: RoeId, activity: Activity) -> Result<(), Rejection> {
    match center.roe.implemented(roe) {
        None => Err(Rejection::DormantRule { roe }),
        Some(permits) if permits == activity => Ok(()),
        Some(permits) => Err(Rejection::OtherActivity { roe, permits, activity }),
    }
}

/// Whether the contingent may be where the mission is: self-defense needs no approval, but is no way
/// into Ukraine.
fn is_there(center: &Center, unit: &Contingent, place: Location) -> bool {
    let has_moved = matches!(unit.stage, Stage::Moving | Stage::InPlace);
    !place.is_in_ukraine() || (has_moved && reaches(center, unit, place))
}

/// Whether the contingent is on the side of Ukraine's border where the mission is: to cross it
/// is to be placed there, which asks for more than a mission does.
pub(super) fn reaches(center: &Center, unit: &Contingent, place: Location) -> bool {
    let outside = |place: Location| place == Location::OutsideUkraine;
    let requirement = center.force.requirements.get(&unit.requirement);
    outside(place) || requirement.is_some_and(|requirement| !outside(requirement.place))
}

/// Whether the mission would take a ship through the closed Straits. One that is required at sea is
/// past them.
fn is_kept_out(center: &Center, unit: &Contingent, place: Location) -> bool {
    let wanted = center.force.requirements.get(&unit.requirement);
    wanted.is_some_and(|wanted| {
        let enters = place == Location::UkraineSea && wanted.place != Location::UkraineSea;
        enters && center.force.bars(unit.nation, wanted.capability)
    })
}

/// The caveat that bars the mission from starting now.
pub(super) fn barring(moment: &Moment<'_>, mission: &Mission) -> Option<CaveatId> {
    let unit = moment.center.force.contingents.get(&mission.contingent);
    let authority = unit.and_then(|unit| unit.authority);
    let degree = authority.filter(|_| mission.chain == Chain::Multinational).map(|a| a.degree);
    let barring = moment.center.caveats.barring(mission, degree, moment.at);
    barring.filter(|_| !off(Mutation::Caveat))
}

fn ordered(mission: MissionId, wanted: &Mission) -> crate::Event {
    let Mission { contingent, nation, activity, place, sector, ref roe, chain, .. } = *wanted;
    let roe = roe.clone();
    Event::Ordered { mission, contingent, nation, activity, place, sector, roe, chain }.into()
}

pub(super) fn stopped(mission: MissionId, wanted: &Mission, caveat: CaveatId) -> crate::Event {
    let Mission { contingent, nation, activity, .. } = *wanted;
    Event::StoppedByCaveat { mission, contingent, nation, activity, caveat }.into()
}

/// The mission has passed the multinational chain when it was ordered, whoever ordered it, and
/// now passes the national one.
pub(super) fn started(moment: &Moment<'_>, mission: MissionId, passed: &Mission) -> crate::Event {
    Event::Started {
        mission,
        contingent: passed.contingent,
        national_at: moment.at,
        multinational_at: passed.ordered_at,
    }
    .into()
}

/// The mission, if it has come as far as the step needs.
pub(super) fn require<'a>(
    center: &'a Center,
    mission: MissionId,
    from: &[Progress],
) -> Result<&'a Mission, Rejection> {
    match center.missions.given.get(&mission) {
        None => Err(Rejection::UnknownMission { mission }),
        Some(found) if from.contains(&found.progress) => Ok(found),
        Some(&Mission { progress, .. }) => Err(Rejection::WrongProgress { mission, progress }),
    }
}

pub(super) fn decide_clear(
    moment: &Moment<'_>,
    mission: MissionId,
) -> Result<Vec<crate::Event>, crate::Rejection> {
    let found = require(moment.center, mission, &[Progress::Ordered])?;
    moment.entitled(moment.by.speaks_for(found.nation))?;
    let unit = moment.center.force.contingents.get(&found.contingent);
    let is_held = unit.is_none_or(|unit| is_transferred(moment, unit));
    if found.chain == Chain::Multinational && !is_held && !off(Mutation::MissionAuthority) {
        let Mission { contingent, nation, .. } = *found;
        return Err(Rejection::NoAuthority { contingent, nation }.into());
    }
    require_ready(moment, found)?;
    if let Some(caveat) = barring(moment, found) {
        return Ok(Vec::from([stopped(mission, found, caveat)]));
    }
    let cleared = Event::Cleared { mission, nation: found.nation };
    Ok(Vec::from([cleared.into(), started(moment, mission, found)]))
}

/// The nation reports what its contingent has done, the commander what he has ordered.
pub(super) fn decide_complete(
    moment: &Moment<'_>,
    mission: MissionId,
) -> Result<Vec<crate::Event>, crate::Rejection> {
    let found = require(moment.center, mission, &[Progress::Running])?;
    let commanders = moment.by == Actor::Commander && found.chain == Chain::Multinational;
    moment.entitled(commanders || moment.by.speaks_for(found.nation))?;
    Ok(Vec::from([Event::Completed { mission }.into()]))
}

/// Missions that the commander has given to a contingent end with his authority over it. Its
/// nation's own go on, and so does self-defense.
pub(crate) fn on_authority_lost(
    moment: &Moment<'_>,
    contingent: ContingentId,
) -> Vec<crate::Event> {
    let of_it = under_way(moment.center).filter(|(_, mission)| mission.contingent == contingent);
    let lost = of_it.filter(|(_, mission)| rests_on_authority(mission));
    lost.map(|(mission, _)| lapsed(mission, contingent, Ground::Authority)).collect()
}

/// In Ukraine nothing but self-defense goes on without a mandate, whoever has ordered it: what its
/// nation cannot order any more ends as well. What the commander has ordered ends by his authority,
/// which returns at the same instant.
pub(crate) fn on_mandate_ended(
    center: &Center,
    nation: Nation,
) -> impl Iterator<Item = crate::Event> {
    let own = under_way(center).filter(move |(_, mission)| {
        mission.nation == nation
            && mission.activity != Activity::SelfDefense
            && !rests_on_authority(mission)
    });
    let there = own.filter(|(_, mission)| {
        let unit = center.force.contingents.get(&mission.contingent);
        unit.is_some_and(|unit| center.force.place(unit).is_some_and(Location::is_in_ukraine))
    });
    there.map(|(mission, found)| lapsed(mission, found.contingent, Ground::Mandate))
}

/// No mission goes on without the contingent that does it, not even self-defense. Those of the
/// commander, whose authority the contingent leaves, end by that.
pub(crate) fn on_left(
    center: &Center,
    contingent: ContingentId,
) -> impl Iterator<Item = crate::Event> {
    let left = under_way(center).filter(move |(_, mission)| mission.contingent == contingent);
    left.filter(|(_, mission)| !rests_on_authority(mission))
        .map(move |(mission, _)| lapsed(mission, contingent, Ground::Presence))
}

/// A contingent that turns back on its way is no more in Ukraine, to defend itself there.
pub(crate) fn on_turned_back(
    center: &Center,
    contingent: ContingentId,
) -> impl Iterator<Item = crate::Event> {
    let left = under_way(center).filter(move |(_, mission)| mission.contingent == contingent);
    left.filter(|(_, mission)| !rests_on_authority(mission) && mission.place.is_in_ukraine())
        .map(move |(mission, _)| lapsed(mission, contingent, Ground::Presence))
}

/// Missions that rely on a rule of engagement end with it.
pub(crate) fn on_rule_cancelled(center: &Center, roe: RoeId) -> impl Iterator<Item = crate::Event> {
    let relying = under_way(center).filter(move |(_, mission)| {
        mission.roe.contains(&roe) && mission.activity != Activity::SelfDefense
    });
    relying.map(|(mission, found)| lapsed(mission, found.contingent, Ground::Roe))
}

fn lapsed(mission: MissionId, contingent: ContingentId, lost: Ground) -> crate::Event {
    Event::Lapsed { mission, contingent, lost }.into()
}

/// Whether it ends with the commander's authority over its contingent.
fn rests_on_authority(mission: &Mission) -> bool {
    mission.chain == Chain::Multinational && mission.activity != Activity::SelfDefense
}

/// Missions on their way or running.
fn under_way(center: &Center) -> impl Iterator<Item = (MissionId, &Mission)> {
    let given = center.missions.given.iter().map(|(&name, mission)| (name, mission));
    given.filter(|(_, mission)| matches!(mission.progress, Progress::Ordered | Progress::Running))
}
