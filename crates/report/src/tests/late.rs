//! By what deadlines were met that had been missed.

use domain::clock::Clock;
use domain::consignment::{Deliver, Event as Consignment, Mode};
use domain::depot::{Event as Depot, Refill};
use domain::framework::{Event as Framework, RenewGuarantee};
use domain::incident::{Finding, Verify};
use domain::need::{Event as Need, Goods};
use domain::response::{
    DecideUs, Event as Response, OpenTierThree, RecordHostAction, SendWarning, UsDecision,
};
use domain::{Actor, Event, Nation};

use super::missed::{Said, accepted, armed, event, hour, missed, told};

type History = Vec<(u64, (Actor, Said))>;

fn id<T: std::str::FromStr<Err: std::fmt::Debug>>(text: &str) -> T {
    text.parse().unwrap()
}

/// Whether the account of the deadline tells that it was done late, and by which record.
#[track_caller]
fn done_late(before: &[(u64, (Actor, Said))], after: History) -> Option<String> {
    let told = told([before.to_vec(), after].concat());
    let line = told.lines().find(|line| line.contains("done late: "));
    // No other cause comes before in these histories.
    assert_eq!(told.starts_with("done late\n"), line.is_some(), "{told}");
    let position = line?.split(", ").find(|word| word.starts_with('#'));
    Some(position.expect("a record did it").to_string())
}

/// What was armed at the beginning was missed.
fn overdue(clock: Clock, before: impl Into<Event>) -> History {
    vec![(0, event(before)), (0, armed(clock)), (24, missed(clock, false))]
}

#[test]
fn of_two_halves_the_second_does_it() {
    let series = id("b-1");
    let before = vec![(0, armed(Clock::TierOne)), (24, missed(Clock::TierOne, false))];
    let warned = (29, accepted(Actor::Nation(Nation::FR), SendWarning { series }));
    assert_eq!(done_late(&before, vec![warned.clone()]), None);
    let acted = (39, accepted(Actor::Ua, RecordHostAction { series }));
    let again = (40, accepted(Actor::Ua, SendWarning { series }));
    assert_eq!(done_late(&before, vec![warned, acted, again]), Some("#4".into()));
}

#[test]
fn only_a_no_of_the_us_is_as_good_as_the_opening_of_the_third_tier() {
    let series = id("b-1");
    let before = vec![(0, armed(Clock::TierThree)), (24, missed(Clock::TierThree, false))];
    // Nobody was consulted, so that the cause is another.
    let late = |after: History| {
        let told = told([before.clone(), after].concat());
        let line = told.lines().find(|line| line.contains("done late: "));
        line.map(|line| line.split(", ").nth(2).unwrap().to_string())
    };
    let decide = |decision| {
        vec![
            (25, accepted(Actor::Us, DecideUs { series, decision })),
            (25, event(Response::UsDecided { series, decision })),
        ]
    };
    assert_eq!(late(decide(UsDecision::Maybe)), None);
    assert_eq!(late(decide(UsDecision::Yes)), None);
    assert_eq!(late(decide(UsDecision::No)), Some("#3".into()));
    let opened = (30, accepted(Actor::CoChairs, OpenTierThree { series }));
    // What is decided after it was opened comes too late for that.
    let opened = [vec![opened], decide(UsDecision::No)].concat();
    let yes = [decide(UsDecision::Maybe), decide(UsDecision::Yes), opened].concat();
    assert_eq!(late(yes), Some("#7".into()));
}

#[test]
fn a_depot_is_refilled_when_it_is_full() {
    let (depot, nation) = (id("b-1"), Nation::NO);
    let mut before = overdue(Clock::DepotRefill, Depot::Reserved { depot, nation, tonnes: 100 });
    before.insert(1, (0, event(Depot::Released { depot, tonnes: 60, series: None })));
    let refill = |at, tonnes| {
        let by = Actor::Nation(nation);
        let command = (at, accepted(by, Refill { depot, tonnes }));
        [command, (at, event(Depot::Refilled { depot, tonnes }))]
    };
    assert_eq!(done_late(&before, refill(30, 59).into()), None);
    let full = [refill(30, 59), refill(40, 1)].concat();
    assert_eq!(done_late(&before, full), Some("#7".into()));
}

#[test]
fn a_need_is_met_when_all_of_it_is_delivered() {
    let (need, goods, needed_by) = (id("b-1"), Goods::Medical, hour(24));
    let before = overdue(Clock::Need, Need::Registered { need, goods, tonnes: 100, needed_by });
    let (owner, mode, vehicles) = (Nation::PL, Mode::Road, 1);
    let matched = (1, event(Need::DonorMatched { need, nation: owner, tonnes: 100 }));
    let loaded = |name, tonnes| {
        let consignment = id(name);
        let prepared = Consignment::Prepared { consignment, owner, need, tonnes, mode, vehicles };
        [(2, event(prepared)), (3, event(Consignment::HandedOver { consignment, from: owner }))]
    };
    let mut ready = before;
    ready.splice(2..2, [vec![matched], [loaded("a", 50), loaded("b", 50)].concat()].concat());
    let deliver = |at, name| {
        let consignment = id(name);
        let command = (at, accepted(Actor::Ua, Deliver { consignment }));
        [command, (at, event(Consignment::Delivered { consignment, need, tonnes: 50 }))]
    };
    assert_eq!(done_late(&ready, deliver(30, "a").into()), None);
    let all = [deliver(30, "a"), deliver(92, "b")].concat();
    assert_eq!(done_late(&ready, all), Some("#11".into()));
}

#[test]
fn what_is_done_when_the_clock_runs_again_is_about_the_other_deadline() {
    let nation = Nation::FR;
    let of_france = |said: (Actor, Said)| super::owed::of("fr", &said);
    let activated = Framework::GuaranteeActivated { nation };
    let before = vec![
        (0, event(activated.clone())),
        (0, of_france(armed(Clock::GuaranteeTerm))),
        (24, of_france(missed(Clock::GuaranteeTerm, false))),
    ];
    let renewed = |at| (at, accepted(Actor::Nation(nation), RenewGuarantee { nation }));
    let anew = [(30, event(activated)), (30, of_france(armed(Clock::GuaranteeTerm)))];
    assert_eq!(done_late(&before, [anew.to_vec(), vec![renewed(40)]].concat()), None);
    // One that armed it again itself was about the first.
    assert_eq!(done_late(&before, [vec![renewed(29)], anew.to_vec()].concat()), Some("#4".into()));
}

#[test]
fn what_follows_the_miss_at_its_very_instant_is_late() {
    let finding = Finding::Verified;
    let verified = (24, accepted(Actor::Us, Verify { incident: id("b-1"), finding }));
    let before = vec![(0, armed(Clock::Verification)), (24, missed(Clock::Verification, false))];
    assert_eq!(done_late(&before, vec![verified]), Some("#3".into()));
}
