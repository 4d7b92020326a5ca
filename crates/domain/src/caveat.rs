//! Caveats: the limits that nations set to the use of their own forces.
//!
//! Section 3.6 of the domain notes: capitals limit what their forces do, where, when, under whom
//! and by which rules of engagement. A caveat is the nation's own act, at any time, and asks for
//! nobody's consent; a mission that it bars is stopped before it reaches the unit. Self-defense
//! is never caveated.

use alloc::collections::BTreeMap;
use alloc::vec::Vec;

use kernel::SimTime;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::OnRecord;
use crate::clock::{self, Clock};
use crate::force::Degree;
use crate::ids::{CaveatId, RoeId, SectorId};
use crate::mission::{Activity, Mission};
use crate::model::commands;
use crate::nation::{Nation, NationSet};
use crate::sound::{Sound, refuse_if};
use crate::task::Location;
use crate::{Center, Moment};

commands!(Caveat: Declare, Lift);

/// A nation limits the use of its forces, for good or until an instant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Declare {
    pub caveat: CaveatId,
    pub nation: Nation,
    pub limit: Limit,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires_at: Option<SimTime>,
}

impl Declare {
    pub(crate) fn sound(&self) -> Sound<Rejection> {
        let caveat = self.caveat;
        let of_defense = self.limit == (Limit::Activity { barred: Activity::SelfDefense });
        refuse_if(of_defense, &["limit"], Rejection::SelfDefense { caveat })?;
        let Limit::Time { not_before, not_after } = self.limit else { return Ok(()) };
        let empty = Rejection::EmptyWindow { not_before, not_after };
        refuse_if(not_after < not_before, &["limit"], empty)
    }
}

/// The nation takes its caveat back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Lift {
    pub caveat: CaveatId,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Event {
    Declared {
        caveat: CaveatId,
        nation: Nation,
        limit: Limit,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        expires_at: Option<SimTime>,
    },
    Lifted {
        caveat: CaveatId,
        nation: Nation,
    },
    Expired {
        caveat: CaveatId,
        nation: Nation,
    },
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, thiserror::Error)]
#[serde(rename_all = "kebab-case")]
pub enum Rejection {
    #[error("`{nation}` is not enrolled at the center")]
    NotEnrolled { nation: Nation },
    #[error("the caveat `{caveat}` exists already")]
    CaveatExists { caveat: CaveatId },
    #[error("self-defense is never caveated")]
    SelfDefense { caveat: CaveatId },
    #[error("no instant lies from {not_before} to {not_after}")]
    EmptyWindow { not_before: SimTime, not_after: SimTime },
    #[error("the caveat would have expired at {expires_at}")]
    AlreadyExpired { expires_at: SimTime },
    #[error("there is no caveat `{caveat}`")]
    UnknownCaveat { caveat: CaveatId },
    #[error("the caveat `{caveat}` is no longer in force")]
    NotInForce { caveat: CaveatId },
}

/// What a caveat bars.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Limit {
    Place {
        barred: Location,
    },
    Sector {
        barred: SectorId,
    },
    Activity {
        barred: Activity,
    },
    /// Missions start from the one instant to the other only; both belong to the window.
    Time {
        not_before: SimTime,
        not_after: SimTime,
    },
    /// The commander gives missions only while he holds no more authority than this. Which
    /// activity needs which degree is not public, so the degree itself is what is limited.
    Command {
        at_most: Degree,
    },
    Roe {
        barred: RoeId,
    },
}

impl Limit {
    /// Whether a mission may not start at that instant under this limit. The degree is that of
    /// the commander who gives the mission; there is none if the nation itself does.
    fn bars(self, mission: &Mission, degree: Option<Degree>, at: SimTime) -> bool {
        match self {
            Limit::Place { barred } => mission.place == barred,
            Limit::Sector { barred } => mission.sector == Some(barred),
            Limit::Activity { barred } => mission.activity == barred,
            Limit::Time { not_before, not_after } => at < not_before || not_after < at,
            Limit::Command { at_most } => degree.is_some_and(|degree| at_most < degree),
            Limit::Roe { barred } => mission.roe.contains(&barred),
        }
    }
}

