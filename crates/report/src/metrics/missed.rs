//! How many deadlines were missed, by clock and cause.

use std::collections::BTreeMap;

use domain::clock::Clock;

use super::{Amount, Metric};
use crate::conduct::Conduct;
use crate::deadlines::{Deadlines, Status};
use crate::missed::{Cause, Missed};
use crate::words::written;

/// One row for all of them, and one for each clock and cause.
pub(crate) fn rows(deadlines: &Deadlines, conduct: &Conduct) -> Vec<Metric> {
    let met = deadlines.of(Status::Met).count() as u64;
    let mut missed = 0;
    let mut by_cause: BTreeMap<(Clock, Cause), u64> = BTreeMap::new();
    for row in deadlines.of(Status::Missed) {
        missed += 1;
        if let Some(Missed { cause, .. }) = Missed::of(row, conduct) {
            *by_cause.entry((row.clock, cause)).or_default() += 1;
        }
    }
    let all = Amount::share(missed, met + missed);
    let mut rows = vec![Metric::plain("deadlines-missed", "deadlines missed", all)];
    rows.extend(by_cause.into_iter().map(|((clock, cause), count)| {
        let text = format!("  {}: {}", written(&clock), cause.words());
        let about = format!("{}/{}", written(&clock), written(&cause));
        Metric::plain("missed-by-cause", text, Amount::share(count, missed)).about(about)
    }));
    rows
}
