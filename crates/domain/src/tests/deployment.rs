//! The way into place, relief, return, and authority.

use alloc::string::ToString;

use super::force_setting::{
    admitted, cancelled, found, gap_of, generate, generated, in_place, infantry, lapsed, mandated,
    march, moving, offer, open, placed, recall, request, required, rule, transfer,
};
use super::setting::{FR, PL, Setting, UK, eve, expire, hours, id, noon, seated, truce, truce_at};
use crate::ceasefire::{DeclareCollapsed, DeclareRestored, FindCessation};
use crate::clock::{self, Clock};
use crate::force::{
    Degree, Event, Offer, Rejection, Relieve, RevokeAuthority, Stage, WithdrawOffer,
};
use crate::framework::RequestForce;
use crate::mandate::{self, Rule};
use crate::task::Location;
use crate::{Actor, Nation, NotEntitled};

const UKRAINIAN: [Location; 3] =
    [Location::UkraineLand, Location::UkraineSea, Location::UkraineAir];

fn french(strength: u32) -> Offer {
    offer("a", Nation::FR, "inside", strength)
}

/// A French contingent is ready to go to some place.
fn ready(setting: Setting, place: Location) -> Setting {
    let setting = mandated(setting).command(truce_at(), Actor::CoChairs, infantry("inside", place));
    generated(setting, french(300))
}

fn moved(place: Location) -> crate::Event {
    Event::ContingentMoved { contingent: id("a"), nation: Nation::FR, place }.into()
}

/// Rule 4: without Ukraine's request no unit goes to its soil, sea or air.
#[test]
fn no_unit_goes_into_ukraine_before_ukraine_has_requested_it() {
    for place in UKRAINIAN {
        let ready =
            || ready(truce().command(truce_at(), Actor::Commission, FindCessation {}), place);
        ready().when(noon(), FR, march("a")).then_refused(Rejection::NoHostRequest);
        ready()
            .command(noon(), Actor::Ua, RequestForce {})
            .when(noon(), FR, march("a"))
            .then(&[moved(place)]);
    }
}

/// Rule 4: outside Ukraine nothing needs Ukraine's request, nor a ceasefire.
#[test]
fn a_unit_outside_ukraine_needs_neither_request_nor_ceasefire() {
    placed(required(seated()), offer("a", Nation::PL, "outside", 300));
}

/// Rule 5: deployment needs the ceasefire in force and a finding of credible cessation.
#[test]
fn no_unit_is_deployed_before_the_ceasefire_and_a_finding_of_credible_cessation() {
    let asked = |setting: Setting| {
        ready(setting, Location::UkraineLand).command(noon(), Actor::Ua, RequestForce {})
    };
    asked(seated()).when(noon(), FR, march("a")).then_refused(Rejection::NoCeasefire);
    asked(truce()).when(noon(), FR, march("a")).then_refused(Rejection::NoCredibleCessation);
    asked(truce())
        .command(noon(), Actor::Commission, FindCessation {})
        .when(noon(), FR, march("a"))
        .then_accepted();
}

/// Rule 5: what is on its way when the ceasefire collapses does not arrive, and the finding
/// does not outlive the ceasefire it was made on.
#[test]
fn a_unit_on_its_way_does_not_arrive_without_a_ceasefire_and_a_finding_on_it() {
    let collapsed =
        || moving(open(), french(300)).command(noon(), Actor::Coalition, DeclareCollapsed {});
    collapsed().when(noon(), FR, in_place("a")).then_refused(Rejection::NoCeasefire);
    let restored = || collapsed().command(noon(), Actor::Coalition, DeclareRestored {});
    restored().when(noon(), FR, in_place("a")).then_refused(Rejection::NoCredibleCessation);
    restored()
        .command(noon(), Actor::Commission, FindCessation {})
        .when(noon(), FR, in_place("a"))
        .then_accepted();
}

#[test]
fn a_contingent_in_place_is_to_be_relieved_within_the_time_of_a_rotation() {
    let (clock, subject, starts_at) = (Clock::Rotation, id("a"), noon());
    let due_at = noon() + hours(4_392);
    let in_place_now = Event::ContingentInPlace {
        contingent: id("a"),
        nation: Nation::FR,
        place: Location::UkraineLand,
        strength: 300,
    };
    let given = moving(open(), french(300)).when(noon(), FR, in_place("a")).then(&[
        in_place_now.into(),
        clock::Event::Armed { clock, subject, starts_at, due_at }.into(),
    ]);
    assert_eq!(found(&given, "a").in_place_since, Some(noon().into()));
}

