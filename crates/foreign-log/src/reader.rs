//! Events from lines.

use std::io::BufRead;

use kernel::Position;
use rules::{COMBINATIONS_MAX, Event, Field, KindId, OutOfOrder, Type, Vocabulary};

use crate::csv::{self, DOUBLED, Misplaced};
use crate::fault::{Fault, ReadError};
use crate::header::header;
use crate::json::{Flat, flatten};
use crate::lines::Lines;
use crate::mapping::{Mapping, Shape, TimeUnit};
use crate::names::{LINE, Names, NodeId, Noted, Wanted, missing};
use crate::value::Raw;

/// A log without a line is rather one that never came than one in which nothing happened. A header says
/// that there was somebody to write it.
fn empty() -> Fault {
    Fault::new(1, "the log is empty").help("see whether what was to write it has failed")
}

/// What an event is shown to.
pub type Show<'a> = &'a mut dyn FnMut(&Event<'_>) -> Result<(), OutOfOrder>;

/// A log of another system, read event by event.
#[derive(Debug)]
pub struct Reader<R> {
    lines: Lines<R>,
    buffer: Vec<u8>,
    shape: Shape,
    separator: char,
    names: Names,
    /// Where the columns of a CSV log lead, once its header is read.
    columns: Vec<Option<NodeId>>,
    /// How many events there were.
    events: u64,
    drops_cut_line: bool,
    /// Room for the values of a line, and for the fields of an event.
    done: Flat<'static>,
    fields: Vec<Field<'static>>,
}

impl<R: BufRead> Reader<R> {
    /// Reads the events of a vocabulary; all others are events of which no rule can speak.
    pub fn new(input: R, shape: Shape, mapping: &Mapping, vocabulary: &Vocabulary) -> Reader<R> {
        Reader {
            lines: Lines::new(input),
            buffer: Vec::new(),
            shape,
            separator: mapping.separator.unwrap_or(','),
            names: Names::new(shape, mapping, vocabulary),
            columns: Vec::new(),
            events: 0,
            drops_cut_line: false,
            done: Flat::default(),
            fields: Vec::new(),
        }
    }

    /// Leaves out a last line that is half-written, instead of refusing the log.
    #[must_use]
    pub fn dropping_cut_line(self, drops: bool) -> Reader<R> {
        Reader { drops_cut_line: drops, ..self }
    }

    /// Shows the next event; whether there was one.
    pub fn next(&mut self, show: Show<'_>) -> Result<bool, ReadError> {
        loop {
            let Some((line, is_whole)) = self.record()? else {
                let has_begun = 0 < self.events || !self.columns.is_empty();
                return if has_begun { Ok(false) } else { Err(empty().into()) };
            };
            let taken = match self.shape {
                Shape::JsonLines => self.json(line, show),
                Shape::Csv if self.columns.is_empty() => {
                    let header = header(&self.buffer, self.separator, &self.names, line)?;
                    let columns = header.iter().map(|column| self.names.inside(LINE, column));
                    self.columns = columns.collect();
                    continue;
                }
                Shape::Csv => self.cells(line, show),
            };
            return match taken {
                Ok(()) => {
                    self.events += 1;
                    Ok(true)
                }
                // What was read is no event, and a line feed is missing.
                Err(fault) if !is_whole && !fault.is_of_whole => {
                    if self.drops_cut_line {
                        Ok(false)
                    } else {
                        Err(cut(fault.fault).into())
                    }
                }
                Err(fault) => Err(fault.fault.into()),
            };
        }
    }

    /// The next line that is not empty, or in CSV the lines of the next record; the number of the
    /// first, and whether the last has its end.
    fn record(&mut self) -> Result<Option<(u64, bool)>, ReadError> {
        loop {
            self.buffer.clear();
            let Some(mut end) = self.lines.read(&mut self.buffer)? else {
                return Ok(None);
            };
            let first = self.lines.number;
            if self.is_blank() {
                continue;
            }
            let mut is_open = self.shape == Shape::Csv && csv::is_open(false, &self.buffer);
            while is_open {
                self.buffer.extend_from_slice(if end.has_return { b"\r\n" } else { b"\n" });
                let before = self.buffer.len();
                let next = match self.lines.read(&mut self.buffer) {
                    Ok(Some(next)) => next,
                    Ok(None) => {
                        let fault = unclosed(&self.buffer, self.separator, first)?;
                        if fault.is_cut && self.drops_cut_line {
                            return Ok(None);
                        }
                        return Err(fault.into());
                    }
                    Err(ReadError::Fault(_)) => {
                        let message = "a quotation mark of this record is not closed in 16 MiB";
                        return Err(Fault::new(first, message).help(DOUBLED).into());
                    }
                    Err(error) => return Err(error),
                };
                end = next;
                is_open = csv::is_open(true, self.buffer.get(before..).unwrap_or_default());
            }
            return Ok(Some((first, end.is_whole)));
        }
    }

    /// Whether the line has nothing in it. Blanks may be what separates empty cells.
    fn is_blank(&self) -> bool {
        let separates = |byte: u8| self.shape == Shape::Csv && char::from(byte) == self.separator;
        self.buffer.iter().all(|byte| byte.is_ascii_whitespace() && !separates(*byte))
    }

    fn json(&mut self, line: u64, show: Show<'_>) -> Result<(), Refused> {
        let mut flat: Flat<'_> = std::mem::take(&mut self.done);
        flatten(&self.buffer, &self.names, &mut flat).map_err(|error| {
            let message = error.to_string();
            let message = message.split(" at line ").next().unwrap_or_default();
            let fault = Fault::new(line, format!("the line is no event: {message}"));
            let column = Some(error.column()).filter(|column| 0 < *column);
            let help =
                error.is_eof().then(|| "write each event as an object in one line".to_owned());
            Refused::from(Fault { column, help, ..fault })
        })?;
        let shown = shown(&self.names, &mut flat, (line, self.events), &mut self.fields, show);
        self.done = Flat::again(flat);
        // An object that ends is whole, also where the line does not.
        shown.map_err(|refused| Refused { is_of_whole: true, ..refused })
    }

    fn cells(&mut self, line: u64, show: Show<'_>) -> Result<(), Refused> {
        let mut flat: Flat<'_> = std::mem::take(&mut self.done);
        let text = utf8(&self.buffer, line)?;
        let cells = csv::cells(text, self.separator).map_err(|it| misplaced(text, it, line))?;
        if cells.len() != self.columns.len() {
            let (found, wanted) = (cells.len(), self.columns.len());
            let message = format!("the record has {found} cells, but the header has {wanted}");
            return Err(Fault::new(line, message).into());
        }
        for (cell, node) in cells.into_iter().zip(&self.columns) {
            if let Some(node) = node {
                flat.keep(*node, Raw::Cell(cell), &self.names);
            }
        }
        let shown = shown(&self.names, &mut flat, (line, self.events), &mut self.fields, show);
        self.done = Flat::again(flat);
        shown
    }
}

/// Makes an event of a line and shows it. Events without a position of their own are counted.
fn shown(
    names: &Names,
    flat: &mut Flat<'_>,
    (line, count): (u64, u64),
    room: &mut Vec<Field<'static>>,
    show: Show<'_>,
) -> Result<(), Refused> {
    let time = names.time_of(flat.get(names.time.node), line)?;
    let position = match flat.get(names.sequence.node) {
        None | Some(Raw::Missing) => count,
        Some(Raw::Cell(text)) if text.is_empty() => count,
        Some(raw) => position(raw, &names.sequence.path, line)?,
    };
    let kind = match flat.get(names.kind.node) {
        Some(Raw::Text(_) | Raw::Cell(_)) => match flat.kind {
            Noted::Known(kind) => Some(kind),
            Noted::Unread | Noted::Unknown => None,
        },
        Some(Raw::Missing) | None => return Err(missing(&names.kind, line).into()),
        Some(_) => {
            let message = format!("`{}` is not a text", names.kind.path);
            return Err(Fault::new(line, message).into());
        }
    };
    let wanted = kind.map(|kind| names.fields(kind)).unwrap_or_default();
    names.has_object(flat, wanted, line)?;
    fit(names, flat, wanted, line)?;
    let found = || wanted.iter().map(|field| (flat.get(field.name.node), &field.of));
    let lists: Vec<Vec<Field<'_>>> = if found().any(|(raw, _)| matches!(raw, Some(Raw::List(_)))) {
        found().map(|(raw, of)| raw.map_or(Vec::new(), |raw| raw.items(of, names.unit))).collect()
    } else {
        Vec::new()
    };
    let mut fields: Vec<Field<'_>> = std::mem::take(room);
    fields.extend(found().enumerate().map(|(place, (raw, of))| {
        let list = lists.get(place).map(Vec::as_slice).unwrap_or_default();
        raw.map_or(Field::Missing, |raw| raw.field(of, names.unit, list))
    }));
    let kind = kind.unwrap_or(KindId::OTHER);
    let event = Event { position: Position(position), time, kind, fields: &fields };
    if COMBINATIONS_MAX < event.combinations() {
        return Err(too_many(&event, wanted, line).into());
    }
    let shown = show(&event).map_err(|error| Refused::of_order(&error, line));
    // Nothing is left in it; only its room is kept.
    fields.clear();
    *room = fields.into_iter().map(|_| Field::Missing).collect();
    shown
}

