//! The hash chain: each value covers the bytes of one fact and the value before it.

use std::fmt;
use std::str::FromStr;

mod chunk;

const LENGTH: usize = 32;
const HEX: &[u8; 16] = b"0123456789abcdef";
/// The value of each digit; 255 for what is none.
const DIGITS: [u8; 256] = {
    let mut table = [u8::MAX; 256];
    let mut value = 0;
    while value < 16 {
        table[HEX[value as usize] as usize] = value;
        value += 1;
    }
    table
};

/// A value of the chain: BLAKE3 of the previous value followed by the bytes of a fact.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Chain([u8; LENGTH]);

/// The text is not 64 lowercase hexadecimal digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a chain value of 64 lowercase hexadecimal digits")]
pub struct ChainError;

impl Chain {
    /// Before the first fact.
    pub const GENESIS: Chain = Chain([0; LENGTH]);

    /// The value after a fact with these bytes.
    #[must_use]
    #[inline]
    pub fn link(&self, bytes: &[u8]) -> Chain {
        if LENGTH + bytes.len() <= chunk::LENGTH {
            return Chain(chunk::hash(&self.0, bytes));
        }
        let mut hasher = blake3::Hasher::new();
        hasher.update(&self.0).update(bytes);
        Chain(*hasher.finalize().as_bytes())
    }

    pub const fn from_bytes(bytes: [u8; LENGTH]) -> Chain {
        Chain(bytes)
    }

    pub const fn as_bytes(&self) -> &[u8; LENGTH] {
        &self.0
    }

    /// The 64 lowercase hexadecimal digits.
    pub fn to_hex(self) -> [u8; 2 * LENGTH] {
        let mut text = [0; 2 * LENGTH];
        for (pair, byte) in text.chunks_exact_mut(2).zip(self.0) {
            pair[0] = HEX[usize::from(byte >> 4)];
            pair[1] = HEX[usize::from(byte & 15)];
        }
        text
    }

    /// Reads what [`Chain::to_hex`] writes. Uppercase is refused, so that a value has one text.
    pub fn from_hex(text: &[u8]) -> Result<Chain, ChainError> {
        let text: &[u8; 2 * LENGTH] = text.try_into().map_err(|_| ChainError)?;
        let mut value = [0; LENGTH];
        let mut wrong = 0;
        for (byte, pair) in value.iter_mut().zip(text.chunks_exact(2)) {
            let (high, low) = (DIGITS[usize::from(pair[0])], DIGITS[usize::from(pair[1])]);
            wrong |= high | low;
            *byte = high << 4 | low & 15;
        }
        if wrong < 16 { Ok(Chain(value)) } else { Err(ChainError) }
    }
}

impl Default for Chain {
    fn default() -> Chain {
        Chain::GENESIS
    }
}

impl FromStr for Chain {
    type Err = ChainError;

    fn from_str(text: &str) -> Result<Chain, ChainError> {
        Chain::from_hex(text.as_bytes())
    }
}

impl fmt::Display for Chain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = self.to_hex();
        f.write_str(std::str::from_utf8(&text).expect("hexadecimal digits are ASCII"))
    }
}

impl fmt::Debug for Chain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        /// Short or long, a link is the hash of the previous value and the bytes.
        #[test]
        fn a_link_hashes_the_previous_value_and_the_bytes(
            bytes in prop::collection::vec(any::<u8>(), 0..1300),
        ) {
            let before = Chain::GENESIS.link(b"before");
            let whole = [&before.as_bytes()[..], &bytes].concat();
            let expected = Chain::from_bytes(*blake3::hash(&whole).as_bytes());
            prop_assert_eq!(before.link(&bytes), expected);
        }

        #[test]
        fn a_value_is_its_text(bytes in any::<[u8; 32]>()) {
            let chain = Chain::from_bytes(bytes);
            prop_assert_eq!(chain.to_string().parse(), Ok(chain));
        }
    }

    #[test]
    fn the_first_link_never_changes() {
        assert_eq!(
            Chain::GENESIS.link(b"{}").to_string(),
            blake3::hash(&[&[0; 32][..], b"{}"].concat()).to_string()
        );
    }

    #[test]
    fn a_value_has_one_text() {
        let upper = Chain::GENESIS.link(b"").to_string().to_uppercase();
        for text in [upper.as_str(), "", "00", &"g".repeat(64), &"0".repeat(65)] {
            assert_eq!(text.parse::<Chain>(), Err(ChainError), "{text}");
        }
    }
}
