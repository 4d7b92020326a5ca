//! Events from lines.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io::BufRead;

use kernel::{Position, SimTime};
use rules::{Event, Field, KindId, OutOfOrder, Type, Vocabulary};

use crate::csv;
use crate::fault::{Fault, ReadError};
use crate::instant::{instant, numbered};
use crate::json::{Flat, Noted, Wanted, flatten};
use crate::lines::Lines;
use crate::mapping::{Mapping, Shape, TimeUnit};
use crate::value::Raw;

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
    /// The columns of a CSV log.
    header: Vec<String>,
    /// How many events there were.
    events: u64,
    drops_cut_line: bool,
}

/// What is looked for in a line.
#[derive(Debug)]
struct Names {
    time: String,
    kind: String,
    sequence: String,
    unit: TimeUnit,
    /// The event of each type of the log.
    types: BTreeMap<String, KindId>,
    kinds: Vec<Vec<(String, Type)>>,
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
            header: Vec::new(),
            events: 0,
            drops_cut_line: false,
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
            let Some((line, is_whole)) = self.record()? else { return Ok(false) };
            let taken = match self.shape {
                Shape::JsonLines => self.json(line, show),
                Shape::Csv if self.header.is_empty() => {
                    self.header = header(&self.buffer, self.separator, line)?;
                    self.names.has_columns(&self.header, line)?;
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
                Err(fault) if !is_whole && !fault.is_order => {
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
            if self.buffer.iter().all(u8::is_ascii_whitespace) {
                continue;
            }
            let mut is_open = self.shape == Shape::Csv && csv::is_open(false, &self.buffer);
            while is_open {
                self.buffer.push(b'\n');
                let before = self.buffer.len();
                let Some(next) = self.lines.read(&mut self.buffer)? else {
                    if self.drops_cut_line {
                        return Ok(None);
                    }
                    return Err(cut(Fault::new(first, "a quotation mark is not closed")).into());
                };
                end = next;
                is_open = csv::is_open(true, self.buffer.get(before..).unwrap_or_default());
            }
            return Ok(Some((first, end.is_whole)));
        }
    }

    fn json(&self, line: u64, show: Show<'_>) -> Result<(), Refused> {
        let flat = flatten(&self.buffer, &self.names).map_err(|error| {
            let message = error.to_string();
            let message = message.split(" at line ").next().unwrap_or_default();
            let fault = Fault::new(line, format!("the line is no event: {message}"));
            let column = Some(error.column()).filter(|column| 0 < *column);
            Refused::from(Fault { column, ..fault })
        })?;
        self.shown(flat, line, show)
    }

    fn cells(&self, line: u64, show: Show<'_>) -> Result<(), Refused> {
        let text = utf8(&self.buffer, line)?;
        let cells = csv::cells(text, self.separator);
        if cells.len() != self.header.len() {
            let (found, wanted) = (cells.len(), self.header.len());
            let message = format!("the record has {found} cells, but the header has {wanted}");
            return Err(Fault::new(line, message).into());
        }
        let row = Row { header: &self.header, cells };
        self.shown(row, line, show)
    }

    /// Makes an event of a line and shows it.
    fn shown<'a>(
        &self,
        mut values: impl Values<'a>,
        line: u64,
        show: Show<'_>,
    ) -> Result<(), Refused> {
        let names = &self.names;
        let time = names.time_of(values.value(&names.time), line)?;
        let position = match values.value(&names.sequence) {
            None | Some(Raw::Missing) => self.events,
            Some(raw) => position(&raw, &names.sequence, line)?,
        };
        let kind = match values.value(&names.kind) {
            Some(Raw::Text(text) | Raw::Cell(text)) => names.types.get(&*text).copied(),
            Some(Raw::Missing) | None => return Err(missing(&names.kind, line).into()),
            Some(_) => {
                let message = format!("`{}` is not a text", names.kind);
                return Err(Fault::new(line, message).into());
            }
        };
        let fields = kind.and_then(|kind| names.fields(kind)).unwrap_or_default();
        let mut found = Vec::with_capacity(fields.len());
        for (path, of) in fields {
            let raw = values.value(path).unwrap_or(Raw::Missing);
            let fitted = raw
                .fitted(of)
                .map_err(|message| Fault::new(line, format!("`{path}`: {message}")))?;
            found.push(fitted);
        }
        let with_types = || found.iter().zip(fields);
        let is_list = |raw: &Raw<'_>| matches!(raw, Raw::List(_));
        let lists: Vec<Vec<Field<'_>>> = if found.iter().any(is_list) {
            with_types().map(|(raw, (_, of))| raw.items(of, names.unit)).collect()
        } else {
            Vec::new()
        };
        let fields: Vec<Field<'_>> = with_types()
            .enumerate()
            .map(|(place, (raw, (_, of)))| {
                let list = lists.get(place).map(Vec::as_slice).unwrap_or_default();
                raw.field(of, names.unit, list)
            })
            .collect();
        let kind = kind.unwrap_or(KindId::OTHER);
        let event = Event { position: Position(position), time, kind, fields: &fields };
        show(&event).map_err(|error| Refused::of_order(&error, line))
    }
}

/// Values that are found by path.
trait Values<'a> {
    fn value(&mut self, path: &str) -> Option<Raw<'a>>;
}

impl<'a> Values<'a> for Flat<'a> {
    fn value(&mut self, path: &str) -> Option<Raw<'a>> {
        self.take(path)
    }
}

struct Row<'h, 'a> {
    header: &'h [String],
    cells: Vec<Cow<'a, str>>,
}

impl<'a> Values<'a> for Row<'_, 'a> {
    fn value(&mut self, path: &str) -> Option<Raw<'a>> {
        let place = self.header.iter().position(|column| column == path)?;
        self.cells.get_mut(place).map(|cell| Raw::Cell(std::mem::take(cell)))
    }
}

