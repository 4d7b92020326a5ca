//! The state of the cell: its phase, its seats, who attends.

use alloc::collections::BTreeMap;

use kernel::SimTime;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::OnRecord;
use crate::actor::Seat;
use crate::ids::TextId;
use crate::mutation::{Mutation, off};
use crate::nation::{Nation, NationSet};
use crate::parameter::{Parameter, Parameters};

/// How far the cell has come. Section 6 of the domain notes: nothing after `Decided` is history.
#[derive(
    Clone,
    Copy,
    Debug,
    Default,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Phase {
    #[default]
    None,
    Decided,
    Planned,
    InitialOperating,
    FullOperating,
    Closed,
}

/// Where the cell is.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Site {
    Paris,
    London,
    Kyiv,
}

/// What a nation is to the Coalition.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    Member,
    /// Not a member, but at the table: the United States, EU, NATO.
    Partner,
    /// Ukraine.
    Host,
    Observer,
}

/// A nation on the rolls.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Enrollment {
    pub role: Role,
    pub accepts_silence: bool,
    pub present: bool,
}

/// The state of the cell.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
pub struct Cell {
    pub phase: Phase,
    pub degraded: bool,
    pub site: Option<Site>,
    pub terms: Option<TextId>,
    /// Filled seats, and since when.
    pub seats: BTreeMap<Seat, OnRecord>,
    pub flagged: BTreeMap<Seat, OnRecord>,
    pub nations: BTreeMap<Nation, Enrollment>,
    /// When the cell last produced a decision, or began to operate.
    pub no_decision_since: Option<SimTime>,
}

impl Cell {
    pub fn is_filled(&self, seat: Seat) -> bool {
        self.seats.contains_key(&seat)
    }

    /// The seats without which nothing tripartite is adopted, if one of them is vacant.
    pub fn vacant_tripartite_seat(&self) -> Option<Seat> {
        [Seat::Us, Seat::Ua].into_iter().find(|&seat| !self.is_filled(seat))
    }

    /// The same of a text that is put to these nations: it is tripartite if it is put to the US, to
    /// Ukraine and to the Coalition.
    pub fn vacant_seat_of(&self, asked: NationSet) -> Option<Seat> {
        let both = NationSet::EMPTY.with(Nation::US).with(Nation::UA);
        let is_tripartite = both.minus(asked).is_empty() && !asked.minus(both).is_empty();
        self.vacant_tripartite_seat().filter(|_| is_tripartite)
    }

    /// The seat of the US or of Ukraine that is vacant though its nation is among these: nobody is
    /// there to speak for it.
    pub fn vacant_seat_among(&self, asked: NationSet) -> Option<Seat> {
        let seats = [(Nation::US, Seat::Us), (Nation::UA, Seat::Ua)];
        let vacant =
            |(nation, seat): &(Nation, Seat)| asked.contains(*nation) && !self.is_filled(*seat);
        seats.into_iter().find(vacant).map(|(_, seat)| seat)
    }

    /// The nations of the set that are not on the rolls.
    pub fn not_enrolled(&self, nations: NationSet) -> Option<Nation> {
        nations.iter().find(|nation| !self.nations.contains_key(nation))
    }

    /// Whether a nation on the rolls acts as one. An observer watches, and an organization helps:
    /// neither leads, fields anybody or makes a quorum.
    pub fn is_acting(&self, nation: Nation) -> bool {
        let enrollment = self.nations.get(&nation);
        enrollment.is_some_and(|enrollment| enrollment.role != Role::Observer)
            && !nation.is_organization()
    }

    /// The members of the Coalition on the rolls.
    pub fn members(&self) -> NationSet {
        let members = self.nations.iter().filter(|(_, enrollment)| enrollment.role == Role::Member);
        members.map(|(&nation, _)| nation).collect()
    }

    pub(super) fn is_operating(&self) -> bool {
        matches!(self.phase, Phase::InitialOperating | Phase::FullOperating)
    }

    pub(super) fn set_present(&mut self, nation: Nation, present: bool) {
        if let Some(enrollment) = self.nations.get_mut(&nation) {
            enrollment.present = present;
        }
    }

    pub(super) fn attendance(&self) -> Attendance {
        let rows = self.nations.iter().filter(|(_, enrollment)| enrollment.present);
        let present = rows.filter(|&(&nation, _)| self.is_acting(nation));
        Attendance { seats: self.seats.len(), nations: present.count() }
    }
}

/// How many seats are filled and how many nations attend that make a quorum.
#[derive(Clone, Copy)]
pub(super) struct Attendance {
    pub(super) seats: usize,
    pub(super) nations: usize,
}

impl Attendance {
    pub(super) fn is_quorum(self, parameters: &Parameters) -> bool {
        let required = |parameter| parameters.number(parameter) as usize;
        required(Parameter::QuorumSeats) <= self.seats
            && required(Parameter::QuorumNations)
                <= self.nations + usize::from(off(Mutation::QuorumShort))
    }

    pub(super) fn counts(self) -> (u32, u32) {
        let count = |number| u32::try_from(number).unwrap_or(u32::MAX);
        (count(self.seats), count(self.nations))
    }
}
