//! How many violations of the ceasefire there were a day, as far as the sensors could see.
//!
//! What was seen is divided by the share of the line that was covered. Time in which too little
//! was covered counts as unknown, never as calm: it is left out, and what was seen in it is told
//! apart.

use std::collections::BTreeSet;
use std::mem;

use domain::ids::IncidentId;
use domain::parameter::{Parameter, Value};
use domain::{Event, ceasefire, center, incident};
use kernel::SimTime;

use super::{Amount, Limits, MS_PER_DAY, Measure, Metric, ratio};

const MILLION: u128 = 1_000_000;

/// What was seen of the ceasefire.
#[derive(Clone, Debug, Default)]
pub(crate) struct Violations {
    /// When a ceasefire was in force: from an instant on, up to its collapse.
    in_force: Vec<(SimTime, Option<SimTime>)>,
    /// None while no ceasefire binds.
    counted_to: Option<SimTime>,
    threshold: Option<u32>,
    /// None until somebody reports it.
    coverage: Option<u32>,
    /// A sensor was lost since the coverage was reported.
    in_doubt: bool,
    /// The least that was reported for any time of the ceasefire.
    lowest: Option<u32>,
    all_ms: u128,
    watched_ms: u128,
    /// With sensors lost since the coverage was reported.
    doubted_ms: u128,
    /// What was covered, from when on; nothing where it was too little.
    history: Vec<(SimTime, Option<u32>)>,
    /// Millionths of a violation, adjusted.
    seen: u128,
    /// Violations seen while too little was covered.
    seen_unwatched: u64,
    /// Incidents that nobody has seen in a ceasefire yet.
    outside: BTreeSet<IncidentId>,
    /// What was reported at this instant, in order: it counts as things stand when the instant is over.
    reported: (SimTime, Vec<Sighting>),
}

/// That an incident was seen at an instant.
#[derive(Clone, Copy, Debug)]
struct Sighting {
    incident: IncidentId,
    seen_at: SimTime,
    /// The first of it.
    is_opening: bool,
}

impl Measure for Violations {
    fn apply(&mut self, event: &Event, at: SimTime) {
        if self.reported.0 < at {
            self.take_reported();
            self.reported.0 = at;
        }
        match *event {
            Event::Center(center::Event::ParameterSet {
                parameter: Parameter::CoverageThreshold,
                value: Value::Share(threshold),
                ..
            }) => {
                self.count(at);
                self.threshold = Some(threshold);
            }
            Event::Ceasefire(ref event) => self.apply_ceasefire(event, at),
            Event::Incident(incident::Event::SensorLost { .. }) => {
                self.count(at);
                self.in_doubt = true;
            }
            Event::Incident(incident::Event::Opened { incident, seen_at, .. }) => {
                self.reported.1.push(Sighting { incident, seen_at, is_opening: true });
            }
            Event::Incident(incident::Event::Detected { incident, seen_at, .. }) => {
                self.reported.1.push(Sighting { incident, seen_at, is_opening: false });
            }
            _ => return,
        }
        let covered = self.watched();
        if self.history.last().is_none_or(|(_, before)| *before != covered) {
            self.history.push((at, covered));
        }
    }

    fn rows(&self, limits: &Limits, at: SimTime) -> Vec<Metric> {
        let mut now = self.clone();
        now.count(at);
        now.take_reported();
        let limit = limits.at_least(Parameter::CoverageThreshold);
        let lowest = now.lowest.map(|coverage| Amount::PartsPerMillion(coverage.into()));
        let enough = now.lowest.zip(now.threshold).and_then(|(lowest, enough)| {
            // While sensors are lost nobody knows how much is covered.
            (lowest < enough || now.doubted_ms == 0).then_some(enough <= lowest)
        });
        let unwatched =
            if now.all_ms == 0 { Amount::None } else { Amount::Count(now.seen_unwatched) };
        let watched = ratio(now.watched_ms, MILLION, now.all_ms).map(Amount::PartsPerMillion);
        // Of a line of which nobody said anything nobody knows whether enough was covered.
        let watched = watched.map(|it| if now.lowest.is_none() { Amount::Unknown } else { it });
        vec![
            Metric::plain("violations", "violations a day, adjusted for coverage", now.a_day()),
            Metric::plain(
                "violations-unwatched",
                "violations seen with too little coverage, or none known",
                unwatched,
            ),
            Metric::plain(
                "coverage-lowest",
                "coverage of the line, the lowest reported",
                lowest.unwrap_or(Amount::None),
            )
            .against(limit, enough),
            Metric::plain(
                "coverage-known",
                "time of the ceasefire with enough coverage",
                watched.unwrap_or(Amount::None),
            ),
        ]
    }
}

