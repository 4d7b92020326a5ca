//! Missions: what a contingent is ordered to do, by its nation or by the force commander.
//!
//! Section 3.6 of the domain notes. The center coordinates and never orders a national unit; the
//! commander does as far as a nation has transferred authority. Every contingent keeps two
//! chains of command, and each mission passes both: one of the commander waits until the nation
//! clears it, one of the nation is passed to the commander at once. A caveat stops a mission
//! before it reaches the unit; a red card stops it at any time, without a reason, and the gap is
//! re-offered to others in the same decision. Self-defense passes everything: no caveat bars it,
//! no rule of engagement need be implemented, nobody clears it. A strike needs a rule of engagement
//! that permits it, through whichever chain it is ordered; that nothing else does is an assumption.
//! With its mandate a contingent in Ukraine loses all but self-defense, at that instant.
//!
//! `order` is the way of a mission to its unit, `red_card` what becomes of one that its nation
//! stops.

use alloc::collections::BTreeSet;
use alloc::vec::Vec;

use kernel::SimTime;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::ids::{CaveatId, ContingentId, MissionId, RoeId, SectorId};
use crate::model::commands;
use crate::mutation::{Mutation, off};
use crate::nation::{Nation, NationSet};
use crate::task::Location;
use crate::{Center, Moment};

mod commands;
mod order;
mod red_card;
mod state;

pub use commands::{Clear, Complete, Order, PlayRedCard, TakeOver};
pub(crate) use order::{
    on_authority_lost, on_left, on_mandate_ended, on_rule_cancelled, on_turned_back,
};
pub use state::{Activity, Chain, Ground, Mission, Missions, Progress};

commands!(Mission: Order, Clear, PlayRedCard, TakeOver, Complete);

#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Event {
    Ordered {
        mission: MissionId,
        contingent: ContingentId,
        nation: Nation,
        activity: Activity,
        place: Location,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        sector: Option<SectorId>,
        roe: BTreeSet<RoeId>,
        chain: Chain,
    },
    StoppedByCaveat {
        mission: MissionId,
        contingent: ContingentId,
        nation: Nation,
        activity: Activity,
        caveat: CaveatId,
    },
    Cleared {
        mission: MissionId,
        nation: Nation,
    },
    /// Has passed both chains of command, and when.
    Started {
        mission: MissionId,
        contingent: ContingentId,
        national_at: SimTime,
        multinational_at: SimTime,
    },
    RedCardPlayed {
        mission: MissionId,
        contingent: ContingentId,
        nation: Nation,
    },
    /// To nobody, if no other nation has a contingent in place that is able to do it.
    GapReoffered {
        mission: MissionId,
        nations: NationSet,
    },
    TakenOver {
        mission: MissionId,
        contingent: ContingentId,
        nation: Nation,
    },
    Completed {
        mission: MissionId,
    },
    /// Ended because it has lost what it rested on.
    Lapsed {
        mission: MissionId,
        contingent: ContingentId,
        lost: Ground,
    },
}