/// Brings the values of the fields into the form that their types want.
fn fit(names: &Names, flat: &mut Flat<'_>, wanted: &[Wanted], line: u64) -> Result<(), Fault> {
    for Wanted { name, shared, .. } in wanted {
        if let Some(value) = shared.and_then(|node| flat.get(node)).cloned() {
            flat.keep(name.node, value, names);
        }
    }
    for Wanted { name, of, declared, .. } in wanted {
        if let Some(raw) = flat.get_mut(name.node) {
            *raw =
                std::mem::replace(raw, Raw::Missing).fitted(of, names.unit).map_err(|unfit| {
                    let fault = Fault::new(line, format!("`{}`: {}", name.path, unfit.message));
                    let help =
                        unfit.help.map(str::to_owned).or_else(|| length_help(of, names.unit));
                    Fault { help, declared: Some(declared.clone()), ..fault }
                })?;
        }
    }
    Ok(())
}

/// That the lists of an event have more combinations than are read: a pattern that names them all would
/// have an instance for each, so that a short line could fill the memory.
fn too_many(event: &Event<'_>, wanted: &[Wanted], line: u64) -> Fault {
    let several = event.fields.iter().zip(wanted).filter_map(|(field, wanted)| match field {
        Field::List(items) if 1 < items.len() => {
            Some(format!("{} of `{}`", items.len(), wanted.declared))
        }
        _ => None,
    });
    let (several, count) = (several.collect::<Vec<_>>().join(", "), event.combinations());
    let more = if count == u64::MAX { "more than " } else { "" };
    let message = format!(
        "the lists of the event have {more}{count} combinations of their values ({several}), and at most \
         {COMBINATIONS_MAX} are read"
    );
    Fault::new(line, message).help(
        "write several events, each with a part of the values, or declare only such fields as are asked for",
    )
}

