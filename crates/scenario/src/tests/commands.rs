//! `docs/commands.md`, which says what each command is for, who is entitled to it and which fields it has.
//!
//! `just bless` writes the page from the doc comments of the commands.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;

use expect_test::expect_file;
use serde_json::Value;

use super::path;
use crate::schema;
use crate::vocabulary::{FieldType, Shape, Vocabulary};

const HEAD: &str = "\
# The commands of the center

What may stand under `do`, by family, and the fields that then stand under `with` ([scenarios.md](scenarios.md#steps-injects-and-behaviors)).
The center accepts a command or refuses it with a reason ([rules-of-the-center.md](rules-of-the-center.md)). Any value may also be a blank, such as `${incident}`. `tripartite schema` says the
same to editors.

Under each command stands who is entitled to it (`by`); what else stands in its way is another matter. *Whoever acts for a seat* are `us`,
`ua`, `coalition`, `cochairs`, and every nation that is enrolled and no observer. *Whoever `nation` names* is the one in that field of the
command, or of the event that comes of it. *The one whose act it is* follows from what has happened: who owns, holds, leads or was asked.
Behind *as the case may be* stand those who are entitled only at some times, or with some values.

A test writes this page from the doc comments of the commands, and from what another test finds that has every actor try each
command wherever it was accepted in many random histories (`just bless`).

";

/// A text as one line of a table.
pub(super) fn line(text: &Value) -> String {
    let words: Vec<&str> = text.as_str().unwrap_or_default().split_whitespace().collect();
    words.join(" ").replace('|', "\\|")
}

/// A type as people read it, with all that may stand in it.
pub(super) fn described(of: &FieldType) -> String {
    if of.list || of.shapes.is_empty() {
        return of.described();
    }
    let words = of.words.iter().map(|word| format!("`{word}`"));
    let shapes = of.shapes.iter().map(|(name, inner)| {
        if inner.fields.is_empty() {
            return format!("`{name}:` and {}", inner.described());
        }
        let fields = inner.fields.iter();
        let fields = fields.map(|(name, of)| format!("`{name}`, {}", of.described()));
        format!("`{name}:` and a map of {}", fields.collect::<Vec<_>>().join(", and "))
    });
    let all: Vec<String> = words.chain(shapes).collect();
    format!("one of: {}", all.join("; "))
}

/// What a field is for; and what it is where it is left out.
pub(super) fn remark(of: &FieldType, field: &Value) -> String {
    let optional = match &field["default"] {
        _ if !of.optional => String::new(),
        Value::Null => "may be left out".to_string(),
        default => format!("{default} if left out"),
    };
    let texts = [optional, line(&field["description"])];
    let said: Vec<String> = texts.into_iter().filter(|text| !text.is_empty()).collect();
    said.join("; ")
}

/// Who is entitled to each command, as a test of the domain has found it.
fn standings() -> BTreeMap<String, String> {
    let path = path("../domain/src/tests/properties/standing.txt");
    let found = fs::read_to_string(path).expect("it is there");
    let pairs = found.lines().filter_map(|line| line.split_once(' '));
    pairs.map(|(kind, by)| (kind.to_owned(), by.trim().to_owned())).collect()
}

fn command(
    page: &mut String,
    (kind, shape): (&str, &Shape),
    schema: &Value,
    by: &str,
) -> std::fmt::Result {
    writeln!(page, "### `{kind}`\n\n{}\n\nEntitled: {by}.\n", line(&schema["description"]))?;
    if shape.is_empty() {
        return writeln!(page, "It has no fields.\n");
    }
    writeln!(page, "| field | is | |\n|---|---|---|")?;
    for (name, of) in shape {
        let remark = remark(of, &schema["properties"][name]);
        writeln!(page, "| `{name}` | {} | {remark} |", described(of))?;
    }
    writeln!(page)
}

#[test]
fn the_page_of_commands_says_what_each_is_for_and_its_fields() {
    let (schema, vocabulary, standings) = (schema(), Vocabulary::new(), standings());
    let mut page = HEAD.to_string();
    let mut family = "";
    for (kind, shape) in vocabulary.commands.iter().filter(|(kind, _)| *kind != "clock.expire") {
        let of = kind.split('.').next().expect("a text has a first part");
        if of != family {
            family = of;
            writeln!(page, "## {family}\n").expect("a string takes it");
        }
        let fields = &schema["$defs"][format!("with.{kind}")];
        assert_ne!(line(&fields["description"]), "", "{kind} has a doc comment");
        let by = standings.get(kind).unwrap_or_else(|| panic!("nobody is entitled to {kind}"));
        command(&mut page, (kind, shape), fields, by).expect("a string takes it");
    }
    expect_file!["../../../../docs/commands.md"].assert_eq(&format!("{}\n", page.trim_end()));
}
