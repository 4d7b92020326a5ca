//! The third tier: found to be needed, awaited, decided by the US, and opened.

use alloc::vec::Vec;

use kernel::{SimDuration, SimTime};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::tiers::{LEADERS, gate_at};
use super::{Event, Rejection, Response, Tier, UsDecision, refuse_twice};
use crate::actor::Actor;
use crate::clock::{self, Clock};
use crate::ids::SeriesId;
use crate::incident::{Confidence, Party};
use crate::mutation::{Mutation, off};
use crate::nation::Nation;
use crate::parameter::Parameter;
use crate::{Center, Moment};

/// Finds that the breach has become an expanded attack.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DetermineExpanded {
    pub series: SeriesId,
}

/// The US says whether it takes part.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DecideUs {
    pub series: SeriesId,
    pub decision: UsDecision,
}

/// Opens the third tier.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OpenTierThree {
    pub series: SeriesId,
}

pub(super) fn decide_expanded(
    moment: &Moment<'_>,
    command: &DetermineExpanded,
) -> Result<Vec<crate::Event>, crate::Rejection> {
    let series = command.series;
    let center = moment.center;
    moment.only(&[Actor::Commission, Actor::Us, Actor::CoChairs])?;
    let found = center.responses.open(series)?;
    refuse_twice(found.expanded_at, series)?;
    let mut events = Vec::from([Event::ExpandedAttackDetermined { series }.into()]);
    let Some(known) = center.incidents.series.get(&series) else {
        return Ok(events);
    };
    if !found.has_ceased() {
        // The time may have passed before the response went down and the attack came again.
        let is_anew = found.spent_consultations.is_some();
        events.extend(await_three(moment, (series, known.breach_at), found, is_anew));
        events.extend(propose_three(moment, series, found));
    }
    Ok(events)
}

/// The wait for the third tier, counted from the breach. Nobody waits for one that the US has declined
/// beforehand, nor anew for one whose time has passed.
pub(super) fn await_three(
    moment: &Moment<'_>,
    (series, breach_at): (SeriesId, SimTime),
    found: &Response,
    is_anew: bool,
) -> Option<crate::Event> {
    let span = moment.center.parameters.duration(Parameter::TierThreeLatest);
    let is_over = is_anew && breach_at + span < moment.at;
    let is_awaited = found.tier < Tier::Three && found.us_decision != Some(UsDecision::No);
    let wait = || clock::arm(Clock::TierThree, series.0, breach_at, span);
    (is_awaited && !is_over).then(wait)
}

/// The proposal of the third tier, if its gate was passed before there was anything to propose.
pub(super) fn propose_three(
    moment: &Moment<'_>,
    series: SeriesId,
    found: &Response,
) -> Option<crate::Event> {
    let center = moment.center;
    let known = center.incidents.series.get(&series)?;
    let has_opened = gate_at(center, series, known, Clock::TierThreeGate) <= moment.at;
    let is_passed = has_opened && !center.clocks.is_open(Clock::TierThreeGate, series.0);
    let is_due = is_passed && found.tier < Tier::Three;
    is_due.then(|| Event::TierThreeProposed { series }.into())
}

/// A "no" also declines the backstop and ends the wait; a "maybe" ends nothing.
pub(super) fn decide_us(
    moment: &Moment<'_>,
    command: &DecideUs,
) -> Result<Vec<crate::Event>, crate::Rejection> {
    let DecideUs { series, decision } = *command;
    moment.only(&[Actor::Us])?;
    let found = moment.center.responses.open(series)?;
    if found.us_decision == Some(decision) {
        return Err(Rejection::AlreadyOnRecord { series }.into());
    }
    let mut events = Vec::from([Event::UsDecided { series, decision }.into()]);
    if decision == UsDecision::No {
        if moment.center.framework.backstop.is_promise() {
            events.push(Event::BackstopDeclined { series }.into());
        }
        events.extend(moment.center.clocks.meet(Clock::TierThree, series.0, moment.at));
    }
    Ok(events)
}

pub(super) fn decide_open_three(
    moment: &Moment<'_>,
    command: &OpenTierThree,
) -> Result<Vec<crate::Event>, crate::Rejection> {
    let series = command.series;
    let center = moment.center;
    moment.entitled(LEADERS.contains(&moment.by) || moment.by == Actor::Us)?;
    let found = center.responses.open(series)?;
    let from = found.tier;
    if from == Tier::Three {
        return Err(Rejection::WrongTier { series, tier: from }.into());
    }
    if found.expanded_at.is_none() && !off(Mutation::TierThreeExpanded) {
        return Err(Rejection::NotExpanded { series }.into());
    }
    refuse_attack_by_ukraine(center, series)?;
    let spent = found.spent_consultations.unwrap_or(0);
    if center.questions.consultations_on(series) <= spent && !off(Mutation::TierThreeConsulted) {
        return Err(Rejection::NotConsulted { series }.into());
    }
    if found.us_decision != Some(UsDecision::Yes) && !off(Mutation::TierThreeUs) {
        return Err(Rejection::NoUsDecision { series }.into());
    }
    // There is nothing to answer: the attack is over unless somebody sees that it goes on.
    if found.has_ceased() && !off(Mutation::TierThreeHostilities) {
        return Err(Rejection::HostilitiesCeased { series }.into());
    }
    let Some(known) = center.incidents.series.get(&series) else {
        return Err(Rejection::UnknownSeries { series }.into());
    };
    let opens_at = gate_at(center, series, known, Clock::TierThreeGate);
    let early = SimDuration::from_hours(u64::from(off(Mutation::TierThreeGate)));
    if moment.at + early < opens_at {
        return Err(Rejection::GateClosed { series, opens_at }.into());
    }
    let acting = found.consenting.with(Nation::US);
    let mut events = Vec::from([Event::TierThreeOpened { series, acting, from }.into()]);
    events.extend(center.clocks.meet(Clock::TierThree, series.0, moment.at));
    Ok(events)
}

/// The ladder answers breaches by Russia: an attack that was found to be Ukraine's is not answered on
/// it, however large. What nobody has attributed yet may be.
fn refuse_attack_by_ukraine(center: &Center, series: SeriesId) -> Result<(), Rejection> {
    let found = center.incidents.attribution_of(series).map(|(_, found)| found);
    let probable = found.filter(|found| Confidence::Probable <= found.confidence);
    match probable.map(|found| found.responsible) {
        Some(responsible @ Party::Ukraine) => {
            Err(Rejection::NotAttributedToRussia { series, responsible })
        }
        _ => Ok(()),
    }
}
