//! The silence procedure: a text stands adopted unless somebody objects in time.
//!
//! A silence opens with the nations asked and the instant at which it closes. One written
//! objection before that instant breaks it; one that comes later is put on record and opens a
//! question of its own. Silence binds only nations that have accepted the procedure, and it
//! never authorizes the use of force. Section 3.5 of the domain notes.

use alloc::collections::BTreeMap;
use alloc::format;
use alloc::vec::Vec;
use core::hash::{Hash, Hasher};

use kernel::{SimDuration, SimTime};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::actor::Seat;
use crate::clock::{self, Clock};
use crate::decision::{self, Matter, Procedure};
use crate::ids::{ProjectId, QuestionId};
use crate::model::commands;
use crate::mutation::{Mutation, off};
use crate::nation::{Nation, NationSet};
use crate::on_record::OnRecord;
use crate::parameter::Parameter;
use crate::sound::{Sound, refuse_if};
use crate::{Center, Moment, center};

commands!(Silence: Start, Object);

/// Puts a text under silence.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Start {
    pub question: QuestionId,
    pub matter: Matter,
    pub urgency: Urgency,
    pub asked: NationSet,
    /// The version of the text that is put.
    #[serde(default = "decision::first_version")]
    pub text_version: u32,
    /// The prosperity project on which the answer depends, if a party has said so on record.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub depends_on: Option<ProjectId>,
}

impl Start {
    pub(crate) fn sound(&self) -> Sound<Rejection> {
        let question = self.question;
        refuse_if(self.asked.is_empty(), &["asked"], Rejection::NobodyAsked { question })
    }
}

/// A nation objects in writing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Object {
    pub question: QuestionId,
    pub nation: Nation,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Event {
    Started {
        question: QuestionId,
        matter: Matter,
        urgency: Urgency,
        asked: NationSet,
        text_version: u32,
        closes_at: SimTime,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        depends_on: Option<ProjectId>,
    },
    /// Names who was asked and who had not spoken, so that the record is whole by itself.
    Broken {
        question: QuestionId,
        nation: Nation,
        text_version: u32,
        asked: NationSet,
        silent: NationSet,
    },
    ObjectionCameLate {
        question: QuestionId,
        nation: Nation,
        follow_up: QuestionId,
    },
    Adopted {
        question: QuestionId,
        text_version: u32,
        asked: NationSet,
        silent: NationSet,
    },
    /// Nobody objected, and yet the text is not adopted.
    Lapsed {
        question: QuestionId,
        text_version: u32,
        asked: NationSet,
        lacking: Lacking,
    },
}

/// What a text that nobody objected to lacks to be adopted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Lacking {
    /// It was put to the US, whose seat is vacant.
    UsSeat,
    /// It was put to Ukraine, whose seat is vacant.
    UaSeat,
    /// The cell has closed.
    Cell,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, thiserror::Error)]
#[serde(rename_all = "kebab-case")]
pub enum Rejection {
    #[error("the question `{question}` exists already")]
    QuestionExists { question: QuestionId },
    #[error("a text must be put to somebody")]
    NobodyAsked { question: QuestionId },
    #[error("`{nation}` is not enrolled at the center")]
    NotEnrolled { nation: Nation },
    #[error("`{nation}` has not accepted the silence procedure")]
    ProcedureNotAccepted { nation: Nation },
    #[error("silence may not authorize `{matter}`")]
    NeedsExpressConsent { question: QuestionId, matter: Matter },
    #[error("a silence of no length gives nobody time to object")]
    NoTimeToObject { question: QuestionId },
    #[error("there is no silence on `{question}`")]
    UnknownQuestion { question: QuestionId },
    #[error("`{nation}` was not asked about `{question}`")]
    NotAsked { question: QuestionId, nation: Nation },
    #[error("the silence on `{question}` is broken already")]
    AlreadyBroken { question: QuestionId },
    #[error("`{nation}` has put its late objection on record already")]
    AlreadyLate { question: QuestionId, nation: Nation },
}

/// How long a silence lasts.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Urgency {
    Routine,
    Urgent,
    Flash,
}

impl Urgency {
    fn length(self, center: &Center) -> SimDuration {
        let parameter = match self {
            Urgency::Routine => Parameter::SilenceRoutine,
            Urgency::Urgent => Parameter::SilenceUrgent,
            Urgency::Flash => Parameter::SilenceFlash,
        };
        center.parameters.duration(parameter)
    }
}

