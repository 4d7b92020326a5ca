//! Transit permits in words.

use domain::permit::{Event, Regime};
use kernel::Id;

use super::{Telling, Words, act, fact};
use crate::names;

pub(super) fn words(event: &Event, telling: &Telling) -> Words {
    match event {
        Event::Requested { permit, consignment, nation, regime } => act(format!(
            "asked {} to let {consignment} through, {} ({permit})",
            names::nation(*nation),
            regime_name(*regime)
        )),
        Event::Granted { permit, .. } => act(format!("granted the permit {permit}")),
        Event::Refused { permit, .. } => act(format!("refused the permit {permit}")),
        Event::EmergencyRequested {} => act("asked for the emergency regime of transit"),
        Event::EmergencyActivated { ends_at } => act(format!(
            "activated the emergency regime of transit until {}",
            telling.when(*ends_at)
        )),
        Event::EmergencyEnded {} => fact("the emergency regime of transit has ended"),
    }
}

pub(super) fn subject(event: &Event) -> Option<Id> {
    match event {
        Event::Requested { permit, .. }
        | Event::Granted { permit, .. }
        | Event::Refused { permit, .. } => Some(permit.0),
        Event::EmergencyRequested {}
        | Event::EmergencyActivated { .. }
        | Event::EmergencyEnded {} => None,
    }
}

fn regime_name(regime: Regime) -> &'static str {
    match regime {
        Regime::Legacy => "under today's rules",
        Regime::Peacetime => "under the rules proposed for peacetime",
        Regime::Emergency => "under the emergency regime",
    }
}
