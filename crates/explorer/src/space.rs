//! What is searched: a scenario, the rules that it must keep, and what may be chosen.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, OnceLock};

use kernel::SimTime;
use rules::{Event, Monitor, OutOfOrder, RuleSet, Verdict};
use simulator::director::Relevant;
use simulator::distribution::Distribution;
use simulator::script::{Check, Expectation, ParameterValue, Script, names_instant};
use simulator::watch::Judge;

use crate::grid::{Grids, has_others};
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
    /// Set once something could have gone before what did, at the same instant.
    pub(crate) ties: Arc<AtomicBool>,
    /// Found when a state is to be told from others, which shrinking never asks.
    relevant: OnceLock<Relevant>,
    grids: OnceLock<Arc<Grids>>,
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
        let (orders, symmetry) = (false, None);
        let (relevant, grids, ties) = (OnceLock::new(), OnceLock::new(), Arc::default());
        Space { script, rules, goals, freedom, until, orders, symmetry, ties, relevant, grids }
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

    /// Whether things were due at one instant that could have come in another order, in the histories
    /// that were gone through, and did not in any.
    pub fn order_in_part(&self) -> bool {
        !self.orders && self.ties.load(Ordering::Relaxed)
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

    /// What is gone through of each draw.
    pub(crate) fn grids(&self) -> Arc<Grids> {
        Arc::clone(self.grids.get_or_init(|| Arc::new(Grids::new(self.script))))
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
    /// Copies share it until something comes that its rules heed.
    pub(crate) monitor: Arc<Monitor<'r>>,
    /// When its next deadline has passed.
    wakes_at: Option<SimTime>,
    /// What became certain since somebody asked.
    pub(crate) fresh: Vec<Fresh>,
    /// The number of choices that are remembered, which the chooser counts.
    pub(crate) made: Option<Arc<AtomicUsize>>,
}

impl<'r> Judge<'r> for Judged<'r> {
    fn new(rules: &'r RuleSet) -> Judged<'r> {
        let mut monitor = Monitor::new(rules);
        let wakes_at = monitor.next_wake();
        Judged { monitor: Arc::new(monitor), wakes_at, fresh: Vec::new(), made: None }
    }

    fn observe(&mut self, event: &Event<'_>) -> Result<&[Verdict], OutOfOrder> {
        if !self.monitor.heeds(event.kind) {
            return Ok(&[]);
        }
        let monitor = Arc::make_mut(&mut self.monitor);
        keep(&mut self.fresh, monitor.observe(event)?, self.made.as_deref());
        self.wakes_at = monitor.next_wake();
        Ok(monitor.verdicts())
    }

    fn advance_to(&mut self, time: SimTime) -> &[Verdict] {
        let monitor = Arc::make_mut(&mut self.monitor);
        keep(&mut self.fresh, monitor.advance_to(time), self.made.as_deref());
        self.wakes_at = monitor.next_wake();
        monitor.verdicts()
    }

    fn next_wake(&mut self) -> Option<SimTime> {
        self.wakes_at
    }

    fn trial(&self) -> Monitor<'r> {
        Monitor::clone(&self.monitor)
    }
}

fn keep(fresh: &mut Vec<Fresh>, verdicts: &[Verdict], made: Option<&AtomicUsize>) {
    let made = made.map_or(0, |made| made.load(Ordering::Relaxed));
    fresh.extend(verdicts.iter().map(|verdict| Fresh { verdict: verdict.clone(), made }));
}
