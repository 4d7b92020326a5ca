//! A long timeline in short: what is rare on a day in full, what is frequent by the hour.
//!
//! Of what is frequent, only acts and what comes by itself is counted here: that each detection
//! arms a deadline goes without saying.
//!
//! The memory it takes grows with the days of the run and the kinds of event, not with their
//! number.

use std::collections::BTreeMap;
use std::fmt::{self, Write};

use kernel::SimTime;

use crate::causes::Causes;
use crate::timeline::{Entry, Key, LINES_MAX, Page};
use crate::words;
use crate::wrap::wrapped;
use crate::zone::{Day, Zone};

/// A kind that comes more often on a day is counted.
const RARE_MAX: u64 = 5;
/// A kind that comes more often on a day is counted by the hour.
const DAILY_MAX: u64 = 24;

/// The days of a long timeline.
#[derive(Clone, Debug, Default)]
pub(crate) struct Shortened {
    days: BTreeMap<Day, BTreeMap<Key, Tally>>,
}

/// One kind on one day.
#[derive(Clone, Debug, Default)]
struct Tally {
    count: u64,
    by_hour: BTreeMap<u8, u64>,
    /// The entries while they are few.
    rare: Vec<Entry>,
    /// It only ever followed from something else, as far as was seen.
    follows: bool,
}

impl Shortened {
    /// Counts an entry; it is made only if it is kept.
    pub(crate) fn push(
        &mut self,
        zone: Zone,
        at: SimTime,
        key: Key,
        entry: impl FnOnce() -> Entry,
    ) {
        let tally = self.days.entry(zone.day(at)).or_default().entry(key).or_default();
        let mut count = 1;
        if tally.count < RARE_MAX {
            let entry = entry();
            count = entry.count();
            tally.rare.push(entry);
        }
        tally.count += count;
        *tally.by_hour.entry(zone.hour(at)).or_default() += count;
        if RARE_MAX < tally.count && !tally.rare.is_empty() {
            tally.follows = tally.rare.iter().all(|entry| entry.follows);
            tally.rare.clear();
        }
    }

    pub(crate) fn write(&self, zone: Zone, causes: &Causes, out: &mut dyn Write) -> fmt::Result {
        let kept = self.days.values().flat_map(BTreeMap::values).flat_map(|tally| &tally.rare);
        let page = &Page::of(kept, zone, causes);
        let rule = format!(
            "This run has more than {LINES_MAX} entries. What came more than {RARE_MAX} times on \
             a day is counted, and by the hour if more than {DAILY_MAX} times, without what \
             followed from it at once; `--format json` has all."
        );
        wrapped(out, "", 0, &rule)?;
        for (day, kinds) in &self.days {
            writeln!(out, "\n{}\n", day.name())?;
            let mut rare: Vec<&Entry> = kinds.values().flat_map(|tally| &tally.rare).collect();
            rare.sort_by_key(|entry| entry.first);
            let frequent =
                kinds.iter().filter(|(_, tally)| tally.rare.is_empty() && !tally.follows);
            let mut counts = Counts::default();
            frequent.for_each(|(key, tally)| counts.take(*key, tally));
            write_day(page, &rare, &counts, out)?;
        }
        out.write_char('\n')
    }
}

/// What is counted on a day, as it is written.
#[derive(Default)]
struct Counts {
    all_day: Vec<String>,
    by_hour: BTreeMap<u8, Vec<String>>,
}

impl Counts {
    fn take(&mut self, key: Key, tally: &Tally) {
        if tally.count <= DAILY_MAX {
            self.all_day.push(format!("{} ×{}", name(key), tally.count));
            return;
        }
        for (hour, count) in &tally.by_hour {
            self.by_hour.entry(*hour).or_default().push(format!("{} ×{count}", name(key)));
        }
    }
}

/// Writes the counts of the day, and then each hour with its counts first.
fn write_day(
    page: &Page<'_>,
    rare: &[&Entry],
    counts: &Counts,
    out: &mut dyn Write,
) -> fmt::Result {
    let write = |span: &str, counts: &[String], out: &mut dyn Write| {
        let first = format!("  {span:<11}  ");
        wrapped(out, &first, first.chars().count(), &counts.join(" · "))
    };
    if !counts.all_day.is_empty() {
        write("all day", &counts.all_day, out)?;
    }
    for hour in 0..24 {
        if let Some(counts) = counts.by_hour.get(&hour) {
            write(&format!("{hour:02}:00–{:02}:00", hour + 1), counts, out)?;
        }
        for entry in rare.iter().filter(|entry| page.zone.hour(entry.at) == hour) {
            page.write(entry, &page.zone.time(entry.at), false, out)?;
        }
    }
    Ok(())
}

/// ``incident opened``, or ``refused `response.consent` ``
fn name(key: Key) -> String {
    if key.refused { format!("refused `{}`", key.kind) } else { words::kind(key.kind) }
}
