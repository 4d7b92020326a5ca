//! Laws on the command at sea.

use super::law::Law;
use super::past::Past;
use crate::maritime::{Event as Maritime, GROUP};
use crate::strategies::Record;
use crate::{Event, Nation};

pub(super) const LAWS: &[Law] = &[
    Law { rule: 2, says: "the command at sea goes to who said it is ready", holds: ready },
    Law { rule: 17, says: "one nation of the group commands at sea", holds: held },
];

/// Who holds the command.
fn holder(past: Past<'_>) -> Option<Nation> {
    past.last(|event| match event {
        Event::Maritime(
            Maritime::CommandTaken { nation, .. } | Maritime::CommandHandedOver { to: nation, .. },
        ) => Some(*nation),
        _ => None,
    })
}

fn ready(record: &Record, past: Past<'_>) -> bool {
    let begins = |event: &Event| {
        matches!(
            event,
            Event::Maritime(Maritime::CommandTaken { .. } | Maritime::CommandHandedOver { .. })
        )
    };
    match record.event {
        Event::Maritime(Maritime::ReadyDeclared { nation }) => record.by.speaks_for(nation),
        Event::Maritime(Maritime::CommandHandedOver { to, .. }) => {
            let said = Event::Maritime(Maritime::ReadyDeclared { nation: to });
            past.since(begins).any(|event| *event == said)
        }
        _ => true,
    }
}

fn held(record: &Record, past: Past<'_>) -> bool {
    match record.event {
        Event::Maritime(Maritime::CommandTaken { nation, turn }) => {
            let own = record.by.speaks_for(nation) && GROUP.contains(nation);
            own && turn == 1 && holder(past).is_none()
        }
        Event::Maritime(Maritime::CommandHandedOver { from, to, .. }) => {
            record.by.speaks_for(from)
                && holder(past) == Some(from)
                && from != to
                && GROUP.contains(to)
        }
        _ => true,
    }
}
