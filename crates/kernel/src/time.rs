//! Simulated time: whole milliseconds since the Unix epoch, in UTC.
//!
//! Times are written and read as RFC 3339 with milliseconds (`2026-01-06T13:00:00.000Z`),
//! durations as ISO 8601 (`PT24H`). Zones and other notations belong to the edges.

use alloc::borrow::Cow;
use core::fmt;
use core::hash::{Hash, Hasher};
use core::ops::{Add, Sub};
use core::str::FromStr;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{Error, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

mod calendar;

use calendar::number;

const MS_PER_DAY: i64 = 86_400_000;

/// An instant: milliseconds since 1970-01-01T00:00:00Z, within the years 0000 to 9999.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct SimTime(i64);

/// Instants are hashed as numbers of 128 bits, and nothing else is: so a hasher can tell them from
/// other numbers, and take them relative to some instant.
impl Hash for SimTime {
    fn hash<H: Hasher>(&self, into: &mut H) {
        into.write_i128(self.0.into());
    }
}

/// A span of time in milliseconds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SimDuration(u64);

/// Why a text is not a time or a duration.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TimeError {
    #[error("not a time such as `2026-01-06T13:00:00.000Z`")]
    NotATime,
    #[error("not a duration such as `PT24H` or `PT6H30M`")]
    NotADuration,
}

impl SimTime {
    /// 0000-01-01T00:00:00Z.
    pub const MIN: SimTime = SimTime(-62_167_219_200_000);
    /// 9999-12-31T23:59:59.999Z.
    pub const MAX: SimTime = SimTime(253_402_300_799_999);

    /// The instant so many milliseconds after the Unix epoch, held within the years 0 to 9999.
    pub const fn from_millis(ms: i64) -> SimTime {
        if ms < SimTime::MIN.0 {
            SimTime::MIN
        } else if SimTime::MAX.0 < ms {
            SimTime::MAX
        } else {
            SimTime(ms)
        }
    }

    pub const fn as_millis(self) -> i64 {
        self.0
    }

    /// The time from `earlier` to this instant; zero if `earlier` is later.
    pub fn since(self, earlier: SimTime) -> SimDuration {
        SimDuration(u64::try_from(self.0 - earlier.0).unwrap_or(0))
    }

    /// The milliseconds since midnight UTC.
    pub fn time_of_day(self) -> SimDuration {
        SimDuration(self.0.rem_euclid(MS_PER_DAY).unsigned_abs())
    }
}

impl fmt::Display for SimTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = self.write_rfc3339();
        f.write_str(core::str::from_utf8(&text).expect("digits and punctuation are ASCII"))
    }
}

impl Add<SimDuration> for SimTime {
    type Output = SimTime;

    fn add(self, span: SimDuration) -> SimTime {
        let ms = i64::try_from(span.0).unwrap_or(i64::MAX);
        SimTime::from_millis(self.0.saturating_add(ms))
    }
}

impl Sub<SimDuration> for SimTime {
    type Output = SimTime;

    fn sub(self, span: SimDuration) -> SimTime {
        let ms = i64::try_from(span.0).unwrap_or(i64::MAX);
        SimTime::from_millis(self.0.saturating_sub(ms))
    }
}

impl SimDuration {
    pub const ZERO: SimDuration = SimDuration(0);

    pub const fn from_millis(ms: u64) -> SimDuration {
        SimDuration(ms)
    }

    pub const fn from_minutes(minutes: u64) -> SimDuration {
        SimDuration(minutes.saturating_mul(60_000))
    }

    pub const fn from_hours(hours: u64) -> SimDuration {
        SimDuration(hours.saturating_mul(3_600_000))
    }

    pub const fn from_days(days: u64) -> SimDuration {
        SimDuration(days.saturating_mul(86_400_000))
    }

    pub const fn as_millis(self) -> u64 {
        self.0
    }
}

impl fmt::Display for SimDuration {
    /// ISO 8601 in hours, minutes and seconds: `PT72H`, `PT6H30M`, `PT0.250S`, `PT0S`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (hours, minutes, ms) = (self.0 / 3_600_000, self.0 / 60_000 % 60, self.0 % 60_000);
        f.write_str("PT")?;
        if 0 < hours {
            write!(f, "{hours}H")?;
        }
        if 0 < minutes {
            write!(f, "{minutes}M")?;
        }
        match (ms / 1_000, ms % 1_000) {
            (0, 0) if 0 < self.0 => Ok(()),
            (seconds, 0) => write!(f, "{seconds}S"),
            (seconds, fraction) => write!(f, "{seconds}.{fraction:03}S"),
        }
    }
}

