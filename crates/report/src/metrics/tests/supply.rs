//! The measures of the force, of missions and of logistics.

use domain::clock::{Clock, Event as Clocks};
use domain::force::{Capability, Component, Event as Force};
use domain::mandate::Event as Mandate;
use domain::mission::{Activity, Chain, Event as Mission};
use domain::need::{Event as Need, Goods};
use domain::task::Location;
use domain::{Center, Nation, hub};
use kernel::{Decider, Position, Recorded};

use super::requirements::Requirements;
use super::*;

fn id<T: std::str::FromStr<Err: std::fmt::Debug>>(text: &str) -> T {
    text.parse().unwrap()
}

/// The state in which these events leave a center.
fn state(events: &[(u64, Event)]) -> Center {
    let mut center = Center::default();
    for (at, event) in events {
        let (position, at, by, cause) = (Position(1), hour(*at), domain::Actor::Control, None);
        let recorded = Recorded { position, at, occurred_at: at, by, cause, event };
        Center::evolve(&mut center, &recorded);
    }
    center
}

/// What these rows say, each with its name and what it is about.
fn said(rows: &[Metric]) -> Vec<(String, Amount)> {
    let name = |row: &Metric| match &row.about {
        Some(about) => format!("{} {about}", row.name),
        None => row.name.to_string(),
    };
    rows.iter().map(|row| (name(row), row.value)).collect()
}

fn share(part: u64, of: u64) -> Amount {
    Amount::Share { part, of }
}

fn required(requirement: &str, component: Component, place: Location) -> Event {
    let (capability, quantity) = (Capability::Infantry, 1_000);
    let (requirement, needed_by) = (id(requirement), hour(99));
    Force::RequirementPublished { requirement, component, capability, quantity, place, needed_by }
        .into()
}

fn offered(contingent: &str, nation: Nation, requirement: &str, strength: u32) -> Event {
    let (contingent, requirement) = (id(contingent), id(requirement));
    let (needs_backstop, conditional) = (None, false);
    Force::CapabilityOffered {
        contingent,
        nation,
        requirement,
        strength,
        needs_backstop,
        conditional,
    }
    .into()
}

fn in_place(contingent: &str, nation: Nation, strength: u32) -> Event {
    let (contingent, place) = (id(contingent), Location::UkraineLand);
    Force::ContingentInPlace { contingent, nation, place, strength }.into()
}

fn granted(nation: Nation, until: u64) -> Event {
    Mandate::Granted { nation, ceiling: 1_000, expires_at: Some(hour(until)) }.into()
}

#[test]
fn requirements_are_filled_in_people_by_component_and_by_place() {
    let events = [
        (0, required("hub", Component::Land, Location::UkraineLand)),
        (0, required("depot", Component::Logistics, Location::UkraineLand)),
        (0, required("school", Component::Land, Location::OutsideUkraine)),
        (1, offered("fr-1", Nation::FR, "hub", 1_200)),
        (1, offered("de-1", Nation::DE, "school", 300)),
        (1, offered("es-1", Nation::ES, "depot", 500)),
        (2, Force::OfferWithdrawn { contingent: id("es-1"), nation: Nation::ES }.into()),
    ];
    let expected = [
        ("requirements-filled", share(1_300, 3_000)),
        ("requirements-filled-by-component land", share(1_300, 2_000)),
        ("requirements-filled-by-component logistics", share(0, 1_000)),
        ("requirements-filled-by-place outside-ukraine", share(300, 1_000)),
        ("requirements-filled-by-place ukraine-land", share(1_000, 2_000)),
        ("force-mandated", Amount::None),
    ];
    let found = said(&force_rows(&state(&events), hour(3)));
    assert_eq!(found, expected.map(|(name, value)| (name.to_string(), value)));
}

#[test]
fn requirements_that_were_short_when_they_were_needed_were_not_in_place() {
    let (subject, due_at, late_by_revision) = (id("hub"), hour(9), false);
    let struck = |clock| Event::from(Clocks::Struck { clock, subject, due_at, late_by_revision });
    let short = Force::RequirementShort { requirement: id("hub"), people: 1 };
    let mut requirements = Requirements::default();
    let mut then = |events: &[Event]| {
        for event in events {
            requirements.apply(event, hour(9));
        }
        said(&requirements.rows(&Limits::default(), hour(9)))
    };
    let in_time = |value| [("requirements-in-time".to_owned(), value)];
    assert_eq!(then(&[struck(Clock::Quiet)]), in_time(Amount::None));
    assert_eq!(then(&[struck(Clock::Requirement)]), in_time(share(1, 1)));
    let second = [struck(Clock::Requirement), short.into()];
    assert_eq!(then(&second), in_time(share(1, 2)));
}

