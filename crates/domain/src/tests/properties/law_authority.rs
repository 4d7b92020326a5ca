//! Laws on who may act: nations, leads, guarantees, and the cell itself.

use super::law::Law;
use super::law_guarantee::is_gone;
use super::past::Past;
use crate::center::{self, Phase};
use crate::framework::Backstop;
use crate::headquarters::Post;
use crate::ids::IncidentId;
use crate::parameter::Parameter;
use crate::strategies::Record;
use crate::task::{self, Location, Task};
use crate::{
    Actor, Event, Nation, NationSet, Seat, base, ceasefire, clock, consignment, decision, force,
    framework, headquarters, incident, need, permit, response, silence,
};

pub(super) const LAWS: &[Law] = &[
    Law { rule: 1, says: "only the nation orders its unit", holds: own_unit },
    Law { rule: 1, says: "only the nation places its unit", holds: own_unit },
    Law { rule: 2, says: "a position or consent is the nation's own act", holds: own_act },
    Law { rule: 2, says: "nobody is asked for a permit while one is awaited", holds: asked_once },
    Law { rule: 4, says: "no unit in Ukraine before its request", holds: host_request },
    Law {
        rule: 5,
        says: "nothing of the force in Ukraine before credible cessation",
        holds: cessation,
    },
    Law { rule: 6, says: "a guarantee is ratified and the truce in force", holds: activated },
    Law { rule: 7, says: "nothing is activated but by its nation", holds: activated_by_nation },
    Law { rule: 17, says: "one lead, and none means no new tasking", holds: led },
    Law { rule: 30, says: "a party voids, and a review follows a finding", holds: voided },
    Law { rule: 41, says: "positions follow, time does not run back", holds: appended },
    Law { rule: 44, says: "degraded below the quorum, and only then", holds: quorum },
    Law { rule: 44, says: "a review follows a time without decision", holds: reviewed },
    Law { rule: 44, says: "a flagged seat has been vacant long enough", holds: flagged },
];

fn own_unit(record: &Record, _: Past<'_>) -> bool {
    match record.event {
        Event::Task(task::Event::TaskingAccepted { nation, .. }) => record.by.speaks_for(nation),
        _ => true,
    }
}

fn own_act(record: &Record, past: Past<'_>) -> bool {
    match record.event {
        Event::Decision(decision::Event::PositionRecorded { nation, .. })
        | Event::Silence(silence::Event::Broken { nation, .. })
        | Event::Framework(
            framework::Event::IntentSigned { nation, .. }
            | framework::Event::GuaranteeSigned { nation }
            | framework::Event::RatificationGranted { nation },
        )
        | Event::Response(
            response::Event::ConsentGiven { nation, .. }
            | response::Event::ConsentRefused { nation, .. },
        )
        | Event::Need(
            need::Event::DonorMatched { nation, .. } | need::Event::MatchWithdrawn { nation, .. },
        )
        | Event::Permit(
            permit::Event::Granted { nation, .. } | permit::Event::Refused { nation, .. },
        ) => record.by.speaks_for(nation),
        Event::Response(response::Event::UsDecided { .. }) => record.by == Actor::Us,
        // A ratified one falls with the guarantee on which it rests, whoever is the cause.
        Event::Framework(framework::Event::BackstopChanged { from, to }) => {
            let falls = (from, to) == (Backstop::Ratified, Backstop::Signed);
            record.by == Actor::Us || (falls && is_gone(past, Nation::US))
        }
        _ => true,
    }
}

fn asked_once(record: &Record, past: Past<'_>) -> bool {
    let Event::Permit(permit::Event::Requested { consignment: of, nation: state, .. }) =
        record.event
    else {
        return true;
    };
    let awaited = past.last(|event| match event {
        Event::Permit(permit::Event::Requested { permit, consignment, nation, .. })
            if (*consignment, *nation) == (of, state) =>
        {
            Some(past.is_open((clock::Clock::TransitPermit, permit.0)))
        }
        _ => None,
    });
    awaited != Some(true)
}

fn placed_in_ukraine(record: &Record) -> bool {
    matches!(record.event, Event::Force(
        force::Event::ContingentMoved { place, .. } | force::Event::ContingentInPlace { place, .. }
    ) if place != Location::OutsideUkraine)
}

