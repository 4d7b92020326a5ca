//! Copies of a running engine: both go on from here, and neither knows of the other.

use kernel::Decider;

use super::{Engine, Journal, Observer, Reactor};
use crate::record::Refusal;

impl<D, J, R, O> Clone for Engine<D, J, R, O>
where
    D: Decider,
    D::Rejection: Into<Refusal>,
    J: Journal<D> + Clone,
    R: Reactor<D> + Clone,
    O: Observer<D> + Clone,
{
    fn clone(&self) -> Self {
        self.fork(self.journal.clone(), self.reactor.clone())
    }
}
