//! Questions put to nations or seats, and how they are decided.
//!
//! Sections 1.3 and 3.5 of the domain notes. The center may require consultation but may not
//! compel agreement; when consultation fails it refers the matter upward. Nobody is recorded as
//! agreeing without an act of their own. Who was asked, who agreed, who was silent, who
//! objected, and the version of the text stand in the event that ends a question.
//!
//! The silence procedure has its own file, [`crate::silence`].

use alloc::collections::BTreeMap;
use alloc::vec::Vec;

use kernel::SimTime;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::actor::Seat;
use crate::clock::{self, Clock};
use crate::ids::{ProjectId, QuestionId, SeriesId};
use crate::model::commands;
use crate::mutation::{Mutation, off};
use crate::nation::{Nation, NationSet};
use crate::on_record::OnRecord;
use crate::parameter::Parameter;
use crate::{Center, Moment, center, silence};

mod question;

pub use question::{Label, Matter, Position, Procedure, Question, Record, Status};

commands!(Decision: Open, Convene, CastPosition, Adopt, Close, Escalate);

/// Puts a question.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Open {
    pub question: QuestionId,
    pub matter: Matter,
    pub procedure: Procedure,
    pub asked: NationSet,
    /// The version of the text that is put.
    #[serde(default = "first_version")]
    pub text_version: u32,
    /// The breach series that the question is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub series: Option<SeriesId>,
    /// The prosperity project on which the answer depends, if a party has said so on record.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub depends_on: Option<ProjectId>,
}

pub(crate) const fn first_version() -> u32 {
    1
}

/// The consultation meets.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Convene {
    pub question: QuestionId,
}

/// A nation states its position; a later one replaces it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CastPosition {
    pub question: QuestionId,
    pub nation: Nation,
    pub position: Position,
}

/// Adopts the text, if the procedure allows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Adopt {
    pub question: QuestionId,
    #[serde(default)]
    pub label: Label,
}

/// Ends a question without adoption.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Close {
    pub question: QuestionId,
}

/// Refers a question to the leaders.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Escalate {
    pub question: QuestionId,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Event {
    Opened {
        question: QuestionId,
        matter: Matter,
        procedure: Procedure,
        asked: NationSet,
        text_version: u32,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        series: Option<SeriesId>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        depends_on: Option<ProjectId>,
    },
    Convened {
        question: QuestionId,
    },
    PositionRecorded {
        question: QuestionId,
        nation: Nation,
        position: Position,
    },
    Adopted {
        question: QuestionId,
        label: Label,
        record: Record,
    },
    Failed {
        question: QuestionId,
        record: Record,
    },
    Escalated {
        question: QuestionId,
        record: Record,
    },
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, thiserror::Error)]
#[serde(rename_all = "kebab-case")]
pub enum Rejection {
    #[error("the question `{question}` exists already")]
    QuestionExists { question: QuestionId },
    #[error("a question must be put to somebody")]
    NobodyAsked { question: QuestionId },
    #[error("`{nation}` is not enrolled at the center")]
    NotEnrolled { nation: Nation },
    #[error("there is no question `{question}`")]
    UnknownQuestion { question: QuestionId },
    #[error("the question `{question}` is no longer open")]
    NotOpen { question: QuestionId },
    #[error("`{nation}` was not asked about `{question}`")]
    NotAsked { question: QuestionId, nation: Nation },
    #[error("it has convened already")]
    AlreadyConvened { question: QuestionId },
    #[error("a consultation adopts nothing")]
    NothingToAdopt { question: QuestionId },
    #[error("the {seat} seat is vacant, so nothing tripartite can be adopted")]
    SeatVacant { question: QuestionId, seat: Seat },
    #[error("without the agreement of {missing} there is no adoption")]
    NotAgreed { question: QuestionId, missing: NationSet },
    #[error("without {missing} there is no adoption, so they are asked too")]
    NeededNotAsked { question: QuestionId, missing: NationSet },
    #[error("there is no breach series `{series}`")]
    UnknownSeries { series: SeriesId },
    #[error("the co-chairs alone may not decide on `{matter}`")]
    BeyondCoChairs { question: QuestionId, matter: Matter },
    #[error("only a tripartite question can be adopted by the Coalition alone")]
    NotTripartite { question: QuestionId },
}

/// All questions but those put under silence.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
#[serde(transparent)]
pub struct Questions(pub BTreeMap<QuestionId, Question>);

