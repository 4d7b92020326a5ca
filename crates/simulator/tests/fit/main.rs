//! Whether what the seed draws fits what it is said to be drawn from: a million draws for each
//! distribution that scenarios know, for picks, and for pairs of draws with different names.
//!
//! A test says how far a true sample of this size strays once in a thousand samples
//! (a significance of 0.1 %). The seed is fixed, so a test that passes once passes always. What a
//! test can see is tried on samples that are a little off.

#![expect(clippy::cast_precision_loss, reason = "a million is far below 2^53")]

mod distributions;
mod names;

use kernel::Id;
use simulator::choice::{ChoiceKey, Choose, Seeded, Stream};
use simulator::distribution::Distribution;

/// The draws of each sample.
const DRAWS: u32 = 1_000_000;
/// As many runs as a campaign has, with as many draws of one name in each.
const RUNS: u32 = 1_000;
const SEED: u64 = 20_260_106;

/// The greatest distance of Kolmogorov and Smirnov, times the root of the draws, that a true
/// sample keeps to with a chance of 99.9 %: √(ln(2 / 0.001) / 2).
const KOLMOGOROV_MAX: f64 = 1.949_5;
/// The greatest standard score, on both sides.
const NORMAL_MAX: f64 = 3.290_5;
/// The same on the upper side alone.
const NORMAL_ABOVE: f64 = 3.090_2;

fn stream(name: &str) -> Stream {
    Stream::new(name).expect("a name")
}

/// What a stream answers in the runs of a campaign, about one entity, occurrence by occurrence.
fn asked<T>(
    name: &str,
    entity: Option<&str>,
    mut ask: impl FnMut(&mut Seeded, &ChoiceKey<'_>) -> T,
) -> Vec<T> {
    let stream = stream(name);
    let entity = entity.map(|name| Id::new(name).expect("a name"));
    let mut answers = Vec::with_capacity(DRAWS as usize);
    for run in 0..RUNS {
        let mut seeded = Seeded::new(SEED, run);
        for occurrence in 1..=DRAWS / RUNS {
            answers.push(ask(&mut seeded, &ChoiceKey { stream: &stream, entity, occurrence }));
        }
    }
    answers
}

/// A million draws of a distribution.
fn drawn(name: &str, from: &Distribution) -> Vec<i64> {
    asked(name, Some("strike-1"), |seeded, key| seeded.draw(key, from).expect("a number"))
}

/// A million draws that are uniform on [0, 1).
fn uniform(name: &str, entity: Option<&str>) -> Vec<f64> {
    let wide = Distribution::uniform(0, (1 << 53) - 1).expect("in order");
    let unit = 1.0 / (1_u64 << 53) as f64;
    asked(name, entity, |seeded, key| seeded.draw(key, &wide).expect("a number") as f64 * unit)
}

/// The distance of Kolmogorov and Smirnov, times the root of the draws.
///
/// A value stands for all numbers that are rounded to it, so the distribution function is taken
/// half a unit below and above.
fn kolmogorov(mut values: Vec<i64>, function: impl Fn(f64) -> f64) -> f64 {
    values.sort_unstable();
    let count = values.len() as f64;
    let mut distance = 0.0_f64;
    let mut below = 0;
    for equal in values.chunk_by(|one, other| one == other) {
        let value = equal[0] as f64;
        let above = below + equal.len();
        distance = distance
            .max((below as f64 / count - function(value - 0.5)).abs())
            .max((above as f64 / count - function(value + 0.5)).abs());
        below = above;
    }
    distance * count.sqrt()
}

/// Pearson's statistic of counts against their shares, as a standard score (Wilson and Hilferty).
fn pearson(counts: &[u64], shares: &[f64]) -> f64 {
    assert_eq!(counts.len(), shares.len());
    let all: u64 = counts.iter().sum();
    let squares = counts.iter().zip(shares).map(|(&count, share)| {
        let expected = all as f64 * share;
        assert!(5.0 <= expected, "too few are expected for this test");
        (count as f64 - expected).powi(2) / expected
    });
    let freedom = counts.len() as f64 - 1.0;
    let ninth = 2.0 / (9.0 * freedom);
    ((squares.sum::<f64>() / freedom).cbrt() - (1.0 - ninth)) / ninth.sqrt()
}

/// How often each of so many indices stands there.
fn tallied(indices: impl IntoIterator<Item = usize>, cells: usize) -> Vec<u64> {
    let mut counts = vec![0; cells];
    for index in indices {
        counts[index] += 1;
    }
    counts
}
