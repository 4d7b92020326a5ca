//! The guarantee framework: texts, each nation's guarantee, and the US backstop as a state.
//!
//! Sections 1.1, 1.2 and 1.5 of the domain notes. The declaration by itself activates nothing;
//! a guarantee is activated nation by nation, when the ceasefire is in force and the nation's
//! own procedure is complete. Whether a guarantee is void is said by a party, never by software;
//! its term, which the nation may renew, is kept in `term`.

use alloc::collections::BTreeSet;
use alloc::vec::Vec;

use kernel::SimTime;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::actor::Actor;
use crate::center::Role;
use crate::ids::{IncidentId, TextId};
use crate::model::commands;
use crate::mutation::{Mutation, off};
use crate::nation::Nation;
use crate::{Center, Moment};

mod backstop;
mod commands;
mod state;
mod term;

pub use commands::{
    ActivateGuarantee, AdoptDeclaration, CirculateDraft, FinalizeCommitments, RecordRatification,
    RenewGuarantee, RequestForce, RequestRatification, SetBackstop, SignGuarantee, SignIntent,
    SuspendGuarantee, VoidGuarantee,
};
pub use state::{Backstop, Clause, Component, Framework, Standing};
pub(crate) use term::on_term_over;

commands!(Framework:
    CirculateDraft, AdoptDeclaration, SignIntent, FinalizeCommitments, SetBackstop, RequestForce,
    SignGuarantee, RequestRatification, RecordRatification, ActivateGuarantee, SuspendGuarantee,
    VoidGuarantee, RenewGuarantee,
);

#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Event {
    DraftCirculated {
        text: TextId,
        clauses: BTreeSet<Clause>,
    },
    DeclarationAdopted {
        text: TextId,
        components: BTreeSet<Component>,
        clauses: BTreeSet<Clause>,
        /// Clauses of the last draft that are gone.
        dropped: BTreeSet<Clause>,
    },
    IntentSigned {
        nation: Nation,
        text: TextId,
    },
    CommitmentsFinalized {
        text: TextId,
    },
    BackstopChanged {
        from: Backstop,
        to: Backstop,
    },
    HostRequestReceived {},
    GuaranteeSigned {
        nation: Nation,
    },
    RatificationRequested {
        nation: Nation,
    },
    RatificationGranted {
        nation: Nation,
    },
    RatificationRefused {
        nation: Nation,
    },
    GuaranteeActivated {
        nation: Nation,
    },
    GuaranteeSuspended {
        nation: Nation,
    },
    GuaranteeVoided {
        nation: Nation,
    },
    /// Ukraine was found to have attacked unprovoked: the parties review the guarantees. Logs of
    /// before do not name the version of the attribution.
    ReviewOpened {
        incident: IncidentId,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        version: Option<u32>,
    },
    /// A later version of the attribution no longer says so, or is not agreed: the review has lost its
    /// basis.
    ReviewBasisLost {
        incident: IncidentId,
        version: u32,
    },
    GuaranteeRenewed {
        nation: Nation,
    },
    /// Its term is over, and nobody had renewed it.
    GuaranteeLapsed {
        nation: Nation,
    },
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, thiserror::Error)]
#[serde(rename_all = "kebab-case")]
pub enum Rejection {
    #[error("the declaration has been adopted already")]
    DeclarationAdopted,
    #[error("there is no declaration yet")]
    NoDeclaration,
    #[error("`{nation}` has signed already")]
    AlreadySigned { nation: Nation },
    #[error("the commitments have been finalized already")]
    AlreadyFinalized,
    #[error("the commitments are not finalized")]
    NotFinalized,
    #[error("the backstop cannot go from `{from}` to `{to}`")]
    BackstopStep { from: Backstop, to: Backstop },
    #[error("the request is on record already")]
    AlreadyRequested,
    #[error("the guarantee of `{nation}` stands at `{standing}`, which does not allow this")]
    WrongStanding { nation: Nation, standing: Standing },
    #[error("the ceasefire is not in force")]
    NoCeasefire,
    #[error(
        "`{nation}` is an observer or an organization, or not enrolled, and signs nothing here"
    )]
    NoParty { nation: Nation },
    #[error("`{nation}` is the host: the guarantees are given to it")]
    HostGuarantees { nation: Nation },
    #[error("a declaration without components declares nothing")]
    NothingDeclared,
    #[error("the guarantee of `{nation}` has no term that could be renewed")]
    NoTerm { nation: Nation },
    #[error("the term of the guarantee of `{nation}` was over at {due_at}")]
    TermOver { nation: Nation, due_at: SimTime },
}

