//! Instants that are kept for the record and decide nothing.

use core::fmt;
use core::hash::{Hash, Hasher};

use kernel::SimTime;
use serde::{Serialize, Serializer};

/// When something happened, for people who read the state.
///
/// It can be written down and compared, and there is no way to get at the instant: so nothing that
/// is decided depends on it, and two states that differ in it alone have the same future. That is
/// why it adds nothing to a hash.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct OnRecord(SimTime);

impl From<SimTime> for OnRecord {
    fn from(at: SimTime) -> OnRecord {
        OnRecord(at)
    }
}

impl Hash for OnRecord {
    fn hash<H: Hasher>(&self, _: &mut H) {}
}

impl fmt::Debug for OnRecord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl Serialize for OnRecord {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}
