//! The coordination cell: its life, its seats, who attends, and the numbers it works with.
//!
//! Section 1.3 of the domain notes: the cell was decided on 6 January 2026; its terms of
//! reference, seats and quorum are not public, so here they are parameters and events. A center
//! that nobody attends is degraded, whatever its phase says.

use alloc::vec::Vec;

use kernel::{Basis, Id, SimTime, Source};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::actor::{Actor, Seat};
use crate::clock::{self, Clock};
use crate::ids::TextId;
use crate::model::commands;
use crate::mutation::{Mutation, off};
use crate::nation::{Nation, NationSet};
use crate::parameter::{Parameter, Value};
use crate::{Center, Moment, decision, silence};

mod cell;
mod commands;
mod participation;

pub use cell::{Cell, Enrollment, Phase, Role, Site};
pub use commands::{
    AcceptSilence, AgreeTerms, Attend, Close, Decide, Enroll, FillSeat, ReachFullOperations,
    ReachInitialOperations, Relocate, SetParameter, StayAway, VacateSeat,
};
use participation::{decide_attendance, quorum_event};
pub(crate) use participation::{note_decision, on_participation_review};

commands!(Center:
    SetParameter, Enroll, AcceptSilence, Decide, AgreeTerms, FillSeat, VacateSeat, ReachInitialOperations,
    ReachFullOperations, Relocate, Close, Attend, StayAway,
);

#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Event {
    ParameterSet {
        parameter: Parameter,
        value: Value,
        basis: Basis,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        source: Option<Source>,
    },
    NationEnrolled {
        nation: Nation,
        role: Role,
        accepts_silence: bool,
    },
    SilenceAccepted {
        nation: Nation,
    },
    Decided {
        site: Site,
    },
    TermsAgreed {
        text: TextId,
    },
    SeatFilled {
        seat: Seat,
    },
    SeatVacated {
        seat: Seat,
    },
    /// The seat has been vacant for longer than the parameter allows.
    SeatFlagged {
        seat: Seat,
    },
    InitialOperationsReached {},
    FullOperationsReached {},
    Degraded {
        seats_filled: u32,
        nations_present: u32,
    },
    Recovered {
        seats_filled: u32,
        nations_present: u32,
    },
    Relocated {
        from: Site,
        to: Site,
    },
    Closed {},
    NationArrived {
        nation: Nation,
    },
    NationLeft {
        nation: Nation,
    },
    /// Nothing has been decided for longer than the parameter allows.
    ParticipationReviewed {
        since: SimTime,
        present: NationSet,
    },
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, thiserror::Error)]
#[serde(rename_all = "kebab-case")]
pub enum Rejection {
    #[error("the parameter `{parameter}` takes a value of another unit")]
    WrongUnit { parameter: Parameter },
    #[error("`{nation}` is enrolled already")]
    AlreadyEnrolled { nation: Nation },
    #[error("`{nation}` has accepted the silence procedure already")]
    SilenceAccepted { nation: Nation },
    #[error("`{nation}` is not enrolled at the center")]
    NotEnrolled { nation: Nation },
    #[error("the cell is at `{phase}`, which does not allow this")]
    WrongPhase { phase: Phase },
    #[error("the seat `{seat}` is filled already")]
    SeatTaken { seat: Seat },
    #[error("the seat `{seat}` is vacant")]
    SeatVacant { seat: Seat },
    #[error("the cell is at this site already")]
    SameSite { site: Site },
    #[error("`{nation}` attends already")]
    AlreadyPresent { nation: Nation },
    #[error("`{nation}` does not attend")]
    NotPresent { nation: Nation },
    #[error("{seats_filled} seats and {nations_present} nations that act are below the quorum")]
    BelowQuorum { seats_filled: u32, nations_present: u32 },
}

