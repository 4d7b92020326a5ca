//! How instances end: by what came, by what did not come in time, or with the log.

use kernel::{Position, SimTime};

use super::{
    Act, Deadline, Duties, Duty, Event, Instance, Mark, Node, Part, Program, Reason, RuleId, Scene,
    Told, Verdict, Why,
};
use crate::monitor::verdict::{Because, Outcome, Pending};

impl Duties {
    /// A part of the duty is done.
    pub(super) fn satisfied(
        &mut self,
        scene: &mut Scene<'_>,
        id: u32,
        node: &Node,
        margin: Option<(i64, i64)>,
    ) {
        let Some(instance) = self.instances.get_mut(id) else { return };
        if !node.is_repair {
            scene.found.kept_by(instance.rule, node.branch);
            let reason = margin.map_or(Reason::None, |(margin, of)| Reason::InTime { margin, of });
            let verdict = verdict(scene, instance, Outcome::Kept, reason);
            scene.found.verdicts.push(verdict);
            self.forget_instance(scene.program, id);
            return;
        }
        instance.repair = Part::Kept;
        let threads = instance.threads.clone();
        for thread in threads {
            let node = self.threads.get(thread).and_then(|it| scene.program.nodes.get(it.node));
            if node.is_some_and(|node| node.is_repair) {
                self.end_thread(scene.program, thread);
            }
        }
        self.settle(scene, id);
    }

    /// A thread of a part came to nothing; the part is broken if it was the last.
    pub(super) fn part_ended(
        &mut self,
        scene: &mut Scene<'_>,
        id: u32,
        is_repair: bool,
        why: Why,
        event: &Event<'_>,
    ) {
        let rule = self.instances.get(id).and_then(|it| scene.program.rules.get(it.rule));
        let Some(Act::Oblige(duty)) = rule.map(|rule| &rule.act) else { return };
        if self.fail(scene, id, is_repair, why) && duty.from_break && !is_repair {
            let values = self.instances.get(id).map(|it| it.values.clone());
            if let Some(values) = values {
                self.start(scene, id, &duty.repair, &values, event);
                self.fail(scene, id, true, why);
            }
        }
    }

    /// After the beginning: parts whose steps were over before they began.
    pub(super) fn fail_if_nothing_is_left(
        &mut self,
        scene: &mut Scene<'_>,
        id: u32,
        duty: &Duty,
        event: &Event<'_>,
    ) {
        let why = Why::Due(event.time.as_millis());
        self.fail(scene, id, false, why);
        if !duty.repair.is_empty() && !duty.from_break {
            self.fail(scene, id, true, why);
        }
    }

    /// Breaks a part that is open and has no thread left; whether it did.
    fn fail(&mut self, scene: &mut Scene<'_>, id: u32, is_repair: bool, why: Why) -> bool {
        let Some(instance) = self.instances.get(id) else { return false };
        let is_open = if is_repair { instance.repair } else { instance.first } == Part::Open;
        let has_thread = instance.threads.iter().any(|thread| {
            let thread = self.threads.get(*thread).filter(|thread| !thread.is_late);
            let node = thread.and_then(|it| scene.program.nodes.get(it.node));
            node.is_some_and(|node| node.is_repair == is_repair)
        });
        if !is_open || has_thread {
            return false;
        }
        let Some(instance) = self.instances.get_mut(id) else { return false };
        if is_repair {
            instance.repair = Part::Broken;
        } else {
            instance.first = Part::Broken;
            instance.why = Some(why);
        }
        self.settle(scene, id);
        true
    }

    /// Gives the verdict on an instance whose first part is broken, if nothing is open.
    pub(super) fn settle(&mut self, scene: &mut Scene<'_>, id: u32) {
        let Some(instance) = self.instances.get(id) else { return };
        if instance.first != Part::Broken {
            return;
        }
        let rule = scene.program.rules.get(instance.rule);
        let has_repair = match rule.map(|rule| &rule.act) {
            Some(Act::Oblige(duty)) => !duty.repair.is_empty(),
            _ => false,
        };
        if has_repair && instance.repair == Part::Kept {
            let verdict = verdict(scene, instance, Outcome::Repaired, Reason::None);
            scene.found.verdicts.push(verdict);
            self.forget_instance(scene.program, id);
        } else if instance.in_scope && (!has_repair || instance.repair == Part::Broken) {
            let verdict = broken(scene, instance, Outcome::Broken);
            let is_near = verdict.nearest.is_some();
            scene.found.verdicts.push(verdict);
            if is_near {
                self.forget_instance(scene.program, id);
            } else {
                self.only_look_out(scene.program, id);
            }
        }
    }

