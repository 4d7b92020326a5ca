//! The quantile function of the standard normal distribution.
//!
//! Algorithm AS 241 of M. J. Wichura, "The percentage points of the normal distribution",
//! Applied Statistics 37 (1988): three ratios of polynomials, exact to 16 digits, whose
//! coefficients stand here times 2^56.

use std::num::NonZeroU64;

use super::{FRACTION_BITS, LN_2, ONE, minus_ln};

/// A ratio of two polynomials; the coefficients begin with the constant one.
struct Ratio {
    over: [i128; 8],
    under: [i128; 8],
}

/// For the central 85 %, by 0.425² - q².
const CENTRAL: Ratio = Ratio {
    over: [
        244_068_645_500_481_184,
        9_593_868_254_478_823_424,
        142_068_100_306_042_028_032,
        989_472_814_808_226_725_888,
        3_309_025_513_828_049_223_680,
        4_847_009_614_106_648_903_680,
        2_408_926_843_856_459_137_024,
        180_798_334_970_742_374_400,
    ],
    under: [
        72_057_594_037_927_936,
        3_048_996_806_088_550_912,
        49_517_042_414_001_250_304,
        388_692_787_072_830_734_336,
        1_528_614_977_787_835_973_632,
        2_832_432_398_048_252_919_808,
        2_070_148_797_025_477_984_256,
        376_608_675_044_725_948_416,
    ],
};

/// For the tails down to e^-25, by r - 1.6.
const MIDDLE: Ratio = Ratio {
    over: [
        102_569_453_464_921_760,
        333_651_004_776_801_984,
        415_736_088_586_967_680,
        262_855_173_697_722_496,
        91_546_164_997_348_128,
        17_422_137_341_032_558,
        1_637_425_597_217_562,
        55_811_850_202_970,
    ],
    under: [
        72_057_594_037_927_936,
        147_948_048_714_336_544,
        120_796_257_544_725_296,
        49_702_974_604_979_784,
        10_672_016_208_814_208,
        1_095_179_345_158_904,
        39_458_292_350_542,
        75_714_522,
    ],
};

/// For the tails beyond, by r - 5.
const FAR: Ratio = Ratio {
    over: [
        479_752_589_944_637_824,
        393_707_195_039_219_904,
        128_610_306_241_479_760,
        21_369_441_292_474_172,
        1_911_845_741_843_386,
        89_543_158_073_677,
        1_953_881_703_838,
        14_485_986_002,
    ],
    under: [
        72_057_594_037_927_936,
        43_222_465_630_878_712,
        9_866_837_771_192_310,
        1_071_882_745_063_621,
        56_699_896_413_068,
        1_330_412_557_879,
        10_243_071_720,
        147,
    ],
};

/// 0.425 with 40 bits after the point: how far from 1/2 the central ratio reaches.
const CENTRAL_REACH: i128 = (17 << 40) / 40;
/// How many leading bits of a tail probability count.
const TAIL_BITS: u32 = 36;

/// The number below which a standard normal number falls with probability (`u` + 1/2) / 2^64,
/// at most 2^-35 off; between -9.16 and 9.16, and 0 around `u` = 2^63.
///
/// Monotone because the probability is first cut to so few bits that neighbors lie 2^-39 or
/// more apart, while the arithmetic is exact to 2^-46. Antisymmetric about 2^63.
pub(crate) fn normal_quantile(u: u64) -> i128 {
    // From the middle, with 65 bits after the point: never 0.
    let offset = 2 * i128::from(u) + 1 - (1 << 64);
    let distance = offset.abs() >> 25;
    let magnitude = if distance <= CENTRAL_REACH {
        let distance = distance << (FRACTION_BITS - 40);
        let rest = ONE * 289 / 1600 - product(distance, distance);
        product(distance, CENTRAL.at(rest))
    } else {
        tail(u.min(!u))
    };
    if offset < 0 { -magnitude } else { magnitude }
}

/// The distance from 0 beyond which probability (`u` + 1/2) / 2^64 remains, for `u` below 2^63.
fn tail(u: u64) -> i128 {
    let doubled = u << 1 | 1;
    let cut = (doubled.ilog2() + 1).saturating_sub(TAIL_BITS);
    let share = NonZeroU64::new(doubled >> cut << cut).expect("the leading bit is kept");
    let minus_ln = minus_ln(share) + (i128::from(LN_2) >> (64 - FRACTION_BITS));
    let radius = (minus_ln << FRACTION_BITS).isqrt();
    if radius <= 5 * ONE { MIDDLE.at(radius - ONE * 8 / 5) } else { FAR.at(radius - 5 * ONE) }
}

impl Ratio {
    /// The ratio at `x`. Sums stay below 2^17 and `x` below 0.19 or sums below 2^10 and `x`
    /// below 4, so no product leaves an `i128`.
    fn at(&self, x: i128) -> i128 {
        let polynomial = |coefficients: &[i128; 8]| {
            coefficients.iter().rev().fold(0, |sum, coefficient| product(sum, x) + coefficient)
        };
        (polynomial(&self.over) << FRACTION_BITS) / polynomial(&self.under)
    }
}

fn product(a: i128, b: i128) -> i128 {
    (a * b) >> FRACTION_BITS
}
