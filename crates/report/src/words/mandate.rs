//! Mandates in words.

use domain::Nation;
use domain::mandate::{Event, Rule, Status};
use kernel::Id;

use super::{Telling, Words, act, fact, of_nation};
use crate::names;
use crate::zone::span;

pub(super) fn words(event: &Event, telling: &Telling) -> Words {
    match *event {
        Event::RuleDeclared { nation, rule } => {
            fact(format!("in {}, {}", names::nation(nation), rule_name(rule)))
        }
        Event::Requested { ceiling, lasts, .. } => act(format!(
            "asked for a mandate for {}{}",
            people(ceiling),
            lasts.map_or(String::new(), |lasts| format!(", for {}", span(lasts)))
        )),
        Event::DebateDemanded { nation } => {
            fact(format!("{} demands a debate on the mandate", parliament(nation)))
        }
        Event::Granted { nation, ceiling, expires_at } => {
            let until = expires_at.map(|at| format!(", until {}", telling.when(at)));
            let (nation, until) = (names::nation(nation), until.unwrap_or_default());
            fact(format!("{nation} has a mandate for {}{until}", people(ceiling)))
        }
        Event::Denied { nation } => fact(format!("{} denies the mandate", parliament(nation))),
        Event::Expired { nation } => {
            fact(format!("the mandate of {} has ended", names::nation(nation)))
        }
        Event::OperationBegan { nation } => fact(format!(
            "the first units of {} are in place: its parliament must be told",
            names::nation(nation)
        )),
        Event::OperationEnded { nation } => {
            fact(format!("the last units of {} have left Ukraine", names::nation(nation)))
        }
        Event::Informed { .. } => act("informed parliament of its first units in place"),
        Event::Authorized { nation } => {
            fact(format!("{} authorizes the operation", parliament(nation)))
        }
    }
}

pub(super) fn subject(event: &Event) -> Option<Id> {
    match *event {
        Event::RuleDeclared { nation, .. }
        | Event::Requested { nation, .. }
        | Event::DebateDemanded { nation }
        | Event::Granted { nation, .. }
        | Event::Denied { nation }
        | Event::Expired { nation }
        | Event::OperationBegan { nation }
        | Event::OperationEnded { nation }
        | Event::Informed { nation }
        | Event::Authorized { nation } => of_nation(nation),
    }
}

fn parliament(nation: Nation) -> String {
    format!("the parliament of {}", names::nation(nation))
}

pub(super) fn people(number: u32) -> String {
    match number {
        1 => "1 person".to_string(),
        many => format!("{} people", names::grouped(many.into())),
    }
}

pub(super) fn rule_name(rule: Rule) -> String {
    match rule {
        Rule::None => "the government decides alone on a mandate".to_string(),
        Rule::Vote => "parliament votes on a mandate".to_string(),
        Rule::Information { inform_within, authorize_within } => format!(
            "parliament is informed within {} and votes on what lasts longer than {}",
            span(inform_within),
            span(authorize_within)
        ),
        Rule::DeemedApproved { within } => {
            format!("a mandate stands approved after {} unless it is debated", span(within))
        }
    }
}

pub(crate) fn status_name(status: Status) -> &'static str {
    match status {
        Status::None => "none",
        Status::Requested => "requested",
        Status::Granted => "granted",
        Status::Denied => "denied",
        Status::Expired => "ended",
    }
}
