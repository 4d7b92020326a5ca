//! All repetitions, on several threads.

use std::io;
use std::ops::ControlFlow;
use std::sync::atomic::AtomicBool;

use super::course::Runs;
use super::{Effort, Entry, Levels, Repetition, Summary, repetition};
use crate::player::Stage;
use crate::runner::{self, Played, Worker};

/// What is split, and how far.
#[derive(Clone, Copy, Debug)]
pub struct Split<'a> {
    pub stage: &'a Stage,
    pub levels: &'a Levels,
    pub effort: Effort,
}

struct Splitter<'a> {
    runs: Runs<'a>,
    effort: Effort,
    stop: &'a AtomicBool,
}

impl Worker for Splitter<'_> {
    type Done = Option<Repetition<Entry>>;

    fn play(&mut self, index: u64) -> Option<Repetition<Entry>> {
        let number = u32::try_from(index).ok()?;
        repetition(&mut self.runs, &self.effort, number, self.stop)
    }
}

/// The first run that reached the last level. Where its repetition was read back from a table, it is
/// played again; none if somebody stops it, or there is no such run.
pub fn example(split: &Split<'_>, stop: &AtomicBool, summary: &Summary<Entry>) -> Option<Entry> {
    let number = summary.first_success()?;
    match &summary.example {
        Some((of, entry)) if *of == number => Some(entry.clone()),
        _ => {
            let mut runs = Runs::new(split.stage, split.levels);
            repetition(&mut runs, &split.effort, u32::try_from(number).ok()?, stop)?.example
        }
    }
}

/// Plays the repetitions that are not in the summary yet; what comes of them does not depend on the
/// number of threads.
///
/// `progress` is told the summary after each, and may end it. Once `stop` is set, what is under way
/// is left out.
pub fn play(
    split: &Split<'_>,
    threads: usize,
    stop: &AtomicBool,
    summary: &mut Summary<Entry>,
    progress: &mut dyn FnMut(&Summary<Entry>) -> ControlFlow<()>,
) -> io::Result<()> {
    let Split { stage, levels, effort } = *split;
    let worker = || Splitter { runs: Runs::new(stage, levels), effort, stop };
    let all = summary.repetitions.len() as u64..effort.repetitions.into();
    runner::run(all, threads, stop, &worker, &mut |number, played| {
        match played {
            Played::Done(None) => return ControlFlow::Break(()),
            Played::Done(Some(done)) => summary.take(done),
            Played::Panicked { message } => summary.panicked(number, &message),
        }
        progress(summary)
    })?;
    Ok(())
}
