//! The multinational force: requirements, what nations offer, and how far each contingent is.
//!
//! Sections 2.3, 2.4 and 3.6 of the domain notes. A list says what the force needs; capitals
//! decide what they offer, generate, send and call back, each by its own act. Nobody can make
//! them, and nothing here marks a nation that offers nothing: what is missing shows as the gap
//! of a requirement.
//!
//! Into Ukraine a contingent goes only on Ukraine's request, with the ceasefire in force and a
//! finding of credible cessation, and under a live mandate of its nation. Authority over it may
//! be handed to the force commander; it returns when the mandate ends or the contingent leaves.

use alloc::vec::Vec;

use kernel::SimTime;
use serde::Serialize;

use crate::framework::Backstop;
use crate::ids::{ContingentId, RequirementId};
use crate::model::commands;
use crate::nation::Nation;
use crate::{Center, Moment};

mod backstop;
mod commands;
mod deployment;
mod event;
mod gap;
mod generation;
mod state;

pub(crate) use backstop::on_backstop_changed;
pub use commands::{
    CloseStraits, DeclareStance, Generate, HoldConference, Move, Offer, OpenStraits,
    PublishRequirement, Recall, Relieve, ReportInPlace, RevokeAuthority, TransferAuthority,
    WithdrawOffer,
};
pub(crate) use deployment::{
    on_mandate_ended, on_rotation_missed, require_cessation, require_host_request,
};
pub use event::{Event, Gap};
pub(crate) use gap::on_requirement_due;
pub(crate) use generation::require_stance;
pub use state::{Authority, Capability, Component, Contingent, Degree, Force, Requirement, Stage};

commands!(Force:
    DeclareStance, PublishRequirement, HoldConference, Offer, WithdrawOffer, Generate,
    TransferAuthority, RevokeAuthority, Move, ReportInPlace, Relieve, Recall, CloseStraits,
    OpenStraits,
);

#[derive(Clone, Debug, PartialEq, Eq, Serialize, thiserror::Error)]
#[serde(rename_all = "kebab-case")]
pub enum Rejection {
    #[error("this has been the stance of `{nation}` already")]
    SameStance { nation: Nation },
    #[error("the requirement `{requirement}` exists already")]
    RequirementExists { requirement: RequirementId },
    #[error("there is no requirement `{requirement}`")]
    UnknownRequirement { requirement: RequirementId },
    #[error("a requirement of nobody is none")]
    NothingRequired { requirement: RequirementId },
    #[error("`{capability}` has no place in the component `{component}`")]
    WrongComponent { requirement: RequirementId, component: Component, capability: Capability },
    #[error("a ship is required at sea or outside Ukraine, not on land or in the air")]
    ShipAshore { requirement: RequirementId },
    #[error("a requirement is needed by an instant that is still to come")]
    NeededInThePast { requirement: RequirementId, needed_by: SimTime },
    #[error("a conference needs a requirement to put to the nations")]
    NothingToPut,
    #[error("the contingent `{contingent}` exists already")]
    ContingentExists { contingent: ContingentId },
    #[error("there is no contingent `{contingent}`")]
    UnknownContingent { contingent: ContingentId },
    #[error("`{nation}` is not enrolled at the center")]
    NotEnrolled { nation: Nation },
    #[error("`{nation}` is the host: the force comes to it, and its own army is no part of it")]
    HostContributes { nation: Nation },
    #[error("`{nation}` is an observer or an organization, and fields no contingent")]
    NoContributor { nation: Nation },
    #[error("a contingent of nobody is none")]
    NobodyOffered { contingent: ContingentId },
    #[error("a backstop that is `{needs}` promises nothing on which an offer could depend")]
    NoCondition { contingent: ContingentId, needs: Backstop },
    #[error("`{nation}` sends no troops into Ukraine")]
    NoTroopsInUkraine { nation: Nation },
    #[error("`{contingent}` stands only with a backstop that is at least `{needs}`")]
    Conditional { contingent: ContingentId, needs: Backstop },
    #[error("the contingent `{contingent}` is `{stage}`, which does not allow this")]
    WrongStage { contingent: ContingentId, stage: Stage },
    #[error("`{contingent}` is `{stage}` and no offer any more; `force.recall` calls it back")]
    InTheForce { contingent: ContingentId, stage: Stage },
    #[error("`{nation}` has no live mandate")]
    NoMandate { nation: Nation },
    #[error("{people} people of `{nation}` in Ukraine would be more than its mandate of {ceiling}")]
    AboveCeiling { nation: Nation, people: u64, ceiling: u32 },
    #[error("the Straits are closed to warships of `{nation}`")]
    StraitsClosed { nation: Nation },
    #[error("the Straits are closed already")]
    AlreadyClosed,
    #[error("the Straits are open already")]
    AlreadyOpen,
    #[error("`{contingent}` is under `{degree}` already")]
    AlreadyTransferred { contingent: ContingentId, degree: Degree },
    #[error("its nation alone commands `{contingent}`")]
    NotTransferred { contingent: ContingentId },
    #[error("a contingent is relieved by another one for the same requirement, not by `{relief}`")]
    NoRelief { contingent: ContingentId, relief: ContingentId },
    #[error("`{relief}` is of `{nation}`, which puts it in place first")]
    ReliefNotInPlace { relief: ContingentId, nation: Nation },
    #[error("`{relief}` has been in place for too long itself")]
    ReliefOverdue { relief: ContingentId },
    #[error("`{relief}` has taken the place of another contingent already")]
    ReliefSpent { relief: ContingentId },
    #[error("Ukraine has not requested the force")]
    NoHostRequest,
    #[error("the ceasefire is not in force")]
    NoCeasefire,
    #[error("nobody has found that the cessation of hostilities is credible")]
    NoCredibleCessation,
}

