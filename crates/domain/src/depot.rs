//! Depots: stock that nations keep for the guarantee.
//!
//! The declaration gives Ukraine access to depots if it is attacked again (section 1.2 of the
//! domain notes). In a response from the second tier on the holder releases freely; in peace the
//! co-chairs consent first, to so many tonnes. What was released must be refilled.

use alloc::collections::BTreeMap;
use alloc::vec::Vec;

use kernel::SimTime;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::clock::{self, Clock};
use crate::ids::{DepotId, SeriesId};
use crate::model::commands;
use crate::mutation::{Mutation, off};
use crate::nation::{Nation, NationSet};
use crate::parameter::Parameter;
use crate::response::Tier;
use crate::sound::{Sound, refuse_if};
use crate::{Actor, Center, Moment};

commands!(Depot: Reserve, Consent, Release, Refill);

/// A nation sets stock aside for the guarantee, in a new depot of its own or in one that it holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Reserve {
    pub depot: DepotId,
    pub nation: Nation,
    pub tonnes: u32,
}

impl Reserve {
    pub(crate) fn sound(&self) -> Sound<Rejection> {
        let Reserve { depot, nation, tonnes } = *self;
        refuse_if(nation == Nation::UA, &["nation"], Rejection::OwnGuarantee { depot })?;
        some(depot, tonnes)
    }
}

/// The co-chairs consent to the use of so much in peace.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Consent {
    pub depot: DepotId,
    pub tonnes: u32,
}

/// The holder gives stock out: for a response, or in peace if none is named.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Release {
    pub depot: DepotId,
    pub tonnes: u32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub series: Option<SeriesId>,
}

/// The holder puts stock back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Refill {
    pub depot: DepotId,
    pub tonnes: u32,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Event {
    Reserved {
        depot: DepotId,
        nation: Nation,
        tonnes: u32,
    },
    ConsentGiven {
        depot: DepotId,
        tonnes: u32,
    },
    Released {
        depot: DepotId,
        tonnes: u32,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        series: Option<SeriesId>,
    },
    Refilled {
        depot: DepotId,
        tonnes: u32,
    },
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, thiserror::Error)]
#[serde(rename_all = "kebab-case")]
pub enum Rejection {
    #[error("there is no depot `{depot}`")]
    UnknownDepot { depot: DepotId },
    #[error("the depot `{depot}` is held by `{nation}`")]
    HeldByAnother { depot: DepotId, nation: Nation },
    #[error("`{nation}` is not enrolled at the center")]
    NotEnrolled { nation: Nation },
    #[error("the guarantee is given to Ukraine, which keeps no depot of it for itself")]
    OwnGuarantee { depot: DepotId },
    #[error("nothing is not a quantity")]
    NoTonnes { depot: DepotId },
    #[error("the depot `{depot}` has only {left} t")]
    MoreThanStock { depot: DepotId, left: u32 },
    #[error("the co-chairs have consented already to all but {left} t of the depot `{depot}`")]
    ConsentedAlready { depot: DepotId, left: u32 },
    #[error("the depot `{depot}` has room for {room} t only")]
    NoRoom { depot: DepotId, room: u32 },
    #[error("the co-chairs have consented to {consented} t of the depot `{depot}` in peace")]
    NoConsent { depot: DepotId, consented: u32 },
    #[error("the response to `{series}` is below the second tier")]
    NotInResponse { depot: DepotId, series: SeriesId },
}

/// One depot; quantities are in tonnes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Depot {
    pub nation: Nation,
    /// What it keeps when it is full.
    pub reserved: u32,
    pub stock: u32,
    /// What the co-chairs have consented to and nobody has used.
    pub consented: u32,
}

impl Depot {
    const fn room(&self) -> u32 {
        self.reserved.saturating_sub(self.stock)
    }
}

/// All depots.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
#[serde(transparent)]
pub struct Depots(pub BTreeMap<DepotId, Depot>);

impl Depots {
    fn get(&self, depot: DepotId) -> Result<&Depot, Rejection> {
        self.0.get(&depot).ok_or(Rejection::UnknownDepot { depot })
    }
}

pub(crate) fn decide(
    moment: &Moment<'_>,
    command: &Command,
) -> Result<Vec<crate::Event>, crate::Rejection> {
    match *command {
        Command::Reserve(ref command) => decide_reserve(moment, command),
        Command::Consent(Consent { depot, tonnes }) => {
            moment.only(&[Actor::CoChairs])?;
            let found = moment.center.depots.get(depot)?;
            some(depot, tonnes)?;
            if found.stock < tonnes {
                return Err(Rejection::MoreThanStock { depot, left: found.stock }.into());
            }
            let left = found.stock.saturating_sub(found.consented);
            if left < tonnes {
                return Err(Rejection::ConsentedAlready { depot, left }.into());
            }
            Ok(Vec::from([Event::ConsentGiven { depot, tonnes }.into()]))
        }
        Command::Release(ref command) => decide_release(moment, command),
        Command::Refill(ref command) => decide_refill(moment, command),
    }
}

