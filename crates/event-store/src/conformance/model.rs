//! A long history against a list that predicts it.

use kernel::Position;

use super::drafts::{
    BROKEN, CLOSED, Draft, OPENED, PLAIN, facts, head, read, try_append, violation,
};
use crate::{AppendCondition, EventStore, Fact, Head, Query, Selection};

/// A long history of drawn appends, conditions and reads against a list that predicts each
/// outcome.
pub fn a_store_does_what_a_list_would_do<S: EventStore>(store: &mut S) {
    let mut list: Vec<Fact> = Vec::new();
    let mut dice = Dice(7);
    for _ in 0..400 {
        let after = Position(dice.below(list.len() + 3) as u64);
        let query = dice.query();
        if dice.below(3) == 0 {
            let up_to = Position(after.0 + dice.below(list.len() + 3) as u64);
            let mut selection =
                Selection::of(&query).after(after).up_to(up_to).limit(dice.below(6));
            selection.backwards = dice.below(2) == 0;
            assert_eq!(read(store, selection), selected(&list, &selection), "{selection:?}");
            continue;
        }
        let expected = selected(&list, &Selection::of(&query).after(after));
        let drafts: Vec<Draft<'_>> = (0..=dice.below(3)).map(|_| dice.draft()).collect();
        let result = try_append(store, &drafts, &AppendCondition::unless(query, after));
        if let Some(first) = expected.first() {
            assert_eq!(violation(result), first.position.0);
        } else {
            list.extend(facts(end(&list), &drafts));
            assert_eq!(result.expect("no fact matches").last, end(&list).position);
        }
        assert_eq!(head(store), end(&list));
    }
    assert_eq!(read(store, Selection::all()), list);
}

fn end(list: &[Fact]) -> Head {
    list.last()
        .map_or_else(Head::default, |fact| Head { position: fact.position, chain: fact.chain })
}

fn selected(list: &[Fact], selection: &Selection<'_>) -> Vec<Fact> {
    let matches = |fact: &&Fact| {
        let tags: Vec<&str> = fact.tags.iter().map(String::as_str).collect();
        selection.matches(fact.position, &fact.kind, &tags)
    };
    let mut facts: Vec<Fact> = list.iter().filter(matches).cloned().collect();
    if selection.backwards {
        facts.reverse();
    }
    facts.truncate(selection.limit);
    facts
}

/// Numbers that look drawn and are the same in every test run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        usize::try_from(self.0 >> 33).expect("31 bits") % bound
    }

    fn draft(&mut self) -> Draft<'static> {
        [OPENED, CLOSED, BROKEN, PLAIN][self.below(4)]
    }

    fn query(&mut self) -> Query {
        let item = |dice: &mut Dice| {
            let draft = dice.draft();
            let types = [draft.kind];
            let tags = &draft.tags[dice.below(draft.tags.len() + 1)..];
            (if dice.below(2) == 0 { vec![] } else { types.to_vec() }, tags)
        };
        let (types, tags) = item(self);
        let query = Query::new(&types, tags);
        if self.below(2) == 0 {
            return query;
        }
        let (types, tags) = item(self);
        query.or(&types, tags)
    }
}
