//! Times as logs write them.

use kernel::SimTime;
use rules::Number;

use crate::mapping::TimeUnit;

/// Reads `2026-03-01T06:00:00Z` and its like: a blank for the `T`, any number of digits behind the
/// second (those past the millisecond are cut off), an offset, or none, which means UTC.
pub(crate) fn instant(text: &str) -> Option<SimTime> {
    let bytes = text.as_bytes();
    let (year, month) = (digits(bytes, 0, 4)?, digits(bytes, 5, 2)?);
    let day = digits(bytes, 8, 2)?;
    if bytes.get(4) != Some(&b'-') || bytes.get(7) != Some(&b'-') {
        return None;
    }
    let narrow = |number: i64| u8::try_from(number).ok();
    let midnight = SimTime::from_date(i32::try_from(year).ok()?, narrow(month)?, narrow(day)?)?;
    let midnight = midnight.as_millis();
    if bytes.len() == 10 {
        return Some(SimTime::from_millis(midnight));
    }
    if !matches!(bytes.get(10), Some(b'T' | b't' | b' ')) || bytes.get(13) != Some(&b':') {
        return None;
    }
    let (hour, minute) = (digits(bytes, 11, 2)?, digits(bytes, 14, 2)?);
    let has_seconds = bytes.get(16) == Some(&b':');
    let second = if has_seconds { digits(bytes, 17, 2)? } else { 0 };
    if 23 < hour || 59 < minute || 59 < second {
        return None;
    }
    let rest = bytes.get(if has_seconds { 19 } else { 16 }..)?;
    let (ms, zone) = match rest.split_first() {
        Some((b'.' | b',', fraction)) if has_seconds => milliseconds(fraction)?,
        _ => (0, rest),
    };
    let since_midnight = ((hour * 60 + minute) * 60 + second) * 1_000 + ms;
    let ms = midnight + since_midnight - offset(zone)?;
    in_range(ms)
}

/// A number as a time, if there is such a time.
pub(crate) fn numbered(number: i64, unit: TimeUnit) -> Option<SimTime> {
    in_range(match unit {
        TimeUnit::Seconds => number.checked_mul(1_000)?,
        TimeUnit::Milliseconds => number,
        TimeUnit::Microseconds => number.div_euclid(1_000),
        TimeUnit::Nanoseconds => number.div_euclid(1_000_000),
    })
}

/// The same for a number with a fraction; what lies past the millisecond is cut off.
pub(crate) fn decimal(number: &str, unit: TimeUnit) -> Option<SimTime> {
    let nanos_a_ms = match unit {
        TimeUnit::Seconds => 1_000_000,
        TimeUnit::Milliseconds => 1_000_000_000,
        TimeUnit::Microseconds => 1_000_000_000_000,
        TimeUnit::Nanoseconds => 1_000_000_000_000_000,
    };
    let number: Number = number.parse().ok()?;
    in_range(i64::try_from(number.nanos().div_euclid(nanos_a_ms)).ok()?)
}

fn in_range(ms: i64) -> Option<SimTime> {
    let known = SimTime::MIN.as_millis()..=SimTime::MAX.as_millis();
    known.contains(&ms).then(|| SimTime::from_millis(ms))
}

fn digits(bytes: &[u8], from: usize, count: usize) -> Option<i64> {
    let digits = bytes.get(from..from + count)?;
    digits.iter().try_fold(0, |number, byte| {
        byte.is_ascii_digit().then(|| number * 10 + i64::from(byte - b'0'))
    })
}

/// The milliseconds of a fraction, and what stands behind its digits.
fn milliseconds(fraction: &[u8]) -> Option<(i64, &[u8])> {
    let count = fraction.iter().take_while(|byte| byte.is_ascii_digit()).count();
    if count == 0 {
        return None;
    }
    let digit = |place: usize| match fraction.get(place) {
        Some(byte) if place < count => i64::from(byte - b'0'),
        _ => 0,
    };
    Some((digit(0) * 100 + digit(1) * 10 + digit(2), fraction.get(count..)?))
}

/// The milliseconds that an offset lies ahead of UTC.
fn offset(zone: &[u8]) -> Option<i64> {
    let (sign, hours, minutes) = match zone {
        [] | [b'Z' | b'z'] => return Some(0),
        [sign, _, _] => (sign, digits(zone, 1, 2)?, 0),
        [sign, _, _, b':', _, _] => (sign, digits(zone, 1, 2)?, digits(zone, 4, 2)?),
        [sign, _, _, _, _] => (sign, digits(zone, 1, 2)?, digits(zone, 3, 2)?),
        _ => return None,
    };
    if 23 < hours || 59 < minutes {
        return None;
    }
    let ahead = (hours * 60 + minutes) * 60_000;
    match sign {
        b'+' => Some(ahead),
        b'-' => Some(-ahead),
        _ => None,
    }
}
