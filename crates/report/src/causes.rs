//! Why something happened: the records that led to it, back to the root.
//!
//! About 40 bytes a record are kept, so that any record can be asked for its causes.

use std::collections::BTreeMap;

use domain::Actor;
use kernel::{Id, Position};
use serde::Serialize;
use simulator::probe::{self, Kind};
use simulator::record::{Body, CenterRecord};

use crate::{names, words};

/// A longer chain is cut before its root.
const STEPS_MAX: usize = 10;

/// What is kept of a record.
#[derive(Clone, Copy, Debug)]
struct Link {
    /// 0 where there is none.
    cause: u64,
    /// An index into the table of labels.
    label: u16,
    by: Actor,
    subject: Option<Id>,
}

/// What a record is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Label {
    Event(Kind),
    Command(Kind),
    Other,
}

/// The causes of all records so far.
#[derive(Clone, Debug, Default)]
pub(crate) struct Causes {
    links: Vec<Link>,
    labels: Vec<Label>,
    indices: BTreeMap<Label, u16>,
}

/// One step of a chain of causes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Step {
    pub(crate) position: Position,
    pub(crate) text: String,
}

impl Causes {
    pub(crate) fn apply(&mut self, record: &CenterRecord) {
        let (label, subject) = match &record.body {
            Body::Event(event) => (probe::kind(event).map(Label::Event), words::subject(event)),
            Body::Accepted(command) | Body::Refused(command, _) => {
                (probe::kind(command).map(Label::Command), None)
            }
            Body::Started(_) | Body::Chose { .. } | Body::Ended(_) => (None, None),
        };
        let label = self.index(label.unwrap_or(Label::Other));
        let cause = record.cause.map_or(0, |cause| cause.0);
        self.links.push(Link { cause, label, by: record.by, subject });
    }

    fn index(&mut self, label: Label) -> u16 {
        if let Some(&index) = self.indices.get(&label) {
            return index;
        }
        let index = u16::try_from(self.labels.len()).expect("there are some hundred kinds");
        self.labels.push(label);
        self.indices.insert(label, index);
        index
    }

    fn link(&self, position: Position) -> Option<&Link> {
        let index = usize::try_from(position.0).ok()?.checked_sub(1)?;
        self.links.get(index)
    }

    /// What led to a record, if anything did.
    pub(crate) fn of(&self, position: Position) -> Option<Position> {
        let cause = self.link(position)?.cause;
        (0 < cause).then_some(Position(cause))
    }

    fn label(&self, position: Position) -> Option<Label> {
        self.labels.get(usize::from(self.link(position)?.label)).copied()
    }

    /// A record in a few words: `tier one opened, b-1` or `incident.verify by the monitors`.
    pub(crate) fn text(&self, position: Position) -> String {
        let Some(link) = self.link(position) else {
            return String::new();
        };
        match self.label(position) {
            Some(Label::Event(kind)) => match link.subject {
                Some(subject) => format!("{}, {subject}", words::kind(kind)),
                None => words::kind(kind),
            },
            Some(Label::Command(kind)) => format!("{kind} by {}", names::actor(link.by)),
            Some(Label::Other) | None => String::new(),
        }
    }

    /// A record and what led to it, the root last. A long chain lacks steps before its root.
    pub(crate) fn chain(&self, from: Position) -> Vec<Step> {
        let positions = std::iter::successors(Some(from), |&position| self.of(position));
        let mut steps = Vec::new();
        for position in positions {
            if steps.len() == STEPS_MAX {
                steps.pop();
            }
            steps.push(Step { position, text: self.text(position) });
        }
        steps
    }

    /// A record and the events that led to it, and what somebody did at the root:
    /// `#9 ← #5 incident opened, b-1 ← #3 incident.report-detection by the monitors`
    pub(crate) fn shown(&self, from: Position) -> String {
        let steps: Vec<Step> = self.chain(from).into_iter().skip(1).collect();
        let last = steps.len().saturating_sub(1);
        let told = steps.into_iter().enumerate().filter(|(index, step)| {
            *index == last || !matches!(self.label(step.position), Some(Label::Command(_)))
        });
        let told = told.map(|(_, step)| format!(" ← {} {}", step.position, step.text));
        format!("{from}{}", told.collect::<String>())
    }
}
