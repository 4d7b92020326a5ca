//! `just bench-store`: the SQLite store beside other stores, in one run, with the same durability.
//!
//! Each figure is the median of rounds in which the peers take turns, since the disk of a shared
//! machine is fast in one second and slow in the next. The ratios count.

use std::fs::{self, OpenOptions};
use std::os::unix::fs::FileExt;
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::thread;
use std::time::{Duration, Instant};

mod peers;

use rustix::time::{ClockId, clock_gettime};

use peers::{Event, Kind, Peer, Result, Unless, embedded, ours, raw, umadb};

const KINDS: [Kind; 4] = [ours::KIND, raw::KIND, embedded::KIND, umadb::KIND];
/// Where each stands in [`KINDS`].
const OURS: usize = 0;
const RAW: usize = 1;
const UMA: usize = 3;
const ROUNDS: usize = 5;
const ROUND: Duration = Duration::from_millis(600);

/// The seconds that this process has spent on processors, which a busy machine does not change
/// as it changes those on the clock.
fn cpu_seconds() -> f64 {
    let spent = Duration::try_from(clock_gettime(ClockId::ProcessCPUTime));
    spent.expect("it is not negative").as_secs_f64()
}

fn main() -> Result<()> {
    let events = std::env::args().nth(1).map_or(Ok(1_000_000), |text| text.parse::<u64>())?;
    let folder = tempfile::tempdir_in(".")?;
    println!("{} rounds of {} ms in turns, medians; {events} events\n", ROUNDS, ROUND.as_millis());
    appends(folder.path())?;
    println!();
    large(folder.path(), events)
}

fn median(mut figures: Vec<f64>) -> f64 {
    figures.sort_by(f64::total_cmp);
    figures[figures.len() / 2]
}

/// How often a second 4 KiB are written and brought to the disk.
fn fsync_rate(folder: &Path) -> Result<f64> {
    let file =
        OpenOptions::new().create(true).write(true).truncate(false).open(folder.join("sync"))?;
    let page = [7; 4096];
    for place in 0..256 {
        file.write_all_at(&page, place * 4096)?;
    }
    file.sync_all()?;
    let (began, mut count) = (Instant::now(), 0);
    while began.elapsed() < ROUND {
        file.write_all_at(&page, count % 256 * 4096)?;
        file.sync_data()?;
        count += 1;
    }
    Ok(rate(count, began))
}

fn rate(count: u64, began: Instant) -> f64 {
    per(count, began.elapsed().as_secs_f64())
}

#[expect(clippy::cast_precision_loss, reason = "figures for people")]
fn per(count: u64, seconds: f64) -> f64 {
    count as f64 / seconds
}

/// Events a second of so many callers, each with batches of this size.
fn append_rate(
    peer: &dyn Peer,
    callers: usize,
    batch: u64,
    unless: Option<&Unless>,
    numbers: &AtomicU64,
) -> Result<f64> {
    let began = Instant::now();
    let call = || -> Result<u64> {
        let mut count = 0;
        while began.elapsed() < ROUND {
            let first = numbers.fetch_add(batch, Relaxed);
            let events: Vec<Event> = (first..first + batch).map(Event::new).collect();
            peer.append(&events, unless)?;
            count += batch;
        }
        Ok(count)
    };
    let counts: Result<Vec<u64>> = thread::scope(|scope| {
        let callers: Vec<_> = (0..callers).map(|_| scope.spawn(call)).collect();
        callers.into_iter().map(|caller| caller.join().expect("no caller panics")).collect()
    });
    Ok(rate(counts?.iter().sum(), began))
}

fn show(what: &str, figures: &[(&str, f64)], bars: &[String]) {
    print!("{what:34}");
    for (name, figure) in figures {
        print!(" {name} {figure:>9.0} ");
    }
    println!();
    for bar in bars {
        println!("{:34} {bar}", "");
    }
}

fn bar(what: &str, ratio: f64, least: f64) -> String {
    let verdict = if least <= ratio { "reached" } else { "NOT REACHED" };
    format!("{what}: {ratio:.2}, bar {least}: {verdict}")
}

