//! `tripartite explain`: why one record came, and what followed from it.

use std::cell::RefCell;
use std::io::{self, BufRead, BufReader, Read};
use std::path::Path;
use std::rc::Rc;

use kernel::Position;
use report::{Ancestry, Explanation};
use simulator::record::CenterRecord;
use simulator::replay::Replay;

use crate::arguments::{Explain, Format};
use crate::exit::{Exit, Failure};
use crate::input;
use crate::logs::Records;
use crate::output::Sink;
use crate::seat::tell_stranger;

/// A log that is read twice.
enum Twice<'a> {
    File(&'a Path),
    /// What comes only once.
    Held(Rc<RefCell<Held>>),
}

/// An input with what has been read of it. No more is held than somebody has asked for, so that what
/// is no log does not fill the memory before it is looked at.
struct Held {
    input: Box<dyn BufRead>,
    bytes: Vec<u8>,
}

/// Reads an input that is held, from its beginning.
struct FromBeginning {
    held: Rc<RefCell<Held>>,
    at: usize,
}

impl Read for FromBeginning {
    fn read(&mut self, room: &mut [u8]) -> io::Result<usize> {
        let Held { input, bytes } = &mut *self.held.borrow_mut();
        let rest = bytes.get(self.at..).filter(|rest| !rest.is_empty());
        let count = if let Some(mut rest) = rest {
            rest.read(room)?
        } else {
            let count = input.read(room)?;
            bytes.extend_from_slice(room.get(..count).unwrap_or_default());
            count
        };
        self.at += count;
        Ok(count)
    }
}

pub fn explain(arguments: &Explain) -> Result<Exit, Failure> {
    let log = Twice::open(&arguments.log)?;
    let of = Position(arguments.position);
    let mut ancestry = Ancestry::new(of);
    let mut records = log.records(arguments)?;
    while let Some(record) = records.next()? {
        // What follows is printed as it is read again, so nothing may turn out to be wrong then.
        if !ancestry.apply(&record) && arguments.format == Format::Text {
            break;
        }
    }
    if !ancestry.is_found() {
        records.tell_unfinished();
        return Err(beyond(arguments, ancestry.head()));
    }
    match arguments.format {
        Format::Text => text(&ancestry, &log, arguments)?,
        Format::Json => json(&ancestry, &log, arguments)?,
    }
    Ok(Exit::Done)
}

fn text(ancestry: &Ancestry, log: &Twice<'_>, arguments: &Explain) -> Result<(), Failure> {
    let mut explanation = Explanation::new(ancestry, arguments.seat);
    again(log, arguments, |record| {
        explanation.apply(record);
    })?;
    let mut sink = Sink::new();
    let written = explanation.write(&mut sink);
    sink.note(written);
    sink.close()
}

/// Prints each record that followed as it comes: they may be nearly all of a log.
fn json(ancestry: &Ancestry, log: &Twice<'_>, arguments: &Explain) -> Result<(), Failure> {
    let mut explanation = Explanation::whole(ancestry, arguments.seat);
    let mut sink = Sink::new();
    again(log, arguments, |record| {
        let follows = explanation.apply(record);
        let written = if record.position == ancestry.of() {
            explanation.begin_json(&mut sink)
        } else if follows {
            explanation.follow_json(record, &mut sink)
        } else {
            Ok(())
        };
        sink.note(written);
    })?;
    let written = explanation.end_json(&mut sink);
    sink.note(written);
    sink.close()
}

/// The second reading.
fn again(
    log: &Twice<'_>,
    arguments: &Explain,
    mut each: impl FnMut(&CenterRecord),
) -> Result<(), Failure> {
    let mut records = log.records(arguments)?;
    let mut known = Replay::default();
    while let Some(record) = records.next()? {
        if arguments.seat.is_some() {
            known.apply(&record);
        }
        each(&record);
    }
    records.tell_unfinished();
    tell_stranger(&known.center, arguments.seat);
    Ok(())
}

fn beyond(arguments: &Explain, head: Position) -> Failure {
    let Explain { log, position, seat, .. } = arguments;
    let seen = seat.map(|seat| format!(" that `{seat}` may see")).unwrap_or_default();
    let message = format!("`{}` has no record {}{seen}", log.display(), Position(*position));
    Failure::new(Exit::Usage, message).help(format!("its last one is {head}"))
}

impl Twice<'_> {
    fn open(path: &Path) -> Result<Twice<'_>, Failure> {
        if !input::comes_once(path) {
            return Ok(Twice::File(path));
        }
        let held = Held { input: input::log(path)?, bytes: Vec::new() };
        Ok(Twice::Held(Rc::new(RefCell::new(held))))
    }

    fn records(&self, arguments: &Explain) -> Result<Records, Failure> {
        let records = match self {
            Twice::File(path) => Records::open(path, &arguments.reading)?,
            Twice::Held(held) => {
                let input = FromBeginning { held: Rc::clone(held), at: 0 };
                let input = Box::new(BufReader::with_capacity(1 << 16, input));
                Records::over(input, &arguments.log, &arguments.reading)
            }
        };
        Ok(records.seen_by(arguments.seat))
    }
}
