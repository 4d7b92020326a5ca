//! What past operators remember.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use serde::{Deserialize, Serialize};

use super::points::part;
use crate::core::Temporal;
use crate::matching::Bindings;
use crate::plan::{Interval, Slot};

/// The memory of one operator; which part is in use, its kind decides.
#[derive(Clone, Debug, Default, Hash, Serialize, Deserialize)]
pub(super) struct Memory {
    /// `since`: when each row held, the oldest first; by the values by which it is looked for.
    #[serde(with = "crate::keyed::pairs")]
    rows: BTreeMap<(Bindings, Bindings), VecDeque<i64>>,
    /// Rows of the present event, which count from the next one on.
    waiting: Vec<Bindings>,
    waiting_time: i64,
    /// When times become too old.
    expiry: VecDeque<(i64, Bindings)>,
    /// `previously`: the rows of the event before.
    previous: Vec<Bindings>,
    /// `historically`: the number of the event since which each row holds.
    #[serde(with = "crate::keyed::pairs")]
    holding: BTreeMap<Bindings, u64>,
    /// The events in the window, and how many there were in all.
    window: VecDeque<(i64, u64)>,
    events: u64,
}

impl Memory {
    /// Forgets the rows that a left side no longer keeps.
    pub(super) fn retain(&mut self, kept: &BTreeSet<Bindings>) {
        self.rows.retain(|(_, row), _| kept.contains(row));
    }

    pub(super) fn rows(&self) -> impl Iterator<Item = &Bindings> {
        self.rows.keys().map(|(_, row)| row)
    }

    /// Adds the rows of an event.
    pub(super) fn add(
        &mut self,
        (temporal, key): (Temporal, &[Slot]),
        rows: Vec<Bindings>,
        time: i64,
    ) {
        for row in rows {
            let times = self.rows.entry((part(&row, key), row.clone())).or_default();
            match temporal.window.high {
                None if times.is_empty() => times.push_back(time),
                None => {}
                Some(_) => {
                    if temporal.window.low == 0 {
                        times.clear();
                    }
                    times.push_back(time);
                    self.expiry.push_back((time, row));
                }
            }
        }
    }

    /// The rows of the event before begin to count; those of this one wait.
    pub(super) fn add_waiting(&mut self, temporal: Temporal, key: &[Slot]) {
        let rows = std::mem::take(&mut self.waiting);
        self.add((temporal, key), rows, self.waiting_time);
    }

    pub(super) fn wait(&mut self, rows: Vec<Bindings>, time: i64) {
        (self.waiting, self.waiting_time) = (rows, time);
    }

    pub(super) fn expire(&mut self, window: Interval, key: &[Slot], now: i64) {
        let Some(high) = window.high else { return };
        while self.expiry.front().is_some_and(|(time, _)| high < now - time) {
            let Some((time, row)) = self.expiry.pop_front() else { return };
            let row = (part(&row, key), row);
            if let Some(times) = self.rows.get_mut(&row) {
                while times.front().is_some_and(|known| *known <= time) {
                    times.pop_front();
                }
                if times.is_empty() {
                    self.rows.remove(&row);
                }
            }
        }
    }

    /// The rows in the window that agree with these values; found by key if all of its columns,
    /// or all columns at all, have one.
    pub(super) fn within(
        &self,
        (columns, key): (&[Slot], &[Slot]),
        window: Interval,
        now: i64,
        bindings: &Bindings,
    ) -> Vec<Bindings> {
        let counts = |times: &VecDeque<i64>| times.iter().any(|time| window.holds(now - time));
        let is_keyed = have_values(key, bindings);
        let known = part(bindings, key);
        if have_values(columns, bindings) {
            let holds = self.rows.get(&(known, part(bindings, columns))).is_some_and(counts);
            return if holds { vec![bindings.clone()] } else { Vec::new() };
        }
        let first = if is_keyed { (known.clone(), Bindings::new()) } else { <_>::default() };
        let rows = self.rows.range(first..).filter(|(_, times)| counts(times));
        let rows = rows.take_while(|((of, _), _)| !is_keyed || *of == known);
        rows.filter_map(|((_, row), _)| merged(bindings, row)).collect()
    }

    /// Moves the rows of the last event out of sight, those of this one wait.
    pub(super) fn shift(&mut self, window: Interval, rows: Vec<Bindings>, now: i64) {
        let before = std::mem::replace(&mut self.waiting, rows);
        let is_in = 0 < self.events && window.holds(now - self.waiting_time);
        self.previous = if is_in { before } else { Vec::new() };
        self.waiting_time = now;
        self.events += 1;
    }

    pub(super) fn previous(&self) -> &[Bindings] {
        &self.previous
    }

    /// Notes which rows hold at this event; they are in order.
    pub(super) fn hold(&mut self, window: Interval, rows: &[Bindings], now: i64) {
        let number = self.events;
        self.holding.retain(|row, _| rows.binary_search(row).is_ok());
        for row in rows {
            self.holding.entry(row.clone()).or_insert(number);
        }
        if let Some(high) = window.high {
            self.window.push_back((now, number));
            while self.window.front().is_some_and(|(time, _)| high < now - time) {
                self.window.pop_front();
            }
        }
        self.events += 1;
    }

    /// How many rows, events and instants are remembered.
    pub(super) fn len(&self) -> usize {
        let Memory { rows, waiting, expiry, previous, holding, window, .. } = self;
        let lists = rows.len() + waiting.len() + expiry.len() + previous.len();
        lists + holding.len() + window.len()
    }

    /// The rows that held at every event of the window.
    pub(super) fn held(&self) -> impl Iterator<Item = &Bindings> {
        let first = self.window.front().map_or(0, |(_, number)| *number);
        self.holding.iter().filter(move |(_, since)| **since <= first).map(|(row, _)| row)
    }
}

/// Whether all of these variables have values.
pub(super) fn have_values<'a>(
    slots: impl IntoIterator<Item = &'a Slot>,
    bindings: &Bindings,
) -> bool {
    slots.into_iter().all(|slot| bindings.get(*slot).is_some_and(Option::is_some))
}

/// Both rows in one, if they agree.
pub(super) fn merged(bindings: &Bindings, row: &Bindings) -> Option<Bindings> {
    let mut both = bindings.clone();
    for (place, value) in both.iter_mut().zip(row) {
        match (&place, value) {
            (Some(known), Some(value)) if known != value => return None,
            (None, Some(value)) => *place = Some(value.clone()),
            _ => {}
        }
    }
    Some(both)
}
