//! Copies along a history, from which it is taken up again at any position.

use std::convert::Infallible;

use domain::Center;
use kernel::Position;

use crate::choice::Choose;
use crate::director::DirectorError;
use crate::engine::{EngineError, Forgetful, Observer};
use crate::record::CenterRecord;
use crate::run::Outcome;
use crate::running::Running;
use crate::watch::Enforcer;

/// The most copies that are kept; then every second one is dropped.
const COPIES_MAX: usize = 64;
/// The records between two copies, at first.
const APART: u64 = 64;

/// A run that can be taken up at any position: the copy nearest before it goes on to there.
///
/// With few copies of a long history, a copy is followed by many records that are played again;
/// that is at most a thirty-second of all.
pub struct Snapshots<'s, C: Choose, O = Enforcer<'s>> {
    copies: Vec<Running<'s, C, Forgetful, O>>,
    apart: u64,
}

impl<'s, C: Choose + Clone, O: Observer<Center> + Clone> Snapshots<'s, C, O> {
    /// Plays a run to its end, and keeps copies on the way.
    pub fn along(
        mut running: Running<'s, C, Forgetful, O>,
        observe: &mut dyn FnMut(&CenterRecord),
    ) -> Result<(Self, Outcome<Forgetful, C>), Stopped> {
        let mut snapshots = Snapshots { copies: vec![running.clone()], apart: APART };
        loop {
            let before = running.head();
            if !running.step(observe)? {
                break;
            }
            // Items that come to nothing make no position of their own.
            if before < running.head() {
                snapshots.offer(&running);
            }
        }
        Ok((snapshots, running.finish(observe)?))
    }

    /// The run at the first instant at which so many records stood in its log, or more: what a
    /// command comes to is never parted. It is the beginning for a position before that.
    pub fn at(&self, position: Position) -> Result<Running<'s, C, Forgetful, O>, Stopped> {
        let after = self.copies.partition_point(|copy| copy.head() <= position);
        let mut running = self.copies[after.saturating_sub(1)].clone();
        running.go_to(position, &mut |_| {})?;
        Ok(running)
    }

    /// Keeps a copy, if the last one is far enough back.
    fn offer(&mut self, running: &Running<'s, C, Forgetful, O>) {
        let last = self.copies.last().map_or(0, |copy| copy.head().0);
        if running.head().0 < last + self.apart {
            return;
        }
        if self.copies.len() == COPIES_MAX {
            let mut number = 0;
            self.copies.retain(|_| {
                number += 1;
                number % 2 == 1
            });
            self.apart *= 2;
        }
        self.copies.push(running.clone());
    }
}

/// Why a run that records nowhere cannot go on.
pub type Stopped = EngineError<Infallible, DirectorError>;
