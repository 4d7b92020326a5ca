//! Campaigns that were broken off: what is on the disk is enough to go on, and none of it is lost.

use std::io::{BufWriter, Write};
use std::sync::atomic::AtomicBool;

use crate::campaign::{Ended, play};
use crate::design::Design;
use crate::row::header;
use crate::statistics::Confidence;
use crate::statistics::sequential::Looks;
use crate::stopping::{Rule, Stopped, Stopping};
use crate::table::{ResumeError, Table, read_back};

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
    let (sink, columns) = (std::io::sink(), &stage.outcomes.columns);
    let mut table = Table::resume(sink, read, &stage.layout, columns).unwrap();
    let stop = AtomicBool::new(false);
    let ended = play(&stage, 2, &stop, &mut lax, &mut table, &mut |_| {}).unwrap();
    assert_eq!((ended, table.digest()), (Ended::Whole, digest));
    // A higher one goes on.
    let mut stricter = fold(&stage, rule(0.999));
    let read = read_back(&mut bytes.as_slice(), &mut stricter).unwrap();
    assert_eq!((read.rows(), stricter.stopped), (strict.rows, None));
}

/// A row that this program would not write so was changed, and its line is named.
#[test]
fn a_row_that_was_changed_is_not_gone_on_with() {
    let stage = stage(Design::Replications, 4);
    let (table, _, _) = played(&stage, 1, Stopping::default());
    let table = String::from_utf8(table).unwrap();
    let lines: Vec<&str> = table.lines().collect();
    assert_eq!(lines[0], "row,point,run,status,opened,said,said.seen,soon,positions");
    let cells: Vec<&str> = lines[1].split(',').collect();
    assert_eq!((cells[3], cells[4], cells[6]), ("done", "1", "1"), "{}", lines[1]);
    let changed = |column: usize, to: &str| {
        let mut cells = cells.clone();
        cells[column] = to;
        let text = table.replacen(lines[1], &cells.join(","), 1);
        read_back(&mut text.as_bytes(), &mut fold(&stage, Stopping::default()))
    };
    for (column, to) in [(4, "2"), (4, "-1"), (4, "01"), (5, ""), (6, "2"), (6, ""), (3, "stuck")] {
        let read = changed(column, to).map(|read| read.rows());
        assert!(matches!(read, Err(ResumeError::Line { line: 2, row: 0 })), "{column} {to}");
    }
    assert_eq!(changed(4, "0").unwrap().rows(), 4);
}
