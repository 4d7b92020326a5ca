//! A sequence diagram in the language of mermaid: who asked what of the center, and what came.
//!
//! A command is an arrow from its actor to the center, a refused one an arrow that ends in a
//! cross. An event that names another nation than its actor is an arrow to that nation, any other
//! a note over the center. Choices are not shown. Mermaid draws small diagrams only, so the first
//! messages are written and the others counted.

mod text;

use std::io::{self, Write};

use domain::Actor;
use domain::nation::Nation;
use simulator::record::Body;

use crate::{Format, Row};
use text::escaped;

/// So many messages are written unless told otherwise: they fit into the 50,000 characters that
/// mermaid takes by default.
pub const MESSAGES_MAX: usize = 300;

/// Longer labels are cut.
const LABEL_CHARACTERS_MAX: usize = 90;
const CENTER: &str = "center";

/// The diagram in the making. Its participants stand before its messages, so it is written at the
/// end; it holds what is written.
#[derive(Debug)]
pub struct Mermaid {
    messages_max: usize,
    title: String,
    participants: Vec<&'static str>,
    messages: Vec<Message>,
    left_out: u64,
}

/// One line of the diagram.
#[derive(Debug)]
struct Message {
    line: Line,
    label: String,
}

/// Participants are named by their places in the list.
#[derive(Debug)]
enum Line {
    Asks { from: usize },
    Refused { from: usize },
    Tells { to: usize },
    Note,
}

impl Mermaid {
    /// At most so many messages are written.
    pub fn new(messages_max: usize) -> Mermaid {
        Mermaid {
            messages_max,
            title: String::new(),
            participants: Vec::new(),
            messages: Vec::new(),
            left_out: 0,
        }
    }

    fn place(&mut self, actor: Actor) -> usize {
        let name = actor.as_str();
        self.participants.iter().position(|known| *known == name).unwrap_or_else(|| {
            self.participants.push(name);
            self.participants.len() - 1
        })
    }

    fn message(&mut self, row: &Row<'_>) -> Option<Message> {
        let by = row.record.by;
        let about = row.stored.subject.as_deref().unwrap_or_default();
        let position = row.record.position;
        let command = || row.command().unwrap_or_default();
        let (line, label) = match &row.record.body {
            Body::Chose { .. } => return None,
            Body::Started(opening) => {
                (Line::Note, format!("{position} {} begins", opening.scenario))
            }
            Body::Ended(_) => (Line::Note, format!("{position} the run ends")),
            Body::Accepted(_) => {
                let from = self.place(by);
                (Line::Asks { from }, format!("{position} {} {about}", command()))
            }
            Body::Refused(_, refusal) => {
                let label = format!("{position} {} {about}: {}", command(), refusal.text);
                (Line::Refused { from: self.place(by) }, label)
            }
            Body::Event(_) => {
                let label = format!("{position} {} {about}", row.stored.kind);
                match addressee(row) {
                    Some(nation) => (Line::Tells { to: self.place(nation) }, label),
                    None => (Line::Note, label),
                }
            }
        };
        Some(Message { line, label })
    }
}

/// The one nation that an event names, if that is not who caused it.
fn addressee(row: &Row<'_>) -> Option<Actor> {
    let code = row.stored.tags.iter().find_map(|tag| tag.strip_prefix("nation:"))?;
    let nation: Nation = code.parse().ok()?;
    Some(Actor::of(nation)).filter(|nation| *nation != row.record.by)
}

impl Format for Mermaid {
    fn begin(&mut self, _: &mut dyn Write) -> io::Result<()> {
        Ok(())
    }

    fn row(&mut self, row: &Row<'_>, _: &mut dyn Write) -> io::Result<()> {
        if let Body::Started(opening) = &row.record.body {
            self.title.clone_from(&opening.title);
        }
        if self.messages.len() < self.messages_max {
            let message = self.message(row);
            self.messages.extend(message);
        } else if !matches!(row.record.body, Body::Chose { .. }) {
            self.left_out += 1;
        }
        Ok(())
    }

    fn finish(&mut self, out: &mut dyn Write) -> io::Result<()> {
        writeln!(out, "sequenceDiagram")?;
        if !self.title.is_empty() {
            writeln!(out, "    title {}", escaped(&self.title, LABEL_CHARACTERS_MAX))?;
        }
        for (place, name) in self.participants.iter().enumerate() {
            writeln!(out, "    participant p{place} as {}", escaped(name, LABEL_CHARACTERS_MAX))?;
        }
        writeln!(out, "    participant {CENTER} as the center")?;
        for Message { line, label } in self.messages.drain(..) {
            match line {
                Line::Asks { from } => write!(out, "    p{from}->>{CENTER}: ")?,
                Line::Refused { from } => write!(out, "    p{from}-x{CENTER}: ")?,
                Line::Tells { to } => write!(out, "    {CENTER}-->>p{to}: ")?,
                Line::Note => write!(out, "    Note over {CENTER}: ")?,
            }
            writeln!(out, "{}", escaped(&label, LABEL_CHARACTERS_MAX))?;
        }
        match self.left_out {
            0 => Ok(()),
            1 => writeln!(out, "    Note over {CENTER}: 1 more record is left out"),
            count => writeln!(out, "    Note over {CENTER}: {count} more records are left out"),
        }
    }
}

#[cfg(test)]
mod tests;
