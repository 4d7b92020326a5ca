//! The setting of the tests on mandates and the force: a truce that is found credible, a host
//! that has asked, nations with mandates, and requirements.

use alloc::vec;
use alloc::vec::Vec;

use super::setting::{DE, FR, Setting, TR, UK, id, noon, truce, truce_at};
use kernel::SimTime;

use crate::ceasefire::FindCessation;
use crate::clock::{self, Clock};
use crate::force::{
    Capability, Component, Degree, Event, Generate, Move, Offer, PublishRequirement, Recall,
    ReportInPlace, TransferAuthority,
};
use crate::framework::RequestForce;
use crate::ids::ContingentId;
use crate::mandate::{DeclareRule, Request, Rule};
use crate::task::Location;
use crate::{Actor, Command, Nation};

/// A requirement of 1,000 infantry, known by its place.
pub(super) fn infantry(name: &str, place: Location) -> PublishRequirement {
    PublishRequirement {
        requirement: id(name),
        component: Component::Land,
        capability: Capability::Infantry,
        quantity: 1_000,
        place,
        needed_by: noon(),
    }
}

/// The requirements `inside` and `outside`, of 1,000 people each.
pub(super) fn required(setting: Setting) -> Setting {
    setting.command(truce_at(), Actor::CoChairs, infantry("inside", Location::UkraineLand)).command(
        truce_at(),
        Actor::CoChairs,
        infantry("outside", Location::OutsideUkraine),
    )
}

pub(super) fn rule(nation: Nation, rule: Rule) -> DeclareRule {
    DeclareRule { nation, rule }
}

/// A request for a mandate that is not limited in time.
pub(super) fn request(nation: Nation, ceiling: u32) -> Request {
    Request { nation, ceiling, lasts: None }
}

/// France, the United Kingdom, Germany and Türkiye have mandates for 1,000 people each, on the
/// word of their governments alone.
pub(super) fn mandated(setting: Setting) -> Setting {
    [FR, UK, DE, TR].into_iter().fold(setting, |setting, by| {
        let Actor::Nation(nation) = by else { return setting };
        setting.command(truce_at(), Actor::Control, rule(nation, Rule::None)).command(
            truce_at(),
            by,
            request(nation, 1_000),
        )
    })
}

/// Ukraine has asked for the force and the cessation of hostilities is found credible.
pub(super) fn admitted(setting: Setting) -> Setting {
    setting.command(truce_at(), Actor::Ua, RequestForce {}).command(
        truce_at(),
        Actor::Commission,
        FindCessation {},
    )
}

/// Nothing stands in the way of a contingent.
pub(super) fn open() -> Setting {
    admitted(mandated(required(truce())))
}

pub(super) fn offer(name: &str, nation: Nation, requirement: &str, strength: u32) -> Offer {
    Offer {
        contingent: id(name),
        nation,
        requirement: id(requirement),
        strength,
        needs_backstop: None,
    }
}

pub(super) fn generate(name: &str) -> Generate {
    Generate { contingent: id(name) }
}

pub(super) fn march(name: &str) -> Move {
    Move { contingent: id(name) }
}

pub(super) fn in_place(name: &str) -> ReportInPlace {
    ReportInPlace { contingent: id(name) }
}

pub(super) fn recall(name: &str) -> Recall {
    Recall { contingent: id(name) }
}

pub(super) fn transfer(name: &str, degree: Degree) -> TransferAuthority {
    TransferAuthority { contingent: id(name), degree }
}

/// The nation offers and generates a contingent.
pub(super) fn generated(setting: Setting, offer: Offer) -> Setting {
    let (by, contingent) = (Actor::of(offer.nation), offer.contingent);
    setting.command(noon(), by, offer).command(noon(), by, Generate { contingent })
}

/// The same, and the contingent is on its way.
pub(super) fn moving(setting: Setting, offer: Offer) -> Setting {
    let (by, contingent) = (Actor::of(offer.nation), offer.contingent);
    generated(setting, offer).command(noon(), by, Move { contingent })
}

/// The same, and the contingent is in place.
pub(super) fn placed(setting: Setting, offer: Offer) -> Setting {
    let (by, contingent) = (Actor::of(offer.nation), offer.contingent);
    moving(setting, offer).command(noon(), by, ReportInPlace { contingent })
}

pub(super) fn lapsed(name: &str, nation: Nation) -> crate::Event {
    Event::AuthorityLapsed { contingent: id(name), nation }.into()
}

pub(super) fn cancelled(clock: Clock, subject: &str) -> crate::Event {
    clock::Event::Cancelled { clock, subject: id(subject) }.into()
}

/// The stage and the other marks of a contingent.
pub(super) fn found(setting: &Setting, name: &str) -> crate::force::Contingent {
    setting.state.force.contingents[&id::<ContingentId>(name)]
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
pub(super) fn fielding(needed_by: SimTime) -> Vec<(Actor, Command)> {
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

/// A ceasefire is in force, and the contingents are in the field.
pub(super) fn fielded() -> Setting {
    fielding(noon())
        .into_iter()
        .fold(truce(), |setting, (by, command)| setting.command(truce_at(), by, command))
}
