//! How strong are the rules? Each guard of the center is switched off in turn, and the search says
//! which rules notice.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicBool, Ordering};

use domain::mutation::{Mutation, switch_off};

use crate::breadth::{Ended, Limits, Searched, search};
use crate::space::Space;

/// What became of one guard.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tried {
    pub mutation: Mutation,
    pub notice: Notice,
}

/// Who noticed that a guard was off.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Notice {
    /// Rules, by number, that are broken without the guard and kept with it.
    By(BTreeSet<usize>),
    /// Histories differ, and no rule is broken: a hole in the rules, as far as was searched.
    Nobody,
    /// Every history is as it was: nothing here depends on the guard, as far as was searched.
    NotReached { exhausted: bool },
    /// The search did not come to its end.
    Unknown(Ended),
}

/// What all guards came to.
#[derive(Clone, Debug)]
pub struct Strength {
    pub tried: Vec<Tried>,
    /// Rules that are broken though every guard is on.
    pub broken_anyway: BTreeSet<usize>,
    /// Rules that nothing ever triggered, whatever was off.
    pub never_asked: BTreeSet<usize>,
    /// Whether every search went through all histories to their end.
    pub is_exhausted: bool,
}

/// Switches every guard off in turn; none if this program was built without mutations. No other
/// search may run in the process meanwhile.
pub fn strength(space: &Space<'_>, limits: &Limits, stop: &AtomicBool) -> Option<Strength> {
    let limits = Limits { keeps_going: true, ..*limits };
    let searched = |mutation: Option<Mutation>| {
        let is_possible = switch_off(mutation);
        let found = is_possible.then(|| search(space, &limits, stop));
        switch_off(None);
        found
    };
    let sound = searched(None)?;
    let broken_anyway = broken(&sound);
    let mut met = sound.coverage.clone();
    let mut is_exhausted = sound.is_exhausted();
    let mut tried = Vec::new();
    for &mutation in Mutation::ALL {
        if stop.load(Ordering::Relaxed) {
            break;
        }
        let mut found = searched(Some(mutation))?;
        met.add(&mut found.coverage);
        is_exhausted &= found.is_exhausted();
        tried.push(Tried { mutation, notice: notice(&sound, &found) });
    }
    is_exhausted &= tried.len() == Mutation::ALL.len();
    let never_asked = met.never_asked(space.rules).into_iter().collect();
    Some(Strength { tried, broken_anyway, never_asked, is_exhausted })
}

fn notice(sound: &Searched, found: &Searched) -> Notice {
    let by: BTreeSet<usize> = broken(found).difference(&broken(sound)).copied().collect();
    // What was kept with the guard, and how histories differ, is known only where both were searched.
    let is_known = matches!(sound.ended, Ended::Everything | Ended::AtDepth);
    match &found.ended {
        _ if !is_known => Notice::Unknown(sound.ended.clone()),
        _ if !by.is_empty() => Notice::By(by),
        Ended::Everything | Ended::AtDepth if found.digest == sound.digest => {
            Notice::NotReached { exhausted: found.is_exhausted() }
        }
        Ended::Everything | Ended::AtDepth => Notice::Nobody,
        ended => Notice::Unknown(ended.clone()),
    }
}

fn broken(found: &Searched) -> BTreeSet<usize> {
    found.violations.iter().map(|violation| violation.rule).collect()
}
