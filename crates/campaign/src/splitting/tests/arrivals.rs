//! A world of numbers: arrivals at random instants of a day, one or two at a time.

use simulator::choice::{ChoiceKey, Choose, Seeded, Stream};
use simulator::distribution::Distribution;

use super::*;

/// A day in which half an arrival is expected.
const DAY: i64 = 1_000_000;

struct Arrivals {
    wait: Distribution,
    stream: Stream,
    /// In so many of a hundred cases two come at once.
    twice: u32,
}

/// Where a level was reached, and what is drawn from there on.
#[derive(Clone)]
struct Arrived {
    draws: Seeded,
    at: i64,
    came: usize,
}

impl Arrivals {
    fn new(twice: u32) -> Arrivals {
        let wait = Distribution::exponential(2 * DAY).unwrap();
        Arrivals { wait, stream: Stream::new("world/arrive/delay").unwrap(), twice }
    }

    fn until(&mut self, mut state: Arrived, level: usize) -> Option<Arrived> {
        while state.came < level {
            let occurrence = u32::try_from(2 * state.came).unwrap();
            let key = |occurrence| ChoiceKey { stream: &self.stream, entity: None, occurrence };
            state.at += state.draws.draw(&key(occurrence), &self.wait).unwrap();
            if DAY < state.at {
                return None;
            }
            let weights = [100 - self.twice, self.twice];
            state.came += 1 + state.draws.pick(&key(occurrence + 1), &weights).unwrap() as usize;
        }
        Some(state)
    }
}

impl World for Arrivals {
    type Entry = Arrived;

    fn begin(&mut self, run: u32) -> Result<Option<Arrived>, String> {
        let start = Arrived { draws: Seeded::new(7, run), at: 0, came: 0 };
        Ok(self.until(start, 1))
    }

    fn go_on(
        &mut self,
        entry: &Arrived,
        copies: Range<u32>,
        level: usize,
    ) -> Vec<Result<Option<Arrived>, String>> {
        let copy = |number| Arrived { draws: entry.draws.copied(number), ..entry.clone() };
        copies.map(|number| Ok(self.until(copy(number), level))).collect()
    }

    fn reached(entry: &Arrived) -> usize {
        entry.came
    }
}

/// The verdicts of so many splittings of ten repetitions each.
fn told(twice: u32, levels: usize, times: u32) -> Vec<Result<Told, Vec<Doubt>>> {
    let mut world = Arrivals::new(twice);
    let stop = AtomicBool::new(false);
    let of = |time: u32| {
        let effort = effort(400, 10, levels);
        let mut summary = Summary::new(effort);
        for number in 0..10 {
            summary.take(repetition(&mut world, &effort, 10 * time + number, &stop).unwrap());
        }
        summary.verdict(Confidence::USUAL)
    };
    (0..times).map(of).collect()
}

/// The estimates are right on average, and their intervals hold the truth as often as they say.
fn assert_right(twice: u32, levels: usize, truth: f64) {
    const TIMES: u32 = 60;
    let told: Vec<Told> = told(twice, levels, TIMES).into_iter().filter_map(Result::ok).collect();
    // Those that are refused would bend the rest.
    assert_eq!(told.len(), TIMES as usize);
    let mean = told.iter().map(|one| one.estimate.value).sum::<f64>() / f64::from(TIMES);
    let error = told.iter().map(|one| one.error).sum::<f64>() / f64::from(TIMES);
    let off = (mean / truth - 1.0) / (error / f64::from(TIMES).sqrt());
    assert!(off.abs() < 3.3, "{mean} is {off} standard errors from {truth}");
    let held = told.iter().filter(|one| one.estimate.interval.holds(truth)).count();
    assert!((52..=60).contains(&held), "{held} of {TIMES} hold the truth");
}

#[test]
fn a_known_chance_of_one_in_seventy_thousand_is_found() {
    let truth = poisson_at_least(0.5, 6);
    assert!((1.41e-5..1.42e-5).contains(&truth), "{truth}");
    assert_right(0, 6, truth);
}

/// Where two come at once a level is passed without being waited for.
#[test]
fn a_level_may_be_passed_over() {
    // Of n arrivals, n + k came if k of them are double.
    let double = |arrivals: u32, least: u32| {
        let choose =
            |k: u32| (0..k).fold(1.0, |all, it| all * f64::from(arrivals - it) / f64::from(it + 1));
        (least..=arrivals)
            .map(|k| {
                choose(k)
                    * 0.3_f64.powi(i32::try_from(k).unwrap())
                    * 0.7_f64.powi(i32::try_from(arrivals - k).unwrap())
            })
            .sum::<f64>()
    };
    let mut term = (-0.5_f64).exp();
    let mut truth = 0.0;
    for arrivals in 0..30 {
        truth += term * double(arrivals, 6_u32.saturating_sub(arrivals));
        term *= 0.5 / f64::from(arrivals + 1);
    }
    assert!((1e-4..2e-3).contains(&truth), "{truth}");
    assert_right(30, 6, truth);
}

/// Far out, so few runs tell nothing; and it is said.
#[test]
fn what_is_too_rare_for_so_few_runs_is_refused() {
    let refused = told(0, 14, 3);
    assert!(refused.iter().all(Result::is_err), "{refused:?}");
}
