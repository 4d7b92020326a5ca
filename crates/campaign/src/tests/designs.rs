//! The points of designs: even, and the published ones.

use std::collections::BTreeSet;
use std::sync::Arc;

use simulator::script::Script;

use crate::design::{Design, DesignError, Layout, Sobol};

use super::{SCENARIO, stage};

#[test]
fn a_latin_square_meets_each_slice_of_each_uncertainty_once() {
    for runs in [1, 2, 7, 64, 1_000] {
        let stage = stage(Design::Latin, runs);
        for dimension in 0..2 {
            let slices: BTreeSet<u64> = (0..runs)
                .map(|number| stage.layout.coordinate(number, 0, dimension))
                .map(|u| u64::try_from((u128::from(u) * u128::from(runs)) >> 64).unwrap())
                .collect();
            assert_eq!(slices.len() as u64, runs, "{runs} runs, dimension {dimension}");
        }
    }
}

/// The first points of the sequence in `SciPy`, in 1/8.
#[test]
fn sobols_sequence_is_the_published_one() {
    let sobol = Sobol::new(5, None).unwrap();
    let eighths = |index: u64| -> Vec<u64> {
        (0..5).map(|dimension| sobol.coordinate(index, dimension) >> 61).collect()
    };
    let found: Vec<Vec<u64>> = (0..5).map(eighths).collect();
    assert_eq!(
        found,
        [[0, 0, 0, 0, 0], [4, 4, 4, 4, 4], [6, 2, 2, 2, 6], [2, 6, 6, 6, 2], [3, 3, 5, 7, 3]]
    );
    assert!(Sobol::new(128, None).is_some());
    assert!(Sobol::new(129, None).is_none());
}

#[test]
fn scrambled_or_not_every_slice_has_one_point() {
    for scrambled in [None, Some(1), Some(2)] {
        let sobol = Sobol::new(128, scrambled).unwrap();
        for dimension in 0..128 {
            let slices: BTreeSet<u64> =
                (0..256).map(|index| sobol.coordinate(index, dimension) >> 56).collect();
            assert_eq!(slices.len(), 256, "{scrambled:?}, dimension {dimension}");
        }
    }
}

#[test]
fn on_a_way_of_morris_one_uncertainty_moves_at_a_time() {
    let stage = stage(Design::Morris, 50);
    let mut both_ways = BTreeSet::new();
    for number in 0..50 {
        let mut moved = BTreeSet::new();
        for point in 1..=2 {
            let level = |point, dimension| stage.layout.level_of_morris(number, point, dimension);
            let changed: Vec<usize> =
                (0..2).filter(|&d| level(point, d) != level(point - 1, d)).collect();
            assert_eq!(changed.len(), 1);
            assert_eq!(level(point, changed[0]).abs_diff(level(point - 1, changed[0])), 2);
            both_ways.insert((changed[0], level(point - 1, changed[0])));
            moved.extend(changed);
        }
        assert_eq!(moved.len(), 2);
    }
    assert_eq!(both_ways.len(), 8, "from each level, in each dimension");
}

#[test]
fn saltellis_points_mix_two_others() {
    let stage = stage(Design::Saltelli, 8);
    let at = |point, dimension| stage.layout.coordinate(3, point, dimension);
    assert_ne!(at(0, 0), at(1, 0));
    assert_eq!([at(2, 0), at(2, 1)], [at(1, 0), at(0, 1)]);
    assert_eq!([at(3, 0), at(3, 1)], [at(0, 0), at(1, 1)]);
}

/// What two threads count up and down at every record, they wait for.
#[test]
fn a_script_for_a_thread_of_its_own_is_equal_and_shares_no_origin() {
    let script = stage(Design::Replications, 1).script;
    let apart = script.apart();
    assert_eq!(format!("{apart:?}"), format!("{script:?}"));
    let origins = |script: &Script| -> Vec<_> {
        let options = script.steps.iter().flat_map(|step| &step.options);
        let options = options.map(|option| Arc::as_ptr(&option.origin));
        let enrollments = script.enrollments.iter().map(|fixed| Arc::as_ptr(&fixed.origin));
        options.chain(enrollments).collect()
    };
    let shared = origins(&script);
    assert!(!shared.is_empty());
    assert!(origins(&apart).iter().all(|origin| !shared.contains(origin)));
}

/// Whether a design is let stand with these values of the parameters of the third tier.
fn checked(earliest: &str, latest: &str, design: Design) -> Result<(), DesignError> {
    let levers = format!(
        "\nlevers:\n  early: {{ sets: parameters/tier-three-earliest, values: [{earliest}] }}\n  \
         late: {{ sets: parameters/tier-three-latest, values: [{latest}] }}\n"
    );
    let (before, _) = SCENARIO.split_once("\nlevers:").unwrap();
    let compiled = scenario::compile(&format!("{before}{levers}")).unwrap();
    Layout::new(design, &compiled.plan, 2, 1).unwrap().check(&compiled.script)
}

/// Each value alone leaves the third tier open to be opened; the two together would not.
#[test]
fn a_combination_in_which_a_tier_ends_before_it_may_open_is_refused() {
    let (earliest, latest) = ("60h, 90h", "80h");
    let refused = DesignError::TierEndsBefore("early = 90h, late = 80h".to_owned());
    assert_eq!(checked(earliest, latest, Design::Factorial), Err(refused));
    assert_eq!(checked(earliest, latest, Design::OneAtATime), Ok(()));
}

/// What may be drawn out of order is refused as what is out of order.
#[test]
fn a_combination_in_which_a_tier_may_be_drawn_to_end_before_it_may_open_is_refused() {
    let (earliest, latest) = ("{ uniform: [60h, 90h] }", "{ uniform: [90h, 95h] }, 80h");
    let refused = DesignError::TierEndsBefore("early = uniform 60h..90h, late = 80h".to_owned());
    assert_eq!(checked(earliest, latest, Design::Factorial), Err(refused));
    assert_eq!(checked(earliest, latest, Design::OneAtATime), Ok(()));
    assert_eq!(checked(earliest, "{ uniform: [90h, 95h] }", Design::Factorial), Ok(()));
    let refused = DesignError::TierEndsBefore("early = 90h, late = uniform 85h..95h".to_owned());
    assert_eq!(checked("90h", "{ uniform: [85h, 95h] }", Design::Factorial), Err(refused));
}
