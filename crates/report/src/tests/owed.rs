//! Why the deadlines of nations, of the force and of logistics were missed.

use domain::clock::{Clock, Event as Tick};
use domain::commission::{AcceptRemedy, Event as Commission, Find, FindNotProven, Remedy};
use domain::decision::Convene;
use domain::depot::{Event as Depot, Refill};
use domain::headquarters::{CompleteItem, Event as Headquarters, HandOver, Item, StartHandover};
use domain::incident::Party;
use domain::mandate::{Event as Mandate, Request};
use domain::permit::{Event as Permit, Refuse, Regime};
use domain::{Actor, Event, Nation, center::Site};
use expect_test::expect;
use simulator::record::Body;

use super::missed::{Said, accepted, armed, check, event, hour, missed, refused, told};

const DE: Actor = Actor::Nation(Nation::DE);
const PL: Actor = Actor::Nation(Nation::PL);

fn id<T: std::str::FromStr<Err: std::fmt::Debug>>(text: &str) -> T {
    text.parse().unwrap()
}

#[test]
fn the_nation_concerned_is_named_where_the_records_tell_it() {
    let (permit, consignment) = (id("b-1"), id("c-1"));
    let requested =
        Permit::Requested { permit, consignment, nation: Nation::PL, regime: Regime::Legacy };
    let history = vec![
        (0, event(requested)),
        (0, armed(Clock::TransitPermit)),
        (5, refused(DE, Refuse { permit })),
        (6, refused(PL, Refuse { permit })),
        (24, missed(Clock::TransitPermit, false)),
    ];
    check(
        history,
        &expect![[r#"
        tried and refused
                  awaited: its grant by Poland (`permit.grant`); or its refusal by Poland (`permit.refuse`)
                  instead: Poland, `permit.refuse`, #4, Thu 1 Jan 06:00, refused (made.up)
                  too late: after Fri 2 Jan 00:00
    "#]],
    );
    check(
        vec![(0, armed(Clock::TransitPermit))],
        &expect![[r#"
        nobody tried
                  awaited: its grant by the nation concerned (`permit.grant`); or its refusal by the nation
                    concerned (`permit.refuse`)
                  instead: nothing on record
                  too late: after Fri 2 Jan 00:00
    "#]],
    );
}

#[test]
fn a_depot_is_refilled_by_its_holder_and_parliament_is_informed_by_its_government() {
    let (depot, nation, tonnes) = (id("b-1"), Nation::DE, 100);
    let history = vec![
        (0, event(Depot::Reserved { depot, nation, tonnes })),
        (0, armed(Clock::DepotRefill)),
        (4, refused(DE, Refill { depot, tonnes: 101 })),
        (5, accepted(DE, Refill { depot, tonnes: 40 })),
        (24, missed(Clock::DepotRefill, false)),
    ];
    check(
        history,
        &expect![[r#"
            done in part
                      awaited: its refill by Germany (`depot.refill`)
                      instead: Germany, `depot.refill`, #3, Thu 1 Jan 04:00, refused (made.up); Germany, `depot.refill`,
                        #4, Thu 1 Jan 05:00
                      too late: after Fri 2 Jan 00:00
        "#]],
    );
    let request = Request { nation, ceiling: 100, lasts: None };
    let history = vec![
        (0, event(Mandate::OperationBegan { nation })),
        (0, of("de", &armed(Clock::MandateInformation))),
        (5, refused(DE, request)),
        (24, of("de", &missed(Clock::MandateInformation, false))),
    ];
    check(
        history,
        &expect![[r#"
            nobody tried
                      awaited: a report to parliament by Germany (`mandate.inform`)
                      instead: Germany, `mandate.request`, #3, Thu 1 Jan 05:00, refused (made.up)
                      too late: after Fri 2 Jan 00:00
        "#]],
    );
}

#[test]
fn the_headquarters_are_handed_over_when_the_list_is_worked_off() {
    let to = HandOver { to: Site::London, commander: Nation::UK, deputy: Nation::FR };
    let mut history = vec![
        (0, of("term-1", &armed(Clock::HeadquartersRotation))),
        (1, event(Headquarters::HandoverStarted {})),
        (9, refused(Actor::CoChairs, to)),
    ];
    let items = Item::ALL.into_iter().zip(21..);
    history.extend(items.map(|(item, at)| (at, event(Headquarters::ItemCompleted { item }))));
    history.insert(7, (24, of("term-1", &missed(Clock::HeadquartersRotation, false))));
    check(
        history,
        &expect![[r#"
            something was lacking that it needs
                      awaited: the handover by the co-chairs or the Coalition (`headquarters.hand-over`)
                      before: what is left of its list by the co-chairs, the Coalition or the force commander
                        (`headquarters.complete-item`)
                      instead: the co-chairs, `headquarters.hand-over`, #3, Thu 1 Jan 09:00, refused (made.up)
                      too late: after Fri 2 Jan 00:00; lacking by then: a list that is worked off (came Fri 2 Jan 01:00,
                        #9)
        "#]],
    );
}

#[test]
fn the_steps_of_a_handover_are_told_and_what_was_done_about_other_things_is_not() {
    let question = id("lunch");
    let history = vec![
        (0, of("term-1", &armed(Clock::HeadquartersRotation))),
        (1, accepted(Actor::CoChairs, StartHandover {})),
        (1, event(Headquarters::HandoverStarted {})),
        (2, accepted(Actor::CoChairs, CompleteItem { item: Item::Staff })),
        (2, event(Headquarters::ItemCompleted { item: Item::Staff })),
        (3, accepted(Actor::Commander, CompleteItem { item: Item::Watch })),
        (3, event(Headquarters::ItemCompleted { item: Item::Watch })),
        (4, refused(DE, CompleteItem { item: Item::Liaison })),
        (9, accepted(Actor::CoChairs, Convene { question })),
        (24, of("term-1", &missed(Clock::HeadquartersRotation, false))),
    ];
    check(
        history,
        &expect![[r#"
        something was lacking that it needs
                  awaited: the handover by the co-chairs or the Coalition (`headquarters.hand-over`)
                  before: what is left of its list by the co-chairs, the Coalition or the force commander
                    (`headquarters.complete-item`)
                  instead: the co-chairs, `headquarters.complete-item`, #4, Thu 1 Jan 02:00; the force commander,
                    `headquarters.complete-item`, #6, Thu 1 Jan 03:00; and 1 act before
                  too late: after Fri 2 Jan 00:00; lacking by then: a list that is worked off
    "#]],
    );
}

#[test]
fn a_finding_that_has_lost_its_basis_is_lacking() {
    let (case, incident) = (id("b-1"), id("i-1"));
    let found = Commission::Found { case, responsible: Party::Russia, incident, version: 1 };
    let mut history = vec![(0, armed(Clock::CommissionRemedy)), (2, event(found))];
    let missed = (24, missed(Clock::CommissionRemedy, false));
    let lacking = "lacking by then for the setting of a remedy: a finding";
    assert!(!told([history.clone(), vec![missed.clone()]].concat()).contains(lacking));
    let revised = Commission::BasisRevised { case, incident, relied_on: 1, version: 2 };
    history.extend([(3, event(revised)), missed]);
    assert!(told(history).contains(lacking));
}

#[test]
fn a_case_wants_a_remedy_or_a_word_that_nothing_is_proven() {
    let case = id("b-1");
    let closed = Commission::EvidenceClosed { case, evidence: [].into() };
    let by = Actor::Commission;
    let history = vec![
        (0, armed(Clock::CommissionRemedy)),
        (2, refused(by, FindNotProven { case })),
        (3, event(closed)),
        (4, refused(by, Find { case, incident: id("i-1") })),
        (24, missed(Clock::CommissionRemedy, false)),
    ];
    check(
        history,
        &expect![[r#"
            tried and refused
                      awaited: the setting of a remedy by the Special Commission (`commission.set-remedy`); or a verdict
                        of "not proven" by the Special Commission (`commission.find-not-proven`)
                      before: a finding by the Special Commission (`commission.find`)
                      instead: the Special Commission, `commission.find-not-proven`, #2, Thu 1 Jan 02:00, refused
                        (made.up); the Special Commission, `commission.find`, #4, Thu 1 Jan 04:00, refused (made.up)
                      too late: after Fri 2 Jan 00:00; lacking by then for the setting of a remedy: a finding on who is
                        responsible
        "#]],
    );
    check(
        vec![(0, armed(Clock::Remedy))],
        &expect![[r#"
            something was lacking that it needs
                      awaited: a report of its completion by the US, Ukraine, the Coalition or the co-chairs
                        (`commission.report-remedy-done`)
                      before: its acceptance by the US, Ukraine or any nation (`commission.accept-remedy`)
                      instead: nothing on record
                      too late: after Fri 2 Jan 00:00; lacking by then: a nation that accepts it
        "#]],
    );
}

#[test]
fn a_remedy_that_nobody_accepted_names_those_who_were_asked() {
    let (case, asked) = (id("b-1"), [Nation::DE, Nation::PL].into_iter().collect());
    let (remedy, responsible, due_at) = (Remedy::Restoration, Party::Russia, hour(24));
    let set = Commission::RemedySet { case, remedy, responsible, asked, due_at };
    let history = vec![
        (0, event(set)),
        (0, armed(Clock::Remedy)),
        (1, refused(DE, AcceptRemedy { case, nation: Nation::DE })),
    ];
    check(
        history.clone(),
        &expect![[r#"
        something was lacking that it needs
                  awaited: a report of its completion by the US, Ukraine, the Coalition or the co-chairs
                    (`commission.report-remedy-done`)
                  before: its acceptance by Germany or Poland (`commission.accept-remedy`)
                  instead: Germany, `commission.accept-remedy`, #3, Thu 1 Jan 01:00, refused (made.up); nothing by
                    Poland
                  too late: after Fri 2 Jan 00:00; lacking by then: a nation that accepts it
    "#]],
    );
    let accepted = Commission::RemedyAccepted { case, nation: Nation::DE };
    let told = told([history, vec![(2, event(accepted))]].concat());
    assert!(!told.contains("its acceptance") && !told.contains("nothing by"), "{told}");
}

#[test]
fn the_emergency_regime_is_the_eus_to_activate() {
    check(
        vec![(0, armed(Clock::EmergencyActivation))],
        &expect![[r#"
        nobody tried
                  awaited: the activation of the emergency regime by the EU (`permit.activate-emergency`)
                  instead: nothing on record
                  too late: after Fri 2 Jan 00:00
    "#]],
    );
}

/// The same event of the clock, about something else.
pub(super) fn of(subject: &str, said: &(Actor, Said)) -> (Actor, Said) {
    let (by, Body::Event(Event::Clock(tick))) = said else { panic!("no event of the clock") };
    let subject = id(subject);
    let tick = match *tick {
        Tick::Armed { clock, starts_at, due_at, .. } => {
            Tick::Armed { clock, subject, starts_at, due_at }
        }
        Tick::Missed { clock, due_at, late_by_revision, .. } => {
            Tick::Missed { clock, subject, due_at, late_by_revision }
        }
        _ => panic!("neither armed nor missed"),
    };
    (*by, Body::Event(tick.into()))
}
