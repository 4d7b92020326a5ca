//! Mandates: what each nation's own constitution asks for before its forces may go.
//!
//! Section 2.5 of the domain notes. A government asks, and its own rule says who grants: nobody
//! else, parliament by a vote, or time if no debate is demanded. Where a government need only
//! inform, two clocks start with its first units in place in Ukraine: to tell parliament, and to
//! have a vote for what goes on for longer. When the last units have left, nobody waits for that vote
//! any more, and the next ones are an operation of its own; what is owed to parliament stays owed.
//!
//! A request that is made while a mandate lives is for its renewal. A vote against it ends the
//! mandate at once, as the end of its time does; with it ends all authority that the nation had
//! handed over.

use alloc::vec::Vec;

use kernel::{Id, SimDuration, SimTime};
use serde::Serialize;

use crate::actor::Actor;
use crate::clock::{self, Clock};
use crate::ids::ContingentId;
use crate::model::commands;
use crate::mutation::{Mutation, off};
use crate::nation::Nation;
use crate::{Center, Moment, force};

mod commands;
mod event;
mod state;

pub use commands::{DeclareRule, DemandDebate, Inform, RecordVote, Request};
pub use event::Event;
pub use state::{Mandate, Mandates, Pending, Rule, Status};

commands!(Mandate: DeclareRule, Request, DemandDebate, RecordVote, Inform);

#[derive(Clone, Debug, PartialEq, Eq, Serialize, thiserror::Error)]
#[serde(rename_all = "kebab-case")]
pub enum Rejection {
    #[error("the rule of `{nation}` has been declared already")]
    RuleDeclared { nation: Nation },
    #[error("a rule that leaves no time is no rule")]
    NoTime { nation: Nation },
    #[error("nobody has declared what the law of `{nation}` asks for")]
    NoRule { nation: Nation },
    #[error("a mandate for nobody, or for no time, is none")]
    NothingAskedFor { nation: Nation },
    #[error(
        "`{nation}` has {people} people on their way or in place in Ukraine, more than {ceiling}"
    )]
    BelowForce { nation: Nation, people: u64, ceiling: u32 },
    #[error("a request of `{nation}` is not decided yet")]
    AlreadyRequested { nation: Nation },
    #[error("the parliament of `{nation}` has not been informed of an operation")]
    NotInformed { nation: Nation },
    #[error("`{nation}` has no request that a debate could stop")]
    NothingToDebate { nation: Nation },
    #[error("there is nothing on which the parliament of `{nation}` votes")]
    NothingToVoteOn { nation: Nation },
    #[error("there is nothing of which the parliament of `{nation}` must be informed")]
    NothingToReport { nation: Nation },
}

/// The name under which the clocks of a nation's mandate run.
pub fn subject(nation: Nation) -> Id {
    Id::new(nation.code()).expect("the codes of nations are ids")
}

pub(crate) fn decide(
    moment: &Moment<'_>,
    command: &Command,
) -> Result<Vec<crate::Event>, crate::Rejection> {
    match command {
        Command::DeclareRule(command) => decide_declare(moment, command),
        Command::Request(command) => decide_request(moment, command),
        Command::DemandDebate(DemandDebate { nation }) => decide_debate(moment, *nation),
        Command::RecordVote(command) => decide_vote(moment, command),
        Command::Inform(Inform { nation }) => decide_inform(moment, *nation),
    }
}

fn decide_declare(
    moment: &Moment<'_>,
    command: &DeclareRule,
) -> Result<Vec<crate::Event>, crate::Rejection> {
    let DeclareRule { nation, rule } = *command;
    moment.only(&[Actor::Control])?;
    if moment.center.mandates.0.contains_key(&nation) {
        return Err(Rejection::RuleDeclared { nation }.into());
    }
    command.sound()?;
    Ok(Vec::from([Event::RuleDeclared { nation, rule }.into()]))
}

/// The mandate of a nation, for a step that is its own act.
fn own(moment: &Moment<'_>, nation: Nation) -> Result<Mandate, crate::Rejection> {
    moment.entitled(moment.by.speaks_for(nation))?;
    let found = moment.center.mandates.0.get(&nation).copied();
    found.ok_or_else(|| Rejection::NoRule { nation }.into())
}

