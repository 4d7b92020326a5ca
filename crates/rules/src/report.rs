//! What came of each rule, as programs read it and as people do.
//!
//! [`Audit`] runs a monitor and keeps its verdicts; [`Results`] is the structure behind
//! `--format json`.

mod changes;
mod pages;
mod results;
mod violations;
mod warnings;
mod words;
mod written;

use std::collections::BTreeMap;
use std::sync::Arc;

use kernel::SimTime;

pub use changes::{Change, changes};
pub use results::{Instance, LogSummary, Named, Results, RuleResult, Standing, Time, Violation};
pub use violations::Violations;

use violations::Shelf;
use words::Words;

use crate::event::Event;
use crate::monitor::{Monitor, OutOfOrder, Outcome, Reason, Verdict};
use crate::plan::{Body, RulePlan};
use crate::rule_set::RuleSet;
use crate::tree::{LengthBound, Rule};
use crate::value::shown_duration;

/// A monitor together with what it has said so far.
#[derive(Clone, Debug)]
pub struct Audit<'r> {
    rules: &'r RuleSet,
    monitor: Monitor<'r>,
    tallies: Vec<Tally>,
    /// By the number of the kind: whether there was such an event.
    occurred: Vec<bool>,
    /// The instant of the last event.
    last: Option<SimTime>,
    /// The instant up to which everything is known.
    reached: Option<SimTime>,
    /// The zone in which people read instants, in milliseconds east of UTC.
    offset: i64,
}

/// What was said about one rule.
#[derive(Clone, Debug, Default)]
struct Tally {
    kept: u64,
    excused: u64,
    repaired: u64,
    /// Shared with the results that were asked for, and copied if more is added.
    violations: Arc<Shelf>,
    /// The least time that was left, and of how much.
    tightest: Option<(i64, i64)>,
}

impl<'r> Audit<'r> {
    pub fn new(rules: &'r RuleSet) -> Audit<'r> {
        Audit {
            rules,
            monitor: Monitor::new(rules),
            tallies: vec![Tally::default(); rules.len()],
            occurred: vec![false; rules.vocabulary().kinds().len()],
            last: None,
            reached: None,
            offset: 0,
        }
    }

    /// Texts for people show instants in a zone so many minutes east of UTC.
    pub fn show_in_zone(&mut self, minutes: i32) {
        self.offset = i64::from(minutes) * 60_000;
    }

    /// The monitor, to be copied and tried out.
    pub fn monitor(&self) -> &Monitor<'r> {
        &self.monitor
    }

    /// Takes the next event; what it makes certain is returned.
    pub fn observe(&mut self, event: &Event<'_>) -> Result<&[Verdict], OutOfOrder> {
        let verdicts = self.monitor.observe(event)?;
        if let Some(occurred) = self.occurred.get_mut(event.kind.index()) {
            *occurred = true;
        }
        self.last = Some(event.time);
        self.reached = self.reached.max(self.last);
        for verdict in verdicts {
            if let Some(tally) = self.tallies.get_mut(verdict.rule) {
                tally.add(verdict);
            }
        }
        for late in self.monitor.late_answers() {
            if let Some(tally) = self.tallies.get_mut(late.rule) {
                Arc::make_mut(&mut tally.violations).answered_late(late);
            }
        }
        Ok(self.monitor.verdicts())
    }

    /// Says that the log has reached an instant; see [`Monitor::advance_to`].
    pub fn advance_to(&mut self, time: SimTime) -> &[Verdict] {
        // What happens at the instant itself is not known yet.
        self.reached =
            self.reached.max(Some(SimTime::from_millis(time.as_millis().saturating_sub(1))));
        for verdict in self.monitor.advance_to(time) {
            if let Some(tally) = self.tallies.get_mut(verdict.rule) {
                tally.add(verdict);
            }
        }
        self.monitor.verdicts()
    }

    /// The instant at which a verdict becomes certain though nothing happens.
    pub fn next_wake(&mut self) -> Option<SimTime> {
        self.monitor.next_wake()
    }

    /// Ends the log: nothing is pending any more.
    pub fn close(&mut self) -> &[Verdict] {
        for verdict in self.monitor.close() {
            if let Some(tally) = self.tallies.get_mut(verdict.rule) {
                tally.add(verdict);
            }
        }
        self.monitor.verdicts()
    }

