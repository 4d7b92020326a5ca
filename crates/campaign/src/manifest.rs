//! What a folder of results says of itself: from what it was made, and how far it came.

use std::fmt::Write;

use scenario::plan::Measured;
use serde_json::{Value, json};

use crate::campaign::Ended;
use crate::fold::Fold;
use crate::outcome::Kind;
use crate::player::Budget;
use crate::splitting::Effort;

/// From what a campaign is made: equal plans give equal tables.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Made {
    pub scenario: String,
    pub title: String,
    pub scenario_hash: String,
    /// BLAKE3 of the file of rules, if there is one.
    pub rules_hash: Option<String>,
    /// The levers of the command line, as they were written.
    pub vary: Vec<String>,
    /// The stopping rule in words, as it was written.
    pub stopping: String,
    pub budget: Budget,
    /// BLAKE3 of the program. Another program may well give the same table, so it is told and not
    /// compared.
    pub engine_hash: Option<String>,
}

/// The form of the manifest.
const FORM: u32 = 1;

impl Made {
    /// The manifest of a campaign that has come so far.
    pub fn manifest(&self, fold: &Fold, ended: Option<Ended>, digest: &str) -> Value {
        let layout = &fold.layout;
        json!({
            "form": FORM,
            "scenario": self.scenario,
            "title": self.title,
            "scenario_hash": self.scenario_hash,
            "rules_hash": self.rules_hash,
            "design": layout.design.name(),
            "seed": layout.seed.to_string(),
            "runs": { "first": 0, "last": layout.runs - 1 },
            "rows_planned": layout.rows(),
            "vary": self.vary,
            "stopping": self.stopping,
            "events_max": self.budget.events_max,
            "seconds_max": self.budget.time_max.map(|span| span.as_secs()),
            "engine": { "version": env!("CARGO_PKG_VERSION"), "hash": self.engine_hash },
            "rows_done": fold.rows,
            "ended": ended_word(ended),
            "digest": digest,
        })
    }
}

impl Made {
    /// The manifest of a splitting that has come so far.
    pub fn of_splitting(&self, effort: &Effort, ended: Option<Ended>, digest: &str) -> Value {
        let Effort { seed, runs, repetitions, levels } = *effort;
        json!({
            "form": FORM,
            "scenario": self.scenario,
            "title": self.title,
            "scenario_hash": self.scenario_hash,
            "rules_hash": self.rules_hash,
            "design": "splitting",
            "seed": seed.to_string(),
            "levels_count": levels,
            "repetitions_planned": repetitions,
            "runs_a_level": runs,
            "events_max": self.budget.events_max,
            "seconds_max": self.budget.time_max.map(|span| span.as_secs()),
            "engine": { "version": env!("CARGO_PKG_VERSION"), "hash": self.engine_hash },
            "ended": ended_word(ended),
            "digest": digest,
        })
    }
}

fn ended_word(ended: Option<Ended>) -> &'static str {
    match ended {
        None => "running",
        Some(Ended::Interrupted) => "interrupted",
        Some(Ended::Whole) => "whole",
    }
}

/// What a campaign must have in common with the one that it goes on with.
const COMPARED: [&str; 14] = [
    "form",
    "scenario_hash",
    "rules_hash",
    "design",
    "seed",
    "runs",
    "rows_planned",
    "levels_count",
    "repetitions_planned",
    "runs_a_level",
    "vary",
    "stopping",
    "events_max",
    "seconds_max",
];

/// In what two manifests differ, so that the one cannot go on with the other: what was, what is.
pub fn differences(was: &Value, is: &Value) -> Vec<(&'static str, Value, Value)> {
    let both = COMPARED.into_iter().map(|key| (key, was[key].clone(), is[key].clone()));
    both.filter(|(_, was, is)| was != is).collect()
}

/// What each column of the table is, as a table.
pub fn dictionary(fold: &Fold) -> String {
    let mut lines = String::from("column,unit,meaning\n");
    let mut line = |column: &str, unit: &str, meaning: &str| {
        let _ = writeln!(lines, "{},{unit},{}", quoted(column), quoted(meaning));
    };
    line("row", "number", "which run of the campaign, from 0");
    line("point", "number", "the place among the runs that share a run number");
    line("run", "number", "with the seed, names all draws");
    line("status", "word", "done; or panicked, over-budget, stuck: then nothing else was recorded");
    for lever in &fold.layout.levers {
        let values = lever.values.iter().zip(1..).map(|(one, at)| format!("{at} {}", one.text));
        let values = values.collect::<Vec<_>>().join("; ");
        line(&lever.name, "choice", &format!("lever: 0 as it is; {values}"));
    }
    for uncertainty in &fold.layout.uncertainties {
        let unit = match uncertainty.unit {
            Measured::Milliseconds => "ms",
            Measured::PartsPerMillion => "ppm",
            Measured::Count => "count",
        };
        line(&uncertainty.name, unit, "uncertainty: the value in this run");
    }
    for column in &fold.outcomes.columns {
        let unit = match column.kind {
            Kind::Flag => "0 or 1",
            Kind::Count => "count",
            Kind::Milliseconds | Kind::Time => "ms",
            Kind::PartsPerMillion => "ppm",
            Kind::ThousandthsPerDay => "thousandths a day",
        };
        line(&column.name, unit, &column.text);
        if column.kind == Kind::Time {
            let seen = format!("{}.seen", column.name);
            line(&seen, "0 or 1", "0: it had not happened by then, and nobody looked further");
        }
    }
    lines
}

/// A cell that may have commas, and that no spreadsheet takes for a formula.
fn quoted(text: &str) -> String {
    let text = text.replace('"', "\"\"");
    let formula = text.starts_with(['=', '+', '-', '@']);
    if formula { format!("\"'{text}\"") } else { format!("\"{text}\"") }
}