pub(crate) fn decide(
    moment: &Moment<'_>,
    command: &Command,
) -> Result<Vec<crate::Event>, crate::Rejection> {
    let cell = &moment.center.cell;
    match command {
        Command::SetParameter(command) => decide_set_parameter(moment, command),
        Command::Enroll(command) => decide_enroll(moment, command),
        Command::AcceptSilence(AcceptSilence { nation }) => decide_accept_silence(moment, *nation),
        Command::Decide(Decide { site }) => {
            moment.only(&[Actor::CoChairs, Actor::Coalition])?;
            require(cell.phase == Phase::None, cell)?;
            Ok(Vec::from([Event::Decided { site: *site }.into()]))
        }
        Command::AgreeTerms(command) => decide_agree_terms(moment, command),
        Command::FillSeat(command) => decide_fill_seat(moment, command),
        Command::VacateSeat(command) => decide_vacate_seat(moment, command),
        Command::ReachInitialOperations(_) => {
            decide_reach(moment, Phase::Planned, Event::InitialOperationsReached {})
        }
        Command::ReachFullOperations(_) => {
            decide_reach(moment, Phase::InitialOperating, Event::FullOperationsReached {})
        }
        Command::Relocate(Relocate { to }) => decide_relocate(moment, *to),
        // Those who decided on the cell close it; the US and Ukraine leave their seats.
        Command::Close(_) => {
            moment.only(&[Actor::CoChairs, Actor::Coalition])?;
            require(!matches!(cell.phase, Phase::None | Phase::Closed), cell)?;
            Ok(closed(moment))
        }
        Command::Attend(Attend { nation }) => decide_attendance(moment, *nation, true),
        Command::StayAway(StayAway { nation }) => decide_attendance(moment, *nation, false),
    }
}

/// With the cell ends what it was about to decide, and the watch over its members and seats.
fn closed(moment: &Moment<'_>) -> Vec<crate::Event> {
    let clocks = &moment.center.clocks;
    let mut events = Vec::from([Event::Closed {}.into()]);
    events.extend(decision::on_closed(moment));
    events.extend(silence::on_closed(moment));
    events.extend(clocks.cancel(Clock::ParticipationReview, participation::subject()));
    let seats = Seat::ALL.into_iter().map(seat_subject);
    events.extend(seats.filter_map(|seat| clocks.cancel(Clock::SeatUnmanned, seat)));
    events
}

/// Refuses what a cell that has closed does no more.
pub(crate) fn require_not_closed(cell: &Cell) -> Result<(), Rejection> {
    require(cell.phase != Phase::Closed, cell)
}

/// Refuses what the phase of the cell does not allow.
fn require(holds: bool, cell: &Cell) -> Result<(), Rejection> {
    if holds { Ok(()) } else { Err(Rejection::WrongPhase { phase: cell.phase }) }
}

fn decide_set_parameter(
    moment: &Moment<'_>,
    command: &SetParameter,
) -> Result<Vec<crate::Event>, crate::Rejection> {
    let SetParameter { parameter, value, basis, source } = *command;
    moment.only(&[Actor::Control])?;
    command.sound()?;
    let mut events = Vec::from([Event::ParameterSet { parameter, value, basis, source }.into()]);
    if matches!(parameter, Parameter::QuorumSeats | Parameter::QuorumNations) {
        let mut parameters = moment.center.parameters.clone();
        parameters.set(parameter, value);
        events.extend(quorum_event(moment, moment.center.cell.attendance(), &parameters));
    }
    if let (Parameter::ParticipationReviewAfter, Value::Duration(span)) = (parameter, value) {
        events.extend(participation::on_length_set(moment, span));
    }
    Ok(events)
}

fn decide_enroll(
    moment: &Moment<'_>,
    command: &Enroll,
) -> Result<Vec<crate::Event>, crate::Rejection> {
    let Enroll { nation, role, accepts_silence } = *command;
    moment.only(&[Actor::Control])?;
    if moment.center.cell.nations.contains_key(&nation) {
        return Err(Rejection::AlreadyEnrolled { nation }.into());
    }
    Ok(Vec::from([Event::NationEnrolled { nation, role, accepts_silence }.into()]))
}

