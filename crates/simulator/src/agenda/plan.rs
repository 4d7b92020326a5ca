//! What is known to come when a history begins: in its order, and the same for all copies.

use std::sync::{Arc, OnceLock};

use super::{Key, Slot};

/// What somebody makes of items.
pub(crate) type Made = [u64; 2];

/// Items of which the first have been taken.
#[derive(Debug)]
pub(super) struct Plan<T> {
    list: Arc<List<T>>,
    taken: usize,
}

#[derive(Debug)]
struct List<T> {
    items: Vec<Planned<T>>,
    /// What somebody has made of all that is left, by how many have been taken.
    made: OnceLock<Box<[Made]>>,
}

/// An item, and what its key says of it.
#[derive(Clone, Debug)]
pub(super) struct Planned<T> {
    pub(super) due: u64,
    pub(super) slot: Slot<T>,
}

impl<T> Planned<T> {
    /// Its key; the item lies beside it and in no slot of the agenda.
    #[inline]
    pub(super) fn key(&self) -> Key {
        Key { due: self.due, slot: 0 }
    }
}

impl<T> Default for Plan<T> {
    fn default() -> Plan<T> {
        Plan::new(Vec::new())
    }
}

impl<T> Clone for Plan<T> {
    fn clone(&self) -> Plan<T> {
        Plan { list: Arc::clone(&self.list), taken: self.taken }
    }
}

impl<T> Plan<T> {
    /// Takes the items in their order.
    pub(super) fn new(items: Vec<Planned<T>>) -> Plan<T> {
        Plan { list: Arc::new(List { items, made: OnceLock::new() }), taken: 0 }
    }

    #[inline]
    pub(super) fn first(&self) -> Option<&Planned<T>> {
        self.list.items.get(self.taken)
    }

    /// What is left, in its order.
    pub(super) fn left(&self) -> &[Planned<T>] {
        self.list.items.get(self.taken..).unwrap_or_default()
    }

    /// The first is taken.
    pub(super) fn advance(&mut self) {
        self.taken += 1;
    }

    /// What is made of all that is left: of each with the next one, and with what was made of that and
    /// those behind it. That is made once for all copies.
    pub(super) fn fold(
        &self,
        mut each: impl FnMut(Made, &Planned<T>, Option<&Planned<T>>) -> Made,
    ) -> Made {
        let all = self.list.made.get_or_init(|| {
            let mut made = vec![Made::default(); self.list.items.len() + 1];
            for (place, item) in self.list.items.iter().enumerate().rev() {
                made[place] = each(made[place + 1], item, self.list.items.get(place + 1));
            }
            made.into()
        });
        all.get(self.taken).copied().unwrap_or_default()
    }
}
