//! The response to a breach: the ladder of 24 and 72 hours.
//!
//! Section 3.1 of the domain notes (reported, not official). All instants are counted from the
//! initial breach, and all intervals are parameters, because the sources disagree ("after" or
//! "within" 72 hours).
//!
//! - Tier 1, on a verified breach: a diplomatic warning and whatever the host's army must do.
//! - Tier 2, when the breach goes on: the nations that consent, exactly those.
//! - Tier 3, when it has become an expanded attack: only on an explicit decision of the US, and
//!   not while hostilities have ceased (an assumption; the sources say nothing of it).
//!
//! No timer opens a tier: a gate that strikes proposes. A nation's own response is recorded,
//! never forbidden. The way down needs a quiet period.

use alloc::vec::Vec;

use kernel::SimTime;
use serde::Serialize;

use crate::actor::Actor;
use crate::center::Role;
use crate::clock::{self, Clock};
use crate::framework::Backstop;
use crate::ids::{IncidentId, SeriesId};
use crate::incident::{Confidence, Party};
use crate::model::commands;
use crate::mutation::{Mutation, off};
use crate::nation::{Nation, NationSet};
use crate::parameter::Parameter;
use crate::{Center, Moment, OnRecord};

mod commands;
mod event;
mod state;
mod third;
mod tiers;

pub use commands::{
    Consent, InvokeBackstop, RecordHostAction, RecordUnilateral, ReportHostilities, SendWarning,
};
pub use event::Event;
pub use state::{Hostilities, Response, Responses, Tier, TierTwoReason, UsDecision};

pub use third::{DecideUs, DetermineExpanded, OpenTierThree};
pub(crate) use tiers::on_opened_again;
pub use tiers::{OpenTierTwo, StandDown};

commands!(Response:
    SendWarning, RecordHostAction, ReportHostilities, Consent, OpenTierTwo, DetermineExpanded,
    DecideUs, OpenTierThree, InvokeBackstop, StandDown, RecordUnilateral,
);

#[derive(Clone, Debug, PartialEq, Eq, Serialize, thiserror::Error)]
#[serde(rename_all = "kebab-case")]
pub enum Rejection {
    #[error("there is no response to `{series}`")]
    NoResponse { series: SeriesId },
    #[error("there is no breach series `{series}`")]
    UnknownSeries { series: SeriesId },
    #[error("this is on record already")]
    AlreadyOnRecord { series: SeriesId },
    #[error("`{nation}` is not enrolled at the center")]
    NotEnrolled { nation: Nation },
    #[error("`{nation}` is no contributor to the force")]
    NoContributor { nation: Nation },
    #[error("`{nation}` is an organization and has no forces, so it consents to no response")]
    NoForces { nation: Nation },
    #[error("the response is at tier `{tier}`, which does not allow this")]
    WrongTier { series: SeriesId, tier: Tier },
    #[error("the gate of the tier opens at {opens_at} only")]
    GateClosed { series: SeriesId, opens_at: SimTime },
    #[error("hostilities have ceased")]
    HostilitiesCeased { series: SeriesId },
    #[error("the attribution is not at least probable")]
    AttributionTooWeak { series: SeriesId },
    #[error("the breach is not attributed to Russia")]
    NotAttributedToRussia { series: SeriesId, responsible: Party },
    #[error("no nation has consented")]
    NobodyConsents { series: SeriesId },
    #[error("no expanded attack has been determined")]
    NotExpanded { series: SeriesId },
    #[error("partners have not been consulted")]
    NotConsulted { series: SeriesId },
    #[error("there is no decision of the US to take part")]
    NoUsDecision { series: SeriesId },
    #[error("there is no US backstop to invoke")]
    NoBackstop { backstop: Backstop },
    #[error("a response goes down from tier `{from}`, not to tier `{to}`")]
    NotDown { from: Tier, to: Tier },
    #[error("the second tier was never open, so the response does not go down to it")]
    TierTwoNeverOpen { series: SeriesId },
    #[error("it has not been quiet for long enough")]
    NotQuiet { series: SeriesId },
}

