//! How many incidents were verified and attributed in time, and how often somebody dissents.

use std::collections::BTreeSet;

use domain::clock::{self, Clock};
use domain::ids::IncidentId;
use domain::parameter::Parameter;
use domain::{Event, incident};
use kernel::{Id, SimTime};

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
    /// The incidents that were looked into, or not until it was too late.
    ended: BTreeSet<Id>,
    verified: BTreeSet<Id>,
    /// Of those that were looked into in time, the ones that were verified then.
    verified_in_time: BTreeSet<Id>,
    /// Versions of attributions.
    proposed: u64,
    dissented: BTreeSet<(IncidentId, u32)>,
}

impl Measure for Findings {
    fn apply(&mut self, event: &Event, _: SimTime) {
        match *event {
            Event::Clock(clock::Event::Met { clock, subject, .. }) => {
                self.ended(clock, subject, |ended| ended.in_time += 1);
                if clock == Clock::Verification && self.verified.contains(&subject) {
                    self.verified_in_time.insert(subject);
                }
            }
            Event::Clock(clock::Event::Missed { clock, subject, .. }) => {
                self.ended(clock, subject, |ended| ended.missed += 1);
            }
            Event::Incident(incident::Event::Verified { incident, .. }) => {
                self.verified.insert(incident.0);
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
        // What is found unverifiable in time misses no deadline, and is neither verified nor
        // attributed.
        let each = |name, text, in_time, of, ended: Ended, parameter| {
            let kept = (0 < ended.in_time + ended.missed).then_some(ended.missed == 0);
            Metric::plain(name, text, Amount::share(in_time, of))
                .against(limits.at_most(parameter), kept)
        };
        let unverified = self.ended.difference(&self.verified).count() as u64;
        let attributed = self.attribution.in_time + self.attribution.missed;
        let dissent = Amount::share(self.dissented.len() as u64, self.proposed);
        vec![
            each(
                "verified-in-time",
                "incidents verified in time",
                self.verified_in_time.len() as u64,
                self.ended.len() as u64,
                self.verification,
                Parameter::VerificationWithin,
            ),
            each(
                "attributed-in-time",
                "incidents attributed in time",
                self.attribution.in_time,
                attributed + unverified,
                self.attribution,
                Parameter::AttributionWithin,
            ),
            Metric::plain("dissent", "attributions with a dissent", dissent),
        ]
    }
}

impl Findings {
    fn ended(&mut self, clock: Clock, subject: Id, count: impl FnOnce(&mut Ended)) {
        match clock {
            Clock::Verification => {
                self.ended.insert(subject);
                count(&mut self.verification);
            }
            Clock::Attribution => count(&mut self.attribution),
            _ => {}
        }
    }
}
