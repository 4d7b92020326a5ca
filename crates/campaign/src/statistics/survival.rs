//! How long until something happens, where it may not have happened by the end.
//!
//! The estimate of Kaplan and Meier, with Greenwood's variance and intervals on the scale of
//! log(-log), which stay within 0 and 1. Where it has happened in all runs or in none there is no
//! variance to go by; the interval is that of Clopper and Pearson there.

use libm::{exp, log};

use super::normal::normal_quantile;
use super::proportion::clopper_pearson;
use super::{Confidence, Interval, Tally};

/// One step of the curve.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Point {
    /// From this time on.
    pub time: i64,
    pub at_risk: u64,
    pub events: u64,
    /// The share for which it has not happened by then.
    pub survival: f64,
    /// Greenwood's standard error.
    pub error: f64,
    pub interval: Interval,
}

/// The share for which something has not happened yet, over time.
#[derive(Clone, Debug, PartialEq)]
pub struct Curve {
    /// One point for each time at which something happened.
    pub points: Vec<Point>,
    /// The interval of the share before it happened anywhere.
    pub before: Interval,
    pub runs: u64,
    pub events: u64,
}

/// A time by which half have seen it happen, if that can be told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Median {
    pub time: i64,
    pub low: Option<i64>,
    pub high: Option<i64>,
}

/// A product of many factors may miss the half by the last digit.
const HALF: f64 = 0.5 + 1e-12;

impl Curve {
    /// From the times at which it happened, and the times up to which it had not and nobody
    /// looked further.
    pub fn new(happened: &Tally, censored: &Tally, confidence: Confidence) -> Curve {
        let z = normal_quantile(1.0 - confidence.alpha() / 2.0);
        let runs = happened.len() + censored.len();
        let mut left = censored.iter().peekable();
        let before = whole_of(runs, confidence);
        let (mut at_risk, mut survival, mut sum, mut seen) = (runs, 1.0, 0.0, 0);
        let mut points = Vec::new();
        for (time, events) in happened.iter() {
            while let Some(&(at, gone)) = left.peek()
                && at < time
            {
                at_risk -= gone;
                left.next();
            }
            let (n, d) = (at_risk as f64, events as f64);
            survival *= (n - d) / n;
            sum += d / (n * (n - d));
            let error = if 0.0 < survival { survival * sum.sqrt() } else { 0.0 };
            seen += events;
            let interval = if events < at_risk {
                log_log(survival, sum, z)
            } else {
                // Those of which nobody knows count for nothing.
                let Interval { low, high } = whole_of(seen, confidence);
                Interval { low: 1.0 - high, high: 1.0 - low }
            };
            points.push(Point { time, at_risk, events, survival, error, interval });
            at_risk -= events;
        }
        Curve { points, before, runs, events: happened.len() }
    }

    /// The point that holds at a time; none before the first event.
    pub fn at(&self, time: i64) -> Option<&Point> {
        let index = self.points.partition_point(|point| point.time <= time);
        self.points.get(index.checked_sub(1)?)
    }

    /// The share for which it has not happened by the last time at which it did, or at all.
    pub fn last(&self) -> (f64, Interval) {
        self.points.last().map_or((1.0, self.before), |point| (point.survival, point.interval))
    }

    /// The median with the interval of Brookmeyer and Crowley.
    pub fn median(&self) -> Option<Median> {
        let first = |reached: &dyn Fn(&Point) -> bool| {
            self.points.iter().find(|point| reached(point)).map(|point| point.time)
        };
        Some(Median {
            time: first(&|point| point.survival <= HALF)?,
            low: first(&|point| point.interval.low <= HALF).filter(|_| HALF < self.before.low),
            high: first(&|point| point.interval.high <= HALF),
        })
    }
}

/// The interval of a share that was whole in so many runs.
fn whole_of(runs: u64, confidence: Confidence) -> Interval {
    let whole = Interval { low: 0.0, high: 1.0 };
    clopper_pearson(runs, runs, confidence).map_or(whole, |estimate| estimate.interval)
}

fn log_log(survival: f64, sum: f64, z: f64) -> Interval {
    let cumulative = log(survival);
    let half = z * sum.sqrt() / -cumulative;
    Interval { low: exp(cumulative * exp(half)), high: exp(cumulative * exp(-half)) }
}
