//! Questions, positions, and what is adopted under whose name.

use super::setting::{
    DE, FR, PL, Setting, UK, eve, expire, hours, id, nations, noon, seated, truce,
};
use crate::center::VacateSeat;
use crate::clock::{self, Clock};
use crate::decision::{
    Adopt, CastPosition, Close, Convene, Escalate, Event, Label, Matter, Open, Position, Procedure,
    Record, Rejection,
};
use crate::ids::QuestionId;
use crate::{Actor, Nation, NationSet, NotEntitled, Seat};

fn question() -> QuestionId {
    id("question")
}

fn open(procedure: Procedure, codes: &str) -> Open {
    Open {
        question: question(),
        matter: Matter::Statement,
        procedure,
        asked: nations(codes),
        text_version: 2,
        series: None,
        depends_on: None,
    }
}

fn asked(procedure: Procedure, codes: &str) -> Setting {
    truce().command(noon(), Actor::CoChairs, open(procedure, codes))
}

fn says(nation: Nation, position: Position) -> CastPosition {
    CastPosition { question: question(), nation, position }
}

fn adopt(label: Label) -> Adopt {
    Adopt { question: question(), label }
}

/// Every nation of the list agrees by its own act.
fn agreed(setting: Setting, codes: &str) -> Setting {
    nations(codes).iter().fold(setting, |setting, nation| {
        setting.command(noon(), Actor::of(nation), says(nation, Position::Agrees))
    })
}

fn record(asked: &str, agreed: &str) -> Record {
    Record {
        text_version: 2,
        asked: nations(asked),
        agreed: nations(agreed),
        reserved: NationSet::EMPTY,
        objected: NationSet::EMPTY,
        abstained: NationSet::EMPTY,
        silent: nations(asked).minus(nations(agreed)),
    }
}

fn cancelled() -> crate::Event {
    clock::Event::Cancelled { clock: Clock::Consultation, subject: question().0 }.into()
}

/// Rule 2: nobody else's act is a nation's position.
#[test]
fn a_member_is_not_recorded_as_agreeing_without_its_own_act() {
    let cast = || says(Nation::DE, Position::Agrees);
    let others = [Actor::CoChairs, Actor::Coalition, Actor::Control, Actor::Clock, FR, Actor::Us];
    for by in others {
        asked(Procedure::Consensus, "fr de")
            .when(noon(), by, cast())
            .then_refused(NotEntitled { by });
    }
    let recorded = Event::PositionRecorded {
        question: question(),
        nation: Nation::DE,
        position: Position::Agrees,
    };
    asked(Procedure::Consensus, "fr de").when(noon(), DE, cast()).then(&[recorded.into()]);
}

/// Rule 2: saying nothing on a question that is not under silence is no agreement.
#[test]
fn a_nation_that_says_nothing_keeps_consensus_from_being_reached() {
    agreed(asked(Procedure::Consensus, "fr de pl"), "fr pl")
        .when(noon(), FR, adopt(Label::Full))
        .then_refused(Rejection::NotAgreed { question: question(), missing: nations("de") });
    let without = record("fr de pl", "fr pl");
    agreed(asked(Procedure::Consensus, "fr de pl"), "fr pl")
        .when(noon(), Actor::CoChairs, Close { question: question() })
        .then_among(Event::Failed { question: question(), record: without });
    assert_eq!(without.silent, nations("de"));
}

/// Rule 2: a member may be asked to consult within the clock.
#[test]
fn a_consultation_has_a_clock_that_its_meeting_meets() {
    let (clock, subject, due_at) = (Clock::Consultation, question().0, noon() + hours(24));
    let met = clock::Event::Met { clock, subject, due_at, done_at: None };
    asked(Procedure::Consultation, "fr de")
        .when(due_at, FR, Convene { question: question() })
        .then(&[Event::Convened { question: question() }.into(), met.into()])
        .when(due_at, FR, Convene { question: question() })
        .then_refused(Rejection::AlreadyConvened { question: question() });
    let missed = clock::Event::Missed { clock, subject, due_at, late_by_revision: false };
    asked(Procedure::Consultation, "fr de")
        .when(due_at, Actor::Clock, expire(clock, "question"))
        .then(&[missed.into()])
        .when(due_at + hours(1), FR, Convene { question: question() })
        .then(&[Event::Convened { question: question() }.into()]);
}

#[test]
fn a_later_position_replaces_an_earlier_one() {
    let given = asked(Procedure::Consensus, "fr")
        .command(noon(), FR, says(Nation::FR, Position::Objects))
        .command(noon(), FR, says(Nation::FR, Position::Agrees));
    let adopted =
        Event::Adopted { question: question(), label: Label::Full, record: record("fr", "fr") };
    given.when(noon(), FR, adopt(Label::Full)).then(&[adopted.into(), cancelled()]);
}

const TRIPARTITE: &str = "fr uk us ua";

