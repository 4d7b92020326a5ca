//! Plays one row: sets what it sets, runs the script, and records the outcomes.

use std::sync::Arc;
use std::time::{Duration, Instant};

use domain::Center;
use simulator::choice::{Edited, Seeded};
use simulator::director::DirectorError;
use simulator::engine::{EngineError, Journal, RecordOf};
use simulator::record::{Body, Opening};
use simulator::run;
use simulator::script::Script;

use crate::design::{Layout, Spec};
use crate::observation::Observation;
use crate::outcome::Outcomes;
use crate::row::{Row, Status};
use crate::runner::Worker;
use crate::text::counted;

/// How much a run may come to before it is given up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Budget {
    pub events_max: u64,
    /// Looked at after each event. A run that is given up by the clock on one machine may be done
    /// on another, so the digest then depends on the machine.
    pub time_max: Option<Duration>,
}

impl Default for Budget {
    fn default() -> Budget {
        Budget { events_max: 10_000_000, time_max: None }
    }
}

/// What all workers share.
#[derive(Clone, Debug)]
pub struct Stage {
    pub script: Arc<Script>,
    pub layout: Arc<Layout>,
    pub outcomes: Arc<Outcomes>,
    pub budget: Budget,
}

/// A worker with a script of its own, which is set anew for each row.
pub struct Player<'a> {
    stage: &'a Stage,
    base: Script,
    script: Script,
    /// What is settled; everything else is drawn.
    settled: Edited,
    observation: Observation<'a>,
}

/// A row, and what went wrong in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finished {
    pub row: Row,
    pub fault: Option<String>,
}

impl<'a> Player<'a> {
    pub fn new(stage: &'a Stage) -> Player<'a> {
        let base = stage.script.apart();
        let script = base.clone();
        let observation = Observation::new(&stage.outcomes);
        Player { stage, base, script, settled: settled(&stage.script), observation }
    }

    /// Who chooses in a run.
    pub(crate) fn chooser(&self, run: u32) -> Edited {
        self.settled.of_seed(Seeded::new(self.stage.layout.seed, run))
    }

    /// The script as this row has it.
    pub fn script(&mut self, spec: &Spec) -> &Script {
        self.stage.layout.set(spec, &self.base, &mut self.script);
        &self.script
    }
}

impl Worker for Player<'_> {
    type Done = Finished;

    fn play(&mut self, index: u64) -> Finished {
        let stage = self.stage;
        let spec = stage.layout.spec(index);
        let choose = self.chooser(spec.run);
        stage.layout.set(&spec, &self.base, &mut self.script);
        let script = &self.script;
        let opening = opening(script, stage.layout.seed, spec.run);
        let span = (opening.starts_at, opening.until);
        let observation = &mut self.observation;
        observation.restart();
        let journal = Bounded::new(stage.budget);
        let played =
            run::run(script, opening, choose, journal, &mut |record| observation.apply(record));
        match played {
            Ok(outcome) => {
                let cells = observation.cells(&outcome, span);
                Finished { row: Row { spec, status: Status::Done, cells }, fault: None }
            }
            Err(error) => {
                let (status, fault) = fault(&error);
                let row = Row { spec, status, cells: Vec::new() };
                Finished { row, fault: Some(fault) }
            }
        }
    }
}

/// How a run ended that could not be played on, and in words why.
pub(crate) fn fault<E: std::fmt::Display>(
    error: &EngineError<E, DirectorError>,
) -> (Status, String) {
    match error {
        EngineError::Journal(error) => (Status::OverBudget, error.to_string()),
        EngineError::Reactor(_)
        | EngineError::Standstill { .. }
        | EngineError::Endless { .. }
        | EngineError::Crowded { .. }
        | EngineError::Unjudged { .. } => (Status::Stuck, error.to_string()),
    }
}

/// A chooser that answers what the scenario settles under `choices`, and the rest as it says.
pub(crate) fn settled(script: &Script) -> Edited {
    script.chooser([].into(), Seeded::new(0, 0))
}

/// The beginning of a run of a campaign: the seed names the run as well.
pub fn opening(script: &Script, seed: u64, run: u32) -> Opening {
    let opening = run::opening(script, seed, None);
    let named = if run == 0 { seed.to_string() } else { format!("{seed}/{run}") };
    Opening { seed: Some(named), ..opening }
}

/// A journal that keeps nothing and gives up when it is too much.
#[derive(Clone)]
pub(crate) struct Bounded {
    left: u64,
    budget: Budget,
    began: Instant,
}

impl Bounded {
    pub(crate) fn new(budget: Budget) -> Bounded {
        Bounded { left: budget.events_max, budget, began: Instant::now() }
    }
}

/// Why a run was given up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum TooMuch {
    #[error("more than {}", counted(*.0, "event"))]
    Events(u64),
    #[error("more than {} seconds", .0.as_secs())]
    Time(Duration),
}

impl Journal<Center> for Bounded {
    type Error = TooMuch;

    /// No outcome asks for commands and choices.
    const RECORDS_COMMANDS: bool = false;
    const RECORDS_STATE: bool = false;
    /// It has a bound of its own.
    const RECORDS_MAX: u64 = u64::MAX;

    fn append<'b>(
        &'b mut self,
        batch: &'b mut Vec<RecordOf<Center>>,
    ) -> Result<&'b [RecordOf<Center>], TooMuch> {
        let events = batch.iter().filter(|record| matches!(record.body, Body::Event(_))).count();
        let left = self.left.checked_sub(events as u64);
        self.left = left.ok_or(TooMuch::Events(self.budget.events_max))?;
        match self.budget.time_max {
            Some(most) if most < self.began.elapsed() => Err(TooMuch::Time(most)),
            _ => Ok(batch),
        }
    }
}
