//! The violations of a rule: kept in few bytes each, told one by one.
//!
//! A log of a million events may break rules hundreds of thousands of times. Each violation is
//! kept as a line of small numbers and the values of its instance; its names and its sentence are
//! made when somebody reads it, and are gone again when the next is read.

use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use kernel::{Position, SimTime};
use serde::{Deserialize, Serialize, Serializer};
use smallvec::SmallVec;

use super::results::{Named, Time, Violation};
use super::words::Words;
use crate::monitor::{Late, Outcome, Reason, Values, Verdict};

/// What is said of a violation, in the order in which it became certain.
#[derive(Clone, Debug, Default)]
pub(super) struct Shelf {
    /// Of each its position and length, and then itself, so that all can be put in order without
    /// being read.
    bytes: Vec<u8>,
    /// Room for one.
    next: Vec<u8>,
    count: u64,
    /// Late answers, in the order in which they came.
    late: Vec<LateAnswer>,
}

#[derive(Clone, Copy, Debug)]
struct LateAnswer {
    trigger: u64,
    /// How many violations there were when it came; later ones it does not answer.
    before: u64,
    answer: (Position, SimTime),
}

/// A violation as it is kept behind its head: positions and times by their distance from the trigger, so that they
/// take a byte or two.
#[derive(Serialize, Deserialize)]
struct Kept<V, P> {
    time: i64,
    certain_after: i64,
    is_at_close: bool,
    values: V,
    because: P,
    nearest: Option<(i64, i64)>,
    reason: Why,
}

#[derive(Serialize, Deserialize)]
enum Why {
    Nothing,
    InTime(i64, i64),
    NotUntil(i64),
    NotAtAll,
    Happened,
    Need(usize),
    Amount(i128),
}

impl Shelf {
    pub(super) fn count(&self) -> u64 {
        self.count
    }

    pub(super) fn add(&mut self, verdict: &Verdict) {
        let (position, time) = (verdict.position.0, verdict.time.as_millis());
        let because: SmallVec<[i64; 16]> =
            verdict.because.iter().map(|because| distance(position, *because)).collect();
        let kept = Kept {
            time,
            certain_after: verdict.certain_at.as_millis() - time,
            is_at_close: verdict.outcome == Outcome::BrokenAtClose,
            values: &*verdict.values,
            because: because.as_slice(),
            nearest: verdict
                .nearest
                .map(|(nearest, at)| (distance(position, nearest), at.as_millis() - time)),
            reason: Why::of(verdict.reason, time),
        };
        self.next.clear();
        self.next = written(&kept, std::mem::take(&mut self.next));
        let head = (position, self.next.len());
        self.bytes = written(&head, std::mem::take(&mut self.bytes));
        self.bytes.extend_from_slice(&self.next);
        self.count += 1;
    }

    pub(super) fn answered_late(&mut self, late: &Late) {
        let (trigger, before) = (late.position.0, self.count);
        self.late.push(LateAnswer { trigger, before, answer: late.answer });
    }

    /// The position of the one whose head begins at this byte, and where itself begins and ends.
    fn head(&self, start: usize) -> Option<(u64, Range<usize>)> {
        let bytes = self.bytes.get(start..)?;
        let ((position, length), rest) = postcard::take_from_bytes::<(u64, usize)>(bytes).ok()?;
        let first = self.bytes.len() - rest.len();
        Some((position, first..first + length))
    }

    fn verdict(&self, rule: usize, start: usize) -> Option<Verdict> {
        let (position, range) = self.head(start)?;
        let bytes = self.bytes.get(range)?;
        let kept: Kept<Values, Vec<i64>> = postcard::from_bytes(bytes).ok()?;
        let time = kept.time;
        let at = |distance: i64| SimTime::from_millis(time + distance);
        let outcome = if kept.is_at_close { Outcome::BrokenAtClose } else { Outcome::Broken };
        let verdict = Verdict {
            rule,
            outcome,
            position: Position(position),
            time: SimTime::from_millis(time),
            certain_at: at(kept.certain_after),
            values: kept.values,
            because: kept.because.into_iter().map(|it| placed(position, it)).collect(),
            nearest: kept.nearest.map(|(nearest, after)| (placed(position, nearest), at(after))),
            reason: kept.reason.reason(time),
        };
        Some(verdict)
    }

    /// The first answer that came late to a violation.
    fn late_answer(
        &self,
        order: &[u32],
        number: u64,
        position: u64,
    ) -> Option<(Position, SimTime)> {
        let late = |place: &u32| self.late.get(*place as usize);
        let first = order.partition_point(|it| late(it).is_some_and(|it| it.trigger < position));
        let of_trigger = order.get(first..)?.iter().map_while(late);
        let mut of_trigger = of_trigger.take_while(|late| late.trigger == position);
        of_trigger.find(|late| number < late.before).map(|late| late.answer)
    }
}

