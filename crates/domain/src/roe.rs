//! Numbered rules of engagement: requested upward, authorized, and dormant until implemented.
//!
//! Section 3.6 of the domain notes. The co-chairs or the Coalition authorize a rule for the whole
//! force; a nation that does not want it for its own forces declares a caveat. Self-defense is
//! constant: it is never requested, and needs nobody's approval.

use alloc::collections::BTreeMap;
use alloc::vec::Vec;

use kernel::SimTime;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::actor::Actor;
use crate::ids::RoeId;
use crate::mission::{self, Activity};
use crate::model::commands;
use crate::sound::{Sound, refuse_if};
use crate::{Center, Moment};

commands!(Roe: Request, Authorize, Deny, Implement, Cancel);

/// The commander or a nation asks for a rule that permits an activity.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Request {
    pub roe: RoeId,
    pub activity: Activity,
}

impl Request {
    pub(crate) fn sound(&self) -> Sound<Rejection> {
        let of_defense = self.activity == Activity::SelfDefense;
        refuse_if(of_defense, &["activity"], Rejection::SelfDefense { roe: self.roe })
    }
}

/// Commands on one rule.
macro_rules! of_a_rule {
    ($($(#[$doc:meta])* $name:ident)+) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
        #[serde(deny_unknown_fields)]
        pub struct $name {
            pub roe: RoeId,
        }
    )+};
}

of_a_rule! {
    /// Grants the request; the rule stays dormant.
    Authorize
    /// Refuses the request.
    Deny
    /// The commander puts an authorized rule into effect.
    Implement
    /// Takes the rule back; missions that rely on it end.
    Cancel
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Event {
    Requested { roe: RoeId, activity: Activity },
    Authorized { roe: RoeId },
    Denied { roe: RoeId },
    Implemented { roe: RoeId },
    Cancelled { roe: RoeId },
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, thiserror::Error)]
#[serde(rename_all = "kebab-case")]
pub enum Rejection {
    #[error("self-defense is constant; it is neither requested nor approved")]
    SelfDefense { roe: RoeId },
    #[error("there is no rule of engagement `{roe}`")]
    UnknownRule { roe: RoeId },
    #[error("the rule of engagement `{roe}` is `{status}`, which does not allow this")]
    WrongStatus { roe: RoeId, status: Status },
}

/// How far a rule has come.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    Requested,
    /// Granted, and dormant.
    Authorized,
    Denied,
    Implemented,
    Cancelled,
}

/// One rule of engagement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Rule {
    pub activity: Activity,
    pub status: Status,
}

/// The rules of engagement of the force.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
#[serde(transparent)]
pub struct Rules(pub BTreeMap<RoeId, Rule>);

impl Rules {
    /// What the rule permits to missions that rely on it, if it is in effect.
    pub fn implemented(&self, roe: RoeId) -> Option<Activity> {
        let rule = self.0.get(&roe).filter(|rule| rule.status == Status::Implemented)?;
        Some(rule.activity)
    }
}

pub(crate) fn decide(
    moment: &Moment<'_>,
    command: &Command,
) -> Result<Vec<crate::Event>, crate::Rejection> {
    use Status::{Authorized, Implemented, Requested};
    let above = &[Actor::CoChairs, Actor::Coalition];
    match *command {
        Command::Request(ref command) => decide_request(moment, command),
        Command::Authorize(Authorize { roe }) => {
            moment.only(above)?;
            require(moment.center, roe, &[Requested])?;
            Ok(Vec::from([Event::Authorized { roe }.into()]))
        }
        Command::Deny(Deny { roe }) => {
            moment.only(above)?;
            require(moment.center, roe, &[Requested])?;
            Ok(Vec::from([Event::Denied { roe }.into()]))
        }
        Command::Implement(Implement { roe }) => {
            moment.only(&[Actor::Commander])?;
            require(moment.center, roe, &[Authorized])?;
            Ok(Vec::from([Event::Implemented { roe }.into()]))
        }
        Command::Cancel(Cancel { roe }) => {
            moment.only(&[Actor::CoChairs, Actor::Coalition, Actor::Commander])?;
            require(moment.center, roe, &[Requested, Authorized, Implemented])?;
            let mut events = Vec::from([Event::Cancelled { roe }.into()]);
            events.extend(mission::on_rule_cancelled(moment.center, roe));
            Ok(events)
        }
    }
}

/// A rule that was denied or canceled may be requested again.
fn decide_request(
    moment: &Moment<'_>,
    command: &Request,
) -> Result<Vec<crate::Event>, crate::Rejection> {
    let Request { roe, activity } = *command;
    let of_a_nation = moment.center.cell.nations.keys().any(|&n| moment.by.speaks_for(n));
    moment.entitled(of_a_nation || moment.by == Actor::Commander)?;
    command.sound()?;
    if moment.center.roe.0.contains_key(&roe) {
        require(moment.center, roe, &[Status::Denied, Status::Cancelled])?;
    }
    Ok(Vec::from([Event::Requested { roe, activity }.into()]))
}

/// Refuses what the status of the rule does not allow.
fn require(center: &Center, roe: RoeId, from: &[Status]) -> Result<(), Rejection> {
    match center.roe.0.get(&roe) {
        None => Err(Rejection::UnknownRule { roe }),
        Some(rule) if from.contains(&rule.status) => Ok(()),
        Some(&Rule { status, .. }) => Err(Rejection::WrongStatus { roe, status }),
    }
}

pub(crate) fn evolve(center: &mut Center, event: &Event, _at: SimTime) {
    let (roe, status) = match *event {
        Event::Requested { roe, activity } => {
            center.roe.0.insert(roe, Rule { activity, status: Status::Requested });
            return;
        }
        Event::Authorized { roe } => (roe, Status::Authorized),
        Event::Denied { roe } => (roe, Status::Denied),
        Event::Implemented { roe } => (roe, Status::Implemented),
        Event::Cancelled { roe } => (roe, Status::Cancelled),
    };
    if let Some(rule) = center.roe.0.get_mut(&roe) {
        rule.status = status;
    }
}
