//! What a change of the US backstop does to offers that depend on it.
//!
//! An offer and what has been generated on it falls back at once, and what is on its way stops;
//! with it goes any authority handed over, and its self-defense in Ukraine, where it is no more.
//! What is in place stays there until its nation calls it back, and is marked. When the condition
//! is met again a contingent that fell back is an offer again, no more: its nation generates and
//! sends it anew.

use alloc::vec::Vec;

use super::deployment::lapse;
use super::{Contingent, Event, Stage};
use crate::framework::Backstop;
use crate::ids::ContingentId;
use crate::mission;
use crate::model::Moment;
use crate::mutation::{Mutation, off};

/// The events that follow for each contingent, in the order of their names.
pub(crate) fn on_backstop_changed(moment: &Moment<'_>, to: Backstop) -> Vec<crate::Event> {
    let mut events = Vec::new();
    for (&contingent, found) in &moment.center.force.contingents {
        let Some(needs) = found.needs_backstop else { continue };
        if to.meets(needs) {
            events.extend(met(contingent, found));
        } else if !off(Mutation::Backstop) {
            events.extend(fall(moment, contingent, found, needs));
        }
    }
    events
}

fn met(contingent: ContingentId, found: &Contingent) -> Option<crate::Event> {
    let Contingent { nation, stage, condition_lost, .. } = *found;
    let waits = stage == Stage::Conditional || (stage == Stage::InPlace && condition_lost);
    waits.then(|| Event::ConditionMet { contingent, nation }.into())
}

fn fall(
    moment: &Moment<'_>,
    contingent: ContingentId,
    found: &Contingent,
    needs: Backstop,
) -> Vec<crate::Event> {
    let Contingent { nation, stage: from, condition_lost, .. } = *found;
    let mut events = Vec::new();
    let stood = match from {
        Stage::Offered | Stage::Generated | Stage::Moving => true,
        Stage::InPlace => !condition_lost,
        Stage::Conditional | Stage::Recalled | Stage::Withdrawn => false,
    };
    if stood {
        events.push(Event::FellConditional { contingent, nation, needs, from }.into());
    }
    if stood && from != Stage::InPlace {
        events.extend(lapse(moment, contingent, found));
        events.extend(mission::on_turned_back(moment.center, contingent));
    }
    events
}
