//! What is searched: a scenario, the rules that it must keep, and what may be chosen.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, OnceLock};

use kernel::SimTime;
use rules::{Event, Monitor, OutOfOrder, RuleSet, Verdict};
use simulator::director::Relevant;
use simulator::distribution::Distribution;
use simulator::script::{Check, Expectation, ParameterValue, Script, names_instant};
use simulator::watch::Judge;

use crate::enumerated::has_others;
use crate::open::Freedom;
use crate::symmetry::Symmetry;

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
    /// Whether what is due at one instant is taken in every order.
    pub orders: bool,
    /// Nations that are taken for one another.
    pub symmetry: Option<Arc<Symmetry>>,
    /// Found when a state is to be told from others, which shrinking never asks.
    relevant: OnceLock<Relevant>,
}

impl<'a> Space<'a> {
    pub fn new(
        script: &'a Script,
        rules: &'a RuleSet,
        goals: &'a [Expectation],
        freedom: Option<&'a Freedom>,
    ) -> Space<'a> {
        let freedom = freedom.filter(|freedom| !freedom.opened.is_empty());
        let until = script.opening.until;
        let (orders, symmetry, relevant) = (false, None, OnceLock::new());
        Space { script, rules, goals, freedom, until, orders, symmetry, relevant }
    }

    /// The same, in which nations that are equal in everything are taken for one another. Where
    /// somebody is free to act, none are.
    #[must_use]
    pub fn with_symmetry(self) -> Space<'a> {
        let symmetry = match self.freedom {
            None => Symmetry::new(self.script, self.rules, self.goals),
            Some(_) => Symmetry::default(),
        };
        Space { symmetry: Some(Arc::new(symmetry)), ..self }
    }

    /// The same within another script, which is a part of this one, where nobody is free to act.
    pub(crate) fn within<'b>(&'b self, script: &'b Script) -> Space<'b> {
        Space { orders: self.orders, ..Space::new(script, self.rules, &[], None) }
    }

    /// Whether something is drawn of which only some values are gone through.
    pub fn draws_in_part(&self) -> bool {
        let parameters = self.script.parameters.iter().any(|it| match &it.value {
            ParameterValue::Drawn(from) => has_others(from),
            ParameterValue::Known(_) => false,
        });
        let in_part = |from: Option<&Distribution>| from.is_some_and(has_others);
        parameters
            || self.script.steps.iter().any(|step| {
                in_part(step.delay.as_ref()) || in_part(step.trigger.drawn_from().as_deref())
            })
    }

    /// What of the script anything to come can ask for.
    pub(crate) fn relevant(&self) -> &Relevant {
        self.relevant.get_or_init(|| {
            let watches = self.goals.iter().filter_map(|goal| match goal.check {
                Check::Count { watch, .. } => Some(watch),
                Check::State { .. } | Check::Rule(_) => None,
            });
            Relevant::new(self.script, watches)
        })
    }

    /// Whether neither a rule nor what is open names a certain instant.
    pub(crate) fn knows_no_dates(&self) -> bool {
        let names_none = |freedom: &Freedom| {
            let values = freedom.opened.iter().flat_map(|it| it.with.values().flatten());
            freedom.every.is_none() && !values.into_iter().any(names_instant)
        };
        self.rules.judges_whenever() && self.freedom.is_none_or(names_none)
    }
}

/// What became certain.
#[derive(Clone, Debug)]
pub(crate) struct Fresh {
    pub(crate) verdict: Verdict,
    /// How many choices had been made, if they are remembered.
    pub(crate) made: usize,
}

/// A monitor that keeps what it found until it is asked.
#[derive(Clone, Debug)]
pub struct Judged<'r> {
    pub(crate) monitor: Monitor<'r>,
    /// What became certain since somebody asked.
    pub(crate) fresh: Vec<Fresh>,
    /// The number of choices that are remembered, which the chooser counts.
    pub(crate) made: Option<Arc<AtomicUsize>>,
}

impl<'r> Judge<'r> for Judged<'r> {
    fn new(rules: &'r RuleSet) -> Judged<'r> {
        Judged { monitor: Monitor::new(rules), fresh: Vec::new(), made: None }
    }

    fn observe(&mut self, event: &Event<'_>) -> Result<&[Verdict], OutOfOrder> {
        let verdicts = self.monitor.observe(event)?;
        keep(&mut self.fresh, verdicts, self.made.as_deref());
        Ok(self.monitor.verdicts())
    }

    fn advance_to(&mut self, time: SimTime) -> &[Verdict] {
        let verdicts = self.monitor.advance_to(time);
        keep(&mut self.fresh, verdicts, self.made.as_deref());
        self.monitor.verdicts()
    }

    fn next_wake(&mut self) -> Option<SimTime> {
        self.monitor.next_wake()
    }

    fn trial(&self) -> Monitor<'r> {
        self.monitor.clone()
    }
}

fn keep(fresh: &mut Vec<Fresh>, verdicts: &[Verdict], made: Option<&AtomicUsize>) {
    let made = made.map_or(0, |made| made.load(Ordering::Relaxed));
    fresh.extend(verdicts.iter().map(|verdict| Fresh { verdict: verdict.clone(), made }));
}
