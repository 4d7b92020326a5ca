//! The cell: phases, seats, quorum, parameters.

use alloc::format;
use alloc::vec::Vec;

use kernel::Id;

use super::setting::{
    DE, FR, PL, Setting, TR, UK, enrolled, eve, expire, hours, id, nations, numbers, operating,
    seated, set, truce_at,
};
use crate::center::{
    AgreeTerms, Attend, Close, Decide, Enroll, Event, FillSeat, Phase, ReachFullOperations,
    ReachInitialOperations, Rejection, Relocate, Role, Site, StayAway, VacateSeat, seat_subject,
};
use crate::clock::{self, Clock};
use crate::decision::{Matter, Procedure};
use crate::parameter::{Parameter, Value};
use crate::silence::{Lacking, Urgency};
use crate::{Actor, Nation, NotEntitled, Seat, decision, silence};

fn degraded(seats_filled: u32, nations_present: u32) -> crate::Event {
    Event::Degraded { seats_filled, nations_present }.into()
}

fn recovered(seats_filled: u32, nations_present: u32) -> crate::Event {
    Event::Recovered { seats_filled, nations_present }.into()
}

#[test]
fn the_cell_lives_from_its_decision_to_its_closure() {
    let given = seated();
    assert_eq!(given.state.cell.phase, Phase::Decided);
    let given = given.command(eve(), Actor::Us, AgreeTerms { text: id("terms") });
    assert_eq!(given.state.cell.phase, Phase::Planned);
    let given = given.command(eve(), Actor::CoChairs, ReachInitialOperations {});
    assert_eq!(given.state.cell.phase, Phase::InitialOperating);
    let given = given.command(eve(), Actor::CoChairs, ReachFullOperations {});
    assert_eq!(given.state.cell.phase, Phase::FullOperating);
    let given = given.command(eve(), Actor::CoChairs, Relocate { to: Site::London });
    assert_eq!(given.state.cell.site, Some(Site::London));
    let given = given.command(eve(), Actor::CoChairs, Close {});
    given
        .when(eve(), Actor::CoChairs, ReachFullOperations {})
        .then_refused(Rejection::WrongPhase { phase: Phase::Closed });
}

fn ask(question: &str) -> decision::Open {
    decision::Open {
        question: id(question),
        matter: Matter::Statement,
        procedure: Procedure::Consensus,
        asked: nations("fr de"),
        text_version: 1,
        series: None,
        depends_on: None,
    }
}

fn put(question: &str) -> silence::Start {
    silence::Start {
        question: id(question),
        matter: Matter::Statement,
        urgency: Urgency::Urgent,
        asked: nations("fr de"),
        text_version: 2,
        depends_on: None,
    }
}

/// The American seat is vacant, a question is open and a text is under silence.
fn undecided() -> Setting {
    operating()
        .command(eve(), Actor::CoChairs, ask("question"))
        .command(eve(), Actor::CoChairs, put("text"))
        .command(eve(), Actor::Us, VacateSeat { seat: Seat::Us })
}

/// With the cell ends what it was about to decide, and the watch over its members and seats.
#[test]
fn what_is_undecided_ends_with_the_cell() {
    let (asked, none) = (nations("fr de"), nations(""));
    let record = decision::Record {
        text_version: 1,
        asked,
        agreed: none,
        reserved: none,
        objected: none,
        abstained: none,
        silent: asked,
    };
    let failed = decision::Event::Failed { question: id("question"), record };
    let (question, lacking) = (id("text"), Lacking::Cell);
    let lapsed = silence::Event::Lapsed { question, text_version: 2, asked, lacking };
    let cancelled = |clock, subject: Id| clock::Event::Cancelled { clock, subject }.into();
    undecided().when(eve(), Actor::CoChairs, Close {}).then(&[
        Event::Closed {}.into(),
        failed.into(),
        cancelled(Clock::Consultation, id("question")),
        lapsed.into(),
        cancelled(Clock::Silence, id("text")),
        cancelled(Clock::ParticipationReview, id("cell")),
        cancelled(Clock::SeatUnmanned, seat_subject(Seat::Us)),
    ]);
}

/// The US, Ukraine or a nation alone leaves the cell, and does not close it for all.
#[test]
fn the_cell_is_closed_by_those_who_decided_on_it() {
    for by in [Actor::Us, Actor::Ua, FR, Actor::Control] {
        operating().when(eve(), by, Close {}).then_refused(NotEntitled { by });
    }
    for by in [Actor::CoChairs, Actor::Coalition] {
        operating().when(eve(), by, Close {}).then_accepted();
    }
    let seat = Seat::Us;
    operating().when(eve(), Actor::Us, VacateSeat { seat }).then_accepted();
}

