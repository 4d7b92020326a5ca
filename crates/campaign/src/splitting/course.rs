//! Runs of a scenario that can be copied where they reached a level.
//!
//! Nothing is kept of a run but how to get there again: its number, the numbers of the copies that
//! it descends from, and the steps in which they were copied. A run is played again up to the step
//! before, and copied there as often as is asked for.

use std::cell::Cell;
use std::ops::Range;
use std::path::Path;
use std::rc::Rc;

use domain::Center;
use event_store::JsonLines;
use simulator::choice::{ChoiceError, ChoiceKey, Choose, Edited, Seeded};
use simulator::distribution::Distribution;
use simulator::engine::Journal;
use simulator::log::Log;
use simulator::record::Opening;
use simulator::run;
use simulator::running::Running;
use simulator::script::Script;

use super::World;
use super::levels::{Height, Levels};
use crate::kept::{KeptError, put_in_place};
use crate::player::{self, Bounded, Stage};

/// Where a run reached a level.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    run: u32,
    /// From the first on.
    copies: Vec<Copied>,
    /// The step in which the level was reached, counted from 1.
    step: u64,
    reached: usize,
}

/// A copy of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Copied {
    number: u32,
    /// In the middle of this step: once the event that was waited for has happened.
    step: u64,
}

impl Entry {
    /// The seed as it stands in a log: with the run and its copies.
    fn seed(&self, seed: u64) -> String {
        let copies = self.copies.iter().map(|it| format!("+{}@{}", it.number, it.step));
        format!("{seed}/{}{}", self.run, copies.collect::<String>())
    }
}

/// The runs of a stage, on one thread.
pub(super) struct Runs<'a> {
    stage: &'a Stage,
    script: Script,
    levels: &'a Levels,
    settled: Edited,
}

impl<'a> Runs<'a> {
    pub(super) fn new(stage: &'a Stage, levels: &'a Levels) -> Runs<'a> {
        let script = stage.script.apart();
        Runs { stage, levels, settled: player::settled(&script), script }
    }

    /// A run at its beginning, which is to be copied as the entry says.
    fn course(&self, run: u32, copies: &[Copied]) -> Result<Course<'_, Bounded>, String> {
        let opening = player::opening(&self.script, self.stage.layout.seed, run);
        let draws = Draws::new(&self.settled, self.stage.layout.seed, run, copies);
        let journal = Bounded::new(self.stage.budget);
        Course::begin(&self.script, opening, draws, journal, self.levels)
    }

    fn copies(
        &self,
        entry: &Entry,
        numbers: Range<u32>,
        level: usize,
    ) -> Result<Vec<Result<Option<Entry>, String>>, String> {
        let mut before = self.course(entry.run, &entry.copies)?;
        while before.steps + 1 < entry.step {
            before.step()?;
        }
        let one = |number| {
            let mut course = before.copied(number);
            let reached = course.until(level)?;
            let last = Copied { number, step: entry.step };
            let copies = entry.copies.iter().copied().chain([last]).collect();
            let (step, height) = (course.steps, course.height.reached);
            Ok(reached.then_some(Entry { run: entry.run, copies, step, reached: height }))
        };
        Ok(numbers.map(one).collect())
    }

    fn named(&self, run: u32, fault: &str) -> String {
        format!("seed {} run {run}: {fault}", self.stage.layout.seed)
    }
}

impl World for Runs<'_> {
    type Entry = Entry;

    fn begin(&mut self, run: u32) -> Result<Option<Entry>, String> {
        let play = || {
            let mut course = self.course(run, &[])?;
            let reached = course.until(1)?;
            let (step, height) = (course.steps, course.height.reached);
            Ok(reached.then_some(Entry { run, copies: Vec::new(), step, reached: height }))
        };
        play().map_err(|fault: String| self.named(run, &fault))
    }

    fn go_on(
        &mut self,
        entry: &Entry,
        copies: Range<u32>,
        level: usize,
    ) -> Vec<Result<Option<Entry>, String>> {
        let count = copies.len();
        let found = self.copies(entry, copies, level);
        let found = found.unwrap_or_else(|fault| vec![Err(fault); count]);
        let named = |fault: String| self.named(entry.run, &fault);
        found.into_iter().map(|one| one.map_err(named)).collect()
    }

    fn reached(entry: &Entry) -> usize {
        entry.reached
    }
}

/// A run under way.
struct Course<'s, J> {
    running: Running<'s, Draws, J>,
    levels: &'s Levels,
    height: Height,
    steps: u64,
}

