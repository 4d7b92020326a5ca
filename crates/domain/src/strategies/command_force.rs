//! Any command on mandates and the force, and plans that lead a contingent into place.

use alloc::vec;
use alloc::vec::Vec;

use proptest::prelude::*;
use proptest::sample::{select, subsequence};

use super::command::{Any, any_of, instant, name, nation};
use super::setting::{hours, id};
use crate::ceasefire::FindCessation;
use crate::force::{
    Capability, CloseStraits, Component, DeclareStance, Degree, Generate, HoldConference, Move,
    Offer, OpenStraits, PublishRequirement, Recall, Relieve, ReportInPlace, RevokeAuthority,
    TransferAuthority, WithdrawOffer,
};
use crate::framework::{Backstop, RequestForce, SetBackstop};
use crate::ids::{ContingentId, RequirementId};
use crate::mandate::{DeclareRule, DemandDebate, Inform, RecordVote, Request, Rule};
use crate::task::Location;
use crate::{Command, Nation};

/// The rules of the nations that send something in the walks.
pub(super) const RULES: [(Nation, Rule); 4] = [
    (Nation::FR, Rule::Information { inform_within: hours(12), authorize_within: hours(30) }),
    (Nation::UK, Rule::Vote),
    (Nation::DE, Rule::DeemedApproved { within: hours(24) }),
    (Nation::PL, Rule::None),
];

/// A contingent is named after its nation.
pub(super) fn owner(contingent: ContingentId) -> Nation {
    id(contingent.0.as_str().split('-').next().unwrap_or_default())
}

fn contingent() -> impl Strategy<Value = ContingentId> {
    name(&["fr-1", "fr-2", "uk-1", "uk-2", "de-1", "pl-1"])
}

fn wanted() -> impl Strategy<Value = RequirementId> {
    name(&["m1", "m2", "m3"])
}

fn people() -> impl Strategy<Value = u32> {
    select(vec![0, 1, 300, 300, 500, 1_000, u32::MAX])
}

fn rule() -> impl Strategy<Value = Rule> {
    select(RULES.map(|row| row.1).to_vec())
}

fn request() -> impl Strategy<Value = Request> {
    let lasts = prop::option::of(select(vec![hours(0), hours(12), hours(72)]));
    (nation(), people(), lasts).prop_map(|(nation, ceiling, lasts)| Request {
        nation,
        ceiling,
        lasts,
    })
}

pub(super) fn mandate() -> Any {
    any_of![
        1 => (nation(), rule()).prop_map(|(nation, rule)| DeclareRule { nation, rule }),
        4 => request(),
        2 => nation().prop_map(|nation| DemandDebate { nation }),
        4 => (nation(), prop::bool::weighted(0.7)).prop_map(|(nation, granted)| {
            RecordVote { nation, granted }
        }),
        2 => nation().prop_map(|nation| Inform { nation }),
    ]
}

fn condition() -> impl Strategy<Value = Option<Backstop>> {
    let states = vec![Backstop::Political, Backstop::Signed, Backstop::Ratified, Backstop::None];
    prop::option::weighted(0.4, select(states))
}

fn offer() -> impl Strategy<Value = Offer> {
    (contingent(), wanted(), people(), condition()).prop_map(
        |(contingent, requirement, strength, needs_backstop)| Offer {
            contingent,
            nation: owner(contingent),
            requirement,
            strength,
            needs_backstop,
        },
    )
}

fn component(capability: Capability) -> Component {
    if capability.is_ship() { Component::Maritime } else { Component::Land }
}

fn publish() -> impl Strategy<Value = PublishRequirement> {
    let capability = select(vec![Capability::Infantry, Capability::Warship]);
    let place = select(vec![Location::UkraineLand, Location::UkraineSea, Location::OutsideUkraine]);
    (wanted(), capability, people(), place, instant()).prop_map(
        |(requirement, capability, quantity, place, needed_by)| PublishRequirement {
            requirement,
            // For very many a ship is asked for where it does not belong.
            component: if quantity == u32::MAX { Component::Land } else { component(capability) },
            capability,
            quantity,
            place,
            needed_by,
        },
    )
}

pub(super) fn force() -> Any {
    let degree = select(vec![Degree::Tacon, Degree::Opcon]);
    let several = subsequence(vec![id("m1"), id("m2")], 0..=2);
    any_of![
        1 => (nation(), prop::bool::weighted(0.8)).prop_map(|(nation, troops_in_ukraine)| {
            DeclareStance { nation, troops_in_ukraine }
        }),
        2 => publish(),
        1 => several.prop_map(|names| {
            HoldConference { requirements: names.into_iter().collect() }
        }),
        5 => offer(),
        1 => contingent().prop_map(|contingent| WithdrawOffer { contingent }),
        4 => contingent().prop_map(|contingent| Generate { contingent }),
        3 => (contingent(), degree).prop_map(|(contingent, degree)| {
            TransferAuthority { contingent, degree }
        }),
        1 => contingent().prop_map(|contingent| RevokeAuthority { contingent }),
        4 => contingent().prop_map(|contingent| Move { contingent }),
        4 => contingent().prop_map(|contingent| ReportInPlace { contingent }),
        2 => (contingent(), contingent()).prop_map(|(contingent, by)| Relieve { contingent, by }),
        1 => contingent().prop_map(|contingent| Recall { contingent }),
        1 => Just(CloseStraits {}),
        1 => Just(OpenStraits {}),
    ]
}

