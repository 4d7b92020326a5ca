//! Why goods came too late.

use domain::clock::Clock;
use domain::consignment::{Deliver, Dispatch, Event as Consignment, Mode, Prepare};
use domain::hub::Event as Hub;
use domain::need::{Event as Need, Goods};
use domain::permit::{Event as Permit, Regime};
use domain::task::{AssignLead, Event as Lead, ReleaseLead, Task};
use domain::{Actor, Nation, NationSet};
use expect_test::expect;

use super::missed::{Said, accepted, armed, check, event, hour, missed, refused, told};

const DE: Actor = Actor::Nation(Nation::DE);
const PL: Actor = Actor::Nation(Nation::PL);

fn id<T: std::str::FromStr<Err: std::fmt::Debug>>(text: &str) -> T {
    text.parse().unwrap()
}

/// A need of 600 t, for which Germany has given this much.
fn needed(tonnes: u32) -> Vec<(u64, (Actor, Said))> {
    let (need, goods, needed_by) = (id("b-1"), Goods::Medical, hour(24));
    let led =
        Lead::LeadAssigned { task: Task::Logistics, nations: NationSet::EMPTY.with(Nation::PL) };
    vec![
        (0, event(led)),
        (0, event(Need::Registered { need, goods, tonnes: 600, needed_by })),
        (0, armed(Clock::Need)),
        (1, event(Need::DonorMatched { need, nation: Nation::DE, tonnes })),
    ]
}

fn prepare(name: &str, tonnes: u32) -> Prepare {
    let (consignment, owner, need, mode) = (id(name), Nation::DE, id("b-1"), Mode::Road);
    Prepare { consignment, owner, need, tonnes, mode }
}

fn loaded(name: &str, tonnes: u32) -> (Actor, Said) {
    let Prepare { consignment, owner, need, tonnes, mode } = prepare(name, tonnes);
    event(Consignment::Prepared { consignment, owner, need, tonnes, mode, vehicles: 1 })
}

fn sent(name: &str, via: Option<&str>) -> (Actor, Said) {
    let (consignment, owner, to) = (id(name), Nation::DE, id("kyiv"));
    let (via, route) = (via.map(id), NationSet::EMPTY);
    event(Consignment::Dispatched { consignment, owner, to, via, route })
}

