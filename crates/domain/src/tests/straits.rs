//! The Turkish Straits: which ships they keep out, and from what.

use super::force_setting::{found, generate, in_place, infantry, march, offer, open};
use super::setting::{FR, Setting, TR, id, noon};
use crate::force::{
    Capability, CloseStraits, Component, OpenStraits, PublishRequirement, Rejection,
};
use crate::mission::{self, Activity, Order};
use crate::task::Location;
use crate::{Actor, Center, Nation, NotEntitled};

const COMPONENTS: [Component; 6] = [
    Component::Land,
    Component::Air,
    Component::Maritime,
    Component::Regeneration,
    Component::Logistics,
    Component::Headquarters,
];

/// Requirements at sea: a warship, a mine hunter and infantry; a warship of the maritime component that
/// keeps out of Ukraine's waters, and one that guards supplies elsewhere.
fn at_sea(closed: bool) -> Setting {
    let (there, outside) = (Location::UkraineSea, Location::OutsideUkraine);
    let ships = [
        ("ship", Component::Maritime, Capability::Warship, there),
        ("hunter", Component::Maritime, Capability::MineHunter, there),
        ("marines", Component::Maritime, Capability::Infantry, there),
        ("near", Component::Maritime, Capability::Warship, outside),
        ("far", Component::Logistics, Capability::Warship, outside),
    ];
    let setting =
        ships.into_iter().fold(open(), |setting, (name, component, capability, place)| {
            let wanted = PublishRequirement { component, capability, ..infantry(name, place) };
            let setting = setting.command(noon(), Actor::CoChairs, wanted);
            let french = offer(&alloc::format!("fr-{name}"), Nation::FR, name, 10);
            let turkish = offer(&alloc::format!("tr-{name}"), Nation::TR, name, 10);
            setting.command(noon(), FR, french).command(noon(), TR, turkish)
        });
    if closed { setting.command(noon(), TR, CloseStraits {}) } else { setting }
}

/// Rule 18: with the Straits closed no ship of a nation far from the Black Sea is generated for
/// it, and one that is generated does not go.
#[test]
fn a_ship_from_afar_does_not_count_in_the_black_sea_while_the_straits_are_closed() {
    let refused = || Rejection::StraitsClosed { nation: Nation::FR };
    for name in ["fr-ship", "fr-hunter", "fr-near"] {
        at_sea(true).when(noon(), FR, generate(name)).then_refused(refused());
        let ready = at_sea(false).command(noon(), FR, generate(name));
        let ready = ready.command(noon(), TR, CloseStraits {});
        ready.when(noon(), FR, march(name)).then_refused(refused());
        let opened = at_sea(true).command(noon(), TR, OpenStraits {});
        opened.command(noon(), FR, generate(name)).when(noon(), FR, march(name)).then_accepted();
    }
}

/// Rule 18: what the Straits keep out fills no gap there; what is there already does.
#[test]
fn a_ship_that_is_kept_out_fills_no_gap() {
    let gaps = |given: &Setting| {
        let Center { force, mandates, .. } = &given.state;
        force.gaps(mandates).into_values().collect::<alloc::vec::Vec<_>>()
    };
    let (open, closed) = (gaps(&at_sea(false)), gaps(&at_sea(true)));
    let filled = |gaps: &[u32]| gaps.iter().sum::<u32>();
    assert!(filled(&open) < filled(&closed), "{open:?} {closed:?}");
    let there = at_sea(false)
        .command(noon(), FR, generate("fr-ship"))
        .command(noon(), FR, march("fr-ship"))
        .command(noon(), FR, in_place("fr-ship"));
    let before = gaps(&there);
    let kept_out = ["fr-hunter", "fr-near"].map(|name| found(&there, name).strength);
    let after = gaps(&there.command(noon(), TR, CloseStraits {}));
    let more = kept_out.into_iter().sum::<u32>();
    assert_eq!(
        filled(&after),
        filled(&before) + more,
        "the hunter and the other warship are kept out"
    );
}

/// Rule 18: a ship on its way when the Straits close does not arrive, wherever it is to keep.
#[test]
fn a_ship_on_its_way_does_not_arrive_through_closed_straits() {
    for name in ["fr-ship", "fr-near"] {
        at_sea(false)
            .command(noon(), FR, generate(name))
            .command(noon(), FR, march(name))
            .command(noon(), TR, CloseStraits {})
            .when(noon(), FR, in_place(name))
            .then_refused(Rejection::StraitsClosed { nation: Nation::FR });
    }
}

