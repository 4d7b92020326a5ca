//! Which runs there are, and what is set in each.
//!
//! A row is one run. Rows come in groups that share a run number, and so all draws that both ask
//! for: `row = group × size + place`. Where levers are compared, a group holds one row for each
//! combination of their values, the first of them the scenario as it is; where uncertainties are
//! analyzed, it holds the points that belong together.

mod order;
mod permutation;
pub mod sobol;

use scenario::plan::{Lever, Plan, Uncertainty};
use simulator::distribution::Distribution;
use simulator::script::Script;

pub use sobol::Sobol;

/// How runs differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Design {
    /// The same scenario again and again.
    Replications,
    /// The scenario, and each value of each lever by itself.
    OneAtATime,
    /// Every combination of the values of all levers.
    Factorial,
    /// Uncertainties such that each of as many slices of each is met once.
    Latin,
    /// Uncertainties along Sobol's sequence.
    Sobol,
    /// The same, scrambled.
    SobolScrambled,
    /// Ways through the grid on which one uncertainty moves at a time.
    Morris,
    /// Pairs of points, and mixtures of the two: for Sobol's indices.
    Saltelli,
}

impl Design {
    /// All, with their names.
    pub const ALL: [(Design, &str); 8] = [
        (Design::Replications, "replications"),
        (Design::OneAtATime, "one-at-a-time"),
        (Design::Factorial, "factorial"),
        (Design::Latin, "latin"),
        (Design::Sobol, "sobol"),
        (Design::SobolScrambled, "sobol-scrambled"),
        (Design::Morris, "morris"),
        (Design::Saltelli, "saltelli"),
    ];

    pub fn name(self) -> &'static str {
        Design::ALL.iter().find(|(design, _)| *design == self).map_or("", |(_, name)| name)
    }

    pub fn of_levers(self) -> bool {
        matches!(self, Design::OneAtATime | Design::Factorial)
    }

    /// Whether the first runs of the groups are as the scenario and its uncertainties have them, so
    /// that an outcome of theirs can be estimated. The grid of Morris is far from any distribution.
    pub fn is_sample(self) -> bool {
        self != Design::Morris
    }
}

/// Why a scenario cannot be varied so.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DesignError {
    #[error(
        "there are no levers to compare: declare some under `levers:`, or name one with `--vary`"
    )]
    NoLevers,
    #[error("there are no uncertainties to analyze: declare some under `uncertainties:`")]
    NoUncertainties,
    #[error("the levers have {0} combinations, at most {COMBINATIONS_MAX} are played")]
    TooManyCombinations(u64),
    #[error("{0} runs are too many: they are numbered up to 4294967295")]
    TooManyRuns(u64),
    #[error(
        "the third tier ends before it may open with {0}: leave out one of these values, or compare \
         the levers one-at-a-time"
    )]
    TierEndsBefore(String),
    #[error("there are no runs: ask for at least one")]
    NoRuns,
}

/// More are not played.
const COMBINATIONS_MAX: u64 = 4_096;

/// The steps of Morris's grid.
pub const MORRIS_LEVELS: u64 = 4;

/// All rows of a campaign.
#[derive(Clone, Debug)]
pub struct Layout {
    pub design: Design,
    pub seed: u64,
    /// The run numbers.
    pub runs: u64,
    pub levers: Vec<Lever>,
    pub uncertainties: Vec<Uncertainty>,
    /// The value of each lever at each point; 0 is the scenario as it is.
    pub points: Vec<Vec<usize>>,
    sequence: Option<Sobol>,
}

/// One row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spec {
    pub index: u64,
    /// The place in its group.
    pub point: usize,
    pub run: u32,
    /// By lever, which value: 0 for the scenario as it is.
    pub levers: Vec<usize>,
    pub uncertainties: Vec<i64>,
}

impl Layout {
    pub fn new(design: Design, plan: &Plan, runs: u64, seed: u64) -> Result<Layout, DesignError> {
        let levers = if design.of_levers() { plan.levers.clone() } else { Vec::new() };
        let of_uncertainties = !design.of_levers() && design != Design::Replications;
        let uncertainties = if of_uncertainties { plan.uncertainties.clone() } else { Vec::new() };
        if runs == 0 {
            return Err(DesignError::NoRuns);
        }
        if u64::from(u32::MAX) < runs {
            return Err(DesignError::TooManyRuns(runs));
        }
        if design.of_levers() && levers.is_empty() {
            return Err(DesignError::NoLevers);
        }
        if of_uncertainties && uncertainties.is_empty() {
            return Err(DesignError::NoUncertainties);
        }
        let points = match design {
            Design::Factorial => combinations(&levers)?,
            _ => one_at_a_time(&levers),
        };
        let sequence = match design {
            Design::Sobol => Sobol::new(uncertainties.len(), None),
            Design::SobolScrambled => Sobol::new(uncertainties.len(), Some(seed)),
            Design::Saltelli => Sobol::new(2 * uncertainties.len(), Some(seed)),
            _ => None,
        };
        Ok(Layout { design, seed, runs, levers, uncertainties, points, sequence })
    }

    /// The rows that share a run number.
    pub fn group(&self) -> usize {
        match self.design {
            Design::Morris => self.uncertainties.len() + 1,
            Design::Saltelli => self.uncertainties.len() + 2,
            _ => self.points.len(),
        }
    }

