//! Missions in words.

use domain::mission::{Activity, Event, Ground};
use kernel::Id;

use super::task::location_name;
use super::{Telling, Words, act, fact};
use crate::names;

pub(super) fn words(event: &Event, telling: &Telling) -> Words {
    match event {
        Event::Ordered { mission, contingent, activity, place, sector, roe, .. } => {
            let sector = sector.map(|sector| format!(", in the sector {sector}"));
            let roe: Vec<String> = roe.iter().map(ToString::to_string).collect();
            let under = match names::list(roe.iter().map(String::as_str)) {
                none if none.is_empty() => none,
                rules => format!(", under {rules}"),
            };
            act(format!(
                "ordered {contingent} on {mission}: {} {}{}{under}",
                activity_name(*activity),
                location_name(*place),
                sector.unwrap_or_default()
            ))
        }
        Event::StoppedByCaveat { mission, contingent, nation, activity, caveat } => fact(format!(
            "the caveat {caveat} of {} stopped {mission}, {}, before it reached {contingent}",
            names::nation(*nation),
            activity_name(*activity)
        )),
        Event::Cleared { mission, nation } => {
            act(format!("cleared {mission} for {}", telling.own(*nation, "contingent")))
        }
        Event::Started { mission, contingent, national_at, multinational_at } => fact(format!(
            "{contingent} started {mission}, passed by its nation {} and by the multinational \
             chain {}",
            telling.when(*national_at),
            telling.when(*multinational_at)
        )),
        Event::RedCardPlayed { mission, contingent, .. } => {
            act(format!("played the red card: {contingent} is off {mission}"))
        }
        Event::GapReoffered { mission, nations } => {
            fact(format!("the gap in {mission} is offered to {}", names::nations(*nations)))
        }
        Event::TakenOver { mission, contingent, .. } => {
            act(format!("took over {mission} with {contingent}"))
        }
        Event::Completed { mission } => act(format!("reported the mission {mission} as done")),
        Event::Lapsed { mission, contingent, lost } => {
            fact(format!("{mission} of {contingent} has ended: {}", ground_name(*lost)))
        }
    }
}

pub(super) fn subject(event: &Event) -> Id {
    event.mission().0
}

pub(super) fn activity_name(activity: Activity) -> &'static str {
    match activity {
        Activity::Patrol => "patrol",
        Activity::MineClearance => "mine clearance",
        Activity::AirPolicing => "air policing",
        Activity::Escort => "escort",
        Activity::Training => "training",
        Activity::Construction => "construction",
        Activity::GuardDepot => "guard of a depot",
        Activity::Surveillance => "surveillance",
        Activity::Strike => "strike",
        Activity::SelfDefense => "self-defense",
    }
}

fn ground_name(ground: Ground) -> &'static str {
    match ground {
        Ground::Authority => "the commander has no authority over it any more",
        Ground::Mandate => "the mandate of its nation has ended",
        Ground::Roe => "a rule of engagement that it relied on is gone",
        Ground::Presence => "the contingent has left",
    }
}
