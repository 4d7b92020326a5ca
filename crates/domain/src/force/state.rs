//! What the force needs, and how far each contingent has come.

use alloc::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::OnRecord;
use crate::framework::Backstop;
use crate::ids::{ContingentId, RequirementId};
use crate::nation::{Nation, NationSet};
use crate::task::Location;

/// The states that border the Black Sea, whose warships the Straits never keep out.
const LITTORAL: NationSet = NationSet::EMPTY
    .with(Nation::BG)
    .with(Nation::GE)
    .with(Nation::RO)
    .with(Nation::RU)
    .with(Nation::TR)
    .with(Nation::UA);

/// Enums of words that stand on disk.
macro_rules! word {
    ($(#[$doc:meta])* $name:ident { $($(#[$about:meta])* $variant:ident),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(
            Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
            JsonSchema,
        )]
        #[serde(rename_all = "kebab-case")]
        pub enum $name { $($(#[$about])* $variant),+ }
    };
}

word! {
    /// The parts of the force. Section 2.2 of the domain notes.
    Component { Land, Air, Maritime, Regeneration, Logistics, Headquarters }
}

word! {
    /// What a requirement asks for.
    Capability {
        Infantry, Armor, Engineers, AirDefense, Fighters, Surveillance, Warship, MineHunter,
        Transport, Medical, Training, Staff,
    }
}

word! {
    /// How much authority over a contingent a nation hands to the force commander.
    Degree {
        /// To assign tasks within the mission.
        Tacon,
        /// To direct the contingent for limited missions.
        Opcon,
        /// To assign missions and regroup.
        Opcom,
    }
}

word! {
    /// How far a contingent has come.
    Stage {
        Offered,
        /// Offered under a condition on the backstop that is not met.
        Conditional,
        Generated,
        Moving,
        InPlace,
        /// Relieved by another contingent, or called back by its nation.
        Recalled,
        Withdrawn,
    }
}

impl Capability {
    /// Whether it is a vessel of war, to which the Straits may be closed.
    pub fn is_ship(self) -> bool {
        matches!(self, Capability::Warship | Capability::MineHunter)
    }

    /// Whether a component may need it. No source lists what each is made of, so that only what cannot
    /// be is left out: ships that are neither in the maritime component nor bring supplies, fighters
    /// on land, and armor that is not.
    pub(super) fn fits(self, component: Component) -> bool {
        match self {
            Capability::Warship => matches!(component, Component::Maritime | Component::Logistics),
            Capability::MineHunter => component == Component::Maritime,
            Capability::Fighters => matches!(component, Component::Air | Component::Maritime),
            Capability::Armor => matches!(component, Component::Land | Component::Regeneration),
            Capability::Infantry
            | Capability::Engineers
            | Capability::AirDefense
            | Capability::Surveillance
            | Capability::Transport
            | Capability::Medical
            | Capability::Training
            | Capability::Staff => true,
        }
    }
}

/// A line of the list of requirements.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Requirement {
    pub component: Component,
    pub capability: Capability,
    /// People.
    pub quantity: u32,
    pub place: Location,
    pub needed_by: OnRecord,
}

/// Authority over a contingent that its nation has handed to the force commander.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Authority {
    pub degree: Degree,
    pub since: OnRecord,
}

/// A nation's contribution to one requirement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Contingent {
    pub nation: Nation,
    pub requirement: RequirementId,
    /// People.
    pub strength: u32,
    pub stage: Stage,
    /// The weakest state of the backstop under which the offer stands.
    pub needs_backstop: Option<Backstop>,
    /// None while its nation alone commands it.
    pub authority: Option<Authority>,
    pub in_place_since: Option<OnRecord>,
    /// In place, while the condition under which it was offered no longer holds.
    pub condition_lost: bool,
    /// In place for longer than a contingent should stay, and nobody has relieved it.
    pub overdue: bool,
    /// It has taken the place of another contingent, and takes that of no second one.
    #[serde(skip_serializing_if = "core::ops::Not::not")]
    pub has_relieved: bool,
}

