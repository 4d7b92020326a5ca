//! Which values of a draw are gone through: its least and greatest one, and those that one, five and
//! nine in ten stay below.

use std::borrow::Cow;
use std::collections::BTreeMap;

use simulator::choice::{Stream, Value};
use simulator::distribution::Distribution;
use simulator::script::Script;

/// Where a distribution is looked at, in parts of 2^64; the middle one is its median.
const LEVELS: [u64; 5] = [0, u64::MAX / 10, 1 << 63, u64::MAX / 10 * 9, u64::MAX];

/// The values of a draw that are gone through.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Grid {
    from: Distribution,
    pub(crate) values: Vec<Value>,
    /// Which of them happens by default: the median.
    pub(crate) default: usize,
}

impl Grid {
    pub(crate) fn new(from: &Distribution) -> Grid {
        let mut levels = levels(from);
        let median = levels.get(LEVELS.len() / 2).copied();
        levels.dedup();
        let default = levels.iter().position(|level| Some(*level) == median).unwrap_or(0);
        let values = levels.into_iter().map(Value::Drawn).collect();
        Grid { from: from.clone(), values, default }
    }
}

fn levels(from: &Distribution) -> Vec<i64> {
    LEVELS.iter().map(|level| from.quantile(*level)).collect()
}

/// Whether a draw can yield values that are not gone through.
pub(crate) fn has_others(from: &Distribution) -> bool {
    levels(from).windows(2).any(|pair| match pair {
        [this, next] => this != next && from.above(*this) != Some(*next),
        _ => false,
    })
}

/// The grids of the delays of a script by stream, since a search asks for each again and again and it
/// takes long to find one.
#[derive(Debug, Default)]
pub(crate) struct Grids(BTreeMap<String, Grid>);

impl Grids {
    pub(crate) fn new(script: &Script) -> Grids {
        let delays = script.steps.iter().filter_map(|step| {
            let name = step.streams.delay.name();
            Some((name.to_owned(), Grid::new(step.delay.as_ref()?)))
        });
        Grids(delays.collect())
    }

    /// The grid of a draw.
    pub(crate) fn of(&self, stream: &Stream, from: &Distribution) -> Cow<'_, Grid> {
        match self.0.get(stream.name()).filter(|grid| grid.from == *from) {
            Some(known) => Cow::Borrowed(known),
            None => Cow::Owned(Grid::new(from)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values(values: &[i64]) -> Vec<Value> {
        values.iter().copied().map(Value::Drawn).collect()
    }

    #[test]
    fn a_grid_has_each_value_once_and_the_median_by_default() {
        let five = Grid::new(&Distribution::uniform(0, 999).expect("it is one"));
        assert_eq!((five.values, five.default), (values(&[0, 99, 500, 899, 999]), 2));
        let three = Distribution::empirical([(1, 1), (2, 1), (7, 2)]).expect("it is one");
        let grid = Grid::new(&three);
        assert_eq!((grid.values, grid.default), (values(&[1, 7]), 1));
    }

    /// Whatever a stream is known by, the answers are those of what is drawn.
    #[test]
    fn what_is_known_is_what_would_be_found() {
        let (drawn, other) = (Distribution::uniform(0, 9), Distribution::uniform(5, 9));
        let (drawn, other) = (drawn.expect("it is one"), other.expect("it is one"));
        let stream = |name| Stream::new(name).expect("it is a name");
        let known = Grids(BTreeMap::from([("a/b/delay".to_owned(), Grid::new(&drawn))]));
        for name in ["a/b/delay", "c/d/delay"] {
            for from in [&drawn, &other] {
                assert_eq!(*known.of(&stream(name), from), Grid::new(from));
            }
        }
        assert!(matches!(known.of(&stream("a/b/delay"), &drawn), Cow::Borrowed(_)));
    }
}
