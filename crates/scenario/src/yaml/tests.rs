mod colons;
mod decode;
mod hostile;
mod read;
mod refused;
mod syntax;
mod types;

use diagnostic::{Diagnostic, SourceText, Style, render};
use serde::de::DeserializeOwned;

use crate::yaml;

fn shown(text: &str, faults: &[Diagnostic]) -> String {
    render(&SourceText::new("scenario.yaml", text), faults, Style::Plain)
}

/// The value and the faults that a sound text decodes to.
fn decoded<T: DeserializeOwned>(text: &str) -> (Option<T>, Vec<Diagnostic>) {
    let node = yaml::read(text).unwrap_or_else(|faults| panic!("{}", shown(text, &faults)));
    let mut faults = Vec::new();
    let value = yaml::decode(&node, &mut faults);
    (value, faults)
}