/// The seats and the monitoring mechanism.
fn may_report(moment: &Moment<'_>) -> bool {
    moment.seat().is_some() || moment.by == Actor::Monitors
}

pub(crate) fn decide(
    moment: &Moment<'_>,
    command: &Command,
) -> Result<Vec<crate::Event>, crate::Rejection> {
    let responses = &moment.center.responses;
    match command {
        Command::SendWarning(SendWarning { series }) => {
            moment.entitled(moment.seat().is_some())?;
            let found = responses.open(*series)?;
            refuse_twice(found.warned_at, *series)?;
            let warned = Event::WarningSent { series: *series };
            Ok(tier_one_done(moment, *series, warned, found.host_acted_at))
        }
        Command::RecordHostAction(RecordHostAction { series }) => {
            moment.only(&[Actor::Ua])?;
            let found = responses.open(*series)?;
            refuse_twice(found.host_acted_at, *series)?;
            let acted = Event::HostActionRecorded { series: *series };
            Ok(tier_one_done(moment, *series, acted, found.warned_at))
        }
        Command::ReportHostilities(command) => decide_hostilities(moment, command),
        Command::Consent(command) => decide_consent(moment, command),
        Command::OpenTierTwo(command) => tiers::decide_open_two(moment, command),
        Command::DetermineExpanded(command) => third::decide_expanded(moment, command),
        Command::DecideUs(command) => third::decide_us(moment, command),
        Command::OpenTierThree(command) => third::decide_open_three(moment, command),
        Command::InvokeBackstop(command) => decide_invoke(moment, command),
        Command::StandDown(command) => tiers::decide_stand_down(moment, command),
        Command::RecordUnilateral(command) => decide_unilateral(moment, command),
    }
}

fn refuse_twice(done_at: Option<OnRecord>, series: SeriesId) -> Result<(), Rejection> {
    if done_at.is_some() { Err(Rejection::AlreadyOnRecord { series }) } else { Ok(()) }
}

/// The duty of the first tier is met when both the warning and the host's action are on record.
fn tier_one_done(
    moment: &Moment<'_>,
    series: SeriesId,
    event: Event,
    other_half: Option<OnRecord>,
) -> Vec<crate::Event> {
    let mut events = Vec::from([event.into()]);
    if other_half.is_some() {
        events.extend(moment.center.clocks.meet(Clock::TierOne, series.0, moment.at));
    }
    events
}

fn decide_hostilities(
    moment: &Moment<'_>,
    command: &ReportHostilities,
) -> Result<Vec<crate::Event>, crate::Rejection> {
    let ReportHostilities { series, continuing } = *command;
    moment.entitled(may_report(moment))?;
    let found = moment.center.responses.open(series)?;
    let mut events = Vec::new();
    match (found.hostilities, continuing) {
        (Hostilities::Continuing, true) | (Hostilities::Ceased { .. }, false) => {
            return Err(Rejection::AlreadyOnRecord { series }.into());
        }
        (_, true) => events.extend(go_on(moment, series, found)),
        (_, false) => {
            let span = moment.center.parameters.duration(Parameter::QuietPeriod);
            events.push(Event::HostilitiesCeased { series }.into());
            events.push(clock::arm(Clock::Quiet, series.0, moment.at, span));
            // Nothing may open the third tier now, so nobody waits for it.
            events.extend(moment.center.clocks.cancel(Clock::TierThree, series.0));
        }
    }
    Ok(events)
}

fn decide_consent(
    moment: &Moment<'_>,
    command: &Consent,
) -> Result<Vec<crate::Event>, crate::Rejection> {
    let Consent { series, nation, consents } = *command;
    moment.entitled(moment.by.speaks_for(nation))?;
    let found = moment.center.responses.open(series)?;
    let role = moment.center.cell.nations.get(&nation).map(|enrollment| enrollment.role);
    if matches!(role, Some(Role::Host | Role::Observer)) {
        return Err(Rejection::NoContributor { nation }.into());
    }
    command.sound()?;
    if let Some(nation) = moment.center.cell.not_enrolled(NationSet::EMPTY.with(nation)) {
        return Err(Rejection::NotEnrolled { nation }.into());
    }
    let already = if consents { found.consenting } else { found.refusing };
    if already.contains(nation) {
        return Err(Rejection::AlreadyOnRecord { series }.into());
    }
    let event = if consents {
        Event::ConsentGiven { series, nation }
    } else {
        Event::ConsentRefused { series, nation }
    };
    Ok(Vec::from([event.into()]))
}

