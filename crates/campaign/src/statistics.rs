//! Estimates with their intervals, from runs that are independent of each other.
//!
//! An [`Estimate`] is a value and the [`Interval`] in which the true value lies with a stated
//! [`Confidence`]. [`proportion`] is for what happens or not, [`Moments`] for means, [`Tally`] for
//! quantiles, [`survival`] for how long something takes when it may not have come by the horizon.
//! [`paired`] compares runs that share their draws, [`multiple`] corrects for many comparisons at
//! once, [`best`] names the best of several, and [`sequential`] says when enough has been seen.
//!
//! What is summed up is whole numbers (milliseconds, counts, parts per million): sums are exact,
//! and the order in which runs come in, or in which parts are merged, changes nothing.

#![expect(
    clippy::cast_precision_loss,
    reason = "counts stay far below 2^53, and sums are rounded once, at the end"
)]

pub mod best;
mod beta;
mod moments;
pub mod multiple;
pub mod normal;
pub mod paired;
pub mod proportion;
pub mod quantile;
pub mod sensitivity;
pub mod sequential;
pub mod student;
pub mod survival;
mod tally;

#[cfg(test)]
mod tests;

pub use beta::{beta, beta_quantile, binomial_at_most};
pub use moments::Moments;
pub use tally::Tally;

/// How often an interval is to hold the true value, as a share of all campaigns.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd)]
pub struct Confidence(f64);

impl Confidence {
    /// Nineteen times in twenty.
    pub const USUAL: Confidence = Confidence(0.95);

    /// None unless strictly between 0 and 1.
    pub fn new(level: f64) -> Option<Confidence> {
        (0.0 < level && level < 1.0).then_some(Confidence(level))
    }

    pub fn level(self) -> f64 {
        self.0
    }

    /// How often an interval may miss.
    pub fn alpha(self) -> f64 {
        1.0 - self.0
    }
}

/// From where to where, both included.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Interval {
    pub low: f64,
    pub high: f64,
}

impl Interval {
    /// Nothing is known of where the true value lies.
    pub const UNBOUNDED: Interval = Interval { low: f64::NEG_INFINITY, high: f64::INFINITY };

    /// Whether anything is known of where the true value lies.
    pub fn is_bounded(self) -> bool {
        self.low.is_finite() && self.high.is_finite()
    }

    pub fn half_width(self) -> f64 {
        (self.high - self.low) / 2.0
    }

    pub fn holds(self, value: f64) -> bool {
        self.low <= value && value <= self.high
    }
}

/// A value and where the true one lies.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Estimate {
    pub value: f64,
    pub interval: Interval,
}
