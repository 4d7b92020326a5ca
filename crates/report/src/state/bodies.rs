//! The headquarters, the command at sea, the bases and the cases of the Commission in a few lines.

use domain::Center;

use crate::names;
use crate::words::{base_stage_name, case_stage_name, site_name};

pub(super) fn headquarters(center: &Center) -> Vec<String> {
    let headquarters = &center.headquarters;
    let operational = headquarters.operational.as_ref().map(|found| {
        let handover = if found.handover.is_some() { ", a handover is under way" } else { "" };
        format!(
            "operational: {}, commander: {}, deputy: {}, term {}{handover}",
            site_name(found.site),
            names::nation(found.commander),
            names::nation(found.deputy),
            found.term
        )
    });
    let forward = headquarters.kyiv.map(|found| {
        let commander = names::nation(found.commander);
        format!("forward: Kyiv, commander: {commander}, deputy: {}", names::nation(found.deputy))
    });
    operational.into_iter().chain(forward).collect()
}

pub(super) fn at_sea(center: &Center) -> Vec<String> {
    let turn = center.maritime.turn.iter();
    turn.map(|turn| {
        let ready = if turn.ready.is_empty() {
            String::new()
        } else {
            format!(", ready to take over: {}", names::nations(turn.ready))
        };
        format!("commander: {}, turn {}{ready}", names::nation(turn.nation), turn.number)
    })
    .collect()
}

pub(super) fn bases(center: &Center) -> Vec<String> {
    let bases = center.bases.0.iter();
    bases
        .map(|(name, base)| {
            format!("{name}: {}, of {}", base_stage_name(base.stage), names::nation(base.nation))
        })
        .collect()
}

pub(super) fn cases(center: &Center) -> Vec<String> {
    let cases = center.cases.0.iter();
    cases
        .map(|(name, case)| format!("{name} on {}: {}", case.series, case_stage_name(case.stage)))
        .collect()
}