#[test]
fn the_force_in_ukraine_counts_as_mandated_until_the_mandate_of_its_nation_ends() {
    let events = [
        (0, required("hub", Component::Land, Location::UkraineLand)),
        (0, required("school", Component::Land, Location::OutsideUkraine)),
        (0, granted(Nation::FR, 10)),
        (0, granted(Nation::DE, 20)),
        (1, offered("fr-1", Nation::FR, "hub", 400)),
        (1, offered("de-1", Nation::DE, "hub", 600)),
        (1, offered("de-2", Nation::DE, "hub", 100)),
        (1, offered("no-1", Nation::NO, "school", 300)),
        (2, in_place("fr-1", Nation::FR, 400)),
        (2, in_place("de-1", Nation::DE, 600)),
        (2, in_place("no-1", Nation::NO, 300)),
    ];
    let center = state(&events);
    let mandated = |at| force_rows(&center, hour(at)).last().map(|row| row.value);
    assert_eq!(mandated(9), Some(share(1_000, 1_000)));
    assert_eq!(mandated(10), Some(share(600, 1_000)));
    assert_eq!(mandated(20), Some(share(0, 1_000)));
}

fn ordered(mission: &str) -> Event {
    Mission::Ordered {
        mission: id(mission),
        contingent: id("fr-1"),
        nation: Nation::FR,
        activity: Activity::Patrol,
        place: Location::UkraineLand,
        sector: None,
        roe: [].into(),
        chain: Chain::National,
    }
    .into()
}

fn stopped(mission: &str) -> Event {
    let (contingent, nation) = (id("fr-1"), Nation::FR);
    let (activity, caveat) = (Activity::Patrol, id("fr-c1"));
    Mission::StoppedByCaveat { mission: id(mission), contingent, nation, activity, caveat }.into()
}

#[test]
fn a_mission_that_a_caveat_stops_counts_once_whether_or_not_it_was_on_its_way() {
    let card = |mission| {
        let (contingent, nation) = (id("fr-1"), Nation::FR);
        Event::from(Mission::RedCardPlayed { mission: id(mission), contingent, nation })
    };
    let events = [
        (0, stopped("m-1")),
        (1, ordered("m-2")),
        (2, card("m-2")),
        (3, stopped("m-2")),
        (4, stopped("m-2")),
        (5, ordered("m-3")),
    ];
    assert_eq!(row("caveat-collisions", &events, 6).0, share(2, 3));
    assert_eq!(row("red-cards", &events, 6).0, share(1, 3));
}

#[test]
fn a_hub_is_measured_against_its_capacity_over_all_the_time_since_it_opened() {
    let hub = id("rzeszow");
    let handled = |tonnes| {
        let (consignment, remaining) = (id("c-1"), 0);
        Event::from(hub::Event::Handled { hub, consignment, tonnes, remaining })
    };
    let opened = hub::Event::Opened { hub, nation: Nation::PL, tonnes_per_day: 590 };
    let events = [(24, opened.into()), (48, handled(590)), (72, handled(100))];
    assert_eq!(row("hub-handled", &events, 72).0, share(690, 1_180));
    assert_eq!(row("hub-handled", &events, 96).0, share(690, 1_770));
    assert_eq!(row("hub-handled", &events, 24).0, Amount::None, "no time has passed");
}

#[test]
fn donors_are_found_when_the_last_tonne_has_one_and_not_before() {
    let registered = |need| {
        let (goods, tonnes, needed_by) = (Goods::Ammunition, 600, hour(99));
        Event::from(Need::Registered { need: id(need), goods, tonnes, needed_by })
    };
    let matched = |need, tonnes| {
        Event::from(Need::DonorMatched { need: id(need), nation: Nation::DE, tonnes })
    };
    let mut events = vec![
        (0, registered("n-1")),
        (0, registered("n-2")),
        (5, matched("n-1", 200)),
        (7, matched("n-1", 400)),
        (9, matched("n-2", 599)),
    ];
    let donors =
        |events: &[(u64, Event)]| donor_rows(&state(events)).into_iter().map(|row| row.value);
    assert!(donors(&events).eq([duration(7), share(1, 2)]));
    events.push((30, matched("n-2", 1)));
    assert!(donors(&events).eq([duration(30), share(2, 2)]));
    assert!(donors(&[]).eq([Amount::None, Amount::None]));
}
