//! A read model in a database of its own keeps its place in the log with its work.

use std::time::Duration;

use event_store::{
    AppendCondition, Consumer, EventStore, Fact, FeedError, NewFact, Query, Subscription,
};
use event_store_sqlite::{CheckpointDamaged, Workload, load_checkpoint, save_checkpoint};
use kernel::Position;
use rusqlite::{Connection, ErrorCode};

use crate::support::temporary;

const NAME: &str = "incidents";

/// Counts incidents in a table. Its file has little room, so that a commit can fail.
struct Counting {
    file: Connection,
}

impl Counting {
    fn new() -> Counting {
        let file = Connection::open_in_memory().expect("memory can be opened");
        file.execute_batch("CREATE TABLE counted (position INTEGER, filler BLOB)")
            .expect("the table is made");
        Counting { file }
    }

    fn count(&self) -> i64 {
        let count = self.file.query_row("SELECT count(*) FROM counted", (), |row| row.get(0));
        count.expect("the table is there")
    }

    /// At most so many pages.
    fn room(&self, pages: u32) {
        let set = format!("PRAGMA max_page_count = {pages}");
        self.file.query_row(&set, (), |_| Ok(())).expect("it is a limit");
    }
}

impl Consumer for Counting {
    type Error = rusqlite::Error;

    fn checkpoint(&self) -> rusqlite::Result<Position> {
        load_checkpoint(&self.file, NAME)
    }

    fn commit(&mut self, facts: &[Fact], reached: Position) -> rusqlite::Result<()> {
        let transaction = self.file.transaction()?;
        for fact in facts {
            let position = fact.position.0.cast_signed();
            transaction.execute("INSERT INTO counted VALUES (?1, zeroblob(3000))", [position])?;
        }
        save_checkpoint(&transaction, NAME, reached)?;
        transaction.commit()
    }
}

fn opened() -> Query {
    Query::new(&["incident.opened"], &[])
}

fn append(store: &mut impl EventStore, count: usize) {
    let fact = |kind| NewFact { kind, tags: &[], bytes: b"{}" };
    for _ in 0..count {
        let batch = [fact("incident.opened"), fact("incident.closed")];
        store.append(&batch, &AppendCondition::none()).expect("nothing forbids it");
    }
}

#[test]
fn work_that_fails_is_done_again_and_none_is_done_twice() {
    let mut store = temporary(Workload::Live);
    append(&mut store, 20);
    let mut counting = Counting::new();
    let resume = |counting: &Counting| {
        let subscription = Subscription::resume(&store, opened(), counting);
        subscription.expect("there is a checkpoint").with_page(4)
    };
    // There is room for two pages of facts and not for the third.
    counting.room(12);
    let mut subscription = resume(&counting);
    let failed = loop {
        match subscription.feed(&mut counting, Duration::ZERO) {
            Ok(_) => {}
            Err(FeedError::Consumer(error)) => break error,
            Err(other) => panic!("{other:?}"),
        }
    };
    assert_eq!(failed.sqlite_error_code(), Some(ErrorCode::DiskFull));
    let before = (counting.count(), counting.checkpoint().expect("it is there"));
    assert_eq!(before, (8, Position(15)), "work and checkpoint are those of two pages");

    counting.room(1_000);
    let mut subscription = resume(&counting);
    while 0 < subscription.feed(&mut counting, Duration::ZERO).expect("there is room") {}
    assert_eq!((counting.count(), counting.checkpoint().expect("it is there").0), (20, 40));
    append(&mut store.clone(), 1);
    let mut subscription = resume(&counting);
    assert_eq!(subscription.feed(&mut counting, Duration::ZERO).expect("there is room"), 1);
    assert_eq!(counting.count(), 21);
}

#[test]
fn a_damaged_checkpoint_is_an_error_and_no_new_beginning() {
    let counting = Counting::new();
    save_checkpoint(&counting.file, NAME, Position(7)).expect("it is saved");
    assert_eq!(load_checkpoint(&counting.file, NAME), Ok(Position(7)));
    assert_eq!(load_checkpoint(&counting.file, "another"), Ok(Position::START));
    counting.file.execute("UPDATE checkpoint SET position = 6", ()).expect("it is edited");
    match load_checkpoint(&counting.file, NAME) {
        Err(rusqlite::Error::FromSqlConversionFailure(_, _, source)) => {
            assert!(source.is::<CheckpointDamaged>());
        }
        other => panic!("{other:?}"),
    }
}
