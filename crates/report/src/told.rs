//! One event by itself, for stories that choose what they tell.

use domain::Actor;
use simulator::record::{Body, CenterRecord, Opening};

use crate::names;
use crate::words::{self, Telling};
use crate::zone::Zone;

/// When it was recorded and what happened, in the zone of a run that begins so:
/// `Tue 6 Jan 05:12  Poland broke the silence on q1`. Only events are told.
pub fn told(record: &CenterRecord, opening: &Opening) -> Option<String> {
    let Body::Event(event) = &record.body else { return None };
    let zone = Zone::of(opening);
    let telling = Telling { zone, at: record.at, by: record.by };
    Some(format!("{}  {}", zone.short(record.at), words::sentence(event, &telling)))
}

/// How an actor is called in a sentence.
pub fn actor_name(actor: Actor) -> &'static str {
    names::actor(actor)
}
