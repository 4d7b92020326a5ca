//! What a run is measured by: section 9.8 of the domain notes.
//!
//! Each measure is a fold over events that ends in rows, in a file of its own; the list below has a
//! line for each. What the state of the center tells by itself is read from there. A limit is a parameter of the run, never a number of ours, and a row without
//! such a parameter has none. Shares are whole numbers of whole numbers, so that nothing depends
//! on rounding.

mod breaches;
mod decisions;
mod findings;
mod force;
mod limits;
mod logistics;
mod missed;
mod missions;
mod reach;
mod requirements;
mod seats;
mod table;
mod violations;

use domain::Event;
use kernel::{SimDuration, SimTime};
use serde::Serialize;

pub(crate) use force::rows as force_rows;
pub(crate) use limits::{Limit, Limits};
pub(crate) use logistics::donor_rows;
pub(crate) use missed::rows as missed_rows;
pub(crate) use reach::Reach;
pub(crate) use table::{against, amount, write};

const MS_PER_DAY: u128 = 86_400_000;

/// One row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Metric {
    /// What programs look for, such as `silence-broken`.
    pub(crate) name: &'static str,
    /// Which one, where several rows have the same name.
    pub(crate) about: Option<String>,
    /// What people read.
    pub(crate) text: String,
    pub(crate) value: Amount,
    pub(crate) limit: Option<Limit>,
    /// None where there is no limit, or nothing to hold against it.
    pub(crate) verdict: Option<Verdict>,
}

/// What was measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Amount {
    /// There was nothing to measure.
    None,
    /// There may have been something, but nobody could see it.
    Unknown,
    Duration(SimDuration),
    Count(u64),
    Share {
        part: u64,
        of: u64,
    },
    PartsPerMillion(u64),
    /// Thousandths a day.
    PerDay {
        thousandths: u64,
    },
}

/// Whether a limit was kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Verdict {
    Kept,
    Exceeded,
}

/// What a family is measured by.
pub(crate) trait Measure {
    /// Takes the next event, recorded at this instant.
    fn apply(&mut self, event: &Event, at: SimTime);

    /// The rows, as of an instant after the last event.
    fn rows(&self, limits: &Limits, at: SimTime) -> Vec<Metric>;
}

/// Puts all measures together.
macro_rules! measures {
    ($($name:ident: $measure:ty,)+) => {
        /// All measures over one run.
        #[derive(Clone, Debug, Default)]
        pub(crate) struct Metrics {
            limits: Limits,
            $($name: $measure,)+
        }

        impl Metrics {
            /// Takes the next event, recorded at this instant.
            pub(crate) fn apply(&mut self, event: &Event, at: SimTime) {
                self.limits.apply(event, at);
                $(self.$name.apply(event, at);)+
            }

            /// All rows, as of an instant after the last event.
            pub(crate) fn rows(&self, at: SimTime) -> Vec<Metric> {
                let mut rows = Vec::new();
                $(rows.extend(self.$name.rows(&self.limits, at));)+
                rows
            }
        }
    };
}

measures! {
    breaches: breaches::Breaches,
    findings: findings::Findings,
    silences_and_questions: decisions::Decisions,
    seats: seats::Seats,
    violations: violations::Violations,
    missions: missions::Missions,
    hubs: logistics::Hubs,
    requirements: requirements::Requirements,
}

impl Metric {
    /// A row without a limit.
    pub(crate) fn plain(name: &'static str, text: impl Into<String>, value: Amount) -> Metric {
        let text = text.into();
        Metric { name, about: None, text, value, limit: None, verdict: None }
    }

    /// One of several rows with the same name.
    pub(crate) fn about(self, about: impl Into<String>) -> Metric {
        Metric { about: Some(about.into()), ..self }
    }

    /// The row with a limit, and whether it was kept, if that can be told.
    pub(crate) fn against(self, limit: Option<Limit>, kept: Option<bool>) -> Metric {
        let verdict = kept.filter(|_| limit.is_some_and(|limit| !limit.set_anew));
        let verdict = verdict.map(|kept| if kept { Verdict::Kept } else { Verdict::Exceeded });
        Metric { limit, verdict, ..self }
    }
}

impl Amount {
    /// A share of a number; of nothing there is none.
    pub(crate) fn share(part: u64, of: u64) -> Amount {
        if of == 0 { Amount::None } else { Amount::Share { part, of } }
    }
}

/// A whole number of `per` for each `of`, rounded down; none if `of` is nothing.
fn ratio(part: u128, per: u128, of: u128) -> Option<u64> {
    let ratio = part.saturating_mul(per).checked_div(of)?;
    Some(u64::try_from(ratio).unwrap_or(u64::MAX))
}

#[cfg(test)]
mod tests;