    pub(super) fn forget_instance(&mut self, program: &Program, id: u32) {
        let Some(instance) = self.instances.get_mut(id) else { return };
        for thread in std::mem::take(&mut instance.threads) {
            self.end_thread(program, thread);
        }
        self.leave_scope(program, id);
        self.instances.remove(id);
    }

    /// Nobody asks any more whether the scope of an instance is real.
    pub(super) fn leave_scope(&mut self, program: &Program, id: u32) {
        let Some(instance) = self.instances.get(id) else { return };
        let (rule, in_scope) = (instance.rule, instance.in_scope);
        let scope = program.rules.get(rule).and_then(|rule| rule.ends_before.as_ref());
        if let Some(scope) = scope.filter(|_| !in_scope) {
            let key = self.key_of(id, &scope.key);
            super::forget(&mut self.scoped[rule], &key, id);
        }
    }

    /// The earliest last instant of a thread that still waits.
    pub(crate) fn next_deadline(&mut self) -> Option<i64> {
        while let Some(Deadline { due, serial, thread }) = self.deadlines.earliest() {
            if self.threads.get(thread).is_some_and(|it| it.serial == serial) {
                return Some(due);
            }
            self.deadlines.pop();
        }
        None
    }

    /// Ends the threads whose last instant lies before now; in the order of these instants.
    pub(crate) fn lapse(&mut self, scene: &mut Scene<'_>) {
        while let Some(Deadline { due, serial, thread }) = self.deadlines.earliest() {
            if scene.now <= due {
                return;
            }
            self.deadlines.pop();
            if self.threads.get(thread).is_some_and(|it| it.serial == serial) {
                self.lapsed(scene, thread, due);
            }
        }
    }

    fn lapsed(&mut self, scene: &mut Scene<'_>, id: u32, due: i64) {
        let Some(thread) = self.end_thread(scene.program, id) else { return };
        let Some(node) = scene.program.nodes.get(thread.node) else { return };
        let Some(instance) = self.instances.get(thread.instance) else { return };
        if thread.is_late {
            if instance.is_over && instance.threads.is_empty() {
                self.forget_instance(scene.program, thread.instance);
            }
        } else if node.negative {
            self.satisfied(scene, thread.instance, node, None);
        } else {
            self.look_out(scene, &thread, due);
            self.fail(scene, thread.instance, node.is_repair, Why::Due(due));
        }
    }

    /// Nothing more comes: what is pending is broken, and prohibitions are kept.
    pub(crate) fn close(&mut self, scene: &mut Scene<'_>) {
        let ids: Vec<u32> = self.instances.iter().map(|(id, _)| id).collect();
        for id in ids {
            let Some(instance) = self.instances.get(id) else { continue };
            let forbids = |is_repair: bool| {
                instance.threads.iter().any(|thread| {
                    let node =
                        self.threads.get(*thread).and_then(|it| scene.program.nodes.get(it.node));
                    node.is_some_and(|node| node.negative && node.is_repair == is_repair)
                })
            };
            let is_kept = !instance.in_scope || (instance.first == Part::Open && forbids(false));
            let is_repaired = instance.repair == Part::Kept || forbids(true);
            if !instance.is_over {
                let verdict = if is_kept {
                    if instance.in_scope {
                        self.note_kept(scene, instance);
                    }
                    verdict(scene, instance, Outcome::Kept, Reason::None)
                } else if is_repaired {
                    verdict(scene, instance, Outcome::Repaired, Reason::None)
                } else {
                    broken(scene, instance, Outcome::BrokenAtClose)
                };
                scene.found.verdicts.push(verdict);
            }
        }
        *self = Duties::new(scene.program);
    }