/// How a length of time is written in a log, if a field has one.
fn length_help(of: &Type, unit: TimeUnit) -> Option<String> {
    let of = if let Type::List(of) = of { of } else { of };
    (*of == Type::Duration)
        .then(|| format!("write a length of time as a number of {}", unit.word()))
}

/// A line that could not be shown.
struct Refused {
    fault: Fault,
    /// Whatever comes behind it, this stays wrong: the line is not one that is half-written.
    is_of_whole: bool,
}

impl Refused {
    fn of_order(error: &OutOfOrder, line: u64) -> Refused {
        let help = match error {
            OutOfOrder::Time { .. } => {
                "sort the log by time; the order of equal times stays as it is"
            }
            OutOfOrder::Position { .. } => {
                "the positions must rise from line to line; leave them out to have the events counted"
            }
        };
        Refused { fault: Fault::new(line, error.to_string()).help(help), is_of_whole: true }
    }
}

impl From<Fault> for Refused {
    fn from(fault: Fault) -> Refused {
        Refused { fault, is_of_whole: false }
    }
}

fn cut(mut fault: Fault) -> Fault {
    fault.message.insert_str(0, "the log ends in the middle of this line: ");
    Fault { is_cut: true, help: None, ..fault }
}

/// What is wrong with a record whose last quotation mark is open at the end of the log. The log is
/// cut only if it ends in the line of that mark: otherwise whole records lie behind it.
fn unclosed(buffer: &[u8], separator: char, first: u64) -> Result<Fault, Fault> {
    let text = utf8(buffer, first)?;
    let place = csv::last_cell(text, separator).map_err(|it| misplaced(text, it, first))?;
    let behind = text.get(place..).unwrap_or_default().trim_end_matches(['\r', '\n']);
    let fault = misplaced(text, Misplaced::mark(place, "a quotation mark is not closed"), first);
    if behind.contains('\n') {
        let message = format!("a quotation mark opened in line {} is never closed", fault.line);
        return Ok(Fault { message, ..fault });
    }
    Ok(cut(Fault { column: None, ..fault }))
}

/// The fault at a place of a record, which may lie some lines behind its first.
pub(crate) fn misplaced(record: &str, found: Misplaced, first: u64) -> Fault {
    let Misplaced { place, message, help } = found;
    let before = record.get(..place).unwrap_or_default();
    let lines = before.matches('\n').count();
    let column = place - before.rfind('\n').map_or(0, |end| end + 1) + 1;
    let line = first + u64::try_from(lines).unwrap_or(0);
    Fault { column: Some(column), ..Fault::new(line, message).help(help) }
}

fn position(raw: &Raw<'_>, name: &str, line: u64) -> Result<u64, Fault> {
    let number = match raw {
        Raw::Whole(number) => u64::try_from(*number).ok(),
        Raw::Text(text) | Raw::Cell(text) => text.trim().parse().ok(),
        _ => None,
    };
    number.ok_or_else(|| Fault::new(line, format!("`{name}` is no position")))
}

pub(crate) fn utf8(bytes: &[u8], line: u64) -> Result<&str, Fault> {
    std::str::from_utf8(bytes).map_err(|error| {
        let fault = Fault::new(line, "the line is not UTF-8");
        Fault { column: Some(error.valid_up_to() + 1), ..fault }.help("save the log as UTF-8")
    })
}
