//! Laws on the bodies beside the cell: the Special Commission and the headquarters.

use alloc::collections::BTreeSet;

use super::law::Law;
use super::past::Past;
use crate::center::Site;
use crate::headquarters::{Item, Post};
use crate::ids::{CaseId, EvidenceId, IncidentId, SeriesId};
use crate::incident::Party;
use crate::strategies::Record;
use crate::{Actor, Event, Nation, NationSet, clock, commission, headquarters, incident, response};

pub(super) const LAWS: &[Law] = &[
    Law { rule: 17, says: "the headquarters is under its joint command", holds: commanded },
    Law { rule: 19, says: "what is open is counted at a handover", holds: counted },
    Law { rule: 28, says: "a finding rests on the closed list", holds: listed },
    Law { rule: 31, says: "a finding relies on what was agreed", holds: agreed },
    Law { rule: 31, says: "a remedy follows a finding that has its basis, once", holds: remedied },
    Law { rule: 31, says: "those carry it out who accepted it", holds: accepted },
    Law { rule: 31, says: "a review is of a case without a remedy", holds: reviewed },
    Law { rule: 32, says: "a split finding names who dissents", holds: split },
];

/// The handover is complete, and the command is that of France and the United Kingdom.
fn commanded(record: &Record, past: Past<'_>) -> bool {
    let joint = |commander, deputy| {
        let both = NationSet::EMPTY.with(commander).with(deputy);
        both == NationSet::EMPTY.with(Nation::FR).with(Nation::UK)
    };
    match record.event {
        Event::Headquarters(headquarters::Event::Opened {
            headquarters: Post::Operational,
            site,
            commander,
            deputy,
        }) => site != Site::Kyiv && joint(commander, deputy) && site_of(past).is_none(),
        Event::Headquarters(headquarters::Event::Rotated {
            from, to, commander, deputy, ..
        }) => {
            let moved = site_of(past) == Some(from) && from != to && to != Site::Kyiv;
            moved && joint(commander, deputy) && items_done(past).len() == Item::ALL.len()
        }
        Event::Headquarters(headquarters::Event::ItemCompleted { item }) => {
            !items_done(past).contains(&item)
        }
        _ => true,
    }
}

/// Where the operational headquarters is.
fn site_of(past: Past<'_>) -> Option<Site> {
    past.last(|event| match event {
        Event::Headquarters(headquarters::Event::Opened {
            headquarters: Post::Operational,
            site,
            ..
        }) => Some(*site),
        Event::Headquarters(headquarters::Event::Rotated { to, .. }) => Some(*to),
        _ => None,
    })
}

/// The items done since the last handover began.
fn items_done(past: Past<'_>) -> BTreeSet<Item> {
    let started = |event: &Event| {
        matches!(event, Event::Headquarters(headquarters::Event::HandoverStarted {}))
    };
    let since = past.since(started).0.iter().filter_map(|record| match record.event {
        Event::Headquarters(headquarters::Event::ItemCompleted { item }) => Some(item),
        _ => None,
    });
    since.collect()
}

fn counted(record: &Record, past: Past<'_>) -> bool {
    let Event::Headquarters(headquarters::Event::Rotated {
        incidents_pending, responses_open, ..
    }) = record.event
    else {
        return true;
    };
    let mut pending: BTreeSet<IncidentId> = BTreeSet::new();
    let mut open: BTreeSet<SeriesId> = BTreeSet::new();
    for earlier in past.0 {
        match earlier.event {
            Event::Incident(incident::Event::Opened { incident, .. }) => {
                pending.insert(incident);
            }
            Event::Incident(
                incident::Event::Verified { incident, .. }
                | incident::Event::Unverifiable { incident },
            ) => {
                pending.remove(&incident);
            }
            Event::Response(response::Event::TierOneOpened { series, .. }) => {
                open.insert(series);
            }
            Event::Response(response::Event::StoodDown {
                series,
                to: response::Tier::None,
                ..
            }) => {
                open.remove(&series);
            }
            _ => {}
        }
    }
    (incidents_pending as usize, responses_open as usize) == (pending.len(), open.len())
}

/// The list of evidence that was closed for a case.
fn list_of(past: Past<'_>, wanted: CaseId) -> Option<&BTreeSet<EvidenceId>> {
    past.last(|event| match event {
        Event::Commission(commission::Event::EvidenceClosed { case, evidence })
            if *case == wanted =>
        {
            Some(evidence)
        }
        _ => None,
    })
}

/// Whether an attribution cites what is not on the list, or that on which the finding of the case rests
/// was revised: then the list is closed anew.
fn has_moved_on(past: Past<'_>, of: CaseId, list: &BTreeSet<EvidenceId>) -> bool {
    let cites_more = past.any(|event| match event {
        Event::Incident(
            incident::Event::AttributionProposed { sources, .. }
            | incident::Event::AttributionRevised { sources, .. },
        ) => !sources.is_subset(list),
        _ => false,
    });
    let basis = past.last(|event| match event {
        Event::Commission(
            commission::Event::Found { case, incident, version, .. }
            | commission::Event::SplitFound { case, incident, version, .. },
        ) if *case == of => Some((*incident, *version)),
        _ => None,
    });
    cites_more
        || basis.is_some_and(|(of, relied_on)| {
            past.any(|event| {
                matches!(event, Event::Incident(incident::Event::AttributionRevised { incident, version, .. })
                    if *incident == of && relied_on < *version)
            })
        })
}

