//! A run as one seat sees it while it goes on.

use domain::{Center, Nation, NationSet, Viewer};
use rules::{Results, RuleSet};
use simulator::record::CenterRecord;
use simulator::replay::Replay;
use simulator::view::View;
use simulator::watch::Watch;

use crate::output;

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

/// Says that a nation whose view is shown takes no part: a slip of the pen would show what is for all.
pub fn tell_stranger(center: &Center, viewer: Option<Viewer>) {
    let Some(Viewer::Nation(nation)) = viewer else { return };
    // The US and Ukraine have seats of their own.
    let is_partner = matches!(nation, Nation::US | Nation::UA);
    if !is_partner && center.cell.not_enrolled(NationSet::EMPTY.with(nation)).is_some() {
        output::say(&format!(
            "warning: `{nation}` is not enrolled at the center: what is for all is shown, and what names it\n"
        ));
    }
}
