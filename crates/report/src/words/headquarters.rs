//! The headquarters in words.

use domain::headquarters::{Event, Item, Post};
use kernel::Id;

use super::{Words, act, site_name};
use crate::names;

pub(super) fn words(event: &Event) -> Words {
    match event {
        Event::Opened { headquarters, site, commander, deputy } => act(format!(
            "opened the {} headquarters in {}, commander: {}, deputy: {}",
            match headquarters {
                Post::Operational => "operational",
                Post::Kyiv => "forward",
            },
            site_name(*site),
            names::nation(*commander),
            names::nation(*deputy)
        )),
        Event::StoodDown {} => act("closed the headquarters in Kyiv"),
        Event::HandoverStarted {} => act("began the handover of the operational headquarters"),
        Event::ItemCompleted { item } => {
            act(format!("made {} ready for the handover", item_name(*item)))
        }
        Event::Rotated { from, to, commander, deputy, incidents_pending, responses_open } => {
            act(format!(
                "moved the operational headquarters from {} to {}, commander: {}, deputy: {}, with {} \
                 not looked into and {} open",
                site_name(*from),
                site_name(*to),
                names::nation(*commander),
                names::nation(*deputy),
                names::count((*incidents_pending).into(), "incident"),
                names::count((*responses_open).into(), "response"),
            ))
        }
    }
}

pub(super) fn subject(event: &Event) -> Option<Id> {
    Id::new(match event {
        Event::Opened { headquarters: Post::Kyiv, .. } | Event::StoodDown {} => "kyiv",
        Event::Opened { headquarters: Post::Operational, .. }
        | Event::HandoverStarted {}
        | Event::ItemCompleted { .. }
        | Event::Rotated { .. } => "operational",
    })
    .ok()
}

fn item_name(item: Item) -> &'static str {
    match item {
        Item::Communications => "communications",
        Item::Staff => "the staff",
        Item::ClassifiedSystems => "the classified systems",
        Item::Watch => "the watch",
        Item::Liaison => "the liaison officers",
    }
}
