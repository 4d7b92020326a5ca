//! The form of a command: its fields are checked by decoding it as the domain would.

use std::collections::BTreeSet;
use std::ops::Range;

use diagnostic::Diagnostic;
use domain::Command;

use super::Compiler;
use super::act::yaml_of;
use crate::vocabulary::Shape;
use crate::yaml::{self, Faults, Node, Value};

/// The fields of a command as written, or with samples.
type Entries = Vec<(Node, Node)>;

/// Where a command stands, and which fields it has.
pub(super) struct Form<'a> {
    pub kind: &'a Range<usize>,
    pub with: &'a Range<usize>,
    pub shape: &'a Shape,
}

impl Form<'_> {
    fn with(&self, fields: Entries) -> Node {
        Node { span: self.with.clone(), value: Value::Map(fields) }
    }

    fn under(&self, name: &str, inner: Node) -> Node {
        let key = Node { span: self.kind.clone(), value: Value::Text(name.to_string()) };
        Node { span: inner.span.clone(), value: Value::Map(vec![(key, inner)]) }
    }

    /// The field that a fault is about: it is missing, it is misspelled, or its value is wrong.
    fn field(&self, fault: &Diagnostic, fields: &Entries) -> Option<String> {
        let place = &fault.labels.first()?.span;
        let missing = |field: &&String| {
            fault.code == "S003" && fault.message == format!("missing key `{field}`")
        };
        let misspelled = |field: &&String| {
            fault.code == "S002" && fault.fix.as_ref().is_some_and(|fix| fix.replacement == **field)
        };
        let absent = |field: &&String| fields.iter().all(|(key, _)| key.text() != Some(field));
        let named = self.shape.keys().filter(absent).find(|key| missing(key) || misspelled(key));
        let inside = |node: &Node| node.span.start <= place.start && place.end <= node.span.end;
        let wrong = || {
            let (key, _) = fields.iter().find(|(_, value)| inside(value))?;
            self.shape.contains_key(key.text()?).then(|| key.text().map(str::to_string))?
        };
        named.cloned().or_else(wrong)
    }

    /// Puts a sample into a field.
    fn mend(&self, field: &str, fields: &mut Entries) {
        let Some(of) = self.shape.get(field) else { return };
        let nowhere = |value| Node { span: 0..0, value };
        let key = nowhere(Value::Text(field.to_string()));
        let value = yaml_of(&of.sample(), &(0..0));
        fields.retain(|(key, _)| key.text() != Some(field));
        fields.push((key, value));
    }

    /// Without `with`, a fault of the fields stands at the command.
    fn labeled(&self, mut fault: Diagnostic) -> Diagnostic {
        if let Some(label) = fault.labels.first_mut().filter(|label| label.span == *self.kind) {
            label.text = "this command needs `with`".to_string();
        }
        fault
    }
}

impl Compiler {
    /// The command with these fields, as the domain reads it. It stops at the first field that
    /// is wrong; that is then mended with a sample, so that the next one is found.
    pub(super) fn command(
        &mut self,
        kind: &str,
        form: &Form<'_>,
        mut fields: Entries,
    ) -> Option<Command> {
        let (family, name) = kind.split_once('.')?;
        let mut mended: BTreeSet<String> = BTreeSet::new();
        loop {
            let mut found = Faults::default();
            let node = form.under(family, form.under(name, form.with(fields.clone())));
            let command = yaml::decode_among(&node, &mut found);
            let faults = found.finish();
            let wrong = faults.iter().filter_map(|fault| form.field(fault, &fields));
            let wrong: Vec<String> = wrong.filter(|field| !mended.contains(field)).collect();
            let known = |fault: &Diagnostic| {
                form.field(fault, &fields).is_some_and(|field| mended.contains(&field))
            };
            let new = faults.into_iter().filter(|fault| !known(fault));
            self.faults.extend(new.map(|fault| form.labeled(fault)));
            if wrong.is_empty() {
                return command;
            }
            for field in wrong {
                form.mend(&field, &mut fields);
                mended.insert(field);
            }
        }
    }
}
