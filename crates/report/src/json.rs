//! The same account for programs.

use std::fmt::{self, Write};

use domain::Viewer;
use kernel::SimTime;
use serde::Serialize;
use serde_json::{Value, json};
use simulator::record::{Body, CenterRecord, Opening};
use simulator::run::{Verdict, run_id};

use crate::End;
use crate::deadlines::{Deadline, Status};
use crate::missed::Missed;
use crate::row;
use crate::summary::{Refused, Summary};

/// Writes an account as one JSON object, the timeline record by record.
///
/// The keys, in their order:
///
/// | key | value |
/// |---|---|
/// | `timeline` | every record but choices: `position`, `at`, `occurred_at`, `actor`, `kind`, `cause`, `basis`, `source`, `note`, `text` (the sentence of an event or refusal), `data` as in the log |
/// | `run` | `id`, `scenario`, `title`, `scenario_hash`, `seed` (as the log has it: `7/12` of a run that a campaign kept; what a branch draws from instead stands in its `edits`), `branches` (as in the log), `viewer`, `starts_at`, `until`, `utc_offset`, `ended_at`, `ending` (null while the run goes on), `head`; null where nothing is recorded. In a view `viewer` is its seat or nation, and `id`, `scenario_hash` and `seed` are null |
/// | `deadlines` | in the order of arming, with `status` and, where one was missed, the `chain` of causes of its arming or last move, and `why` |
/// | `refusals` | the first 1,000; all stand in the timeline as `command.refused` |
/// | `expectations` | `text`, `met`, `found`; null where nobody has judged them |
/// | `rules` | what came of each policy rule, as `tripartite check --format json` has it under `rules`; null where there are none |
/// | `counts` | records by sort, and refusals by code |
/// | `metrics` | rows of `name`, `about` (which of several with this name), `text`, `value`, `limit`, `verdict` |
/// | `state` | the state of the center, equal for a run and a replay of its log |
///
/// `why` is null for a deadline that nobody could have met, and otherwise has
/// `cause` (`late-by-revision`, `armed-too-late`, `prerequisite-lacking`, `refused`,
/// `done-in-part`, `done-otherwise`, `done-late` or `nobody-tried`);
/// `awaited`, each with `what`, `command` and the actors `entitled` to it (`any-nation` is any but the US and
/// Ukraine, `nation-concerned` one that the records do not tell, `nation-asked` one of those who were asked), and `any_one`, whether one of them would have
/// been enough; `instead`, the commands about the same thing in the meantime of those who could have met it; `last_act`, the last command of one of them where there is none; `afterwards`, the first that did what was awaited after all; `too_late_since`; and `lacking`,
/// what was needed and not on record by then, towards what, and when it came.
///
/// The `value` of a metric is `"none"` (nothing to measure), `"unknown"` (nobody could see), or an object with
/// one key: `duration`, `count`, `share` (`part` and `of`), `parts-per-million` or `per-day` (`thousandths`).
/// Of the force, `requirements-filled`, also `-by-component` and `-by-place`, counts people for whom a contingent
/// stands, `requirements-in-time` the requirements that had all people in place when they were needed, of those that have come due, `force-mandated` those in place in Ukraine whose nation has a live mandate. Of the missions ordered,
/// `caveat-collisions` and `red-cards` are those stopped so at least once. In logistics, `hub-handled` is tonnes since
/// the hub opened, of its capacity in that time; `donor-match` the longest that a need waited for donors for all of it, and
/// `needs-matched` those that have them. A `limit` is null or a parameter of the run: `bound` (`at-most` or `at-least`), `parameter`, `value`,
/// `basis`, `source`. Its `verdict` is `kept`, `exceeded`, or null where there is nothing to judge.
#[derive(Clone, Debug, Default)]
pub struct JsonAccount {
    summary: Summary,
    rows: u64,
}

impl JsonAccount {
    pub fn new() -> JsonAccount {
        JsonAccount::default()
    }

    /// Takes the next record, and writes its row of the timeline.
    pub fn apply(&mut self, record: &CenterRecord, out: &mut dyn Write) -> fmt::Result {
        self.summary.apply(record);
        if matches!(record.body, Body::Chose { .. }) {
            return Ok(());
        }
        let row = row::written(record, self.summary.zone)?;
        out.write_str(if self.rows == 0 { "{\"timeline\":[\n" } else { ",\n" })?;
        self.rows += 1;
        out.write_str(&row)
    }

    /// Measures up to this instant: all that happened by then is known, and what comes later is not
    /// looked at.
    pub fn known_until(&mut self, at: SimTime) {
        self.summary.known_until(at);
    }

    /// Writes everything behind the timeline.
    pub fn write(&self, end: &End<'_>, out: &mut dyn Write) -> fmt::Result {
        if self.rows == 0 {
            out.write_str("{\"timeline\":[")?;
        }
        let summary = &self.summary;
        let run = summary.opening.as_deref().map(|opening| self.run(opening, end.viewer));
        let deadlines: Vec<Value> =
            summary.deadlines.rows().iter().map(|row| self.deadline(row)).collect();
        let refusals: &[Refused] = &summary.refusals;
        let expectations = end.expectations.map(|verdicts| {
            let judged = |verdict: &Verdict| {
                json!({ "text": verdict.text, "met": verdict.met, "found": verdict.found })
            };
            verdicts.iter().map(judged).collect::<Vec<Value>>()
        });
        writeln!(out, "\n],\n\"run\":{},", written(&run)?)?;
        writeln!(out, "\"deadlines\":{},", written(&deadlines)?)?;
        writeln!(out, "\"refusals\":{},", written(&refusals)?)?;
        writeln!(out, "\"expectations\":{},", written(&expectations)?)?;
        let rules = end.rules.map(|results| &results.rules);
        writeln!(out, "\"rules\":{},", written(&rules)?)?;
        writeln!(out, "\"counts\":{},", written(&summary.counts)?)?;
        writeln!(out, "\"metrics\":{},", written(&summary.metrics(end.center))?)?;
        writeln!(out, "\"state\":{}}}", written(end.center)?)
    }

    fn run(&self, opening: &Opening, viewer: Option<Viewer>) -> Value {
        let ended = self.summary.ended.as_ref();
        // The id is made from the seed and the hash, so it could be tried out.
        let id = viewer.is_none().then(|| run_id(opening).to_string());
        json!({
            "id": id,
            "scenario": opening.scenario,
            "title": opening.title,
            "scenario_hash": opening.scenario_hash,
            "seed": opening.seed,
            "branches": opening.branches,
            "viewer": viewer.map(Viewer::as_str),
            "starts_at": opening.starts_at,
            "until": opening.until,
            "utc_offset": opening.utc_offset,
            "ended_at": ended.map(|(at, _)| at),
            "ending": ended.map(|(_, ending)| ending),
            "head": self.summary.head,
        })
    }

    fn deadline(&self, row: &Deadline) -> Value {
        let mut value = json!(row);
        if row.status == Status::Missed {
            let from = row.moved_by.unwrap_or(row.armed_by);
            value["chain"] = json!(self.summary.causes.chain(from));
            value["why"] = json!(Missed::of(row, &self.summary.conduct));
        }
        value
    }
}

fn written<T: Serialize + ?Sized>(value: &T) -> Result<String, fmt::Error> {
    serde_json::to_string(value).map_err(|_| fmt::Error)
}
