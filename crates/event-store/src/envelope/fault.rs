//! What can be wrong with an envelope.

/// Why an envelope cannot be written or read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EnvelopeError {
    /// The text is not one object of canonical JSON. `column` counts bytes from 1.
    #[error("not canonical JSON at column {column}")]
    NotCanonical { column: usize },
    #[error("the attribute `{attribute}` is missing")]
    Missing { attribute: &'static str },
    #[error("the attribute `{attribute}` is unknown here, and would be lost")]
    Unknown { attribute: String },
    #[error("`{attribute}` is {found}, not {expected}")]
    Value { attribute: &'static str, expected: &'static str, found: String },
    #[error("this is CloudEvents `{found}`, and only `1.0` can be read")]
    SpecVersion { found: String },
    /// The id does not belong to the run and the position that the envelope names.
    #[error("`{attribute}` is `{found}`, but this run and position make it `{expected}`")]
    Identity { attribute: &'static str, expected: String, found: String },
    /// A tag is empty or holds a space, so it would be read back as none or two.
    #[error("the tag `{tag}` is empty or holds a space")]
    Tag { tag: String },
}