/// Rule 16: what is in place and on its way together never exceeds the mandate.
#[test]
fn the_ceiling_counts_what_is_in_place_and_what_is_on_its_way() {
    let two = |second| {
        let first = placed(open(), french(300));
        let more = moving(first, offer("b", Nation::FR, "inside", 400));
        generated(more, offer("c", Nation::FR, "inside", second))
    };
    two(300).when(noon(), FR, march("c")).then_accepted();
    let (nation, people, ceiling) = (Nation::FR, 1_001, 1_000);
    two(301).when(noon(), FR, march("c")).then_refused(Rejection::AboveCeiling {
        nation,
        people,
        ceiling,
    });
}

/// Rule 16: what stands outside Ukraine, and what has left, takes up no room.
#[test]
fn the_ceiling_counts_nothing_outside_ukraine_and_nothing_that_left() {
    let outside = placed(open(), offer("out", Nation::FR, "outside", 1_000));
    let left = placed(outside, offer("left", Nation::FR, "inside", 1_000));
    let left = left.command(noon(), FR, recall("left"));
    placed(left, french(1_000));
}

/// Rule 16: the largest strengths add up beyond the largest ceiling, and are refused.
#[test]
fn the_largest_strengths_do_not_overflow_the_ceiling() {
    let (nation, ceiling) = (Nation::FR, u32::MAX);
    let largest = || {
        admitted(required(truce()))
            .command(truce_at(), Actor::Control, rule(nation, Rule::None))
            .command(truce_at(), FR, request(nation, ceiling))
    };
    let first = moving(largest(), french(u32::MAX));
    let second = generated(first, offer("b", nation, "inside", u32::MAX));
    let people = 2 * u64::from(u32::MAX);
    second.when(noon(), FR, march("b")).then_refused(Rejection::AboveCeiling {
        nation,
        people,
        ceiling,
    });
}

/// Rule 16: what is on its way when the mandate ends does not arrive.
#[test]
fn a_unit_on_its_way_does_not_arrive_without_a_mandate() {
    let nation = Nation::FR;
    let limited = mandate::Request { lasts: Some(hours(24)), ..request(nation, 1_000) };
    let given = admitted(required(truce()))
        .command(truce_at(), Actor::Control, rule(nation, Rule::None))
        .command(noon(), FR, limited);
    let given = moving(given, french(300));
    given.when(noon() + hours(24), FR, in_place("a")).then_refused(Rejection::NoMandate { nation });
}

fn transferred(degree: Degree) -> crate::Event {
    Event::AuthorityTransferred { contingent: id("a"), nation: Nation::FR, degree }.into()
}

/// Rule 8: authority is transferred under a live mandate only, wherever the contingent is.
#[test]
fn authority_is_transferred_under_a_live_mandate_only() {
    let nation = Nation::FR;
    generated(required(seated()), offer("a", nation, "outside", 300))
        .when(noon(), FR, transfer("a", Degree::Opcon))
        .then_refused(Rejection::NoMandate { nation });
    let given = generated(open(), french(300))
        .when(noon(), FR, transfer("a", Degree::Opcon))
        .then(&[transferred(Degree::Opcon)]);
    let held = found(&given, "a").authority.unwrap();
    assert_eq!((held.degree, held.since), (Degree::Opcon, noon().into()));
}

#[test]
fn authority_is_the_nations_to_give_to_change_and_to_take_back() {
    let given = || generated(open(), french(300)).command(noon(), FR, transfer("a", Degree::Opcon));
    let (contingent, nation, degree) = (id("a"), Nation::FR, Degree::Opcon);
    given()
        .when(noon(), FR, transfer("a", degree))
        .then_refused(Rejection::AlreadyTransferred { contingent, degree });
    given().when(noon(), FR, transfer("a", Degree::Tacon)).then(&[transferred(Degree::Tacon)]);
    for by in [Actor::Commander, Actor::CoChairs, PL] {
        given().when(noon(), by, transfer("a", Degree::Opcom)).then_refused(NotEntitled { by });
        given().when(noon(), by, RevokeAuthority { contingent }).then_refused(NotEntitled { by });
    }
    let revoked = Event::AuthorityRevoked { contingent, nation };
    let taken_back =
        given().when(noon(), FR, RevokeAuthority { contingent }).then(&[revoked.into()]);
    taken_back
        .when(noon(), FR, RevokeAuthority { contingent })
        .then_refused(Rejection::NotTransferred { contingent });
}

