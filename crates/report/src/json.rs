//! The same account for programs.

use std::fmt::{self, Write};

use domain::Actor;
use kernel::{Basis, Position, SimTime, Source};
use serde::Serialize;
use serde_json::{Value, json};
use simulator::record::{Body, CenterRecord, Opening};
use simulator::run::{Verdict, run_id};
use simulator::stored;

use crate::End;
use crate::deadlines::{Deadline, Status};
use crate::summary::{Refused, Summary};
use crate::words::{self, Telling};

/// Writes an account as one JSON object, the timeline record by record.
///
/// The keys, in their order:
///
/// | key | value |
/// |---|---|
/// | `timeline` | every record but choices: `position`, `at`, `occurred_at`, `actor`, `kind`, `cause`, `basis`, `source`, `note`, `text` (the sentence of an event or refusal), `data` as in the log |
/// | `run` | `id`, `scenario`, `title`, `scenario_hash`, `seed`, `starts_at`, `until`, `utc_offset`, `ended_at`, `ending` (null while the run goes on), `head`; null where nothing is recorded |
/// | `deadlines` | in the order of arming, with `status` and, where one was missed, the `chain` of causes of its arming or last move |
/// | `refusals` | the first 1,000; all stand in the timeline as `command.refused` |
/// | `expectations` | `text`, `met`, `found`; null where nobody has judged them |
/// | `counts` | records by sort, and refusals by code |
/// | `state` | the state of the center, equal for a run and a replay of its log |
#[derive(Clone, Debug, Default)]
pub struct JsonAccount {
    summary: Summary,
    rows: u64,
}

/// A record in the timeline, without its data.
#[derive(Serialize)]
struct Row<'a> {
    position: Position,
    at: SimTime,
    occurred_at: SimTime,
    actor: Actor,
    kind: &'a str,
    cause: Option<Position>,
    basis: Option<Basis>,
    source: Option<Source>,
    note: Option<&'a str>,
    text: Option<String>,
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
        let stored = stored::encode(&record.body).map_err(|_| fmt::Error)?;
        let origin = record.origin.as_deref();
        let of_the_clock = record.by == Actor::Clock;
        let basis = origin.map_or(Basis::Assumption, |origin| origin.basis);
        let row = Row {
            position: record.position,
            at: record.at,
            occurred_at: record.occurred_at,
            actor: record.by,
            kind: &stored.kind,
            cause: record.cause,
            basis: (!of_the_clock).then_some(basis),
            source: origin.and_then(|origin| origin.source),
            note: origin.and_then(|origin| origin.note.as_deref()),
            text: self.text(record),
        };
        let row = written(&row)?;
        // The data is canonical JSON already.
        let row = row.strip_suffix('}').unwrap_or(&row);
        let data = std::str::from_utf8(&stored.data).map_err(|_| fmt::Error)?;
        out.write_str(if self.rows == 0 { "{\"timeline\":[\n" } else { ",\n" })?;
        self.rows += 1;
        write!(out, "{row},\"data\":{data}}}")
    }

    fn text(&self, record: &CenterRecord) -> Option<String> {
        match &record.body {
            Body::Event(event) => {
                let telling = Telling { zone: self.summary.zone, at: record.at, by: record.by };
                Some(words::sentence(event, &telling))
            }
            Body::Refused(_, refusal) => Some(refusal.text.clone()),
            _ => None,
        }
    }

    /// Writes everything behind the timeline.
    pub fn write(&self, end: &End<'_>, out: &mut dyn Write) -> fmt::Result {
        if self.rows == 0 {
            out.write_str("{\"timeline\":[")?;
        }
        let summary = &self.summary;
        let run = summary.opening.as_deref().map(|opening| self.run(opening));
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
        writeln!(out, "\"counts\":{},", written(&summary.counts)?)?;
        writeln!(out, "\"state\":{}}}", written(end.center)?)
    }

    fn run(&self, opening: &Opening) -> Value {
        let ended = self.summary.ended.as_ref();
        json!({
            "id": run_id(opening).to_string(),
            "scenario": opening.scenario,
            "title": opening.title,
            "scenario_hash": opening.scenario_hash,
            "seed": opening.seed,
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
        }
        value
    }
}

fn written<T: Serialize + ?Sized>(value: &T) -> Result<String, fmt::Error> {
    serde_json::to_string(value).map_err(|_| fmt::Error)
}