pub(crate) fn decide(
    moment: &Moment<'_>,
    command: &Command,
) -> Result<Vec<crate::Event>, crate::Rejection> {
    let event = match command {
        Command::CirculateDraft(command) => decide_circulate(moment, command)?,
        Command::AdoptDeclaration(command) => decide_adopt(moment, command)?,
        Command::SignIntent(command) => decide_sign_intent(moment, command)?,
        Command::FinalizeCommitments(command) => decide_finalize(moment, command)?,
        Command::SetBackstop(command) => return backstop::decide_set(moment, command),
        Command::RequestForce(_) => decide_request_force(moment)?,
        Command::SignGuarantee(command) => decide_sign_guarantee(moment, command)?,
        Command::RequestRatification(RequestRatification { nation }) => {
            step(moment, *nation, &[Standing::Signed, Standing::Refused])?;
            Event::RatificationRequested { nation: *nation }
        }
        Command::RecordRatification(RecordRatification { nation, granted }) => {
            step(moment, *nation, &[Standing::RatificationRequested])?;
            if *granted {
                Event::RatificationGranted { nation: *nation }
            } else {
                Event::RatificationRefused { nation: *nation }
            }
        }
        Command::ActivateGuarantee(command) => decide_activate(moment, command)?,
        Command::SuspendGuarantee(SuspendGuarantee { nation }) => {
            step(moment, *nation, &[Standing::Activated])?;
            Event::GuaranteeSuspended { nation: *nation }
        }
        Command::VoidGuarantee(command) => decide_void(moment, command)?,
        Command::RenewGuarantee(RenewGuarantee { nation }) => {
            step(moment, *nation, &[Standing::Activated])?;
            return Ok(term::renewed(moment, *nation)?);
        }
    };
    let fallen = backstop::on_guarantee(moment, &event);
    let mut events = term::clocked(moment, event);
    events.extend(fallen);
    Ok(events)
}

fn decide_circulate(
    moment: &Moment<'_>,
    command: &CirculateDraft,
) -> Result<Event, crate::Rejection> {
    moment.only(&[Actor::CoChairs, Actor::Coalition])?;
    if moment.center.framework.declaration.is_some() {
        return Err(Rejection::DeclarationAdopted.into());
    }
    let CirculateDraft { text, clauses } = command.clone();
    Ok(Event::DraftCirculated { text, clauses })
}

fn decide_adopt(
    moment: &Moment<'_>,
    command: &AdoptDeclaration,
) -> Result<Event, crate::Rejection> {
    let framework = &moment.center.framework;
    moment.only(&[Actor::CoChairs, Actor::Coalition])?;
    if framework.declaration.is_some() {
        return Err(Rejection::DeclarationAdopted.into());
    }
    let AdoptDeclaration { text, components, clauses } = command.clone();
    command.sound()?;
    let dropped = framework.draft_clauses.difference(&clauses).copied().collect();
    Ok(Event::DeclarationAdopted { text, components, clauses, dropped })
}

fn decide_sign_intent(
    moment: &Moment<'_>,
    command: &SignIntent,
) -> Result<Event, crate::Rejection> {
    let SignIntent { nation, text } = *command;
    moment.entitled(moment.by.speaks_for(nation))?;
    require_party(moment, nation)?;
    if moment.center.framework.intent_signed_by.contains(nation) {
        return Err(Rejection::AlreadySigned { nation }.into());
    }
    Ok(Event::IntentSigned { nation, text })
}

fn decide_finalize(
    moment: &Moment<'_>,
    command: &FinalizeCommitments,
) -> Result<Event, crate::Rejection> {
    let framework = &moment.center.framework;
    moment.only(&[Actor::CoChairs, Actor::Coalition])?;
    if framework.declaration.is_none() {
        return Err(Rejection::NoDeclaration.into());
    }
    if framework.commitments.is_some() {
        return Err(Rejection::AlreadyFinalized.into());
    }
    Ok(Event::CommitmentsFinalized { text: command.text })
}

fn decide_request_force(moment: &Moment<'_>) -> Result<Event, crate::Rejection> {
    moment.only(&[Actor::Ua])?;
    if moment.center.framework.host_requested_at.is_some() {
        return Err(Rejection::AlreadyRequested.into());
    }
    Ok(Event::HostRequestReceived {})
}

