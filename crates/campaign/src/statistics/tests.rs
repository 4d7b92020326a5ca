//! Against the values of `SciPy`, `lifelines` and `statsmodels`, and by properties.

use proptest::prelude::*;

use super::best::{Aim, best};
use super::paired::{Paired, Values};
use super::proportion::Twins;
use super::sequential::{Answer, Looks, Sprt};
use super::survival::Curve;
use super::*;

mod oracle;
mod sensitivity;

fn tally(values: &[i64]) -> Tally {
    let mut tally = Tally::default();
    for &value in values {
        tally.add(value);
    }
    tally
}

#[test]
fn nothing_is_said_of_no_runs() {
    assert_eq!(proportion::wilson(0, 0, Confidence::USUAL), None);
    assert_eq!(proportion::clopper_pearson(3, 2, Confidence::USUAL), None);
    assert_eq!(Moments::default().estimate(Confidence::USUAL), None);
    assert_eq!(quantile::quantile(&Tally::default(), 0.5, Confidence::USUAL), None);
    assert_eq!(Curve::new(&Tally::default(), &tally(&[5]), Confidence::USUAL).median(), None);
    assert_eq!(Paired::default().p_value(), None);
    assert_eq!(Confidence::new(1.0), None);
}

fn twins([both, base_alone, other_alone, neither]: [u64; 4]) -> Twins {
    Twins { both, base_alone, other_alone, neither }
}

#[test]
fn differences_of_paired_shares_say_the_same_with_the_sides_exchanged() {
    for [both, base, other, neither] in [[36, 2, 12, 0], [59, 16, 6, 80], [1, 7, 1, 12]] {
        let there = twins([both, base, other, neither]).difference(Confidence::USUAL).unwrap();
        let back = twins([both, other, base, neither]).difference(Confidence::USUAL).unwrap();
        assert!((back.interval.low + there.interval.high).abs() < 1e-12);
        assert!((back.interval.high + there.interval.low).abs() < 1e-12);
    }
    assert_eq!(twins([0; 4]).difference(Confidence::USUAL), None);
    // Twenty pairs alike say that the difference is small, not that there is none.
    let alike = twins([9, 0, 0, 11]).difference(Confidence::USUAL).unwrap();
    assert!(alike.interval.low < -0.01 && 0.01 < alike.interval.high, "{alike:?}");
}

/// Of all that twenty pairs can come to, by its chance: the intervals hold the truth about as often
/// as they say, where Student's do so in seven of ten cases only.
#[test]
fn intervals_of_paired_shares_hold_the_truth_as_often_as_they_say() {
    const PAIRS: u64 = 20;
    let factorial = |n: u64| (1..=n).map(|k| (k as f64).ln()).sum::<f64>();
    let held = |chances: [f64; 4]| {
        let truth = chances[2] - chances[1];
        let (mut score, mut student) = (0.0, 0.0);
        for both in 0..=PAIRS {
            for base in 0..=PAIRS - both {
                for other in 0..=PAIRS - both - base {
                    let counts = [both, base, other, PAIRS - both - base - other];
                    let log =
                        counts.iter().zip(chances).map(|(&n, p)| n as f64 * p.ln() - factorial(n));
                    let chance = (log.sum::<f64>() + factorial(PAIRS)).exp();
                    let found = twins(counts).difference(Confidence::USUAL).unwrap();
                    let mut pairs = Moments::default();
                    pairs.add_times(1, other);
                    pairs.add_times(-1, base);
                    pairs.add_times(0, both + counts[3]);
                    let usual = pairs.estimate(Confidence::USUAL).unwrap();
                    score += if found.interval.holds(truth) { chance } else { 0.0 };
                    // To say nothing is not to be right.
                    let told = usual.interval.is_bounded() && usual.interval.holds(truth);
                    student += if told { chance } else { 0.0 };
                }
            }
        }
        (score, student)
    };
    let mut least: (f64, f64) = (1.0, 1.0);
    for chances in [
        [0.4, 0.1, 0.1, 0.4],
        [0.2, 0.3, 0.1, 0.4],
        [0.02, 0.03, 0.05, 0.9],
        [0.9, 0.02, 0.06, 0.02],
    ] {
        let (score, student) = held(chances);
        assert!((0.93..1.0).contains(&score), "{chances:?}: {score}");
        least = (least.0.min(score), least.1.min(student));
    }
    assert!(least.1 < 0.9, "{least:?}");
}

