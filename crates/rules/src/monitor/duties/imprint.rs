//! Duties as far as the future depends on them: what is awaited, not where it is kept.

use std::hash::{Hash, Hasher};

use kernel::SimTime;

use super::{Duties, Instance, Why};

/// Collects what is hashed, so that it can be put in order before it is. Instants stay apart from
/// the bytes around them, so that whoever takes them relative to another one still can, and the
/// order is the same whichever that is.
#[derive(Debug, Default)]
struct Pieces(Vec<Piece>);

#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Piece {
    Bytes(Vec<u8>),
    Instant(i128),
}

impl Hasher for Pieces {
    fn write(&mut self, bytes: &[u8]) {
        match self.0.last_mut() {
            Some(Piece::Bytes(last)) => last.extend_from_slice(bytes),
            _ => self.0.push(Piece::Bytes(bytes.to_vec())),
        }
    }

    fn write_i128(&mut self, instant: i128) {
        self.0.push(Piece::Instant(instant));
    }

    fn finish(&self) -> u64 {
        0
    }
}

impl Hash for Piece {
    fn hash<H: Hasher>(&self, into: &mut H) {
        match self {
            Piece::Bytes(bytes) => bytes.hash(into),
            Piece::Instant(instant) => into.write_i128(*instant),
        }
    }
}

/// Two sets of duties hash alike if they hold the same instances with the same threads, whatever
/// numbers these have and in whatever order they were begun.
impl Hash for Duties {
    fn hash<H: Hasher>(&self, into: &mut H) {
        let mut instances: Vec<Vec<Piece>> =
            self.instances.iter().map(|(_, instance)| self.imprint(instance)).collect();
        instances.sort_unstable();
        instances.hash(into);
    }
}

impl Hash for Why {
    fn hash<H: Hasher>(&self, into: &mut H) {
        match self {
            Why::Due(ms) => (0_u8, SimTime::from_millis(*ms)).hash(into),
            Why::Event(mark) => (1_u8, mark).hash(into),
        }
    }
}

impl Duties {
    fn imprint(&self, instance: &Instance) -> Vec<Piece> {
        // What is told alone, no one judges by.
        let Instance { rule, trigger, values, threads, first, repair, in_scope, why, .. } =
            instance;
        let is_over = &instance.is_over;
        let mut pieces = Pieces::default();
        (rule, trigger, values, first, repair, in_scope, why, is_over).hash(&mut pieces);
        let threads = threads.iter().filter_map(|id| self.threads.get(*id));
        for thread in threads.filter(|thread| *is_over || !thread.is_late) {
            let due = thread.due.map(SimTime::from_millis);
            (thread.node, thread.anchor, due, thread.values(instance)).hash(&mut pieces);
        }
        pieces.0
    }
}
