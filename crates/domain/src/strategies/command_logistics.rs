//! Any command of logistics. Quantities are small but for some that a need or a depot may just
//! hold, so that every queue comes to its end.

use alloc::vec;

use proptest::prelude::*;
use proptest::sample::select;

use super::command::{Any, any_of, instant, name, nation};
use super::setting::id;
use crate::consignment::{ArriveAtHub, Deliver, Dispatch, HandOver, Mode, Prepare, Redirect};
use crate::depot::{Consent, Refill, Release, Reserve};
use crate::hub::{DeclareOutage, EndOutage, Open};
use crate::ids::{ConsignmentId, DepotId, HubId, NeedId, PermitId};
use crate::need::{Goods, MatchDonor, Prioritize, Priority, ProposeDonor, Register, WithdrawMatch};
use crate::permit::{
    ActivateEmergency, EndEmergency, Grant, Refuse, Regime, Request, RequestEmergency,
};
use crate::{Command, Nation, NationSet};

pub(super) fn need_id() -> impl Strategy<Value = NeedId> {
    name(&["n1", "n2", "n3", "n4"])
}

pub(super) fn goods_id() -> impl Strategy<Value = ConsignmentId> {
    name(&["c1", "c2", "c3", "c4"])
}

pub(super) fn hub_id() -> impl Strategy<Value = HubId> {
    name(&["h1", "h1", "h2"])
}

pub(super) fn depot_id() -> impl Strategy<Value = DepotId> {
    name(&["d1", "d2"])
}

pub(super) fn permit_id() -> impl Strategy<Value = PermitId> {
    name(&["t1", "t2", "t3"])
}

pub(super) fn goods() -> impl Strategy<Value = Goods> {
    select(vec![Goods::AirDefense, Goods::Ammunition, Goods::Fuel, Goods::General])
}

pub(super) fn mode() -> impl Strategy<Value = Mode> {
    select(vec![Mode::Road, Mode::Rail, Mode::Air])
}

fn tonnes() -> impl Strategy<Value = u32> {
    select(vec![0, 10, 40, 100])
}

fn limit() -> impl Strategy<Value = u32> {
    select(vec![0, 40, 100, 100, u32::MAX])
}

/// Whoever gives is Germany, as a rule.
fn donor() -> impl Strategy<Value = Nation> {
    prop_oneof![4 => Just(Nation::DE), 1 => nation()]
}

/// No state, or Poland.
fn route() -> impl Strategy<Value = NationSet> {
    select(vec![NationSet::EMPTY, NationSet::EMPTY.with(Nation::PL)])
}

pub(super) fn need() -> Any {
    let priority = select(vec![Priority::First, Priority::Second, Priority::Third]);
    any_of![
        2 => (need_id(), goods(), limit(), instant()).prop_map(|(need, goods, tonnes, needed_by)| {
            Register { need, goods, tonnes, needed_by }
        }),
        2 => (need_id(), priority).prop_map(|(need, priority)| Prioritize { need, priority }),
        1 => (need_id(), nation(), tonnes()).prop_map(|(need, nation, tonnes)| {
            ProposeDonor { need, nation, tonnes }
        }),
        4 => (need_id(), donor(), limit()).prop_map(|(need, nation, tonnes)| {
            MatchDonor { need, nation, tonnes }
        }),
        1 => (need_id(), donor()).prop_map(|(need, nation)| WithdrawMatch { need, nation }),
    ]
}

pub(super) fn permit() -> Any {
    let regime = select(vec![Regime::Legacy, Regime::Peacetime, Regime::Emergency]);
    let state = prop_oneof![4 => Just(Nation::PL), 1 => nation()];
    any_of![
        3 => (permit_id(), goods_id(), state, regime).prop_map(
            |(permit, consignment, nation, regime)| Request { permit, consignment, nation, regime }
        ),
        2 => permit_id().prop_map(|permit| Grant { permit }),
        1 => permit_id().prop_map(|permit| Refuse { permit }),
        1 => Just(RequestEmergency {}),
        1 => Just(ActivateEmergency {}),
        1 => Just(EndEmergency {}),
    ]
}

pub(super) fn hub() -> Any {
    let capacity = select(vec![0, 30, 70]);
    any_of![
        2 => (hub_id(), capacity).prop_map(|(hub, tonnes_per_day)| {
            Open { hub, nation: Nation::PL, tonnes_per_day }
        }),
        1 => hub_id().prop_map(|hub| DeclareOutage { hub }),
        2 => hub_id().prop_map(|hub| EndOutage { hub }),
    ]
}

pub(super) fn consignment() -> Any {
    let to = || name(&["kyiv", "lviv"]);
    let via = || prop::option::weighted(0.7, hub_id());
    let expected_at = || prop::option::weighted(0.5, instant());
    any_of![
        3 => (goods_id(), donor(), need_id(), tonnes(), mode()).prop_map(
            |(consignment, owner, need, tonnes, mode)| {
                Prepare { consignment, owner, need, tonnes, mode }
            }
        ),
        3 => (goods_id(), donor(), to(), via(), route(), expected_at()).prop_map(
            |(consignment, owner, to, via, route, expected_at)| {
                Dispatch { consignment, owner, to, via, route, expected_at }
            }
        ),
        1 => (goods_id(), to(), via(), route(), expected_at()).prop_map(
            |(consignment, to, via, route, expected_at)| {
                Redirect { consignment, to, via, route, expected_at }
            }
        ),
        3 => goods_id().prop_map(|consignment| ArriveAtHub { consignment }),
        2 => goods_id().prop_map(|consignment| HandOver { consignment }),
        2 => goods_id().prop_map(|consignment| Deliver { consignment }),
    ]
}

pub(super) fn depot() -> Any {
    let series = prop::option::weighted(0.4, Just(id("breach")));
    any_of![
        2 => (depot_id(), donor(), limit()).prop_map(|(depot, nation, tonnes)| {
            Reserve { depot, nation, tonnes }
        }),
        2 => (depot_id(), tonnes()).prop_map(|(depot, tonnes)| Consent { depot, tonnes }),
        3 => (depot_id(), tonnes(), series).prop_map(|(depot, tonnes, series)| {
            Release { depot, tonnes, series }
        }),
        2 => (depot_id(), tonnes()).prop_map(|(depot, tonnes)| Refill { depot, tonnes }),
    ]
}
