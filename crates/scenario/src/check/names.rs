//! Names of questions, incidents and other things: somebody must declare each.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use diagnostic::{Diagnostic, nearest};
use serde_json::Value;

use crate::compile::Compiler;

/// Which field of which command declares a name of which type.
const DECLARES: &[(&str, &str, &str)] = &[
    ("decision.open", "question", "QuestionId"),
    ("silence.start", "question", "QuestionId"),
    ("incident.report-detection", "incident", "IncidentId"),
    ("incident.submit-evidence", "evidence", "EvidenceId"),
    ("talks.open-round", "round", "RoundId"),
    ("task.request-tasking", "tasking", "TaskingId"),
    ("consignment.dispatch", "consignment", "ConsignmentId"),
    ("prosperity.prepare-project", "project", "ProjectId"),
];

/// Fields that may name a thing before it is declared.
const FORWARD: &[(&str, &str)] = &[("prosperity.state-linkage", "question")];

/// A name that is used, with its type and place.
struct Use {
    of: String,
    name: String,
    span: Range<usize>,
}

/// Notices names that are used and never declared.
pub(super) fn check(compiler: &mut Compiler) {
    let mut declared: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    let mut open: BTreeSet<&str> = BTreeSet::new();
    let mut uses = Vec::new();
    for deed in compiler.sketches.iter().flat_map(|sketch| &sketch.deeds) {
        let rows = DECLARES.iter().filter(|(kind, ..)| *kind == deed.kind);
        for &(_, field, of) in rows {
            let fixed = deed.fixed.iter().find(|(name, ..)| name == field);
            match fixed {
                Some((_, Value::String(name), _)) => {
                    declared.entry(of).or_default().insert(name.clone());
                }
                // A name with a blank may be anything.
                _ => {
                    open.insert(of);
                }
            }
        }
        let Some(shape) = compiler.vocabulary.commands.get(&deed.kind) else { continue };
        for (field, value, span) in &deed.fixed {
            let forward = FORWARD.contains(&(deed.kind.as_str(), field.as_str()));
            let own = DECLARES.iter().any(|row| (row.0, row.1) == (&deed.kind, field));
            if let Some(of) = shape.get(field).filter(|_| !forward && !own) {
                let values = value.as_array().map_or(std::slice::from_ref(value), Vec::as_slice);
                uses.extend(values.iter().filter_map(Value::as_str).map(|name| Use {
                    of: of.name.clone(),
                    name: name.to_string(),
                    span: span.clone(),
                }));
            }
        }
    }
    let faults: Vec<Diagnostic> =
        uses.iter().filter_map(|used| undeclared(used, &declared, &open)).collect();
    compiler.faults.extend(faults);
}

fn undeclared(
    used: &Use,
    declared: &BTreeMap<&str, BTreeSet<String>>,
    open: &BTreeSet<&str>,
) -> Option<Diagnostic> {
    // A breach series is named after its first incident.
    let of = if used.of == "SeriesId" { "IncidentId" } else { used.of.as_str() };
    let how = DECLARES.iter().find(|(.., declares)| *declares == of)?.0;
    let names = declared.get(of);
    // A late objection opens a question of its own, named after the first.
    let late = of == "QuestionId" && used.name.contains("-late-");
    if open.contains(of) || late || names.is_some_and(|names| names.contains(&used.name)) {
        return None;
    }
    let known = names.into_iter().flatten().map(String::as_str);
    let near = nearest(&used.name, known).map(|name| format!("did you mean `{name}`?"));
    Some(
        Diagnostic::error("S122", format!("nothing here is named `{}`", used.name))
            .label(used.span.clone(), format!("no `{how}` declares it"))
            .help_if(near),
    )
}
