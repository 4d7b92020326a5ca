//! The account that people read.

use std::collections::BTreeMap;
use std::fmt::{self, Write};

use domain::clock::Clock;
use domain::{Center, Viewer};
use kernel::SimTime;
use rules::Results;
use simulator::record::{CenterRecord, EndingReason, Opening};
use simulator::run::Verdict;

use crate::deadlines::{Deadline, Status};
use crate::missed::Missed;
use crate::summary::Summary;
use crate::timeline::Timeline;
use crate::words::clock::name;
use crate::wrap::{heading, wrapped};
use crate::zone::before;
use crate::{metrics, names, state, verdicts};

/// More refusals are counted and not listed.
const REFUSALS_MAX: usize = 30;
/// More missed deadlines of one clock are counted and not listed.
const MISSED_MAX: usize = 10;
/// More deadlines of one clock that were not missed are counted and not listed.
const OTHERS_MAX: usize = 5;

/// What is known at the end of a run, or at the instant to which a log was replayed.
#[derive(Clone, Copy, Debug)]
pub struct End<'a> {
    pub center: &'a Center,
    /// Whose view it is; none where everything is shown.
    pub viewer: Option<Viewer>,
    /// None where nobody has judged them: a log does not hold them, and a view must not, because
    /// they judge the whole.
    pub expectations: Option<&'a [Verdict]>,
    /// What came of the policy rules, where there are some; in a view, judged by what its viewer
    /// may see.
    pub rules: Option<&'a Results>,
}

/// The readable account of a run, built record by record.
#[derive(Clone, Debug, Default)]
pub struct Account {
    summary: Summary,
    timeline: Timeline,
}

impl Account {
    pub fn new() -> Account {
        Account::default()
    }

    /// Takes the next record.
    pub fn apply(&mut self, record: &CenterRecord) {
        self.summary.apply(record);
        self.timeline.apply(record, self.summary.zone);
    }

    /// Measures up to this instant: all that happened by then is known, and what comes later is not
    /// looked at.
    pub fn known_until(&mut self, at: SimTime) {
        self.summary.known_until(at);
    }

    /// Writes the account.
    pub fn write(&self, end: &End<'_>, out: &mut dyn Write) -> fmt::Result {
        let Some(opening) = &self.summary.opening else {
            return writeln!(out, "Nothing was recorded by then.");
        };
        self.write_opening(opening, end.viewer, out)?;
        self.timeline.preface.write(out)?;
        heading(out, "Timeline", '-')?;
        self.timeline.write(self.summary.zone, &self.summary.causes, out)?;
        self.write_end(out)?;
        self.write_deadlines(out)?;
        self.write_refusals(out)?;
        metrics::write(&self.summary.metrics(end.center), out)?;
        heading(out, "End state", '-')?;
        state::write(end.center, self.summary.zone, out)?;
        if let Some(results) = end.rules {
            verdicts::write(results, end.viewer, self.summary.zone, out)?;
        }
        match end.expectations {
            Some(expectations) => write_expectations(expectations, out),
            None => Ok(()),
        }
    }

    fn write_opening(
        &self,
        opening: &Opening,
        viewer: Option<Viewer>,
        out: &mut dyn Write,
    ) -> fmt::Result {
        let zone = self.summary.zone;
        heading(out, &opening.title, '=')?;
        write!(out, "scenario  {}", opening.scenario)?;
        if let Some(seed) = &opening.seed {
            write!(out, ", seed {seed}")?;
        }
        out.write_char('\n')?;
        if let Some(viewer) = viewer {
            writeln!(out, "seen by   {}", names::viewer(viewer))?;
        }
        for branch in &opening.branches {
            let (parent, position) = (&branch.parent, branch.position);
            let at = zone.short(branch.at);
            write!(out, "branch    of the run {parent} behind {position}, otherwise from {at} on")?;
            if let Some(seed) = &branch.edits.seed {
                write!(out, ", seed {seed}")?;
            }
            out.write_char('\n')?;
        }
        let (from, to) = (opening.starts_at, opening.until);
        let (from, to) = (
            format!("{} {}", zone.date(from), zone.time(from)),
            format!("{} {}", zone.date(to), zone.time(to)),
        );
        writeln!(out, "window    {from} to {to}, {}\n", zone.name())
    }

    fn write_end(&self, out: &mut dyn Write) -> fmt::Result {
        let Summary { zone, ended, counts, at, head, .. } = &self.summary;
        let ended = match ended {
            Some((at, ending)) => {
                let why = match ending.reason {
                    EndingReason::Quiet => "nothing was left to come",
                    EndingReason::Horizon => "the end of the window was reached",
                };
                format!("The run ended {}: {why}.", zone.short(*at))
            }
            None => format!("The last record so far is {head}, of {}.", zone.short(*at)),
        };
        let counts = format!(
            "{ended} {}: {} accepted, {} refused, {}, {}.",
            names::count(counts.records, "record"),
            names::count(counts.accepted, "command"),
            names::grouped(counts.refused),
            names::count(counts.events, "event"),
            names::count(counts.choices, "choice"),
        );
        wrapped(out, "", 0, &counts)?;
        out.write_char('\n')
    }

