//! Missions: who orders whom, the two chains of command, self-defense, and how missions end.

use alloc::vec::Vec;

use super::force_setting::fielded;
use super::setting::{DE, FR, PL, Setting, TR, UK, hours, id, noon, tick};
use crate::ids::{ContingentId, MissionId};
use crate::mandate::{self, Rule};
use crate::mission::{
    self, Activity, Chain, Clear, Complete, Event, Ground, Order, PlayRedCard, Progress, Rejection,
};
use crate::task::Location;
use crate::{Actor, Moment, Nation, NotEntitled, force, roe};

const COMMANDER: Actor = Actor::Commander;

fn mission() -> MissionId {
    id("clear-road")
}

fn order(contingent: &str) -> Order {
    Order {
        mission: mission(),
        contingent: id(contingent),
        activity: Activity::MineClearance,
        place: Location::UkraineLand,
        sector: Some(id("north")),
        roe: [].into(),
    }
}

fn ordered(order: &Order, nation: Nation, chain: Chain) -> crate::Event {
    let Order { mission, contingent, activity, place, sector, roe } = order.clone();
    Event::Ordered { mission, contingent, nation, activity, place, sector, roe, chain }.into()
}

/// Started at noon on an order of some hours before.
fn started(contingent: &str, earlier: u64) -> crate::Event {
    Event::Started {
        mission: mission(),
        contingent: id(contingent),
        national_at: noon(),
        multinational_at: noon() - hours(earlier),
    }
    .into()
}

/// The commander has ordered the Germans, two hours before noon.
fn waiting() -> Setting {
    fielded().command(noon() - hours(2), COMMANDER, order("de"))
}

/// Germany has cleared that.
fn running() -> Setting {
    waiting().command(noon(), DE, Clear { mission: mission() })
}

/// Rule 8: at the instant at which the mandate ends the commander commands no more.
#[test]
fn what_happens_as_the_mandate_ends_is_under_it_no_longer() {
    let (contingent, nation) = (id("de"), Nation::DE);
    let limited = || {
        let request = mandate::Request { nation, ceiling: 1_000, lasts: Some(hours(3)) };
        fielded().command(noon() - hours(3), DE, request)
    };
    let refused = || Rejection::NoAuthority { contingent, nation };
    limited().when(noon(), COMMANDER, order("de")).then_refused(refused());
    let waiting = || limited().command(noon() - tick(), COMMANDER, order("de"));
    waiting().when(noon(), DE, Clear { mission: mission() }).then_refused(refused());
    waiting().when(noon() - tick(), DE, Clear { mission: mission() }).then_accepted();
}

fn progress(setting: &Setting) -> Progress {
    setting.state.missions.given[&mission()].progress
}

/// Rule 1: the cell and the bodies around it order no unit, whether they name one that exists
/// or not.
#[test]
fn the_cell_never_issues_an_order_to_a_national_unit() {
    let bodies = [
        Actor::CoChairs,
        Actor::Coalition,
        Actor::Control,
        Actor::Clock,
        Actor::Commission,
        Actor::Monitors,
    ];
    for by in bodies {
        for name in ["de", "unheard-of"] {
            let contingent: ContingentId = id(name);
            for activity in [Activity::MineClearance, Activity::SelfDefense] {
                fielded()
                    .when(noon(), by, Order { activity, ..order(name) })
                    .then_refused(Rejection::CenterDoesNotCommand { contingent });
            }
        }
    }
}

/// Rule 1: no nation orders the unit of another, from whatever seat.
#[test]
fn no_nation_orders_the_unit_of_another() {
    for by in [Actor::Us, Actor::Ua, FR, PL] {
        let contingent: ContingentId = id("de");
        fielded()
            .when(noon(), by, order("de"))
            .then_refused(Rejection::CenterDoesNotCommand { contingent });
    }
}

/// Rule 1: the commander orders a unit only as far as its nation has transferred authority.
#[test]
fn the_commander_needs_transferred_authority() {
    let contingent = id("pl");
    fielded()
        .when(noon(), COMMANDER, order("pl"))
        .then_refused(Rejection::NoAuthority { contingent, nation: Nation::PL });
    fielded().when(noon(), COMMANDER, order("de")).then(&[ordered(
        &order("de"),
        Nation::DE,
        Chain::Multinational,
    )]);
}

