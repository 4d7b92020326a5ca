//! A walk: commands one after another, with the clock between them, as the simulator does it.

use alloc::vec::Vec;

use kernel::{Decider, Issued, Position, Recorded, SimDuration, SimTime};
use proptest::prelude::*;

use super::super::force_setting::fielding;
use super::super::setting::{
    NUMBERS, attribution, breach, consultation, detection, evidence, hours, id, nations, set,
    verify,
};
use super::command::{any_actor, any_command, placed, wait};
use super::command_force::RULES;
use super::plan::any_plan;
use super::usual::usual_actor;
use crate::ceasefire::{Agree, ReportCoverage};
use crate::center::{Attend, Decide, Enroll, FillSeat, Role, Site};
use crate::clock::{Expire, Status};
use crate::decision::Convene;
use crate::incident::Confidence;
use crate::mandate::{self, DeclareRule, DemandDebate, RecordVote, Request};
use crate::response::{Consent, DetermineExpanded};
use crate::task::{AssignLead, Task};
use crate::{Actor, Center, Command, Event, Nation, Rejection, Seat};

pub(super) type Record = Recorded<Actor, Event>;

/// One command after a wait, by a given actor or by whoever would usually issue it.
#[derive(Clone, Debug)]
pub(super) struct Step {
    wait: SimDuration,
    by: Option<Actor>,
    command: Command,
}

/// How far things have come before the first step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Start {
    Nothing,
    Seated,
    Truce,
    Consented,
    Expanded,
}

pub(super) fn any_start() -> impl Strategy<Value = Start> {
    prop_oneof![
        1 => Just(Start::Nothing),
        3 => Just(Start::Seated),
        3 => Just(Start::Truce),
        4 => Just(Start::Consented),
        3 => Just(Start::Expanded),
    ]
}

pub(super) fn any_steps() -> impl Strategy<Value = Vec<Step>> {
    let by = prop::option::weighted(0.08, any_actor());
    let single = (wait(), by, any_command());
    let single = single.prop_map(|(wait, by, command)| Vec::from([Step { wait, by, command }]));
    let planned = any_plan().prop_map(|plan| {
        let step = |command| Step { wait: SimDuration::ZERO, by: None, command };
        plan.into_iter().map(step).collect::<Vec<Step>>()
    });
    let steps = prop_oneof![18 => single, 1 => planned];
    prop::collection::vec(steps, 1..200).prop_map(|steps| steps.concat())
}

/// A walk on its way: the state, and everything that led to it.
pub(super) struct Walk {
    pub(super) state: Center,
    pub(super) history: Vec<Record>,
    pub(super) commands: Vec<Command>,
    pub(super) now: SimTime,
}

impl Walk {
    /// Walks from a start through the steps, then lets every deadline of the next years lapse;
    /// some clocks start anew for ever.
    pub(super) fn through(start: Start, steps: &[Step]) -> Walk {
        let mut walk = Walk::from(start);
        for step in steps {
            walk.take(step);
        }
        walk.advance(walk.now + hours(2 * 8_760));
        walk
    }

    pub(super) fn from(start: Start) -> Walk {
        let mut walk = Walk {
            state: Center::default(),
            history: Vec::new(),
            commands: Vec::new(),
            now: "2026-03-01T12:00:00.000Z".parse().unwrap(),
        };
        if Start::Seated <= start {
            walk.seat();
        }
        if Start::Truce <= start {
            walk.agree();
        }
        if Start::Consented <= start {
            walk.field();
            walk.consent();
        }
        if Start::Expanded <= start {
            walk.expand();
        }
        walk
    }

    fn seat(&mut self) {
        for &(parameter, value) in NUMBERS {
            self.must(Actor::Control, set(parameter, value));
        }
        for nation in nations("fr uk de pl tr us ua").iter() {
            let accepts_silence = nation != Nation::US;
            self.must(Actor::Control, Enroll { nation, role: Role::Member, accepts_silence });
        }
        self.must(Actor::CoChairs, Decide { site: Site::Paris });
        for seat in Seat::ALL {
            self.must(Actor::from(seat), FillSeat { seat });
        }
        for nation in nations("fr de pl").iter() {
            self.must(Actor::of(nation), Attend { nation });
        }
        for (nation, rule) in RULES {
            self.must(Actor::Control, DeclareRule { nation, rule });
        }
        self.must(Actor::CoChairs, AssignLead { task: Task::Logistics, nations: nations("pl") });
    }