impl<'s, J> Course<'s, J>
where
    J: Journal<Center>,
    J::Error: std::fmt::Display,
{
    fn begin(
        script: &'s Script,
        opening: Opening,
        draws: Draws,
        journal: J,
        levels: &'s Levels,
    ) -> Result<Course<'s, J>, String> {
        let mut height = Height::new(levels);
        let observe = &mut |record: &_| height.take(levels, record);
        let running = Running::begin(script, opening, draws, journal, observe);
        let running = running.map_err(|error| player::fault(&error).1)?;
        Ok(Course { running, levels, height, steps: 0 })
    }

    /// Takes the next step; false if there is none.
    fn step(&mut self) -> Result<bool, String> {
        self.steps += 1;
        let Course { running, levels, height, steps } = self;
        let mut changes = running.chooser().changes_in(*steps);
        let of = running.chooser().copy();
        let stepped = running.step(&mut |record| {
            // The events of a step are shown before anything is drawn that they set off.
            if std::mem::take(&mut changes) {
                of.set(of.get() + 1);
            }
            height.take(levels, record);
        });
        stepped.map_err(|error| player::fault(&error).1)
    }

    /// Goes on until so many levels are reached; false if that never comes.
    fn until(&mut self, level: usize) -> Result<bool, String> {
        while self.height.reached < level {
            if !self.step()? {
                return Ok(false);
            }
        }
        Ok(true)
    }
}

impl<'s> Course<'s, Bounded> {
    /// A copy that draws for itself from the middle of the next step on.
    fn copied(&self, number: u32) -> Course<'s, Bounded> {
        let draws = self.running.chooser().copied(Copied { number, step: self.steps + 1 });
        Course {
            running: self.running.fork(draws, self.running.journal().clone()),
            levels: self.levels,
            height: self.height.clone(),
            steps: self.steps,
        }
    }
}

/// Answers from the seed of a run, and from where it was copied from the seed of the copy.
#[derive(Clone, Debug)]
struct Draws {
    chooser: Edited,
    seeds: Vec<Seeded>,
    copies: Vec<Copied>,
    /// Which seed is drawn from: set while a step is under way.
    of: Rc<Cell<usize>>,
    /// Which seed the chooser has.
    has: usize,
}

impl Draws {
    fn new(settled: &Edited, seed: u64, run: u32, copies: &[Copied]) -> Draws {
        let first = Seeded::new(seed, run);
        let mut draws = Draws {
            chooser: settled.of_seed(first.clone()),
            seeds: vec![first],
            copies: Vec::new(),
            of: Rc::default(),
            has: 0,
        };
        for copied in copies {
            draws.push(*copied);
        }
        draws
    }

    fn push(&mut self, copied: Copied) {
        let last = self.seeds.last().map(|seed| seed.copied(copied.number));
        self.seeds.extend(last);
        self.copies.push(copied);
    }

    fn copied(&self, copied: Copied) -> Draws {
        let mut draws = self.clone();
        draws.of = Rc::new(Cell::new(self.of.get()));
        draws.push(copied);
        draws
    }

    /// Whether a copy begins in the middle of this step.
    fn changes_in(&self, step: u64) -> bool {
        self.copies.get(self.of.get()).is_some_and(|next| next.step == step)
    }

    fn copy(&self) -> Rc<Cell<usize>> {
        Rc::clone(&self.of)
    }

    fn chooser(&mut self) -> &mut Edited {
        let of = self.of.get();
        if of != self.has {
            if let Some(seed) = self.seeds.get(of) {
                self.chooser.draw_from(seed.clone());
            }
            self.has = of;
        }
        &mut self.chooser
    }
}

impl Choose for Draws {
    fn pick(&mut self, key: &ChoiceKey<'_>, weights: &[u32]) -> Result<u32, ChoiceError> {
        self.chooser().pick(key, weights)
    }

    fn draw(&mut self, key: &ChoiceKey<'_>, from: &Distribution) -> Result<i64, ChoiceError> {
        self.chooser().draw(key, from)
    }

    fn settled(&mut self, key: &ChoiceKey<'_>) -> Result<Option<i64>, ChoiceError> {
        self.chooser().settled(key)
    }

    fn orders(&self) -> bool {
        self.chooser.orders()
    }

    fn turn(&mut self, key: &ChoiceKey<'_>, count: usize) -> Result<Option<u32>, ChoiceError> {
        self.chooser().turn(key, count)
    }
}

/// Plays a run that reached the last level from its beginning to its end, and keeps its log.
pub fn write_log(
    stage: &Stage,
    levels: &Levels,
    entry: &Entry,
    path: &Path,
) -> Result<(), KeptError> {
    put_in_place(path, |path| log_of(stage, levels, entry, path))
}

fn log_of(stage: &Stage, levels: &Levels, entry: &Entry, path: &Path) -> Result<(), KeptError> {
    let seed = stage.layout.seed;
    let opening = player::opening(&stage.script, seed, entry.run);
    let opening = Opening { seed: Some(entry.seed(seed)), ..opening };
    let log = Log::new(JsonLines::create(path)?, run::run_id(&opening));
    let settled = player::settled(&stage.script);
    let draws = Draws::new(&settled, seed, entry.run, &entry.copies);
    let mut course =
        Course::begin(&stage.script, opening, draws, log, levels).map_err(KeptError::Run)?;
    while course.step().map_err(KeptError::Run)? {}
    let ended = course.running.end(&mut |_| {});
    let ended = ended.map_err(|error| KeptError::Run(error.to_string()))?;
    ended.journal.store.close()?;
    Ok(())
}
