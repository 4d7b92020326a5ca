//! A history played again as it came about: from its seeds, its edits and what its scenario settles,
//! and from nothing that its records say was chosen.

use std::collections::BTreeSet;

use domain::Center;
use kernel::Position;

use crate::choice::{ChoiceError, OwnedKey, Recorded, Value};
use crate::engine::Journal;
use crate::record::Opening;
use crate::run::Failure;
use crate::running::Running;
use crate::script::Script;

/// Plays a history from its beginning to its end, where seeds say all that was drawn. The script has
/// the steps of its branches.
pub fn play<J: Journal<Center>>(
    script: &Script,
    opening: Opening,
    journal: J,
) -> Result<(), Failure<J>> {
    let first = opening.draws_behind(Position::START, 0);
    let choose = script.chooser(opening.overrides(), first);
    let mut running = Running::begin(script, opening, choose, journal, &mut |_| {})?;
    running.draw_through_branches(0, &mut |_| {})?;
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
