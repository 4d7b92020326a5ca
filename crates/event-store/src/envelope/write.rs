//! From an envelope to its text.

use super::identity::{SOURCE, record_id, with_text, write_position};
use super::{Envelope, EnvelopeError, Tags, expect_text};
use crate::canonical::escape_into;

const TYPICAL_LENGTH: usize = 768;

pub(super) fn write(envelope: &Envelope<'_>, out: &mut Vec<u8>) -> Result<(), EnvelopeError> {
    let start = out.len();
    out.reserve(TYPICAL_LENGTH + envelope.data.len());
    let result = write_attributes(envelope, out);
    if result.is_err() {
        out.truncate(start);
    }
    result
}

fn write_attributes(envelope: &Envelope<'_>, out: &mut Vec<u8>) -> Result<(), EnvelopeError> {
    let start = out.len();
    let mut writer = Writer { out };
    writer.text("actor", &envelope.actor)?;
    writer.out[start] = b'{';
    writer.plain("basis", envelope.basis.as_str());
    if let Some(cause) = envelope.cause {
        super::expect_cause_before(cause, envelope.position)?;
        let id = record_id(envelope.run, cause);
        with_text(id, |text| writer.plain("causationid", text));
        writer.quoted("cause", |out| write_position(out, cause));
    }
    writer.optional("correlationid", envelope.correlation.as_deref())?;
    writer.key("data");
    writer.out.extend_from_slice(&envelope.data);
    writer.plain("datacontenttype", "application/json");
    writer.key("form");
    let form = envelope.form.get();
    writer.out.extend_from_slice(itoa::Buffer::new().format(form).as_bytes());
    let id = record_id(envelope.run, envelope.position);
    with_text(id, |text| writer.plain("id", text));
    writer.optional("note", envelope.note.as_deref())?;
    writer.quoted("recordedtime", |out| {
        out.extend_from_slice(&envelope.recorded_at.write_rfc3339());
    });
    writer.text("releasableto", &envelope.releasable_to)?;
    writer.optional("seat", envelope.seat.as_deref())?;
    writer.quoted("sequence", |out| write_position(out, envelope.position));
    writer.quoted("source", |out| {
        out.extend_from_slice(SOURCE.as_bytes());
        with_text(envelope.run, |text| out.extend_from_slice(text.as_bytes()));
    });
    writer.optional("sourcekey", envelope.source_key.as_deref())?;
    writer.plain("specversion", "1.0");
    writer.optional("subject", envelope.subject.as_deref())?;
    writer.tags(&envelope.tags)?;
    writer.quoted("time", |out| out.extend_from_slice(&envelope.time.write_rfc3339()));
    writer.text("type", &envelope.kind)?;
    writer.out.push(b'}');
    Ok(())
}

struct Writer<'o> {
    out: &'o mut Vec<u8>,
}

impl Writer<'_> {
    fn key(&mut self, key: &str) {
        self.out.extend_from_slice(b",\"");
        self.out.extend_from_slice(key.as_bytes());
        self.out.extend_from_slice(b"\":");
    }

    fn quoted(&mut self, key: &str, write: impl FnOnce(&mut Vec<u8>)) {
        self.key(key);
        self.out.push(b'"');
        write(self.out);
        self.out.push(b'"');
    }

    /// A text that is known to need no escapes.
    fn plain(&mut self, key: &str, text: &str) {
        self.quoted(key, |out| out.extend_from_slice(text.as_bytes()));
    }

    fn text(&mut self, key: &'static str, text: &str) -> Result<(), EnvelopeError> {
        expect_text(key, text)?;
        self.quoted(key, |out| escape_into(out, text));
        Ok(())
    }

    fn optional(&mut self, key: &'static str, text: Option<&str>) -> Result<(), EnvelopeError> {
        text.map_or(Ok(()), |text| self.text(key, text))
    }

    fn tags(&mut self, tags: &Tags<'_>) -> Result<(), EnvelopeError> {
        let mut open = false;
        for tag in tags.iter() {
            if tag.is_empty() || tag.contains(' ') {
                return Err(EnvelopeError::Tag { tag: tag.to_owned() });
            }
            expect_text("tags", tag)?;
            if open {
                self.out.push(b' ');
            } else {
                self.key("tags");
                self.out.push(b'"');
                open = true;
            }
            escape_into(self.out, tag);
        }
        if open {
            self.out.push(b'"');
        }
        Ok(())
    }
}