/// Appends to young stores.
fn appends(folder: &Path) -> Result<()> {
    let mut peers = Vec::new();
    for (kind, number) in KINDS.iter().zip(0..) {
        let place = folder.join(format!("young-{number}"));
        fs::create_dir(&place)?;
        peers.push((kind.open)(&place)?);
    }
    let numbers = AtomicU64::new(0);
    for (what, callers, batch) in [
        ("1 caller, single events, events/s", 1, 1),
        ("16 callers, events/s", 16, 1),
        ("64 callers, events/s", 64, 1),
        ("1 caller, batches of 100, events/s", 1, 100),
    ] {
        let mut rounds: Vec<Vec<f64>> = vec![Vec::new(); peers.len() + 1];
        for _ in 0..ROUNDS {
            rounds[peers.len()].push(fsync_rate(folder)?);
            for (peer, figures) in peers.iter().zip(&mut rounds) {
                figures.push(append_rate(&**peer, callers, batch, None, &numbers)?);
            }
        }
        let mut medians: Vec<f64> = rounds.into_iter().map(median).collect();
        let fsync = medians.pop().expect("it is the last");
        let mut figures: Vec<(&str, f64)> =
            peers.iter().map(|peer| peer.name()).zip(medians.iter().copied()).collect();
        figures.push(("fsync", fsync));
        let bars = match (callers, batch) {
            (1, 1) => {
                vec![
                    bar("of the fsync rate", medians[OURS] / fsync, 0.75),
                    format!("of raw rusqlite: {:.2}", medians[OURS] / medians[RAW]),
                ]
            }
            (64, 1) => vec![bar("of UmaDB core", medians[OURS] / medians[UMA], 5.0)],
            (1, 100) => vec![bar("of UmaDB core", medians[OURS] / medians[UMA], 10.0)],
            _ => vec![format!("of UmaDB core: {:.2}", medians[OURS] / medians[UMA])],
        };
        show(what, &figures, &bars);
    }
    Ok(())
}

/// Conditions, reading, opening and size of large stores.
fn large(folder: &Path, events: u64) -> Result<()> {
    for (kind, number) in KINDS.iter().zip(0..) {
        let place = folder.join(format!("large-{number}"));
        fs::create_dir(&place)?;
        let peer = (kind.open)(&place)?;
        let name = peer.name();
        let numbers = AtomicU64::new(0);
        if kind.has_queries {
            fill(&*peer, 10_000, &numbers)?;
            conditional(&*peer, 10_000, &numbers, number == OURS)?;
        }
        let left = events.saturating_sub(numbers.load(Relaxed));
        fill(&*peer, left, &numbers)?;
        let count = numbers.load(Relaxed);
        if kind.has_queries {
            conditional(&*peer, events, &numbers, number == OURS)?;
        }
        read(&*peer, None, number == OURS)?;
        if kind.has_queries {
            read(&*peer, Some("nation:7"), false)?;
        }
        drop(peer);
        open(kind, &place, name, number == OURS)?;
        size(&place.join(kind.file), name, count.max(numbers.load(Relaxed)), number == OURS)?;
        fs::remove_dir_all(&place)?;
        println!();
    }
    Ok(())
}

/// In large batches, so that peers are filled in bearable time.
fn fill(peer: &dyn Peer, count: u64, numbers: &AtomicU64) -> Result<()> {
    let (began, mut left) = (Instant::now(), count);
    while 0 < left {
        let batch = left.min(10_000);
        let first = numbers.fetch_add(batch, Relaxed);
        let events: Vec<Event> = (first..first + batch).map(Event::new).collect();
        peer.append(&events, None)?;
        left -= batch;
    }
    if 100_000 <= count {
        println!("{}: {:.0} events/s in batches of 10,000", peer.name(), rate(count, began));
    }
    Ok(())
}

