//! Duties as far as the future depends on them: what is awaited, not where it is kept.

use std::hash::{Hash, Hasher};

use super::{Duties, Instance};

/// Collects what is hashed, so that it can be put in order.
#[derive(Debug, Default)]
struct Bytes(Vec<u8>);

impl Hasher for Bytes {
    fn write(&mut self, bytes: &[u8]) {
        self.0.extend_from_slice(bytes);
    }

    fn finish(&self) -> u64 {
        0
    }
}

/// Two sets of duties hash alike if they hold the same instances with the same threads, whatever
/// numbers these have and in whatever order they were begun.
impl Hash for Duties {
    fn hash<H: Hasher>(&self, into: &mut H) {
        let mut instances: Vec<Vec<u8>> =
            self.instances.iter().map(|(_, instance)| self.imprint(instance)).collect();
        instances.sort_unstable();
        instances.hash(into);
    }
}

impl Duties {
    fn imprint(&self, instance: &Instance) -> Vec<u8> {
        let Instance { rule, trigger, values, threads, first, repair, in_scope, why, is_over } =
            instance;
        let mut bytes = Bytes::default();
        (rule, trigger, values, first, repair, in_scope, why, is_over).hash(&mut bytes);
        for thread in threads.iter().filter_map(|id| self.threads.get(*id)) {
            (thread.node, thread.anchor, thread.due, &thread.values).hash(&mut bytes);
        }
        bytes.0
    }
}
