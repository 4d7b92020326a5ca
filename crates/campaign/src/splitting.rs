//! Rare events by splitting: runs that come nearer to one are copied, the others are not.
//!
//! ```text
//! begin ──level 1──┬─copy──level 2──┬─copy── …   the last level is the rare event
//!  × N   some get  ├─copy──         ├─copy──
//!        there     └─copy──level 2  └─copy──
//! ```
//!
//! A *level* is an event of the scenario that happens so often; a run has reached it once that has
//! happened, or what a later level asks for. From each level as many runs go on as were begun at
//! first (fixed effort), shared evenly among those that got there. The product of the shares that
//! get on is an unbiased estimate of the chance of the last level, however the levels are chosen;
//! how far it scatters depends on them.
//!
//! A copy begins in the instant in which its level was reached: what was drawn before is the same in
//! all copies, and everything after it is drawn anew, also what the event itself sets off. The
//! whole is done several times, independently; [`Summary::verdict`] takes the interval from that,
//! or refuses to tell an estimate.

mod course;
mod levels;
mod play;
mod table;
mod told;
mod verdict;

use std::ops::Range;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::design::mixed;
use crate::text::{are, counted, grouped};

pub use course::{Entry, write_log};
pub use levels::Levels;
pub use play::{Split, example, play};
pub use table::{TableError, dictionary, read_back, table};
pub use told::{account, write};
pub use verdict::{Doubt, Summary, Told};

/// How much is played.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Effort {
    pub seed: u64,
    /// How many runs are begun at each level, in each repetition.
    pub runs: u32,
    pub repetitions: u32,
    pub levels: usize,
}

/// Why nothing can be split so.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EffortError {
    #[error("the scenario has no `levels` on the way to something rare")]
    NoLevels,
    #[error("{} too few to tell how far they scatter", are((*repetitions).into(), "repetition"))]
    FewRepetitions { repetitions: u32 },
    #[error(
        "{} a level: {} in each of {repetitions} repetitions, too few to copy from",
        counted(*runs, "run"),
        runs / u64::from(*repetitions)
    )]
    FewRuns { runs: u64, repetitions: u32 },
    #[error(
        "{} too many for {repetitions} repetitions: at most {} can be numbered",
        are(*runs, "run"),
        grouped(u64::from(u32::MAX / repetitions) * u64::from(*repetitions))
    )]
    ManyRuns { runs: u64, repetitions: u32 },
}

/// Fewer repetitions give no interval.
pub const REPETITIONS_MIN: u32 = 10;
/// Fewer runs a level and repetition die out at the first level that is hard to reach.
pub const RUNS_MIN: u32 = 20;

impl Effort {
    /// So many runs at each level in all, shared among the repetitions.
    pub fn new(
        seed: u64,
        runs: u64,
        repetitions: u32,
        levels: &Levels,
    ) -> Result<Effort, EffortError> {
        if levels.is_empty() {
            return Err(EffortError::NoLevels);
        }
        if repetitions < REPETITIONS_MIN {
            return Err(EffortError::FewRepetitions { repetitions });
        }
        let many = EffortError::ManyRuns { runs, repetitions };
        let each = u32::try_from(runs.div_ceil(repetitions.into())).map_err(|_| many)?;
        if each < RUNS_MIN {
            return Err(EffortError::FewRuns { runs, repetitions });
        }
        each.checked_mul(repetitions).ok_or(many)?;
        Ok(Effort { seed, runs: each, repetitions, levels: levels.len() })
    }
}

/// What is played: runs that can be copied where they reached a level.
pub trait World {
    /// Where a run reached a level.
    type Entry: Clone;

    /// Plays a run until it reaches the first level; none if it never does, a fault in words if
    /// it cannot be played.
    fn begin(&mut self, run: u32) -> Result<Option<Self::Entry>, String>;

    /// Copies a run where it reached a level, and plays each copy until it has reached so many.
    fn go_on(
        &mut self,
        entry: &Self::Entry,
        copies: Range<u32>,
        level: usize,
    ) -> Vec<Result<Option<Self::Entry>, String>>;

