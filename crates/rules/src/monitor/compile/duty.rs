//! What is to follow a trigger, as a graph of steps.

use std::collections::BTreeSet;

use super::Compiler;
use crate::monitor::program::{Duty, Node, NodeId, Source, WatchId};
use crate::plan::{Action, EventPattern, Interval, Otherwise, Outcome, Slot, Step};
use crate::tree::LengthBound;

type Slots = BTreeSet<Slot>;

impl Compiler<'_> {
    pub(super) fn duty(
        &mut self,
        outcome: &Outcome,
        otherwise: Option<&Otherwise>,
        known: &Slots,
    ) -> Duty {
        let mut first = Vec::new();
        for (branch, chain) in outcome.chains.iter().enumerate() {
            let before = self.program.nodes.len();
            first.extend(self.chain(chain, known, &[], false));
            if 1 < outcome.chains.len() {
                for node in self.program.nodes.iter_mut().skip(before) {
                    node.branch = Some(branch);
                }
            }
        }
        let repair = otherwise.map(|it| self.outcome(&it.outcome, known, &[], true));
        Duty {
            begins: None,
            first,
            repair: repair.unwrap_or_default(),
            from_break: otherwise.is_some_and(|it| it.from_break),
            reported_at_break: false,
        }
    }

    pub(super) fn recurrence(
        &mut self,
        watch: WatchId,
        event: &EventPattern,
        period: i64,
        known: &Slots,
    ) -> Duty {
        let window = Interval { low: 1, high: Some(period) };
        let again = self.node(node(Source::Event(event.clone()), window), known);
        // A state that ends at the instant of the last sign asks for no other.
        let ends = Source::End { watch, is_answer: false };
        let ends = self.node(node(ends, Interval::within(period)), known);
        duty_from(watch, vec![again, ends], false)
    }

    pub(super) fn lasting(
        &mut self,
        watch: WatchId,
        bound: LengthBound,
        length: i64,
        known: &Slots,
    ) -> Duty {
        let is_lower = bound == LengthBound::AtLeast;
        // `at least` forbids an end that comes too early; the full length is long enough.
        let last = if is_lower { length - 1 } else { length };
        let mut ends = node(Source::End { watch, is_answer: true }, Interval::within(last));
        ends.negative = is_lower;
        let ends = self.node(ends, known);
        duty_from(watch, vec![ends], is_lower)
    }

    /// The steps with which an outcome can begin, if the rest is to follow it.
    fn outcome(
        &mut self,
        outcome: &Outcome,
        known: &Slots,
        then: &[&[Step]],
        is_repair: bool,
    ) -> Vec<NodeId> {
        let chains = outcome.chains.iter();
        chains.flat_map(|chain| self.chain(chain, known, then, is_repair)).collect()
    }

    fn chain(
        &mut self,
        chain: &[Step],
        known: &Slots,
        then: &[&[Step]],
        is_repair: bool,
    ) -> Vec<NodeId> {
        let Some((step, rest)) = chain.split_first() else {
            return match then.split_last() {
                Some((next, then)) => self.chain(next, known, then, is_repair),
                None => Vec::new(),
            };
        };
        let mut then = then.to_vec();
        then.push(rest);
        let (event, negative) = match &step.action {
            Action::Group(group) => return self.outcome(group, known, &then, is_repair),
            Action::Do(event) => (event, false),
            Action::DoNot(event) => (event, true),
        };
        let next = if negative {
            Vec::new()
        } else {
            let known: Slots = event.variables().chain(known.iter().copied()).collect();
            self.chain(&[], &known, &then, is_repair)
        };
        let mut waited = node(Source::Event(event.clone()), step.window);
        waited.negative = negative;
        waited.from_trigger = step.from_trigger;
        waited.before.clone_from(&step.before);
        waited.next = next;
        waited.is_repair = is_repair;
        vec![self.node(waited, known)]
    }

    /// Adds a step with the variables that have values when the waiting begins.
    fn node(&mut self, mut node: Node, known: &Slots) -> NodeId {
        let of = |event: &EventPattern| -> Vec<Slot> {
            let slots: Slots = event.variables().filter(|slot| known.contains(slot)).collect();
            slots.into_iter().collect()
        };
        node.key = match &node.source {
            Source::Event(event) => of(event),
            Source::End { watch, .. } => self.program.watches[*watch].slots.clone(),
        };
        node.before_key = node.before.as_ref().map(of).unwrap_or_default();
        self.program.nodes.push(node);
        self.program.nodes.len() - 1
    }
}

fn node(source: Source, window: Interval) -> Node {
    Node {
        source,
        negative: false,
        window,
        from_trigger: false,
        before: None,
        next: Vec::new(),
        key: Vec::new(),
        before_key: Vec::new(),
        is_repair: false,
        branch: None,
    }
}

fn duty_from(watch: WatchId, first: Vec<NodeId>, reported_at_break: bool) -> Duty {
    Duty { begins: Some(watch), first, repair: Vec::new(), from_break: false, reported_at_break }
}
