//! The runs that are worth a look: the worst, the median and the most surprising one.

use std::fs;
use std::io::{self, BufRead};
use std::path::Path;

use event_store::{JsonLines, OpenError, StoreError};
use libm::log;
use scenario::plan::Better;
use simulator::log::Log;
use simulator::record::Opening;
use simulator::run;

use crate::design::{Layout, Spec};
use crate::fold::{Fold, Found};
use crate::outcome::{Cell, Rank};
use crate::player::{Player, Stage, opening};
use crate::row::{Row, Status};

/// A row that is worth a look, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Worth {
    /// `worst`, `median` or `surprising`.
    pub name: &'static str,
    pub index: u64,
}

/// Finds them in a second pass over the rows, by an outcome of which all values are known.
#[derive(Clone, Debug)]
pub struct Search<'a> {
    fold: &'a Fold,
    column: usize,
    median: Option<Cell>,
    worst: Option<(Rank, u64)>,
    middle: Option<u64>,
    surprising: Option<(f64, u64)>,
}

impl<'a> Search<'a> {
    pub fn new(fold: &'a Fold, column: usize) -> Search<'a> {
        let median = fold.found.get(column).and_then(median);
        Search { fold, column, median, worst: None, middle: None, surprising: None }
    }

    /// Takes the next row; of equals the first counts.
    pub fn take(&mut self, row: &Row) {
        let index = row.spec.index;
        if row.spec.point != 0 || row.status != Status::Done {
            return;
        }
        if let Some(rank) = row.cells.get(self.column).and_then(|cell| cell.rank()) {
            let better = self.fold.outcomes.columns.get(self.column).map(|column| column.better);
            let is_worse = |worst: Rank| match better {
                Some(Better::High) => rank < worst,
                _ => worst < rank,
            };
            if self.worst.is_none_or(|(worst, _)| is_worse(worst)) {
                self.worst = Some((rank, index));
            }
            if self.middle.is_none()
                && row.cells.get(self.column).is_some_and(|&cell| self.is_median(cell))
            {
                self.middle = Some(index);
            }
        }
        let cells = row.cells.iter().zip(&self.fold.found);
        let surprise = cells.map(|(cell, found)| surprise(*cell, found)).sum::<f64>();
        if self.surprising.is_none_or(|(most, _)| most < surprise) {
            self.surprising = Some((surprise, index));
        }
    }

    /// Among very many values the median is known by its bucket alone.
    fn is_median(&self, cell: Cell) -> bool {
        let Some(found) = self.fold.found.get(self.column) else {
            return false;
        };
        match (self.median, cell) {
            (Some(Cell::Number(median)), Cell::Number(at)) => !found.seen.tells_apart(median, at),
            (Some(Cell::NotBy(median)), Cell::NotBy(by)) => !found.unseen.tells_apart(median, by),
            _ => false,
        }
    }

    pub fn found(&self) -> Vec<Worth> {
        let worth = |name, index: Option<u64>| index.map(|index| Worth { name, index });
        let all = [
            worth("worst", self.worst.map(|(_, index)| index)),
            worth("median", self.middle),
            worth("surprising", self.surprising.map(|(_, index)| index)),
        ];
        all.into_iter().flatten().collect()
    }
}

/// The value in the middle. What has not happened by the end of its run comes after everything that
/// has, as in a run that went on it would have.
fn median(found: &Found) -> Option<Cell> {
    let (seen, unseen) = (found.seen.len(), found.unseen.len());
    let rank = (seen + unseen).div_ceil(2);
    if rank <= seen {
        return found.seen.ranked(rank).map(Cell::Number);
    }
    found.unseen.ranked(rank - seen).map(Cell::NotBy)
}

/// Looks through a table for them.
pub fn search(input: &mut dyn BufRead, fold: &Fold, column: usize) -> io::Result<Vec<Worth>> {
    let mut search = Search::new(fold, column);
    for line in input.lines().skip(1) {
        if let Some(row) = Row::read(&line?, &fold.layout, &fold.outcomes.columns) {
            search.take(&row);
        }
    }
    Ok(search.found())
}

/// Why a run cannot be kept as a log.
#[derive(Debug, thiserror::Error)]
pub enum KeptError {
    #[error(transparent)]
    Open(#[from] OpenError),
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error("the log cannot be put in its place")]
    Rename(#[source] io::Error),
    #[error("the run cannot be played again: {0}")]
    Run(String),
}

/// Writes a log beside its place and then puts it there: a log that stands there is whole.
pub(crate) fn put_in_place(
    path: &Path,
    write: impl FnOnce(&Path) -> Result<(), KeptError>,
) -> Result<(), KeptError> {
    let mut beside = path.as_os_str().to_owned();
    beside.push(".new");
    // One that was being written when the program was killed.
    let _ = fs::remove_file(&beside);
    write(Path::new(&beside))?;
    fs::rename(&beside, path).map_err(KeptError::Rename)
}

/// Plays a row again, and keeps its log.
pub fn write_log(stage: &Stage, index: u64, path: &Path) -> Result<(), KeptError> {
    put_in_place(path, |path| log_of(stage, index, path))
}

fn log_of(stage: &Stage, index: u64, path: &Path) -> Result<(), KeptError> {
    let spec = stage.layout.spec(index);
    let mut player = Player::new(stage);
    let choose = player.chooser(spec.run);
    let script = player.script(&spec);
    let opening = varied(opening(script, stage.layout.seed, spec.run), &stage.layout, &spec);
    let log = Log::new(JsonLines::create(path)?, run::run_id(&opening));
    let outcome = run::run(script, opening, choose, log, &mut |_| {});
    let outcome = outcome.map_err(|error| KeptError::Run(error.to_string()))?;
    outcome.journal.store.close()?;
    Ok(())
}

/// A run in which something was set is no run of the scenario as its file has it, so the hash that
/// its log bears is another one, and with it its id.
fn varied(opening: Opening, layout: &Layout, spec: &Spec) -> Opening {
    let levers = layout.levers.iter().zip(&spec.levers).filter_map(|(lever, value)| {
        let setting = lever.values.get(value.checked_sub(1)?)?;
        Some(format!(" {}={}", lever.name, setting.text))
    });
    let uncertainties = layout.uncertainties.iter().zip(&spec.uncertainties);
    let uncertainties = uncertainties.map(|(one, value)| format!(" {}={value}", one.name));
    let set: String = levers.chain(uncertainties).collect();
    if set.is_empty() {
        return opening;
    }
    let named = opening.scenario_hash.unwrap_or_default() + &set;
    let hash = blake3::hash(named.as_bytes()).to_hex().to_string();
    Opening { scenario_hash: Some(hash), ..opening }
}

/// How rare it is to be so far out on this side: minus the logarithm of the share.
#[expect(clippy::cast_precision_loss, reason = "counts of runs are far below 2^53")]
pub(crate) fn surprise(cell: Cell, found: &Found) -> f64 {
    let all = (found.seen.len() + found.unseen.len()) as f64;
    let share = match cell {
        Cell::Nothing => return 0.0,
        Cell::NotBy(_) => found.unseen.len() as f64,
        Cell::Number(number) => {
            let below: u64 =
                found.seen.iter().take_while(|(at, _)| *at <= number).map(|(_, times)| times).sum();
            let above = found.seen.len() - below + found.seen.times(number);
            below.min(above) as f64
        }
    };
    if 0.0 < share { -log((share / all).min(1.0)) } else { 0.0 }
}
