//! Any command of any family, over small pools of names, and the actor who would issue it.
//!
//! Instants are generated as distances: [`placed`] turns them into instants near the present.

use alloc::vec;
use alloc::vec::Vec;
use core::fmt::Debug;
use core::str::FromStr;

use kernel::{Basis, SimDuration, SimTime};
use proptest::prelude::*;
use proptest::sample::{select, subsequence};

use super::{
    command_base, command_bodies, command_force, command_logistics, command_maritime,
    command_orders, command_release, command_security,
};
use crate::caveat::{self, Declare, Limit};
use crate::ceasefire::{self, Agree};
use crate::center::{
    AgreeTerms, Attend, Close, Decide, Enroll, FillSeat, ReachFullOperations,
    ReachInitialOperations, Relocate, Role, SetParameter, Site, StayAway, VacateSeat,
};
use crate::consignment::{self, Dispatch, Redirect};
use crate::force::{self, PublishRequirement};
use crate::framework::{
    ActivateGuarantee, AdoptDeclaration, Backstop, CirculateDraft, Clause, Component,
    FinalizeCommitments, RecordRatification, RenewGuarantee, RequestForce, RequestRatification,
    SetBackstop, SignGuarantee, SignIntent, SuspendGuarantee, VoidGuarantee,
};
use crate::incident::{self, ReportDetection, ReviseBreach};
use crate::need::{self, Register};
use crate::parameter::Value;
use crate::prosperity::{
    Gate, GateProject, PrepareProject, ReleaseTranche, ReportLaunchPlan, StartLaunchPlan,
    StateLinkage,
};
use crate::talks::{CloseRound, Join, OpenRound, Outcome, RecordOutcome, Track};
use crate::task::{
    AcceptTasking, AssignLead, CompleteTasking, DeclineTasking, Location, ReleaseLead,
    RequestTasking, Task,
};
use crate::{Actor, Command, Nation, NationSet, Seat};

use super::setting::{NUMBERS, hours, id};

pub(super) type Any = BoxedStrategy<Command>;

/// Strategies of commands, as one of commands of any family.
macro_rules! any_of {
    ($($weight:expr => $command:expr,)+) => {
        prop_oneof![$($weight => $command.prop_map(Command::from)),+].boxed()
    };
}
pub(super) use any_of;

/// An id from a pool.
pub(super) fn name<T: FromStr<Err: Debug> + Clone + Debug + 'static>(
    names: &'static [&'static str],
) -> impl Strategy<Value = T> + use<T> {
    select(names).prop_map(|name| id(name))
}

/// Nations that act in the walks; France and the United Kingdom most.
pub(super) fn nation() -> impl Strategy<Value = Nation> {
    let pool = "fr fr uk uk de de pl us ua";
    select(pool.split(' ').map(id::<Nation>).collect::<Vec<_>>())
}

pub(super) fn nation_set() -> impl Strategy<Value = NationSet> {
    let pool: Vec<Nation> = "fr uk de pl us ua".split(' ').map(id).collect();
    prop_oneof![
        2 => Just([Nation::FR, Nation::UK].into_iter().collect()),
        2 => Just([Nation::FR, Nation::UK, Nation::US, Nation::UA].into_iter().collect()),
        3 => subsequence(pool, 0..=4).prop_map(|nations| nations.into_iter().collect()),
    ]
}

/// A distance that falls on whole hours, so that deadlines are hit exactly now and then.
pub(super) fn distance() -> impl Strategy<Value = SimDuration> {
    select(vec![0, 0, 1, 2, 6, 12, 24, 30, 72]).prop_map(SimDuration::from_hours)
}

fn seat() -> impl Strategy<Value = Seat> {
    select(Seat::ALL.to_vec())
}

