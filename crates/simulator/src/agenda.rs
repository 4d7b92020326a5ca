//! What is still to come, in the order in which it comes.
//!
//! ```text
//! schedule(at, priority, cause, item) ──► Agenda ──► take_next(): Entry
//!                                            └────► peek_time()
//! ```
//!
//! Equal instants leave by priority (0 first), then by cause (none first, then by position),
//! then in the order in which they were scheduled. Time moves only in [`Agenda::take_next`], and
//! never backwards.
//!
//! The heap holds only keys of 16 bytes, since moving the items about would cost more than
//! comparing; items rest in slots that are used again, with what tells equal keys apart.

use std::cmp::Ordering;

use kernel::{Position, SimDuration, SimTime};

mod heap;
mod plan;

use heap::Heap;
use plan::{Made, Plan, Planned};

/// The pending items of a simulation.
#[derive(Debug)]
pub struct Agenda<T> {
    plan: Plan<T>,
    heap: Heap<Key>,
    slots: Vec<Slot<T>>,
    free: Vec<u32>,
    scheduled: u64,
    now: SimTime,
}

/// An item whose time has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entry<T> {
    pub at: SimTime,
    pub priority: u8,
    /// The record that made somebody schedule the item.
    pub cause: Option<Position>,
    pub item: T,
}

/// An item cannot be scheduled before the instant reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{at} is past, since {now} has been reached: schedule for {now} or later")]
pub struct InThePast {
    pub at: SimTime,
    pub now: SimTime,
}

#[derive(Clone, Copy, Debug)]
struct Key {
    /// The milliseconds since [`SimTime::MIN`] in 49 bits, and the priority in the lowest 8:
    /// nearly all comparisons end here.
    due: u64,
    slot: u32,
}

#[derive(Clone, Debug)]
struct Slot<T> {
    /// What orders items of the same instant and priority.
    tie: Tie,
    item: Option<T>,
}

/// No two are equal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Tie {
    /// The position of the cause; 0, which no record has, where there is none.
    cause: u64,
    insertion: u64,
}

impl<T: Clone> Agenda<T> {
    /// An agenda on which nothing is past yet.
    pub fn new() -> Agenda<T> {
        Agenda {
            plan: Plan::default(),
            heap: Heap::new(),
            slots: Vec::new(),
            free: Vec::new(),
            scheduled: 0,
            now: SimTime::MIN,
        }
    }

    /// Puts an item on the agenda.
    ///
    /// Who finds a deadline lapsed already says so by scheduling it for [`Agenda::now`]; an
    /// instant before that is refused.
    #[inline]
    pub fn schedule(
        &mut self,
        at: SimTime,
        priority: u8,
        cause: Option<Position>,
        item: T,
    ) -> Result<(), InThePast> {
        if at < self.now {
            return Err(InThePast { at, now: self.now });
        }
        let cause = cause.map_or(0, |position| position.0);
        let filled = Slot { tie: Tie { cause, insertion: self.scheduled }, item: Some(item) };
        let slot = self.fill(filled);
        let due = at.since(SimTime::MIN).as_millis() << 8 | u64::from(priority);
        self.heap.push(Key { due, slot }, in_order(&self.slots));
        self.scheduled += 1;
        Ok(())
    }

    /// Puts an item into a slot that is free, or into a new one.
    #[inline]
    fn fill(&mut self, filled: Slot<T>) -> u32 {
        if let Some(slot) = self.free.pop() {
            self.slots[slot as usize] = filled;
            return slot;
        }
        let slot = u32::try_from(self.slots.len());
        self.slots.push(filled);
        slot.expect("four billion items do not fit into memory")
    }

    /// Removes the first item and moves time to its instant.
    #[inline]
    pub fn take_next(&mut self) -> Option<Entry<T>> {
        if let Some(planned) = self.first_planned() {
            let (key, Slot { tie, item }) = (planned.key(), planned.slot.clone());
            self.plan.advance();
            self.now = key.at();
            let (priority, cause) = (key.priority(), tie.cause());
            return Some(Entry { at: self.now, priority, cause, item: item? });
        }
        let key = self.heap.take_first(in_order(&self.slots))?;
        let Slot { tie, item } = &mut self.slots[key.slot as usize];
        let item = item.take().expect("a pending key has an item in its slot");
        self.free.push(key.slot);
        self.now = key.at();
        Some(Entry { at: self.now, priority: key.priority(), cause: tie.cause(), item })
    }

