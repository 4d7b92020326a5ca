//! A scenario with its rules, compiled.

use std::sync::atomic::AtomicBool;

use explorer::breadth::{Distance, Limits, Searched, search};
use explorer::counterexample::Counterexample;
use explorer::folder::{Original, scenario_file};
use explorer::open::Freedom;
use explorer::space::Space;
use kernel::SimTime;
use rules::RuleSet;
use scenario::Compiled;

pub(crate) struct Setting {
    pub(crate) known_by: String,
    pub(crate) compiled: Compiled,
    pub(crate) rules: RuleSet,
    pub(crate) freedom: Freedom,
    /// Whether what is due at one instant is taken in every order.
    pub(crate) orders: bool,
    /// Searched up to this instant, if not to the end of the scenario.
    pub(crate) until: Option<SimTime>,
}

pub(crate) const QUARREL: &str = include_str!("../fixtures/quarrel.yaml");
pub(crate) const RULES: &str = include_str!("../fixtures/quarrel.rules");

impl Setting {
    pub(crate) fn new(scenario: &str, rules: &str) -> Setting {
        let compiled = scenario::compile(scenario).expect("the scenario has no faults");
        let rules = scenario::rules(rules).expect("the rules have no faults");
        let freedom = Freedom::new(&compiled.exploration);
        let known_by = scenario::known_by(scenario);
        Setting { known_by, compiled, rules, freedom, orders: false, until: None }
    }

    pub(crate) fn space(&self) -> Space<'_> {
        let Setting { compiled, rules, freedom, orders, until, .. } = self;
        let goals = &compiled.exploration.sometimes;
        let mut space = Space::new(&compiled.script, rules, goals, Some(freedom));
        space.orders = *orders;
        space.until = until.unwrap_or(space.until);
        space
    }

    pub(crate) fn file_of(&self, way: &str, found: &Counterexample) -> String {
        scenario_file(&self.compiled.script, Original { way, known_by: &self.known_by }, found)
    }

    pub(crate) fn search(&self, limits: &Limits) -> Searched {
        search(&self.space(), limits, &AtomicBool::new(false))
    }
}

/// Up to so many choices, with room for everything.
pub(crate) fn choices(depth_max: u32) -> Limits {
    Limits {
        distance: Distance::Choices,
        depth_max,
        memory_max: 1 << 30,
        transitions_max: u64::MAX,
        threads: 1,
        rule: None,
        keeps_going: false,
    }
}
