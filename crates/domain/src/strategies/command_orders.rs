//! Any command of the families on what contingents may do and are ordered to do.

use alloc::vec;

use proptest::prelude::*;
use proptest::sample::{select, subsequence};

use super::command::{Any, any_of, instant, name, nation};
use crate::Command;
use crate::caveat::{Declare, Lift, Limit};
use crate::force::Degree;
use crate::ids::{ContingentId, MissionId, RoeId};
use crate::mission::{Activity, Clear, Complete, Order, PlayRedCard, TakeOver};
use crate::roe::{Authorize, Cancel, Deny, Implement, Request};
use crate::task::Location;

use super::setting::id;

fn activity() -> impl Strategy<Value = Activity> {
    select(vec![
        Activity::Patrol,
        Activity::Patrol,
        Activity::MineClearance,
        Activity::Strike,
        Activity::SelfDefense,
    ])
}

fn place() -> impl Strategy<Value = Location> {
    select(vec![
        Location::UkraineLand,
        Location::UkraineLand,
        Location::UkraineAir,
        Location::OutsideUkraine,
    ])
}

fn rule() -> impl Strategy<Value = RoeId> {
    name(&["r1", "r2"])
}

fn limit() -> impl Strategy<Value = Limit> {
    let degree = select(vec![Degree::Tacon, Degree::Opcon]);
    prop_oneof![
        1 => place().prop_map(|barred| Limit::Place { barred }),
        1 => name(&["north", "south"]).prop_map(|barred| Limit::Sector { barred }),
        2 => activity().prop_map(|barred| Limit::Activity { barred }),
        1 => (instant(), instant()).prop_map(|(not_before, not_after)| {
            Limit::Time { not_before, not_after }
        }),
        1 => degree.prop_map(|at_most| Limit::Command { at_most }),
        1 => rule().prop_map(|barred| Limit::Roe { barred }),
    ]
}

/// Few caveats at a time, so that most missions pass.
pub(super) fn caveat() -> Any {
    let caveat = || name(&["v1", "v2", "v3", "v4", "v5", "v6"]);
    let expires_at = || prop::option::weighted(0.7, instant());
    any_of![
        1 => (caveat(), nation(), limit(), expires_at()).prop_map(
            |(caveat, nation, limit, expires_at)| Declare { caveat, nation, limit, expires_at }
        ),
        2 => caveat().prop_map(|caveat| Lift { caveat }),
    ]
}

pub(super) fn roe() -> Any {
    any_of![
        3 => (rule(), activity()).prop_map(|(roe, activity)| Request { roe, activity }),
        4 => rule().prop_map(|roe| Authorize { roe }),
        1 => rule().prop_map(|roe| Deny { roe }),
        4 => rule().prop_map(|roe| Implement { roe }),
        1 => rule().prop_map(|roe| Cancel { roe }),
    ]
}

fn mission_id() -> impl Strategy<Value = MissionId> {
    name(&["m1", "m2", "m3", "m4", "m5", "m6", "m7", "m8"])
}

fn contingent() -> impl Strategy<Value = ContingentId> {
    name(&["de", "de", "de", "fr", "pl", "uk", "tr"])
}

fn order() -> impl Strategy<Value = Order> {
    let sector = prop::option::of(name(&["north", "south"]));
    let roe = subsequence(vec![id("r1"), id("r2")], 0..=1);
    (mission_id(), contingent(), activity(), place(), sector, roe).prop_map(
        |(mission, contingent, activity, place, sector, roe)| {
            let roe = roe.into_iter().collect();
            Order { mission, contingent, activity, place, sector, roe }
        },
    )
}

pub(super) fn mission() -> Any {
    any_of![
        4 => order(),
        4 => mission_id().prop_map(|mission| Clear { mission }),
        2 => mission_id().prop_map(|mission| PlayRedCard { mission }),
        2 => (mission_id(), contingent()).prop_map(|(mission, contingent)| {
            TakeOver { mission, contingent }
        }),
        1 => mission_id().prop_map(|mission| Complete { mission }),
    ]
}
