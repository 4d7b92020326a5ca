//! Depots in words.

use domain::depot::Event;
use kernel::Id;

use super::{Words, act};
use crate::names;

pub(super) fn words(event: &Event) -> Words {
    act(match event {
        Event::Reserved { depot, tonnes, .. } => {
            format!("set {} aside for the guarantee in {depot}", names::tonnes(*tonnes))
        }
        Event::ConsentGiven { depot, tonnes } => {
            format!("consented to the use of {} of {depot} in peace", names::tonnes(*tonnes))
        }
        Event::Released { depot, tonnes, series } => {
            let purpose = match series {
                Some(series) => format!("for the response to {series}"),
                None => "in peace".to_string(),
            };
            format!("released {} of {depot} {purpose}", names::tonnes(*tonnes))
        }
        Event::Refilled { depot, tonnes } => {
            format!("put {} back into {depot}", names::tonnes(*tonnes))
        }
    })
}

pub(super) fn subject(event: &Event) -> Id {
    match event {
        Event::Reserved { depot, .. }
        | Event::ConsentGiven { depot, .. }
        | Event::Released { depot, .. }
        | Event::Refilled { depot, .. } => depot.0,
    }
}
