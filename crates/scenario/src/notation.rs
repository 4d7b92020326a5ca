//! How times, durations and shares are written in a scenario.
//!
//! | written | means |
//! |---|---|
//! | `2026-01-06T14:00:00+01:00` | an instant, in any zone |
//! | `T+02:30`, `T-00:10` | hours and minutes from the start |
//! | `D+2 09:30` | half past nine, two days after the day of the start, in its zone |
//! | `now`, `now - 20min`, `now + 30d` | the instant of the command, before or after it (in `with` only) |
//! | `6h`, `2h 30m`, `PT24H`, `3d` | a duration; a day has 24 hours |
//! | `92%`, `0.5%` | a share |

mod duration;

use std::ops::RangeInclusive;

use jiff::fmt::temporal::Pieces;
use kernel::{SimDuration, SimTime};

pub(crate) use duration::{counts_by_calendar, duration, is_too_long, written_duration};

/// The start of the scenario and its zone, from which other times are counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Epoch {
    pub start: SimTime,
    /// Minutes east of UTC.
    pub utc_offset: i32,
}

/// A time as it may stand in a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Time {
    At(SimTime),
    /// So much after the instant of the command, or before it.
    Now {
        offset_ms: i64,
    },
}

pub(crate) const INSTANT_HELP: &str =
    "write `2026-01-06T14:00:00+01:00`, `T+02:30` from the start, or `D+2 09:30`";
pub(crate) const DURATION_HELP: &str =
    "write a number with its unit, such as `6h`, `2h 30m` or `3d`";
pub(crate) const DAYS_HELP: &str = "write days, such as `30d` or `365d`";
pub(crate) const LONGEST_HELP: &str = "no duration is longer than `3652500d`, ten thousand years";
pub(crate) const SHARE_HELP: &str = "write a share such as `92%` or `0.5%`";
pub(crate) const PARTS_HELP: &str = "write parts per million, such as `920000` for `92%`";

/// How a value is written under a key that asks for an instant, a duration, or parts per million.
pub(crate) fn written_under(key: &str) -> Option<&'static str> {
    match key {
        "start" | "until" | "at" | "from" | "to" => Some(INSTANT_HELP),
        "within" | "every" | "inform-within" | "authorize-within" => Some(DURATION_HELP),
        "coverage" => Some(PARTS_HELP),
        _ => None,
    }
}

/// Why a text is not an instant of a scenario.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Strange {
    NoInstant,
    ZoneByName,
    OffsetWithSeconds,
    Offset,
    LeapSecond,
    Fraction,
    Year,
}

impl Strange {
    pub(crate) fn label(self) -> &'static str {
        match self {
            Strange::NoInstant => "not an instant",
            Strange::ZoneByName => "a zone is not named",
            Strange::OffsetWithSeconds => "a zone is whole minutes off UTC",
            Strange::Offset => "no zone is so far off UTC",
            Strange::LeapSecond => "the simulated clock has no leap seconds",
            Strange::Fraction => "no instant lies between two milliseconds",
            Strange::Year => "not within the years 1 to 9998",
        }
    }

    pub(crate) fn help(self) -> Option<&'static str> {
        match self {
            Strange::NoInstant => Some(INSTANT_HELP),
            Strange::ZoneByName => {
                Some("leave out what stands in brackets: the offset before it says all")
            }
            Strange::OffsetWithSeconds => Some("write hours and minutes, such as `+01:00`"),
            Strange::Offset => Some("offsets go from `-12:00` to `+14:00`"),
            Strange::LeapSecond => Some("write the second before, or the minute that follows"),
            Strange::Fraction => Some("write no more than three digits of a second"),
            Strange::Year => None,
        }
    }
}

/// So far from UTC are zones, in minutes.
const OFFSETS: RangeInclusive<i32> = -12 * 60..=14 * 60;
/// 0001-01-01T00:00:00Z and 9998-12-31T23:59:59.999Z. What is due up to a year later has an instant
/// still, and one that is told truly.
const YEARS: RangeInclusive<i64> = -62_135_596_800_000..=253_370_764_799_999;

