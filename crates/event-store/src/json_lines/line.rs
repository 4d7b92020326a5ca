//! One line: the canonical bytes of a record with its chain value put in before the last brace.

use super::fault::{Flaw, LogFaultKind};
use crate::canonical::canonicalize;
use crate::canonical::members::Members;
use crate::{Chain, Envelope, Head};

const CHAIN: &[u8] = b",\"chain\":\"";
const CLOSING: &[u8] = b"\"}";
const HEX_LENGTH: usize = 64;
/// What a line as we write it ends with; only the digits differ.
const SEAL_LENGTH: usize = CHAIN.len() + HEX_LENGTH + CLOSING.len();
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// Appends the line of a record with its line feed.
pub(super) fn seal(out: &mut Vec<u8>, canonical: &[u8], chain: Chain) {
    let content = canonical.strip_suffix(b"}").expect("an envelope is an object");
    out.extend_from_slice(content);
    close(out, chain);
    out.push(b'\n');
}

/// Appends the chain value and the last brace to an object that is still open.
fn close(out: &mut Vec<u8>, chain: Chain) {
    out.extend_from_slice(CHAIN);
    out.extend_from_slice(&chain.to_hex());
    out.extend_from_slice(CLOSING);
}

/// A record whose place in the log and chain value are right.
pub(super) struct Opened<'a> {
    pub(super) head: Head,
    pub(super) bytes: &'a [u8],
    pub(super) envelope: Envelope<'a>,
}

impl Opened<'_> {
    /// The same, if its chain value is the one that was there when the line was written.
    pub(super) fn expect_chain(self, expected: Chain) -> Result<Self, Flaw> {
        let found = self.head.chain;
        if found == expected {
            Ok(self)
        } else {
            Err(LogFaultKind::Changed { expected, found }.into())
        }
    }
}

/// Turns a line into the canonical bytes of its record, in place, and checks that it follows
/// `before`.
pub(super) fn open(line: &mut Vec<u8>, before: Head) -> Result<Opened<'_>, Flaw> {
    trim(line, before);
    if line.iter().all(u8::is_ascii_whitespace) {
        return Err(LogFaultKind::Blank.into());
    }
    let (found, expected) = unseal(line, before.chain)?;
    let envelope = Envelope::parse(line)?;
    let position = before.position.next();
    if envelope.position != position {
        let found = envelope.position;
        return Err(LogFaultKind::OutOfOrder { expected: position, found }.into());
    }
    if found != expected {
        return Err(LogFaultKind::Changed { expected, found }.into());
    }
    Ok(Opened { head: Head { position, chain: found }, bytes: line, envelope })
}

/// Takes the chain value out of a line, and says which one it should be.
fn unseal(line: &mut Vec<u8>, before: Chain) -> Result<(Chain, Chain), Flaw> {
    if let Some(found) = cut(line) {
        let expected = before.link(line);
        if found == expected {
            return Ok((found, expected));
        }
        line.pop();
        close(line, found);
    }
    // Another tool may have written the same record with other spaces or in another order.
    if let Err(error) = std::str::from_utf8(line) {
        let column = Some(error.valid_up_to() + 1);
        return Err(Flaw { column, kind: LogFaultKind::NotUtf8 });
    }
    *line = canonicalize(line)?;
    let found = remove(line)?;
    Ok((found, before.link(line)))
}

/// Cuts off the chain value where we write it.
fn cut(line: &mut Vec<u8>) -> Option<Chain> {
    let start = line.len().checked_sub(SEAL_LENGTH)?;
    let hex = line[start..].strip_prefix(CHAIN)?.strip_suffix(CLOSING)?;
    let chain = Chain::from_hex(hex).ok()?;
    line.truncate(start);
    line.push(b'}');
    Some(chain)
}

/// Takes the chain value from among the members of a canonical object.
fn remove(line: &mut Vec<u8>) -> Result<Chain, Flaw> {
    let text = std::str::from_utf8(line).expect("canonical JSON is UTF-8");
    let mut members = Members::new(text);
    let member = loop {
        match members.next() {
            Ok(Some(member)) if member.key == "chain" => break member,
            Ok(Some(_)) => {}
            Ok(None) => return Err(LogFaultKind::ChainMissing.into()),
            Err(_) => return Err(LogFaultKind::NotAnObject.into()),
        }
    };
    let hex = member.value.trim_matches('"');
    let chain = Chain::from_hex(hex.as_bytes())
        .map_err(|_| LogFaultKind::ChainValue { found: format!("`{hex}`") })?;
    let (start, end) = (member.start, member.end);
    // One of the commas goes too: the one before, or for the first member the one after.
    let first = line[start - 1] == b'{';
    let comma_after = usize::from(first && line[end] == b',');
    line.drain(start - usize::from(!first)..end + comma_after);
    Ok(chain)
}

/// Removes the line end, and what some editors put before the first line.
fn trim(line: &mut Vec<u8>, before: Head) {
    for end in [b'\n', b'\r'] {
        if line.last() == Some(&end) {
            line.pop();
        }
    }
    if before == Head::default() && line.starts_with(BYTE_ORDER_MARK) {
        line.drain(..BYTE_ORDER_MARK.len());
    }
}