    fn write_deadlines(&self, out: &mut dyn Write) -> fmt::Result {
        let deadlines = &self.summary.deadlines;
        if deadlines.rows().is_empty() {
            return Ok(());
        }
        heading(out, "Deadlines", '-')?;
        let sorts = [
            (Status::Missed, "missed"),
            (Status::Open, "open"),
            (Status::Met, "met"),
            (Status::Struck, "struck"),
        ];
        for (status, name) in sorts {
            let mut by_clock: BTreeMap<Clock, Vec<&Deadline>> = BTreeMap::new();
            for row in deadlines.of(status) {
                by_clock.entry(row.clock).or_default().push(row);
            }
            let rows_max = if status == Status::Missed { MISSED_MAX } else { OTHERS_MAX };
            for rows in by_clock.values() {
                for row in rows.iter().take(rows_max) {
                    wrapped(out, &format!("  {name:<7} "), 10, &self.deadline(row))?;
                    if status == Status::Missed {
                        self.write_missed(row, out)?;
                    }
                }
                if rows_max < rows.len() {
                    writeln!(out, "  {name:<7} {} more like these", rows.len() - rows_max)?;
                }
            }
        }
        let cancelled = deadlines.of(Status::Cancelled).count() as u64;
        if 0 < cancelled {
            let ended = names::count(cancelled, "deadline");
            writeln!(out, "  and {ended} no longer awaited")?;
        }
        out.write_char('\n')
    }

    fn deadline(&self, row: &Deadline) -> String {
        let zone = self.summary.zone;
        let due = zone.short(row.due_at);
        let when = match (row.status, row.ended_at) {
            (Status::Met, Some(at)) if row.late_by_revision => {
                let done = zone.short(at);
                let then = if row.missed_before_revision {
                    "missed at first, then in time as corrected"
                } else {
                    "in time as it then was"
                };
                format!("done {done}, {then}; due {due} as counted now")
            }
            (Status::Met, Some(at)) => {
                format!("due {due}, done {}", before(row.due_at, at, ""))
            }
            (Status::Struck, Some(at)) if at != row.due_at => {
                format!("{}, due {due} as counted now", zone.short(at))
            }
            (Status::Struck, Some(_)) => due,
            _ => format!("due {due}"),
        };
        let revised = match (row.late_by_revision, row.moved_by.is_some()) {
            (true, _) => "; late by revision: its start was corrected",
            (false, true) => "; its start was corrected",
            (false, false) => "",
        };
        let before =
            if row.missed_before_revision { "; missed once before the correction" } else { "" };
        format!("{}, {when}{revised}{before}", name(row.clock, row.subject))
    }

    /// Why it was missed, and the causes of the deadline back to the root.
    fn write_missed(&self, row: &Deadline, out: &mut dyn Write) -> fmt::Result {
        let Summary { zone, causes, conduct, .. } = &self.summary;
        if let Some(missed) = Missed::of(row, conduct) {
            missed.write(row, *zone, out)?;
        }
        wrapped(out, "          armed by ", 12, &causes.shown(row.armed_by))?;
        match row.moved_by {
            Some(moved_by) => wrapped(out, "          moved by ", 12, &causes.shown(moved_by)),
            None => Ok(()),
        }
    }

    fn write_refusals(&self, out: &mut dyn Write) -> fmt::Result {
        let Summary { zone, counts, refusals, .. } = &self.summary;
        if counts.refused == 0 {
            return Ok(());
        }
        heading(out, "Refusals", '-')?;
        for refused in refusals.iter().take(REFUSALS_MAX) {
            let first =
                format!("  {:<6} {}  ", refused.position.to_string(), zone.short(refused.at));
            let text = format!(
                "{}, `{}`: {} ({})",
                names::actor(refused.actor),
                refused.command,
                zone.localized(&refused.text),
                refused.code
            );
            wrapped(out, &first, 10, &text)?;
        }
        if (REFUSALS_MAX as u64) < counts.refused {
            let by_code = counts.refusals.iter().map(|(code, count)| format!("{code} ×{count}"));
            let by_code = by_code.collect::<Vec<_>>().join(", ");
            wrapped(
                out,
                "  … ",
                4,
                &format!("{} in all: {by_code}", names::grouped(counts.refused)),
            )?;
        }
        out.write_char('\n')
    }
}

fn write_expectations(expectations: &[Verdict], out: &mut dyn Write) -> fmt::Result {
    if expectations.is_empty() {
        return Ok(());
    }
    out.write_char('\n')?;
    heading(out, "Expectations", '-')?;
    for Verdict { text, met, found } in expectations {
        let verdict = if *met { "  met     " } else { "  MISSED  " };
        wrapped(out, verdict, 10, &format!("{text}; found: {found}"))?;
    }
    Ok(())
}
