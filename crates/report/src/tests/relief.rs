//! Why contingents were not relieved.

use domain::ceasefire::Event as Ceasefire;
use domain::clock::Clock;
use domain::force::{Capability, Component, Event as Force, Recall, Relieve, Stage};
use domain::framework::Backstop;
use domain::mandate::Event as Mandate;
use domain::task::Location;
use domain::{Actor, Nation};
use expect_test::expect;

use super::missed::{Said, accepted, armed, check, event, hour, missed, refused, told};

const DE: Actor = Actor::Nation(Nation::DE);
const PL: Actor = Actor::Nation(Nation::PL);

fn id<T: std::str::FromStr<Err: std::fmt::Debug>>(text: &str) -> T {
    text.parse().unwrap()
}

pub(super) fn offered(contingent: &str, nation: Nation) -> (Actor, Said) {
    event(Force::CapabilityOffered {
        contingent: id(contingent),
        nation,
        requirement: id("hub"),
        strength: 500,
        needs_backstop: None,
        conditional: false,
    })
}

pub(super) fn generated(contingent: &str, nation: Nation) -> (Actor, Said) {
    let (contingent, requirement) = (id(contingent), id("hub"));
    event(Force::ContingentGenerated { contingent, nation, requirement })
}

/// The rotation of a German contingent is due, and there is a Polish one at home.
fn german_and_polish() -> Vec<(u64, (Actor, Said))> {
    vec![
        (0, offered("b-1", Nation::DE)),
        (0, generated("b-1", Nation::DE)),
        (0, armed(Clock::Rotation)),
        (1, offered("second", Nation::PL)),
        (2, generated("second", Nation::PL)),
    ]
}

#[test]
fn a_relief_of_another_nation_is_in_place_before() {
    let mut history = german_and_polish();
    let missed = (24, missed(Clock::Rotation, false));
    let told_at_home = told([history.clone(), vec![missed.clone()]].concat());
    assert!(told_at_home.starts_with("something was lacking"), "{told_at_home}");
    history.extend([(3, in_place()), missed]);
    assert!(told(history).starts_with("nobody tried"));
}

fn in_place() -> (Actor, Said) {
    let (contingent, nation, place) = (id("second"), Nation::PL, Location::UkraineLand);
    event(Force::ContingentInPlace { contingent, nation, place, strength: 500 })
}