    /// How many levels were reached there.
    fn reached(entry: &Self::Entry) -> usize;
}

/// What came of the runs that were begun for one level.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Level {
    pub begun: u64,
    pub reached: u64,
    /// The runs from the beginning that those who got there descend from.
    pub ancestors: u64,
    /// Those that could not be played on.
    pub faults: u64,
}

/// One splitting from its beginning to its end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Repetition<E> {
    pub levels: Vec<Level>,
    /// A run that reached the last level.
    pub example: Option<E>,
    /// Runs that could not be played to their end, in words.
    pub faults: Vec<String>,
}

/// The product of the shares that got on; none of a repetition in which a bug came to light.
#[expect(clippy::cast_precision_loss, reason = "numbers of runs are far below 2^53")]
pub fn estimate(levels: &[Level]) -> Option<f64> {
    let share = |level: &Level| level.reached as f64 / level.begun.max(1) as f64;
    let played = levels.first().is_some_and(|level| 0 < level.begun);
    played.then(|| levels.iter().map(share).product())
}

/// Those who reached a level: by which run they began, and where.
struct Reached<E> {
    entries: Vec<(u32, E)>,
    faults: Vec<String>,
}

impl<E> Reached<E> {
    fn take(&mut self, root: u32, found: Result<Option<E>, String>) {
        match found {
            Ok(entry) => self.entries.extend(entry.map(|entry| (root, entry))),
            Err(fault) => self.faults.push(fault),
        }
    }

    fn ancestors(&self) -> u64 {
        // Copies of one run stand side by side.
        self.entries.chunk_by(|one, other| one.0 == other.0).count() as u64
    }
}

/// Plays a repetition; none if somebody stopped it.
pub fn repetition<W: World>(
    world: &mut W,
    effort: &Effort,
    number: u32,
    stop: &AtomicBool,
) -> Option<Repetition<W::Entry>> {
    let on = || !stop.load(Ordering::Relaxed);
    let runs = effort.runs;
    let mut reached = Reached { entries: Vec::new(), faults: Vec::new() };
    let first = number * runs;
    for run in first..first + runs {
        on().then_some(())?;
        reached.take(run, world.begin(run));
    }
    let begun = u64::from(runs);
    let level = |before: &[Level], reached: &Reached<W::Entry>| Level {
        begun,
        reached: reached.entries.len() as u64,
        ancestors: reached.ancestors(),
        faults: reached.faults.len() as u64 - before.iter().map(|level| level.faults).sum::<u64>(),
    };
    let mut levels = vec![level(&[], &reached)];
    for target in 2..=effort.levels {
        let entries = std::mem::take(&mut reached.entries);
        if entries.is_empty() {
            levels.push(Level::default());
            continue;
        }
        let turn = mixed(effort.seed ^ mixed(u64::from(number) << 32 | target as u64));
        let shares = shares(runs, entries.len(), turn);
        for ((root, entry), copies) in entries.into_iter().zip(shares) {
            on().then_some(())?;
            if target <= W::reached(&entry) {
                copies.for_each(|_| reached.take(root, Ok(Some(entry.clone()))));
                continue;
            }
            for found in world.go_on(&entry, copies, target) {
                reached.take(root, found);
            }
        }
        levels.push(level(&levels, &reached));
    }
    let example = reached.entries.into_iter().next().map(|(_, entry)| entry);
    Some(Repetition { levels, example, faults: reached.faults })
}

/// Shares so many copies among so many entries, by their numbers: evenly, and who gets one more is
/// drawn, so that each entry expects the same.
fn shares(copies: u32, entries: usize, turn: u64) -> impl Iterator<Item = Range<u32>> {
    let count = u32::try_from(entries).unwrap_or(u32::MAX).max(1);
    let (each, more) = (copies / count, copies % count);
    let turn = u32::try_from(turn % u64::from(count)).unwrap_or(0);
    let mut next = 0;
    (0..count).map(move |entry| {
        let place = (entry + count - turn) % count;
        let begin = next;
        next += each + u32::from(place < more);
        begin..next
    })
}

#[cfg(test)]
mod tests;