fn written<T: Serialize>(data: &T, bytes: Vec<u8>) -> Vec<u8> {
    postcard::to_extend(data, bytes).expect("memory takes it")
}

fn distance(from: u64, to: Position) -> i64 {
    to.0.wrapping_sub(from).cast_signed()
}

fn placed(from: u64, distance: i64) -> Position {
    Position(from.wrapping_add(distance.cast_unsigned()))
}

impl Why {
    fn of(reason: Reason, time: i64) -> Why {
        match reason {
            Reason::None => Why::Nothing,
            Reason::InTime { margin, of } => Why::InTime(margin, of),
            Reason::NotUntil(due) => Why::NotUntil(due.as_millis() - time),
            Reason::NotAtAll => Why::NotAtAll,
            Reason::Happened => Why::Happened,
            Reason::Need(number) => Why::Need(number),
            Reason::Amount(amount) => Why::Amount(amount),
        }
    }

    fn reason(self, time: i64) -> Reason {
        match self {
            Why::Nothing => Reason::None,
            Why::InTime(margin, of) => Reason::InTime { margin, of },
            Why::NotUntil(after) => Reason::NotUntil(SimTime::from_millis(time + after)),
            Why::NotAtAll => Reason::NotAtAll,
            Why::Happened => Reason::Happened,
            Why::Need(number) => Reason::Need(number),
            Why::Amount(amount) => Reason::Amount(amount),
        }
    }
}

/// The violations of a rule by position, then values; each is made when it is asked for.
#[derive(Clone)]
pub struct Violations {
    rule: usize,
    shelf: Arc<Shelf>,
    words: Arc<Words>,
    /// Where each begins, and how many became certain before it.
    order: Vec<(usize, u64)>,
    /// The late answers by trigger.
    late: Vec<u32>,
}

impl Violations {
    pub(super) fn new(rule: usize, shelf: &Arc<Shelf>, words: Words) -> Violations {
        let mut found = Vec::with_capacity(usize::try_from(shelf.count).unwrap_or(0));
        let (mut start, mut number) = (0, 0);
        while let Some((position, range)) = shelf.head(start) {
            found.push((position, start, number));
            (start, number) = (range.end, number + 1);
        }
        found.sort_unstable();
        let values = |start: usize| {
            let verdict = shelf.verdict(rule, start)?;
            Some(Named::of(&words.variables, &verdict.values))
        };
        for same in found.chunk_by_mut(|a, b| a.0 == b.0).filter(|same| 1 < same.len()) {
            same.sort_by_cached_key(|(_, start, _)| values(*start));
        }
        let mut late: Vec<u32> = (0..).take(shelf.late.len()).collect();
        late.sort_by_key(|place| shelf.late.get(*place as usize).map(|late| late.trigger));
        let order = found.into_iter().map(|(_, start, number)| (start, number)).collect();
        Violations { rule, shelf: Arc::clone(shelf), words: Arc::new(words), order, late }
    }

    pub fn len(&self) -> usize {
        self.order.len()
    }

    pub fn is_empty(&self) -> bool {
        self.order.is_empty()
    }

    pub fn first(&self) -> Option<Violation> {
        self.iter().next()
    }

    pub fn iter(&self) -> impl Iterator<Item = Violation> + '_ {
        self.order.iter().filter_map(|(start, number)| {
            let mut verdict = self.shelf.verdict(self.rule, *start)?;
            if verdict.nearest.is_none() {
                let position = verdict.position.0;
                verdict.nearest = self.shelf.late_answer(&self.late, *number, position);
            }
            Some(self.violation(verdict))
        })
    }

    fn violation(&self, verdict: Verdict) -> Violation {
        Violation {
            at_close: verdict.outcome == Outcome::BrokenAtClose,
            certain_at: Time(verdict.certain_at),
            nearest: verdict.nearest.map(|(position, _)| position),
            position: verdict.position,
            text: self.words.violation(&verdict),
            time: Time(verdict.time),
            values: Named::of(&self.words.variables, &verdict.values),
            because: verdict.because,
        }
    }
}

impl PartialEq for Violations {
    fn eq(&self, other: &Violations) -> bool {
        self.len() == other.len() && self.iter().eq(other.iter())
    }
}

impl Eq for Violations {}

impl fmt::Debug for Violations {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}

impl Serialize for Violations {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.iter())
    }
}
