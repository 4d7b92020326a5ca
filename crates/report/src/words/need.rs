//! Needs and donors in words.

use domain::need::{Event, Goods, Priority};
use kernel::Id;

use super::{Telling, Words, act};
use crate::names;

pub(super) fn words(event: &Event, telling: &Telling) -> Words {
    act(match event {
        Event::Registered { need, goods, tonnes, needed_by } => format!(
            "registered the need {need}: {} of {} by {}",
            names::tonnes(*tonnes),
            goods_name(*goods),
            telling.when(*needed_by)
        ),
        Event::Prioritized { need, priority } => {
            format!("gave {need} the {} priority", priority_name(*priority))
        }
        Event::DonorProposed { need, nation, tonnes } => format!(
            "proposed {} as a donor of {} for {need}",
            names::nation(*nation),
            names::tonnes(*tonnes)
        ),
        Event::DonorMatched { need, tonnes, .. } => {
            format!("undertook to give {} for {need}", names::tonnes(*tonnes))
        }
        Event::MatchWithdrawn { need, tonnes, .. } => {
            format!("withdrew {} that it had promised for {need}", names::tonnes(*tonnes))
        }
    })
}

pub(super) fn subject(event: &Event) -> Id {
    event.need().0
}

pub(crate) fn goods_name(goods: Goods) -> &'static str {
    match goods {
        Goods::AirDefense => "air defense",
        Goods::Ammunition => "ammunition",
        Goods::Vehicles => "vehicles",
        Goods::Engineering => "engineering equipment",
        Goods::Medical => "medical supplies",
        Goods::Fuel => "fuel",
        Goods::General => "general goods",
    }
}

fn priority_name(priority: Priority) -> &'static str {
    match priority {
        Priority::First => "first",
        Priority::Second => "second",
        Priority::Third => "third",
    }
}
