//! Notes: what people read beside a step, a nation or a parameter.

use diagnostic::Diagnostic;
use simulator::record::Origin;

use super::Compiler;
use crate::yaml::Field;

impl Compiler {
    /// A note as one line of text, whatever white space it is written with.
    pub(super) fn note(&mut self, note: Option<&Field<String>>) -> Option<String> {
        let field = note?;
        let said = field.value.as_deref()?.split_whitespace().collect::<Vec<_>>().join(" ");
        if said.contains("${") {
            self.faults.push(
                Diagnostic::warning("S114", "nothing fills a blank of a note")
                    .label(field.span.clone(), "people read this as it stands")
                    .help("say it in words; what happened stands in the record"),
            );
        }
        if said.is_empty() || Origin::can_note(&said) {
            return Some(said).filter(|said| !said.is_empty());
        }
        self.faults.push(
            Diagnostic::error("S120", "the note has a code point that is no character")
                .label(field.span.clone(), "no record can hold it")
                .help("leave it out"),
        );
        None
    }
}