fn decide_invoke(
    moment: &Moment<'_>,
    command: &InvokeBackstop,
) -> Result<Vec<crate::Event>, crate::Rejection> {
    let series = command.series;
    moment.only(&[Actor::Ua, Actor::CoChairs, Actor::Coalition])?;
    let found = moment.center.responses.open(series)?;
    refuse_twice(found.backstop_invoked_at, series)?;
    let backstop = moment.center.framework.backstop;
    if !backstop.is_promise() && !off(Mutation::BackstopPromise) {
        return Err(Rejection::NoBackstop { backstop }.into());
    }
    let mut events = Vec::from([Event::BackstopInvoked { series, backstop }.into()]);
    if found.us_decision == Some(UsDecision::No) {
        // The answer stands already.
        events.push(Event::BackstopDeclined { series }.into());
    }
    Ok(events)
}

fn decide_unilateral(
    moment: &Moment<'_>,
    command: &RecordUnilateral,
) -> Result<Vec<crate::Event>, crate::Rejection> {
    let RecordUnilateral { series, nation } = *command;
    moment.entitled(moment.by.speaks_for(nation) || may_report(moment))?;
    if !moment.center.incidents.series.contains_key(&series) {
        return Err(Rejection::UnknownSeries { series }.into());
    }
    Ok(Vec::from([Event::UnilateralRecorded { series, nation }.into()]))
}

/// What is seen of a verified breach after hostilities had ceased says that they go on.
pub(crate) fn on_seen(
    moment: &Moment<'_>,
    series: SeriesId,
    seen_at: SimTime,
) -> Vec<crate::Event> {
    match moment.center.responses.open(series) {
        Ok(found) if matches!(found.hostilities, Hostilities::Ceased { at } if at < seen_at) => {
            go_on(moment, series, found)
        }
        _ => Vec::new(),
    }
}

/// Hostilities go on. Where they had ceased and the gate of the second tier was passed meanwhile,
/// the tier is proposed now, and so is the third; where the tier was open and closed before its gate,
/// the gate is awaited again.
fn go_on(moment: &Moment<'_>, series: SeriesId, found: &Response) -> Vec<crate::Event> {
    let Center { clocks, incidents, .. } = moment.center;
    let mut events = Vec::from([Event::HostilitiesContinuing { series }.into()]);
    events.extend(clocks.cancel(Clock::Quiet, series.0));
    let had_ceased = found.has_ceased();
    let no_gate = !clocks.is_open(Clock::TierTwoGate, series.0);
    if had_ceased
        && found.tier == Tier::One
        && no_gate
        && let Some(known) = incidents.series.get(&series)
    {
        let opens_at = tiers::gate_at(moment.center, series, known, Clock::TierTwoGate);
        events.push(if opens_at <= moment.at {
            Event::TierTwoProposed { series }.into()
        } else {
            let span = opens_at.since(known.breach_at);
            clock::arm(Clock::TierTwoGate, series.0, known.breach_at, span)
        });
    }
    if had_ceased
        && found.expanded_at.is_some()
        && let Some(known) = incidents.series.get(&series)
    {
        events.extend(third::await_three(moment, (series, known.breach_at), found, true));
        events.extend(third::propose_three(moment, series, found));
    }
    events
}

/// A verified breach of a ceasefire opens the first tier, once for each series.
pub(crate) fn on_verified(
    moment: &Moment<'_>,
    series: SeriesId,
    breach_at: SimTime,
    last_seen_at: SimTime,
) -> Vec<crate::Event> {
    let center = moment.center;
    if center.responses.0.contains_key(&series) {
        return on_seen(moment, series, last_seen_at);
    }
    // What was seen before the ceasefire only is no breach of it, though another in its series is one.
    if center.ceasefire.was_in_force(breach_at) && breach_at <= last_seen_at {
        open_tier_one(center, series, breach_at)
    } else {
        Vec::new()
    }
}

