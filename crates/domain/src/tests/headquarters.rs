//! The headquarters: the joint command, the term, the list, the move.

use alloc::format;

use super::setting::{
    FR, Setting, UK, attributed, breach, breached, deployed, detected, detection, eve, expire,
    hours, id, noon, seated, tick, truce, truce_at,
};
use crate::ceasefire::{DeclareCollapsed, DeclareRestored, DeclareStrained, FindCessation};
use crate::center::{Enroll, Role, Site};
use crate::clock::{self, Clock};
use crate::force::{self, Stage};
use crate::headquarters::{
    CompleteItem, Event, HandOver, Item, Items, Open, Post, Rejection, StartHandover,
};
use crate::incident::ReportDetection;
use crate::response::{ReportHostilities, StandDown, Tier};
use crate::task::Location;
use crate::{Actor, Nation, NotEntitled, headquarters};

fn open_in(site: Site) -> Open {
    Open { headquarters: Post::Operational, site, commander: Nation::FR, deputy: Nation::UK }
}

fn open_in_kyiv() -> Open {
    Open { headquarters: Post::Kyiv, site: Site::Kyiv, commander: Nation::UK, deputy: Nation::FR }
}

/// A ceasefire is in force, and the cessation of hostilities is found credible.
fn credible() -> Setting {
    truce().command(truce_at(), Actor::Commission, FindCessation {})
}

fn to_london() -> HandOver {
    HandOver { to: Site::London, commander: Nation::UK, deputy: Nation::FR }
}

/// The headquarters is open in Paris since the eve of the truce.
fn opened(setting: Setting) -> Setting {
    setting.command(eve(), Actor::CoChairs, open_in(Site::Paris))
}

/// A handover is under way, and these items are done.
fn handing_over(setting: Setting, done: &[Item]) -> Setting {
    let started = opened(setting).command(noon(), Actor::CoChairs, StartHandover {});
    done.iter().fold(started, |setting, &item| {
        setting.command(noon(), Actor::Commander, CompleteItem { item })
    })
}

fn rotated(incidents_pending: u32, responses_open: u32) -> crate::Event {
    Event::Rotated {
        from: Site::Paris,
        to: Site::London,
        commander: Nation::UK,
        deputy: Nation::FR,
        incidents_pending,
        responses_open,
    }
    .into()
}

fn armed(term: &str, starts_at: kernel::SimTime) -> crate::Event {
    let (clock, subject) = (Clock::HeadquartersRotation, id(term));
    clock::Event::Armed { clock, subject, starts_at, due_at: starts_at + hours(8_760) }.into()
}

#[test]
fn the_operational_headquarters_opens_with_a_term_of_twelve_months() {
    let event = Event::Opened {
        headquarters: Post::Operational,
        site: Site::Paris,
        commander: Nation::FR,
        deputy: Nation::UK,
    };
    seated()
        .when(eve(), Actor::CoChairs, open_in(Site::Paris))
        .then(&[event.into(), armed("term-1", eve())])
        .when(eve(), Actor::CoChairs, open_in(Site::Paris))
        .then_refused(Rejection::AlreadyOpen { headquarters: Post::Operational });
}

/// Rule 17: France and the United Kingdom command it together, as one office, wherever it is.
#[test]
fn the_operational_headquarters_is_under_the_joint_command_of_france_and_the_united_kingdom() {
    let headquarters = Post::Operational;
    for (commander, deputy) in
        [(Nation::FR, Nation::FR), (Nation::FR, Nation::DE), (Nation::PL, Nation::UK)]
    {
        let wrong = || Rejection::WrongCommand { headquarters, commander, deputy };
        let open = Open { commander, deputy, ..open_in(Site::Paris) };
        seated().when(eve(), Actor::CoChairs, open).then_refused(wrong());
        let hand_over = HandOver { commander, deputy, ..to_london() };
        handing_over(seated(), &Item::ALL)
            .when(noon(), Actor::CoChairs, hand_over)
            .then_refused(wrong());
    }
    let british = Open { commander: Nation::UK, deputy: Nation::FR, ..open_in(Site::London) };
    seated().when(eve(), Actor::CoChairs, british).then_accepted();
    let same_commander = HandOver { commander: Nation::FR, deputy: Nation::UK, ..to_london() };
    handing_over(seated(), &Item::ALL)
        .when(noon(), Actor::CoChairs, same_commander)
        .then_accepted();
}