#[test]
fn a_need_wants_donors_for_all_of_it_and_its_goods_in_ukraine() {
    let (need, goods, tonnes, needed_by) = (id("b-1"), Goods::Medical, 600, hour(24));
    let registered = Need::Registered { need, goods, tonnes, needed_by };
    let matched = |tonnes| event(Need::DonorMatched { need, nation: Nation::DE, tonnes });
    let (owner, mode, vehicles) = (Nation::DE, Mode::Road, 1);
    let prepared = |name, tonnes| {
        let consignment = id(name);
        event(Consignment::Prepared { consignment, owner, need, tonnes, mode, vehicles })
    };
    let handed_over =
        |name| event(Consignment::HandedOver { consignment: id(name), from: Nation::DE });
    let history = vec![
        (0, event(registered)),
        (0, armed(Clock::Need)),
        (1, matched(400)),
        (1, prepared("c-1", 400)),
        (8, handed_over("c-1")),
        (9, accepted(Actor::Ua, Deliver { consignment: id("c-1") })),
        (10, refused(Actor::Ua, Deliver { consignment: id("c-9") })),
        (12, matched(200)),
        (13, prepared("c-2", 200)),
        (24, missed(Clock::Need, false)),
        (30, handed_over("c-2")),
    ];
    check(
        history,
        &expect![[r#"
            something was lacking that it needs
                      awaited: delivery in full by Ukraine (`consignment.deliver`)
                      before: a lead of logistics by the co-chairs, the Coalition or any nation (`task.assign-lead`);
                        the sending of 200 t by Germany (`consignment.dispatch`)
                      instead: Ukraine, `consignment.deliver`, #6, Thu 1 Jan 09:00; nothing by Germany
                      too late: after Fri 2 Jan 00:00; lacking by then: all of it handed over at the border (came Fri 2
                        Jan 06:00, #11)
        "#]],
    );
}

#[test]
fn a_donor_that_takes_back_what_it_gave_leaves_a_need_without_donors() {
    let (need, goods, tonnes, needed_by) = (id("b-1"), Goods::Medical, 600, hour(24));
    let nation = Nation::DE;
    let history = vec![
        (0, event(Need::Registered { need, goods, tonnes, needed_by })),
        (0, armed(Clock::Need)),
        (1, event(Need::DonorMatched { need, nation, tonnes })),
        (2, event(Need::MatchWithdrawn { need, nation, tonnes: 100 })),
        (3, event(Need::DonorMatched { need, nation, tonnes: 99 })),
        (24, missed(Clock::Need, false)),
    ];
    check(
        history,
        &expect![[r#"
            something was lacking that it needs
                      awaited: delivery in full by Ukraine (`consignment.deliver`)
                      before: donors for 1 t by any nation (`need.match-donor`); a lead of logistics by the co-chairs,
                        the Coalition or any nation (`task.assign-lead`); the loading of 599 t by Germany
                        (`consignment.prepare`)
                      instead: nothing on record
                      too late: after Fri 2 Jan 00:00; lacking by then: donors for all of it (lost Thu 1 Jan 02:00, #4),
                        all of it handed over at the border
        "#]],
    );
}

#[test]
fn a_donor_that_was_refused_for_want_of_a_lead_is_told_with_the_lead_that_left() {
    let mut history = needed(600);
    let (task, nations) = (Task::Logistics, NationSet::EMPTY.with(Nation::PL));
    history.extend([
        (2, accepted(PL, ReleaseLead { task })),
        (2, event(Lead::LeadReleased { task, nations })),
        (3, refused(DE, prepare("c-1", 600))),
        (9, refused(DE, prepare("c-1", 600))),
        (24, missed(Clock::Need, false)),
        (30, accepted(PL, AssignLead { task, nations })),
    ]);
    check(
        history,
        &expect![[r#"
        something was lacking that it needs
                  awaited: delivery in full by Ukraine (`consignment.deliver`)
                  before: a lead of logistics by the co-chairs, the Coalition or any nation (`task.assign-lead`);
                    the loading of 600 t by Germany (`consignment.prepare`)
                  instead: Poland, `task.release-lead`, #5, Thu 1 Jan 02:00; Germany, `consignment.prepare`, #8, Thu
                    1 Jan 09:00, refused (made.up); and 1 other act
                  too late: after Fri 2 Jan 00:00; lacking by then: all of it handed over at the border
    "#]],
    );
}

#[test]
fn a_transit_state_that_never_answered_is_named_and_the_donor_that_waited_for_it() {
    let mut history = needed(600);
    let (permit, consignment, nation) = (id("p-1"), id("c-1"), Nation::PL);
    let (owner, to, via, route) = (Nation::DE, id("kyiv"), None, NationSet::EMPTY.with(nation));
    history.extend([
        (2, loaded("c-1", 600)),
        (3, event(Permit::Requested { permit, consignment, nation, regime: Regime::Peacetime })),
        (4, refused(DE, Dispatch { consignment, owner, to, via, route, expected_at: None })),
        (24, missed(Clock::Need, false)),
    ]);
    let mut refusal = history.clone();
    check(
        history,
        &expect![[r#"
        something was lacking that it needs
                  awaited: delivery in full by Ukraine (`consignment.deliver`)
                  before: the answer on the permit p-1 by Poland (`permit.grant`); the sending of 600 t by Germany
                    (`consignment.dispatch`)
                  instead: Germany, `consignment.dispatch`, #7, Thu 1 Jan 04:00, refused (made.up); nothing by
                    Poland
                  too late: after Fri 2 Jan 00:00; lacking by then: all of it handed over at the border
    "#]],
    );
    refusal.insert(6, (4, event(Permit::Refused { permit, nation })));
    let refusal = told(refusal);
    assert!(refusal.contains("the sending of 600 t another way by Germany"), "{refusal}");
}

#[test]
fn a_donor_that_was_proposed_is_named_and_others_could_have_given_too() {
    let mut history = needed(400);
    let (need, nation, tonnes) = (id("b-1"), Nation::FR, 200);
    history.extend([
        (2, event(Need::DonorProposed { need, nation, tonnes })),
        (24, missed(Clock::Need, false)),
    ]);
    check(
        history,
        &expect![[r#"
        something was lacking that it needs
                  awaited: delivery in full by Ukraine (`consignment.deliver`)
                  before: donors for 200 t by France or any nation (`need.match-donor`); the loading of 400 t by
                    Germany (`consignment.prepare`)
                  instead: nothing on record
                  too late: after Fri 2 Jan 00:00; lacking by then: donors for all of it, all of it handed over at
                    the border
    "#]],
    );
}

#[test]
fn goods_are_told_where_they_were_when_it_was_too_late() {
    let mut history = needed(600);
    let (hub, nation, tonnes_per_day) = (id("rzeszow"), Nation::PL, 100);
    let out = |hub| Hub::Opened { hub, nation, tonnes_per_day };
    history.extend([(1, event(out(hub))), (1, event(out(id("len-r"))))]);
    for name in ["c-1", "c-2", "c-3", "c-4", "c-5", "c-6"] {
        history.push((2, loaded(name, 100)));
    }
    let hubs = [("c-2", "rzeszow"), ("c-3", "rzeszow"), ("c-4", "len-r")];
    history.extend(hubs.map(|(name, hub)| (3, sent(name, Some(hub)))));
    history.extend(["c-5", "c-6"].map(|name| (3, sent(name, None))));
    let arrived =
        |name, hub| Consignment::ArrivedAtHub { consignment: id(name), hub: id(hub), tonnes: 100 };
    history.extend([
        (4, event(arrived("c-3", "rzeszow"))),
        (4, event(arrived("c-4", "len-r"))),
        (5, event(Hub::OutageDeclared { hub: id("len-r") })),
        (24, missed(Clock::Need, false)),
    ]);
    check(
        history,
        &expect![[r#"
        something was lacking that it needs
                  awaited: delivery in full by Ukraine (`consignment.deliver`)
                  before: the sending of 100 t by Germany (`consignment.dispatch`); the arrival of 100 t at the hub
                    rzeszow by Poland or Germany (`consignment.arrive-at-hub`); another way for 100 t waiting at the
                    hub rzeszow (Poland) by Germany (`consignment.redirect`); the end of the outage at the hub len-r
                    for 100 t by Poland (`hub.end-outage`); the hand-over of 200 t at the border by Germany
                    (`consignment.hand-over`)
                  instead: nothing on record
                  too late: after Fri 2 Jan 00:00; lacking by then: all of it handed over at the border
    "#]],
    );
}
