//! A walk over the members of an object in JSON without white space.

use super::text::plain_length;

/// Hands out keys (between their quotes) and values as they stand in the text.
///
/// A value is delimited, not judged: brackets match and strings end, and outside of strings there
/// is neither white space nor a control character anywhere.
#[derive(Clone, Copy)]
pub(crate) struct Members<'a> {
    text: &'a str,
    at: usize,
}

/// One member. `start` and `end` are its bounds in the text, without commas.
#[derive(Clone, Copy)]
pub(crate) struct Member<'a> {
    pub(crate) key: &'a str,
    pub(crate) value: &'a str,
    pub(crate) start: usize,
    pub(crate) end: usize,
}

/// The text departs from JSON without white space at this offset.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Departure {
    pub(crate) offset: usize,
}

impl<'a> Members<'a> {
    pub(crate) fn new(text: &'a str) -> Members<'a> {
        Members { text, at: 0 }
    }

    /// The next member; `None` where the object and with it the text ends.
    #[inline]
    pub(crate) fn next(&mut self) -> Result<Option<Member<'a>>, Departure> {
        let text = self.text.as_bytes();
        let opening = if self.at == 0 { b'{' } else { b',' };
        match text.get(self.at) {
            Some(b'}') if self.at + 1 == text.len() && 0 < self.at => return Ok(None),
            Some(&byte) if byte == opening => self.at += 1,
            _ => return Err(Departure { offset: self.at }),
        }
        if opening == b'{' && text[self.at..] == *b"}" {
            return Ok(None);
        }
        let start = self.at;
        let key_end = text_end(text, start)?;
        if text.get(key_end) != Some(&b':') {
            return Err(Departure { offset: key_end });
        }
        let end = value_end(text, key_end + 1)?;
        self.at = end;
        let key = &self.text[start + 1..key_end - 1];
        Ok(Some(Member { key, value: &self.text[key_end + 1..end], start, end }))
    }

    /// The value of the next member if this is its key, which needs no look at where the key ends.
    #[inline]
    pub(crate) fn value_of(&mut self, key: &str) -> Result<Option<&'a str>, Departure> {
        let text = self.text.as_bytes();
        let opening = if self.at == 0 { b"{\"" } else { b",\"" };
        let rest = text.get(self.at..).and_then(|rest| rest.strip_prefix(opening));
        let rest = rest.and_then(|rest| rest.strip_prefix(key.as_bytes()));
        let Some(rest) = rest.and_then(|rest| rest.strip_prefix(b"\":")) else {
            return Ok(None);
        };
        let start = text.len() - rest.len();
        self.at = value_end(text, start)?;
        Ok(Some(&self.text[start..self.at]))
    }
}

/// Where the string that begins here ends.
#[inline]
fn text_end(text: &[u8], start: usize) -> Result<usize, Departure> {
    if text.get(start) != Some(&b'"') {
        return Err(Departure { offset: start });
    }
    let mut at = start + 1;
    loop {
        at += plain_length(text.get(at..).unwrap_or_default());
        match text.get(at) {
            Some(b'"') => return Ok(at + 1),
            Some(b'\\') => at += 2,
            _ => return Err(Departure { offset: at }),
        }
    }
}

/// Where the value that begins here ends.
#[inline]
fn value_end(text: &[u8], start: usize) -> Result<usize, Departure> {
    match text.get(start) {
        Some(b'"') => text_end(text, start),
        Some(b'{' | b'[') => nested_end(text, start),
        _ => {
            let rest = text.get(start..).unwrap_or_default();
            let plain = |byte: &u8| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-');
            match rest.iter().position(|byte| !plain(byte)) {
                Some(length) if 0 < length => Ok(start + length),
                _ => Err(Departure { offset: start }),
            }
        }
    }
}

/// Where the object or array that begins here ends.
fn nested_end(text: &[u8], start: usize) -> Result<usize, Departure> {
    let mut closings = Closings::default();
    let mut at = start;
    loop {
        match text.get(at) {
            Some(b'"') => {
                at = text_end(text, at)?;
                continue;
            }
            Some(b'{') => closings.push(true),
            Some(b'[') => closings.push(false),
            Some(&byte @ (b'}' | b']')) => {
                if closings.pop() != Some(byte == b'}') {
                    return Err(Departure { offset: at });
                }
                if closings.depth == 0 {
                    return Ok(at + 1);
                }
            }
            Some(0x21..) => {}
            _ => return Err(Departure { offset: at }),
        }
        at += 1;
    }
}

/// Which brackets are open, innermost last: a bit each, up to the depth that JSON readers allow.
#[derive(Default)]
struct Closings {
    braces: u128,
    depth: u32,
}

impl Closings {
    fn push(&mut self, brace: bool) {
        self.braces = self.braces << 1 | u128::from(brace);
        // Deeper than this, the outermost bits are lost and the pop will disagree.
        self.depth += 1;
    }

    fn pop(&mut self) -> Option<bool> {
        self.depth = self.depth.checked_sub(1)?;
        let brace = self.braces & 1 == 1;
        self.braces >>= 1;
        Some(brace)
    }
}