#[test]
fn a_cell_that_has_closed_decides_nothing_more() {
    let closed = || undecided().command(eve(), Actor::CoChairs, Close {});
    let over = || Rejection::WrongPhase { phase: Phase::Closed };
    closed().when(eve(), Actor::CoChairs, ask("another")).then_refused(over());
    closed().when(eve(), Actor::CoChairs, put("another")).then_refused(over());
    let left = VacateSeat { seat: Seat::Ua };
    closed().when(eve(), Actor::Ua, left).then(&[Event::SeatVacated { seat: Seat::Ua }.into()]);
}

#[test]
fn a_phase_is_not_skipped() {
    seated()
        .when(eve(), Actor::CoChairs, ReachInitialOperations {})
        .then_refused(Rejection::WrongPhase { phase: Phase::Decided });
    operating()
        .when(eve(), Actor::Us, AgreeTerms { text: id("other") })
        .then_refused(Rejection::WrongPhase { phase: Phase::InitialOperating });
    operating()
        .when(eve(), Actor::CoChairs, Decide { site: Site::Kyiv })
        .then_refused(Rejection::WrongPhase { phase: Phase::InitialOperating });
    operating()
        .when(eve(), Actor::CoChairs, Relocate { to: Site::Paris })
        .then_refused(Rejection::SameSite { site: Site::Paris });
}

/// Rule 3: the terms of reference are a tripartite text.
#[test]
fn the_terms_are_not_agreed_while_the_american_or_the_ukrainian_seat_is_vacant() {
    for (seat, actor) in [(Seat::Us, Actor::Us), (Seat::Ua, Actor::Ua)] {
        seated()
            .command(eve(), actor, VacateSeat { seat })
            .when(eve(), Actor::CoChairs, AgreeTerms { text: id("terms") })
            .then_refused(Rejection::SeatVacant { seat });
    }
    let without_coalition =
        seated().command(eve(), Actor::Coalition, VacateSeat { seat: Seat::Coalition });
    without_coalition.when(eve(), Actor::Us, AgreeTerms { text: id("terms") }).then_accepted();
}

#[test]
fn only_its_own_side_fills_and_vacates_a_seat() {
    let decided = || enrolled().command(eve(), Actor::CoChairs, Decide { site: Site::Paris });
    let by = Actor::Ua;
    decided().when(eve(), by, FillSeat { seat: Seat::Us }).then_refused(NotEntitled { by });
    seated().when(eve(), by, VacateSeat { seat: Seat::Us }).then_refused(NotEntitled { by });
    seated()
        .when(eve(), Actor::Us, FillSeat { seat: Seat::Us })
        .then_refused(Rejection::SeatTaken { seat: Seat::Us });
    decided()
        .when(eve(), Actor::CoChairs, VacateSeat { seat: Seat::Coalition })
        .then_refused(Rejection::SeatVacant { seat: Seat::Coalition });
    enrolled()
        .when(eve(), Actor::Us, FillSeat { seat: Seat::Us })
        .then_refused(Rejection::WrongPhase { phase: Phase::None });
}

/// Rule 44: a seat that is unmanned for N days is flagged, and no longer when it is filled.
#[test]
fn a_seat_that_is_vacant_for_too_long_is_flagged() {
    let subject = id("us");
    let armed = clock::Event::Armed {
        clock: Clock::SeatUnmanned,
        subject,
        starts_at: eve(),
        due_at: eve() + hours(48),
    };
    let vacated = seated()
        .when(eve(), Actor::Us, VacateSeat { seat: Seat::Us })
        .then(&[Event::SeatVacated { seat: Seat::Us }.into(), armed.into()]);
    let flagged = vacated
        .when(eve() + hours(48), Actor::Clock, expire(Clock::SeatUnmanned, "us"))
        .then_among(Event::SeatFlagged { seat: Seat::Us });
    assert!(flagged.state.cell.flagged.contains_key(&Seat::Us));
    let filled = flagged.command(eve() + hours(50), Actor::Us, FillSeat { seat: Seat::Us });
    assert!(filled.state.cell.flagged.is_empty());
}

