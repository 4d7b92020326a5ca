//! What a director remembers, as far as the future can depend on it.

use std::hash::{Hash, Hasher};

use kernel::SimTime;

use super::{Director, Item};
use crate::agenda::Agenda;
use crate::script::Script;

/// Which counters of a script anything to come can ask for.
///
/// A counter that only expectations ask for changes nothing in a run, and a number of times
/// nothing unless the step has a limit or writes it into its command.
#[derive(Clone, Debug)]
pub struct Relevant {
    watches: Vec<usize>,
    steps: Vec<usize>,
}

impl Relevant {
    /// Finds them, and adds the watches that somebody else asks for.
    pub fn new(script: &Script, also: impl IntoIterator<Item = usize>) -> Relevant {
        let conditions = script.steps.iter().flat_map(|step| step.when.iter().chain(&step.unless));
        let mut watches: Vec<usize> = conditions.map(|it| it.watch).chain(also).collect();
        watches.sort_unstable();
        watches.dedup();
        let counts = |step: &crate::script::Step| {
            step.times_max.is_some() || step.options.iter().any(|it| it.template.has_number())
        };
        let steps = script.steps.iter().enumerate().filter(|(_, step)| counts(step));
        Relevant { watches, steps: steps.map(|(index, _)| index).collect() }
    }
}

impl<C> Director<'_, C> {
    /// Hashes what is pending up to an instant, and what is remembered. Two runs of one script
    /// whose models are equal too go on alike until then if nothing differs here: the order of
    /// what is pending counts, positions in the log and names of choices do not.
    pub fn hash_memory<H: Hasher>(
        &self,
        (agenda, until): (&Agenda<Item>, SimTime),
        relevant: &Relevant,
        into: &mut H,
    ) {
        for (at, priority, item) in agenda.pending().into_iter().filter(|(at, ..)| *at <= until) {
            (at, priority).hash(into);
            match item {
                Item::Fixed(fixed) => {
                    // Commands have no hash; that two are told apart needlessly does no harm.
                    let command = serde_json::to_vec(&fixed.command).unwrap_or_default();
                    (0_u8, fixed.by, command).hash(into);
                }
                Item::Due { step } => (1_u8, step).hash(into),
                Item::Act { step, number, bound } => {
                    let number = relevant.steps.binary_search(step).map_or(0, |_| *number);
                    (2_u8, step, number, bound).hash(into);
                }
                Item::Wake { clock, subject, due_at } => {
                    (3_u8, clock, subject, due_at).hash(into);
                }
            }
        }
        u8::MAX.hash(into);
        for step in &relevant.steps {
            self.triggered.get(*step).hash(into);
        }
        let from = agenda.peek_time().unwrap_or(SimTime::MAX);
        for watch in &relevant.watches {
            self.history.hash_watch(*watch, from, into);
        }
    }
}
