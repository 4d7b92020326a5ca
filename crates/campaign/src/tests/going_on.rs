//! Campaigns that were broken off: what is on the disk is enough to go on, and none of it is lost.

use std::io::{BufWriter, Write};
use std::sync::atomic::AtomicBool;

use crate::campaign::{Ended, play};
use crate::design::Design;
use crate::row::header;
use crate::statistics::Confidence;
use crate::statistics::sequential::Looks;
use crate::stopping::{Rule, Stopped, Stopping};
use crate::table::{Table, read_back};

use super::{fold, played, stage};

/// A disk, and whatever a program that is killed still holds back is not on it.
#[derive(Default)]
struct Disk(Vec<u8>);

impl Write for &mut Disk {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[test]
fn a_campaign_that_is_killed_at_once_has_its_first_line_on_the_disk() {
    let stage = stage(Design::Replications, 5);
    let mut disk = Disk::default();
    let columns = &stage.outcomes.columns;
    let table = Table::begin(BufWriter::new(&mut disk), &stage.layout, columns).unwrap();
    std::mem::forget(table);
    assert_eq!(String::from_utf8(disk.0.clone()).unwrap(), header(&stage.layout, columns));
    let read = read_back(&mut disk.0.as_slice(), &mut fold(&stage, Stopping::default()));
    assert_eq!(read.unwrap().rows(), 0);
}

/// A lower confidence would have stopped earlier; what was played by then stays all the same.
#[test]
fn rows_are_kept_whatever_confidence_is_asked_for() {
    let stage = stage(Design::Replications, 3_000);
    let rule = |level| {
        let looks = Looks { first: 100, confidence: Confidence::new(level).unwrap() };
        let rule = Rule::Narrow { half_width: 0.06, looks };
        Stopping::new(rule, 0, stage.outcomes.columns[0].kind).unwrap()
    };
    let (bytes, digest, strict) = played(&stage, 2, rule(0.95));
    let mut lax = fold(&stage, rule(0.5));
    let read = read_back(&mut bytes.as_slice(), &mut lax).unwrap();
    assert_eq!((read.rows(), read.bytes), (strict.rows, bytes.len() as u64));
    let Some(Stopped::Narrow { runs, .. }) = lax.stopped else { panic!("{:?}", lax.stopped) };
    assert!(runs < strict.rows, "{runs}");
    assert_eq!(lax.found, strict.found);
    let mut table = Table::resume(std::io::sink(), read);
    let stop = AtomicBool::new(false);
    let ended = play(&stage, 2, &stop, &mut lax, &mut table, &mut |_| {}).unwrap();
    assert_eq!((ended, table.digest()), (Ended::Whole, digest));
    // A higher one goes on.
    let mut stricter = fold(&stage, rule(0.999));
    let read = read_back(&mut bytes.as_slice(), &mut stricter).unwrap();
    assert_eq!((read.rows(), stricter.stopped), (strict.rows, None));
}
