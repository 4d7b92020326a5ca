//! Blanks: `${field}` stands for a field of the event that set a step off, `${n}` for the number
//! of times that it has been set off.

use std::ops::Range;

use diagnostic::{Diagnostic, nearest};
use serde_json::Value as Json;
use simulator::script::{Piece, Slot};

use super::Compiler;
use crate::vocabulary::{FieldType, Shape};
use crate::yaml::shortened;

/// What fills the blanks of a step.
pub(super) enum Feed {
    /// No event that is named sets the step off.
    Nothing,
    /// The fields of the event that does.
    Event(Shape),
    /// The event could not be read, so any blank may be right.
    Unknown,
}

/// The name in a text that is one blank and nothing else.
pub(super) fn whole(text: &str) -> Option<&str> {
    let name = text.strip_prefix("${")?.strip_suffix('}')?;
    Some(name).filter(|name| !name.contains('}'))
}

impl Compiler {
    /// What fills a text with blanks, and an example of what comes out, if it is a text.
    pub(super) fn blanks(
        &mut self,
        text: &str,
        span: &Range<usize>,
        of: &FieldType,
        feed: &Feed,
    ) -> (Slot, Option<String>) {
        if let Some(name) = whole(text).filter(|name| *name != "n") {
            self.blank(name, Some(of), span, feed);
            return (Slot::Field(name.to_string()), None);
        }
        let mut pieces = Vec::new();
        let mut rest = text;
        while let Some((front, behind)) = rest.split_once("${") {
            let Some((name, behind)) = behind.split_once('}') else {
                self.faults.push(
                    Diagnostic::error("S114", "a blank is not closed")
                        .label(span.clone(), "`${` without `}`")
                        .help("write `${field}` or `${n}`"),
                );
                return (Slot::Fixed(Json::Null), None);
            };
            pieces.push(Piece::Text(front.to_string()));
            pieces.push(match name {
                "n" => Piece::Number,
                name => {
                    self.blank(name, None, span, feed);
                    Piece::Field(name.to_string())
                }
            });
            rest = behind;
        }
        pieces.push(Piece::Text(rest.to_string()));
        pieces.retain(|piece| *piece != Piece::Text(String::new()));
        if !of.is_text() {
            self.faults.push(
                Diagnostic::error("S114", format!("`{}` makes a text", shortened(text)))
                    .label(span.clone(), format!("expected {}", of.described()))
                    .help("only a blank that stands alone keeps the type of its field"),
            );
            return (Slot::Text(pieces), None);
        }
        let example = pieces.iter().map(|piece| match piece {
            Piece::Text(text) => text.as_str(),
            Piece::Number => "1",
            Piece::Field(_) => "x",
        });
        let example = example.collect();
        (Slot::Text(pieces), Some(example))
    }

    /// A blank names a field of the triggering event, of the type that is wanted where it stands
    /// alone.
    pub(super) fn blank(
        &mut self,
        name: &str,
        wanted: Option<&FieldType>,
        span: &Range<usize>,
        feed: &Feed,
    ) -> bool {
        let fault = match feed {
            Feed::Unknown => return true,
            Feed::Nothing => {
                Diagnostic::error("S114", format!("nothing fills `${{{}}}`", shortened(name)))
                    .label(span.clone(), "no event is named that sets this step off")
                    .help("blanks take their values from the event named by `upon`")
            }
            Feed::Event(shape) => match (shape.get(name), wanted) {
                (Some(_), None) => return true,
                (Some(found), Some(wanted)) if fits(found, wanted) => return true,
                (Some(found), Some(wanted)) => {
                    Diagnostic::error("S114", format!("`${{{name}}}` does not fit here"))
                        .label(span.clone(), format!("expected {}", wanted.described()))
                        .help(format!("`{name}` of the event is {}", found.described()))
                }
                (None, _) => no_such_field(name, shape, span),
            },
        };
        self.faults.push(fault);
        false
    }
}

fn no_such_field(name: &str, shape: &Shape, span: &Range<usize>) -> Diagnostic {
    let known = || shape.keys().map(String::as_str);
    let listed: Vec<String> = known().map(|field| format!("`${{{field}}}`")).collect();
    let help = match nearest(name, known()) {
        Some(near) => format!("did you mean `${{{near}}}`?"),
        None if listed.is_empty() => "this event has no fields".to_string(),
        None => format!("this event fills {}", listed.join(", ")),
    };
    Diagnostic::error("S114", format!("the event has no field `{}`", shortened(name)))
        .label(span.clone(), "no such field")
        .help(help)
}

/// A breach series is named after an incident, and the subject of a clock after anything.
fn fits(found: &FieldType, wanted: &FieldType) -> bool {
    if (&found.name, found.list) == (&wanted.name, wanted.list) {
        return true;
    }
    let series = found.name == "IncidentId" && wanted.name == "SeriesId";
    let subject = found.name == "Id" && wanted.name.ends_with("Id");
    !found.list && !wanted.list && (series || subject)
}