pub(crate) fn decide(
    moment: &Moment<'_>,
    command: &Command,
) -> Result<Vec<crate::Event>, crate::Rejection> {
    let event = match command {
        Command::DeclareStance(command) => generation::decide_stance(moment, command)?,
        Command::PublishRequirement(command) => return generation::decide_publish(moment, command),
        Command::HoldConference(command) => generation::decide_conference(moment, command)?,
        Command::Offer(command) => generation::decide_offer(moment, command)?,
        Command::WithdrawOffer(command) => return generation::decide_withdraw(moment, command),
        Command::Generate(command) => generation::decide_generate(moment, command)?,
        Command::TransferAuthority(command) => deployment::decide_transfer(moment, command)?,
        Command::Move(command) => deployment::decide_move(moment, command)?,
        Command::RevokeAuthority(command) => return deployment::decide_revoke(moment, command),
        Command::ReportInPlace(command) => return deployment::decide_in_place(moment, command),
        Command::Relieve(command) => return deployment::decide_relieve(moment, command),
        Command::Recall(command) => return deployment::decide_recall(moment, command),
        Command::CloseStraits(_) => generation::decide_straits(moment, true)?,
        Command::OpenStraits(_) => generation::decide_straits(moment, false)?,
    };
    Ok(Vec::from([event.into()]))
}

/// A contingent that somebody has named.
fn known(moment: &Moment<'_>, contingent: ContingentId) -> Result<Contingent, Rejection> {
    let found = moment.center.force.contingents.get(&contingent).copied();
    found.ok_or(Rejection::UnknownContingent { contingent })
}

/// The contingent, for a step that is its nation's own act.
fn own(
    moment: &Moment<'_>,
    contingent: ContingentId,
    from: &[Stage],
) -> Result<Contingent, crate::Rejection> {
    let found = known(moment, contingent)?;
    moment.entitled(moment.by.speaks_for(found.nation))?;
    require_stage(contingent, &found, from)?;
    Ok(found)
}

fn require_stage(
    contingent: ContingentId,
    found: &Contingent,
    from: &[Stage],
) -> Result<(), Rejection> {
    let stage = found.stage;
    if from.contains(&stage) { Ok(()) } else { Err(Rejection::WrongStage { contingent, stage }) }
}

