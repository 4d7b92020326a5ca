//! From the generated contingent to the one in place, its relief and its return, and who has
//! authority over it meanwhile.

use alloc::vec::Vec;

use super::generation::{require_mandate, require_stance, require_straits};
use super::{
    Contingent, Event, Move, Recall, Rejection, Relieve, ReportInPlace, Requirement,
    RevokeAuthority, Stage, TransferAuthority, known, own, require_stage, requirement,
};
use crate::clock::{self, Clock};
use crate::ids::ContingentId;
use crate::model::Moment;
use crate::mutation::{Mutation, off};
use crate::nation::Nation;
use crate::parameter::Parameter;
use crate::{mandate, mission};

/// The stages of a contingent that is part of the force.
const IN_THE_FORCE: [Stage; 3] = [Stage::Generated, Stage::Moving, Stage::InPlace];

pub(super) fn decide_transfer(
    moment: &Moment<'_>,
    command: &TransferAuthority,
) -> Result<Event, crate::Rejection> {
    let TransferAuthority { contingent, degree } = *command;
    let found = own(moment, contingent, &IN_THE_FORCE)?;
    if found.authority.is_some_and(|held| held.degree == degree) {
        return Err(Rejection::AlreadyTransferred { contingent, degree }.into());
    }
    require_mandate(moment, found.nation)?;
    Ok(Event::AuthorityTransferred { contingent, nation: found.nation, degree })
}

pub(super) fn decide_revoke(
    moment: &Moment<'_>,
    command: &RevokeAuthority,
) -> Result<Vec<crate::Event>, crate::Rejection> {
    let contingent = command.contingent;
    let Contingent { nation, authority, .. } = own(moment, contingent, &IN_THE_FORCE)?;
    if authority.is_none() {
        return Err(Rejection::NotTransferred { contingent }.into());
    }
    let mut events = Vec::from([Event::AuthorityRevoked { contingent, nation }.into()]);
    events.extend(mission::on_authority_lost(moment, contingent));
    Ok(events)
}

pub(super) fn decide_move(moment: &Moment<'_>, command: &Move) -> Result<Event, crate::Rejection> {
    let contingent = command.contingent;
    let found = own(moment, contingent, &[Stage::Generated])?;
    let wanted = requirement(moment, found.requirement)?;
    admit(moment, &found, &wanted, &[])?;
    Ok(Event::ContingentMoved { contingent, nation: found.nation, place: wanted.place })
}

pub(super) fn decide_in_place(
    moment: &Moment<'_>,
    command: &ReportInPlace,
) -> Result<Vec<crate::Event>, crate::Rejection> {
    let contingent = command.contingent;
    let found = own(moment, contingent, &[Stage::Moving])?;
    arrive(moment, contingent, &found, None)
}

/// The nation of the contingent that leaves orders this; no other sends it home. The relief of
/// another nation is in place by then, by an act of that nation. A nation that relieves itself needs no
/// room for both under its mandate: its relief may be generated only, and goes in as the other leaves.
/// A relief takes the place of one contingent. If it is weaker, its requirement lacks the difference.
pub(super) fn decide_relieve(
    moment: &Moment<'_>,
    command: &Relieve,
) -> Result<Vec<crate::Event>, crate::Rejection> {
    let Relieve { contingent, by: relief } = *command;
    let (incoming, outgoing) = (known(moment, relief)?, known(moment, contingent)?);
    moment.entitled(moment.by.speaks_for(outgoing.nation))?;
    require_stage(relief, &incoming, &IN_THE_FORCE)?;
    require_stage(contingent, &outgoing, &[Stage::InPlace])?;
    if contingent == relief || outgoing.requirement != incoming.requirement {
        return Err(Rejection::NoRelief { contingent, relief }.into());
    }
    if incoming.overdue && !off(Mutation::ReliefOverdue) {
        return Err(Rejection::ReliefOverdue { relief }.into());
    }
    if incoming.has_relieved {
        return Err(Rejection::ReliefSpent { relief }.into());
    }
    let is_there = incoming.stage == Stage::InPlace || incoming.nation == outgoing.nation;
    if !is_there && !off(Mutation::ReliefInPlace) {
        return Err(Rejection::ReliefNotInPlace { relief, nation: incoming.nation }.into());
    }
    let nation = outgoing.nation;
    let mut events = Vec::from([Event::ContingentRelieved { contingent, nation, relief }.into()]);
    events.extend(leave(moment, contingent, &outgoing));
    events.extend(moment.center.clocks.meet(Clock::Rotation, contingent.0, moment.at));
    if incoming.stage == Stage::InPlace {
        events.extend(mandate::on_left(moment, nation, contingent));
    } else {
        events.extend(arrive(moment, relief, &incoming, Some(contingent))?);
    }
    Ok(events)
}

pub(super) fn decide_recall(
    moment: &Moment<'_>,
    command: &Recall,
) -> Result<Vec<crate::Event>, crate::Rejection> {
    let contingent = command.contingent;
    let found = own(moment, contingent, &IN_THE_FORCE)?;
    let recalled = Event::ContingentRecalled { contingent, nation: found.nation };
    let mut events = Vec::from([recalled.into()]);
    events.extend(leave(moment, contingent, &found));
    events.extend(moment.center.clocks.cancel(Clock::Rotation, contingent.0));
    if found.stage == Stage::InPlace {
        events.extend(mandate::on_left(moment, found.nation, contingent));
    }
    Ok(events)
}

