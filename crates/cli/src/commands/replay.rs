//! `tripartite replay`: what was known at an instant of a log.

use kernel::{Position, SimTime};
use report::End;
use simulator::record::{Body, Opening};
use simulator::replay::{Replay as Folded, Until};
use simulator::view::View;

use crate::account::Printer;
use crate::arguments::Replay;
use crate::exit::{Exit, Failure};
use crate::logs::Records;

pub fn replay(arguments: &Replay) -> Result<Exit, Failure> {
    let mut records = Records::open(&arguments.log, &arguments.reading)?;
    let mut folded = Folded::default();
    let mut printer = Printer::new(arguments.format);
    let mut until = Until { at: None, position: arguments.to.map(Position) };
    let mut view = arguments.seat.map(View::new);
    while let Some(record) = records.next()? {
        let seen = match &mut view {
            Some(view) => view.show(&record),
            None => Some(record),
        };
        let Some(record) = seen else { continue };
        if let (Some(text), Body::Started(opening)) = (&arguments.at, &record.body) {
            until.at = Some(instant(text, opening)?);
        }
        if !until.includes(&record) || printer.is_closed() {
            break;
        }
        folded.apply(&record);
        printer.apply(&record);
    }
    printer.finish(&End { center: &folded.center, viewer: arguments.seat, expectations: None })?;
    Ok(Exit::Done)
}

fn instant(text: &str, opening: &Opening) -> Result<SimTime, Failure> {
    scenario::instant(text, opening.starts_at, opening.utc_offset).ok_or_else(|| {
        Failure::new(Exit::Usage, format!("`--at {text}` is not an instant"))
            .help("write `2026-01-06T14:00:00+01:00`, `T+02:30` from the start, or `D+2 09:30`")
    })
}
