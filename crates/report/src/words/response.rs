//! The ladder of responses in words.

use domain::Nation;
use domain::ids::SeriesId;
use domain::response::{Event, Tier, TierTwoReason, UsDecision};
use kernel::Id;

use super::framework::backstop_name;
use super::{Telling, Words, act, fact};
use crate::names;

pub(super) fn words(event: &Event, telling: &Telling) -> Words {
    match event {
        Event::TierOneOpened { series, breach_at } => {
            fact(format!("tier one is open on {series}, counted from {}", telling.when(*breach_at)))
        }
        Event::WarningSent { series } => act(format!("sent the warning over {series}")),
        Event::HostActionRecorded { series } => {
            act(format!("put its action against {series} on record"))
        }
        Event::HostilitiesContinuing { series } => hostilities("go on", *series),
        Event::HostilitiesCeased { series } => hostilities("have ceased", *series),
        Event::QuietReached { series } => {
            fact(format!("the quiet period of {series} is over: it may be stood down"))
        }
        Event::ConsentGiven { series, .. } => {
            act(format!("consented to take part in the response to {series}"))
        }
        Event::ConsentRefused { series, .. } => {
            act(format!("refused to take part in the response to {series}"))
        }
        Event::TierTwoProposed { series } => fact(format!("tier two is proposed on {series}")),
        Event::TierTwoOpened { series, acting, incident, attribution_version, reason } => {
            let (reason, acting) = (reason_name(*reason), names::nations(*acting));
            let basis = format!("version {attribution_version} of the attribution of {incident}");
            act(format!("opened tier two on {series}: {reason}; on {basis}; acting: {acting}"))
        }
        Event::BasisRevised { series, incident, relied_on, version } => {
            let basis = format!("version {relied_on} of the attribution of {incident}");
            fact(format!("the response to {series} relies on {basis}, now at version {version}"))
        }
        Event::ExpandedAttackDetermined { series } => {
            act(format!("determined that {series} is an expanded attack"))
        }
        Event::TierThreeProposed { series } => fact(format!("tier three is proposed on {series}")),
        Event::UsDecided { series, decision } => {
            act(format!("said \"{}\" to tier three on {series}", decision_name(*decision)))
        }
        Event::TierThreeOpened { series, acting, from } => {
            let acting = names::nations(*acting);
            act(format!(
                "opened tier three on {series}, from {}; acting: {acting}",
                tier_name(*from)
            ))
        }
        Event::BackstopInvoked { series, backstop } => {
            act(format!("invoked the {} US backstop over {series}", backstop_name(*backstop)))
        }
        Event::BackstopDeclined { series } => {
            act(format!("declined the use of its backstop over {series}"))
        }
        Event::StoodDown { series, from, to } => {
            let (from, to) = (tier_name(*from), tier_name(*to));
            act(format!("stood the response to {series} down from {from} to {to}"))
        }
        Event::UnilateralRecorded { series, nation } => {
            act(format!("{} to {series} on its own", responded(*nation, telling)))
        }
    }
}

fn hostilities(what: &str, series: SeriesId) -> Words {
    act(format!("reported that hostilities {what} in {series}"))
}

fn responded(nation: Nation, telling: &Telling) -> String {
    if telling.by.speaks_for(nation) {
        "responded".to_string()
    } else {
        format!("put on record that {} responded", names::nation(nation))
    }
}

pub(super) fn subject(event: &Event) -> Id {
    event.series().0
}

pub(crate) fn tier_name(tier: Tier) -> &'static str {
    match tier {
        Tier::None => "no tier",
        Tier::One => "tier one",
        Tier::Two => "tier two",
        Tier::Three => "tier three",
    }
}

fn reason_name(reason: TierTwoReason) -> &'static str {
    match reason {
        TierTwoReason::NotStopped => "the breach goes on",
        TierTwoReason::Persistence => "small breaches persist",
    }
}

pub(crate) fn decision_name(decision: UsDecision) -> &'static str {
    match decision {
        UsDecision::Yes => "yes",
        UsDecision::No => "no",
        UsDecision::Maybe => "maybe",
    }
}
