//! Instants as people of one zone write them.

use kernel::{SimDuration, SimTime};
use simulator::record::Opening;

const MS_PER_MINUTE: i64 = 60_000;
const MS_PER_DAY: i64 = 86_400_000;
/// `2026-01-06`
const DATE_WIDTH: usize = 10;
/// `2026-01-06T04:12:00.000Z`
const INSTANT_WIDTH: usize = 24;

const WEEKDAYS: [&str; 7] =
    ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// The zone of an account.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Zone {
    /// Minutes east of UTC.
    offset: i32,
    /// The first and the last year of a run: where they are one, it need not be told.
    years: Option<(i32, i32)>,
}

/// A day of a zone, counted from 1970-01-01.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Day(i64);

impl Day {
    /// `Tuesday 6 January 2026`
    pub(crate) fn name(self) -> String {
        Zone::default().date(SimTime::from_millis(self.0.saturating_mul(MS_PER_DAY)))
    }
}

/// `Tue 6 Jan 05:12`, in the zone of a run; where it may be of another year, `Tue 6 Jan 2026 05:12`.
pub fn instant(at: SimTime, opening: &Opening) -> String {
    Zone::of(opening).short(at)
}

impl Zone {
    pub(crate) fn new(offset: i32) -> Zone {
        Zone { offset, years: None }
    }

    /// The zone of a run; an instant is told with its year unless that is the only one of the run.
    pub(crate) fn of(opening: &Opening) -> Zone {
        let zone = Zone::new(opening.utc_offset);
        let year = |at| zone.local(at).date().0;
        Zone { years: Some((year(opening.starts_at), year(opening.until))), ..zone }
    }

    /// The instant at which a clock in UTC shows what the clock of the zone shows now.
    fn local(self, at: SimTime) -> SimTime {
        SimTime::from_millis(at.as_millis() + i64::from(self.offset) * MS_PER_MINUTE)
    }

    pub(crate) fn day(self, at: SimTime) -> Day {
        Day(self.local(at).as_millis().div_euclid(MS_PER_DAY))
    }

    /// The full hours since midnight.
    pub(crate) fn hour(self, at: SimTime) -> u8 {
        let hours = self.local(at).time_of_day().as_millis() / 3_600_000;
        u8::try_from(hours).unwrap_or(23)
    }

    /// `05:12`
    pub(crate) fn time(self, at: SimTime) -> String {
        let minutes = self.local(at).time_of_day().as_millis() / 60_000;
        format!("{:02}:{:02}", minutes / 60, minutes % 60)
    }

    /// `Tuesday 6 January 2026`
    pub(crate) fn date(self, at: SimTime) -> String {
        let (year, month, day) = self.local(at).date();
        format!("{} {day} {} {year}", self.weekday(at), month_name(month))
    }

    /// `Tue 6 Jan 05:12`; where it may be of another year, `Tue 6 Jan 2026 05:12`.
    pub(crate) fn short(self, at: SimTime) -> String {
        let (year, month, day) = self.local(at).date();
        let (weekday, month) = (abbreviated(self.weekday(at)), abbreviated(month_name(month)));
        let year = match self.years {
            Some(years) if years != (year, year) => format!("{year} "),
            _ => String::new(),
        };
        format!("{weekday} {day} {month} {year}{}", self.time(at))
    }

    /// The time alone where both instants are on one day, otherwise with the day.
    pub(crate) fn seen_from(self, from: SimTime, at: SimTime) -> String {
        if self.day(from) == self.day(at) { self.time(at) } else { self.short(at) }
    }

    /// A text in which each instant in UTC, `2026-01-06T04:12:00.000Z`, is written in the zone.
    pub(crate) fn localized(self, text: &str) -> String {
        let (mut told, mut rest) = (String::new(), text);
        while let Some(before) = rest.find('T') {
            let begins = before.saturating_sub(DATE_WIDTH);
            let instant = rest.get(begins..begins + INSTANT_WIDTH);
            let (kept, from) = match instant.and_then(|instant| instant.parse().ok()) {
                Some(at) => {
                    told.extend([rest.get(..begins).unwrap_or_default(), &self.short(at)]);
                    ("", begins + INSTANT_WIDTH)
                }
                None => (rest.get(..=before).unwrap_or_default(), before + 1),
            };
            told.push_str(kept);
            rest = rest.get(from..).unwrap_or_default();
        }
        told + rest
    }

    /// `UTC+01:00`
    pub(crate) fn name(self) -> String {
        let sign = if self.offset < 0 { '-' } else { '+' };
        let minutes = self.offset.unsigned_abs();
        match minutes {
            0 => "UTC".to_string(),
            _ => format!("UTC{sign}{:02}:{:02}", minutes / 60, minutes % 60),
        }
    }