#[test]
fn quantiles_of_a_small_sample_have_no_bound_where_there_can_be_none() {
    let found = quantile::quantile(&tally(&[1, 2, 3]), 0.5, Confidence::USUAL).unwrap();
    assert_eq!((found.value, found.low, found.high), (2, None, None));
}

#[test]
fn a_tally_of_very_many_values_coarsens_and_keeps_its_sums() {
    let mut exact = Moments::default();
    let mut coarse = Tally::default();
    for n in 0..50_000_i64 {
        let value = n * 7_919 % 1_000_003 + 1_000_000;
        exact.add(value);
        coarse.add(value);
    }
    assert!(!coarse.is_exact());
    assert_eq!(coarse.moments(), &exact);
    assert!(coarse.iter().count() <= 1 << 14);
    let median = coarse.ranked(25_000).unwrap();
    assert!(median.abs_diff(1_500_000) < 2_000, "{median}");
}

/// The promise of the test is kept: the share of wrong answers stays below the risk.
#[test]
fn the_sequential_test_is_wrong_no_more_often_than_it_says() {
    let mut state = 1_u64;
    let mut uniform = || {
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 11) as f64 / (1_u64 << 53) as f64
    };
    let mut wrong = 0;
    let mut runs = 0;
    for _ in 0..2_000 {
        let mut test = Sprt::new(0.3, 0.5, 0.05).unwrap();
        let answer = loop {
            if let Some(answer) = test.observe(uniform() < 0.3) {
                break answer;
            }
        };
        wrong += u32::from(answer == Answer::High);
        runs += test.runs();
    }
    assert!(wrong <= 100, "{wrong} of 2,000 at a risk of 5 %");
    // Wald: about 43 runs on average where the truth is the low value.
    assert!((60_000..130_000).contains(&runs), "{runs}");
    assert_eq!(Sprt::new(0.5, 0.5, 0.05), None);
}

#[test]
fn looks_come_when_the_runs_have_doubled_and_share_the_risk() {
    let looks = Looks { first: 100, confidence: Confidence::USUAL };
    let due: Vec<u64> = (1..=1_000).filter(|&runs| looks.due(runs).is_some()).collect();
    assert_eq!(due, [100, 200, 400, 800]);
    let spent: f64 = (0..40).map(|k| looks.due(100 << k).unwrap().alpha()).sum();
    assert!(spent < 0.05 && 0.0487 < spent, "{spent}");
    assert_eq!(Looks { first: 0, ..looks }.due(100), None);
}

#[test]
fn the_best_of_several_is_named_with_its_confidence() {
    let values = |index: usize, run: i64| {
        run * 31 % 97 + [0, 9, 1][index] + run % 3 * i64::from(index == 2) * 2
    };
    let pair = |a: usize, b: usize| {
        let mut paired = Paired::default();
        for run in 0..50 {
            paired.add(values(a, run), values(b, run));
        }
        paired
    };
    let pairs: Vec<Vec<Paired>> = (0..3).map(|a| (0..3).map(|b| pair(a, b)).collect()).collect();
    let found = best(3, Aim::Greatest, |a, b| pairs.get(a)?.get(b)).unwrap();
    assert_eq!(found.index, 1);
    assert!(0.999 < found.confidence, "{found:?}");
    let found = best(3, Aim::Least, |a, b| pairs.get(a)?.get(b)).unwrap();
    assert_eq!(found.index, 0);
    let alike = Paired { base: pairs[0][0].base, ..pairs[0][0] };
    let found = best(2, Aim::Greatest, |_, _| Some(&alike)).unwrap();
    assert!(found.confidence <= 0.5, "{found:?}");
}

