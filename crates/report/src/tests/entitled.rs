//! Whose acts count towards a deadline.

use domain::clock::Clock;
use domain::commission::{Event as Commission, FindNotProven};
use domain::decision::{Convene, Event as Question, Matter, Procedure};
use domain::force::Event as Force;
use domain::incident::Party;
use domain::mandate::Event as Mandate;
use domain::maritime::{DeclareReady, Event as Maritime};
use domain::{Actor, Nation, NationSet};
use expect_test::expect;
use simulator::record::Body;

use super::missed::{armed, check, event, missed, refused, told};
use super::relief::{generated, offered, with};

fn id<T: std::str::FromStr<Err: std::fmt::Debug>>(text: &str) -> T {
    text.parse().unwrap()
}

/// A nation that was not asked cannot call the meeting.
#[test]
fn of_a_consultation_those_count_who_were_asked() {
    let question = id("b-1");
    let opened = Question::Opened {
        question,
        matter: Matter::Statement,
        procedure: Procedure::Consultation,
        asked: NationSet::EMPTY.with(Nation::FR),
        text_version: 1,
        series: None,
        depends_on: None,
    };
    let history = |nation| {
        told(vec![
            (0, event(opened.clone())),
            (0, armed(Clock::Consultation)),
            (5, refused(Actor::Nation(nation), Convene { question })),
            (24, missed(Clock::Consultation, false)),
        ])
    };
    assert!(history(Nation::FR).starts_with("tried and refused"));
    let told = history(Nation::PL);
    assert!(told.starts_with("nobody tried") && told.contains("nothing on record"), "{told}");
}

#[test]
fn the_command_at_sea_goes_to_another_nation_of_the_group() {
    let (nation, turn) = (Nation::TR, 1);
    let of_first = |said| super::owed::of("turn-1", &said);
    check(
        vec![
            (0, event(Maritime::CommandTaken { nation, turn })),
            (0, of_first(armed(Clock::MaritimeRotation))),
            (1, refused(Actor::Nation(Nation::FR), DeclareReady { nation: Nation::FR })),
            (2, refused(Actor::Nation(Nation::BG), DeclareReady { nation: Nation::BG })),
            (24, of_first(missed(Clock::MaritimeRotation, false))),
        ],
        &expect![[r#"
            something was lacking that it needs
                      awaited: the handover by Türkiye (`maritime.hand-over`)
                      before: a word that it is ready by Bulgaria or Romania (`maritime.declare-ready`)
                      instead: Bulgaria, `maritime.declare-ready`, #4, Thu 1 Jan 02:00, refused (made.up)
                      too late: after Fri 2 Jan 00:00; lacking by then: a nation that is ready to take over
        "#]],
    );
}

#[test]
fn nothing_is_left_to_prove_where_somebody_is_found_responsible() {
    let (case, by) = (id("b-1"), Actor::Commission);
    let (responsible, incident, version) = (Party::Russia, id("i-1"), 1);
    let history = vec![
        (0, armed(Clock::CommissionRemedy)),
        (3, event(Commission::EvidenceClosed { case, evidence: [].into() })),
        (4, event(Commission::Found { case, responsible, incident, version })),
        (5, refused(by, FindNotProven { case })),
        (24, missed(Clock::CommissionRemedy, false)),
    ];
    let told = told(history);
    assert!(told.starts_with("nobody tried") && !told.contains("not proven\""), "{told}");
}

/// The clock comes after all that people do at an instant.
#[test]
fn of_two_that_are_due_at_one_instant_each_could_have_relieved_the_other() {
    let overdue = |name| {
        let (contingent, nation, requirement) = (id(name), Nation::DE, id("hub"));
        let (_, said) = event(Force::RotationOverdue { contingent, nation, requirement });
        (24, (Actor::Clock, said))
    };
    let missed = (24, missed(Clock::Rotation, false));
    let history = with(vec![missed.clone(), overdue("b-1"), overdue("second")]);
    assert!(told(history).starts_with("nobody tried"));
    assert!(told(with(vec![overdue("second"), missed.clone()])).starts_with("nobody tried"));
    let (_, said) = overdue("second");
    let earlier = told(with(vec![(23, said), missed.clone()]));
    assert!(earlier.contains("(lost Thu 1 Jan 23:00, #11)"), "{earlier}");
    // A mandate has ended when its last instant comes.
    let (_, Body::Event(expired)) = event(Mandate::Expired { nation: Nation::DE }) else {
        panic!("an event")
    };
    let told = told(with(vec![(24, (Actor::Clock, Body::Event(expired))), missed]));
    let lost = "a live mandate of its nation (lost Fri 2 Jan 00:00, #11)";
    assert!(told.replace("\n            ", " ").contains(lost), "{told}");
}

/// What was too small from the start was not lost, and a mandate that ends makes it no larger.
#[test]
fn a_ceiling_that_was_too_low_all_along_is_told_beside_the_mandate_that_ended() {
    let nation = Nation::DE;
    let mut history = with(vec![(24, missed(Clock::Rotation, false))]);
    let (_, granted) = event(Mandate::Granted { nation, ceiling: 400, expires_at: None });
    history[3] = (0, (Actor::Nation(nation), granted));
    let too_low = told(history.clone());
    assert!(
        too_low.ends_with(
            "after Fri 2 Jan 00:00; lacking by then: room under the mandate of its nation\n"
        ),
        "{too_low}"
    );
    history.insert(10, (6, event(Mandate::Expired { nation })));
    let told = told(history);
    let both = "(lost Thu 1 Jan 06:00, #11), room under the mandate of its nation\n";
    assert!(told.replace("\n            ", " ").ends_with(both), "{told}");
    // There is a first relief that has room.
    let all = with(vec![(5, offered("third", nation)), (6, generated("third", nation))]);
    assert!(super::missed::told(all).starts_with("nobody tried"));
}