fn decide_request(
    moment: &Moment<'_>,
    command: &Request,
) -> Result<Vec<crate::Event>, crate::Rejection> {
    let Request { nation, ceiling, lasts } = *command;
    let mandate = own(moment, nation)?;
    command.sound()?;
    if mandate.pending.is_some() {
        return Err(Rejection::AlreadyRequested { nation }.into());
    }
    if mandate.owes_information() && !off(Mutation::MandateInformed) {
        return Err(Rejection::NotInformed { nation }.into());
    }
    let people = moment.center.force.people_in_ukraine(nation, &[]);
    if u64::from(ceiling) < people {
        return Err(Rejection::BelowForce { nation, people, ceiling }.into());
    }
    let mut events = Vec::from([Event::Requested { nation, ceiling, lasts }.into()]);
    match mandate.rule {
        Rule::None => events.extend(grant(moment, nation, ceiling, lasts)),
        // What is under way without a mandate is no new operation: parliament has the word.
        Rule::Information { .. } if mandate.is_live(moment.at) || people == 0 => {
            events.extend(grant(moment, nation, ceiling, lasts));
        }
        Rule::Information { .. } | Rule::Vote => {}
        Rule::DeemedApproved { within } => {
            events.push(clock::arm(Clock::MandateApproval, subject(nation), moment.at, within));
        }
    }
    Ok(events)
}

/// The grant, with the clock of its end in the place of that of the mandate that it renews. One that
/// ends at this very instant is renewed no more: it ends, and the grant is a new mandate.
fn grant(
    moment: &Moment<'_>,
    nation: Nation,
    ceiling: u32,
    lasts: Option<SimDuration>,
) -> Vec<crate::Event> {
    let subject = subject(nation);
    let expires_at = lasts.map(|lasts| moment.at + lasts);
    let mandate = moment.center.mandates.0.get(&nation).copied().unwrap_or_default();
    let is_over = mandate.status == Status::Granted && !mandate.is_live(moment.at);
    let mut events = Vec::new();
    if is_over && !off(Mutation::MandateExpiry) {
        let running = [Clock::MandateAuthorization];
        events.extend(end(moment, nation, Event::Expired { nation }, &running));
    }
    events.push(Event::Granted { nation, ceiling, expires_at }.into());
    events.extend(moment.center.clocks.cancel(Clock::MandateExpiry, subject));
    events.extend(lasts.map(|span| clock::arm(Clock::MandateExpiry, subject, moment.at, span)));
    events
}

fn decide_debate(
    moment: &Moment<'_>,
    nation: Nation,
) -> Result<Vec<crate::Event>, crate::Rejection> {
    own(moment, nation)?;
    // Only a request that time would grant has this clock.
    let Some(stopped) = moment.center.clocks.cancel(Clock::MandateApproval, subject(nation)) else {
        return Err(Rejection::NothingToDebate { nation }.into());
    };
    Ok(Vec::from([Event::DebateDemanded { nation }.into(), stopped]))
}

/// A vote decides a pending request; without one it authorizes, or ends, an operation of which
/// parliament had only been informed.
fn decide_vote(
    moment: &Moment<'_>,
    command: &RecordVote,
) -> Result<Vec<crate::Event>, crate::Rejection> {
    let RecordVote { nation, granted } = *command;
    let mandate = own(moment, nation)?;
    let by_information = matches!(mandate.rule, Rule::Information { .. });
    let up_for_vote = match mandate.pending {
        Some(request) => request.debated || !matches!(mandate.rule, Rule::DeemedApproved { .. }),
        None => by_information && mandate.is_live(moment.at) && !mandate.authorized,
    };
    if !up_for_vote {
        return Err(Rejection::NothingToVoteOn { nation }.into());
    }
    if !granted {
        let running = [Clock::MandateExpiry, Clock::MandateAuthorization];
        return Ok(end(moment, nation, Event::Denied { nation }, &running));
    }
    let mut events = Vec::new();
    if let Some(Pending { ceiling, lasts, .. }) = mandate.pending {
        events.extend(grant(moment, nation, ceiling, lasts));
    }
    if by_information {
        events.push(Event::Authorized { nation }.into());
        events.extend(moment.center.clocks.cancel(Clock::MandateAuthorization, subject(nation)));
    }
    Ok(events)
}

/// A duty that was missed is still done late: parliament learns of it all the same.
fn decide_inform(
    moment: &Moment<'_>,
    nation: Nation,
) -> Result<Vec<crate::Event>, crate::Rejection> {
    if !own(moment, nation)?.owes_information() {
        return Err(Rejection::NothingToReport { nation }.into());
    }
    let mut events = Vec::from([Event::Informed { nation }.into()]);
    let subject = subject(nation);
    events.extend(moment.center.clocks.meet(Clock::MandateInformation, subject, moment.at));
    Ok(events)
}

/// What ends a mandate, and what goes with it: the authority handed over, and the clocks that
/// may still run.
fn end(moment: &Moment<'_>, nation: Nation, ended: Event, running: &[Clock]) -> Vec<crate::Event> {
    let mut events = Vec::from([ended.into()]);
    events.extend(force::on_mandate_ended(moment, nation));
    let cancel = |&clock| moment.center.clocks.cancel(clock, subject(nation));
    events.extend(running.iter().filter_map(cancel));
    events
}

/// The nation whose clock this is, with its mandate.
fn of_clock(moment: &Moment<'_>, clock: Id) -> Option<(Nation, Mandate)> {
    let mut mandates = moment.center.mandates.0.iter();
    let found = mandates.find(|(nation, _)| subject(**nation) == clock);
    found.map(|(&nation, &mandate)| (nation, mandate))
}

