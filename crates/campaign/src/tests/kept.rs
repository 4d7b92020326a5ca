//! Which run is the worst one, where not all of them see what is waited for.

use scenario::plan::Better;

use super::{fold, stage};
use crate::design::Design;
use crate::fold::Fold;
use crate::kept::Search;
use crate::outcome::Cell;
use crate::row::{Row, Status};
use crate::stopping::Stopping;

/// The worst row of these times, and the words for the worst quarter of them.
fn worst(times: &[Cell], better: Better) -> Option<u64> {
    let mut stage = stage(Design::Replications, times.len() as u64);
    let mut outcomes = (*stage.outcomes).clone();
    outcomes.columns[1].better = better;
    stage.outcomes = std::sync::Arc::new(outcomes);
    let mut fold: Fold = fold(&stage, Stopping::default());
    let row = |(index, cell): (u64, &Cell)| {
        let cells = vec![Cell::Number(1), *cell];
        Row { spec: stage.layout.spec(index), status: Status::Done, cells }
    };
    let rows: Vec<Row> = (0..).zip(times).map(row).collect();
    for row in &rows {
        let _ = fold.take(row, None);
    }
    let mut search = Search::new(&fold, 1);
    for row in &rows {
        search.take(row);
    }
    search.found().into_iter().find(|worth| worth.name == "worst").map(|worth| worth.index)
}

/// What had not come when a run was no longer watched counts as later than all that has.
#[test]
fn the_worst_run_is_one_that_never_saw_it() {
    use Cell::{NotBy, Nothing, Number};

    let times = [Number(4), NotBy(3), Number(30), NotBy(9), Nothing, Number(2)];
    assert_eq!(worst(&times, Better::Low), Some(3));
    assert_eq!(worst(&times, Better::High), Some(5));
    let late = [NotBy(1), Number(20), Number(9)];
    assert_eq!(worst(&late, Better::Low), Some(0));
    assert_eq!(worst(&late, Better::High), Some(2));
}