impl Questions {
    fn get(&self, question: QuestionId) -> Result<&Question, Rejection> {
        self.0.get(&question).ok_or(Rejection::UnknownQuestion { question })
    }

    fn open(&self, question: QuestionId) -> Result<&Question, Rejection> {
        let found = self.get(question)?;
        if found.status == Status::Open { Ok(found) } else { Err(Rejection::NotOpen { question }) }
    }

    /// How often partners of the US have been consulted on the third tier, or on the use of force,
    /// over a breach series: consultations that met.
    pub fn consultations_on(&self, series: SeriesId) -> usize {
        let consulted = self.0.values().filter(|question| {
            let is_on_force = matches!(question.matter, Matter::TierThree | Matter::UseOfForce);
            let partners = question.asked.without(Nation::US);
            question.series == Some(series)
                && is_on_force
                && question.convened_at.is_some()
                && !partners.is_empty()
        });
        consulted.count()
    }
}

/// Whether a name is taken by a question or a silence.
pub(crate) fn exists(center: &Center, question: QuestionId) -> bool {
    center.questions.0.contains_key(&question) || center.silences.0.contains_key(&question)
}

/// Whether a question was adopted, or stood under a silence that nobody broke. A position of the
/// Coalition alone is no adoption of what was put to all three sides.
pub(crate) fn is_adopted(center: &Center, question: QuestionId) -> bool {
    let asked = center.questions.0.get(&question);
    let silent = center.silences.0.get(&question);
    let in_full = |status| matches!(status, Status::Adopted { label: Label::Full, .. });
    asked.is_some_and(|found| in_full(found.status))
        || silent.is_some_and(|found| matches!(found.status, silence::Status::Adopted { .. }))
}

pub(crate) fn decide(
    moment: &Moment<'_>,
    command: &Command,
) -> Result<Vec<crate::Event>, crate::Rejection> {
    center::require_not_closed(&moment.center.cell)?;
    match command {
        Command::Open(command) => decide_open(moment, command),
        Command::Convene(command) => decide_convene(moment, command),
        Command::CastPosition(command) => decide_cast(moment, command),
        Command::Adopt(command) => decide_adopt(moment, command),
        Command::Close(Close { question }) => {
            moment.seats_only()?;
            let record = moment.center.questions.open(*question)?.record();
            Ok(ended(moment, *question, Event::Failed { question: *question, record }))
        }
        Command::Escalate(Escalate { question }) => {
            let found = moment.center.questions.open(*question)?;
            found.is_theirs(moment)?;
            let record = found.record();
            Ok(ended(moment, *question, Event::Escalated { question: *question, record }))
        }
    }
}

fn decide_open(moment: &Moment<'_>, command: &Open) -> Result<Vec<crate::Event>, crate::Rejection> {
    let Open { question, matter, procedure, asked, text_version, series, depends_on } = *command;
    moment.entitled(moment.seat().is_some())?;
    if exists(moment.center, question) {
        return Err(Rejection::QuestionExists { question }.into());
    }
    command.sound()?;
    if let Some(nation) = moment.center.cell.not_enrolled(asked) {
        return Err(Rejection::NotEnrolled { nation }.into());
    }
    if procedure == Procedure::CoChairs
        && matter.needs_express_consent()
        && !off(Mutation::BeyondCoChairs)
    {
        return Err(Rejection::BeyondCoChairs { question, matter }.into());
    }
    if let Some(series) = series.filter(|of| !moment.center.incidents.series.contains_key(of)) {
        return Err(Rejection::UnknownSeries { series }.into());
    }
    if let Some(project) = depends_on {
        moment.center.prosperity.require_linked(project, question)?;
    }
    let opened =
        Event::Opened { question, matter, procedure, asked, text_version, series, depends_on };
    let span = moment.center.parameters.duration(Parameter::ConsultationWithin);
    let armed = clock::arm(Clock::Consultation, question.0, moment.at, span);
    Ok(Vec::from([opened.into(), armed]))
}

fn decide_convene(
    moment: &Moment<'_>,
    command: &Convene,
) -> Result<Vec<crate::Event>, crate::Rejection> {
    let question = command.question;
    let found = moment.center.questions.open(question)?;
    found.is_theirs(moment)?;
    if found.convened_at.is_some() {
        return Err(Rejection::AlreadyConvened { question }.into());
    }
    let mut events = Vec::from([Event::Convened { question }.into()]);
    events.extend(moment.center.clocks.meet(Clock::Consultation, question.0, moment.at));
    Ok(events)
}

