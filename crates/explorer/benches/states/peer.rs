//! The same worlds for stateright: a state is a world in front of a choice, an action an answer.

use std::hash::{Hash, Hasher};

use explorer::enumerated::{Answer, Asked};
use explorer::fingerprint::{Fingerprint, Imprint};
use explorer::space::Space;
use explorer::world::{Step, World};
use rules::Outcome;
use stateright::{Checker, Model, Property};

/// All histories of a space.
pub(crate) struct Histories {
    space: &'static Space<'static>,
}

/// A world in front of a choice, or at its end.
#[derive(Clone)]
pub(crate) struct Place {
    world: World<'static>,
    asked: Option<Asked>,
    fingerprint: Fingerprint,
    is_broken: bool,
}

impl PartialEq for Place {
    fn eq(&self, other: &Place) -> bool {
        self.fingerprint == other.fingerprint
    }
}

impl Hash for Place {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.fingerprint.hash(state);
    }
}

/// Lets a world go on to its next choice, as our own search does.
fn place(mut world: World<'static>, answers: &[Answer]) -> Place {
    let step = world.step(answers, &mut |_| ()).expect("it can be played");
    assert_eq!(step, Step::Done, "a step of these models has one choice at most");
    let mut is_broken = false;
    loop {
        is_broken |= world.take_verdicts().iter().any(|it| it.outcome == Outcome::Broken);
        let before = world.clone();
        let asked = if world.has_ended() {
            None
        } else {
            match world.step(&[], &mut |_| ()).expect("it can be played") {
                Step::Done => continue,
                Step::Asked(asked) => Some(asked),
            }
        };
        // What is broken before the choice is broken whatever the answer.
        is_broken |= world.take_verdicts().iter().any(|it| it.outcome == Outcome::Broken);
        let (fingerprint, _) = before.fingerprint(&mut Imprint::default());
        return Place { world: before, asked, fingerprint, is_broken };
    }
}

impl Model for Histories {
    type State = Place;
    type Action = Answer;

    fn init_states(&self) -> Vec<Place> {
        vec![place(World::new(self.space), &[])]
    }

    fn actions(&self, state: &Place, actions: &mut Vec<Answer>) {
        actions.extend(state.asked.iter().flat_map(|asked| 0..asked.options));
    }

    fn next_state(&self, last: &Place, answer: Answer) -> Option<Place> {
        Some(place(last.world.clone(), &[answer]))
    }

    fn properties(&self) -> Vec<Property<Self>> {
        vec![Property::always("no rule is broken", |_, state: &Place| !state.is_broken)]
    }
}

/// All histories, gone through; what it keeps of them is what the checker holds.
pub(crate) fn checked(space: &'static Space<'static>) -> impl Checker<Histories> {
    let checker = Histories { space }.checker().threads(1).spawn_bfs().join();
    assert!(checker.discoveries().is_empty(), "no rule is broken");
    checker
}

/// How many states it found.
pub(crate) fn states(checker: &impl Checker<Histories>) -> u64 {
    checker.unique_state_count() as u64
}
