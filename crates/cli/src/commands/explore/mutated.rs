//! `tripartite explore --mutate`: which rule notices which guard that is off?

use std::io::{self, Write};
use std::sync::atomic::AtomicBool;

use explorer::breadth::Limits;
use explorer::mutate::{Notice, Strength, Tried, strength};
use explorer::space::Space;
use serde_json::{Value as Json, json};

use crate::arguments::Format;
use crate::exit::{Exit, Failure};
use crate::output;

/// Switches the guards off one by one; 1 if nobody notices one of them.
pub(super) fn mutate(
    space: &Space<'_>,
    limits: &Limits,
    format: Format,
    stop: &AtomicBool,
) -> Result<Exit, Failure> {
    let Some(strength) = strength(space, limits, stop) else {
        return Err(Failure::new(Exit::Usage, "this program cannot switch guards off")
            .help("build it with `cargo build --features mutations`"));
    };
    match format {
        Format::Json => output::json(&in_json(space, &strength))?,
        Format::Text => output::data(|out| write(space, &strength, out))?,
    }
    let is_hole = |tried: &Tried| tried.notice == Notice::Nobody;
    Ok(if strength.tried.iter().any(is_hole) { Exit::Broken } else { Exit::Done })
}

fn write(space: &Space<'_>, strength: &Strength, out: &mut dyn Write) -> io::Result<()> {
    for Tried { mutation, notice } in &strength.tried {
        let noticed = match notice {
            Notice::By(rules) => {
                let names: Vec<&str> = rules.iter().map(|rule| space.rules.name(*rule)).collect();
                format!("noticed by {}", names.join(", "))
            }
            Notice::Nobody if strength.broken_anyway.is_empty() => "NOBODY notices".to_string(),
            Notice::Nobody => "NOBODY notices whose rule is kept with all guards on".to_string(),
            Notice::NotReached { exhausted: true } => "nothing here depends on it".to_string(),
            Notice::NotReached { exhausted: false } => {
                "nothing that was searched depends on it".to_string()
            }
            Notice::Unknown(_) => "the search did not come to its end".to_string(),
        };
        writeln!(out, "{:<22} {noticed}", mutation.name())?;
        if *notice == Notice::Nobody {
            writeln!(out, "{:<22} without it, {}", "", mutation.effect())?;
        }
    }
    for rule in &strength.broken_anyway {
        writeln!(out, "{}: broken with all guards on", space.rules.name(*rule))?;
    }
    for rule in &strength.never_asked {
        let untouched = if strength.is_exhausted {
            "nothing here triggers it"
        } else {
            "not triggered in the histories searched"
        };
        writeln!(out, "{}: {untouched}", space.rules.name(*rule))?;
    }
    Ok(())
}

fn in_json(space: &Space<'_>, strength: &Strength) -> Json {
    let names = |rules: &std::collections::BTreeSet<usize>| -> Vec<String> {
        rules.iter().map(|rule| space.rules.name(*rule).to_string()).collect()
    };
    let tried = strength.tried.iter().map(|Tried { mutation, notice }| {
        let (result, by) = match notice {
            Notice::By(rules) => ("noticed", names(rules)),
            Notice::Nobody => ("hole", Vec::new()),
            Notice::NotReached { .. } => ("not-reached", Vec::new()),
            Notice::Unknown(_) => ("unknown", Vec::new()),
        };
        let (guard, without) = (mutation.name(), mutation.effect());
        json!({ "guard": guard, "without_it": without, "result": result, "by": by })
    });
    json!({
        "guards": tried.collect::<Vec<_>>(),
        "broken_anyway": names(&strength.broken_anyway),
        "rules_never_triggered": names(&strength.never_asked),
        "exhausted": strength.is_exhausted,
    })
}
