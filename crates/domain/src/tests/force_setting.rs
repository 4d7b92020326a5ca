//! The setting of the tests on mandates and the force: a truce that is found credible, a host
//! that has asked, nations with mandates, and requirements.

use super::setting::{DE, FR, Setting, TR, UK, id, noon, truce, truce_at};

pub(super) use crate::strategies::fielding::{
    fielding, generate, infantry, march, offer, request, rule,
};

use crate::ceasefire::FindCessation;
use crate::clock::{self, Clock};
use crate::force::{
    DeclareStance, Degree, Event, Generate, HoldConference, Move, Offer, Recall, ReportInPlace,
    TransferAuthority,
};
use crate::framework::RequestForce;
use crate::ids::ContingentId;
use crate::mandate::Rule;
use crate::task::Location;
use crate::{Actor, Nation};

/// The requirements `inside` and `outside`, of 1,000 people each.
pub(super) fn required(setting: Setting) -> Setting {
    setting.command(truce_at(), Actor::CoChairs, infantry("inside", Location::UkraineLand)).command(
        truce_at(),
        Actor::CoChairs,
        infantry("outside", Location::OutsideUkraine),
    )
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

/// The people who are missing for a requirement.
pub(super) fn gap_of(setting: &Setting, requirement: &str) -> Option<u32> {
    let gaps = setting.state.force.gaps(&setting.state.mandates);
    gaps.get(&id(requirement)).copied()
}

pub(super) fn gap(setting: &Setting) -> Option<u32> {
    gap_of(setting, "inside")
}

pub(super) fn conference(names: &[&str]) -> HoldConference {
    HoldConference { requirements: names.iter().map(|name| id(name)).collect() }
}

pub(super) fn stance(nation: Nation, troops_in_ukraine: bool) -> DeclareStance {
    DeclareStance { nation, troops_in_ukraine }
}

/// The stage and the other marks of a contingent.
pub(super) fn found(setting: &Setting, name: &str) -> crate::force::Contingent {
    setting.state.force.contingents[&id::<ContingentId>(name)]
}

/// A ceasefire is in force, and the contingents are in the field.
pub(super) fn fielded() -> Setting {
    fielding(noon())
        .into_iter()
        .fold(truce(), |setting, (by, command)| setting.command(truce_at(), by, command))
}
