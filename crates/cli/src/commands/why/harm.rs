//! What must not have happened: a missed deadline or a broken rule, found in a log, and what became
//! of it in another history.

use std::collections::BTreeMap;

use domain::clock::Clock;
use kernel::{Id, Position, SimTime};
use report::deadline_id;
use rules::{RuleSet, Standing, Violation};
use simulator::branch::Past;
use simulator::but_for::Fate;
use simulator::record::Body;
use simulator::watch::Watch;

use super::misses::Misses;
use crate::exit::{Exit, Failure};
use crate::output;

/// So many missed deadlines are named where one is not among them.
const NAMED_MAX: usize = 10;

/// What happened that should not have, and when.
pub(super) struct Harm {
    /// `tier-three:strike was missed`
    pub(super) text: String,
    /// The record that did it; of what happened because something stayed away, the last one before.
    pub(super) position: Position,
    pub(super) at: SimTime,
}

impl Harm {
    fn of(text: String, position: Position, past: &Past<'_>) -> Harm {
        let record = past.up_to(position).last();
        let at = record.map_or(past.opening.starts_at, |record| record.at);
        Harm { text, position, at }
    }
}

/// The deadline of this name, and where it was missed first.
pub(super) fn missed(id: &str, past: &Past<'_>) -> Result<(Clock, Id, Harm), Failure> {
    let mut all: BTreeMap<(Clock, Id), Misses> = BTreeMap::new();
    for record in past.records {
        if let Body::Event(domain::Event::Clock(event)) = &record.body {
            let (clock, subject) = event.key();
            let misses = all.entry((clock, subject)).or_insert(Misses::of(clock, subject));
            misses.take(record);
        }
    }
    let named = |it: &&Misses| deadline_id(it.clock, it.subject) == id;
    let missed = all.values().filter(|it| it.first().is_some());
    let missed: Vec<String> =
        missed.map(|it| format!("`{}`", deadline_id(it.clock, it.subject))).collect();
    let help = match missed.as_slice() {
        [] => "no deadline of this log was missed".to_string(),
        all => {
            let (first, rest) = all.split_at(all.len().min(NAMED_MAX));
            let more =
                if rest.is_empty() { String::new() } else { format!(" and {} more", rest.len()) };
            format!("missed were {}{more}", first.join(", "))
        }
    };
    let Some(found) = all.values().find(named) else {
        let message = format!("`--deadline {id}`: there is no such deadline in this log");
        return Err(Failure::new(Exit::Usage, message).help(help));
    };
    let Some(position) = found.first() else {
        let message = format!("`--deadline {id}`: it was not missed");
        return Err(Failure::new(Exit::Usage, message).help(help));
    };
    let harm = Harm::of(format!("{id} was missed"), position, past);
    Ok((found.clock, found.subject, harm))
}

/// Where it was certain first that the rule is broken.
pub(super) fn broken(name: &str, rules: &RuleSet, past: &Past<'_>) -> Result<Harm, Failure> {
    let mut watch = Watch::<rules::Audit<'_>>::new(rules);
    for record in past.records {
        watch
            .take(record)
            .map_err(|error| output::failed(Exit::Faults, "the log cannot be judged", &error))?;
    }
    let results = watch.judge.results().rules;
    let broken = results.iter().filter(|rule| rule.verdict == Standing::Broken);
    let broken: Vec<String> = broken.map(|rule| format!("`{}`", rule.rule)).collect();
    let help = match broken.as_slice() {
        [] => "no rule was broken in this log".to_string(),
        all => format!("broken were {}", all.join(", ")),
    };
    let Some(rule) = results.iter().find(|rule| rule.rule == name) else {
        let message = format!("`--rule {name}`: there is no such rule");
        return Err(Failure::new(Exit::Usage, message).help(help));
    };
    let mut violations = rule.violations.iter().collect::<Vec<_>>();
    violations.sort_by_key(|violation| violation.certain_at.0);
    let Some(first) = violations.first().filter(|_| rule.verdict == Standing::Broken) else {
        let message = format!("`--rule {name}`: it was not broken");
        return Err(Failure::new(Exit::Usage, message).help(help));
    };
    Ok(violated(format!("rule {name} was broken"), first, past))
}

/// A violation is certain at an event that shows it, or when a time has passed.
fn violated(text: String, violation: &Violation, past: &Past<'_>) -> Harm {
    let at = violation.certain_at.0;
    let shows = violation.because.iter().chain([&violation.position]).copied();
    let is_then = |position: &Position| Harm::of(String::new(), *position, past).at == at;
    let before = || {
        let count = past.records.partition_point(|record| record.at < at);
        Position(count as u64).min(past.last())
    };
    let position = shows.filter(is_then).max().unwrap_or_else(before);
    Harm { text, position, at }
}

/// What is pending at the end may still be broken. What must not happen is pending for ever where no
/// time ends that: by the end of the run it did not.
pub(super) fn fate_of_rule(mut watch: Watch<'_>, name: &str) -> Fate {
    let result =
        |watch: &Watch<'_>| watch.judge.results().rules.into_iter().find(|rule| rule.rule == name);
    let Some(found) = result(&watch) else { return Fate::NeverDue };
    let has_an_end = || found.pending.iter().any(|instance| instance.due.is_some());
    match found.verdict {
        Standing::Broken => return Fate::Happened,
        Standing::GivenUp => return Fate::Open,
        Standing::Pending if has_an_end() => return Fate::Open,
        Standing::Pending => {}
        Standing::Kept => return Fate::Averted,
        Standing::Vacuous => return Fate::NeverDue,
    }
    watch.judge.close();
    match result(&watch).map(|rule| rule.verdict) {
        Some(Standing::Broken | Standing::GivenUp | Standing::Pending) => Fate::Open,
        _ => Fate::Averted,
    }
}