#[test]
fn a_relief_needs_another_contingent_in_the_force() {
    let recalled = Force::ContingentRecalled { contingent: id("second"), nation: Nation::PL };
    let mut history = german_and_polish();
    history.push((3, in_place()));
    let mut stays = history.clone();
    stays.push((24, missed(Clock::Rotation, false)));
    check(
        stays,
        &expect![[r#"
            nobody tried
                      awaited: its relief by Germany (`force.relieve`)
                      instead: nothing on record
                      too late: after Fri 2 Jan 00:00
        "#]],
    );
    let (contingent, requirement) = (id("second"), id("hub"));
    let nation = Nation::PL;
    let overdue = Force::RotationOverdue { contingent, nation, requirement };
    let (from, needs) = (Stage::InPlace, Backstop::Political);
    let conditional = Force::FellConditional { contingent, nation, needs, from };
    let mut overdue_itself = history.clone();
    let afterwards = [(20, event(overdue)), (21, event(conditional))];
    overdue_itself.extend(afterwards.into_iter().chain([(24, missed(Clock::Rotation, false))]));
    check(
        overdue_itself,
        &expect![[r#"
            something was lacking that it needs
                      awaited: its relief by Germany (`force.relieve`)
                      before: another contingent, made ready by Germany (`force.generate`)
                      instead: nothing on record
                      too late: after Fri 2 Jan 00:00; lacking by then: another contingent for its requirement that can
                        take its place (lost Thu 1 Jan 20:00, #7)
        "#]],
    );
    history.extend([
        (4, accepted(PL, Recall { contingent: id("second") })),
        (4, event(recalled)),
        (24, missed(Clock::Rotation, false)),
        (30, offered("third", Nation::PL)),
        (31, generated("third", Nation::PL)),
    ]);
    check(
        history,
        &expect![[r#"
            something was lacking that it needs
                      awaited: its relief by Germany (`force.relieve`)
                      before: another contingent, made ready by Germany (`force.generate`)
                      instead: nothing on record
                      too late: after Fri 2 Jan 00:00; lacking by then: another contingent for its requirement that can
                        take its place (lost Thu 1 Jan 04:00, #8)
        "#]],
    );
}

#[test]
fn a_relief_that_has_relieved_another_one_is_none() {
    let (contingent, nation, relief) = (id("b-0"), Nation::DE, id("second"));
    check(
        vec![
            (0, offered("b-0", nation)),
            (0, offered("b-1", nation)),
            (0, generated("b-1", nation)),
            (0, armed(Clock::Rotation)),
            (1, offered("second", nation)),
            (2, generated("second", nation)),
            (3, event(Force::ContingentRelieved { contingent, nation, relief })),
            (24, missed(Clock::Rotation, false)),
        ],
        &expect![[r#"
            something was lacking that it needs
                      awaited: its relief by Germany (`force.relieve`)
                      before: another contingent, made ready by Germany (`force.generate`)
                      instead: nothing on record
                      too late: after Fri 2 Jan 00:00; lacking by then: another contingent for its requirement that can
                        take its place (lost Thu 1 Jan 03:00, #7)
        "#]],
    );
}

/// A German contingent is in place in Ukraine, and another one is ready to relieve it.
fn ready_in_ukraine() -> Vec<(u64, (Actor, Said))> {
    let (nation, place, strength) = (Nation::DE, Location::UkraineLand, 500);
    let published = Force::RequirementPublished {
        requirement: id("hub"),
        component: Component::Land,
        capability: Capability::Infantry,
        quantity: 1_000,
        place,
        needed_by: hour(0),
    };
    vec![
        (0, event(published)),
        (0, event(Ceasefire::EnteredIntoForce { instrument: id("truce") })),
        (0, event(Ceasefire::CessationFound {})),
        (0, event(Mandate::Granted { nation, ceiling: 600, expires_at: None })),
        (0, offered("b-1", nation)),
        (0, generated("b-1", nation)),
        (0, event(Force::ContingentInPlace { contingent: id("b-1"), nation, place, strength })),
        (0, armed(Clock::Rotation)),
        (1, offered("second", nation)),
        (2, generated("second", nation)),
    ]
}

pub(super) fn with(events: Vec<(u64, (Actor, Said))>) -> Vec<(u64, (Actor, Said))> {
    [ready_in_ukraine(), events].concat()
}

#[test]
fn after_a_ceasefire_has_collapsed_nobody_could_be_relieved() {
    let missed = (24, missed(Clock::Rotation, false));
    let relieve = Relieve { contingent: id("b-1"), by: id("second") };
    assert!(told(with(vec![missed.clone()])).starts_with("nobody tried"));
    let collapsed = (5, event(Ceasefire::Collapsed {}));
    check(
        with(vec![collapsed.clone(), (9, refused(DE, relieve)), missed.clone()]),
        &expect![[r#"
            something was lacking that it needs
                      awaited: its relief by Germany (`force.relieve`)
                      instead: Germany, `force.relieve`, #12, Thu 1 Jan 09:00, refused (made.up)
                      too late: after Thu 1 Jan 05:00, as what was lost then did not come back in time; lacking when it
                        was due: a ceasefire in force (lost Thu 1 Jan 05:00, #11), a finding of credible cessation (lost
                        Thu 1 Jan 05:00, #11)
        "#]],
    );
    let restored = (20, event(Ceasefire::Restored {}));
    let found = (21, event(Ceasefire::CessationFound {}));
    assert!(told(with(vec![collapsed, restored, found, missed])).starts_with("nobody tried"));
}

#[test]
fn what_the_nation_of_a_relief_has_lost_is_lacking_since_then() {
    let (nation, troops_in_ukraine) = (Nation::DE, false);
    check(
        with(vec![
            (6, event(Mandate::Expired { nation })),
            (7, event(Force::StanceDeclared { nation, troops_in_ukraine })),
            (24, missed(Clock::Rotation, false)),
            (30, event(Mandate::Granted { nation, ceiling: 600, expires_at: None })),
        ]),
        &expect![[r#"
            something was lacking that it needs
                      awaited: its relief by Germany (`force.relieve`)
                      instead: nothing on record
                      too late: after Thu 1 Jan 06:00, as what was lost then did not come back in time; lacking when it
                        was due: a live mandate of its nation (lost Thu 1 Jan 06:00, #11; came Fri 2 Jan 06:00, #14), a
                        nation that sends troops into Ukraine (lost Thu 1 Jan 07:00, #12)
        "#]],
    );
    let smaller = Mandate::Granted { nation, ceiling: 400, expires_at: None };
    let told = told(with(vec![(8, event(smaller)), (24, missed(Clock::Rotation, false))]));
    assert!(told.contains("room under the mandate of its nation"), "{told}");
}

#[test]
fn a_relief_that_is_in_place_needs_no_ceasefire() {
    let (contingent, nation, place) = (id("second"), Nation::DE, Location::UkraineLand);
    let arrived = Force::ContingentInPlace { contingent, nation, place, strength: 500 };
    let told = told(with(vec![
        (3, event(arrived)),
        (5, event(Ceasefire::Collapsed {})),
        (24, missed(Clock::Rotation, false)),
    ]));
    assert!(told.starts_with("nobody tried"), "{told}");
}

/// A warship of the maritime component is kept out wherever it is required.
#[test]
fn outside_ukraine_the_straits_alone_keep_a_relief_out() {
    let (nation, place) = (Nation::DE, Location::OutsideUkraine);
    let published = Force::RequirementPublished {
        requirement: id("hub"),
        component: Component::Maritime,
        capability: Capability::Warship,
        quantity: 1_000,
        place,
        needed_by: hour(0),
    };
    let in_place = Force::ContingentInPlace { contingent: id("b-1"), nation, place, strength: 500 };
    let history = |more: &[(u64, (Actor, Said))]| {
        let ready = vec![
            (0, event(Force::StraitsOpened {})),
            (0, event(published.clone())),
            (0, offered("b-1", nation)),
            (0, generated("b-1", nation)),
            (0, event(in_place.clone())),
            (0, armed(Clock::Rotation)),
            (1, offered("second", nation)),
            (2, generated("second", nation)),
        ];
        told([&ready, more, &[(24, missed(Clock::Rotation, false))]].concat())
    };
    assert!(history(&[]).starts_with("nobody tried"));
    let told = history(&[(5, event(Force::StraitsClosed {}))]);
    assert!(
        told.contains("too late: after Thu 1 Jan 05:00, as what was lost then did not"),
        "{told}"
    );
}
