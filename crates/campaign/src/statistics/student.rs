//! Student's t distribution.

use super::beta::{beta, beta_quantile};

/// The chance that |t| is at least as far from 0, with so many degrees of freedom.
pub fn two_sided(t: f64, freedom: f64) -> f64 {
    if !t.is_finite() {
        return if t.is_nan() { 1.0 } else { 0.0 };
    }
    beta(freedom / (freedom + t * t), freedom / 2.0, 0.5)
}

/// The chance that t is at least so great.
pub fn above(t: f64, freedom: f64) -> f64 {
    let half = two_sided(t, freedom) / 2.0;
    if t < 0.0 { 1.0 - half } else { half }
}

/// The `t` that |t| exceeds with chance `alpha`.
pub fn two_sided_quantile(alpha: f64, freedom: f64) -> f64 {
    // Of two equal ways, the one whose beta variable is the smaller keeps more digits.
    if alpha < 1e-3 && freedom < 1e4 {
        let x = beta_quantile(alpha, freedom / 2.0, 0.5);
        (freedom * (1.0 - x) / x).sqrt()
    } else {
        let y = beta_quantile(1.0 - alpha, 0.5, freedom / 2.0);
        (freedom * y / (1.0 - y)).sqrt()
    }
}
