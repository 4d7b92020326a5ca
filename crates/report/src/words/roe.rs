//! Rules of engagement in words.

use domain::roe::Event;
use kernel::Id;

use super::mission::activity_name;
use super::{Words, act};

pub(super) fn words(event: &Event) -> Words {
    act(match event {
        Event::Requested { roe, activity } => {
            format!("asked for the rule of engagement {roe} ({})", activity_name(*activity))
        }
        Event::Authorized { roe } => {
            format!("authorized the rule of engagement {roe}, dormant until it is implemented")
        }
        Event::Denied { roe } => format!("denied the rule of engagement {roe}"),
        Event::Implemented { roe } => format!("implemented the rule of engagement {roe}"),
        Event::Cancelled { roe } => format!("took back the rule of engagement {roe}"),
    })
}

pub(super) fn subject(event: &Event) -> Id {
    match event {
        Event::Requested { roe, .. }
        | Event::Authorized { roe }
        | Event::Denied { roe }
        | Event::Implemented { roe }
        | Event::Cancelled { roe } => roe.0,
    }
}
