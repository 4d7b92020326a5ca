//! What the relief of a contingent lacks, as things stand.

use std::collections::BTreeSet;

use domain::force::{Contingent, Requirement, Stage};
use domain::ids::ContingentId;
use domain::mandate::{Mandate, Status};
use domain::{Center, Nation};
use kernel::{Id, SimTime};

use crate::duties::{Need, OF_RELIEF};

/// For each contingent that has not left, which of it is there.
pub(super) fn standing(center: &Center, at: SimTime) -> Vec<(Need, Option<Id>, bool)> {
    let mut standing = Vec::new();
    for (&name, contingent) in &center.force.contingents {
        if !matches!(contingent.stage, Stage::Recalled | Stage::Withdrawn) {
            let lacking = lacking(center, name, contingent, at);
            standing.extend(OF_RELIEF.map(|need| (need, Some(name.0), !lacking.contains(&need))));
        }
    }
    standing
}

/// What the relief lacks that lacks least. One that is in place lacks nothing; one of the same nation
/// goes in as the other leaves.
fn lacking(
    center: &Center,
    name: ContingentId,
    outgoing: &Contingent,
    at: SimTime,
) -> BTreeSet<Need> {
    let wanted = center.force.requirements.get(&outgoing.requirement);
    let others = center.force.contingents.iter().filter(|(other, relief)| {
        let is_in_the_force =
            matches!(relief.stage, Stage::Generated | Stage::Moving | Stage::InPlace);
        let is_there = relief.stage == Stage::InPlace || relief.nation == outgoing.nation;
        let is_free = is_in_the_force && !relief.overdue && !relief.has_relieved;
        **other != name && relief.requirement == outgoing.requirement && is_free && is_there
    });
    let lacking = others.map(|(&other, relief)| match wanted {
        Some(_) if relief.stage == Stage::InPlace => BTreeSet::new(),
        Some(wanted) if wanted.place.is_in_ukraine() => {
            let room = center.force.people_in_ukraine(relief.nation, &[name, other]);
            let people = room.saturating_add(relief.strength.into());
            ground(center).chain(own(center, relief.nation, wanted, people, at)).collect()
        }
        // Elsewhere only the Straits keep anything out.
        Some(wanted) if center.force.keeps_out(relief.nation, wanted) => [Need::Straits].into(),
        _ => BTreeSet::new(),
    });
    lacking.min_by_key(BTreeSet::len).unwrap_or_else(|| {
        let is_in_ukraine = wanted.is_some_and(|wanted| wanted.place.is_in_ukraine());
        let ground = ground(center).filter(|_| is_in_ukraine);
        ground.chain([Need::Relief]).collect()
    })
}

/// What every contingent lacks that goes into Ukraine.
fn ground(center: &Center) -> impl Iterator<Item = Need> {
    let is_open = !center.ceasefire.is_in_force();
    let is_in_doubt = center.ceasefire.cessation_found_at.is_none();
    [(is_open, Need::Ceasefire), (is_in_doubt, Need::Cessation)]
        .into_iter()
        .filter_map(|(lacks, need)| lacks.then_some(need))
}

/// What a nation lacks that sends a contingent there, with which it has so many people in Ukraine.
fn own(
    center: &Center,
    nation: Nation,
    wanted: &Requirement,
    people: u64,
    at: SimTime,
) -> impl Iterator<Item = Need> {
    let has_mandate = center.mandates.live(nation, at).is_some();
    // One that has ended had too little room as well.
    let was_granted = |it: &&Mandate| matches!(it.status, Status::Granted | Status::Expired);
    let latest = center.mandates.0.get(&nation).filter(was_granted);
    let is_full = latest.is_some_and(|latest| u64::from(latest.ceiling_in_use()) < people);
    [
        (center.force.refuses(nation, wanted.place), Need::Stance),
        (center.force.keeps_out(nation, wanted), Need::Straits),
        (!has_mandate, Need::Mandate),
        (is_full, Need::Ceiling),
    ]
    .into_iter()
    .filter_map(|(lacks, need)| lacks.then_some(need))
}
