//! Runs that come to more than they may.

use std::time::Duration;

use simulator::engine::Unsealed;
use simulator::record::Body;
use simulator::run;

use super::{played, stage};
use crate::design::Design;
use crate::player::{Budget, Player, Stage, opening};
use crate::row::Status;
use crate::runner::Worker;
use crate::stopping::Stopping;

#[test]
fn a_run_that_is_too_long_is_given_up() {
    let budget = Budget { events_max: 30, time_max: None };
    let stage = Stage { budget, ..stage(Design::Replications, 30) };
    let (_, _, found) = played(&stage, 2, Stopping::default());
    let (given_up, done) = (found.count(Status::OverBudget), found.count(Status::Done));
    assert!(0 < given_up && given_up + done == 30, "{given_up} {done}");
    assert_eq!(found.faults[0].message, "more than 30 events");
    // As many as there are are not too many: what is no event does not count.
    let script = &stage.script;
    let opening = opening(script, stage.layout.seed, 0);
    let mut events = 0;
    let choose = Player::new(&stage).chooser(0);
    run::run(script, opening, choose, Unsealed, &mut |record| {
        events += u64::from(matches!(record.body, Body::Event(_)));
    })
    .unwrap();
    for (events_max, status) in [(events, Status::Done), (events - 1, Status::OverBudget)] {
        let budget = Budget { events_max, time_max: None };
        let stage = Stage { budget, ..stage.clone() };
        assert_eq!(Player::new(&stage).play(0).row.status, status, "{events_max}");
    }
    let budget = Budget { time_max: Some(Duration::ZERO), ..Budget::default() };
    let (_, _, found) = played(&Stage { budget, ..stage.clone() }, 1, Stopping::default());
    assert_eq!(found.count(Status::OverBudget), 30);
}
