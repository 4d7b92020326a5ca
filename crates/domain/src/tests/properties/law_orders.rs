//! Laws on what contingents are ordered to do: chains of command, caveats, red cards.

use kernel::SimTime;

use super::law::Law;
use super::past::Past;
use crate::caveat::{self, Limit};
use crate::ids::{CaveatId, ContingentId, MissionId, RoeId};
use crate::mission::{self, Activity, Chain, Ground};
use crate::strategies::Record;
use crate::task::Location;
use crate::{Actor, Event, Nation, roe};

pub(super) const LAWS: &[Law] = &[
    Law { rule: 1, says: "the nation or the commander orders", holds: ordered },
    Law { rule: 8, says: "without a mandate only self-defense starts in Ukraine", holds: mandated },
    Law { rule: 8, says: "what is done in Ukraine ends with its mandate", holds: done },
    Law { rule: 9, says: "what starts has passed both chains", holds: both_chains },
    Law { rule: 10, says: "no caveat in force bars what passes", holds: unbarred },
    Law { rule: 10, says: "a mission is stopped by a caveat in force", holds: stopped_by },
    Law { rule: 11, says: "the nation plays its card, and the gap follows", holds: gap_follows },
    Law { rule: 11, says: "after a card or a caveat only an heir starts", holds: heir },
    Law { rule: 12, says: "self-defense is not barred and not asked for", holds: defense },
    Law { rule: 12, says: "self-defense starts at once", holds: defense_starts },
    Law { rule: 12, says: "all else waits for its rules", holds: rules },
    Law { rule: 34, says: "a caveat is its nation's own act", holds: own_caveat },
];

/// The order that gave a mission, and when.
fn order(past: Past<'_>, of: MissionId) -> Option<&Record> {
    past.0.iter().rev().find(|record| {
        matches!(record.event, Event::Mission(mission::Event::Ordered { mission, .. })
            if mission == of)
    })
}

fn ordered(record: &Record, _: Past<'_>) -> bool {
    match record.event {
        Event::Mission(mission::Event::Ordered { nation, chain, .. }) => match chain {
            Chain::National => record.by.speaks_for(nation),
            Chain::Multinational => record.by == Actor::Commander,
        },
        _ => true,
    }
}

/// The contingent that starts a mission, unless it defends itself.
fn starts(record: &Record, past: Past<'_>) -> Option<ContingentId> {
    let Event::Mission(mission::Event::Started { mission, contingent, .. }) = record.event else {
        return None;
    };
    let order = &order(past, mission)?.event;
    let defends = matches!(order, Event::Mission(mission::Event::Ordered { activity, .. })
        if *activity == Activity::SelfDefense);
    Some(contingent).filter(|_| !defends)
}

fn mandated(record: &Record, past: Past<'_>) -> bool {
    let Some(offered) = starts(record, past).and_then(|name| past.offered(name)) else {
        return true;
    };
    let mandate = past.mandate(offered.nation);
    let is_live = mandate.is_some_and(|(_, ends)| ends.is_none_or(|ends| record.at < ends));
    offered.place == Location::OutsideUkraine || is_live
}

/// The contingent that does a mission, unless it defends itself.
fn does(past: Past<'_>, of: MissionId) -> Option<ContingentId> {
    let started = past.0.iter().rev().find(|record| {
        matches!(record.event, Event::Mission(mission::Event::Started { mission, .. })
            if mission == of)
    });
    started.and_then(|started| starts(started, past))
}

fn done(record: &Record, past: Past<'_>) -> bool {
    let (mission, is_done) = match record.event {
        Event::Mission(mission::Event::Completed { mission }) => (mission, true),
        Event::Mission(mission::Event::Lapsed { mission, lost: Ground::Mandate, .. }) => {
            (mission, false)
        }
        _ => return true,
    };
    let Some(offered) = does(past, mission).and_then(|name| past.offered(name)) else {
        return is_done;
    };
    let is_there = offered.place != Location::OutsideUkraine;
    match past.mandate(offered.nation) {
        // What is done at the instant at which the mandate ends may be reported before the end is.
        Some((_, ends)) => is_done && (!is_there || ends.is_none_or(|ends| record.at <= ends)),
        None => is_done != is_there,
    }
}

