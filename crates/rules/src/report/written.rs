//! Instants as they are written.

use kernel::SimTime;

/// So many bytes has an instant without milliseconds.
const SECONDS: usize = "2026-03-01T06:00:00Z".len();
const DAY: usize = "2026-03-01".len();

/// The text of an instant, with milliseconds only where there are any. Its room is used for the next
/// instant, and what was written is not written again.
#[derive(Debug, Default)]
pub(super) struct Written {
    instant: SimTime,
    text: String,
}

impl Written {
    pub(super) fn of(instant: SimTime) -> Written {
        let mut written = Written::default();
        written.write(instant);
        written
    }

    pub(super) fn write(&mut self, instant: SimTime) {
        if self.instant == instant && !self.text.is_empty() {
            return;
        }
        self.instant = instant;
        let mut bytes = instant.write_rfc3339();
        // `2026-03-01T06:00:00Z`: the letter stands where the point was.
        let length = if bytes.ends_with(b".000Z") { SECONDS } else { bytes.len() };
        if let Some(last) = bytes.get_mut(length - 1) {
            *last = b'Z';
        }
        let text = bytes.get(..length).unwrap_or_default();
        self.text.clear();
        self.text.push_str(std::str::from_utf8(text).unwrap_or_default());
    }

    /// `2026-03-01T06:00:00Z`
    pub(super) fn as_str(&self) -> &str {
        &self.text
    }

    /// The day and the time of day: `2026-03-01` and `06:00:00`.
    pub(super) fn parts(&self) -> (&str, &str) {
        let time = self.text.len().saturating_sub(1);
        let part = |range| self.text.get(range).unwrap_or_default();
        (part(0..DAY), part(DAY + 1..time))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_instant_has_milliseconds_where_there_are_any() {
        let instants = [(0, "00:00:00"), (1, "00:00:00.001"), (3_600_000, "01:00:00")];
        let mut written = Written::default();
        for (ms, time) in instants.into_iter().chain(instants) {
            written.write(SimTime::from_millis(ms));
            assert_eq!(written.as_str(), format!("1970-01-01T{time}Z"));
            assert_eq!(written.parts(), ("1970-01-01", time));
        }
    }
}
