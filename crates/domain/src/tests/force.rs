//! Requirements, offers and the Straits: what capitals decide, and what shows if they do not.

use super::force_setting::{
    conference, found, gap, generate, generated, infantry, mandated, march, moving, offer, open,
    placed, recall, request, required, rule, stance,
};
use super::setting::{FR, PL, hours, id, noon, seated, tick, truce};
use crate::center::{Enroll, Role};
use crate::clock::{self, Clock};
use crate::force::{
    Capability, Component, Event, Gap, Offer, PublishRequirement, Rejection, Stage, WithdrawOffer,
};
use crate::framework::Backstop;
use crate::ids::RequirementId;
use crate::mandate::Rule;
use crate::mission::{self, Activity, Ground, Order};
use crate::task::Location;
use crate::{Actor, Nation, NotEntitled};

const UKRAINIAN: [Location; 3] =
    [Location::UkraineLand, Location::UkraineSea, Location::UkraineAir];

#[test]
fn planners_publish_a_requirement_once_of_somebody_and_in_time() {
    let publish = || infantry("inside", Location::UkraineLand);
    for by in [Actor::CoChairs, Actor::Coalition, Actor::Commander] {
        seated().when(noon(), by, publish()).then_accepted();
    }
    for by in [FR, Actor::Us, Actor::Ua, Actor::Control] {
        seated().when(noon(), by, publish()).then_refused(NotEntitled { by });
    }
    let by = Actor::CoChairs;
    let requirement: RequirementId = id("inside");
    required(seated())
        .when(noon(), by, publish())
        .then_refused(Rejection::RequirementExists { requirement });
    seated()
        .when(noon(), by, PublishRequirement { quantity: 0, ..publish() })
        .then_refused(Rejection::NothingRequired { requirement });
    let clock = Clock::Requirement;
    let (subject, starts_at, due_at) = (requirement.0, noon() - hours(1), noon());
    let armed = clock::Event::Armed { clock, subject, starts_at, due_at };
    seated().when(starts_at, by, publish()).then_among(armed);
    let needed_by = noon() - tick();
    seated()
        .when(noon(), by, PublishRequirement { needed_by, ..publish() })
        .then_refused(Rejection::NeededInThePast { requirement, needed_by });
}

/// What each component is made of no source says; what cannot be part of it is refused.
#[test]
fn a_requirement_joins_no_fighters_to_the_land_and_no_armor_to_the_sea() {
    let (requirement, by) = (id("inside"), Actor::CoChairs);
    let wanted = |component, capability| PublishRequirement {
        component,
        capability,
        ..infantry("inside", Location::UkraineLand)
    };
    let elsewhere = [Component::Logistics, Component::Headquarters];
    let misfits = [
        (Capability::Fighters, [Component::Land, Component::Regeneration]),
        (Capability::Armor, [Component::Air, Component::Maritime]),
    ];
    for (capability, components) in misfits {
        for component in components.into_iter().chain(elsewhere) {
            seated()
                .when(noon(), by, wanted(component, capability))
                .then_refused(Rejection::WrongComponent { requirement, component, capability });
        }
    }
    let fitting = [
        (Capability::Fighters, Component::Air),
        (Capability::Fighters, Component::Maritime),
        (Capability::Armor, Component::Land),
        (Capability::Armor, Component::Regeneration),
        (Capability::Infantry, Component::Maritime),
        (Capability::Surveillance, Component::Maritime),
        (Capability::AirDefense, Component::Land),
        (Capability::Staff, Component::Headquarters),
    ];
    for (capability, component) in fitting {
        seated().when(noon(), by, wanted(component, capability)).then_accepted();
    }
}

#[test]
fn a_conference_puts_the_gaps_to_the_nations() {
    let given = open().command(noon(), FR, offer("a", Nation::FR, "inside", 300));
    let gaps = [("inside", 700), ("outside", 1_000)]
        .map(|(name, people)| Gap { requirement: id(name), people });
    given
        .when(noon(), Actor::CoChairs, conference(&["outside", "inside"]))
        .then(&[Event::ConferenceHeld { gaps: gaps.into() }.into()]);
}