fn both_chains(record: &Record, past: Past<'_>) -> bool {
    match record.event {
        Event::Mission(
            mission::Event::Cleared { nation, .. } | mission::Event::TakenOver { nation, .. },
        ) => record.by.speaks_for(nation),
        Event::Mission(mission::Event::Started {
            mission, national_at, multinational_at, ..
        }) => {
            let Some(order) = order(past, mission) else { return false };
            // The nation's own act, or self-defense, which waits for none.
            let national = match past.0.last().map(|last| &last.event) {
                Some(Event::Mission(
                    mission::Event::Cleared { mission: of, .. }
                    | mission::Event::TakenOver { mission: of, .. },
                )) => *of == mission,
                Some(Event::Mission(mission::Event::Ordered {
                    mission: of,
                    chain,
                    activity,
                    ..
                })) => {
                    let waits =
                        *chain == Chain::Multinational && *activity != Activity::SelfDefense;
                    *of == mission && !waits
                }
                _ => false,
            };
            national && national_at == record.at && multinational_at == order.at
        }
        _ => true,
    }
}

/// The nation whose contingent does a mission.
fn nation(past: Past<'_>, of: MissionId) -> Option<Nation> {
    past.last(|event| match event {
        Event::Mission(
            mission::Event::Ordered { mission, nation, .. }
            | mission::Event::TakenOver { mission, nation, .. },
        ) if *mission == of => Some(*nation),
        _ => None,
    })
}

/// Whether a caveat was declared by the nation, neither lifted nor expired, at an instant.
fn in_force(past: Past<'_>, wanted: CaveatId, of: Nation, at: SimTime) -> bool {
    let last = past.last(|event| match *event {
        Event::Caveat(caveat::Event::Declared { caveat, nation, expires_at, .. })
            if caveat == wanted =>
        {
            Some(nation == of && expires_at.is_none_or(|expires_at| at < expires_at))
        }
        Event::Caveat(
            caveat::Event::Lifted { caveat, .. } | caveat::Event::Expired { caveat, .. },
        ) if caveat == wanted => Some(false),
        _ => None,
    });
    last == Some(true)
}

/// Whether the limit bars what was ordered. One on the degree of command is left out: the
/// degree stands in no event of the mission.
fn bars(limit: Limit, order: &mission::Event, at: SimTime) -> bool {
    let mission::Event::Ordered { activity, place, sector, roe, .. } = order else {
        return false;
    };
    match limit {
        Limit::Place { barred } => *place == barred,
        Limit::Sector { barred } => *sector == Some(barred),
        Limit::Activity { barred } => *activity == barred,
        Limit::Time { not_before, not_after } => !(not_before <= at && at <= not_after),
        Limit::Command { .. } => false,
        Limit::Roe { barred } => roe.contains(&barred),
    }
}

fn unbarred(record: &Record, past: Past<'_>) -> bool {
    let Event::Mission(event) = &record.event else { return true };
    let order = match event {
        mission::Event::Ordered { .. } => event,
        mission::Event::Started { mission, .. } => match order(past, *mission) {
            Some(Record { event: Event::Mission(order), .. }) => order,
            _ => return false,
        },
        _ => return true,
    };
    let mission::Event::Ordered { nation: of, activity, .. } = *order else { return false };
    let of = nation(past, event.mission()).unwrap_or(of);
    let barred = past.any(|event| {
        matches!(*event, Event::Caveat(caveat::Event::Declared { caveat, limit, .. })
            if bars(limit, order, record.at) && in_force(past, caveat, of, record.at))
    });
    activity == Activity::SelfDefense || !barred
}

fn stopped_by(record: &Record, past: Past<'_>) -> bool {
    match record.event {
        Event::Mission(mission::Event::StoppedByCaveat { nation, caveat, .. }) => {
            in_force(past, caveat, nation, record.at)
        }
        _ => true,
    }
}

fn gap_follows(record: &Record, past: Past<'_>) -> bool {
    let played = match past.0.last().map(|last| &last.event) {
        Some(Event::Mission(mission::Event::RedCardPlayed { mission, .. })) => Some(*mission),
        _ => None,
    };
    let offered = match record.event {
        Event::Mission(mission::Event::GapReoffered { mission, .. }) => Some(mission),
        _ => None,
    };
    let own = match record.event {
        Event::Mission(mission::Event::RedCardPlayed { mission, nation: of, .. }) => {
            record.by.speaks_for(of) && nation(past, mission) == Some(of)
        }
        _ => true,
    };
    played == offered && own
}

