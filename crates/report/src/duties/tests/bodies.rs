//! The headquarters at the end of a term, and a case before the Commission.

use domain::center::Site;
use domain::commission::{
    AcceptRemedy, CloseEvidence, Find, FindNotProven, Instrument, OpenCase, Remedy,
    ReportRemedyDone, SetRemedy,
};
use domain::headquarters::{CompleteItem, HandOver, Item, Open, Post, StartHandover};
use domain::incident::Settle;
use domain::parameter::{Parameter, Value};
use domain::{NationSet, ids::CaseId};
use kernel::SimDuration;

use super::breaches::{center, enroll, set};
use super::*;

pub(super) fn prepared(command: &str, without: Option<Need>) -> (Center, Command) {
    let mut center = center();
    let span = Value::Duration(SimDuration::from_hours(24));
    set(&mut center, Parameter::HeadquartersRotationAfter, span);
    set(&mut center, Parameter::CommissionRemedyWithin, span);
    let case = id("c-1");
    let command = match command {
        "headquarters.hand-over" => handover(&mut center, without),
        "commission.set-remedy" => {
            opened(&mut center, without);
            if without != Some(Need::Finding) {
                accept(&mut center, Actor::Commission, Find { case, incident: id("b-1") });
            }
            remedy(case).into()
        }
        "commission.find-not-proven" => {
            opened(&mut center, without);
            FindNotProven { case }.into()
        }
        "commission.report-remedy-done" => {
            opened(&mut center, without);
            accept(&mut center, Actor::Commission, Find { case, incident: id("b-1") });
            accept(&mut center, Actor::Commission, remedy(case));
            if without != Some(Need::Acceptance) {
                let nation = Nation::PL;
                accept(&mut center, Actor::of(nation), AcceptRemedy { case, nation });
            }
            ReportRemedyDone { case }.into()
        }
        other => panic!("write here how `{other}` comes to be lacking"),
    };
    (center, command)
}

fn handover(center: &mut Center, without: Option<Need>) -> Command {
    let (paris, london) = (Site::Paris, Site::London);
    let (commander, deputy) = (Nation::FR, Nation::UK);
    for nation in [commander, deputy] {
        if !center.cell.nations.contains_key(&nation) {
            enroll(center, nation);
        }
    }
    let open = Open { headquarters: Post::Operational, site: paris, commander, deputy };
    for nation in [commander, deputy] {
        if !center.cell.nations.contains_key(&nation) {
            enroll(center, nation);
        }
    }
    accept(center, Actor::CoChairs, open);
    accept(center, Actor::CoChairs, StartHandover {});
    let left_out = usize::from(without == Some(Need::HandoverList));
    for item in Item::ALL.into_iter().skip(left_out) {
        accept(center, Actor::Commander, CompleteItem { item });
    }
    HandOver { to: london, commander: deputy, deputy: commander }.into()
}

/// A case on the settled attribution of `b-1`.
fn opened(center: &mut Center, without: Option<Need>) {
    let (case, series) = (id("c-1"), id("b-1"));
    accept(center, Actor::Us, Settle { incident: id("b-1") });
    accept(center, Actor::Ua, OpenCase { case, series, instrument: Instrument::ParisText });
    if without != Some(Need::EvidenceList) {
        let evidence = [id("e-1")].into();
        accept(center, Actor::Commission, CloseEvidence { case, evidence });
    }
}

fn remedy(case: CaseId) -> SetRemedy {
    let asked = NationSet::EMPTY.with(Nation::PL);
    SetRemedy { case, remedy: Remedy::Restoration, asked, within_days: 30 }
}
