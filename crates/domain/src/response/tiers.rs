//! How the second tier opens, and how the response goes down again.

use alloc::vec::Vec;

use kernel::{SimDuration, SimTime};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    Event, Hostilities, Rejection, Response, Responses, Tier, TierTwoReason, UsDecision, basis,
};
use crate::actor::Actor;
use crate::clock::{self, Clock};
use crate::ids::SeriesId;
use crate::incident::Series;
use crate::mutation::{Mutation, off};
use crate::nation::{Nation, NationSet};
use crate::parameter::Parameter;
use crate::{Center, Moment};

/// Opens the second tier with the nations that consent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OpenTierTwo {
    pub series: SeriesId,
}

/// Goes down the ladder.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StandDown {
    pub series: SeriesId,
    pub to: Tier,
}

/// Who may open and close a tier: the Coalition, never a clock.
pub(super) const LEADERS: [Actor; 2] = [Actor::CoChairs, Actor::Coalition];

pub(super) fn decide_open_two(
    moment: &Moment<'_>,
    command: &OpenTierTwo,
) -> Result<Vec<crate::Event>, crate::Rejection> {
    let series = command.series;
    moment.only(&LEADERS)?;
    let found = moment.center.responses.get(series)?;
    if found.tier != Tier::One {
        return Err(Rejection::WrongTier { series, tier: found.tier }.into());
    }
    let reason = tier_two_reason(moment, series, found)?;
    let (incident, attribution_version) = basis(moment, series)?;
    let acting = found.consenting;
    if acting.is_empty() && !off(Mutation::TierTwoConsent) {
        return Err(Rejection::NobodyConsents { series }.into());
    }
    let opened = Event::TierTwoOpened { series, acting, incident, attribution_version, reason };
    let mut events = Vec::from([opened.into()]);
    events.extend(moment.center.clocks.cancel(Clock::TierTwoGate, series.0));
    Ok(events)
}

/// The second tier opens on a breach that goes on past the gate, or on many small ones.
fn tier_two_reason(
    moment: &Moment<'_>,
    series: SeriesId,
    found: &Response,
) -> Result<TierTwoReason, Rejection> {
    let center = moment.center;
    let Some(known) = center.incidents.series.get(&series) else {
        return Err(Rejection::UnknownSeries { series });
    };
    let threshold = center.parameters.number(Parameter::PersistenceThreshold);
    // Small breaches persist as long as it has not been quiet since.
    if 0 < threshold && threshold <= known.persistence && !is_quiet(moment, found) {
        return Ok(TierTwoReason::Persistence);
    }
    if found.has_ceased() && !off(Mutation::TierTwoHostilities) {
        return Err(Rejection::HostilitiesCeased { series });
    }
    let opens_at = gate_at(center, series, known, Clock::TierTwoGate);
    let early = SimDuration::from_hours(u64::from(off(Mutation::TierTwoGateEarly)));
    if moment.at + early < opens_at && !off(Mutation::TierTwoGate) {
        return Err(Rejection::GateClosed { series, opens_at });
    }
    Ok(TierTwoReason::NotStopped)
}

/// When the gate of a tier opens: as it was armed and corrected since, whatever its parameter has
/// become.
pub(super) fn gate_at(center: &Center, series: SeriesId, known: &Series, gate: Clock) -> SimTime {
    let span = match gate {
        Clock::TierTwoGate => Parameter::TierTwoAfter,
        _ => Parameter::TierThreeEarliest,
    };
    let armed = center.clocks.get(gate, series.0).map(|deadline| deadline.due_at);
    armed.unwrap_or(known.breach_at + center.parameters.duration(span))
}

/// Whether hostilities have ceased for the whole of the quiet period.
fn is_quiet(moment: &Moment<'_>, found: &Response) -> bool {
    let quiet = moment.center.parameters.duration(Parameter::QuietPeriod);
    matches!(found.hostilities, Hostilities::Ceased { at } if at + quiet <= moment.at)
}

/// A correction has given time again to a deadline of the response. It is met at once if the
/// duty was done in the meantime, and does not run for a response that is over.
pub(crate) fn on_opened_again(
    moment: &Moment<'_>,
    series: SeriesId,
    clock: Clock,
    (due_at, done_at): (SimTime, Option<SimTime>),
) -> Option<crate::Event> {
    let found = moment.center.responses.0.get(&series)?;
    let subject = series.0;
    let met = || clock::Event::Met { clock, subject, due_at, done_at }.into();
    if done_at.is_none() && found.tier == Tier::None {
        return Some(clock::Event::Cancelled { clock, subject }.into());
    }
    (done_at.is_some() || is_done(found, clock)).then(met)
}

/// Whether the duty that a deadline of the response asks for is done.
fn is_done(found: &Response, clock: Clock) -> bool {
    match clock {
        Clock::TierOne => found.warned_at.is_some() && found.host_acted_at.is_some(),
        Clock::TierThree => found.tier == Tier::Three || found.us_decision == Some(UsDecision::No),
        _ => false,
    }
}

