//! The remedy of a case: who sets it, who accepts it, what becomes of it.

use super::commission::{case, found, open_case, revised};
use super::setting::{DE, FR, Setting, breached, expire, hours, id, nations, noon, tick};
use crate::clock::{self, Clock};
use crate::commission::{
    AcceptRemedy, Event, Find, Rejection, Remedy, ReportRemedyDone, ReportRemedyFailed, SetRemedy,
    Stage,
};
use crate::incident::Party;
use crate::{Actor, Nation, NationSet, NotEntitled};

use kernel::SimTime;

fn at() -> SimTime {
    noon() + hours(8)
}

/// When the remedy of [`ordered`] is due.
fn due() -> SimTime {
    at() + hours(7 * 24)
}

fn set(codes: &str, within_days: u32) -> SetRemedy {
    SetRemedy { case: case(), remedy: Remedy::SanctionsReview, asked: nations(codes), within_days }
}

fn accept(nation: Nation) -> AcceptRemedy {
    AcceptRemedy { case: case(), nation }
}

fn done() -> ReportRemedyDone {
    ReportRemedyDone { case: case() }
}

fn failed() -> ReportRemedyFailed {
    ReportRemedyFailed { case: case() }
}

/// France and Germany are asked to see to a remedy within seven days.
fn ordered() -> Setting {
    found(false).command(at(), Actor::Commission, set("fr de", 7))
}

fn stage(given: &Setting) -> Stage {
    given.state.cases.0[&case()].stage
}

fn wrong(stage: Stage) -> Rejection {
    Rejection::WrongStage { case: case(), stage }
}

/// Rule 31: the Commission sets the remedy, within its time, and says who is responsible.
#[test]
fn a_remedy_follows_a_finding_and_ends_the_wait_for_it() {
    let set_event = Event::RemedySet {
        case: case(),
        remedy: Remedy::SanctionsReview,
        responsible: Party::Russia,
        asked: nations("fr de"),
        due_at: due(),
    };
    let met = clock::Event::Met {
        clock: Clock::CommissionRemedy,
        subject: id("case"),
        due_at: noon() + hours(53),
        done_at: None,
    };
    let armed = clock::Event::Armed {
        clock: Clock::Remedy,
        subject: id("case"),
        starts_at: at(),
        due_at: due(),
    };
    found(false)
        .when(at(), Actor::Commission, set("fr de", 7))
        .then(&[set_event.into(), met.into(), armed.into()])
        .when(at(), Actor::Commission, set("fr de", 7))
        .then_refused(wrong(Stage::RemedySet));
    breached()
        .command(at(), Actor::Ua, open_case())
        .when(at(), Actor::Commission, set("fr", 7))
        .then_refused(wrong(Stage::Opened));
}

/// Rule 31: no remedy is set on a finding whose attribution was revised since.
#[test]
fn no_remedy_is_set_on_a_finding_that_has_lost_its_basis() {
    let lost = || revised(found(false), Party::Ukraine);
    let incident = super::setting::incident();
    lost().when(at(), Actor::Commission, set("fr", 7)).then_refused(Rejection::BasisLost {
        case: case(),
        incident,
        version: 1,
    });
    let given = lost().command(at(), Actor::Commission, Find { case: case(), incident }).command(
        at(),
        Actor::Commission,
        set("fr", 7),
    );
    assert_eq!(stage(&given), Stage::RemedySet);
}

#[test]
fn a_remedy_is_asked_of_somebody_at_the_center_and_takes_time() {
    let nobody = SetRemedy { asked: NationSet::EMPTY, ..set("fr", 7) };
    found(false)
        .when(at(), Actor::Commission, nobody)
        .then_refused(Rejection::NobodyAsked { case: case() });
    found(false)
        .when(at(), Actor::Commission, set("fr it", 7))
        .then_refused(Rejection::NotEnrolled { nation: Nation::IT });
    found(false)
        .when(at(), Actor::Commission, set("fr", 0))
        .then_refused(Rejection::NoTime { case: case() });
    let long = found(false).command(at(), Actor::Commission, set("fr", u32::MAX));
    let deadline = long.state.clocks.get(Clock::Remedy, id("case")).unwrap();
    assert_eq!(deadline.due_at, SimTime::MAX);
    for by in [Actor::CoChairs, Actor::Us, Actor::Monitors] {
        found(false).when(at(), by, set("fr", 7)).then_refused(NotEntitled { by });
    }
}