/// Rule 3: nothing tripartite is adopted while the American or the Ukrainian seat is vacant.
#[test]
fn nothing_tripartite_is_adopted_while_the_american_or_the_ukrainian_seat_is_vacant() {
    let ready = || agreed(asked(Procedure::Tripartite, TRIPARTITE), TRIPARTITE);
    for (seat, actor) in [(Seat::Us, Actor::Us), (Seat::Ua, Actor::Ua)] {
        ready()
            .command(noon(), actor, VacateSeat { seat })
            .when(noon(), FR, adopt(Label::Full))
            .then_refused(Rejection::SeatVacant { question: question(), seat });
    }
    let adopted = Event::Adopted {
        question: question(),
        label: Label::Full,
        record: record(TRIPARTITE, TRIPARTITE),
    };
    ready().when(noon(), FR, adopt(Label::Full)).then(&[adopted.into(), cancelled()]);
}

/// Rule 3: a consensus of all three sides is as tripartite as a text that is called so.
#[test]
fn a_consensus_of_all_three_sides_needs_their_seats() {
    let ready = |codes| {
        agreed(asked(Procedure::Consensus, codes), codes).command(
            noon(),
            Actor::Us,
            VacateSeat { seat: Seat::Us },
        )
    };
    ready(TRIPARTITE)
        .when(noon(), FR, adopt(Label::Full))
        .then_refused(Rejection::SeatVacant { question: question(), seat: Seat::Us });
    for (of_two_sides, by) in [("fr us", FR), ("fr ua", FR), ("us ua", Actor::Ua), ("fr de", FR)] {
        ready(of_two_sides).when(noon(), by, adopt(Label::Full)).then_accepted();
    }
}

/// Rule 3: the co-chairs adopt nothing in full that they put to all three sides while one is absent.
#[test]
fn what_the_co_chairs_put_to_all_three_sides_needs_their_seats() {
    let ready = |codes| agreed(asked(Procedure::CoChairs, codes), "fr uk");
    for (seat, actor) in [(Seat::Us, Actor::Us), (Seat::Ua, Actor::Ua)] {
        let vacant = |codes| ready(codes).command(noon(), actor, VacateSeat { seat });
        vacant(TRIPARTITE)
            .when(noon(), FR, adopt(Label::Full))
            .then_refused(Rejection::SeatVacant { question: question(), seat });
        vacant("fr uk").when(noon(), FR, adopt(Label::Full)).then_accepted();
    }
    ready(TRIPARTITE).when(noon(), FR, adopt(Label::Full)).then_accepted();
}

/// Rule 3: the Coalition may record a position of its own, labeled so.
#[test]
fn a_position_of_the_coalition_alone_is_labeled_so() {
    let given = agreed(asked(Procedure::Tripartite, TRIPARTITE), "fr uk").command(
        noon(),
        Actor::Us,
        VacateSeat { seat: Seat::Us },
    );
    let adopted = Event::Adopted {
        question: question(),
        label: Label::CoalitionOnly,
        record: record(TRIPARTITE, "fr uk"),
    };
    given.when(noon(), FR, adopt(Label::CoalitionOnly)).then(&[adopted.into(), cancelled()]);
    agreed(asked(Procedure::Consensus, "fr uk"), "fr uk")
        .when(noon(), FR, adopt(Label::CoalitionOnly))
        .then_refused(Rejection::NotTripartite { question: question() });
    agreed(asked(Procedure::Tripartite, TRIPARTITE), "fr us ua")
        .when(noon(), FR, adopt(Label::CoalitionOnly))
        .then_refused(Rejection::NotAgreed { question: question(), missing: nations("uk") });
}

#[test]
fn a_tripartite_text_needs_the_agreement_of_all_three() {
    agreed(asked(Procedure::Tripartite, TRIPARTITE), "fr uk us")
        .when(noon(), FR, adopt(Label::Full))
        .then_refused(Rejection::NotAgreed { question: question(), missing: nations("ua") });
}

#[test]
fn the_co_chairs_alone_never_decide_on_force_or_on_another_nations_caveat() {
    let matters = [Matter::TierTwo, Matter::TierThree, Matter::UseOfForce, Matter::CaveatChange];
    for matter in matters {
        let alone = || Rejection::BeyondCoChairs { question: question(), matter };
        let put = |procedure, codes| Open { matter, ..open(procedure, codes) };
        truce().when(noon(), FR, put(Procedure::CoChairs, "fr uk")).then_refused(alone());
        let tripartite = truce().command(noon(), FR, put(Procedure::Tripartite, TRIPARTITE));
        agreed(tripartite, "fr uk")
            .when(noon(), FR, adopt(Label::CoalitionOnly))
            .then_refused(alone());
    }
    agreed(asked(Procedure::CoChairs, "fr uk de"), "fr uk")
        .when(noon(), FR, adopt(Label::Full))
        .then_accepted();
}

