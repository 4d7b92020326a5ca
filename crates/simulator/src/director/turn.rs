//! Whose turn it is among those that are due at one instant.
//!
//! The order of the agenda stands unless somebody asks for another. The question is put each time
//! that several commands, or several deadlines, are due at once, and is named by the one whose turn
//! it would be: `berlin/object/turn@text#1`, and for deadlines, of which the center keeps one at a
//! time, by the second since the beginning: `clock.silence/turn@text#90000`. Once others have gone
//! ahead at the instant, the next question there ends in `turn/2`, and so on.

use domain::Center;
use domain::clock::{self, Clock};
use kernel::{Id, SimTime};

use super::{Director, DirectorError, Item};
use crate::agenda::Agenda;
use crate::choice::{self, ChoiceKey, Choose, Stream};

/// Whether a deadline is still to be kept.
pub(super) fn is_open(center: &Center, clock: Clock, subject: Id, due_at: SimTime) -> bool {
    center
        .clocks
        .get(clock, subject)
        .is_some_and(|deadline| deadline.due_at == due_at && deadline.status == clock::Status::Open)
}

/// Those that could go first, by their places on the agenda: commands among commands, and
/// deadlines among deadlines. What has lapsed, or only asks whether a step acts, has no rivals.
fn rivals(abreast: &[&Item], center: &Center) -> Vec<usize> {
    let mut deadlines: Vec<(Clock, Id)> = Vec::new();
    let mut is_rival = |item: &Item| match (abreast.first(), item) {
        (Some(Item::Act { .. }), Item::Act { .. }) => true,
        (Some(Item::Wake { .. }), &Item::Wake { clock, subject, due_at }) => {
            let is_another = !deadlines.contains(&(clock, subject));
            deadlines.push((clock, subject));
            is_another && is_open(center, clock, subject, due_at)
        }
        _ => false,
    };
    let places = abreast.iter().enumerate().filter(|(_, item)| is_rival(item));
    let places: Vec<usize> = places.map(|(place, _)| place).collect();
    if places.first() == Some(&0) { places } else { Vec::new() }
}

impl<C: Choose> Director<'_, C> {
    /// How many of those that are due at once are passed over.
    pub(super) fn turn_among_equals(
        &mut self,
        center: &Center,
        agenda: &Agenda<Item>,
    ) -> Result<usize, DirectorError> {
        let abreast = agenda.abreast();
        let (Some(at), Some(first)) = (agenda.peek_time(), abreast.first()) else { return Ok(0) };
        let places = rivals(&abreast, center);
        if places.len() < 2 {
            return Ok(0);
        }
        if self.passed.0 != at {
            self.passed = (at, 0);
        }
        let Some((stream, entity, occurrence)) = self.name_of_turn(first) else { return Ok(0) };
        let key = ChoiceKey { stream: &stream, entity, occurrence };
        let Some(picked) = self.choose.turn(&key, places.len())? else { return Ok(0) };
        let value = choice::Value::Picked(picked);
        self.note(&key, value, None);
        self.passed.1 += u32::from(picked != 0);
        Ok(places.get(picked as usize).copied().unwrap_or(0))
    }

    /// The name of the question whether an item goes first. A deadline that is not due at a whole
    /// second has none.
    fn name_of_turn(&self, first: &Item) -> Option<(Stream, Option<Id>, u32)> {
        let (owner, entity, occurrence) = match first {
            Item::Act { step, occurrence, bound, .. } => {
                (self.script.steps.get(*step)?.name.clone(), bound.subject(), *occurrence)
            }
            Item::Wake { clock, subject, due_at } => {
                let since = due_at.since(self.script.opening.starts_at).as_millis();
                let seconds = u32::try_from(since / 1_000).ok().filter(|_| since % 1_000 == 0)?;
                (choice::clock_name(*clock), Some(*subject), seconds)
            }
            Item::Fixed(_) | Item::Due { .. } => return None,
        };
        let stream = choice::turn_stream(&owner, self.passed.1).ok()?;
        Some((stream, entity, occurrence))
    }
}
