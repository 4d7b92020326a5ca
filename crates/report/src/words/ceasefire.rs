//! The ceasefire in words.

use domain::ceasefire::{Calm, Event};
use kernel::Id;

use super::{Telling, Words, act, fact, percent};

pub(super) fn words(event: &Event, telling: &Telling) -> Words {
    match event {
        Event::Agreed { instrument, effective_at } => fact(format!(
            "the parties agreed the ceasefire {instrument}, in force from {}",
            telling.when(*effective_at)
        )),
        Event::EnteredIntoForce { instrument } => {
            fact(format!("the ceasefire {instrument} entered into force"))
        }
        Event::CessationFound {} => act("found the cessation of hostilities credible"),
        Event::CoverageChanged { coverage, sufficient } => {
            let enough = if *sufficient { "enough" } else { "too little" };
            act(format!(
                "reported that sensors cover {} of the line, {enough} to speak of calm",
                percent(*coverage)
            ))
        }
        Event::CalmAssessed { calm } => act(format!("assessed the line: {}", calm_name(*calm))),
        Event::Strained {} => act("declared the ceasefire strained"),
        Event::Collapsed {} => act("declared the ceasefire collapsed"),
        Event::Restored {} => act("declared the ceasefire restored"),
    }
}

pub(super) fn subject(event: &Event) -> Option<Id> {
    match event {
        Event::Agreed { instrument, .. } | Event::EnteredIntoForce { instrument } => {
            Some(instrument.0)
        }
        Event::CessationFound {}
        | Event::CoverageChanged { .. }
        | Event::CalmAssessed { .. }
        | Event::Strained {}
        | Event::Collapsed {}
        | Event::Restored {} => None,
    }
}

fn calm_name(calm: Calm) -> &'static str {
    match calm {
        Calm::Calm => "calm",
        Calm::Violations => "violations",
        Calm::Unknown => "unknown, since the sensors did not see enough",
    }
}