/// The contingent is in place: its rotation is due one day, and so may be a word to parliament.
fn arrive(
    moment: &Moment<'_>,
    contingent: ContingentId,
    found: &Contingent,
    relieved: Option<ContingentId>,
) -> Result<Vec<crate::Event>, crate::Rejection> {
    let Contingent { nation, strength, .. } = *found;
    let wanted = requirement(moment, found.requirement)?;
    let leaving: Vec<ContingentId> = relieved.into_iter().chain([contingent]).collect();
    admit(moment, found, &wanted, &leaving)?;
    let span = moment.center.parameters.duration(Parameter::RotationWithin);
    let place = wanted.place;
    let mut events = Vec::from([
        Event::ContingentInPlace { contingent, nation, place, strength }.into(),
        clock::arm(Clock::Rotation, contingent.0, moment.at, span),
    ]);
    if place.is_in_ukraine() {
        events.extend(mandate::on_in_place(moment, nation));
    }
    Ok(events)
}

/// What must hold before a contingent goes into Ukraine, and again when it arrives: the truce
/// or the mandate may have ended on the way. Elsewhere that is only what the Straits allow. `uncounted` are contingents that take up no room
/// under the mandate beside it.
fn admit(
    moment: &Moment<'_>,
    found: &Contingent,
    wanted: &Requirement,
    uncounted: &[ContingentId],
) -> Result<(), Rejection> {
    let nation = found.nation;
    if !wanted.place.is_in_ukraine() {
        return require_straits(moment, nation, wanted);
    }
    require_host_request(moment)?;
    require_cessation(moment)?;
    require_stance(moment, nation, wanted.place)?;
    require_straits(moment, nation, wanted)?;
    let ceiling = require_mandate(moment, nation)?.ceiling_in_use();
    let others = moment.center.force.people_in_ukraine(nation, uncounted);
    let people = others.saturating_add(found.strength.into());
    if u64::from(ceiling) < people && !off(Mutation::Ceiling) {
        return Err(Rejection::AboveCeiling { nation, people, ceiling });
    }
    Ok(())
}

/// Nothing of the force goes into Ukraine before that has asked for it.
pub(crate) fn require_host_request(moment: &Moment<'_>) -> Result<(), Rejection> {
    if moment.center.framework.host_requested_at.is_none() && !off(Mutation::HostRequest) {
        return Err(Rejection::NoHostRequest);
    }
    Ok(())
}

/// Nothing of the force goes into Ukraine but under a ceasefire that is found credible.
pub(crate) fn require_cessation(moment: &Moment<'_>) -> Result<(), Rejection> {
    let ceasefire = &moment.center.ceasefire;
    if !ceasefire.is_in_force() && !off(Mutation::DeployCeasefire) {
        return Err(Rejection::NoCeasefire);
    }
    if ceasefire.cessation_found_at.is_none() && !off(Mutation::Cessation) {
        return Err(Rejection::NoCredibleCessation);
    }
    Ok(())
}

/// What ends where a contingent leaves: authority over it, and all that it was doing.
fn leave(moment: &Moment<'_>, contingent: ContingentId, found: &Contingent) -> Vec<crate::Event> {
    let mut events = lapse(moment, contingent, found);
    events.extend(mission::on_left(moment.center, contingent));
    events
}

/// The events by which authority over a contingent returns to its nation, if it was handed over:
/// what the commander has ordered ends with it.
pub(super) fn lapse(
    moment: &Moment<'_>,
    contingent: ContingentId,
    found: &Contingent,
) -> Vec<crate::Event> {
    if found.authority.is_none() {
        return Vec::new();
    }
    let lapsed = Event::AuthorityLapsed { contingent, nation: found.nation };
    let mut events = Vec::from([lapsed.into()]);
    events.extend(mission::on_authority_lost(moment, contingent));
    events
}

/// Without a mandate nobody but the nation has authority over its contingents: first all of it
/// returns, then what the commander has ordered ends, then what the nation itself has in Ukraine.
pub(crate) fn on_mandate_ended(moment: &Moment<'_>, nation: Nation) -> Vec<crate::Event> {
    let contingents = moment.center.force.contingents.iter();
    let held = contingents.filter(|(_, found)| found.nation == nation && found.authority.is_some());
    let held: Vec<ContingentId> = held.map(|(&contingent, _)| contingent).collect();
    let lapsed =
        held.iter().map(|&contingent| Event::AuthorityLapsed { contingent, nation }.into());
    let ended = held.iter().flat_map(|&contingent| mission::on_authority_lost(moment, contingent));
    lapsed.chain(ended).chain(mission::on_mandate_ended(moment.center, nation)).collect()
}

/// Nobody has relieved the contingent in time.
pub(crate) fn on_rotation_missed(
    moment: &Moment<'_>,
    contingent: ContingentId,
) -> Vec<crate::Event> {
    let found = moment.center.force.contingents.get(&contingent);
    let overdue = found.map(|&Contingent { nation, requirement, .. }| {
        Event::RotationOverdue { contingent, nation, requirement }.into()
    });
    overdue.into_iter().collect()
}
