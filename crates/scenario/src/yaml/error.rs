//! The faults that serde knows, in the words of somebody who writes scenarios.

use std::fmt;
use std::ops::Range;

use diagnostic::{Diagnostic, Fix, nearest};
use serde::de::{self, Expected, Unexpected};

use super::Node;
use super::scalar::shortened;

/// A fault on its way out: the innermost node that it passes gives it its place.
#[derive(Debug)]
pub(super) struct Error {
    diagnostic: Box<Diagnostic>,
    label: &'static str,
    /// The key that is missing, if that is the fault.
    missing: Option<&'static str>,
    /// The fault is on the list already, in other words.
    told: bool,
    /// What is to stand in the place of the node instead.
    replacement: Option<String>,
}

impl Error {
    pub(super) fn new(code: &'static str, message: String) -> Error {
        Error {
            diagnostic: Box::new(Diagnostic::error(code, message)),
            label: "",
            missing: None,
            told: false,
            replacement: None,
        }
    }

    /// A value of a type that is not wanted here.
    pub(super) fn wrong_type(wanted: &str, found: &str) -> Error {
        Error::new("S005", format!("expected {wanted}, found {found}"))
    }

    pub(super) fn help(mut self, help: impl Into<String>) -> Error {
        self.diagnostic.help = Some(help.into());
        self
    }

    pub(super) fn replacement(mut self, text: &str) -> Error {
        self.replacement = Some(text.to_owned());
        self
    }

    /// Gives the fault its place, unless it has one already.
    pub(super) fn at(mut self, span: &Range<usize>) -> Error {
        if self.diagnostic.labels.is_empty() {
            self.diagnostic
                .labels
                .push(diagnostic::Label { span: span.clone(), text: self.label.to_owned() });
            let span = span.clone();
            let fix = |replacement| Fix { span, replacement };
            self.diagnostic.fix = self.replacement.take().map(fix);
        }
        self
    }

    /// A key is not missing if it is there and misspelled, which has been reported.
    pub(super) fn unless_misspelled(mut self, meant: &[String]) -> Error {
        self.told |= self.missing.is_some_and(|key| meant.iter().any(|name| name == key));
        self
    }

    /// The fault, unless it has been reported.
    pub(super) fn into_diagnostic(self) -> Option<Diagnostic> {
        (!self.told).then_some(*self.diagnostic)
    }
}

/// A key that its map does not have.
pub(super) fn unknown_key(key: &Node, name: &str, fields: &[&str]) -> Diagnostic {
    let error = Error::new("S002", format!("unknown key `{}`", shortened(name)));
    let listed = format!("the keys here are {}", listing(fields));
    *suggested(error, name, fields, &listed).at(&key.span).diagnostic
}

fn suggested(error: Error, name: &str, names: &[&str], listed: &str) -> Error {
    match nearest(name, names.iter().copied()) {
        Some(meant) => error.help(format!("did you mean `{meant}`? {listed}")).replacement(meant),
        None => error.help(listed),
    }
}

pub(super) fn listing(names: &[&str]) -> String {
    let quoted: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    quoted.join(", ")
}

/// What a visitor expects, without the names of Rust types.
pub(super) fn expectation(expected: &dyn Expected) -> String {
    let text = expected.to_string();
    match text.as_str() {
        "a string" | "a borrowed string" => "a text".to_owned(),
        "a character" => "one character".to_owned(),
        "a boolean" => "`true` or `false`".to_owned(),
        "a sequence" | "an array" => "a list".to_owned(),
        "unit" => "nothing".to_owned(),
        number if number.starts_with("a nonzero ") => "a whole number other than 0".to_owned(),
        name if name.starts_with("struct ") => "a map".to_owned(),
        _ => text,
    }
}

fn found(unexpected: Unexpected<'_>) -> String {
    match unexpected {
        Unexpected::Bool(value) => format!("`{value}`"),
        Unexpected::Unsigned(number) => format!("the number `{number}`"),
        Unexpected::Signed(number) => format!("the number `{number}`"),
        Unexpected::Str(text) => format!("the text `{}`", shortened(text)),
        Unexpected::Unit => "nothing".to_owned(),
        Unexpected::Seq => "a list".to_owned(),
        Unexpected::Map => "a map".to_owned(),
        other => other.to_string(),
    }
}

impl de::Error for Error {
    fn custom<T: fmt::Display>(message: T) -> Error {
        Error::new("S006", message.to_string())
    }

    fn invalid_type(unexpected: Unexpected<'_>, expected: &dyn Expected) -> Error {
        Error::wrong_type(&expectation(expected), &found(unexpected))
    }

    fn invalid_value(unexpected: Unexpected<'_>, expected: &dyn Expected) -> Error {
        Error::invalid_type(unexpected, expected)
    }

    fn invalid_length(length: usize, expected: &dyn Expected) -> Error {
        Error::wrong_type(&expectation(expected), &format!("{length} entries"))
    }

    fn unknown_variant(variant: &str, names: &'static [&'static str]) -> Error {
        let error = Error::new("S004", format!("unknown name `{}`", shortened(variant)));
        let listed = format!("the names here are {}", listing(names));
        suggested(error, variant, names, &listed)
    }

    fn unknown_field(field: &str, fields: &'static [&'static str]) -> Error {
        let error = Error::new("S002", format!("unknown key `{}`", shortened(field)));
        let listed = format!("the keys here are {}", listing(fields));
        suggested(error, field, fields, &listed)
    }

    fn missing_field(field: &'static str) -> Error {
        let mut error = Error::new("S003", format!("missing key `{field}`"));
        error.label = "in this map";
        error.missing = Some(field);
        error
    }

    fn duplicate_field(field: &'static str) -> Error {
        Error::new("S007", format!("the key `{field}` stands twice"))
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.diagnostic.message)
    }
}

impl std::error::Error for Error {}
