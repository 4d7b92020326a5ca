//! Sobol's sequence: points that fill a cube evenly, with the direction numbers of Joe and Kuo.
//!
//! The first 2^n points put exactly one into each of 2^n equal slices of every dimension.
//! Scrambled (Owen 1995), each digit is flipped by a coin that depends on the digits before it: the
//! points stay as even, and each is uniform by itself, so that means are unbiased.

use super::mixed;

const TABLE: &str = include_str!("joe-kuo.txt");
const BITS: usize = 32;

/// The sequence in some dimensions.
#[derive(Clone, Debug)]
pub struct Sobol {
    /// By dimension, the number that each bit of the Gray code of an index adds.
    directions: Vec<[u32; BITS]>,
    scrambled: Option<u64>,
}

impl Sobol {
    /// None for more dimensions than there are numbers for.
    pub fn new(dimensions: usize, scrambled: Option<u64>) -> Option<Sobol> {
        let lines = TABLE.lines().filter(|line| !line.starts_with('#'));
        let mut directions = vec![first()];
        directions.extend(lines.take(dimensions.saturating_sub(1)).filter_map(later));
        directions.truncate(dimensions);
        (directions.len() == dimensions).then_some(Sobol { directions, scrambled })
    }

    /// A coordinate of a point, in 2^-64.
    pub fn coordinate(&self, index: u64, dimension: usize) -> u64 {
        let Some(directions) = self.directions.get(dimension) else {
            return 0;
        };
        let gray = index ^ (index >> 1);
        let set = (0..BITS).filter(|bit| gray >> bit & 1 == 1);
        let point = set.fold(0, |point, bit| point ^ directions[bit]);
        match self.scrambled {
            None => u64::from(point) << 32,
            Some(seed) => {
                let seed = mixed(seed ^ mixed(dimension as u64 + 1));
                // What follows the digits of the sequence is uniform as well.
                let rest = mixed(seed ^ mixed(index ^ 1 << 63)) >> 32;
                u64::from(scramble(point, seed)) << 32 | rest
            }
        }
    }
}

/// Flips each digit by a coin that is named by the digits before it.
fn scramble(point: u32, seed: u64) -> u32 {
    (0..BITS).fold(0, |flipped, place| {
        let shift = BITS - 1 - place;
        // The digits before, with a mark above them for how many there are.
        let before = if place == 0 { 1 } else { u64::from(point >> (shift + 1)) | 1 << place };
        let coin = mixed(seed ^ mixed(before)) >> 63;
        let digit = point >> shift & 1 ^ u32::from(coin == 1);
        flipped | digit << shift
    })
}

/// Van der Corput's sequence.
fn first() -> [u32; BITS] {
    std::array::from_fn(|bit| 1 << (BITS - 1 - bit))
}

/// The recurrence of a primitive polynomial.
fn later(line: &str) -> Option<[u32; BITS]> {
    let mut numbers = line.split(' ').map(str::parse::<u32>);
    let polynomial = numbers.next()?.ok()?;
    let initial: Vec<u32> = numbers.collect::<Result<_, _>>().ok()?;
    let degree = initial.len();
    let mut directions = [0; BITS];
    for (bit, direction) in initial.iter().enumerate().take(BITS) {
        directions[bit] = direction << (BITS - 1 - bit);
    }
    for bit in degree..BITS {
        let mut next = directions[bit - degree] ^ (directions[bit - degree] >> degree);
        for back in 1..degree {
            if polynomial >> (degree - back) & 1 == 1 {
                next ^= directions[bit - back];
            }
        }
        directions[bit] = next;
    }
    Some(directions)
}