/// Appends on the condition that something never happened, in turns with appends without one: the
/// ratio of the median times of one append.
fn conditional(peer: &dyn Peer, at: u64, numbers: &AtomicU64, is_ours: bool) -> Result<()> {
    // A tag that many events have, and a type that none of them has.
    let unless = Unless { kind: "framework.voided", tag: "nation:7".to_owned() };
    let once = |unless| -> Result<f64> {
        let event = Event::new(numbers.fetch_add(1, Relaxed));
        let began = Instant::now();
        peer.append(&[event], unless)?;
        Ok(began.elapsed().as_secs_f64())
    };
    let (mut with, mut without) = (Vec::new(), Vec::new());
    let began = Instant::now();
    while began.elapsed() < 8 * ROUND {
        with.push(once(Some(&unless))?);
        without.push(once(None)?);
    }
    let (pairs, with, without) = (with.len(), median(with), median(without));
    let ratio = without / with;
    let verdict = if is_ours && 100_000 <= at {
        bar("of unconditional", ratio, 0.7)
    } else {
        format!("of unconditional: {ratio:.2}")
    };
    let rate = 1.0 / with;
    println!("{}: on all of {at} events: {rate:.0}/s, {pairs} pairs; {verdict}", peer.name());
    Ok(())
}

fn read(peer: &dyn Peer, tag: Option<&str>, is_ours: bool) -> Result<()> {
    let (mut rates, mut cpu_rates) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        let (began, cpu) = (Instant::now(), cpu_seconds());
        let count = peer.read(tag)?;
        rates.push(rate(count, began));
        cpu_rates.push(per(count, cpu_seconds() - cpu));
    }
    let (rate, cpu_rate) = (median(rates), median(cpu_rates));
    let what = tag.map_or("everything".to_owned(), |tag| format!("by the tag `{tag}`"));
    let verdict = if is_ours { bar("; M/s", rate / 1e6, 2.0) } else { String::new() };
    let name = peer.name();
    println!("{name}: read {what}: {rate:.0} events/s, {cpu_rate:.0} a CPU-second {verdict}");
    Ok(())
}

fn open(kind: &Kind, place: &Path, name: &str, is_ours: bool) -> Result<()> {
    let timed = || -> Result<(f64, f64)> {
        let (began, cpu) = (Instant::now(), cpu_seconds());
        let peer = (kind.open)(place)?;
        let seconds = (began.elapsed().as_secs_f64(), cpu_seconds() - cpu);
        drop(peer);
        Ok(seconds)
    };
    let thrice = |timed: &dyn Fn() -> Result<(f64, f64)>| -> Result<(f64, f64)> {
        let (seconds, cpu) = [timed()?, timed()?, timed()?].into_iter().unzip();
        Ok((median(seconds), median(cpu)))
    };
    let (clean, cpu) = thrice(&timed)?;
    let verdict = if is_ours { bar("; 0.2 s over CPU", 0.2 / cpu, 1.0) } else { String::new() };
    println!("{name}: opened after a clean close in {clean:.3} s, {cpu:.3} CPU-s {verdict}");
    if is_ours {
        let path = place.join(kind.file);
        // Without the saved index, as after a crash of a store that was never closed.
        let anew = || -> Result<(f64, f64)> {
            rusqlite::Connection::open(&path)?.execute_batch("DELETE FROM index_snapshot")?;
            timed()
        };
        let (anew, cpu) = thrice(&anew)?;
        let verdict = bar("; 1 s over CPU", 1.0 / cpu, 1.0);
        println!("{name}: opened, its index built anew, in {anew:.3} s, {cpu:.3} CPU-s {verdict}");
    }
    Ok(())
}

#[expect(clippy::cast_precision_loss, reason = "figures for people")]
fn size(file: &Path, name: &str, events: u64, is_ours: bool) -> Result<()> {
    let bytes = fs::metadata(file)?.len() as f64 / events as f64;
    let verdict = if is_ours { bar("; 400 over it", 400.0 / bytes, 1.0) } else { String::new() };
    println!("{name}: {bytes:.0} bytes an event, of which 200 are its content {verdict}");
    Ok(())
}