fn requirement(moment: &Moment<'_>, requirement: RequirementId) -> Result<Requirement, Rejection> {
    let found = moment.center.force.requirements.get(&requirement).copied();
    found.ok_or(Rejection::UnknownRequirement { requirement })
}

pub(crate) fn evolve(center: &mut Center, event: &Event, at: SimTime) {
    let force = &mut center.force;
    match *event {
        Event::StanceDeclared { nation, troops_in_ukraine } => {
            force.stances.insert(nation, troops_in_ukraine);
        }
        Event::RequirementPublished {
            requirement,
            component,
            capability,
            quantity,
            place,
            needed_by,
        } => {
            let needed_by = needed_by.into();
            let published = Requirement { component, capability, quantity, place, needed_by };
            force.requirements.insert(requirement, published);
        }
        Event::CapabilityOffered {
            contingent,
            nation,
            requirement,
            strength,
            needs_backstop,
            conditional,
        } => {
            let stage = if conditional { Stage::Conditional } else { Stage::Offered };
            let offered = Contingent::offered(nation, requirement, strength, stage);
            force.contingents.insert(contingent, Contingent { needs_backstop, ..offered });
        }
        Event::ContingentRelieved { contingent, relief, .. } => force.relieve(contingent, relief),
        Event::StraitsClosed {} => force.straits_closed = true,
        Event::StraitsOpened {} => force.straits_closed = false,
        Event::OfferWithdrawn { contingent, .. }
        | Event::FellConditional { contingent, .. }
        | Event::ConditionMet { contingent, .. }
        | Event::ContingentGenerated { contingent, .. }
        | Event::AuthorityTransferred { contingent, .. }
        | Event::AuthorityRevoked { contingent, .. }
        | Event::AuthorityLapsed { contingent, .. }
        | Event::ContingentMoved { contingent, .. }
        | Event::ContingentInPlace { contingent, .. }
        | Event::RotationOverdue { contingent, .. }
        | Event::ContingentRecalled { contingent, .. } => {
            if let Some(found) = force.contingents.get_mut(&contingent) {
                evolve_contingent(found, event, at);
            }
        }
        Event::ConferenceHeld { .. } | Event::RequirementShort { .. } => {}
    }
}

fn evolve_contingent(contingent: &mut Contingent, event: &Event, at: SimTime) {
    match *event {
        Event::OfferWithdrawn { .. } => contingent.stage = Stage::Withdrawn,
        Event::FellConditional { from: Stage::InPlace, .. } => contingent.condition_lost = true,
        Event::FellConditional { .. } => contingent.stage = Stage::Conditional,
        Event::ConditionMet { .. } if contingent.condition_lost => {
            contingent.condition_lost = false;
        }
        Event::ConditionMet { .. } => contingent.stage = Stage::Offered,
        Event::ContingentGenerated { .. } => contingent.stage = Stage::Generated,
        Event::AuthorityTransferred { degree, .. } => {
            contingent.authority = Some(Authority { degree, since: at.into() });
        }
        Event::AuthorityRevoked { .. } | Event::AuthorityLapsed { .. } => {
            contingent.authority = None;
        }
        Event::ContingentMoved { .. } => contingent.stage = Stage::Moving,
        Event::ContingentInPlace { .. } => {
            contingent.stage = Stage::InPlace;
            contingent.in_place_since = Some(at.into());
        }
        Event::RotationOverdue { .. } => contingent.overdue = true,
        Event::ContingentRecalled { .. } => contingent.stage = Stage::Recalled,
        Event::StanceDeclared { .. }
        | Event::RequirementPublished { .. }
        | Event::ConferenceHeld { .. }
        | Event::RequirementShort { .. }
        | Event::CapabilityOffered { .. }
        | Event::ContingentRelieved { .. }
        | Event::StraitsClosed {}
        | Event::StraitsOpened {} => {}
    }
}
