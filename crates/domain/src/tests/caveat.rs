//! Caveats: declared, lifted, expired, and what they bar.

use kernel::given::Outcome;

use super::force_setting::fielded;
use super::setting::{DE, FR, PL, Setting, expire, hours, id, nations, noon, tick};
use crate::caveat::{Declare, Event, Lift, Limit, Rejection};
use crate::clock::{self, Clock};
use crate::decision::{self, Adopt, CastPosition, Label, Matter, Open, Position, Procedure};
use crate::force::Degree;
use crate::ids::{CaveatId, MissionId};
use crate::mission::{self, Activity, Chain, Clear, Order, Progress};
use crate::task::Location;
use crate::{Actor, Center, Nation, NotEntitled, roe};

const NO_PATROL: Limit = Limit::Activity { barred: Activity::Patrol };

fn caveat() -> CaveatId {
    id("de-limit")
}

fn declare(limit: Limit) -> Declare {
    Declare { caveat: caveat(), nation: Nation::DE, limit, expires_at: None }
}

/// Germany has declared this at noon.
fn declared(limit: Limit) -> Setting {
    fielded().command(noon(), DE, declare(limit))
}

fn lifted() -> crate::Event {
    Event::Lifted { caveat: caveat(), nation: Nation::DE }.into()
}

/// A patrol of the German contingent in the north.
fn patrol() -> Order {
    Order {
        mission: id("patrol"),
        contingent: id("de"),
        activity: Activity::Patrol,
        place: Location::UkraineLand,
        sector: Some(id("north")),
        roe: [id("r-1")].into(),
    }
}

fn stopped(activity: Activity) -> crate::Event {
    let (mission, contingent, nation) = (id("patrol"), id("de"), Nation::DE);
    let caveat = caveat();
    mission::Event::StoppedByCaveat { mission, contingent, nation, activity, caveat }.into()
}

/// The rule on which the patrol relies is implemented.
fn ruled(setting: Setting) -> Setting {
    setting
        .command(noon(), FR, roe::Request { roe: id("r-1"), activity: Activity::Patrol })
        .command(noon(), Actor::CoChairs, roe::Authorize { roe: id("r-1") })
        .command(noon(), Actor::Commander, roe::Implement { roe: id("r-1") })
}

/// The order is accepted, and no caveat stops it.
#[track_caller]
fn passes(outcome: Outcome<Center>) -> Setting {
    let passed = outcome.then_accepted();
    assert!(passed.state.missions.stopped.is_empty());
    passed
}

/// Rule 10: a mission of the commander that a caveat bars is stopped, on record, and not
/// ordered.
#[test]
fn a_mission_that_violates_a_caveat_never_reaches_the_unit() {
    let limits = [
        Limit::Place { barred: Location::UkraineLand },
        Limit::Sector { barred: id("north") },
        NO_PATROL,
        Limit::Time { not_before: noon() + tick(), not_after: noon() + hours(9) },
        Limit::Time { not_before: noon() - hours(9), not_after: noon() - tick() },
        Limit::Command { at_most: Degree::Tacon },
        Limit::Roe { barred: id("r-1") },
    ];
    for limit in limits {
        let stopped = ruled(declared(limit))
            .when(noon(), Actor::Commander, patrol())
            .then(&[stopped(Activity::Patrol)]);
        assert!(stopped.state.missions.given.is_empty());
        assert_eq!(stopped.state.missions.stopped[&patrol().mission], caveat());
        stopped
            .when(noon(), Actor::Commander, patrol())
            .then_refused(mission::Rejection::MissionExists { mission: patrol().mission });
    }
}

/// Rule 10: a caveat bars what it names and nothing else.
#[test]
fn a_mission_that_violates_no_caveat_passes() {
    let limits = [
        Limit::Place { barred: Location::UkraineSea },
        Limit::Sector { barred: id("south") },
        Limit::Activity { barred: Activity::Strike },
        Limit::Time { not_before: noon(), not_after: noon() },
        Limit::Command { at_most: Degree::Opcon },
        Limit::Roe { barred: id("r-2") },
    ];
    for limit in limits {
        let passed = passes(ruled(declared(limit)).when(noon(), Actor::Commander, patrol()));
        assert_eq!(passed.state.missions.given[&patrol().mission].progress, Progress::Ordered);
    }
}

/// Rule 10: the nation's own orders are bound by its caveats, except by one on who commands.
#[test]
fn a_nation_is_bound_by_its_own_caveat() {
    ruled(declared(NO_PATROL)).when(noon(), DE, patrol()).then(&[stopped(Activity::Patrol)]);
    passes(ruled(declared(Limit::Command { at_most: Degree::Tacon })).when(noon(), DE, patrol()));
}

/// Rule 10: a caveat that comes between the order and its clearance still stops the mission.
#[test]
fn a_caveat_stops_a_mission_that_is_not_cleared_yet() {
    let ordered = ruled(fielded()).command(noon(), Actor::Commander, patrol());
    let mission: MissionId = id("patrol");
    let caught = ordered
        .command(noon() + hours(1), DE, declare(NO_PATROL))
        .when(noon() + hours(1), DE, Clear { mission })
        .then(&[stopped(Activity::Patrol)]);
    assert_eq!(caught.state.missions.given[&mission].progress, Progress::Stopped);
}

/// Rule 10: another nation's caveat bars nobody else.
#[test]
fn a_caveat_binds_its_own_nation_only() {
    let of_france = Order { contingent: id("fr"), ..patrol() };
    passes(ruled(declared(NO_PATROL)).when(noon(), FR, of_france));
}