#[test]
fn the_operational_headquarters_is_in_paris_or_london_and_the_forward_one_in_kyiv() {
    let wrong = |headquarters, site| Rejection::WrongSite { headquarters, site };
    seated()
        .when(eve(), Actor::CoChairs, open_in(Site::Kyiv))
        .then_refused(wrong(Post::Operational, Site::Kyiv));
    let to_kyiv = HandOver { to: Site::Kyiv, ..to_london() };
    handing_over(seated(), &Item::ALL)
        .when(noon(), Actor::CoChairs, to_kyiv)
        .then_refused(wrong(Post::Operational, Site::Kyiv));
    let in_paris = Open { site: Site::Paris, ..open_in_kyiv() };
    deployed(credible(), Location::UkraineLand, Stage::InPlace)
        .when(noon(), Actor::CoChairs, in_paris)
        .then_refused(wrong(Post::Kyiv, Site::Paris));
}

#[test]
fn the_headquarters_in_kyiv_stands_up_only_when_the_force_deploys() {
    for stage in [Stage::Moving, Stage::InPlace] {
        let given = deployed(credible(), Location::UkraineLand, stage).command(
            noon(),
            Actor::CoChairs,
            open_in_kyiv(),
        );
        assert_eq!(given.state.headquarters.kyiv.map(|kyiv| kyiv.since), Some(noon().into()));
        given
            .when(noon(), Actor::CoChairs, open_in_kyiv())
            .then_refused(Rejection::AlreadyOpen { headquarters: Post::Kyiv });
    }
    seated().when(noon(), Actor::CoChairs, open_in_kyiv()).then_refused(Rejection::NotDeployed);
    for stage in [Stage::Offered, Stage::Generated, Stage::Recalled, Stage::Withdrawn] {
        deployed(credible(), Location::UkraineLand, stage)
            .when(noon(), Actor::CoChairs, open_in_kyiv())
            .then_refused(Rejection::NotDeployed);
    }
    deployed(credible(), Location::OutsideUkraine, Stage::InPlace)
        .when(noon(), Actor::CoChairs, open_in_kyiv())
        .then_refused(Rejection::NotDeployed);
}

/// Rule 5: it is part of the force that deploys, and does not stand up when the force may deploy no more.
#[test]
fn the_headquarters_in_kyiv_stands_up_only_under_a_credible_ceasefire() {
    let open = |setting: Setting, refused: force::Rejection| {
        deployed(setting, Location::UkraineLand, Stage::InPlace)
            .when(noon(), Actor::CoChairs, open_in_kyiv())
            .then_refused(refused);
    };
    open(seated(), force::Rejection::NoCeasefire);
    open(truce(), force::Rejection::NoCredibleCessation);
    let strained = || credible().command(truce_at(), Actor::CoChairs, DeclareStrained {});
    deployed(strained(), Location::UkraineLand, Stage::InPlace)
        .when(noon(), Actor::CoChairs, open_in_kyiv())
        .then_accepted();
    let collapsed = || strained().command(truce_at(), Actor::CoChairs, DeclareCollapsed {});
    open(collapsed(), force::Rejection::NoCeasefire);
    let restored = collapsed().command(truce_at(), Actor::CoChairs, DeclareRestored {});
    open(restored, force::Rejection::NoCredibleCessation);
}

#[test]
fn the_headquarters_in_kyiv_stands_down_when_its_leaders_say_so_and_may_stand_up_again() {
    let deployed = || deployed(credible(), Location::UkraineLand, Stage::InPlace);
    let open = || deployed().command(noon(), Actor::CoChairs, open_in_kyiv());
    deployed()
        .when(noon(), Actor::CoChairs, headquarters::StandDown {})
        .then_refused(Rejection::KyivNotOpen);
    for by in [Actor::Commander, UK, Actor::Ua, Actor::Us] {
        open().when(noon(), by, headquarters::StandDown {}).then_refused(NotEntitled { by });
    }
    for by in [Actor::CoChairs, Actor::Coalition] {
        open().when(noon(), by, headquarters::StandDown {}).then(&[Event::StoodDown {}.into()]);
        let down = open().command(noon(), by, headquarters::StandDown {});
        assert_eq!(down.state.headquarters.kyiv, None);
        down.when(noon(), by, open_in_kyiv()).then_accepted();
    }
}

