//! The end state in a few lines.

use std::collections::BTreeMap;
use std::fmt::{self, Write};

use domain::ceasefire::State as CeasefireState;
use domain::center::Phase;
use domain::framework::Standing;
use domain::incident::Verification;
use domain::response::{Hostilities, Response, Tier};
use domain::talks::Round;
use domain::task::Progress;
use domain::{Center, NationSet, Seat, decision, silence};

mod orders;

use crate::names;
use crate::words::{backstop_name, decision_name, site_name, task_name, tier_name};
use crate::wrap::wrapped;
use crate::zone::Zone;

mod bodies;
mod force;
mod logistics;
#[cfg(test)]
mod tests;

/// More items of one sort are counted and not listed.
const ITEMS_MAX: usize = 12;

/// Writes what the center has come to, leaving out what was never touched.
pub(crate) fn write(center: &Center, zone: Zone, out: &mut dyn Write) -> fmt::Result {
    let rows = [
        ("Cell", vec![cell(center)]),
        ("Headquarters", bodies::headquarters(center)),
        ("At sea", bodies::at_sea(center)),
        ("Bases", bodies::bases(center)),
        ("Declaration", vec![declaration(center)]),
        ("US backstop", vec![backstop_name(center.framework.backstop).to_string()]),
        ("Guarantees", guarantees(center)),
        ("Ceasefire", vec![ceasefire(center, zone)]),
        ("Incidents", incidents(center)),
        ("Responses", responses(center)),
        ("Cases", bodies::cases(center)),
        ("Questions", questions(center)),
        ("Talks", talks(center)),
        ("Leads", leads(center)),
        ("Taskings", taskings(center)),
        ("Mandates", force::mandates(center, zone)),
        ("Force", force::requirements(center)),
        ("Caveats", orders::caveats(center)),
        ("Rules", orders::rules(center)),
        ("Missions", orders::missions(center)),
        ("Prosperity", prosperity(center)),
    ];
    for (name, items) in rows.into_iter().chain(logistics::rows(center)) {
        let mut first = format!("  {name:<12}  ");
        for item in items.iter().take(ITEMS_MAX) {
            wrapped(out, &first, 16, item)?;
            first = " ".repeat(16);
        }
        if ITEMS_MAX < items.len() {
            writeln!(out, "{first}and {} more", items.len() - ITEMS_MAX)?;
        }
    }
    Ok(())
}

fn cell(center: &Center) -> String {
    let cell = &center.cell;
    let phase = match cell.phase {
        Phase::None => return "not decided".to_string(),
        Phase::Decided => "decided, no terms of reference yet",
        Phase::Planned => "terms agreed, not in operation",
        Phase::InitialOperating => "in initial operation",
        Phase::FullOperating => "in full operation",
        Phase::Closed => "closed",
    };
    let site = cell.site.map_or(String::new(), |site| format!(", in {}", site_name(site)));
    let degraded = if cell.degraded { ", degraded" } else { "" };
    let filled: Vec<&str> =
        Seat::ALL.into_iter().filter(|&seat| cell.is_filled(seat)).map(names::seat).collect();
    let filled = if filled.is_empty() { "no seat".to_string() } else { names::list(filled) };
    let present: NationSet =
        cell.nations.iter().filter(|(_, row)| row.present).map(|(&nation, _)| nation).collect();
    let (present, enrolled) = (names::nations(present), cell.nations.len());
    format!("{phase}{site}{degraded}; filled: {filled}; present: {present} of {enrolled} enrolled")
}

fn declaration(center: &Center) -> String {
    let framework = &center.framework;
    let Some(text) = framework.declaration else {
        return "not adopted".to_string();
    };
    let commitments = match framework.commitments {
        Some(text) => format!("finalized ({text})"),
        None => "not finalized".to_string(),
    };
    let asked = if framework.host_requested_at.is_some() { "has" } else { "has not" };
    format!(
        "{text}, with {}; commitments {commitments}; letter of intent signed by {}; Ukraine \
         {asked} asked for the force",
        names::count(framework.components.len() as u64, "component"),
        names::nations(framework.intent_signed_by),
    )
}

