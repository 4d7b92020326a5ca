//! Commands of logistics that belong together.

use alloc::vec;
use alloc::vec::Vec;

use kernel::SimTime;
use proptest::prelude::*;

use super::command_logistics::{depot_id, goods, goods_id, hub_id, mode, need_id, permit_id};
use super::setting::{hours, id};
use crate::consignment::{
    ArriveAtHub, Deliver, Dispatch, HandOver, Mode, Prepare, Redirect, TakeBack,
};
use crate::depot::{Consent, Refill, Release, Reserve};
use crate::hub::Open;
use crate::ids::{ConsignmentId, NeedId};
use crate::need::{Goods, MatchDonor, Register, WithdrawMatch};
use crate::permit::{ActivateEmergency, Grant, Refuse, Regime, Request, RequestEmergency};
use crate::task::{AssignLead, Task};
use crate::{Command, Nation, NationSet};

pub(super) fn any_plan() -> impl Strategy<Value = Vec<Command>> {
    prop_oneof![3 => overload(), 1 => delivery(), 1 => transit(), 1 => peacetime_use(), 1 => withdrawal()]
}

/// A need that Germany meets, loaded as one consignment.
fn loaded(need: NeedId, consignment: ConsignmentId, goods: Goods, mode: Mode) -> Vec<Command> {
    let needed_by = SimTime::from_millis(0) + hours(72);
    let (nation, tonnes) = (Nation::DE, 40);
    vec![
        AssignLead { task: Task::Logistics, nations: NationSet::EMPTY.with(Nation::PL) }.into(),
        Register { need, goods, tonnes, needed_by }.into(),
        MatchDonor { need, nation, tonnes }.into(),
        Prepare { consignment, owner: nation, need, tonnes, mode }.into(),
    ]
}

/// Two consignments come to one hub that handles less than one of them in a day.
fn overload() -> impl Strategy<Value = Vec<Command>> {
    (goods(), goods(), mode(), hub_id()).prop_map(|(first, second, mode, hub)| {
        let mut plan = vec![Open { hub, nation: Nation::PL, tonnes_per_day: 30 }.into()];
        for (need, consignment, goods) in [("n1", "c1", first), ("n2", "c2", second)] {
            let consignment = id(consignment);
            plan.extend(loaded(id(need), consignment, goods, mode));
            let (owner, to, route) = (Nation::DE, id("kyiv"), NationSet::EMPTY);
            let (via, expected_at) = (Some(hub), Some(SimTime::from_millis(0) + hours(24)));
            plan.push(Dispatch { consignment, owner, to, via, route, expected_at }.into());
            plan.push(ArriveAtHub { consignment }.into());
        }
        plan
    })
}

/// Goods go straight to Ukraine, to another place in the end.
fn delivery() -> impl Strategy<Value = Vec<Command>> {
    (need_id(), goods_id(), goods(), mode()).prop_map(|(need, consignment, goods, mode)| {
        let (owner, to, route) = (Nation::DE, id("kyiv"), NationSet::EMPTY);
        let mut plan = loaded(need, consignment, goods, mode);
        let (via, expected_at) = (None, Some(SimTime::from_millis(0) + hours(48)));
        plan.extend([
            Command::from(Dispatch { consignment, owner, to, via, route, expected_at }),
            Redirect { consignment, to: id("odesa"), via, route, expected_at: None }.into(),
            HandOver { consignment }.into(),
            Deliver { consignment }.into(),
        ]);
        plan
    })
}

/// Goods cross Poland under the emergency regime, or are refused that, and come back; Poland is asked
/// once more in between, and then again before it has answered.
fn transit() -> impl Strategy<Value = Vec<Command>> {
    let granted = prop::bool::weighted(0.8);
    (need_id(), goods_id(), goods(), mode(), permit_id(), granted).prop_map(
        |(need, consignment, goods, mode, permit, granted)| {
            let (owner, to, nation) = (Nation::DE, id("kyiv"), Nation::PL);
            let mut plan = loaded(need, consignment, goods, mode);
            plan.extend([
                Command::from(RequestEmergency {}),
                ActivateEmergency {}.into(),
                Request { permit, consignment, nation, regime: Regime::Emergency }.into(),
                if granted { Grant { permit }.into() } else { Refuse { permit }.into() },
            ]);
            let regime = Regime::Legacy;
            plan.extend(
                ["t4", "t5"]
                    .map(id)
                    .map(|permit| Command::from(Request { permit, consignment, nation, regime })),
            );
            let route = NationSet::EMPTY.with(nation);
            let (via, expected_at) = (None, Some(SimTime::from_millis(0) + hours(72)));
            plan.push(Dispatch { consignment, owner, to, via, route, expected_at }.into());
            plan.push(TakeBack { consignment }.into());
            plan
        },
    )
}

/// A donor changes its mind.
fn withdrawal() -> impl Strategy<Value = Vec<Command>> {
    (need_id(), goods()).prop_map(|(need, goods)| {
        let needed_by = SimTime::from_millis(0) + hours(72);
        let (nation, tonnes) = (Nation::DE, 40);
        vec![
            Register { need, goods, tonnes, needed_by }.into(),
            MatchDonor { need, nation, tonnes }.into(),
            WithdrawMatch { need, nation }.into(),
        ]
    })
}

/// The co-chairs consent, the holder releases, and refills.
fn peacetime_use() -> impl Strategy<Value = Vec<Command>> {
    (depot_id(), any::<bool>()).prop_map(|(depot, refilled)| {
        let mut plan = vec![
            Reserve { depot, nation: Nation::DE, tonnes: 100 }.into(),
            Consent { depot, tonnes: 40 }.into(),
            Release { depot, tonnes: 40, series: None }.into(),
        ];
        if refilled {
            plan.push(Refill { depot, tonnes: 40 }.into());
        }
        plan
    })
}
