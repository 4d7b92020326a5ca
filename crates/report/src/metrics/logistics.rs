//! How much of its capacity each hub handled, and how long it took to find donors.

use std::collections::BTreeMap;

use domain::ids::HubId;
use domain::{Center, Event, hub};
use kernel::SimTime;

use super::{Amount, Limits, MS_PER_DAY, Measure, Metric, ratio};

/// What a hub has handled since it opened.
#[derive(Clone, Copy, Debug)]
struct Handled {
    since: SimTime,
    tonnes_per_day: u32,
    tonnes: u64,
}

/// All hubs.
#[derive(Clone, Debug, Default)]
pub(crate) struct Hubs(BTreeMap<HubId, Handled>);

impl Measure for Hubs {
    fn apply(&mut self, event: &Event, at: SimTime) {
        match *event {
            Event::Hub(hub::Event::Opened { hub, tonnes_per_day, .. }) => {
                self.0.insert(hub, Handled { since: at, tonnes_per_day, tonnes: 0 });
            }
            Event::Hub(hub::Event::Handled { hub, tonnes, .. }) => {
                if let Some(handled) = self.0.get_mut(&hub) {
                    handled.tonnes += u64::from(tonnes);
                }
            }
            _ => {}
        }
    }

    fn rows(&self, _: &Limits, at: SimTime) -> Vec<Metric> {
        let row = |(hub, handled): (&HubId, &Handled)| {
            let text = format!("tonnes handled by {hub}, of its capacity so far");
            Metric::plain("hub-handled", text, handled.of_capacity(at)).about(hub.to_string())
        };
        self.0.iter().map(row).collect()
    }
}

impl Handled {
    /// All the time since it opened counts, also that in which nothing waited or the hub was out of
    /// work.
    fn of_capacity(&self, at: SimTime) -> Amount {
        let span = u128::from(at.since(self.since).as_millis());
        let capacity = ratio(self.tonnes_per_day.into(), span, MS_PER_DAY);
        capacity.map_or(Amount::None, |of| Amount::share(self.tonnes, of))
    }
}

/// The rows on needs, from the state in which the last record has left the center.
pub(crate) fn donor_rows(center: &Center) -> Vec<Metric> {
    let needs = &center.needs.0;
    let took = || needs.values().filter_map(|need| need.match_time());
    let longest = took().max().map_or(Amount::None, Amount::Duration);
    let matched = Amount::share(took().count() as u64, needs.len() as u64);
    vec![
        Metric::plain("donor-match", "need to donors for all of it, the longest", longest),
        Metric::plain("needs-matched", "needs with donors for all of it", matched),
    ]
}