    /// The alternatives whose prohibitions nothing can break any more.
    fn note_kept(&self, scene: &mut Scene<'_>, instance: &Instance) {
        for thread in instance.threads.iter().filter_map(|id| self.threads.get(*id)) {
            let node = scene.program.nodes.get(thread.node);
            if let Some(node) = node.filter(|node| node.negative && !node.is_repair) {
                scene.found.kept_by(instance.rule, node.branch);
            }
        }
    }

    /// What is not decided yet.
    fn open(&self) -> impl Iterator<Item = &Instance> {
        self.instances.iter().map(|(_, instance)| instance).filter(|instance| !instance.is_over)
    }

    /// The rules of what is not decided, each once or more often.
    pub(crate) fn rules_pending(&self) -> impl Iterator<Item = RuleId> + '_ {
        self.open().map(|instance| instance.rule)
    }

    /// What is not decided, by rule and trigger.
    pub(crate) fn pending(&self, program: &Program) -> Vec<Pending> {
        let pending = self.open().map(|instance| {
            let is_broken = instance.first == Part::Broken;
            let repair_due = self.last_instant(program, instance, true);
            let due =
                if is_broken { repair_due } else { self.last_instant(program, instance, false) };
            Pending {
                rule: instance.rule,
                position: Position(instance.trigger.position),
                time: SimTime::from_millis(instance.trigger.time),
                due: due.map(SimTime::from_millis),
                repair_due: repair_due.filter(|_| !is_broken).map(SimTime::from_millis),
                values: instance.values.clone(),
                is_repaired: instance.repair == Part::Kept,
                is_broken: is_broken && instance.in_scope,
            }
        });
        pending.collect()
    }

    /// The last instant of a part of an instance: of its alternatives the latest, if all have one. A
    /// prohibition, which nothing can follow, keeps the part once its time is over, so that nothing else is
    /// waited for then.
    fn last_instant(&self, program: &Program, instance: &Instance, is_repair: bool) -> Option<i64> {
        let threads = instance.threads.iter().filter_map(|id| self.threads.get(*id));
        let of_part = threads.filter(|thread| !thread.is_late).filter(|thread| {
            program.nodes.get(thread.node).is_some_and(|node| node.is_repair == is_repair)
        });
        let of_part: Vec<_> = of_part.collect();
        let forbids = |node: &Node| node.negative;
        let prohibited =
            of_part.iter().filter(|it| program.nodes.get(it.node).is_some_and(forbids));
        if let Some(over) = prohibited.filter_map(|thread| thread.due).min() {
            return Some(over);
        }
        let dues: Option<Vec<i64>> = of_part.iter().map(|thread| thread.due).collect();
        dues?.into_iter().max()
    }
}

fn verdict(scene: &Scene<'_>, instance: &Instance, outcome: Outcome, reason: Reason) -> Verdict {
    Verdict {
        rule: instance.rule,
        outcome,
        position: Position(instance.trigger.position),
        time: SimTime::from_millis(instance.trigger.time),
        certain_at: SimTime::from_millis(scene.now),
        values: instance.values.clone(),
        because: Because::new(),
        nearest: None,
        reason,
    }
}

fn broken(scene: &Scene<'_>, instance: &Instance, outcome: Outcome) -> Verdict {
    let reason = match instance.why {
        Some(Why::Due(due)) => Reason::NotUntil(SimTime::from_millis(due)),
        Some(Why::Event(_)) => Reason::Happened,
        None => Reason::NotAtAll,
    };
    let mut verdict = verdict(scene, instance, outcome, reason);
    match instance.told.as_deref() {
        Some(Told::Near(near)) => verdict.nearest = Some(near.nearest()),
        Some(Told::Held(held)) => {
            held.tell(&mut verdict);
            return verdict;
        }
        None => {}
    }
    verdict.because.push(verdict.position);
    let step = instance.step.filter(|step| *step != instance.trigger);
    verdict.because.extend(step.filter(|_| reason != Reason::Happened).map(Mark::at));
    if let Some(Why::Event(mark)) = instance.why
        && mark != instance.trigger
    {
        verdict.because.push(Position(mark.position));
        let rule = scene.program.rules.get(instance.rule).map(|rule| &rule.act);
        if matches!(rule, Some(Act::Oblige(duty)) if duty.reported_at_break) {
            verdict.position = Position(mark.position);
            verdict.time = SimTime::from_millis(mark.time);
        }
    }
    verdict
}