fn listed(record: &Record, past: Past<'_>) -> bool {
    let (case, of, wanted) = match record.event {
        Event::Commission(commission::Event::EvidenceClosed { case, .. }) => {
            return list_of(past, case).is_none_or(|list| has_moved_on(past, case, list));
        }
        Event::Commission(
            commission::Event::Found { case, incident, version, .. }
            | commission::Event::SplitFound { case, incident, version, .. },
        ) => (case, incident, version),
        _ => return true,
    };
    let sources = past.last(|event| match event {
        Event::Incident(
            incident::Event::AttributionProposed { incident, version, sources, .. }
            | incident::Event::AttributionRevised { incident, version, sources, .. },
        ) if (*incident, *version) == (of, wanted) => Some(sources),
        _ => None,
    });
    match (sources, list_of(past, case)) {
        (Some(sources), Some(list)) => sources.is_subset(list),
        _ => false,
    }
}

fn agreed(record: &Record, past: Past<'_>) -> bool {
    let Event::Commission(commission::Event::Found { responsible, incident, version, .. }) =
        record.event
    else {
        return true;
    };
    let settled =
        Event::Incident(incident::Event::AttributionAgreed { incident, version, responsible });
    record.by == Actor::Commission
        && responsible != Party::Undetermined
        && past.any(|event| *event == settled)
}

fn split(record: &Record, past: Past<'_>) -> bool {
    let Event::Commission(commission::Event::SplitFound {
        responsible,
        dissenters,
        incident,
        version,
        ..
    }) = &record.event
    else {
        return true;
    };
    let settled = Event::Incident(incident::Event::AttributionSplit {
        incident: *incident,
        version: *version,
        responsible: *responsible,
        dissenters: dissenters.clone(),
    });
    !dissenters.is_empty() && past.any(|event| *event == settled)
}

/// Who was found responsible in a case.
fn responsible_in(past: Past<'_>, wanted: CaseId) -> Option<Party> {
    past.last(|event| match event {
        Event::Commission(
            commission::Event::Found { case, responsible, .. }
            | commission::Event::SplitFound { case, responsible, .. },
        ) if *case == wanted => Some(*responsible),
        _ => None,
    })
}

/// Whom a remedy was asked of.
fn asked_in(past: Past<'_>, wanted: CaseId) -> Option<NationSet> {
    past.last(|event| match event {
        Event::Commission(commission::Event::RemedySet { case, asked, .. }) if *case == wanted => {
            Some(*asked)
        }
        _ => None,
    })
}

fn remedied(record: &Record, past: Past<'_>) -> bool {
    let Event::Commission(commission::Event::RemedySet {
        case, responsible, asked, due_at, ..
    }) = record.event
    else {
        return true;
    };
    let finds = |event: &Event| {
        matches!(event, Event::Commission(
            commission::Event::Found { case: of, .. } | commission::Event::SplitFound { case: of, .. },
        ) if *of == case)
    };
    let lost = |event: &Event| {
        matches!(event, Event::Commission(commission::Event::BasisRevised { case: of, .. })
            if *of == case)
    };
    record.by == Actor::Commission
        && !past.since(finds).any(lost)
        && responsible_in(past, case) == Some(responsible)
        && asked_in(past, case).is_none()
        && !asked.is_empty()
        && record.at < due_at
}

fn accepted(record: &Record, past: Past<'_>) -> bool {
    let taken = |wanted| -> NationSet {
        let acts = past.0.iter().filter_map(|record| match record.event {
            Event::Commission(commission::Event::RemedyAccepted { case, nation })
                if case == wanted =>
            {
                Some(nation)
            }
            _ => None,
        });
        acts.collect()
    };
    match record.event {
        Event::Commission(commission::Event::RemedyAccepted { case, nation }) => {
            let asked = asked_in(past, case).is_some_and(|asked| asked.contains(nation));
            record.by.speaks_for(nation) && asked && !taken(case).contains(nation)
        }
        Event::Commission(commission::Event::RemedyDone { case, accepted, .. }) => {
            !accepted.is_empty() && accepted == taken(case)
        }
        Event::Commission(
            commission::Event::RemedyFailed { case, accepted }
            | commission::Event::RemedyLapsed { case, accepted },
        ) => asked_in(past, case).is_some() && accepted == taken(case),
        _ => true,
    }
}

fn reviewed(record: &Record, past: Past<'_>) -> bool {
    let Event::Commission(commission::Event::ReviewRequested { case: of }) = record.event else {
        return true;
    };
    let ended = past.any(|event| match event {
        Event::Commission(
            commission::Event::RemedySet { case, .. } | commission::Event::NotProven { case },
        ) => *case == of,
        _ => false,
    });
    let due_at = past.due_at((clock::Clock::CommissionRemedy, of.0));
    !ended && due_at.is_some_and(|due_at| due_at <= record.at)
}
