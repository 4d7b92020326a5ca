//! BLAKE3 of one chunk, block after block.
//!
//! Most facts are shorter than a chunk. There the blocks follow one another, and what counts is how
//! long one takes. `blake3` picks vector instructions, which are made for many chunks side by
//! side; its portable code is at least as fast for one chunk on a processor with four or more
//! arithmetic units, and takes two thirds of the time on Zen 5. The crate calls this way into it
//! unstable, so that its version is fixed.

use blake3::platform::Platform;

/// A longer input is a tree of chunks.
pub(super) const LENGTH: usize = 1024;
const BLOCK: usize = 64;
const FIRST: u8 = 1;
const LAST: u8 = 2;
const ROOT: u8 = 8;
/// What the first block is compressed into: the initialization vector of SHA-256.
const START: [u32; 8] = [
    0x6a09_e667,
    0xbb67_ae85,
    0x3c6e_f372,
    0xa54f_f53a,
    0x510e_527f,
    0x9b05_688c,
    0x1f83_d9ab,
    0x5be0_cd19,
];

/// The hash of a value of the chain and the bytes behind it, which fit into one chunk together.
#[inline]
pub(super) fn hash(value: &[u8; 32], bytes: &[u8]) -> [u8; 32] {
    let (beside, mut rest) = bytes.split_at(bytes.len().min(BLOCK - value.len()));
    let mut length = value.len() + beside.len();
    let mut block = [0; BLOCK];
    block[..value.len()].copy_from_slice(value);
    block[value.len()..length].copy_from_slice(beside);
    let mut words = START;
    let mut flags = FIRST;
    while !rest.is_empty() {
        compress(&mut words, &block, length, flags);
        flags = 0;
        let next;
        (next, rest) = rest.split_at(rest.len().min(BLOCK));
        length = next.len();
        block[..length].copy_from_slice(next);
        block[length..].fill(0);
    }
    compress(&mut words, &block, length, flags | LAST | ROOT);
    let mut hash = [0; 32];
    for (bytes, word) in hash.chunks_exact_mut(4).zip(words) {
        bytes.copy_from_slice(&word.to_le_bytes());
    }
    hash
}

#[inline]
fn compress(words: &mut [u32; 8], block: &[u8; BLOCK], length: usize, flags: u8) {
    let length = u8::try_from(length).expect("a block has 64 bytes at most");
    Platform::Portable.compress_in_place(words, block, length, 0, flags);
}
