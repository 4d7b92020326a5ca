//! What the repetitions say together, if it can be trusted.

#![expect(clippy::cast_precision_loss, reason = "numbers of runs are far below 2^53")]

use libm::{exp, log, sqrt};

use super::{Effort, Level, REPETITIONS_MIN, Repetition, estimate};
use crate::statistics::{Confidence, Estimate, Interval, student};
use crate::text::{are, counted};

/// The greatest standard error that is told, as a share of the estimate.
const ERROR_MAX: f64 = 0.25;
/// So many runs from the beginning must lead to the last level: copies of few are no sample.
const ANCESTORS_MIN: u64 = 30;
/// So many faults are told one by one; all are counted.
const FAULTS_MAX: usize = 10;

/// The sum of the repetitions so far.
#[derive(Clone, Debug, PartialEq)]
pub struct Summary<E> {
    pub effort: Effort,
    pub levels: Vec<Level>,
    /// By repetition and level.
    pub repetitions: Vec<Vec<Level>>,
    pub estimates: Vec<f64>,
    /// The first run that reached the last level since the summary was begun or read back, and in
    /// which repetition.
    pub example: Option<(usize, E)>,
    /// The first runs and repetitions that could not be played, in words.
    pub faults: Vec<String>,
    pub faults_count: u64,
}

/// What can be told.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Told {
    pub estimate: Estimate,
    /// The standard error, as a share of the estimate.
    pub error: f64,
    /// So many runs without splitting have the same standard error; none where there is none.
    pub plain: Option<f64>,
}

/// Why an estimate is not to be trusted.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum Doubt {
    #[error("not all runs could be played to their end: {count} could not")]
    Faults { count: u64 },
    #[error("{} too few to tell how far they scatter", are(*found as u64, "repetition"))]
    Interrupted { found: usize },
    #[error("level {level} was never reached in {begun} runs")]
    NeverReached { level: usize, begun: u64 },
    #[error("whatever reached the last level descends from only {}", counted(*found, "run"))]
    FewAncestors { found: u64, needed: u64 },
    #[error("the estimate is off by {:.0} % or so, and more than {:.0} % is not told", 100.0 * error, 100.0 * ERROR_MAX)]
    Wide { error: f64, runs: u64, hardest: usize },
}

impl Doubt {
    /// What to do instead.
    pub fn help(&self) -> String {
        match self {
            Doubt::Faults { .. } => {
                "allow more with `--events-max`, or mend the scenario: `tripartite run` shows it"
                    .into()
            }
            Doubt::Interrupted { .. } => {
                format!("let at least {REPETITIONS_MIN} repetitions come to their end")
            }
            Doubt::NeverReached { level: 1, .. } => {
                "put a level before the first that is easier to reach, or ask for more runs".into()
            }
            Doubt::NeverReached { level, .. } => {
                let before = level - 1;
                format!("put a level between {before} and {level}, or ask for more runs")
            }
            Doubt::FewAncestors { needed, .. } => format!(
                "at least {needed} are needed: ask for more runs, or begin with a level that more runs reach"
            ),
            Doubt::Wide { runs, hardest, .. } => format!(
                "ask for about {runs} runs, or put a level before level {hardest}, which fewest reach"
            ),
        }
    }
}

impl<E> Summary<E> {
    pub fn new(effort: Effort) -> Summary<E> {
        Summary {
            effort,
            levels: vec![Level::default(); effort.levels],
            repetitions: Vec::new(),
            estimates: Vec::new(),
            example: None,
            faults: Vec::new(),
            faults_count: 0,
        }
    }

    /// Takes the next repetition.
    pub fn take(&mut self, repetition: Repetition<E>) {
        self.faults.extend(repetition.faults);
        self.faults.truncate(FAULTS_MAX);
        let number = self.repetitions.len();
        self.example = self.example.take().or(repetition.example.map(|entry| (number, entry)));
        self.count(repetition.levels);
    }

    /// Counts the levels of the next repetition.
    pub(super) fn count(&mut self, levels: Vec<Level>) {
        self.estimates.extend(estimate(&levels));
        for (all, one) in self.levels.iter_mut().zip(&levels) {
            all.begun += one.begun;
            all.reached += one.reached;
            all.ancestors += one.ancestors;
            all.faults += one.faults;
            self.faults_count += one.faults;
        }
        self.repetitions.push(levels);
    }

