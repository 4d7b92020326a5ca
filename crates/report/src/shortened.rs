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
    days: BTreeMap<Day, BTreeMap<Key, Kind>>,
}

/// One kind on one day.
#[derive(Clone, Debug, Default)]
struct Kind {
    /// Acts, and what came by itself.
    own: Tally,
    /// What followed from something else at once.
    following: Tally,
}

#[derive(Clone, Debug, Default)]
struct Tally {
    count: u64,
    by_hour: BTreeMap<u8, u64>,
    /// The entries while they are few.
    rare: Vec<Entry>,
}

impl Shortened {
    /// Counts an entry, which may follow from another; it is made only if it is kept.
    pub(crate) fn push(
        &mut self,
        zone: Zone,
        at: SimTime,
        (key, follows): (Key, bool),
        entry: impl FnOnce() -> Entry,
    ) {
        let kind = self.days.entry(zone.day(at)).or_default().entry(key).or_default();
        let tally = if follows { &mut kind.following } else { &mut kind.own };
        let mut count = 1;
        if tally.count < RARE_MAX {
            let entry = entry();
            count = entry.count();
            tally.rare.push(entry);
        }
        tally.count += count;
        *tally.by_hour.entry(zone.hour(at)).or_default() += count;
        if RARE_MAX < tally.count {
            tally.rare.clear();
        }
    }

    pub(crate) fn write(&self, zone: Zone, causes: &Causes, out: &mut dyn Write) -> fmt::Result {
        let kept = self.days.values().flat_map(BTreeMap::values).flat_map(Kind::rare);
        let page = &Page::of(kept, zone, causes);
        let rule = format!(
            "This run has more than {LINES_MAX} entries. Acts of one kind that came more than \
             {RARE_MAX} times on a day are counted, and by the hour if more than {DAILY_MAX} times; \
             what followed from others at once is left out where its kind came so often; \
             `--format json` has all."
        );
        wrapped(out, "", 0, &rule)?;
        for (day, kinds) in &self.days {
            writeln!(out, "\n{}\n", day.name())?;
            let mut rare: Vec<&Entry> = kinds.values().flat_map(Kind::rare).collect();
            rare.sort_by_key(|entry| entry.first);
            let frequent = kinds.iter().filter(|(_, kind)| RARE_MAX < kind.own.count);
            let mut counts = Counts::default();
            frequent.for_each(|(key, kind)| counts.take(*key, &kind.own));
            write_day(page, &rare, &counts, out)?;
        }
        out.write_char('\n')
    }
}

impl Kind {
    /// The entries that are told in full.
    fn rare(&self) -> impl Iterator<Item = &Entry> {
        let is_rare = self.own.count + self.following.count <= RARE_MAX;
        let following = is_rare.then_some(&self.following.rare);
        self.own.rare.iter().chain(following.into_iter().flatten())
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

#[cfg(test)]
mod tests {
    use domain::Audience;
    use domain::actor::{Actor, Seat};
    use domain::center::FillSeat;
    use kernel::Position;
    use simulator::probe;
    use simulator::record::{Body, CenterRecord, Refusal};

    use super::*;
    use crate::timeline::plain;

    /// So many following entries of a kind on one day, and so many of its own behind them.
    fn shown(following: u64, own: u64) -> String {
        let key = Key { refused: false, kind: kind() };
        let mut shortened = Shortened::default();
        for number in 1..=following + own {
            let follows = number <= following;
            let mut entry = plain(&record(number), key);
            entry.follows = follows;
            shortened.push(Zone::default(), entry.at, (key, follows), || entry);
        }
        let mut out = String::new();
        shortened.write(Zone::default(), &Causes::default(), &mut out).unwrap();
        out.lines().filter(|line| line.contains(['#', '×'])).collect::<Vec<_>>().join("\n")
    }

    fn kind() -> probe::Kind {
        probe::kind(&domain::Command::from(FillSeat { seat: Seat::Us })).unwrap()
    }

    fn record(number: u64) -> CenterRecord {
        let (at, cause, origin) = (SimTime::default(), None, None);
        let refusal = Refusal { code: "made.up".into(), text: "made up".into() };
        let body = Body::Refused(FillSeat { seat: Seat::Us }.into(), refusal);
        let (position, occurred_at, audience) = (Position(number), at, Audience::All);
        let by = Actor::Us;
        CenterRecord { position, at, occurred_at, by, cause, audience, origin, body }
    }

    #[test]
    fn what_followed_from_something_hides_no_act() {
        let numbers = |shown: &str| shown.matches('#').count();
        assert_eq!(numbers(&shown(2, 3)), 5);
        // Six that followed go without saying, and four acts do not.
        assert_eq!(numbers(&shown(6, 4)), 4);
        assert!(shown(6, 4).contains("#7"));
        assert_eq!(shown(6, 0), "");
        assert_eq!(shown(6, 7), format!("  all day      {} ×7", words::kind(kind())));
    }
}
