//! What every account of a run needs: how it began and ended, its counts, causes, deadlines,
//! refusals and measures.

use std::collections::BTreeMap;
use std::sync::Arc;

use domain::{Actor, Center, Event};
use kernel::{Basis, Position, SimTime};
use serde::Serialize;
use simulator::probe;
use simulator::record::{Body, CenterRecord, Ending, Opening};

use crate::causes::Causes;
use crate::conduct::Conduct;
use crate::deadlines::Deadlines;
use crate::metrics::{self, Metric, Metrics, Reach};
use crate::zone::Zone;

/// So many refusals are kept; all of them are counted.
pub(crate) const REFUSALS_MAX: usize = 1_000;

/// How many records there are of each sort.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub(crate) struct Counts {
    pub(crate) records: u64,
    pub(crate) accepted: u64,
    pub(crate) refused: u64,
    pub(crate) events: u64,
    pub(crate) choices: u64,
    /// How many commands were refused for each reason.
    pub(crate) refusals: BTreeMap<String, u64>,
}

/// A command that was refused.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Refused {
    pub(crate) position: Position,
    pub(crate) at: SimTime,
    pub(crate) actor: Actor,
    pub(crate) command: String,
    pub(crate) code: String,
    pub(crate) text: String,
}

/// The fold that all accounts share.
#[derive(Clone, Debug, Default)]
pub(crate) struct Summary {
    pub(crate) opening: Option<Arc<Opening>>,
    pub(crate) zone: Zone,
    pub(crate) ended: Option<(SimTime, Ending)>,
    /// The last record.
    pub(crate) at: SimTime,
    pub(crate) head: Position,
    pub(crate) counts: Counts,
    pub(crate) causes: Causes,
    pub(crate) deadlines: Deadlines,
    pub(crate) conduct: Conduct,
    metrics: Metrics,
    /// How far the run is measured.
    to: Reach,
    pub(crate) refusals: Vec<Refused>,
}

impl Summary {
    pub(crate) fn apply(&mut self, record: &CenterRecord) {
        self.at = record.at;
        self.to.apply(record);
        self.head = record.position;
        self.counts.records += 1;
        self.causes.apply(record);
        self.conduct.apply(record);
        match &record.body {
            Body::Started(opening) => {
                self.zone = Zone::of(opening);
                self.opening = Some(Arc::clone(opening));
            }
            Body::Accepted(_) => self.counts.accepted += 1,
            Body::Refused(command, refusal) => {
                self.counts.refused += 1;
                *self.counts.refusals.entry(refusal.code.clone()).or_default() += 1;
                if self.refusals.len() < REFUSALS_MAX {
                    self.refusals.push(Refused {
                        position: record.position,
                        at: record.at,
                        actor: record.by,
                        command: command_name(command),
                        code: refusal.code.clone(),
                        text: refusal.text.clone(),
                    });
                }
            }
            Body::Event(event) => {
                self.counts.events += 1;
                self.metrics.apply(event, record.at);
                if let Event::Clock(event) = event {
                    self.deadlines.apply(event, record.position, record.at);
                }
            }
            Body::Chose { .. } => self.counts.choices += 1,
            Body::Ended(ending) => self.ended = Some((record.at, ending.clone())),
        }
    }

    /// All that happened by this instant is known, and what comes later is not looked at.
    pub(crate) fn known_until(&mut self, at: SimTime) {
        self.to.stop_at(at);
    }

    /// All that is measured, up to the last record or the end of the run, which has left the center in this state.
    pub(crate) fn metrics(&self, center: &Center) -> Vec<Metric> {
        let mut rows = self.metrics.rows(self.to.at);
        rows.extend(metrics::donor_rows(center));
        rows.extend(metrics::force_rows(center, self.to.at));
        rows.extend(metrics::missed_rows(&self.deadlines, &self.conduct));
        rows
    }
}

/// `silence.object`
pub(crate) fn command_name(command: &domain::Command) -> String {
    probe::kind(command).map_or(String::new(), |kind| kind.to_string())
}

/// `fact S05`: how well a record is founded. What the clock does is founded on nothing else.
pub(crate) fn foundation(record: &CenterRecord) -> Option<String> {
    if record.by == Actor::Clock {
        return None;
    }
    let origin = record.origin.as_deref();
    // A log leaves out an origin that says no more than that it is an assumption.
    let basis = origin.map_or(Basis::Assumption, |origin| origin.basis);
    Some(match origin.and_then(|origin| origin.source) {
        Some(source) => format!("{basis} {source}"),
        None => basis.to_string(),
    })
}