fn required(requirement: &str, capability: Capability, place: Location) -> Command {
    let component = component(capability);
    let (quantity, needed_by) = (1_000, kernel::SimTime::from_millis(0));
    let requirement = id(requirement);
    PublishRequirement { requirement, component, capability, quantity, place, needed_by }.into()
}

/// A nation offers a contingent of 300 people and makes it ready.
fn ready(name: &str, requirement: &str, needs_backstop: Option<Backstop>) -> [Command; 2] {
    let (contingent, requirement) = (id(name), id(requirement));
    let nation = owner(contingent);
    let offer = Offer { contingent, nation, requirement, strength: 300, needs_backstop };
    [offer.into(), Generate { contingent }.into()]
}

/// A nation gets its mandate, and two contingents of it follow one another in Ukraine, or both are
/// called home.
pub(super) fn deployment() -> impl Strategy<Value = Vec<Command>> {
    let pairs = select(vec![["fr-1", "fr-2"], ["uk-1", "uk-2"], ["uk-2", "fr-1"]]);
    let lasts = prop::option::of(Just(hours(72)));
    (pairs, lasts, any::<bool>(), any::<bool>()).prop_map(
        |([first, second], lasts, rotates, ends)| {
            let contingent = id(first);
            let nation = owner(contingent);
            let mut plan = vec![
                RequestForce {}.into(),
                FindCessation {}.into(),
                required("m1", Capability::Infantry, Location::UkraineLand),
                Request { nation, ceiling: 500, lasts }.into(),
                RecordVote { nation, granted: true }.into(),
            ];
            plan.extend(ready(first, "m1", None));
            plan.extend([
                TransferAuthority { contingent, degree: Degree::Opcon }.into(),
                Move { contingent }.into(),
                ReportInPlace { contingent }.into(),
            ]);
            plan.extend(ready(second, "m1", None));
            plan.push(Move { contingent: id(second) }.into());
            if rotates {
                plan.push(Relieve { contingent, by: id(second) }.into());
            }
            if ends {
                plan.push(RevokeAuthority { contingent: id(second) }.into());
                plan.push(RevokeAuthority { contingent }.into());
                plan.extend([first, second].map(|name| Recall { contingent: id(name) }.into()));
            }
            plan
        },
    )
}

/// A parliament is asked, and somebody wants to debate it.
pub(super) fn debate() -> impl Strategy<Value = Vec<Command>> {
    let nation = Nation::DE;
    any::<bool>().prop_map(move |granted| {
        vec![
            Request { nation, ceiling: 500, lasts: None }.into(),
            DemandDebate { nation }.into(),
            RecordVote { nation, granted }.into(),
        ]
    })
}

/// An offer outside Ukraine that needs a backstop, which comes, goes and comes again; or is too much
/// for the nation then.
pub(super) fn conditional() -> impl Strategy<Value = Vec<Command>> {
    let (contingent, state) = (id("pl-1"), Backstop::Political);
    any::<bool>().prop_map(move |withdrawn| {
        let mut plan = vec![
            required("m3", Capability::Transport, Location::OutsideUkraine),
            SetBackstop { state }.into(),
        ];
        plan.extend(ready("pl-1", "m3", Some(state)));
        plan.push(SetBackstop { state: Backstop::Withdrawn }.into());
        if withdrawn {
            plan.push(WithdrawOffer { contingent }.into());
        }
        plan.extend([
            SetBackstop { state }.into(),
            Generate { contingent }.into(),
            Move { contingent }.into(),
        ]);
        plan
    })
}

/// Warships from afar, one of which keeps out of Ukraine's waters, and the Straits that are closed and
/// opened.
pub(super) fn straits() -> impl Strategy<Value = Vec<Command>> {
    let nation = Nation::UK;
    Just(
        [
            CloseStraits {}.into(),
            required("m2", Capability::Warship, Location::UkraineSea),
            Request { nation, ceiling: 500, lasts: None }.into(),
            RecordVote { nation, granted: true }.into(),
            DeclareStance { nation, troops_in_ukraine: true }.into(),
        ]
        .into_iter()
        .chain(ready("uk-1", "m2", None))
        .chain([required("m3", Capability::Warship, Location::OutsideUkraine)])
        .chain(ready("uk-2", "m3", None))
        .chain([OpenStraits {}.into(), Generate { contingent: id("uk-1") }.into()])
        .collect(),
    )
}
