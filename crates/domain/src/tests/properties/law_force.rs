//! Laws on mandates and the force.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use super::law::Law;
use super::past::Past;
use super::past_force::{Offered, step};
use crate::force::{self, Capability, Component, Stage};
use crate::framework::Backstop;
use crate::mandate::{self, Rule};
use crate::strategies::Record;
use crate::task::Location;
use crate::{Actor, Center, Event, Nation};

pub(super) const LAWS: &[Law] = &[
    Law { rule: 2, says: "a mandate is granted by its nation's own rule", holds: by_own_rule },
    Law { rule: 8, says: "authority is handed over under a live mandate", holds: under_mandate },
    Law { rule: 8, says: "without a mandate nothing is handed over", holds: nothing_held },
    Law { rule: 13, says: "each step of a contingent is its nation's own act", holds: own_step },
    Law { rule: 14, says: "who sends no troops has none in Ukraine", holds: stance },
    Law { rule: 15, says: "nothing goes on while its condition is not met", holds: condition },
    Law { rule: 16, says: "no more in Ukraine than the mandate allows", holds: ceiling },
    Law { rule: 18, says: "no ship from afar through closed straits", holds: straits },
];

fn by_own_rule(record: &Record, past: Past<'_>) -> bool {
    let Event::Mandate(mandate::Event::Granted { nation: of, .. }) = record.event else {
        return true;
    };
    let rule = past.last(|event| match event {
        Event::Mandate(mandate::Event::RuleDeclared { nation, rule }) if *nation == of => {
            Some(*rule)
        }
        _ => None,
    });
    let requested = |event: &Event| matches!(event, Event::Mandate(mandate::Event::Requested { nation, .. }) if *nation == of);
    let debated = past.since(requested).any(|event| {
        matches!(event, Event::Mandate(mandate::Event::DebateDemanded { nation }) if *nation == of)
    });
    match rule {
        Some(Rule::DeemedApproved { .. }) if !debated => record.by == Actor::Clock,
        Some(_) => record.by.speaks_for(of),
        None => false,
    }
}

fn is_live(past: Past<'_>, nation: Nation, record: &Record) -> bool {
    past.mandate(nation).is_some_and(|(_, ends)| ends.is_none_or(|ends| record.at < ends))
}

fn under_mandate(record: &Record, past: Past<'_>) -> bool {
    match record.event {
        Event::Force(force::Event::AuthorityTransferred { nation, .. }) => {
            is_live(past, nation, record)
        }
        _ => true,
    }
}

/// After the end of a mandate the first thing on record is the return of all authority.
fn nothing_held(record: &Record, past: Past<'_>) -> bool {
    let held = || past.contingents().filter(|&contingent| past.has_authority(contingent));
    let mandated = |contingent| {
        let nation = past.offered(contingent).map(|offered| offered.nation);
        nation.is_some_and(|nation| past.mandate(nation).is_some())
    };
    matches!(record.event, Event::Force(force::Event::AuthorityLapsed { .. }))
        || held().all(mandated)
}

fn own_step(record: &Record, past: Past<'_>) -> bool {
    match record.event {
        Event::Force(force::Event::CapabilityOffered { nation, .. }) => {
            record.by.speaks_for(nation)
        }
        Event::Force(
            force::Event::OfferWithdrawn { contingent, nation }
            | force::Event::ContingentGenerated { contingent, nation, .. }
            | force::Event::AuthorityTransferred { contingent, nation, .. }
            | force::Event::AuthorityRevoked { contingent, nation }
            | force::Event::ContingentMoved { contingent, nation, .. }
            | force::Event::ContingentInPlace { contingent, nation, .. }
            | force::Event::ContingentRecalled { contingent, nation },
        ) => {
            let offered = past.offered(contingent);
            record.by.speaks_for(nation) && offered.is_some_and(|offer| offer.nation == nation)
        }
        _ => true,
    }
}

