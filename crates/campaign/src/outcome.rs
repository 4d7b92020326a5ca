//! What is recorded of each run, as whole numbers.
//!
//! [`Outcomes`] are the columns; an [`Observation`](crate::observation::Observation) follows one
//! run record by record and ends in one [`Cell`] for each of them.

use std::collections::{BTreeMap, BTreeSet};

use domain::clock::Clock;
use kernel::SimTime;
use report::{MeasuredUnit, Measures};
use scenario::plan::{Asks, Better, Outcome, Plan, how_often};
use simulator::kinds::ByKind;
use simulator::script::{Pattern, Script};

use crate::sought::shown;

/// How the names of columns begin that a scenario without outcomes has for what it expects.
pub(crate) const EXPECTATION: &str = "expectation-";

/// A column of the results.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    pub name: String,
    /// What people read.
    pub text: String,
    pub kind: Kind,
    pub better: Better,
    /// What is said of a flag that is 0 in every run.
    pub never: &'static str,
}

/// What the numbers of a column are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// 1 or 0.
    Flag,
    Count,
    Milliseconds,
    PartsPerMillion,
    ThousandthsPerDay,
    /// Milliseconds until something happened, or until nobody looked further.
    Time,
}

/// A number of one run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cell {
    /// There was nothing to record.
    Nothing,
    Number(i64),
    /// It had not happened so long after the beginning, when the run or the watch for it ended.
    NotBy(i64),
}

impl Cell {
    /// The number; of what had not happened, the time for which that is known.
    pub fn number(self) -> Option<i64> {
        match self {
            Cell::Nothing => None,
            Cell::Number(number) | Cell::NotBy(number) => Some(number),
        }
    }

    /// Its place among others, from low to high: what had not happened comes after all that has, as
    /// in a run that went on it would have.
    pub(crate) fn rank(self) -> Option<Rank> {
        self.number().map(|number| Rank { is_unseen: matches!(self, Cell::NotBy(_)), number })
    }
}

/// A number, or one that is not reached yet: that is greater than all others.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Rank {
    pub(crate) is_unseen: bool,
    pub(crate) number: i64,
}

/// An outcome that nobody can record.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OutcomeError {
    #[error(
        "the outcome `{outcome}` asks for the metric `{metric}`, which no run has; there are {known}"
    )]
    UnknownMetric { outcome: String, metric: String, known: String },
    /// Only other rules than those beside the scenario: with its own, its check says so.
    #[error(
        "the verdict of the rule `{rule}` would be a second column `{column}` of the results: the \
         scenario has one of that name"
    )]
    Twice { rule: String, column: String },
}

/// All columns, and how each is found.
#[derive(Clone, Debug)]
pub struct Outcomes {
    pub columns: Vec<Column>,
    pub(crate) finds: Vec<Find>,
    pub(crate) events: Vec<Counted>,
}

/// Where the number of a column comes from.
#[derive(Clone, Debug)]
pub(crate) enum Find {
    Happened { event: usize, at_least: u32, at_most: u32 },
    Count { event: usize },
    Time { to: usize, since: Option<usize> },
    Expectation(usize),
    Rule(usize),
    Missed(Clock),
    Metric(&'static str),
    Events,
}

/// When an event that is looked for counts.
#[derive(Clone, Debug)]
pub(crate) struct Counted {
    pub(crate) pattern: Pattern,
    pub(crate) from: SimTime,
    pub(crate) to: SimTime,
    /// It counts only once this one has come.
    pub(crate) after: Option<usize>,
}

impl Outcomes {
    /// Those that the scenario declares with the verdicts of its rules; or, if it declares none,
    /// everything that is measured anyway.
    pub fn new(plan: &Plan, script: &Script) -> Result<Outcomes, OutcomeError> {
        let mut outcomes = Outcomes { columns: Vec::new(), finds: Vec::new(), events: Vec::new() };
        for outcome in &plan.outcomes {
            outcomes.declared(outcome)?;
        }
        if plan.outcomes.is_empty() {
            outcomes.all(script);
        }
        let taken = outcomes.names(plan);
        for rule in 0..script.rules.as_ref().map_or(0, |rules| rules.len()) {
            let name = script.rules.as_ref().map_or("", |rules| rules.name(rule));
            let column = format!("rule-{name}");
            if taken.contains(&column) {
                return Err(OutcomeError::Twice { rule: name.to_string(), column });
            }
            let text = format!("the rule `{name}` was not broken");
            outcomes.push(&column, text, Kind::Flag, Better::High, Find::Rule(rule));
        }
        Ok(outcomes)
    }

    /// Whether some of them are verdicts of rules.
    pub(crate) fn judge(&self) -> bool {
        self.finds.iter().any(|find| matches!(find, Find::Rule(_)))
    }

    /// What the columns are called so far, with those of what is varied.
    fn names(&self, plan: &Plan) -> BTreeSet<String> {
        let seen = self.columns.iter().filter(|column| column.kind == Kind::Time);
        let seen = seen.map(|column| format!("{}.seen", column.name));
        let varied = plan.levers.iter().map(|lever| &lever.name);
        let varied = varied.chain(plan.uncertainties.iter().map(|one| &one.name));
        let columns = self.columns.iter().map(|column| &column.name);
        varied.chain(columns).cloned().chain(seen).collect()
    }

