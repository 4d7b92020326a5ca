//! What waits in a search: a world with answers, and the room that it takes.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use super::paths::StateNumber;
use crate::enumerated::{Answer, StepAnswers};
use crate::world::World;

/// A world that waits for the answer to its next choices.
pub(super) struct Item<'a> {
    pub(super) world: Arc<Held<'a>>,
    /// Answers to the first choices of its next step.
    pub(super) answers: StepAnswers,
    pub(super) from: StateNumber,
}

impl Item<'_> {
    /// What it takes, beside its world.
    pub(super) fn bytes(&self) -> u64 {
        size_of::<Item<'_>>() as u64 + beside(&self.answers)
    }
}

/// The bytes of answers that are so many that they stand elsewhere.
fn beside(answers: &StepAnswers) -> u64 {
    let spilled = if answers.spilled() { answers.capacity() } else { 0 };
    (spilled * size_of::<Answer>()) as u64
}

/// A world that is counted while it is kept.
pub(super) struct Held<'a> {
    pub(super) world: World<'a>,
    pub(super) bytes: u64,
    pub(super) total: Arc<AtomicU64>,
}

impl Drop for Held<'_> {
    fn drop(&mut self) {
        self.total.fetch_sub(self.bytes, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::super::paths::Paths;
    use super::*;
    use crate::space::Space;

    #[test]
    fn answers_that_wait_are_counted_where_they_take_room_of_their_own() {
        let space = StepAnswers::new().inline_size();
        assert_eq!(beside(&(0..space).map(|_| 0).collect()), 0);
        let many: StepAnswers = (0..1_000).map(|_| 0).collect();
        assert!(1_000 * size_of::<Answer>() as u64 <= beside(&many));
        let item = |answers| {
            let rules = scenario::rules("").expect("no faults");
            let compiled = scenario::compile(SMALL).expect("no faults");
            let space = Space::new(&compiled.script, &rules, &[], None);
            let held = Arc::new(AtomicU64::new(0));
            let world = Arc::new(Held { world: World::new(&space), bytes: 0, total: held });
            Item { world, answers, from: Paths::ROOT }.bytes()
        };
        assert_eq!(item(many.clone()) - item(StepAnswers::new()), beside(&many));
    }

    const SMALL: &str = "scenario: small\ntitle: Nothing happens\nstart: 2027-03-01T09:00:00+01:00\nuntil: T+02:00\n";
}
