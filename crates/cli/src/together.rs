//! Failures that are told together, so that nobody mends one to be told of the next.

use crate::exit::Failure;
use crate::output;

/// What was found so far.
#[derive(Default)]
pub struct Failures(Vec<Failure>);

impl Failures {
    /// Keeps a failure, and hands on what is none.
    pub fn take<T>(&mut self, result: Result<T, Failure>) -> Option<T> {
        result.map_err(|failure| self.0.push(failure)).ok()
    }

    /// Tells all that was found, and leaves the failure behind which nothing can be looked at to be
    /// told as the last one, with which the program ends.
    pub fn before(&mut self, last: Failure) -> Failure {
        self.0.drain(..).for_each(|failure| output::failure(&failure));
        last
    }

    /// The last failure, if there is any; the others are told.
    pub fn end(mut self) -> Result<(), Failure> {
        self.0.pop().map_or(Ok(()), |last| Err(self.before(last)))
    }
}
