//! A recorded history that is taken up again: where it can be left, and who chooses from there.
//!
//! ```text
//! records ──point──► where to leave ──restore──► Running at the end of that batch
//!                                    └─chooser──► recorded │ overridden │ seeded
//! ```
//!
//! What one command comes to is never parted: who leaves in the middle of it leaves behind it.

use std::collections::{BTreeMap, BTreeSet};

use domain::Center;
use kernel::{Position, SimTime};

use crate::choice::{ChoiceError, Edited, OwnedKey, Value};
use crate::engine::{Forgetful, Observer};
use crate::record::{Body, CenterRecord, Opening};
use crate::running::Running;
use crate::script::Script;
use crate::snapshots::Stopped;
use crate::watch::enforcer;

/// Where a history is to be left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Point {
    /// Behind all that was recorded by then.
    At(SimTime),
    /// Behind this record, and what belongs to it; 0 is before everything.
    Behind(Position),
}

/// Why a history cannot be left there.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoSuchPoint {
    #[error("{position} is beyond the end: the last record to branch behind is {last}")]
    BeyondTheEnd { position: Position, last: Position },
    #[error("{at} is not within the run, which goes from {from} to {to}")]
    NotWithin { at: SimTime, from: SimTime, to: SimTime },
    #[error(
        "{position} is older than this log, which left another run at {branch}: branch off that one"
    )]
    BeforeTheBranch { position: Position, branch: Position },
    #[error("the log is unfinished: it has not come to {at}, only to {last_at}, at {last}")]
    NotYet { at: SimTime, last_at: SimTime, last: Position },
}

/// Why a history cannot be taken up.
#[derive(Debug, thiserror::Error)]
pub enum RestoreError {
    #[error("the log has no beginning")]
    NoBeginning,
    #[error(transparent)]
    Choice(#[from] ChoiceError),
    #[error(transparent)]
    Stopped(#[from] Stopped),
    #[error("played again, another record comes at {position}")]
    Other { position: Position },
    #[error("the log ends in the middle of what a command came to")]
    Cut,
}

/// A history as it was recorded, from its first record on.
#[derive(Clone, Copy, Debug)]
pub struct Past<'a> {
    pub opening: &'a Opening,
    pub records: &'a [CenterRecord],
}

impl<'a> Past<'a> {
    /// The history, if it begins as one.
    pub fn of(records: &'a [CenterRecord]) -> Option<Past<'a>> {
        match &records.first()?.body {
            Body::Started(opening) => Some(Past { opening, records }),
            _ => None,
        }
    }

    /// The position of the last record before the end.
    pub fn last(&self) -> Position {
        let ends = matches!(self.records.last().map(|last| &last.body), Some(Body::Ended(_)));
        Position((self.records.len() - usize::from(ends)) as u64)
    }

    /// The records up to a position.
    pub fn up_to(&self, position: Position) -> &'a [CenterRecord] {
        let count = usize::try_from(position.0).unwrap_or(usize::MAX);
        &self.records[..count.min(self.records.len())]
    }

    fn ends_before(&self, at: SimTime) -> bool {
        self.records.last().is_none_or(|record| record.at < at)
    }

    /// Where to leave the history, and the instant from which edits hold.
    pub fn point(&self, wanted: Point) -> Result<(Position, SimTime), NoSuchPoint> {
        let Opening { starts_at: from, until: to, .. } = *self.opening;
        let last = self.last();
        let (position, at) = match wanted {
            Point::At(at) if at < from || to < at => {
                return Err(NoSuchPoint::NotWithin { at, from, to });
            }
            Point::At(at) if self.records.len() as u64 == last.0 && self.ends_before(at) => {
                let last_at = self.records.last().map_or(from, |record| record.at);
                return Err(NoSuchPoint::NotYet { at, last_at, last });
            }
            Point::At(at) => {
                let count = self.records.partition_point(|record| record.at <= at);
                (Position(count as u64).min(last), at)
            }
            Point::Behind(position) if last < position => {
                return Err(NoSuchPoint::BeyondTheEnd { position, last });
            }
            Point::Behind(position) => {
                let at = self.up_to(position).last().map_or(from, |record| record.at);
                (position, at)
            }
        };
        match self.opening.branches.last() {
            Some(branch) if position < branch.position => {
                Err(NoSuchPoint::BeforeTheBranch { position, branch: branch.position })
            }
            _ => Ok((position, at)),
        }
    }

