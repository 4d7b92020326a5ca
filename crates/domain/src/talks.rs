//! Rounds of talks: where, who, on which tracks, and what came of them.
//!
//! A delegation joins by an act of its own, and one of those that take part says what came of a round;
//! exercise control may record either. Where fewer than two are at the table nothing comes of it.

use alloc::collections::{BTreeMap, BTreeSet};
use alloc::vec::Vec;

use kernel::SimTime;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::OnRecord;
use crate::actor::Actor;
use crate::ids::{PlaceId, RoundId};
use crate::model::commands;
use crate::nation::{Nation, NationSet};
use crate::sound::{Sound, refuse_if};
use crate::{Center, Moment};

commands!(Talks: OpenRound, Join, RecordOutcome, CloseRound);

/// Opens a round.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OpenRound {
    pub round: RoundId,
    pub place: PlaceId,
    pub tracks: BTreeSet<Track>,
}

impl OpenRound {
    pub(crate) fn sound(&self) -> Sound<Rejection> {
        let round = self.round;
        refuse_if(self.tracks.is_empty(), &["tracks"], Rejection::NoTrack { round })
    }
}

/// A delegation takes part; exercise control may record several at once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Join {
    pub round: RoundId,
    pub delegations: NationSet,
}

impl Join {
    pub(crate) fn sound(&self) -> Sound<Rejection> {
        refuse_if(self.delegations.is_empty(), &["delegations"], Rejection::NobodyJoins)
    }
}

/// Puts on record what a round came to on one track.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RecordOutcome {
    pub round: RoundId,
    pub track: Track,
    pub outcome: Outcome,
}

/// Closes a round.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CloseRound {
    pub round: RoundId,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Event {
    RoundOpened { round: RoundId, place: PlaceId, tracks: BTreeSet<Track> },
    DelegationsJoined { round: RoundId, delegations: NationSet },
    OutcomeRecorded { round: RoundId, track: Track, outcome: Outcome },
    RoundClosed { round: RoundId },
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, thiserror::Error)]
#[serde(rename_all = "kebab-case")]
pub enum Rejection {
    #[error("the round `{round}` exists already")]
    RoundExists { round: RoundId },
    #[error("a round needs at least one track")]
    NoTrack { round: RoundId },
    #[error("there is no round `{round}`")]
    UnknownRound { round: RoundId },
    #[error("the round `{round}` is closed")]
    RoundClosed { round: RoundId },
    #[error("the delegation of `{nation}` has joined already")]
    AlreadyJoined { nation: Nation },
    #[error("nobody joins by this")]
    NobodyJoins,
    #[error("the round is not on this track")]
    OffTrack { track: Track },
    #[error("fewer than two delegations take part in the round `{round}`")]
    NobodyTalks { round: RoundId },
}

/// The subjects of talks. Security and prosperity share gates but not authority.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Track {
    Security,
    Prosperity,
}

/// What a round came to on one track.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    Agreed,
    Progress,
    ToBeContinued,
    NoAgreement,
}

/// One round.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Round {
    pub place: PlaceId,
    pub tracks: BTreeSet<Track>,
    pub delegations: NationSet,
    pub outcomes: BTreeMap<Track, Outcome>,
    pub opened_at: OnRecord,
    pub closed_at: Option<OnRecord>,
}

/// All rounds.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
pub struct Talks {
    pub rounds: BTreeMap<RoundId, Round>,
}

impl Talks {
    fn open_round(&self, round: RoundId) -> Result<&Round, Rejection> {
        match self.rounds.get(&round) {
            None => Err(Rejection::UnknownRound { round }),
            Some(found) if found.closed_at.is_some() => Err(Rejection::RoundClosed { round }),
            Some(found) => Ok(found),
        }
    }
}

pub(crate) fn decide(
    moment: &Moment<'_>,
    command: &Command,
) -> Result<Vec<crate::Event>, crate::Rejection> {
    let event = match command {
        Command::OpenRound(command) => decide_open(moment, command)?,
        Command::Join(command) => decide_join(moment, command)?,
        Command::RecordOutcome(command) => decide_outcome(moment, command)?,
        Command::CloseRound(CloseRound { round }) => {
            let found = moment.center.talks.open_round(*round)?;
            let is_head = matches!(moment.by, Actor::CoChairs | Actor::Coalition | Actor::Control);
            moment.entitled(is_head || moment.by.is_one_of(found.delegations))?;
            Event::RoundClosed { round: *round }
        }
    };
    Ok(Vec::from([event.into()]))
}

fn decide_open(moment: &Moment<'_>, command: &OpenRound) -> Result<Event, crate::Rejection> {
    let OpenRound { round, place, tracks } = command.clone();
    moment.entitled(moment.seat().is_some() || moment.by == Actor::Control)?;
    if moment.center.talks.rounds.contains_key(&round) {
        return Err(Rejection::RoundExists { round }.into());
    }
    command.sound()?;
    Ok(Event::RoundOpened { round, place, tracks })
}

fn decide_join(moment: &Moment<'_>, command: &Join) -> Result<Event, crate::Rejection> {
    let Join { round, delegations } = *command;
    let present = moment.center.talks.open_round(round)?.delegations;
    command.sound()?;
    let is_own_act = delegations.iter().all(|nation| moment.by.speaks_for(nation));
    moment.entitled(is_own_act || moment.by == Actor::Control)?;
    if let Some(nation) = delegations.iter().find(|&nation| present.contains(nation)) {
        return Err(Rejection::AlreadyJoined { nation }.into());
    }
    Ok(Event::DelegationsJoined { round, delegations })
}

fn decide_outcome(moment: &Moment<'_>, command: &RecordOutcome) -> Result<Event, crate::Rejection> {
    let RecordOutcome { round, track, outcome } = *command;
    let found = moment.center.talks.open_round(round)?;
    if !found.tracks.contains(&track) {
        return Err(Rejection::OffTrack { track }.into());
    }
    if found.delegations.iter().count() < 2 {
        return Err(Rejection::NobodyTalks { round }.into());
    }
    moment.entitled(moment.by.is_one_of(found.delegations) || moment.by == Actor::Control)?;
    Ok(Event::OutcomeRecorded { round, track, outcome })
}

pub(crate) fn evolve(center: &mut Center, event: &Event, at: SimTime) {
    let rounds = &mut center.talks.rounds;
    match event {
        Event::RoundOpened { round, place, tracks } => {
            let opened = Round {
                place: *place,
                tracks: tracks.clone(),
                delegations: NationSet::EMPTY,
                outcomes: BTreeMap::new(),
                opened_at: at.into(),
                closed_at: None,
            };
            rounds.insert(*round, opened);
        }
        Event::DelegationsJoined { round, delegations } => {
            if let Some(found) = rounds.get_mut(round) {
                found.delegations = found.delegations.iter().chain(delegations.iter()).collect();
            }
        }
        Event::OutcomeRecorded { round, track, outcome } => {
            if let Some(found) = rounds.get_mut(round) {
                found.outcomes.insert(*track, *outcome);
            }
        }
        Event::RoundClosed { round } => {
            if let Some(found) = rounds.get_mut(round) {
                found.closed_at = Some(at.into());
            }
        }
    }
}
