//! When enough has been seen.
//!
//! Whoever looks again and again at an interval, and stops when it pleases, is misled more often
//! than it says. [`Looks`] therefore looks only when the number of runs has doubled, and gives
//! each look a share of the whole risk, so that all looks together keep the promise. [`Sprt`] is
//! Wald's test, which may look after each run.

use libm::log;

use super::{Confidence, Interval};

/// Looks at an interval after 2, 4, 8, … times `first` runs, until it is narrow enough.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Looks {
    pub first: u64,
    /// The promise that all looks keep together.
    pub confidence: Confidence,
}

impl Looks {
    /// The confidence of the look at so many runs; none where no look is due. Look `k` may miss
    /// with chance `alpha` / (k (k + 1)), and these shares add up to `alpha`.
    pub fn due(&self, runs: u64) -> Option<Confidence> {
        let ratio = runs.checked_div(self.first)?;
        if !runs.is_multiple_of(self.first) || !ratio.is_power_of_two() {
            return None;
        }
        let look = f64::from(ratio.trailing_zeros() + 1);
        Confidence::new(1.0 - self.confidence.alpha() / (look * (look + 1.0)))
    }

    /// Whether a look shows an interval that is narrow enough.
    pub fn suffices(interval: Interval, half_width: f64) -> bool {
        interval.half_width() <= half_width
    }
}

/// Wald's sequential test: is something as frequent as `high`, or as rare as `low`?
///
/// If the truth is at most `low`, the answer is `High` with a chance of at most `risk`; if it is at
/// least `high`, the answer is `Low` with a chance of at most `risk` (both but for what the last
/// run oversteps, which only makes the risks smaller in sum).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Sprt {
    upon_success: f64,
    upon_failure: f64,
    bound: f64,
    successes: u64,
    failures: u64,
    answer: Option<Answer>,
}

/// What the test decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    Low,
    High,
}

impl Sprt {
    /// None unless 0 < `low` < `high` < 1 and 0 < `risk` < 1/2.
    pub fn new(low: f64, high: f64, risk: f64) -> Option<Sprt> {
        let sound = 0.0 < low && low < high && high < 1.0 && 0.0 < risk && risk < 0.5;
        sound.then(|| Sprt {
            upon_success: log(high / low),
            upon_failure: log((1.0 - high) / (1.0 - low)),
            bound: log((1.0 - risk) / risk),
            successes: 0,
            failures: 0,
            answer: None,
        })
    }

    /// Takes the next run, in their order; an answer once given stands.
    pub fn observe(&mut self, success: bool) -> Option<Answer> {
        if self.answer.is_none() {
            if success {
                self.successes += 1;
            } else {
                self.failures += 1;
            }
            let ratio = self.likelihood_ratio();
            if self.bound <= ratio {
                self.answer = Some(Answer::High);
            } else if ratio <= -self.bound {
                self.answer = Some(Answer::Low);
            }
        }
        self.answer
    }

    /// The logarithm of how much better `high` explains what was seen than `low` does.
    pub fn likelihood_ratio(&self) -> f64 {
        self.successes as f64 * self.upon_success + self.failures as f64 * self.upon_failure
    }

    /// How many runs were looked at.
    pub fn runs(&self) -> u64 {
        self.successes + self.failures
    }

    pub fn answer(&self) -> Option<Answer> {
        self.answer
    }
}
