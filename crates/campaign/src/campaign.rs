//! A campaign from its first row, or from where it was left, to its last.

use std::io::{self, Write};
use std::ops::ControlFlow;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::fold::Fold;
use crate::player::{Finished, Player, Stage};
use crate::row::{Row, Status};
use crate::runner::{self, Played, Worker};
use crate::table::Table;

/// How a campaign ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    /// All rows are played, or enough was seen.
    Whole,
    /// Somebody stopped it; what is done is kept.
    Interrupted,
}

/// So many rows are written between two times at which they surely are on their way to the disk.
const ROWS_A_FLUSH: u64 = 1_024;

/// Plays what is not in the table yet.
///
/// `progress` is told the fold after each row. The first error of the table ends the campaign;
/// the rows before it are kept.
pub fn play<W: Write>(
    stage: &Stage,
    threads: usize,
    stop: &AtomicBool,
    fold: &mut Fold,
    table: &mut Table<W>,
    progress: &mut dyn FnMut(&Fold),
) -> io::Result<Ended> {
    play_with(&|| Player::new(stage), stage, threads, stop, fold, table, progress)
}

/// The same with other workers.
pub fn play_with<W: Write, P: Worker<Done = Finished>>(
    worker: &(dyn Fn() -> P + Sync),
    stage: &Stage,
    threads: usize,
    stop: &AtomicBool,
    fold: &mut Fold,
    table: &mut Table<W>,
    progress: &mut dyn FnMut(&Fold),
) -> io::Result<Ended> {
    let (layout, outcomes) = (Arc::clone(&stage.layout), Arc::clone(&stage.outcomes));
    // A group that was begun is played to its end, as it would have been without a break.
    if fold.stopped.is_some() && table.rows().is_multiple_of(layout.group() as u64) {
        return Ok(Ended::Whole);
    }
    let rows = table.rows()..layout.rows();
    let mut failed = None;
    let next = runner::run(rows, threads, stop, worker, &mut |index, played| {
        let (row, message) = match played {
            Played::Done(Finished { row, fault }) => (row, fault),
            Played::Panicked { message } => {
                let spec = layout.spec(index);
                (Row { spec, status: Status::Panicked, cells: Vec::new() }, Some(message))
            }
        };
        let written = table.append(&row, &outcomes.columns).and_then(|()| {
            if table.rows().is_multiple_of(ROWS_A_FLUSH) { table.flush() } else { Ok(()) }
        });
        if let Err(error) = written {
            failed = Some(error);
            return ControlFlow::Break(());
        }
        let go_on = fold.take(&row, message.as_deref());
        progress(fold);
        go_on
    })?;
    if let Some(error) = failed {
        return Err(error);
    }
    table.flush()?;
    let whole = next == layout.rows() || fold.stopped.is_some();
    Ok(if whole || !stop.load(Ordering::Relaxed) { Ended::Whole } else { Ended::Interrupted })
}