#[test]
fn the_headquarters_in_kyiv_is_led_by_the_united_kingdom_and_has_no_term() {
    for (commander, deputy) in
        [(Nation::FR, Nation::UK), (Nation::UK, Nation::UK), (Nation::FR, Nation::DE)]
    {
        deployed(credible(), Location::UkraineLand, Stage::Moving)
            .when(noon(), Actor::CoChairs, Open { commander, deputy, ..open_in_kyiv() })
            .then_refused(Rejection::WrongCommand { headquarters: Post::Kyiv, commander, deputy });
    }
    let event = Event::Opened {
        headquarters: Post::Kyiv,
        site: Site::Kyiv,
        commander: Nation::UK,
        deputy: Nation::FR,
    };
    deployed(credible(), Location::UkraineLand, Stage::Moving)
        .when(noon(), Actor::CoChairs, open_in_kyiv())
        .then(&[event.into()]);
}

#[test]
fn the_deputy_in_kyiv_is_a_nation_of_the_center_that_acts() {
    let enroll = |nation, role| Enroll { nation, role, accepts_silence: false };
    let given = || {
        deployed(credible(), Location::UkraineLand, Stage::Moving)
            .command(noon(), Actor::Control, enroll(Nation::HU, Role::Observer))
            .command(noon(), Actor::Control, enroll(Nation::NATO, Role::Partner))
    };
    for nation in [Nation::HU, Nation::NATO, Nation::IT] {
        given()
            .when(noon(), Actor::CoChairs, Open { deputy: nation, ..open_in_kyiv() })
            .then_refused(Rejection::NoCommandNation { nation });
    }
    let polish = Open { deputy: Nation::PL, ..open_in_kyiv() };
    given().when(noon(), Actor::CoChairs, polish).then_accepted();
}

#[test]
fn the_headquarters_is_handed_over_when_every_item_is_done_and_a_new_term_begins() {
    let at = noon() + hours(1);
    let met = clock::Event::Met {
        clock: Clock::HeadquartersRotation,
        subject: id("term-1"),
        due_at: eve() + hours(8_760),
        done_at: None,
    };
    let given = handing_over(seated(), &Item::ALL).when(at, Actor::CoChairs, to_london()).then(&[
        rotated(0, 0),
        met.into(),
        armed("term-2", at),
    ]);
    let found = given.state.headquarters.operational.clone().unwrap();
    assert_eq!((found.site, found.commander, found.term), (Site::London, Nation::UK, 2));
    given.when(at, Actor::CoChairs, to_london()).then_refused(Rejection::NoHandover);
}

#[test]
fn a_handover_names_every_item_that_it_lacks() {
    let lacking = || Items([Item::Staff, Item::Watch].into());
    let done = [Item::Communications, Item::ClassifiedSystems, Item::Liaison];
    handing_over(seated(), &done)
        .when(noon(), Actor::CoChairs, to_london())
        .then_refused(Rejection::NotReady { lacking: lacking() });
    let rejection = crate::Rejection::from(Rejection::NotReady { lacking: lacking() });
    assert_eq!(format!("{rejection}"), "not done yet: `staff`, `watch`");
}

/// Rule 19: a handover that comes late is one, and the miss stays on record.
#[test]
fn a_term_that_was_overrun_keeps_its_miss_when_the_next_one_begins() {
    let (clock, subject) = (Clock::HeadquartersRotation, id("term-1"));
    let due_at = eve() + hours(8_760);
    let missed = clock::Event::Missed { clock, subject, due_at, late_by_revision: false };
    let late = due_at + hours(1);
    let given = handing_over(seated(), &Item::ALL)
        .when(due_at, Actor::Clock, expire(clock, "term-1"))
        .then(&[missed.into()])
        .when(late, Actor::CoChairs, to_london())
        .then(&[rotated(0, 0), armed("term-2", late)]);
    let overrun = given.state.clocks.get(clock, subject).unwrap().status;
    assert_eq!(overrun, clock::Status::Missed { at: due_at.into() });
}

