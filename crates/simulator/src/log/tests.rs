use std::ops::ControlFlow;
use std::sync::Arc;

use event_store::{
    FactView, Head, LINE_LENGTH_MAX, Memory, NewFact, Outcome, Reader, Selection, Span, StoreError,
    json_lines,
};
use kernel::{Position, SimTime};

use super::*;
use crate::choice;
use crate::record::{Body, Origin};

/// A store that counts its appends, and fails from one on.
#[derive(Default)]
struct Counting {
    memory: Memory,
    /// Nobody knows what became of an append before it is waited for.
    is_slow: bool,
    batches: Vec<usize>,
    fails_from: Option<usize>,
}

impl EventStore for Counting {
    fn append(
        &mut self,
        batch: &[NewFact<'_>],
        unless: &AppendCondition,
    ) -> Result<Span, AppendError> {
        if self.fails_from.is_some_and(|from| from <= self.batches.len()) {
            return Err(StoreError::Broken.into());
        }
        self.batches.push(batch.len());
        self.memory.append(batch, unless)
    }

    fn begin(&mut self, batch: &[NewFact<'_>], unless: &AppendCondition) -> Pending {
        let outcome = self.append(batch, unless);
        if self.is_slow { Pending::new(Slow(outcome)) } else { Pending::new(outcome) }
    }

    fn visit(
        &self,
        selection: &Selection<'_>,
        each: &mut dyn FnMut(FactView<'_>) -> ControlFlow<()>,
    ) -> Result<Position, StoreError> {
        self.memory.visit(selection, each)
    }

    fn head(&self) -> Result<Head, StoreError> {
        self.memory.head()
    }
}

struct Slow(Result<Span, AppendError>);

impl Outcome for Slow {
    fn is_known(&mut self) -> bool {
        false
    }

    fn wait(self: Box<Self>) -> Result<Span, AppendError> {
        self.0
    }
}

/// A record of an hour, counted from the first midnight.
fn record(position: u64, hour: i64) -> RecordOf<Center> {
    let at = SimTime::from_millis(hour * 3_600_000);
    let key = "desk/verify/delay@b-1#1".parse().unwrap();
    RecordOf::<Center> {
        position: Position(position),
        at,
        occurred_at: at,
        by: domain::Actor::Clock,
        cause: Some(Position(position - 1)).filter(|cause| *cause != Position::START),
        origin: None,
        audience: domain::Audience::CONTROL,
        body: Body::Chose { key, value: choice::Value::Picked(1) },
    }
}

const HOURS: [i64; 6] = [1, 2, 23, 24, 49, 50];

fn write(journal: &mut impl Journal<Center, Error = LogError>) -> Result<(), LogError> {
    for (index, hour) in HOURS.iter().enumerate() {
        let mut batch = vec![record(index as u64 + 1, *hour)];
        assert_eq!(journal.append(&mut batch)?.len(), 1);
    }
    Ok(())
}

#[test]
fn a_day_is_a_batch_and_the_facts_are_the_same() {
    let mut log = Log::new(Counting::default(), Uuid::nil());
    write(&mut log).unwrap();
    let mut daily = Daily::new(Counting::default(), Uuid::nil());
    write(&mut daily).unwrap();
    let store = daily.finish().unwrap();
    assert_eq!(log.store.batches, [1; 6]);
    assert_eq!(store.batches, [3, 1, 2]);
    assert_eq!(store.memory.head().unwrap(), log.store.memory.head().unwrap());
    assert_eq!(store.memory.head().unwrap().position, Position(6));
}

#[test]
fn days_that_end_while_one_is_on_its_way_follow_together() {
    let mut daily = Daily::new(Counting { is_slow: true, ..Counting::default() }, Uuid::nil());
    write(&mut daily).unwrap();
    let store = daily.finish().unwrap();
    assert_eq!(store.batches, [3, 3]);
    assert_eq!(store.memory.head().unwrap().position, Position(6));
}

#[test]
fn a_journal_that_is_dropped_appends_what_it_holds() {
    let mut memory = Memory::default();
    let mut daily = Daily::new(Lent(&mut memory), Uuid::nil());
    write(&mut daily).unwrap();
    drop(daily);
    assert_eq!(memory.head().unwrap().position, Position(6));
}

#[test]
fn a_day_that_cannot_be_written_is_reported_and_not_tried_again() {
    let broken = |error: &LogError| {
        matches!(error, LogError::Append(AppendError::Store(StoreError::Broken)))
    };
    let failing = |from| {
        let store = Counting { fails_from: Some(from), ..Counting::default() };
        Daily::new(store, Uuid::nil())
    };
    // What became of a day is asked for when the next one is over.
    let mut daily = failing(0);
    assert!(broken(&write(&mut daily).unwrap_err()));
    assert!(daily.gathered.is_empty(), "it would be written twice if it had been written");
    for last in [1, 2] {
        let mut daily = failing(last);
        write(&mut daily).unwrap();
        assert!(daily.finish().is_err_and(|error| broken(&error)), "the end waits for every day");
    }
}

/// A store that somebody else keeps.
struct Lent<'a>(&'a mut Memory);

impl EventStore for Lent<'_> {
    fn append(
        &mut self,
        batch: &[NewFact<'_>],
        unless: &AppendCondition,
    ) -> Result<Span, AppendError> {
        self.0.append(batch, unless)
    }

    fn visit(
        &self,
        selection: &Selection<'_>,
        each: &mut dyn FnMut(FactView<'_>) -> ControlFlow<()>,
    ) -> Result<Position, StoreError> {
        self.0.visit(selection, each)
    }

    fn head(&self) -> Result<Head, StoreError> {
        self.0.head()
    }
}

#[test]
fn a_record_that_no_reader_would_take_is_not_written() {
    let noted = |length: usize| {
        let origin = Origin { note: Some("x".repeat(length)), ..Origin::UNSTATED };
        RecordOf::<Center> { origin: Some(Arc::new(origin)), ..record(1, 1) }
    };
    let mut facts = Encoded::default();
    let mut encoder = Encoder::new(Uuid::nil());
    let refused = encoder.encode(&[noted(LINE_LENGTH_MAX)], &mut facts);
    assert!(matches!(refused, Err(LogError::TooLong { position: Position(1), .. })));
    assert!(facts.is_empty() && facts.size() == 0, "nothing of it is left");
    let second = RecordOf::<Center> { cause: None, ..record(2, 1) };
    let batch = [record(1, 1), second, record(3, 1)];
    let (mut after, mut fresh) = (Encoded::default(), Encoded::default());
    encoder.encode(&batch, &mut after).unwrap();
    Encoder::new(Uuid::nil()).encode(&batch, &mut fresh).unwrap();
    assert!(after.each().eq(fresh.each()), "nor in the causes of what follows");
    let mut encoder = Encoder::new(Uuid::nil());
    encoder.encode(&[noted(LINE_LENGTH_MAX - 2000)], &mut facts).unwrap();
    let mut text = Vec::new();
    let bytes = facts.each().next().unwrap();
    json_lines::write_line(&mut text, bytes, Head::default().link(bytes).chain);
    assert!(Reader::new(&text[..]).next_line().unwrap().is_some(), "what is written is read");
}
