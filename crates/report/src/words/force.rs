//! The multinational force in words.

use domain::Nation;
use domain::force::{Capability, Degree, Event, Gap, Stage};
use domain::framework::Backstop;
use kernel::Id;

use super::framework::backstop_name;
use super::mandate::people;
use super::task::location_name;
use super::{Telling, Words, act, fact, of_nation};
use crate::names;

pub(super) fn words(event: &Event, telling: &Telling) -> Words {
    let it = subject(event).map_or(String::new(), |subject| subject.to_string());
    match *event {
        Event::StanceDeclared { nation, troops_in_ukraine } => stance(nation, troops_in_ukraine),
        Event::RequirementPublished { capability, quantity, place, needed_by, .. } => {
            let (people, capability) = (people(quantity), capability_name(capability));
            let (place, by) = (location_name(place), telling.when(needed_by));
            act(format!(
                "published the requirement {it}: {people} ({capability}), {place}, by {by}"
            ))
        }
        Event::RequirementShort { people: missing, .. } => fact(format!(
            "{} of {it} {} not in place",
            people(missing),
            if missing == 1 { "is" } else { "are" }
        )),
        Event::ConferenceHeld { ref gaps } => act(format!("put to the nations: {}", listed(gaps))),
        Event::CapabilityOffered { requirement, strength, needs_backstop, conditional, .. } => {
            let needs = needs_backstop.map_or(String::new(), |needs| condition(needs, conditional));
            act(format!("offered {it}, {}, for {requirement}{needs}", people(strength)))
        }
        Event::OfferWithdrawn { .. } => act(format!("took back the offer of {it}")),
        Event::FellConditional { needs, from, .. } => {
            fact(format!("{it} needs a {} backstop: {}", backstop_name(needs), fallen(from)))
        }
        Event::ConditionMet { .. } => fact(format!("the backstop meets the condition of {it}")),
        Event::ContingentGenerated { requirement, .. } => {
            act(format!("made {it} ready for {requirement}"))
        }
        Event::AuthorityTransferred { degree, .. } => {
            act(format!("handed {} over {it} to the force commander", degree_name(degree)))
        }
        Event::AuthorityRevoked { .. } => act(format!("took back authority over {it}")),
        Event::AuthorityLapsed { nation, .. } => {
            fact(format!("authority over {it} returns to {}", names::nation(nation)))
        }
        Event::ContingentMoved { place, .. } => {
            act(format!("sent {it} on its way; its place is {}", location_name(place)))
        }
        Event::ContingentInPlace { place, strength, .. } => {
            act(format!("put {it} in place {}, {}", location_name(place), people(strength)))
        }
        Event::ContingentRelieved { relief, .. } => act(format!("relieved {it} by {relief}")),
        Event::RotationOverdue { requirement, .. } => {
            fact(format!("nobody relieves {it}: {requirement} counts on it no longer"))
        }
        Event::ContingentRecalled { .. } => act(format!("called {it} back")),
        Event::StraitsClosed {} => act("closed the Straits to warships from afar"),
        Event::StraitsOpened {} => act("opened the Straits again"),
    }
}

pub(super) fn subject(event: &Event) -> Option<Id> {
    match *event {
        Event::StanceDeclared { nation, .. } => of_nation(nation),
        Event::RequirementPublished { requirement, .. }
        | Event::RequirementShort { requirement, .. } => Some(requirement.0),
        Event::CapabilityOffered { contingent, .. }
        | Event::OfferWithdrawn { contingent, .. }
        | Event::FellConditional { contingent, .. }
        | Event::ConditionMet { contingent, .. }
        | Event::ContingentGenerated { contingent, .. }
        | Event::AuthorityTransferred { contingent, .. }
        | Event::AuthorityRevoked { contingent, .. }
        | Event::AuthorityLapsed { contingent, .. }
        | Event::ContingentMoved { contingent, .. }
        | Event::ContingentInPlace { contingent, .. }
        | Event::ContingentRelieved { contingent, .. }
        | Event::RotationOverdue { contingent, .. }
        | Event::ContingentRecalled { contingent, .. } => Some(contingent.0),
        Event::ConferenceHeld { .. } | Event::StraitsClosed {} | Event::StraitsOpened {} => None,
    }
}

fn stance(nation: Nation, troops_in_ukraine: bool) -> Words {
    let sends = if troops_in_ukraine { "is ready to send" } else { "sends no" };
    fact(format!("{} {sends} troops into Ukraine", names::nation(nation)))
}

fn listed(gaps: &[Gap]) -> String {
    let named: Vec<String> = gaps
        .iter()
        .map(|Gap { requirement, people: missing }| {
            format!("{requirement}, for which {} are missing", people(*missing))
        })
        .collect();
    names::list(named.iter().map(String::as_str))
}

fn condition(needs: Backstop, unmet: bool) -> String {
    let now = if unmet { ", which there is not" } else { "" };
    format!(", under the condition of a {} backstop{now}", backstop_name(needs))
}

/// What becomes of a contingent that loses its condition.
fn fallen(from: Stage) -> &'static str {
    match from {
        Stage::InPlace => "it is in place, and stays there under a mark",
        Stage::Moving => "it was on its way, and stops",
        Stage::Generated => "it was ready, and is conditional again",
        Stage::Offered | Stage::Conditional | Stage::Recalled | Stage::Withdrawn => {
            "its offer is conditional"
        }
    }
}

fn degree_name(degree: Degree) -> &'static str {
    match degree {
        Degree::Tacon => "tactical control",
        Degree::Opcon => "operational control",
        Degree::Opcom => "operational command",
    }
}

fn capability_name(capability: Capability) -> &'static str {
    match capability {
        Capability::Infantry => "infantry",
        Capability::Armor => "armor",
        Capability::Engineers => "engineers",
        Capability::AirDefense => "air defense",
        Capability::Fighters => "fighters",
        Capability::Surveillance => "surveillance",
        Capability::Warship => "a warship",
        Capability::MineHunter => "a mine hunter",
        Capability::Transport => "transport",
        Capability::Medical => "medical",
        Capability::Training => "training",
        Capability::Staff => "staff",
    }
}

pub(crate) fn stage_name(stage: Stage) -> &'static str {
    match stage {
        Stage::Offered => "offered",
        Stage::Conditional => "conditional",
        Stage::Generated => "ready",
        Stage::Moving => "on its way",
        Stage::InPlace => "in place",
        Stage::Recalled => "gone",
        Stage::Withdrawn => "withdrawn",
    }
}
