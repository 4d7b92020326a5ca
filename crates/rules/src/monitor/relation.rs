//! What holds now or was logged before: the tables that rules look things up in.
//!
//! A relation is filled by events and emptied by others. States and the scopes `after` and
//! `between` end by events; what a need looks back for ends by its window. Rules that ask for
//! the same share one relation.

use std::collections::VecDeque;
use std::hash::{Hash, Hasher};

use serde::{Deserialize, Serialize};

use smallvec::{SmallVec, smallvec};

use super::place_set::PlaceSet;
use super::verdict::Mark;
use crate::event::Event;
use crate::keyed::{Keyed, Place};
use crate::matching::{Bindings, each_guarded_match, each_match, guard_holds, set, values};
use crate::plan::{EventPattern, Interval, Slot};
use crate::tuple::Tuple;

/// How a relation is filled and emptied. The first slots of its patterns are its columns.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct RelationPlan {
    pub(crate) width: usize,
    /// Columns and the other variables of the patterns.
    pub(crate) slots: usize,
    pub(crate) from: Vec<EventPattern>,
    pub(crate) until: Vec<Ending>,
    /// Filled once the rules have been asked: the present event is not in it.
    pub(crate) strictly: bool,
    /// Rows older than this are of no use.
    pub(crate) keep: Option<i64>,
    /// The newest so many events of each row are kept; all of them if there is no number.
    pub(crate) marks: Option<usize>,
    /// The columns by which rows are found, for each way of finding them.
    pub(crate) indexes: Vec<Vec<Slot>>,
}

/// An event that ends rows, and the index by which these are found.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Ending {
    pub(crate) event: EventPattern,
    pub(crate) index: usize,
}

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Relation {
    rows: Keyed<Row>,
    indexes: Vec<Index>,
    /// When rows become too old, in the order of their events.
    expiry: VecDeque<(i64, Place)>,
    /// Some row was ever begun, and some row ever ended.
    begun: bool,
    ended: bool,
}

/// How rows are found by some of their columns.
#[derive(Clone, Debug, Serialize, Deserialize)]
enum Index {
    /// By all of them, in their order: there is one row at most.
    Whole,
    Some(Keyed<PlaceSet>),
}

/// The rows that an event begins or ends; mostly one.
pub(crate) type Tuples = SmallVec<[Tuple; 1]>;

/// The events that a row rests on.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Row {
    pub(crate) newest: Mark,
    /// Those before the newest, where they matter; most rows have none.
    #[expect(
        clippy::box_collection,
        reason = "tables hold very many rows, and few have older events"
    )]
    older: Option<Box<VecDeque<Mark>>>,
}

impl Row {
    /// The newest event at a distance that the window holds.
    pub(crate) fn within(&self, window: Interval, now: i64) -> Option<Mark> {
        let holds = |mark: &Mark| window.holds(now - mark.time);
        if holds(&self.newest) {
            return Some(self.newest);
        }
        let older = self.older.as_deref()?;
        let young = older.partition_point(|mark| window.low <= now - mark.time);
        young.checked_sub(1).and_then(|index| older.get(index)).copied().filter(holds)
    }

    /// Rests on an event more; those before the newest so many are forgotten.
    fn add(&mut self, mark: Mark, marks: Option<usize>) {
        if marks != Some(1) {
            let older = self.older.get_or_insert_default();
            older.push_back(self.newest);
            if marks.is_some_and(|marks| marks <= older.len()) {
                older.pop_front();
            }
        }
        self.newest = mark;
    }

    /// How many events lie in the window, at most so many.
    pub(crate) fn count(&self, window: Interval, now: i64, enough: u64) -> u64 {
        let marks = self.older.iter().flat_map(|older| older.iter().rev());
        let mut count = 0;
        for mark in [&self.newest].into_iter().chain(marks) {
            if window.high.is_some_and(|high| high < now - mark.time) || enough <= count {
                break;
            }
            count += u64::from(window.holds(now - mark.time));
        }
        count
    }
}

impl Relation {
    pub(crate) fn new(plan: &RelationPlan) -> Relation {
        let is_whole = |columns: &Vec<Slot>| columns.iter().copied().eq(0..plan.width);
        let index = |columns| {
            if is_whole(columns) { Index::Whole } else { Index::Some(Keyed::default()) }
        };
        let indexes = plan.indexes.iter().map(index).collect();
        Relation { indexes, ..Relation::default() }
    }

    /// Hashes what a question from an instant on can find: of rows of which nobody asks how old they
    /// are, how many events they rest on; of others those that are not too old.
    pub(super) fn hash_future<H: Hasher>(
        &self,
        plan: &RelationPlan,
        is_timed: bool,
        from: i64,
        into: &mut H,
    ) {
        let is_young = |mark: &Mark| plan.keep.is_none_or(|keep| from - mark.time <= keep);
        for (tuple, row) in self.rows.sorted() {
            if !is_young(&row.newest) {
                continue;
            }
            tuple.hash(into);
            if is_timed {
                let older = row.older.iter().flat_map(|it| it.iter()).filter(|mark| is_young(mark));
                older.chain([&row.newest]).for_each(|mark| (true, mark).hash(into));
                false.hash(into);
            } else {
                row.older.as_ref().map_or(0, |older| older.len()).hash(into);
            }
        }
        u8::MAX.hash(into);
    }

    pub(crate) fn was(&self) -> (bool, bool) {
        (self.begun, self.ended)
    }

    pub(crate) fn row(&self, key: &Tuple) -> Option<&Row> {
        self.rows.get(key)
    }

