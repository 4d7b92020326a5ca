//! A store that is a plain list, and does one thing wrong.

use std::ops::ControlFlow;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use event_store::{
    AppendCondition, AppendError, AppendOnce, Chain, Damage, EventStore, Fact, FactView, Head, Key,
    NewFact, Once, Pending, Selection, Span, StoreError, Watch,
};
use kernel::Position;

use crate::faults::Fault;
use crate::matching::{matches, violation};

pub(crate) struct Wrong {
    fault: Option<Fault>,
    list: Arc<(Mutex<List>, Condvar)>,
}

#[derive(Clone, Default)]
pub(crate) struct List {
    facts: Vec<Fact>,
    keys: Vec<(String, Span)>,
    pub(crate) snapshots: Vec<((String, u32), Position, Vec<u8>)>,
    /// A fact that was changed afterwards.
    pub(crate) spoilt: Option<Position>,
    /// Positions that were given out and not used.
    gaps: u64,
    /// The facts that a read has shown before.
    shown: usize,
    /// The positions that were given out ahead of their facts.
    numbered: u64,
}

impl List {
    /// The position of the last fact.
    pub(crate) fn end(&self) -> Position {
        self.facts.last().map_or(Position::START, |fact| fact.position)
    }
}

impl Wrong {
    pub(crate) fn new(fault: Option<Fault>) -> Wrong {
        Wrong { fault, list: Arc::default() }
    }

    pub(crate) fn does(&self, fault: Fault) -> bool {
        self.fault == Some(fault)
    }

    pub(crate) fn list(&self) -> MutexGuard<'_, List> {
        self.list.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn end(&self, list: &List) -> Head {
        let facts = &list.facts;
        let facts = if self.does(Fault::ShowsTheHeadOneLate) {
            &facts[..facts.len().saturating_sub(1)]
        } else {
            facts
        };
        if facts.is_empty() && self.does(Fault::BeginsWithAnotherChain) {
            return Head { position: Position::START, chain: Chain::GENESIS.link(b"") };
        }
        let chain = if self.does(Fault::ShowsTheChainBefore) {
            facts.len().checked_sub(2).map_or(Chain::GENESIS, |before| facts[before].chain)
        } else {
            facts.last().map_or(Chain::GENESIS, |fact| fact.chain)
        };
        Head { position: facts.last().map_or(Position::START, |fact| fact.position), chain }
    }

