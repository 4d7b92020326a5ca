//! How many incidents were looked into and attributed in time, and how often somebody dissents.

use std::collections::BTreeSet;

use domain::clock::{self, Clock};
use domain::ids::IncidentId;
use domain::parameter::Parameter;
use domain::{Event, incident};
use kernel::SimTime;

use super::{Amount, Limits, Measure, Metric};

/// How the deadlines of one clock ended.
#[derive(Clone, Copy, Debug, Default)]
struct Ended {
    in_time: u64,
    missed: u64,
}

/// What was found of the incidents.
#[derive(Clone, Debug, Default)]
pub(crate) struct Findings {
    verification: Ended,
    attribution: Ended,
    /// Versions of attributions.
    proposed: u64,
    dissented: BTreeSet<(IncidentId, u32)>,
}

impl Measure for Findings {
    fn apply(&mut self, event: &Event, _: SimTime) {
        match *event {
            Event::Clock(clock::Event::Met { clock, .. }) => {
                self.ended(clock, |ended| ended.in_time += 1);
            }
            Event::Clock(clock::Event::Missed { clock, .. }) => {
                self.ended(clock, |ended| ended.missed += 1);
            }
            Event::Incident(
                incident::Event::AttributionProposed { .. }
                | incident::Event::AttributionRevised { .. },
            ) => self.proposed += 1,
            Event::Incident(incident::Event::DissentRecorded { incident, version, .. }) => {
                self.dissented.insert((incident, version));
            }
            _ => {}
        }
    }

    fn rows(&self, limits: &Limits, _: SimTime) -> Vec<Metric> {
        let each = |name, text, ended: Ended, parameter| {
            let of = ended.in_time + ended.missed;
            let kept = (0 < of).then_some(ended.missed == 0);
            Metric::plain(name, text, Amount::share(ended.in_time, of))
                .against(limits.at_most(parameter), kept)
        };
        let dissent = Amount::share(self.dissented.len() as u64, self.proposed);
        vec![
            // A finding that it cannot be verified is one.
            each(
                "verified-in-time",
                "incidents looked into in time, each",
                self.verification,
                Parameter::VerificationWithin,
            ),
            each(
                "attributed-in-time",
                "attributions settled in time, each",
                self.attribution,
                Parameter::AttributionWithin,
            ),
            Metric::plain("dissent", "attributions with a dissent", dissent),
        ]
    }
}

impl Findings {
    fn ended(&mut self, clock: Clock, count: impl FnOnce(&mut Ended)) {
        match clock {
            Clock::Verification => count(&mut self.verification),
            Clock::Attribution => count(&mut self.attribution),
            _ => {}
        }
    }
}