fn heir(record: &Record, past: Past<'_>) -> bool {
    match record.event {
        Event::Mission(mission::Event::Started { mission: of, .. }) => {
            let over = past.last(|event| match event {
                Event::Mission(
                    mission::Event::RedCardPlayed { mission, .. }
                    | mission::Event::StoppedByCaveat { mission, .. },
                ) if *mission == of => Some(true),
                Event::Mission(mission::Event::TakenOver { mission, .. }) if *mission == of => {
                    Some(false)
                }
                _ => None,
            });
            over != Some(true)
        }
        Event::Mission(mission::Event::TakenOver { mission: of, nation: heir, .. }) => {
            let defends = matches!(order(past, of).map(|order| &order.event),
                Some(Event::Mission(mission::Event::Ordered { activity, .. }))
                    if *activity == Activity::SelfDefense);
            !defends && nation(past, of) != Some(heir)
        }
        _ => true,
    }
}

fn defense(record: &Record, _: Past<'_>) -> bool {
    match record.event {
        Event::Caveat(caveat::Event::Declared {
            limit: Limit::Activity { barred: activity },
            ..
        })
        | Event::Roe(roe::Event::Requested { activity, .. })
        | Event::Mission(mission::Event::StoppedByCaveat { activity, .. }) => {
            activity != Activity::SelfDefense
        }
        _ => true,
    }
}

fn defense_starts(record: &Record, past: Past<'_>) -> bool {
    match past.0.last().map(|last| &last.event) {
        Some(Event::Mission(mission::Event::Ordered {
            mission: of,
            activity: Activity::SelfDefense,
            ..
        })) => matches!(&record.event, Event::Mission(mission::Event::Started { mission, .. })
            if mission == of),
        _ => true,
    }
}

/// What was requested last under this name.
fn permits(past: Past<'_>, wanted: RoeId) -> Option<Activity> {
    past.last(|event| match *event {
        Event::Roe(roe::Event::Requested { roe, activity }) if roe == wanted => Some(activity),
        _ => None,
    })
}

fn is_implemented(past: Past<'_>, wanted: RoeId) -> bool {
    let last = past.last(|event| match event {
        Event::Roe(event) => match *event {
            roe::Event::Implemented { roe } => Some((roe, true)),
            roe::Event::Requested { roe, .. }
            | roe::Event::Authorized { roe }
            | roe::Event::Denied { roe }
            | roe::Event::Cancelled { roe } => Some((roe, false)),
        }
        .filter(|(roe, _)| *roe == wanted),
        _ => None,
    });
    last.is_some_and(|(_, implemented)| implemented)
}

fn rules(record: &Record, past: Past<'_>) -> bool {
    match &record.event {
        Event::Mission(mission::Event::Ordered { activity, roe, .. }) => {
            let permitted =
                |roe| is_implemented(past, roe) && permits(past, roe) == Some(*activity);
            let lacks_rule = *activity == Activity::Strike && roe.is_empty();
            let all = roe.iter().all(|&roe| permitted(roe));
            *activity == Activity::SelfDefense || (all && !lacks_rule)
        }
        Event::Roe(roe::Event::Implemented { roe: of }) => {
            let authorized = past.last(|event| match event {
                Event::Roe(roe::Event::Authorized { roe }) if roe == of => Some(true),
                Event::Roe(
                    roe::Event::Requested { roe, .. }
                    | roe::Event::Implemented { roe }
                    | roe::Event::Cancelled { roe },
                ) if roe == of => Some(false),
                _ => None,
            });
            authorized == Some(true) && record.by == Actor::Commander
        }
        _ => true,
    }
}

fn own_caveat(record: &Record, _: Past<'_>) -> bool {
    match record.event {
        Event::Caveat(
            caveat::Event::Declared { nation, .. } | caveat::Event::Lifted { nation, .. },
        ) => record.by.speaks_for(nation),
        _ => true,
    }
}
