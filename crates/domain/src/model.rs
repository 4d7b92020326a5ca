//! The families put together: one state, one command, one event, one rejection.

use alloc::vec::Vec;

use kernel::{Decider, Issued, Parts, Recorded, Said, Shared, SimTime};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::actor::{Actor, Seat};
use crate::audience::Audience;
use crate::center::Role;
use crate::mutation::{Mutation, off};
use crate::parameter::Parameters;
use crate::{
    base, caveat, ceasefire, center, clock, commission, consignment, decision, depot, force,
    framework, headquarters, hub, incident, mandate, maritime, mission, need, permit, prosperity,
    response, roe, silence, talks, task,
};

/// Everything that the center knows at one instant.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
pub struct Center {
    pub parameters: Shared<Parameters>,
    pub cell: Shared<center::Cell>,
    pub framework: Shared<framework::Framework>,
    pub talks: Shared<talks::Talks>,
    pub prosperity: Shared<prosperity::Prosperity>,
    pub tasks: Shared<task::Tasks>,
    pub mandates: Shared<mandate::Mandates>,
    pub force: Shared<force::Force>,
    pub headquarters: Shared<headquarters::Headquarters>,
    #[serde(skip_serializing_if = "maritime::Maritime::is_untouched")]
    pub maritime: Shared<maritime::Maritime>,
    #[serde(skip_serializing_if = "base::Bases::is_untouched")]
    pub bases: Shared<base::Bases>,
    pub needs: Shared<need::Needs>,
    pub permits: Shared<permit::Permits>,
    pub hubs: Shared<hub::Hubs>,
    pub caveats: Shared<caveat::Caveats>,
    pub roe: Shared<roe::Rules>,
    pub missions: Shared<mission::Missions>,
    pub consignments: Shared<consignment::Consignments>,
    pub depots: Shared<depot::Depots>,
    pub questions: Shared<decision::Questions>,
    pub silences: Shared<silence::Silences>,
    pub ceasefire: Shared<ceasefire::Ceasefire>,
    pub incidents: Shared<incident::Incidents>,
    pub responses: Shared<response::Responses>,
    pub cases: Shared<commission::Cases>,
    pub clocks: Shared<clock::Clocks>,
}

impl Center {
    /// Shows all parts, one by one.
    pub fn show(&self, to: &mut impl Parts) {
        let Center {
            parameters,
            cell,
            framework,
            talks,
            prosperity,
            tasks,
            mandates,
            force,
            headquarters,
            maritime,
            bases,
            needs,
            permits,
            hubs,
            caveats,
            roe,
            missions,
            consignments,
            depots,
            questions,
            silences,
            ceasefire,
            incidents,
            responses,
            cases,
            clocks,
        } = self;
        to.part(parameters);
        to.part(cell);
        to.part(framework);
        to.part(talks);
        to.part(prosperity);
        to.part(tasks);
        to.part(mandates);
        to.part(force);
        to.part(headquarters);
        to.part(maritime);
        to.part(bases);
        to.part(needs);
        to.part(permits);
        to.part(hubs);
        to.part(caveats);
        to.part(roe);
        to.part(missions);
        to.part(consignments);
        to.part(depots);
        to.part(questions);
        to.part(silences);
        to.part(ceasefire);
        to.part(incidents);
        to.part(responses);
        to.part(cases);
        to.part(clocks);
    }
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
                center::note_decision(center, recorded.event, recorded.at);
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
    base Base,
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
    base::Stage,
    ceasefire::State,
    center::Phase,
    center::Site,
    commission::Stage,
    consignment::Mode,
    consignment::Stage,
    decision::Matter,
    framework::Backstop,
    force::Capability,
    force::Component,
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
