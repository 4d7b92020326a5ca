//! What a campaign says: for each outcome an estimate with its interval, and for each lever its
//! effect.

use scenario::plan::Better;

use crate::fold::{Effect, Fold, Found};
use crate::outcome::{Column, Kind};
use crate::statistics::best::{Aim, Best, best};
use crate::statistics::multiple::holm;
use crate::statistics::paired::Values;
use crate::statistics::quantile::{Quantile, quantile};
use crate::statistics::survival::Curve;
use crate::statistics::{Confidence, Estimate, Tally, proportion};

/// What is said of one outcome.
#[derive(Clone, Debug, PartialEq)]
pub enum Reading {
    /// No run had anything to record.
    Nothing,
    /// How often something happened, of so many runs; with the interval of Clopper and Pearson.
    Share { happened: u64, runs: u64, estimate: Estimate },
    /// Mean with Student's interval, if there are two runs, and quantiles.
    Number { runs: u64, mean: f64, estimate: Option<Estimate>, quantiles: Vec<(f64, Quantile)> },
    /// The curve of Kaplan and Meier.
    Time { curve: Curve, horizon: i64 },
}

/// Which quantiles are told.
pub const SHARES: [f64; 3] = [0.05, 0.5, 0.95];

impl Reading {
    pub fn of(column: &Column, found: &Found, confidence: Confidence) -> Reading {
        let Found { seen, unseen, .. } = found;
        match column.kind {
            Kind::Time => {
                let last = |of: &Tally| of.iter().next_back().map(|(value, _)| value);
                match last(unseen).max(last(seen)) {
                    None => Reading::Nothing,
                    Some(horizon) => {
                        Reading::Time { curve: Curve::new(seen, unseen, confidence), horizon }
                    }
                }
            }
            Kind::Flag => {
                let (happened, runs) = (seen.times(1), seen.len());
                match proportion::clopper_pearson(happened, runs, confidence) {
                    None => Reading::Nothing,
                    Some(estimate) => Reading::Share { happened, runs, estimate },
                }
            }
            _ => match seen.moments().mean() {
                None => Reading::Nothing,
                Some(mean) => Reading::Number {
                    runs: seen.len(),
                    mean,
                    estimate: seen.moments().estimate(confidence),
                    quantiles: SHARES
                        .iter()
                        .filter_map(|&share| Some((share, quantile(seen, share, confidence)?)))
                        .collect(),
                },
            },
        }
    }

    /// Whether it came out alike in every run, or in none: nothing to compare.
    pub fn is_constant(&self) -> bool {
        match self {
            Reading::Nothing => true,
            Reading::Share { happened, runs, .. } => *happened == 0 || happened == runs,
            Reading::Number { estimate, .. } => {
                estimate.is_none_or(|estimate| !estimate.interval.is_bounded())
            }
            Reading::Time { curve, .. } => curve.events == 0,
        }
    }
}

/// An effect of a lever on an outcome.
#[derive(Clone, Debug, PartialEq)]
pub struct Told {
    pub lever: usize,
    pub value: usize,
    /// Pairs that were compared.
    pub pairs: u64,
    /// Of the scenario as it is, with the same draws.
    pub base: f64,
    /// The difference to it.
    pub difference: Estimate,
    /// The chance of such a difference if there were none, corrected for all effects on this
    /// outcome (Holm).
    pub chance: f64,
    /// How many times as many independent runs would tell as much.
    pub saving: Option<f64>,
}

/// The effects on one outcome, the greatest first; without those of which the runs of a pair were
/// not watched equally long.
pub fn effects(fold: &Fold, column: usize, confidence: Confidence) -> Vec<Told> {
    let all = fold.effects.iter().flat_map(|effects| &effects.effects);
    let all = all.filter(|effect| effect.is_even(column));
    let mut told: Vec<Told> =
        all.filter_map(|effect| one_effect(fold, effect, column, confidence)).collect();
    let chances = holm(&told.iter().map(|one| one.chance).collect::<Vec<_>>());
    for (one, chance) in told.iter_mut().zip(chances) {
        one.chance = chance;
    }
    told.sort_by(|a, b| b.difference.value.abs().total_cmp(&a.difference.value.abs()));
    told
}

#[expect(clippy::cast_precision_loss, reason = "a number of points is small")]
fn one_effect(fold: &Fold, effect: &Effect, column: usize, confidence: Confidence) -> Option<Told> {
    let pairs = effect.pairs.get(column)?;
    // The sum over several points is how often something happens, not whether it does.
    let of = match fold.outcomes.columns.get(column)?.kind {
        Kind::Flag if effect.scale() == 1 => Values::Happening,
        _ => Values::Amounts,
    };
    let scale = effect.scale() as f64;
    let Estimate { value, interval } = pairs.estimate(of, confidence)?;
    let (low, high) = (interval.low / scale, interval.high / scale);
    Some(Told {
        lever: effect.lever,
        value: effect.value,
        pairs: pairs.count(),
        base: pairs.base.mean()? / scale,
        difference: Estimate {
            value: value / scale,
            interval: crate::statistics::Interval { low, high },
        },
        chance: pairs.p_value()?,
        saving: pairs.saving(),
    })
}

/// The best point for an outcome, if points were compared, for what was watched equally long and has
/// a number in the same runs of each.
pub fn best_point(fold: &Fold, column: usize) -> Option<Best> {
    let effects = fold.effects.as_ref()?;
    let better = fold.outcomes.columns.get(column)?.better;
    let count = effects.compared();
    let is_fair = effects.uneven(column).next().is_none() && effects.gaps(column).is_none();
    if count < 2 || !is_fair {
        return None;
    }
    let aim = if better == Better::High { Aim::Greatest } else { Aim::Least };
    best(count, aim, |base, other| effects.between(column, base, other))
}
