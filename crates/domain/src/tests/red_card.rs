//! The red card and the gap that it leaves to others.

use super::force_setting::{fielded, in_place};
use super::setting::{DE, FR, PL, Setting, TR, UK, hours, id, nations, noon};
use crate::caveat::{Declare, Limit};
use crate::force::{Authority, Component, Degree, Requirement, Stage};
use crate::ids::{ContingentId, MissionId};
use crate::mission::{
    Activity, Chain, Clear, Complete, Event, Order, PlayRedCard, Progress, Rejection, TakeOver,
};
use crate::task::Location;
use crate::{Actor, Nation, NotEntitled};

fn mission() -> MissionId {
    id("clear-road")
}

fn order() -> Order {
    Order {
        mission: mission(),
        contingent: id("de"),
        activity: Activity::MineClearance,
        place: Location::UkraineLand,
        sector: None,
        roe: [].into(),
    }
}

/// The commander has ordered the Germans to clear a road.
fn waiting(setting: Setting) -> Setting {
    setting.command(noon(), Actor::Commander, order())
}

/// They do it.
fn running(setting: Setting) -> Setting {
    waiting(setting).command(noon(), DE, Clear { mission: mission() })
}

fn card() -> PlayRedCard {
    PlayRedCard { mission: mission() }
}

fn played(offered_to: &str) -> [crate::Event; 2] {
    let (mission, contingent, nation) = (mission(), id("de"), Nation::DE);
    [
        Event::RedCardPlayed { mission, contingent, nation }.into(),
        Event::GapReoffered { mission, nations: nations(offered_to) }.into(),
    ]
}

/// Germany has played its red card; France and Poland have sappers in place, too.
fn gap() -> Setting {
    running(fielded()).command(noon() + hours(1), DE, card())
}

fn take_over(contingent: &str) -> TakeOver {
    TakeOver { mission: mission(), contingent: id(contingent) }
}

fn no_clearance(nation: Nation) -> Declare {
    let limit = Limit::Activity { barred: Activity::MineClearance };
    Declare { caveat: id("no-clearance"), nation, limit, expires_at: None }
}

/// Rule 11: the nation stops a mission of its unit at any time before it is done, and the gap
/// goes to those others who are able to fill it.
#[test]
fn a_red_card_stops_a_mission_at_once_and_reoffers_the_gap() {
    let own = fielded().command(noon(), DE, order());
    for setting in [waiting(fielded()), running(fielded()), own] {
        let stopped = setting.when(noon() + hours(1), DE, card()).then(&played("fr pl"));
        let mission = &stopped.state.missions.given[&mission()];
        assert_eq!((mission.progress, mission.offered_to), (Progress::Gap, nations("fr pl")));
    }
}

/// Rule 11: the card is the nation's alone, and of use until the mission is over.
#[test]
fn only_the_nation_of_the_unit_plays_the_red_card() {
    for by in [Actor::Commander, Actor::CoChairs, FR, Actor::Control] {
        running(fielded()).when(noon(), by, card()).then_refused(NotEntitled { by });
    }
    let done = running(fielded()).command(noon(), DE, Complete { mission: mission() });
    for (setting, progress) in [(done, Progress::Completed), (gap(), Progress::Gap)] {
        setting
            .when(noon() + hours(1), DE, card())
            .then_refused(Rejection::WrongProgress { mission: mission(), progress });
    }
}

/// Rule 11: a nation is offered the gap only if its contingent is in place, of the same kind,
/// on the right side of the border, and not barred.
#[test]
fn the_gap_is_offered_to_those_who_are_able() {
    let barred = running(fielded()).command(noon(), FR, no_clearance(Nation::FR));
    barred.when(noon(), DE, card()).then(&played("pl"));
    let mut moving = running(fielded());
    moving.state.force.contingents.get_mut(&id("pl")).unwrap().stage = Stage::Moving;
    moving.when(noon(), DE, card()).then(&played("fr"));
    let mut of_other_kind = running(fielded());
    let sappers = of_other_kind.state.force.requirements[&id("sappers")];
    let depot = Requirement { component: Component::Logistics, ..sappers };
    of_other_kind.state.force.requirements.insert(id("depot"), depot);
    of_other_kind.state.force.contingents.get_mut(&id("pl")).unwrap().requirement = id("depot");
    of_other_kind.when(noon(), DE, card()).then(&played("fr"));
    let mut outside = running(fielded());
    let abroad = Requirement { place: Location::OutsideUkraine, ..sappers };
    outside.state.force.requirements.insert(id("abroad"), abroad);
    outside.state.force.contingents.get_mut(&id("fr")).unwrap().requirement = id("abroad");
    outside.when(noon(), DE, card()).then(&played("pl"));
}

/// Rule 11: a gap that nobody can fill is on record as well.
#[test]
fn a_gap_that_nobody_can_fill_is_on_record() {
    let mut alone = running(fielded());
    alone.state.force.contingents.retain(|_, unit| unit.nation == Nation::DE);
    alone.when(noon(), DE, card()).then(&played(""));
    let defense = Order { activity: Activity::SelfDefense, ..order() };
    fielded().command(noon(), DE, defense).when(noon(), DE, card()).then(&played(""));
}

