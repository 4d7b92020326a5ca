//! How long until something happens, where it may not have happened by the end.
//!
//! The estimate of Kaplan and Meier, with Greenwood's variance and intervals on the scale of
//! log(-log), which stay within 0 and 1.

use libm::{exp, log};

use super::normal::normal_quantile;
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
        let (mut at_risk, mut survival, mut sum) = (runs, 1.0, 0.0);
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
            let interval = log_log(survival, sum, z);
            points.push(Point { time, at_risk, events, survival, error, interval });
            at_risk -= events;
        }
        Curve { points, runs, events: happened.len() }
    }

    /// The point that holds at a time; none before the first event.
    pub fn at(&self, time: i64) -> Option<&Point> {
        let index = self.points.partition_point(|point| point.time <= time);
        self.points.get(index.checked_sub(1)?)
    }

    /// The median with the interval of Brookmeyer and Crowley.
    pub fn median(&self) -> Option<Median> {
        let first = |reached: &dyn Fn(&Point) -> bool| {
            self.points.iter().find(|point| reached(point)).map(|point| point.time)
        };
        Some(Median {
            time: first(&|point| point.survival <= HALF)?,
            low: first(&|point| point.interval.low <= HALF),
            high: first(&|point| point.interval.high <= HALF),
        })
    }
}

fn log_log(survival: f64, sum: f64, z: f64) -> Interval {
    if survival <= 0.0 {
        return Interval { low: 0.0, high: 0.0 };
    }
    let cumulative = log(survival);
    let half = z * sum.sqrt() / -cumulative;
    Interval { low: exp(cumulative * exp(half)), high: exp(cumulative * exp(-half)) }
}
