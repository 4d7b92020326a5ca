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
//! The heap holds only keys of 32 bytes, since moving the items about would cost more than
//! comparing; items rest in slots that are used again.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use kernel::{Position, SimDuration, SimTime};

/// The pending items of a simulation.
#[derive(Clone, Debug)]
pub struct Agenda<T> {
    heap: BinaryHeap<Reverse<Key>>,
    slots: Vec<Option<T>>,
    free: Vec<usize>,
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

/// Keys order by their fields from top to bottom.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Key {
    /// The milliseconds since [`SimTime::MIN`] in 49 bits, and the priority in the lowest 8:
    /// most comparisons end here.
    due: u64,
    /// The position of the cause; 0, which no record has, where there is none.
    cause: u64,
    /// Every key has another one, so no comparison goes further.
    insertion: u64,
    slot: usize,
}

impl<T> Agenda<T> {
    /// An agenda on which nothing is past yet.
    pub fn new() -> Agenda<T> {
        Agenda {
            heap: BinaryHeap::new(),
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
        let slot = self.free.pop().unwrap_or(self.slots.len());
        match self.slots.get_mut(slot) {
            Some(free) => *free = Some(item),
            None => self.slots.push(Some(item)),
        }
        let key = Key {
            due: at.since(SimTime::MIN).as_millis() << 8 | u64::from(priority),
            cause: cause.map_or(0, |position| position.0),
            insertion: self.scheduled,
            slot,
        };
        self.heap.push(Reverse(key));
        self.scheduled += 1;
        Ok(())
    }

    /// Removes the first item and moves time to its instant.
    #[inline]
    pub fn take_next(&mut self) -> Option<Entry<T>> {
        let Reverse(key) = self.heap.pop()?;
        let item = self.slots[key.slot].take().expect("a pending key has an item in its slot");
        self.free.push(key.slot);
        self.now = key.at();
        Some(Entry { at: self.now, priority: key.priority(), cause: key.cause(), item })
    }

    /// The instant of the first item.
    #[inline]
    pub fn peek_time(&self) -> Option<SimTime> {
        self.heap.peek().map(|Reverse(key)| key.at())
    }

    /// The pending items with their instants and priorities, in the order in which they will be
    /// taken.
    pub fn pending(&self) -> Vec<(SimTime, u8, &T)> {
        let mut keys: Vec<&Key> = self.heap.iter().map(|Reverse(key)| key).collect();
        keys.sort_unstable();
        let item = |key: &Key| self.slots.get(key.slot).and_then(Option::as_ref);
        keys.into_iter().filter_map(|key| Some((key.at(), key.priority(), item(key)?))).collect()
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
        self.heap.is_empty()
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

    fn cause(&self) -> Option<Position> {
        (self.cause != 0).then_some(Position(self.cause))
    }
}

#[cfg(test)]
mod tests;
