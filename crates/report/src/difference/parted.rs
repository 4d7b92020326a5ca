//! The events of two histories that only one of them has, or has otherwise, and the commands that
//! were refused in one alone.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use domain::Event;
use kernel::{Position, SimTime};
use simulator::record::{Body, CenterRecord};
use simulator::stored;

use super::{Line, Moved, deadline_id, line};
use crate::explain::told;
use crate::zone::Zone;

/// The events of two histories without those that both have.
pub(super) struct Parted {
    pub(super) only_here: Vec<Line>,
    pub(super) only_there: Vec<Line>,
    pub(super) moved: Vec<Moved>,
}

/// An event by when it was recorded, and by what it says: its kind, its data, and how it is told, which
/// names who did it where that matters.
type Exact = (SimTime, String, Vec<u8>, String);
/// An event by its kind and all that it is about.
type Loose = (String, String);

/// What was matched is not told; of what is left, the same kind about the same thing has moved.
pub(super) fn part(here: &[CenterRecord], there: &[CenterRecord], zone: Zone) -> Parted {
    let here: Vec<_> = events(here, zone).collect();
    let there: Vec<_> = events(there, zone).collect();
    let mut exact: BTreeMap<&Exact, VecDeque<Position>> = BTreeMap::new();
    for (record, key, _) in &there {
        exact.entry(key).or_default().push_back(record.position);
    }
    let mut alone = Vec::new();
    let mut matched = BTreeSet::new();
    for (record, key, about) in &here {
        match exact.get_mut(key).and_then(VecDeque::pop_front) {
            Some(position) => drop(matched.insert(position)),
            None => alone.push((*record, about)),
        }
    }
    let mut loose: BTreeMap<&Loose, VecDeque<&CenterRecord>> = BTreeMap::new();
    for (record, _, about) in there.iter().filter(|(of, ..)| !matched.contains(&of.position)) {
        loose.entry(about).or_default().push_back(record);
    }
    let mut parted = Parted { only_here: Vec::new(), only_there: Vec::new(), moved: Vec::new() };
    for (record, about) in alone {
        match loose.get_mut(about).and_then(VecDeque::pop_front) {
            Some(other) => {
                parted.moved.push(Moved { here: line(record, zone), there: line(other, zone) });
            }
            None => parted.only_here.push(line(record, zone)),
        }
    }
    let rest = loose.into_values().flatten();
    parted.only_there = rest.map(|record| line(record, zone)).collect();
    parted.only_there.sort_by_key(|line| line.position);
    parted
}

fn events(
    records: &[CenterRecord],
    zone: Zone,
) -> impl Iterator<Item = (&CenterRecord, Exact, Loose)> {
    records.iter().filter_map(move |record| {
        let Body::Event(event) = &record.body else { return None };
        let stored = stored::encode(&record.body).ok()?;
        let about = match event {
            // One subject has several deadlines.
            Event::Clock(event) => {
                let (clock, subject) = event.key();
                deadline_id(clock, subject)
            }
            // The position of one nation is not that of another one moved.
            _ => stored.tags.join(" "),
        };
        let exact = (record.at, stored.kind.clone(), stored.data, told(record, zone));
        Some((record, exact, (stored.kind, about)))
    })
}

/// The commands that were refused on one side alone: not at the same instant, or for another reason.
pub(super) fn part_refusals(
    here: &[CenterRecord],
    there: &[CenterRecord],
    zone: Zone,
) -> (Vec<Line>, Vec<Line>) {
    let refused = |records: &[CenterRecord]| -> Vec<Line> {
        let refused = records.iter().filter(|record| matches!(record.body, Body::Refused(..)));
        refused.map(|record| line(record, zone)).collect()
    };
    let (here, there) = (refused(here), refused(there));
    let key = |line: &Line| (line.at, line.text.clone());
    let without = |lines: &[Line], others: &[Line]| {
        let mut left: BTreeMap<(SimTime, String), u32> = BTreeMap::new();
        for other in others {
            *left.entry(key(other)).or_default() += 1;
        }
        let is_alone = |line: &&Line| match left.get_mut(&key(line)) {
            Some(count) if 0 < *count => {
                *count -= 1;
                false
            }
            _ => true,
        };
        lines.iter().filter(is_alone).cloned().collect::<Vec<Line>>()
    };
    (without(&here, &there), without(&there, &here))
}
