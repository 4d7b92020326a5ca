//! What logistics has come to.

use std::collections::BTreeMap;

use domain::Center;
use domain::consignment::Stage;
use domain::hub::Hub;
use domain::need::Need;
use domain::permit::Emergency;

use crate::names;
use crate::words::goods_name;
use crate::zone::span;

/// The rows of the end state on logistics, each with its name.
pub(super) fn rows(center: &Center) -> [(&'static str, Vec<String>); 5] {
    [
        ("Needs", needs(center)),
        ("Transit", transit(center)),
        ("Hubs", hubs(center)),
        ("Consignments", consignments(center)),
        ("Depots", depots(center)),
    ]
}

fn needs(center: &Center) -> Vec<String> {
    center.needs.0.iter().map(|(name, found)| format!("{name}: {}", need(found))).collect()
}

fn need(need: &Need) -> String {
    let donors = match (need.unmatched(), need.match_time()) {
        (_, Some(time)) => format!("donors found in {}", span(time)),
        (unmatched, None) => format!("{} without a donor", names::tonnes(unmatched)),
    };
    format!(
        "{} of {}; {donors}; {} delivered",
        names::tonnes(need.tonnes),
        goods_name(need.goods),
        names::tonnes(need.delivered)
    )
}

fn transit(center: &Center) -> Vec<String> {
    let said = match center.permits.emergency {
        Emergency::None => return Vec::new(),
        Emergency::Requested => "the emergency regime is asked for, not active",
        Emergency::Active => "the emergency regime is active",
    };
    vec![said.to_string()]
}

fn hubs(center: &Center) -> Vec<String> {
    center.hubs.0.iter().map(|(name, found)| format!("{name}: {}", hub(found))).collect()
}

fn hub(hub: &Hub) -> String {
    let out = if hub.out_since.is_some() { ", out of work" } else { "" };
    let tonnes = hub.queue.iter().fold(0, |sum: u32, row| sum.saturating_add(row.tonnes));
    let waiting = match hub.queue.len() as u64 {
        0 => "nothing waits".to_string(),
        number => {
            format!("{} with {} wait", names::count(number, "consignment"), names::tonnes(tonnes))
        }
    };
    format!("{} a day{out}; {waiting}", names::tonnes(hub.tonnes_per_day))
}

fn consignments(center: &Center) -> Vec<String> {
    let mut by_stage: BTreeMap<Stage, u64> = BTreeMap::new();
    for consignment in center.consignments.0.values() {
        *by_stage.entry(consignment.stage).or_default() += 1;
    }
    let rows: Vec<String> =
        by_stage.iter().map(|(stage, count)| format!("{count} {}", stage_name(*stage))).collect();
    if rows.is_empty() { rows } else { vec![rows.join(", ")] }
}

fn stage_name(stage: Stage) -> &'static str {
    match stage {
        Stage::Prepared => "loaded",
        Stage::ToHub => "on the way to a hub",
        Stage::AtHub => "in a hub",
        Stage::ToBorder => "on the way to the border",
        Stage::InUkraine => "in Ukraine",
        Stage::Delivered => "delivered",
        Stage::TakenBack => "taken back",
    }
}

fn depots(center: &Center) -> Vec<String> {
    let depots = center.depots.0.iter();
    depots
        .map(|(name, depot)| {
            let (stock, reserved) = (names::tonnes(depot.stock), names::tonnes(depot.reserved));
            format!("{name}: {stock} of {reserved}")
        })
        .collect()
}
