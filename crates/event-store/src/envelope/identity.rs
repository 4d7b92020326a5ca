//! The names of records: UUIDs of version 5 from the run and the position.

use kernel::Position;
use sha1::{Digest, Sha1};
use uuid::fmt::Hyphenated;
use uuid::{Builder, Uuid};

/// The beginning of every `source`.
pub(super) const SOURCE: &str = "/runs/";
/// The least digits of a position, so that positions sort as text.
const DIGITS_MIN: usize = 12;

/// The `id` of the record at this position of this run.
///
/// Two are made or checked a record, so that this SHA-1 uses the instructions that a processor has for it;
/// `Uuid::new_v5` comes to the same without them.
pub fn record_id(run: Uuid, position: Position) -> Uuid {
    let mut digits = itoa::Buffer::new();
    let hash = Sha1::new().chain_update(run).chain_update(digits.format(position.0)).finalize();
    let (id, _) = hash.split_first_chunk().expect("SHA-1 has 20 bytes");
    Builder::from_sha1_bytes(*id).into_uuid()
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