    fn weekday(self, at: SimTime) -> &'static str {
        // 1970-01-01 was a Thursday.
        let index = (self.day(at).0 + 3).rem_euclid(7);
        usize::try_from(index).ok().and_then(|index| WEEKDAYS.get(index)).copied().unwrap_or("")
    }
}

fn month_name(month: u8) -> &'static str {
    MONTHS.get(usize::from(month).wrapping_sub(1)).copied().unwrap_or("")
}

fn abbreviated(name: &str) -> &str {
    name.get(..3).unwrap_or(name)
}

/// `24 h`, `6 h 30 min`, `45 min`, `100 days`
pub fn span(span: SimDuration) -> String {
    let ms = span.as_millis();
    let (hours, minutes, seconds) = (ms / 3_600_000, ms / 60_000 % 60, ms / 1_000 % 60);
    match (hours, minutes, seconds) {
        (0, 0, 0) if ms == 0 => "0 min".to_string(),
        (0, 0, 0) => format!("{ms} ms"),
        (0, 0, seconds) => format!("{seconds} s"),
        (0, minutes, _) => format!("{minutes} min"),
        (hours, 0, _) if 96 < hours && hours % 24 == 0 => format!("{} days", hours / 24),
        (hours, 0, _) => format!("{hours} h"),
        (hours, minutes, _) => format!("{hours} h {minutes} min"),
    }
}

/// `3 h before it was due`; what is done at the very instant is in time, and was not done before it.
pub(crate) fn before(due_at: SimTime, at: SimTime, due: &str) -> String {
    match due_at.since(at) {
        SimDuration::ZERO => "at the last instant".to_string(),
        left => format!("{} before{due}", span(left)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> SimTime {
        text.parse().unwrap()
    }

    #[test]
    fn an_instant_is_written_in_the_zone() {
        let late = at("2026-01-05T23:30:00.000Z");
        let paris = Zone::new(60);
        assert_eq!(paris.date(late), "Tuesday 6 January 2026");
        assert_eq!(paris.short(late), "Tue 6 Jan 00:30");
        assert_eq!(Zone::new(-330).short(late), "Mon 5 Jan 18:00");
        assert_eq!(paris.seen_from(at("2026-01-06T12:00:00.000Z"), late), "00:30");
        assert_eq!(paris.seen_from(at("2026-01-07T12:00:00.000Z"), late), "Tue 6 Jan 00:30");
        assert_eq!(paris.hour(at("2026-01-06T22:59:59.999Z")), 23);
    }

    #[test]
    fn the_year_is_told_where_it_is_not_the_only_one_of_the_run() {
        let told = ["2025-12-31T22:59:00.000Z", "2025-12-31T23:00:00.000Z"].map(at);
        let paris = Zone { years: Some((2026, 2026)), ..Zone::new(60) };
        assert_eq!(told.map(|at| paris.short(at)), ["Wed 31 Dec 2025 23:59", "Thu 1 Jan 00:00"]);
        let paris = Zone { years: Some((2025, 2026)), ..Zone::new(60) };
        let with_years = ["Wed 31 Dec 2025 23:59", "Thu 1 Jan 2026 00:00"];
        assert_eq!(told.map(|at| paris.short(at)), with_years);
        let of_no_run = Zone::new(60);
        assert_eq!(told.map(|at| of_no_run.short(at)), ["Wed 31 Dec 23:59", "Thu 1 Jan 00:00"]);
    }

    #[test]
    fn instants_in_a_text_are_written_in_the_zone() {
        let paris = Zone::new(60);
        let texts = [
            (
                "the gate opens at 2026-01-05T23:30:00.000Z only",
                "the gate opens at Tue 6 Jan 00:30 only",
            ),
            ("2026-01-05T23:30:00.000Z", "Tue 6 Jan 00:30"),
            (
                "T of 2026-01-05T23:30:00.000ZT2026-01-05T23:30:00.000",
                "T of Tue 6 Jan 00:30T2026-01-05T23:30:00.000",
            ),
            ("Tór, ąT2026-01-0T", "Tór, ąT2026-01-0T"),
            ("", ""),
        ];
        for (text, told) in texts {
            assert_eq!(paris.localized(text), told);
        }
    }

    #[test]
    fn a_zone_is_named_by_its_offset() {
        let names = [0, 60, -330].map(|offset| Zone::new(offset).name());
        assert_eq!(names, ["UTC", "UTC+01:00", "UTC-05:30"]);
    }

    #[test]
    fn a_span_is_written_in_the_units_that_people_use() {
        let spans = ["PT24H", "PT6H30M", "PT45M", "PT2400H", "PT0S", "PT12S", "PT0.250S"];
        let written = spans.map(|text| span(text.parse().unwrap()));
        assert_eq!(
            written,
            ["24 h", "6 h 30 min", "45 min", "100 days", "0 min", "12 s", "250 ms"]
        );
    }
}
