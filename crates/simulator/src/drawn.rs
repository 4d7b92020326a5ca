//! A history played again as it came about: from its seeds, its edits and what its scenario settles,
//! and from nothing that its records say was chosen.
//!
//! What a branch draws from another seed is drawn behind it only. The seed of a log names the number
//! of the run too, where that is not the first: `7/12` is run 12 of the seed 7. What a copy of a run
//! draws (`7/12+3@40`) cannot be told from the seed alone.

use std::collections::BTreeSet;

use domain::Center;
use kernel::Position;

use crate::choice::{ChoiceError, OwnedKey, Recorded, Seeded, Value};
use crate::engine::Journal;
use crate::record::{Opening, numbered};
use crate::run::Failure;
use crate::running::Running;
use crate::script::Script;

/// The seeds from which a history was drawn, each with the position behind which it holds.
#[derive(Clone, Debug)]
pub struct Seeds<'o> {
    by_position: Vec<(Position, &'o str, Seeded)>,
}

impl<'o> Seeds<'o> {
    /// None where some seed is missing, or does not say all that was drawn.
    pub fn of(opening: &'o Opening) -> Option<Seeds<'o>> {
        let mut text = opening.seed.as_deref()?;
        let seeded = |text: &str| numbered(text).map(|(seed, run)| Seeded::new(seed, run));
        let mut by_position = vec![(Position::START, text, seeded(text)?)];
        for branch in &opening.branches {
            text = branch.edits.seed.as_deref().unwrap_or(text);
            by_position.push((branch.position, text, seeded(text)?));
        }
        Some(Seeds { by_position })
    }

    /// The seed from which is drawn behind a position, as the log has it.
    pub fn behind(&self, position: Position) -> &'o str {
        self.in_force(position).1
    }

    fn in_force(&self, position: Position) -> &(Position, &'o str, Seeded) {
        let reached = self.by_position.iter().rev().find(|(from, ..)| *from <= position);
        reached.expect("the first holds from the beginning")
    }
}

/// Plays a history from its beginning to its end. The script has the steps of its branches.
pub fn play<J: Journal<Center>>(
    script: &Script,
    opening: Opening,
    seeds: &Seeds<'_>,
    journal: J,
) -> Result<(), Failure<J>> {
    let first = seeds.in_force(Position::START).2.clone();
    let choose = script.chooser(opening.overrides(), first);
    let mut running = Running::begin(script, opening, choose, journal, &mut |_| {})?;
    for (position, _, seeded) in &seeds.by_position {
        running.go_to(*position, &mut |_| {})?;
        running.chooser_mut().draw_from(seeded.clone());
    }
    running.end(&mut |_| {}).map(drop)
}

/// Who chooses as a log has it, where its seeds do not say how: each choice must be one that could
/// be made, unless it is an edit, or settled by the scenario.
pub fn as_recorded(
    script: &Script,
    opening: &Opening,
    choices: impl IntoIterator<Item = (OwnedKey, Value)>,
) -> Result<Recorded, ChoiceError> {
    let free: BTreeSet<OwnedKey> = script.settled(opening.overrides()).into_keys().collect();
    Ok(Recorded::new(choices)?.possible_but_for(free))
}
