//! The stores, behind what is asked of each.

use std::error::Error;
use std::path::Path;

pub mod embedded;
pub mod ours;
pub mod raw;
pub mod umadb;

pub type Result<T> = std::result::Result<T, Box<dyn Error + Send + Sync>>;

/// An event with a type, two tags and 200 bytes.
pub struct Event {
    pub kind: &'static str,
    pub tags: [String; 2],
    pub bytes: [u8; 200],
}

const KINDS: [&str; 20] = [
    "incident.opened",
    "incident.verified",
    "incident.detected",
    "incident.correlated",
    "silence.started",
    "silence.broken",
    "silence.adopted",
    "decision.opened",
    "decision.adopted",
    "decision.failed",
    "mandate.requested",
    "mandate.granted",
    "force.capability-offered",
    "force.contingent-moved",
    "consignment.dispatched",
    "consignment.delivered",
    "clock.armed",
    "clock.met",
    "clock.missed",
    "choice.made",
];

impl Event {
    /// One in a hundred events has each nation, one in ten thousand each incident.
    pub fn new(number: u64) -> Event {
        let mut bytes = [b'.'; 200];
        bytes[..8].copy_from_slice(&number.to_le_bytes());
        let kind = KINDS[usize::try_from(number % 20).expect("it is below 20")];
        let scattered = number.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 20;
        let tags = [format!("incident:{}", scattered % 10_000), format!("nation:{}", number % 100)];
        Event { kind, tags, bytes }
    }
}

/// The append is refused if an event of this type with this tag stands anywhere.
pub struct Unless {
    pub kind: &'static str,
    pub tag: String,
}

/// A store that several threads use at once.
pub trait Peer: Send + Sync {
    fn name(&self) -> &'static str;

    /// Returns once the events are on the disk.
    fn append(&self, events: &[Event], unless: Option<&Unless>) -> Result<()>;

    /// Reads every event, or those with a tag, with its bytes, and says how many.
    fn read(&self, tag: Option<&str>) -> Result<u64>;
}

/// How a peer is opened in a folder of its own, and the file that it then has there.
pub struct Kind {
    pub open: fn(&Path) -> Result<Box<dyn Peer>>,
    pub file: &'static str,
    /// Whether it knows tags and conditions.
    pub has_queries: bool,
}
