//! Consignments in words.

use domain::consignment::Event;
use kernel::Id;

use super::{Words, act};

pub(super) fn words(event: &Event) -> Words {
    match event {
        Event::Dispatched { consignment, to, .. } => {
            act(format!("sent the consignment {consignment} to {to}"))
        }
        Event::Redirected { consignment, to } => act(format!("redirected {consignment} to {to}")),
        Event::HandedOver { consignment, .. } => {
            act(format!("handed {consignment} over to Ukraine"))
        }
    }
}

pub(super) fn subject(event: &Event) -> Id {
    match event {
        Event::Dispatched { consignment, .. }
        | Event::Redirected { consignment, .. }
        | Event::HandedOver { consignment, .. } => consignment.0,
    }
}
