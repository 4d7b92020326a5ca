//! Which of several equal nations nothing has told apart so far, in one history.

use std::sync::Arc;

use domain::{Actor, Event};

use crate::enumerated::Answer;
use crate::symmetry::{Member, Symmetry, largest};

/// See the module. Without a symmetry there are no equals.
#[derive(Clone, Debug, Default)]
pub(crate) struct Equals {
    symmetry: Option<Arc<Symmetry>>,
    /// By class, the bits of those that can be exchanged.
    free: Vec<u64>,
    /// Whose choice each answer of this step is.
    owners: Vec<Option<Member>>,
}

impl Equals {
    pub(crate) fn new(symmetry: Arc<Symmetry>) -> Equals {
        let all =
            symmetry.classes().iter().map(|class| u64::MAX >> (64 - class.len().clamp(1, 64)));
        Equals { free: all.collect(), symmetry: Some(symmetry), owners: Vec::new() }
    }

    /// Whether some nations can still be exchanged.
    pub(crate) fn are_left(&self) -> bool {
        self.free.iter().any(|free| 1 < free.count_ones())
    }

    pub(crate) fn begin(&mut self) {
        self.owners.clear();
    }

    /// A choice is asked, after these answers of the same step. Returns the least answer that must
    /// be given: so far as a nation answers like the one before it, it goes on no lower.
    pub(crate) fn ask(&mut self, stream: &str, answers: &[Answer]) -> Answer {
        let Some(symmetry) = self.symmetry.as_deref().filter(|_| self.are_left()) else { return 0 };
        let owner = symmetry.owner(stream);
        let least = owner.and_then(|own| {
            let free = self.free.get(own.class).copied().unwrap_or(0);
            if free >> own.number & 1 == 0 {
                return None;
            }
            let below = free & !(u64::MAX << own.number);
            let number = usize::try_from(below.checked_ilog2()?).ok()?;
            let before = self.answered(Member { number, ..own }, answers);
            let mine = self.answered(own, answers);
            let next = before.get(mine.len()).copied();
            next.filter(|_| before.starts_with(&mine))
        });
        self.owners.push(owner);
        least.unwrap_or(0)
    }

    fn answered(&self, member: Member, answers: &[Answer]) -> Vec<Answer> {
        let of = self.owners.iter().zip(answers).filter(|(owner, _)| **owner == Some(member));
        of.map(|(_, answer)| *answer).collect()
    }

    /// A step is done: what it has told apart is no longer equal.
    pub(crate) fn tell_apart(
        &mut self,
        answers: &[Answer],
        events: &[(Actor, Event)],
        pending_steps: &[usize],
    ) {
        let Some(symmetry) = self.symmetry.clone() else { return };
        for class in 0..self.free.len() {
            let mut free = self.free.get(class).copied().unwrap_or(0);
            for step in pending_steps {
                if let Some(owner) = symmetry.owner_of_step(*step).filter(|it| it.class == class) {
                    free &= !(1 << owner.number);
                }
            }
            for (by, event) in events {
                if 1 < free.count_ones() {
                    free = symmetry.untold(class, free, *by, event);
                }
            }
            let members: Vec<usize> = (0..64).filter(|number| free >> number & 1 == 1).collect();
            free = largest(&members, |number| {
                self.answered(Member { class, number: *number }, answers)
            });
            if let Some(place) = self.free.get_mut(class) {
                *place = free;
            }
        }
    }
}
