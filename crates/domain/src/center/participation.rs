//! Who attends, whether they are enough, and when the center asks what they attend for.
//!
//! Section 4.4 of the domain notes: a center that produces no decisions loses its members. So the
//! cell keeps a clock on itself. When it has gone without a decision for as long as a parameter
//! says, that is put on record with the nations that still attend, and again after as long. Nobody
//! is sent away: whether to stay is for each nation to say.

use alloc::vec::Vec;

use kernel::{Id, SimDuration, SimTime};

use super::cell::Attendance;
use super::{Cell, Event, Phase, Rejection, require};
use crate::clock::{self, Clock};
use crate::nation::Nation;
use crate::parameter::{Parameter, Parameters};
use crate::{Center, Moment, decision, incident, response, silence};

pub(super) fn decide_attendance(
    moment: &Moment<'_>,
    nation: Nation,
    present: bool,
) -> Result<Vec<crate::Event>, crate::Rejection> {
    let cell = &moment.center.cell;
    moment.entitled(moment.by.speaks_for(nation))?;
    require(!matches!(cell.phase, Phase::None | Phase::Closed), cell)?;
    let Some(enrollment) = cell.nations.get(&nation) else {
        return Err(Rejection::NotEnrolled { nation }.into());
    };
    let mut then = cell.attendance();
    let counted = usize::from(cell.is_acting(nation));
    let event = match (enrollment.present, present) {
        (true, true) => return Err(Rejection::AlreadyPresent { nation }.into()),
        (false, false) => return Err(Rejection::NotPresent { nation }.into()),
        (false, true) => {
            then.nations += counted;
            Event::NationArrived { nation }
        }
        (true, false) => {
            then.nations -= counted;
            Event::NationLeft { nation }
        }
    };
    let mut events = Vec::from([event.into()]);
    events.extend(quorum_event(moment, then, &moment.center.parameters));
    Ok(events)
}

/// The event that marks the fall below the quorum, or the return to it, of an operating cell.
pub(super) fn quorum_event(
    moment: &Moment<'_>,
    then: Attendance,
    parameters: &Parameters,
) -> Option<crate::Event> {
    let cell = &moment.center.cell;
    let (seats_filled, nations_present) = then.counts();
    match (cell.degraded, then.is_quorum(parameters)) {
        (false, false) if cell.is_operating() => {
            Some(Event::Degraded { seats_filled, nations_present }.into())
        }
        (true, true) if cell.is_operating() => {
            Some(Event::Recovered { seats_filled, nations_present }.into())
        }
        _ => None,
    }
}

/// Whether the event is a decision that the cell has produced: a text adopted, an attribution
/// settled, a second or third tier opened. What opens or lapses by itself is none.
const fn is_decision(event: &crate::Event) -> bool {
    matches!(
        event,
        crate::Event::Decision(decision::Event::Adopted { .. })
            | crate::Event::Silence(silence::Event::Adopted { .. })
            | crate::Event::Incident(
                incident::Event::AttributionAgreed { .. }
                    | incident::Event::AttributionSplit { .. }
            )
            | crate::Event::Response(
                response::Event::TierTwoOpened { .. } | response::Event::TierThreeOpened { .. }
            )
    )
}

/// Notes when the cell last produced a decision, of whichever family.
pub(crate) fn note_decision(center: &mut Center, event: &crate::Event, at: SimTime) {
    if is_decision(event) {
        center.cell.no_decision_since = Some(at);
    }
}

/// The subject of the one clock of participation.
pub(super) fn subject() -> Id {
    Id::new("cell").expect("it is an id")
}

/// Arms the clock; none where the parameter sets no length, for such a clock would never rest.
pub(super) fn watch(moment: &Moment<'_>, since: SimTime) -> Option<crate::Event> {
    watch_for(length(moment), since)
}

fn watch_for(span: SimDuration, since: SimTime) -> Option<crate::Event> {
    let armed = || clock::arm(Clock::ParticipationReview, subject(), since, span);
    (SimDuration::ZERO < span).then(armed)
}

fn length(moment: &Moment<'_>) -> SimDuration {
    moment.center.parameters.duration(Parameter::ParticipationReviewAfter)
}

/// The length is set while no clock of participation runs: it runs from the last decision, and where
/// that is too long ago already, the review is due at once.
pub(super) fn on_length_set(moment: &Moment<'_>, span: SimDuration) -> Vec<crate::Event> {
    let Center { cell, clocks, .. } = moment.center;
    let is_running = clocks.is_open(Clock::ParticipationReview, subject());
    if !cell.is_operating() || is_running || span == SimDuration::ZERO {
        return Vec::new();
    }
    let since = cell.no_decision_since.unwrap_or(moment.at);
    if moment.at < since + span {
        return watch_for(span, since).into_iter().collect();
    }
    let mut events = Vec::from([reviewed(cell, since)]);
    events.extend(watch_for(span, moment.at));
    events
}

/// The clock of participation has struck. A decision does not touch it, so that a busy center does
/// not fill its record with clocks: if there was one, it is only now that the wait starts from it.
pub(crate) fn on_participation_review(moment: &Moment<'_>) -> Vec<crate::Event> {
    let cell = &moment.center.cell;
    let since = cell.no_decision_since.unwrap_or(moment.at);
    if length(moment) == SimDuration::ZERO {
        return Vec::new();
    }
    if moment.at < since + length(moment) {
        return watch(moment, since).into_iter().collect();
    }
    let mut events = Vec::from([reviewed(cell, since)]);
    events.extend(watch(moment, moment.at));
    events
}

fn reviewed(cell: &Cell, since: SimTime) -> crate::Event {
    let rows = cell.nations.iter().filter(|(_, enrollment)| enrollment.present);
    let present = rows.map(|(&nation, _)| nation).collect();
    Event::ParticipationReviewed { since, present }.into()
}