impl FromStr for SimDuration {
    type Err = TimeError;

    /// Reads `P[nD]T[nH][nM][n[.nnn]S]`.
    fn from_str(text: &str) -> Result<SimDuration, TimeError> {
        read_iso8601(text).ok_or(TimeError::NotADuration)
    }
}

fn read_iso8601(text: &str) -> Option<SimDuration> {
    let (days, clock) = match text.strip_prefix('P')?.split_once('T') {
        Some((days, clock)) if !clock.is_empty() => (days, clock),
        Some(_) => return None,
        None => (text.strip_prefix('P')?, ""),
    };
    if days.is_empty() && clock.is_empty() {
        return None;
    }
    let mut ms = units(days, &[('D', 86_400_000)])?;
    let (whole, seconds) = match clock.strip_suffix('S') {
        Some(rest) => rest.rfind(['H', 'M']).map_or(("", rest), |end| rest.split_at(end + 1)),
        None => (clock, "0"),
    };
    ms = ms.checked_add(units(whole, &[('H', 3_600_000), ('M', 60_000)])?)?;
    let (seconds, fraction) = seconds.split_once('.').unwrap_or((seconds, "000"));
    if seconds.is_empty() || fraction.len() != 3 {
        return None;
    }
    let seconds: u64 = seconds.parse().ok()?;
    ms.checked_add(seconds.checked_mul(1_000)?)?
        .checked_add(number(fraction.as_bytes())?)
        .map(SimDuration)
}

/// Sums numbers with units that come in the given order, each at most once.
fn units(mut text: &str, scale: &[(char, u64)]) -> Option<u64> {
    let mut sum = 0u64;
    for &(unit, ms) in scale {
        if let Some((count, rest)) = text.split_once(unit) {
            sum = sum.checked_add(count.parse::<u64>().ok()?.checked_mul(ms)?)?;
            text = rest;
        }
    }
    text.is_empty().then_some(sum)
}

/// Serializes a type as its text and reads it back with `FromStr`.
macro_rules! as_text {
    ($name:ident, $expecting:literal, $schema:tt) => {
        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<$name, D::Error> {
                struct Text;
                impl Visitor<'_> for Text {
                    type Value = $name;

                    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                        f.write_str($expecting)
                    }

                    fn visit_str<E: Error>(self, text: &str) -> Result<$name, E> {
                        text.parse().map_err(E::custom)
                    }
                }
                deserializer.deserialize_str(Text)
            }
        }

        impl JsonSchema for $name {
            fn schema_name() -> Cow<'static, str> {
                stringify!($name).into()
            }

            fn json_schema(_: &mut SchemaGenerator) -> Schema {
                json_schema!($schema)
            }
        }
    };
}

as_text!(SimTime, "a time such as `2026-01-06T13:00:00.000Z`", {
    "type": "string", "format": "date-time"
});
as_text!(SimDuration, "a duration such as `PT24H`", {
    "type": "string", "format": "duration"
});

#[cfg(test)]
mod tests {
    use alloc::string::ToString;

    use proptest::prelude::*;

    use super::*;

    proptest! {
        /// Every instant of the years 0 to 9999 reads back as written, and order is kept.
        #[test]
        fn a_time_is_its_text(
            a in SimTime::MIN.0..=SimTime::MAX.0,
            b in SimTime::MIN.0..=SimTime::MAX.0,
        ) {
            let (a, b) = (SimTime(a), SimTime(b));
            prop_assert_eq!(a.to_string().parse(), Ok(a));
            prop_assert_eq!(a.to_string().cmp(&b.to_string()), a.cmp(&b));
        }

        #[test]
        fn a_duration_is_its_text(ms in any::<u64>()) {
            prop_assert_eq!(SimDuration(ms).to_string().parse(), Ok(SimDuration(ms)));
        }

        /// No text panics the readers.
        #[test]
        fn any_text_is_read_or_refused(text in ".{0,40}") {
            let _ = text.parse::<SimTime>();
            let _ = text.parse::<SimDuration>();
        }
    }

    #[test]
    fn durations_are_read_in_iso_8601() {
        for (text, ms) in [
            ("PT24H", 86_400_000),
            ("P1DT30M", 88_200_000),
            ("PT6H30M", 23_400_000),
            ("PT0.250S", 250),
            ("PT0S", 0),
        ] {
            assert_eq!(text.parse(), Ok(SimDuration(ms)), "{text}");
        }
        for text in ["", "P", "PT", "24h", "PT-1H", "PT1M1H", "PT1.5H", "PT99999999999999999H"] {
            assert_eq!(text.parse::<SimDuration>(), Err(TimeError::NotADuration), "{text}");
        }
    }
}