/// Notes when what was missed was done all the same.
pub(super) fn note_done(center: &mut Center, series: SeriesId, at: SimTime) {
    let Some(found) = center.responses.0.get(&series) else { return };
    for clock in [Clock::TierOne, Clock::TierThree] {
        if let Some(deadline) = center.clocks.get_mut(clock, series.0) {
            deadline.note_done(is_done(found, clock), at);
        }
    }
}

pub(super) fn decide_stand_down(
    moment: &Moment<'_>,
    command: &StandDown,
) -> Result<Vec<crate::Event>, crate::Rejection> {
    let StandDown { series, to } = *command;
    let center = moment.center;
    moment.only(&LEADERS)?;
    let found = center.responses.open(series)?;
    let from = found.tier;
    if from <= to {
        return Err(Rejection::NotDown { from, to }.into());
    }
    // What was skipped on the way up had neither an attribution nor consent to rest on.
    if to == Tier::Two && found.relied_on.is_none() {
        return Err(Rejection::TierTwoNeverOpen { series }.into());
    }
    let is_quiet = is_quiet(moment, found) || (found.has_ceased() && off(Mutation::StandDownQuiet));
    if !is_quiet {
        return Err(Rejection::NotQuiet { series }.into());
    }
    let mut events = Vec::from([Event::StoodDown { series, from, to }.into()]);
    // The attack that was to be answered in the third tier is over, whatever tier is left.
    let rest = [Clock::TierOne, Clock::TierTwoGate, Clock::TierThreeGate, Clock::Quiet];
    let over = rest.into_iter().filter(|_| to == Tier::None).chain([Clock::TierThree]);
    events.extend(over.filter_map(|clock| center.clocks.cancel(clock, series.0)));
    Ok(events)
}

const fn opened() -> Response {
    Response {
        tier: Tier::One,
        warned_at: None,
        host_acted_at: None,
        hostilities: Hostilities::Unreported,
        consenting: NationSet::EMPTY,
        refusing: NationSet::EMPTY,
        acting: NationSet::EMPTY,
        relied_on: None,
        expanded_at: None,
        us_decision: None,
        backstop_invoked_at: None,
        spent_consultations: None,
        unilateral: NationSet::EMPTY,
    }
}

pub(super) fn evolve(responses: &mut Responses, event: &Event, at: SimTime) {
    if let Event::TierOneOpened { series, .. } = event {
        responses.0.insert(*series, opened());
        return;
    }
    let Some(found) = responses.0.get_mut(&event.series()) else {
        return;
    };
    match *event {
        Event::WarningSent { .. } => found.warned_at = Some(at.into()),
        Event::HostActionRecorded { .. } => found.host_acted_at = Some(at.into()),
        Event::HostilitiesContinuing { .. } => found.hostilities = Hostilities::Continuing,
        Event::HostilitiesCeased { .. } => found.hostilities = Hostilities::Ceased { at },
        Event::ConsentGiven { nation, .. } => {
            found.consenting = found.consenting.with(nation);
            found.refusing = found.refusing.without(nation);
            if Tier::One < found.tier && !acts_by_decision(found, nation) {
                found.acting = found.acting.with(nation);
            }
        }
        Event::ConsentRefused { nation, .. } => {
            found.refusing = found.refusing.with(nation);
            found.consenting = found.consenting.without(nation);
            if !acts_by_decision(found, nation) {
                found.acting = found.acting.without(nation);
            }
        }
        Event::TierTwoOpened { acting, incident, attribution_version, .. } => {
            found.tier = Tier::Two;
            found.acting = acting;
            found.relied_on = Some((incident, attribution_version));
        }
        Event::ExpandedAttackDetermined { .. } => found.expanded_at = Some(at.into()),
        Event::UsDecided { decision, .. } => decided(found, decision),
        Event::TierThreeOpened { acting, .. } => {
            found.tier = Tier::Three;
            found.acting = acting;
        }
        Event::BackstopInvoked { .. } => found.backstop_invoked_at = Some(at.into()),
        Event::StoodDown { to, .. } => stand_down(found, to),
        Event::UnilateralRecorded { nation, .. } => {
            found.unilateral = found.unilateral.with(nation);
        }
        Event::TierOneOpened { .. }
        | Event::QuietReached { .. }
        | Event::TierTwoProposed { .. }
        | Event::BasisRevised { .. }
        | Event::TierThreeProposed { .. }
        | Event::BackstopDeclined { .. } => {}
    }
}

/// In the third tier the US acts for as long as its decision is yes, whatever it consents to.
fn acts_by_decision(found: &Response, nation: Nation) -> bool {
    found.tier == Tier::Three && nation == Nation::US
}

fn decided(found: &mut Response, decision: UsDecision) {
    found.us_decision = Some(decision);
    if found.tier == Tier::Three {
        found.acting = match decision {
            UsDecision::Yes => found.acting.with(Nation::US),
            UsDecision::No | UsDecision::Maybe => found.acting.without(Nation::US),
        };
    }
}

/// Below the second tier nobody acts; below the third the US does not act through it, and a way
/// back up needs a finding, a consultation and a decision of its own.
fn stand_down(found: &mut Response, to: Tier) {
    found.tier = to;
    found.us_decision = None;
    found.expanded_at = None;
    found.acting = match to {
        Tier::None | Tier::One => NationSet::EMPTY,
        Tier::Two | Tier::Three => found.consenting,
    };
}
