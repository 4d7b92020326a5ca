//! What a wrong store does with the appends that are begun.

use event_store::{AppendCondition, AppendError, EventStore, NewFact, Outcome, Pending, Span};

use crate::faults::Fault;
use crate::store::Wrong;

/// A batch that was not appended when it was begun.
struct PutOff {
    store: Wrong,
    /// None once it is appended, or not to be.
    batch: Option<Vec<Owned>>,
    unless: AppendCondition,
}

struct Owned {
    kind: String,
    tags: Vec<String>,
    bytes: Vec<u8>,
}

impl Wrong {
    pub(crate) fn begun(&mut self, batch: &[NewFact<'_>], unless: &AppendCondition) -> Pending {
        let puts_off = [Fault::LosesWhatNobodyWaitsFor, Fault::LetsLaterOnesPassWhatWasBegun];
        if puts_off.iter().any(|fault| self.does(*fault)) {
            let owned = batch.iter().map(|fact| Owned {
                kind: fact.kind.to_owned(),
                tags: fact.tags.iter().map(ToString::to_string).collect(),
                bytes: fact.bytes.to_vec(),
            });
            let batch = Some(owned.collect());
            return Pending::new(PutOff { store: self.clone(), batch, unless: unless.clone() });
        }
        let none = AppendCondition::none();
        let ignores = self.does(Fault::IgnoresTheConditionOfWhatWasBegun);
        Pending::new(self.append(batch, if ignores { &none } else { unless }))
    }
}

impl PutOff {
    fn append(&mut self) -> Option<Result<Span, AppendError>> {
        let batch = self.batch.take()?;
        let tags: Vec<Vec<&str>> =
            batch.iter().map(|fact| fact.tags.iter().map(String::as_str).collect()).collect();
        let facts = batch.iter().zip(&tags);
        let facts: Vec<NewFact<'_>> = facts
            .map(|(fact, tags)| NewFact { kind: &fact.kind, tags, bytes: &fact.bytes })
            .collect();
        Some(self.store.append(&facts, &self.unless))
    }
}

impl Outcome for PutOff {
    fn is_known(&mut self) -> bool {
        true
    }

    fn wait(mut self: Box<Self>) -> Result<Span, AppendError> {
        self.append().expect("it is waited for once")
    }
}

impl Drop for PutOff {
    fn drop(&mut self) {
        if self.store.does(Fault::LosesWhatNobodyWaitsFor) {
            self.batch = None;
        }
        // Nobody hears of a failure.
        drop(self.append());
    }
}
