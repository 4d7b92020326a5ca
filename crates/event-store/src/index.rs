//! What a store keeps in memory of each fact: kind, tags, chain value and where its bytes end.

use kernel::Position;

use crate::chunked::Chunked;
use crate::names::Names;
use crate::{AppendCondition, AppendError, Chain, Head, NewFact, Query, Selection};

/// One entry a fact, without an allocation of its own.
#[derive(Debug, Default)]
pub(crate) struct Index {
    kinds: Names,
    tags: Names,
    /// The tags of all facts, one after the other.
    tags_of_facts: Vec<u32>,
    entries: Chunked<Entry>,
    /// That of the last fact.
    chain: Chain,
    last_kind: u32,
}

#[derive(Debug)]
struct Entry {
    chain: Chain,
    bytes_end: u64,
    tags_end: u32,
    kind: u32,
}

impl Index {
    pub(crate) fn head(&self) -> Head {
        Head { position: Position(self.len() as u64), chain: self.chain }
    }

    pub(crate) fn len(&self) -> usize {
        self.entries.len()
    }

    /// The chain value after one more fact.
    #[inline]
    pub(crate) fn link(&self, bytes: &[u8]) -> Chain {
        self.chain.link(bytes)
    }

    /// Adds a fact whose bytes end at `bytes_end` of wherever the store keeps them.
    #[inline]
    pub(crate) fn push<'a>(
        &mut self,
        kind: &str,
        tags: impl IntoIterator<Item = &'a str>,
        chain: Chain,
        bytes_end: u64,
    ) {
        // Facts of one kind often follow one another, and to compare is less than to hash.
        let last = Some(self.last_kind).filter(|&last| self.kinds.is(last, kind));
        let kind = last.unwrap_or_else(|| self.kinds.intern(kind));
        self.last_kind = kind;
        for tag in tags {
            self.tags_of_facts.push(self.tags.intern(tag));
        }
        let tags_end = u32::try_from(self.tags_of_facts.len());
        self.chain = chain;
        self.entries.push(Entry {
            chain,
            bytes_end,
            tags_end: tags_end.expect("four billion tags do not fit into memory"),
            kind,
        });
    }

    /// The head after the fact at this place, counted from 0; the head of an empty log before it.
    pub(crate) fn head_before(&self, place: usize) -> Head {
        place.checked_sub(1).map_or_else(Head::default, |before| Head {
            position: position(before),
            chain: self.entries[before].chain,
        })
    }

    pub(crate) fn chain(&self, place: usize) -> Chain {
        self.entries[place].chain
    }

    /// Where the bytes of the fact before this place end, and its own.
    pub(crate) fn bytes(&self, place: usize) -> (u64, u64) {
        let start = place.checked_sub(1).map_or(0, |before| self.entries[before].bytes_end);
        (start, self.entries[place].bytes_end)
    }

    pub(crate) fn kind(&self, place: usize) -> &str {
        self.kinds.text(self.entries[place].kind)
    }

    pub(crate) fn tags(&self, place: usize) -> impl Iterator<Item = &str> {
        self.tag_numbers(place).iter().map(|&number| self.tags.text(number))
    }

    fn tag_numbers(&self, place: usize) -> &[u32] {
        let start = place.checked_sub(1).map_or(0, |before| self.entries[before].tags_end);
        &self.tags_of_facts[start as usize..self.entries[place].tags_end as usize]
    }

    /// The places of the selected facts, in the order asked for.
    pub(crate) fn matching(&self, selection: &Selection<'_>) -> impl Iterator<Item = usize> {
        let within =
            |position: Position| usize::try_from(position.0).unwrap_or(usize::MAX).min(self.len());
        let end = within(selection.up_to);
        let mut places = within(selection.after).min(end)..end;
        let items = selection.query.map(|query| self.resolve(query));
        let backwards = selection.backwards;
        let next = move || loop {
            let place = if backwards { places.next_back()? } else { places.next()? };
            let meets = |items: &Vec<_>| items.iter().any(|item| self.meets(place, item));
            if items.as_ref().is_none_or(meets) {
                return Some(place);
            }
        };
        std::iter::from_fn(next).take(selection.limit)
    }

    fn meets(&self, place: usize, item: &Numbers) -> bool {
        let of_type =
            item.kinds.as_ref().is_none_or(|kinds| kinds.contains(&self.entries[place].kind));
        of_type && {
            let carried = self.tag_numbers(place);
            item.tags.iter().all(|tag| carried.contains(tag))
        }
    }

    /// The items of a query in numbers, without those that name what no fact has.
    fn resolve(&self, query: &Query) -> Vec<Numbers> {
        let items = query.items().iter().filter_map(|item| {
            let kinds: Option<Vec<u32>> = (!item.types.is_empty())
                .then(|| item.types.iter().filter_map(|name| self.kinds.number(name)).collect());
            let tags = item.tags.iter().map(|tag| self.tags.number(tag)).collect::<Option<_>>()?;
            Some(Numbers { kinds, tags })
        });
        items.collect()
    }

    /// Refuses a batch that is empty or that the condition forbids. Only facts after the position
    /// of a guard are looked at.
    #[inline]
    pub(crate) fn admit(
        &self,
        batch: &[NewFact<'_>],
        unless: &AppendCondition,
    ) -> Result<(), AppendError> {
        if batch.is_empty() {
            return Err(AppendError::Empty);
        }
        let in_the_way = unless
            .guards()
            .iter()
            .filter_map(|guard| {
                let selection = Selection::of(guard.query()).after(guard.after());
                self.matching(&selection).next()
            })
            .min();
        match in_the_way {
            Some(place) => Err(AppendError::ConditionViolated { position: position(place) }),
            None => Ok(()),
        }
    }
}

/// The position of a place that is counted from 0.
pub(crate) fn position(place: usize) -> Position {
    Position(place as u64 + 1)
}

/// A query item whose names are replaced by their numbers.
struct Numbers {
    kinds: Option<Vec<u32>>,
    tags: Vec<u32>,
}