#[test]
fn a_conference_is_about_requirements_that_exist() {
    let by = FR;
    open().when(noon(), by, conference(&["inside"])).then_refused(NotEntitled { by });
    open().when(noon(), Actor::Commander, conference(&[])).then_refused(Rejection::NothingToPut);
    open()
        .when(noon(), Actor::CoChairs, conference(&["inside", "other"]))
        .then_refused(Rejection::UnknownRequirement { requirement: id("other") });
}

/// Rule 13: an offer, its making ready and its way are the nation's own acts; nobody can make it.
#[test]
fn only_the_nation_offers_generates_and_moves_its_contingent() {
    let others = [
        Actor::CoChairs,
        Actor::Coalition,
        Actor::Commander,
        Actor::Control,
        Actor::Us,
        Actor::Ua,
        PL,
    ];
    let offered = || open().command(noon(), FR, offer("a", Nation::FR, "inside", 300));
    let ready = || generated(open(), offer("a", Nation::FR, "inside", 300));
    for by in others {
        let refused = || NotEntitled { by };
        let new = offer("b", Nation::FR, "inside", 300);
        open().when(noon(), by, new).then_refused(refused());
        offered().when(noon(), by, generate("a")).then_refused(refused());
        offered().when(noon(), by, WithdrawOffer { contingent: id("a") }).then_refused(refused());
        ready().when(noon(), by, march("a")).then_refused(refused());
        ready().when(noon(), by, recall("a")).then_refused(refused());
    }
}

#[test]
fn an_offer_has_a_name_of_its_own_people_and_a_nation_on_the_rolls() {
    let first = || offer("a", Nation::FR, "inside", 300);
    let contingent = id("a");
    open()
        .command(noon(), FR, first())
        .when(noon(), FR, first())
        .then_refused(Rejection::ContingentExists { contingent });
    open()
        .when(noon(), FR, offer("a", Nation::FR, "inside", 0))
        .then_refused(Rejection::NobodyOffered { contingent });
    open()
        .when(noon(), FR, offer("a", Nation::FR, "other", 1))
        .then_refused(Rejection::UnknownRequirement { requirement: id("other") });
    open()
        .when(noon(), Actor::Nation(Nation::IT), offer("a", Nation::IT, "outside", 1))
        .then_refused(Rejection::NotEnrolled { nation: Nation::IT });
    open()
        .when(noon(), Actor::Ua, offer("a", Nation::UA, "inside", 1))
        .then_refused(Rejection::HostContributes { nation: Nation::UA });
    for needs in [Backstop::None, Backstop::Withdrawn] {
        let offer = Offer { needs_backstop: Some(needs), ..first() };
        open().when(noon(), FR, offer).then_refused(Rejection::NoCondition { contingent, needs });
    }
    open()
        .when(noon(), FR, generate("a"))
        .then_refused(Rejection::UnknownContingent { contingent });
}

/// Rule 13: only nations contribute, and an observer watches.
#[test]
fn an_observer_or_an_organization_fields_no_contingent() {
    for (nation, role) in [(Nation::HU, Role::Observer), (Nation::NATO, Role::Partner)] {
        let enroll = Enroll { nation, role, accepts_silence: false };
        open()
            .command(noon(), Actor::Control, enroll)
            .when(noon(), Actor::of(nation), offer("a", nation, "outside", 1))
            .then_refused(Rejection::NoContributor { nation });
    }
    open().when(noon(), Actor::Us, offer("a", Nation::US, "outside", 1)).then_accepted();
}

/// Rule 1: nothing is ordered of a unit that its nation has taken back, and what was ends.
#[test]
fn a_unit_whose_offer_is_withdrawn_does_nothing_more() {
    let (contingent, mission) = (id("a"), id("m"));
    let defense = Order {
        mission,
        contingent,
        activity: Activity::SelfDefense,
        place: Location::OutsideUkraine,
        sector: None,
        roe: [].into(),
    };
    let lapsed = mission::Event::Lapsed { mission, contingent, lost: Ground::Presence };
    open()
        .command(noon(), FR, offer("a", Nation::FR, "inside", 300))
        .command(noon(), FR, defense)
        .when(noon(), FR, WithdrawOffer { contingent })
        .then_among(lapsed);
}