/// Rule 9: what the commander orders waits for the nation, and starts when both chains have
/// passed it.
#[test]
fn a_mission_of_the_commander_waits_until_the_nation_clears_it() {
    let waiting = waiting();
    assert_eq!(progress(&waiting), Progress::Ordered);
    let cleared = Event::Cleared { mission: mission(), nation: Nation::DE };
    let running = waiting
        .when(noon(), DE, Clear { mission: mission() })
        .then(&[cleared.into(), started("de", 2)]);
    assert_eq!(progress(&running), Progress::Running);
}

/// Rule 9: what the nation orders is passed to the commander in the same decision.
#[test]
fn a_mission_of_the_nation_passes_the_multinational_chain_too() {
    for (by, nation, name) in [(DE, Nation::DE, "de"), (PL, Nation::PL, "pl")] {
        fielded()
            .when(noon(), by, order(name))
            .then(&[ordered(&order(name), nation, Chain::National), started(name, 0)]);
    }
}

/// Rule 9: the national chain is passed by the nation and by nobody else.
#[test]
fn only_the_nation_clears_a_mission() {
    for by in [COMMANDER, FR, Actor::CoChairs, Actor::Control] {
        waiting().when(noon(), by, Clear { mission: mission() }).then_refused(NotEntitled { by });
    }
    running()
        .when(noon(), DE, Clear { mission: mission() })
        .then_refused(Rejection::WrongProgress { mission: mission(), progress: Progress::Running });
}

/// Rule 12: self-defense starts at once, wherever the unit is, in place or not, whatever rules
/// are dormant, and without anybody's clearance.
#[test]
fn self_defense_starts_at_once_without_approval() {
    let (land, outside) = (Location::UkraineLand, Location::OutsideUkraine);
    let contingents = [
        ("de", COMMANDER, Nation::DE, Chain::Multinational, land),
        ("de", DE, Nation::DE, Chain::National, land),
        ("uk", UK, Nation::UK, Chain::National, outside),
        ("tr", TR, Nation::TR, Chain::National, outside),
    ];
    for (name, by, nation, chain, place) in contingents {
        let activity = Activity::SelfDefense;
        let defense = Order { activity, place, roe: [id("dormant")].into(), ..order(name) };
        fielded()
            .when(noon(), by, defense.clone())
            .then(&[ordered(&defense, nation, chain), started(name, 0)]);
    }
}

#[test]
fn a_mission_needs_a_contingent_in_place() {
    let contingent = id("tr");
    fielded().when(noon(), TR, order("tr")).then_refused(Rejection::NotInPlace { contingent });
    let contingent = id("none");
    for by in [COMMANDER, FR] {
        fielded()
            .when(noon(), by, order("none"))
            .then_refused(Rejection::UnknownContingent { contingent });
    }
    let mut left = waiting();
    left.state.force.contingents.clear();
    let contingent = id("de");
    left.when(noon(), DE, Clear { mission: mission() })
        .then_refused(Rejection::UnknownContingent { contingent });
}

/// Rule 4: a mission does not place in Ukraine what stands outside, not even self-defense.
#[test]
fn a_mission_leads_no_unit_into_ukraine() {
    let contingent = id("uk");
    for place in [Location::UkraineLand, Location::UkraineSea, Location::UkraineAir] {
        fielded()
            .when(noon(), COMMANDER, Order { place, ..order("uk") })
            .then_refused(Rejection::PlacedOutside { contingent });
        fielded().when(noon(), COMMANDER, Order { place, ..order("de") }).then_accepted();
    }
    for (name, by) in [("uk", UK), ("tr", TR)] {
        let defense = Order { activity: Activity::SelfDefense, ..order(name) };
        let refused = Rejection::PlacedOutside { contingent: id(name) };
        fielded().when(noon(), by, defense).then_refused(refused);
    }
    let place = Location::OutsideUkraine;
    fielded().when(noon(), COMMANDER, Order { place, ..order("uk") }).then_accepted();
    let mut unknown = fielded();
    unknown.state.force.requirements.clear();
    let contingent = id("de");
    unknown
        .when(noon(), COMMANDER, order("de"))
        .then_refused(Rejection::PlacedOutside { contingent });
}

