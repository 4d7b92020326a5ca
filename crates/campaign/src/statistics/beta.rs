//! The incomplete beta function: the distribution behind proportions, Student's t and order
//! statistics.
//!
//! The factor in front of the continued fraction is computed by saddle points (Loader 2000), so
//! that it keeps its digits for millions of runs, where differences of logarithms of factorials
//! would lose half of them.

use libm::{exp, fabs, lgamma, log};

use super::normal::LN_SQRT_2_PI;

/// `I_x(a, b)`: the chance that a beta variable with these positive shapes stays below `x`.
pub fn beta(x: f64, a: f64, b: f64) -> f64 {
    if x <= 0.0 {
        return 0.0;
    }
    if 1.0 <= x {
        return 1.0;
    }
    // The fraction converges fast on this side of the mean, and the other side is its complement.
    if x < (a + 1.0) / (a + b + 2.0) {
        below(x, 1.0 - x, a, b)
    } else {
        1.0 - below(1.0 - x, x, b, a)
    }
}

/// `I_x(a, b)` where `x` is not above the mean; `y` is 1 - x.
fn below(x: f64, y: f64, a: f64, b: f64) -> f64 {
    density(a, b, x, y) * b / (a + b) * fraction(x, a, b)
}

/// `x^a y^b Γ(a+b+1) / (Γ(a+1) Γ(b+1))`, where `y` is 1 - x.
fn density(a: f64, b: f64, x: f64, y: f64) -> f64 {
    let sum = a + b;
    let stirling = stirling_error(sum) - stirling_error(a) - stirling_error(b);
    let exponent = stirling - deviance(a, sum * x) - deviance(b, sum * y);
    exp(exponent - LN_SQRT_2_PI + 0.5 * (log(sum / a) - log(b)))
}

/// What Stirling's formula for the logarithm of `n`! lacks.
fn stirling_error(n: f64) -> f64 {
    if n < 16.0 {
        return lgamma(n + 1.0) - (n + 0.5) * log(n) + n - LN_SQRT_2_PI;
    }
    let square = n * n;
    let mut series = 1.0 / 1_188.0 / square;
    for term in [1.0 / 1_680.0, 1.0 / 1_260.0, 1.0 / 360.0] {
        series = (term - series) / square;
    }
    (1.0 / 12.0 - series) / n
}

/// x log(x / m) + m - x, without cancellation where x is near m.
fn deviance(x: f64, m: f64) -> f64 {
    let gap = x - m;
    if fabs(gap) < 0.1 * (x + m) {
        let ratio = gap / (x + m);
        let mut sum = gap * ratio;
        let mut term = 2.0 * x * ratio;
        for odd in 1..1_000 {
            term *= ratio * ratio;
            let next = sum + term / f64::from(2 * odd + 1);
            if fabs(next - sum) <= f64::EPSILON * 0.25 * fabs(sum) {
                return next;
            }
            sum = next;
        }
        return sum;
    }
    if x == 0.0 {
        return m;
    }
    x * log(x / m) + m - x
}

/// The continued fraction, by Lentz's method. Its steps grow like the square root of the shapes.
fn fraction(x: f64, a: f64, b: f64) -> f64 {
    const TINY: f64 = 1e-300;
    let held = |value: f64| if fabs(value) < TINY { TINY } else { value };
    let mut numerator = 1.0;
    let mut denominator = 1.0 / held(1.0 - (a + b) * x / (a + 1.0));
    let mut value = denominator;
    for step in 1..200_000 {
        let m = f64::from(step);
        let even = m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m));
        let odd = -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0));
        let before = value;
        for coefficient in [even, odd] {
            denominator = 1.0 / held(1.0 + coefficient * denominator);
            numerator = held(1.0 + coefficient / numerator);
            value *= denominator * numerator;
        }
        if fabs(value - before) <= 1e-16 * fabs(value) {
            break;
        }
    }
    value
}

/// The `x` below which a beta variable with these positive shapes stays with chance `p`.
///
/// Newton's steps, held within an interval that shrinks with each of them.
pub fn beta_quantile(p: f64, a: f64, b: f64) -> f64 {
    if p <= 0.0 {
        return 0.0;
    }
    if 1.0 <= p {
        return 1.0;
    }
    let (mut low, mut high) = (0.0_f64, 1.0_f64);
    let mut x = a / (a + b);
    for _ in 0..400 {
        let excess = beta(x, a, b) - p;
        if excess < 0.0 {
            low = x;
        } else {
            high = x;
        }
        let slope = density(a, b, x, 1.0 - x) * a * b / (a + b) / (x * (1.0 - x));
        let newton = x - excess / slope;
        let next = if low < newton && newton < high { newton } else { middle(low, high) };
        if fabs(next - x) <= 4.0 * f64::EPSILON * x || high - low <= f64::EPSILON * low {
            return next;
        }
        x = next;
    }
    x
}

/// Between two bounds that may be many orders apart.
fn middle(low: f64, high: f64) -> f64 {
    if low == 0.0 && 1e-300 < high {
        high * 0.001
    } else if 100.0 * low < high {
        (low * high).sqrt()
    } else {
        low + (high - low) / 2.0
    }
}

/// The chance of at most `k` successes in `n` trials of chance `p`.
pub fn binomial_at_most(k: u64, n: u64, p: f64) -> f64 {
    if n <= k {
        return 1.0;
    }
    beta(1.0 - p, (n - k) as f64, k as f64 + 1.0)
}