impl Contingent {
    /// What a nation offers, on no condition.
    pub(super) const fn offered(
        nation: Nation,
        requirement: RequirementId,
        strength: u32,
        stage: Stage,
    ) -> Contingent {
        Contingent {
            nation,
            requirement,
            strength,
            stage,
            needs_backstop: None,
            authority: None,
            in_place_since: None,
            condition_lost: false,
            overdue: false,
            has_relieved: false,
        }
    }

    /// Whether its requirement may rely on it. One that is overdue is due to go home, so that
    /// others can be asked to take its place.
    pub(super) fn counts(&self) -> bool {
        match self.stage {
            Stage::Offered | Stage::Generated | Stage::Moving => true,
            Stage::InPlace => !self.overdue,
            Stage::Conditional | Stage::Recalled | Stage::Withdrawn => false,
        }
    }
}

/// The state of the force.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
pub struct Force {
    pub requirements: BTreeMap<RequirementId, Requirement>,
    pub contingents: BTreeMap<ContingentId, Contingent>,
    /// Whether a nation sends troops into Ukraine, as far as it has said so.
    pub stances: BTreeMap<Nation, bool>,
    /// The Turkish Straits are closed to warships of states that do not border the Black Sea.
    pub straits_closed: bool,
}

impl Force {
    /// Whether a nation has said that it sends nobody there.
    pub fn refuses(&self, nation: Nation, place: Location) -> bool {
        place.is_in_ukraine() && self.stances.get(&nation) == Some(&false)
    }

    /// Whether the Straits are closed to a ship of this nation that the requirement wants. The maritime
    /// component is that of the Black Sea, off whichever shore a ship of it keeps.
    pub fn keeps_out(&self, nation: Nation, wanted: &Requirement) -> bool {
        let there = wanted.place == Location::UkraineSea;
        let counts_there = wanted.component == Component::Maritime;
        (there || counts_there) && self.bars(nation, wanted.capability)
    }

    /// Whether the Straits are closed to what this nation has, if it is a ship.
    pub(crate) fn bars(&self, nation: Nation, capability: Capability) -> bool {
        capability.is_ship() && self.straits_closed && !LITTORAL.contains(nation)
    }

    /// The people of a nation on their way or in place in Ukraine, without some contingents.
    pub fn people_in_ukraine(&self, nation: Nation, without: &[ContingentId]) -> u64 {
        let there = self.contingents.iter().filter(|(name, contingent)| {
            contingent.nation == nation
                && matches!(contingent.stage, Stage::Moving | Stage::InPlace)
                && self.place(contingent).is_some_and(Location::is_in_ukraine)
                && !without.contains(name)
        });
        there.fold(0, |people: u64, (_, contingent)| {
            people.saturating_add(contingent.strength.into())
        })
    }

    /// Whether units of a nation are in place in Ukraine, without one that leaves.
    pub(crate) fn is_in_ukraine(&self, nation: Nation, without: Option<ContingentId>) -> bool {
        self.contingents.iter().any(|(&name, contingent)| {
            contingent.nation == nation
                && contingent.stage == Stage::InPlace
                && self.place(contingent).is_some_and(Location::is_in_ukraine)
                && without != Some(name)
        })
    }

    /// Takes note that one contingent has taken the place of another.
    pub(super) fn relieve(&mut self, contingent: ContingentId, relief: ContingentId) {
        if let Some(left) = self.contingents.get_mut(&contingent) {
            left.stage = Stage::Recalled;
        }
        if let Some(came) = self.contingents.get_mut(&relief) {
            came.has_relieved = true;
        }
    }

    /// Where a contingent goes.
    pub fn place(&self, contingent: &Contingent) -> Option<Location> {
        self.requirements.get(&contingent.requirement).map(|requirement| requirement.place)
    }
}