fn guarantees(center: &Center) -> Vec<String> {
    let mut by_standing: BTreeMap<Standing, NationSet> = BTreeMap::new();
    for (&nation, &standing) in &center.framework.guarantees {
        let nations = by_standing.entry(standing).or_default();
        *nations = nations.with(nation);
    }
    let said = |standing| match standing {
        Standing::None => "none",
        Standing::Signed => "signed",
        Standing::RatificationRequested => "ratification asked for",
        Standing::Refused => "ratification refused",
        Standing::Ratified => "ratified",
        Standing::Activated => "activated",
        Standing::Suspended => "suspended",
        Standing::Void => "void",
        Standing::Lapsed => "lapsed",
    };
    by_standing
        .into_iter()
        .map(|(standing, nations)| format!("{}: {}", said(standing), names::nations(nations)))
        .collect()
}

fn ceasefire(center: &Center, zone: Zone) -> String {
    let ceasefire = &center.ceasefire;
    let state = match ceasefire.state {
        CeasefireState::None => return "none".to_string(),
        CeasefireState::Agreed => "agreed, not in force",
        CeasefireState::InForce => "in force",
        CeasefireState::Strained => "strained",
        CeasefireState::Collapsed => "collapsed",
        CeasefireState::Restored => "restored",
    };
    let since = ceasefire.in_force_since;
    let since = since.map_or(String::new(), |at| match ceasefire.state {
        CeasefireState::InForce => format!(" since {}", zone.short(at)),
        CeasefireState::Strained | CeasefireState::Restored => {
            format!(", in force since {}", zone.short(at))
        }
        _ => format!(", once in force from {}", zone.short(at)),
    });
    let found = match ceasefire.cessation_found_at {
        Some(_) => "found credible",
        None => "not found credible",
    };
    format!("{state}{since}; the cessation of hostilities is {found}")
}

fn incidents(center: &Center) -> Vec<String> {
    let incidents = &center.incidents.incidents;
    if incidents.is_empty() {
        return Vec::new();
    }
    let count = |holds: &dyn Fn(&Verification) -> bool| {
        incidents.values().filter(|incident| holds(&incident.verification)).count() as u64
    };
    let rows = [
        ("verified", count(&|v| matches!(v, Verification::Verified { .. }))),
        ("pending", count(&|v| matches!(v, Verification::Pending))),
        ("unverifiable", count(&|v| matches!(v, Verification::Unverifiable { .. }))),
        ("left unverified", count(&|v| matches!(v, Verification::LeftUnverified { .. }))),
    ];
    let rows = rows.iter().filter(|(_, count)| 0 < *count);
    let rows: Vec<String> =
        rows.map(|(name, count)| format!("{} {name}", names::grouped(*count))).collect();
    let attributed = incidents.values().filter(|incident| incident.attribution().is_some()).count();
    let total = names::count(incidents.len() as u64, "incident");
    let series = center.incidents.series.len() as u64;
    vec![format!("{total} in {series} series: {}; {attributed} attributed", rows.join(", "))]
}

fn responses(center: &Center) -> Vec<String> {
    center
        .responses
        .0
        .iter()
        .map(|(series, found)| format!("{series}: {}", response(found)))
        .collect()
}

