//! What of a requirement no contingent stands for.

use alloc::vec::Vec;

use super::force_setting::{
    conference, gap, gap_of, generated, infantry, moving, offer, open, placed, request, required,
    rule, stance,
};
use super::setting::{DE, FR, Setting, expire, hours, id, noon, truce};
use crate::clock::{self, Clock};
use crate::force::{Event, Gap, Offer};
use crate::mandate::{self, Rule};
use crate::task::Location;
use crate::{Actor, Nation};

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

/// A setting in which France offers contingents, in order of their names, under a mandate.
fn offers(strengths: &[(&str, &str, u32)], ceiling: u32) -> Setting {
    let given = open().command(noon(), FR, request(Nation::FR, ceiling)).command(
        noon(),
        Actor::CoChairs,
        infantry("also-inside", Location::UkraineLand),
    );
    strengths.iter().fold(given, |given, (name, wanted, strength)| {
        given.command(noon(), FR, offer(name, Nation::FR, wanted, *strength))
    })
}

/// Rule 16: the offers of a nation together fill no more than its mandate allows, wherever in Ukraine.
#[test]
fn the_offers_of_a_nation_together_fill_no_more_than_its_mandate_allows() {
    let gaps = |strengths: &[(&str, &str, u32)], ceiling| {
        let given = offers(strengths, ceiling);
        (gap(&given), gap_of(&given, "also-inside"))
    };
    let two = [("a", "inside", 300), ("b", "also-inside", 300)];
    assert_eq!(gaps(&two, 600), (Some(700), Some(700)));
    assert_eq!(gaps(&two, 599), (Some(700), Some(1_000)));
    // The first by name, and whoever still fits behind one that does not.
    let three = [("b", "inside", 300), ("a", "also-inside", 400), ("c", "inside", 100)];
    assert_eq!(gaps(&three, 500), (Some(900), Some(600)));
    // What is outside takes no room, nor does what another nation offers.
    let apart = [("a", "outside", 300), ("b", "inside", 300)];
    assert_eq!(gaps(&apart, 300), (Some(700), Some(1_000)));
    let both = offers(&two[..1], 300).command(noon(), DE, request(Nation::DE, 300)).command(
        noon(),
        DE,
        offer("b", Nation::DE, "inside", 300),
    );
    assert_eq!(gap(&both), Some(400));
}

/// Rule 16: of what a mandate has room for, what has come further has the first.
#[test]
fn a_contingent_that_is_on_its_way_goes_before_offers() {
    let first = || offer("z", Nation::FR, "inside", 300);
    for place in [generated, moving, placed] {
        let given = place(open(), first())
            .command(noon(), FR, offer("a", Nation::FR, "inside", 300))
            .command(noon(), FR, request(Nation::FR, 599));
        assert_eq!(gap(&given), Some(700));
        let smaller = given.command(noon(), FR, offer("b", Nation::FR, "inside", 299));
        assert_eq!(gap(&smaller), Some(401));
    }
}

/// Rule 16: who offers a relief for what is full keeps the room for what is not, until it is on its way.
#[test]
fn an_offer_for_a_full_requirement_takes_no_room_of_a_mandate() {
    for (stage, left) in [(generated as fn(_, _) -> _, 700), (moving, 1_000)] {
        let full = placed(open(), offer("a", Nation::FR, "inside", 1_000));
        let given = full.command(noon(), FR, request(Nation::FR, 1_300));
        let given = stage(given, offer("b", Nation::FR, "inside", 300))
            .command(noon(), Actor::CoChairs, infantry("also-inside", Location::UkraineLand))
            .command(noon(), FR, offer("c", Nation::FR, "also-inside", 300));
        assert_eq!((gap(&given), gap_of(&given, "also-inside")), (Some(0), Some(left)));
    }
}

/// Rule 13: who is not in place when a requirement is needed is on record as a number, and no nation with it.
#[test]
fn a_requirement_that_is_short_when_it_is_needed_is_on_record() {
    let (clock, subject, due_at) = (Clock::Requirement, id("inside"), noon());
    let struck = clock::Event::Struck { clock, subject, due_at, late_by_revision: false };
    let short = |given: Setting, people: &[u32]| {
        let requirement = id("inside");
        let short = people.iter().map(|&people| Event::RequirementShort { requirement, people });
        let events: Vec<_> = [struck.into()].into_iter().chain(short.map(Into::into)).collect();
        given.when(noon(), Actor::Clock, expire(clock, "inside")).then(&events);
    };
    let of = |strength| offer("a", Nation::FR, "inside", strength);
    short(open(), &[1_000]);
    short(generated(open(), of(300)), &[1_000]);
    short(moving(open(), of(300)), &[1_000]);
    short(placed(open(), of(300)), &[700]);
    short(placed(open(), of(1_000)), &[]);
    short(placed(open(), offer("a", Nation::FR, "outside", 300)), &[1_000]);
    // Without its mandate it must leave.
    let limited = mandate::Request { lasts: Some(hours(24)), ..request(Nation::FR, 1_000) };
    let ended = placed(open(), of(300)).command(noon(), FR, limited).command(
        noon() + hours(24),
        Actor::Clock,
        expire(Clock::MandateExpiry, "fr"),
    );
    ended
        .when(noon() + hours(24), Actor::Clock, expire(clock, "inside"))
        .then_among(Event::RequirementShort { requirement: id("inside"), people: 1_000 });
}
