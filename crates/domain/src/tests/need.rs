//! What Ukraine needs, and who gives it.

use super::logistics::{donate, led, loaded, prepare, register};
use super::setting::{DE, FR, PL, Setting, eve, expire, hours, id, tick};
use crate::clock::{self, Clock, Status};
use crate::consignment::{Deliver, HandOver};
use crate::ids::NeedId;
use crate::need::{
    Event, Goods, MatchDonor, Need, Prioritize, Priority, ProposeDonor, Register, Rejection,
    WithdrawMatch,
};
use crate::task::{self, ReleaseLead, Task};
use crate::{Actor, Nation, NotEntitled};

fn patriot() -> NeedId {
    id("patriot")
}

/// A need of 100 t of air defense.
fn registered() -> Setting {
    led().command(eve(), Actor::Ua, register("patriot", Goods::AirDefense, 100))
}

fn need(setting: &Setting) -> &Need {
    &setting.state.needs.0[&patriot()]
}

fn french(tonnes: u32) -> MatchDonor {
    MatchDonor { need: patriot(), nation: Nation::FR, tonnes }
}

fn propose(tonnes: u32) -> ProposeDonor {
    ProposeDonor { need: patriot(), nation: Nation::DE, tonnes }
}

#[test]
fn ukraine_registers_a_need_and_its_clock_starts() {
    let Register { need, goods, tonnes, needed_by } = register("patriot", Goods::AirDefense, 100);
    let (clock, subject) = (Clock::Need, need.0);
    let armed = clock::Event::Armed { clock, subject, starts_at: eve(), due_at: needed_by };
    let stated = Event::Registered { need, goods, tonnes, needed_by };
    led()
        .when(eve(), Actor::Ua, register("patriot", Goods::AirDefense, 100))
        .then(&[stated.into(), armed.into()]);
    for by in [PL, Actor::CoChairs, Actor::Control] {
        led()
            .when(eve(), by, register("patriot", Goods::AirDefense, 100))
            .then_refused(NotEntitled { by });
    }
    registered()
        .when(eve(), Actor::Ua, register("patriot", Goods::Fuel, 1))
        .then_refused(Rejection::NeedExists { need });
}

#[test]
fn a_need_is_of_something_and_not_of_yesterday() {
    led()
        .when(eve(), Actor::Ua, register("patriot", Goods::AirDefense, 0))
        .then_refused(Rejection::NoTonnes { need: patriot() });
    let late = Register { needed_by: eve() - tick(), ..register("patriot", Goods::Fuel, 1) };
    led().when(eve(), Actor::Ua, late).then_refused(Rejection::NeededInThePast { need: patriot() });
}

/// Rule 37: air defense goes first, then ammunition, then the rest.
#[test]
fn air_defense_goes_first_then_ammunition_then_the_rest() {
    assert_eq!(need(&registered()).priority, Priority::First);
    assert_eq!(Goods::Ammunition.priority(), Priority::Second);
    let rest = [Goods::Vehicles, Goods::Engineering, Goods::Medical, Goods::Fuel, Goods::General];
    assert!(rest.into_iter().all(|goods| goods.priority() == Priority::Third));
}

/// Rule 17: only the lead of logistics changes a priority, and nobody does while there is none.
#[test]
fn the_lead_of_logistics_alone_changes_a_priority() {
    let down = || Prioritize { need: patriot(), priority: Priority::Third };
    let changed = Event::Prioritized { need: patriot(), priority: Priority::Third };
    let given = registered().when(eve(), PL, down()).then(&[changed.into()]);
    assert_eq!(need(&given).priority, Priority::Third);
    given
        .when(eve(), PL, down())
        .then_refused(Rejection::SamePriority { need: patriot(), priority: Priority::Third });
    for by in [DE, Actor::Ua, Actor::CoChairs] {
        registered().when(eve(), by, down()).then_refused(NotEntitled { by });
    }
    registered()
        .command(eve(), PL, ReleaseLead { task: Task::Logistics })
        .when(eve(), PL, down())
        .then_refused(task::Rejection::NoLead { task: Task::Logistics });
    led().when(eve(), PL, down()).then_refused(Rejection::UnknownNeed { need: patriot() });
}

/// Rule 13: a proposal matches nobody; only the donor's own act does.
#[test]
fn a_proposal_is_no_match_until_the_donor_takes_it_up() {
    let (need_id, nation, tonnes) = (patriot(), Nation::DE, 60);
    let proposed = Event::DonorProposed { need: need_id, nation, tonnes };
    let given = registered().when(eve(), PL, propose(60)).then(&[proposed.into()]);
    assert_eq!((need(&given).unmatched(), need(&given).proposed[&nation]), (100, 60));
    let by = PL;
    registered().when(eve(), by, donate("patriot", 60)).then_refused(NotEntitled { by });
    registered().when(eve(), DE, propose(60)).then_refused(NotEntitled { by: DE });
    let matched = Event::DonorMatched { need: need_id, nation, tonnes };
    let given = given.when(eve(), DE, donate("patriot", 60)).then(&[matched.into()]);
    assert_eq!((need(&given).unmatched(), need(&given).proposed.len()), (40, 0));
}

