//! Requirements, offers and the Straits: what capitals decide, and what shows if they do not.

use super::force_setting::{
    found, gap_of, generate, generated, infantry, mandated, march, moving, offer, open, placed,
    recall, request, required, rule,
};
use super::setting::{DE, FR, PL, Setting, expire, hours, id, noon, seated, tick, truce};
use crate::center::{Enroll, Role};
use crate::clock::Clock;
use crate::force::{
    Capability, Component, DeclareStance, Event, Gap, HoldConference, Offer, PublishRequirement,
    Rejection, Stage, WithdrawOffer,
};
use crate::framework::Backstop;
use crate::mandate::{self, Rule};
use crate::mission::{self, Activity, Ground, Order};
use crate::task::Location;
use crate::{Actor, Nation, NotEntitled};

const UKRAINIAN: [Location; 3] =
    [Location::UkraineLand, Location::UkraineSea, Location::UkraineAir];

fn gap(setting: &Setting) -> Option<u32> {
    gap_of(setting, "inside")
}

fn conference(names: &[&str]) -> HoldConference {
    HoldConference { requirements: names.iter().map(|name| id(name)).collect() }
}

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
    let requirement = id("inside");
    required(seated())
        .when(noon(), by, publish())
        .then_refused(Rejection::RequirementExists { requirement });
    seated()
        .when(noon(), by, PublishRequirement { quantity: 0, ..publish() })
        .then_refused(Rejection::NothingRequired { requirement });
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

/// Rule 13: who has said to send nobody into Ukraine fills no gap there, but for what is in place.
#[test]
fn an_offer_that_may_not_go_in_fills_no_gap() {
    let first = || offer("a", Nation::FR, "inside", 300);
    let offered = || open().command(noon(), FR, first());
    for given in [offered(), generated(open(), first()), moving(open(), first())] {
        assert_eq!(gap(&given), Some(700));
        let refused = given.command(noon(), FR, stance(Nation::FR, false));
        assert_eq!(gap(&refused), Some(1_000));
        assert_eq!(gap(&refused.command(noon(), FR, stance(Nation::FR, true))), Some(700));
    }
    let placed = placed(open(), first()).command(noon(), FR, stance(Nation::FR, false));
    assert_eq!(gap(&placed), Some(700));
}

/// Rule 8: what stands in Ukraine without a mandate must leave or be authorized, and fills no gap there.
#[test]
fn a_contingent_without_a_mandate_fills_no_gap_in_ukraine() {
    let nation = Nation::FR;
    let limited = || mandate::Request { lasts: Some(hours(24)), ..request(nation, 1_000) };
    let ended = |place: fn(Setting, Offer) -> Setting, wanted| {
        let given = place(open(), offer("a", nation, wanted, 300)).command(noon(), FR, limited());
        assert_eq!(gap_of(&given, wanted), Some(700));
        given.command(noon() + hours(24), Actor::Clock, expire(Clock::MandateExpiry, "fr"))
    };
    for place in [generated, moving, placed] {
        let given = ended(place, "inside");
        let gaps = [Gap { requirement: id("inside"), people: 1_000 }].into();
        given
            .when(noon() + hours(24), Actor::CoChairs, conference(&["inside"]))
            .then(&[Event::ConferenceHeld { gaps }.into()])
            .when(noon() + hours(24), FR, request(nation, 1_000))
            .then_accepted();
        assert_eq!(gap_of(&ended(place, "outside"), "outside"), Some(700));
    }
}

/// Rule 13: an offer comes before its mandate, and leaves a gap once that was denied or has ended.
#[test]
fn an_offer_whose_mandate_was_denied_or_has_ended_leaves_a_gap_in_ukraine() {
    let (nation, at) = (Nation::FR, noon() + hours(24));
    let offers = |setting: Setting| {
        ["inside", "outside"].into_iter().fold(setting, |setting, wanted| {
            setting.command(noon(), FR, offer(wanted, nation, wanted, 300))
        })
    };
    let gaps = |given: &Setting| (gap_of(given, "inside"), gap_of(given, "outside"));
    let limited = mandate::Request { lasts: Some(hours(24)), ..request(nation, 1_000) };
    let expired = offers(open()).command(noon(), FR, limited.clone()).command(
        at,
        Actor::Clock,
        expire(Clock::MandateExpiry, "fr"),
    );
    assert_eq!(gaps(&expired), (Some(1_000), Some(700)));
    // Asked for anew, behind the end or in front of it, it may come again.
    assert_eq!(gaps(&expired.command(at, FR, request(nation, 1_000))), (Some(700), Some(700)));
    let renewed = offers(required(truce()))
        .command(noon(), Actor::Control, rule(nation, Rule::Vote))
        .command(noon(), FR, limited.clone())
        .command(noon(), FR, mandate::RecordVote { nation, granted: true })
        .command(noon(), FR, request(nation, 1_000))
        .command(at, Actor::Clock, expire(Clock::MandateExpiry, "fr"));
    assert_eq!(gaps(&renewed), (Some(700), Some(700)));
    let asked = || {
        required(truce()).command(noon(), Actor::Control, rule(nation, Rule::Vote)).command(
            noon(),
            FR,
            request(nation, 1_000),
        )
    };
    let voted = |granted| {
        let vote = mandate::RecordVote { nation, granted };
        offers(asked()).command(at, FR, vote)
    };
    assert_eq!(gaps(&voted(false)), (Some(1_000), Some(700)));
    assert_eq!(gaps(&voted(true)), (Some(700), Some(700)));
}

/// Rule 13: nor does an offer that is larger than its mandate fill a gap, for it cannot go in.
#[test]
fn an_offer_of_more_than_its_mandate_leaves_a_gap_in_ukraine() {
    let of = |wanted, strength, ceilings: &[u32]| {
        let given = required(truce())
            .command(noon(), Actor::Control, rule(Nation::FR, Rule::Vote))
            .command(noon(), FR, offer("a", Nation::FR, wanted, strength));
        let vote = || mandate::RecordVote { nation: Nation::FR, granted: true };
        let asked = |given: Setting, people| given.command(noon(), FR, request(Nation::FR, people));
        let granted = asked(given, ceilings[0]).command(noon(), FR, vote());
        gap_of(&ceilings[1..].iter().fold(granted, |given, people| asked(given, *people)), wanted)
    };
    let ceilings = |strength, ceilings: &[u32]| of("inside", strength, ceilings);
    assert_eq!(of("outside", 301, &[300]), Some(699));
    assert_eq!(ceilings(300, &[300]), Some(700));
    assert_eq!(ceilings(301, &[300]), Some(1_000));
    // More is asked for, and the vote is out.
    assert_eq!((ceilings(301, &[300, 301]), ceilings(301, &[301, 300])), (Some(699), Some(699)));
}

#[test]
fn a_gap_is_never_less_than_nothing() {
    let given = required(truce());
    let given = given.command(noon(), FR, offer("a", Nation::FR, "inside", u32::MAX));
    let given = given.command(noon(), DE, offer("b", Nation::DE, "inside", u32::MAX));
    assert_eq!(gap(&given), Some(0));
    assert_eq!(gap_of(&given, "other"), None);
}

fn stance(nation: Nation, troops_in_ukraine: bool) -> DeclareStance {
    DeclareStance { nation, troops_in_ukraine }
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
