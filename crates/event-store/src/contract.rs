//! What every store promises.

use std::error::Error;
use std::io;
use std::ops::ControlFlow;

use kernel::Position;

use crate::{
    AppendCondition, AppendError, Chain, Fact, FactView, Head, Key, NewFact, Once, Pending,
    Selection, Span,
};

/// A failure of a store, as against a refusal.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    #[error("cannot {doing}")]
    Io { doing: &'static str, source: io::Error },
    /// Nothing was written; the same call may succeed later.
    #[error("somebody else is using the log")]
    Busy,
    /// The store was opened for reading.
    #[error("the log is open for reading only")]
    ReadOnly,
    /// What stands on the disk is no longer known.
    #[error("the log takes no more facts since an earlier write failed; open it anew")]
    Broken,
    /// The fact is of a form that this store cannot keep. Its number is that within its batch, from
    /// 1: where it would stand is for the log to say.
    #[error("the log cannot keep fact {number} of the batch")]
    Refused { number: usize, source: Box<dyn Error + Send + Sync> },
    /// A snapshot is of facts that stand in the log.
    #[error("there is no state after {position} yet: the log ends at {end}")]
    Ahead { position: Position, end: Position },
    /// What is read back is not what was appended.
    #[error("the log is damaged at {position}")]
    Damaged { position: Position, source: Box<dyn Error + Send + Sync> },
    /// Every fact is what was appended, but what holds or finds them is not sound.
    #[error("the log is damaged around its facts")]
    Unsound { source: Box<dyn Error + Send + Sync> },
    /// A failure of the database below.
    #[error("cannot {doing}")]
    Backend { doing: &'static str, source: Box<dyn Error + Send + Sync> },
}

/// What is wrong with a fact that is read back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Damage {
    /// A fact with a lower position is gone, or this one stands in its place.
    #[error("this fact is missing, the next one found is {found}")]
    Missing { found: Position },
    /// The log ends before its head.
    #[error("this fact is missing, the log ends before it")]
    CutOff,
    /// The fact, or the one before it, is not as it was appended.
    #[error("the fact was changed: its content makes the chain {expected}, but it says {found}")]
    Changed { expected: Chain, found: Chain },
    /// A store that keeps checksums found one that does not fit.
    #[error("the fact was changed: its checksum does not fit what stands there")]
    Checksum,
    /// A fact of an earlier end of the log is not the one that stood there.
    #[error("the log was written anew, or by somebody else: another fact stood here")]
    Rewritten,
    /// The content agrees with the chain, but the store files it under something else.
    #[error("the fact is filed under a type or tags that its content does not have")]
    Mislabeled,
}

impl Damage {
    pub fn at(self, position: Position) -> StoreError {
        StoreError::Damaged { position, source: self.into() }
    }
}

