//! Scenarios that extend others: the file that is extended is read first, and what the other says
//! is put on top of it.
//!
//! ```text
//! scenario.yaml ── extends: ../day-one ──► ../day-one/scenario.yaml ── extends …
//!       └────────────── one tree, whose places point into all the texts, one behind the other
//! ```
//!
//! A key stands for that of the extended file, with these exceptions. `parameters`, `nations` and
//! `actors` are added entry by entry; an entry that has the same name is replaced. The entries of
//! `timeline` come behind those of the extended file, so that these keep their numbers. Where `until`
//! is sooner than that of the extended file, what that file has later never comes. A key without a
//! value is as good as none. What `found-in` says of the extended file is compared with it.

use std::ops::Range;

use diagnostic::{Diagnostic, Fix, Label};

use crate::yaml::{self, Faults, Node, Value, shortened};

/// A file, and the name by which its user knows it. Two files of one name are one file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    pub name: String,
    pub text: String,
}

/// Opens the scenario that a file says it extends: the file that says it, and what it says. The
/// answer is why it cannot be opened, if it cannot.
pub type Open<'a> = dyn FnMut(&Source, &str) -> Result<Source, String> + 'a;

/// All texts of a scenario, the one that extends the others first.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    files: Vec<Source>,
    /// Where each text begins in the whole.
    starts: Vec<usize>,
    /// What each says of the end of the scenario.
    untils: Vec<Option<String>>,
    whole: String,
}

/// A scenario extends so many others at most.
pub const FILES_MAX: usize = 8;

/// What a file says of where its parts come from, whatever else is wrong with it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Head {
    /// The scenario that it is put on top of.
    pub extends: Option<String>,
    /// Policy rules stand in the file itself.
    pub has_rules: bool,
}

impl Head {
    pub fn of(text: &str) -> Head {
        let Some(node) = yaml::read_among(text, &mut Faults::default()) else {
            return Head::default();
        };
        let extends = said(&node, "extends").map(|(extends, _)| extends);
        Head { extends, has_rules: value_of(&node, "rules").is_some() }
    }
}

impl Sources {
    /// The texts one behind the other, as the scenario is known by.
    pub fn hashed(&self) -> &str {
        self.whole.strip_suffix('\n').unwrap_or(&self.whole)
    }

    /// Where each text begins in the whole.
    pub(crate) fn starts(&self) -> &[usize] {
        &self.starts
    }

    pub(crate) fn untils(&self) -> &[Option<String>] {
        &self.untils
    }

    /// Adds a text and says where it begins.
    fn add(&mut self, source: Source) -> usize {
        let start = self.whole.len();
        self.whole.push_str(&source.text);
        // No place of one text is a place of the next.
        self.whole.push('\n');
        self.starts.push(start);
        self.untils.push(None);
        self.files.push(source);
        start
    }

    /// Which of the texts a place is in.
    pub(crate) fn index(&self, offset: usize) -> usize {
        self.starts.partition_point(|start| *start <= offset).saturating_sub(1)
    }

    /// The faults of each file, with their places in it. What a fault says of places in another
    /// file is left out.
    pub fn apart(&self, faults: &[Diagnostic]) -> Vec<(&Source, Vec<Diagnostic>)> {
        let mut apart: Vec<(&Source, Vec<Diagnostic>)> =
            self.files.iter().map(|file| (file, Vec::new())).collect();
        for fault in faults {
            let index = fault.labels.first().map_or(0, |label| self.index(label.span.start));
            let start = self.starts.get(index).copied().unwrap_or(0);
            let here = |span: &Range<usize>| self.index(span.start) == index;
            let moved = |span: &Range<usize>| {
                span.start.saturating_sub(start)..span.end.saturating_sub(start)
            };
            let labels = fault.labels.iter().filter(|label| here(&label.span));
            let labels = labels
                .map(|label| Label { span: moved(&label.span), text: label.text.clone() })
                .collect();
            let fix = fault.fix.as_ref().filter(|fix| here(&fix.span));
            let fix =
                fix.map(|fix| Fix { span: moved(&fix.span), replacement: fix.replacement.clone() });
            if let Some((_, of_file)) = apart.get_mut(index) {
                of_file.push(Diagnostic { labels, fix, ..fault.clone() });
            }
        }
        apart.retain(|(_, faults)| !faults.is_empty());
        apart
    }
}

/// Reads a file and all that it extends, and puts them on top of one another; none if that cannot
/// be done.
pub(crate) fn gather(
    source: &Source,
    open: &mut Open<'_>,
    sources: &mut Sources,
    faults: &mut Faults,
) -> Option<Node> {
    let start = sources.add(source.clone());
    let mut found = Faults::default();
    let node = yaml::read_among(&source.text, &mut found);
    faults.join(found, |fault| moved_fault(fault, start));
    let mut node = node?;
    shift(&mut node, start);
    if let (Some((until, _)), Some(of_file)) = (said(&node, "until"), sources.untils.last_mut()) {
        *of_file = Some(until);
    }
    let Some((extended, span)) = said(&node, "extends") else {
        found_in_nothing(&node, faults);
        return Some(node);
    };
    let opened = open(source, &extended).and_then(|base| {
        if sources.files.iter().any(|file| file.name == base.name) {
            return Err("it extends this one in turn".to_string());
        }
        if FILES_MAX <= sources.files.len() {
            return Err("too many scenarios extend one another".to_string());
        }
        Ok(base)
    });
    match opened {
        Ok(base) => {
            let start = sources.whole.len();
            let below = gather(&base, open, sources, faults)?;
            faults_of_change(&node, &sources.whole[start..], faults);
            Some(merged(below, node))
        }
        Err(why) => {
            let message = format!("`{}` cannot be extended", shortened(&extended));
            faults.push(
                Diagnostic::error("S130", message).label(span, why).help(
                    "name a scenario folder or its scenario.yaml, from the folder of this file",
                ),
            );
            None
        }
    }
}

