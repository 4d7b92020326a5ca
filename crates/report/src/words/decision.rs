//! Questions and their answers in words.

use domain::decision::{Event, Label, Matter, Position, Procedure, Record};
use kernel::Id;

use super::{Words, act};
use crate::names;

pub(super) fn words(event: &Event) -> Words {
    match event {
        Event::Opened { question, matter, procedure, asked, text_version, series, depends_on } => {
            let about = series.map_or(String::new(), |series| format!(" about {series}"));
            let linked =
                depends_on.map_or(String::new(), |project| format!("; it depends on {project}"));
            act(format!(
                "put {question} ({}{about}) {}, version {text_version}; asked: {}{linked}",
                matter_name(*matter),
                procedure_name(*procedure),
                names::nations(*asked)
            ))
        }
        Event::Convened { question } => act(format!("convened the consultation on {question}")),
        Event::PositionRecorded { question, position, .. } => match position {
            Position::Agrees => act(format!("agreed to {question}")),
            Position::AgreesWithReservation => {
                act(format!("agreed to {question} with a reservation"))
            }
            Position::Objects => act(format!("objected to {question}")),
            Position::Abstains => act(format!("abstained on {question}")),
        },
        Event::Adopted { question, label, record } => {
            let name = match label {
                Label::Full => "",
                Label::CoalitionOnly => " as a position of the Coalition alone",
            };
            act(format!("adopted {question}{name}; {}", stands(record)))
        }
        Event::Failed { question, record } => {
            act(format!("ended {question} without adoption; {}", stands(record)))
        }
        Event::Escalated { question, record } => {
            act(format!("referred {question} to the leaders; {}", stands(record)))
        }
    }
}

pub(super) fn subject(event: &Event) -> Id {
    match event {
        Event::Opened { question, .. }
        | Event::Convened { question }
        | Event::PositionRecorded { question, .. }
        | Event::Adopted { question, .. }
        | Event::Failed { question, .. }
        | Event::Escalated { question, .. } => question.0,
    }
}

/// Who stood where when a question ended.
fn stands(record: &Record) -> String {
    let rows = [
        ("agreed", record.agreed),
        ("of these with a reservation", record.reserved),
        ("objected", record.objected),
        ("abstained", record.abstained),
        ("silent", record.silent),
    ];
    let said = rows.into_iter().filter(|(_, nations)| !nations.is_empty());
    let said: Vec<String> =
        said.map(|(what, nations)| format!("{what}: {}", names::nations(nations))).collect();
    if said.is_empty() { "nobody was asked".to_string() } else { said.join("; ") }
}

pub(super) fn matter_name(matter: Matter) -> &'static str {
    match matter {
        Matter::Statement => "a statement",
        Matter::Procedure => "procedure",
        Matter::Monitoring => "monitoring",
        Matter::Logistics => "logistics",
        Matter::TierTwo => "the second tier",
        Matter::TierThree => "the third tier",
        Matter::UseOfForce => "the use of force",
        Matter::CaveatChange => "a change of caveats",
    }
}

fn procedure_name(procedure: Procedure) -> &'static str {
    match procedure {
        Procedure::Consultation => "for consultation",
        Procedure::Consensus => "by consensus",
        Procedure::CoChairs => "by the co-chairs",
        Procedure::Tripartite => "by tripartite agreement",
    }
}
