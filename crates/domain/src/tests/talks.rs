//! Rounds of talks.

use super::setting::{FR, PL, Setting, eve, hours, id, nations, seated};
use crate::ids::RoundId;
use crate::talks::{CloseRound, Event, Join, OpenRound, Outcome, RecordOutcome, Rejection, Track};
use crate::{Actor, Nation, NotEntitled};

fn evening() -> RoundId {
    id("evening")
}

fn round() -> OpenRound {
    OpenRound { round: evening(), place: id("elysee"), tracks: [Track::Security].into() }
}

fn opened() -> Setting {
    seated().command(eve(), FR, round())
}

#[test]
fn a_round_has_delegations_outcomes_by_track_and_an_end() {
    let join = Join { round: evening(), delegations: nations("us ua fr uk") };
    let outcome =
        RecordOutcome { round: evening(), track: Track::Security, outcome: Outcome::ToBeContinued };
    let closed = opened()
        .command(eve(), Actor::Control, join)
        .command(eve() + hours(3), FR, outcome)
        .when(eve() + hours(4), FR, CloseRound { round: evening() })
        .then(&[Event::RoundClosed { round: evening() }.into()]);
    let round = &closed.state.talks.rounds[&evening()];
    assert_eq!(round.delegations, nations("us ua fr uk"));
    assert_eq!(round.outcomes[&Track::Security], Outcome::ToBeContinued);
    assert_eq!((round.opened_at, round.closed_at), (eve().into(), Some((eve() + hours(4)).into())));
}

#[test]
fn a_round_is_opened_by_who_has_a_seat_and_closed_by_who_takes_part() {
    for by in [Actor::Monitors, Actor::Commission, Actor::Commander] {
        seated().when(eve(), by, round()).then_refused(NotEntitled { by });
    }
    let join = Join { round: evening(), delegations: nations("us ua") };
    let given = || opened().command(eve(), Actor::Control, join.clone());
    let close = CloseRound { round: evening() };
    for by in [FR, PL, Actor::Commander] {
        given().when(eve(), by, close.clone()).then_refused(NotEntitled { by });
    }
    for by in [Actor::Us, Actor::Ua, Actor::CoChairs, Actor::Control] {
        given().when(eve(), by, close.clone()).then_accepted();
    }
}

#[test]
fn a_closed_round_takes_nothing_more() {
    let join = Join { round: evening(), delegations: nations("fr") };
    let closed = || {
        opened().command(eve(), FR, join.clone()).command(
            eve(),
            FR,
            CloseRound { round: evening() },
        )
    };
    let refused = || Rejection::RoundClosed { round: evening() };
    let join = Join { round: evening(), delegations: nations("pl") };
    closed().when(eve(), PL, join).then_refused(refused());
    closed().when(eve(), FR, CloseRound { round: evening() }).then_refused(refused());
}

#[test]
fn an_outcome_is_on_a_track_of_the_round() {
    let track = Track::Prosperity;
    let outcome = RecordOutcome { round: evening(), track, outcome: Outcome::Agreed };
    opened().when(eve(), FR, outcome).then_refused(Rejection::OffTrack { track });
}

#[test]
fn a_delegation_joins_once() {
    let join = |codes| Join { round: evening(), delegations: nations(codes) };
    opened()
        .command(eve(), Actor::Control, join("us ua"))
        .when(eve(), Actor::Control, join("fr us"))
        .then_refused(Rejection::AlreadyJoined { nation: Nation::US });
    opened().when(eve(), FR, join("")).then_refused(Rejection::NobodyJoins);
}

#[test]
fn a_delegation_joins_by_its_own_act_or_is_recorded_by_control() {
    let join = |codes| Join { round: evening(), delegations: nations(codes) };
    for by in [PL, Actor::Us, Actor::CoChairs, Actor::Monitors] {
        for codes in ["us ua", "fr"] {
            opened().when(eve(), by, join(codes)).then_refused(NotEntitled { by });
        }
    }
    opened().when(eve(), FR, join("fr")).then_accepted();
    opened().when(eve(), Actor::Us, join("us")).then_accepted();
    opened().when(eve(), Actor::Control, join("us ua")).then_accepted();
}

#[test]
fn an_outcome_is_recorded_by_one_of_two_delegations_at_least() {
    let (round, track) = (evening(), Track::Security);
    let outcome = || RecordOutcome { round, track, outcome: Outcome::Agreed };
    let join = |codes| Join { round, delegations: nations(codes) };
    let joined = |codes| opened().command(eve(), Actor::Control, join(codes));
    for given in [opened(), joined("us")] {
        given.when(eve(), Actor::Us, outcome()).then_refused(Rejection::NobodyTalks { round });
    }
    for by in [Actor::Us, Actor::Ua, Actor::Control] {
        joined("us ua").when(eve(), by, outcome()).then_accepted();
    }
    for by in [FR, Actor::CoChairs, Actor::Monitors] {
        joined("us ua").when(eve(), by, outcome()).then_refused(NotEntitled { by });
    }
}

#[test]
fn a_round_is_opened_once_on_some_track_and_by_somebody() {
    opened().when(eve(), FR, round()).then_refused(Rejection::RoundExists { round: evening() });
    let aimless = OpenRound { tracks: [].into(), ..round() };
    seated().when(eve(), FR, aimless).then_refused(Rejection::NoTrack { round: evening() });
    let by = Actor::Clock;
    seated().when(eve(), by, round()).then_refused(NotEntitled { by });
    seated()
        .when(eve(), FR, CloseRound { round: evening() })
        .then_refused(Rejection::UnknownRound { round: evening() });
}