    /// Passes over so many items of the first instant and priority and takes the one behind them;
    /// those keep their order.
    pub fn take_behind(&mut self, others: usize) -> Option<Entry<T>> {
        debug_assert!(others == 0 || others < self.abreast().len(), "there are none to pass over");
        self.unplan_first();
        let passed: Vec<Key> =
            (0..others).map_while(|_| self.heap.take_first(in_order(&self.slots))).collect();
        let entry = self.take_next();
        for key in passed {
            self.heap.push(key, in_order(&self.slots));
        }
        entry
    }

    /// The items of the first instant and priority, in the order in which they will be taken.
    pub fn abreast(&self) -> Vec<&T> {
        let Some(due) = self.first_due() else { return Vec::new() };
        let planned = self.plan.left().iter().take_while(|it| it.due == due).map(|it| &it.slot);
        let keys = self.heap.iter().filter(|key| key.due == due);
        let mut slots: Vec<&Slot<T>> =
            planned.chain(keys.map(|key| &self.slots[key.slot as usize])).collect();
        slots.sort_unstable_by_key(|slot| slot.tie);
        slots.into_iter().filter_map(|slot| slot.item.as_ref()).collect()
    }

    /// The instant of the first item.
    #[inline]
    pub fn peek_time(&self) -> Option<SimTime> {
        self.first_due().map(|due| Key { due, slot: 0 }.at())
    }

    /// The first item, with its instant.
    pub fn peek(&self) -> Option<(SimTime, &T)> {
        if let Some(planned) = self.first_planned() {
            return Some((planned.key().at(), planned.slot.item.as_ref()?));
        }
        let key = self.heap.first(in_order(&self.slots))?;
        Some((key.at(), self.slots[key.slot as usize].item.as_ref()?))
    }

