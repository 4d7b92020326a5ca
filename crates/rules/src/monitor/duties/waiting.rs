//! Who waits for the same, in the order of their beginning.

use std::collections::VecDeque;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Mostly it is one; several take memory of their own.
#[derive(Clone, Debug, Default)]
pub(super) enum Waiting {
    #[default]
    Nobody,
    One(u32),
    #[expect(
        clippy::box_collection,
        reason = "tables hold very many of these, and few are several"
    )]
    Several(Box<VecDeque<u32>>),
}

impl Waiting {
    pub(super) fn is_empty(&self) -> bool {
        match self {
            Waiting::Nobody => true,
            Waiting::One(_) => false,
            Waiting::Several(all) => all.is_empty(),
        }
    }

    pub(super) fn get(&self, place: usize) -> Option<u32> {
        match self {
            Waiting::Nobody => None,
            Waiting::One(id) => (place == 0).then_some(*id),
            Waiting::Several(all) => all.get(place).copied(),
        }
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = u32> + '_ {
        (0..).map_while(|place| self.get(place))
    }

    pub(super) fn add(&mut self, id: u32) {
        match self {
            Waiting::Nobody => *self = Waiting::One(id),
            Waiting::One(first) => *self = Waiting::Several(Box::new([*first, id].into())),
            Waiting::Several(all) => all.push_back(id),
        }
    }

    /// Takes one out, and says whether others are left. Those who leave mostly are the first.
    pub(super) fn without(&mut self, id: u32) -> bool {
        match self {
            Waiting::One(one) if *one == id => *self = Waiting::Nobody,
            Waiting::Nobody | Waiting::One(_) => {}
            Waiting::Several(all) => {
                if let Some(place) = all.iter().position(|it| *it == id) {
                    all.remove(place);
                }
            }
        }
        !self.is_empty()
    }
}

impl Serialize for Waiting {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.iter())
    }
}

impl<'de> Deserialize<'de> for Waiting {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Waiting, D::Error> {
        let mut waiting = Waiting::default();
        Vec::<u32>::deserialize(deserializer)?.into_iter().for_each(|id| waiting.add(id));
        Ok(waiting)
    }
}
