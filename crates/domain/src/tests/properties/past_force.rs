//! What a history says of mandates and contingents.

use kernel::SimTime;

use super::past::Past;
use crate::force::{self, Capability, Component};
use crate::framework::{self, Backstop};
use crate::ids::{ContingentId, RequirementId};
use crate::strategies::Record;
use crate::task::Location;
use crate::{Event, Nation, mandate};

/// An offer, and what it is for.
#[derive(Clone, Copy)]
pub(super) struct Offered {
    pub(super) nation: Nation,
    pub(super) strength: u32,
    pub(super) needs: Option<Backstop>,
    pub(super) component: Component,
    pub(super) capability: Capability,
    pub(super) place: Location,
}

/// The contingent that takes a further step into the force, by the record of it.
pub(super) fn step(record: &Record) -> Option<ContingentId> {
    match record.event {
        Event::Force(
            force::Event::ContingentGenerated { contingent, .. }
            | force::Event::ContingentMoved { contingent, .. }
            | force::Event::ContingentInPlace { contingent, .. },
        ) => Some(contingent),
        _ => None,
    }
}

impl Past<'_> {
    pub(super) fn wanted(self, wanted: RequirementId) -> Option<(Component, Capability, Location)> {
        self.last(|event| match event {
            Event::Force(force::Event::RequirementPublished {
                requirement,
                component,
                capability,
                place,
                ..
            }) if *requirement == wanted => Some((*component, *capability, *place)),
            _ => None,
        })
    }

    pub(super) fn offered(self, wanted: ContingentId) -> Option<Offered> {
        self.last(|event| match *event {
            Event::Force(force::Event::CapabilityOffered {
                contingent,
                nation,
                requirement,
                strength,
                needs_backstop: needs,
                ..
            }) if contingent == wanted => {
                let (component, capability, place) = self.wanted(requirement)?;
                Some(Offered { nation, strength, needs, component, capability, place })
            }
            _ => None,
        })
    }

    /// The contingents that were ever offered.
    pub(super) fn contingents(self) -> impl Iterator<Item = ContingentId> {
        self.0.iter().filter_map(|record| match record.event {
            Event::Force(force::Event::CapabilityOffered { contingent, .. }) => Some(contingent),
            _ => None,
        })
    }

    /// Ceiling and end of the mandate that was granted last, if nothing has ended it since.
    pub(super) fn mandate(self, of: Nation) -> Option<(u32, Option<SimTime>)> {
        self.last(|event| match *event {
            Event::Mandate(mandate::Event::Granted { nation, ceiling, expires_at })
                if nation == of =>
            {
                Some(Some((ceiling, expires_at)))
            }
            Event::Mandate(
                mandate::Event::Denied { nation } | mandate::Event::Expired { nation },
            ) if nation == of => Some(None),
            _ => None,
        })?
    }

    /// Whether the force commander has authority over a contingent.
    pub(super) fn has_authority(self, over: ContingentId) -> bool {
        let last = self.last(|event| match event {
            Event::Force(force::Event::AuthorityTransferred { contingent, .. })
                if *contingent == over =>
            {
                Some(true)
            }
            Event::Force(
                force::Event::AuthorityRevoked { contingent, .. }
                | force::Event::AuthorityLapsed { contingent, .. },
            ) if *contingent == over => Some(false),
            _ => None,
        });
        last == Some(true)
    }

    /// Whether a contingent is on its way or in place in Ukraine.
    fn is_in_ukraine(self, wanted: ContingentId) -> bool {
        let last = self.last(|event| match event {
            Event::Force(
                force::Event::ContingentMoved { contingent, place, .. }
                | force::Event::ContingentInPlace { contingent, place, .. },
            ) if *contingent == wanted => Some(*place != Location::OutsideUkraine),
            Event::Force(force::Event::FellConditional { contingent, from, .. })
                if *contingent == wanted && *from != force::Stage::InPlace =>
            {
                Some(false)
            }
            Event::Force(
                force::Event::ContingentRelieved { contingent, .. }
                | force::Event::ContingentRecalled { contingent, .. },
            ) if *contingent == wanted => Some(false),
            _ => None,
        });
        last == Some(true)
    }

    /// The people of a nation on their way or in place in Ukraine, but for one contingent.
    pub(super) fn people_beside(self, nation: Nation, besides: Option<ContingentId>) -> u64 {
        let there = self.contingents().filter(|&name| Some(name) != besides);
        let there = there.filter(|&name| self.is_in_ukraine(name));
        let own = there.filter_map(|name| self.offered(name)).filter(|c| c.nation == nation);
        own.map(|contingent| u64::from(contingent.strength)).sum()
    }

    pub(super) fn backstop(self) -> Backstop {
        let last = self.last(|event| match event {
            Event::Framework(framework::Event::BackstopChanged { to, .. }) => Some(*to),
            _ => None,
        });
        last.unwrap_or_default()
    }
}
