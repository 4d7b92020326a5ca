//! Logarithms, powers of two and the normal quantile in integers.
//!
//! `f64::ln` and `f64::exp` differ between platforms in their last bits, and a duration drawn
//! through them would differ with them. Here a number is an `i128` with [`FRACTION_BITS`] bits
//! after the point, and the same bits come out everywhere.
//!
//! Every function is monotone, so a quantile function built on it is too; each says why.

use std::num::NonZeroU64;

mod normal;

pub(crate) use normal::normal_quantile;

/// The bits after the point.
pub(crate) const FRACTION_BITS: u32 = 56;
/// The number 1.
pub(crate) const ONE: i128 = 1 << FRACTION_BITS;
/// The natural logarithm of 2, times 2^64, rounded down.
const LN_2: u64 = 0xB172_17F7_D1CF_79AB;

/// The logarithm to base 2, rounded down: at most 2^-55 below the true one.
///
/// Monotone because it squares the mantissa once for each bit, and a rounded-down square never
/// overtakes a greater one.
pub(crate) fn log2(number: NonZeroU64) -> i128 {
    let mut log = u128::from(number.ilog2());
    // In [1, 2), with 63 bits after the point.
    let mut mantissa = u128::from(number.get() << number.leading_zeros());
    for _ in 0..FRACTION_BITS {
        let square = mantissa * mantissa;
        let bit = square >> 127;
        mantissa = square >> (63 + bit);
        log = log << 1 | bit;
    }
    log.cast_signed()
}

/// -ln(`share` / 2^64), rounded down: from 0 (excluded) to 44.4, at most 2^-55 off.
///
/// Monotone because [`log2`] is.
pub(crate) fn minus_ln(share: NonZeroU64) -> i128 {
    ((64 * ONE - log2(share)) * i128::from(LN_2)) >> 64
}

/// `value` · 2^`exponent`, rounded to the nearest integer and held at `u64::MAX`.
///
/// The factor is at most 2^-60 (relatively) below the true power; neighboring exponents are
/// 2^-56.5 apart, so it is monotone in both arguments.
pub(crate) fn times_exp2(value: u64, exponent: i128) -> u64 {
    let scaled = u128::from(value) * u128::from(exp2_of_fraction(exponent));
    let Ok(shift) = u32::try_from(63 - (exponent >> FRACTION_BITS)) else {
        let overflows = 0 < value && 0 < exponent;
        return if overflows { u64::MAX } else { 0 };
    };
    let rounded = match shift.checked_sub(1) {
        None => scaled,
        Some(but_one) => (scaled.checked_shr(but_one).unwrap_or(0) + 1) >> 1,
    };
    u64::try_from(rounded).unwrap_or(u64::MAX)
}

/// 2 to the power of the fractional part, in [1, 2), with 63 bits after the point.
fn exp2_of_fraction(exponent: i128) -> u64 {
    const TERMS: u64 = 18;
    let fraction = (exponent & (ONE - 1)).cast_unsigned();
    // The exponent of e, below ln 2, with 64 bits after the point.
    let power = ((fraction << 8) * u128::from(LN_2)) >> 64;
    let one = 1_u64 << 63;
    (1..=TERMS).rev().fold(one, |sum, term| {
        let product = (u128::from(sum) * power) >> 64;
        one + u64::try_from(product).expect("a factor below 1 keeps 64 bits") / term
    })
}

#[cfg(test)]
mod tests;
