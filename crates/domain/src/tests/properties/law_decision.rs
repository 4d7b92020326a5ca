//! Laws on questions, silences and money.

use alloc::collections::BTreeSet;

use kernel::SimTime;

use super::law::Law;
use super::past::Past;
use crate::decision::{self, Label, Position, Procedure};
use crate::ids::{ProjectId, QuestionId};
use crate::parameter::Parameter;
use crate::prosperity::Gate;
use crate::strategies::Record;
use crate::{Actor, Event, Nation, NationSet, Seat, center, prosperity, silence};

pub(super) const LAWS: &[Law] = &[
    Law { rule: 2, says: "silence binds who has accepted the procedure", holds: accepted_silence },
    Law { rule: 2, says: "a question is brought on by a seat or who was asked", holds: brought_on },
    Law { rule: 3, says: "nothing tripartite with a vacant seat", holds: tripartite },
    Law { rule: 33, says: "an objection in time breaks, a late one does not", holds: objection },
    Law { rule: 34, says: "silence never settles what needs consent", holds: express_consent },
    Law { rule: 35, says: "the end of a question stores how all stood", holds: stored },
    Law { rule: 39, says: "no money while a gate is closed or its question is open", holds: gate },
    Law { rule: 39, says: "no more money than the envelope holds", holds: envelope },
    Law { rule: 39, says: "a tranche with a name is released once", holds: once },
    Law { rule: 40, says: "no dependency that no party has stated", holds: linked },
];

fn accepted_silence(record: &Record, past: Past<'_>) -> bool {
    let Event::Silence(
        silence::Event::Started { asked, .. } | silence::Event::Adopted { asked, .. },
    ) = record.event
    else {
        return true;
    };
    asked.iter().all(|asked| {
        past.any(|event| {
            matches!(event, Event::Center(
                center::Event::NationEnrolled { nation, accepts_silence: true, .. }
                | center::Event::SilenceAccepted { nation }
            ) if *nation == asked)
        })
    })
}

fn opened(past: Past<'_>, wanted: QuestionId) -> Option<(Procedure, NationSet, u32)> {
    past.last(|event| match event {
        Event::Decision(decision::Event::Opened {
            question,
            procedure,
            asked,
            text_version,
            ..
        }) if *question == wanted => Some((*procedure, *asked, *text_version)),
        _ => None,
    })
}

fn brought_on(record: &Record, past: Past<'_>) -> bool {
    let Event::Decision(
        decision::Event::Convened { question }
        | decision::Event::Adopted { question, .. }
        | decision::Event::Escalated { question, .. },
    ) = record.event
    else {
        return true;
    };
    let asked = opened(past, question).map_or(NationSet::EMPTY, |(_, asked, _)| asked);
    let is_seat = matches!(record.by, Actor::CoChairs | Actor::Coalition | Actor::Us | Actor::Ua);
    is_seat || record.by.is_one_of(asked)
}

fn tripartite(record: &Record, past: Past<'_>) -> bool {
    let both_filled = past.filled(Seat::Us) && past.filled(Seat::Ua);
    match record.event {
        Event::Center(center::Event::TermsAgreed { .. }) => both_filled,
        Event::Decision(decision::Event::Adopted { question, label, record }) => {
            let tripartite =
                opened(past, question).is_some_and(|(p, ..)| p == Procedure::Tripartite);
            let all = [Nation::US, Nation::UA, Nation::FR, Nation::UK];
            match label {
                Label::CoalitionOnly => tripartite,
                Label::Full if tripartite => {
                    both_filled && all.iter().all(|&nation| record.agreed.contains(nation))
                }
                Label::Full => both_filled || !is_put_to_all_three(record.asked),
            }
        }
        _ => true,
    }
}

/// Whether a text is put to the US, to Ukraine and to the Coalition.
fn is_put_to_all_three(asked: NationSet) -> bool {
    let both = NationSet::EMPTY.with(Nation::US).with(Nation::UA);
    both.minus(asked).is_empty() && !asked.minus(both).is_empty()
}

fn closes_at(past: Past<'_>, wanted: QuestionId) -> Option<SimTime> {
    past.last(|event| match event {
        Event::Silence(silence::Event::Started { question, closes_at, .. })
            if *question == wanted =>
        {
            Some(*closes_at)
        }
        _ => None,
    })
}

fn objection(record: &Record, past: Past<'_>) -> bool {
    let broken = |wanted| {
        past.any(|event| {
            matches!(event, Event::Silence(silence::Event::Broken { question, .. })
                if *question == wanted)
        })
    };
    let closed = |question| closes_at(past, question).is_some_and(|at| at <= record.at);
    match record.event {
        Event::Silence(silence::Event::Started { closes_at, .. }) => record.at < closes_at,
        Event::Silence(silence::Event::Broken { question, .. }) => !closed(question),
        Event::Silence(
            silence::Event::Adopted { question, .. }
            | silence::Event::ObjectionCameLate { question, .. },
        ) => closed(question) && !broken(question),
        _ => true,
    }
}

fn express_consent(record: &Record, past: Past<'_>) -> bool {
    let needs = |wanted| {
        past.any(|event| {
            matches!(event, Event::Decision(decision::Event::Opened { question, matter, .. })
                if *question == wanted && matter.needs_express_consent())
        })
    };
    match record.event {
        Event::Silence(silence::Event::Started { matter, .. }) => !matter.needs_express_consent(),
        Event::Decision(decision::Event::Opened { matter, procedure, .. }) => {
            procedure != Procedure::CoChairs || !matter.needs_express_consent()
        }
        Event::Decision(decision::Event::Adopted {
            question, label: Label::CoalitionOnly, ..
        }) => !needs(question),
        _ => true,
    }
}