/// A breach that is verified already turns out to lie in a ceasefire, by a correction of its time, since
/// an incident is seen there, or because the ceasefire enters into force at that very instant.
pub(crate) fn on_in_force(
    center: &Center,
    series: SeriesId,
    breach_at: SimTime,
    seen: Option<IncidentId>,
) -> Vec<crate::Event> {
    let known = center.incidents.series.get(&series);
    let is_verified =
        known.is_some_and(|known| known.is_verified(&center.incidents, breach_at, seen));
    if is_verified && !center.responses.0.contains_key(&series) {
        open_tier_one(center, series, breach_at)
    } else {
        Vec::new()
    }
}

fn open_tier_one(center: &Center, series: SeriesId, breach_at: SimTime) -> Vec<crate::Event> {
    let armed = [
        (Clock::TierOne, Parameter::TierOneWithin),
        (Clock::TierTwoGate, Parameter::TierTwoAfter),
        (Clock::TierThreeGate, Parameter::TierThreeEarliest),
    ]
    .map(|(clock, span)| clock::arm(clock, series.0, breach_at, center.parameters.duration(span)));
    let mut events = Vec::from([Event::TierOneOpened { series, breach_at }.into()]);
    events.extend(armed);
    events
}

/// The gate of the second tier has struck: propose it, unless the breach has stopped.
pub(crate) fn on_tier_two_gate(moment: &Moment<'_>, series: SeriesId) -> Vec<crate::Event> {
    let found = moment.center.responses.0.get(&series);
    let due = found.filter(|r| r.tier == Tier::One && !r.has_ceased());
    due.map(|_| Event::TierTwoProposed { series }.into()).into_iter().collect()
}

/// The gate of the third tier has struck: propose it if the attack has expanded and goes on.
pub(crate) fn on_tier_three_gate(moment: &Moment<'_>, series: SeriesId) -> Vec<crate::Event> {
    let found = moment.center.responses.0.get(&series);
    let due = found.filter(|r| r.expanded_at.is_some() && r.tier < Tier::Three && !r.has_ceased());
    due.map(|_| Event::TierThreeProposed { series }.into()).into_iter().collect()
}

/// The quiet period has passed without a report to the contrary.
pub(crate) fn on_quiet(series: SeriesId) -> Vec<crate::Event> {
    Vec::from([Event::QuietReached { series }.into()])
}

/// An open tier that rests on the attribution is marked; nobody stands down by software.
pub(crate) fn on_attribution_revised(
    moment: &Moment<'_>,
    series: SeriesId,
    incident: IncidentId,
    version: u32,
) -> Option<crate::Event> {
    let response = moment.center.responses.0.get(&series)?;
    match response.relied_on {
        Some((basis, relied_on)) if basis == incident && Tier::One < response.tier => {
            Some(Event::BasisRevised { series, incident, relied_on, version }.into())
        }
        _ => None,
    }
}

/// The attribution on which the second tier may rest.
fn basis(moment: &Moment<'_>, series: SeriesId) -> Result<(IncidentId, u32), Rejection> {
    let found = moment.center.incidents.attribution_of(series);
    let probable = found.filter(|(_, attribution)| {
        Confidence::Probable <= attribution.confidence || off(Mutation::TierTwoConfidence)
    });
    let Some((incident, attribution)) = probable else {
        return Err(Rejection::AttributionTooWeak { series });
    };
    let responsible = attribution.responsible;
    let is_answered = matches!(responsible, Party::Russia | Party::Both);
    if !is_answered && !off(Mutation::TierTwoParty) {
        return Err(Rejection::NotAttributedToRussia { series, responsible });
    }
    Ok((incident, attribution.version))
}

pub(crate) fn evolve(center: &mut Center, event: &Event, at: SimTime) {
    if let Event::StoodDown { series, .. } = event
        && let Some(found) = center.responses.0.get_mut(series)
    {
        found.spent_consultations = Some(center.questions.consultations_on(*series));
    }
    tiers::evolve(&mut center.responses, event, at);
    tiers::note_done(center, event.series(), at);
}
