//! What an account says of outcomes and levers, and that it says what it leaves out.

use std::sync::Arc;

use expect_test::expect;
use scenario::plan::Better;

use super::{SCENARIO, played, stage_of};
use crate::amount::share;
use crate::campaign::Ended;
use crate::design::Design;
use crate::fold::Fold;
use crate::html;
use crate::outcome::{Column, Kind};
use crate::player::{Budget, Stage};
use crate::statistics::{Confidence, Interval};
use crate::stopping::{Rule, Stopping};
use crate::summary::{Reading, effects};
use crate::text::{self, About};

fn with(outcomes: &str, levers: &str) -> String {
    let (before, rest) = SCENARIO.split_once("outcomes:").unwrap();
    let (_, after) = rest.split_once("uncertainties:").unwrap();
    format!("{before}outcomes:\n{outcomes}levers:\n{levers}uncertainties:{after}")
}

const LEVER: &str = "  chance: { sets: timeline/asked/chance, values: [90%] }\n";

const ABOUT: About<'static> = About {
    title: "t",
    scenario: "small",
    seed: 7,
    ended: Ended::Whole,
    digest: "d",
    confidence: Confidence::USUAL,
    column: 0,
};

pub(super) fn account(fold: &Fold) -> String {
    let mut out = String::new();
    text::write(fold, &ABOUT, &mut out).unwrap();
    out
}

/// The lines of the account that say something of levers.
fn levers(stage: &Stage) -> Vec<String> {
    let (_, _, fold) = played(stage, 2, Stopping::default());
    let account = account(&fold);
    let (_, told) = account.split_once("Levers: ").unwrap();
    told.lines().map(str::to_string).collect()
}

const SPANS: &str = "  \
  a: { never: decision.opened, from: T+02:00 }
  b: { happened: decision.position-recorded, at-least: 2 }
  c: { happened: decision.position-recorded, at-least: 1, at-most: 1, from: T+01:00, to: T+12:00 }
  d: { happened: decision.position-recorded, at-most: 3 }
  e: { count: decision.position-recorded, to: T+12:00 }
  f: { time-to: decision.position-recorded }
  g: { time-to: decision.position-recorded, to: T+12:00 }
  h: { time-to: decision.position-recorded, since: { happened: decision.position-recorded }, to: T+12:00 }
";

