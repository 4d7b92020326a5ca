//! The silence procedure.

use super::setting::{DE, FR, PL, Setting, TR, expire, hours, id, nations, noon, set, tick, truce};
use crate::center::{self, AcceptSilence, VacateSeat};
use crate::clock::{self, Clock};
use crate::decision::{self, Matter, Procedure};
use crate::ids::QuestionId;
use crate::parameter::{Parameter, Value};
use crate::silence::{Event, Lacking, Object, Rejection, Start, Status, Urgency};
use crate::{Actor, Nation, NotEntitled, Seat};

fn question() -> QuestionId {
    id("statement")
}

fn start() -> Start {
    Start {
        question: question(),
        matter: Matter::Statement,
        urgency: Urgency::Urgent,
        asked: nations("fr de pl"),
        text_version: 3,
        depends_on: None,
    }
}

/// A silence of 24 hours from noon.
fn asked() -> Setting {
    truce().command(noon(), Actor::CoChairs, start())
}

fn object(nation: Nation) -> Object {
    Object { question: question(), nation }
}

fn broken(nation: Nation, silent: &str) -> crate::Event {
    Event::Broken {
        question: question(),
        nation,
        text_version: 3,
        asked: nations("fr de pl"),
        silent: nations(silent),
    }
    .into()
}

fn cancelled() -> crate::Event {
    clock::Event::Cancelled { clock: Clock::Silence, subject: question().0 }.into()
}

fn adopted() -> crate::Event {
    adopted_by_silence_of("fr de pl")
}

fn adopted_by_silence_of(silent: &str) -> crate::Event {
    let (asked, silent) = (nations("fr de pl"), nations(silent));
    Event::Adopted { question: question(), text_version: 3, asked, silent }.into()
}

#[test]
fn a_silence_lasts_as_long_as_its_urgency_says() {
    for (urgency, length) in [(Urgency::Routine, 72), (Urgency::Urgent, 24), (Urgency::Flash, 4)] {
        let closes_at = noon() + hours(length);
        let (clock, subject) = (Clock::Silence, question().0);
        let armed = clock::Event::Armed { clock, subject, starts_at: noon(), due_at: closes_at };
        let Start { question, matter, asked, text_version, depends_on, .. } = start();
        let started = Event::Started {
            question,
            matter,
            urgency,
            asked,
            text_version,
            closes_at,
            depends_on,
        };
        truce()
            .when(noon(), FR, Start { urgency, ..start() })
            .then(&[started.into(), armed.into()]);
    }
}

/// Rule 33: one written objection before expiry breaks the silence.
#[test]
fn one_objection_before_expiry_breaks_the_silence() {
    let last_instant = noon() + hours(24) - tick();
    asked()
        .when(last_instant, DE, object(Nation::DE))
        .then(&[broken(Nation::DE, "fr pl"), cancelled()]);
}

/// Rule 33: a broken silence adopts nothing, however long one waits.
#[test]
fn a_broken_silence_never_adopts() {
    let given = asked().command(noon() + hours(23), DE, object(Nation::DE));
    let (clock, subject) = (Clock::Silence, question().0);
    given
        .when(noon() + hours(24), Actor::Clock, expire(clock, "statement"))
        .then_refused(clock::Rejection::NotOpen { clock, subject });
    asked()
        .command(noon() + hours(23), DE, object(Nation::DE))
        .when(noon() + hours(23), FR, object(Nation::FR))
        .then_refused(Rejection::AlreadyBroken { question: question() });
}

