//! Consignments in words.

use domain::NationSet;
use domain::consignment::{Event, Mode};
use domain::ids::HubId;
use kernel::Id;

use super::{Words, act, fact};
use crate::names;

pub(super) fn words(event: &Event) -> Words {
    match event {
        Event::Prepared { consignment, need, tonnes, mode, vehicles, .. } => act(format!(
            "loaded {} for {need} as {consignment}, on {}",
            names::tonnes(*tonnes),
            names::count(u64::from(*vehicles), vehicle_name(*mode))
        )),
        Event::Dispatched { consignment, to, via, route, .. } => {
            act(format!("sent the consignment {consignment} to {to}{}", way(*via, *route)))
        }
        Event::Redirected { consignment, to, via, route } => {
            act(format!("redirected {consignment} to {to}{}", way(*via, *route)))
        }
        Event::ArrivedAtHub { consignment, hub, tonnes } => {
            fact(format!("{consignment} arrived at the hub {hub} with {}", names::tonnes(*tonnes)))
        }
        Event::LeftHub { consignment, hub } => fact(format!("{consignment} left the hub {hub}")),
        Event::TakenBack { consignment, need, tonnes, .. } => {
            act(format!("took {consignment} back, {} for {need}", names::tonnes(*tonnes)))
        }
        Event::HandedOver { consignment, .. } => {
            act(format!("handed {consignment} over to Ukraine"))
        }
        Event::Delayed { consignment } => {
            fact(format!("{consignment} was expected by now, and is not delivered"))
        }
        Event::Delivered { consignment, need, tonnes } => {
            act(format!("delivered {consignment}, {} for {need}", names::tonnes(*tonnes)))
        }
    }
}

pub(super) fn subject(event: &Event) -> Id {
    match event {
        Event::Prepared { consignment, .. }
        | Event::Dispatched { consignment, .. }
        | Event::Redirected { consignment, .. }
        | Event::ArrivedAtHub { consignment, .. }
        | Event::LeftHub { consignment, .. }
        | Event::TakenBack { consignment, .. }
        | Event::HandedOver { consignment, .. }
        | Event::Delayed { consignment }
        | Event::Delivered { consignment, .. } => consignment.0,
    }
}

/// By which hub, and through which states that permit it.
fn way(via: Option<HubId>, route: NationSet) -> String {
    let hub = via.map_or(String::new(), |hub| format!(" by the hub {hub}"));
    let states = if route.is_empty() {
        String::new()
    } else {
        format!(", with the permit of {}", names::nations(route))
    };
    hub + &states
}

fn vehicle_name(mode: Mode) -> &'static str {
    match mode {
        Mode::Road => "truck",
        Mode::Rail => "wagon",
        Mode::Air => "flight",
    }
}
