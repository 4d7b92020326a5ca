//! What was done that bears on the deadlines: the commands of people, and what came on record
//! without which a deadline could not be met.
//!
//! About 150 bytes a command are kept, so that it can be said of any instant who did what last.

use std::collections::BTreeMap;

use domain::clock::Clock;
use domain::incident::Event as Incident;
use domain::response::{Event as Response, UsDecision};
use domain::{Actor, Command, Event, decision};
use kernel::{Id, Position, SimTime};
use serde::{Serialize, Serializer};
use simulator::datum::Datum;
use simulator::fields::Fields;
use simulator::probe::{self, Kind};
use simulator::record::{Body, CenterRecord};

use crate::duties::{By, Need, duties};

/// A command, and what became of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Done {
    pub(crate) position: Position,
    pub(crate) at: SimTime,
    pub(crate) actor: Actor,
    #[serde(serialize_with = "as_on_disk")]
    pub(crate) command: Kind,
    pub(crate) subject: Option<Id>,
    /// The code of the refusal, if it was refused.
    pub(crate) refused: Option<String>,
}

fn as_on_disk<S: Serializer>(kind: &Kind, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(kind)
}

/// From an instant on, something that is needed is on record, or is no longer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Turn {
    pub(crate) at: SimTime,
    pub(crate) position: Position,
    pub(crate) holds: bool,
}

/// The fold.
#[derive(Clone, Debug, Default)]
pub(crate) struct Conduct {
    commands: Vec<Done>,
    by_actor: BTreeMap<Actor, Vec<usize>>,
    /// By the clock and what it is about, where a deadline of that clock can be met.
    about: BTreeMap<(Clock, Option<Id>), Vec<usize>>,
    needs: BTreeMap<(Need, Id), Vec<Turn>>,
    /// The breach series that a question is about.
    series: BTreeMap<Id, Id>,
}

impl Conduct {
    pub(crate) fn apply(&mut self, record: &CenterRecord) {
        match &record.body {
            Body::Accepted(command) => self.command(record, command, None),
            Body::Refused(command, refusal) => {
                self.command(record, command, Some(refusal.code.clone()));
            }
            Body::Event(event) => self.event(record, event),
            Body::Started(_) | Body::Chose { .. } | Body::Ended(_) => {}
        }
    }

    fn command(&mut self, record: &CenterRecord, command: &Command, refused: Option<String>) {
        // The clock does nothing that somebody could have done instead.
        let Some(kind) = probe::kind(command).filter(|_| record.by != Actor::Clock) else {
            return;
        };
        let (index, fields) = (self.commands.len(), Fields::of(command));
        let (position, at, actor) = (record.position, record.at, record.by);
        let subject = fields.subject();
        self.commands.push(Done { position, at, actor, command: kind, subject, refused });
        self.by_actor.entry(actor).or_default().push(index);
        for duty in duties() {
            let about = match duty.field {
                Some(name) => match fields.get(name) {
                    Some(Datum::Name(id)) => Some(*id),
                    _ => continue,
                },
                None if duty.acts.iter().any(|act| act.command == kind.text()) => None,
                None => continue,
            };
            self.about.entry((duty.clock, about)).or_default().push(index);
        }
    }

    fn event(&mut self, record: &CenterRecord, event: &Event) {
        match *event {
            Event::Incident(
                Incident::AttributionProposed { incident, .. }
                | Incident::AttributionRevised { incident, .. },
            ) => self.turn(record, Need::Attribution, incident.0, true),
            Event::Response(Response::UsDecided { series, decision }) => {
                self.turn(record, Need::UsYes, series.0, decision == UsDecision::Yes);
            }
            Event::Response(Response::StoodDown { series, .. }) => {
                self.turn(record, Need::UsYes, series.0, false);
            }
            Event::Decision(decision::Event::Opened { question, series: Some(series), .. }) => {
                self.series.insert(question.0, series.0);
            }
            Event::Decision(decision::Event::Convened { question }) => {
                if let Some(&series) = self.series.get(&question.0) {
                    self.turn(record, Need::Consultation, series, true);
                }
            }
            _ => {}
        }
    }

    fn turn(&mut self, record: &CenterRecord, need: Need, about: Id, holds: bool) {
        let turn = Turn { at: record.at, position: record.position, holds };
        self.needs.entry((need, about)).or_default().push(turn);
    }

    /// Everything that was done about something, in order.
    pub(crate) fn about(&self, clock: Clock, about: Option<Id>) -> impl Iterator<Item = &Done> {
        let indices = self.about.get(&(clock, about)).into_iter().flatten();
        indices.filter_map(|&index| self.commands.get(index))
    }

    /// The last act up to an instant of those who are entitled to something.
    pub(crate) fn last(&self, by: &[By], until: SimTime) -> Option<&Done> {
        let entitled = |actor: &Actor| by.iter().any(|by| by.includes(*actor));
        let indices = self.by_actor.iter().filter(|(actor, _)| entitled(actor));
        let last = |indices: &Vec<usize>| {
            let by_then = |&index: &usize| self.commands.get(index).is_some_and(|d| d.at <= until);
            let count = indices.partition_point(by_then);
            indices.get(count.checked_sub(1)?).copied()
        };
        self.commands.get(indices.filter_map(|(_, indices)| last(indices)).max()?)
    }

    /// Whether something that is needed was on record at an instant.
    pub(crate) fn had(&self, need: Need, about: Id, at: SimTime) -> bool {
        let turns = self.needs.get(&(need, about)).into_iter().flatten();
        turns.take_while(|turn| turn.at <= at).last().is_some_and(|turn| turn.holds)
    }

    /// When something that is needed came on record after an instant.
    pub(crate) fn came_after(&self, need: Need, about: Id, at: SimTime) -> Option<Turn> {
        let turns = self.needs.get(&(need, about)).into_iter().flatten();
        turns.copied().find(|turn| at < turn.at && turn.holds)
    }
}