    /// The first repetition in which a run reached the last level.
    pub fn first_success(&self) -> Option<usize> {
        let reached = |levels: &Vec<Level>| levels.last().is_some_and(|level| 0 < level.reached);
        self.repetitions.iter().position(reached)
    }

    /// Takes a repetition in which a bug came to light.
    pub fn panicked(&mut self, number: u64, message: &str) {
        self.faults.push(format!("repetition {number}: {message}"));
        self.faults.truncate(FAULTS_MAX);
        let mut levels = vec![Level::default(); self.effort.levels];
        levels[0].faults = 1;
        self.count(levels);
    }

    /// The estimate with its interval, or all that speaks against telling one.
    ///
    /// The interval is Student's on the scale of the logarithm: a product of shares scatters there
    /// alike to both sides. It has no bounds where all repetitions came to the same.
    pub fn verdict(&self, confidence: Confidence) -> Result<Told, Vec<Doubt>> {
        let mut doubts = Vec::new();
        if 0 < self.faults_count {
            doubts.push(Doubt::Faults { count: self.faults_count });
        }
        if self.estimates.len() < REPETITIONS_MIN as usize {
            doubts.push(Doubt::Interrupted { found: self.estimates.len() });
            return Err(doubts);
        }
        if let Some(level) = self.levels.iter().position(|level| level.reached == 0) {
            let begun = self.levels[level].begun;
            doubts.push(Doubt::NeverReached { level: level + 1, begun });
            return Err(doubts);
        }
        let found = self.levels.last().map_or(0, |level| level.ancestors);
        if found < ANCESTORS_MIN {
            doubts.push(Doubt::FewAncestors { found, needed: ANCESTORS_MIN });
        }
        let (mean, error) = self.scatter();
        if ERROR_MAX < error {
            doubts.push(Doubt::Wide {
                error,
                runs: self.runs_needed(error),
                hardest: self.hardest(),
            });
        }
        if !doubts.is_empty() {
            return Err(doubts);
        }
        let freedom = (self.estimates.len() - 1) as f64;
        let reach = student::two_sided_quantile(confidence.alpha(), freedom) * error;
        let interval =
            Interval { low: exp(log(mean) - reach), high: exp(log(mean) + reach).min(1.0) };
        let told = Told { estimate: Estimate { value: mean, interval }, error, plain: None };
        if self.is_alike() {
            return Ok(Told {
                estimate: Estimate { interval: Interval::UNBOUNDED, ..told.estimate },
                ..told
            });
        }
        Ok(Told { plain: Some((1.0 - mean) / (mean * error * error)), ..told })
    }

    /// Whether all repetitions came to the same: they do not tell how far another one may lie off.
    fn is_alike(&self) -> bool {
        self.estimates.windows(2).all(|two| two.first() == two.last())
    }

    /// The mean of the estimates, and its standard error as a share of it.
    fn scatter(&self) -> (f64, f64) {
        let count = self.estimates.len() as f64;
        let mean = self.estimates.iter().sum::<f64>() / count;
        let squares = self.estimates.iter().map(|one| (one - mean) * (one - mean)).sum::<f64>();
        (mean, sqrt(squares / (count - 1.0) / count) / mean)
    }

    /// The runs a level that would do, with something to spare.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "some thousands")]
    fn runs_needed(&self, error: f64) -> u64 {
        let runs = f64::from(self.effort.runs) * f64::from(self.effort.repetitions);
        let needed = 1.2 * runs * (error / ERROR_MAX) * (error / ERROR_MAX);
        let digits = libm::pow(10.0, libm::floor(libm::log10(needed)) - 1.0);
        (libm::ceil(needed / digits) * digits) as u64
    }

    /// The level to which the smallest share gets on.
    fn hardest(&self) -> usize {
        let share = |level: &Level| level.reached as f64 / level.begun.max(1) as f64;
        let least = (1..).zip(&self.levels).min_by(|a, b| share(a.1).total_cmp(&share(b.1)));
        least.map_or(1, |(level, _)| level)
    }
}
