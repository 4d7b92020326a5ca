//! The US backstop, which is a state, and what is left of it without the guarantee of the US.
//!
//! Section 1.5 of the domain notes. The US says where its backstop stands. That a ratified one rests
//! on the guarantee of the US, if there is one, is an assumption: it is ratified no more when that
//! guarantee is refused or void or has lapsed. What was signed stays signed: whether more of it is
//! gone is for the US to say. A guarantee that is suspended keeps its ratification, and so does this.

use alloc::vec::Vec;

use super::{Backstop, Event, Rejection, SetBackstop, Standing};
use crate::actor::Actor;
use crate::force;
use crate::model::Moment;
use crate::mutation::{Mutation, off};
use crate::nation::Nation;

pub(super) fn decide_set(
    moment: &Moment<'_>,
    command: &SetBackstop,
) -> Result<Vec<crate::Event>, crate::Rejection> {
    let (from, to) = (moment.center.framework.backstop, command.state);
    moment.only(&[Actor::Us])?;
    let possible = match to {
        Backstop::None => false,
        Backstop::Political => from != Backstop::Political,
        Backstop::Signed => from != Backstop::Signed,
        Backstop::Ratified => from == Backstop::Signed,
        Backstop::Withdrawn => !matches!(from, Backstop::None | Backstop::Withdrawn),
    };
    if !possible && !off(Mutation::BackstopStep) {
        return Err(Rejection::BackstopStep { from, to }.into());
    }
    // A guarantee that Congress has not ratified, or that is over, has no ratified backstop.
    let standing = moment.center.framework.standing(Nation::US);
    let may_be = matches!(
        standing,
        Standing::None | Standing::Ratified | Standing::Activated | Standing::Suspended
    );
    if to == Backstop::Ratified && !may_be && !off(Mutation::BackstopRatified) {
        return Err(Rejection::WrongStanding { nation: Nation::US, standing }.into());
    }
    Ok(changed(moment, to))
}

/// A ratified backstop falls back to a signature with the guarantee on which it rests.
pub(super) fn on_guarantee(moment: &Moment<'_>, event: &Event) -> Vec<crate::Event> {
    let is_gone = matches!(
        event,
        Event::RatificationRefused { nation: Nation::US }
            | Event::GuaranteeVoided { nation: Nation::US }
            | Event::GuaranteeLapsed { nation: Nation::US }
    );
    let rests = is_gone && moment.center.framework.backstop == Backstop::Ratified;
    if rests && !off(Mutation::BackstopRatified) {
        changed(moment, Backstop::Signed)
    } else {
        Vec::new()
    }
}

/// The change, and what it does to offers that depend on the backstop.
fn changed(moment: &Moment<'_>, to: Backstop) -> Vec<crate::Event> {
    let from = moment.center.framework.backstop;
    let mut events = Vec::from([Event::BackstopChanged { from, to }.into()]);
    events.extend(force::on_backstop_changed(moment, to));
    events
}