#[test]
fn outcomes_are_told_with_how_often_and_when_they_count() {
    let stage = stage_of(&with(SPANS, LEVER), Design::Replications, 1);
    let told: Vec<&str> =
        stage.outcomes.columns.iter().map(|column| column.text.as_str()).collect();
    expect![[r"
        decision.opened never happened from T+02:00 on
        decision.position-recorded happened at least 2 times
        decision.position-recorded happened exactly once from T+01:00 to T+12:00
        decision.position-recorded happened 0 to 3 times
        how often decision.position-recorded happened until T+12:00
        from the start to decision.position-recorded
        from the start to decision.position-recorded, watched until T+12:00
        from decision.position-recorded to decision.position-recorded, watched until T+12:00"]]
    .assert_eq(&told.join("\n"));
}

/// What comes after the watch has ended is not said never to have come: it had not come by then.
#[test]
fn a_time_is_known_no_longer_than_it_is_watched_for() {
    const WATCH: i64 = 12 * 3_600_000;
    let stage = stage_of(&with(SPANS, LEVER), Design::Replications, 40);
    let (table, _, fold) = played(&stage, 2, Stopping::default());
    let found = |name| &fold.found[fold.column(name).unwrap()];
    let (whole, watched) = (found("f"), found("g"));
    let (early, late): (Vec<i64>, Vec<i64>) =
        whole.seen.iter().map(|(time, _)| time).partition(|time| *time <= WATCH);
    assert!(!early.is_empty() && !late.is_empty(), "{early:?} {late:?}");
    let seen: Vec<i64> = watched.seen.iter().map(|(time, _)| time).collect();
    assert_eq!(seen, early);
    let unseen: Vec<(i64, u64)> = watched.unseen.iter().collect();
    assert_eq!(unseen, [(WATCH, 40 - early.len() as u64)]);
    // Of a watch that ended before it began nothing is known.
    let since = found("h");
    let left: Vec<i64> = since.unseen.iter().map(|(time, _)| time).collect();
    assert_eq!(left, early.iter().rev().map(|time| WATCH - time).collect::<Vec<_>>());
    assert_eq!(since.nothing, 40 - early.len() as u64);
    let account = account(&fold);
    assert!(account.contains("; by 12 h: "), "{account}\n{}", String::from_utf8(table).unwrap());
}

#[test]
fn effects_that_are_not_told_are_counted() {
    let values: Vec<String> = (1..=70).map(|hours| format!("{hours}h")).collect();
    let stage = |count: usize| {
        let values = values[..count].join(", ");
        let pace = format!("{LEVER}  pace: {{ sets: paris/say/after, values: [{values}] }}\n");
        stage_of(&with("  a: { count: decision.opened }\n", &pace), Design::OneAtATime, 2)
    };
    let few = levers(&stage(19)).join("\n");
    assert!(!few.contains("smaller") && few.contains("  best: "), "{few}");
    let more = levers(&stage(20)).join("\n");
    assert!(more.contains("\n  and 1 smaller; `--format json` has them all\n"), "{more}");
    assert!(levers(&stage(63)).join("\n").contains("  best: the scenario as it is"));
    let many = levers(&stage(64)).join("\n");
    assert!(many.contains("  best: not looked for among more than 65 settings\n"), "{many}");
}

#[test]
fn an_effect_says_how_few_runs_could_be_compared() {
    let time =
        "  a: { time-to: decision.position-recorded, since: { happened: decision.opened } }\n";
    let stage = stage_of(&with(time, LEVER), Design::OneAtATime, 30);
    let (_, _, fold) = played(&stage, 2, Stopping::default());
    let both = 30 - fold.found[0].nothing;
    assert!((2..30).contains(&both));
    let told = levers(&stage).join("\n");
    assert!(told.contains(&format!("; in {both} of 30 pairs with a number\n")), "{told}");
    let all = stage_of(&with("  a: { count: decision.opened }\n", LEVER), Design::OneAtATime, 30);
    assert!(!levers(&all).join("\n").contains("with a number"));
}

/// A count that is never more than one is a number all the same, and so is a sum over settings.
#[test]
fn an_effect_on_a_count_has_the_interval_of_a_number() {
    let same = "  a: { count: decision.opened }\n  b: { happened: decision.opened }\n";
    let stage = stage_of(&with(same, LEVER), Design::OneAtATime, 30);
    let (_, _, fold) = played(&stage, 2, Stopping::default());
    let [count, flag] = [0, 1].map(|column| effects(&fold, column, Confidence::USUAL));
    let pairs = fold.effects.as_ref().unwrap().effects[0].pairs[0];
    let student = pairs.difference.estimate(Confidence::USUAL).unwrap();
    assert_eq!(count[0].difference, student);
    assert!((flag[0].difference.value - student.value).abs() < 1e-12);
    assert_ne!(flag[0].difference.interval, student.interval, "it is Newcombe's");
    assert!((flag[0].chance - count[0].chance).abs() < 1e-12);
}

#[test]
fn a_share_that_is_not_quite_none_or_all_does_not_look_so() {
    let told =
        [0.0, 1e-9, 4.9e-7, 6e-7, 0.0009, 0.001, 0.5, 0.995, 0.999_991, 0.999_999, 1.0].map(share);
    let expected = [
        "0.0 %",
        "< 0.0001 %",
        "< 0.0001 %",
        "0.0001 %",
        "0.0900 %",
        "0.10 %",
        "50.0 %",
        "99.5 %",
        "99.999 %",
        "> 99.999 %",
        "100.0 %",
    ];
    assert_eq!(told, expected);
}

/// As the account does; and whatever has a distribution is drawn.
#[test]
fn a_page_says_how_many_runs_have_nothing_and_draws_rates_too() {
    let mut stage = stage_of(SCENARIO, Design::Replications, 30);
    Arc::make_mut(&mut stage.outcomes).columns[3].kind = Kind::ThousandthsPerDay;
    let (_, _, fold) = played(&stage, 2, Stopping::default());
    let mut page = String::new();
    html::write(&fold, &ABOUT, &mut page).unwrap();
    let nothing = fold.found[1].nothing;
    assert!(1 < nothing && nothing < 30);
    assert!(page.contains(&format!(" (nothing to record in {nothing} runs)</td>")), "{page}");
    assert_eq!(page.matches("(nothing to record").count(), 1);
    assert!(page.contains("<h2>positions: distribution</h2>"), "{page}");
}

/// However many steps a curve has, its table has at most forty lines, and the last of them is its end.
#[test]
fn the_table_of_a_curve_goes_to_its_end() {
    for runs in [30, 150, 151, 152, 153] {
        let stage = stage_of(SCENARIO, Design::Replications, runs);
        let (_, _, fold) = played(&stage, 2, Stopping::default());
        let (column, found) = (&stage.outcomes.columns[1], &fold.found[1]);
        let Reading::Time { curve, .. } = Reading::of(column, found, Confidence::USUAL) else {
            panic!("it is a time")
        };
        let mut page = String::new();
        html::write(&fold, &ABOUT, &mut page).unwrap();
        let table = page.split("<th>not yet</th>").nth(1).unwrap();
        let lines: Vec<&str> = table.split("</table>").next().unwrap().split("<tr>").collect();
        assert!((10..=41).contains(&lines.len()), "{runs} runs: {table}");
        let (survival, _) = curve.last();
        let at_risk = curve.points.last().unwrap().at_risk;
        let end = format!("<td>{at_risk}</td><td>{}</td>", share(survival));
        assert!(lines.last().unwrap().contains(&end), "{runs} runs: {table}");
    }
}

/// A metric of the account has its own good end, also where the scenario names it.
#[test]
fn a_metric_that_is_asked_for_has_its_good_end() {
    let asked = "  \
  filled: { metric: seats-filled }
  emptied: { metric: seats-filled, better: low }
  violated: { metric: violations }
  opened: { happened: decision.opened }
  positions: { count: decision.position-recorded }
";
    let stage = stage_of(&with(asked, LEVER), Design::Replications, 1);
    let ends: Vec<Better> = stage.outcomes.columns.iter().map(|column| column.better).collect();
    assert_eq!(ends, [Better::High, Better::Low, Better::Low, Better::High, Better::Low]);
}

/// A question that is never asked takes no time, so there is nothing to compare.
#[test]
fn what_no_pair_has_is_not_called_too_few_runs() {
    let never =
        "  wait: { time-to: decision.position-recorded, since: { happened: mandate.granted } }\n";
    let lines = levers(&stage_of(&with(never, LEVER), Design::OneAtATime, 20));
    assert!(
        lines.iter().any(|line| line == "  no pair of runs has a number in both"),
        "{lines:#?}"
    );
    let lines =
        levers(&stage_of(&with("  e: { count: decision.opened }\n", LEVER), Design::OneAtATime, 1));
    assert!(lines.iter().any(|line| line == "  too few runs to say"), "{lines:#?}");
}

/// Ten faults are told, and whether there are more; and how many runs an interrupt left.
#[test]
fn faults_and_what_was_not_played_are_told() {
    let budget = Budget { events_max: 1, time_max: None };
    let faulty = |runs| Stage { budget, ..stage_of(SCENARIO, Design::Replications, runs) };
    for (runs, more) in [(10, false), (11, true)] {
        let (_, _, fold) = played(&faulty(runs), 1, Stopping::default());
        let told = account(&fold);
        assert_eq!(told.matches("over-budget: ").count(), 10);
        assert_eq!(told.contains("and more; the table has them all"), more, "{runs}: {told}");
    }
    let (_, _, mut fold) = played(&faulty(11), 1, Stopping::default());
    fold.rows = 4;
    let mut told = String::new();
    text::write(&fold, &About { ended: Ended::Interrupted, ..ABOUT }, &mut told).unwrap();
    assert!(told.contains("interrupted; 7 runs left\n"), "{told}");
    let (_, _, mut fold) =
        played(&stage_of(SCENARIO, Design::Replications, 11), 1, Stopping::default());
    fold.stopping.rule = Rule::Test { low: 0.1, high: 0.2, risk: 0.05 };
    let mut told = String::new();
    text::write(&fold, &About { ended: Ended::Interrupted, ..ABOUT }, &mut told).unwrap();
    assert!(told.contains("          not reached so far\n"), "{told}");
    assert!(account(&fold).contains("          not reached: all runs were played\n"));
}

#[test]
fn quantiles_and_horizons_are_those_of_the_runs() {
    let stage = stage_of(SCENARIO, Design::Replications, 200);
    let (_, _, fold) = played(&stage, 2, Stopping::default());
    let (mut said, column) = (fold.found[1].clone(), &stage.outcomes.columns[1]);
    said.unseen.add(5);
    let longest = said.unseen.iter().map(|(time, _)| time).max().unwrap();
    assert!(5 < longest);
    let Reading::Time { horizon, .. } = Reading::of(column, &said, Confidence::USUAL) else {
        panic!("it is a time")
    };
    assert_eq!(horizon, longest);
    // The last one may well be one that saw it.
    let mut later = said.clone();
    later.seen.add(longest + 7);
    let Reading::Time { horizon, .. } = Reading::of(column, &later, Confidence::USUAL) else {
        panic!("it is a time")
    };
    assert_eq!(horizon, longest + 7);
    let number = Column { kind: Kind::Milliseconds, ..column.clone() };
    let Reading::Number { quantiles, .. } = Reading::of(&number, &said, Confidence::USUAL) else {
        panic!("it is a number")
    };
    let all = said.seen.len();
    let told = quantiles.iter().map(|(_, found)| Some(found.value));
    let ranks = [all.div_ceil(20), all.div_ceil(2), (19 * all).div_ceil(20)];
    assert!(told.eq(ranks.map(|rank| said.seen.ranked(rank))));
}

/// A lever beside others: what is told is of one run, not of all that were added up.
#[test]
fn effects_beside_other_levers_are_those_of_one_run() {
    let (_, _, fold) = played(&stage_of(SCENARIO, Design::Factorial, 300), 2, Stopping::default());
    let told = effects(&fold, 0, Confidence::USUAL);
    let bounded = told.iter().filter(|told| told.difference.interval.is_bounded());
    assert_eq!(bounded.clone().count(), 2);
    for told in bounded {
        let Interval { low, high } = told.difference.interval;
        let value = told.difference.value;
        assert!(low <= value && value <= high, "{told:?}");
        assert!((0.0..=1.0).contains(&told.base) && high - low < 0.25, "{told:?}");
    }
}

/// Both ends of a span belong to it; so does a watch that ends as it begins.
#[test]
fn an_event_counts_at_either_end_of_a_span() {
    const ENDS: &str = "  \
  from: { happened: decision.opened, from: T+01:00 }
  to: { happened: decision.opened, to: T+01:00 }
  both: { happened: decision.opened, from: T+01:00, to: T+01:00 }
  after: { happened: decision.opened, from: T+01:01 }
  watched: { time-to: decision.position-recorded, since: { happened: decision.opened }, to: T+01:00 }
";
    let text = with(ENDS, LEVER).replace("chance: 60%", "chance: 100%");
    let (_, _, fold) = played(&stage_of(&text, Design::Replications, 5), 1, Stopping::default());
    let happened: Vec<u64> = fold.found[..4].iter().map(|found| found.seen.times(1)).collect();
    assert_eq!(happened, [5, 5, 5, 0]);
    assert_eq!(fold.found[4].unseen.iter().collect::<Vec<_>>(), [(0, 5)]);
}

#[test]
fn outcomes_of_drawn_uncertainties_are_not_those_of_the_scenario_as_it_is() {
    let heading = |design| {
        let (_, _, fold) = played(&stage_of(SCENARIO, design, 4), 1, Stopping::default());
        account(&fold).lines().find(|line| line.starts_with("Outcomes ")).unwrap().to_string()
    };
    let with_interval = |of| format!("Outcomes {of}, each with its interval at 95.0 %");
    assert_eq!(heading(Design::OneAtATime), with_interval("of the scenario as it is"));
    assert_eq!(heading(Design::Latin), with_interval("with the uncertainties drawn"));
    let first = "of the first run of each group, with the uncertainties drawn";
    assert_eq!(heading(Design::Saltelli), with_interval(first));
}

/// Four values of each uncertainty are no sample of it, so no estimate may look like one.
#[test]
fn on_the_grid_of_morris_no_outcome_is_estimated() {
    let (_, _, fold) = played(&stage_of(SCENARIO, Design::Morris, 40), 2, Stopping::default());
    let why =
        "not told: `morris` plays four values of each uncertainty alone, which is no sample of it";
    let told = account(&fold);
    assert!(told.contains(&["\nOutcomes\n--------\n  ", why, "\n\nScreening"].concat()), "{told}");
    let mut page = String::new();
    html::write(&fold, &ABOUT, &mut page).unwrap();
    assert!(page.contains(&["<h2>Outcomes</h2><p>", why, "</p>"].concat()), "{page}");
    assert!(!page.contains("what it is") && !page.contains("not yet, over time"), "{page}");
    let json = crate::json::account(&fold, Confidence::USUAL, 0);
    assert!(json["outcomes"].is_null() && json["sensitivities"].is_array(), "{json}");
}
