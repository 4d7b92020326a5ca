//! What is needed, and what nations offer and make ready for it.

use alloc::vec::Vec;

use super::{
    Contingent, DeclareStance, Event, Gap, Generate, HoldConference, Offer, PublishRequirement,
    Rejection, Requirement, Stage, WithdrawOffer, known, own, requirement,
};
use crate::Center;
use crate::actor::Actor;
use crate::center::Role;
use crate::clock::{self, Clock};
use crate::mandate::Mandate;
use crate::mission;
use crate::model::Moment;
use crate::mutation::{Mutation, off};
use crate::nation::Nation;
use crate::task::Location;

pub(super) fn decide_stance(
    moment: &Moment<'_>,
    command: &DeclareStance,
) -> Result<Event, crate::Rejection> {
    let DeclareStance { nation, troops_in_ukraine } = *command;
    moment.entitled(moment.by.speaks_for(nation) || moment.by == Actor::Control)?;
    if moment.center.force.stances.get(&nation) == Some(&troops_in_ukraine) {
        return Err(Rejection::SameStance { nation }.into());
    }
    Ok(Event::StanceDeclared { nation, troops_in_ukraine })
}

/// Who keeps the list of requirements.
const PLANNERS: [Actor; 3] = [Actor::CoChairs, Actor::Coalition, Actor::Commander];

pub(super) fn decide_publish(
    moment: &Moment<'_>,
    command: &PublishRequirement,
) -> Result<Vec<crate::Event>, crate::Rejection> {
    let PublishRequirement { requirement, component, capability, quantity, place, needed_by } =
        *command;
    moment.only(&PLANNERS)?;
    if moment.center.force.requirements.contains_key(&requirement) {
        return Err(Rejection::RequirementExists { requirement }.into());
    }
    command.sound()?;
    if needed_by < moment.at {
        return Err(Rejection::NeededInThePast { requirement, needed_by }.into());
    }
    let published = Event::RequirementPublished {
        requirement,
        component,
        capability,
        quantity,
        place,
        needed_by,
    };
    let span = needed_by.since(moment.at);
    let due = clock::arm(Clock::Requirement, requirement.0, moment.at, span);
    Ok(Vec::from([published.into(), due]))
}

pub(super) fn decide_conference(
    moment: &Moment<'_>,
    command: &HoldConference,
) -> Result<Event, crate::Rejection> {
    moment.only(&PLANNERS)?;
    if command.requirements.is_empty() {
        return Err(Rejection::NothingToPut.into());
    }
    let Center { force, mandates, .. } = moment.center;
    let found = force.gaps(mandates);
    let gap = |&requirement| match found.get(&requirement) {
        Some(&people) => Ok(Gap { requirement, people }),
        None => Err(Rejection::UnknownRequirement { requirement }),
    };
    let gaps = command.requirements.iter().map(gap).collect::<Result<_, _>>()?;
    Ok(Event::ConferenceHeld { gaps })
}

pub(super) fn decide_offer(
    moment: &Moment<'_>,
    command: &Offer,
) -> Result<Event, crate::Rejection> {
    let Offer { contingent, nation, requirement: wanted, strength, needs_backstop } = *command;
    let center = moment.center;
    moment.entitled(moment.by.speaks_for(nation))?;
    if center.force.contingents.contains_key(&contingent) {
        return Err(Rejection::ContingentExists { contingent }.into());
    }
    match center.cell.nations.get(&nation).map(|enrollment| enrollment.role) {
        None => return Err(Rejection::NotEnrolled { nation }.into()),
        Some(Role::Host) => return Err(Rejection::HostContributes { nation }.into()),
        Some(_) if !center.cell.is_acting(nation) => {
            return Err(Rejection::NoContributor { nation }.into());
        }
        Some(_) => {}
    }
    let Requirement { place, .. } = requirement(moment, wanted)?;
    command.sound()?;
    require_stance(moment, nation, place)?;
    let conditional = needs_backstop.is_some_and(|needs| !center.framework.backstop.meets(needs));
    Ok(Event::CapabilityOffered {
        contingent,
        nation,
        requirement: wanted,
        strength,
        needs_backstop,
        conditional,
    })
}

pub(super) fn decide_withdraw(
    moment: &Moment<'_>,
    command: &WithdrawOffer,
) -> Result<Vec<crate::Event>, crate::Rejection> {
    let contingent = command.contingent;
    let Contingent { nation, stage, .. } = known(moment, contingent)?;
    moment.entitled(moment.by.speaks_for(nation))?;
    match stage {
        Stage::Offered | Stage::Conditional => {}
        Stage::Generated | Stage::Moving | Stage::InPlace => {
            return Err(Rejection::InTheForce { contingent, stage }.into());
        }
        Stage::Recalled | Stage::Withdrawn => {
            return Err(Rejection::WrongStage { contingent, stage }.into());
        }
    }
    let mut events = Vec::from([Event::OfferWithdrawn { contingent, nation }.into()]);
    events.extend(mission::on_left(moment.center, contingent));
    Ok(events)
}

pub(super) fn decide_generate(
    moment: &Moment<'_>,
    command: &Generate,
) -> Result<Event, crate::Rejection> {
    let contingent = command.contingent;
    let found = own(moment, contingent, &[Stage::Offered, Stage::Conditional])?;
    let is_open = found.stage == Stage::Conditional && !off(Mutation::ConditionalOffer);
    if let Some(needs) = found.needs_backstop.filter(|_| is_open) {
        return Err(Rejection::Conditional { contingent, needs }.into());
    }
    let nation = found.nation;
    let wanted = requirement(moment, found.requirement)?;
    require_stance(moment, nation, wanted.place)?;
    require_straits(moment, nation, &wanted)?;
    if wanted.place.is_in_ukraine() {
        require_mandate(moment, nation)?;
    }
    Ok(Event::ContingentGenerated { contingent, nation, requirement: found.requirement })
}

/// A nation that sends no troops into Ukraine may still help outside it.
pub(crate) fn require_stance(
    moment: &Moment<'_>,
    nation: Nation,
    place: Location,
) -> Result<(), Rejection> {
    if moment.center.force.refuses(nation, place) && !off(Mutation::Stance) {
        return Err(Rejection::NoTroopsInUkraine { nation });
    }
    Ok(())
}

/// Whoever commands a warship of a state far from the Black Sea cannot count on it there while
/// the Straits are closed.
pub(super) fn require_straits(
    moment: &Moment<'_>,
    nation: Nation,
    wanted: &Requirement,
) -> Result<(), Rejection> {
    if moment.center.force.keeps_out(nation, wanted) && !off(Mutation::Straits) {
        return Err(Rejection::StraitsClosed { nation });
    }
    Ok(())
}

pub(super) fn require_mandate<'a>(
    moment: &Moment<'a>,
    nation: Nation,
) -> Result<&'a Mandate, Rejection> {
    moment.center.mandates.live(nation, moment.at).ok_or(Rejection::NoMandate { nation })
}

pub(super) fn decide_straits(moment: &Moment<'_>, close: bool) -> Result<Event, crate::Rejection> {
    moment.only(&[Actor::of(Nation::TR)])?;
    match (moment.center.force.straits_closed, close) {
        (true, true) => Err(Rejection::AlreadyClosed.into()),
        (false, false) => Err(Rejection::AlreadyOpen.into()),
        (false, true) => Ok(Event::StraitsClosed {}),
        (true, false) => Ok(Event::StraitsOpened {}),
    }
}
