//! `docs/events.md`, which says what each event tells, which fields it has and what brings it about.
//!
//! `just bless` writes the page from the doc comments of the events, from the sentences of the
//! accounts, and from the table of what commands lead to.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;

use expect_test::expect_file;
use serde_json::Value;

use super::commands::{described, line, remark};
use super::path;
use crate::check::reach;
use crate::vocabulary::{FieldType, Shape, Vocabulary};

const HEAD: &str = "\
# The events of the center

What may stand under `upon`, `happened`, `never` and the like ([scenarios.md](scenarios.md#steps-injects-and-behaviors)) and in
[policy rules](rules.md), by family. A field may stand under `where`, as a blank in `with` (`${incident}`), and in the brackets of a
rule; beside its own, every event has `by`, the actor. What is not said to be left out is always there.

The second column says when it is recorded, or, between quotation marks, how an account tells it: `…` is whoever acts, the US
is an example of a nation, `x-1` of a name, 2 of a number, 6 January of an instant. The last column names the
[commands](commands.md) of which the event may come at once, and behind *later* those that start a clock of which it may come. The key
`parameters` of a scenario issues `center.set-parameter`; `nations` issues `center.enroll`, `center.accept-silence`, `task.assign-lead`,
`mandate.declare-rule` and `force.declare-stance`. An event marked *restricted* is seen by all unless the evidence was
[kept from some](scenarios.md#what-is-kept-from-others); every other event is seen by all.

A test writes this page from the doc comments of the events, the sentences of the accounts and the table of what commands
lead to (`just bless`).

";

/// More words than these stand in a place of their own.
const WORDS_INLINE: usize = 6;

/// A shape is as long as so many words.
const SHAPE_COUNTS: usize = 2;

/// What the schema of the events says of all of them.
struct Page {
    schema: Value,
    sentences: BTreeMap<String, String>,
    /// The types whose words stand in a place of their own, by their names.
    listed: BTreeMap<String, FieldType>,
    text: String,
}

fn resolved<'a>(schema: &'a Value, inner: &'a Value) -> &'a Value {
    let pointer = inner["$ref"].as_str().and_then(|path| path.strip_prefix('#'));
    pointer.and_then(|pointer| schema.pointer(pointer)).unwrap_or(inner)
}

/// One of the variants of a type, by its name.
fn variant<'a>(schema: &'a Value, name: &str) -> &'a Value {
    let mut all = schema["oneOf"].as_array().into_iter().flatten();
    let found = all.find(|one| one["properties"].get(name).is_some());
    found.expect("the schema has what the vocabulary has")
}

/// The sentences of the accounts, without who acts where they begin with that.
fn sentences() -> BTreeMap<String, String> {
    let book = fs::read_to_string(path("../report/src/words/phrases.txt")).expect("it is there");
    let lines: Vec<&str> = book.lines().collect();
    let pairs = lines.chunks(2).map(|pair| {
        let [kind, sentence] = pair else { panic!("each event has two lines, not {pair:?}") };
        let (kind, _) = kind.split_once(" = ").expect("the first names the event");
        let said = sentence.trim();
        let said = said.strip_prefix("the US ").map_or(said.to_owned(), |rest| format!("… {rest}"));
        (kind.to_owned(), said.replace('|', "\\|"))
    });
    pairs.collect()
}

impl Page {
    /// The variant of the schema that is about an event: its doc comment and its fields.
    fn variant(&self, kind: &str) -> (String, Value) {
        let (family, name) = kind.split_once('.').expect("a kind has two parts");
        let family = resolved(&self.schema, &variant(&self.schema, family)["properties"][family]);
        let found = variant(family, name);
        (line(&found["description"]), resolved(&self.schema, &found["properties"][name]).clone())
    }

    /// A type as people read it; where it has many words, with the way to them.
    fn type_of(&mut self, of: &FieldType) -> String {
        if of.list {
            return format!("a list, of which each is {}", self.type_of(&of.item()));
        }
        let words = of.words.len() + of.shapes.len() * SHAPE_COUNTS;
        let is_choice = of.described().starts_with("one of");
        if of.name == "Parameter" {
            return "a [parameter](parameters.md)".to_owned();
        }
        if is_choice && WORDS_INLINE < words || 2 < of.fields.len() {
            let name = of.name.to_lowercase();
            self.listed.insert(name.clone(), of.clone());
            return format!("of type [{name}](#type-{name})");
        }
        if is_map(of) {
            return self.map(of);
        }
        described(of)
    }

    fn event(&mut self, kind: &str, shape: &Shape) -> std::fmt::Result {
        let (about, inner) = self.variant(kind);
        let sentence = self.sentences.get(kind).expect("each event has a sentence");
        let said = format!("{about} “{sentence}”");
        let fields = shape.iter().map(|(name, of)| {
            let remark = remark(of, &inner["properties"][name]);
            let remark = if remark.is_empty() { remark } else { format!(" ({remark})") };
            format!("`{name}`, {}{remark}", self.type_of(of))
        });
        let fields: Vec<String> = fields.collect();
        let is_restricted = shape.values().any(|of| of.name == "Audience");
        let mark = if is_restricted { " *restricted*" } else { "" };
        writeln!(
            self.text,
            "| `{kind}`{mark} | {} | {} | {} |",
            said.trim_start(),
            fields.join("; "),
            origins(kind)
        )
    }

    fn map(&mut self, of: &FieldType) -> String {
        let inner = of.fields.iter();
        let inner = inner.map(|(name, of)| format!("`{name}`, {}", self.type_of(of)));
        format!("a map of {}", inner.collect::<Vec<_>>().join(", and "))
    }

    /// The types that stand in a place of their own; where each word has its doc comment, with it.
    fn types(&mut self) -> std::fmt::Result {
        writeln!(self.text, "\n## types\n")?;
        for (name, of) in std::mem::take(&mut self.listed) {
            let schema = self.schema["$defs"][&of.name].clone();
            writeln!(self.text, "### Type {name}\n\n{}\n", line(&schema["description"]))?;
            let words = of.words.iter().map(|word| (word, about_word(&schema, word)));
            let words: Vec<(&String, String)> = words.collect();
            if is_map(&of) {
                let map = self.map(&of);
                writeln!(self.text, "It is {map}.")?;
            } else if words.iter().all(|(_, about)| about.is_empty()) {
                writeln!(self.text, "It is {}.", described(&of))?;
            } else {
                for (word, about) in words {
                    writeln!(
                        self.text,
                        "- `{word}`{}{about}",
                        if about.is_empty() { "" } else { ": " }
                    )?;
                }
            }
            self.text.push('\n');
        }
        Ok(())
    }
}

fn is_map(of: &FieldType) -> bool {
    !of.fields.is_empty() && of.words.is_empty() && of.shapes.is_empty()
}

/// The doc comment of a word, if it has one.
fn about_word(schema: &Value, word: &str) -> String {
    let mut all = schema["oneOf"].as_array().into_iter().flatten();
    all.find(|one| one["const"] == word).map_or(String::new(), |one| line(&one["description"]))
}

/// The commands of which an event comes.
fn origins(kind: &str) -> String {
    let (at_once, later) = reach::leading_to(kind);
    let list = |commands: &[&str]| {
        let named: Vec<String> = commands.iter().map(|it| format!("`{it}`")).collect();
        named.join(", ")
    };
    match (at_once.is_empty(), later.is_empty()) {
        (_, true) => list(&at_once),
        (true, false) => format!("*later* {}", list(&later)),
        (false, false) => format!("{}; *later* {}", list(&at_once), list(&later)),
    }
}

#[test]
fn the_page_of_events_says_of_each_what_it_tells_its_fields_and_what_brings_it_about() {
    let mut page = Page {
        schema: schemars::schema_for!(domain::Event).to_value(),
        sentences: sentences(),
        listed: BTreeMap::new(),
        text: HEAD.to_owned(),
    };
    let mut family = String::new();
    for (kind, shape) in Vocabulary::new().events {
        let of = kind.split('.').next().expect("a text has a first part");
        if of != family {
            let gap = if family.is_empty() { "" } else { "\n" };
            writeln!(
                page.text,
                "{gap}## {of}\n\n| event | tells | fields | comes of |\n|---|---|---|---|"
            )
            .expect("a string takes it");
            of.clone_into(&mut family);
        }
        page.event(&kind, &shape).expect("a string takes it");
    }
    page.types().expect("a string takes it");
    expect_file!["../../../../docs/events.md"].assert_eq(&format!("{}\n", page.text.trim_end()));
}
