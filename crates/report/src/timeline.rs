//! The timeline of a run: who did what when, and why.
//!
//! It is kept whole up to [`LINES_MAX`] entries. A longer one is shortened while it grows, so
//! that memory does not grow with the run: see [`crate::shortened`].

use std::fmt::{self, Write};

use domain::Actor;
use kernel::{Position, SimTime};
use simulator::probe::{self, Kind};
use simulator::record::{Body, CenterRecord, Refusal};

use crate::causes::Causes;
use crate::names;
use crate::preface::Preface;
use crate::shortened::Shortened;
use crate::summary::foundation;
use crate::words::{self, Telling, Told};
use crate::wrap::wrapped;
use crate::zone::Zone;

/// A timeline with more entries is shortened.
pub(crate) const LINES_MAX: usize = 400;

/// The kind of an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Key {
    pub(crate) refused: bool,
    pub(crate) kind: Kind,
}

/// One entry: an event or a refusal, or several that differ only in who did it, each by another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Entry {
    pub(crate) at: SimTime,
    pub(crate) first: Position,
    last: Position,
    key: Key,
    /// It came about together with the entry above.
    pub(crate) follows: bool,
    who: Vec<Actor>,
    what: String,
    because: Option<Position>,
    foundation: Option<String>,
    note: Option<String>,
}

/// All entries, or what is left of them.
#[derive(Clone, Debug)]
enum Kept {
    Whole(Vec<Entry>),
    Shortened(Shortened),
}

#[derive(Clone, Debug)]
pub(crate) struct Timeline {
    pub(crate) preface: Preface,
    kept: Kept,
    acting: Option<Acting>,
}

/// The command whose events are coming.
#[derive(Clone, Copy, Debug)]
struct Acting {
    position: Position,
    cause: Option<Position>,
    /// One of its events has come already.
    begun: bool,
}

impl Default for Timeline {
    fn default() -> Timeline {
        Timeline { preface: Preface::default(), kept: Kept::Whole(Vec::new()), acting: None }
    }
}

impl Timeline {
    pub(crate) fn apply(&mut self, record: &CenterRecord, zone: Zone) {
        match &record.body {
            Body::Accepted(_) => {
                let (position, cause) = (record.position, record.cause);
                self.acting = Some(Acting { position, cause, begun: false });
            }
            Body::Refused(command, refusal) => {
                let Some(kind) = probe::kind(command) else { return };
                self.push((Key { refused: true, kind }, false), record.at, zone, || Entry {
                    who: vec![record.by],
                    what: refused(kind, refusal, zone),
                    because: record.cause,
                    ..plain(record, Key { refused: true, kind })
                });
            }
            Body::Event(event) => {
                let (cause, follows) = self.place(record);
                if self.preface.takes(event, record.origin.as_deref()) {
                    return;
                }
                let Some(kind) = probe::kind(event) else { return };
                let key = Key { refused: false, kind };
                self.push((key, follows), record.at, zone, || {
                    let telling = Telling { zone, at: record.at, by: record.by };
                    let Told { who, what } = words::told(event, &telling);
                    let because = cause.filter(|_| !follows && record.by != Actor::Clock);
                    let who = who.into_iter().collect();
                    let entry = Entry { follows, who, what, because, ..plain(record, key) };
                    // What is said of the act is not said again of what it brings about.
                    if follows { Entry { foundation: None, note: None, ..entry } } else { entry }
                });
            }
            Body::Started(_) | Body::Chose { .. } | Body::Ended(_) => {}
        }
    }

    /// What made somebody act, and whether this is a further event of the same act.
    fn place(&mut self, record: &CenterRecord) -> (Option<Position>, bool) {
        match &mut self.acting {
            Some(acting) if record.cause == Some(acting.position) => {
                let follows = acting.begun;
                acting.begun = true;
                (acting.cause, follows)
            }
            _ => (record.cause, false),
        }
    }

    fn push(
        &mut self,
        (key, follows): (Key, bool),
        at: SimTime,
        zone: Zone,
        entry: impl FnOnce() -> Entry,
    ) {
        match &mut self.kept {
            Kept::Shortened(shortened) => shortened.push(zone, at, (key, follows), entry),
            Kept::Whole(entries) => {
                let entry = entry();
                match entries.last_mut() {
                    Some(last) if last.is_the_same_but_for_who(&entry) => {
                        last.who.extend(entry.who);
                        last.last = entry.last;
                    }
                    _ => entries.push(entry),
                }
                if LINES_MAX < entries.len() {
                    let mut shortened = Shortened::default();
                    for entry in std::mem::take(entries) {
                        shortened.push(zone, entry.at, (entry.key, entry.follows), || entry);
                    }
                    self.kept = Kept::Shortened(shortened);
                }
            }
        }
    }

    pub(crate) fn write(&self, zone: Zone, causes: &Causes, out: &mut dyn Write) -> fmt::Result {
        let entries = match &self.kept {
            Kept::Shortened(shortened) => return shortened.write(zone, causes, out),
            Kept::Whole(entries) => entries,
        };
        let page = &Page::of(entries, zone, causes);
        if entries.is_empty() {
            writeln!(out, "Nothing happened.\n")?;
        }
        for day in entries.chunk_by(|a, b| page.zone.day(a.at) == page.zone.day(b.at)) {
            let mut shown = None;
            for entry in day {
                if shown.is_none() {
                    writeln!(out, "{}\n", page.zone.date(entry.at))?;
                }
                let time =
                    Some(page.zone.time(entry.at)).filter(|time| shown.as_ref() != Some(time));
                page.write(entry, time.as_deref().unwrap_or_default(), entry.follows, out)?;
                shown = time.or(shown);
            }
            out.write_char('\n')?;
        }
        Ok(())
    }
}

