//! Goods of Norway for a need, a permit of the Czech Republic, a depot of Norway.

use domain::NationSet;
use domain::consignment::{Deliver, Dispatch, HandOver, Mode, Prepare};
use domain::depot::{Consent, Refill, Release, Reserve};
use domain::need::{Goods, MatchDonor, Register};
use domain::parameter::{Parameter, Value};
use domain::permit::{ActivateEmergency, Grant, Refuse, Regime, Request, RequestEmergency};
use domain::task::{AssignLead, Task};
use kernel::SimDuration;

use super::breaches::{center, enroll, set};
use super::*;

const NO: Actor = Actor::Nation(Nation::NO);

pub(super) fn prepared(command: &str, without: Option<Need>) -> (Center, Command) {
    let mut center = led();
    let (consignment, permit, depot) = (id("n-1"), id("p-1"), id("d-1"));
    let command = match command {
        "consignment.deliver" => {
            handed_over(&mut center, without);
            Deliver { consignment }.into()
        }
        "permit.grant" | "permit.refuse" => {
            loaded(&mut center, 600);
            let (nation, regime) = (Nation::CZ, Regime::Legacy);
            accept(&mut center, NO, Request { permit, consignment, nation, regime });
            if command == "permit.grant" {
                Grant { permit }.into()
            } else {
                Refuse { permit }.into()
            }
        }
        "permit.activate-emergency" => {
            accept(&mut center, Actor::Coalition, RequestEmergency {});
            ActivateEmergency {}.into()
        }
        "depot.refill" => {
            let (nation, tonnes, series) = (Nation::NO, 100, None);
            accept(&mut center, NO, Reserve { depot, nation, tonnes });
            accept(&mut center, Actor::CoChairs, Consent { depot, tonnes });
            accept(&mut center, NO, Release { depot, tonnes, series });
            Refill { depot, tonnes }.into()
        }
        other => panic!("write here how `{other}` comes to be lacking"),
    };
    (center, command)
}

fn led() -> Center {
    let mut center = center();
    for parameter in [
        Parameter::PermitLegacy,
        Parameter::EmergencyWithin,
        Parameter::EmergencyLasts,
        Parameter::DepotRefillWithin,
    ] {
        set(&mut center, parameter, Value::Duration(SimDuration::from_hours(24)));
    }
    set(&mut center, Parameter::RoadPayload, Value::Count(20));
    enroll(&mut center, Nation::NO);
    enroll(&mut center, Nation::CZ);
    let nations = NationSet::EMPTY.with(Nation::PL);
    accept(&mut center, Actor::CoChairs, AssignLead { task: Task::Logistics, nations });
    center
}

/// A need of 600 t, of which Norway has loaded some.
fn loaded(center: &mut Center, tonnes: u32) {
    let (need, consignment, goods) = (id("n-1"), id("n-1"), Goods::Ammunition);
    let needed_by = at() + SimDuration::from_hours(24);
    accept(center, Actor::Ua, Register { need, goods, tonnes: 600, needed_by });
    let (nation, mode) = (Nation::NO, Mode::Road);
    accept(center, NO, MatchDonor { need, nation, tonnes });
    accept(center, NO, Prepare { consignment, owner: nation, need, tonnes, mode });
}

fn handed_over(center: &mut Center, without: Option<Need>) {
    loaded(center, if without == Some(Need::Donors) { 500 } else { 600 });
    let (consignment, owner, to) = (id("n-1"), Nation::NO, id("kyiv"));
    let (via, route) = (None, NationSet::EMPTY);
    accept(center, NO, Dispatch { consignment, owner, to, via, route, expected_at: None });
    if without != Some(Need::Goods) {
        accept(center, NO, HandOver { consignment });
    }
}