/// One caveat.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Caveat {
    pub nation: Nation,
    pub limit: Limit,
    pub expires_at: Option<SimTime>,
    /// When it was lifted or had expired.
    pub ended_at: Option<OnRecord>,
}

impl Caveat {
    /// Whether it limits the nation's forces at that instant.
    pub fn is_in_force(&self, at: SimTime) -> bool {
        self.ended_at.is_none() && self.expires_at.is_none_or(|expires_at| at < expires_at)
    }
}

/// All caveats that were ever declared.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
#[serde(transparent)]
pub struct Caveats(pub BTreeMap<CaveatId, Caveat>);

impl Caveats {
    /// The first caveat of the mission's nation that bars it from starting at that instant.
    pub(crate) fn barring(
        &self,
        mission: &Mission,
        degree: Option<Degree>,
        at: SimTime,
    ) -> Option<CaveatId> {
        if mission.activity == Activity::SelfDefense {
            return None;
        }
        let bars = |caveat: &Caveat| {
            caveat.nation == mission.nation
                && caveat.is_in_force(at)
                && caveat.limit.bars(mission, degree, at)
        };
        self.0.iter().find(|(_, caveat)| bars(caveat)).map(|(&name, _)| name)
    }
}

pub(crate) fn decide(
    moment: &Moment<'_>,
    command: &Command,
) -> Result<Vec<crate::Event>, crate::Rejection> {
    match command {
        Command::Declare(command) => decide_declare(moment, command),
        Command::Lift(command) => decide_lift(moment, command),
    }
}

fn decide_declare(
    moment: &Moment<'_>,
    command: &Declare,
) -> Result<Vec<crate::Event>, crate::Rejection> {
    let Declare { caveat, nation, limit, expires_at } = *command;
    moment.entitled(moment.by.speaks_for(nation))?;
    if let Some(nation) = moment.center.cell.not_enrolled(NationSet::EMPTY.with(nation)) {
        return Err(Rejection::NotEnrolled { nation }.into());
    }
    if moment.center.caveats.0.contains_key(&caveat) {
        return Err(Rejection::CaveatExists { caveat }.into());
    }
    command.sound()?;
    if let Some(expires_at) = expires_at.filter(|expires_at| *expires_at <= moment.at) {
        return Err(Rejection::AlreadyExpired { expires_at }.into());
    }
    let mut events = Vec::from([Event::Declared { caveat, nation, limit, expires_at }.into()]);
    events.extend(expires_at.map(|expires_at| {
        clock::arm(Clock::CaveatExpiry, caveat.0, moment.at, expires_at.since(moment.at))
    }));
    Ok(events)
}

fn decide_lift(moment: &Moment<'_>, command: &Lift) -> Result<Vec<crate::Event>, crate::Rejection> {
    let caveat = command.caveat;
    let Some(found) = moment.center.caveats.0.get(&caveat) else {
        return Err(Rejection::UnknownCaveat { caveat }.into());
    };
    let nation = found.nation;
    moment.entitled(moment.by.speaks_for(nation))?;
    if !found.is_in_force(moment.at) {
        return Err(Rejection::NotInForce { caveat }.into());
    }
    let mut events = Vec::from([Event::Lifted { caveat, nation }.into()]);
    events.extend(moment.center.clocks.cancel(Clock::CaveatExpiry, caveat.0));
    Ok(events)
}

/// The instant has come until which the caveat was declared.
pub(crate) fn on_expiry(moment: &Moment<'_>, caveat: CaveatId) -> Vec<crate::Event> {
    let found = moment.center.caveats.0.get(&caveat).filter(|found| found.ended_at.is_none());
    let expired = found.map(|found| Event::Expired { caveat, nation: found.nation }.into());
    expired.into_iter().collect()
}

pub(crate) fn evolve(center: &mut Center, event: &Event, at: SimTime) {
    let caveats = &mut center.caveats.0;
    match *event {
        Event::Declared { caveat, nation, limit, expires_at } => {
            caveats.insert(caveat, Caveat { nation, limit, expires_at, ended_at: None });
        }
        Event::Lifted { caveat, .. } | Event::Expired { caveat, .. } => {
            if let Some(caveat) = caveats.get_mut(&caveat) {
                caveat.ended_at = Some(at.into());
            }
        }
    }
}