/// A base is built or opened.
fn set_up(record: &Record) -> bool {
    let Event::Base(event) = &record.event else { return false };
    matches!(event, base::Event::BuildingBegan { .. } | base::Event::Opened { .. })
}

fn opened_in_kyiv(record: &Record) -> bool {
    matches!(
        record.event,
        Event::Headquarters(headquarters::Event::Opened { headquarters: Post::Kyiv, .. })
    )
}

fn host_request(record: &Record, past: Past<'_>) -> bool {
    let requested =
        |event: &Event| matches!(event, Event::Framework(framework::Event::HostRequestReceived {}));
    !(placed_in_ukraine(record) || set_up(record)) || past.any(requested)
}

fn cessation(record: &Record, past: Past<'_>) -> bool {
    let collapsed =
        |event: &Event| matches!(event, Event::Ceasefire(ceasefire::Event::Collapsed {}));
    let found =
        |event: &Event| matches!(event, Event::Ceasefire(ceasefire::Event::CessationFound {}));
    let of_the_force = placed_in_ukraine(record) || opened_in_kyiv(record) || set_up(record);
    !of_the_force || (past.in_force() && past.since(collapsed).any(found))
}

fn activated(record: &Record, past: Past<'_>) -> bool {
    let Event::Framework(framework::Event::GuaranteeActivated { nation: of }) = record.event else {
        return true;
    };
    let ratified = past.last(|event| match event {
        Event::Framework(framework::Event::RatificationGranted { nation }) if *nation == of => {
            Some(true)
        }
        Event::Framework(
            framework::Event::GuaranteeSigned { nation }
            | framework::Event::GuaranteeVoided { nation }
            | framework::Event::GuaranteeLapsed { nation },
        ) if *nation == of => Some(false),
        _ => None,
    });
    past.in_force() && ratified == Some(true)
}

fn activated_by_nation(record: &Record, _: Past<'_>) -> bool {
    match record.event {
        Event::Framework(framework::Event::GuaranteeActivated { nation }) => {
            record.by.speaks_for(nation)
        }
        _ => true,
    }
}

/// A co-lead that gives up its own part of an office leaves it to the others.
fn has_lead(past: Past<'_>, wanted: Task) -> bool {
    let lead = past.0.iter().fold(NationSet::EMPTY, |lead, record| match &record.event {
        Event::Task(task::Event::LeadAssigned { task, nations }) if *task == wanted => *nations,
        Event::Task(task::Event::LeadReleased { task, nations }) if *task == wanted => {
            lead.minus(*nations)
        }
        _ => lead,
    });
    !lead.is_empty()
}

fn led(record: &Record, past: Past<'_>) -> bool {
    match record.event {
        Event::Task(task::Event::LeadAssigned { task, nations }) => {
            !has_lead(past, task) && !nations.is_empty()
        }
        Event::Task(task::Event::LeadReleased { nations, .. }) => {
            record.by == Actor::CoChairs
                || nations.iter().all(|nation| record.by.speaks_for(nation))
        }
        Event::Task(task::Event::TaskingRequested { task, .. }) => has_lead(past, task),
        Event::Consignment(
            consignment::Event::Prepared { .. } | consignment::Event::Dispatched { .. },
        )
        | Event::Need(need::Event::Prioritized { .. } | need::Event::DonorProposed { .. }) => {
            has_lead(past, Task::Logistics)
        }
        _ => true,
    }
}

fn voided(record: &Record, past: Past<'_>) -> bool {
    match record.event {
        Event::Framework(framework::Event::GuaranteeVoided { nation }) => {
            record.by.speaks_for(nation) || record.by == Actor::Ua
        }
        Event::Framework(framework::Event::ReviewOpened { incident, version }) => {
            version.is_some_and(|version| is_unprovoked(past, (incident, version)))
        }
        Event::Framework(framework::Event::ReviewBasisLost { incident: of, version: later }) => {
            past.any(|event| {
                matches!(event, Event::Framework(framework::Event::ReviewOpened {
                    incident, version: Some(version)
                }) if *incident == of && *version < later)
            }) && !is_unprovoked(past, (of, later))
        }
        _ => true,
    }
}