/// That silence binds a nation is its own act.
fn decide_accept_silence(
    moment: &Moment<'_>,
    nation: Nation,
) -> Result<Vec<crate::Event>, crate::Rejection> {
    moment.entitled(moment.by.speaks_for(nation))?;
    require_not_closed(&moment.center.cell)?;
    match moment.center.cell.nations.get(&nation) {
        None => Err(Rejection::NotEnrolled { nation }.into()),
        Some(found) if found.accepts_silence => Err(Rejection::SilenceAccepted { nation }.into()),
        Some(_) => Ok(Vec::from([Event::SilenceAccepted { nation }.into()])),
    }
}

fn decide_agree_terms(
    moment: &Moment<'_>,
    command: &AgreeTerms,
) -> Result<Vec<crate::Event>, crate::Rejection> {
    let cell = &moment.center.cell;
    moment.seats_only()?;
    require(cell.phase == Phase::Decided, cell)?;
    if let Some(seat) = cell.vacant_tripartite_seat().filter(|_| !off(Mutation::TripartiteSeats)) {
        return Err(Rejection::SeatVacant { seat }.into());
    }
    Ok(Vec::from([Event::TermsAgreed { text: command.text }.into()]))
}

/// Whether the seat is the actor's own; the co-chairs speak for the Coalition's.
fn sits_at(by: Actor, seat: Seat) -> bool {
    by == Actor::from(seat) || (seat == Seat::Coalition && by == Actor::CoChairs)
}

fn decide_fill_seat(
    moment: &Moment<'_>,
    command: &FillSeat,
) -> Result<Vec<crate::Event>, crate::Rejection> {
    let seat = command.seat;
    let cell = &moment.center.cell;
    moment.entitled(sits_at(moment.by, seat))?;
    require(!matches!(cell.phase, Phase::None | Phase::Closed), cell)?;
    if cell.is_filled(seat) {
        return Err(Rejection::SeatTaken { seat }.into());
    }
    let mut events = Vec::from([Event::SeatFilled { seat }.into()]);
    events.extend(moment.center.clocks.cancel(Clock::SeatUnmanned, seat_subject(seat)));
    let mut then = cell.attendance();
    then.seats += 1;
    events.extend(quorum_event(moment, then, &moment.center.parameters));
    Ok(events)
}

fn decide_vacate_seat(
    moment: &Moment<'_>,
    command: &VacateSeat,
) -> Result<Vec<crate::Event>, crate::Rejection> {
    let seat = command.seat;
    let cell = &moment.center.cell;
    moment.entitled(sits_at(moment.by, seat))?;
    if !cell.is_filled(seat) {
        return Err(Rejection::SeatVacant { seat }.into());
    }
    let span = moment.center.parameters.duration(Parameter::SeatUnmannedAfter);
    let mut events = Vec::from([Event::SeatVacated { seat }.into()]);
    if cell.phase != Phase::Closed {
        events.push(clock::arm(Clock::SeatUnmanned, seat_subject(seat), moment.at, span));
    }
    let mut then = cell.attendance();
    then.seats = then.seats.saturating_sub(1);
    events.extend(quorum_event(moment, then, &moment.center.parameters));
    Ok(events)
}

fn decide_reach(
    moment: &Moment<'_>,
    from: Phase,
    event: Event,
) -> Result<Vec<crate::Event>, crate::Rejection> {
    let cell = &moment.center.cell;
    moment.seats_only()?;
    require(cell.phase == from, cell)?;
    let attendance = cell.attendance();
    if !attendance.is_quorum(&moment.center.parameters) && !off(Mutation::Quorum) {
        let (seats_filled, nations_present) = attendance.counts();
        return Err(Rejection::BelowQuorum { seats_filled, nations_present }.into());
    }
    let mut events = Vec::from([event.into()]);
    if from == Phase::Planned {
        events.extend(watch_vacant_seats(moment));
        events.extend(participation::watch(moment, moment.at));
    }
    Ok(events)
}

