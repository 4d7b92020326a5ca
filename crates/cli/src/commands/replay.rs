//! `tripartite replay`: what was known at an instant of a log.

use kernel::{Position, SimDuration, SimTime};
use report::End;
use rules::{Audit, OutOfOrder};
use simulator::record::{Body, CenterRecord, Opening};
use simulator::replay::{Replay as Folded, Until};
use simulator::watch::Watch;

use crate::account::Printer;
use crate::arguments::Replay;
use crate::exit::{Exit, Failure};
use crate::logs::{Fault, Records};
use crate::seat::tell_stranger;
use crate::{output, policy};

pub fn replay(arguments: &Replay) -> Result<Exit, Failure> {
    let rules = arguments.rules.as_deref().map(policy::rules).transpose()?;
    let mut watch = rules.as_deref().map(Watch::<Audit<'_>>::new);
    let mut records = Records::open(&arguments.log, &arguments.reading)?.seen_by(arguments.seat);
    let mut folded = Folded::default();
    let mut printer = Printer::new(arguments.format);
    let mut until = Until { at: None, position: arguments.to.map(Position) };
    // What lies behind the end that was asked for is not read.
    let mut is_read = true;
    // As the account counts: a seat does not see all records.
    let mut last = Position::START;
    while let Some(record) = records.next()? {
        if let (Some(text), Body::Started(opening)) = (&arguments.at, &record.body) {
            until.at = Some(instant(text, opening)?);
        }
        if printer.is_closed() {
            is_read = false;
            break;
        }
        if !until.includes(&record) {
            // The log goes on, so all that was recorded by then is known.
            if let Some(at) = until.at.filter(|at| *at < record.at) {
                printer.known_until(at);
                if let Some(watch) = &mut watch {
                    watch.pass(at + SimDuration::from_millis(1));
                }
            }
            is_read = false;
            break;
        }
        folded.apply(&record);
        last = record.position;
        printer.apply(&record);
        if let Some(watch) = &mut watch {
            judge(watch, &record, &until, &folded).map_err(|error| {
                Fault::new(&error.to_string()).at(&arguments.log, record.position)
            })?;
        }
    }
    if let Some(at) = until.at.filter(|_| folded.ended.is_some()) {
        printer.known_until(at);
    }
    let (center, viewer) = (&folded.center, arguments.seat);
    let results = watch.map(|watch| watch.judge.results());
    if is_read {
        records.tell_unfinished();
        tell_stranger(center, viewer);
        tell_beyond(arguments, &until, last, folded.opening.as_deref());
    }
    printer.finish(&End { center, viewer, expectations: None, rules: results.as_ref() })?;
    Ok(Exit::Done)
}

/// Says that all was shown, where what was asked for lies beyond it. A log is read as it comes, so
/// this is known only at its end.
fn tell_beyond(arguments: &Replay, until: &Until, head: Position, opening: Option<&Opening>) {
    if let Some(position) = until.position.filter(|position| head < *position) {
        let warning = format!("`--to {}` is beyond the last record, {head}", position.0);
        output::say(&format!("warning: {warning}: all of the log is shown\n"));
    }
    let (Some(text), Some(at), Some(opening)) = (&arguments.at, until.at, opening) else {
        return;
    };
    if opening.until < at {
        let [from, to] = [opening.starts_at, opening.until].map(|at| report::instant(at, opening));
        let warning = format!("`--at {text}` is behind the end of the run, {from} to {to}");
        output::say(&format!("warning: {warning}: all of the log is shown\n"));
    }
}

/// Shows a record to the rules. A run that ended early says what comes until the end of its
/// window, nothing; of that, only what was so by the instant asked for is known.
fn judge(
    watch: &mut Watch<'_>,
    record: &CenterRecord,
    until: &Until,
    folded: &Folded,
) -> Result<(), OutOfOrder> {
    match (&record.body, until.at, &folded.opening) {
        (Body::Ended(_), Some(at), Some(opening)) => {
            watch.pass(at.min(opening.until) + SimDuration::from_millis(1));
            Ok(())
        }
        _ => watch.take(record),
    }
}

fn instant(text: &str, opening: &Opening) -> Result<SimTime, Failure> {
    scenario::instant(text, opening.starts_at, opening.utc_offset).ok_or_else(|| {
        Failure::new(Exit::Usage, format!("`--at {text}` is not an instant"))
            .help("write `2026-01-06T14:00:00+01:00`, `T+02:30` from the start, or `D+2 09:30`")
    })
}
