//! How often the steps of a script have been set off.

use std::collections::BTreeMap;
use std::sync::Arc;

use kernel::Id;

/// How often a step has been set off.
#[derive(Clone, Debug, Default)]
pub(super) struct SetOff {
    pub(super) times: u32,
    each: Each,
}

impl SetOff {
    /// Counts one more: how often it has been in all, and for this entity.
    pub(super) fn count(&mut self, entity: Option<Id>) -> (u32, u32) {
        self.times += 1;
        (self.times, self.each.count(entity))
    }
}

/// How often that was for each entity: mostly it is the same one.
#[derive(Clone, Debug, Default)]
enum Each {
    #[default]
    None,
    One(Option<Id>, u32),
    Many(Arc<BTreeMap<Option<Id>, u32>>),
}

impl Each {
    /// Counts one more, and returns how many it has been.
    fn count(&mut self, entity: Option<Id>) -> u32 {
        match self {
            Each::None => *self = Each::One(entity, 0),
            Each::One(known, times) if *known != entity => {
                *self = Each::Many(Arc::new(BTreeMap::from([(*known, *times)])));
            }
            Each::One(..) | Each::Many(_) => {}
        }
        let times = match self {
            Each::One(_, times) => times,
            Each::Many(times) => Arc::make_mut(times).entry(entity).or_default(),
            Each::None => return 0,
        };
        *times += 1;
        *times
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_entity_is_counted_by_itself() {
        let id = |name: &str| Some(Id::new(name).expect("it is a name"));
        let mut set_off = SetOff::default();
        let entities = [None, None, id("a"), id("b"), None, id("a")];
        let counted = entities.map(|entity| set_off.count(entity));
        assert_eq!(counted, [(1, 1), (2, 2), (3, 1), (4, 1), (5, 3), (6, 2)]);
    }
}
