//! What brings contingents into the field.

use alloc::vec;
use alloc::vec::Vec;

use kernel::SimTime;

use super::setting::{id, noon};
use crate::ceasefire::FindCessation;
use crate::force::{
    Capability, Component, Degree, Generate, Move, Offer, PublishRequirement, ReportInPlace,
    TransferAuthority,
};
use crate::framework::RequestForce;
use crate::ids::ContingentId;
use crate::mandate::{DeclareRule, Request, Rule};
use crate::task::Location;
use crate::{Actor, Command, Nation};

/// A requirement of 1,000 infantry, known by its place.
pub(crate) fn infantry(name: &str, place: Location) -> PublishRequirement {
    PublishRequirement {
        requirement: id(name),
        component: Component::Land,
        capability: Capability::Infantry,
        quantity: 1_000,
        place,
        needed_by: noon(),
    }
}

pub(crate) fn rule(nation: Nation, rule: Rule) -> DeclareRule {
    DeclareRule { nation, rule }
}

/// A request for a mandate that is not limited in time.
pub(crate) fn request(nation: Nation, ceiling: u32) -> Request {
    Request { nation, ceiling, lasts: None }
}

pub(crate) fn offer(name: &str, nation: Nation, requirement: &str, strength: u32) -> Offer {
    Offer {
        contingent: id(name),
        nation,
        requirement: id(requirement),
        strength,
        needs_backstop: None,
    }
}

pub(crate) fn generate(name: &str) -> Generate {
    Generate { contingent: id(name) }
}

pub(crate) fn march(name: &str) -> Move {
    Move { contingent: id(name) }
}

/// Contingents in the field, each called after its nation: its requirement, the authority that
/// was handed over, and whether it is in place.
const FIELDED: [(Nation, &str, Option<Degree>, bool); 5] = [
    (Nation::DE, "sappers", Some(Degree::Opcon), true),
    (Nation::FR, "sappers", Some(Degree::Tacon), true),
    (Nation::PL, "sappers", None, true),
    (Nation::TR, "sappers", None, false),
    (Nation::UK, "fighters", Some(Degree::Opcom), true),
];

/// What brings the contingents into the field: sappers in Ukraine and fighters outside it.
pub(crate) fn fielding(needed_by: SimTime) -> Vec<(Actor, Command)> {
    let sappers = PublishRequirement {
        capability: Capability::Engineers,
        quantity: 5_000,
        needed_by,
        ..infantry("sappers", Location::UkraineLand)
    };
    let fighters = PublishRequirement {
        component: Component::Air,
        capability: Capability::Fighters,
        needed_by,
        ..infantry("fighters", Location::OutsideUkraine)
    };
    let mut commands: Vec<(Actor, Command)> = vec![
        (Actor::Ua, RequestForce {}.into()),
        (Actor::Commission, FindCessation {}.into()),
        (Actor::CoChairs, sappers.into()),
        (Actor::CoChairs, fighters.into()),
    ];
    for (nation, requirement, degree, in_place) in FIELDED {
        let (by, contingent) = (Actor::of(nation), id::<ContingentId>(nation.code()));
        let name = nation.code();
        commands.push((Actor::Control, rule(nation, Rule::None).into()));
        commands.push((by, request(nation, 1_000).into()));
        commands.push((by, offer(name, nation, requirement, 500).into()));
        commands.push((by, generate(name).into()));
        if let Some(degree) = degree {
            commands.push((by, TransferAuthority { contingent, degree }.into()));
        }
        if in_place {
            commands.push((by, march(name).into()));
            commands.push((by, ReportInPlace { contingent }.into()));
        }
    }
    commands
}
