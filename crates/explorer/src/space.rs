//! What is searched: a scenario, the rules that it must keep, and what may be chosen.

use kernel::SimTime;
use rules::{Event, Monitor, OutOfOrder, RuleSet, Verdict};
use simulator::director::Relevant;
use simulator::script::{Check, Expectation, Script};
use simulator::watch::Judge;

use crate::open::Freedom;

/// All histories of a scenario, and what is asked of them.
#[derive(Debug)]
pub struct Space<'a> {
    pub script: &'a Script,
    pub rules: &'a RuleSet,
    /// What some history must bring about.
    pub goals: &'a [Expectation],
    /// What the seats may do of their own accord.
    pub freedom: Option<&'a Freedom>,
    /// Searched up to this instant.
    pub until: SimTime,
    pub(crate) relevant: Relevant,
}

impl<'a> Space<'a> {
    pub fn new(
        script: &'a Script,
        rules: &'a RuleSet,
        goals: &'a [Expectation],
        freedom: Option<&'a Freedom>,
    ) -> Space<'a> {
        let watches = goals.iter().filter_map(|goal| match goal.check {
            Check::Count { watch, .. } => Some(watch),
            Check::State { .. } | Check::Rule(_) => None,
        });
        let relevant = Relevant::new(script, watches);
        let freedom = freedom.filter(|freedom| !freedom.opened.is_empty());
        Space { script, rules, goals, freedom, until: script.opening.until, relevant }
    }
}

/// A monitor that keeps what it found until it is asked.
#[derive(Clone, Debug)]
pub struct Judged<'r> {
    pub(crate) monitor: Monitor<'r>,
    /// What became certain since somebody asked.
    pub(crate) fresh: Vec<Verdict>,
}

impl<'r> Judge<'r> for Judged<'r> {
    fn new(rules: &'r RuleSet) -> Judged<'r> {
        Judged { monitor: Monitor::new(rules), fresh: Vec::new() }
    }

    fn observe(&mut self, event: &Event<'_>) -> Result<&[Verdict], OutOfOrder> {
        let verdicts = self.monitor.observe(event)?;
        self.fresh.extend_from_slice(verdicts);
        Ok(self.monitor.verdicts())
    }

    fn advance_to(&mut self, time: SimTime) -> &[Verdict] {
        let verdicts = self.monitor.advance_to(time);
        self.fresh.extend_from_slice(verdicts);
        self.monitor.verdicts()
    }

    fn next_wake(&mut self) -> Option<SimTime> {
        self.monitor.next_wake()
    }

    fn trial(&self) -> Monitor<'r> {
        self.monitor.clone()
    }
}