/// However far ahead the best one is, chance might have put it there.
#[test]
fn no_best_one_is_named_with_certainty() {
    let pair = |a: i64, b: i64| {
        let mut paired = Paired::default();
        (0..3_000).for_each(|run| paired.add(a + run % 2, b + run % 3));
        paired
    };
    let pairs = [[pair(0, 0), pair(0, 50)], [pair(50, 0), pair(50, 50)]];
    let found = best(2, Aim::Greatest, |a, b| pairs.get(a)?.get(b)).unwrap();
    assert_eq!(found.index, 1);
    assert!((0.999_999..1.0).contains(&found.confidence), "{found:?}");
    assert_eq!(crate::amount::share(found.confidence), "> 99.999 %");
}

/// Where it has happened everywhere or nowhere, time adds nothing to the count.
#[test]
fn a_curve_that_is_whole_or_gone_is_as_sure_as_a_share() {
    let curve = |happened: &[i64], censored: &[i64]| {
        Curve::new(&tally(happened), &tally(censored), Confidence::USUAL)
    };
    let share = |happened: u64, runs: u64| {
        proportion::clopper_pearson(happened, runs, Confidence::USUAL).unwrap().interval
    };
    let near = |found: Interval, low: f64, high: f64| {
        assert!((found.low - low).abs() < 1e-12 && (found.high - high).abs() < 1e-12, "{found:?}");
    };
    for runs in [1, 2, 6, 40_u64] {
        let times: Vec<i64> = (0..i64::try_from(runs).unwrap()).collect();
        let (all, none) = (curve(&times, &[]), curve(&[], &times));
        near(all.last().1, 0.0, 1.0 - share(runs, runs).low);
        near(none.last().1, share(runs, runs).low, 1.0);
        assert_eq!((none.last().0, none.median()), (1.0, None));
        // Of up to five runs the first may well be later than half of all.
        assert_eq!(all.median().unwrap().low.is_some(), 5 < runs, "{runs}");
    }
    assert_eq!(curve(&[9], &[]).median().unwrap().high, None);
    // What was lost from sight may have gone on for ever.
    near(curve(&[5, 7], &[1, 1, 1]).last().1, 0.0, 1.0 - share(2, 2).low);
}

/// Of so many pairs that differ, none of which tells more than its sign.
#[test]
fn pairs_that_all_differ_alike_promise_no_more_than_their_number() {
    let pairs = |count: u64, base: i64, other: i64| {
        let mut paired = Paired::default();
        (0..count).for_each(|_| paired.add(base, other));
        paired
    };
    let of = |values, paired: &Paired| paired.estimate(values, Confidence::USUAL).unwrap();
    let estimate = |paired: &Paired| of(Values::Amounts, paired);
    let happening = |paired: &Paired| of(Values::Happening, paired);
    for (count, chance) in [(2, 0.5), (3, 0.25), (6, 0.03125), (11, 0.000_976_562_5)] {
        for (base, other) in [(1, 0), (0, 1), (7, 9), (9, 7)] {
            let paired = pairs(count, base, other);
            assert!((paired.p_value().unwrap() - chance).abs() < 1e-12, "{count}: {paired:?}");
            let greater = if base < other { chance / 2.0 } else { 1.0 };
            assert!((paired.p_greater().unwrap() - greater).abs() < 1e-12, "{count}: {paired:?}");
        }
    }
    assert_eq!(pairs(1, 7, 9).p_value(), None);
    for alike in [pairs(40, 0, 0), pairs(40, 1, 1), pairs(40, 7, 7)] {
        assert_eq!((alike.p_value(), alike.p_greater()), (Some(1.0), Some(1.0)));
    }
    // How far another pair may lie off is known where it happens or not, and nowhere else.
    for alike in [pairs(40, 7, 9), pairs(40, 0, 1), pairs(40, 1, 0), pairs(40, 1, 1)] {
        assert!(!estimate(&alike).interval.is_bounded(), "{alike:?}");
    }
    assert_eq!(pairs(40, 7, 9).estimate(Values::Happening, Confidence::USUAL), None);
    let mut alike = Moments::default();
    alike.add_times(7, 40);
    assert!(!alike.estimate(Confidence::USUAL).unwrap().interval.is_bounded());
    alike.add(8);
    assert!(alike.estimate(Confidence::USUAL).unwrap().interval.half_width() < 0.1);
    assert!((estimate(&pairs(40, 7, 9)).value - 2.0).abs() < 1e-12);
    let turned = happening(&pairs(40, 1, 0));
    assert!((turned.value + 1.0).abs() < 1e-12 && (turned.interval.low + 1.0).abs() < 1e-12);
    assert!((-0.9..-0.8).contains(&turned.interval.high), "{turned:?}");
    let same = happening(&pairs(40, 1, 1));
    assert!(same.interval.low < -0.05 && 0.05 < same.interval.high, "{same:?}");
}

