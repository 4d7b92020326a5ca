//! The ceasefire, and what the center can and cannot see of it.
//!
//! Losing sensors never counts as calm: below the coverage threshold "no incidents" reads
//! "unknown". Section 3.2 of the domain notes.

use alloc::vec::Vec;

use kernel::{Id, SimTime};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::OnRecord;
use crate::actor::Actor;
use crate::clock::{self, Clock};
use crate::ids::TextId;
use crate::model::commands;
use crate::parameter::{Parameter, Parameters, Value};
use crate::sound::{Sound, refuse_if};
use crate::{Center, Moment, incident};

commands!(Ceasefire:
    Agree, FindCessation, ReportCoverage, AssessCalm, DeclareStrained, DeclareCollapsed,
    DeclareRestored,
);

/// The parties agree a ceasefire that enters into force at a later instant, or at once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Agree {
    pub instrument: TextId,
    pub effective_at: SimTime,
}

/// Finds that the cessation of hostilities is credible.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FindCessation {}

/// Reports how much of the line the sensors cover.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReportCoverage {
    /// Parts per million of the line.
    pub coverage: u32,
}

impl ReportCoverage {
    pub(crate) fn sound(&self) -> Sound<Rejection> {
        let coverage = self.coverage;
        refuse_if(1_000_000 < coverage, &["coverage"], Rejection::MoreThanTheLine { coverage })
    }
}

/// Asks whether it has been calm.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AssessCalm {}

/// Declares the ceasefire strained.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DeclareStrained {}

/// Declares the ceasefire collapsed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DeclareCollapsed {}

/// Declares the ceasefire restored.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DeclareRestored {}

#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Event {
    Agreed { instrument: TextId, effective_at: SimTime },
    EnteredIntoForce { instrument: TextId },
    CessationFound {},
    CoverageChanged { coverage: u32, sufficient: bool },
    CalmAssessed { calm: Calm },
    Strained {},
    Collapsed {},
    Restored {},
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, thiserror::Error)]
#[serde(rename_all = "kebab-case")]
pub enum Rejection {
    #[error("the ceasefire is at `{state}`, which does not allow this")]
    WrongState { state: State },
    #[error("a ceasefire cannot enter into force before it is agreed")]
    EffectiveInThePast { effective_at: SimTime },
    #[error("the cessation has been found credible already")]
    AlreadyFound,
    #[error("{coverage} parts per million are more than the whole line")]
    MoreThanTheLine { coverage: u32 },
}

/// The state of the ceasefire.
#[derive(
    Clone,
    Copy,
    Debug,
    Default,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum State {
    #[default]
    None,
    Agreed,
    InForce,
    Strained,
    Collapsed,
    Restored,
}

/// What an assessment says of the time it looks back on.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Calm {
    Calm,
    Violations,
    /// Nothing was seen, but the sensors did not see enough.
    Unknown,
}

/// The ceasefire as the center knows it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
pub struct Ceasefire {
    pub state: State,
    pub instrument: Option<TextId>,
    pub in_force_since: Option<SimTime>,
    /// From when to when earlier ceasefires were in force.
    pub past: Vec<(SimTime, SimTime)>,
    /// When the ceasefire that began last collapsed, unless it was restored.
    pub collapsed_at: Option<SimTime>,
    pub cessation_found_at: Option<OnRecord>,
    /// Parts per million of the line; nothing is covered until somebody reports it.
    pub coverage: u32,
    /// A sensor has been lost since the coverage was reported.
    pub coverage_in_doubt: bool,
    /// Since when the sensors have seen enough without a break.
    pub watched_since: Option<SimTime>,
    pub last_assessment: Option<(OnRecord, Calm)>,
}

impl Ceasefire {
    /// Whether the ceasefire binds: in force, strained or restored.
    pub fn is_in_force(&self) -> bool {
        matches!(self.state, State::InForce | State::Strained | State::Restored)
    }