    /// The rows with these values in the columns of an index, in order.
    pub(crate) fn rows(
        &self,
        index: usize,
        key: &Tuple,
    ) -> impl Iterator<Item = (&Tuple, &Row)> + '_ {
        self.places(index, key).filter_map(|place| self.rows.at(place))
    }

    fn places(&self, index: usize, key: &Tuple) -> impl Iterator<Item = Place> + '_ {
        let (whole, some) = match self.indexes.get(index) {
            None => (None, None),
            Some(Index::Whole) => (self.rows.place(key), None),
            Some(Index::Some(index)) => (None, index.get(key)),
        };
        whole.into_iter().chain(some.into_iter().flat_map(PlaceSet::iter))
    }

    /// How many rows have these values, which is known without a look at them.
    pub(crate) fn count(&self, index: usize, key: &Tuple) -> u64 {
        match self.indexes.get(index) {
            None => 0,
            Some(Index::Whole) => u64::from(self.rows.place(key).is_some()),
            Some(Index::Some(index)) => index.get(key).map_or(0, |rows| rows.len() as u64),
        }
    }

    /// Ends the rows that this event ends, and says which these were.
    pub(crate) fn end(&mut self, plan: &RelationPlan, event: &Event<'_>) -> Tuples {
        let mut ended = Tuples::new();
        for Ending { event: pattern, index } in &plan.until {
            if pattern.kind != event.kind || self.rows.is_empty() {
                continue;
            }
            let columns = plan.indexes.get(*index).map(Vec::as_slice).unwrap_or_default();
            let mut bindings: Bindings = smallvec![None; plan.slots];
            let (mut key, mut places) = (Tuple::new(), SmallVec::<[Place; 4]>::new());
            each_match(pattern, event, &mut bindings, &mut |bindings| {
                values(bindings, columns, &mut key);
                places.extend(self.places(*index, &key).filter(|place| {
                    let row = self.rows.at(*place);
                    row.is_some_and(|(tuple, _)| fits(pattern, bindings, tuple))
                }));
            });
            ended.extend(places.into_iter().filter_map(|place| self.remove(plan, place)));
        }
        self.ended |= !ended.is_empty();
        if 1 < ended.len() {
            ended.sort();
        }
        ended
    }

    /// Adds the rows that this event begins, and says which were not there.
    pub(crate) fn begin(&mut self, plan: &RelationPlan, event: &Event<'_>) -> Tuples {
        let mut begun = Tuples::new();
        let mut bindings = Bindings::new();
        let mark = Mark::of(event);
        for pattern in plan.from.iter().filter(|pattern| pattern.kind == event.kind) {
            bindings.clear();
            bindings.resize(plan.slots, None);
            let mut key = Tuple::new();
            each_guarded_match(pattern, event, &mut bindings, &mut |bindings| {
                key.clear();
                if bindings.iter().take(plan.width).all(Option::is_some) {
                    bindings.iter().take(plan.width).flatten().for_each(|value| key.push(value));
                    begun.extend(self.add(plan, &key, mark));
                }
            });
        }
        begun
    }

    /// The row if it is new.
    fn add(&mut self, plan: &RelationPlan, key: &Tuple, mark: Mark) -> Option<Tuple> {
        let known = self.rows.place(key);
        let place = match known {
            Some(place) => place,
            None => self.add_row(plan, key, mark),
        };
        if known.is_some() {
            let row = self.rows.at_mut(place)?;
            if row.newest.position == mark.position {
                return None;
            }
            row.add(mark, plan.marks);
        }
        if plan.keep.is_some() {
            self.expiry.push_back((mark.time, place));
        }
        known.is_none().then(|| key.clone())
    }

    fn add_row(&mut self, plan: &RelationPlan, key: &Tuple, mark: Mark) -> Place {
        self.begun = true;
        let place = self.rows.add(key.clone(), Row { newest: mark, older: None });
        for (columns, index) in plan.indexes.iter().zip(&mut self.indexes) {
            if let Index::Some(index) = index {
                index.entry(&key.picked(columns)).insert(&self.rows, place);
            }
        }
        place
    }

    /// The row that was there.
    fn remove(&mut self, plan: &RelationPlan, place: Place) -> Option<Tuple> {
        let (tuple, _) = self.rows.remove_at(place)?;
        for (columns, index) in plan.indexes.iter().zip(&mut self.indexes) {
            if let Index::Some(index) = index {
                index.change(&tuple.picked(columns), |places| {
                    places.remove(&tuple, place);
                    !places.is_empty()
                });
            }
        }
        Some(tuple)
    }

    /// Forgets what is too old to be asked for. A place may have become that of another row since,
    /// of which then only what is too old as well is forgotten.
    pub(crate) fn expire(&mut self, plan: &RelationPlan, now: i64) {
        let Some(keep) = plan.keep else { return };
        while let Some((time, place)) = self.expiry.front().copied() {
            if now - time <= keep {
                return;
            }
            self.expiry.pop_front();
            let Some(row) = self.rows.at_mut(place) else { continue };
            if let Some(older) = row.older.as_deref_mut() {
                while older.front().is_some_and(|mark| mark.time <= time) {
                    older.pop_front();
                }
            }
            if row.newest.time <= time {
                self.remove(plan, place);
            }
        }
    }
}

/// Whether the `where` of an end holds for a row.
fn fits(pattern: &EventPattern, bindings: &Bindings, tuple: &Tuple) -> bool {
    if pattern.guard.is_none() {
        return true;
    }
    let mut full = bindings.clone();
    for (column, value) in tuple.values().enumerate() {
        set(&mut full, column, Some(value));
    }
    guard_holds(pattern.guard.as_ref(), &full)
}