/// Reads an absolute instant with its offset. A zone by name beside it could say otherwise.
pub(crate) fn absolute(text: &str) -> Result<Epoch, Strange> {
    let pieces = Pieces::parse(text).map_err(|_| Strange::NoInstant)?;
    let offset = pieces.to_numeric_offset().ok_or(Strange::NoInstant)?;
    let time = pieces.time().ok_or(Strange::NoInstant)?;
    if text.contains('[') {
        return Err(Strange::ZoneByName);
    }
    if offset.seconds() % 60 != 0 {
        return Err(Strange::OffsetWithSeconds);
    }
    let utc_offset = offset.seconds() / 60;
    if !OFFSETS.contains(&utc_offset) {
        return Err(Strange::Offset);
    }
    if is_leap_second(text) {
        return Err(Strange::LeapSecond);
    }
    if time.subsec_nanosecond() % 1_000_000 != 0 {
        return Err(Strange::Fraction);
    }
    let local = pieces.date().to_datetime(time);
    let timestamp = offset.to_timestamp(local).map_err(|_| Strange::Year)?;
    Ok(Epoch { start: within(timestamp.as_millisecond())?, utc_offset })
}

/// Whether the seconds are 60, which would be read as the second before.
fn is_leap_second(text: &str) -> bool {
    let clock = text.split(['T', 't', ' ']).nth(1).unwrap_or_default();
    let digits = clock.split(['.', ',', '+', '-', 'Z', 'z']).next().unwrap_or_default();
    let digits: String = digits.chars().filter(char::is_ascii_digit).collect();
    digits.get(4..6) == Some("60")
}

/// An instant that a scenario may speak of.
fn within(ms: i64) -> Result<SimTime, Strange> {
    if YEARS.contains(&ms) { Ok(SimTime::from_millis(ms)) } else { Err(Strange::Year) }
}

impl Epoch {
    /// Reads an instant in any of its notations.
    pub(crate) fn instant(&self, text: &str) -> Result<SimTime, Strange> {
        if !text.starts_with(['T', 'D']) {
            return absolute(text).map(|epoch| epoch.start);
        }
        within(self.counted(text).ok_or(Strange::NoInstant)?)
    }

    /// The milliseconds of an instant that is counted from the start.
    fn counted(&self, text: &str) -> Option<i64> {
        let milliseconds = |span: SimDuration| i64::try_from(span.as_millis()).ok();
        if let Some(rest) = text.strip_prefix("T+") {
            return self.start.as_millis().checked_add(milliseconds(clock_time(rest)?)?);
        }
        if let Some(rest) = text.strip_prefix("T-") {
            return self.start.as_millis().checked_sub(milliseconds(clock_time(rest)?)?);
        }
        let (days, time) = text.strip_prefix("D+")?.split_once(' ')?;
        let time = clock_time(time).filter(|time| *time < SimDuration::from_days(1))?;
        let days = SimDuration::from_days(days.parse::<u16>().ok()?.into());
        self.midnight().checked_add(milliseconds(days)?)?.checked_add(milliseconds(time)?)
    }

    /// Reads an instant or a time relative to the command.
    pub(crate) fn time(&self, text: &str) -> Result<Time, Strange> {
        match text.strip_prefix("now").map(str::trim) {
            Some(rest) => from_now(rest).ok_or(Strange::NoInstant),
            None => self.instant(text).map(Time::At),
        }
    }

    /// The midnight at which the day of the start began, in its zone.
    fn midnight(&self) -> i64 {
        let offset = i64::from(self.utc_offset) * 60_000;
        let local = self.start.as_millis() + offset;
        local - local.rem_euclid(86_400_000) - offset
    }
}