/// An append-only log of facts.
///
/// What every store guarantees, each by the number that the tests of
/// [`conformance!`](crate::conformance!) name:
///
/// 1. **Positions.** The first fact has position 1, each further one the next: no gap, and never
///    a new fact below a position that was seen.
/// 2. **Whole batches.** A batch is appended whole or not at all, in its order. An empty one is
///    refused before anything else is looked at.
/// 3. **Faithful facts.** A fact is read back as it was appended: kind, tags in their order,
///    bytes.
/// 4. **Conditions.** A condition is judged on all facts before the batch, together with the
///    append: nothing comes between. Each guard looks at the facts after its own position. A
///    violated condition names the first fact in its way, and a refused batch leaves no trace.
/// 5. **Queries.** A fact matches if one item has its type (or no types) and all of the item's
///    tags are among its own. Names match whole.
/// 6. **Reading.** What is read begins after one position, ends with another, stops at the limit
///    of matching facts, and comes in the order of the log or backwards.
/// 7. **The position that a read saw.** A read returns the end of the log as of its beginning: no
///    fact up to there was hidden from it, so it is what a guard on this read begins after.
/// 8. **The chain.** The chain value of a fact is [`Chain::link`] of the value before it and its
///    bytes, so equal histories have equal heads in every store.
/// 9. **Own writes.** What an append returned is seen by the next read and head, through every
///    handle of the store. When it is on the disk is for the store to say.
///
/// Further promises come with [`AppendOnce`], [`Watch`](crate::Watch) and
/// [`Snapshots`](crate::Snapshots). Numbers go on there.
pub trait EventStore {
    /// Appends a batch unless the condition forbids it, and returns where it stands.
    fn append(
        &mut self,
        batch: &[NewFact<'_>],
        unless: &AppendCondition,
    ) -> Result<Span, AppendError>;

    /// Appends a batch while the caller goes on: its outcome is known once it was waited for.
    ///
    /// A store that has no thread of its own appends at once. Every store guarantees
    ///
    /// 17. **Begun appends.** Batches land in the order in which one caller began or appended them,
    ///     also those whose outcome nobody waits for. One that fails does so as any other, and does
    ///     not hold back the next.
    fn begin(&mut self, batch: &[NewFact<'_>], unless: &AppendCondition) -> Pending {
        Pending::new(self.append(batch, unless))
    }

    /// Lends each selected fact, until told to break off, in memory that does not grow with the
    /// log. Returns the position of the head as of the beginning.
    fn visit(
        &self,
        selection: &Selection<'_>,
        each: &mut dyn FnMut(FactView<'_>) -> ControlFlow<()>,
    ) -> Result<Position, StoreError>;

    /// The end of the log.
    fn head(&self) -> Result<Head, StoreError>;

    /// Copies of the selected facts.
    fn read(&self, selection: &Selection<'_>) -> Result<Vec<Fact>, StoreError> {
        let mut facts = Vec::new();
        self.visit(selection, &mut |fact| {
            facts.push(fact.to_fact());
            ControlFlow::Continue(())
        })?;
        Ok(facts)
    }

    /// Computes the chain anew over all facts, and returns the head.
    ///
    /// A changed, dropped, added or moved fact is [`StoreError::Damaged`] with its position. What
    /// a chain cannot show stands in the [documentation of the crate](crate).
    fn verify(&self) -> Result<Head, StoreError> {
        let expected = self.head()?;
        let mut reached = Head::default();
        let mut damage = None;
        self.visit(&Selection::all().up_to(expected.position), &mut |fact| {
            match link(reached, &fact) {
                Ok(head) => reached = head,
                Err(error) => damage = Some(error),
            }
            if damage.is_none() { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
        })?;
        if let Some(damage) = damage {
            return Err(damage);
        }
        if reached.position < expected.position {
            return Err(Damage::CutOff.at(reached.position.next()));
        }
        if reached.chain != expected.chain {
            let Head { position, chain } = expected;
            return Err(Damage::Changed { expected: reached.chain, found: chain }.at(position));
        }
        Ok(reached)
    }
}

/// The head after a fact, if it is the one that follows.
pub fn link(before: Head, fact: &FactView<'_>) -> Result<Head, StoreError> {
    let head = before.link(fact.bytes);
    if fact.position != head.position {
        return Err(Damage::Missing { found: fact.position }.at(head.position));
    }
    if fact.chain != head.chain {
        return Err(Damage::Changed { expected: head.chain, found: fact.chain }.at(head.position));
    }
    Ok(head)
}

/// A store that remembers the keys of appends as long as their facts.
///
/// 10. **Once.** A batch whose key and content stand in the log is not appended again: the append
///     says where it stands. Neither its condition nor anything else is looked at, so a repeated
///     append succeeds although its own facts would forbid it.
/// 11. **One key, one batch.** A key that stands for other content is refused. A refused append
///     does not use up its key.
pub trait AppendOnce: EventStore {
    /// Appends a batch unless it stands there already or the condition forbids it.
    fn append_once(
        &mut self,
        key: Key<'_>,
        batch: &[NewFact<'_>],
        unless: &AppendCondition,
    ) -> Result<Once, AppendError>;
}