    /// The pending items with their instants, in no order.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (SimTime, &T)> {
        self.planned().chain(self.unplanned()).filter_map(|(key, slot)| {
            let item = slot.item.as_ref()?;
            Some((key.at(), item))
        })
    }

    /// The pending items with their instants and priorities, in the order in which they will be
    /// taken.
    pub fn pending(&self) -> Vec<(SimTime, u8, &T)> {
        shown(self.planned().chain(self.unplanned()).collect())
    }

    /// Those of them that were scheduled since the others were planned.
    pub(crate) fn pending_unplanned(&self) -> Vec<(SimTime, u8, &T)> {
        shown(self.unplanned().collect())
    }

    fn unplanned(&self) -> impl Iterator<Item = (Key, &Slot<T>)> {
        self.heap.iter().map(|key| (key, &self.slots[key.slot as usize]))
    }

    fn planned(&self) -> impl Iterator<Item = (Key, &Slot<T>)> {
        self.plan.left().iter().map(|planned| (planned.key(), &planned.slot))
    }

    /// What is pending is planned from now on: copies share it, and it leaves as it would have.
    pub(crate) fn plan(&mut self) {
        let mut all: Vec<(Key, &Slot<T>)> = self.planned().chain(self.unplanned()).collect();
        all.sort_unstable_by(in_turn);
        let planned =
            all.into_iter().map(|(key, slot)| Planned { due: key.due, slot: slot.clone() });
        self.plan = Plan::new(planned.collect());
        (self.heap, self.slots, self.free) = (Heap::new(), Vec::new(), Vec::new());
    }

    /// How many are planned.
    pub fn planned_left(&self) -> usize {
        self.plan.left().len()
    }

    /// The first instant that is planned, and what is made of all that is planned and left: of each
    /// item with the instant of the next one, and with what was made of that and those behind it. It is
    /// made once for all copies, whoever asks, so it has to be the same whoever does.
    pub(crate) fn fold_planned(
        &self,
        mut each: impl FnMut(Made, (SimTime, u8, &T), Option<SimTime>) -> Made,
    ) -> Option<(SimTime, Made)> {
        let first = self.plan.first()?.key().at();
        let made = self.plan.fold(|behind, planned, next| match &planned.slot.item {
            Some(item) => {
                let (key, next) = (planned.key(), next.map(|next| next.key().at()));
                each(behind, (key.at(), key.priority(), item), next)
            }
            None => behind,
        });
        Some((first, made))
    }

    /// The first item, if it is a planned one.
    #[inline]
    fn first_planned(&self) -> Option<&Planned<T>> {
        let planned = self.plan.first()?;
        let Some(key) = self.heap.first(in_order(&self.slots)) else { return Some(planned) };
        let tie = || self.slots[key.slot as usize].tie;
        let comes_first =
            planned.due < key.due || planned.due == key.due && planned.slot.tie < tie();
        comes_first.then_some(planned)
    }

    #[inline]
    fn first_due(&self) -> Option<u64> {
        let key = self.heap.first(in_order(&self.slots)).map(|key| key.due);
        let planned = self.plan.first().map(|planned| planned.due);
        key.into_iter().chain(planned).min()
    }

    /// What is due first is planned no longer.
    fn unplan_first(&mut self) {
        let Some(first) = self.first_due() else { return };
        while let Some(Planned { due, slot }) =
            self.plan.first().filter(|it| it.due == first).cloned()
        {
            self.plan.advance();
            let slot = self.fill(slot);
            self.heap.push(Key { due, slot }, in_order(&self.slots));
        }
    }

    /// The instant of the item taken last; [`SimTime::MIN`] before the first.
    pub fn now(&self) -> SimTime {
        self.now
    }

    /// How many items are pending.
    pub fn len(&self) -> usize {
        self.plan.left().len() + self.heap.len()
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// A copy has no slots that are free.
impl<T: Clone> Clone for Agenda<T> {
    fn clone(&self) -> Agenda<T> {
        let mut slots = Vec::with_capacity(self.heap.len());
        let heap = self.heap.map(|Key { due, slot }| {
            let copy = u32::try_from(slots.len()).unwrap_or(*slot);
            slots.push(self.slots[*slot as usize].clone());
            Key { due: *due, slot: copy }
        });
        let (plan, scheduled, now) = (self.plan.clone(), self.scheduled, self.now);
        Agenda { plan, heap, slots, free: Vec::new(), scheduled, now }
    }
}

impl<T: Clone> Default for Agenda<T> {
    fn default() -> Agenda<T> {
        Agenda::new()
    }
}

impl Key {
    fn at(&self) -> SimTime {
        SimTime::MIN + SimDuration::from_millis(self.due >> 8)
    }

    fn priority(&self) -> u8 {
        (self.due & 0xFF) as u8
    }
}

impl Tie {
    fn cause(self) -> Option<Position> {
        (self.cause != 0).then_some(Position(self.cause))
    }
}

/// Items with their instants and priorities, in the order in which they will be taken.
fn shown<T>(mut all: Vec<(Key, &Slot<T>)>) -> Vec<(SimTime, u8, &T)> {
    all.sort_unstable_by(in_turn);
    let shown = all.into_iter();
    shown.filter_map(|(key, slot)| Some((key.at(), key.priority(), slot.item.as_ref()?))).collect()
}

/// The order in which items are taken.
fn in_turn<T>((a, slot): &(Key, &Slot<T>), (b, other): &(Key, &Slot<T>)) -> Ordering {
    a.due.cmp(&b.due).then_with(|| slot.tie.cmp(&other.tie))
}

/// Whether the first of two keys comes before the second.
#[inline]
fn in_order<T>(slots: &[Slot<T>]) -> impl Fn(&Key, &Key) -> bool {
    |a, b| {
        if a.due == b.due {
            return slots[a.slot as usize].tie < slots[b.slot as usize].tie;
        }
        a.due < b.due
    }
}

#[cfg(test)]
mod tests;