/// Nobody has demanded a debate in time: the request stands approved.
pub(crate) fn on_approval(moment: &Moment<'_>, clock: Id) -> Vec<crate::Event> {
    let granted = of_clock(moment, clock).and_then(|(nation, mandate)| {
        let Pending { ceiling, lasts, .. } = mandate.pending?;
        Some(grant(moment, nation, ceiling, lasts))
    });
    granted.unwrap_or_default()
}

/// The time of a mandate is over, or the time by which parliament had to vote on it.
pub(crate) fn on_end(moment: &Moment<'_>, clock: Id, running: Clock) -> Vec<crate::Event> {
    let found = of_clock(moment, clock).filter(|_| !off(Mutation::MandateExpiry));
    let ended = found.map(|(nation, _)| end(moment, nation, Event::Expired { nation }, &[running]));
    ended.unwrap_or_default()
}

/// The nation's units are in place in Ukraine: with the first of them the duties of an
/// information rule begin.
pub(crate) fn on_in_place(moment: &Moment<'_>, nation: Nation) -> Vec<crate::Event> {
    let mandate = moment.center.mandates.0.get(&nation).filter(|found| found.began_at.is_none());
    let Some(Mandate {
        rule: Rule::Information { inform_within, authorize_within },
        authorized,
        ..
    }) = mandate.copied()
    else {
        return Vec::new();
    };
    let arm = |clock, span| clock::arm(clock, subject(nation), moment.at, span);
    let mut events = Vec::from([Event::OperationBegan { nation }.into()]);
    // One word to parliament tells of all that is owed by then, and the earlier deadline holds.
    if !moment.center.clocks.is_open(Clock::MandateInformation, subject(nation)) {
        events.push(arm(Clock::MandateInformation, inform_within));
    }
    if !authorized {
        events.push(arm(Clock::MandateAuthorization, authorize_within));
    }
    events
}

/// A contingent of the nation leaves: with its last one in Ukraine the operation is over.
pub(crate) fn on_left(
    moment: &Moment<'_>,
    nation: Nation,
    contingent: ContingentId,
) -> Vec<crate::Event> {
    let Center { clocks, force, mandates, .. } = moment.center;
    let began = mandates.0.get(&nation).is_some_and(|mandate| mandate.began_at.is_some());
    if !began || force.is_in_ukraine(nation, Some(contingent)) {
        return Vec::new();
    }
    let mut events = Vec::from([Event::OperationEnded { nation }.into()]);
    events.extend(clocks.cancel(Clock::MandateAuthorization, subject(nation)));
    events
}

pub(crate) fn evolve(center: &mut Center, event: &Event, at: SimTime) {
    let force = &center.force;
    let mandates = &mut center.mandates.0;
    let mandate = match *event {
        Event::RuleDeclared { nation, rule } => {
            mandates.insert(nation, Mandate { rule, ..Mandate::default() });
            return;
        }
        Event::Requested { nation, .. }
        | Event::DebateDemanded { nation }
        | Event::Granted { nation, .. }
        | Event::Denied { nation }
        | Event::Expired { nation }
        | Event::OperationBegan { nation }
        | Event::OperationEnded { nation }
        | Event::Informed { nation }
        | Event::Authorized { nation } => mandates.entry(nation).or_default(),
    };
    match *event {
        Event::RuleDeclared { .. } => {}
        Event::Requested { ceiling, lasts, .. } => {
            mandate.pending = Some(Pending { ceiling, lasts, debated: false });
            if mandate.status != Status::Granted {
                mandate.status = Status::Requested;
            }
        }
        Event::DebateDemanded { .. } => {
            mandate.pending = mandate.pending.map(|pending| Pending { debated: true, ..pending });
        }
        Event::Granted { nation, ceiling, expires_at } => {
            // A renewal carries on all that was begun under the mandate.
            if mandate.status != Status::Granted {
                *mandate = mandate.anew(force.is_in_ukraine(nation, None));
            }
            mandate.status = Status::Granted;
            mandate.ceiling = ceiling;
            mandate.expires_at = expires_at;
            mandate.pending = None;
        }
        Event::Denied { .. } => {
            mandate.status = Status::Denied;
            mandate.pending = None;
        }
        Event::Expired { .. } => mandate.status = Status::Expired,
        Event::OperationBegan { .. } => mandate.began_at = Some(at.into()),
        Event::OperationEnded { .. } => {
            mandate.owed = mandate.owes_information();
            mandate.began_at = None;
            mandate.informed = false;
            mandate.authorized = false;
        }
        Event::Informed { .. } => {
            mandate.informed = mandate.began_at.is_some();
            mandate.owed = false;
        }
        Event::Authorized { .. } => mandate.authorized = true,
    }
}
