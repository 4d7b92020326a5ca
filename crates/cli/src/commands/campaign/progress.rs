//! How far a campaign has come, for somebody who looks at a terminal.

use std::io::IsTerminal;
use std::time::{Duration, Instant};

use campaign::design::Layout;
use campaign::fold::Fold;
use campaign::statistics::Confidence;
use campaign::summary::Reading;
use campaign::text::told;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// Between two glances at the figures, which take time to compute.
const GLANCE: Duration = Duration::from_millis(500);

/// A bar on the standard error, with what the runs so far say of one outcome.
pub struct Progress {
    bar: ProgressBar,
    column: usize,
    glanced: Option<Instant>,
}

impl Progress {
    pub fn new(layout: &Layout, column: usize) -> Progress {
        Progress { bar: bar(layout.rows()), column, glanced: None }
    }

    pub fn show(&mut self, fold: &Fold) {
        self.bar.set_position(fold.rows);
        if self.bar.is_hidden() || self.glanced.is_some_and(|last| last.elapsed() < GLANCE) {
            return;
        }
        self.glanced = Some(Instant::now());
        let column = fold.outcomes.columns.get(self.column);
        if let (Some(column), Some(found)) = (column, fold.found.get(self.column)) {
            let reading = Reading::of(column, found, Confidence::USUAL);
            self.bar.set_message(format!("{}: {}", column.name, told(column, &reading)));
        }
    }

    pub fn finish(&self) {
        self.bar.finish_and_clear();
    }
}

/// A bar of which nothing is known but how much is done.
pub struct Steps(ProgressBar);

impl Steps {
    pub fn new(all: u64) -> Steps {
        Steps(bar(all))
    }

    pub fn show(&self, done: u64) {
        self.0.set_position(done);
    }

    pub fn finish(&self) {
        self.0.finish_and_clear();
    }
}

fn bar(all: u64) -> ProgressBar {
    let shown = std::io::stderr().is_terminal();
    let target = if shown { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() };
    let bar = ProgressBar::with_draw_target(Some(all), target);
    let style = ProgressStyle::with_template("{bar:30} {pos}/{len}, {eta} left  {msg}");
    bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
    bar
}
