//! The violations of a rule: kept in few bytes each, told one by one.
//!
//! A log of a million events may break rules hundreds of thousands of times. Each violation is
//! kept as a line of small numbers and the values of its instance; its names and its sentence are
//! made when somebody reads it, and are gone again when the next is read.

use std::fmt;
use std::sync::Arc;

use kernel::{Position, SimTime};
use serde::ser::SerializeSeq;
use serde::{Deserialize, Serialize, Serializer};
use smallvec::SmallVec;

use super::pages::{Pages, Place};
use super::results::{Named, Time, Told, Violation};
use super::words::Words;
use super::written::Written;
use crate::monitor::{Late, Nearest, Outcome, Reason, Values, Verdict};
use crate::tuple::{self, Tuple};

/// What is said of a violation, in the order in which it became certain.
#[derive(Clone, Debug, Default)]
pub(super) struct Shelf {
    /// Of each its position, and then the rest, so that all can be put in order without being read.
    kept: Pages,
    /// Room for one.
    next: Vec<u8>,
    count: u64,
    /// Late answers, in the order in which they came.
    late: Vec<LateAnswer>,
}

#[derive(Clone, Debug)]
struct LateAnswer {
    /// The event at which the rule was asked, and the values of the instance.
    instance: (Position, Values),
    answer: Nearest,
}

/// A violation as it is kept: positions and times by their distance from the trigger, so that they
/// take a byte or two. Its values follow as a tuple, if it has all of them.
#[derive(Serialize, Deserialize)]
struct Kept {
    time: i64,
    certain_after: i64,
    is_at_close: bool,
    gaps: Option<Values>,
    because: SmallVec<[i64; 16]>,
    nearest: Option<(i64, i64, i64)>,
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
        let after = |instant: SimTime| instant.as_millis() - time;
        let whole: Option<Tuple> = verdict.values.iter().map(Option::as_ref).collect();
        let kept = Kept {
            time,
            certain_after: after(verdict.certain_at),
            is_at_close: verdict.outcome == Outcome::BrokenAtClose,
            gaps: whole.is_none().then(|| verdict.values.clone()),
            because: verdict.because.iter().map(|it| distance(position, *it)).collect(),
            nearest: verdict
                .nearest
                .map(|it| (distance(position, it.position), after(it.time), after(it.due))),
            reason: Why::of(verdict.reason, time),
        };
        self.next.clear();
        let next = std::mem::take(&mut self.next);
        self.next = postcard::to_extend(&(position, kept), next).expect("memory takes it");
        self.next.extend_from_slice(whole.as_ref().map_or(&[], Tuple::bytes));
        self.kept.push(&self.next);
        self.count += 1;
    }

    pub(super) fn answered_late(&mut self, late: &Late) {
        let instance = (late.position, late.values.clone());
        self.late.push(LateAnswer { instance, answer: late.answer });
    }

    fn verdict(&self, rule: usize, place: Place) -> Option<Verdict> {
        let bytes = self.kept.get(place)?;
        let ((position, kept), whole) = postcard::take_from_bytes::<(u64, Kept)>(bytes).ok()?;
        let time = kept.time;
        let at = |distance: i64| SimTime::from_millis(time + distance);
        let outcome = if kept.is_at_close { Outcome::BrokenAtClose } else { Outcome::Broken };
        let verdict = Verdict {
            rule,
            outcome,
            position: Position(position),
            time: SimTime::from_millis(time),
            certain_at: at(kept.certain_after),
            values: kept.gaps.unwrap_or_else(|| tuple::values(whole).map(Some).collect()),
            because: kept.because.into_iter().map(|it| placed(position, it)).collect(),
            nearest: kept.nearest.map(|(nearest, time, due)| Nearest {
                position: placed(position, nearest),
                time: at(time),
                due: at(due),
            }),
            reason: kept.reason.reason(time),
        };
        Some(verdict)
    }

    /// The first answer that came late to a violation; the late answers stand in order.
    fn late_answer(&self, order: &[u32], violation: &Verdict) -> Option<Nearest> {
        let instance = |it: &LateAnswer| {
            let (position, values) = &it.instance;
            position.cmp(&violation.position).then_with(|| values.cmp(&violation.values))
        };
        let late = |place: &u32| self.late.get(*place as usize);
        let first = order.partition_point(|it| late(it).is_some_and(|it| instance(it).is_lt()));
        late(order.get(first)?).filter(|it| instance(it).is_eq()).map(|late| late.answer)
    }
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
    order: Vec<Place>,
    /// The late answers by instance.
    late: Vec<u32>,
}

impl Violations {
    pub(super) fn new(rule: usize, shelf: &Arc<Shelf>, words: Words) -> Violations {
        let position = |bytes| postcard::take_from_bytes::<u64>(bytes).ok();
        let found = shelf.kept.iter().filter_map(|(place, it)| Some((position(it)?.0, place)));
        let mut found: Vec<(u64, Place)> = found.collect();
        found.sort_unstable();
        let values = |place: Place| {
            let verdict = shelf.verdict(rule, place)?;
            Some(Named::of(&words.variables, &verdict.values))
        };
        for same in found.chunk_by_mut(|a, b| a.0 == b.0).filter(|same| 1 < same.len()) {
            same.sort_by_cached_key(|(_, place)| values(*place));
        }
        let mut late: Vec<u32> = (0..).take(shelf.late.len()).collect();
        let instance = |place: u32| shelf.late.get(place as usize).map(|late| &late.instance);
        late.sort_by(|a, b| instance(*a).cmp(&instance(*b)));
        let order = found.into_iter().map(|(_, place)| place).collect();
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
        self.verdicts().map(|verdict| Violation {
            at_close: verdict.outcome == Outcome::BrokenAtClose,
            certain_at: Time(verdict.certain_at),
            nearest: verdict.nearest.map(|it| it.position),
            position: verdict.position,
            text: self.words.violation(&verdict),
            time: Time(verdict.time),
            values: Named::of(&self.words.variables, &verdict.values),
            because: verdict.because.into_vec(),
        })
    }

    fn verdicts(&self) -> impl Iterator<Item = Verdict> + '_ {
        // Both stand in the order of positions: what is late for earlier ones is passed over.
        let mut late = &*self.late;
        let position = |place: u32| self.shelf.late.get(place as usize).map(|it| it.instance.0);
        self.order.iter().filter_map(move |place| {
            let mut verdict = self.shelf.verdict(self.rule, *place)?;
            while let Some((first, rest)) = late.split_first()
                && position(*first) < Some(verdict.position)
            {
                late = rest;
            }
            let is_late = late.first().is_some_and(|it| position(*it) == Some(verdict.position));
            if is_late && verdict.nearest.is_none() {
                verdict.nearest = self.shelf.late_answer(late, &verdict);
            }
            Some(verdict)
        })
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
        let mut sequence = serializer.serialize_seq(Some(self.len()))?;
        let (mut time, mut certain_at) = (Written::default(), Written::default());
        let mut text = String::new();
        for verdict in self.verdicts() {
            time.write(verdict.time);
            text.clear();
            self.words.push(&verdict, &time, &mut text);
            let certain_at = if verdict.certain_at == verdict.time {
                &time
            } else {
                certain_at.write(verdict.certain_at);
                &certain_at
            };
            let times = (time.as_str(), certain_at.as_str());
            sequence.serialize_element(&Told::new(
                &verdict,
                times,
                &text,
                &self.words.variables,
            ))?;
        }
        sequence.end()
    }
}