/// A seat that nobody ever took is as vacant as one that was left; its clock starts with the
/// operations of the cell.
fn watch_vacant_seats(moment: &Moment<'_>) -> impl Iterator<Item = crate::Event> {
    let Center { cell, clocks, parameters, .. } = moment.center;
    let span = parameters.duration(Parameter::SeatUnmannedAfter);
    let never_taken = move |seat: &Seat| {
        !cell.is_filled(*seat) && clocks.get(Clock::SeatUnmanned, seat_subject(*seat)).is_none()
    };
    let at = moment.at;
    Seat::ALL
        .into_iter()
        .filter(never_taken)
        .map(move |seat| clock::arm(Clock::SeatUnmanned, seat_subject(seat), at, span))
}

fn decide_relocate(moment: &Moment<'_>, to: Site) -> Result<Vec<crate::Event>, crate::Rejection> {
    let cell = &moment.center.cell;
    moment.only(&[Actor::CoChairs, Actor::Coalition])?;
    let from = match cell.site {
        Some(site) if cell.phase != Phase::Closed => site,
        _ => return Err(Rejection::WrongPhase { phase: cell.phase }.into()),
    };
    if from == to {
        return Err(Rejection::SameSite { site: to }.into());
    }
    Ok(Vec::from([Event::Relocated { from, to }.into()]))
}

/// The name under which the clock of a vacant seat runs.
pub(crate) fn seat_subject(seat: Seat) -> Id {
    Id::new(seat.as_str()).expect("the names of seats are ids")
}

/// A seat that has been vacant for too long is flagged.
pub(crate) fn on_seat_unmanned(moment: &Moment<'_>, subject: Id) -> Vec<crate::Event> {
    let seat = Seat::ALL.into_iter().find(|&seat| seat_subject(seat) == subject);
    let vacant = seat.filter(|&seat| !moment.center.cell.is_filled(seat));
    vacant.map(|seat| Event::SeatFlagged { seat }.into()).into_iter().collect()
}

pub(crate) fn evolve(center: &mut Center, event: &Event, at: SimTime) {
    let cell = &mut center.cell;
    match *event {
        Event::ParameterSet { parameter, value, .. } => {
            center.parameters.set(parameter, value);
            center.ceasefire.look(&center.parameters, at);
        }
        Event::NationEnrolled { nation, role, accepts_silence } => {
            cell.nations.insert(nation, Enrollment { role, accepts_silence, present: false });
        }
        Event::SilenceAccepted { nation } => {
            if let Some(enrollment) = cell.nations.get_mut(&nation) {
                enrollment.accepts_silence = true;
            }
        }
        Event::Decided { site } => {
            cell.phase = Phase::Decided;
            cell.site = Some(site);
        }
        Event::TermsAgreed { text } => {
            cell.phase = Phase::Planned;
            cell.terms = Some(text);
        }
        Event::SeatFilled { seat } => {
            cell.seats.insert(seat, at.into());
            cell.flagged.remove(&seat);
        }
        Event::SeatVacated { seat } => {
            cell.seats.remove(&seat);
        }
        Event::SeatFlagged { seat } => {
            cell.flagged.insert(seat, at.into());
        }
        Event::InitialOperationsReached {} => {
            cell.phase = Phase::InitialOperating;
            cell.no_decision_since = Some(at);
        }
        Event::FullOperationsReached {} => cell.phase = Phase::FullOperating,
        Event::Degraded { .. } => cell.degraded = true,
        Event::Recovered { .. } => cell.degraded = false,
        Event::Relocated { to, .. } => cell.site = Some(to),
        Event::Closed {} => cell.phase = Phase::Closed,
        Event::NationArrived { nation } => cell.set_present(nation, true),
        Event::NationLeft { nation } => cell.set_present(nation, false),
        Event::ParticipationReviewed { .. } => {}
    }
}