/// Rule 33: an objection at the very instant of the expiry is late, and starts a new question.
#[test]
fn a_late_objection_is_logged_and_starts_a_new_question() {
    let closes_at = noon() + hours(24);
    for (at, elapsed) in [(closes_at, false), (closes_at, true), (closes_at + hours(1), true)] {
        let given = if elapsed {
            asked().command(closes_at, Actor::Clock, expire(Clock::Silence, "statement"))
        } else {
            asked()
        };
        let opened = decision::Event::Opened {
            question: id("statement-late-1"),
            matter: Matter::Statement,
            procedure: Procedure::Consultation,
            asked: nations("fr de pl"),
            text_version: 3,
            series: None,
            depends_on: None,
        };
        let follow_up = id("statement-late-1");
        let late = Event::ObjectionCameLate { question: question(), nation: Nation::DE, follow_up };
        let armed = clock::Event::Armed {
            clock: Clock::Consultation,
            subject: id("statement-late-1"),
            starts_at: at,
            due_at: at + hours(24),
        };
        given.when(at, DE, object(Nation::DE)).then(&[late.into(), opened.into(), armed.into()]);
    }
}

/// Rules 33 and 35: a late objection leaves the text adopted, each nation's stands for itself, and who
/// made one was not silent.
#[test]
fn a_late_objection_does_not_undo_the_adoption() {
    let closes_at = noon() + hours(24);
    let late = asked()
        .command(closes_at, DE, object(Nation::DE))
        .when(closes_at, Actor::Clock, expire(Clock::Silence, "statement"))
        .then_among(adopted_by_silence_of("fr pl"))
        .command(closes_at + hours(1), PL, object(Nation::PL));
    let silence = &late.state.silences.0[&question()];
    assert_eq!(silence.status, Status::Adopted { at: closes_at.into() });
    assert_eq!(silence.late_objections, nations("de pl"));
    assert!(late.state.questions.0.contains_key(&id("statement-late-2")));
    late.when(closes_at + hours(1), PL, object(Nation::PL))
        .then_refused(Rejection::AlreadyLate { question: question(), nation: Nation::PL });
}

/// A tripartite text under a silence that all have accepted, with a seat that is vacant.
fn tripartite(asked: &str, seat: Seat) -> Setting {
    let mut given = truce();
    given.state.cell.nations.get_mut(&Nation::US).expect("it is enrolled").accepts_silence = true;
    given.command(noon(), Actor::CoChairs, Start { asked: nations(asked), ..start() }).command(
        noon(),
        Actor::from(seat),
        VacateSeat { seat },
    )
}

/// Rule 3: nobody sits there who could object, so the silence of the US or of Ukraine adopts nothing.
#[test]
fn the_silence_of_a_vacant_seat_adopts_nothing() {
    let (question, clock, subject, closes_at) =
        (question(), Clock::Silence, question().0, noon() + hours(24));
    let struck =
        clock::Event::Struck { clock, subject, due_at: closes_at, late_by_revision: false };
    for (asked, seat, lacking) in [
        ("us ua fr", Seat::Us, Lacking::UsSeat),
        ("us ua fr", Seat::Ua, Lacking::UaSeat),
        ("us fr", Seat::Us, Lacking::UsSeat),
        ("us ua", Seat::Ua, Lacking::UaSeat),
    ] {
        let lapsed = Event::Lapsed { question, text_version: 3, asked: nations(asked), lacking };
        let given = tripartite(asked, seat)
            .when(closes_at, Actor::Clock, expire(clock, "statement"))
            .then(&[struck.into(), lapsed.into()]);
        let status = given.state.silences.0[&question].status;
        assert_eq!(status, Status::Lapsed { at: closes_at.into() });
    }
    for (seat, asked) in [(Seat::Us, "ua fr"), (Seat::Ua, "us fr"), (Seat::Coalition, "us ua fr")] {
        let silent = nations(asked);
        let adopted = Event::Adopted { question, text_version: 3, asked: silent, silent };
        tripartite(asked, seat)
            .when(closes_at, Actor::Clock, expire(clock, "statement"))
            .then_among(adopted);
    }
}