/// Rule 11: who takes the gap does so of its own will, and the mission goes on under its nation.
#[test]
fn another_nation_takes_the_mission_over() {
    for (by, nation, name) in [(FR, Nation::FR, "fr"), (PL, Nation::PL, "pl")] {
        let contingent: ContingentId = id(name);
        let at = noon() + hours(2);
        let started = Event::Started {
            mission: mission(),
            contingent,
            national_at: at,
            multinational_at: noon(),
        };
        let taken_over = Event::TakenOver { mission: mission(), contingent, nation };
        let taken = gap().when(at, by, take_over(name)).then(&[taken_over.into(), started.into()]);
        let found = &taken.state.missions.given[&mission()];
        assert_eq!((found.nation, found.contingent), (nation, contingent));
        assert_eq!((found.chain, found.progress), (Chain::National, Progress::Running));
        let of_germany = taken.when(at, DE, card());
        of_germany.then_refused(NotEntitled { by: DE });
    }
}

/// Rule 11: nobody is made to take over, and nobody takes over what it cannot do or has itself stopped.
#[test]
fn a_gap_is_filled_by_another_nation_of_its_own_will() {
    let refused = |by: Actor, contingent: &str, rejection: crate::Rejection| {
        gap().when(noon() + hours(2), by, take_over(contingent)).then_refused(rejection);
    };
    for by in [Actor::Commander, Actor::CoChairs, PL] {
        refused(by, "fr", NotEntitled { by }.into());
    }
    let (mission, nation) = (mission(), Nation::DE);
    refused(TR, "tr", Rejection::NotInPlace { contingent: id("tr") }.into());
    refused(UK, "uk", Rejection::WrongKind { mission, contingent: id("uk") }.into());
    refused(DE, "de", Rejection::NotOffered { mission, nation }.into());
    let defense = Order { activity: Activity::SelfDefense, ..order() };
    fielded()
        .command(noon(), DE, defense)
        .command(noon(), DE, card())
        .when(noon(), FR, take_over("fr"))
        .then_refused(Rejection::NotOffered { mission, nation: Nation::FR });
    let contingent = id("none");
    refused(FR, "none", Rejection::UnknownContingent { contingent }.into());
    let progress = Progress::Running;
    running(fielded())
        .when(noon(), FR, take_over("fr"))
        .then_refused(Rejection::WrongProgress { mission, progress });
}

/// Rule 11: a gap that was offered to nobody is filled by a nation that comes to be able later.
#[test]
fn a_nation_that_arrives_later_fills_the_gap() {
    let mut alone = running(fielded());
    for (name, unit) in &mut alone.state.force.contingents {
        unit.stage = if *name == id("de") { Stage::InPlace } else { Stage::Moving };
    }
    let gap = alone.when(noon(), DE, card()).then(&played(""));
    let filled = gap
        .command(noon() + hours(1), FR, in_place("fr"))
        .when(noon() + hours(1), FR, take_over("fr"))
        .then_accepted();
    let found = &filled.state.missions.given[&mission()];
    assert_eq!((found.nation, found.progress), (Nation::FR, Progress::Running));
    assert_eq!(found.offered_to, nations(""));
}

/// Rule 11: who takes over commands its contingent itself, so that a caveat on who else may does
/// not stand in the way.
#[test]
fn a_caveat_on_command_does_not_keep_a_nation_from_taking_over() {
    let limit = Limit::Command { at_most: Degree::Tacon };
    let mut limited =
        running(fielded()).command(noon(), FR, Declare { limit, ..no_clearance(Nation::FR) });
    let fr = limited.state.force.contingents.get_mut(&id("fr")).unwrap();
    fr.authority = Some(Authority { degree: Degree::Opcom, since: noon().into() });
    let taken = limited.when(noon(), DE, card()).then(&played("fr pl")).command(
        noon(),
        FR,
        take_over("fr"),
    );
    assert_eq!(taken.state.missions.given[&mission()].nation, Nation::FR);
}

#[test]
fn a_gap_is_filled_by_a_contingent_that_is_able() {
    let mut of_other_kind = gap();
    let fr = of_other_kind.state.force.contingents.get_mut(&id("fr")).unwrap();
    fr.requirement = id("fighters");
    let (mission, contingent) = (mission(), id("fr"));
    of_other_kind
        .when(noon() + hours(2), FR, take_over("fr"))
        .then_refused(Rejection::WrongKind { mission, contingent });
    let mut left = gap();
    left.state.force.contingents.get_mut(&id("fr")).unwrap().stage = Stage::Recalled;
    left.when(noon() + hours(2), FR, take_over("fr"))
        .then_refused(Rejection::NotInPlace { contingent });
}

/// Rule 10: a nation that has caveated itself since the offer is stopped like anybody, and the
/// gap stays open to others.
#[test]
fn a_caveat_stops_a_take_over_and_leaves_the_gap_open() {
    let at = noon() + hours(2);
    let stopped = Event::StoppedByCaveat {
        mission: mission(),
        contingent: id("fr"),
        nation: Nation::FR,
        activity: Activity::MineClearance,
        caveat: id("no-clearance"),
    };
    let barred = gap()
        .command(at, FR, no_clearance(Nation::FR))
        .when(at, FR, take_over("fr"))
        .then(&[stopped.into()]);
    let taken = barred.command(at, PL, take_over("pl"));
    assert_eq!(taken.state.missions.given[&mission()].nation, Nation::PL);
}