    pub fn rows(&self) -> u64 {
        self.runs * self.group() as u64
    }

    /// What is set in a row.
    pub fn spec(&self, index: u64) -> Spec {
        let group = self.group() as u64;
        let number = index / group;
        let point = usize::try_from(index % group).unwrap_or(0);
        let run = u32::try_from(number).unwrap_or(u32::MAX);
        let levers = self.points.get(point).cloned().unwrap_or_default();
        let values = self.uncertainties.iter().enumerate();
        let uncertainties = values.map(|(dimension, uncertainty)| {
            uncertainty.value.quantile(self.coordinate(number, point, dimension))
        });
        Spec { index, point, run, levers, uncertainties: uncertainties.collect() }
    }

    /// How far into its distribution an uncertainty lies, in 2^-64.
    pub fn coordinate(&self, number: u64, point: usize, dimension: usize) -> u64 {
        let key = |purpose: u64| mixed(self.seed ^ mixed(purpose ^ mixed(dimension as u64)));
        let sequence = |dimension| {
            let sequence = self.sequence.as_ref();
            sequence.map_or(0, |sequence| sequence.coordinate(number, dimension))
        };
        match self.design {
            Design::Replications | Design::OneAtATime | Design::Factorial => 0,
            Design::Latin => {
                let slice = permutation::place(number, self.runs, key(1));
                let within = mixed(key(2) ^ mixed(number));
                // (slice + within / 2^64) / runs, in 2^-64.
                let wide = (u128::from(slice) << 64) + u128::from(within);
                u64::try_from(wide / u128::from(self.runs)).unwrap_or(u64::MAX)
            }
            Design::Sobol | Design::SobolScrambled => sequence(dimension),
            Design::Saltelli => {
                // The first point is A, the second B, then A with one coordinate of B each.
                let of_second = point == 1 || point == dimension + 2;
                sequence(if of_second { self.uncertainties.len() + dimension } else { dimension })
            }
            Design::Morris => self.step_of_morris(number, point, dimension),
        }
    }

    /// On each way the uncertainties move in a shuffled order, each by half of the grid.
    fn step_of_morris(&self, number: u64, point: usize, dimension: usize) -> u64 {
        let way = mixed(self.seed ^ mixed(number ^ 3 << 62));
        let count = self.uncertainties.len() as u64;
        let moves_at = permutation::place(dimension as u64, count, way);
        let half = MORRIS_LEVELS / 2;
        let lower = mixed(way ^ mixed(dimension as u64)) % half;
        let begins_high = mixed(way ^ mixed(dimension as u64 ^ 1 << 61)) >> 63 == 1;
        let moved = moves_at < point as u64;
        let level = if moved == begins_high { lower } else { lower + half };
        // 0, 1/3, 2/3 and 1 of the way; the ends of an endless distribution are far out, so the
        // grid stays within the middle of the outermost slices.
        let width = u128::from(u64::MAX) / u128::from(MORRIS_LEVELS);
        u64::try_from(u128::from(level) * width + width / 2).unwrap_or(u64::MAX)
    }

    /// The grid level of an uncertainty, from 0 to 1 in steps of 1/3.
    pub fn level_of_morris(&self, number: u64, point: usize, dimension: usize) -> u64 {
        let width = u64::MAX / MORRIS_LEVELS;
        self.step_of_morris(number, point, dimension) / width
    }

    /// Sets all that a row sets. The script may have been set for another row before.
    pub fn set(&self, spec: &Spec, base: &Script, script: &mut Script) {
        // Two levers may set the same step, so everything is restored before anything is set.
        for place in self.levers.iter().flat_map(|lever| &lever.sets) {
            place.restore(base, script);
        }
        for (lever, &value) in self.levers.iter().zip(&spec.levers) {
            if let Some(setting) = value.checked_sub(1).and_then(|index| lever.values.get(index)) {
                for place in &lever.sets {
                    place.set(script, &setting.value);
                }
            }
        }
        for (uncertainty, &value) in self.uncertainties.iter().zip(&spec.uncertainties) {
            for place in &uncertainty.sets {
                place.set(script, &Distribution::Fixed(value));
            }
        }
    }
}

fn one_at_a_time(levers: &[Lever]) -> Vec<Vec<usize>> {
    let mut points = vec![vec![0; levers.len()]];
    for (index, lever) in levers.iter().enumerate() {
        for value in 1..=lever.values.len() {
            let mut point = vec![0; levers.len()];
            point[index] = value;
            points.push(point);
        }
    }
    points
}

fn combinations(levers: &[Lever]) -> Result<Vec<Vec<usize>>, DesignError> {
    let count = levers.iter().map(|lever| lever.values.len() as u64 + 1);
    let count = count.fold(1_u64, u64::saturating_mul);
    if COMBINATIONS_MAX < count {
        return Err(DesignError::TooManyCombinations(count));
    }
    let mut points = vec![Vec::new()];
    for lever in levers {
        let longer = |point: &Vec<usize>, value| point.iter().copied().chain([value]).collect();
        points = points
            .iter()
            .flat_map(|point| (0..=lever.values.len()).map(|value| longer(point, value)))
            .collect();
    }
    Ok(points)
}

/// A number that looks drawn, for each number its own (the finalizer of `SplitMix64`).
pub(crate) fn mixed(number: u64) -> u64 {
    let mut z = number.wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}
