//! The log of a history that breaks a rule, as far as it can be played.

use std::sync::Arc;

use kernel::SimTime;
use rules::{Audit, Results, RuleSet, Standing};
use simulator::engine::Kept;
use simulator::record::CenterRecord;
use simulator::run;
use simulator::running::Running;
use simulator::script::Script;
use simulator::watch::Watch;

use crate::enumerated::{Answers, Enumerated};

/// Why a history cannot go on behind its violation, and from when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stuck {
    pub at: SimTime,
    pub why: String,
}

impl Stuck {
    /// The last instant up to which the history can be played.
    pub fn plays_until(&self) -> SimTime {
        SimTime::from_millis(self.at.as_millis().saturating_sub(1))
    }
}

#[derive(Debug, Default)]
pub(crate) struct Recorded {
    pub(crate) records: Vec<CenterRecord>,
    /// What the monitor says of the first violation.
    pub(crate) violation: String,
    pub(crate) also_broken: Vec<String>,
    pub(crate) stuck: Option<Stuck>,
}

impl Recorded {
    /// Plays the history to its end, or up to where it cannot go on. Deadlines before that have passed.
    pub(crate) fn of(
        script: &Script,
        rules: &RuleSet,
        rule: usize,
        choices: &Arc<Answers>,
    ) -> Recorded {
        let chooser = Enumerated::named(Arc::clone(choices));
        let opening = run::opening(script, 0, None);
        let watch = Watch::<Audit<'_>>::new(rules);
        let journal = Kept::<CenterRecord>::default();
        let begun = Running::watched(script, opening, chooser, journal, watch, &mut |_| ());
        let Ok(mut running) = begun else { return Recorded::default() };
        let stuck = loop {
            let next = running.next_at();
            match running.step(&mut |_| ()) {
                Ok(true) => {}
                Ok(false) => break None,
                Err(fault) => {
                    let at = next.unwrap_or(script.opening.until);
                    break Some(Stuck { at, why: fault.to_string() });
                }
            }
        };
        if stuck.is_some() {
            let results = running.observer().judge.results();
            return Recorded::told(running.journal(), &results, (rules, rule), stuck);
        }
        let Ok(ended) = running.end(&mut |_| ()) else { return Recorded::default() };
        Recorded::told(&ended.journal, &ended.observer.judge.results(), (rules, rule), None)
    }

    fn told(
        journal: &Kept<CenterRecord>,
        results: &Results,
        (rules, rule): (&RuleSet, usize),
        stuck: Option<Stuck>,
    ) -> Recorded {
        let first = results.rules.get(rule).and_then(|it| it.violations.first());
        let violation = first.map(|first| first.text).unwrap_or_default();
        let others = results.rules.iter().enumerate().filter(|(number, _)| *number != rule);
        let broken = others.filter(|(_, it)| it.verdict == Standing::Broken);
        let also_broken = broken.map(|(number, _)| rules.name(number).to_string()).collect();
        let records = journal.records().cloned().collect();
        Recorded { records, violation, also_broken, stuck }
    }
}
