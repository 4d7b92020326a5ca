//! The members of an object on their way into canonical order.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::ops::Range;

use super::{CanonicalError, unescape};

/// Notes where the keys stand and whether they come sorted. If not, the finished text is put in
/// order.
pub(super) struct Object {
    start: usize,
    /// Where the keys stand in the output, between their quotes.
    keys: Vec<Range<usize>>,
    sorted: bool,
}

impl Object {
    pub(super) fn open(out: &mut Vec<u8>) -> Object {
        let start = out.len();
        out.push(b'{');
        Object { start, keys: Vec::new(), sorted: true }
    }

    /// Appends a key, which `write` writes with its quotes, and the colon.
    pub(super) fn key<E: From<CanonicalError>>(
        &mut self,
        out: &mut Vec<u8>,
        write: impl FnOnce(&mut Vec<u8>) -> Result<(), E>,
    ) -> Result<(), E> {
        if !self.keys.is_empty() {
            out.push(b',');
        }
        let start = out.len() + 1;
        write(out)?;
        let key = start..out.len() - 1;
        out.push(b':');
        if let (Some(last), true) = (self.keys.last(), self.sorted) {
            match compare(&out[last.clone()], &out[key.clone()]) {
                Ordering::Less => {}
                Ordering::Equal => return Err(duplicate(&out[key]).into()),
                Ordering::Greater => self.sorted = false,
            }
        }
        self.keys.push(key);
        Ok(())
    }

    pub(super) fn close(self, out: &mut Vec<u8>) -> Result<(), CanonicalError> {
        if !self.sorted {
            self.sort(out)?;
        }
        out.push(b'}');
        Ok(())
    }

    /// Puts the members in order, of which the last one ends with the output.
    fn sort(self, out: &mut Vec<u8>) -> Result<(), CanonicalError> {
        // A member reaches from the quote before its key to the comma before the next quote.
        let starts = self.keys.iter().skip(1).map(|key| key.start - 1);
        let ends = starts.map(|next| next - 1).chain([out.len()]);
        let mut members: Vec<_> = self.keys.iter().zip(ends).collect();
        let text = out.split_off(self.start);
        let within = |range: Range<usize>| &text[range.start - self.start..range.end - self.start];
        members.sort_by(|(a, _), (b, _)| compare(within((*a).clone()), within((*b).clone())));
        let mut separator = b'{';
        let mut last: Option<&[u8]> = None;
        for (key, end) in members {
            let name = within(key.clone());
            if last.replace(name) == Some(name) {
                return Err(duplicate(name));
            }
            out.push(separator);
            out.extend_from_slice(within(key.start - 1..end));
            separator = b',';
        }
        Ok(())
    }
}

fn duplicate(key: &[u8]) -> CanonicalError {
    CanonicalError::DuplicateKey { key: decoded(key).into_owned() }
}

/// The order of two escaped keys by the UTF-16 code units of what they stand for.
fn compare(a: &[u8], b: &[u8]) -> Ordering {
    let plain = |key: &[u8]| key.iter().all(|&byte| byte.is_ascii() && byte != b'\\');
    if plain(a) && plain(b) {
        return a.cmp(b);
    }
    decoded(a).encode_utf16().cmp(decoded(b).encode_utf16())
}

fn decoded(key: &[u8]) -> Cow<'_, str> {
    let key = std::str::from_utf8(key).expect("keys are written whole");
    unescape(key).expect("what was written here is a JSON string")
}