#[test]
fn a_handover_in_time_is_one_up_to_the_very_end_of_the_term() {
    let due_at = eve() + hours(8_760);
    let last = handing_over(seated(), &Item::ALL).when(due_at, Actor::CoChairs, to_london());
    let (clock, subject) = (Clock::HeadquartersRotation, id("term-1"));
    last.then_among(clock::Event::Met { clock, subject, due_at, done_at: None });
    let missed = clock::Event::Missed { clock, subject, due_at, late_by_revision: false };
    handing_over(seated(), &Item::ALL)
        .when(due_at + tick(), Actor::CoChairs, to_london())
        .then_among(missed);
}

#[test]
fn a_handover_in_the_middle_of_an_incident_is_recorded_with_what_is_open() {
    let elsewhere = |name| ReportDetection { sector: id("south"), ..detection(name, noon()) };
    let pending = breached()
        .command(noon() + hours(1), Actor::Monitors, elsewhere("south-1"))
        .command(noon() + hours(1), Actor::Monitors, elsewhere("south-2"));
    handing_over_now(pending, rotated(2, 1));
    handing_over_now(attributed(), rotated(0, 1));
    let left =
        detected().command(noon() + hours(6), Actor::Clock, expire(Clock::Verification, "breach"));
    handing_over_now(left, rotated(1, 0));
    let ceased = ReportHostilities { series: breach(), continuing: false };
    let over = breached()
        .command(noon() + hours(2), Actor::Monitors, ceased)
        .command(noon() + hours(14), Actor::Clock, expire(Clock::Quiet, "breach"))
        .command(
            noon() + hours(14),
            Actor::CoChairs,
            StandDown { series: breach(), to: Tier::None },
        );
    handing_over_now(over, rotated(0, 0));
}

fn handing_over_now(setting: Setting, expected: crate::Event) {
    let at = noon() + hours(20);
    let mut given = setting.command(at, Actor::CoChairs, open_in(Site::Paris)).command(
        at,
        Actor::CoChairs,
        StartHandover {},
    );
    for item in Item::ALL {
        given = given.command(at, Actor::CoChairs, CompleteItem { item });
    }
    given.when(at, Actor::CoChairs, to_london()).then_among(expected);
}

#[test]
fn a_handover_is_started_once_and_each_item_is_done_once() {
    let item = Item::Watch;
    seated().when(noon(), Actor::CoChairs, StartHandover {}).then_refused(Rejection::NotOpen);
    seated().when(noon(), Actor::CoChairs, CompleteItem { item }).then_refused(Rejection::NotOpen);
    seated().when(noon(), Actor::CoChairs, to_london()).then_refused(Rejection::NotOpen);
    opened(seated())
        .when(noon(), Actor::CoChairs, CompleteItem { item })
        .then_refused(Rejection::NoHandover);
    handing_over(seated(), &[item])
        .when(noon(), Actor::CoChairs, StartHandover {})
        .then_refused(Rejection::HandoverUnderWay);
    handing_over(seated(), &[item])
        .when(noon(), Actor::Commander, CompleteItem { item })
        .then_refused(Rejection::AlreadyCompleted { item });
    let stay = HandOver { to: Site::Paris, ..to_london() };
    handing_over(seated(), &Item::ALL)
        .when(noon(), Actor::CoChairs, stay)
        .then_refused(Rejection::SameSite { site: Site::Paris });
}

/// Rule 2: neither France nor the United Kingdom alone, nor any other, moves it.
#[test]
fn only_the_co_chairs_together_open_and_move_a_headquarters() {
    for by in [FR, UK, Actor::Us, Actor::Ua, Actor::Control, Actor::Commander] {
        let refused = || NotEntitled { by };
        seated().when(eve(), by, open_in(Site::Paris)).then_refused(refused());
        opened(seated()).when(noon(), by, StartHandover {}).then_refused(refused());
        let done = handing_over(seated(), &Item::ALL);
        done.when(noon(), by, to_london()).then_refused(refused());
        if by != Actor::Commander {
            handing_over(seated(), &[])
                .when(noon(), by, CompleteItem { item: Item::Staff })
                .then_refused(refused());
        }
    }
}

#[test]
fn the_cell_stays_where_it_is_when_the_headquarters_moves() {
    let given = handing_over(seated(), &Item::ALL).command(noon(), Actor::CoChairs, to_london());
    assert_eq!(given.state.cell.site, Some(Site::Paris));
}