    /// What has come of each rule so far.
    pub fn results(&self) -> Results {
        let mut pending: BTreeMap<usize, Vec<Instance>> = BTreeMap::new();
        let names: Vec<Vec<Arc<str>>> = self.rules.plan.rules.iter().map(names).collect();
        for open in self.monitor.pending() {
            let names = names.get(open.rule).map(Vec::as_slice).unwrap_or_default();
            pending.entry(open.rule).or_default().push(Instance {
                position: open.position,
                time: Time(open.time),
                due: open.due.map(Time),
                values: Named::of(names, &open.values),
                reparation: open.is_broken,
                reparation_came: open.is_repaired,
                reparation_due: open.repair_due.map(Time),
                offset: self.offset,
            });
        }
        let rules = self.tallies.iter().zip(self.rules.rules()).enumerate();
        let rules = rules.filter_map(|(id, (tally, rule))| {
            self.result(id, rule, tally, pending.remove(&id).unwrap_or_default())
        });
        let rules = rules.collect();
        let (last, reached) = (self.last.map(Time), self.reached.map(Time));
        Results { log: LogSummary { events: self.monitor.events(), last, reached }, rules }
    }

    fn result(
        &self,
        id: usize,
        rule: &Rule,
        tally: &Tally,
        pending: Vec<Instance>,
    ) -> Option<RuleResult> {
        let plan = self.rules.plan.rules.get(id)?;
        let is_formula = matches!(plan.body, Body::Formula(_) | Body::Always(_));
        let violations = tally.violations.count();
        let triggered =
            tally.kept + tally.excused + tally.repaired + violations + pending.len() as u64;
        let given_up = self.monitor.given_up().find(|(rule, _)| *rule == id);
        let standing = if 0 < violations {
            Standing::Broken
        } else if given_up.is_some() {
            Standing::GivenUp
        } else if !pending.is_empty() {
            Standing::Pending
        } else if is_formula || 0 < triggered || forbids_everywhere(plan) {
            Standing::Kept
        } else {
            Standing::Vacuous
        };
        let is_list =
            matches!(&plan.body, Body::Whenever { outcome, .. } if outcome.has_list_of_steps());
        Some(RuleResult {
            rule: plan.name.clone(),
            title: rule.title.clone(),
            verdict: standing,
            triggered: (!is_formula).then_some(triggered),
            kept: (!is_formula).then_some(tally.kept),
            excused: tally.excused,
            given_up: given_up.map(|(_, position)| position),
            repaired: tally.repaired,
            tightest: tally.tightest.map(|(margin, of)| {
                let step = if is_list { ", at the last step" } else { "" };
                format!("{} of {}{step}", shown_duration(of - margin), shown_duration(of))
            }),
            violations: Violations::new(id, &tally.violations, Words::new(plan, rule, self.offset)),
            pending,
            warnings: self.warnings(id, (rule, plan), tally, triggered),
        })
    }
}

/// The names of the variables of a rule.
fn names(rule: &RulePlan) -> Vec<Arc<str>> {
    rule.variables.iter().map(|variable| variable.name.as_str().into()).collect()
}

/// Whether a rule says that something must not be, at any time.
fn forbids_everywhere(plan: &RulePlan) -> bool {
    let forbids = match &plan.body {
        Body::Never(_) => true,
        Body::Quota(quota) => quota.bound == LengthBound::AtMost,
        _ => false,
    };
    forbids && plan.scope.is_none()
}

impl Tally {
    fn add(&mut self, verdict: &Verdict) {
        match verdict.outcome {
            Outcome::Kept => self.kept += 1,
            Outcome::Excused => self.excused += 1,
            Outcome::Repaired => self.repaired += 1,
            Outcome::Broken | Outcome::BrokenAtClose => {
                Arc::make_mut(&mut self.violations).add(verdict);
            }
        }
        if let Reason::InTime { margin, of } = verdict.reason {
            let tighter = self.tightest.is_none_or(|(least, _)| margin < least);
            self.tightest = if tighter { Some((margin, of)) } else { self.tightest };
        }
    }
}
