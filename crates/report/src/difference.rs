//! Two histories side by side: where they part, what happened in one of them alone, and what that
//! came to.
//!
//! Events are compared by what they say, when and by whom, not by their positions: a history that has one
//! record more is not another one from there on. An event of the same kind about all the same things
//! that comes at another time, from another one, or says something else, is told as moved.

use std::collections::BTreeMap;

use domain::clock::Clock;
use kernel::{Id, Position, SimTime};
use rules::Standing;
use serde::Serialize;
use simulator::record::{Body, CenterRecord};
use simulator::replay::Replay;
use simulator::run::{Verdict, run_id};
use simulator::stored;

use crate::deadlines::{Deadline, Status};
use crate::explain::told;
use crate::metrics::{self, Amount, Metric};
use crate::summary::Summary;
use crate::zone::Zone;

mod apart;
mod parted;
mod text;

use apart::Began;
use parted::{Parted, part, part_refusals};

/// A history, and what was found of it by others.
#[derive(Clone, Copy, Debug)]
pub struct Side<'a> {
    /// As people are told: the name of the file, or `parent` and `branch`.
    pub name: &'a str,
    pub records: &'a [CenterRecord],
    /// What came of each rule; none where no rules were asked.
    pub rules: Option<&'a [(String, Standing)]>,
    /// None where nobody looked.
    pub expectations: Option<&'a [Verdict]>,
}

/// What is different between two histories: `here` is the first, `there` the second.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Difference {
    pub here: History,
    pub there: History,
    /// Nothing but the beginning is different.
    pub same: bool,
    /// In what the beginnings differ, as the log names it.
    pub beginnings: Vec<String>,
    /// Where they part; none if they do not.
    pub first: Option<Divergence>,
    pub only_here: Vec<Line>,
    pub only_there: Vec<Line>,
    pub moved: Vec<Moved>,
    /// Commands that were refused on one side alone.
    pub refused_here: Vec<Line>,
    pub refused_there: Vec<Line>,
    /// Deadlines of which different things became.
    pub deadlines: Vec<Contrast>,
    /// Rules of which different things came; null where no rules were asked.
    pub rules: Option<Vec<Contrast>>,
    /// Expectations that are met on one side alone; null where none were judged.
    pub expectations: Option<Vec<Contrast>>,
    /// All that is measured, side by side.
    pub metrics: Vec<Measured>,
    /// The same beginnings, with what each was.
    #[serde(skip)]
    began: Vec<Began>,
    #[serde(skip)]
    zone: Zone,
}

/// Which history it is.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct History {
    pub name: String,
    pub run: Option<String>,
    pub scenario: Option<String>,
    pub scenario_hash: Option<String>,
    pub seed: Option<String>,
    pub until: Option<SimTime>,
    pub branches: usize,
    pub head: Position,
    /// Whether its end is on record.
    pub ended: bool,
}

/// The first records that are not the same.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Divergence {
    /// The last record that both have.
    pub after: Position,
    /// None where the history has ended.
    pub here: Option<Line>,
    pub there: Option<Line>,
    /// The attributes in which the two differ, as the log names them.
    pub differs_in: Vec<&'static str>,
}

/// A record in words.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Line {
    pub position: Position,
    pub at: SimTime,
    pub kind: String,
    pub text: String,
}

/// The same event at another time, or with another content.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Moved {
    pub here: Line,
    pub there: Line,
}

/// What became of one thing on both sides, in a word; none where there is no such thing.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Contrast {
    pub name: String,
    pub here: Option<String>,
    pub there: Option<String>,
}

/// What is measured on both sides.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Measured {
    pub name: &'static str,
    pub about: Option<String>,
    pub text: String,
    here: Option<Amount>,
    there: Option<Amount>,
    /// What the value is held against and whether it keeps to that, as people read it.
    #[serde(skip_serializing_if = "Option::is_none")]
    limit_here: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    limit_there: Option<String>,
}

impl Measured {
    fn differs(&self) -> bool {
        (self.here, &self.limit_here) != (self.there, &self.limit_there)
    }
}

/// One history, folded.
struct Folded {
    summary: Summary,
    replay: Replay,
}

impl Folded {
    fn of(records: &[CenterRecord]) -> Folded {
        let mut folded = Folded { summary: Summary::default(), replay: Replay::default() };
        for record in records {
            folded.summary.apply(record);
            folded.replay.apply(record);
        }
        folded
    }

    fn history(&self, name: &str) -> History {
        let opening = self.summary.opening.as_deref();
        History {
            name: name.to_string(),
            run: opening.map(|opening| run_id(opening).to_string()),
            scenario: opening.map(|opening| opening.scenario.clone()),
            scenario_hash: opening.and_then(|opening| opening.scenario_hash.clone()),
            seed: opening.and_then(|opening| opening.seed.clone()),
            until: opening.map(|opening| opening.until),
            branches: opening.map_or(0, |opening| opening.branches.len()),
            head: self.summary.head,
            ended: self.summary.ended.is_some(),
        }
    }

    /// What became of each deadline; one that is armed again is another one.
    fn deadlines(&self) -> Vec<(String, String)> {
        let mut times: BTreeMap<(Clock, Id), u32> = BTreeMap::new();
        let rows = self.summary.deadlines.rows().iter().map(|row| {
            let number = times.entry((row.clock, row.subject)).or_default();
            *number += 1;
            let again = if *number == 1 { String::new() } else { format!(" ({number})") };
            let name = format!("{}{again}", deadline_id(row.clock, row.subject));
            (name, standing(row))
        });
        rows.collect()
    }
}