/// Warns of an extended scenario that is not what it was when this one was found in it: names of
/// steps have their numbers, and may now mean others.
fn faults_of_change(node: &Node, extended: &str, faults: &mut Faults) {
    let Some((found_in, span)) = said(node, "found-in") else { return };
    let now = known_by(extended.strip_suffix('\n').unwrap_or(extended));
    if found_in != now {
        let message = "the scenario that this one extends is not what it was";
        faults.push(
            Diagnostic::warning("S133", message)
                .label(span, format!("now `{now}`"))
                .help("names of steps and choices may mean others now; search it again"),
        );
    }
}

/// Warns of a scenario that was found in another one and does not say in which.
fn found_in_nothing(node: &Node, faults: &mut Faults) {
    let Some(span) = key_of(node, "found-in").filter(|_| key_of(node, "extends").is_none()) else {
        return;
    };
    faults.push(
        Diagnostic::warning("S133", "`found-in` without `extends`")
            .label(span, "there is no scenario to compare this with")
            .help("add `extends:` with the scenario that it was found in, or remove it"),
    );
}

/// The place of a key of a file.
fn key_of(node: &Node, name: &str) -> Option<Range<usize>> {
    let Value::Map(entries) = &node.value else { return None };
    entries.iter().find(|(key, _)| key.text() == Some(name)).map(|(key, _)| key.span.clone())
}

/// By what a scenario that was found names the one that it was found in, given all texts of that.
pub fn known_by(text: &str) -> String {
    blake3::hash(text.as_bytes()).to_hex().chars().take(16).collect()
}

/// The text of a key of a file.
fn said(node: &Node, name: &str) -> Option<(String, Range<usize>)> {
    let value = value_of(node, name)?;
    Some((value.text()?.to_string(), value.span.clone()))
}

/// The value of a key of a file, unless that is empty.
fn value_of<'a>(node: &'a Node, name: &str) -> Option<&'a Node> {
    let Value::Map(entries) = &node.value else { return None };
    let (_, value) = entries.iter().find(|(key, _)| key.text() == Some(name))?;
    Some(value).filter(|value| value.value != Value::Null)
}

/// One scenario on top of another.
fn merged(base: Node, over: Node) -> Node {
    let (Value::Map(below), Value::Map(above)) = (base.value, &over.value) else {
        return over;
    };
    let mut entries: Vec<(Node, Node)> = Vec::new();
    for (key, value) in below {
        match key.text() {
            Some("extends" | "found-in") => {}
            Some(name) => {
                let covering = above.iter().find(|(other, value)| {
                    other.text() == Some(name) && value.value != Value::Null
                });
                match covering {
                    Some((key, covering)) => {
                        entries.push((key.clone(), combined(name, value, covering)));
                    }
                    None => entries.push((key, value)),
                }
            }
            None => entries.push((key, value)),
        }
    }
    let new = above.iter().filter(|(key, _)| !entries.iter().any(|(it, _)| it.value == key.value));
    let new: Vec<(Node, Node)> = new.cloned().collect();
    entries.extend(new);
    Node { span: over.span, value: Value::Map(entries) }
}

fn combined(name: &str, base: Node, over: &Node) -> Node {
    let value = match (name, base.value, &over.value) {
        ("timeline", Value::List(below), Value::List(above)) => {
            Value::List(below.into_iter().chain(above.iter().cloned()).collect())
        }
        ("parameters" | "nations" | "actors", Value::Map(below), Value::Map(above)) => {
            let covered = |key: &Node| above.iter().any(|(other, _)| other.value == key.value);
            let kept = below.into_iter().filter(|(key, _)| !covered(key));
            Value::Map(kept.chain(above.iter().cloned()).collect())
        }
        ("without", Value::Map(below), Value::Map(above)) => {
            Value::Map(joined(below, above.clone()))
        }
        _ => over.value.clone(),
    };
    Node { span: over.span.clone(), value }
}

/// Two maps of lists: lists of one name are put together.
fn joined(below: Vec<(Node, Node)>, above: Vec<(Node, Node)>) -> Vec<(Node, Node)> {
    let mut joined = below;
    for (key, value) in above {
        let there = joined.iter_mut().find(|(other, _)| other.value == key.value);
        match (there, value.value) {
            (Some((_, Node { value: Value::List(items), .. })), Value::List(more)) => {
                items.extend(more);
            }
            (Some(_), Value::Null) => {}
            (Some((_, there)), other) => *there = Node { span: value.span, value: other },
            (None, other) => joined.push((key, Node { span: value.span, value: other })),
        }
    }
    joined
}

/// Moves a tree to its place in the whole.
fn shift(node: &mut Node, by: usize) {
    node.span = node.span.start + by..node.span.end + by;
    match &mut node.value {
        Value::List(items) => {
            for item in items {
                shift(item, by);
            }
        }
        Value::Map(entries) => {
            for (key, value) in entries {
                shift(key, by);
                shift(value, by);
            }
        }
        _ => {}
    }
}

fn moved_fault(mut fault: Diagnostic, by: usize) -> Diagnostic {
    for label in &mut fault.labels {
        label.span = label.span.start + by..label.span.end + by;
    }
    if let Some(fix) = &mut fault.fix {
        fix.span = fix.span.start + by..fix.span.end + by;
    }
    fault
}
