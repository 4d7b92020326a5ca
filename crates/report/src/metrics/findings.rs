//! How many incidents were verified and attributed in time, and how often somebody dissents.
//!
//! An attribution is in time if it is settled within the time for both steps from the opening of the
//! incident, whatever the verification took of it.

use std::collections::{BTreeMap, BTreeSet};

use domain::clock::{self, Clock};
use domain::ids::IncidentId;
use domain::parameter::{Parameter, Value};
use domain::{Event, center, incident};
use kernel::{Id, SimDuration, SimTime};

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
    /// How long verification and attribution may take from now on.
    verification_within: Option<SimDuration>,
    attribution_within: Option<SimDuration>,
    /// When each incident was opened and until when both might take by what held then, and when its
    /// attribution was settled first.
    opened: BTreeMap<Id, (SimTime, Option<SimTime>)>,
    settled: BTreeMap<Id, SimTime>,
    /// The incidents of which somebody found that they cannot be verified.
    unverifiable: BTreeSet<Id>,
    /// The incidents that were looked into, or not until it was too late.
    ended: BTreeSet<Id>,
    /// Until when each incident should be verified, as long as it may be in time.
    due: BTreeMap<Id, SimTime>,
    verified_in_time: u64,
    /// Versions of attributions.
    proposed: u64,
    dissented: BTreeSet<(IncidentId, u32)>,
}

impl Measure for Findings {
    fn apply(&mut self, event: &Event, at: SimTime) {
        match *event {
            Event::Center(center::Event::ParameterSet {
                parameter,
                value: Value::Duration(within),
                ..
            }) => match parameter {
                Parameter::VerificationWithin => self.verification_within = Some(within),
                Parameter::AttributionWithin => self.attribution_within = Some(within),
                _ => {}
            },
            Event::Clock(clock::Event::Armed {
                clock: Clock::Verification,
                subject,
                due_at,
                ..
            }) => {
                self.due.insert(subject, due_at);
            }
            Event::Clock(clock::Event::Met { clock, subject, .. }) => {
                self.ended(clock, subject, |ended| ended.in_time += 1);
            }
            Event::Clock(clock::Event::Missed { clock, subject, .. }) => {
                self.ended(clock, subject, |ended| ended.missed += 1);
                if clock == Clock::Verification {
                    self.due.remove(&subject);
                }
            }
            Event::Incident(incident::Event::Verified { incident, .. }) => {
                // Who found first that it cannot be verified may still find in time that it can.
                let in_time = self.due.remove(&incident.0).is_some_and(|due_at| at <= due_at);
                self.verified_in_time += u64::from(in_time);
                self.unverifiable.remove(&incident.0);
            }
            Event::Incident(incident::Event::Opened { incident, .. }) => {
                let both = self.verification_within.zip(self.attribution_within);
                self.opened.insert(incident.0, (at, both.map(|(first, then)| at + first + then)));
            }
            Event::Incident(incident::Event::Unverifiable { incident, .. }) => {
                self.unverifiable.insert(incident.0);
            }
            Event::Incident(
                incident::Event::AttributionAgreed { incident, .. }
                | incident::Event::AttributionSplit { incident, .. },
            ) => {
                self.settled.entry(incident.0).or_insert(at);
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

    fn rows(&self, limits: &Limits, at: SimTime) -> Vec<Metric> {
        // What is found unverifiable in time misses no deadline, and is neither verified nor
        // attributed.
        let each = |name, text, (in_time, of), ended: Ended, limit| {
            let kept = (0 < ended.in_time + ended.missed).then_some(ended.missed == 0);
            Metric::plain(name, text, Amount::share(in_time, of)).against(limit, kept)
        };
        let verified = (self.verified_in_time, self.ended.len() as u64);
        let both = [Parameter::VerificationWithin, Parameter::AttributionWithin];
        let from_opening = limits.at_most_together(both);
        let span = from_opening.and_then(|limit| limit.duration());
        let attribution = span.map_or(Ended::default(), |span| self.attributed(span, at));
        let attributed = attribution.in_time + attribution.missed;
        let unattributed = self.unverifiable.iter().filter(|it| !self.settled.contains_key(it));
        let of = attributed + unattributed.count() as u64;
        let dissent = Amount::share(self.dissented.len() as u64, self.proposed);
        vec![
            each(
                "verified-in-time",
                "incidents verified in time",
                verified,
                self.verification,
                limits.at_most(Parameter::VerificationWithin),
            ),
            each(
                "attributed-in-time",
                "incidents attributed in time, from their opening",
                (attribution.in_time, of),
                attribution,
                from_opening,
            ),
            Metric::plain("dissent", "attributions with a dissent", dissent),
        ]
    }
}

impl Findings {
    /// How many attributions were settled within what was allowed at the opening of their incidents, or
    /// this span where nothing was, and how many were not though they are due.
    fn attributed(&self, span: SimDuration, at: SimTime) -> Ended {
        let mut ended = Ended::default();
        for (incident, &(opened_at, due_at)) in &self.opened {
            let due_at = due_at.unwrap_or(opened_at + span);
            match self.settled.get(incident) {
                Some(&settled_at) if settled_at <= due_at => ended.in_time += 1,
                Some(_) => ended.missed += 1,
                None if self.unverifiable.contains(incident) => {}
                None => ended.missed += u64::from(due_at < at),
            }
        }
        ended
    }

    fn ended(&mut self, clock: Clock, subject: Id, count: impl FnOnce(&mut Ended)) {
        if clock == Clock::Verification {
            self.ended.insert(subject);
            count(&mut self.verification);
        }
    }
}
