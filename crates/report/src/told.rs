//! One event by itself, for stories that choose what they tell.

use domain::Actor;
use simulator::record::{Body, CenterRecord};

use crate::names;
use crate::words::{self, Telling};
use crate::zone::Zone;

/// When it was recorded and what happened, in a zone of so many minutes east of UTC:
/// `Tue 6 Jan 05:12  Poland broke the silence on q1`. Only events are told.
pub fn told(record: &CenterRecord, utc_offset: i32) -> Option<String> {
    let Body::Event(event) = &record.body else { return None };
    let zone = Zone::new(utc_offset);
    let telling = Telling { zone, at: record.at, by: record.by };
    Some(format!("{}  {}", zone.short(record.at), words::sentence(event, &telling)))
}

/// How an actor is called in a sentence.
pub fn actor_name(actor: Actor) -> &'static str {
    names::actor(actor)
}