/// Rule 44: who comes back in time is not flagged.
#[test]
fn a_seat_that_is_filled_in_time_is_not_flagged() {
    let cancelled = clock::Event::Cancelled { clock: Clock::SeatUnmanned, subject: id("us") };
    let back = seated()
        .command(eve(), Actor::Us, VacateSeat { seat: Seat::Us })
        .when(eve() + hours(48), Actor::Us, FillSeat { seat: Seat::Us })
        .then(&[Event::SeatFilled { seat: Seat::Us }.into(), cancelled.into()]);
    let (clock, subject) = (Clock::SeatUnmanned, id("us"));
    back.when(eve() + hours(48), Actor::Clock, expire(Clock::SeatUnmanned, "us"))
        .then_refused(clock::Rejection::NotOpen { clock, subject });
}

/// Rule 44: a seat that was vacant from the start is flagged like one that was left.
#[test]
fn a_seat_that_nobody_ever_took_is_flagged_after_initial_operations() {
    let armed = clock::Event::Armed {
        clock: Clock::SeatUnmanned,
        subject: id("coalition"),
        starts_at: truce_at(),
        due_at: truce_at() + hours(48),
    };
    let mut setting = enrolled().command(eve(), Actor::CoChairs, Decide { site: Site::Paris });
    for (seat, actor) in [(Seat::Us, Actor::Us), (Seat::Ua, Actor::Ua)] {
        setting = setting.command(eve(), actor, FillSeat { seat });
    }
    for (actor, nation) in [(FR, Nation::FR), (DE, Nation::DE), (PL, Nation::PL)] {
        setting = setting.command(eve(), actor, Attend { nation });
    }
    setting
        .command(eve(), Actor::Us, AgreeTerms { text: id("terms") })
        .when(truce_at(), Actor::Us, ReachInitialOperations {})
        .then_among(armed)
        .when(truce_at() + hours(48), Actor::Clock, expire(Clock::SeatUnmanned, "coalition"))
        .then_among(Event::SeatFlagged { seat: Seat::Coalition });
}

/// Rule 44: who left before that has been counted already.
#[test]
fn a_seat_that_was_left_before_operations_keeps_its_clock() {
    let seat = Seat::Coalition;
    let left = seated().command(eve(), Actor::CoChairs, VacateSeat { seat }).command(
        eve(),
        Actor::Us,
        AgreeTerms { text: id("terms") },
    );
    let operating = left.command(truce_at(), Actor::Us, ReachInitialOperations {});
    let due_at = |setting: &Setting| {
        let clocks = &setting.state.clocks;
        clocks.get(Clock::SeatUnmanned, id("coalition")).map(|deadline| deadline.due_at)
    };
    assert_eq!(due_at(&operating), Some(eve() + hours(48)));
}

/// Rule 44: below the quorum of nations the cell is degraded, and recovers with it.
#[test]
fn a_cell_below_its_quorum_is_degraded_until_it_recovers() {
    let left = Event::NationLeft { nation: Nation::PL };
    let below = operating()
        .when(eve(), PL, StayAway { nation: Nation::PL })
        .then(&[left.into(), degraded(3, 2)]);
    assert!(below.state.cell.degraded);
    let further = Event::NationLeft { nation: Nation::DE };
    let below = below.when(eve(), DE, StayAway { nation: Nation::DE }).then(&[further.into()]);
    let first = Event::NationArrived { nation: Nation::TR };
    let second = Event::NationArrived { nation: Nation::UK };
    let again = below
        .when(eve(), TR, Attend { nation: Nation::TR })
        .then(&[first.into()])
        .when(eve(), UK, Attend { nation: Nation::UK })
        .then(&[second.into(), recovered(3, 3)]);
    assert!(!again.state.cell.degraded);
}

/// Rule 44: observers and organizations attend, and are no nations of the quorum.
#[test]
fn who_only_watches_or_helps_makes_no_quorum() {
    let joined = [(Nation::HU, Role::Observer), (Nation::EU, Role::Partner)];
    let full = joined.into_iter().fold(operating(), |setting, (nation, role)| {
        let enroll = Enroll { nation, role, accepts_silence: false };
        let arrived = Event::NationArrived { nation };
        setting
            .command(eve(), Actor::Control, enroll)
            .when(eve(), Actor::of(nation), Attend { nation })
            .then(&[arrived.into()])
    });
    let left = Event::NationLeft { nation: Nation::PL };
    let below =
        full.when(eve(), PL, StayAway { nation: Nation::PL }).then(&[left.into(), degraded(3, 2)]);
    let (by, nation) = (Actor::of(Nation::HU), Nation::HU);
    let below = below
        .when(eve(), by, StayAway { nation })
        .then(&[Event::NationLeft { nation }.into()])
        .when(eve(), by, Attend { nation })
        .then(&[Event::NationArrived { nation }.into()]);
    let back = Event::NationArrived { nation: Nation::US };
    below
        .when(eve(), Actor::Us, Attend { nation: Nation::US })
        .then(&[back.into(), recovered(3, 3)]);
}