/// The strike that needs the rule `r-1`.
fn strike() -> Order {
    Order { activity: Activity::Strike, roe: [id("r-1")].into(), ..order("de") }
}

fn authorized() -> Setting {
    fielded()
        .command(noon(), COMMANDER, roe::Request { roe: id("r-1"), activity: Activity::Strike })
        .command(noon(), Actor::CoChairs, roe::Authorize { roe: id("r-1") })
}

#[test]
fn a_mission_relies_on_rules_of_engagement_that_are_implemented() {
    let dormant = || Rejection::DormantRule { roe: id("r-1") };
    for setting in [fielded(), authorized()] {
        setting.when(noon(), DE, strike()).then_refused(dormant());
    }
    let implemented = || authorized().command(noon(), COMMANDER, roe::Implement { roe: id("r-1") });
    implemented().when(noon(), DE, strike()).then_accepted();
    let escort = Order { activity: Activity::Escort, ..strike() };
    let other = Rejection::OtherActivity {
        roe: id("r-1"),
        permits: Activity::Strike,
        activity: Activity::Escort,
    };
    implemented().when(noon(), DE, escort).then_refused(other);
}

#[test]
fn missions_that_rely_on_a_rule_end_with_it() {
    let (roe, contingent) = (id("r-1"), id("de"));
    let cancelled = roe::Event::Cancelled { roe };
    let lapsed = Event::Lapsed { mission: mission(), contingent, lost: Ground::Roe };
    let implemented = || authorized().command(noon(), COMMANDER, roe::Implement { roe });
    for by in [DE, COMMANDER] {
        let ended = implemented()
            .command(noon(), by, strike())
            .when(noon(), Actor::CoChairs, roe::Cancel { roe })
            .then(&[cancelled.into(), lapsed.clone().into()]);
        assert_eq!(progress(&ended), Progress::Lapsed);
    }
    let defense = Order { activity: Activity::SelfDefense, ..strike() };
    let unconcerned = [
        implemented().command(noon(), DE, defense),
        { implemented().command(noon(), DE, order("de")) },
        {
            let done = implemented().command(noon(), DE, strike());
            done.command(noon(), DE, Complete { mission: mission() })
        },
    ];
    for setting in unconcerned {
        setting.when(noon(), Actor::CoChairs, roe::Cancel { roe }).then(&[cancelled.into()]);
    }
}

/// What ends when authority over the German contingent is lost.
fn lost(setting: &Setting) -> Vec<crate::Event> {
    let moment = Moment { center: &setting.state, at: noon(), by: DE };
    mission::on_authority_lost(&moment, id("de"))
}

#[test]
fn missions_of_the_commander_end_with_his_authority() {
    let ended: crate::Event =
        Event::Lapsed { mission: mission(), contingent: id("de"), lost: Ground::Authority }.into();
    for setting in [waiting(), running()] {
        assert_eq!(lost(&setting), core::slice::from_ref(&ended));
    }
    let over = running().event(noon(), DE, ended);
    assert_eq!(progress(&over), Progress::Lapsed);
    let defense = Order { activity: Activity::SelfDefense, ..order("de") };
    let others = [
        over,
        fielded().command(noon(), DE, order("de")),
        fielded().command(noon(), COMMANDER, order("fr")),
        fielded().command(noon(), COMMANDER, defense),
        running().command(noon(), DE, Complete { mission: mission() }),
        running().command(noon(), DE, PlayRedCard { mission: mission() }),
    ];
    for setting in others {
        assert_eq!(lost(&setting), []);
    }
}