impl Violations {
    fn apply_ceasefire(&mut self, event: &ceasefire::Event, at: SimTime) {
        self.count(at);
        match *event {
            ceasefire::Event::EnteredIntoForce { .. } | ceasefire::Event::Restored {} => {
                self.begin(at);
            }
            ceasefire::Event::Collapsed {} => {
                self.counted_to = None;
                if let Some((_, until)) = self.in_force.last_mut() {
                    *until = Some(at);
                }
            }
            ceasefire::Event::CoverageChanged { coverage, .. } => {
                self.coverage = Some(coverage);
                self.in_doubt = false;
                self.note_lowest();
            }
            ceasefire::Event::Agreed { .. }
            | ceasefire::Event::CessationFound {}
            | ceasefire::Event::CalmAssessed { .. }
            | ceasefire::Event::Strained {} => {}
        }
    }

    fn begin(&mut self, at: SimTime) {
        if self.counted_to.is_none() {
            self.in_force.push((at, None));
        }
        self.counted_to = Some(at);
        self.note_lowest();
    }

    fn note_lowest(&mut self) {
        if self.counted_to.is_some() {
            self.lowest = self.lowest.into_iter().chain(self.coverage).min();
        }
    }

    /// The coverage, if it is so much of the line that what is seen says something.
    fn watched(&self) -> Option<u32> {
        let enough = |coverage: &u32| self.threshold.is_some_and(|least| least <= *coverage);
        self.coverage.filter(enough).filter(|&coverage| 0 < coverage && !self.in_doubt)
    }

    /// Counts the time up to an instant.
    fn count(&mut self, at: SimTime) {
        let Some(from) = self.counted_to else { return };
        let span = u128::from(at.since(from).as_millis());
        self.all_ms += span;
        if self.watched().is_some() {
            self.watched_ms += span;
        }
        if self.in_doubt {
            self.doubted_ms += span;
        }
        self.counted_to = Some(at);
    }

    /// Counts what was reported at the last instant, which is over.
    fn take_reported(&mut self) {
        for Sighting { incident, seen_at, is_opening } in mem::take(&mut self.reported.1) {
            // An incident is one violation, however many sensors see it and whether or not it is
            // verified afterwards. What began outside a ceasefire and goes on in one is a violation then.
            let is_first = is_opening || self.outside.contains(&incident);
            if !is_first {
                continue;
            }
            if self.add(seen_at) {
                self.outside.remove(&incident);
            } else {
                self.outside.insert(incident);
            }
        }
    }

    /// Adds a violation that was seen then, if that was in a ceasefire.
    fn add(&mut self, seen_at: SimTime) -> bool {
        // Fighting before the ceasefire is no breach of it, whenever it is reported.
        let mut in_force = self.in_force.iter().rev();
        if !in_force.any(|(from, to)| *from <= seen_at && to.is_none_or(|to| seen_at < to)) {
            return false;
        }
        // It is the coverage of the sighting that counts, whenever it is reported.
        let known = self.history.partition_point(|(from, _)| *from <= seen_at);
        let covered = known.checked_sub(1).and_then(|last| self.history.get(last));
        match covered.and_then(|(_, coverage)| *coverage) {
            Some(coverage) => self.seen += MILLION * MILLION / u128::from(coverage),
            None => self.seen_unwatched += 1,
        }
        true
    }

    fn a_day(&self) -> Amount {
        if self.all_ms == 0 {
            return Amount::None;
        }
        let thousandths = ratio(self.seen, 1_000 * MS_PER_DAY / MILLION, self.watched_ms);
        thousandths.map_or(Amount::Unknown, |thousandths| Amount::PerDay { thousandths })
    }
}