    /// Whether there was a ceasefire to breach at this instant.
    pub fn was_in_force(&self, at: SimTime) -> bool {
        self.in_force_at(at).is_some()
    }

    /// When the ceasefire that bound at this instant collapsed, if it has.
    pub(crate) fn ended_after(&self, at: SimTime) -> Option<SimTime> {
        self.in_force_at(at)?.1
    }

    /// From when to when the ceasefire was in force that bound at this instant.
    fn in_force_at(&self, at: SimTime) -> Option<(SimTime, Option<SimTime>)> {
        let last = self.in_force_since.map(|from| (from, self.collapsed_at));
        let earlier = self.past.iter().map(|&(from, until)| (from, Some(until)));
        let bound = |&(from, until): &(SimTime, Option<SimTime>)| {
            from <= at && until.is_none_or(|until| at < until)
        };
        last.into_iter().chain(earlier).find(bound)
    }

    /// When the last ceasefire began that had begun by this instant.
    pub(crate) fn begun_by(&self, at: SimTime) -> Option<SimTime> {
        let earlier = self.past.iter().map(|(from, _)| *from);
        earlier.chain(self.in_force_since).filter(|from| *from <= at).max()
    }

    /// Whether the sensors have seen enough since an instant, or since the ceasefire began.
    fn was_watched(&self, parameters: &Parameters, since: SimTime) -> bool {
        let since = self.in_force_since.map_or(since, |begun| begun.max(since));
        self.is_watched(parameters) && self.watched_since.is_some_and(|from| from <= since)
    }

    /// What the sensors cover, or how much is enough, may be other than before.
    pub(crate) fn look(&mut self, parameters: &Parameters, at: SimTime) {
        let watched = self.is_watched(parameters);
        self.watched_since = self.watched_since.or(Some(at)).filter(|_| watched);
    }

    /// Whether the sensors see enough for "no incidents" to mean anything.
    fn is_watched(&self, parameters: &Parameters) -> bool {
        match parameters.get(Parameter::CoverageThreshold) {
            Some(Value::Share(threshold)) => !self.coverage_in_doubt && threshold <= self.coverage,
            _ => false,
        }
    }
}

/// The subject of the one clock of the ceasefire.
fn subject() -> Id {
    Id::new("ceasefire").expect("it is an id")
}

/// What the center can say of the time since `CalmWindow` ago. That it was calm takes that the
/// sensors saw enough all that time, as far as there was a ceasefire.
pub fn calm(center: &Center, at: SimTime) -> Calm {
    let since = at - center.parameters.duration(Parameter::CalmWindow);
    if center.incidents.seen_since(since) || center.responses.hostilities_anywhere() {
        Calm::Violations
    } else if center.ceasefire.was_watched(&center.parameters, since) {
        Calm::Calm
    } else {
        Calm::Unknown
    }
}

pub(crate) fn decide(
    moment: &Moment<'_>,
    command: &Command,
) -> Result<Vec<crate::Event>, crate::Rejection> {
    let center = moment.center;
    let ceasefire = &center.ceasefire;
    let event = match command {
        Command::Agree(command) => return decide_agree(moment, command),
        Command::FindCessation(_) => {
            let finder = center.parameters.actor(Parameter::CessationFinder);
            moment.entitled(finder == Some(moment.by))?;
            require(ceasefire, &[State::InForce, State::Restored])?;
            if ceasefire.cessation_found_at.is_some() {
                return Err(Rejection::AlreadyFound.into());
            }
            Event::CessationFound {}
        }
        Command::ReportCoverage(command) => {
            let coverage = command.coverage;
            moment.only(&[Actor::Monitors, Actor::Us])?;
            command.sound()?;
            let threshold = center.parameters.number(Parameter::CoverageThreshold);
            Event::CoverageChanged { coverage, sufficient: threshold <= coverage }
        }
        Command::AssessCalm(_) => {
            moment.only(&[Actor::Monitors, Actor::Us, Actor::Commission])?;
            Event::CalmAssessed { calm: calm(center, moment.at) }
        }
        Command::DeclareStrained(_) => {
            moment.seats_only()?;
            require(ceasefire, &[State::InForce, State::Restored])?;
            Event::Strained {}
        }
        Command::DeclareCollapsed(_) => {
            moment.seats_only()?;
            require(ceasefire, &[State::InForce, State::Strained, State::Restored])?;
            Event::Collapsed {}
        }
        Command::DeclareRestored(_) => {
            moment.seats_only()?;
            require(ceasefire, &[State::Strained, State::Collapsed])?;
            let mut events = Vec::from([Event::Restored {}.into()]);
            if ceasefire.state == State::Collapsed {
                events.extend(incident::on_ceasefire(moment));
            }
            return Ok(events);
        }
    };
    Ok(Vec::from([event.into()]))
}

