//! A walk: commands one after another, with the clock between them, as the simulator does it.

use alloc::vec::Vec;
use core::fmt;

use kernel::{Decider, Issued, Position, Recorded, SimTime};
use proptest::prelude::*;

use super::command::placed;
use super::command_force::RULES;
use super::fielding::fielding;
use super::setting::{
    NUMBERS, attribution, breach, consultation, detection, evidence, hours, id, nations, set,
    verify,
};
use super::step::Step;
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

/// What the walks record.
pub type Record = Recorded<Actor, Event>;

/// How far things have come before the first step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Start {
    Nothing,
    /// Numbers are set, nations enrolled, seats filled.
    Seated,
    /// A ceasefire is in force.
    Truce,
    /// Contingents are in the field; two nations consent to answer a breach.
    Consented,
    /// The breach is found to be an expanded attack, and partners have been consulted.
    Expanded,
}

impl Start {
    pub const ALL: [Start; 5] =
        [Start::Nothing, Start::Seated, Start::Truce, Start::Consented, Start::Expanded];
}

/// Any start; the later ones oftener than nothing at all.
pub fn starts() -> impl Strategy<Value = Start> + use<> {
    prop_oneof![
        1 => Just(Start::Nothing),
        3 => Just(Start::Seated),
        3 => Just(Start::Truce),
        4 => Just(Start::Consented),
        3 => Just(Start::Expanded),
    ]
}

/// A walk on its way: the state, and everything that led to it.
#[derive(Clone)]
pub struct Walk {
    pub start: Start,
    pub state: Center,
    pub history: Vec<Record>,
    /// The commands, those that were refused too, and the lapses of deadlines.
    pub issued: Vec<Issued<Actor, Command>>,
    pub now: SimTime,
}

/// The state is too large to be read; where it is and what was recorded last tells more.
impl fmt::Debug for Walk {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Walk { history, issued, now, .. } = self;
        let (records, commands) = (history.len(), issued.len());
        write!(f, "Walk at {now}: {records} records of {commands} commands")?;
        history.last().map_or(Ok(()), |last| write!(f, ", the last is {:?}", last.event))
    }
}

impl Walk {
    /// A walk from a start through these steps.
    pub fn of(start: Start, steps: &[Step]) -> Walk {
        let mut walk = Walk::from(start);
        for step in steps {
            // A refusal is as good a step as any.
            let _ = walk.take(step);
        }
        walk
    }

    /// The same, and every deadline of the next two years lapses; some clocks start anew for ever.
    pub fn through(start: Start, steps: &[Step]) -> Walk {
        let mut walk = Walk::of(start, steps);
        walk.advance(walk.now + hours(2 * 8_760));
        walk
    }

    pub fn from(start: Start) -> Walk {
        let mut walk = Walk {
            start,
            state: Center::default(),
            history: Vec::new(),
            issued: Vec::new(),
            now: id("2026-03-01T12:00:00.000Z"),
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

    pub fn commands(&self) -> impl Iterator<Item = &Command> {
        self.issued.iter().map(|issued| &issued.command)
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

    /// Waits, then issues the command of the step; how many events it came to.
    pub fn take(&mut self, step: &Step) -> Result<usize, Rejection> {
        self.advance(self.now + step.wait);
        let command = placed(step.command.clone(), self.now);
        let by = step.by.unwrap_or_else(|| usual_actor(&command));
        self.issue(by, command)
    }

    /// Whether the center would accept the step.
    pub fn accepts(&self, step: &Step) -> bool {
        self.clone().take(step).is_ok()
    }

    /// Decides on a command and records what follows from it.
    pub fn issue(&mut self, by: Actor, command: Command) -> Result<usize, Rejection> {
        let issued = Issued { at: self.now, by, cause: None, command };
        let decided = Center::decide(&self.state, &issued);
        self.issued.push(issued);
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
    pub fn advance(&mut self, to: SimTime) {
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
