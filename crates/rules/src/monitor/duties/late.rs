//! What comes late: it changes nothing, and people want to know how near it was.

use kernel::{Position, SimTime};
use serde::{Deserialize, Serialize};
use smallvec::SmallVec;

use super::come::merged;
use super::{Duties, Mark, NodeId, Part, Program, Scene, Source, Thread, Told, Wait};
use crate::event::Event;
use crate::matching::{Bindings, guard_holds};
use crate::monitor::verdict::Nearest;
use crate::tuple::Tuple;

/// An event that came after the last instant at which it would have served.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub(super) struct Near {
    came: Mark,
    due: i64,
}

impl Near {
    pub(super) fn nearest(self) -> Nearest {
        Nearest {
            position: Position(self.came.position),
            time: SimTime::from_millis(self.came.time),
            due: SimTime::from_millis(self.due),
        }
    }
}

impl Duties {
    /// Looks out for what a thread waited for, as long again as the time that there was.
    pub(super) fn look_out(&mut self, scene: &Scene<'_>, thread: &Thread, due: i64) {
        let Some(node) = scene.program.nodes.get(thread.node) else { return };
        let Some(instance) = self.instances.get(thread.instance) else { return };
        let is_answer = node.next.is_empty() && matches!(node.source, Source::Event(_));
        if node.is_repair || !is_answer || instance.told.is_some() {
            return;
        }
        let values = thread.values(instance).clone();
        let until = due.saturating_add(due - thread.anchor.time);
        let wait = Wait { anchor: thread.anchor, due: Some(until), is_late: true };
        self.enlist(scene.program, thread.instance, thread.node, &values, wait);
    }

    /// What would have served under this key has come late.
    pub(super) fn come_late(
        &mut self,
        scene: &mut Scene<'_>,
        id: NodeId,
        key: &Tuple,
        given: &Bindings,
        event: &Event<'_>,
    ) {
        let Some(node) = scene.program.nodes.get(id) else { return };
        let lists = self.late.get(id).filter(|lists| !lists.is_empty());
        let Some(list) = lists.and_then(|lists| lists.get(key)) else { return };
        let threads: SmallVec<[u32; 1]> = list.iter().collect();
        let came = Mark::of(event);
        for id in threads {
            let Some(thread) = self.threads.get(id) else { continue };
            let Some(instance) = self.instances.get(thread.instance) else { continue };
            if let Source::Event(pattern) = &node.source
                && pattern.guard.is_some()
                && !guard_holds(pattern.guard.as_ref(), &merged(thread.values(instance), given))
            {
                continue;
            }
            let base = if node.from_trigger { instance.trigger } else { thread.anchor };
            let due = base.time.saturating_add(node.window.high.unwrap_or(i64::MAX));
            let (near, of) = (Near { came, due }, thread.instance);
            if instance.is_over {
                let (rule, position) = (instance.rule, instance.trigger.position);
                scene.found.late(rule, position, &instance.values, near.nearest());
                self.forget_instance(scene.program, of);
            } else {
                if let Some(instance) = self.instances.get_mut(of) {
                    instance.told = Some(Box::new(Told::Near(near)));
                }
                self.end_threads(scene.program, of, true);
            }
        }
    }

    /// An instance is broken: what came late to it may still come.
    pub(super) fn only_look_out(&mut self, program: &Program, id: u32) {
        self.end_threads(program, id, false);
        self.leave_scope(program, id);
        let Some(instance) = self.instances.get_mut(id) else { return };
        if instance.threads.is_empty() {
            self.instances.remove(id);
            return;
        }
        (instance.first, instance.repair) = (Part::Broken, Part::Broken);
        (instance.in_scope, instance.why, instance.is_over) = (true, None, true);
    }

    /// Ends the threads of an instance that look out, or all others.
    fn end_threads(&mut self, program: &Program, of: u32, late: bool) {
        let threads = self.instances.get(of).map(|it| it.threads.clone()).unwrap_or_default();
        for id in threads {
            if self.threads.get(id).is_some_and(|thread| thread.is_late == late) {
                self.end_thread(program, id);
            }
        }
    }
}
