//! The index as bytes, so that opening a store need not read all of its log.
//!
//! Positions are written as their distances, in as few bytes as each takes. A copy whose digest
//! does not fit is ignored: the index is then built anew. One that is sound and belongs to another
//! log shows that this log was rewritten.

use std::collections::BTreeMap;

use event_store::{Chain, Head};
use foldhash::fast::RandomState;
use kernel::Position;

use crate::index::{Index, Keys, Lists, Postings};

pub(crate) fn digest(bytes: &[u8]) -> [u8; 32] {
    *blake3::hash(bytes).as_bytes()
}

/// The same index, the same bytes.
pub(crate) fn encode(index: &Index) -> Vec<u8> {
    let mut out = Vec::new();
    number(&mut out, index.head.position.0);
    out.extend_from_slice(index.head.chain.as_bytes());
    for lists in [&index.kinds, &index.tags] {
        let sorted: BTreeMap<&str, &Postings> =
            lists.iter().map(|(name, list)| (&**name, list)).collect();
        number(&mut out, sorted.len() as u64);
        for (name, list) in sorted {
            number(&mut out, name.len() as u64);
            out.extend_from_slice(name.as_bytes());
            number(&mut out, list.len() as u64);
            let mut before = 0;
            for &position in list {
                number(&mut out, u64::from(position - before));
                before = position;
            }
        }
    }
    let keys: BTreeMap<u32, u128> = index.keys.iter().map(|(key, at)| (*at, *key)).collect();
    number(&mut out, keys.len() as u64);
    for (position, key) in keys {
        number(&mut out, u64::from(position));
        out.extend_from_slice(&key.to_le_bytes());
    }
    out
}

/// None for what [`encode`] did not write, and for what no log up to this head can have.
pub(crate) fn decode(bytes: &[u8]) -> Option<Index> {
    let mut input = Input(bytes);
    let position = Position(input.number()?);
    let chain = Chain::from_bytes(input.array()?);
    let end = u32::try_from(position.0).ok()?;
    let index = Index {
        kinds: input.lists(end)?,
        tags: input.lists(end)?,
        keys: input.keys(end)?,
        head: Head { position, chain },
    };
    // Each fact has one type.
    let typed: u64 = index.kinds.values().map(|list| list.len() as u64).sum();
    (input.0.is_empty() && typed == position.0).then_some(index)
}

fn number(out: &mut Vec<u8>, mut value: u64) {
    while 0x80 <= value {
        out.push((value & 0x7f) as u8 | 0x80);
        value >>= 7;
    }
    out.push((value & 0x7f) as u8);
}

struct Input<'a>(&'a [u8]);

impl<'a> Input<'a> {
    #[inline]
    fn number(&mut self) -> Option<u64> {
        let mut value = 0;
        for shift in (0..64).step_by(7) {
            let (&byte, rest) = self.0.split_first()?;
            self.0 = rest;
            value |= u64::from(byte & 0x7f).checked_shl(shift)?;
            if byte < 0x80 {
                return Some(value);
            }
        }
        None
    }

    fn take(&mut self, length: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        Some(taken)
    }

    fn array<const N: usize>(&mut self) -> Option<[u8; N]> {
        self.take(N)?.try_into().ok()
    }

    /// A count of things that take at least a byte each, so that no number eats memory.
    fn count(&mut self) -> Option<usize> {
        let count = usize::try_from(self.number()?).ok()?;
        (count <= self.0.len()).then_some(count)
    }

    /// Of each name the positions up to the end, in ascending order.
    fn lists(&mut self, end: u32) -> Option<Lists> {
        let count = self.count()?;
        let mut lists = Lists::with_capacity_and_hasher(count, RandomState::default());
        for _ in 0..count {
            let length = self.count()?;
            let name = std::str::from_utf8(self.take(length)?).ok()?;
            let length = self.count()?;
            let mut list = Vec::with_capacity(length);
            let mut position = 0u32;
            for _ in 0..length {
                let next = position.checked_add(u32::try_from(self.number()?).ok()?)?;
                if next <= position || end < next {
                    return None;
                }
                position = next;
                list.push(position);
            }
            if lists.insert(name.into(), list).is_some() {
                return None;
            }
        }
        Some(lists)
    }

    fn keys(&mut self, end: u32) -> Option<Keys> {
        let count = self.count()?;
        let mut keys = Keys::with_capacity_and_hasher(count, RandomState::default());
        for _ in 0..count {
            let position = u32::try_from(self.number()?).ok()?;
            let known = keys.insert(u128::from_le_bytes(self.array()?), position);
            if known.is_some() || !(1..=end).contains(&position) {
                return None;
            }
        }
        Some(keys)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::row::Keyed;

    fn sample() -> Index {
        let mut index = Index::default();
        for position in 1..=300 {
            let head = index.head.link(&[1]);
            let key = format!("key-{position}");
            let keyed = Keyed { key: &key, facts: 1 };
            let tags = format!("incident:{} all", position % 7);
            index.push("opened", &tags, (position % 3 == 0).then_some(keyed), head);
        }
        index
    }

    #[test]
    fn an_index_is_read_back_and_has_one_form() {
        let bytes = encode(&sample());
        assert_eq!(decode(&bytes).as_ref(), Some(&sample()));
        assert_eq!(encode(&sample()), bytes);
        assert_eq!(decode(&encode(&Index::default())), Some(Index::default()));
    }

    #[test]
    fn cut_or_overlong_bytes_are_no_index() {
        let mut bytes = encode(&sample());
        for length in 0..bytes.len() {
            assert_eq!(decode(&bytes[..length]), None, "cut at {length}");
        }
        bytes.push(0);
        assert_eq!(decode(&bytes), None);
        assert_eq!(decode(&[0xff; 40]), None);
    }

    #[test]
    fn an_index_that_no_log_can_have_is_none() {
        let reread = |change: fn(&mut Index)| {
            let mut index = sample();
            change(&mut index);
            decode(&encode(&index))
        };
        assert_eq!(reread(|_| ()), Some(sample()));
        let changes: [fn(&mut Index); 6] = [
            |index| index.tags.get_mut("all").expect("it stands there").push(301),
            |index| _ = index.kinds.get_mut("opened").expect("it stands there").pop(),
            |index| _ = index.kinds.insert("other".into(), vec![7]),
            |index| _ = index.tags.insert("early".into(), vec![0]),
            |index| _ = index.keys.insert(1, 301),
            |index| _ = index.keys.insert(1, 0),
        ];
        for (change, number) in changes.into_iter().zip(1..) {
            assert_eq!(reread(change), None, "{number}");
        }
    }
}
