//! Events that somebody waits for, and events before which something had to come.

use super::{Duties, Mark, Node, NodeId, RuleId, Scene, Source, Values, Why, forget};
use smallvec::{SmallVec, smallvec};

use crate::event::Event;
use crate::keyed::{Keyed, Place};
use crate::matching::{Bindings, each_match, guard_holds, values};
use crate::plan::{EventPattern, Slot};
use crate::tuple::Tuple;

impl Duties {
    /// What an event does to those who wait.
    pub(crate) fn observe(&mut self, scene: &mut Scene<'_>, event: &Event<'_>) {
        let Some(kind) = scene.program.kinds.get(event.kind.index()) else { return };
        for &id in &kind.before {
            self.stop(scene, id, event);
        }
        for &rule in &kind.scope_ends {
            self.end_scopes(scene, rule, event);
        }
        for &id in &kind.nodes {
            let Some(Node { source: Source::Event(pattern), key, .. }) =
                scene.program.nodes.get(id)
            else {
                continue;
            };
            let has_any = |lists: &[Keyed<_>]| lists.get(id).is_some_and(|list| !list.is_empty());
            if !has_any(&self.waiting) && !has_any(&self.late) {
                continue;
            }
            for (key, given) in keys(pattern, key, event) {
                self.come(scene, id, &key, Some(&given), event);
                self.come_late(scene, id, &key, &given, event);
            }
        }
    }

    /// A state with these values ended.
    pub(crate) fn state_ended(
        &mut self,
        scene: &mut Scene<'_>,
        watch: usize,
        key: &Tuple,
        event: &Event<'_>,
    ) {
        for &id in scene.program.ends.get(watch).into_iter().flatten() {
            self.come(scene, id, key, None, event);
        }
    }

    /// What is waited for under this key has come.
    fn come(
        &mut self,
        scene: &mut Scene<'_>,
        id: NodeId,
        key: &Tuple,
        given: Option<&Bindings>,
        event: &Event<'_>,
    ) {
        let Some(node) = scene.program.nodes.get(id) else { return };
        let mark = Mark::of(event);
        let Some(waiting) = self.waiting[id].place(key) else { return };
        let mut place = 0;
        while let Some(thread_id) = self.waits_at(id, waiting, key, place) {
            place += 1;
            let Some(thread) = self.threads.get(thread_id) else { continue };
            let Some(instance) = self.instances.get(thread.instance) else { continue };
            let base = if node.from_trigger { instance.trigger.time } else { thread.anchor.time };
            let distance = mark.time - base;
            if thread.anchor.position == mark.position {
                continue;
            }
            if distance < node.window.low {
                // Those behind began later still.
                if node.from_trigger {
                    continue;
                }
                break;
            }
            let instance_id = thread.instance;
            let values = match given.filter(|_| node.needs_bindings()) {
                None => thread.values(instance).clone(),
                Some(given) => {
                    let full = merged(thread.values(instance), given);
                    let Source::Event(pattern) = &node.source else { continue };
                    if !guard_holds(pattern.guard.as_ref(), &full) {
                        continue;
                    }
                    full.as_slice().into()
                }
            };
            if node.negative {
                self.end_thread(scene.program, thread_id);
                self.part_ended(scene, instance_id, node.is_repair, Why::Event(mark), event);
            } else if node.next.is_empty() {
                self.satisfied(scene, instance_id, node, node.margin(distance));
            } else {
                self.go_on(scene, instance_id, node, &values, event);
            }
            if self.waits_at(id, waiting, key, place - 1) != Some(thread_id) {
                place -= 1;
            }
        }
    }

    /// Who waits as the first, the second, … under a key that was at this place.
    fn waits_at(&self, id: NodeId, at: Place, key: &Tuple, number: usize) -> Option<u32> {
        let (known, list) = self.waiting.get(id)?.at(at)?;
        list.get(number).filter(|_| known == key)
    }

    /// An event came before which a step had to come.
    fn stop(&mut self, scene: &mut Scene<'_>, id: NodeId, event: &Event<'_>) {
        let Some(node) = scene.program.nodes.get(id) else { return };
        let Some(pattern) = &node.before else { return };
        if self.stoppable.get(id).is_none_or(Keyed::is_empty) {
            return;
        }
        let now = event.time.as_millis();
        for (key, given) in keys(pattern, &node.before_key, event) {
            let threads: SmallVec<[u32; 1]> = match self.stoppable[id].get(&key) {
                Some(list) => {
                    list.iter().take_while(|it| self.has_opened(node, *it, now)).collect()
                }
                None => SmallVec::new(),
            };
            for thread_id in threads {
                let Some(thread) = self.threads.get(thread_id) else { continue };
                // What this event began, as the reparation of what it broke, ends at a later one.
                if thread.anchor.position == event.position.0 {
                    continue;
                }
                let instance = thread.instance;
                let Some(held) = self.instances.get(instance) else { continue };
                let full = merged(thread.values(held), &given);
                if !guard_holds(pattern.guard.as_ref(), &full) {
                    continue;
                }
                if node.negative {
                    self.satisfied(scene, instance, node, None);
                } else {
                    self.end_thread(scene.program, thread_id);
                    let why = Why::Event(Mark::of(event));
                    self.part_ended(scene, instance, node.is_repair, why, event);
                }
            }
        }
    }

    /// Whether the window of a thread has begun; if it has not, neither have those of the threads that
    /// stand behind it, which began later.
    fn has_opened(&self, node: &Node, thread: u32, now: i64) -> bool {
        self.threads.get(thread).is_none_or(|it| node.window.low <= now - it.anchor.time)
    }

    /// The scope of some instances turns out to be real.
    fn end_scopes(&mut self, scene: &mut Scene<'_>, rule: RuleId, event: &Event<'_>) {
        let program = scene.program;
        let scope = program.rules.get(rule).and_then(|rule| rule.ends_before.as_ref());
        let Some(scope) = scope else { return };
        for (key, given) in keys(&scope.event, &scope.key, event) {
            let instances = self.scoped[rule].get(&key).cloned().unwrap_or_default();
            for id in instances.iter() {
                let Some(instance) = self.instances.get_mut(id) else { continue };
                if !guard_holds(scope.event.guard.as_ref(), &merged(&instance.values, &given)) {
                    continue;
                }
                instance.in_scope = true;
                forget(&mut self.scoped[rule], &key, id);
                self.settle(scene, id);
            }
        }
    }
}

/// The values of the key in each way in which an event matches, with all that it says.
fn keys(
    pattern: &EventPattern,
    key: &[Slot],
    event: &Event<'_>,
) -> SmallVec<[(Tuple, Bindings); 1]> {
    let width = pattern.variables().max().map_or(0, |slot| slot + 1);
    let mut found = SmallVec::new();
    each_match(pattern, event, &mut smallvec![None; width], &mut |bindings| {
        let mut of_key = Tuple::new();
        if values(bindings, key, &mut of_key) {
            found.push((of_key, bindings.clone()));
        }
    });
    found
}

/// The values of an instance with those that an event adds.
pub(super) fn merged(values: &Values, given: &Bindings) -> Bindings {
    let mut full = Bindings::from(&**values);
    for (place, value) in full.iter_mut().zip(given) {
        if place.is_none() {
            place.clone_from(value);
        }
    }
    full
}
