//! What one seat or nation knows of a run: the stream of records, as it may see them.
//!
//! Accounts and states are folds over records, so a fold over a view is what its viewer knows;
//! nothing else has to be hidden anywhere. What is left out must not show either: positions are
//! counted anew, a hidden cause is no cause, and nothing is said of the whole: no seed, no hash,
//! and no word on when nothing was left to come.

use std::collections::BTreeMap;
use std::sync::Arc;

use domain::Viewer;
use kernel::{Position, SimTime};

use crate::record::{Body, CenterRecord, Ending, EndingReason, Opening};

/// A log on its way to a viewer.
#[derive(Clone, Debug)]
pub struct View {
    viewer: Viewer,
    head: Position,
    /// Where the viewer finds the records of these positions of the log.
    shown: BTreeMap<Position, Position>,
    /// When the run ends, as was told when it began.
    until: Option<SimTime>,
}

impl View {
    pub fn new(viewer: Viewer) -> View {
        View { viewer, head: Position::START, shown: BTreeMap::new(), until: None }
    }

    /// The next record of the log as the viewer sees it, or none if they do not.
    pub fn show(&mut self, record: &CenterRecord) -> Option<CenterRecord> {
        if !record.audience.includes(self.viewer) {
            return None;
        }
        self.head = self.head.next();
        self.shown.insert(record.position, self.head);
        let cause = record.cause.and_then(|cause| self.shown.get(&cause).copied());
        let seen = CenterRecord { position: self.head, cause, ..record.clone() };
        Some(match &record.body {
            Body::Started(opening) => {
                self.until = Some(opening.until);
                let opening = Opening {
                    scenario_hash: None,
                    seed: None,
                    branches: Vec::new(),
                    ..(**opening).clone()
                };
                CenterRecord { body: Body::Started(Arc::new(opening)), ..seen }
            }
            Body::Ended(_) => self.end(seen),
            _ => seen,
        })
    }

    /// A run that ended early had nothing left to come, of what is hidden too; a viewer sees it
    /// end when it was to end.
    fn end(&self, seen: CenterRecord) -> CenterRecord {
        let at = self.until.unwrap_or(seen.at);
        let ending = Ending { reason: EndingReason::Horizon, state_hash: None };
        CenterRecord { at, occurred_at: at, body: Body::Ended(ending), ..seen }
    }
}
