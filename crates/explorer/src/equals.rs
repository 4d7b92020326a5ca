//! Which of several equal nations nothing has told apart so far, in one history.

use std::collections::BTreeMap;
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
    alike: Option<Alike>,
}

/// Who stands where each of the equals stands, in a history that is left out since it is this one
/// with nations exchanged: by class and member, the bits of them.
#[derive(Clone, Debug)]
pub(crate) struct Alike {
    symmetry: Arc<Symmetry>,
    members: Arc<Vec<Vec<u64>>>,
}

impl Alike {
    fn new(symmetry: Arc<Symmetry>) -> Alike {
        let own = |class: &Vec<_>| (0..class.len()).map(|number| 1 << number).collect();
        let members = symmetry.classes().iter().map(own).collect();
        Alike { symmetry, members: Arc::new(members) }
    }

    /// Who does what somebody does here.
    pub(crate) fn to(&self, by: Actor) -> impl Iterator<Item = Actor> {
        let classes = self.symmetry.classes().iter().zip(self.members.iter());
        let found = classes.filter_map(move |(nations, members)| {
            let number = nations.iter().position(|nation| Actor::of(*nation) == by)?;
            Some((nations, members.get(number).copied().unwrap_or(0)))
        });
        found.flat_map(|(nations, bits)| {
            let nations = nations.iter().enumerate().filter(move |(it, _)| bits >> it & 1 == 1);
            nations.map(|(_, nation)| Actor::of(*nation))
        })
    }

    /// Those that were free answered, each in one of these groups. Whoever is exchanged, those of one
    /// group keep their order.
    fn exchange(&mut self, class: usize, free: u64, groups: &[Vec<usize>]) {
        let Some(before) = self.members.get(class).cloned() else { return };
        let all: Vec<usize> = (0..64).filter(|number| free >> number & 1 == 1).collect();
        let Some(members) = Arc::make_mut(&mut self.members).get_mut(class) else { return };
        for group in groups {
            for (place, number) in group.iter().enumerate() {
                let others = all.iter().skip(place).take(all.len() + 1 - group.len());
                let bits = others.filter_map(|it| before.get(*it)).fold(0, |all, it| all | it);
                if let Some(member) = members.get_mut(*number) {
                    *member = bits;
                }
            }
        }
    }
}

impl Equals {
    pub(crate) fn new(symmetry: Arc<Symmetry>) -> Equals {
        let all =
            symmetry.classes().iter().map(|class| u64::MAX >> (64 - class.len().clamp(1, 64)));
        let free = all.collect();
        let alike = Some(Alike::new(Arc::clone(&symmetry)));
        Equals { symmetry: Some(symmetry), free, owners: Vec::new(), alike }
    }

    /// Who stands for whom so far, if any nations are equal.
    pub(crate) fn alike(&self) -> Option<Alike> {
        self.alike.clone().filter(|alike| !alike.members.is_empty())
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

    /// Nations that answered differently stand for one another from here on.
    fn exchange(&mut self, class: usize, free: u64, answers: &[Answer]) {
        if self.owners.is_empty() || free.count_ones() < 2 {
            return;
        }
        let members: Vec<usize> = (0..64).filter(|number| free >> number & 1 == 1).collect();
        let mut groups: BTreeMap<Vec<Answer>, Vec<usize>> = BTreeMap::new();
        for number in members {
            groups
                .entry(self.answered(Member { class, number }, answers))
                .or_default()
                .push(number);
        }
        let groups: Vec<Vec<usize>> = groups.into_values().collect();
        if let Some(alike) = self.alike.as_mut().filter(|_| 1 < groups.len()) {
            alike.exchange(class, free, &groups);
        }
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
            self.exchange(class, free, answers);
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
