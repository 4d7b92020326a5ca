//! What happened, in plain English: one sentence for each kind of event, one file a family.
//!
//! Each family has two functions over all of its events: `words` says the event, and `subject`
//! names the one thing that it is about. A new event does not compile until it has both.

mod base;
mod caveat;
mod ceasefire;
mod center;
pub(crate) mod clock;
mod commission;
mod consignment;
mod decision;
mod depot;
mod force;
mod framework;
mod headquarters;
mod hub;
mod incident;
mod mandate;
mod maritime;
mod mission;
mod need;
mod permit;
mod prosperity;
mod response;
mod roe;
mod silence;
mod talks;
mod task;
#[cfg(test)]
mod tests;

use domain::{Actor, Event, Nation};
use kernel::{Id, SimTime};
use simulator::probe::Kind;

use crate::names;
use crate::zone::Zone;

pub(crate) use base::base_stage_name;
pub(crate) use center::{parameter_name, parameter_value, role_name, site_name, written};
pub(crate) use commission::case_stage_name;
pub(crate) use force::stage_name;
pub(crate) use framework::backstop_name;
pub(crate) use mandate::status_name;
pub(crate) use need::goods_name;
pub(crate) use response::{decision_name, tier_name};
pub(crate) use task::location_name;
pub(crate) use task::task_name;

/// From where a story is told.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Telling {
    pub(crate) zone: Zone,
    /// When it was recorded.
    pub(crate) at: SimTime,
    pub(crate) by: Actor,
}

/// An event in words.
enum Words {
    /// Goes on after the name of the actor: `broke the silence on q1`.
    Act(String),
    /// Stands by itself: `the ceasefire entered into force`.
    Fact(String),
}

fn act(text: impl Into<String>) -> Words {
    Words::Act(text.into())
}

fn fact(text: impl Into<String>) -> Words {
    Words::Fact(text.into())
}

impl Telling {
    /// Another instant, as it is said at this one.
    fn when(&self, at: SimTime) -> String {
        self.zone.seen_from(self.at, at)
    }

    /// `its` for the one who acts, `of Poland` for somebody else.
    fn own(&self, nation: Nation, thing: &str) -> String {
        if self.by.speaks_for(nation) {
            format!("its {thing}")
        } else {
            format!("the {thing} of {}", names::nation(nation))
        }
    }
}

/// An event as it is told: who did it, if it is somebody's act, and what.
pub(crate) struct Told {
    pub(crate) who: Option<Actor>,
    pub(crate) what: String,
}

/// What happened, without a full stop.
pub(crate) fn told(event: &Event, telling: &Telling) -> Told {
    let words = match event {
        Event::Center(event) => center::words(event, telling),
        Event::Framework(event) => framework::words(event, telling),
        Event::Talks(event) => talks::words(event),
        Event::Prosperity(event) => prosperity::words(event),
        Event::Task(event) => task::words(event, telling),
        Event::Mandate(event) => mandate::words(event, telling),
        Event::Force(event) => force::words(event, telling),
        Event::Need(event) => need::words(event, telling),
        Event::Permit(event) => permit::words(event, telling),
        Event::Hub(event) => hub::words(event),
        Event::Caveat(event) => caveat::words(event, telling),
        Event::Roe(event) => roe::words(event),
        Event::Mission(event) => mission::words(event, telling),
        Event::Consignment(event) => consignment::words(event),
        Event::Depot(event) => depot::words(event),
        Event::Decision(event) => decision::words(event),
        Event::Silence(event) => silence::words(event, telling),
        Event::Ceasefire(event) => ceasefire::words(event, telling),
        Event::Incident(event) => incident::words(event, telling),
        Event::Response(event) => response::words(event, telling),
        Event::Commission(event) => commission::words(event, telling),
        Event::Headquarters(event) => headquarters::words(event),
        Event::Maritime(event) => maritime::words(event),
        Event::Base(event) => base::words(event),
        Event::Clock(event) => clock::words(event, telling),
    };
    match words {
        Words::Act(what) => Told { who: Some(telling.by), what },
        Words::Fact(what) => Told { who: None, what },
    }
}

/// The whole sentence.
pub(crate) fn sentence(event: &Event, telling: &Telling) -> String {
    let Told { who, what } = told(event, telling);
    match who {
        Some(who) => format!("{} {what}", names::actor(who)),
        None => what,
    }
}

/// The one thing that an event is about.
pub(crate) fn subject(event: &Event) -> Option<Id> {
    match event {
        Event::Center(event) => center::subject(event),
        Event::Framework(event) => framework::subject(event),
        Event::Talks(event) => Some(talks::subject(event)),
        Event::Prosperity(event) => prosperity::subject(event),
        Event::Task(event) => task::subject(event),
        Event::Mandate(event) => mandate::subject(event),
        Event::Force(event) => force::subject(event),
        Event::Need(event) => Some(need::subject(event)),
        Event::Permit(event) => permit::subject(event),
        Event::Hub(event) => Some(hub::subject(event)),
        Event::Caveat(event) => Some(caveat::subject(event)),
        Event::Roe(event) => Some(roe::subject(event)),
        Event::Mission(event) => Some(mission::subject(event)),
        Event::Consignment(event) => Some(consignment::subject(event)),
        Event::Depot(event) => Some(depot::subject(event)),
        Event::Decision(event) => Some(decision::subject(event)),
        Event::Silence(event) => Some(silence::subject(event)),
        Event::Ceasefire(event) => ceasefire::subject(event),
        Event::Incident(event) => Some(incident::subject(event)),
        Event::Response(event) => Some(response::subject(event)),
        Event::Commission(event) => Some(event.case().0),
        Event::Headquarters(event) => headquarters::subject(event),
        Event::Maritime(event) => maritime::subject(event),
        Event::Base(event) => Some(event.base().0),
        Event::Clock(event) => Some(event.key().1),
    }
}

/// A value of a command that has parts, in place of its JSON.
pub(crate) fn compound(json: &str, telling: &Telling) -> String {
    if let Ok(value) = serde_json::from_str(json) {
        return parameter_value(value);
    }
    if let Ok(limit) = serde_json::from_str(json) {
        return format!("({})", caveat::limit_name(limit, telling));
    }
    if let Ok(rule) = serde_json::from_str(json) {
        return format!("({})", mandate::rule_name(rule));
    }
    json.to_string()
}

/// The code of a nation as the name of a thing.
fn of_nation(nation: Nation) -> Option<Id> {
    Id::new(nation.code()).ok()
}

/// A kind of event in a few words: `incident opened`, `tier one opened`.
pub(crate) fn kind(kind: Kind) -> String {
    let name = match kind.name {
        "us-decided" => "US decided".to_string(),
        name => name.replace('-', " "),
    };
    let family = match kind.family {
        "center" => "cell",
        "decision" => "question",
        "clock" => "deadline",
        "roe" => "rule",
        other => other,
    };
    // A single participle says too little by itself, and so does what a ceasefire does.
    if name.contains(' ') && family != "ceasefire" { name } else { format!("{family} {name}") }
}

/// Parts per million as a share of a hundred: `62 %`, `62.5 %`.
pub(crate) fn percent(share: u32) -> String {
    let (whole, rest) = (share / 10_000, share % 10_000);
    match rest {
        0 => format!("{whole} %"),
        _ => format!("{whole}.{} %", format!("{rest:04}").trim_end_matches('0')),
    }
}