/// Where a silence stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    Open,
    Broken { at: OnRecord, by: Nation },
    Adopted { at: OnRecord },
    Lapsed { at: OnRecord },
}

/// One text under silence.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Silence {
    pub matter: Matter,
    pub urgency: Urgency,
    pub asked: NationSet,
    pub text_version: u32,
    pub closes_at: SimTime,
    pub depends_on: Option<ProjectId>,
    pub late_objections: NationSet,
    pub status: Status,
}

/// When a silence closed matters no more once it is broken or over: whoever objects is too late.
impl Hash for Silence {
    fn hash<H: Hasher>(&self, into: &mut H) {
        let Silence { matter, urgency, asked, text_version, depends_on, .. } = self;
        let closes_at = (self.status == Status::Open).then_some(self.closes_at);
        (matter, urgency, asked, text_version, depends_on, closes_at).hash(into);
        (self.late_objections, self.status).hash(into);
    }
}

/// All texts that were ever put under silence.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
#[serde(transparent)]
pub struct Silences(pub BTreeMap<QuestionId, Silence>);

pub(crate) fn decide(
    moment: &Moment<'_>,
    command: &Command,
) -> Result<Vec<crate::Event>, crate::Rejection> {
    center::require_not_closed(&moment.center.cell)?;
    match command {
        Command::Start(command) => decide_start(moment, command),
        Command::Object(command) => decide_object(moment, command),
    }
}

fn decide_start(
    moment: &Moment<'_>,
    command: &Start,
) -> Result<Vec<crate::Event>, crate::Rejection> {
    let Start { question, matter, urgency, asked, text_version, depends_on } = *command;
    let center = moment.center;
    moment.entitled(moment.seat().is_some())?;
    if decision::exists(center, question) {
        return Err(Rejection::QuestionExists { question }.into());
    }
    command.sound()?;
    if let Some(nation) = center.cell.not_enrolled(asked) {
        return Err(Rejection::NotEnrolled { nation }.into());
    }
    let accepts = |nation| center.cell.nations.get(&nation).is_some_and(|e| e.accepts_silence);
    let outsider = asked.iter().find(|&nation| !accepts(nation));
    if let Some(nation) = outsider.filter(|_| !off(Mutation::SilenceProcedure)) {
        return Err(Rejection::ProcedureNotAccepted { nation }.into());
    }
    if matter.needs_express_consent() && !off(Mutation::ExpressConsent) {
        return Err(Rejection::NeedsExpressConsent { question, matter }.into());
    }
    if let Some(project) = depends_on {
        center.prosperity.require_linked(project, question)?;
        center.prosperity.project(project)?;
    }
    let length = urgency.length(center);
    if length == SimDuration::ZERO {
        return Err(Rejection::NoTimeToObject { question }.into());
    }
    let closes_at = moment.at + length;
    let started =
        Event::Started { question, matter, urgency, asked, text_version, closes_at, depends_on };
    Ok(Vec::from([started.into(), clock::arm(Clock::Silence, question.0, moment.at, length)]))
}

/// Breaks the silence; an objection that comes late is put on record and changes nothing.
fn decide_object(
    moment: &Moment<'_>,
    command: &Object,
) -> Result<Vec<crate::Event>, crate::Rejection> {
    let Object { question, nation } = *command;
    moment.entitled(moment.by.speaks_for(nation))?;
    let Some(silence) = moment.center.silences.0.get(&question) else {
        return Err(Rejection::UnknownQuestion { question }.into());
    };
    if !silence.asked.contains(nation) && !off(Mutation::SilenceAsked) {
        return Err(Rejection::NotAsked { question, nation }.into());
    }
    if let Status::Broken { .. } = silence.status {
        return Err(Rejection::AlreadyBroken { question }.into());
    }
    let early = SimDuration::from_hours(u64::from(off(Mutation::SilenceLastHour)));
    if silence.closes_at <= moment.at + early && !off(Mutation::SilenceDeadline) {
        return late(moment, silence, command);
    }
    let Silence { asked, text_version, .. } = *silence;
    let silent = asked.without(nation);
    let broken = Event::Broken { question, nation, text_version, asked, silent };
    let mut events = Vec::from([broken.into()]);
    events.extend(moment.center.clocks.cancel(Clock::Silence, question.0));
    Ok(events)
}

