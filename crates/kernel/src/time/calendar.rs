//! Instants in the Gregorian calendar, and as RFC 3339 text.

use core::str::FromStr;

use super::{MS_PER_DAY, SimDuration, SimTime, TimeError};

impl SimTime {
    /// Year, month and day of the UTC calendar.
    pub fn date(self) -> (i32, u8, u8) {
        // Neri and Schneider, "Euclidean affine functions and their application to calendar
        // algorithms" (2022): a year begins with March, and divisions are multiplications. The
        // year 0 begins before the March of the first cycle of 400 years, so one more is added.
        let days = self.0.div_euclid(MS_PER_DAY) + 719_468 + 146_097;
        let quarters = 4 * u32::try_from(days).expect("days of the years 0 to 9999 are few") + 3;
        let century = quarters / 146_097;
        let product = 2_939_745 * u64::from((quarters % 146_097) | 3);
        let year_of_century = (product >> 32) as u32;
        let day_of_year = (product & 0xffff_ffff) as u32 / 2_939_745 / 4;
        let month_and_day = 2_141 * day_of_year + 197_913;
        let (month, day) = (month_and_day >> 16, (month_and_day & 0xffff) / 2_141 + 1);
        let is_next_year = 306 <= day_of_year;
        let month = if is_next_year { month - 12 } else { month };
        let year = 100 * century + year_of_century + u32::from(is_next_year);
        let small = |number| u8::try_from(number).expect("months and days are small");
        (year.cast_signed() - 400, small(month), small(day))
    }

    /// Writes the 24 bytes `2026-01-06T13:00:00.000Z`.
    pub fn write_rfc3339(self) -> [u8; 24] {
        let (year, month, day) = self.date();
        let year = year.unsigned_abs();
        let ms = u32::try_from(self.0.rem_euclid(MS_PER_DAY)).expect("days are short");
        let (seconds, ms) = (ms / 1_000, ms % 1_000);
        let (minutes, seconds) = (seconds / 60, seconds % 60);
        let mut text = *b"0000-00-00T00:00:00.000Z";
        text[0..2].copy_from_slice(pair(year / 100));
        text[2..4].copy_from_slice(pair(year % 100));
        text[5..7].copy_from_slice(pair(u32::from(month)));
        text[8..10].copy_from_slice(pair(u32::from(day)));
        text[11..13].copy_from_slice(pair(minutes / 60));
        text[14..16].copy_from_slice(pair(minutes % 60));
        text[17..19].copy_from_slice(pair(seconds));
        text[20..22].copy_from_slice(pair(ms / 10));
        text[22] = pair(ms % 10)[1];
        text
    }

    /// The midnight at which this day of the UTC calendar begins, if there is such a day.
    pub fn from_date(year: i32, month: u8, day: u8) -> Option<SimTime> {
        if !(1..=12).contains(&month) || !(0..=9999).contains(&year) {
            return None;
        }
        let year = i64::from(year) - i64::from(month <= 2);
        let era = year.div_euclid(400);
        let year_of_era = year.rem_euclid(400);
        let month_index = (i64::from(month) + 9) % 12;
        let day_of_year = (153 * month_index + 2) / 5 + i64::from(day) - 1;
        let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
        let time = SimTime((era * 146_097 + day_of_era - 719_468) * MS_PER_DAY);
        // A 31st of February has become a day of March.
        (time.date().2 == day && time.date().1 == month).then_some(time)
    }
}

/// The two digits of a number below 100.
fn pair(number: u32) -> &'static [u8; 2] {
    &PAIRS[number as usize]
}

/// `00` to `99`.
static PAIRS: [[u8; 2]; 100] = {
    let mut pairs = [*b"00"; 100];
    let mut number = 0;
    while number < 100 {
        pairs[number] = [b"0123456789"[number / 10], b"0123456789"[number % 10]];
        number += 1;
    }
    pairs
};

/// Reads a field that consists of digits alone.
pub(super) fn number(field: &[u8]) -> Option<u64> {
    field.iter().try_fold(0u64, |sum, &byte| {
        byte.is_ascii_digit().then(|| sum * 10 + u64::from(byte - b'0'))
    })
}

impl FromStr for SimTime {
    type Err = TimeError;

    /// Reads exactly what [`SimTime::write_rfc3339`] writes.
    fn from_str(text: &str) -> Result<SimTime, TimeError> {
        read_rfc3339(text.as_bytes()).ok_or(TimeError::NotATime)
    }
}

fn read_rfc3339(text: &[u8]) -> Option<SimTime> {
    let shape = text.len() == 24
        && [(4, b'-'), (7, b'-'), (10, b'T'), (13, b':'), (16, b':'), (19, b'.'), (23, b'Z')]
            .iter()
            .all(|&(index, byte)| text[index] == byte);
    if !shape {
        return None;
    }
    let field = |from: usize, to: usize| number(&text[from..to]);
    let small = |from: usize, to: usize| field(from, to).and_then(|n| u8::try_from(n).ok());
    let midnight =
        SimTime::from_date(i32::try_from(field(0, 4)?).ok()?, small(5, 7)?, small(8, 10)?)?;
    let (hours, minutes, seconds) = (field(11, 13)?, field(14, 16)?, field(17, 19)?);
    if 23 < hours || 59 < minutes || 59 < seconds {
        return None;
    }
    let ms = ((hours * 60 + minutes) * 60 + seconds) * 1_000 + field(20, 23)?;
    Some(midnight + SimDuration(ms))
}

#[cfg(test)]
mod tests {
    use alloc::string::ToString;

    use super::*;

    #[test]
    fn the_calendar_is_the_gregorian_one() {
        for (ms, text) in [
            (0, "1970-01-01T00:00:00.000Z"),
            (951_782_400_000, "2000-02-29T00:00:00.000Z"),
            (1_767_704_400_001, "2026-01-06T13:00:00.001Z"),
            (-1, "1969-12-31T23:59:59.999Z"),
        ] {
            assert_eq!(SimTime(ms).to_string(), text);
        }
        assert_eq!(SimTime::from_date(2026, 2, 29), None);
        assert_eq!(SimTime::from_date(1900, 2, 29), None);
    }

    /// Each day of the years 0 to 9999 follows the one before by the rule of the calendar.
    #[test]
    fn every_day_follows_the_one_before() {
        let days_of = |year: i32, month: u8| match month {
            2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
            2 => 28,
            4 | 6 | 9 | 11 => 30,
            _ => 31,
        };
        let (mut year, mut month, mut day) = (0, 1, 1);
        let mut midnight = SimTime::MIN;
        loop {
            assert_eq!(midnight.date(), (year, month, day));
            assert_eq!(SimTime(midnight.0 + MS_PER_DAY - 1).date(), (year, month, day));
            assert_eq!(SimTime::from_date(year, month, day), Some(midnight));
            day += 1;
            if days_of(year, month) < day {
                (month, day) = (month + 1, 1);
            }
            if 12 < month {
                (year, month) = (year + 1, 1);
            }
            if year == 10_000 {
                break;
            }
            midnight.0 += MS_PER_DAY;
        }
        assert_eq!(SimTime(midnight.0 + MS_PER_DAY - 1), SimTime::MAX);
    }
}
