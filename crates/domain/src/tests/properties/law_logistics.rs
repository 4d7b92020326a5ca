//! Laws on needs, goods, hubs and depots.

use alloc::collections::BTreeMap;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use kernel::SimDuration;

use super::law::Law;
use super::past::Past;
use crate::clock::{Clock, Status};
use crate::ids::{ConsignmentId, DepotId, HubId, NeedId};
use crate::need::{Goods, Priority};
use crate::response::Tier;
use crate::strategies::Record;
use crate::{Actor, Center, Event, Nation, consignment, depot, hub, need};

pub(super) const LAWS: &[Law] = &[
    Law { rule: 13, says: "donors give no more than is needed", holds: within_need },
    Law { rule: 13, says: "nobody loads what no donor has matched", holds: within_match },
    Law { rule: 36, says: "the custodian alone disposes of goods", holds: custody },
    Law { rule: 36, says: "Ukraine delivers what was handed over, once", holds: delivered },
    Law { rule: 36, says: "what its owner has taken back goes nowhere", holds: taken_back },
    Law { rule: 37, says: "no hub handles more than its capacity in a day", holds: capacity },
    Law { rule: 37, says: "nobody goes before one of higher priority", holds: order },
    Law { rule: 37, says: "a hub that is out handles nothing", holds: working },
    Law { rule: 37, says: "no tonne is handled twice on its way through a hub", holds: once },
    Law { rule: 38, says: "peacetime use needs consent, a response none", holds: consent },
    Law { rule: 38, says: "a depot is neither overdrawn nor overfilled", holds: stock },
];

/// The sum of the tonnes of some events.
fn sum(past: Past<'_>, tonnes: impl Fn(&Event) -> Option<u32>) -> u64 {
    past.0.iter().filter_map(|record| tonnes(&record.event)).map(u64::from).sum()
}

/// What the donors, or one of them, give towards a need.
fn matched(past: Past<'_>, of: NeedId, by: Option<Nation>) -> u64 {
    let counts = |need, nation| need == of && by.is_none_or(|by| by == nation);
    let given = sum(past, |event| match *event {
        Event::Need(need::Event::DonorMatched { need, nation, tonnes }) if counts(need, nation) => {
            Some(tonnes)
        }
        _ => None,
    });
    let withdrawn = sum(past, |event| match *event {
        Event::Need(need::Event::MatchWithdrawn { need, nation, tonnes })
            if counts(need, nation) =>
        {
            Some(tonnes)
        }
        _ => None,
    });
    given.saturating_sub(withdrawn)
}

fn registered(past: Past<'_>, wanted: NeedId) -> Option<(Goods, u32)> {
    past.last(|event| match *event {
        Event::Need(need::Event::Registered { need, goods, tonnes, .. }) if need == wanted => {
            Some((goods, tonnes))
        }
        _ => None,
    })
}

fn within_need(record: &Record, past: Past<'_>) -> bool {
    let Event::Need(need::Event::DonorMatched { need, tonnes, .. }) = record.event else {
        return true;
    };
    let then = matched(past, need, None) + u64::from(tonnes);
    registered(past, need).is_some_and(|(_, needed)| then <= u64::from(needed))
}

fn within_match(record: &Record, past: Past<'_>) -> bool {
    let Event::Consignment(consignment::Event::Prepared { owner: by, need: of, tonnes, .. }) =
        record.event
    else {
        return true;
    };
    let loaded = sum(past, |event| match *event {
        Event::Consignment(consignment::Event::Prepared { owner, need, tonnes, .. })
            if (owner, need) == (by, of) =>
        {
            Some(tonnes)
        }
        _ => None,
    });
    let taken_back = sum(past, |event| match *event {
        Event::Consignment(consignment::Event::TakenBack { owner, need, tonnes, .. })
            if (owner, need) == (by, of) =>
        {
            Some(tonnes)
        }
        _ => None,
    });
    let loaded = loaded.saturating_sub(taken_back);
    loaded + u64::from(tonnes) <= matched(past, of, Some(by))
}

fn custodian(past: Past<'_>, wanted: ConsignmentId) -> Option<Nation> {
    past.last(|event| match *event {
        Event::Consignment(consignment::Event::Prepared { consignment, owner, .. })
            if consignment == wanted =>
        {
            Some(owner)
        }
        Event::Consignment(consignment::Event::HandedOver { consignment, .. })
            if consignment == wanted =>
        {
            Some(Nation::UA)
        }
        _ => None,
    })
}

fn custody(record: &Record, past: Past<'_>) -> bool {
    match record.event {
        Event::Consignment(
            consignment::Event::Dispatched { consignment, .. }
            | consignment::Event::Redirected { consignment, .. }
            | consignment::Event::TakenBack { consignment, .. },
        ) => custodian(past, consignment).is_some_and(|nation| record.by.speaks_for(nation)),
        Event::Consignment(consignment::Event::HandedOver { consignment, from }) => {
            let here = custodian(past, consignment) == Some(from);
            let waits = queues(past).values().flatten().any(|row| row.consignment == consignment);
            here && !waits && from != Nation::UA && record.by.speaks_for(from)
        }
        _ => true,
    }
}