fn center() -> Any {
    let site = || select(vec![Site::Paris, Site::London, Site::Kyiv]);
    let roles = vec![Role::Member, Role::Partner, Role::Host, Role::Observer];
    let set = select(NUMBERS.to_vec()).prop_flat_map(|(parameter, value)| {
        select(vec![value, value, Value::Count(4), Value::Duration(hours(0))]).prop_map(
            move |value| SetParameter { parameter, value, basis: Basis::Assumption, source: None },
        )
    });
    any_of![
        1 => set,
        1 => (nation(), select(roles), any::<bool>()).prop_map(
            |(nation, role, accepts_silence)| Enroll { nation, role, accepts_silence }
        ),
        1 => site().prop_map(|site| Decide { site }),
        1 => Just(AgreeTerms { text: id("terms") }),
        3 => seat().prop_map(|seat| FillSeat { seat }),
        2 => seat().prop_map(|seat| VacateSeat { seat }),
        2 => Just(ReachInitialOperations {}),
        1 => Just(ReachFullOperations {}),
        1 => site().prop_map(|to| Relocate { to }),
        3 => nation().prop_map(|nation| Attend { nation }),
        2 => nation().prop_map(|nation| StayAway { nation }),
    ]
}

fn framework() -> Any {
    let states = vec![
        Backstop::None,
        Backstop::Political,
        Backstop::Signed,
        Backstop::Ratified,
        Backstop::Withdrawn,
    ];
    let text = || id("text");
    let clauses = || subsequence(vec![Clause::UsSupportProposed], 0..=1);
    let party = || select(vec![Nation::FR, Nation::US]);
    any_of![
        1 => clauses().prop_map(move |clauses| {
            CirculateDraft { text: text(), clauses: clauses.into_iter().collect() }
        }),
        1 => clauses().prop_map(move |clauses| AdoptDeclaration {
            text: text(),
            components: [Component::Monitoring].into(),
            clauses: clauses.into_iter().collect(),
        }),
        1 => nation().prop_map(move |nation| SignIntent { nation, text: text() }),
        1 => Just(FinalizeCommitments { text: text() }),
        2 => select(states).prop_map(|state| SetBackstop { state }),
        1 => Just(RequestForce {}),
        2 => party().prop_map(|nation| SignGuarantee { nation }),
        2 => party().prop_map(|nation| RequestRatification { nation }),
        3 => (party(), prop::bool::weighted(0.8)).prop_map(|(nation, granted)| {
            RecordRatification { nation, granted }
        }),
        2 => party().prop_map(|nation| ActivateGuarantee { nation }),
        1 => party().prop_map(|nation| SuspendGuarantee { nation }),
        1 => party().prop_map(|nation| VoidGuarantee { nation }),
        1 => party().prop_map(|nation| RenewGuarantee { nation }),
    ]
}

fn talks() -> Any {
    let round = || name(&["r1", "r2"]);
    let track = || select(vec![Track::Security, Track::Prosperity]);
    any_of![
        1 => (round(), subsequence(vec![Track::Security, Track::Prosperity], 0..=2)).prop_map(
            |(round, tracks)| {
                OpenRound { round, place: id("paris"), tracks: tracks.into_iter().collect() }
            }
        ),
        1 => (round(), nation_set()).prop_map(|(round, delegations)| Join { round, delegations }),
        1 => (round(), track()).prop_map(|(round, track)| {
            RecordOutcome { round, track, outcome: Outcome::Progress }
        }),
        1 => round().prop_map(|round| CloseRound { round }),
    ]
}

fn prosperity() -> Any {
    let project = || name(&["p1", "p2"]);
    let question = || name(&["q1", "q2"]);
    any_of![
        1 => Just(StartLaunchPlan {}),
        1 => Just(ReportLaunchPlan {}),
        2 => project().prop_map(|project| PrepareProject { project }),
        1 => (project(), select(vec![Gate::Ceasefire, Gate::LaunchPlan, Gate::LaunchReport]))
            .prop_map(|(project, gate)| GateProject { project, gate }),
        3 => (project(), select(vec![0, 1, 5, 900, u32::MAX]), prop::option::weighted(0.2, question())).prop_map(
            |(project, million_euro, depends_on)| {
                // Some have a name, and are asked for again and again.
                let tranche = (million_euro == 5).then(|| id("t1"));
                ReleaseTranche { project, tranche, million_euro, depends_on }
            }
        ),
        1 => (project(), question()).prop_map(|(project, question)| {
            StateLinkage { project, question }
        }),
    ]
}