    fn push(&mut self, name: &str, text: String, kind: Kind, better: Better, find: Find) {
        let never = match find {
            Find::Happened { at_least: 1, at_most: u32::MAX, .. } => "it never occurred",
            Find::Expectation(_) => "it was never met",
            Find::Rule(_) => "it was broken in every run",
            _ => "it was never so",
        };
        self.columns.push(Column { name: name.to_string(), text, kind, better, never });
        self.finds.push(find);
    }

    fn declared(&mut self, outcome: &Outcome) -> Result<(), OutcomeError> {
        let mut good = Better::Low;
        let (kind, text, find) = match &outcome.asks {
            Asks::Happened { event, at_least, at_most } => {
                let (at_least, at_most) = (*at_least, *at_most);
                let (what, span) = (shown(&event.pattern), &event.span);
                let text = match (at_least, at_most) {
                    (0, 0) => format!("{what} never happened{span}"),
                    (1, u32::MAX) => format!("{what} happened{span}"),
                    _ => format!("{what} happened {}{span}", how_often(at_least, at_most)),
                };
                let event = self.sought(&event.pattern, (event.from, event.to), None);
                good = Better::High;
                (Kind::Flag, text, Find::Happened { event, at_least, at_most })
            }
            Asks::Count(event) => {
                let text = format!("how often {} happened{}", shown(&event.pattern), event.span);
                let event = self.sought(&event.pattern, (event.from, event.to), None);
                (Kind::Count, text, Find::Count { event })
            }
            Asks::Time { to, since } => {
                let start = since.as_ref().map_or("the start".to_string(), shown);
                let watched = if to.span.is_empty() { "" } else { ", watched" };
                let text = format!("from {start} to {}{watched}{}", shown(&to.pattern), to.span);
                let whole = (SimTime::MIN, SimTime::MAX);
                let since = since.as_ref().map(|since| self.sought(since, whole, None));
                let to = self.sought(&to.pattern, (to.from, to.to), since);
                (Kind::Time, text, Find::Time { to, since })
            }
            Asks::Missed(clock) => {
                (Kind::Count, format!("deadlines missed: {}", word(*clock)), Find::Missed(*clock))
            }
            Asks::Metric(metric) => {
                let all = metrics();
                let Some(known) = all.iter().find(|known| known.name == metric) else {
                    return Err(OutcomeError::UnknownMetric {
                        outcome: outcome.name.clone(),
                        metric: metric.clone(),
                        known: all.iter().map(|row| row.name).collect::<Vec<_>>().join(", "),
                    });
                };
                good = good_end(known);
                (known.unit.into(), known.text.clone(), Find::Metric(known.name))
            }
        };
        self.push(&outcome.name, text, kind, outcome.better.unwrap_or(good), find);
        Ok(())
    }

    /// Everything that is measured anyway.
    fn all(&mut self, script: &Script) {
        for (index, expected) in script.expectations.iter().enumerate() {
            let name = format!("{EXPECTATION}{}", index + 1);
            let find = Find::Expectation(index);
            self.push(&name, expected.text.clone(), Kind::Flag, Better::High, find);
        }
        for clock in Clock::DUTIES {
            let word = word(clock);
            let text = format!("deadlines missed: {word}");
            let name = format!("missed-{word}");
            self.push(&name, text, Kind::Count, Better::Low, Find::Missed(clock));
        }
        for row in metrics() {
            let find = Find::Metric(row.name);
            let better = good_end(&row);
            self.push(row.name, row.text, row.unit.into(), better, find);
        }
        self.push("events", "events on record".into(), Kind::Count, Better::Low, Find::Events);
    }

    fn sought(
        &mut self,
        pattern: &Pattern,
        (from, to): (SimTime, SimTime),
        after: Option<usize>,
    ) -> usize {
        self.events.push(Counted { pattern: pattern.clone(), from, to, after });
        self.events.len() - 1
    }

    /// Whether the measures of the account are needed; they cost time.
    pub(crate) fn measure(&self) -> bool {
        self.finds.iter().any(|find| matches!(find, Find::Missed(_) | Find::Metric(_)))
    }

    /// The events that are looked for, by their kind and in their order.
    pub(crate) fn by_kind(&self) -> ByKind<Vec<usize>> {
        let mut by_kind: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for (index, counted) in self.events.iter().enumerate() {
            by_kind.entry(counted.pattern.kind.clone()).or_default().push(index);
        }
        ByKind::new(by_kind)
    }
}

/// The rows of an empty run: their names are those of every run.
pub(crate) fn metrics() -> Vec<report::Measured> {
    Measures::default().rows(&domain::Center::default())
}

fn good_end(metric: &report::Measured) -> Better {
    if metric.more_is_better { Better::High } else { Better::Low }
}

fn word(clock: Clock) -> String {
    let word = serde_json::to_value(clock).unwrap_or_default();
    word.as_str().unwrap_or_default().to_string()
}

/// The kind of a unit of the account.
impl From<MeasuredUnit> for Kind {
    fn from(unit: MeasuredUnit) -> Kind {
        match unit {
            MeasuredUnit::Milliseconds => Kind::Milliseconds,
            MeasuredUnit::Count => Kind::Count,
            MeasuredUnit::PartsPerMillion => Kind::PartsPerMillion,
            MeasuredUnit::ThousandthsPerDay => Kind::ThousandthsPerDay,
        }
    }
}
