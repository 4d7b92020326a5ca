//! Laws on incidents, evidence, attributions and the clocks that run from a breach.

use alloc::collections::BTreeSet;

use kernel::SimTime;

use super::law::Law;
use super::past::Past;
use crate::clock::Clock;
use crate::ids::{IncidentId, SeriesId};
use crate::parameter::{Parameter, Value};
use crate::strategies::Record;
use crate::{Actor, Event, ceasefire, clock, incident, response};

pub(super) const LAWS: &[Law] = &[
    Law { rule: 19, says: "clocks start at the initial breach", holds: starts_at_breach },
    Law { rule: 19, says: "what is met is in time, what lapses is due", holds: in_time },
    Law { rule: 19, says: "late by revision only after a revision", holds: late_by_revision },
    Law { rule: 19, says: "no breach before the ceasefire", holds: after_ceasefire },
    Law { rule: 21, says: "a version follows the last and has sources", holds: version },
    Law { rule: 21, says: "the dissenters of a version are named", holds: dissenters },
    Law { rule: 26, says: "a series is of one sector, its score is counted", holds: series },
    Law { rule: 27, says: "calm is what was seen to be calm", holds: calm },
    Law { rule: 28, says: "custody passes from custodian to custodian", holds: custody },
];

fn runs_from_breach(clock: Clock) -> bool {
    matches!(clock, Clock::TierOne | Clock::TierTwoGate | Clock::TierThreeGate | Clock::TierThree)
}

fn starts_at_breach(record: &Record, past: Past<'_>) -> bool {
    match record.event {
        Event::Clock(
            clock::Event::Armed { clock, subject, starts_at, .. }
            | clock::Event::Recomputed { clock, subject, starts_at, .. },
        ) if runs_from_breach(clock) => past.breach_at(SeriesId(subject)) == Some(starts_at),
        Event::Response(response::Event::TierOneOpened { series, breach_at }) => {
            past.breach_at(series) == Some(breach_at)
        }
        _ => true,
    }
}

fn in_time(record: &Record, past: Past<'_>) -> bool {
    match record.event {
        Event::Clock(event @ clock::Event::Met { due_at, done_at, .. }) => {
            done_at.unwrap_or(record.at) <= due_at && past.due_at(event.key()) == Some(due_at)
        }
        Event::Clock(event @ clock::Event::Missed { due_at, .. }) => {
            let due =
                if record.by == Actor::Clock { due_at <= record.at } else { due_at < record.at };
            due && past.due_at(event.key()) == Some(due_at)
        }
        Event::Clock(event @ clock::Event::Struck { due_at, .. }) => {
            record.by == Actor::Clock
                && due_at <= record.at
                && past.due_at(event.key()) == Some(due_at)
        }
        _ => true,
    }
}

fn late_by_revision(record: &Record, past: Past<'_>) -> bool {
    match record.event {
        Event::Clock(
            event @ (clock::Event::Missed { due_at, late_by_revision, .. }
            | clock::Event::Struck { due_at, late_by_revision, .. }),
        ) => {
            let recomputed_past = past.0.iter().rev().any(|earlier| {
                matches!(earlier.event, Event::Clock(recomputed @ clock::Event::Recomputed { .. })
                    if recomputed.key() == event.key() && due_at < earlier.at)
            });
            let armed_again = past.0.iter().rev().find_map(|earlier| match earlier.event {
                Event::Clock(
                    last @ (clock::Event::Armed { .. } | clock::Event::Recomputed { .. }),
                ) if last.key() == event.key() => Some(matches!(last, clock::Event::Armed { .. })),
                _ => None,
            });
            late_by_revision == (recomputed_past && armed_again == Some(false))
        }
        Event::Clock(clock::Event::FoundLate { met_at, due_at, .. }) => due_at < met_at,
        _ => true,
    }
}

fn entered_into_force(event: &Event) -> bool {
    matches!(event, Event::Ceasefire(ceasefire::Event::EnteredIntoForce { .. }))
}

fn after_ceasefire(record: &Record, past: Past<'_>) -> bool {
    match record.event {
        Event::Response(response::Event::TierOneOpened { breach_at, .. }) => {
            was_in_force(breach_at, past)
        }
        Event::Incident(incident::Event::BreachRevised { breach_at, was_at, .. }) => {
            let began = past.when(entered_into_force);
            began.is_none_or(|since| was_at < since || since <= breach_at)
                && (!was_in_force(was_at, past) || was_in_force(breach_at, past))
        }
        _ => true,
    }
}