/// `tier-one:strike`: a deadline as it is named on the command line.
pub fn deadline_id(clock: Clock, subject: Id) -> String {
    let clock = serde_json::to_value(clock).unwrap_or_default();
    format!("{}:{subject}", clock.as_str().unwrap_or_default())
}

/// `met`, and what else corrections have made of it.
fn standing(row: &Deadline) -> String {
    let late = if row.late_by_revision { ", late by revision" } else { "" };
    let missed = if row.missed_before_revision { ", missed before a correction" } else { "" };
    format!("{}{late}{missed}", word(row.status))
}

fn word(status: Status) -> &'static str {
    match status {
        Status::Open => "open",
        Status::Met => "met",
        Status::Missed => "missed",
        Status::Struck => "struck",
        Status::Cancelled => "cancelled",
    }
}

impl Difference {
    pub fn between(here: &Side<'_>, there: &Side<'_>) -> Difference {
        let (a, b) = (Folded::of(here.records), Folded::of(there.records));
        let zone = a.summary.zone;
        let first = divergence(here.records, there.records, zone);
        let refused = part_refusals(here.records, there.records, zone);
        let openings = [&a, &b].map(|side| side.summary.opening.as_deref());
        let began = apart::beginnings(openings[0], openings[1]);
        let Parted { only_here, only_there, moved } = part(here.records, there.records, zone);
        let met = |verdicts: &[Verdict]| -> Vec<(String, String)> {
            let word = |met: bool| if met { "met" } else { "missed" }.to_string();
            verdicts.iter().map(|verdict| (verdict.text.clone(), word(verdict.met))).collect()
        };
        let stood = |rules: &[(String, Standing)]| -> Vec<(String, String)> {
            rules.iter().map(|(name, standing)| (name.clone(), standing.to_string())).collect()
        };
        Difference {
            here: a.history(here.name),
            there: b.history(there.name),
            same: first.is_none(),
            beginnings: began.iter().map(|began| began.name.clone()).collect(),
            first,
            only_here,
            only_there,
            moved,
            refused_here: refused.0,
            refused_there: refused.1,
            deadlines: contrasts(&a.deadlines(), &b.deadlines()),
            rules: here.rules.zip(there.rules).map(|(a, b)| contrasts(&stood(a), &stood(b))),
            expectations: here
                .expectations
                .zip(there.expectations)
                .map(|(a, b)| contrasts(&met(a), &met(b))),
            metrics: metrics(
                &a.summary.metrics(&a.replay.center),
                &b.summary.metrics(&b.replay.center),
            ),
            began,
            zone,
        }
    }
}

/// A record as it is told beside another one.
fn line(record: &CenterRecord, zone: Zone) -> Line {
    let kind = stored::encode(&record.body).map(|stored| stored.kind).unwrap_or_default();
    Line { position: record.position, at: record.at, kind, text: told(record, zone) }
}

/// The beginnings may differ; what the runs were started with is told by itself.
fn divergence(here: &[CenterRecord], there: &[CenterRecord], zone: Zone) -> Option<Divergence> {
    let alike = |(a, b): &(&CenterRecord, &CenterRecord)| {
        a.reads_as(b) || matches!((&a.body, &b.body), (Body::Started(_), Body::Started(_)))
    };
    let shared = here.iter().zip(there).take_while(alike).count();
    if shared == here.len() && shared == there.len() {
        return None;
    }
    let (here, there) = (here.get(shared), there.get(shared));
    let told = |record: Option<&CenterRecord>| record.map(|record| line(record, zone));
    let differs_in =
        here.zip(there).map_or(Vec::new(), |(here, there)| apart::envelopes(here, there));
    let after = Position(shared as u64);
    Some(Divergence { after, here: told(here), there: told(there), differs_in })
}

/// What is not the same on both sides, in the order of the first, then of the second.
fn contrasts(here: &[(String, String)], there: &[(String, String)]) -> Vec<Contrast> {
    let (mine, theirs): (BTreeMap<_, _>, BTreeMap<_, _>) =
        (here.iter().cloned().collect(), there.iter().cloned().collect());
    let more = there.iter().filter(|(name, _)| !mine.contains_key(name));
    let contrasts = here.iter().chain(more).map(|(name, _)| Contrast {
        name: name.clone(),
        here: mine.get(name).cloned(),
        there: theirs.get(name).cloned(),
    });
    contrasts.filter(|contrast| contrast.here != contrast.there).collect()
}

fn metrics(here: &[Metric], there: &[Metric]) -> Vec<Measured> {
    let find = |rows: &[Metric], row: &Metric| {
        let same = |other: &&Metric| (other.name, &other.about) == (row.name, &row.about);
        let same = rows.iter().find(same);
        let limit = same.filter(|row| row.limit.is_some()).map(metrics::against);
        (same.map(|row| row.value), limit)
    };
    let more = there.iter().filter(|row| find(here, row).0.is_none());
    let rows = here.iter().chain(more).map(|row| {
        let (mine, theirs) = (find(here, row), find(there, row));
        Measured {
            name: row.name,
            about: row.about.clone(),
            text: row.text.clone(),
            here: mine.0,
            there: theirs.0,
            limit_here: mine.1,
            limit_there: theirs.1,
        }
    });
    rows.collect()
}
