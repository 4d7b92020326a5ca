//! The places of rows, in the order of their values; mostly few.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use smallvec::SmallVec;

use crate::keyed::{Keyed, Place};
use crate::tuple::Tuple;

/// Up to so many are kept in a list, which is smaller than a tree and as fast.
const FEW: usize = 16;

/// Places of one table, each once. A tree holds the values too, so that it finds a place among
/// very many without looking into the table.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) enum PlaceSet {
    Few(SmallVec<[Place; 4]>),
    Many(#[serde(with = "crate::keyed::pairs")] BTreeMap<Tuple, Place>),
}

impl Default for PlaceSet {
    fn default() -> PlaceSet {
        PlaceSet::Few(SmallVec::new())
    }
}

impl PlaceSet {
    /// Adds a row of this table that is not there yet.
    pub(super) fn insert<V>(&mut self, rows: &Keyed<V>, place: Place) {
        let tuple = |place: Place| rows.at(place).map(|(tuple, _)| tuple);
        match self {
            PlaceSet::Few(list) => {
                let before = list.partition_point(|known| tuple(*known) < tuple(place));
                list.insert(before, place);
                if FEW < list.len() {
                    let entries = list.iter().map(|place| Some((tuple(*place)?.clone(), *place)));
                    *self = PlaceSet::Many(entries.flatten().collect());
                }
            }
            PlaceSet::Many(tree) => {
                if let Some(tuple) = tuple(place) {
                    tree.insert(tuple.clone(), place);
                }
            }
        }
    }

    /// Takes out a row with its values and its place.
    pub(super) fn remove(&mut self, tuple: &Tuple, place: Place) {
        match self {
            PlaceSet::Few(list) => list.retain(|known| *known != place),
            PlaceSet::Many(tree) => drop(tree.remove(tuple)),
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.len() == 0
    }

    pub(super) fn len(&self) -> usize {
        match self {
            PlaceSet::Few(list) => list.len(),
            PlaceSet::Many(tree) => tree.len(),
        }
    }

    /// In the order of the values.
    pub(super) fn iter(&self) -> impl Iterator<Item = Place> {
        let (few, many) = match self {
            PlaceSet::Few(list) => (Some(list), None),
            PlaceSet::Many(tree) => (None, Some(tree)),
        };
        few.into_iter().flatten().chain(many.into_iter().flat_map(BTreeMap::values)).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::Value;

    fn tuple(number: i64) -> Tuple {
        [Value::whole(number), Value::text("x")].iter().collect()
    }

    /// Few and many alike are in order, whatever their places, and leave one by one.
    #[test]
    fn rows_are_in_the_order_of_their_values() {
        for count in [1, 2, 16, 17, 100] {
            let (mut rows, mut set) = (Keyed::default(), PlaceSet::default());
            let numbers = (0..count).rev().step_by(2).chain((0..count - 1).rev().step_by(2));
            for number in numbers {
                let place = rows.add(tuple(number), ());
                set.insert(&rows, place);
            }
            let saved = postcard::to_allocvec(&(&rows, &set)).expect("it is written");
            let (mut rows, mut set): (Keyed<()>, PlaceSet) =
                postcard::from_bytes(&saved).expect("it is read");
            let all: Vec<Tuple> = (0..count).map(tuple).collect();
            let found = set.iter().filter_map(|place| rows.at(place));
            assert!(found.map(|(tuple, ())| tuple).eq(&all), "{count}");
            for number in 0..count {
                assert!(!set.is_empty());
                let place = rows.place(&tuple(number)).expect("it is there");
                rows.remove_at(place);
                set.remove(&tuple(number), place);
            }
            assert!(set.is_empty(), "{count}");
        }
    }
}
