//! Rounds of talks in words.

use domain::talks::{Event, Outcome, Track};
use kernel::Id;

use super::{Words, act, fact};
use crate::names;

pub(super) fn words(event: &Event) -> Words {
    match event {
        Event::RoundOpened { round, place, tracks } => {
            let tracks = names::list(tracks.iter().map(|track| track_name(*track)));
            act(format!("opened the round {round} in {place}, on {tracks}"))
        }
        Event::DelegationsJoined { round, delegations } => {
            fact(format!("{} joined the round {round}", names::nations(*delegations)))
        }
        Event::OutcomeRecorded { round, track, outcome } => fact(format!(
            "outcome of {round} on {}: {}",
            track_name(*track),
            outcome_name(*outcome)
        )),
        Event::RoundClosed { round } => act(format!("closed the round {round}")),
    }
}

pub(super) fn subject(event: &Event) -> Id {
    match event {
        Event::RoundOpened { round, .. }
        | Event::DelegationsJoined { round, .. }
        | Event::OutcomeRecorded { round, .. }
        | Event::RoundClosed { round } => round.0,
    }
}

fn track_name(track: Track) -> &'static str {
    match track {
        Track::Security => "security",
        Track::Prosperity => "prosperity",
    }
}

fn outcome_name(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Agreed => "agreement",
        Outcome::Progress => "progress",
        Outcome::ToBeContinued => "to be continued",
        Outcome::NoAgreement => "no agreement",
    }
}
