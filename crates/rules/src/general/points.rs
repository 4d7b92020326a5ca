//! The events that may still matter to a formula that looks ahead, found by what they say.

use std::collections::{BTreeMap, VecDeque};

use serde::{Deserialize, Serialize};
use smallvec::smallvec;

use super::compile::FormulaProgram;
use crate::matching::{Bindings, set};
use crate::plan::Slot;

/// A leaf, and values that some of its columns are asked for.
pub(super) type Key = (usize, Bindings);

/// The points, with the rows of the past parts at each, in order and every row once.
#[derive(Clone, Debug, Default, Hash, Serialize, Deserialize)]
pub(super) struct Points {
    list: VecDeque<Point>,
    /// How many points were forgotten.
    gone: u64,
    /// How many rows those that are left have.
    rows: usize,
    /// Where the leaves have rows, by the values by which they are looked for.
    #[serde(with = "crate::keyed::pairs")]
    places: BTreeMap<Key, VecDeque<u64>>,
}

#[derive(Clone, Debug, Hash, Serialize, Deserialize)]
struct Point {
    time: i64,
    position: u64,
    leaves: Vec<Vec<Bindings>>,
}

impl Points {
    /// Takes in an event, and says under which keys it is found.
    pub(super) fn push(
        &mut self,
        program: &FormulaProgram,
        (time, position): (i64, u64),
        leaves: Vec<Vec<Bindings>>,
    ) -> (u64, Vec<Key>) {
        let number = self.end();
        let keys = keys(program, &leaves);
        for key in &keys {
            self.places.entry(key.clone()).or_default().push_back(number);
        }
        self.rows += leaves.iter().map(Vec::len).sum::<usize>();
        self.list.push_back(Point { time, position, leaves });
        (number, keys)
    }

    pub(super) fn forget_before(&mut self, program: &FormulaProgram, first: Option<u64>) {
        while first.is_none_or(|first| self.gone < first)
            && let Some(point) = self.list.pop_front()
        {
            for key in keys(program, &point.leaves) {
                if let Some(numbers) = self.places.get_mut(&key) {
                    numbers.pop_front();
                    if numbers.is_empty() {
                        self.places.remove(&key);
                    }
                }
            }
            self.gone += 1;
            self.rows -= point.leaves.iter().map(Vec::len).sum::<usize>();
        }
    }

    /// How many rows and points are remembered.
    pub(super) fn len(&self) -> usize {
        self.rows + self.list.len()
    }

    fn point(&self, number: u64) -> Option<&Point> {
        let index = usize::try_from(number.checked_sub(self.gone)?).ok()?;
        self.list.get(index)
    }

    /// The number of the first point that is remembered.
    pub(super) fn start(&self) -> u64 {
        self.gone
    }

    /// The number of the next point.
    pub(super) fn end(&self) -> u64 {
        self.gone + self.list.len() as u64
    }

    pub(super) fn time(&self, number: u64) -> i64 {
        self.point(number).map_or(0, |point| point.time)
    }

    pub(super) fn position(&self, number: u64) -> u64 {
        self.point(number).map_or(0, |point| point.position)
    }

    /// The first point at an instant or after it.
    pub(super) fn first_from(&self, time: i64) -> u64 {
        self.gone + self.list.partition_point(|point| point.time < time) as u64
    }

    /// The rows of a leaf at a point.
    pub(super) fn rows(&self, number: u64, leaf: usize) -> impl Iterator<Item = &Bindings> {
        self.point(number).and_then(|point| point.leaves.get(leaf)).into_iter().flatten()
    }

    /// Whether a leaf has a row at a point, which gives all of its columns values and no others.
    pub(super) fn has(&self, number: u64, leaf: usize, row: &Bindings) -> bool {
        let rows = self.point(number).and_then(|point| point.leaves.get(leaf));
        rows.is_some_and(|rows| rows.binary_search(row).is_ok())
    }

    /// The points from one on at which a key is found.
    pub(super) fn found(&self, key: &Key, first: u64) -> impl Iterator<Item = u64> {
        let numbers = self.places.get(key);
        let start = numbers.map_or(0, |numbers| numbers.partition_point(|it| *it < first));
        numbers.into_iter().flat_map(move |numbers| numbers.range(start..)).copied()
    }
}

/// All keys under which the rows of a point are found, each once.
fn keys(program: &FormulaProgram, leaves: &[Vec<Bindings>]) -> Vec<Key> {
    let leaves = leaves.iter().zip(&program.lookups).enumerate();
    let keys = leaves.flat_map(|(leaf, (rows, lookups))| {
        let columns = move |row| lookups.iter().map(move |columns| (leaf, part(row, columns)));
        rows.iter().flat_map(columns)
    });
    let mut keys: Vec<Key> = keys.collect();
    keys.sort_unstable();
    keys.dedup();
    keys
}

/// The values of some columns alone.
pub(super) fn part(row: &Bindings, columns: &[Slot]) -> Bindings {
    let mut part: Bindings = smallvec![None; row.len()];
    for column in columns {
        set(&mut part, *column, row.get(*column).cloned().flatten());
    }
    part
}
