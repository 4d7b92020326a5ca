//! For how much of the time the seats of the cell were filled.

use std::collections::BTreeSet;

use domain::{Event, Seat, center};
use kernel::SimTime;

use super::{Amount, Limits, Measure, Metric, ratio};

/// The seats since the cell was decided.
#[derive(Clone, Debug, Default)]
pub(crate) struct Seats {
    /// None before there is a cell, and after it.
    counted_to: Option<SimTime>,
    filled: BTreeSet<Seat>,
    /// Milliseconds of one seat.
    filled_ms: u128,
    all_ms: u128,
}

impl Measure for Seats {
    fn apply(&mut self, event: &Event, at: SimTime) {
        let Event::Center(event) = event else { return };
        match *event {
            center::Event::Decided { .. } => self.counted_to = Some(at),
            center::Event::SeatFilled { seat } => {
                self.count(at);
                self.filled.insert(seat);
            }
            center::Event::SeatVacated { seat } => {
                self.count(at);
                self.filled.remove(&seat);
            }
            center::Event::Closed {} => {
                self.count(at);
                self.counted_to = None;
            }
            _ => {}
        }
    }

    fn rows(&self, _: &Limits, at: SimTime) -> Vec<Metric> {
        let mut now = self.clone();
        now.count(at);
        let share = ratio(now.filled_ms, 1_000_000, now.all_ms);
        let value = share.map_or(Amount::None, Amount::PartsPerMillion);
        vec![Metric::plain("seats-filled", "seats filled, of the time there is a cell", value)]
    }
}

impl Seats {
    /// Counts the time up to an instant.
    fn count(&mut self, at: SimTime) {
        let Some(from) = self.counted_to else { return };
        let span = u128::from(at.since(from).as_millis());
        self.filled_ms += span * self.filled.len() as u128;
        self.all_ms += span * Seat::ALL.len() as u128;
        self.counted_to = Some(at);
    }
}
