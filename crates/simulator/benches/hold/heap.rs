//! The model without an engine: on a bare heap, and on the agenda alone.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use kernel::{SimDuration, SimTime};
use simulator::agenda::Agenda;

use crate::delays::Delays;
use crate::{HORIZON_MS, TIMERS};

pub(crate) fn bare() -> u64 {
    let mut delays = Delays::new(0);
    let mut heap: BinaryHeap<_> =
        (0..TIMERS).map(|timer| Reverse((delays.next_ms(), timer))).collect();
    let mut fired = 0;
    while let Some(&Reverse((at, timer))) = heap.peek()
        && at <= HORIZON_MS
    {
        heap.pop();
        heap.push(Reverse((at + delays.next_ms(), timer)));
        fired += 1;
    }
    fired
}

/// Items of so many words of four bytes.
pub(crate) fn agenda<const WORDS: usize>() -> u64 {
    let mut delays = Delays::new(0);
    let mut agenda = Agenda::new();
    let start = SimTime::default();
    for timer in 0..TIMERS {
        let at = start + SimDuration::from_millis(delays.next_ms());
        agenda.schedule(at, 0, None, [timer; WORDS]).expect("nothing is past yet");
    }
    let until = start + SimDuration::from_millis(HORIZON_MS);
    let mut fired = 0;
    while agenda.peek_time().is_some_and(|at| at <= until) {
        let entry = agenda.take_next().expect("there is an item, since it has a time");
        let at = entry.at + SimDuration::from_millis(delays.next_ms());
        agenda.schedule(at, entry.priority, entry.cause, entry.item).expect("a delay is positive");
        fired += 1;
    }
    fired
}