/// What stands behind `now`.
fn from_now(rest: &str) -> Option<Time> {
    if rest.is_empty() {
        return Some(Time::Now { offset_ms: 0 });
    }
    let (sign, span) = match rest.strip_prefix('-') {
        Some(earlier) => (-1, earlier),
        None => (1, rest.strip_prefix('+')?),
    };
    let span = i64::try_from(duration(span.trim())?.as_millis()).ok()?;
    Some(Time::Now { offset_ms: sign * span })
}

/// More hours than there are in the years that an instant can have.
const HOURS_MAX: u64 = 99_999_999;

/// `HH:MM` or `HH:MM:SS`; hours may go beyond 23.
fn clock_time(text: &str) -> Option<SimDuration> {
    let mut parts = text.split(':');
    let mut number = |max: u64| {
        let part = parts.next()?;
        let is_padded = 4 < part.len() && part.starts_with('0');
        let is_whole = !is_padded && part.bytes().all(|byte| byte.is_ascii_digit());
        part.parse::<u64>().ok().filter(|&number| is_whole && number <= max)
    };
    let (hours, minutes) = (number(HOURS_MAX)?, number(59)?);
    let seconds = if text.matches(':').count() == 2 { number(59)? } else { 0 };
    if 2 < text.matches(':').count() {
        return None;
    }
    Some(SimDuration::from_millis(((hours * 60 + minutes) * 60 + seconds) * 1_000))
}

/// Reads a share into parts per million.
pub(crate) fn share(text: &str) -> Option<u32> {
    let number = text.strip_suffix('%')?.trim_end();
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    let digits = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
    if whole.is_empty() || 4 < fraction.len() || !digits(whole) || !digits(fraction) {
        return None;
    }
    let fraction: u32 = format!("{fraction:0<4}").parse().ok()?;
    let parts = whole.parse::<u32>().ok()?.checked_mul(10_000)?.checked_add(fraction)?;
    (parts <= 1_000_000).then_some(parts)
}