/// Rule 12: no caveat on self-defense is accepted.
#[test]
fn self_defense_is_never_caveated() {
    let barred = Activity::SelfDefense;
    fielded()
        .when(noon(), DE, declare(Limit::Activity { barred }))
        .then_refused(Rejection::SelfDefense { caveat: caveat() });
}

/// Rule 12: whatever else a caveat bars, it does not bar self-defense.
#[test]
fn no_caveat_collides_with_self_defense() {
    let limits = [
        Limit::Place { barred: Location::UkraineLand },
        Limit::Sector { barred: id("north") },
        Limit::Time { not_before: noon() + hours(1), not_after: noon() + hours(2) },
        Limit::Command { at_most: Degree::Tacon },
        Limit::Roe { barred: id("r-1") },
    ];
    let defense = Order { activity: Activity::SelfDefense, ..patrol() };
    for limit in limits {
        for (by, chain) in [(DE, Chain::National), (Actor::Commander, Chain::Multinational)] {
            let defended = declared(limit).when(noon(), by, defense.clone()).then_accepted();
            let mission = &defended.state.missions.given[&defense.mission];
            assert_eq!((mission.progress, mission.chain), (Progress::Running, chain));
        }
    }
}

/// Rule 34: a caveat is changed by its nation's own act, whatever others adopt.
#[test]
fn nobody_but_the_nation_changes_its_caveat() {
    let question = id("open-the-north");
    let open = Open {
        question,
        matter: Matter::CaveatChange,
        procedure: Procedure::Consensus,
        asked: nations("fr"),
        text_version: decision::first_version(),
        series: None,
        depends_on: None,
    };
    let agrees = CastPosition { question, nation: Nation::FR, position: Position::Agrees };
    let adopted = declared(NO_PATROL)
        .command(noon(), FR, open)
        .command(noon(), FR, agrees)
        .command(noon(), FR, Adopt { question, label: Label::Full });
    assert!(adopted.state.caveats.0[&caveat()].is_in_force(noon()));
    for by in [FR, Actor::CoChairs, Actor::Coalition, Actor::Commander, Actor::Control] {
        declared(NO_PATROL)
            .when(noon(), by, Lift { caveat: caveat() })
            .then_refused(NotEntitled { by });
        fielded().when(noon(), by, declare(NO_PATROL)).then_refused(NotEntitled { by });
    }
}

#[test]
fn a_caveat_that_is_lifted_bars_nothing_any_more() {
    let free = ruled(declared(NO_PATROL))
        .when(noon() + hours(1), DE, Lift { caveat: caveat() })
        .then(&[lifted()]);
    passes(free.when(noon() + hours(1), Actor::Commander, patrol()));
}

#[test]
fn a_caveat_with_an_end_expires_by_itself() {
    let (clock, subject, due_at) = (Clock::CaveatExpiry, caveat().0, noon() + hours(24));
    let until = Declare { expires_at: Some(due_at), ..declare(NO_PATROL) };
    let Declare { caveat, nation, limit, expires_at } = until.clone();
    let armed = clock::Event::Armed { clock, subject, starts_at: noon(), due_at };
    let declared = || {
        fielded()
            .when(noon(), DE, until.clone())
            .then(&[Event::Declared { caveat, nation, limit, expires_at }.into(), armed.into()])
    };
    ruled(declared()).when(due_at - tick(), DE, patrol()).then(&[stopped(Activity::Patrol)]);
    passes(ruled(declared()).when(due_at, DE, patrol()));
    let struck = clock::Event::Struck { clock, subject, due_at, late_by_revision: false };
    let expired = declared()
        .when(due_at, Actor::Clock, expire(clock, "de-limit"))
        .then(&[struck.into(), Event::Expired { caveat, nation }.into()]);
    expired.when(due_at, DE, Lift { caveat }).then_refused(Rejection::NotInForce { caveat });
    declared()
        .when(noon(), DE, Lift { caveat })
        .then(&[lifted(), clock::Event::Cancelled { clock, subject }.into()]);
}

#[test]
fn a_caveat_is_declared_once_by_a_nation_on_the_rolls_and_can_limit_something() {
    declared(NO_PATROL)
        .when(noon(), DE, declare(NO_PATROL))
        .then_refused(Rejection::CaveatExists { caveat: caveat() });
    let (by, nation) = (Actor::Nation(Nation::IT), Nation::IT);
    fielded()
        .when(noon(), by, Declare { nation, ..declare(NO_PATROL) })
        .then_refused(Rejection::NotEnrolled { nation });
    let (not_before, not_after) = (noon() + tick(), noon());
    fielded()
        .when(noon(), DE, declare(Limit::Time { not_before, not_after }))
        .then_refused(Rejection::EmptyWindow { not_before, not_after });
    let expires_at = noon();
    fielded()
        .when(noon(), DE, Declare { expires_at: Some(expires_at), ..declare(NO_PATROL) })
        .then_refused(Rejection::AlreadyExpired { expires_at });
    fielded()
        .when(noon(), PL, Lift { caveat: caveat() })
        .then_refused(Rejection::UnknownCaveat { caveat: caveat() });
    declared(NO_PATROL)
        .command(noon(), DE, Lift { caveat: caveat() })
        .when(noon(), DE, Lift { caveat: caveat() })
        .then_refused(Rejection::NotInForce { caveat: caveat() });
}