fn task() -> Any {
    let tasking = || name(&["k1", "k2", "k3"]);
    let task = || select(vec![Task::Logistics, Task::Air]);
    let place = select(vec![
        Location::OutsideUkraine,
        Location::UkraineLand,
        Location::UkraineSea,
        Location::UkraineAir,
    ]);
    let asked = prop_oneof![4 => Just(Nation::DE), 1 => nation()];
    any_of![
        2 => (task(), nation_set()).prop_map(|(task, nations)| AssignLead { task, nations }),
        1 => task().prop_map(|task| ReleaseLead { task }),
        3 => (tasking(), task(), asked, place).prop_map(|(tasking, task, nation, place)| {
            RequestTasking { tasking, task, nation, place }
        }),
        3 => tasking().prop_map(|tasking| AcceptTasking { tasking }),
        1 => tasking().prop_map(|tasking| DeclineTasking { tasking }),
        1 => tasking().prop_map(|tasking| CompleteTasking { tasking }),
    ]
}

/// Any command; those of the families that depend on one another most often.
pub(super) fn any_command() -> Any {
    prop_oneof![
        12 => center(),
        12 => framework(),
        3 => talks(),
        6 => prosperity(),
        12 => task(),
        6 => command_force::mandate(),
        16 => command_force::force(),
        6 => command_logistics::need(),
        5 => command_logistics::permit(),
        4 => command_logistics::hub(),
        10 => command_logistics::consignment(),
        5 => command_logistics::depot(),
        6 => command_orders::caveat(),
        6 => command_orders::roe(),
        16 => command_orders::mission(),
        16 => command_security::decision(),
        12 => command_security::silence(),
        7 => command_security::ceasefire(),
        32 => command_security::incident(),
        9 => command_release::release(),
        28 => command_security::response(),
        12 => command_bodies::commission(),
        5 => command_bodies::headquarters(),
        2 => command_maritime::maritime(),
        3 => command_base::base(),
        2 => command_security::clock(),
        1 => Just(Close {}).prop_map(Command::from),
    ]
    .boxed()
}

/// The command with its distances turned into instants before or after the present.
pub(super) fn placed(mut command: Command, now: SimTime) -> Command {
    let before = |distance: SimTime| now - distance.since(SimTime::from_millis(0));
    let after = |distance: SimTime| now + distance.since(SimTime::from_millis(0));
    match &mut command {
        Command::Incident(incident::Command::ReportDetection(ReportDetection {
            seen_at: Some(seen_at),
            ..
        })) => *seen_at = before(*seen_at),
        Command::Incident(incident::Command::ReviseBreach(ReviseBreach { breach_at, .. })) => {
            *breach_at = before(*breach_at);
        }
        Command::Ceasefire(ceasefire::Command::Agree(Agree { effective_at, .. })) => {
            *effective_at = after(*effective_at);
        }
        Command::Caveat(caveat::Command::Declare(Declare { limit, expires_at, .. })) => {
            *expires_at = expires_at.map(after);
            if let Limit::Time { not_before, not_after } = limit {
                (*not_before, *not_after) = (after(*not_before), after(*not_after));
            }
        }
        Command::Force(force::Command::PublishRequirement(PublishRequirement {
            needed_by,
            ..
        })) => *needed_by = now + needed_by.since(SimTime::from_millis(0)),
        Command::Consignment(
            consignment::Command::Dispatch(Dispatch { expected_at, .. })
            | consignment::Command::Redirect(Redirect { expected_at, .. }),
        ) => *expected_at = expected_at.map(after),
        Command::Need(need::Command::Register(Register { needed_by, .. })) => {
            *needed_by = now + needed_by.since(SimTime::from_millis(0));
        }
        _ => {}
    }
    command
}

/// A distance in the form of an instant.
pub(super) fn instant() -> impl Strategy<Value = SimTime> {
    distance().prop_map(|distance| SimTime::from_millis(0) + distance)
}

/// Whoever may act.
pub(super) fn any_actor() -> impl Strategy<Value = Actor> {
    select(Actor::names().collect::<Vec<_>>()).prop_map(id)
}

/// A wait before a command: none, or some hours.
pub(super) fn wait() -> impl Strategy<Value = SimDuration> {
    prop_oneof![5 => Just(hours(0)), 4 => (1u64..=4).prop_map(hours), 2 => distance()]
}