fn delivered(record: &Record, past: Past<'_>) -> bool {
    let Event::Consignment(consignment::Event::Delivered { consignment: of, .. }) = record.event
    else {
        return true;
    };
    let before = past.any(|event| {
        matches!(event, Event::Consignment(consignment::Event::Delivered { consignment, .. })
            if *consignment == of)
    });
    custodian(past, of) == Some(Nation::UA) && record.by == Actor::Ua && !before
}

fn taken_back(record: &Record, past: Past<'_>) -> bool {
    let Event::Consignment(
        consignment::Event::Dispatched { consignment: of, .. }
        | consignment::Event::Redirected { consignment: of, .. }
        | consignment::Event::ArrivedAtHub { consignment: of, .. }
        | consignment::Event::TakenBack { consignment: of, .. }
        | consignment::Event::HandedOver { consignment: of, .. },
    ) = record.event
    else {
        return true;
    };
    !past.any(|event| {
        matches!(event, Event::Consignment(consignment::Event::TakenBack { consignment, .. })
            if *consignment == of)
    })
}

/// What of a consignment waits in a hub.
#[derive(Clone, Copy)]
struct Row {
    consignment: ConsignmentId,
    tonnes: u32,
}

/// What waits in each hub, in the order of arrival.
fn queues(past: Past<'_>) -> BTreeMap<HubId, Vec<Row>> {
    let mut queues: BTreeMap<HubId, Vec<Row>> = BTreeMap::new();
    for record in past.0 {
        match record.event {
            Event::Consignment(consignment::Event::ArrivedAtHub { consignment, hub, tonnes }) => {
                queues.entry(hub).or_default().push(Row { consignment, tonnes });
            }
            Event::Consignment(
                consignment::Event::LeftHub { consignment, .. }
                | consignment::Event::Redirected { consignment, .. }
                | consignment::Event::TakenBack { consignment, .. },
            ) => queues
                .values_mut()
                .for_each(|queue| queue.retain(|row| row.consignment != consignment)),
            Event::Hub(hub::Event::Handled { hub, consignment, remaining, .. }) => {
                let rows = queues.entry(hub).or_default().iter_mut();
                rows.filter(|row| row.consignment == consignment)
                    .for_each(|row| row.tonnes = remaining);
            }
            _ => {}
        }
    }
    queues
}

fn priority(past: Past<'_>, of: ConsignmentId) -> Option<Priority> {
    let wanted = past.last(|event| match *event {
        Event::Consignment(consignment::Event::Prepared { consignment, need, .. })
            if consignment == of =>
        {
            Some(need)
        }
        _ => None,
    })?;
    past.last(|event| match *event {
        Event::Need(need::Event::Prioritized { need, priority }) if need == wanted => {
            Some(priority)
        }
        Event::Need(need::Event::Registered { need, goods, .. }) if need == wanted => {
            Some(match goods {
                Goods::AirDefense => Priority::First,
                Goods::Ammunition => Priority::Second,
                _ => Priority::Third,
            })
        }
        _ => None,
    })
}

fn capacity(record: &Record, past: Past<'_>) -> bool {
    let Event::Hub(hub::Event::Handled { hub: of, tonnes, .. }) = record.event else {
        return true;
    };
    let per_day = past.last(|event| match *event {
        Event::Hub(hub::Event::Opened { hub, tonnes_per_day, .. }) if hub == of => {
            Some(tonnes_per_day)
        }
        _ => None,
    });
    let day = SimDuration::from_days(1);
    let recent = past.0.iter().filter(|earlier| record.at < earlier.at + day);
    let handled = recent.filter_map(|earlier| match earlier.event {
        Event::Hub(hub::Event::Handled { hub, tonnes, .. }) if hub == of => Some(u64::from(tonnes)),
        _ => None,
    });
    let handled: u64 = handled.sum();
    per_day.is_some_and(|per_day| handled + u64::from(tonnes) <= u64::from(per_day))
}

fn order(record: &Record, past: Past<'_>) -> bool {
    let Event::Hub(hub::Event::Handled { hub, consignment, tonnes, remaining }) = record.event
    else {
        return true;
    };
    let queue = queues(past).remove(&hub).unwrap_or_default();
    let Some(place) = queue.iter().position(|row| row.consignment == consignment) else {
        return false;
    };
    let rank = |place: usize| (priority(past, queue[place].consignment), place);
    let ahead = (0..queue.len()).any(|other| rank(other) < rank(place) && 0 < queue[other].tonnes);
    !ahead && tonnes + remaining == queue[place].tonnes
}