/// How entries are laid out.
pub(crate) struct Page<'a> {
    pub(crate) zone: Zone,
    causes: &'a Causes,
    /// The width of the column with the numbers.
    number: usize,
}

impl<'a> Page<'a> {
    /// A layout with room for the numbers of these entries.
    pub(crate) fn of<'e>(
        entries: impl IntoIterator<Item = &'e Entry>,
        zone: Zone,
        causes: &'a Causes,
    ) -> Page<'a> {
        let number = entries.into_iter().map(Entry::width).max().unwrap_or(0);
        Page { zone, causes, number }
    }

    /// Writes one entry; an indented one belongs to the one above.
    pub(crate) fn write(
        &self,
        entry: &Entry,
        time: &str,
        indented: bool,
        out: &mut dyn Write,
    ) -> fmt::Result {
        let number = entry.number();
        let arrow = if indented { "  → " } else { "" };
        let first = format!("  {time:5}  {number:<width$}  {arrow}", width = self.number);
        let indent = first.chars().count();
        wrapped(out, &first, indent, &self.text(entry))?;
        match &entry.note {
            Some(note) => wrapped(out, &format!("{:indent$}", ""), indent, &format!("“{note}”")),
            None => Ok(()),
        }
    }

    fn text(&self, entry: &Entry) -> String {
        let what = &entry.what;
        let done = match entry.who.as_slice() {
            [] => what.clone(),
            who => format!("{} {what}", names::actors(who)),
        };
        let why = entry.because.map_or(String::new(), |because| {
            format!(", because of {because} ({})", self.causes.text(because))
        });
        let basis = entry.foundation.as_ref().map_or(String::new(), |basis| format!(" [{basis}]"));
        format!("{done}{why}{basis}")
    }
}

impl Entry {
    fn is_the_same_but_for_who(&self, next: &Entry) -> bool {
        let Entry { at, first: _, last: _, key, follows, who, what, because, foundation, note } =
            next;
        let by_others = !who.is_empty() && who.iter().all(|actor| !self.who.contains(actor));
        let alone = *follows || self.follows || self.who.is_empty();
        !alone
            && by_others
            && (self.at, self.key, self.because) == (*at, *key, *because)
            && (&self.what, &self.foundation, &self.note) == (what, foundation, note)
    }

    /// `#12`, or `#12–14` where several are told as one.
    fn number(&self) -> String {
        if self.first == self.last {
            self.first.to_string()
        } else {
            format!("{}–{}", self.first, self.last.0)
        }
    }

    /// The width that its number takes.
    pub(crate) fn width(&self) -> usize {
        self.number().chars().count()
    }

    /// How many records the entry stands for.
    pub(crate) fn count(&self) -> u64 {
        self.who.len().max(1) as u64
    }
}

/// An entry without what makes it one.
pub(crate) fn plain(record: &CenterRecord, key: Key) -> Entry {
    let note = record.origin.as_deref().and_then(|origin| origin.note.clone());
    Entry {
        at: record.at,
        first: record.position,
        last: record.position,
        key,
        follows: false,
        who: Vec::new(),
        what: String::new(),
        because: None,
        foundation: foundation(record),
        note,
    }
}

/// ``tried `center.fill-seat`, refused: the seat `us` is filled already (center.seat-taken)``
fn refused(kind: Kind, refusal: &Refusal, zone: Zone) -> String {
    let Refusal { code, text } = refusal;
    format!("tried `{kind}`, refused: {} ({code})", zone.localized(text))
}

#[cfg(test)]
mod tests {
    use domain::Audience;
    use domain::actor::Seat;
    use domain::center::FillSeat;

    use super::*;

    fn refused(position: u64, by: Actor) -> CenterRecord {
        let (at, cause, origin) = (SimTime::default(), None, None);
        let refusal = Refusal { code: "made.up".into(), text: "made up".into() };
        let body = Body::Refused(FillSeat { seat: Seat::Us }.into(), refusal);
        let (position, occurred_at, audience) = (Position(position), at, Audience::All);
        CenterRecord { position, at, occurred_at, by, cause, audience, origin, body }
    }

    #[test]
    fn several_are_told_as_one_and_one_that_tried_again_is_not_several() {
        let mut timeline = Timeline::default();
        for (position, by) in (1..).zip([Actor::Us, Actor::Ua, Actor::Us, Actor::Us]) {
            timeline.apply(&refused(position, by), Zone::default());
        }
        let mut out = String::new();
        timeline.write(Zone::default(), &Causes::default(), &mut out).unwrap();
        let told: Vec<&str> = out.lines().filter(|line| line.contains("tried")).collect();
        let tried = "tried `center.fill-seat`, refused: made up (made.up) [assumption]";
        let expected = [
            format!("  00:00  #1–2  the US and Ukraine {tried}"),
            format!("         #3    the US {tried}"),
            format!("         #4    the US {tried}"),
        ];
        assert_eq!(told, expected);
    }
}