impl Names {
    fn new(shape: Shape, mapping: &Mapping, vocabulary: &Vocabulary) -> Names {
        let mut types = BTreeMap::new();
        let mut kinds = Vec::new();
        for kind in vocabulary.kinds() {
            if let Some(id) = vocabulary.id(&kind.name) {
                types.insert(kind.name.clone(), id);
            }
            let path = |field: &str| mapping.path(shape, &kind.name, field);
            kinds.push(kind.fields.iter().map(|(field, of)| (path(field), of.clone())).collect());
        }
        for (theirs, ours) in &mapping.types {
            if let Some(id) = vocabulary.id(ours) {
                types.insert(theirs.clone(), id);
            }
        }
        Names {
            time: mapping.time().to_owned(),
            kind: mapping.kind().to_owned(),
            sequence: mapping.sequence().to_owned(),
            unit: mapping.time_unit,
            types,
            kinds,
        }
    }

    fn fields(&self, kind: KindId) -> Option<&[(String, Type)]> {
        self.kinds.get(kind.index()).map(Vec::as_slice)
    }

    fn has_columns(&self, header: &[String], line: u64) -> Result<(), Fault> {
        for name in [&self.time, &self.kind] {
            if !header.contains(name) {
                let fault = Fault::new(line, format!("the header has no column `{name}`"));
                return Err(fault.help(
                    "name the columns in the first line; a mapping can say what they are called",
                ));
            }
        }
        Ok(())
    }

    fn time_of(&self, value: Option<Raw<'_>>, line: u64) -> Result<SimTime, Fault> {
        let wrong = |shown: &str| {
            let fault = Fault::new(line, format!("`{}` is no time: {shown}", self.time));
            fault.help("write `2026-03-01T06:00:00Z`, or a number of milliseconds since 1970; a mapping can name another unit")
        };
        match value {
            None | Some(Raw::Missing) => Err(missing(&self.time, line)),
            Some(Raw::Whole(number)) => {
                numbered(number, self.unit).ok_or_else(|| wrong(&number.to_string()))
            }
            Some(Raw::Text(text)) => instant(&text).ok_or_else(|| wrong(&text)),
            Some(Raw::Cell(text)) => match text.trim().parse() {
                Ok(number) => numbered(number, self.unit).ok_or_else(|| wrong(&text)),
                Err(_) => instant(text.trim()).ok_or_else(|| wrong(&text)),
            },
            Some(Raw::Other(number)) => Err(wrong(&number)),
            Some(Raw::Bool(_) | Raw::List(_)) => Err(wrong("neither a text nor a number")),
        }
    }
}

/// A value is wanted if a rule can ask for it. Of types of which no rule speaks, only the time is.
impl Wanted for Names {
    fn wants(&self, path: &str, seen: &Flat<'_>) -> bool {
        let leads_to = |wanted: &str| {
            wanted.strip_prefix(path).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
        };
        if leads_to(&self.time) || leads_to(&self.kind) || leads_to(&self.sequence) {
            return true;
        }
        if let (Noted::Unread, Some(Raw::Text(name))) = (seen.kind.get(), seen.get(&self.kind)) {
            let kind = self.types.get(&**name);
            seen.kind.set(kind.map_or(Noted::Unknown, |kind| Noted::Known(*kind)));
        }
        let fields = match seen.kind.get() {
            Noted::Unread => return true,
            Noted::Unknown => return false,
            Noted::Known(kind) => self.fields(kind).unwrap_or_default(),
        };
        fields.iter().any(|(field, _)| leads_to(field))
    }
}

/// A line that could not be shown.
struct Refused {
    fault: Fault,
    /// It is an event, but not one that can come next.
    is_order: bool,
}

impl Refused {
    fn of_order(error: &OutOfOrder, line: u64) -> Refused {
        let help = "sort the log by time; the order of equal times stays as it is";
        Refused { fault: Fault::new(line, error.to_string()).help(help), is_order: true }
    }
}

impl From<Fault> for Refused {
    fn from(fault: Fault) -> Refused {
        Refused { fault, is_order: false }
    }
}

fn missing(name: &str, line: u64) -> Fault {
    let fault = Fault::new(line, format!("the event has no `{name}`"));
    fault.help("a mapping can say what it is called in this log")
}

fn cut(mut fault: Fault) -> Fault {
    fault.message.insert_str(0, "the log ends in the middle of this line: ");
    Fault { is_cut: true, help: None, ..fault }
}

fn position(raw: &Raw<'_>, name: &str, line: u64) -> Result<u64, Fault> {
    let number = match raw {
        Raw::Whole(number) => u64::try_from(*number).ok(),
        Raw::Text(text) | Raw::Cell(text) => text.trim().parse().ok(),
        _ => None,
    };
    number.ok_or_else(|| Fault::new(line, format!("`{name}` is no position")))
}

fn utf8(bytes: &[u8], line: u64) -> Result<&str, Fault> {
    std::str::from_utf8(bytes).map_err(|error| {
        let fault = Fault::new(line, "the line is not UTF-8");
        Fault { column: Some(error.valid_up_to() + 1), ..fault }.help("save the log as UTF-8")
    })
}

fn header(buffer: &[u8], separator: char, line: u64) -> Result<Vec<String>, Fault> {
    let cells = csv::cells(utf8(buffer, line)?, separator);
    let names: Vec<String> = cells.iter().map(|cell| cell.trim().to_owned()).collect();
    for (place, name) in names.iter().enumerate() {
        if names.iter().take(place).any(|other| other == name) {
            return Err(Fault::new(line, format!("the header names `{name}` twice")));
        }
    }
    Ok(names)
}
