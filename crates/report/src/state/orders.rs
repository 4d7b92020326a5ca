//! What contingents may do and are ordered to do, at the end.

use std::collections::BTreeMap;

use domain::Center;
use domain::mission::Progress;
use domain::roe::Status;

use crate::names;

/// The caveats that were neither lifted nor have expired.
pub(super) fn caveats(center: &Center) -> Vec<String> {
    let standing = center.caveats.0.iter().filter(|(_, caveat)| caveat.ended_at.is_none());
    standing.map(|(name, caveat)| format!("{name} of {}", names::nation(caveat.nation))).collect()
}

pub(super) fn rules(center: &Center) -> Vec<String> {
    let said = |status| match status {
        Status::Requested => "requested",
        Status::Authorized => "authorized, dormant",
        Status::Denied => "denied",
        Status::Implemented => "implemented",
        Status::Cancelled => "taken back",
    };
    let rules = center.roe.0.iter();
    rules.map(|(name, rule)| format!("{name}: {}", said(rule.status))).collect()
}

pub(super) fn missions(center: &Center) -> Vec<String> {
    let missions = &center.missions;
    let mut counts: BTreeMap<&str, u64> = BTreeMap::new();
    // A mission that a caveat stopped at once was never given.
    let never_given = missions.stopped.keys().filter(|name| !missions.given.contains_key(*name));
    let never_given = never_given.map(|_| Progress::Stopped);
    for progress in missions.given.values().map(|mission| mission.progress).chain(never_given) {
        *counts.entry(progress_name(progress)).or_default() += 1;
    }
    let rows: Vec<String> =
        counts.iter().map(|(name, count)| format!("{} {name}", names::grouped(*count))).collect();
    if rows.is_empty() { rows } else { vec![rows.join(", ")] }
}

fn progress_name(progress: Progress) -> &'static str {
    match progress {
        Progress::Ordered => "ordered and not cleared",
        Progress::Stopped => "stopped by a caveat",
        Progress::Running => "running",
        Progress::Gap => "stopped by a red card",
        Progress::Completed => "done",
        Progress::Lapsed => "lapsed",
    }
}