/// Nothing is not a quantity.
fn some(depot: DepotId, tonnes: u32) -> Sound<Rejection> {
    refuse_if(tonnes == 0, &["tonnes"], Rejection::NoTonnes { depot })
}

impl Consent {
    pub(crate) fn sound(&self) -> Sound<Rejection> {
        some(self.depot, self.tonnes)
    }
}

impl Release {
    pub(crate) fn sound(&self) -> Sound<Rejection> {
        some(self.depot, self.tonnes)
    }
}

impl Refill {
    pub(crate) fn sound(&self) -> Sound<Rejection> {
        some(self.depot, self.tonnes)
    }
}

fn decide_reserve(
    moment: &Moment<'_>,
    command: &Reserve,
) -> Result<Vec<crate::Event>, crate::Rejection> {
    let Reserve { depot, nation, tonnes } = *command;
    moment.entitled(moment.by.speaks_for(nation))?;
    if let Some(nation) = moment.center.cell.not_enrolled(NationSet::EMPTY.with(nation)) {
        return Err(Rejection::NotEnrolled { nation }.into());
    }
    command.sound()?;
    if let Some(found) = moment.center.depots.0.get(&depot) {
        if found.nation != nation {
            return Err(Rejection::HeldByAnother { depot, nation: found.nation }.into());
        }
        let room = u32::MAX - found.reserved;
        if room < tonnes {
            return Err(Rejection::NoRoom { depot, room }.into());
        }
    }
    Ok(Vec::from([Event::Reserved { depot, nation, tonnes }.into()]))
}

/// The depot, for an act of its holder on some of it.
fn own(moment: &Moment<'_>, depot: DepotId, tonnes: u32) -> Result<Depot, crate::Rejection> {
    let found = moment.center.depots.get(depot)?;
    moment.entitled(moment.by.speaks_for(found.nation))?;
    some(depot, tonnes)?;
    Ok(*found)
}

fn decide_release(
    moment: &Moment<'_>,
    command: &Release,
) -> Result<Vec<crate::Event>, crate::Rejection> {
    let Release { depot, tonnes, series } = *command;
    let Depot { stock, consented, .. } = own(moment, depot, tonnes)?;
    if stock < tonnes {
        return Err(Rejection::MoreThanStock { depot, left: stock }.into());
    }
    match series {
        Some(series) => {
            let response = moment.center.responses.0.get(&series);
            let is_early = response.is_none_or(|response| response.tier < Tier::Two);
            if is_early && !off(Mutation::DepotResponse) {
                return Err(Rejection::NotInResponse { depot, series }.into());
            }
        }
        None if consented < tonnes && !off(Mutation::DepotConsent) => {
            return Err(Rejection::NoConsent { depot, consented }.into());
        }
        None => {}
    }
    let mut events = Vec::from([Event::Released { depot, tonnes, series }.into()]);
    events.extend(refill_duty(moment, depot));
    Ok(events)
}

/// The event that starts the duty to refill a depot, unless one is running: a further release gives
/// no more time for the first. After one that was missed the next release starts another.
fn refill_duty(moment: &Moment<'_>, depot: DepotId) -> Option<crate::Event> {
    let runs = moment.center.clocks.is_open(Clock::DepotRefill, depot.0);
    let span = moment.center.parameters.duration(Parameter::DepotRefillWithin);
    (!runs).then(|| clock::arm(Clock::DepotRefill, depot.0, moment.at, span))
}

fn decide_refill(
    moment: &Moment<'_>,
    command: &Refill,
) -> Result<Vec<crate::Event>, crate::Rejection> {
    let Refill { depot, tonnes } = *command;
    let room = own(moment, depot, tonnes)?.room();
    if room < tonnes {
        return Err(Rejection::NoRoom { depot, room }.into());
    }
    let mut events = Vec::from([Event::Refilled { depot, tonnes }.into()]);
    if room == tonnes {
        events.extend(moment.center.clocks.meet(Clock::DepotRefill, depot.0, moment.at));
    }
    Ok(events)
}

pub(crate) fn evolve(center: &mut Center, event: &Event, _at: SimTime) {
    let depots = &mut center.depots.0;
    match *event {
        Event::Reserved { depot, nation, tonnes } => {
            let empty = Depot { nation, reserved: 0, stock: 0, consented: 0 };
            let found = depots.entry(depot).or_insert(empty);
            found.reserved = found.reserved.saturating_add(tonnes);
            found.stock = found.stock.saturating_add(tonnes);
        }
        Event::ConsentGiven { depot, tonnes } => {
            if let Some(found) = depots.get_mut(&depot) {
                found.consented = found.consented.saturating_add(tonnes);
            }
        }
        Event::Released { depot, tonnes, series } => {
            if let Some(found) = depots.get_mut(&depot) {
                found.stock = found.stock.saturating_sub(tonnes);
                if series.is_none() {
                    found.consented = found.consented.saturating_sub(tonnes);
                }
            }
        }
        Event::Refilled { depot, tonnes } => {
            if let Some(found) = depots.get_mut(&depot) {
                found.stock = found.stock.saturating_add(tonnes);
            }
        }
    }
}