/// Whether this version says that Ukraine attacked unprovoked, and nobody but Ukraine dissents from it.
fn is_unprovoked(past: Past<'_>, of: (IncidentId, u32)) -> bool {
    use incident::Event::{
        AttributionAgreed, AttributionProposed, AttributionRevised, AttributionSplit,
    };
    let says_so = |event: &Event| {
        matches!(event, Event::Incident(
            AttributionProposed { incident, version, responsible, unprovoked: true, .. }
            | AttributionRevised { incident, version, responsible, unprovoked: true, .. }
        ) if (*incident, *version) == of && *responsible == incident::Party::Ukraine)
    };
    let is_settled = |event: &Event| match event {
        Event::Incident(AttributionAgreed { incident, version, .. }) => (*incident, *version) == of,
        Event::Incident(AttributionSplit { incident, version, dissenters, .. }) => {
            (*incident, *version) == of && dissenters.iter().all(|it| *it == Actor::Ua)
        }
        _ => false,
    };
    past.any(says_so) && past.any(is_settled)
}

fn appended(record: &Record, past: Past<'_>) -> bool {
    let follows = past
        .0
        .last()
        .is_none_or(|last| last.position.next() == record.position && last.at <= record.at);
    follows && record.occurred_at <= record.at
}

fn operating(past: Past<'_>) -> bool {
    let phase = past.last(|event| match event {
        Event::Center(center::Event::InitialOperationsReached {}) => Some(Phase::InitialOperating),
        Event::Center(center::Event::FullOperationsReached {}) => Some(Phase::FullOperating),
        Event::Center(center::Event::Closed {}) => Some(Phase::Closed),
        _ => None,
    });
    phase.is_some_and(|phase| phase != Phase::Closed)
}

fn quorum(record: &Record, past: Past<'_>) -> bool {
    let seats = Seat::ALL.into_iter().filter(|&seat| past.filled(seat)).count();
    let enough = past.number(Parameter::QuorumSeats) as usize <= seats
        && past.number(Parameter::QuorumNations) as usize <= past.present_of_quorum();
    match record.event {
        Event::Center(
            center::Event::InitialOperationsReached {}
            | center::Event::FullOperationsReached {}
            | center::Event::Recovered { .. },
        ) => enough,
        Event::Center(center::Event::Degraded { .. }) => !enough && operating(past),
        Event::Center(_) | Event::Clock(_) => true,
        _ => {
            let degraded = past.last(|event| match event {
                Event::Center(center::Event::Degraded { .. }) => Some(true),
                Event::Center(
                    center::Event::Recovered { .. } | center::Event::InitialOperationsReached {},
                ) => Some(false),
                _ => None,
            });
            !operating(past) || degraded == Some(!enough)
        }
    }
}

fn flagged(record: &Record, past: Past<'_>) -> bool {
    let Event::Center(center::Event::SeatFlagged { seat }) = record.event else {
        return true;
    };
    let due_at = past.last(|event| match event {
        Event::Clock(clock::Event::Armed {
            clock: clock::Clock::SeatUnmanned,
            subject,
            due_at,
            ..
        }) if subject.as_str() == seat.as_str() => Some(*due_at),
        _ => None,
    });
    !past.filled(seat) && due_at.is_some_and(|due_at| due_at <= record.at)
}

/// Whether an event is what the cell is there to produce.
fn decided(event: &Event) -> bool {
    matches!(
        event,
        Event::Decision(decision::Event::Adopted { .. })
            | Event::Silence(silence::Event::Adopted { .. })
            | Event::Response(
                response::Event::TierTwoOpened { .. } | response::Event::TierThreeOpened { .. }
            )
            | Event::Incident(
                incident::Event::AttributionAgreed { .. }
                    | incident::Event::AttributionSplit { .. }
            )
    )
}

fn reviewed(record: &Record, past: Past<'_>) -> bool {
    let Event::Center(center::Event::ParticipationReviewed { since, present }) = record.event
    else {
        return true;
    };
    let began =
        |event: &Event| matches!(event, Event::Center(center::Event::InitialOperationsReached {}));
    let last = past.when(began).max(past.when(decided));
    let span = past.span(Parameter::ParticipationReviewAfter);
    let enough = last == Some(since) && since + span <= record.at;
    enough && operating(past) && present.len() as usize == past.present()
}