impl Event {
    /// The mission that the event is about.
    pub const fn mission(&self) -> MissionId {
        match *self {
            Event::Ordered { mission, .. }
            | Event::StoppedByCaveat { mission, .. }
            | Event::Cleared { mission, .. }
            | Event::Started { mission, .. }
            | Event::RedCardPlayed { mission, .. }
            | Event::GapReoffered { mission, .. }
            | Event::TakenOver { mission, .. }
            | Event::Completed { mission }
            | Event::Lapsed { mission, .. } => mission,
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, thiserror::Error)]
#[serde(rename_all = "kebab-case")]
pub enum Rejection {
    #[error(
        "the center coordinates; only its nation, or the commander to whom authority was \
         transferred, orders `{contingent}`"
    )]
    CenterDoesNotCommand { contingent: ContingentId },
    #[error("there is no contingent `{contingent}`")]
    UnknownContingent { contingent: ContingentId },
    #[error("`{nation}` has not transferred authority over `{contingent}`")]
    NoAuthority { contingent: ContingentId, nation: Nation },
    #[error("the mission `{mission}` exists already")]
    MissionExists { mission: MissionId },
    #[error("the contingent `{contingent}` is not in place")]
    NotInPlace { contingent: ContingentId },
    #[error(
        "`{nation}` has no live mandate, and `{contingent}` is ordered to nothing but self-defense"
    )]
    NoMandate { contingent: ContingentId, nation: Nation },
    #[error("`{contingent}` is placed outside Ukraine, and a mission does not move it there")]
    PlacedOutside { contingent: ContingentId },
    #[error("the Straits are closed to `{contingent}`, a ship of `{nation}`")]
    StraitsClosed { contingent: ContingentId, nation: Nation },
    #[error("`{contingent}` strikes only under a rule of engagement that permits it")]
    NoRule { contingent: ContingentId },
    #[error("the rule of engagement `{roe}` is not implemented")]
    DormantRule { roe: RoeId },
    #[error("the rule of engagement `{roe}` permits `{permits}`, not `{activity}`")]
    OtherActivity { roe: RoeId, permits: Activity, activity: Activity },
    #[error("there is no mission `{mission}`")]
    UnknownMission { mission: MissionId },
    #[error("the mission `{mission}` is `{progress}`, which does not allow this")]
    WrongProgress { mission: MissionId, progress: Progress },
    #[error("the mission `{mission}` is not offered to `{nation}`")]
    NotOffered { mission: MissionId, nation: Nation },
    #[error("`{contingent}` is not of the kind that the mission `{mission}` needs")]
    WrongKind { mission: MissionId, contingent: ContingentId },
}

pub(crate) fn decide(
    moment: &Moment<'_>,
    command: &Command,
) -> Result<Vec<crate::Event>, crate::Rejection> {
    match command {
        Command::Order(command) => order::decide_order(moment, command),
        Command::Clear(Clear { mission }) => order::decide_clear(moment, *mission),
        Command::PlayRedCard(PlayRedCard { mission }) => red_card::decide_play(moment, *mission),
        Command::TakeOver(command) => red_card::decide_take_over(moment, command),
        Command::Complete(Complete { mission }) => order::decide_complete(moment, *mission),
    }
}

pub(crate) fn evolve(center: &mut Center, event: &Event, at: SimTime) {
    if let Event::StoppedByCaveat { mission, caveat, .. } = *event {
        center.missions.stopped.insert(mission, caveat);
    }
    let given = &mut center.missions.given;
    if let Event::Ordered { mission, contingent, nation, activity, place, sector, roe, chain } =
        event
    {
        let ordered = Mission {
            contingent: *contingent,
            nation: *nation,
            activity: *activity,
            place: *place,
            sector: *sector,
            roe: roe.clone(),
            chain: *chain,
            ordered_at: at,
            progress: Progress::Ordered,
            offered_to: NationSet::EMPTY,
        };
        given.insert(*mission, ordered);
    }
    if let Some(mission) = given.get_mut(&event.mission()) {
        follow(mission, event);
    }
}

fn follow(mission: &mut Mission, event: &Event) {
    match *event {
        Event::Ordered { .. } | Event::Cleared { .. } => {}
        Event::StoppedByCaveat { .. } => {
            // A gap stays open to others.
            if mission.progress == Progress::Ordered {
                mission.progress = Progress::Stopped;
            }
        }
        Event::Started { .. } => mission.progress = Progress::Running,
        Event::RedCardPlayed { .. } if off(Mutation::RedCard) => {}
        Event::RedCardPlayed { .. } => mission.progress = Progress::Gap,
        Event::GapReoffered { nations, .. } => mission.offered_to = nations,
        Event::TakenOver { contingent, nation, .. } => {
            mission.contingent = contingent;
            mission.nation = nation;
            mission.chain = Chain::National;
        }
        Event::Completed { .. } => mission.progress = Progress::Completed,
        Event::Lapsed { .. } => mission.progress = Progress::Lapsed,
    }
}
