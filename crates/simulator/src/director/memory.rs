//! What a director remembers, as far as the future can depend on it.

use std::hash::Hash;

use kernel::{Parts, SimTime};

use super::{Director, Item};
use crate::agenda::Agenda;
use crate::datum::hash_text;
use crate::script::{Pattern, Script, Step, Trigger};

/// Which counters of a script anything to come can ask for, and which steps know what time it is.
///
/// A counter that only expectations ask for changes nothing in a run, and a number of times
/// nothing unless the step has a limit or writes it into its command.
#[derive(Clone, Debug)]
pub struct Relevant {
    watches: Vec<usize>,
    numbered: Steps,
    /// Steps that write a certain instant into their command, or wait for an event that names one.
    dated: Steps,
    /// Something that is asked of the past names a certain instant.
    asks_for_dates: bool,
}

/// Some steps of a script.
#[derive(Clone, Debug)]
struct Steps {
    list: Vec<usize>,
    /// By step.
    are_in: Vec<bool>,
}

impl Steps {
    fn new(script: &Script, is_one: impl Fn(&Step) -> bool) -> Steps {
        let are_in: Vec<bool> = script.steps.iter().map(is_one).collect();
        let list = (0..are_in.len()).filter(|step| are_in[*step]).collect();
        Steps { list, are_in }
    }

    fn contains(&self, step: usize) -> bool {
        self.are_in.get(step).is_some_and(|is_in| *is_in)
    }
}

impl Relevant {
    /// Finds them, and adds the watches that somebody else asks for.
    pub fn new(script: &Script, also: impl IntoIterator<Item = usize>) -> Relevant {
        let conditions = script.steps.iter().flat_map(|step| step.when.iter().chain(&step.unless));
        let mut watches: Vec<usize> = conditions.map(|it| it.watch).chain(also).collect();
        watches.sort_unstable();
        watches.dedup();
        let counts = |step: &Step| {
            step.times_max.is_some() || step.options.iter().any(|it| it.template.has_number())
        };
        let (numbered, dated) = (Steps::new(script, counts), Steps::new(script, is_dated));
        let asked = watches.iter().filter_map(|watch| script.watches.get(*watch));
        let asks_for_dates = asked.into_iter().any(|watch| names_instant(&watch.pattern));
        Relevant { watches, numbered, dated, asks_for_dates }
    }
}

fn is_dated(step: &Step) -> bool {
    let waits = matches!(&step.trigger, Trigger::Upon(pattern) if names_instant(pattern));
    waits || step.options.iter().any(|option| option.template.has_instant())
}

fn names_instant(pattern: &Pattern) -> bool {
    pattern.fields.values().any(crate::template::names_instant)
}

/// Hashes something that is pending; the number of a step, where it matters.
fn hash_item<H: Parts>(item: &Item, is_numbered: &impl Fn(usize) -> bool, into: &mut H) {
    match item {
        Item::Fixed(fixed) => {
            // Commands have no hash; that two are told apart needlessly does no harm.
            let command = serde_json::to_string(&fixed.command).unwrap_or_default();
            (0_u8, fixed.by).hash(into);
            hash_text(&command, into);
        }
        Item::Due { step } => (1_u8, step).hash(into),
        Item::Act { step, number, bound, .. } => {
            let number = if is_numbered(*step) { *number } else { 0 };
            (2_u8, step, number).hash(into);
            into.part(bound);
        }
        Item::Wake { clock, subject, due_at } => (3_u8, clock, subject, due_at).hash(into),
    }
}

impl<C> Director<'_, C> {
    /// How often a step has been set off.
    pub(super) fn times(&self, step: usize) -> u32 {
        self.set_off.get(step).map_or(0, |it| it.times)
    }

    /// Hashes what is pending up to an instant, and what is remembered. Two runs of one script
    /// whose models are equal too go on alike until then if nothing differs here: the order of
    /// what is pending counts, positions in the log and names of choices do not. `from` is the
    /// instant before which nothing more happens.
    pub fn hash_memory<H: Parts>(
        &self,
        agenda: &Agenda<Item>,
        (from, until): (SimTime, SimTime),
        relevant: &Relevant,
        into: &mut H,
    ) {
        let is_numbered = |step| relevant.numbered.contains(step);
        // How long after one another things are planned is the same wherever they begin.
        let planned = agenda.fold_planned(|behind, (at, priority, item), next| {
            if until < at {
                return behind;
            }
            let gap = next.filter(|next| *next <= until).map(|next| next.since(at).as_millis());
            let [low, high] = behind;
            into.aside(at, |into| {
                (low, high, gap, priority).hash(into);
                hash_item(item, &is_numbered, into);
            })
        });
        let planned = planned.filter(|(at, _)| *at <= until);
        planned.map(|(at, [low, high])| (at, low, high)).hash(into);
        for (at, priority, item) in agenda.pending_unplanned() {
            if at <= until {
                (at, priority).hash(into);
                hash_item(item, &is_numbered, into);
            }
        }
        u8::MAX.hash(into);
        for step in &relevant.numbered.list {
            self.times(*step).hash(into);
        }
        for watch in &relevant.watches {
            self.history.hash_watch(*watch, from, into);
        }
    }

    /// Whether what is to come up to an instant would come alike, only so much later, if all
    /// instants that are pending and remembered were so much later: nothing names a certain instant
    /// any more. What would then lie behind that instant, or does already, does not come.
    pub fn would_come_whenever(
        &self,
        agenda: &Agenda<Item>,
        until: SimTime,
        relevant: &Relevant,
    ) -> bool {
        let may_act = |index: &usize| match self.script.steps.get(*index) {
            Some(Step { trigger: Trigger::Upon(_) | Trigger::Holds, times_max, .. }) => {
                *index < self.in_force && times_max.is_none_or(|max| self.times(*index) < max)
            }
            _ => false,
        };
        let is_dated = |item: &Item| match item {
            Item::Due { step } | Item::Act { step, .. } => relevant.dated.contains(*step),
            Item::Fixed(_) | Item::Wake { .. } => false,
        };
        !relevant.asks_for_dates
            && !relevant.dated.list.iter().any(may_act)
            && (relevant.dated.list.is_empty()
                || !agenda.iter().any(|(at, item)| at <= until && is_dated(item)))
    }
}