fn stance(record: &Record, past: Past<'_>) -> bool {
    let sends = |of| {
        let last = past.last(|event| match event {
            Event::Force(force::Event::StanceDeclared { nation, troops_in_ukraine })
                if *nation == of =>
            {
                Some(*troops_in_ukraine)
            }
            _ => None,
        });
        last != Some(false)
    };
    match record.event {
        Event::Force(force::Event::CapabilityOffered { nation, requirement, .. }) => {
            let place = past.wanted(requirement).map(|(_, _, place)| place);
            place == Some(Location::OutsideUkraine) || sends(nation)
        }
        _ => step(record).and_then(|name| past.offered(name)).is_none_or(|offered| {
            offered.place == Location::OutsideUkraine || sends(offered.nation)
        }),
    }
}

/// The order of the states of the backstop; one that was withdrawn counts as none.
fn promises(backstop: Backstop, needs: Backstop) -> bool {
    let order = [Backstop::Political, Backstop::Signed, Backstop::Ratified];
    let rank = |state| order.iter().position(|&other| other == state).map_or(0, |rank| rank + 1);
    rank(needs) <= rank(backstop)
}

fn condition(record: &Record, past: Past<'_>) -> bool {
    let meets = |needs| promises(past.backstop(), needs);
    let needs = |name| past.offered(name).and_then(|offered| offered.needs);
    match record.event {
        Event::Force(force::Event::FellConditional { contingent, needs: lost, .. }) => {
            needs(contingent) == Some(lost) && !meets(lost)
        }
        Event::Force(force::Event::ConditionMet { contingent, .. }) => {
            needs(contingent).is_some_and(meets)
        }
        _ => step(record).and_then(needs).is_none_or(meets),
    }
}

fn ceiling(record: &Record, past: Past<'_>) -> bool {
    match record.event {
        Event::Mandate(mandate::Event::Granted { nation, ceiling, .. }) => {
            past.people_beside(nation, None) <= ceiling.into()
        }
        Event::Force(
            force::Event::ContingentMoved { contingent, nation, place }
            | force::Event::ContingentInPlace { contingent, nation, place, .. },
        ) if place != Location::OutsideUkraine => {
            let strength = past.offered(contingent).map_or(0, |offered| offered.strength.into());
            let people = past.people_beside(nation, Some(contingent)) + strength;
            is_live(past, nation, record)
                && past.mandate(nation).is_some_and(|(ceiling, _)| people <= ceiling.into())
        }
        _ => true,
    }
}

fn straits(record: &Record, past: Past<'_>) -> bool {
    let closed = past.last(|event| match event {
        Event::Force(force::Event::StraitsClosed {}) => Some(true),
        Event::Force(force::Event::StraitsOpened {}) => Some(false),
        _ => None,
    });
    let kept_out = |Offered { nation, component, capability, place, .. }| {
        let ship = matches!(capability, Capability::Warship | Capability::MineHunter);
        let littoral = [Nation::BG, Nation::RO, Nation::TR, Nation::UA].contains(&nation);
        let counts = place == Location::UkraineSea || component == Component::Maritime;
        ship && counts && !littoral
    };
    if let Event::Force(force::Event::RequirementPublished {
        component, capability, place, ..
    }) = record.event
    {
        let ship = matches!(capability, Capability::Warship | Capability::MineHunter);
        let at_sea = [Location::UkraineSea, Location::OutsideUkraine].contains(&place);
        return !ship || (at_sea && component != Component::Land);
    }
    let offered = step(record).and_then(|name| past.offered(name));
    closed != Some(true) || !offered.is_some_and(kept_out)
}

/// What the state says of contingents that the backstop and their stage contradict.
pub(super) fn faults_of_conditions(state: &Center, past: Past<'_>) -> Vec<String> {
    let mut faults = Vec::new();
    for (name, contingent) in &state.force.contingents {
        let met = contingent.needs_backstop.is_none_or(|needs| promises(past.backstop(), needs));
        let stands = match contingent.stage {
            Stage::Offered | Stage::Generated | Stage::Moving => met,
            Stage::Conditional => !met,
            Stage::InPlace => contingent.condition_lost != met,
            Stage::Recalled | Stage::Withdrawn => true,
        };
        if !stands {
            faults.push(format!("{name} is {:?} with {:?}", contingent.stage, past.backstop()));
        }
        if contingent.authority.is_some() != past.has_authority(*name) {
            faults.push(format!("authority over {name} is not what was recorded"));
        }
    }
    faults
}
