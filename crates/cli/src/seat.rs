//! A run as one seat sees it while it goes on.

use domain::Viewer;
use rules::{Results, RuleSet};
use simulator::record::CenterRecord;
use simulator::replay::Replay;
use simulator::view::View;
use simulator::watch::Watch;

/// What one seat knows of the run, and what its rules come to by that.
pub struct Seat<'r> {
    view: View,
    known: Replay,
    watch: Option<Watch<'r>>,
}

impl<'r> Seat<'r> {
    pub fn new(viewer: Viewer, rules: Option<&'r RuleSet>) -> Seat<'r> {
        Seat { view: View::new(viewer), known: Replay::default(), watch: rules.map(Watch::new) }
    }

    /// The next record as the seat sees it.
    pub fn take(&mut self, record: &CenterRecord) -> Option<CenterRecord> {
        let seen = self.view.show(record)?;
        self.known.apply(&seen);
        if let Some(watch) = &mut self.watch {
            watch.take(&seen).expect("a view is in the order of its log");
        }
        Some(seen)
    }

    /// What it knows at the end.
    pub fn finish(self) -> (Replay, Option<Results>) {
        (self.known, self.watch.map(|watch| watch.judge.results()))
    }
}
