//! Any command on bases, and the plan of one that is attacked.

use alloc::vec;
use alloc::vec::Vec;

use proptest::prelude::*;
use proptest::sample::select;

use super::command::{Any, any_of, name};
use super::setting::{id, nations};
use crate::base::{Build, Close, Open, Plan, ReportAttack};
use crate::ceasefire::FindCessation;
use crate::framework::RequestForce;
use crate::ids::{BaseId, IncidentId};
use crate::task::{AssignLead, Task};
use crate::{Command, Nation};

fn base_id() -> impl Strategy<Value = BaseId> {
    name(&["west", "west", "south"])
}

fn incident_id() -> impl Strategy<Value = IncidentId> {
    name(&["breach", "breach", "i1"])
}

pub(super) fn base() -> Any {
    let nation = select(vec![Nation::UK, Nation::UK, Nation::FR, Nation::UA]);
    any_of![
        2 => (base_id(), nation).prop_map(|(base, nation)| Plan { base, nation }),
        2 => base_id().prop_map(|base| Build { base }),
        2 => base_id().prop_map(|base| Open { base }),
        1 => (base_id(), incident_id()).prop_map(|(base, incident)| {
            ReportAttack { base, incident }
        }),
        1 => base_id().prop_map(|base| Close { base }),
    ]
}

/// A base is built, attacked and opened again, and given up.
pub(super) fn set_up() -> impl Strategy<Value = Vec<Command>> {
    let (base, incident) = (id("west"), id("breach"));
    Just(vec![
        RequestForce {}.into(),
        FindCessation {}.into(),
        AssignLead { task: Task::LandHubs, nations: nations("fr uk") }.into(),
        Plan { base, nation: Nation::UK }.into(),
        Build { base }.into(),
        Open { base }.into(),
        ReportAttack { base, incident }.into(),
        Open { base }.into(),
        Close { base }.into(),
    ])
}
