//! What was triggered and is not decided: who waits for which event, and until when.
//!
//! An *instance* is a trigger with its values. It has a *thread* for each step that may come
//! next, and is kept once one of its threads has done its last step. Threads wait under the
//! values that the awaited event must have, so that an event finds exactly those it concerns.

mod come;
mod deadlines;
mod held;
mod imprint;
mod late;
mod settle;
mod waiting;

use serde::{Deserialize, Serialize};
use smallvec::SmallVec;

use super::Found;
use super::program::{Act, Duty, Node, NodeId, Program, RuleId, Source};
use super::verdict::{Mark, Reason, Values, Verdict};
use crate::event::Event;
use crate::keyed::{Keyed, Place};
use crate::matching::{Bindings, each_guarded_match, values};
use crate::plan::Slot;
use crate::slab::Slab;
use crate::tuple::Tuple;
use deadlines::{Deadline, Deadlines};
use held::Held;
use late::Near;
use waiting::Waiting;

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Duties {
    threads: Slab<Thread>,
    instances: Slab<Instance>,
    /// Threads by what they wait for, for each step.
    waiting: Vec<Keyed<Waiting>>,
    /// Threads whose time is over, by what would have served, for each step.
    late: Vec<Keyed<Waiting>>,
    /// Threads by the event that must not come first, for each step.
    stoppable: Vec<Keyed<Waiting>>,
    /// Instances by the event up to which their scope lasts, for each rule.
    scoped: Vec<Keyed<Waiting>>,
    deadlines: Deadlines,
    /// How many threads there ever were.
    begun: u64,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
struct Thread {
    /// Tells this thread from others with the same number.
    serial: u64,
    instance: u32,
    /// Where it stands among those who wait for its step, or look out for it.
    place: Place,
    /// Its time is over; it looks out for what comes late.
    is_late: bool,
    node: NodeId,
    /// The event from which it counts.
    anchor: Mark,
    due: Option<i64>,
    /// Its values where they are not those of its instance: a step before it gave some.
    own: Option<Box<Values>>,
}

impl Thread {
    fn values<'a>(&'a self, of: &'a Instance) -> &'a Values {
        self.own.as_deref().unwrap_or(&of.values)
    }
}

#[derive(Clone, Debug, Serialize, Deserialize)]
struct Instance {
    rule: RuleId,
    trigger: Mark,
    values: Values,
    threads: SmallVec<[u32; 2]>,
    first: Part,
    repair: Part,
    /// The end of the scope `before` has come, or there is no such scope.
    in_scope: bool,
    why: Option<Why>,
    /// The last step of the first part that was done, with others to come behind it.
    step: Option<Mark>,
    /// What is told of it, if ever it is broken.
    told: Option<Box<Told>>,
    /// Broken already; what is waited for can only come late.
    is_over: bool,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
enum Told {
    /// What came late to a part of it, while it was not decided.
    Near(Near),
    /// What was wrong at its trigger.
    Held(Held),
}

/// How a thread waits.
#[derive(Clone, Copy)]
struct Wait {
    /// The event from which it counts.
    anchor: Mark,
    due: Option<i64>,
    is_late: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
enum Part {
    Open,
    Kept,
    Broken,
}

/// What broke the first part.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
enum Why {
    Due(i64),
    Event(Mark),
}

/// Everything that a change of duties needs beside them.
pub(crate) struct Scene<'a> {
    pub(crate) program: &'a Program,
    /// The instant up to which everything is known.
    pub(crate) now: i64,
    pub(crate) found: &'a mut Found,
}

impl Duties {
    pub(crate) fn new(program: &Program) -> Duties {
        Duties {
            waiting: program.nodes.iter().map(|_| Keyed::default()).collect(),
            late: program.nodes.iter().map(|_| Keyed::default()).collect(),
            stoppable: program.nodes.iter().map(|_| Keyed::default()).collect(),
            scoped: program.rules.iter().map(|_| Keyed::default()).collect(),
            deadlines: Deadlines::new(program.nodes.len()),
            ..Duties::default()
        }
    }

    /// Begins an instance; the trigger itself may do the first steps.
    pub(crate) fn begin(
        &mut self,
        scene: &mut Scene<'_>,
        rule: RuleId,
        values: &Values,
        event: &Event<'_>,
    ) {
        let Some(Act::Oblige(duty)) = scene.program.rules.get(rule).map(|rule| &rule.act) else {
            return;
        };
        let instance = self.instance(scene, rule, values.clone(), Mark::of(event));
        let has_repair = !duty.repair.is_empty();
        let nodes = [(&duty.first, true), (&duty.repair, has_repair && !duty.from_break)];
        for (nodes, wanted) in nodes {
            if wanted && self.instances.get(instance).is_some() {
                self.start(scene, instance, nodes, values, event);
            }
        }
        self.fail_if_nothing_is_left(scene, instance, duty, event);
    }

    fn instance(
        &mut self,
        scene: &mut Scene<'_>,
        rule: RuleId,
        values: Values,
        trigger: Mark,
    ) -> u32 {
        let scope = scene.program.rules.get(rule).and_then(|rule| rule.ends_before.as_ref());
        let instance = self.instances.add(Instance {
            rule,
            trigger,
            values,
            threads: SmallVec::new(),
            first: Part::Open,
            repair: Part::Open,
            in_scope: scope.is_none(),
            why: None,
            step: None,
            told: None,
            is_over: false,
        });
        if let Some(scope) = scope {
            let key = self.key_of(instance, &scope.key);
            self.scoped[rule].entry(&key).add(instance);
        }
        instance
    }

    fn key_of(&self, instance: u32, slots: &[Slot]) -> Tuple {
        let mut key = Tuple::new();
        if let Some(instance) = self.instances.get(instance) {
            values(&instance.values, slots, &mut key);
        }
        key
    }

    /// Waits for these steps, counted from this event, which may do them at once.
    fn start(
        &mut self,
        scene: &mut Scene<'_>,
        instance: u32,
        nodes: &[NodeId],
        values: &Values,
        event: &Event<'_>,
    ) {
        for &id in nodes {
            let Some(node) = scene.program.nodes.get(id) else { continue };
            if !node.negative && self.done_at_once(scene, instance, node, values, event) {
                return;
            }
            self.wait(scene, instance, id, values, Mark::of(event));
        }
    }

    /// Whether the event at which a step begins does it, and with it the last.
    fn done_at_once(
        &mut self,
        scene: &mut Scene<'_>,
        instance: u32,
        node: &Node,
        values: &Values,
        event: &Event<'_>,
    ) -> bool {
        let Source::Event(pattern) = &node.source else { return false };
        let now = event.time.as_millis();
        let trigger = self.instances.get(instance).map_or(now, |it| it.trigger.time);
        let distance = if node.from_trigger { now - trigger } else { 0 };
        if pattern.kind != event.kind || !node.window.holds(distance) {
            return false;
        }
        let mut matches: Vec<Values> = Vec::new();
        each_guarded_match(pattern, event, &mut Bindings::from(&**values), &mut |bindings| {
            matches.push(bindings.as_slice().into());
        });
        for values in matches {
            if node.next.is_empty() {
                self.satisfied(scene, instance, node, node.margin(distance));
                return true;
            }
            self.go_on(scene, instance, node, &values, event);
            if self.instances.get(instance).is_none() {
                return true;
            }
        }
        false
    }

    /// A step is done that is not the last.
    fn go_on(
        &mut self,
        scene: &mut Scene<'_>,
        instance: u32,
        node: &Node,
        values: &Values,
        event: &Event<'_>,
    ) {
        if let Some(instance) = self.instances.get_mut(instance)
            && !node.is_repair
        {
            instance.step = Some(Mark::of(event));
        }
        self.start(scene, instance, &node.next, values, event);
    }

    fn wait(
        &mut self,
        scene: &mut Scene<'_>,
        instance: u32,
        id: NodeId,
        bindings: &Values,
        anchor: Mark,
    ) {
        let Some(node) = scene.program.nodes.get(id) else { return };
        let Some(held) = self.instances.get(instance) else { return };
        let base = if node.from_trigger { held.trigger.time } else { anchor.time };
        let due = node.window.high.map(|high| base.saturating_add(high));
        if due.is_some_and(|due| due < scene.now) {
            return;
        }
        self.enlist(scene.program, instance, id, bindings, Wait { anchor, due, is_late: false });
    }

    /// Adds a thread to everything that must know it.
    fn enlist(
        &mut self,
        program: &Program,
        instance: u32,
        id: NodeId,
        bindings: &Values,
        Wait { anchor, due, is_late }: Wait,
    ) {
        let Some(node) = program.nodes.get(id) else { return };
        self.begun += 1;
        let serial = self.begun;
        let Some(held) = self.instances.get_mut(instance) else { return };
        let own = (held.values != *bindings).then(|| Box::new(bindings.clone()));
        let mut key = Tuple::new();
        values(bindings, &node.key, &mut key);
        let waiting = if is_late { &mut self.late[id] } else { &mut self.waiting[id] };
        let place = waiting.place_or_add(&key);
        let thread = Thread { serial, instance, place, is_late, node: id, anchor, due, own };
        let thread = self.threads.add(thread);
        held.threads.push(thread);
        if let Some(list) = waiting.at_mut(place) {
            list.add(thread);
        }
        if node.before.is_some() && !is_late {
            values(bindings, &node.before_key, &mut key);
            self.stoppable[id].entry(&key).add(thread);
        }
        if let Some(due) = due {
            self.deadlines.add(id, Deadline { due, serial, thread });
        }
    }

    /// Takes a thread out of everything that knows it.
    fn end_thread(&mut self, program: &Program, id: u32) -> Option<Thread> {
        let thread = self.threads.remove(id)?;
        let instance = self.instances.get_mut(thread.instance)?;
        instance.threads.retain(|thread| *thread != id);
        let node = program.nodes.get(thread.node)?;
        let lists = if thread.is_late { &mut self.late } else { &mut self.waiting };
        lists.get_mut(thread.node)?.change_at(thread.place, |list| list.without(id));
        if node.before.is_some() && !thread.is_late {
            let mut key = Tuple::new();
            values(thread.values(instance), &node.before_key, &mut key);
            forget(self.stoppable.get_mut(thread.node)?, &key, id);
        }
        Some(thread)
    }
}

fn forget(lists: &mut Keyed<Waiting>, key: &Tuple, id: u32) {
    lists.change(key, |list| list.without(id));
}
