//! The head of a scenario: its name, and when it begins and ends.

use diagnostic::Diagnostic;
use kernel::SimTime;
use simulator::record::Opening;

use super::{Written, missing, not_an_instant};
use crate::file::File;
use crate::notation::{self, Epoch, Strange};
use crate::yaml::{Faults, Field, shortened};

/// What is recorded at the beginning of a run. A time that is wrong is replaced, so that the
/// rest can be read.
pub(super) fn read(file: &File, written: &Written<'_>, faults: &mut Faults) -> Opening {
    let head = [
        ("scenario", &file.scenario),
        ("title", &file.title),
        ("start", &file.start),
        ("until", &file.until),
    ];
    for (key, _) in head.iter().filter(|(_, field)| field.is_none()) {
        missing(faults, key, "in this map", &written.span);
    }
    let epoch = epoch(file.start.as_ref(), faults);
    Opening {
        scenario: name(file.scenario.as_ref(), faults),
        title: file.title.as_ref().and_then(|field| field.value.clone()).unwrap_or_default(),
        scenario_hash: None,
        seed: None,
        starts_at: epoch.start,
        until: until(file, epoch, faults),
        utc_offset: epoch.utc_offset,
        branches: Vec::new(),
    }
}

/// Names of scenarios are as short as those of other things.
fn name(field: Option<&Field<String>>, faults: &mut Faults) -> String {
    let Some((name, span)) = field.and_then(|field| Some((field.value.clone()?, &field.span)))
    else {
        return String::new();
    };
    if let Err(error) = kernel::Id::new(&name) {
        faults.push(
            Diagnostic::error("S120", error.to_string())
                .label(span.clone(), "the short name of the scenario")
                .help("choose a name such as `paris-summit`"),
        );
    }
    name
}

fn epoch(start: Option<&Field<String>>, faults: &mut Faults) -> Epoch {
    let fallback = Epoch { start: SimTime::default(), utc_offset: 0 };
    let Some((text, span)) = start.and_then(|field| Some((field.value.as_ref()?, &field.span)))
    else {
        return fallback;
    };
    notation::absolute(text).unwrap_or_else(|why| {
        faults.push(match why {
            Strange::NoInstant => {
                let message = format!("`{}` is not an instant with its zone", shortened(text));
                Diagnostic::error("S108", message)
                    .label(span.clone(), "the start of the scenario")
                    .help("write `2026-01-06T14:00:00+01:00`")
            }
            _ => not_an_instant(text, span, why),
        });
        fallback
    })
}

fn until(file: &File, epoch: Epoch, faults: &mut Faults) -> SimTime {
    let Some(field) = &file.until else {
        return SimTime::MAX;
    };
    let Some(text) = &field.value else {
        return SimTime::MAX;
    };
    match epoch.instant(text) {
        Ok(until) if epoch.start < until => return until,
        Ok(_) => {
            let mut fault = Diagnostic::error("S111", "the scenario ends before it begins")
                .label(field.span.clone(), "this is not after the start");
            if let Some(start) = &file.start {
                fault = fault.label(start.span.clone(), "the start");
            }
            faults.push(fault.help("write `T+48:00` for two days after the start"));
        }
        Err(why) => faults.push(not_an_instant(text, &field.span, why)),
    }
    SimTime::MAX
}