/// Rule 2: nobody is left out without whose own act there is no adoption.
#[test]
fn a_question_asks_all_whose_agreement_it_needs() {
    for (procedure, asked, missing) in [
        (Procedure::CoChairs, "fr pl", "uk"),
        (Procedure::Tripartite, "fr uk us", "ua"),
        (Procedure::Tripartite, "pl", "fr uk us ua"),
    ] {
        let (question, missing) = (question(), nations(missing));
        truce()
            .when(noon(), FR, open(procedure, asked))
            .then_refused(Rejection::NeededNotAsked { question, missing });
    }
}

/// Rule 35: the end of a question stores who was asked, agreed, reserved, objected, abstained
/// and was silent, and the version of the text.
#[test]
fn every_decision_stores_who_was_asked_who_was_silent_who_objected_and_the_text_version() {
    let split = || {
        asked(Procedure::Consensus, "fr uk de pl tr")
            .command(noon(), FR, says(Nation::FR, Position::Agrees))
            .command(noon(), UK, says(Nation::UK, Position::AgreesWithReservation))
            .command(noon(), DE, says(Nation::DE, Position::Objects))
            .command(noon(), PL, says(Nation::PL, Position::Abstains))
    };
    let record = Record {
        text_version: 2,
        asked: nations("fr uk de pl tr"),
        agreed: nations("fr uk"),
        reserved: nations("uk"),
        objected: nations("de"),
        abstained: nations("pl"),
        silent: nations("tr"),
    };
    let failed = Event::Failed { question: question(), record };
    split()
        .when(noon(), Actor::CoChairs, Close { question: question() })
        .then(&[failed.into(), cancelled()]);
    let escalated = Event::Escalated { question: question(), record };
    split()
        .when(noon(), FR, Escalate { question: question() })
        .then(&[escalated.into(), cancelled()])
        .when(noon(), FR, says(Nation::FR, Position::Objects))
        .then_refused(Rejection::NotOpen { question: question() });
}

#[test]
fn a_consultation_adopts_nothing() {
    agreed(asked(Procedure::Consultation, "fr uk"), "fr uk")
        .when(noon(), FR, adopt(Label::Full))
        .then_refused(Rejection::NothingToAdopt { question: question() });
}

#[test]
fn a_question_is_put_once_to_nations_on_the_rolls() {
    asked(Procedure::Consensus, "fr")
        .when(noon(), FR, open(Procedure::Consensus, "fr"))
        .then_refused(Rejection::QuestionExists { question: question() });
    truce()
        .when(noon(), FR, open(Procedure::Consensus, ""))
        .then_refused(Rejection::NobodyAsked { question: question() });
    truce()
        .when(noon(), FR, open(Procedure::Consensus, "fr it"))
        .then_refused(Rejection::NotEnrolled { nation: Nation::IT });
    asked(Procedure::Consensus, "fr")
        .when(noon(), DE, says(Nation::DE, Position::Objects))
        .then_refused(Rejection::NotAsked { question: question(), nation: Nation::DE });
    seated()
        .when(eve(), FR, adopt(Label::Full))
        .then_refused(Rejection::UnknownQuestion { question: question() });
}

/// Rule 2: a nation that was not asked neither convenes, adopts nor refers a question.
#[test]
fn only_the_seats_and_those_who_were_asked_bring_a_question_on() {
    let question = question();
    let given = || agreed(asked(Procedure::Consensus, "us fr"), "us fr");
    for by in [DE, Actor::Nation(Nation::EU), Actor::Monitors] {
        let refused = || NotEntitled { by };
        given().when(noon(), by, Convene { question }).then_refused(refused());
        given().when(noon(), by, adopt(Label::Full)).then_refused(refused());
        given().when(noon(), by, Escalate { question }).then_refused(refused());
    }
    for by in [FR, Actor::Us, Actor::Ua, Actor::CoChairs, Actor::Coalition] {
        given().when(noon(), by, Convene { question }).then_accepted();
        given().when(noon(), by, adopt(Label::Full)).then_accepted();
        given().when(noon(), by, Escalate { question }).then_accepted();
    }
}

/// Rule 3: the US and Ukraine do not say what the Coalition holds alone.
#[test]
fn a_position_of_the_coalition_is_adopted_by_the_coalition() {
    let given = || agreed(asked(Procedure::Tripartite, TRIPARTITE), "fr uk");
    for by in [Actor::Us, Actor::Ua] {
        given().when(noon(), by, adopt(Label::CoalitionOnly)).then_refused(NotEntitled { by });
    }
    given().when(noon(), FR, adopt(Label::CoalitionOnly)).then_accepted();
}

/// Rule 35: a text of which no version is told is the first.
#[test]
fn a_question_without_a_version_is_about_the_first() {
    let told =
        r#"{"question":"q","matter":"statement","procedure":"consensus","asked":["fr","uk"]}"#;
    let open: Open = serde_json::from_str(told).unwrap();
    assert_eq!(open.text_version, 1);
}
