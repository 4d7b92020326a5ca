//! Lines of a stream, one at a time, none longer than memory bears.

use std::io::{BufRead, ErrorKind};

use memchr::memchr;

use crate::fault::{Fault, ReadError};

/// Longer lines are refused.
const LINE_MAX: u64 = 16 << 20;

#[derive(Debug)]
pub(crate) struct Lines<R> {
    input: R,
    /// How many were read.
    pub(crate) number: u64,
}

/// A line without its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct End {
    /// The log goes on, or ended with a line feed.
    pub(crate) is_whole: bool,
    /// A carriage return stood before the line feed.
    pub(crate) has_return: bool,
}

impl<R: BufRead> Lines<R> {
    pub(crate) fn new(input: R) -> Lines<R> {
        Lines { input, number: 0 }
    }

    /// Appends the next line to the buffer; nothing if there is none.
    pub(crate) fn read(&mut self, buffer: &mut Vec<u8>) -> Result<Option<End>, ReadError> {
        let before = buffer.len();
        while buffer.len() as u64 <= LINE_MAX {
            let read = match self.input.fill_buf() {
                Err(error) if error.kind() == ErrorKind::Interrupted => continue,
                read => read?,
            };
            let end = memchr(b'\n', read);
            let line = end.and_then(|end| read.get(..=end)).unwrap_or(read);
            buffer.extend_from_slice(line);
            let (count, is_end) = (line.len(), line.is_empty() || end.is_some());
            self.input.consume(count);
            if is_end {
                break;
            }
        }
        if buffer.len() == before {
            return Ok(None);
        }
        self.number += 1;
        if LINE_MAX < buffer.len() as u64 {
            let fault = Fault::new(self.number, "the line is longer than 16 MiB");
            return Err(fault.help("is this a log of an event a line?").into());
        }
        let is_whole = buffer.last() == Some(&b'\n');
        if is_whole {
            buffer.pop();
        }
        let has_return = is_whole && buffer.len() > before && buffer.last() == Some(&b'\r');
        if has_return {
            buffer.pop();
        }
        if self.number == 1 && buffer.starts_with(b"\xef\xbb\xbf") {
            // A mark of the byte order, which some systems write in front of UTF-8.
            buffer.drain(..3);
        }
        Ok(Some(End { is_whole, has_return }))
    }
}