fn decide_cast(
    moment: &Moment<'_>,
    command: &CastPosition,
) -> Result<Vec<crate::Event>, crate::Rejection> {
    let CastPosition { question, nation, position } = *command;
    moment.entitled(moment.by.speaks_for(nation))?;
    if !moment.center.questions.open(question)?.asked.contains(nation)
        && !off(Mutation::PositionAsked)
    {
        return Err(Rejection::NotAsked { question, nation }.into());
    }
    Ok(Vec::from([Event::PositionRecorded { question, nation, position }.into()]))
}

fn decide_adopt(
    moment: &Moment<'_>,
    command: &Adopt,
) -> Result<Vec<crate::Event>, crate::Rejection> {
    let Adopt { question, label } = *command;
    let found = moment.center.questions.open(question)?;
    found.is_theirs(moment)?;
    // What the Coalition holds alone, none of the others says for it.
    moment.entitled(label == Label::Full || moment.seat() == Some(Seat::Coalition))?;
    let cell = &moment.center.cell;
    let vacant = match (found.procedure, label) {
        (Procedure::Consultation, _) => return Err(Rejection::NothingToAdopt { question }.into()),
        (Procedure::Tripartite, Label::CoalitionOnly)
            if found.matter.needs_express_consent() && !off(Mutation::CoalitionOnly) =>
        {
            return Err(Rejection::BeyondCoChairs { question, matter: found.matter }.into());
        }
        (Procedure::Consensus | Procedure::CoChairs, Label::CoalitionOnly) => {
            return Err(Rejection::NotTripartite { question }.into());
        }
        (Procedure::Tripartite, Label::Full) => cell.vacant_tripartite_seat(),
        (Procedure::Consensus | Procedure::CoChairs, Label::Full) => {
            cell.vacant_seat_of(found.asked)
        }
        (Procedure::Tripartite, Label::CoalitionOnly) => None,
    };
    if let Some(seat) = vacant.filter(|_| !off(Mutation::DecisionSeats)) {
        return Err(Rejection::SeatVacant { question, seat }.into());
    }
    if let Some(project) = found.depends_on {
        moment.center.prosperity.project(project)?;
    }
    let record = found.record();
    let missing = found.needed(label).minus(record.agreed);
    if !missing.is_empty() && !off(Mutation::DecisionAgreed) {
        return Err(Rejection::NotAgreed { question, missing }.into());
    }
    Ok(ended(moment, question, Event::Adopted { question, label, record }))
}

/// The cell decides nothing any more: what is open fails.
pub(crate) fn on_closed(moment: &Moment<'_>) -> Vec<crate::Event> {
    let questions = &moment.center.questions.0;
    let open = questions.iter().filter(|(_, found)| found.status == Status::Open);
    open.flat_map(|(&question, found)| {
        ended(moment, question, Event::Failed { question, record: found.record() })
    })
    .collect()
}

/// The end of a question also ends the wait for its consultation.
fn ended(moment: &Moment<'_>, question: QuestionId, event: Event) -> Vec<crate::Event> {
    let mut events = Vec::from([event.into()]);
    events.extend(moment.center.clocks.cancel(Clock::Consultation, question.0));
    events
}

pub(crate) fn evolve(center: &mut Center, event: &Event, at: SimTime) {
    let questions = &mut center.questions.0;
    let at = OnRecord::from(at);
    match *event {
        Event::Opened { question, matter, procedure, asked, text_version, series, depends_on } => {
            let opened = Question {
                matter,
                procedure,
                asked,
                text_version,
                series,
                depends_on,
                opened_at: at,
                convened_at: None,
                positions: BTreeMap::new(),
                status: Status::Open,
            };
            questions.insert(question, opened);
        }
        Event::Convened { question } => {
            if let Some(found) = questions.get_mut(&question) {
                found.convened_at = Some(at);
            }
        }
        Event::PositionRecorded { question, nation, position } => {
            if let Some(found) = questions.get_mut(&question) {
                found.positions.insert(nation, position);
            }
        }
        Event::Adopted { question, label, .. } => {
            end(questions, question, Status::Adopted { at, label });
        }
        Event::Failed { question, .. } => end(questions, question, Status::Failed { at }),
        Event::Escalated { question, .. } => end(questions, question, Status::Escalated { at }),
    }
}

fn end(questions: &mut BTreeMap<QuestionId, Question>, question: QuestionId, status: Status) {
    if let Some(found) = questions.get_mut(&question) {
        found.status = status;
    }
}
