//! Plays a script from its beginning to its end.

use domain::Center;
use event_store::canonical;
use kernel::SimTime;
use rules::{Audit, Results};
use uuid::Uuid;

use crate::choice::Choose;
use crate::director::DirectorError;
use crate::engine::{EngineError, Journal, Observer, Unobserved};
use crate::history::History;
use crate::record::{CenterRecord, Ending, Opening};
use crate::running::Running;
use crate::script::Script;
use crate::watch::Watch;

mod expectation;

pub use expectation::Verdict;

/// What a run came to.
#[derive(Clone, Debug)]
pub struct Outcome<J, C> {
    pub center: Center,
    pub ending: Ending,
    pub expectations: Vec<Verdict>,
    /// What came of the rules, if the script has some.
    pub rules: Option<Results>,
    pub journal: J,
    pub choose: C,
}

/// Why a run with this journal cannot go on.
pub type Failure<J> = EngineError<<J as Journal<Center>>::Error, DirectorError>;

/// The namespace of run ids.
const RUNS: Uuid = Uuid::from_u128(0x6f8f_7f0c_2c0e_5a51_9d0b_0a4f_1e6c_2d11);

/// The id of a run: the same scenario, seed, end and branches have the same.
pub fn run_id(opening: &Opening) -> Uuid {
    let hash = opening.scenario_hash.as_deref().unwrap_or_default();
    let seed = opening.seed.as_deref().unwrap_or_default();
    let mut name = format!("{hash} {seed} {}", opening.until);
    if !opening.branches.is_empty() {
        let branches = canonical::to_vec(&opening.branches).expect("texts have a canonical form");
        name.push(' ');
        name.push_str(&blake3::hash(&branches).to_hex());
    }
    Uuid::new_v5(&RUNS, name.as_bytes())
}

/// What is recorded at the beginning of a run of this script.
pub fn opening(script: &Script, seed: u64, until: Option<SimTime>) -> Opening {
    let until = until.map_or(script.opening.until, |at| at.min(script.opening.until));
    Opening { seed: Some(seed.to_string()), until, ..script.opening.clone() }
}

/// Plays the script; each record is shown to `observe` once it stands in the journal.
pub fn run<J: Journal<Center>, C: Choose>(
    script: &Script,
    opening: Opening,
    choose: C,
    journal: J,
    observe: &mut dyn FnMut(&CenterRecord),
) -> Result<Outcome<J, C>, Failure<J>> {
    match script.rules.as_deref() {
        None => {
            Ok(play(script, opening, choose, journal, Unobserved, observe)?.judged(script, None))
        }
        Some(rules) => {
            let watch = Watch::<Audit<'_>>::new(rules);
            let played = play(script, opening, choose, journal, watch, observe)?;
            let results = played.observer.judge.results();
            Ok(played.judged(script, Some(results)))
        }
    }
}

/// A run that has ended and was not judged yet.
#[derive(Debug)]
pub struct Played<J, C, O> {
    pub center: Center,
    pub ending: Ending,
    pub history: History,
    pub journal: J,
    pub choose: C,
    pub observer: O,
}

impl<J, C, O> Played<J, C, O> {
    /// What it came to, with what came of its rules.
    pub fn judged(self, script: &Script, rules: Option<Results>) -> Outcome<J, C> {
        let Played { center, ending, history, journal, choose, .. } = self;
        let judge = |expected| expectation::judge(expected, &history, &center, rules.as_ref());
        let expectations = script.expectations.iter().map(judge).collect();
        Outcome { center, ending, expectations, rules, journal, choose }
    }
}

/// Plays the script while somebody watches.
pub fn play<J: Journal<Center>, C: Choose, O: Observer<Center>>(
    script: &Script,
    opening: Opening,
    choose: C,
    journal: J,
    observer: O,
    observe: &mut dyn FnMut(&CenterRecord),
) -> Result<Played<J, C, O>, Failure<J>> {
    Running::watched(script, opening, choose, journal, observer, observe)?.end(observe)
}

/// BLAKE3 of the canonical JSON of a state, in hex.
pub fn state_hash(center: &Center) -> String {
    let bytes = canonical::to_vec(center).expect("a state has a canonical form");
    blake3::hash(&bytes).to_hex().to_string()
}