/// Rule 18: littoral states, other units and other seas are not concerned.
#[test]
fn closed_straits_stop_nobody_else() {
    for name in ["tr-ship", "tr-hunter", "tr-marines", "tr-near"] {
        at_sea(true)
            .command(noon(), TR, generate(name))
            .when(noon(), TR, march(name))
            .then_accepted();
    }
    for name in ["fr-marines", "fr-far"] {
        at_sea(true)
            .command(noon(), FR, generate(name))
            .when(noon(), FR, march(name))
            .then_accepted();
    }
}

#[test]
fn only_tuerkiye_closes_and_opens_the_straits() {
    for by in [FR, Actor::CoChairs, Actor::Commander, Actor::Us, Actor::Control] {
        open().when(noon(), by, CloseStraits {}).then_refused(NotEntitled { by });
        at_sea(true).when(noon(), by, OpenStraits {}).then_refused(NotEntitled { by });
    }
    open().when(noon(), TR, OpenStraits {}).then_refused(Rejection::AlreadyOpen);
    at_sea(true).when(noon(), TR, CloseStraits {}).then_refused(Rejection::AlreadyClosed);
}

/// Rule 18: no ship is required where no ship can be, so that none gets into the Black Sea by land.
#[test]
fn a_ship_is_required_at_sea_or_outside_ukraine() {
    let requirement = id("ship");
    for capability in [Capability::Warship, Capability::MineHunter] {
        for place in [Location::UkraineLand, Location::UkraineAir] {
            let component = Component::Maritime;
            let wanted = PublishRequirement { component, capability, ..infantry("ship", place) };
            open()
                .when(noon(), Actor::CoChairs, wanted)
                .then_refused(Rejection::ShipAshore { requirement });
        }
    }
}

/// Rule 18: ships are counted where they belong, so that none gets into the Black Sea as something else.
#[test]
fn a_ship_is_required_for_the_sea_or_for_supplies() {
    let (requirement, place) = (id("ship"), Location::UkraineSea);
    for (capability, fitting) in [
        (Capability::Warship, [Component::Maritime, Component::Logistics].as_slice()),
        (Capability::MineHunter, &[Component::Maritime]),
    ] {
        for component in COMPONENTS {
            let wanted = PublishRequirement { component, capability, ..infantry("ship", place) };
            let told = open().when(noon(), Actor::CoChairs, wanted);
            if fitting.contains(&component) {
                told.then_accepted();
            } else {
                told.then_refused(Rejection::WrongComponent { requirement, component, capability });
            }
        }
    }
}

/// Rule 18: a ship that was once required on land goes to the Black Sea on no mission, either.
#[test]
fn no_mission_takes_a_ship_through_the_closed_straits() {
    let contingent = id("fr-ship");
    let patrol = |place| Order {
        mission: id("m"),
        contingent,
        activity: Activity::Patrol,
        place,
        sector: None,
        roe: [].into(),
    };
    let there = |from: Location| {
        let mut there = at_sea(false)
            .command(noon(), FR, generate("fr-ship"))
            .command(noon(), FR, march("fr-ship"))
            .command(noon(), FR, in_place("fr-ship"))
            .command(noon(), TR, CloseStraits {});
        there.state.force.requirements.get_mut(&id("ship")).unwrap().place = from;
        there
    };
    let nation = Nation::FR;
    there(Location::UkraineLand)
        .when(noon(), FR, patrol(Location::UkraineSea))
        .then_refused(mission::Rejection::StraitsClosed { contingent, nation });
    there(Location::UkraineLand)
        .command(noon(), TR, OpenStraits {})
        .when(noon(), FR, patrol(Location::UkraineSea))
        .then_accepted();
    there(Location::UkraineSea).when(noon(), FR, patrol(Location::UkraineSea)).then_accepted();
    for elsewhere in [Location::UkraineLand, Location::OutsideUkraine] {
        there(Location::UkraineSea).when(noon(), FR, patrol(elsewhere)).then_accepted();
        there(Location::UkraineLand).when(noon(), FR, patrol(elsewhere)).then_accepted();
    }
}
