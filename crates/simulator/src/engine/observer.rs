//! Who watches a run.

use kernel::{Decider, Position, SimTime};

use super::RecordOf;
use crate::record::Refusal;

/// What is about to be recorded.
#[derive(Clone, Copy, Debug)]
pub struct Intent<A> {
    pub at: SimTime,
    pub by: A,
    /// Where the first event would stand.
    pub position: Position,
}

/// Who watches a run: it is shown every record, and deadlines of its own pass in between. It
/// changes nothing, but it may refuse what the model would accept.
pub trait Observer<D: Decider> {
    /// Asked before the events of a command are recorded; refused, the command changes nothing.
    fn permit(&mut self, _intent: Intent<D::Actor>, _events: &[D::Event]) -> Result<(), Refusal> {
        Ok(())
    }

    /// The instant at which the first of its deadlines has passed, if it has any.
    fn next_wake(&mut self) -> Option<SimTime> {
        None
    }

    /// That instant has come, and nothing more happens before it.
    fn wake(&mut self, _at: SimTime) {}

    /// Takes a record that stands in the journal; an event has been applied.
    fn observe(&mut self, _record: &RecordOf<D>) {}
}

/// Nobody watches; it costs nothing.
#[derive(Clone, Copy, Debug, Default)]
pub struct Unobserved;

impl<D: Decider> Observer<D> for Unobserved {}

/// Somebody watches, or nobody.
impl<D: Decider, O: Observer<D>> Observer<D> for Option<O> {
    fn permit(&mut self, intent: Intent<D::Actor>, events: &[D::Event]) -> Result<(), Refusal> {
        self.as_mut().map_or(Ok(()), |observer| observer.permit(intent, events))
    }

    fn next_wake(&mut self) -> Option<SimTime> {
        self.as_mut()?.next_wake()
    }

    fn wake(&mut self, at: SimTime) {
        if let Some(observer) = self {
            observer.wake(at);
        }
    }

    fn observe(&mut self, record: &RecordOf<D>) {
        if let Some(observer) = self {
            observer.observe(record);
        }
    }
}