/// Rule 31: a nation takes a remedy upon itself by its own act, and only if it was asked.
#[test]
fn a_nation_accepts_a_remedy_by_its_own_act() {
    let nation = Nation::FR;
    let accepted = Event::RemedyAccepted { case: case(), nation };
    let given = ordered().when(at(), FR, accept(nation)).then(&[accepted.into()]);
    assert_eq!(given.state.cases.0[&case()].remedy.unwrap().accepted, nations("fr"));
    given
        .when(at(), FR, accept(nation))
        .then_refused(Rejection::AlreadyAccepted { case: case(), nation });
    for by in [Actor::Commission, Actor::CoChairs, DE] {
        ordered().when(at(), by, accept(nation)).then_refused(NotEntitled { by });
    }
    let nation = Nation::PL;
    ordered()
        .when(at(), Actor::of(nation), accept(nation))
        .then_refused(Rejection::NotAsked { case: case(), nation });
    found(false).when(at(), FR, accept(Nation::FR)).then_refused(wrong(Stage::Found));
}

/// Rule 31: the cell executes what nations accept, and nothing that nobody has accepted.
#[test]
fn a_remedy_is_carried_out_by_the_nations_that_accepted_it() {
    ordered()
        .when(at(), Actor::CoChairs, done())
        .then_refused(Rejection::NobodyAccepted { case: case() });
    let carried_out = Event::RemedyDone { case: case(), accepted: nations("fr"), late: false };
    let met = clock::Event::Met {
        clock: Clock::Remedy,
        subject: id("case"),
        due_at: due(),
        done_at: None,
    };
    let given = ordered()
        .command(at(), FR, accept(Nation::FR))
        .when(due(), Actor::CoChairs, done())
        .then(&[carried_out.into(), met.into()]);
    assert_eq!(stage(&given), Stage::RemedyDone);
    given.when(due(), Actor::CoChairs, done()).then_refused(wrong(Stage::RemedyDone));
    for by in [Actor::Commission, Actor::Monitors, Actor::Control] {
        let accepted = ordered().command(at(), FR, accept(Nation::FR));
        accepted.when(at(), by, done()).then_refused(NotEntitled { by });
    }
}

#[test]
fn a_remedy_that_fails_is_no_longer_awaited() {
    let event = Event::RemedyFailed { case: case(), accepted: nations("de") };
    let cancelled = clock::Event::Cancelled { clock: Clock::Remedy, subject: id("case") };
    let given = ordered()
        .command(at(), DE, accept(Nation::DE))
        .when(at(), Actor::Commission, failed())
        .then(&[event.into(), cancelled.into()]);
    assert_eq!(stage(&given), Stage::RemedyFailed);
    given.when(at(), Actor::CoChairs, failed()).then_refused(wrong(Stage::RemedyFailed));
    for by in [Actor::Monitors, Actor::Control] {
        ordered().when(at(), by, failed()).then_refused(NotEntitled { by });
    }
}

/// Rule 31: what nobody accepts lapses, and that is on record.
#[test]
fn a_remedy_that_is_neither_done_nor_given_up_in_time_lapses() {
    let missed = clock::Event::Missed {
        clock: Clock::Remedy,
        subject: id("case"),
        due_at: due(),
        late_by_revision: false,
    };
    let lapsed = Event::RemedyLapsed { case: case(), accepted: NationSet::EMPTY };
    let given = ordered()
        .when(due(), Actor::Clock, expire(Clock::Remedy, "case"))
        .then(&[missed.into(), lapsed.into()]);
    assert_eq!(stage(&given), Stage::RemedyLapsed);
    given.when(due() + tick(), FR, accept(Nation::FR)).then_refused(wrong(Stage::RemedyLapsed));
}

/// Rule 31: what was accepted and is done after it has lapsed is on record, and late.
#[test]
fn a_remedy_that_has_lapsed_is_done_late() {
    let lapsed =
        |setting: Setting| setting.command(due(), Actor::Clock, expire(Clock::Remedy, "case"));
    let (late, accepted) = (true, nations("fr"));
    let given = lapsed(ordered().command(at(), FR, accept(Nation::FR)))
        .when(due() + tick(), Actor::CoChairs, done())
        .then(&[Event::RemedyDone { case: case(), accepted, late }.into()]);
    assert_eq!(stage(&given), Stage::RemedyDone);
    let deadline = given.state.clocks.get(Clock::Remedy, id("case")).unwrap();
    assert!(matches!(deadline.status, clock::Status::Missed { .. }));
    lapsed(ordered())
        .when(due() + tick(), Actor::CoChairs, done())
        .then_refused(Rejection::NobodyAccepted { case: case() });
}
