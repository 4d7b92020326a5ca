//! How far a run is measured.

use kernel::SimTime;
use simulator::record::{Body, CenterRecord};

/// Up to the last record; where the run has ended, up to the end of its time, since nothing
/// happens any more until then.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Reach {
    pub(crate) at: SimTime,
    until: SimTime,
}

impl Reach {
    /// Takes the next record.
    pub(crate) fn apply(&mut self, record: &CenterRecord) {
        self.at = record.at;
        match &record.body {
            Body::Started(opening) => self.until = opening.until,
            Body::Ended(_) => self.at = record.at.max(self.until),
            _ => {}
        }
    }

    /// All that happened by this instant is known, and the run is measured up to there.
    pub(crate) fn stop_at(&mut self, at: SimTime) {
        self.at = at.min(self.until);
    }
}
