//! One missed deadline, and what the records say about it.

use domain::Actor;
use domain::clock::Clock;
use kernel::{Id, SimTime};

use super::{Awaited, Lacking};
use crate::conduct::{Conduct, Done, supply};
use crate::deadlines::Deadline;
use crate::duties::{Act, Ahead, Concerned, Duty, Step, duty};

/// The refusal of those who had no standing to do it.
const AUTHORITY: &str = "authority";

pub(super) struct Case<'a> {
    row: &'a Deadline,
    conduct: &'a Conduct,
    pub(super) duty: &'static Duty,
    concerned: Concerned,
    /// What commands name, where they name it.
    about: Option<Id>,
    /// The last instant at which it could be met.
    pub(super) until: SimTime,
}

impl<'a> Case<'a> {
    /// None for a deadline that nobody could have met.
    pub(super) fn of(row: &'a Deadline, conduct: &'a Conduct) -> Option<Case<'a>> {
        let duty = duty(row.clock)?;
        let concerned = conduct.concerned(row.clock, row.subject);
        let about = duty.field.map(|_| row.subject);
        Some(Case { row, conduct, duty, concerned, about, until: row.missed_when() })
    }

    /// All that was done about it in its time.
    pub(super) fn in_time(&self) -> Vec<&'a Done> {
        let in_time = |done: &&Done| {
            self.row.armed_by < done.position && self.row.is_in_time(done.at, done.position)
        };
        let about = self.conduct.about(self.row.clock, self.about).filter(in_time);
        let mut all: Vec<&Done> = about.collect();
        if self.lacks_lead() {
            all.extend(self.conduct.about_leads().filter(in_time));
            all.sort_by_key(|done| done.position);
        }
        all
    }

    /// By what it was done when it was too late: the first act that was enough, or the last of those
    /// that were still awaited, if all are needed. What was done after the clock was armed once
    /// more is about the other deadline.
    pub(super) fn afterwards(&self, acts: &[&Act]) -> Option<Done> {
        if self.duty.any {
            let late = self.duty.acts.iter().filter_map(|act| self.late(act));
            return late.min_by_key(|done| done.position).cloned();
        }
        let late: Option<Vec<&Done>> = acts.iter().map(|act| self.late(act)).collect();
        late?.into_iter().max_by_key(|done| done.position).cloned()
    }

    /// The first time that an act was done when it was too late.
    fn late(&self, act: &Act) -> Option<&'a Done> {
        let is_late = |done: &&Done| {
            !self.row.is_in_time(done.at, done.position)
                && self.row.armed_again_by.is_none_or(|again| done.position < again)
        };
        let does_it = |done: &&Done| {
            done.refused.is_none()
                && done.command.text() == act.command
                && !self.conduct.fell_short(done.position)
        };
        self.conduct.about(self.row.clock, self.about).filter(is_late).find(does_it)
    }

    /// Whether goods could not move because logistics had no lead.
    fn lacks_lead(&self) -> bool {
        self.ahead().iter().any(|step| step.command == supply::LEAD)
    }

    fn is_need(&self) -> bool {
        self.row.clock == Clock::Need
    }

    /// The acts that were still awaited.
    pub(super) fn acts(&self, in_time: &[&Done]) -> Vec<&'static Act> {
        let is_done = |act: &Act| !self.duty.any && is_accepted(in_time, act.command);
        let is_replaced = |act: &Act| {
            act.replaced_by().is_some_and(|need| self.conduct.had(need, self.about, self.until))
        };
        let is_awaited = |act: &&Act| !is_done(act) && !is_replaced(act);
        let acts: Vec<&Act> = self.duty.acts.iter().filter(is_awaited).collect();
        // A log of another program may say of a deadline that it was missed, whatever was done.
        if acts.is_empty() { self.duty.acts.iter().collect() } else { acts }
    }

    /// What an act needed that was not on record.
    pub(super) fn lacking(&self, act: &Act) -> Vec<Lacking> {
        let (about, until) = (self.about, self.until);
        let lacks = |need: &&_| !self.conduct.had(**need, about, until);
        let lacking = act.needs.iter().filter(lacks).map(|&need| {
            let came = self.conduct.came_after(need, about, until);
            let (came_at, came_by) = (came.map(|turn| turn.at), came.map(|turn| turn.position));
            let lost = self.conduct.lost_before(need, about, until);
            let (lost_at, lost_by) = (lost.map(|turn| turn.at), lost.map(|turn| turn.position));
            Lacking { need, towards: act.what, lost_at, lost_by, came_at, came_by }
        });
        lacking.collect()
    }

    /// Since when it could no longer be met: since what each of the acts needs, or one of them where
    /// all are needed, was lost for good while it ran, or since it was due.
    pub(super) fn too_late_since(&self, lacking: &[Vec<Lacking>]) -> SimTime {
        let lost = lacking.iter().map(|lacking| {
            let lost = lacking.iter().filter(|lacking| lacking.need.stands());
            let lost = lost.filter_map(|lacking| lacking.lost_at);
            lost.min().map_or(self.until, |at| at.max(self.row.armed_at).min(self.until))
        });
        let since = if self.duty.any { lost.max() } else { lost.min() };
        since.unwrap_or(self.until)
    }

    /// The steps that were still ahead.
    pub(super) fn before(&self, lacking: &[Lacking]) -> Vec<Awaited> {
        if lacking.is_empty() {
            return Vec::new();
        }
        if !self.ahead().is_empty() {
            return self.ahead().iter().map(Awaited::ahead).collect();
        }
        let is_ahead = |step: &&Step| {
            let has = |need| self.conduct.had(need, self.about, self.until);
            !step.until.is_some_and(has)
                && lacking.iter().any(|lacking| lacking.need == step.brings)
        };
        let steps = self.duty.steps.iter().filter(is_ahead);
        steps.map(|step| Awaited::new(step.what, step.command, step.by, self.concerned)).collect()
    }

    pub(super) fn awaited(&self, act: &Act) -> Awaited {
        Awaited::new(act.what, act.command, act.by, self.concerned)
    }

    /// What they did about it who could have done it, or could have taken a step towards it.
    pub(super) fn instead(&self, in_time: &[&Done], acts: &[&Act]) -> Vec<Done> {
        let bears = |done: &&&Done| self.is_entitled(acts, done.actor) || self.is_step(done);
        in_time.iter().filter(bears).map(|&done| done.clone()).collect()
    }

    /// The nations whose turn it was, with goods or with a remedy, and who did nothing about it.
    pub(super) fn idle(&self, instead: &[Done], lacking: &[Lacking]) -> Vec<&'static str> {
        let mut idle: Vec<&str> = Vec::new();
        let ahead = if lacking.is_empty() { &[] } else { self.ahead() };
        for actor in ahead.iter().flat_map(|step| &step.by) {
            let is_nation = matches!(actor, Actor::Us | Actor::Ua | Actor::Nation(_));
            let is_idle = is_nation && instead.iter().all(|done| done.actor != *actor);
            if is_idle && !idle.contains(&actor.as_str()) {
                idle.push(actor.as_str());
            }
        }
        idle
    }

    fn ahead(&self) -> &'a [Ahead] {
        self.conduct.ahead(self.row.clock, self.row.subject)
    }

    /// Whether an actor was entitled to one of the acts.
    pub(super) fn is_entitled(&self, acts: &[&Act], actor: Actor) -> bool {
        let includes = |act: &&Act| act.by.includes(actor, self.concerned);
        !self.conduct.is_observer(actor) && acts.iter().any(includes)
    }

    /// Whether it was a step, or an attempt at one, by somebody who could take it. Whoever has goods
    /// or lets them through has a part in the way to a need.
    fn is_step(&self, done: &Done) -> bool {
        if self.is_need() {
            return done.refused.as_deref() != Some(AUTHORITY);
        }
        let taken = |step: &Step| {
            step.command == done.command.text() && step.by.includes(done.actor, self.concerned)
        };
        !self.conduct.is_observer(done.actor) && self.duty.steps.iter().any(taken)
    }
}

fn is_accepted(in_time: &[&Done], command: &str) -> bool {
    in_time.iter().any(|done| done.refused.is_none() && done.command.text() == command)
}