fn response(response: &Response) -> String {
    let mut parts = vec![tier_name(response.tier).to_string()];
    if Tier::One < response.tier {
        parts.push(format!("acting: {}", names::nations(response.acting)));
    } else {
        let sent = |at: Option<_>| if at.is_some() { "yes" } else { "no" };
        parts.push(format!("warning: {}", sent(response.warned_at)));
        parts.push(format!("host action: {}", sent(response.host_acted_at)));
    }
    if let Some(decision) = response.us_decision {
        parts.push(format!("the US says {}", decision_name(decision)));
    }
    if !response.unilateral.is_empty() {
        parts.push(format!("on their own: {}", names::nations(response.unilateral)));
    }
    parts.push(match response.hostilities {
        Hostilities::Unreported => "hostilities: no report".to_string(),
        Hostilities::Continuing => "hostilities go on".to_string(),
        Hostilities::Ceased { .. } => "hostilities have ceased".to_string(),
    });
    parts.join("; ")
}

/// Each question that is open, and how many are not.
fn questions(center: &Center) -> Vec<String> {
    let mut items = Vec::new();
    let mut ended: BTreeMap<&str, u64> = BTreeMap::new();
    for (question, row) in &center.questions.0 {
        let name = match row.status {
            decision::Status::Open => {
                let stated: NationSet = row.positions.keys().copied().collect();
                let silent = names::nations(row.asked.minus(stated));
                items.push(format!("{question} is open; have not spoken: {silent}"));
                continue;
            }
            decision::Status::Adopted { .. } => "adopted",
            decision::Status::Failed { .. } => "failed",
            decision::Status::Escalated { .. } => "referred to the leaders",
        };
        *ended.entry(name).or_default() += 1;
    }
    for (question, row) in &center.silences.0 {
        let name = match row.status {
            silence::Status::Open => {
                items.push(format!("{question} is under silence"));
                continue;
            }
            silence::Status::Adopted { .. } => "adopted by silence",
            silence::Status::Broken { .. } => "silence broken",
            silence::Status::Lapsed { .. } => "silence lapsed",
        };
        *ended.entry(name).or_default() += 1;
    }
    let ended: Vec<String> = ended.iter().map(|(name, count)| format!("{count} {name}")).collect();
    if !ended.is_empty() {
        items.push(ended.join(", "));
    }
    items
}

fn talks(center: &Center) -> Vec<String> {
    let said = |round: &Round| {
        let closed = if round.closed_at.is_some() { "closed" } else { "open" };
        let delegations = names::count(round.delegations.len().into(), "delegation");
        format!("{closed}, {delegations}")
    };
    center.talks.rounds.iter().map(|(name, round)| format!("{name}: {}", said(round))).collect()
}

fn leads(center: &Center) -> Vec<String> {
    let leads = center.tasks.leads.iter();
    let leads: Vec<String> = leads
        .map(|(task, nations)| format!("{}: {}", task_name(*task), names::nations(*nations)))
        .collect();
    if leads.is_empty() { leads } else { vec![leads.join("; ")] }
}

fn taskings(center: &Center) -> Vec<String> {
    let mut by_progress: BTreeMap<&str, u64> = BTreeMap::new();
    for tasking in center.tasks.taskings.values() {
        *by_progress.entry(progress_name(tasking.progress)).or_default() += 1;
    }
    let rows: Vec<String> =
        by_progress.iter().map(|(progress, count)| format!("{count} {progress}")).collect();
    if rows.is_empty() { rows } else { vec![rows.join(", ")] }
}

fn progress_name(progress: Progress) -> &'static str {
    match progress {
        Progress::Requested => "requested",
        Progress::Accepted => "accepted",
        Progress::Declined => "declined",
        Progress::Completed => "completed",
    }
}

fn prosperity(center: &Center) -> Vec<String> {
    let track = &center.prosperity;
    let projects = track.projects.iter();
    let mut items: Vec<String> = projects
        .map(|(name, project)| {
            format!("{name}: {} million euro released", names::grouped(project.released))
        })
        .collect();
    match (track.launched_at, track.reported_at) {
        (Some(_), None) => items.push("the launch plan is running".to_string()),
        (Some(_), Some(_)) => items.push("the launch plan has been reported on".to_string()),
        (None, _) => {}
    }
    items
}