#[test]
fn partial_matches_add_up_to_the_need_and_tell_how_long_it_took() {
    let later = eve() + hours(30);
    let given = registered().command(eve() + hours(2), DE, donate("patriot", 60)).command(
        later,
        FR,
        french(40),
    );
    assert_eq!(need(&given).match_time(), Some(hours(30)));
    let withdrawn = Event::MatchWithdrawn { need: patriot(), nation: Nation::FR, tonnes: 40 };
    let back = WithdrawMatch { need: patriot(), nation: Nation::FR };
    let given = given.when(later, FR, back.clone()).then(&[withdrawn.into()]);
    assert_eq!((need(&given).unmatched(), need(&given).match_time()), (40, None));
    given
        .when(later, FR, back)
        .then_refused(Rejection::NothingToWithdraw { need: patriot(), nation: Nation::FR });
}

#[test]
fn nobody_matches_more_than_is_needed() {
    let left = |left| Rejection::MoreThanNeeded { need: patriot(), left };
    registered().when(eve(), DE, donate("patriot", 101)).then_refused(left(100));
    registered().when(eve(), DE, donate("patriot", u32::MAX)).then_refused(left(100));
    registered().when(eve(), PL, propose(101)).then_refused(left(100));
    registered()
        .command(eve(), DE, donate("patriot", 60))
        .when(eve(), FR, french(41))
        .then_refused(left(40));
    registered()
        .when(eve(), DE, donate("patriot", 0))
        .then_refused(Rejection::NoTonnes { need: patriot() });
    led()
        .when(eve(), DE, donate("patriot", 1))
        .then_refused(Rejection::UnknownNeed { need: patriot() });
}

#[test]
fn a_donor_is_on_the_rolls_and_not_ukraine() {
    let match_by = |nation| MatchDonor { need: patriot(), nation, tonnes: 1 };
    registered()
        .when(eve(), Actor::Nation(Nation::IT), match_by(Nation::IT))
        .then_refused(Rejection::NotEnrolled { nation: Nation::IT });
    registered()
        .when(eve(), Actor::Ua, match_by(Nation::UA))
        .then_refused(Rejection::OwnNeed { need: patriot() });
}

#[test]
fn a_donor_withdraws_what_it_has_not_loaded() {
    let back = WithdrawMatch { need: patriot(), nation: Nation::DE };
    let given = registered().command(eve(), DE, donate("patriot", 60)).command(
        eve(),
        DE,
        prepare("goods", "patriot", 45),
    );
    let withdrawn = Event::MatchWithdrawn { need: patriot(), nation: Nation::DE, tonnes: 15 };
    let given = given.when(eve(), DE, back.clone()).then(&[withdrawn.into()]);
    assert_eq!(need(&given).unmatched(), 55);
    let by = PL;
    registered().when(eve(), by, back).then_refused(NotEntitled { by });
}

#[test]
fn a_need_is_met_when_the_last_tonne_is_delivered() {
    let bring = |setting: Setting, name: &str| {
        setting
            .command(eve(), DE, super::logistics::dispatch(name))
            .command(eve(), DE, HandOver { consignment: id(name) })
            .command(eve() + hours(24), Actor::Ua, Deliver { consignment: id(name) })
    };
    let given = loaded(registered(), "shells", Goods::Ammunition, 90)
        .command(eve(), DE, donate("patriot", 100))
        .command(eve(), DE, prepare("one", "patriot", 60))
        .command(eve(), DE, prepare("two", "patriot", 40));
    let half = bring(given, "one");
    assert_eq!(need(&half).delivered, 60);
    assert!(half.state.clocks.is_open(Clock::Need, patriot().0));
    let whole = bring(half, "two");
    assert_eq!(need(&whole).delivered, 100);
    let deadline = whole.state.clocks.get(Clock::Need, patriot().0).unwrap();
    assert_eq!(deadline.status, Status::Met { at: eve() + hours(24) });
    assert!(whole.state.clocks.is_open(Clock::Need, id("shells")));
}

#[test]
fn a_need_that_nobody_meets_is_a_missed_deadline() {
    let due_at = eve() + hours(240);
    let missed = clock::Event::Missed {
        clock: Clock::Need,
        subject: patriot().0,
        due_at,
        late_by_revision: false,
    };
    registered().when(due_at, Actor::Clock, expire(Clock::Need, "patriot")).then(&[missed.into()]);
}
