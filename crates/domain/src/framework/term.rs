//! The term of a guarantee: how long it is in force, unless its nation renews it.
//!
//! Sections 3.4 and 9.5 of the domain notes: the first draft of the US guarantee was for ten years,
//! renewable; later fifteen were offered, and Kyiv wants thirty to fifty. The sources say it of the
//! US guarantee alone; that those of the Coalition have the same term is an assumption. So is what
//! else they leave open: a guarantee that nobody renewed in time has lapsed, and needs the whole
//! procedure again; one that is renewed goes on for another term from the end of the last, however
//! early that was said; and one that was suspended begins a term when it is activated again.
//!
//! Nothing here makes a guarantee void: that is for the parties to say.

use alloc::vec::Vec;

use kernel::{Id, SimTime};

use super::{Event, Rejection, backstop};
use crate::Moment;
use crate::clock::{self, Clock, Status};
use crate::mandate::subject;
use crate::mutation::{Mutation, off};
use crate::nation::Nation;
use crate::parameter::{Parameter, Value};

const CLOCK: Clock = Clock::GuaranteeTerm;

/// The event, and what it does to the clock of the term.
pub(super) fn clocked(moment: &Moment<'_>, event: Event) -> Vec<crate::Event> {
    let then = match event {
        Event::GuaranteeActivated { nation } => arm(moment, nation, moment.at),
        Event::GuaranteeSuspended { nation } | Event::GuaranteeVoided { nation } => {
            moment.center.clocks.cancel(CLOCK, subject(nation))
        }
        _ => None,
    };
    let mut events = Vec::from([event.into()]);
    events.extend(then);
    events
}

/// The clock of a term that begins now, or with the end of the last. A center that was told of no
/// term, as none was before there were terms, keeps none.
fn arm(moment: &Moment<'_>, nation: Nation, starts_at: SimTime) -> Option<crate::Event> {
    match moment.center.parameters.get(Parameter::GuaranteeTerm) {
        Some(Value::Duration(span)) => Some(clock::arm(CLOCK, subject(nation), starts_at, span)),
        _ => None,
    }
}

/// What follows when a nation renews a guarantee that is in force.
pub(super) fn renewed(moment: &Moment<'_>, nation: Nation) -> Result<Vec<crate::Event>, Rejection> {
    let clocks = &moment.center.clocks;
    let deadline = clocks.get(CLOCK, subject(nation)).filter(|term| term.status == Status::Open);
    let due_at = deadline.ok_or(Rejection::NoTerm { nation })?.due_at;
    if due_at < moment.at && !off(Mutation::GuaranteeTerm) {
        return Err(Rejection::TermOver { nation, due_at });
    }
    let mut events = Vec::from([Event::GuaranteeRenewed { nation }.into()]);
    events.extend(clocks.meet(CLOCK, subject(nation), moment.at));
    events.extend(arm(moment, nation, due_at));
    Ok(events)
}

/// A term that nobody renewed is over, and with it the guarantee.
pub(crate) fn on_term_over(moment: &Moment<'_>, subject: Id) -> Vec<crate::Event> {
    let Ok(nation) = subject.as_str().parse::<Nation>() else {
        return Vec::new();
    };
    let lapsed = Event::GuaranteeLapsed { nation };
    let fallen = backstop::on_guarantee(moment, &lapsed);
    let mut events = Vec::from([lapsed.into()]);
    events.extend(fallen);
    events
}