/// A late objection starts a new question, on which those who were asked are consulted.
fn late(
    moment: &Moment<'_>,
    silence: &Silence,
    command: &Object,
) -> Result<Vec<crate::Event>, crate::Rejection> {
    let Object { question, nation } = *command;
    if silence.late_objections.contains(nation) {
        return Err(Rejection::AlreadyLate { question, nation }.into());
    }
    let Some(follow_up) = follow_up(moment.center, question) else {
        return Err(Rejection::QuestionExists { question }.into());
    };
    let opened = decision::Event::Opened {
        question: follow_up,
        matter: silence.matter,
        procedure: Procedure::Consultation,
        asked: silence.asked,
        text_version: silence.text_version,
        series: None,
        depends_on: None,
    };
    let span = moment.center.parameters.duration(Parameter::ConsultationWithin);
    Ok(Vec::from([
        Event::ObjectionCameLate { question, nation, follow_up }.into(),
        opened.into(),
        clock::arm(Clock::Consultation, follow_up.0, moment.at, span),
    ]))
}

/// The first free name of the form `question-late-2`.
fn follow_up(center: &Center, question: QuestionId) -> Option<QuestionId> {
    (1..=u32::MAX)
        .filter_map(|number| question.0.suffixed(&format!("-late-{number}")).ok())
        .map(QuestionId)
        .find(|&name| !decision::exists(center, name))
}

/// The silence has ended unbroken: the text stands adopted, unless it was put to the US or to Ukraine
/// and nobody sits at its seat to object.
pub(crate) fn on_expiry(moment: &Moment<'_>, question: QuestionId) -> Vec<crate::Event> {
    let found = moment.center.silences.0.get(&question);
    let open = found.filter(|silence| silence.status == Status::Open);
    let ended = open.map(|silence| {
        let Silence { asked, text_version, .. } = *silence;
        let event = match moment.center.cell.vacant_seat_among(asked) {
            None => {
                let silent = asked.minus(silence.late_objections);
                Event::Adopted { question, text_version, asked, silent }
            }
            Some(Seat::Ua) => lapsed(question, silence, Lacking::UaSeat),
            Some(Seat::Us | Seat::Coalition) => lapsed(question, silence, Lacking::UsSeat),
        };
        event.into()
    });
    ended.into_iter().collect()
}

/// The cell decides nothing any more: no silence goes on.
pub(crate) fn on_closed(moment: &Moment<'_>) -> Vec<crate::Event> {
    let silences = &moment.center.silences.0;
    let open = silences.iter().filter(|(_, silence)| silence.status == Status::Open);
    open.flat_map(|(&question, silence)| {
        let lapsed = lapsed(question, silence, Lacking::Cell).into();
        let stopped = moment.center.clocks.cancel(Clock::Silence, question.0);
        [Some(lapsed), stopped].into_iter().flatten()
    })
    .collect()
}

fn lapsed(question: QuestionId, silence: &Silence, lacking: Lacking) -> Event {
    let Silence { asked, text_version, .. } = *silence;
    Event::Lapsed { question, text_version, asked, lacking }
}

pub(crate) fn evolve(center: &mut Center, event: &Event, at: SimTime) {
    let silences = &mut center.silences.0;
    let at = OnRecord::from(at);
    match *event {
        Event::Started {
            question,
            matter,
            urgency,
            asked,
            text_version,
            closes_at,
            depends_on,
        } => {
            let started = Silence {
                matter,
                urgency,
                asked,
                text_version,
                closes_at,
                depends_on,
                late_objections: NationSet::EMPTY,
                status: Status::Open,
            };
            silences.insert(question, started);
        }
        Event::Broken { question, nation, .. } => {
            if let Some(silence) = silences.get_mut(&question) {
                silence.status = Status::Broken { at, by: nation };
            }
        }
        Event::ObjectionCameLate { question, nation, .. } => {
            if let Some(silence) = silences.get_mut(&question) {
                silence.late_objections = silence.late_objections.with(nation);
            }
        }
        Event::Adopted { question, .. } => {
            if let Some(silence) = silences.get_mut(&question) {
                silence.status = Status::Adopted { at };
            }
        }
        Event::Lapsed { question, .. } => {
            if let Some(silence) = silences.get_mut(&question) {
                silence.status = Status::Lapsed { at };
            }
        }
    }
}
