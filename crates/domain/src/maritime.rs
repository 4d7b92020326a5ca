//! The command at sea, which the nations of the mine countermeasures group take in turns.
//!
//! Sections 2.3, 4.6 and 9.5 of the domain notes: Türkiye, Bulgaria and Romania have cleared mines
//! in the Black Sea together since 2024, and each commands the group for half a year, in this order.
//! The simulated center follows their pattern. Türkiye's lead of the maritime task is another
//! office, which does not rotate.
//!
//! A nation takes the command, and says that it is ready to take over, by its own act; who holds it
//! hands it to one that is ready. Assumptions, because no source says it: the order may be
//! left, and a turn that nobody takes over goes on, late.

use alloc::format;
use alloc::vec::Vec;

use kernel::{Id, SimTime};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::OnRecord;
use crate::clock::{self, Clock};
use crate::model::commands;
use crate::mutation::{Mutation, off};
use crate::nation::{Nation, NationSet};
use crate::parameter::Parameter;
use crate::sound::{Sound, refuse_if};
use crate::{Center, Moment};

commands!(Maritime: TakeCommand, DeclareReady, HandOver);

/// A nation of the group takes the command that nobody holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TakeCommand {
    pub nation: Nation,
}

/// A nation of the group says that it is ready to take over.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DeclareReady {
    pub nation: Nation,
}

/// Who holds the command hands it over; another turn begins.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct HandOver {
    pub to: Nation,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Event {
    /// The first turn begins.
    CommandTaken {
        nation: Nation,
        turn: u32,
    },
    ReadyDeclared {
        nation: Nation,
    },
    /// The turn of this number begins.
    CommandHandedOver {
        from: Nation,
        to: Nation,
        turn: u32,
    },
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, thiserror::Error)]
#[serde(rename_all = "kebab-case")]
pub enum Rejection {
    #[error("`{nation}` is not in the group that commands in turns")]
    NotInGroup { nation: Nation },
    #[error("`{nation}` is not enrolled at the center as a nation that acts, and commands nothing")]
    NoCommandNation { nation: Nation },
    #[error("`{nation}` holds the command")]
    Held { nation: Nation },
    #[error("nobody holds the command")]
    NotHeld,
    #[error("`{nation}` has said already that it is ready")]
    AlreadyReady { nation: Nation },
    #[error("`{nation}` has not said that it is ready")]
    NotReady { nation: Nation },
}

/// The nations that take turns.
pub const GROUP: NationSet = NationSet::EMPTY.with(Nation::TR).with(Nation::BG).with(Nation::RO);

/// The turn of a nation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Turn {
    pub nation: Nation,
    /// The number of the turn, from 1 on; each has a clock of its own.
    pub number: u32,
    pub since: OnRecord,
    /// Who is ready to take over.
    pub ready: NationSet,
}

/// Who commands at sea, if anybody does yet.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize)]
pub struct Maritime {
    pub turn: Option<Turn>,
}

impl Maritime {
    /// Whether there has been no turn yet.
    pub(crate) fn is_untouched(&self) -> bool {
        self.turn.is_none()
    }

    fn held(&self) -> Result<&Turn, Rejection> {
        self.turn.as_ref().ok_or(Rejection::NotHeld)
    }
}

pub(crate) fn decide(
    moment: &Moment<'_>,
    command: &Command,
) -> Result<Vec<crate::Event>, crate::Rejection> {
    let maritime = &moment.center.maritime;
    match *command {
        Command::TakeCommand(TakeCommand { nation }) => {
            moment.entitled(moment.by.speaks_for(nation))?;
            if let Some(turn) = maritime.turn {
                return Err(Rejection::Held { nation: turn.nation }.into());
            }
            require_in_group(moment, nation)?;
            let turn = 1;
            Ok(Vec::from([Event::CommandTaken { nation, turn }.into(), arm(moment, turn)]))
        }
        Command::DeclareReady(DeclareReady { nation }) => {
            moment.entitled(moment.by.speaks_for(nation))?;
            let turn = maritime.held()?;
            if turn.nation == nation {
                return Err(Rejection::Held { nation }.into());
            }
            require_in_group(moment, nation)?;
            if turn.ready.contains(nation) {
                return Err(Rejection::AlreadyReady { nation }.into());
            }
            Ok(Vec::from([Event::ReadyDeclared { nation }.into()]))
        }
        Command::HandOver(HandOver { to }) => {
            let turn = maritime.held()?;
            let from = turn.nation;
            moment.entitled(moment.by.speaks_for(from))?;
            if !turn.ready.contains(to) && !off(Mutation::MaritimeReady) {
                return Err(Rejection::NotReady { nation: to }.into());
            }
            let (clocks, next) = (&moment.center.clocks, turn.number.saturating_add(1));
            let handed_over = Event::CommandHandedOver { from, to, turn: next };
            let mut events = Vec::from([handed_over.into()]);
            events.extend(clocks.meet(Clock::MaritimeRotation, subject(turn.number), moment.at));
            events.push(arm(moment, next));
            Ok(events)
        }
    }
}

fn in_group(nation: Nation) -> Sound<Rejection> {
    refuse_if(!GROUP.contains(nation), &["nation"], Rejection::NotInGroup { nation })
}

impl TakeCommand {
    pub(crate) fn sound(&self) -> Sound<Rejection> {
        in_group(self.nation)
    }
}

fn require_in_group(moment: &Moment<'_>, nation: Nation) -> Result<(), Rejection> {
    in_group(nation).map_err(|unsound| unsound.rejection)?;
    if !moment.center.cell.is_acting(nation) {
        return Err(Rejection::NoCommandNation { nation });
    }
    Ok(())
}

/// The subject of the clock of a turn. One that was overrun stays on record with its own clock.
pub fn subject(number: u32) -> Id {
    Id::new(&format!("turn-{number}")).expect("the number of a turn is short")
}

/// Arms the clock of the turn that begins now.
fn arm(moment: &Moment<'_>, turn: u32) -> crate::Event {
    let span = moment.center.parameters.duration(Parameter::MaritimeRotationAfter);
    clock::arm(Clock::MaritimeRotation, subject(turn), moment.at, span)
}

pub(crate) fn evolve(center: &mut Center, event: &Event, at: SimTime) {
    let turn = &mut center.maritime.turn;
    match *event {
        Event::CommandTaken { nation, turn: number }
        | Event::CommandHandedOver { to: nation, turn: number, .. } => {
            *turn = Some(Turn { nation, number, since: at.into(), ready: NationSet::EMPTY });
        }
        Event::ReadyDeclared { nation } => {
            if let Some(turn) = turn {
                turn.ready = turn.ready.with(nation);
            }
        }
    }
}
