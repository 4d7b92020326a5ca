//! What had still to happen to goods before a need was met, and who could have done it.

use std::collections::BTreeMap;

use domain::consignment::{Consignment, Stage};
use domain::ids::{ConsignmentId, NeedId};
use domain::need::Need;
use domain::permit::Answer;
use domain::task::Task;
use domain::{Actor, Center, Nation};

use crate::duties::Ahead;
use crate::names::{self, tonnes};

/// Gives logistics a lead again.
pub(crate) const LEAD: &str = "task.assign-lead";

/// The steps that were still ahead of a need when things stood so, in the order of the way.
pub(super) fn ahead(center: &Center, id: NeedId) -> Vec<Ahead> {
    let Some(need) = center.needs.0.get(&id) else { return Vec::new() };
    let goods = center.consignments.0.iter();
    let goods = goods.filter(|(_, goods)| goods.cargo.is_some_and(|cargo| cargo.need == id));
    let goods: Vec<(ConsignmentId, &Consignment)> = goods.map(|(id, it)| (*id, it)).collect();
    let mut ahead: Vec<Ahead> = donors(need).into_iter().collect();
    let loading = loading(need);
    let waits = |(_, goods): &(_, &Consignment)| goods.stage == Stage::Prepared;
    if !loading.is_empty() || goods.iter().any(waits) {
        ahead.extend(lead(center));
    }
    ahead.extend(loading);
    ahead.extend(goods.iter().flat_map(|(id, _)| answers(center, *id)));
    ahead.extend(way(center, &goods));
    ahead
}

/// Donors for what nobody gives: those that were asked, and any other.
fn donors(need: &Need) -> Option<Ahead> {
    let (left, command) = (need.unmatched(), "need.match-donor");
    let by: Vec<Actor> = need.proposed.keys().map(|nation| Actor::of(*nation)).collect();
    let what = format!("donors for {}", tonnes(left));
    (0 < left).then_some(Ahead { what, command, by, any_nation: true })
}

/// Nothing is loaded or sent while logistics has no lead.
fn lead(center: &Center) -> Option<Ahead> {
    let what = "a lead of logistics".to_string();
    let by = vec![Actor::CoChairs, Actor::Coalition];
    let is_vacant = center.tasks.lead(Task::Logistics).is_err();
    is_vacant.then_some(Ahead { what, command: LEAD, by, any_nation: true })
}

/// What donors have matched and not loaded.
fn loading(need: &Need) -> Vec<Ahead> {
    let left = need.donors.iter().filter_map(|(nation, gift)| {
        let left = gift.matched.checked_sub(gift.loaded).filter(|left| 0 < *left)?;
        let what = format!("the loading of {}", tonnes(left));
        Some(Ahead::by(what, "consignment.prepare", [*nation]))
    });
    left.collect()
}

/// States that were asked to let loaded goods through and have not answered.
fn answers(center: &Center, id: ConsignmentId) -> Vec<Ahead> {
    let waits = center.consignments.0.get(&id).is_some_and(|goods| goods.stage < Stage::ToBorder);
    let asked = center.permits.permits.iter();
    let asked = asked
        .filter(|(_, permit)| waits && permit.consignment == id && permit.answer == Answer::None);
    let answer = |(id, permit): (_, &domain::permit::Permit)| {
        Ahead::by(format!("the answer on the permit {id}"), "permit.grant", [permit.nation])
    };
    asked.map(answer).collect()
}

/// The next step of goods that are loaded; of those for which it is the same, all together.
fn way(center: &Center, goods: &[(ConsignmentId, &Consignment)]) -> Vec<Ahead> {
    let mut steps: BTreeMap<(Stage, String, &str, Vec<Nation>), u32> = BTreeMap::new();
    for (id, goods) in goods {
        let carried = goods.cargo.map_or(0, |cargo| cargo.tonnes);
        if let Some((what, command, by)) = next(center, *id, goods) {
            *steps.entry((goods.stage, what, command, by)).or_default() += carried;
        }
    }
    let steps = steps.into_iter().map(|((_, what, command, by), carried)| {
        Ahead::by(what.replace("{}", &tonnes(carried)), command, by)
    });
    steps.collect()
}

/// What has to be done next with goods, where `{}` stands for how much it is, and by whom.
fn next(
    center: &Center,
    id: ConsignmentId,
    goods: &Consignment,
) -> Option<(String, &'static str, Vec<Nation>)> {
    let hub = goods.via.and_then(|id| Some((id, center.hubs.0.get(&id)?)));
    let by = vec![goods.custodian];
    Some(match (goods.stage, hub) {
        (Stage::Prepared, _) if is_refused(center, id) => {
            ("the sending of {} another way".to_string(), "consignment.redirect", by)
        }
        (Stage::Prepared, _) => ("the sending of {}".to_string(), "consignment.dispatch", by),
        (Stage::ToHub, Some((name, hub))) => {
            let what = format!("the arrival of {{}} at the hub {name}");
            (what, "consignment.arrive-at-hub", [vec![hub.nation], by].concat())
        }
        (Stage::AtHub, Some((name, hub))) if hub.out_since.is_some() => {
            let what = format!("the end of the outage at the hub {name} for {{}}");
            (what, "hub.end-outage", vec![hub.nation])
        }
        (Stage::AtHub, Some((name, hub))) => {
            let host = names::nation(hub.nation);
            let what = format!("another way for {{}} waiting at the hub {name} ({host})");
            (what, "consignment.redirect", by)
        }
        (Stage::ToBorder, _) => {
            ("the hand-over of {} at the border".to_string(), "consignment.hand-over", by)
        }
        // What Ukraine has is Ukraine's to deliver: that is the duty itself.
        _ => return None,
    })
}

/// Whether a state has refused to let goods through that are loaded.
fn is_refused(center: &Center, id: ConsignmentId) -> bool {
    let mut asked = center.permits.permits.values().filter(|permit| permit.consignment == id);
    asked.any(|permit| permit.answer == Answer::Refused)
}