/// Whether a ceasefire bound at this instant: from when it entered into force, or was restored
/// after a collapse, until it collapsed.
fn was_in_force(at: SimTime, past: Past<'_>) -> bool {
    let mut bound = false;
    for record in past.0.iter().filter(|record| record.at <= at) {
        match record.event {
            Event::Ceasefire(
                ceasefire::Event::EnteredIntoForce { .. } | ceasefire::Event::Restored {},
            ) => bound = true,
            Event::Ceasefire(ceasefire::Event::Collapsed {}) => bound = false,
            _ => {}
        }
    }
    bound
}

fn is_version_of(event: &Event, wanted: IncidentId) -> bool {
    matches!(event, Event::Incident(
        incident::Event::AttributionProposed { incident, .. }
        | incident::Event::AttributionRevised { incident, .. }
    ) if *incident == wanted)
}

fn version(record: &Record, past: Past<'_>) -> bool {
    let Event::Incident(
        incident::Event::AttributionProposed { incident: of, version, sources, .. }
        | incident::Event::AttributionRevised { incident: of, version, sources, .. },
    ) = &record.event
    else {
        return true;
    };
    let verified = past.any(|event| {
        matches!(event, Event::Incident(incident::Event::Verified { incident, .. })
            if incident == of)
    });
    let on_record = sources.iter().all(|source| {
        past.any(|event| {
            matches!(event, Event::Incident(incident::Event::EvidenceReceived { evidence, .. })
                if evidence == source)
        })
    });
    let earlier = past.count(|event| is_version_of(event, *of));
    verified && !sources.is_empty() && on_record && *version as usize == earlier + 1
}

fn dissenters(record: &Record, past: Past<'_>) -> bool {
    let recorded = |of: IncidentId, wanted: u32| -> BTreeSet<Actor> {
        let dissents = past.0.iter().filter_map(|earlier| match earlier.event {
            Event::Incident(incident::Event::DissentRecorded { incident, version, dissenter })
                if (incident, version) == (of, wanted) =>
            {
                Some(dissenter)
            }
            _ => None,
        });
        dissents.collect()
    };
    match &record.event {
        Event::Incident(incident::Event::DissentRecorded { dissenter, .. }) => {
            *dissenter == record.by
        }
        Event::Incident(incident::Event::AttributionAgreed { incident, version, .. }) => {
            recorded(*incident, *version).is_empty()
        }
        Event::Incident(incident::Event::AttributionSplit {
            incident,
            version,
            dissenters,
            ..
        }) => !dissenters.is_empty() && *dissenters == recorded(*incident, *version),
        _ => true,
    }
}

fn series(record: &Record, past: Past<'_>) -> bool {
    let sector = |wanted: IncidentId| {
        past.last(|event| match event {
            Event::Incident(incident::Event::Opened { incident, sector, .. })
                if *incident == wanted =>
            {
                Some(*sector)
            }
            _ => None,
        })
    };
    match record.event {
        Event::Incident(incident::Event::Correlated { incident, series }) => {
            sector(incident).is_some() && sector(incident) == sector(IncidentId(series.0))
        }
        Event::Incident(incident::Event::PersistenceRaised { series, score }) => {
            past.minor_breaches(series) == score as usize
        }
        _ => true,
    }
}

fn calm(record: &Record, past: Past<'_>) -> bool {
    let Event::Ceasefire(ceasefire::Event::CalmAssessed { calm: ceasefire::Calm::Calm }) =
        record.event
    else {
        return true;
    };
    let covered = past.last(|event| match event {
        Event::Ceasefire(ceasefire::Event::CoverageChanged { coverage, .. }) => Some(*coverage),
        Event::Incident(incident::Event::SensorLost { .. }) => Some(0),
        _ => None,
    });
    let enough = match past.parameter(Parameter::CoverageThreshold) {
        Some(Value::Share(threshold)) => covered.is_some_and(|covered| threshold <= covered),
        _ => false,
    };
    let since = record.at - past.span(Parameter::CalmWindow);
    let seen = past.any(|event| {
        matches!(event, Event::Incident(incident::Event::Detected { seen_at, .. })
            if since <= *seen_at)
    });
    enough && !seen
}

fn custody(record: &Record, past: Past<'_>) -> bool {
    let Event::Incident(incident::Event::CustodyTransferred { evidence: of, from, .. }) =
        record.event
    else {
        return true;
    };
    let custodian = past.last(|event| match event {
        Event::Incident(incident::Event::EvidenceReceived { evidence, custodian, .. })
            if *evidence == of =>
        {
            Some(*custodian)
        }
        Event::Incident(incident::Event::CustodyTransferred { evidence, to, .. })
            if *evidence == of =>
        {
            Some(*to)
        }
        _ => None,
    });
    custodian == Some(from) && record.by == from
}
