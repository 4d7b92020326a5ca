//! Which values of a draw are gone through: all of a few that were listed; otherwise the least and the
//! greatest one, and those that one, five and nine in ten stay below.

use std::borrow::Cow;
use std::collections::BTreeMap;

use simulator::choice::{Stream, Value};
use simulator::distribution::Distribution;
use simulator::script::Script;

/// Where a distribution is looked at, in parts of 2^64; the median is among them.
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
        let (levels, median) = (levels(from), from.median());
        let default = levels.iter().position(|level| *level == median).unwrap_or(0);
        let values = levels.into_iter().map(Value::Drawn).collect();
        Grid { from: from.clone(), values, default }
    }
}

fn levels(from: &Distribution) -> Vec<i64> {
    if let Distribution::Empirical(_) = from {
        let least = from.quantile(0);
        let listed = std::iter::successors(Some(least), |value| from.above(*value));
        let listed: Vec<i64> = listed.take(LEVELS.len() + 1).collect();
        if listed.len() <= LEVELS.len() {
            return listed;
        }
    }
    let mut levels: Vec<i64> = LEVELS.iter().map(|level| from.quantile(*level)).collect();
    levels.dedup();
    levels
}

/// Whether a draw can yield values that are not gone through.
pub(crate) fn has_others(from: &Distribution) -> bool {
    levels(from).windows(2).any(|pair| match pair {
        [this, next] => from.above(*this) != Some(*next),
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
        let two = Distribution::uniform(3, 4).expect("it is one");
        let grid = Grid::new(&two);
        assert_eq!((grid.values, grid.default), (values(&[3, 4]), 1));
        assert!(!has_others(&two));
    }

    /// However seldom one of them comes.
    #[test]
    fn of_a_few_values_that_are_listed_all_are_gone_through() {
        let listed = |values: &[i64]| {
            let last = values.last().copied();
            let weight = |value| if Some(value) == last { 1_000 } else { 1 };
            let listed = values.iter().map(|value| (*value, weight(*value)));
            Distribution::empirical(listed).expect("it is one")
        };
        let few = Grid::new(&listed(&[1, 2, 4, 6, 7]));
        assert_eq!((few.values, few.default), (values(&[1, 2, 4, 6, 7]), 4));
        assert!(!has_others(&listed(&[1, 2, 4, 6, 7])));
        let many = listed(&[1, 2, 4, 6, 7, 9]);
        assert_eq!(Grid::new(&many).values, values(&[1, 9]));
        assert!(has_others(&many));
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
