//! The steps on the way to something rare.

use std::num::NonZeroU32;

use scenario::plan::Level;
use simulator::record::CenterRecord;

use crate::sought::{Seen, Sought, shown};

/// The levels of a scenario, the rare event last.
#[derive(Clone, Debug)]
pub struct Levels {
    sought: Vec<(Sought, NonZeroU32)>,
    /// Each as people read it.
    pub names: Vec<String>,
}

impl Levels {
    pub fn new(levels: &[Level]) -> Levels {
        let name = |level: &Level| match level.at_least.get() {
            1 => shown(&level.pattern),
            times => format!("{} {times} times", shown(&level.pattern)),
        };
        let sought = |level: &Level| (Sought::new(level.pattern.clone()), level.at_least);
        Levels {
            sought: levels.iter().map(sought).collect(),
            names: levels.iter().map(name).collect(),
        }
    }

    pub fn len(&self) -> usize {
        self.sought.len()
    }

    pub fn is_empty(&self) -> bool {
        self.sought.is_empty()
    }
}

/// How far a run has come.
#[derive(Clone, Debug)]
pub(super) struct Height {
    counts: Vec<u32>,
    /// The last level that was reached, counted from 1.
    pub reached: usize,
}

impl Height {
    pub(super) fn new(levels: &Levels) -> Height {
        Height { counts: vec![0; levels.len()], reached: 0 }
    }

    /// Takes the next record.
    pub(super) fn take(&mut self, levels: &Levels, record: &CenterRecord) {
        let Some(mut seen) = Seen::of(record) else {
            return;
        };
        let ahead = levels.sought.iter().zip(&mut self.counts).enumerate().skip(self.reached);
        for (index, ((sought, at_least), count)) in ahead {
            if seen.is(sought) {
                *count += 1;
                if *count == at_least.get() {
                    self.reached = index + 1;
                }
            }
        }
    }
}
