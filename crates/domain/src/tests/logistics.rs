//! Where the tests of logistics start from: a lead, a need with a donor, goods loaded and sent.
//!
//! Everything is arranged on the eve of the ceasefire. Germany is the donor, Poland leads and
//! hosts the hub.

use super::setting::{DE, PL, Setting, eve, hours, id, nations, seated};
use crate::consignment::{ArriveAtHub, Dispatch, Mode, Prepare};
use crate::hub;
use crate::need::{Goods, MatchDonor, Register};
use crate::task::{AssignLead, Task};
use crate::{Actor, Nation};

/// Poland leads logistics.
pub(super) fn led() -> Setting {
    let poland = AssignLead { task: Task::Logistics, nations: nations("pl") };
    seated().command(eve(), Actor::CoChairs, poland)
}

pub(super) fn register(need: &str, goods: Goods, tonnes: u32) -> Register {
    Register { need: id(need), goods, tonnes, needed_by: eve() + hours(240) }
}

pub(super) fn donate(need: &str, tonnes: u32) -> MatchDonor {
    MatchDonor { need: id(need), nation: Nation::DE, tonnes }
}

pub(super) fn prepare(consignment: &str, need: &str, tonnes: u32) -> Prepare {
    let (consignment, need) = (id(consignment), id(need));
    Prepare { consignment, owner: Nation::DE, need, tonnes, mode: Mode::Road }
}

/// Straight to Kyiv, through no state that must permit it.
pub(super) fn dispatch(consignment: &str) -> Dispatch {
    let (consignment, to) = (id(consignment), id("kyiv"));
    Dispatch {
        consignment,
        owner: Nation::DE,
        to,
        via: None,
        route: nations(""),
        expected_at: None,
    }
}

pub(super) fn open(hub: &str, tonnes_per_day: u32) -> hub::Open {
    hub::Open { hub: id(hub), nation: Nation::PL, tonnes_per_day }
}

/// A need of these goods, which Germany meets, all of it loaded in one consignment. Both have
/// the same name.
pub(super) fn loaded(setting: Setting, name: &str, goods: Goods, tonnes: u32) -> Setting {
    setting
        .command(eve(), Actor::Ua, register(name, goods, tonnes))
        .command(eve(), DE, donate(name, tonnes))
        .command(eve(), DE, prepare(name, name, tonnes))
}

/// The same, arrived at the hub `rzeszow`.
pub(super) fn arrived(setting: Setting, name: &str, goods: Goods, tonnes: u32) -> Setting {
    loaded(setting, name, goods, tonnes)
        .command(eve(), DE, Dispatch { via: Some(id("rzeszow")), ..dispatch(name) })
        .command(eve(), PL, ArriveAtHub { consignment: id(name) })
}

/// The hub `rzeszow` handles 590 t a day.
pub(super) fn opened() -> Setting {
    led().command(eve(), PL, open("rzeszow", 590))
}
