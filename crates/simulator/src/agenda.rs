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

use kernel::{Position, SimDuration, SimTime};

mod heap;

use heap::Heap;

/// The pending items of a simulation.
#[derive(Clone, Debug)]
pub struct Agenda<T> {
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

impl<T> Agenda<T> {
    /// An agenda on which nothing is past yet.
    pub fn new() -> Agenda<T> {
        Agenda {
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
        let key = self.heap.take_first(in_order(&self.slots))?;
        let Slot { tie, item } = &mut self.slots[key.slot as usize];
        let item = item.take().expect("a pending key has an item in its slot");
        self.free.push(key.slot);
        self.now = key.at();
        Some(Entry { at: self.now, priority: key.priority(), cause: tie.cause(), item })
    }

    /// Passes over so many items of the first instant and takes the one behind them; those keep
    /// their order.
    pub fn take_behind(&mut self, others: usize) -> Option<Entry<T>> {
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
        let Some(first) = self.heap.first(in_order(&self.slots)) else { return Vec::new() };
        let mut keys: Vec<Key> = self.heap.iter().filter(|key| key.due == first.due).collect();
        keys.sort_unstable_by_key(|key| self.slots[key.slot as usize].tie);
        keys.into_iter().filter_map(|key| self.slots[key.slot as usize].item.as_ref()).collect()
    }

    /// The instant of the first item.
    #[inline]
    pub fn peek_time(&self) -> Option<SimTime> {
        self.heap.first(in_order(&self.slots)).map(|key| key.at())
    }

    /// The first item, with its instant.
    pub fn peek(&self) -> Option<(SimTime, &T)> {
        let key = self.heap.first(in_order(&self.slots))?;
        Some((key.at(), self.slots[key.slot as usize].item.as_ref()?))
    }

    /// The pending items with their instants, in no order.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (SimTime, &T)> {
        let item = |key: &Key| self.slots[key.slot as usize].item.as_ref();
        self.heap.iter().filter_map(move |key| Some((key.at(), item(&key)?)))
    }

    /// The pending items with their instants and priorities, in the order in which they will be
    /// taken.
    pub fn pending(&self) -> Vec<(SimTime, u8, &T)> {
        let mut keys: Vec<Key> = self.heap.iter().collect();
        keys.sort_unstable_by_key(|key| (key.due, self.slots[key.slot as usize].tie));
        let item = |key: &Key| self.slots[key.slot as usize].item.as_ref();
        keys.into_iter().filter_map(|key| Some((key.at(), key.priority(), item(&key)?))).collect()
    }

    /// The instant of the item taken last; [`SimTime::MIN`] before the first.
    pub fn now(&self) -> SimTime {
        self.now
    }

    /// How many items are pending.
    pub fn len(&self) -> usize {
        self.heap.len()
    }

    pub fn is_empty(&self) -> bool {
        self.heap.len() == 0
    }
}

impl<T> Default for Agenda<T> {
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