/// Rule 13: an offer is taken back and a contingent called back at any time without a reason,
/// and all that shows is the gap.
#[test]
fn what_is_taken_back_leaves_a_gap_and_no_mark_on_the_nation() {
    let first = || offer("a", Nation::FR, "inside", 300);
    let withdrawn = Event::OfferWithdrawn { contingent: id("a"), nation: Nation::FR };
    let offered = open().command(noon(), FR, first());
    assert_eq!(gap(&offered), Some(700));
    let after =
        offered.when(noon(), FR, WithdrawOffer { contingent: id("a") }).then(&[withdrawn.into()]);
    assert_eq!((gap(&after), found(&after, "a").stage), (Some(1_000), Stage::Withdrawn));
    let recalled = || Event::ContingentRecalled { contingent: id("a"), nation: Nation::FR };
    for given in [generated(open(), first()), moving(open(), first())] {
        let after = given.when(noon(), FR, recall("a")).then(&[recalled().into()]);
        assert_eq!((gap(&after), found(&after, "a").stage), (Some(1_000), Stage::Recalled));
    }
    placed(open(), first()).when(noon(), FR, recall("a")).then_among(recalled());
    let (contingent, stage) = (id("a"), Stage::Withdrawn);
    after.when(noon(), FR, recall("a")).then_refused(Rejection::WrongStage { contingent, stage });
}

/// Rule 13: a nation that offers nothing appears in no record of a conference, only the gap does.
#[test]
fn a_missing_offer_is_recorded_nowhere() {
    let before = open();
    let after = open().command(noon(), Actor::CoChairs, conference(&["inside"]));
    assert_eq!(gap(&before), Some(1_000));
    assert_eq!(before.state, after.state);
}

/// Rule 14: a nation without troops in Ukraine is refused there and welcome outside.
#[test]
fn a_nation_without_troops_in_ukraine_still_fills_requirements_outside() {
    let refuses = || open().command(noon(), PL, stance(Nation::PL, false));
    let nation = Nation::PL;
    for place in UKRAINIAN {
        refuses()
            .command(noon(), Actor::CoChairs, infantry("there", place))
            .when(noon(), PL, offer("a", nation, "there", 10))
            .then_refused(Rejection::NoTroopsInUkraine { nation });
    }
    // It needs no mandate there either.
    placed(refuses(), offer("a", nation, "outside", 10));
}

/// Rule 14: who changes its mind goes no further into Ukraine.
#[test]
fn a_stance_declared_later_stops_what_has_not_gone_in() {
    let nation = Nation::FR;
    let refused = || Rejection::NoTroopsInUkraine { nation };
    let offered = open().command(noon(), FR, offer("a", nation, "inside", 10));
    let changed = offered.command(noon(), FR, stance(nation, false));
    changed.when(noon(), FR, generate("a")).then_refused(refused());
    let ready = generated(open(), offer("a", nation, "inside", 10));
    let changed = ready.command(noon(), Actor::Control, stance(nation, false));
    changed.when(noon(), FR, march("a")).then_refused(refused());
}

#[test]
fn a_stance_is_the_nations_own_or_set_up_and_is_said_once() {
    let declared = Event::StanceDeclared { nation: Nation::PL, troops_in_ukraine: false };
    for by in [PL, Actor::Control] {
        open()
            .when(noon(), by, stance(Nation::PL, false))
            .then(&[declared.clone().into()])
            .when(noon(), by, stance(Nation::PL, false))
            .then_refused(Rejection::SameStance { nation: Nation::PL });
    }
    for by in [FR, Actor::CoChairs] {
        open().when(noon(), by, stance(Nation::PL, false)).then_refused(NotEntitled { by });
    }
}

#[test]
fn a_contingent_for_ukraine_is_generated_under_a_live_mandate() {
    let nation = Nation::FR;
    let unmandated = || required(truce()).command(noon(), Actor::Control, rule(nation, Rule::Vote));
    let refused = || Rejection::NoMandate { nation };
    let offered = || unmandated().command(noon(), FR, offer("a", nation, "inside", 10));
    offered().when(noon(), FR, generate("a")).then_refused(refused());
    offered()
        .command(noon(), FR, request(nation, 100))
        .when(noon(), FR, generate("a"))
        .then_refused(refused());
    generated(unmandated(), offer("a", nation, "outside", 10));
    let generated =
        Event::ContingentGenerated { contingent: id("a"), nation, requirement: id("inside") };
    mandated(required(truce()))
        .command(noon(), FR, offer("a", nation, "inside", 10))
        .when(noon(), FR, generate("a"))
        .then(&[generated.into()]);
}