fn decide_sign_guarantee(
    moment: &Moment<'_>,
    command: &SignGuarantee,
) -> Result<Event, crate::Rejection> {
    let nation = command.nation;
    step(moment, nation, &[Standing::None, Standing::Void, Standing::Lapsed])?;
    require_party(moment, nation)?;
    command.sound()?;
    let enrollment = moment.center.cell.nations.get(&nation);
    if enrollment.is_some_and(|enrollment| enrollment.role == Role::Host) {
        return Err(Rejection::HostGuarantees { nation }.into());
    }
    // The US guarantee is a bilateral document of its own; the others are the Coalition's.
    let is_final = moment.center.framework.commitments.is_some();
    if nation != Nation::US && !is_final && !off(Mutation::Commitments) {
        return Err(Rejection::NotFinalized.into());
    }
    Ok(Event::GuaranteeSigned { nation })
}

fn decide_activate(
    moment: &Moment<'_>,
    command: &ActivateGuarantee,
) -> Result<Event, crate::Rejection> {
    let nation = command.nation;
    step(moment, nation, &[Standing::Ratified, Standing::Suspended])?;
    if !moment.center.ceasefire.is_in_force() && !off(Mutation::GuaranteeCeasefire) {
        return Err(Rejection::NoCeasefire.into());
    }
    Ok(Event::GuaranteeActivated { nation })
}

fn decide_void(moment: &Moment<'_>, command: &VoidGuarantee) -> Result<Event, crate::Rejection> {
    let nation = command.nation;
    let standing = moment.center.framework.standing(nation);
    moment.entitled(moment.by.speaks_for(nation) || moment.by == Actor::Ua)?;
    if matches!(standing, Standing::None | Standing::Void | Standing::Lapsed) {
        return Err(Rejection::WrongStanding { nation, standing }.into());
    }
    Ok(Event::GuaranteeVoided { nation })
}

/// Who watches or helps binds itself to nothing.
fn require_party(moment: &Moment<'_>, nation: Nation) -> Result<(), Rejection> {
    if moment.center.cell.is_acting(nation) { Ok(()) } else { Err(Rejection::NoParty { nation }) }
}

/// A step of a nation's guarantee is its own act, from one of these standings.
fn step(moment: &Moment<'_>, nation: Nation, from: &[Standing]) -> Result<(), crate::Rejection> {
    let standing = moment.center.framework.standing(nation);
    moment.entitled(moment.by.speaks_for(nation))?;
    if from.contains(&standing) {
        Ok(())
    } else {
        Err(Rejection::WrongStanding { nation, standing }.into())
    }
}

pub(crate) fn evolve(center: &mut Center, event: &Event, at: SimTime) {
    let framework = &mut *center.framework;
    let mut stand = |nation, standing| {
        framework.guarantees.insert(nation, standing);
    };
    match event {
        Event::GuaranteeSigned { nation } => {
            framework.renewals.remove(nation);
            stand(*nation, Standing::Signed);
        }
        Event::RatificationRequested { nation } => {
            stand(*nation, Standing::RatificationRequested);
        }
        Event::RatificationGranted { nation } => stand(*nation, Standing::Ratified),
        Event::RatificationRefused { nation } => stand(*nation, Standing::Refused),
        Event::GuaranteeActivated { nation } => stand(*nation, Standing::Activated),
        Event::GuaranteeSuspended { nation } => stand(*nation, Standing::Suspended),
        Event::GuaranteeVoided { nation } => stand(*nation, Standing::Void),
        Event::GuaranteeLapsed { nation } => stand(*nation, Standing::Lapsed),
        Event::GuaranteeRenewed { nation } => {
            let count = framework.renewals.entry(*nation).or_default();
            *count = count.saturating_add(1);
        }
        Event::DraftCirculated { clauses, .. } => framework.draft_clauses.clone_from(clauses),
        Event::DeclarationAdopted { text, components, clauses, .. } => {
            framework.declaration = Some(*text);
            framework.components.clone_from(components);
            framework.clauses.clone_from(clauses);
        }
        Event::IntentSigned { nation, .. } => {
            framework.intent_signed_by = framework.intent_signed_by.with(*nation);
        }
        Event::CommitmentsFinalized { text } => framework.commitments = Some(*text),
        Event::BackstopChanged { to, .. } => framework.backstop = *to,
        Event::HostRequestReceived {} => framework.host_requested_at = Some(at.into()),
        Event::ReviewOpened { incident, .. } => {
            framework.reviews.insert(*incident);
        }
        Event::ReviewBasisLost { incident, .. } => {
            framework.reviews.remove(incident);
        }
    }
}
