//! Who acts: seats, nations, the bodies around the center, and the clock.

use alloc::borrow::Cow;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;
use core::str::FromStr;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{Error, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::nation::{Nation, NationSet};

/// The three seats of the center.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Seat {
    Us,
    Ua,
    Coalition,
}

impl Seat {
    pub const ALL: [Seat; 3] = [Seat::Us, Seat::Ua, Seat::Coalition];

    pub const fn as_str(self) -> &'static str {
        match self {
            Seat::Us => "us",
            Seat::Ua => "ua",
            Seat::Coalition => "coalition",
        }
    }
}

impl fmt::Display for Seat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Who issues a command.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Actor {
    /// The engine, when a deadline lapses. It decides nothing by itself.
    Clock,
    /// Exercise control: it injects what happens in the world and speaks for nobody.
    Control,
    /// The monitoring mechanism.
    Monitors,
    /// The Special Commission.
    Commission,
    /// The commander of the multinational force, with authority over what nations have transferred.
    Commander,
    /// France and the United Kingdom together, at the head of the Coalition.
    CoChairs,
    Us,
    Ua,
    Coalition,
    /// Any nation but the US and Ukraine, which have seats of their own.
    Nation(Nation),
}

impl Actor {
    /// The words for actors that are no nation.
    const NAMED: [(Actor, &'static str); 9] = [
        (Actor::Clock, "clock"),
        (Actor::Control, "control"),
        (Actor::Monitors, "monitors"),
        (Actor::Commission, "commission"),
        (Actor::Commander, "commander"),
        (Actor::CoChairs, "cochairs"),
        (Actor::Us, "us"),
        (Actor::Ua, "ua"),
        (Actor::Coalition, "coalition"),
    ];

    pub fn as_str(self) -> &'static str {
        match self {
            Actor::Nation(nation) => nation.code(),
            named => Actor::NAMED.iter().find(|(actor, _)| *actor == named).map_or("", |row| row.1),
        }
    }

    /// All words that name an actor.
    pub fn names() -> impl Iterator<Item = &'static str> {
        let nations = Nation::all().filter(|&n| n != Nation::US && n != Nation::UA);
        Actor::NAMED.iter().map(|row| row.1).chain(nations.map(Nation::code))
    }

    /// The actor through which a nation speaks.
    pub fn of(nation: Nation) -> Actor {
        match nation {
            Nation::US => Actor::Us,
            Nation::UA => Actor::Ua,
            other => Actor::Nation(other),
        }
    }

    /// Whether an act of this actor is the nation's own act.
    pub fn speaks_for(self, nation: Nation) -> bool {
        self == Actor::of(nation)
    }

    /// Whether this actor is one of the nations.
    pub fn is_one_of(self, nations: NationSet) -> bool {
        nations.iter().any(|nation| self.speaks_for(nation))
    }

    /// The seat at which this actor sits, if any.
    pub fn seat(self) -> Option<Seat> {
        match self {
            Actor::Us => Some(Seat::Us),
            Actor::Ua => Some(Seat::Ua),
            Actor::Coalition | Actor::CoChairs | Actor::Nation(_) => Some(Seat::Coalition),
            Actor::Clock
            | Actor::Control
            | Actor::Monitors
            | Actor::Commission
            | Actor::Commander => None,
        }
    }
}

impl From<Seat> for Actor {
    fn from(seat: Seat) -> Actor {
        match seat {
            Seat::Us => Actor::Us,
            Seat::Ua => Actor::Ua,
            Seat::Coalition => Actor::Coalition,
        }
    }
}

/// A text that names no actor.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("unknown actor `{found}`")]
pub struct UnknownActor {
    pub found: String,
}

impl FromStr for Actor {
    type Err = UnknownActor;

    fn from_str(text: &str) -> Result<Actor, UnknownActor> {
        match Actor::NAMED.iter().find(|row| row.1 == text) {
            Some(row) => Ok(row.0),
            None => {
                text.parse().map(Actor::Nation).map_err(|_| UnknownActor { found: text.into() })
            }
        }
    }
}

impl fmt::Display for Actor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for Actor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Serialize for Actor {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for Actor {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Actor, D::Error> {
        struct Word;
        impl Visitor<'_> for Word {
            type Value = Actor;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an actor, such as `us`, `coalition`, `monitors` or a nation")
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<Actor, E> {
                text.parse().map_err(E::custom)
            }
        }
        deserializer.deserialize_str(Word)
    }
}

impl JsonSchema for Actor {
    fn schema_name() -> Cow<'static, str> {
        "Actor".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let names: Vec<&str> = Actor::names().collect();
        json_schema!({ "type": "string", "enum": names })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_reads_back_as_its_actor() {
        for name in Actor::names() {
            assert_eq!(name.parse::<Actor>().unwrap().as_str(), name);
        }
    }

    #[test]
    fn only_its_own_act_speaks_for_a_nation() {
        assert!(Actor::Us.speaks_for(Nation::US));
        assert!(Actor::Nation(Nation::PL).speaks_for(Nation::PL));
        for other in [Actor::Control, Actor::Clock, Actor::Coalition, Actor::CoChairs] {
            assert!(Nation::all().all(|nation| !other.speaks_for(nation)));
        }
    }
}