    /// Plays the history again up to a position, and what belongs to it; each record must be the
    /// one on record.
    pub fn restore<'s>(
        &self,
        script: &'s Script,
        position: Position,
    ) -> Result<Running<'s, Edited, Forgetful>, RestoreError> {
        let mut running = self.begin(script)?;
        let mut differs = None;
        running.go_to(position, &mut |played| self.compare(played, &mut differs))?;
        match differs {
            Some(position) if self.last() < position => Err(RestoreError::Cut),
            Some(position) => Err(RestoreError::Other { position }),
            None => Ok(running),
        }
    }

    /// The beginning of the history, which goes on as it was recorded.
    pub fn begin<'s>(
        &self,
        script: &'s Script,
    ) -> Result<Running<'s, Edited, Forgetful>, RestoreError> {
        self.watched(script, enforcer(script))
    }

    /// The same, while somebody watches.
    pub fn watched<'s, O: Observer<Center>>(
        &self,
        script: &'s Script,
        observer: O,
    ) -> Result<Running<'s, Edited, Forgetful, O>, RestoreError> {
        let choose = self.chooser(script)?;
        let opening = self.opening.clone();
        Ok(Running::watched(script, opening, choose, Forgetful, observer, &mut |_| {})?)
    }

    /// The beginning, played by a chooser that notes which delays are certain, and the order of what
    /// is due at once, if that is wanted.
    pub(crate) fn noting<'s>(
        &self,
        script: &'s Script,
        orders: bool,
    ) -> Result<Running<'s, Edited, Forgetful>, RestoreError> {
        let choose = self.chooser(script)?.noting(orders);
        let opening = self.opening.clone();
        Ok(Running::begin(script, opening, choose, Forgetful, &mut |_| {})?)
    }

    /// Remembers the first record that is not as it was.
    pub fn compare(&self, played: &CenterRecord, differs: &mut Option<Position>) {
        let written = usize::try_from(played.position.0 - 1).ok().and_then(|i| self.records.get(i));
        if differs.is_none() && !written.is_some_and(|written| written.reads_as(played)) {
            *differs = Some(played.position);
        }
    }

    fn chooser(&self, script: &Script) -> Result<Edited, ChoiceError> {
        chooser(script, self.opening, self.records, 0)
    }
}

/// The choices that stand in records.
pub fn choices(records: &[CenterRecord]) -> BTreeMap<OwnedKey, Value> {
    records.iter().filter_map(made).collect()
}

fn made(record: &CenterRecord) -> Option<(OwnedKey, Value)> {
    match &record.body {
        Body::Chose { key, value } => Some((key.clone(), *value)),
        _ => None,
    }
}

/// Who chooses in a history that begins so: as it is recorded up to here; then as its branches
/// override it, or the script settles it; then from the seed and the number of the run.
///
/// An error if the last branch overrides what was chosen before it.
pub fn chooser(
    script: &Script,
    opening: &Opening,
    past: &[CenterRecord],
    run: u32,
) -> Result<Edited, ChoiceError> {
    let recorded = choices(past);
    let mut overrides = script.settled(opening.overrides());
    if let Some(newest) = opening.branches.last() {
        let before = past.iter().take_while(|record| record.position <= newest.position);
        let before: BTreeSet<OwnedKey> = before.filter_map(made).map(|(key, _)| key).collect();
        let mut new = newest.edits.choices.iter().map(|made| &made.key);
        if let Some(key) = new.find(|key| before.contains(key)) {
            return Err(ChoiceError::MadeBefore { key: key.clone() });
        }
    }
    overrides.retain(|key, _| !recorded.contains_key(key));
    let seeded = opening.draws_behind(Position(u64::MAX), run);
    Ok(Edited::new(recorded, overrides, seeded)?.with_others(script.others))
}
