//! Which facts a wrong store finds.

use event_store::{AppendCondition, Fact, Guard, NewFact, Query, QueryItem, Selection};
use kernel::Position;

use crate::faults::Fault;

/// How often a fact is found.
fn times(fault: Option<Fault>, query: &Query, kind: &str, tags: &[&str]) -> usize {
    let items = match fault {
        Some(Fault::LooksAtTheFirstItemOnly) => &query.items()[..1],
        _ => query.items(),
    };
    let found = items.iter().filter(|item| meets(fault, item, kind, tags)).count();
    if fault == Some(Fault::CountsAFactForEachItem) { found } else { found.min(1) }
}

fn meets(fault: Option<Fault>, item: &QueryItem, kind: &str, tags: &[&str]) -> bool {
    let same = |name: &str, found: &str| match fault {
        Some(Fault::ComparesBeginnings) => found.starts_with(name),
        Some(Fault::ComparesWithoutCase) => found.eq_ignore_ascii_case(name),
        _ => found == name,
    };
    let mut types = item.types.iter();
    let of_type = item.types.is_empty()
        || match fault {
            Some(Fault::WantsAllTypes) => types.all(|name| same(name, kind)),
            _ => types.any(|name| same(name, kind)),
        };
    let carried = |tag: &String| tags.iter().any(|found| same(tag, found));
    let tagged = match fault {
        Some(Fault::WantsOneTagOnly) => item.tags.is_empty() || item.tags.iter().any(carried),
        _ => item.tags.iter().all(carried),
    };
    match fault {
        Some(Fault::WantsTypeOrTags) if !item.types.is_empty() && !item.tags.is_empty() => {
            of_type || tagged
        }
        _ => of_type && tagged,
    }
}

fn texts(fact: &Fact) -> Vec<&str> {
    fact.tags.iter().map(String::as_str).collect()
}

/// What a read finds.
pub(crate) fn matches(
    fault: Option<Fault>,
    facts: &[Fact],
    selection: &Selection<'_>,
) -> Vec<Fact> {
    let Selection { query, after, up_to, .. } = *selection;
    let first = match fault {
        Some(Fault::ReadsTheFactItBeginsAfter) => after,
        _ => Position(after.0.saturating_add(1)),
    };
    let within = |position: Position| {
        let before_end = match fault {
            Some(Fault::StopsBeforeTheLast) => position < up_to,
            Some(Fault::IgnoresTheLastPosition) => true,
            _ => position <= up_to,
        };
        // A store that counts from zero reads what it counted.
        let from_zero = fault == Some(Fault::CountsFromZero) && after == Position::START;
        (first <= position || from_zero) && before_end
    };
    let limit = match selection.limit {
        0 if fault == Some(Fault::TakesALimitOfZeroForNone) => usize::MAX,
        _ if fault == Some(Fault::IgnoresTheLimit) => usize::MAX,
        limit => limit,
    };
    let mut within: Vec<&Fact> = facts.iter().filter(|fact| within(fact.position)).collect();
    if fault == Some(Fault::LimitsBeforeItFilters) {
        within.truncate(limit);
    }
    let mut found = Vec::new();
    for fact in within {
        let times = query.map_or(1, |query| times(fault, query, &fact.kind, &texts(fact)));
        found.extend(std::iter::repeat_n(fact.clone(), times));
    }
    if fault == Some(Fault::LimitsBeforeItTurnsAround) {
        found.truncate(limit);
    }
    if selection.backwards && fault != Some(Fault::ReadsForwardsAlways) {
        found.reverse();
    }
    found.truncate(limit);
    found
}

/// The fact that a wrong store sees in the way of an append.
pub(crate) fn violation(
    fault: Option<Fault>,
    facts: &[Fact],
    batch: &[NewFact<'_>],
    unless: &AppendCondition,
) -> Option<Position> {
    let head = facts.last().map_or(Position::START, |fact| fact.position);
    let guards = match fault {
        Some(Fault::IgnoresConditions) => &[],
        Some(Fault::LooksAtTheLastGuardOnly) => {
            &unless.guards()[unless.guards().len().saturating_sub(1)..]
        }
        Some(Fault::LooksAtTheFirstGuardOnly) => &unless.guards()[..unless.guards().len().min(1)],
        _ => unless.guards(),
    };
    let minimum = guards.iter().map(Guard::after).min().unwrap_or_default();
    let in_the_way = |guard: &Guard| -> Vec<Position> {
        let after = match fault {
            Some(Fault::TakesOneMinimumOverAllGuards) => minimum,
            Some(Fault::LooksAtTheFactThatAGuardBeginsAfter) => {
                Position(guard.after().0.saturating_sub(1))
            }
            _ => guard.after(),
        };
        if fault == Some(Fault::RefusesConditionsBeyondTheHead) && head < guard.after() {
            return vec![head];
        }
        let excluded = |fact: &&Fact| {
            let any = fault == Some(Fault::SeesAConflictInAnyFact);
            after < fact.position
                && (any || 0 < times(fault, &looked_at(fault, guard), &fact.kind, &texts(fact)))
        };
        let mut found: Vec<Position> =
            facts.iter().filter(excluded).map(|fact| fact.position).collect();
        if fault == Some(Fault::LooksAtItsOwnBatch) {
            let own = batch.iter().skip(1).zip(head.0 + 2..);
            let excluded = own.filter(|(fact, _)| guard.query().matches(fact.kind, fact.tags));
            found.extend(excluded.map(|(_, position)| Position(position)));
        }
        found
    };
    let mut found = guards.iter().map(in_the_way).filter(|found| !found.is_empty());
    match fault {
        Some(Fault::NamesTheFactOfTheFirstGuard) => found.next()?.into_iter().min(),
        Some(Fault::NamesTheLastFactInTheWay) => found.flatten().max(),
        _ => found.flatten().min(),
    }
}

/// What is left of the query of a guard.
fn looked_at(fault: Option<Fault>, guard: &Guard) -> Query {
    let all = usize::MAX;
    let (items, types, tags) = match fault {
        Some(Fault::LooksAtTheFirstItemOfAGuardOnly) => (1, all, all),
        Some(Fault::LooksAtTheFirstTypeOfAGuardOnly) => (all, 1, all),
        Some(Fault::LooksAtTheFirstTagOfAGuardOnly) => (all, all, 1),
        Some(Fault::LooksAtTheTypesOfAGuardOnly) => (all, all, 0),
        _ => return guard.query().clone(),
    };
    let first =
        |names: &[String], count| -> Vec<String> { names.iter().take(count).cloned().collect() };
    let mut query = None;
    for item in guard.query().items().iter().take(items) {
        let (types, tags) = (first(&item.types, types), first(&item.tags, tags));
        let types: Vec<&str> = types.iter().map(String::as_str).collect();
        let tags: Vec<&str> = tags.iter().map(String::as_str).collect();
        query = Some(match query {
            None => Query::new(&types, &tags),
            Some(query) => Query::or(query, &types, &tags),
        });
    }
    query.expect("a query has an item")
}
