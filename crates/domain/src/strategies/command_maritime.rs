//! Any command on the command at sea, and the plan of its turns.

use alloc::vec;
use alloc::vec::Vec;

use proptest::prelude::*;
use proptest::sample::select;

use super::command::{Any, any_of};
use crate::center::{Enroll, Role};
use crate::maritime::{DeclareReady, HandOver, TakeCommand};
use crate::{Command, Nation};

/// Nations of the group, and one that is not in it.
fn nation() -> impl Strategy<Value = Nation> {
    select(vec![Nation::TR, Nation::TR, Nation::RO, Nation::RO, Nation::FR])
}

pub(super) fn maritime() -> Any {
    any_of![
        1 => nation().prop_map(|nation| TakeCommand { nation }),
        1 => nation().prop_map(|nation| DeclareReady { nation }),
        1 => nation().prop_map(|to| HandOver { to }),
    ]
}

/// Romania joins, and takes over from Türkiye.
pub(super) fn turns() -> impl Strategy<Value = Vec<Command>> {
    let (nation, role) = (Nation::RO, Role::Member);
    Just(vec![
        Enroll { nation, role, accepts_silence: true }.into(),
        TakeCommand { nation: Nation::TR }.into(),
        DeclareReady { nation }.into(),
        HandOver { to: nation }.into(),
    ])
}
