//! The list of evidence on which a case of the Commission rests.

use super::commission::{case, close, find, listed, open_case, settled};
use super::setting::{Setting, breached, evidence, hours, id, incident, noon};
use crate::Actor;
use crate::commission::{Event, Rejection, Stage};
use crate::incident::{Confidence, Party, Revise, Settle};

/// The list is closed, and an agreed version of the attribution cites more than is on it.
pub(super) fn overtaken() -> Setting {
    let (at, incident) = (noon() + hours(7), incident());
    let revise = Revise {
        incident,
        responsible: Party::Russia,
        confidence: Confidence::Confirmed,
        unprovoked: true,
        sources: [id("crater"), id("fragment")].into(),
    };
    listed(settled(false))
        .command(at, Actor::Monitors, evidence("fragment", "breach"))
        .command(at, Actor::Commission, revise)
        .command(at, Actor::Commission, Settle { incident })
}

/// Rule 28: the list is closed anew while an attribution cites what is not on it, and no more.
#[test]
fn the_list_is_closed_anew_while_an_attribution_cites_more() {
    let at = noon() + hours(8);
    let both = ["crater", "fragment"];
    let evidence = both.map(id).into();
    overtaken()
        .when(at, Actor::Commission, close(&both))
        .then(&[Event::EvidenceClosed { case: case(), evidence }.into()])
        .when(at, Actor::Commission, close(&both))
        .then_refused(Rejection::WrongStage { case: case(), stage: Stage::EvidenceClosed });
    overtaken()
        .command(at, Actor::Commission, close(&both))
        .when(at, Actor::Commission, find())
        .then_accepted();
}

#[test]
fn an_empty_list_is_closed_only_where_no_attribution_cites_evidence() {
    let at = noon() + hours(8);
    let opened = |setting: Setting| setting.command(at, Actor::Ua, open_case());
    opened(settled(false))
        .when(at, Actor::Commission, close(&[]))
        .then_refused(Rejection::NothingListed { case: case() });
    opened(breached()).when(at, Actor::Commission, close(&[])).then_accepted();
}
