//! What campaigns say of uncertainties, on pages and in files.

use expect_test::expect;

use crate::analysis::worst_quarter;
use crate::campaign::Ended;
use crate::design::Design;
use crate::discovery::{Case, NoBox, discover};
use crate::fold::Fold;
use crate::kept::{search, surprise};
use crate::outcome::Cell;
use crate::row::Row;
use crate::statistics::Confidence;
use crate::stopping::Stopping;
use crate::text::About;

use super::{played, stage};

fn about(column: usize) -> About<'static> {
    About {
        title: "A small one",
        scenario: "small",
        seed: 7,
        ended: Ended::Whole,
        digest: "…",
        confidence: Confidence::USUAL,
        column,
    }
}

fn text(fold: &Fold, column: usize) -> String {
    let mut text = String::new();
    crate::text::write(fold, &about(column), &mut text).unwrap();
    let (_, behind) =
        text.split_once("\n\n").and_then(|(_, rest)| rest.split_once("\n\n")).unwrap();
    behind.to_string()
}

/// The chance of asking decides what opens; the pause does not.
#[test]
fn uncertainties_are_screened_and_share_the_variance() {
    let (_, _, fold) = played(&stage(Design::Morris, 60), 2, Stopping::default());
    expect![[r#"
        Screening (Morris): what the range of each uncertainty changes in `opened`, with intervals at 95.0 %
        ----------------------------------------------------------------------------------------------------
          chance-of-asking  65.0 % [45.6 %, 84.4 %]; mean +65.0 points; spread 75.0 %
          pause             0.0 % on every way; mean +0.0 points; spread 0.0 %

        digest …
    "#]].assert_eq(&text(&fold, 0));
    let (_, _, fold) = played(&stage(Design::Saltelli, 128), 2, Stopping::default());
    expect![[r#"
        Indices (Sobol): shares of the variance of `opened`, with intervals at 95.0 %
        -----------------------------------------------------------------------------
          chance-of-asking  by itself 0.655 [0.485, 0.825]; in all 0.645 [0.479, 0.812]
          pause             by itself 0.000 in every group; in all 0.000 in every group

        digest …
    "#]]
    .assert_eq(&text(&fold, 0));
}

/// What some runs have no number for, and what is alike everywhere, is not told, and that is said.
#[test]
fn what_cannot_be_told_of_uncertainties_says_why() {
    let (_, _, fold) = played(&stage(Design::Saltelli, 32), 2, Stopping::default());
    let (said, rows) = (fold.column("said").unwrap(), fold.rows);
    let cells = &fold.sample.as_ref().unwrap().cells[said];
    let missing = cells.iter().filter(|cell| **cell == Cell::Nothing).count();
    assert!(0 < missing && (missing as u64) < rows);
    let why = format!("every run must have a number, and {missing} of {rows} have none");
    let words = format!("How much uncertainties matter for `said` is not told: {why}\n\ndigest");
    assert!(text(&fold, said).starts_with(&words), "{}", text(&fold, said));
    let mut page = String::new();
    crate::html::write(&fold, &about(said), &mut page).unwrap();
    assert!(page.contains(&why));
    let alike = super::stage_of(
        &super::SCENARIO.replace("[10%, 90%]", "[99.9999%, 100%]"),
        Design::Saltelli,
        16,
    );
    let (_, _, fold) = played(&alike, 2, Stopping::default());
    assert!(text(&fold, 0).contains("not told: too few runs, or all came out alike\n"));
}

/// The bad end of a number is named with its limit, and is never all runs.
#[test]
fn the_bad_end_of_a_number_leaves_out_the_best() {
    let (_, _, fold) = played(&stage(Design::Latin, 800), 2, Stopping::default());
    let positions = fold.column("positions").unwrap();
    let (words, found) = crate::analysis::box_of(&fold, positions, Confidence::USUAL).unwrap();
    // Fewer is better by default: at most one position comes, in half of the runs.
    assert_eq!(words, "`positions` is 1 or more");
    assert!((0.3..0.7).contains(&found.base), "{found:?}");
    let limit = |numbers: &[i64], low| worst_quarter(numbers.iter().copied(), low);
    assert_eq!(limit(&[0, 4, 0, 1, 2, 3, 0, 0], false), Some(2));
    assert_eq!(limit(&[0, 5, 0, 0, 0, 0, 0, 3, 0, 0], false), Some(3));
    assert_eq!(limit(&[9, 9, 9, 2, 9, 9, 9, 5, 9, 9], true), Some(5));
    assert_eq!(limit(&[9, 9], true), None);
    let said = fold.column("said").unwrap();
    let said = crate::analysis::box_of(&fold, said, Confidence::USUAL).unwrap();
    let said = said.0;
    assert!(said.starts_with("`said` is 1 d ") && said.ends_with(" or more, or had not come"));
}

/// Nothing opens where the chance of asking is low; nobody speaks by noon nearly everywhere.
#[test]
fn a_box_is_found_where_the_bad_end_comes_about() {
    let (_, _, fold) = played(&stage(Design::Latin, 800), 2, Stopping::default());
    expect![[r#"
        Scenario discovery (PRIM): where `opened` does not hold
        -------------------------------------------------------
          in the box  61.3 % [55.3 %, 67.0 %]; of all 400: 48.8 %
          covered     89.2 % [84.0 %, 93.2 %] of such runs
          (found on half of the runs, judged on the other 400)

        uncertainties:
          chance-of-asking: { sets: timeline/asked/chance, value: { uniform: [10.0000%, 69.0977%] } }

        digest …
    "#]]
    .assert_eq(&text(&fold, 0));
    expect![[r#"
        Scenario discovery (PRIM): no box tells bad runs from the others

        digest …
    "#]]
    .assert_eq(&text(&fold, 2));
}

#[test]
fn a_known_box_is_found_again_and_noise_has_none() {
    let coordinate = |row: u64, dimension: u64| {
        i64::try_from(crate::design::mixed(row * 3 + dimension) >> 54).unwrap()
    };
    let cases = |sought: &dyn Fn(&[i64]) -> bool| -> Vec<Case> {
        (0..2_000)
            .map(|row| (0..3).map(|dimension| coordinate(row, dimension)).collect::<Vec<i64>>())
            .map(|at| Case { sought: sought(&at), at })
            .collect()
    };
    let found = discover(&cases(&|at| at[0] < 300 && 600 < at[2]), 3, Confidence::USUAL).unwrap();
    let [Some((_, high)), None, Some((low, _))] = found.ranges[..] else { panic!("{found:?}") };
    assert!(high.abs_diff(300) < 40 && low.abs_diff(600) < 40, "{found:?}");
    assert!(0.85 < found.density.value && 0.8 < found.coverage.value, "{found:?}");
    let why = |cases: &[Case]| discover(cases, 3, Confidence::USUAL).unwrap_err();
    assert_eq!(why(&cases(&|_| true)), NoBox::Alike);
    assert_eq!(why(&cases(&|_| false)), NoBox::Alike);
    assert_eq!(why(&cases(&|at| at[0] % 7 == 3)), NoBox::NotFound);
    assert_eq!(why(&cases(&|at| at[0] < 300)[..79]), NoBox::TooFew);
}

/// Rows of Sobol's sequence lie in turn on either side of the middle of its second dimension.
#[test]
fn a_box_on_either_side_of_the_sequence_is_found() {
    let sequence = crate::design::Sobol::new(2, None).unwrap();
    for (from, to) in [(0, 255), (768, 1_023)] {
        let case = |row| {
            let at = |dimension| i64::try_from(sequence.coordinate(row, dimension) >> 54).unwrap();
            Case { at: vec![at(0), at(1)], sought: (from..=to).contains(&at(1)) }
        };
        let cases: Vec<Case> = (0..1_000).map(case).collect();
        let found = discover(&cases, 2, Confidence::USUAL).expect("there is a box");
        let [None, Some((low, high))] = found.ranges[..] else { panic!("{found:?}") };
        assert!(low.abs_diff(from) < 20 && high.abs_diff(to) < 20, "{found:?}");
        assert!((0.2..0.3).contains(&found.base), "{found:?}");
        assert!(0.95 < found.density.value && 0.9 < found.coverage.value, "{found:?}");
        assert_eq!(found.cases, 500);
    }
}

/// Put in the place of the uncertainties of the scenario, it is played within the box.
#[test]
fn a_box_is_a_part_of_a_scenario_as_it_is_written() {
    let one = "sets: timeline/asked/chance, value";
    let two = "sets: [timeline/asked/chance, paris/say/chance], value";
    for text in [super::SCENARIO.to_string(), super::SCENARIO.replace(one, two)] {
        let stage = super::stage_of(&text, Design::Latin, 800);
        let (_, _, fold) = played(&stage, 2, Stopping::default());
        let (_, found) = crate::analysis::box_of(&fold, 0, Confidence::USUAL).unwrap();
        let found = found.ranges[0].expect("it matters");
        let written = crate::text::box_yaml(&fold, &about(0)).expect("there is a box");
        let (before, _) = text.split_once("uncertainties:").unwrap();
        let within = super::stage_of(&[before, &written].concat(), Design::Latin, 10);
        let [there] = &within.layout.uncertainties[..] else { panic!("{written}") };
        assert_eq!(there.sets, stage.layout.uncertainties[0].sets);
        assert_eq!(there.value.bounds(), found, "{written}");
    }
}

/// More values than are told apart share buckets, and the median is one of them.
#[test]
fn the_median_of_very_many_values_is_found() {
    let stage = stage(Design::Replications, 20_001);
    let (mut fold, mut rows) = (super::fold(&stage, Stopping::default()), Vec::new());
    for number in 0..20_001 {
        let spec = stage.layout.spec(number);
        let cells = vec![Cell::Number((i64::try_from(number).unwrap() << 21) + 1)];
        rows.push(Row { spec, status: crate::row::Status::Done, cells });
        let _ = fold.take(rows.last().unwrap(), None);
    }
    assert!(!fold.found[0].seen.is_exact());
    let mut search = crate::kept::Search::new(&fold, 0);
    for row in &rows {
        search.take(row);
    }
    let found = search.found();
    let median = found.iter().find(|worth| worth.name == "median").expect("there is one");
    assert!(median.index.abs_diff(10_000) < 20, "{found:?}");
}

#[test]
fn the_worst_the_median_and_the_most_surprising_run_are_found() {
    let (table, _, fold) = played(&stage(Design::Replications, 60), 2, Stopping::default());
    let worth = search(&mut table.as_slice(), &fold, 1).unwrap();
    let names: Vec<&str> = worth.iter().map(|worth| worth.name).collect();
    assert_eq!(names, ["worst", "median", "surprising"]);
    let text = String::from_utf8(table).unwrap();
    let said = |index: u64| -> i64 {
        let line = text.lines().nth(usize::try_from(index).unwrap() + 1).unwrap();
        line.split(',').nth(5).unwrap().parse().unwrap()
    };
    let all = (0..60).filter(|&index| text.lines().nth(index + 1).unwrap().contains("done,1,"));
    let most = all.map(|index| said(index as u64)).max().unwrap();
    assert_eq!(said(worth[0].index), most);
    // What was not said by the end of a run counts as later than all that was.
    let saw = |index: usize| text.lines().nth(index + 1).unwrap().split(',').nth(6) == Some("1");
    let asked = (0..60).filter(|&index| text.lines().nth(index + 1).unwrap().contains("done,1,"));
    let mut all: Vec<(bool, i64)> = asked.map(|index| (!saw(index), said(index as u64))).collect();
    all.sort_unstable();
    let middle = all[all.len().div_ceil(2) - 1];
    assert!(all.iter().filter(|(unseen, _)| *unseen).count() > 3, "{all:?}");
    assert_eq!((!saw(usize::try_from(worth[1].index).unwrap()), said(worth[1].index)), middle);
}

/// Where most runs do not see it, the run in the middle is one of them.
#[test]
fn the_median_may_be_a_run_that_never_saw_it() {
    let stage = stage(Design::Replications, 5);
    let mut fold = super::fold(&stage, Stopping::default());
    let said = [Cell::Number(4), Cell::NotBy(9), Cell::Nothing, Cell::NotBy(9), Cell::NotBy(9)];
    let rows: Vec<Row> = (0..5)
        .zip(said)
        .map(|(index, cell)| {
            let cells = vec![Cell::Number(1), cell];
            Row { spec: stage.layout.spec(index), status: crate::row::Status::Done, cells }
        })
        .collect();
    for row in &rows {
        let _ = fold.take(row, None);
    }
    let mut search = crate::kept::Search::new(&fold, 1);
    for row in &rows {
        search.take(row);
    }
    let median = search.found().into_iter().find(|worth| worth.name == "median");
    assert_eq!(median.map(|worth| worth.index), Some(1));
}

/// Of groups the run of the scenario as it is; what is better high is worst low; and rare on either side.
#[test]
fn runs_worth_a_look_are_of_the_scenario_as_it_is() {
    let stage = stage(Design::OneAtATime, 60);
    let (table, _, fold) = played(&stage, 2, Stopping::default());
    let rows: Vec<Row> = String::from_utf8(table.clone())
        .unwrap()
        .lines()
        .skip(1)
        .map(|line| Row::read(line, &stage.layout, &stage.outcomes.columns).unwrap())
        .collect();
    let worth = search(&mut table.as_slice(), &fold, 0).unwrap();
    assert!(worth.iter().all(|one| one.index % 4 == 0), "{worth:?}");
    let worst = &rows[usize::try_from(worth[0].index).unwrap()];
    assert_eq!(worst.cells[0].number(), Some(0), "not to be opened is worse");
    let own: Vec<&Row> = rows.iter().filter(|row| row.spec.point == 0).collect();
    let rare = |row: &Row| -> f64 {
        let columns = row.cells.iter().enumerate();
        let shares = columns.filter_map(|(column, cell)| {
            let others: Vec<Cell> = own.iter().map(|row| row.cells[column]).collect();
            let count = |of: &dyn Fn(&Cell) -> bool| {
                others.iter().map(|it| f64::from(u8::from(of(it)))).sum::<f64>()
            };
            let known = count(&|other| *other != Cell::Nothing);
            let share = match *cell {
                Cell::Nothing => return None,
                Cell::NotBy(_) => count(&|other| matches!(other, Cell::NotBy(_))),
                Cell::Number(number) => {
                    let below = |it: &Cell| matches!(it, Cell::Number(other) if *other <= number);
                    let above = |it: &Cell| matches!(it, Cell::Number(other) if number <= *other);
                    count(&below).min(count(&above))
                }
            };
            Some(-libm::log(share / known))
        });
        shares.sum()
    };
    let most = own.iter().map(|row| rare(row)).fold(0.0, f64::max);
    let found = rare(&rows[usize::try_from(worth[2].index).unwrap()]);
    assert!((most - found).abs() < 1e-9, "{most} {found}");
}

/// Every tag that opens closes, there is a table behind each picture, and nothing comes from elsewhere.
#[test]
fn the_page_stands_alone() {
    for design in [Design::OneAtATime, Design::Saltelli] {
        let (_, _, fold) = played(&stage(design, 80), 2, Stopping::default());
        let mut page = String::new();
        crate::html::write(&fold, &about(0), &mut page).unwrap();
        for tag in ["svg", "figure", "table", "details", "tr", "td", "html", "body"] {
            let opened = page.matches(&format!("<{tag}>")).count()
                + page.matches(&format!("<{tag} ")).count();
            assert_eq!(opened, page.matches(&format!("</{tag}>")).count(), "{tag}");
        }
        assert_eq!(page.matches("<figure>").count(), page.matches("<details>").count());
        assert!(page.contains(&format!(": {0} of {0} rows. ", fold.rows)));
        let curve = page.split("<th>not yet</th>").nth(1).unwrap();
        let curve = curve.split("</table>").next().unwrap();
        assert!((10..=40).contains(&curve.matches("<tr>").count()), "{curve}");
        assert!(3 <= page.matches("<svg").count(), "{}", page.matches("<svg").count());
        let outside = page.replace("http://www.w3.org/2000/svg", "");
        assert!(!outside.contains("http") && !outside.contains("<script"));
    }
}

/// Few cases and a weak cause: what a peel takes off the other dimensions is chance, and taken back.
#[test]
fn a_side_that_may_be_chance_is_taken_back_in_every_dimension() {
    let mut restricted = [0; 3];
    for seed in 0..40 {
        let at = |row: u64, dimension: u64| {
            i64::try_from(crate::design::mixed(seed << 32 ^ (row * 4 + dimension)) >> 54).unwrap()
        };
        let case = |row| {
            let place: Vec<i64> = (0..3).map(|dimension| at(row, dimension)).collect();
            Case { sought: at(row, 3) < if place[1] < 300 { 700 } else { 200 }, at: place }
        };
        let cases: Vec<Case> = (0..200).map(case).collect();
        let found = discover(&cases, 3, Confidence::USUAL);
        for (count, range) in restricted.iter_mut().zip(found.iter().flat_map(|it| &it.ranges)) {
            *count += u32::from(range.is_some());
        }
    }
    assert!(restricted[0] <= 5 && restricted[2] <= 5 && 10 <= restricted[1], "{restricted:?}");
}

#[test]
fn a_run_is_as_surprising_at_one_end_as_at_the_other() {
    let mut found = crate::fold::Found::default();
    (1..=10).for_each(|number| found.seen.add(number));
    let [low, middle, high] = [1, 5, 10].map(|number| surprise(Cell::Number(number), &found));
    assert!((low - high).abs() < 1e-12 && middle < low, "{low} {middle} {high}");
}
