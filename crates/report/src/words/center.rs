//! The cell in words.

use domain::center::{Event, Role, Site};
use domain::parameter::{Parameter, Value};
use kernel::Id;
use serde::Serialize;

use super::{Telling, Words, act, fact, of_nation, percent};
use crate::names;
use crate::zone::span;

pub(super) fn words(event: &Event, telling: &Telling) -> Words {
    match event {
        Event::ParameterSet { parameter, value, .. } => {
            act(format!("set {} to {}", parameter_name(*parameter), parameter_value(*value)))
        }
        Event::NationEnrolled { nation, role, accepts_silence } => {
            let silence = if *accepts_silence { ", with the silence procedure" } else { "" };
            act(format!("enrolled {} as {}{silence}", names::nation(*nation), role_name(*role)))
        }
        Event::SilenceAccepted { .. } => act("accepted the silence procedure"),
        Event::Decided { site } => {
            act(format!("decided to set up the coordination cell in {}", site_name(*site)))
        }
        Event::TermsAgreed { text } => {
            act(format!("agreed the terms of reference of the cell ({text})"))
        }
        Event::SeatFilled { seat } => act(format!("filled {}", names::seat(*seat))),
        Event::SeatVacated { seat } => act(format!("left {} vacant", names::seat(*seat))),
        Event::SeatFlagged { seat } => {
            fact(format!("{} has been vacant for too long and is flagged", names::seat(*seat)))
        }
        Event::InitialOperationsReached {} => act("declared initial operations of the cell"),
        Event::FullOperationsReached {} => act("declared full operations of the cell"),
        Event::Degraded { seats_filled, nations_present } => {
            fact(format!("the cell is degraded: {}", attendance(*seats_filled, *nations_present)))
        }
        Event::Recovered { seats_filled, nations_present } => fact(format!(
            "the cell has its quorum again: {}",
            attendance(*seats_filled, *nations_present)
        )),
        Event::Relocated { from, to } => {
            act(format!("moved the cell from {} to {}", site_name(*from), site_name(*to)))
        }
        Event::Closed {} => act("closed the cell"),
        Event::NationArrived { .. } => act("sent people to the cell"),
        Event::NationLeft { .. } => act("withdrew from the cell"),
        Event::ParticipationReviewed { since, present } => fact(format!(
            "the cell has decided nothing since {}; present: {}",
            telling.when(*since),
            names::nations(*present)
        )),
    }
}

pub(super) fn subject(event: &Event) -> Option<Id> {
    match event {
        Event::ParameterSet { parameter, .. } => Id::new(&parameter_name(*parameter)).ok(),
        Event::NationEnrolled { nation, .. }
        | Event::SilenceAccepted { nation }
        | Event::NationArrived { nation }
        | Event::NationLeft { nation } => of_nation(*nation),
        Event::TermsAgreed { text } => Some(text.0),
        Event::SeatFilled { seat } | Event::SeatVacated { seat } | Event::SeatFlagged { seat } => {
            Id::new(seat.as_str()).ok()
        }
        Event::Decided { .. }
        | Event::InitialOperationsReached {}
        | Event::FullOperationsReached {}
        | Event::Degraded { .. }
        | Event::Recovered { .. }
        | Event::Relocated { .. }
        | Event::ParticipationReviewed { .. }
        | Event::Closed {} => None,
    }
}

fn attendance(seats: u32, nations: u32) -> String {
    let seats = names::count(seats.into(), "seat");
    format!("{seats} filled, {} present", names::count(nations.into(), "nation"))
}

/// The name of a parameter as scenarios write it.
pub(crate) fn parameter_name(parameter: Parameter) -> String {
    written(&parameter)
}

/// The word under which a value is stored, or told to programs.
pub(crate) fn written<T: Serialize>(value: &T) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(word)) => word,
        _ => String::new(),
    }
}

pub(crate) fn parameter_value(value: Value) -> String {
    match value {
        Value::Duration(duration) => span(duration),
        Value::Share(share) => percent(share),
        Value::Count(count) => count.to_string(),
        Value::Actor(actor) => names::actor(actor).to_string(),
    }
}

pub(crate) fn site_name(site: Site) -> &'static str {
    match site {
        Site::Paris => "Paris",
        Site::London => "London",
        Site::Kyiv => "Kyiv",
    }
}

pub(crate) fn role_name(role: Role) -> &'static str {
    match role {
        Role::Member => "member",
        Role::Partner => "partner",
        Role::Host => "host",
        Role::Observer => "observer",
    }
}
