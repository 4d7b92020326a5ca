//! Hubs in words.

use domain::hub::Event;
use kernel::Id;

use super::{Words, act, fact};
use crate::names;

pub(super) fn words(event: &Event) -> Words {
    match event {
        Event::Opened { hub, tonnes_per_day, .. } => {
            act(format!("opened the hub {hub}, for {} a day", names::tonnes(*tonnes_per_day)))
        }
        Event::OutageDeclared { hub } => act(format!("declared the hub {hub} out of work")),
        Event::OutageEnded { hub } => act(format!("declared that the hub {hub} works again")),
        Event::Handled { hub, consignment, tonnes, remaining } => {
            let rest = if *remaining == 0 {
                String::new()
            } else {
                format!("; {} still wait", names::tonnes(*remaining))
            };
            fact(format!("the hub {hub} handled {} of {consignment}{rest}", names::tonnes(*tonnes)))
        }
    }
}

pub(super) fn subject(event: &Event) -> Id {
    event.hub().0
}
