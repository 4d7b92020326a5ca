//! The command at sea in words.

use domain::maritime::Event;
use kernel::Id;

use super::{Words, act, of_nation};
use crate::names;

pub(super) fn words(event: &Event) -> Words {
    match event {
        Event::CommandTaken { turn, .. } => act(format!("took the command at sea (turn {turn})")),
        Event::ReadyDeclared { .. } => act("declared itself ready for the command at sea"),
        Event::CommandHandedOver { to, turn, .. } => {
            act(format!("handed the command at sea over to {} (turn {turn})", names::nation(*to)))
        }
    }
}

pub(super) fn subject(event: &Event) -> Option<Id> {
    match *event {
        Event::CommandTaken { nation, .. }
        | Event::ReadyDeclared { nation }
        | Event::CommandHandedOver { to: nation, .. } => of_nation(nation),
    }
}
