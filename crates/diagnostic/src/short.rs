//! Faults quote what stands in the text, and a name there may be as long as the text.

use crate::{Diagnostic, Label};

/// A quotation has at most so many bytes.
const QUOTED_MAX: usize = 200;
/// What stands between two quotations too: one that has a backtick in it ends there.
const BETWEEN_MAX: usize = 1_000;
/// So many are shown of what has more.
const SHOWN: usize = 60;

/// The fault with its quotations cut to what people read.
pub(crate) fn short(fault: &Diagnostic) -> Diagnostic {
    let label = |label: &Label| Label { span: label.span.clone(), text: quoting(&label.text) };
    Diagnostic {
        message: quoting(&fault.message),
        labels: fault.labels.iter().map(label).collect(),
        help: fault.help.as_deref().map(quoting),
        ..fault.clone()
    }
}

/// The text, in which what stands in backticks is cut where it is overlong.
fn quoting(text: &str) -> String {
    let mut parts = Vec::new();
    for (number, part) in text.split('`').enumerate() {
        let most = if number % 2 == 1 { QUOTED_MAX } else { BETWEEN_MAX };
        if most < part.len() {
            let end = part.floor_char_boundary(SHOWN);
            parts.push(format!("{}…", part.get(..end).unwrap_or_default()));
        } else {
            parts.push(part.to_owned());
        }
    }
    parts.join("`")
}
