//! The multinational force in words.

use domain::Nation;
use domain::force::{Capability, Component, Degree, Event, Gap, Stage};
use domain::framework::Backstop;
use kernel::Id;

use super::framework::backstop_name;
use super::mandate::people;
use super::task::location_name;
use super::{Telling, Words, act, fact, of_nation};
use crate::names;

pub(super) fn words(event: &Event, telling: &Telling) -> Words {
    match *event {
        Event::StanceDeclared { nation, troops_in_ukraine } => stance(nation, troops_in_ukraine),
        Event::RequirementPublished {
            requirement,
            component,
            capability,
            quantity,
            place,
            needed_by,
        } => {
            let what = format!(
                "{} ({}), {}",
                people(quantity),
                capability_name(capability),
                location_name(place)
            );
            let (component, by) = (component_name(component), telling.when(needed_by));
            act(format!("published {requirement} of the {component} component: {what}, by {by}"))
        }
        Event::ConferenceHeld { ref gaps } => {
            act(format!("put to the nations: {}", gaps_name(gaps)))
        }
        Event::CapabilityOffered {
            contingent,
            requirement,
            strength,
            needs_backstop,
            conditional,
            ..
        } => {
            let needs = needs_backstop.map_or(String::new(), |needs| condition(needs, conditional));
            act(format!("offered {contingent}, {}, for {requirement}{needs}", people(strength)))
        }
        Event::OfferWithdrawn { contingent, .. } => {
            act(format!("took back the offer of {contingent}"))
        }
        Event::FellConditional { contingent, needs, from, .. } => {
            let needs = backstop_name(needs);
            fact(format!("{contingent} needs a {needs} backstop: {}", fallen(from)))
        }
        Event::ConditionMet { contingent, .. } => {
            fact(format!("the backstop meets the condition of {contingent} again"))
        }
        Event::ContingentGenerated { contingent, requirement, .. } => {
            act(format!("made {contingent} ready for {requirement}"))
        }
        Event::AuthorityTransferred { contingent, degree, .. } => {
            let degree = degree_name(degree);
            act(format!("handed {degree} over {contingent} to the force commander"))
        }
        Event::AuthorityRevoked { contingent, .. } => {
            act(format!("took back authority over {contingent}"))
        }
        Event::AuthorityLapsed { contingent, nation } => {
            fact(format!("authority over {contingent} returns to {}", names::nation(nation)))
        }
        Event::ContingentMoved { contingent, place, .. } => {
            act(format!("sent {contingent} on its way; its place is {}", location_name(place)))
        }
        Event::ContingentInPlace { contingent, place, strength, .. } => {
            act(format!("put {contingent} in place {}, {}", location_name(place), people(strength)))
        }
        Event::ContingentRelieved { contingent, relief, .. } => {
            act(format!("relieved {contingent} by {relief}"))
        }
        Event::RotationOverdue { contingent, requirement, .. } => {
            fact(format!("nobody relieves {contingent}: {requirement} counts on it no longer"))
        }
        Event::ContingentRecalled { contingent, .. } => act(format!("called {contingent} back")),
        Event::StraitsClosed {} => act("closed the Straits to warships from afar"),
        Event::StraitsOpened {} => act("opened the Straits again"),
    }
}

pub(super) fn subject(event: &Event) -> Option<Id> {
    match *event {
        Event::StanceDeclared { nation, .. } => of_nation(nation),
        Event::RequirementPublished { requirement, .. } => Some(requirement.0),
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

fn gaps_name(gaps: &[Gap]) -> String {
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

fn component_name(component: Component) -> &'static str {
    match component {
        Component::Land => "land",
        Component::Air => "air",
        Component::Maritime => "maritime",
        Component::Regeneration => "regeneration",
        Component::Logistics => "logistics",
        Component::Headquarters => "headquarters",
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