fn require(ceasefire: &Ceasefire, from: &[State]) -> Result<(), Rejection> {
    let state = ceasefire.state;
    if from.contains(&state) { Ok(()) } else { Err(Rejection::WrongState { state }) }
}

fn decide_agree(
    moment: &Moment<'_>,
    command: &Agree,
) -> Result<Vec<crate::Event>, crate::Rejection> {
    let Agree { instrument, effective_at } = *command;
    moment.entitled(moment.by == Actor::Control || moment.by == Actor::Ua)?;
    require(&moment.center.ceasefire, &[State::None, State::Collapsed])?;
    if effective_at < moment.at {
        return Err(Rejection::EffectiveInThePast { effective_at }.into());
    }
    let span = effective_at.since(moment.at);
    Ok(Vec::from([
        Event::Agreed { instrument, effective_at }.into(),
        clock::arm(Clock::CeasefireEffective, subject(), moment.at, span),
    ]))
}

/// The agreed instant has come.
pub(crate) fn on_effective(moment: &Moment<'_>) -> Vec<crate::Event> {
    let ceasefire = &moment.center.ceasefire;
    let agreed = ceasefire.instrument.filter(|_| ceasefire.state == State::Agreed);
    let Some(instrument) = agreed else { return Vec::new() };
    let mut events = Vec::from([Event::EnteredIntoForce { instrument }.into()]);
    events.extend(incident::on_ceasefire(moment));
    events
}

pub(crate) fn evolve(center: &mut Center, event: &Event, at: SimTime) {
    let ceasefire = &mut *center.ceasefire;
    match *event {
        Event::Agreed { instrument, .. } => {
            ceasefire.state = State::Agreed;
            ceasefire.instrument = Some(instrument);
        }
        Event::EnteredIntoForce { .. } => {
            ceasefire.state = State::InForce;
            ceasefire.past.extend(ceasefire.in_force_since.zip(ceasefire.collapsed_at.take()));
            ceasefire.in_force_since = Some(at);
        }
        Event::CessationFound {} => ceasefire.cessation_found_at = Some(at.into()),
        Event::CoverageChanged { coverage, .. } => {
            ceasefire.coverage = coverage;
            ceasefire.coverage_in_doubt = false;
            ceasefire.look(&center.parameters, at);
        }
        Event::CalmAssessed { calm } => ceasefire.last_assessment = Some((at.into(), calm)),
        Event::Strained {} => ceasefire.state = State::Strained,
        Event::Collapsed {} => {
            ceasefire.state = State::Collapsed;
            ceasefire.collapsed_at = Some(at);
            // A finding of credible cessation does not outlive the ceasefire it was made on.
            ceasefire.cessation_found_at = None;
        }
        Event::Restored {} => {
            ceasefire.state = State::Restored;
            // What happened while it had collapsed was no breach of it.
            if let Some(until) = ceasefire.collapsed_at.take() {
                ceasefire.past.extend(ceasefire.in_force_since.map(|from| (from, until)));
                ceasefire.in_force_since = Some(at);
            }
        }
    }
}