/// What happens or not in pairs of runs is counted from sums alone.
#[test]
fn the_chance_of_pairs_that_turn_is_that_of_a_coin() {
    let mut paired = Paired::default();
    let (both, base_alone, other_alone, neither) = (5, 2, 9, 24);
    let counts = [(both, 1, 1), (base_alone, 1, 0), (other_alone, 0, 1), (neither, 0, 0)];
    for (count, base, other) in counts {
        (0..count).for_each(|_| paired.add(base, other));
    }
    // The chance of nine heads or more in eleven throws.
    let tail = f64::from(55 + 11 + 1) / 2048.0;
    assert!((paired.p_value().unwrap() - 2.0 * tail).abs() < 1e-12);
    assert!((paired.p_greater().unwrap() - tail).abs() < 1e-12);
    let twins = Twins { both, base_alone, other_alone, neither };
    let (found, expected) = (
        paired.estimate(Values::Happening, Confidence::USUAL),
        twins.difference(Confidence::USUAL),
    );
    assert_eq!(found, expected);
    // One value more, and they are numbers like others.
    paired.add(0, 2);
    assert!(0.01 < (paired.p_value().unwrap() - 2.0 * tail).abs());
}

#[test]
fn pairs_say_how_many_independent_runs_they_save() {
    let mut paired = Paired::default();
    for run in 0..200 {
        let noise = run * 7_919 % 1_000;
        paired.add(noise, noise + 5 + run % 2);
    }
    assert!(100_000.0 < paired.saving().unwrap());
    assert!(paired.estimate(Values::Amounts, Confidence::USUAL).unwrap().interval.holds(5.5));
    let mut same = Paired::default();
    same.add(1, 2);
    same.add(3, 4);
    assert_eq!(same.saving(), None);
}

proptest! {
    /// Neither the order of values nor how parts were merged changes what a tally holds.
    #[test]
    fn a_tally_depends_on_its_values_alone(
        values in prop::collection::vec(any::<i64>(), 0..60),
        cut in 0..60_usize,
    ) {
        let (first, second) = values.split_at(cut.min(values.len()));
        let mut merged = tally(second);
        merged.merge(&tally(first));
        prop_assert_eq!(&merged, &tally(&values));
        let mut reversed = values.clone();
        reversed.reverse();
        prop_assert_eq!(&tally(&reversed), &merged);
    }

    #[test]
    fn an_interval_of_a_proportion_holds_the_proportion(
        (runs, successes) in (1..2_000_000_u64).prop_flat_map(|runs| (Just(runs), 0..=runs)),
        level in 0.5..0.9999_f64,
    ) {
        let confidence = Confidence::new(level).unwrap();
        for estimate in [
            proportion::wilson(successes, runs, confidence).unwrap(),
            proportion::clopper_pearson(successes, runs, confidence).unwrap(),
        ] {
            prop_assert!(estimate.interval.holds(estimate.value), "{estimate:?}");
            prop_assert!(0.0 <= estimate.interval.low && estimate.interval.high <= 1.0);
        }
    }

    #[test]
    fn the_quantile_of_beta_undoes_beta(a in 0.5..5_000.0_f64, b in 0.5..5_000.0_f64, p in 0.0001..0.9999_f64) {
        let x = beta_quantile(p, a, b);
        prop_assert!((beta(x, a, b) - p).abs() < 1e-9, "{x}");
    }
}
