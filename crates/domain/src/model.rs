//! The families put together: one state, one command, one event, one rejection.

use alloc::vec::Vec;

use kernel::{Decider, Issued, Recorded, Said, SimTime};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::actor::{Actor, Seat};
use crate::audience::Audience;
use crate::center::Role;
use crate::mutation::{Mutation, off};
use crate::parameter::Parameters;
use crate::{
    caveat, ceasefire, center, clock, commission, consignment, decision, depot, force, framework,
    headquarters, hub, incident, mandate, maritime, mission, need, permit, prosperity, response,
    roe, silence, talks, task,
};

/// Everything that the center knows at one instant.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
pub struct Center {
    pub parameters: Parameters,
    pub cell: center::Cell,
    pub framework: framework::Framework,
    pub talks: talks::Talks,
    pub prosperity: prosperity::Prosperity,
    pub tasks: task::Tasks,
    pub mandates: mandate::Mandates,
    pub force: force::Force,
    pub headquarters: headquarters::Headquarters,
    #[serde(skip_serializing_if = "maritime::Maritime::is_untouched")]
    pub maritime: maritime::Maritime,
    pub needs: need::Needs,
    pub permits: permit::Permits,
    pub hubs: hub::Hubs,
    pub caveats: caveat::Caveats,
    pub roe: roe::Rules,
    pub missions: mission::Missions,
    pub consignments: consignment::Consignments,
    pub depots: depot::Depots,
    pub questions: decision::Questions,
    pub silences: silence::Silences,
    pub ceasefire: ceasefire::Ceasefire,
    pub incidents: incident::Incidents,
    pub responses: response::Responses,
    pub cases: commission::Cases,
    pub clocks: clock::Clocks,
}

/// A command is decided for an actor at an instant.
#[derive(Clone, Copy, Debug)]
pub struct Moment<'a> {
    pub center: &'a Center,
    pub at: SimTime,
    pub by: Actor,
}

/// The actor has no standing to do this.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, thiserror::Error)]
#[error("`{by}` is not entitled to this")]
pub struct NotEntitled {
    pub by: Actor,
}

impl Moment<'_> {
    /// Refuses every actor that is not on the list.
    pub(crate) fn only(&self, entitled: &[Actor]) -> Result<(), NotEntitled> {
        self.entitled(entitled.contains(&self.by))
    }

    /// The seat for which the actor may act, if any. A nation acts for the Coalition's as a member
    /// or partner; an observer watches, and acts for none.
    pub(crate) fn seat(&self) -> Option<Seat> {
        let acts = match self.by {
            Actor::Nation(nation) => {
                let enrollment = self.center.cell.nations.get(&nation);
                enrollment.is_some_and(|enrollment| enrollment.role != Role::Observer)
            }
            _ => true,
        };
        self.by.seat().filter(|_| acts)
    }

    /// Refuses all but the seats themselves and the co-chairs: what concerns all of them is no
    /// single nation's to do.
    pub(crate) fn seats_only(&self) -> Result<(), NotEntitled> {
        self.only(&[Actor::Us, Actor::Ua, Actor::Coalition, Actor::CoChairs])
    }

    /// Refuses the actor unless the condition holds.
    pub(crate) fn entitled(&self, holds: bool) -> Result<(), NotEntitled> {
        if holds || off(Mutation::Authority) { Ok(()) } else { Err(NotEntitled { by: self.by }) }
    }
}

/// Puts the families under one enum each, so that a family type converts into the whole.
macro_rules! families {
    ($($family:ident $name:ident,)+) => {
        /// A command of any family.
        #[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
        #[serde(rename_all = "kebab-case")]
        pub enum Command { $($name($family::Command),)+ }

        /// An event of any family.
        #[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
        #[serde(rename_all = "kebab-case")]
        pub enum Event { $($name($family::Event),)+ }

        /// Why a command is refused.
        #[derive(Clone, Debug, PartialEq, Eq, Serialize, thiserror::Error)]
        #[serde(rename_all = "kebab-case")]
        pub enum Rejection {
            #[error(transparent)]
            Authority(#[from] NotEntitled),
            $(#[error(transparent)] $name(#[from] $family::Rejection),)+
        }

        $(impl From<$family::Event> for Event {
            fn from(event: $family::Event) -> Event {
                Event::$name(event)
            }
        })+

        impl Decider for Center {
            type Actor = Actor;
            type Audience = Audience;
            type State = Center;
            type Command = Command;
            type Event = Event;
            type Rejection = Rejection;

            fn decide(
                center: &Center,
                issued: &Issued<Actor, Command>,
            ) -> Result<Vec<Event>, Rejection> {
                let moment = Moment { center, at: issued.at, by: issued.by };
                match &issued.command {
                    $(Command::$name(command) => $family::decide(&moment, command),)+
                }
            }

            fn evolve(center: &mut Center, recorded: &Recorded<Actor, &Event>) {
                center::note_decision(&mut center.cell, recorded.event, recorded.at);
                match recorded.event {
                    $(Event::$name(event) => $family::evolve(center, event, recorded.at),)+
                }
            }

            fn audience(by: Actor, said: Said<'_, Event>) -> Audience {
                match said {
                    Said::Frame => Audience::All,
                    Said::Accepted(events) => Audience::of_command(by, events),
                    Said::Refused => Audience::of(by),
                    Said::Event(event) => event.audience(),
                    Said::Choice => Audience::CONTROL,
                }
            }

            fn occurred_at(event: &Event) -> Option<SimTime> {
                match event {
                    Event::Incident(event) => event.occurred_at(),
                    _ => None,
                }
            }
        }
    };
}

families! {
    center Center,
    framework Framework,
    talks Talks,
    prosperity Prosperity,
    task Task,
    mandate Mandate,
    force Force,
    need Need,
    permit Permit,
    hub Hub,
    caveat Caveat,
    roe Roe,
    mission Mission,
    consignment Consignment,
    depot Depot,
    decision Decision,
    silence Silence,
    ceasefire Ceasefire,
    incident Incident,
    response Response,
    commission Commission,
    headquarters Headquarters,
    maritime Maritime,
    clock Clock,
}

impl Event {
    /// Who may see the event.
    pub fn audience(&self) -> Audience {
        match self {
            Event::Incident(event) => event.audience(),
            _ => Audience::All,
        }
    }
}

/// Lets each command of a family stand where the family's or the whole command is wanted.
macro_rules! commands {
    ($family:ident: $($name:ident),+ $(,)?) => {
        /// A command of this family.
        #[derive(
            Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize, schemars::JsonSchema,
        )]
        #[serde(rename_all = "kebab-case")]
        pub enum Command { $($name($name)),+ }

        $(impl From<$name> for crate::Command {
            fn from(command: $name) -> crate::Command {
                crate::Command::$family(Command::$name(command))
            }
        })+
    };
}
pub(crate) use commands;

/// Lets enums without fields show themselves in messages by the words that stand on disk.
macro_rules! words {
    ($($name:path),+ $(,)?) => {$(
        impl core::fmt::Display for $name {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                Serialize::serialize(self, f)
            }
        }
    )+};
}

words!(
    crate::parameter::Parameter,
    ceasefire::State,
    center::Phase,
    center::Site,
    commission::Stage,
    consignment::Mode,
    consignment::Stage,
    decision::Matter,
    framework::Backstop,
    force::Degree,
    force::Stage,
    framework::Standing,
    headquarters::Item,
    headquarters::Post,
    prosperity::Gate,
    need::Priority,
    mission::Activity,
    mission::Progress,
    response::Tier,
    roe::Status,
    task::Progress,
    task::Task,
);
