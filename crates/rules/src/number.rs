//! Exact decimal numbers: rules never round.

use std::cmp::Ordering;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// The most digits behind the point.
const SCALE_MAX: u8 = 9;

/// In thousand-millionths.
const ONE: i128 = 1_000_000_000;

/// A decimal number of at most nine digits behind the point, written in lowest terms.
///
/// Whole numbers are those of scale 0. Equal numbers have equal fields, so that numbers can be
/// keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Number {
    units: i64,
    scale: u8,
}

impl Number {
    pub const fn whole(units: i64) -> Number {
        Number { units, scale: 0 }
    }

    /// The number with so many thousand-millionths, if it can be held.
    pub(crate) fn from_nanos(nanos: i128) -> Option<Number> {
        let (mut units, mut scale) = (nanos, SCALE_MAX);
        if units % ONE == 0 {
            // Whole numbers, as most are, at once.
            (units, scale) = (units / ONE, 0);
        }
        while 0 < scale && units % 10 == 0 {
            units /= 10;
            scale -= 1;
        }
        Some(Number { units: i64::try_from(units).ok()?, scale })
    }

    /// The number in thousand-millionths.
    pub fn nanos(self) -> i128 {
        let units = i128::from(self.units);
        match self.scale {
            0 => units * ONE,
            scale => units * 10_i128.pow(u32::from(SCALE_MAX - scale)),
        }
    }

    /// Its units and how many digits of them stand behind the point.
    pub(crate) const fn parts(self) -> (i64, u8) {
        (self.units, self.scale)
    }

    /// The number of such parts.
    pub(crate) const fn of_parts(units: i64, scale: u8) -> Number {
        Number { units, scale }
    }

    /// The number, if it is whole.
    pub fn as_whole(self) -> Option<i64> {
        (self.scale == 0).then_some(self.units)
    }
}

impl From<i64> for Number {
    fn from(units: i64) -> Number {
        Number::whole(units)
    }
}

impl Ord for Number {
    fn cmp(&self, other: &Number) -> Ordering {
        if self.scale == other.scale {
            self.units.cmp(&other.units)
        } else {
            self.nanos().cmp(&other.nanos())
        }
    }
}

impl PartialOrd for Number {
    fn partial_cmp(&self, other: &Number) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// A text that is no number of at most nine digits behind the point, or one too large.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a number with at most nine digits behind the point")]
pub struct NotANumber;

impl FromStr for Number {
    type Err = NotANumber;

    fn from_str(text: &str) -> Result<Number, NotANumber> {
        let (digits, negative) = match text.strip_prefix('-') {
            Some(digits) => (digits, true),
            None => (text, false),
        };
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
        let fraction_length = u8::try_from(fraction.len()).map_err(|_| NotANumber)?;
        let all_digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
        if !all_digits(whole) || !all_digits(fraction) || SCALE_MAX < fraction_length {
            return Err(NotANumber);
        }
        let scaled = |text: &str, power: u8| {
            let number: i128 = text.parse().ok()?;
            number.checked_mul(10_i128.pow(u32::from(power)))
        };
        let nanos = scaled(whole, SCALE_MAX)
            .zip(scaled(fraction, SCALE_MAX - fraction_length))
            .and_then(|(whole, fraction)| whole.checked_add(fraction));
        let nanos = nanos.map(|nanos| if negative { -nanos } else { nanos });
        nanos.and_then(Number::from_nanos).ok_or(NotANumber)
    }
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let power = 10_u64.pow(u32::from(self.scale));
        let units = self.units.unsigned_abs();
        if self.units < 0 {
            f.write_str("-")?;
        }
        write!(f, "{}", units / power)?;
        if 0 < self.scale {
            write!(f, ".{:0width$}", units % power, width = usize::from(self.scale))?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_number_is_its_text(units in any::<i64>(), scale in 0..=SCALE_MAX) {
            let nanos = i128::from(units) * 10_i128.pow(u32::from(SCALE_MAX - scale));
            let number = Number::from_nanos(nanos).expect("it has a short form");
            prop_assert_eq!(number.to_string().parse(), Ok(number));
            prop_assert_eq!(number.nanos(), nanos);
        }

        #[test]
        fn numbers_are_ordered_as_their_values(a in any::<i32>(), b in any::<i32>()) {
            let number = |units: i32, scale: u32| {
                Number::from_nanos(i128::from(units) * 10_i128.pow(scale)).expect("it is short")
            };
            let (left, right) = (number(a, 7), number(b, 3));
            prop_assert_eq!(left.cmp(&right), (i64::from(a) * 10_000).cmp(&i64::from(b)));
        }
    }

    #[test]
    fn what_is_no_number_is_refused() {
        for text in ["", "-", ".", "1.", ".5", "1e3", "0.1234567890", "99999999999999999999", "+1"]
        {
            assert_eq!(text.parse::<Number>(), Err(NotANumber), "{text}");
        }
        let largest = "9223372036854775807".parse::<Number>();
        assert_eq!(largest, Ok(Number::whole(i64::MAX)));
        assert_eq!("-0.50".parse::<Number>().map(|number| number.to_string()), Ok("-0.5".into()));
    }
}
