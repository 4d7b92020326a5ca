//! Sets of tuples that mostly have few members.

use std::collections::BTreeSet;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use smallvec::SmallVec;

use crate::tuple::Tuple;

/// Up to so many are kept in a list, which is smaller than a tree and as fast.
const FEW: usize = 16;

/// Tuples in order, each once.
#[derive(Clone, Debug)]
pub(super) enum TupleSet {
    Few(SmallVec<[Tuple; 1]>),
    Many(BTreeSet<Tuple>),
}

impl Default for TupleSet {
    fn default() -> TupleSet {
        TupleSet::Few(SmallVec::new())
    }
}

impl TupleSet {
    pub(super) fn insert(&mut self, tuple: Tuple) {
        match self {
            TupleSet::Few(list) => {
                let Err(place) = list.binary_search(&tuple) else { return };
                list.insert(place, tuple);
                if FEW < list.len() {
                    *self = TupleSet::Many(std::mem::take(list).into_iter().collect());
                }
            }
            TupleSet::Many(tree) => drop(tree.insert(tuple)),
        }
    }

    pub(super) fn remove(&mut self, tuple: &Tuple) {
        match self {
            TupleSet::Few(list) => {
                if let Ok(place) = list.binary_search(tuple) {
                    list.remove(place);
                }
            }
            TupleSet::Many(tree) => drop(tree.remove(tuple)),
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        match self {
            TupleSet::Few(list) => list.is_empty(),
            TupleSet::Many(tree) => tree.is_empty(),
        }
    }

    /// In order.
    pub(super) fn iter(&self) -> impl Iterator<Item = &Tuple> {
        let (few, many) = match self {
            TupleSet::Few(list) => (Some(list), None),
            TupleSet::Many(tree) => (None, Some(tree)),
        };
        few.into_iter().flatten().chain(many.into_iter().flatten())
    }
}

impl Serialize for TupleSet {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.iter().collect::<Vec<_>>())
    }
}

impl<'de> Deserialize<'de> for TupleSet {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<TupleSet, D::Error> {
        let mut set = TupleSet::default();
        Vec::<Tuple>::deserialize(deserializer)?.into_iter().for_each(|tuple| set.insert(tuple));
        Ok(set)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::Value;

    fn tuple(number: i64) -> Tuple {
        [Value::whole(number), Value::text("x")].iter().collect()
    }

    /// Few and many alike are in order, each once, and leave one by one.
    #[test]
    fn members_are_in_order_and_each_is_there_once() {
        for count in [1, 2, 16, 17, 100] {
            let mut set = TupleSet::default();
            for number in (0..count).rev().chain(0..count) {
                set.insert(tuple(number));
            }
            let all: Vec<Tuple> = (0..count).map(tuple).collect();
            assert!(set.iter().eq(&all), "{count}");
            let saved = postcard::to_allocvec(&set).expect("it is written");
            let restored: TupleSet = postcard::from_bytes(&saved).expect("it is read");
            assert!(restored.iter().eq(&all), "{count}");
            for number in 0..count {
                assert!(!set.is_empty());
                set.remove(&tuple(number));
                set.remove(&tuple(count));
            }
            assert!(set.is_empty(), "{count}");
        }
    }
}
