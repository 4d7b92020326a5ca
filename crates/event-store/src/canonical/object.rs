//! The members of an object on their way into canonical order.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::ops::Range;

use super::members::Members;
use super::{CanonicalError, unescape};

/// Notes whether the keys come sorted. If not, the finished text is put in order.
pub(super) struct Object {
    start: usize,
    /// Where the last key stands in the output, between its quotes.
    last_key: Option<Range<usize>>,
    sorted: bool,
}

impl Object {
    pub(super) fn open(out: &mut Vec<u8>) -> Object {
        let start = out.len();
        out.push(b'{');
        Object { start, last_key: None, sorted: true }
    }

    /// Appends a key, which `write` writes with its quotes, and the colon.
    pub(super) fn key<E: From<CanonicalError>>(
        &mut self,
        out: &mut Vec<u8>,
        write: impl FnOnce(&mut Vec<u8>) -> Result<(), E>,
    ) -> Result<(), E> {
        if self.last_key.is_some() {
            out.push(b',');
        }
        let start = out.len() + 1;
        write(out)?;
        let key = start..out.len() - 1;
        out.push(b':');
        if let (Some(last), true) = (self.last_key.take(), self.sorted) {
            match compare(&out[last], &out[key.clone()]) {
                Ordering::Less => {}
                Ordering::Equal => return Err(duplicate(&out[key]).into()),
                Ordering::Greater => self.sorted = false,
            }
        }
        self.last_key = Some(key);
        Ok(())
    }

    pub(super) fn close(self, out: &mut Vec<u8>) -> Result<(), CanonicalError> {
        out.push(b'}');
        if self.sorted { Ok(()) } else { sort(out, self.start) }
    }
}

/// Sorts the members of the object that begins here and ends with the output.
fn sort(out: &mut Vec<u8>, start: usize) -> Result<(), CanonicalError> {
    let object = String::from_utf8(out.split_off(start)).expect("strings are written whole");
    let mut members = Vec::new();
    let mut walk = Members::new(&object);
    while let Some(member) = walk.next().expect("what was written here is canonical inside") {
        members.push(member);
    }
    members.sort_by(|a, b| compare(a.key.as_bytes(), b.key.as_bytes()));
    if let Some(pair) = members.windows(2).find(|pair| pair[0].key == pair[1].key) {
        return Err(duplicate(pair[0].key.as_bytes()));
    }
    let mut separator = b'{';
    for member in members {
        out.push(separator);
        out.extend_from_slice(&object.as_bytes()[member.start..member.end]);
        separator = b',';
    }
    out.push(b'}');
    Ok(())
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