#[test]
fn a_mission_is_reported_done_by_its_nation_or_by_the_commander_who_gave_it() {
    let done = [Event::Completed { mission: mission() }.into()];
    let complete = || Complete { mission: mission() };
    for by in [DE, COMMANDER] {
        let completed = running().when(noon(), by, complete()).then(&done);
        assert_eq!(progress(&completed), Progress::Completed);
    }
    let by = FR;
    running().when(noon(), by, complete()).then_refused(NotEntitled { by });
    let by = COMMANDER;
    let own = || fielded().command(noon(), DE, order("de"));
    own().when(noon(), by, complete()).then_refused(NotEntitled { by });
    own().when(noon(), DE, complete()).then(&done);
    waiting()
        .when(noon(), DE, complete())
        .then_refused(Rejection::WrongProgress { mission: mission(), progress: Progress::Ordered });
    fielded()
        .when(noon(), DE, complete())
        .then_refused(Rejection::UnknownMission { mission: mission() });
}

#[test]
fn a_mission_is_ordered_once() {
    for by in [COMMANDER, DE] {
        waiting()
            .when(noon(), by, order("de"))
            .then_refused(Rejection::MissionExists { mission: mission() });
    }
}

/// Rule 8: with the end of a mandate all authority returns first, and then what the commander has
/// ordered ends.
#[test]
fn the_commanders_missions_end_with_the_authority_that_a_mandate_gave() {
    let (nation, contingent) = (Nation::DE, id("de"));
    let voting = mandate::Event::RuleDeclared { nation, rule: Rule::Vote };
    let lapsed = Event::Lapsed { mission: mission(), contingent, lost: Ground::Authority };
    running()
        .event(noon(), Actor::Control, voting.into())
        .command(noon(), DE, mandate::Request { nation, ceiling: 1_000, lasts: None })
        .when(noon(), DE, mandate::RecordVote { nation, granted: false })
        .then(&[
            mandate::Event::Denied { nation }.into(),
            force::Event::AuthorityLapsed { contingent, nation }.into(),
            lapsed.into(),
        ]);
}

/// Rule 8: also where the nation itself takes its authority back, or its unit.
#[test]
fn the_commanders_missions_end_where_the_nation_takes_back_what_it_gave() {
    let (nation, contingent) = (Nation::DE, id("de"));
    let lapsed: crate::Event =
        Event::Lapsed { mission: mission(), contingent, lost: Ground::Authority }.into();
    let revoked = force::Event::AuthorityRevoked { contingent, nation };
    running()
        .when(noon(), DE, force::RevokeAuthority { contingent })
        .then(&[revoked.into(), lapsed.clone()]);
    running().when(noon(), DE, force::Recall { contingent }).then_among(lapsed);
}

/// Of a unit that has left, nothing goes on: neither what its nation ordered nor self-defense.
#[test]
fn missions_end_where_their_contingent_leaves() {
    let contingent = id("de");
    let lapsed: crate::Event =
        Event::Lapsed { mission: mission(), contingent, lost: Ground::Presence }.into();
    let defense = Order { activity: Activity::SelfDefense, ..order("de") };
    for (by, order) in [(DE, order("de")), (DE, defense.clone()), (COMMANDER, defense)] {
        let given = || fielded().command(noon(), by, order.clone());
        assert_eq!(progress(&given()), Progress::Running);
        let recalled = given().when(noon(), DE, force::Recall { contingent });
        assert_eq!(progress(&recalled.then_among(lapsed.clone())), Progress::Lapsed);
        let relieve = force::Relieve { contingent, by: id("fr") };
        given().when(noon(), DE, relieve).then_among(lapsed.clone());
    }
    let gone = fielded().command(noon(), DE, force::Recall { contingent });
    gone.when(noon(), DE, Order { activity: Activity::SelfDefense, ..order("de") })
        .then_refused(Rejection::NotInPlace { contingent });
    let done = fielded()
        .command(noon(), DE, order("de"))
        .command(noon(), DE, Complete { mission: mission() })
        .command(noon(), DE, force::Recall { contingent });
    assert_eq!(progress(&done), Progress::Completed);
    let of_others = fielded().command(noon(), FR, order("fr")).command(
        noon(),
        DE,
        force::Recall { contingent },
    );
    assert_eq!(progress(&of_others), Progress::Running);
}
