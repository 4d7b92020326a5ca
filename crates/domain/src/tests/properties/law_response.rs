//! Laws on the tiers of the response.

use kernel::SimTime;

use super::law::Law;
use super::past::Past;
use crate::ids::SeriesId;
use crate::incident::{Confidence, Party};
use crate::parameter::Parameter;
use crate::response::{Tier, TierTwoReason, UsDecision};
use crate::strategies::Record;
use crate::{Actor, Event, Nation, NationSet, decision, incident, response};

pub(super) const LAWS: &[Law] = &[
    Law { rule: 22, says: "the first tier follows a verified breach", holds: tier_one },
    Law { rule: 23, says: "those act who have consented", holds: acting },
    Law { rule: 23, says: "the second tier has its reason", holds: reason },
    Law { rule: 23, says: "the second tier has its attribution", holds: basis },
    Law { rule: 24, says: "the third tier has finding, partners, the US", holds: tier_three },
    Law { rule: 20, says: "the third tier answers no attack by Ukraine", holds: not_of_ukraine },
    Law { rule: 25, says: "no tier is skipped on the way up", holds: up },
    Law { rule: 25, says: "it has been quiet on the way down", holds: down },
];

fn tier_one(record: &Record, past: Past<'_>) -> bool {
    let Event::Response(response::Event::TierOneOpened { series: of, .. }) = record.event else {
        return true;
    };
    let verified = past.any(|event| {
        matches!(event, Event::Incident(incident::Event::Verified { series, .. }) if *series == of)
    });
    let opened_before = past.any(|event| {
        matches!(event, Event::Response(response::Event::TierOneOpened { series, .. })
            if *series == of)
    });
    verified && !opened_before
}

fn acting(record: &Record, past: Past<'_>) -> bool {
    match record.event {
        Event::Response(response::Event::TierTwoOpened { series, acting, .. }) => {
            !acting.is_empty() && acting == past.consenting(series)
        }
        Event::Response(response::Event::TierThreeOpened { series, acting, .. }) => {
            acting == past.consenting(series).with(Nation::US)
        }
        _ => true,
    }
}

fn opens_at(past: Past<'_>, series: SeriesId, after: Parameter) -> Option<SimTime> {
    Some(past.breach_at(series)? + past.span(after))
}

fn reason(record: &Record, past: Past<'_>) -> bool {
    let Event::Response(response::Event::TierTwoOpened { series: of, reason, .. }) = record.event
    else {
        return true;
    };
    match reason {
        TierTwoReason::NotStopped => {
            let ceased = past.hostilities(of).is_some_and(|(continuing, _)| !continuing);
            let gate = opens_at(past, of, Parameter::TierTwoAfter);
            !ceased && gate.is_some_and(|gate| gate <= record.at)
        }
        TierTwoReason::Persistence => {
            let threshold = past.number(Parameter::PersistenceThreshold) as usize;
            0 < threshold && threshold <= past.minor_breaches(of)
        }
    }
}

fn basis(record: &Record, past: Past<'_>) -> bool {
    let Event::Response(response::Event::TierTwoOpened {
        series,
        incident: of,
        attribution_version,
        ..
    }) = record.event
    else {
        return true;
    };
    let relied_on = past.last(|event| match event {
        Event::Incident(
            incident::Event::AttributionProposed {
                incident, version, responsible, confidence, ..
            }
            | incident::Event::AttributionRevised {
                incident, version, responsible, confidence, ..
            },
        ) if *incident == of => Some((*version, *responsible, *confidence)),
        _ => None,
    });
    let carries = relied_on.is_some_and(|(version, responsible, confidence)| {
        version == attribution_version
            && Confidence::Probable <= confidence
            && matches!(responsible, Party::Russia | Party::Both)
    });
    carries && past.series_of(of) == Some(series)
}

fn tier_three(record: &Record, past: Past<'_>) -> bool {
    let Event::Response(response::Event::TierThreeOpened { series: of, .. }) = record.event else {
        return true;
    };
    let expanded = past.any(|event| {
        matches!(event, Event::Response(response::Event::ExpandedAttackDetermined { series })
            if *series == of)
    });
    let consulted = past.any(|event| {
        let Event::Decision(decision::Event::Convened { question: met }) = event else {
            return false;
        };
        past.any(|event| {
            matches!(event, Event::Decision(decision::Event::Opened { question, series, asked, .. })
                if question == met
                    && *series == Some(of)
                    && !asked.without(Nation::US).is_empty())
        })
    });
    let stood_down = |event: &Event| matches!(event, Event::Response(response::Event::StoodDown { series, .. }) if *series == of);
    let decided = past.since(stood_down).us_decision(of) == Some(UsDecision::Yes);
    let gate = opens_at(past, of, Parameter::TierThreeEarliest);
    let in_time = gate.is_some_and(|gate| gate <= record.at);
    let goes_on = past.hostilities(of).is_none_or(|(continuing, _)| continuing);
    expanded && consulted && decided && in_time && goes_on && record.by != Actor::Clock
}

fn not_of_ukraine(record: &Record, past: Past<'_>) -> bool {
    let Event::Response(response::Event::TierThreeOpened { series: of, .. }) = record.event else {
        return true;
    };
    let claim = |event: &Event| match event {
        Event::Incident(
            incident::Event::AttributionProposed {
                incident, version, responsible, confidence, ..
            }
            | incident::Event::AttributionRevised {
                incident, version, responsible, confidence, ..
            },
        ) => Some((*incident, *version, *responsible, *confidence)),
        _ => None,
    };
    let names = |ukraine: bool| {
        past.any(|event| {
            claim(event).is_some_and(|(incident, version, responsible, confidence)| {
                let newest =
                    past.last(|event| claim(event).filter(|of| of.0 == incident).map(|of| of.1));
                newest == Some(version)
                    && past.series_of(incident) == Some(of)
                    && Confidence::Probable <= confidence
                    && (responsible == Party::Ukraine) == ukraine
            })
        })
    };
    !names(true) || names(false)
}

fn up(record: &Record, past: Past<'_>) -> bool {
    match record.event {
        Event::Response(response::Event::TierOneOpened { series, .. }) => {
            past.tier(series) == Tier::None
        }
        Event::Response(response::Event::TierTwoOpened { series, .. }) => {
            past.tier(series) == Tier::One
        }
        Event::Response(response::Event::TierThreeOpened { series, from, .. }) => {
            past.tier(series) == from && matches!(from, Tier::One | Tier::Two)
        }
        _ => true,
    }
}

fn down(record: &Record, past: Past<'_>) -> bool {
    let Event::Response(response::Event::StoodDown { series, from, to }) = record.event else {
        return true;
    };
    let quiet = past.hostilities(series).is_some_and(|(continuing, since)| {
        !continuing && since + past.span(Parameter::QuietPeriod) <= record.at
    });
    let opened = past.any(|event| {
        matches!(event, Event::Response(response::Event::TierTwoOpened { series: of, .. })
            if *of == series)
    });
    let was_open = to != Tier::Two || opened;
    quiet && was_open && past.tier(series) == from && to < from && record.by != Actor::Clock
}

pub(super) fn acting_without_consent(
    past: Past<'_>,
    series: SeriesId,
    acting: NationSet,
) -> NationSet {
    let consenting = past.consenting(series);
    let decided = past.us_decision(series) == Some(UsDecision::Yes);
    let allowed = if decided { consenting.with(Nation::US) } else { consenting };
    acting.minus(allowed)
}
