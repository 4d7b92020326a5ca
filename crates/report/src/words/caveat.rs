//! Caveats in words.

use domain::caveat::{Event, Limit};
use domain::force::Degree;
use kernel::Id;

use super::mission::activity_name;
use super::task::location_name;
use super::{Telling, Words, act, fact};
use crate::names;

pub(super) fn words(event: &Event, telling: &Telling) -> Words {
    match event {
        Event::Declared { caveat, nation, limit, expires_at } => {
            let until = expires_at.map(|at| format!(", until {}", telling.when(at)));
            act(format!(
                "declared the caveat {caveat} on {}: {}{}",
                telling.own(*nation, "forces"),
                limit_name(*limit, telling),
                until.unwrap_or_default()
            ))
        }
        Event::Lifted { caveat, .. } => act(format!("lifted the caveat {caveat}")),
        Event::Expired { caveat, nation } => {
            fact(format!("the caveat {caveat} of {} has expired", names::nation(*nation)))
        }
    }
}

pub(super) fn subject(event: &Event) -> Id {
    match event {
        Event::Declared { caveat, .. }
        | Event::Lifted { caveat, .. }
        | Event::Expired { caveat, .. } => caveat.0,
    }
}

pub(super) fn limit_name(limit: Limit, telling: &Telling) -> String {
    match limit {
        Limit::Place { barred } => format!("not {}", location_name(barred)),
        Limit::Sector { barred } => format!("not in the sector {barred}"),
        Limit::Activity { barred } => format!("no {}", activity_name(barred)),
        Limit::Time { not_before, not_after } => {
            format!("only from {} to {}", telling.when(not_before), telling.when(not_after))
        }
        Limit::Command { at_most } => {
            format!("commanded up to {} only", degree_name(at_most))
        }
        Limit::Roe { barred } => format!("not under the rule of engagement {barred}"),
    }
}

fn degree_name(degree: Degree) -> &'static str {
    match degree {
        Degree::Tacon => "TACON",
        Degree::Opcon => "OPCON",
        Degree::Opcom => "OPCOM",
    }
}
