//! One record for programs.

use std::fmt;

use domain::Actor;
use kernel::{Basis, Position, SimTime, Source};
use serde::Serialize;
use simulator::record::{Body, CenterRecord};
use simulator::stored;

use crate::words::{self, Telling};
use crate::zone::Zone;

/// A record without its data.
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

/// A record as a JSON object, with its data as in the log.
pub(crate) fn written(record: &CenterRecord, zone: Zone) -> Result<String, fmt::Error> {
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
        text: text(record, zone),
    };
    let row = serde_json::to_string(&row).map_err(|_| fmt::Error)?;
    // The data is canonical JSON already.
    let row = row.strip_suffix('}').unwrap_or(&row);
    let data = std::str::from_utf8(&stored.data).map_err(|_| fmt::Error)?;
    Ok(format!("{row},\"data\":{data}}}"))
}

fn text(record: &CenterRecord, zone: Zone) -> Option<String> {
    match &record.body {
        Body::Event(event) => {
            Some(words::sentence(event, &Telling { zone, at: record.at, by: record.by }))
        }
        Body::Refused(_, refusal) => Some(refusal.text.clone()),
        _ => None,
    }
}
