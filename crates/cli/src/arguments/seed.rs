//! The seed of a run, and which of its runs.

use std::fmt;

/// What everything uncertain is drawn from: run 0 of a seed, or one of the runs of a campaign.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Seed {
    pub seed: u64,
    pub run: u32,
}

impl fmt::Display for Seed {
    /// As in a log.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.run {
            0 => self.seed.fmt(f),
            run => write!(f, "{}/{run}", self.seed),
        }
    }
}

/// Reads a seed, `7`, or a seed and the number of a run, `7/12`.
pub(super) fn seed(text: &str) -> Result<Seed, String> {
    let (seed, run) = text.split_once('/').unwrap_or((text, "0"));
    let read = seed.parse().ok().zip(run.parse().ok()).map(|(seed, run)| Seed { seed, run });
    read.ok_or_else(|| {
        format!(
            "write a whole number from 0 to {}; behind a `/`, a run of a campaign with that seed, `7/12`",
            u64::MAX
        )
    })
}
