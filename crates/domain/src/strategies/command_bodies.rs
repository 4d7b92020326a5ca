//! Any command of the bodies beside the cell: the Special Commission and the headquarters.

use alloc::vec;

use proptest::prelude::*;
use proptest::sample::{select, subsequence};

use super::command::{Any, any_of, name, nation, nation_set};
use crate::center::Site;
use crate::commission::{
    AcceptRemedy, CloseEvidence, Find, FindNotProven, Instrument, OpenCase, Remedy,
    ReportRemedyDone, ReportRemedyFailed, SetRemedy,
};
use crate::headquarters::{CompleteItem, HandOver, Item, Open, Post, StartHandover};
use crate::ids::CaseId;
use crate::{Command, Nation};

use super::setting::{breach, id};

fn case() -> impl Strategy<Value = CaseId> {
    name(&["case-1", "case-2", "case-3"])
}

pub(super) fn commission() -> Any {
    let instrument = select(vec![Instrument::ParisText, Instrument::PeaceCouncil]);
    let series = prop_oneof![3 => Just(breach()), 1 => Just(id("i2"))];
    let list =
        subsequence(vec!["e1", "e2"], 0..=2).prop_map(|names| names.into_iter().map(id).collect());
    let incident = || name(&["breach", "breach", "i1", "i2"]);
    let remedy = select(vec![Remedy::Withdrawal, Remedy::SanctionsReview]);
    let days = select(vec![0u32, 1, 7, u32::MAX]);
    any_of![
        3 => (case(), series, instrument).prop_map(|(case, series, instrument)| {
            OpenCase { case, series, instrument }
        }),
        2 => (case(), list).prop_map(|(case, evidence)| CloseEvidence { case, evidence }),
        3 => (case(), incident()).prop_map(|(case, incident)| Find { case, incident }),
        1 => case().prop_map(|case| FindNotProven { case }),
        2 => (case(), remedy, nation_set(), days).prop_map(|(case, remedy, asked, within_days)| {
            SetRemedy { case, remedy, asked, within_days }
        }),
        2 => (case(), nation()).prop_map(|(case, nation)| AcceptRemedy { case, nation }),
        1 => case().prop_map(|case| ReportRemedyDone { case }),
        1 => case().prop_map(|case| ReportRemedyFailed { case }),
    ]
}

pub(super) fn headquarters() -> Any {
    let site = || select(vec![Site::Paris, Site::London, Site::Kyiv]);
    let pair = || {
        let (fr, uk, de) = (Nation::FR, Nation::UK, Nation::DE);
        select(vec![(fr, uk), (uk, fr), (uk, de)])
    };
    let post = select(vec![Post::Operational, Post::Kyiv]);
    any_of![
        1 => (post, site(), pair()).prop_map(|(headquarters, site, (commander, deputy))| {
            Open { headquarters, site, commander, deputy }
        }),
        1 => Just(StartHandover {}),
        4 => select(Item::ALL.to_vec()).prop_map(|item| CompleteItem { item }),
        1 => (site(), pair()).prop_map(|(to, (commander, deputy))| {
            HandOver { to, commander, deputy }
        }),
    ]
}
