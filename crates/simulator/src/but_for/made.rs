//! What was chosen in a history, and what else could have been.

use kernel::{Position, SimTime};

use super::Bounds;
use crate::asked::Asked;
use crate::branch::{Past, RestoreError};
use crate::choice::{OwnedKey, Value};
use crate::distribution::Distribution;
use crate::record::{Body, CenterRecord};
use crate::script::Script;

/// A choice that could have been another, or a delay that was certain and could have been another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Made {
    pub key: OwnedKey,
    pub value: Value,
    /// Its record; of a certain delay, the last record of the step in which it began; where another
    /// could have gone first, the first record of the one that did.
    pub position: Position,
    pub at: SimTime,
    /// It is no choice: the scenario says so.
    pub certain: bool,
    /// The step of the run in which it was made; 0 is the beginning.
    pub(super) step: usize,
    /// So many others could have gone first, if it is about the order.
    rivals: u32,
}

/// What was chosen up to a position, and which delays began that were certain, in order. The
/// history is played again for it, and must be the one on record.
pub(super) fn made(
    past: &Past<'_>,
    script: &Script,
    Bounds { until, orders, .. }: Bounds,
) -> Result<Vec<Made>, RestoreError> {
    let mut made = Vec::new();
    let (mut step, mut differs) = (0, None);
    let mut running = past.noting(script, orders)?;
    let first = running.head();
    made.extend(past.up_to(first).iter().filter_map(|record| chosen(record, step)));
    running.chooser_mut().take_noted();
    while running.head() < until {
        step += 1;
        let (before, mut at) = (running.head(), None);
        let more = running.step(&mut |played| {
            at = Some(played.at);
            past.compare(played, &mut differs);
        })?;
        if let Some(position) = differs {
            return Err(RestoreError::Other { position });
        }
        let (position, at) = (running.head(), at.or(running.next_at()).unwrap_or_default());
        let records = past.up_to(position).iter().skip_while(|record| record.position <= before);
        made.extend(records.filter_map(|record| chosen(record, step)));
        let noted = running.chooser_mut().take_noted();
        for (key, value, rivals) in noted.turns {
            let (position, certain) = (before.next(), false);
            made.push(Made { key, value, position, at, certain, step, rivals });
        }
        for key in noted.certain {
            if let Some(Asked::Delay(Distribution::Fixed(delay))) = script.asked(key.stream()) {
                let value = Value::Drawn(*delay);
                made.push(Made { key, value, position, at, certain: true, step, rivals: 0 });
            }
        }
        if !more {
            break;
        }
    }
    made.retain(|made| made.position <= until);
    Ok(made)
}

fn chosen(record: &CenterRecord, step: usize) -> Option<Made> {
    match &record.body {
        // Those that are about the order are noted as they are asked, if they are to be.
        Body::Chose { key, value } if !key.is_turn() => Some(Made {
            key: key.clone(),
            value: *value,
            position: record.position,
            at: record.at,
            certain: false,
            step,
            rivals: 0,
        }),
        _ => None,
    }
}

/// What else could have been chosen: the other options; of a delay or an instant, others.
pub(super) fn alternatives(script: &Script, made: &Made) -> Vec<Value> {
    match (script.asked(made.key.stream()), made.value) {
        (Some(Asked::Option(options)), Value::Picked(picked)) => {
            let others =
                (0..).zip(options).filter(|(index, option)| *index != picked && 0 < option.weight);
            others.map(|(index, _)| Value::Picked(index)).collect()
        }
        (Some(Asked::Chance(chance)), Value::Picked(picked)) if 0 < chance => {
            vec![Value::Picked(u32::from(picked == 0))]
        }
        (Some(Asked::Turn), Value::Picked(picked)) => {
            (0..=made.rivals).filter(|place| *place != picked).map(Value::Picked).collect()
        }
        (Some(asked), Value::Drawn(drawn)) => match asked.drawn_from() {
            Some(Distribution::Fixed(certain)) => around(*certain, drawn),
            Some(from) => quantiles(from, drawn),
            None => Vec::new(),
        },
        _ => Vec::new(),
    }
}

/// What is certain, where it was not so, and twice, half and nothing of it.
fn around(certain: i64, drawn: i64) -> Vec<Value> {
    let mut values = vec![certain.saturating_mul(2), certain, certain / 2, 0];
    values.retain(|value| *value != drawn);
    values.dedup();
    values.into_iter().map(Value::Drawn).collect()
}

/// The ninth tenth, the half and the tenth of a distribution, where they are not what was drawn.
fn quantiles(from: &Distribution, drawn: i64) -> Vec<Value> {
    let tenth = u64::MAX / 10;
    let mut values: Vec<i64> =
        [9, 5, 1].map(|tenths| from.quantile(tenth * tenths).max(0)).into_iter().collect();
    values.retain(|value| *value != drawn);
    values.dedup();
    values.into_iter().map(Value::Drawn).collect()
}
