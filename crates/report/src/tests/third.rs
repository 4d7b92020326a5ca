//! Why the third tier was neither opened nor declined, over made-up records.

use domain::clock::Clock;
use domain::decision::{Convene, Event as Question, Matter, Procedure, Record};
use domain::response::{DecideUs, Event as Response, Tier, UsDecision};
use domain::{Actor, Nation, NationSet};
use expect_test::expect;

use super::missed::{accepted, armed, check, event, missed, told};

#[test]
fn what_was_needed_and_came_later_is_named_with_its_instant() {
    let (series, question) = ("b-1".parse().unwrap(), "q1".parse().unwrap());
    let decide = |decision| accepted(Actor::Us, DecideUs { series, decision });
    let decided = |decision| event(Response::UsDecided { series, decision });
    let opened = |question, matter, asked| {
        let (procedure, text_version, depends_on) = (Procedure::Consultation, 1, None);
        let series = Some(series);
        Question::Opened { question, matter, procedure, asked, text_version, series, depends_on }
    };
    let fr = NationSet::EMPTY.with(Nation::FR);
    let history = vec![
        (0, armed(Clock::TierThree)),
        (1, event(opened(question, Matter::TierThree, fr))),
        (2, decide(UsDecision::Yes)),
        (2, decided(UsDecision::Yes)),
        (3, decide(UsDecision::Maybe)),
        (3, decided(UsDecision::Maybe)),
        (24, missed(Clock::TierThree, false)),
        (25, decided(UsDecision::Yes)),
        (26, event(Question::Convened { question })),
    ];
    // A consultation on something else, or with the US alone, is not the one that is needed.
    let mut beside = history.clone();
    for (name, matter, asked) in [("q2", Matter::Statement, "fr"), ("q3", Matter::TierThree, "us")]
    {
        let (question, asked) =
            (name.parse().unwrap(), NationSet::EMPTY.with(asked.parse().unwrap()));
        let opened = opened(question, matter, asked);
        beside.splice(1..1, [(0, event(opened)), (0, event(Question::Convened { question }))]);
    }
    assert!(told(beside).contains("lacking by then for the opening of tier three: a consultation"));
    check(
        history,
        &expect![[r#"
            done otherwise than awaited
                      awaited: the opening of tier three by the co-chairs, the Coalition or the US
                        (`response.open-tier-three`); or a "no" by the US (`response.decide-us`)
                      before: a meeting, called by the US, Ukraine, the Coalition, the co-chairs or a nation that was
                        asked (`decision.convene`); a "yes" by the US (`response.decide-us`)
                      instead: the US, `response.decide-us`, #3, Thu 1 Jan 02:00; the US, `response.decide-us`, #5, Thu
                        1 Jan 03:00
                      too late: after Fri 2 Jan 00:00; lacking by then for the opening of tier three: a consultation
                        that met (came Fri 2 Jan 02:00, #9), a "yes" of the US (lost Thu 1 Jan 03:00, #6; came Fri 2 Jan
                        01:00, #8)
        "#]],
    );
}

#[test]
fn who_has_said_yes_did_what_was_needed_and_the_consultation_is_lacking() {
    let (series, decision) = ("b-1".parse().unwrap(), UsDecision::Yes);
    let mut history = vec![
        (0, armed(Clock::TierThree)),
        (2, accepted(Actor::Us, DecideUs { series, decision: UsDecision::Maybe })),
        (2, event(Response::UsDecided { series, decision: UsDecision::Maybe })),
        (3, accepted(Actor::Us, DecideUs { series, decision })),
        (3, event(Response::UsDecided { series, decision })),
    ];
    let missed = (24, missed(Clock::TierThree, false));
    check(
        [history.clone(), vec![missed.clone()]].concat(),
        &expect![[r#"
            something was lacking that it needs
                      awaited: the opening of tier three by the co-chairs, the Coalition or the US
                        (`response.open-tier-three`)
                      before: a consultation on it by the US, Ukraine, the Coalition, the co-chairs or any nation
                        (`decision.open`); a meeting, called by the US, Ukraine, the Coalition, the co-chairs or a
                        nation that was asked (`decision.convene`)
                      instead: the US, `response.decide-us`, #2, Thu 1 Jan 02:00; the US, `response.decide-us`, #4, Thu
                        1 Jan 03:00
                      too late: after Fri 2 Jan 00:00; lacking by then: a consultation that met
        "#]],
    );
    let question = "q1".parse().unwrap();
    let consulted = Question::Opened {
        question,
        matter: Matter::TierThree,
        procedure: Procedure::Consultation,
        asked: NationSet::EMPTY.with(Nation::FR),
        text_version: 1,
        series: Some(series),
        depends_on: None,
    };
    history.extend([
        (4, event(consulted)),
        (5, accepted(Actor::Nation(Nation::FR), Convene { question })),
        (5, event(Question::Convened { question })),
        missed,
    ]);
    check(
        history,
        &expect![[r#"
            nobody tried
                      awaited: the opening of tier three by the co-chairs, the Coalition or the US
                        (`response.open-tier-three`)
                      instead: the US, `response.decide-us`, #4, Thu 1 Jan 03:00; France, `decision.convene`, #7, Thu 1
                        Jan 05:00; and 1 act before
                      too late: after Fri 2 Jan 00:00
        "#]],
    );
}

/// A question that has ended, or on which they met before the response began anew, is none to meet
/// on.
#[test]
fn a_consultation_is_asked_for_anew_where_none_is_open_that_has_not_met() {
    let (series, question) = ("b-1".parse().unwrap(), "q1".parse().unwrap());
    let opened = Question::Opened {
        question,
        matter: Matter::UseOfForce,
        procedure: Procedure::Consultation,
        asked: NationSet::EMPTY.with(Nation::FR),
        text_version: 1,
        series: Some(series),
        depends_on: None,
    };
    let asks_anew = |events: Vec<(u64, _)>| {
        let ran = vec![(2, armed(Clock::TierThree)), (24, missed(Clock::TierThree, false))];
        let told = told([vec![(1, event(opened.clone()))], events, ran].concat());
        assert!(told.contains("a meeting, called by"), "{told}");
        told.contains("a consultation on it by")
    };
    assert!(!asks_anew(vec![]));
    let (fr, none) = (NationSet::EMPTY.with(Nation::FR), NationSet::EMPTY);
    let (agreed, reserved, objected, abstained) = (none, none, none, none);
    let text_version = 1;
    let record =
        Record { text_version, asked: fr, agreed, reserved, objected, abstained, silent: fr };
    assert!(asks_anew(vec![(1, event(Question::Escalated { question, record }))]));
    let stood_down = Response::StoodDown { series, from: Tier::Three, to: Tier::One };
    let met = (1, event(Question::Convened { question }));
    assert!(asks_anew(vec![met, (1, event(stood_down))]));
}