fn stored(record: &Record, past: Past<'_>) -> bool {
    match record.event {
        Event::Decision(
            decision::Event::Adopted { question, record, .. }
            | decision::Event::Failed { question, record }
            | decision::Event::Escalated { question, record },
        ) => stored_in_full(past, question, &record),
        Event::Silence(
            silence::Event::Broken { question: wanted, text_version, asked, .. }
            | silence::Event::Adopted { question: wanted, text_version, asked, .. },
        ) => past.any(|event| {
            matches!(event, Event::Silence(silence::Event::Started {
                question, asked: put_to, text_version: version, ..
            }) if (*question, *put_to, *version) == (wanted, asked, text_version))
        }),
        _ => true,
    }
}

fn stored_in_full(past: Past<'_>, question: QuestionId, stored: &decision::Record) -> bool {
    let Some((_, asked, text_version)) = opened(past, question) else {
        return false;
    };
    let positions = past.positions(question);
    let standing = |wanted: &[Position]| -> NationSet {
        let rows = positions.iter().filter(|(_, position)| wanted.contains(position));
        rows.map(|(&nation, _)| nation).collect()
    };
    let told = decision::Record {
        text_version,
        asked,
        agreed: standing(&[Position::Agrees, Position::AgreesWithReservation]),
        reserved: standing(&[Position::AgreesWithReservation]),
        objected: standing(&[Position::Objects]),
        abstained: standing(&[Position::Abstains]),
        silent: asked.minus(positions.keys().copied().collect()),
    };
    told == *stored
}

fn gate(record: &Record, past: Past<'_>) -> bool {
    match &record.event {
        Event::Prosperity(prosperity::Event::TrancheReleased { project, depends_on, .. }) => {
            let linked = past.0.iter().filter_map(|record| match record.event {
                Event::Prosperity(prosperity::Event::LinkageStated {
                    project: of,
                    question,
                    ..
                }) if of == *project => Some(question),
                _ => None,
            });
            let mut all = linked.map(Some).chain([*depends_on]);
            closed_gates(past, *project).is_empty() && !all.any(|on| awaited(past, on))
        }
        Event::Prosperity(prosperity::Event::TrancheBlocked {
            project, gates, depends_on, ..
        }) => {
            let waits = !gates.is_empty() || awaited(past, *depends_on);
            waits && *gates == closed_gates(past, *project)
        }
        _ => true,
    }
}

/// Whether money waits for a question that was not adopted.
fn awaited(past: Past<'_>, depends_on: Option<QuestionId>) -> bool {
    depends_on.is_some_and(|on| {
        !past.any(|event| {
            matches!(event,
                Event::Decision(decision::Event::Adopted { question, label: Label::Full, .. })
                | Event::Silence(silence::Event::Adopted { question, .. }) if *question == on)
        })
    })
}

/// The gates at which a project waits now.
fn closed_gates(past: Past<'_>, wanted: ProjectId) -> BTreeSet<Gate> {
    let gated = |wanted_gate| {
        past.any(|event| {
            matches!(event, Event::Prosperity(prosperity::Event::ProjectGated { project, gate })
                if (*project, *gate) == (wanted, wanted_gate))
        })
    };
    let started =
        |event: &Event| matches!(event, Event::Prosperity(prosperity::Event::LaunchPlanStarted {}));
    let reported = |event: &Event| {
        matches!(event, Event::Prosperity(prosperity::Event::LaunchPlanReported {}))
    };
    let rows = [
        (Gate::Ceasefire, !past.in_force()),
        (Gate::LaunchPlan, gated(Gate::LaunchPlan) && !past.any(started)),
        (Gate::LaunchReport, gated(Gate::LaunchReport) && !past.any(reported)),
    ];
    rows.into_iter().filter(|(_, closed)| *closed).map(|(gate, _)| gate).collect()
}

fn envelope(record: &Record, past: Past<'_>) -> bool {
    let Event::Prosperity(prosperity::Event::TrancheReleased { million_euro: now, .. }) =
        record.event
    else {
        return true;
    };
    let before: u64 = past
        .0
        .iter()
        .map(|record| match record.event {
            Event::Prosperity(prosperity::Event::TrancheReleased { million_euro, .. }) => {
                u64::from(million_euro)
            }
            _ => 0,
        })
        .sum();
    0 < now && before + u64::from(now) <= past.number(Parameter::ProsperityEnvelope).into()
}

/// A tranche that has a name is released no more once it has been, and not asked for either.
fn once(record: &Record, past: Past<'_>) -> bool {
    let Event::Prosperity(
        prosperity::Event::TrancheReleased { project: of, tranche: Some(wanted), .. }
        | prosperity::Event::TrancheBlocked { project: of, tranche: Some(wanted), .. },
    ) = record.event
    else {
        return true;
    };
    !past.any(|event| {
        matches!(event, Event::Prosperity(prosperity::Event::TrancheReleased {
            project, tranche: Some(tranche), ..
        }) if (*project, *tranche) == (of, wanted))
    })
}

fn linked(record: &Record, past: Past<'_>) -> bool {
    let (Event::Decision(decision::Event::Opened { question: on, depends_on: Some(upon), .. })
    | Event::Silence(silence::Event::Started { question: on, depends_on: Some(upon), .. })
    | Event::Prosperity(
        prosperity::Event::TrancheReleased { project: upon, depends_on: Some(on), .. }
        | prosperity::Event::TrancheBlocked { project: upon, depends_on: Some(on), .. },
    )) = record.event
    else {
        return true;
    };
    past.any(|event| {
        matches!(event, Event::Prosperity(prosperity::Event::LinkageStated {
            project, question, party
        }) if (*project, *question) == (upon, on) && party.seat().is_some())
    })
}
