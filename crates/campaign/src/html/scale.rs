//! Round numbers along an axis.

use crate::amount::amount;
use crate::outcome::Kind;

/// An axis has about so many ticks at most.
const TICKS_MAX: f64 = 7.0;

const MINUTE: f64 = 60_000.0;
const HOUR: f64 = 60.0 * MINUTE;
const DAY: f64 = 24.0 * HOUR;

/// Steps of time that people count in; below and above them it goes by 1, 2 and 5.
const SPANS: [f64; 16] = [
    1_000.0,
    5_000.0,
    15_000.0,
    30_000.0,
    MINUTE,
    5.0 * MINUTE,
    15.0 * MINUTE,
    30.0 * MINUTE,
    HOUR,
    2.0 * HOUR,
    3.0 * HOUR,
    6.0 * HOUR,
    12.0 * HOUR,
    DAY,
    2.0 * DAY,
    7.0 * DAY,
];

/// Round values from one end to the other, both included where they are round.
pub(super) fn ticks(kind: Kind, low: f64, high: f64) -> Vec<f64> {
    let least = (high - low) / TICKS_MAX;
    let of_time = matches!(kind, Kind::Milliseconds | Kind::Time);
    let mut step = match SPANS.iter().find(|span| least <= **span) {
        Some(span) if of_time && 500.0 <= least => *span,
        None if of_time => DAY * decimal(least / DAY),
        _ => decimal(least),
    };
    if matches!(kind, Kind::Count) {
        step = step.max(1.0);
    }
    if !step.is_finite() || step <= 0.0 {
        return vec![low];
    }
    let first = (low / step - 1e-9).ceil();
    let ticks = (0..64).map(|place| (first + f64::from(place)) * step);
    ticks.take_while(|tick| *tick <= high + 1e-9 * step).map(|tick| tick + 0.0).collect()
}

/// The first of 1, 2 and 5, times a power of ten, that is not below.
fn decimal(least: f64) -> f64 {
    let power = libm::pow(10.0, libm::floor(libm::log10(least.max(f64::MIN_POSITIVE))));
    let step = [1.0, 2.0, 5.0, 10.0].into_iter().map(|digit| digit * power);
    step.into_iter().find(|step| least <= step * (1.0 + 1e-9)).unwrap_or(10.0 * power)
}

/// A tick as people read it.
pub(super) fn label(kind: Kind, tick: f64) -> String {
    if tick == 0.0 && !matches!(kind, Kind::Flag | Kind::PartsPerMillion) {
        return "0".to_string();
    }
    // Ticks are round, so what stands behind the point is nothing in most of them.
    amount(kind, tick).replace(".0 %", " %").replacen('-', "−", 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(kind: Kind, low: f64, high: f64) -> String {
        ticks(kind, low, high)
            .into_iter()
            .map(|tick| label(kind, tick))
            .collect::<Vec<_>>()
            .join(", ")
    }

    #[test]
    fn ticks_are_round_in_the_unit_of_the_axis() {
        assert_eq!(shown(Kind::Time, 0.0, 14.0 * DAY), "0, 2 d, 4 d, 6 d, 8 d, 10 d, 12 d, 14 d");
        assert_eq!(
            shown(Kind::Milliseconds, 2.1 * HOUR, 18.6 * HOUR),
            "3 h, 6 h, 9 h, 12 h, 15 h, 18 h"
        );
        assert_eq!(
            shown(Kind::Time, 0.0, 70.0 * DAY),
            "0, 10 d, 20 d, 30 d, 40 d, 50 d, 60 d, 70 d"
        );
        assert_eq!(shown(Kind::Milliseconds, 0.0, 40.0), "0, 10 ms, 20 ms, 30 ms, 40 ms");
        assert_eq!(shown(Kind::Count, 0.0, 3.0), "0, 1, 2, 3");
        assert_eq!(shown(Kind::Count, 0.0, 39.0), "0, 10, 20, 30");
        assert_eq!(shown(Kind::Flag, -0.17, 0.36), "−10 %, 0 %, 10 %, 20 %, 30 %");
        assert_eq!(shown(Kind::PartsPerMillion, 0.0, 1e6), "0 %, 20 %, 40 %, 60 %, 80 %, 100 %");
        assert_eq!(shown(Kind::Count, 5.0, 5.0), "5");
    }
}
