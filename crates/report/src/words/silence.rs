//! The silence procedure in words.

use domain::silence::{Event, Lacking, Urgency};
use kernel::Id;

use super::decision::matter_name;
use super::{Telling, Words, act, fact};
use crate::names;

pub(super) fn words(event: &Event, telling: &Telling) -> Words {
    match event {
        Event::Started {
            question,
            matter,
            urgency,
            asked,
            text_version,
            closes_at,
            depends_on,
        } => {
            let linked =
                depends_on.map_or(String::new(), |project| format!("; it depends on {project}"));
            act(format!(
                "put {question} ({}) under {} silence until {}, version {text_version}; \
                 asked: {}{linked}",
                matter_name(*matter),
                urgency_name(*urgency),
                telling.when(*closes_at),
                names::nations(*asked),
            ))
        }
        Event::Broken { question, silent, .. } => act(format!(
            "broke the silence on {question}; had not spoken: {}",
            names::nations(*silent)
        )),
        Event::ObjectionCameLate { question, follow_up, .. } => act(format!(
            "objected to {question} too late; the objection is on record and opens {follow_up}"
        )),
        Event::Adopted { question, text_version, silent, .. } => fact(format!(
            "{question} stands adopted in version {text_version}; silent: {}",
            names::nations(*silent)
        )),
        Event::Lapsed { question, lacking, .. } => fact(format!(
            "nobody objected to {question}, and it is not adopted: {}",
            match lacking {
                Lacking::UsSeat => "the seat of the US is vacant",
                Lacking::UaSeat => "the seat of Ukraine is vacant",
                Lacking::Cell => "the cell has closed",
            }
        )),
    }
}

pub(super) fn subject(event: &Event) -> Id {
    match event {
        Event::Started { question, .. }
        | Event::Broken { question, .. }
        | Event::ObjectionCameLate { question, .. }
        | Event::Adopted { question, .. }
        | Event::Lapsed { question, .. } => question.0,
    }
}

fn urgency_name(urgency: Urgency) -> &'static str {
    match urgency {
        Urgency::Routine => "routine",
        Urgency::Urgent => "urgent",
        Urgency::Flash => "flash",
    }
}
