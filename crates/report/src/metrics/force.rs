//! How far the requirements of the force are filled, and how much of it stands under a mandate.

use std::collections::BTreeMap;

use domain::Center;
use domain::force::{Component, Contingent, Stage};
use domain::task::Location;
use kernel::SimTime;

use super::{Amount, Metric};
use crate::words::{location_name, written};

/// People for whom a contingent stands, of those that are asked for.
#[derive(Clone, Copy, Debug, Default)]
struct Filled {
    part: u64,
    of: u64,
}

/// The rows, from the state in which the last record has left the center.
pub(crate) fn rows(center: &Center, at: SimTime) -> Vec<Metric> {
    let mut all = Filled::default();
    let mut by_component: BTreeMap<Component, Filled> = BTreeMap::new();
    let mut by_place: BTreeMap<Location, Filled> = BTreeMap::new();
    let gaps = center.force.gaps(&center.mandates);
    for (name, requirement) in &center.force.requirements {
        let wanted = requirement.quantity;
        let gap = gaps.get(name).copied().unwrap_or_default();
        let component = by_component.entry(requirement.component).or_default();
        let place = by_place.entry(requirement.place).or_default();
        for filled in [&mut all, component, place] {
            filled.part += u64::from(wanted.saturating_sub(gap));
            filled.of += u64::from(wanted);
        }
    }
    let mut rows = vec![row("requirements-filled", "requirements filled, in people", all)];
    rows.extend(by_component.into_iter().map(|(one, filled)| {
        let name = written(&one);
        row("requirements-filled-by-component", format!("  {name}"), filled).about(name)
    }));
    rows.extend(by_place.into_iter().map(|(one, filled)| {
        let text = format!("  {}", location_name(one));
        row("requirements-filled-by-place", text, filled).about(written(&one))
    }));
    rows.push(row("force-mandated", "force in Ukraine under a live mandate", mandated(center, at)));
    rows
}

fn row(name: &'static str, text: impl Into<String>, Filled { part, of }: Filled) -> Metric {
    Metric::plain(name, text, Amount::share(part, of))
}

/// The people in place in Ukraine, and how many of them have a mandate; elsewhere none is asked.
fn mandated(center: &Center, at: SimTime) -> Filled {
    let in_ukraine = |contingent: &&Contingent| {
        let place = center.force.place(contingent);
        contingent.stage == Stage::InPlace && place.is_some_and(Location::is_in_ukraine)
    };
    let mut filled = Filled::default();
    for contingent in center.force.contingents.values().filter(in_ukraine) {
        let people = u64::from(contingent.strength);
        filled.of += people;
        if center.mandates.live(contingent.nation, at).is_some() {
            filled.part += people;
        }
    }
    filled
}
