//! The members of an object on their way into canonical order.

use std::borrow::Cow;
use std::cmp::Ordering;

use super::{CanonicalError, unescape};

/// A text that is being written, with what is noted of the objects that are still open.
pub(super) struct Draft<'o> {
    pub(super) out: &'o mut Vec<u8>,
    /// The members of the open objects, the innermost last.
    members: Vec<Member>,
    /// Where members wait while they are put in order.
    spare: Vec<u8>,
}

/// An open object: whether its keys come sorted. If not, the finished text is put in order.
pub(super) struct Object {
    start: usize,
    /// The place of its first member in the draft.
    first: usize,
    sorted: bool,
}

/// Where a member stands: from the quote before its key to the comma behind it.
#[derive(Clone, Copy)]
struct Member {
    start: usize,
    key_end: usize,
    end: usize,
    /// The first bytes of the key as a number, if the bytes alone give its order.
    head: Option<u64>,
}

impl<'o> Draft<'o> {
    pub(super) fn new(out: &'o mut Vec<u8>) -> Draft<'o> {
        Draft { out, members: Vec::new(), spare: Vec::new() }
    }

    pub(super) fn open(&mut self) -> Object {
        let start = self.out.len();
        self.out.push(b'{');
        Object { start, first: self.members.len(), sorted: true }
    }

    /// Appends a key, which `write` writes with its quotes, and the colon.
    pub(super) fn key<E: From<CanonicalError>>(
        &mut self,
        object: &mut Object,
        write: impl FnOnce(&mut Draft<'o>) -> Result<(), E>,
    ) -> Result<(), E> {
        let last = self.end_member(object);
        if last.is_some() {
            self.out.push(b',');
        }
        let start = self.out.len();
        write(self)?;
        let key_end = self.out.len() - 1;
        let head = head(&self.out[start + 1..key_end]);
        let member = Member { start, key_end, end: 0, head };
        self.out.push(b':');
        if let (Some(last), true) = (last, object.sorted) {
            match compare(&last, &member, self.out, 0) {
                Ordering::Less => {}
                Ordering::Equal => return Err(duplicate(member.key(self.out, 0)).into()),
                Ordering::Greater => object.sorted = false,
            }
        }
        self.members.push(member);
        Ok(())
    }

    pub(super) fn close(&mut self, object: &Object) -> Result<(), CanonicalError> {
        self.end_member(object);
        if !object.sorted {
            self.sort(object)?;
        }
        self.members.truncate(object.first);
        self.out.push(b'}');
        Ok(())
    }

    /// The last member of an object, which ends here.
    fn end_member(&mut self, object: &Object) -> Option<Member> {
        let last = self.members[object.first..].last_mut()?;
        last.end = self.out.len();
        Some(*last)
    }

    /// Puts the members of an object in order, of which the last one ends with the text.
    fn sort(&mut self, object: &Object) -> Result<(), CanonicalError> {
        let Draft { out, members, spare } = self;
        let (start, members) = (object.start, &mut members[object.first..]);
        spare.clear();
        spare.extend_from_slice(&out[start..]);
        out.truncate(start);
        members.sort_unstable_by(|a, b| compare(a, b, spare, start));
        let mut separator = b'{';
        for member in &*members {
            out.push(separator);
            out.extend_from_slice(&spare[member.start - start..member.end - start]);
            separator = b',';
        }
        let twice = members.windows(2).find(|two| compare(&two[0], &two[1], spare, start).is_eq());
        twice.map_or(Ok(()), |two| Err(duplicate(two[0].key(spare, start))))
    }
}

impl Member {
    /// The key between its quotes, in a text that begins at `from`.
    fn key<'t>(&self, text: &'t [u8], from: usize) -> &'t [u8] {
        &text[self.start + 1 - from..self.key_end - from]
    }
}

/// The order of two escaped keys by the UTF-16 code units of what they stand for.
fn compare(a: &Member, b: &Member, text: &[u8], from: usize) -> Ordering {
    match (a.head, b.head) {
        (Some(head), Some(other)) if head != other => return head.cmp(&other),
        (Some(_), Some(_)) => return a.key(text, from).cmp(b.key(text, from)),
        _ => {}
    }
    decoded(a.key(text, from)).encode_utf16().cmp(decoded(b.key(text, from)).encode_utf16())
}

/// The first eight bytes of a key as a number that orders as they do, unless it has characters
/// that order otherwise than their bytes.
fn head(key: &[u8]) -> Option<u64> {
    if !key.iter().all(|&byte| byte.is_ascii() && byte != b'\\') {
        return None;
    }
    let mut head = [0; 8];
    let length = key.len().min(head.len());
    head[..length].copy_from_slice(&key[..length]);
    Some(u64::from_be_bytes(head))
}

fn duplicate(key: &[u8]) -> CanonicalError {
    CanonicalError::DuplicateKey { key: decoded(key).into_owned() }
}

fn decoded(key: &[u8]) -> Cow<'_, str> {
    let key = std::str::from_utf8(key).expect("keys are written whole");
    unescape(key).expect("what was written here is a JSON string")
}