/// Parts per million as [`share`] reads them.
pub(crate) fn written_share(parts: u32) -> String {
    let (whole, rest) = (parts / 10_000, parts % 10_000);
    match rest {
        0 => format!("{whole}%"),
        _ => format!("{whole}.{}%", format!("{rest:04}").trim_end_matches('0')),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn paris() -> Epoch {
        absolute("2026-01-06T13:00:00+01:00").unwrap()
    }

    #[test]
    fn instants_are_read_in_every_notation() {
        let text = |written| paris().instant(written).ok().map(|at| at.to_string());
        for (written, read) in [
            ("2026-01-06T14:00:00+01:00", "2026-01-06T13:00:00.000Z"),
            ("2026-01-06T14:00Z", "2026-01-06T14:00:00.000Z"),
            ("T+02:30", "2026-01-06T14:30:00.000Z"),
            ("T+72:00", "2026-01-09T12:00:00.000Z"),
            ("T-00:10", "2026-01-06T11:50:00.000Z"),
            ("D+0 09:30", "2026-01-06T08:30:00.000Z"),
            ("D+2 00:00", "2026-01-07T23:00:00.000Z"),
        ] {
            assert_eq!(text(written).as_deref(), Some(read), "{written}");
        }
        for written in [
            "",
            "T+",
            "T+1",
            "T+1:60",
            "T++1:00",
            "T+1:+5",
            "T+00001:00",
            "2026-01-06T14:00:00+01:00[Asia/Tokyo]",
            "T+1:00001",
            "T+1:00:60",
            "T+1:00:00:00",
            "D+2",
            "D+2 25:00",
            "2026-01-06",
            "2026-01-06T14:00",
            "noon",
        ] {
            assert_eq!(text(written), None, "{written}");
        }
    }

    #[test]
    fn what_is_no_instant_of_a_scenario_is_told_why() {
        for (written, why) in [
            ("2026-01-06T14:00:00+01:00[Europe/Paris]", Strange::ZoneByName),
            ("2026-01-06T14:00:00+01:00:30", Strange::OffsetWithSeconds),
            ("2026-01-06T14:00:00+25:59", Strange::Offset),
            ("2026-01-06T14:00:00-12:01", Strange::Offset),
            ("2026-12-31T23:59:60Z", Strange::LeapSecond),
            ("2026-12-31T23:59:60.5+01:00", Strange::LeapSecond),
            ("2026-12-31 235960Z", Strange::LeapSecond),
            ("2026-01-06T14:00:00.0001Z", Strange::Fraction),
            ("9999-12-31T12:00:00Z", Strange::Year),
            ("9999-01-01T00:00:00Z", Strange::Year),
            ("9999-01-01T00:00:00-12:00", Strange::Year),
            ("0000-12-31T23:59:59Z", Strange::Year),
            ("-000100-01-01T00:00:00Z", Strange::Year),
            ("noon", Strange::NoInstant),
            ("T+", Strange::NoInstant),
        ] {
            assert_eq!(absolute(written), Err(why), "{written}");
            assert_eq!(paris().instant(written), Err(why), "{written}");
        }
        for written in
            ["0001-01-01T00:00:00Z", "9998-12-31T23:59:59.999000Z", "2026-01-06T14:00+14:00"]
        {
            assert!(absolute(written).is_ok(), "{written}");
        }
        let last = absolute("9998-12-31T12:00:00+01:00").unwrap();
        assert!(last.instant("T+12:59").is_ok());
        assert!(paris().instant("T+10000:00").is_ok());
        assert_eq!(paris().instant("T+99999999:00"), Err(Strange::Year));
        for written in ["T+13:00", "D+2 00:00"] {
            assert_eq!(last.instant(written), Err(Strange::Year), "{written}");
        }
        let first = absolute("0001-01-01T00:00:00Z").unwrap();
        assert_eq!(first.instant("T-00:01"), Err(Strange::Year));
    }

    #[test]
    fn times_may_be_relative_to_the_command() {
        let now = |offset_ms| Ok(Time::Now { offset_ms });
        assert_eq!(paris().time("now"), now(0));
        assert_eq!(paris().time("now - 20min"), now(-1_200_000));
        assert_eq!(paris().time("now + 20min"), now(1_200_000));
        assert_eq!(paris().time("now 20min"), Err(Strange::NoInstant));
    }

    #[test]
    fn durations_and_shares_have_units() {
        for (written, minutes) in [("6h", 360), ("2h 30m", 150), ("PT24H", 1_440), ("3d", 4_320)] {
            assert_eq!(duration(written), Some(SimDuration::from_minutes(minutes)), "{written}");
        }
        for written in ["", "6", "-6h", "1mo", "1y", "5us", "1ns", "six hours"] {
            assert_eq!(duration(written), None, "{written}");
            assert!(!is_too_long(written), "{written}");
        }
        for written in ["999999999d", "99999999999999999999h 5m", "3652500d 1s", "10000000 days"] {
            assert_eq!(duration(written), None, "{written}");
            assert!(is_too_long(written), "{written}");
        }
        assert!(duration("3652500d").is_some() && !is_too_long("3652500d"));
        for (written, parts) in [("92%", 920_000), ("0.5%", 5_000), ("100 %", 1_000_000)] {
            assert_eq!(share(written), Some(parts), "{written}");
        }
        for written in ["92", "101%", "%", "1.23456%", "-1%"] {
            assert_eq!(share(written), None, "{written}");
        }
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_again(ms in 0..u64::MAX / 2_000_000, parts in 0..=1_000_000_u32) {
            let span = SimDuration::from_millis(ms);
            let written = written_duration(span);
            prop_assert_eq!(duration(&written), Some(span));
            prop_assert_eq!(duration(&written.replace(' ', "")), Some(span));
            prop_assert_eq!(share(&written_share(parts)), Some(parts));
        }

        #[test]
        fn any_text_is_read_or_refused(text in ".{0,30}") {
            let _ = (paris().time(&text), duration(&text), share(&text), absolute(&text));
        }
    }
}
