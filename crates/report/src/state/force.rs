//! Mandates and the force in the end state.

use std::collections::BTreeMap;

use domain::force::{Contingent, Stage};
use domain::ids::RequirementId;
use domain::mandate::{Mandate, Status};
use domain::{Center, NationSet};

use crate::names;
use crate::words::{stage_name, status_name};
use crate::zone::Zone;

/// The mandates that hold, each by itself; the other nations by how far they have come.
pub(super) fn mandates(center: &Center, zone: Zone) -> Vec<String> {
    let mut items = Vec::new();
    let mut others: BTreeMap<Status, NationSet> = BTreeMap::new();
    for (&nation, mandate) in &center.mandates.0 {
        let Mandate { status, ceiling, expires_at, .. } = *mandate;
        match status {
            Status::Granted => {
                let until =
                    expires_at.map_or(String::new(), |at| format!(", until {}", zone.short(at)));
                let people = names::grouped(ceiling.into());
                items.push(format!("{}: up to {people} people{until}", names::nation(nation)));
            }
            Status::None => {}
            Status::Requested | Status::Denied | Status::Expired => {
                let nations = others.entry(status).or_default();
                *nations = nations.with(nation);
            }
        }
    }
    items.extend(
        others.into_iter().map(|(status, nations)| {
            format!("{}: {}", status_name(status), names::nations(nations))
        }),
    );
    items
}

/// Each requirement with its contingents and its gap, and the Straits if they are closed.
pub(super) fn requirements(center: &Center) -> Vec<String> {
    let force = &center.force;
    let gaps = force.gaps(&center.mandates);
    let mut items: Vec<String> =
        gaps.iter().map(|(&wanted, &gap)| requirement(center, wanted, gap)).collect();
    if force.straits_closed {
        items.push("the Straits are closed to warships from afar".to_string());
    }
    items
}

fn requirement(center: &Center, wanted: RequirementId, gap: u32) -> String {
    let force = &center.force;
    let contingents = force.contingents.iter().filter(|(_, found)| found.requirement == wanted);
    let present = contingents
        .filter(|(_, found)| !matches!(found.stage, Stage::Recalled | Stage::Withdrawn))
        .map(|(name, found)| format!("{name} {}{}", stage_name(found.stage), marks(found)));
    let missing = match gap {
        0 => "no gap".to_string(),
        gap => format!("a gap of {}", names::grouped(gap.into())),
    };
    let parts: Vec<String> = present.chain([missing]).collect();
    format!("{wanted}: {}", parts.join("; "))
}

fn marks(contingent: &Contingent) -> &'static str {
    match (contingent.overdue, contingent.condition_lost) {
        (true, true) => " (overdue, its condition is lost)",
        (true, false) => " (overdue)",
        (false, true) => " (its condition is lost)",
        (false, false) => "",
    }
}