    fn agree(&mut self) {
        self.must(Actor::Control, Agree { instrument: id("truce"), effective_at: self.now });
        self.advance(self.now + hours(60));
        self.must(Actor::Monitors, ReportCoverage { coverage: 900_000 });
    }

    fn field(&mut self) {
        for (by, command) in fielding(self.now + hours(72)) {
            match command {
                // Most nations have declared another rule.
                Command::Mandate(mandate::Command::DeclareRule(_)) => drop(self.issue(by, command)),
                Command::Mandate(mandate::Command::Request(Request { nation, .. })) => {
                    self.must(by, command);
                    drop(self.issue(by, DemandDebate { nation }.into()));
                    drop(self.issue(by, RecordVote { nation, granted: true }.into()));
                }
                command => self.must(by, command),
            }
        }
    }

    fn consent(&mut self) {
        self.must(Actor::Monitors, detection("breach", self.now));
        self.must(Actor::Monitors, verify("breach"));
        self.must(Actor::Monitors, evidence("e1", "breach"));
        let mut claim = attribution(Confidence::Probable);
        claim.sources = [id("e1")].into();
        self.must(Actor::Commission, claim);
        for nation in nations("fr uk").iter() {
            let consent = Consent { series: breach(), nation, consents: true };
            self.must(Actor::of(nation), consent);
        }
    }

    fn expand(&mut self) {
        self.advance(self.now + hours(30));
        self.must(Actor::Commission, DetermineExpanded { series: breach() });
        self.must(Actor::CoChairs, consultation("q1"));
        self.must(Actor::CoChairs, Convene { question: id("q1") });
    }

    fn must(&mut self, by: Actor, command: impl Into<Command>) {
        self.issue(by, command.into()).expect("the command of a start is accepted");
    }

    /// Waits, then issues the command of the step.
    pub(super) fn take(&mut self, step: &Step) {
        self.advance(self.now + step.wait);
        let command = placed(step.command.clone(), self.now);
        let by = step.by.unwrap_or_else(|| usual_actor(&command));
        // A refusal is as good a step as any.
        let _ = self.issue(by, command);
    }

    /// Decides on a command and records what follows from it.
    pub(super) fn issue(&mut self, by: Actor, command: Command) -> Result<usize, Rejection> {
        let issued = Issued { at: self.now, by, cause: None, command };
        let decided = Center::decide(&self.state, &issued);
        self.commands.push(issued.command);
        let events = decided?;
        let count = events.len();
        for event in events {
            let position = self.history.last().map_or(Position(1), |last| last.position.next());
            let occurred_at = Center::occurred_at(&event).unwrap_or(self.now);
            let recorded = Recorded { position, at: self.now, occurred_at, by, cause: None, event };
            Center::evolve(&mut self.state, &recorded.as_ref());
            self.history.push(recorded);
        }
        Ok(count)
    }

    /// Lets time pass: whatever is due before `to` lapses, in the order of the instants. What is
    /// due at `to` itself may still be done in time.
    pub(super) fn advance(&mut self, to: SimTime) {
        while let Some((due_at, expire)) = self.next_due().filter(|(due_at, _)| *due_at < to) {
            self.now = self.now.max(due_at);
            let lapsed = self.issue(Actor::Clock, expire.into());
            lapsed.expect("an open deadline that is due lapses");
        }
        self.now = to;
    }

    fn next_due(&self) -> Option<(SimTime, Expire)> {
        let open = self.state.clocks.iter().filter(|row| row.2.status == Status::Open);
        let due =
            open.map(|(clock, subject, deadline)| (deadline.due_at, Expire { clock, subject }));
        due.min_by_key(|(due_at, expire)| (*due_at, expire.clock, expire.subject))
    }
}
