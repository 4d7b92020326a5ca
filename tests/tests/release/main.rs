//! Rule 42: nobody learns of what is kept from them, neither from a record nor from a total, a
//! verdict or a refusal.
//!
//! The property is non-interference: two histories that differ only in what a viewer may not see
//! give that viewer the same bytes.

mod injects;

use std::sync::LazyLock;

use domain::Viewer;
use export::{Csv, Format, Mermaid, Ocel};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use report::{Account, End, JsonAccount};
use simulator::record::{Body, CenterRecord};
use simulator::replay::Replay;
use simulator::script::Script;
use simulator::view::View;
use tests::exports::exported;
use tests::play::play;

use injects::{Inject, any_injects, named, script, without_hidden};

const VIEWERS: [&str; 5] = ["us", "ua", "coalition", "fr", "de"];

/// Compiled once: every history is played in it.
static SCENE: LazyLock<Script> = LazyLock::new(|| {
    scenario::compile(include_str!("scene.yaml")).expect("the scene has no faults").script
});

/// The records of a log that somebody is shown.
type Eye = fn(&[CenterRecord], Viewer) -> Vec<CenterRecord>;

fn seen(records: &[CenterRecord], viewer: Viewer) -> Vec<CenterRecord> {
    let mut view = View::new(viewer);
    records.iter().filter_map(|record| view.show(record)).collect()
}

/// All that people and programs are told, the end state and the refusals included.
fn told(records: &[CenterRecord], viewer: Viewer) -> String {
    let (mut account, mut json, mut out) = (Account::new(), JsonAccount::new(), String::new());
    let mut known = Replay::default();
    for record in records {
        known.apply(record);
        account.apply(record);
        json.apply(record, &mut out).expect("it can be written");
    }
    let end = End { center: &known.center, viewer: Some(viewer), expectations: None, rules: None };
    json.write(&end, &mut out).expect("it can be written");
    account.write(&end, &mut out).expect("it can be written");
    out
}

/// The two histories that differ in what is hidden from a viewer.
fn histories(injects: &[Inject], viewer: Viewer) -> [Vec<CenterRecord>; 2] {
    let other = without_hidden(injects, viewer);
    [injects, &other].map(|injects| play(&script(&SCENE, injects), 1).records)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    /// Rule 42: what a viewer may not see changes no byte of what they are told.
    #[test]
    fn what_is_hidden_changes_nothing_that_a_viewer_is_told(injects in any_injects()) {
        for viewer in VIEWERS.map(named::<Viewer>) {
            let [one, other] = histories(&injects, viewer).map(|all| told(&seen(&all, viewer), viewer));
            prop_assert_eq!(one, other, "{}", viewer);
        }
    }
}

/// What is shown is shown whole: as it was, in its order, with its cause where that is shown too.
#[test]
fn a_viewer_is_shown_all_that_is_for_them_and_where_it_came_from() {
    for name in tests::play::scenarios() {
        let records = play(&tests::play::script(&name), 3).records;
        for viewer in VIEWERS.map(named::<Viewer>) {
            let (seen, mut causes) = (seen(&records, viewer), 0);
            let theirs: Vec<&CenterRecord> =
                records.iter().filter(|record| record.audience.includes(viewer)).collect();
            assert_eq!(seen.len(), theirs.len(), "{name}");
            for ((shown, whole), place) in seen.iter().zip(&theirs).zip(1..) {
                assert_eq!(shown.position.0, place, "{name}");
                assert_eq!(shown.by, whole.by, "{name}");
                // The first and the last record are about the whole.
                let is_about_the_whole = matches!(whole.body, Body::Started(_) | Body::Ended(_));
                let is_the_same = (shown.at, &shown.body) == (whole.at, &whole.body);
                assert!(is_about_the_whole || is_the_same, "{name}, {place}");
                let cause = theirs.iter().position(|record| Some(record.position) == whole.cause);
                assert_eq!(shown.cause.map(|cause| cause.0), cause.map(|it| it as u64 + 1));
                causes += u32::from(cause.is_some());
            }
            assert!(0 < causes, "{name}");
        }
    }
}

/// All that other tools are given.
fn given(records: &[CenterRecord]) -> [String; 3] {
    let formats: [&mut dyn Format; 3] =
        [&mut Csv::default(), &mut Mermaid::new(100), &mut Ocel::default()];
    formats.map(|format| exported(format, records, false))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, failure_persistence: None, ..ProptestConfig::default() })]

    /// Rule 42: nor does it change a byte of an export.
    #[test]
    fn what_is_hidden_changes_no_export(injects in any_injects()) {
        for viewer in VIEWERS.map(named::<Viewer>) {
            let [one, other] = histories(&injects, viewer).map(|all| given(&seen(&all, viewer)));
            prop_assert_eq!(one, other, "{}", viewer);
        }
    }
}

/// A view that shows what it must not where `leak` says so of a record and of its shown form.
fn leaking(
    records: &[CenterRecord],
    viewer: Viewer,
    leak: fn(&CenterRecord, &mut CenterRecord) -> bool,
) -> Vec<CenterRecord> {
    let mut view = View::new(viewer);
    let show = |record: &CenterRecord| {
        let shown = view.show(record);
        let mut leaked = shown.clone().unwrap_or_else(|| record.clone());
        if leak(record, &mut leaked) { Some(leaked) } else { shown }
    };
    records.iter().filter_map(show).collect()
}

/// The ways in which a view might tell too much.
const LEAKS: [(&str, Eye); 6] = [
    ("positions", |all, viewer| {
        leaking(all, viewer, |whole, shown| {
            shown.position = whole.position;
            shown.audience.is_all()
        })
    }),
    ("the end", |all, viewer| {
        leaking(all, viewer, |whole, shown| {
            shown.clone_from(whole);
            matches!(whole.body, Body::Ended(_))
        })
    }),
    ("choices", |all, viewer| {
        leaking(all, viewer, |whole, _| matches!(whole.body, Body::Chose { .. }))
    }),
    ("commands", |all, viewer| {
        leaking(all, viewer, |whole, _| matches!(whole.body, Body::Accepted(_)))
    }),
    ("events", |all, viewer| leaking(all, viewer, |whole, _| matches!(whole.body, Body::Event(_)))),
    ("refusals", |all, viewer| {
        leaking(all, viewer, |whole, _| matches!(whole.body, Body::Refused(..)))
    }),
];

/// A property that nothing breaks would prove nothing: each leak shows in some of the histories.
#[test]
fn every_leak_would_be_noticed() {
    let mut runner = TestRunner::deterministic();
    let mut unnoticed = LEAKS.to_vec();
    let mut differing = 0;
    for _ in 0..40 {
        let injects = any_injects().new_tree(&mut runner).expect("it can be drawn").current();
        for viewer in VIEWERS.map(named::<Viewer>) {
            let [one, other] = histories(&injects, viewer);
            differing += usize::from(one.len() != other.len());
            unnoticed.retain(|(_, eye)| {
                told(&eye(&one, viewer), viewer) == told(&eye(&other, viewer), viewer)
            });
        }
    }
    let names: Vec<&str> = unnoticed.iter().map(|(name, _)| *name).collect();
    assert_eq!(names, [""; 0], "these leaks are noticed by no history");
    assert!(100 < differing, "only {differing} of 200 histories hide anything");
}