/// Rule 44: the quorum counts seats, too.
#[test]
fn a_cell_with_too_few_seats_filled_is_degraded() {
    let one_less = operating().command(eve(), Actor::Us, VacateSeat { seat: Seat::Us });
    assert!(!one_less.state.cell.degraded);
    let below =
        one_less.when(eve(), Actor::Ua, VacateSeat { seat: Seat::Ua }).then_among(degraded(1, 3));
    below.when(eve(), Actor::Us, FillSeat { seat: Seat::Us }).then_among(recovered(2, 3));
}

/// Rule 44: a quorum that is raised above the attendance degrades at once.
#[test]
fn a_new_quorum_holds_from_the_instant_at_which_it_is_set() {
    let of = |count| set(Parameter::QuorumNations, Value::Count(count));
    let below = operating().when(eve(), Actor::Control, of(4)).then_among(degraded(3, 3));
    below.when(eve(), Actor::Control, of(3)).then_among(recovered(3, 3));
}

#[test]
fn a_cell_that_does_not_operate_yet_is_not_degraded() {
    let left = Event::NationLeft { nation: Nation::PL };
    seated().when(eve(), PL, StayAway { nation: Nation::PL }).then(&[left.into()]);
}

#[test]
fn operations_are_not_declared_below_the_quorum() {
    seated()
        .command(eve(), Actor::Us, AgreeTerms { text: id("terms") })
        .command(eve(), FR, StayAway { nation: Nation::FR })
        .when(eve(), Actor::Us, ReachInitialOperations {})
        .then_refused(Rejection::BelowQuorum { seats_filled: 3, nations_present: 2 });
}

#[test]
fn a_nation_attends_by_its_own_act_only() {
    let by = Actor::CoChairs;
    seated().when(eve(), by, Attend { nation: Nation::UK }).then_refused(NotEntitled { by });
    seated()
        .when(eve(), FR, Attend { nation: Nation::FR })
        .then_refused(Rejection::AlreadyPresent { nation: Nation::FR });
    seated()
        .when(eve(), UK, StayAway { nation: Nation::UK })
        .then_refused(Rejection::NotPresent { nation: Nation::UK });
    let (by, nation) = (Actor::Nation(Nation::IT), Nation::IT);
    seated().when(eve(), by, Attend { nation }).then_refused(Rejection::NotEnrolled { nation });
}

#[test]
fn a_parameter_takes_a_value_of_its_unit_only() {
    let units = [
        Value::Duration(hours(1)),
        Value::Share(1),
        Value::Count(1),
        Value::Actor(Actor::Commission),
    ];
    for &parameter in Parameter::ALL {
        let fitting: Vec<Value> =
            units.into_iter().filter(|value| value.unit() == parameter.unit()).collect();
        assert_eq!(fitting.len(), 1, "{parameter:?}");
        for value in units {
            let outcome = numbers().when(eve(), Actor::Control, set(parameter, value));
            if fitting.contains(&value) {
                let given = outcome.then_accepted();
                assert_eq!(given.state.parameters.get(parameter), Some(value));
            } else {
                outcome.then_refused(Rejection::WrongUnit { parameter });
            }
        }
    }
}

#[test]
fn a_rejection_names_what_it_is_about() {
    let rejection = crate::Rejection::from(Rejection::SeatVacant { seat: Seat::Us });
    assert_eq!(format!("{rejection}"), "the seat `us` is vacant");
    let rejection = crate::Rejection::from(NotEntitled { by: PL });
    assert_eq!(format!("{rejection}"), "`pl` is not entitled to this");
}

#[test]
fn a_nation_is_enrolled_once_and_by_exercise_control() {
    let enroll = || Enroll { nation: Nation::FR, role: Role::Member, accepts_silence: true };
    let nation = Nation::FR;
    enrolled()
        .when(eve(), Actor::Control, enroll())
        .then_refused(Rejection::AlreadyEnrolled { nation });
    numbers().when(eve(), FR, enroll()).then_refused(NotEntitled { by: FR });
}