/// Goods that leave a hub when it is done with them may be sent by another hub as a whole.
fn once(record: &Record, past: Past<'_>) -> bool {
    let Event::Hub(hub::Event::Handled { hub: by, consignment: of, tonnes, .. }) = record.event
    else {
        return true;
    };
    let left = |event: &Event| {
        matches!(event, Event::Consignment(consignment::Event::LeftHub { consignment, .. })
            if *consignment == of)
    };
    let handled = sum(past.since(left), |event| match *event {
        Event::Hub(hub::Event::Handled { consignment, tonnes, .. }) if consignment == of => {
            Some(tonnes)
        }
        _ => None,
    });
    let here = |event: &Event| match *event {
        Event::Hub(hub::Event::Handled { hub, consignment, tonnes, .. })
            if hub == by && consignment == of =>
        {
            Some(tonnes)
        }
        _ => None,
    };
    if sum(past, here) != sum(past.since(left), here) {
        return false;
    }
    let loaded = past.last(|event| match *event {
        Event::Consignment(consignment::Event::Prepared { consignment, tonnes, .. })
            if consignment == of =>
        {
            Some(u64::from(tonnes))
        }
        _ => None,
    });
    loaded.is_some_and(|loaded| handled + u64::from(tonnes) <= loaded)
}

fn working(record: &Record, past: Past<'_>) -> bool {
    let Event::Hub(hub::Event::Handled { hub: of, .. }) = record.event else {
        return true;
    };
    let out = past.last(|event| match *event {
        Event::Hub(hub::Event::OutageDeclared { hub }) if hub == of => Some(true),
        Event::Hub(hub::Event::OutageEnded { hub } | hub::Event::Opened { hub, .. })
            if hub == of =>
        {
            Some(false)
        }
        _ => None,
    });
    out == Some(false)
}

/// What was reserved, consented to, released in peace, and is in stock.
#[derive(Default)]
struct Books {
    holder: Option<Nation>,
    reserved: i64,
    consented: i64,
    stock: i64,
}

fn books(past: Past<'_>, of: DepotId) -> Books {
    let mut books = Books::default();
    for record in past.0 {
        match record.event {
            Event::Depot(depot::Event::Reserved { depot, nation, tonnes }) if depot == of => {
                books.holder = Some(nation);
                books.reserved += i64::from(tonnes);
                books.stock += i64::from(tonnes);
            }
            Event::Depot(depot::Event::ConsentGiven { depot, tonnes })
                if depot == of && record.by == Actor::CoChairs =>
            {
                books.consented += i64::from(tonnes);
            }
            Event::Depot(depot::Event::Released { depot, tonnes, series }) if depot == of => {
                books.stock -= i64::from(tonnes);
                books.consented -= if series.is_none() { i64::from(tonnes) } else { 0 };
            }
            Event::Depot(depot::Event::Refilled { depot, tonnes }) if depot == of => {
                books.stock += i64::from(tonnes);
            }
            _ => {}
        }
    }
    books
}

fn consent(record: &Record, past: Past<'_>) -> bool {
    let Event::Depot(depot::Event::Released { depot, tonnes, series }) = record.event else {
        return true;
    };
    let books = books(past, depot);
    let allowed = match series {
        Some(series) => Tier::Two <= past.tier(series),
        None => i64::from(tonnes) <= books.consented,
    };
    allowed && books.holder.is_some_and(|holder| record.by.speaks_for(holder))
}

fn stock(record: &Record, past: Past<'_>) -> bool {
    match record.event {
        Event::Depot(depot::Event::Released { depot, tonnes, .. }) => {
            i64::from(tonnes) <= books(past, depot).stock
        }
        Event::Depot(depot::Event::Refilled { depot, tonnes }) => {
            let books = books(past, depot);
            books.stock + i64::from(tonnes) <= books.reserved
        }
        _ => true,
    }
}

/// A hub's clock runs exactly while it works and something waits; a depot that is not full has a
/// duty that runs or was missed.
pub(super) fn faults_of_the_state(center: &Center) -> Vec<String> {
    let mut faults = Vec::new();
    for (id, hub) in &center.hubs.0 {
        let busy = hub.out_since.is_none() && !hub.queue.is_empty();
        if center.clocks.is_open(Clock::HubDay, id.0) != busy {
            faults
                .push(format!("the clock of the hub {id} runs although it should not, or stands"));
        }
    }
    for (id, depot) in &center.depots.0 {
        let duty = center.clocks.get(Clock::DepotRefill, id.0).map(|deadline| deadline.status);
        let owed = matches!(duty, Some(Status::Open | Status::Missed { .. }));
        if depot.stock < depot.reserved && !owed {
            faults.push(format!("nobody must refill the depot {id}"));
        }
    }
    faults
}