#[test]
fn each_step_of_a_contingent_follows_the_one_before() {
    let contingent = id("a");
    let refused = |stage| Rejection::WrongStage { contingent, stage };
    let offered = || open().command(noon(), FR, french(300));
    offered().when(noon(), FR, march("a")).then_refused(refused(Stage::Offered));
    offered().when(noon(), FR, transfer("a", Degree::Opcon)).then_refused(refused(Stage::Offered));
    offered().when(noon(), FR, recall("a")).then_refused(refused(Stage::Offered));
    let generated = || generated(open(), french(300));
    generated().when(noon(), FR, generate("a")).then_refused(refused(Stage::Generated));
    generated().when(noon(), FR, in_place("a")).then_refused(refused(Stage::Generated));
    let moving = moving(open(), french(300));
    moving.when(noon(), FR, march("a")).then_refused(refused(Stage::Moving));
}

#[test]
fn what_is_in_the_force_is_recalled_and_not_withdrawn() {
    let contingent = id("a");
    let withdraw = || WithdrawOffer { contingent };
    let refused = |stage| Rejection::InTheForce { contingent, stage };
    let generated = generated(open(), french(300));
    generated.when(noon(), FR, withdraw()).then_refused(refused(Stage::Generated));
    let moving = moving(open(), french(300));
    moving.when(noon(), FR, withdraw()).then_refused(refused(Stage::Moving));
    let placed = || placed(open(), french(300));
    placed().when(noon(), FR, withdraw()).then_refused(refused(Stage::InPlace));
    let gone = placed().command(noon(), FR, recall("a"));
    let stage = Stage::Recalled;
    gone.when(noon(), FR, withdraw()).then_refused(Rejection::WrongStage { contingent, stage });
    assert_eq!(
        refused(Stage::InPlace).to_string(),
        "`a` is `in-place` and no offer any more; `force.recall` calls it back"
    );
}

#[test]
fn a_recall_ends_authority_and_the_rotation() {
    let given = placed(open(), french(300)).command(noon(), FR, transfer("a", Degree::Opcom));
    let recalled = Event::ContingentRecalled { contingent: id("a"), nation: Nation::FR };
    given.when(noon(), FR, recall("a")).then(&[
        recalled.into(),
        lapsed("a", Nation::FR),
        cancelled(Clock::Rotation, "a"),
    ]);
}

fn relieve(by: &str) -> Relieve {
    Relieve { contingent: id("a"), by: id(by) }
}

fn relieved(relief: &str) -> crate::Event {
    Event::ContingentRelieved { contingent: id("a"), nation: Nation::FR, relief: id(relief) }.into()
}

fn rotation_met() -> crate::Event {
    let due_at = noon() + hours(4_392);
    clock::Event::Met { clock: Clock::Rotation, subject: id("a"), due_at, done_at: None }.into()
}

#[test]
fn a_contingent_of_any_nation_relieves_one_for_the_same_requirement() {
    let first = || placed(open(), french(300)).command(noon(), FR, transfer("a", Degree::Opcon));
    let british = || offer("b", Nation::UK, "inside", 300);
    let given = placed(first(), british()).when(noon(), FR, relieve("b")).then(&[
        relieved("b"),
        lapsed("a", Nation::FR),
        rotation_met(),
    ]);
    assert_eq!(found(&given, "a").stage, Stage::Recalled);
    let french = || offer("b", Nation::FR, "inside", 300);
    for on_the_way in [generated(first(), french()), moving(first(), french())] {
        let given = on_the_way.when(noon(), FR, relieve("b")).then_accepted();
        assert_eq!(found(&given, "b").stage, Stage::InPlace);
        assert!(given.state.clocks.is_open(Clock::Rotation, id("b")));
        assert_eq!(gap_of(&given, "inside"), Some(700));
    }
}

/// Rule 1: no act of one nation sends the contingent of another home, or places it.
#[test]
fn a_relief_by_another_nation_takes_an_act_of_both() {
    let first = || placed(open(), french(300)).command(noon(), FR, transfer("a", Degree::Opcon));
    let british = || offer("b", Nation::UK, "inside", 300);
    let (relief, nation) = (id("b"), Nation::UK);
    let ready = || generated(first(), british());
    ready().when(noon(), UK, relieve("b")).then_refused(NotEntitled { by: UK });
    for on_the_way in [ready(), moving(first(), british())] {
        on_the_way
            .when(noon(), FR, relieve("b"))
            .then_refused(Rejection::ReliefNotInPlace { relief, nation });
    }
    let both = || placed(first(), british());
    both().when(noon(), UK, relieve("b")).then_refused(NotEntitled { by: UK });
    both().when(noon(), FR, relieve("b")).then_among(relieved("b"));
}

