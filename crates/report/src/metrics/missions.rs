//! How many missions ran into a caveat or a red card.

use std::collections::BTreeSet;

use domain::ids::MissionId;
use domain::{Event, mission};
use kernel::SimTime;

use super::{Amount, Limits, Measure, Metric};

/// The missions that somebody has ordered.
#[derive(Clone, Debug, Default)]
pub(crate) struct Missions {
    ordered: BTreeSet<MissionId>,
    /// Also later than by the order: when it was to be cleared, or taken over.
    by_caveat: BTreeSet<MissionId>,
    by_red_card: BTreeSet<MissionId>,
}

impl Measure for Missions {
    fn apply(&mut self, event: &Event, _: SimTime) {
        match *event {
            Event::Mission(mission::Event::Ordered { mission, .. }) => {
                self.ordered.insert(mission);
            }
            // Where a caveat bars it, the order itself is no other event than this one.
            Event::Mission(mission::Event::StoppedByCaveat { mission, .. }) => {
                self.ordered.insert(mission);
                self.by_caveat.insert(mission);
            }
            Event::Mission(mission::Event::RedCardPlayed { mission, .. }) => {
                self.by_red_card.insert(mission);
            }
            _ => {}
        }
    }

    fn rows(&self, _: &Limits, _: SimTime) -> Vec<Metric> {
        let share = |part: &BTreeSet<MissionId>| {
            Amount::share(part.len() as u64, self.ordered.len() as u64)
        };
        vec![
            Metric::plain(
                "caveat-collisions",
                "missions stopped by a caveat",
                share(&self.by_caveat),
            ),
            Metric::plain("red-cards", "missions stopped by a red card", share(&self.by_red_card)),
        ]
    }
}
