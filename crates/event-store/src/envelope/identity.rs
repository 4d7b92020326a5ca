//! The names of records: UUIDs of version 5 from the run and the position.

use kernel::Position;
use uuid::Uuid;
use uuid::fmt::Hyphenated;

/// The beginning of every `source`.
pub(super) const SOURCE: &str = "/runs/";
/// The least digits of a position, so that positions sort as text.
const DIGITS_MIN: usize = 12;

/// The `id` of the record at this position of this run.
pub fn record_id(run: Uuid, position: Position) -> Uuid {
    Uuid::new_v5(&run, itoa::Buffer::new().format(position.0).as_bytes())
}

/// Hands the 36 characters of a UUID to `read`.
pub(super) fn with_text<T>(id: Uuid, read: impl FnOnce(&str) -> T) -> T {
    read(id.hyphenated().encode_lower(&mut [0; Hyphenated::LENGTH]))
}

/// Reads the run from a `source`, in exactly the form in which it is written.
pub(super) fn run_of(source: &str) -> Option<Uuid> {
    let text = source.strip_prefix(SOURCE)?;
    // Of the forms that the parser takes, one has this length, and two cases of letters.
    let canonical =
        text.len() == Hyphenated::LENGTH && !text.bytes().any(|byte| byte.is_ascii_uppercase());
    Uuid::try_parse(text).ok().filter(|_| canonical)
}

/// Appends a position in at least 12 digits.
pub(super) fn write_position(out: &mut Vec<u8>, position: Position) {
    let mut buffer = itoa::Buffer::new();
    let digits = buffer.format(position.0).as_bytes();
    let zeros = DIGITS_MIN.saturating_sub(digits.len());
    out.extend_from_slice(&[b'0'; DIGITS_MIN][..zeros]);
    out.extend_from_slice(digits);
}

/// Reads what [`write_position`] writes, from 1 on.
pub(super) fn read_position(text: &str) -> Option<Position> {
    let padded = text.len() == DIGITS_MIN || DIGITS_MIN < text.len() && !text.starts_with('0');
    let number = text.bytes().try_fold(0u64, |sum, byte| {
        let digit = byte.is_ascii_digit().then(|| u64::from(byte - b'0'))?;
        sum.checked_mul(10)?.checked_add(digit)
    })?;
    (padded && 0 < number).then_some(Position(number))
}