    fn judge(
        &self,
        list: &List,
        batch: &[NewFact<'_>],
        unless: &AppendCondition,
    ) -> Result<(), AppendError> {
        let judged = violation(self.fault, &list.facts, batch, unless)
            .map_or(Ok(()), |position| Err(AppendError::ConditionViolated { position }));
        let empty = batch.is_empty() && !self.does(Fault::AcceptsAnEmptyBatch);
        if empty && !self.does(Fault::JudgesTheConditionBeforeTheBatch) {
            return Err(AppendError::Empty);
        }
        judged?;
        if empty { Err(AppendError::Empty) } else { Ok(()) }
    }

    /// Appends what was judged.
    fn push(&self, list: &mut List, batch: &[NewFact<'_>]) -> Span {
        let before = list.facts.last().map_or(0, |fact| fact.position.0);
        let first = if self.does(Fault::CountsFromZero) && list.facts.is_empty() {
            0
        } else {
            before + 1 + std::mem::take(&mut list.gaps)
        };
        let mut chain = list.facts.last().map_or(Chain::GENESIS, |fact| fact.chain);
        let before = chain;
        let mut added: Vec<Fact> = Vec::new();
        for (new, number) in batch.iter().zip(0..) {
            chain = match self.fault {
                Some(Fault::HashesFactsAlone) => Chain::GENESIS.link(new.bytes),
                Some(Fault::LinksBatchesInsteadOfFacts) => before.link(new.bytes),
                _ => chain.link(new.bytes),
            };
            let steps = if self.does(Fault::CountsBatchesInsteadOfFacts) { 0 } else { number };
            let position = Position(first + steps);
            added.push(self.kept(FactView {
                position,
                kind: new.kind,
                tags: new.tags,
                bytes: new.bytes,
                chain,
            }));
        }
        match self.fault {
            Some(Fault::ForgetsTheLastOfABatch) if 1 < added.len() => _ = added.pop(),
            Some(Fault::TurnsABatchAround) => turn_around(&mut added),
            Some(Fault::CutsLargeBatches) => added.truncate(20),
            _ => {}
        }
        list.facts.append(&mut added);
        let more = (batch.len() as u64).saturating_sub(1);
        let more = if self.does(Fault::SaysThatABatchEndsWhereItBegins) { 0 } else { more };
        Span { first: Position(first), last: Position(first + more) }
    }

    /// Takes the positions, and shows the facts some time later: others may be faster.
    fn number_and_commit(&self, batch: &[NewFact<'_>]) -> Span {
        let mut apart = {
            let mut list = self.list();
            let position = Position(list.numbered);
            list.numbered += batch.len() as u64;
            let fact = Fact {
                position,
                kind: String::new(),
                tags: Vec::new(),
                bytes: Vec::new(),
                chain: Chain::GENESIS,
            };
            List { facts: vec![fact], ..List::default() }
        };
        dawdle();
        let span = self.push(&mut apart, batch);
        let mut list = self.list();
        list.facts.extend(apart.facts.drain(1..));
        list.facts.sort_by_key(|fact| fact.position);
        self.list.1.notify_all();
        span
    }

    /// What becomes of a fact in this store.
    fn kept(&self, fact: FactView<'_>) -> Fact {
        let mut fact = fact.to_fact();
        match self.fault {
            Some(Fault::SortsTags) => fact.tags.sort(),
            Some(Fault::DropsRepeatedTags) => {
                let tags = std::mem::take(&mut fact.tags);
                for tag in tags {
                    if !fact.tags.contains(&tag) {
                        fact.tags.push(tag);
                    }
                }
            }
            Some(Fault::SpoilsLettersBeyondAscii) => {
                let bytes =
                    fact.bytes.iter().map(|byte| if byte.is_ascii() { *byte } else { b'?' });
                fact.bytes = bytes.collect();
            }
            Some(Fault::CutsLargeFacts) => fact.bytes.truncate(1 << 16),
            _ => {}
        }
        fact
    }

    fn refused(&self, list: &mut List, batch: &[NewFact<'_>]) {
        match self.fault {
            Some(Fault::LeavesAGapAfterARefusal) => list.gaps += batch.len() as u64,
            Some(Fault::KeepsTheFirstOfARefusedBatch) => _ = self.push(list, &batch[..1]),
            _ => {}
        }
    }

    /// Where the key stands, if this store thinks so, and whether for this batch.
    fn known(&self, list: &List, key: &str, batch: &[NewFact<'_>]) -> Option<(Span, bool)> {
        let same_key = |known: &str| match self.fault {
            Some(Fault::IgnoresKeys) => false,
            Some(Fault::ComparesLettersOfKeysWithoutCase) => known.eq_ignore_ascii_case(key),
            Some(Fault::CutsKeys) => {
                known.as_bytes().iter().take(200).eq(key.as_bytes().iter().take(200))
            }
            _ => known == key,
        };
        let keys = match self.fault {
            Some(Fault::RemembersTheLastKeyOnly) => &list.keys[list.keys.len().saturating_sub(1)..],
            _ => &list.keys,
        };
        let &(_, span) = keys.iter().find(|(known, _)| same_key(known))?;
        let stands: Vec<&Fact> = list
            .facts
            .iter()
            .filter(|fact| span.first <= fact.position && fact.position <= span.last)
            .collect();
        let same = |stands: &Fact, new: &NewFact<'_>| match self.fault {
            Some(Fault::ComparesHowManyFacts) => true,
            Some(Fault::ComparesTypesOnly) => stands.kind == new.kind,
            _ => stands.kind == new.kind && stands.tags == new.tags && stands.bytes == new.bytes,
        };
        let same = stands.len() == batch.len()
            && stands.iter().zip(batch).all(|(stands, new)| same(stands, new));
        Some((span, same || self.does(Fault::TakesAnyContentForARepetition)))
    }
}

/// The facts change places, the positions and links stay.
fn turn_around(facts: &mut [Fact]) {
    let places: Vec<_> = facts.iter().map(|fact| (fact.position, fact.chain)).collect();
    facts.reverse();
    for (fact, (position, chain)) in facts.iter_mut().zip(places) {
        (fact.position, fact.chain) = (position, chain);
    }
}

/// Long enough for another thread to come between.
fn dawdle() {
    for _ in 0..200 {
        thread::yield_now();
    }
}

impl Clone for Wrong {
    fn clone(&self) -> Wrong {
        let list = if self.does(Fault::GivesEachHandleACopy) {
            Arc::new((Mutex::new(self.list().clone()), Condvar::new()))
        } else {
            Arc::clone(&self.list)
        };
        Wrong { fault: self.fault, list }
    }
}

impl EventStore for Wrong {
    fn append(
        &mut self,
        batch: &[NewFact<'_>],
        unless: &AppendCondition,
    ) -> Result<Span, AppendError> {
        if self.does(Fault::ChecksConditionsOutsideTheLock) {
            let seen = self.list().clone();
            self.judge(&seen, batch, unless)?;
            dawdle();
            let span = self.push(&mut self.list(), batch);
            self.list.1.notify_all();
            return Ok(span);
        }
        if self.does(Fault::NumbersBeforeItCommits) {
            return Ok(self.number_and_commit(batch));
        }
        let mut list = self.list();
        if let Err(error) = self.judge(&list, batch, unless) {
            if !batch.is_empty() {
                self.refused(&mut list, batch);
            }
            return Err(error);
        }
        let span = self.push(&mut list, batch);
        self.list.1.notify_all();
        Ok(span)
    }

    fn begin(&mut self, batch: &[NewFact<'_>], unless: &AppendCondition) -> Pending {
        self.begun(batch, unless)
    }

    fn visit(
        &self,
        selection: &Selection<'_>,
        each: &mut dyn FnMut(FactView<'_>) -> ControlFlow<()>,
    ) -> Result<Position, StoreError> {
        let (facts, end) = {
            let mut list = self.list();
            let goes_on = Position::START < selection.after && selection.limit < usize::MAX;
            let late = self.does(Fault::ShowsTheLastFactsLate)
                || self.does(Fault::SkipsALateCommit) && goes_on;
            let shown = if late { list.shown } else { list.facts.len() };
            list.shown = list.facts.len();
            (list.facts[..shown].to_vec(), list.facts.last().map_or(0, |fact| fact.position.0))
        };
        let found = matches(self.fault, &facts, selection);
        for fact in &found {
            let tags: Vec<&str> = fact.tags.iter().map(String::as_str).collect();
            if each(fact.view(&tags)).is_break() && !self.does(Fault::DoesNotBreakOff) {
                break;
            }
        }
        Ok(match self.fault {
            Some(Fault::SaysItSawAsFarAsItMatched) => {
                found.last().map_or(selection.after, |fact| fact.position)
            }
            Some(Fault::SaysItSawAsFarAsItWasTold) => selection.up_to.min(Position(end + 1)),
            Some(Fault::ShowsTheLastFactsLate) => {
                facts.last().map_or(Position::START, |fact| fact.position)
            }
            _ => Position(end),
        })
    }

    fn head(&self) -> Result<Head, StoreError> {
        Ok(self.end(&self.list()))
    }

    fn verify(&self) -> Result<Head, StoreError> {
        if self.does(Fault::FindsEachLogDamaged) {
            return Err(Damage::CutOff.at(Position(1)));
        }
        self.expect_unspoilt()?;
        self.head()
    }
}

impl AppendOnce for Wrong {
    fn append_once(
        &mut self,
        key: Key<'_>,
        batch: &[NewFact<'_>],
        unless: &AppendCondition,
    ) -> Result<Once, AppendError> {
        let key = key.as_str();
        let known = self.known(&self.list(), key, batch);
        if batch.is_empty() {
            return match known {
                Some((span, _)) if self.does(Fault::TakesAnEmptyBatchForARepetition) => {
                    Ok(Once::AlreadyAppended(span))
                }
                _ => Err(AppendError::Empty),
            };
        }
        if self.does(Fault::ChecksKeysOutsideTheLock) {
            dawdle();
        }
        let mut list = self.list();
        let known = if self.does(Fault::ChecksKeysOutsideTheLock) {
            known
        } else {
            self.known(&list, key, batch)
        };
        if self.does(Fault::JudgesTheConditionOfARepetition) {
            self.judge(&list, batch, unless)?;
        }
        match known {
            Some((span, true)) if self.does(Fault::CallsARepetitionAppended) => {
                return Ok(Once::Appended(span));
            }
            Some((span, true)) => return Ok(Once::AlreadyAppended(span)),
            Some((span, false)) => return Err(AppendError::KeyReused { span }),
            None => {}
        }
        if let Err(error) = self.judge(&list, batch, unless) {
            if self.does(Fault::KeepsTheKeyOfARefusal) {
                let nowhere = Span { first: Position(u64::MAX), last: Position(u64::MAX) };
                list.keys.push((key.to_owned(), nowhere));
            }
            return Err(error);
        }
        let span = self.push(&mut list, batch);
        list.keys.push((key.to_owned(), span));
        self.list.1.notify_all();
        Ok(Once::Appended(span))
    }
}

impl Watch for Wrong {
    fn wait_beyond(&self, position: Position, at_most: Duration) -> Result<Position, StoreError> {
        if self.does(Fault::SaysThatNothingCame) {
            return Ok(position);
        }
        let began = Instant::now();
        let mut list = self.list();
        loop {
            let end = list.end();
            let left = at_most.saturating_sub(began.elapsed());
            if position < end || left.is_zero() {
                return Ok(end);
            }
            let waited = self.list.1.wait_timeout(list, left);
            list = waited.unwrap_or_else(PoisonError::into_inner).0;
        }
    }
}