/// Rule 2: silence counts only in a procedure that the nation has accepted.
#[test]
fn silence_is_not_asked_of_a_nation_that_has_not_accepted_the_procedure() {
    for (codes, nation) in [("fr tr", Nation::TR), ("fr us", Nation::US)] {
        truce()
            .when(noon(), FR, Start { asked: nations(codes), ..start() })
            .then_refused(Rejection::ProcedureNotAccepted { nation });
    }
    truce()
        .when(noon(), FR, Start { asked: nations("fr it"), ..start() })
        .then_refused(Rejection::NotEnrolled { nation: Nation::IT });
}

/// Rule 2: a nation accepts the procedure by its own act, once.
#[test]
fn a_nation_is_asked_under_silence_from_when_it_has_accepted_the_procedure() {
    let (nation, accept) = (Nation::TR, |nation| AcceptSilence { nation });
    let asked = || Start { asked: nations("fr tr"), ..start() };
    let accepted = || truce().command(noon(), TR, accept(nation));
    truce().when(noon(), FR, asked()).then_refused(Rejection::ProcedureNotAccepted { nation });
    truce()
        .when(noon(), TR, accept(nation))
        .then(&[center::Event::SilenceAccepted { nation }.into()]);
    accepted().when(noon(), FR, asked()).then_accepted();
    accepted()
        .when(noon(), TR, accept(nation))
        .then_refused(center::Rejection::SilenceAccepted { nation });
    for by in [FR, Actor::CoChairs, Actor::Control] {
        truce().when(noon(), by, accept(nation)).then_refused(NotEntitled { by });
    }
    let nation = Nation::IT;
    truce()
        .when(noon(), Actor::Nation(nation), accept(nation))
        .then_refused(center::Rejection::NotEnrolled { nation });
}

/// Rule 2: a silence of no length would record consent that nobody could withhold.
#[test]
fn silence_gives_time_to_object() {
    let none = set(Parameter::SilenceUrgent, Value::Duration(hours(0)));
    truce()
        .command(noon(), Actor::Control, none)
        .when(noon(), FR, start())
        .then_refused(Rejection::NoTimeToObject { question: question() });
}

/// Rule 34: whatever is about force or a nation's caveat needs express consent.
#[test]
fn silence_never_authorizes_force_the_third_tier_or_a_change_of_a_caveat() {
    let never = [Matter::UseOfForce, Matter::TierTwo, Matter::TierThree, Matter::CaveatChange];
    for matter in never {
        truce()
            .when(noon(), FR, Start { matter, ..start() })
            .then_refused(Rejection::NeedsExpressConsent { question: question(), matter });
    }
    let always = [Matter::Statement, Matter::Procedure, Matter::Monitoring, Matter::Logistics];
    for matter in always {
        truce().when(noon(), FR, Start { matter, ..start() }).then_accepted();
    }
}

/// Rule 35: an adoption by silence stores who was asked, who was silent, and the version.
#[test]
fn an_adoption_by_silence_stores_who_was_asked_and_who_was_silent() {
    let (clock, subject, due_at) = (Clock::Silence, question().0, noon() + hours(24));
    let struck = clock::Event::Struck { clock, subject, due_at, late_by_revision: false };
    asked()
        .when(due_at, Actor::Clock, expire(clock, "statement"))
        .then(&[struck.into(), adopted()]);
}

/// Rule 2: nobody objects for another nation, and nobody who was not asked.
#[test]
fn an_objection_is_the_act_of_a_nation_that_was_asked() {
    asked().when(noon(), FR, object(Nation::DE)).then_refused(NotEntitled { by: FR });
    asked()
        .when(noon(), TR, object(Nation::TR))
        .then_refused(Rejection::NotAsked { question: question(), nation: Nation::TR });
    truce()
        .when(noon(), FR, object(Nation::FR))
        .then_refused(Rejection::UnknownQuestion { question: question() });
}

#[test]
fn a_silence_is_started_once_and_put_to_somebody() {
    asked()
        .when(noon(), FR, start())
        .then_refused(Rejection::QuestionExists { question: question() });
    truce()
        .when(noon(), FR, Start { asked: nations(""), ..start() })
        .then_refused(Rejection::NobodyAsked { question: question() });
}