/// Rule 16: a nation that relieves its own contingent needs no room for both.
#[test]
fn a_relief_takes_the_room_of_the_one_it_relieves() {
    let full = || placed(open(), french(1_000));
    generated(full(), offer("b", Nation::FR, "inside", 1_000))
        .when(noon(), FR, relieve("b"))
        .then_among(relieved("b"));
    let (nation, people, ceiling) = (Nation::FR, 1_001, 1_000);
    generated(full(), offer("b", nation, "inside", 1_001))
        .when(noon(), FR, relieve("b"))
        .then_refused(Rejection::AboveCeiling { nation, people, ceiling });
}

#[test]
fn a_relief_is_another_contingent_for_the_same_requirement_sent_by_its_nation() {
    let first = || placed(open(), french(300));
    let (contingent, stage) = (id("a"), Stage::Offered);
    let refused = |relief: &str| Rejection::NoRelief { contingent, relief: id(relief) };
    let elsewhere = placed(first(), offer("out", Nation::DE, "outside", 300));
    elsewhere.when(noon(), FR, relieve("out")).then_refused(refused("out"));
    first().when(noon(), FR, relieve("a")).then_refused(refused("a"));
    let ready = || generated(first(), offer("b", Nation::FR, "inside", 300));
    let by = UK;
    ready().when(noon(), by, relieve("b")).then_refused(NotEntitled { by });
    let offered = first().command(noon(), FR, offer("b", Nation::FR, "inside", 300));
    offered
        .when(noon(), FR, relieve("b"))
        .then_refused(Rejection::WrongStage { contingent: id("b"), stage });
    let not_in_place = generated(moving(open(), french(300)), offer("b", Nation::FR, "inside", 9));
    not_in_place
        .when(noon(), FR, relieve("b"))
        .then_refused(Rejection::WrongStage { contingent, stage: Stage::Moving });
    ready()
        .command(noon(), Actor::Coalition, DeclareCollapsed {})
        .when(noon(), FR, relieve("b"))
        .then_refused(Rejection::NoCeasefire);
}

#[test]
fn a_rotation_that_is_missed_leaves_a_gap_until_a_relief_comes() {
    let due_at = noon() + hours(4_392);
    let (clock, subject, late_by_revision) = (Clock::Rotation, id("a"), false);
    let missed = clock::Event::Missed { clock, subject, due_at, late_by_revision };
    let overdue = Event::RotationOverdue {
        contingent: id("a"),
        nation: Nation::FR,
        requirement: id("inside"),
    };
    let ready = generated(placed(open(), french(300)), offer("b", Nation::FR, "inside", 200));
    let given =
        ready.when(due_at, Actor::Clock, expire(clock, "a")).then(&[missed.into(), overdue.into()]);
    assert_eq!(gap_of(&given, "inside"), Some(800));
    assert_eq!(found(&given, "a").stage, Stage::InPlace);
    given.when(due_at, FR, relieve("b")).then_among(relieved("b"));
}

#[test]
fn a_contingent_that_is_overdue_itself_relieves_nobody() {
    let due_at = noon() + hours(4_392);
    let both = placed(placed(open(), french(300)), offer("b", Nation::UK, "inside", 200));
    let given = both.command(due_at, Actor::Clock, expire(Clock::Rotation, "b"));
    given.when(due_at, FR, relieve("b")).then_refused(Rejection::ReliefOverdue { relief: id("b") });
}

/// Rule 13: one person does not stand for two contingents, and leaves a gap where it stands for one.
#[test]
fn a_relief_takes_the_place_of_one_contingent_only() {
    let two = || placed(placed(open(), french(300)), offer("c", Nation::FR, "inside", 400));
    let (contingent, relief) = (id("c"), id("b"));
    for strength in [1, 300] {
        let given = generated(two(), offer("b", Nation::FR, "inside", strength))
            .when(noon(), FR, relieve("b"))
            .then_among(relieved("b"));
        assert_eq!(gap_of(&given, "inside"), Some(600 - strength));
        given
            .when(noon(), FR, Relieve { contingent, by: relief })
            .then_refused(Rejection::ReliefSpent { relief });
    }
}

/// Rule 4: a request that came before the truce is on record all the same.
#[test]
fn the_request_of_the_host_may_come_early() {
    let early = truce().command(eve(), Actor::Ua, RequestForce {});
    ready(early, Location::UkraineAir)
        .command(noon(), Actor::Commission, FindCessation {})
        .when(noon(), FR, march("a"))
        .then(&[moved(Location::UkraineAir)]);
}
