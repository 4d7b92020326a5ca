//! Campaigns from their first row to their last: alike however they are played.

use std::io::{self, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use expect_test::{Expect, expect};
use simulator::script::Script;

use crate::campaign::{Ended, play, play_with};
use crate::design::{Design, DesignError, Layout};
use crate::fold::Fold;
use crate::outcome::Outcomes;
use crate::player::{Budget, Finished, Player, Stage};
use crate::row::Status;
use crate::runner::Worker;
use crate::statistics::Confidence;
use crate::statistics::sequential::{Answer, Looks};
use crate::stopping::{Rule, Stopped, Stopping};
use crate::table::{ResumeError, Table, read_back};

mod analyses;
mod boxes;
mod budgets;
mod compared;
mod designs;
mod expected;
mod given_up;
mod going_on;
mod kept;
mod never;
mod stopped;
mod told;

/// A question is opened with a chance, answered after a while, and sometimes too late.
const SCENARIO: &str = r#"
scenario: small
title: A small one
start: 2026-03-02T09:00:00+01:00
until: T+48:00
nations: { fr: { role: member } }
timeline:
  - { at: T+00:00, by: cochairs, do: center.decide, with: { site: paris } }
  - { name: asked, at: T+01:00, by: fr, do: decision.open, chance: 60%,
      with: { question: q, matter: statement, procedure: consensus, asked: [fr] } }
actors:
  paris:
    as: fr
    behaviors:
      - { name: say, upon: decision.opened, after: { exponential: 20h },
          do: decision.cast-position, with: { question: "${question}", nation: fr, position: agrees } }
outcomes:
  opened: { happened: decision.opened }
  said: { time-to: decision.position-recorded, since: { happened: decision.opened } }
  soon: { happened: decision.position-recorded, to: T+12:00 }
  positions: { count: decision.position-recorded, where: { nation: fr } }
levers:
  chance: { sets: timeline/asked/chance, values: [30%, 90%] }
  pace: { sets: paris/say/after, values: [{ exponential: 5h }] }
uncertainties:
  chance-of-asking: { sets: timeline/asked/chance, value: { uniform: [10%, 90%] } }
  pause: { sets: paris/say/after, value: { uniform: [1h, 60h] } }
"#;

pub(super) fn stage(design: Design, runs: u64) -> Stage {
    stage_of(SCENARIO, design, runs)
}

fn stage_of(text: &str, design: Design, runs: u64) -> Stage {
    let compiled = scenario::compile(text).unwrap_or_else(|faults| panic!("{faults:#?}"));
    let layout = Layout::new(design, &compiled.plan, runs, 7).unwrap();
    let outcomes = Outcomes::new(&compiled.plan, &compiled.script).unwrap();
    Stage {
        script: Arc::new(compiled.script),
        layout: Arc::new(layout),
        outcomes: Arc::new(outcomes),
        budget: Budget::default(),
    }
}

fn fold(stage: &Stage, stopping: Stopping) -> Fold {
    Fold::new(&stage.layout, &stage.outcomes, stopping)
}

/// Plays all of it; the table, its digest and the fold.
pub(crate) fn played(stage: &Stage, threads: usize, stopping: Stopping) -> (Vec<u8>, String, Fold) {
    let mut fold = fold(stage, stopping);
    let mut bytes = Vec::new();
    let mut table = Table::begin(&mut bytes, &stage.layout, &stage.outcomes.columns).unwrap();
    let stop = AtomicBool::new(false);
    let ended = play(stage, threads, &stop, &mut fold, &mut table, &mut |_| {}).unwrap();
    assert_eq!(ended, Ended::Whole);
    let digest = table.digest();
    assert_eq!(
        digest,
        blake3::hash(&bytes).to_hex().to_string(),
        "the digest is that of the table"
    );
    (bytes, digest, fold)
}

/// Golden: debug and release, one machine and another come to this.
#[test]
fn a_campaign_comes_to_the_same_digest_on_one_two_and_eight_threads() {
    let digest = |design, expected: Expect| {
        let stage = stage(design, 40);
        let (bytes, digest, fold) = played(&stage, 1, Stopping::default());
        for threads in [2, 8] {
            let (others, other, same) = played(&stage, threads, Stopping::default());
            assert_eq!((&other, others == bytes), (&digest, true), "{threads} threads");
            assert_eq!(same.found, fold.found);
            assert_eq!(same.effects, fold.effects);
        }
        expected.assert_eq(&format!("{} {}", design.name(), &digest[..16]));
    };
    digest(Design::Replications, expect!["replications 7a4e3719e8a4c4c2"]);
    digest(Design::Factorial, expect!["factorial 557d7baf6359e1b7"]);
    digest(Design::OneAtATime, expect!["one-at-a-time 5d5b45601c000e6e"]);
    digest(Design::Latin, expect!["latin 190e371e2ec343b2"]);
    digest(Design::SobolScrambled, expect!["sobol-scrambled 5fa8af669419ea8f"]);
    digest(Design::Morris, expect!["morris 9134ce60d7324a6e"]);
    digest(Design::Saltelli, expect!["saltelli 984f52449b0dc518"]);
}

#[test]
fn the_table_has_one_row_a_run() {
    let (bytes, _, _) = played(&stage(Design::OneAtATime, 2), 2, Stopping::default());
    expect![[r#"
        row,point,run,status,chance,pace,opened,said,said.seen,soon,positions
        0,0,0,done,0,0,1,106484030,1,0,1
        1,1,0,done,1,0,0,,,0,0
        2,2,0,done,2,0,1,106484030,1,0,1
        3,3,0,done,0,1,1,26621007,1,1,1
        4,0,1,done,0,0,1,40158263,1,0,1
        5,1,1,done,1,0,1,40158263,1,0,1
        6,2,1,done,2,0,1,40158263,1,0,1
        7,3,1,done,0,1,1,10039566,1,1,1
    "#]]
    .assert_eq(&String::from_utf8(bytes).unwrap());
}

/// Wherever it is broken off, also in the middle of a line, it goes on to the same table.
#[test]
fn a_campaign_that_goes_on_comes_to_the_same_table() {
    let stage = stage(Design::Factorial, 12);
    let (whole, digest, folded) = played(&stage, 2, Stopping::default());
    for cut in [0, 60, 101, whole.len() / 3, whole.len() / 2, whole.len() - 1, whole.len()] {
        let mut fold = fold(&stage, Stopping::default());
        let mut kept = whole[..cut].to_vec();
        let read = read_back(&mut kept.as_slice(), &mut fold).unwrap();
        kept.truncate(usize::try_from(read.bytes).unwrap());
        let columns = &stage.outcomes.columns;
        let mut table = Table::resume(&mut kept, read, &stage.layout, columns).unwrap();
        let stop = AtomicBool::new(false);
        play(&stage, 2, &stop, &mut fold, &mut table, &mut |_| {}).unwrap();
        assert_eq!(table.digest(), digest, "cut at {cut}");
        assert_eq!(kept, whole);
        assert_eq!((&fold.found, &fold.effects), (&folded.found, &folded.effects));
    }
}

#[test]
fn a_campaign_that_is_stopped_keeps_what_is_done() {
    let stage = stage(Design::Replications, 5_000);
    let mut fold = fold(&stage, Stopping::default());
    let mut bytes = Vec::new();
    let mut table = Table::begin(&mut bytes, &stage.layout, &stage.outcomes.columns).unwrap();
    let stop = AtomicBool::new(false);
    let ended = play(&stage, 2, &stop, &mut fold, &mut table, &mut |fold| {
        if fold.rows == 30 {
            stop.store(true, Ordering::Relaxed);
        }
    });
    assert_eq!(ended.unwrap(), Ended::Interrupted);
    let rows = table.rows();
    assert!((30..1_000).contains(&rows), "{rows}");
    assert_eq!(String::from_utf8(bytes).unwrap().lines().count() as u64, rows + 1);
}

#[test]
fn another_campaign_is_not_gone_on_with() {
    let (bytes, _, _) = played(&stage(Design::Replications, 5), 1, Stopping::default());
    let other = stage(Design::OneAtATime, 5);
    let refused = read_back(&mut bytes.as_slice(), &mut fold(&other, Stopping::default()));
    assert!(matches!(refused.err(), Some(ResumeError::Header)));
    let same = stage(Design::Replications, 5);
    let mut changed = String::from_utf8(bytes).unwrap();
    changed = changed.replace("\n1,0,1,done", "\n1,0,2,done");
    let refused = read_back(&mut changed.as_bytes(), &mut fold(&same, Stopping::default()));
    assert!(matches!(refused.err(), Some(ResumeError::Line { line: 3, row: 1 })));
}

/// A worker with bugs: some rows panic, one never ends by itself.
struct Buggy<'a>(Player<'a>);

impl Worker for Buggy<'_> {
    type Done = Finished;

    fn play(&mut self, index: u64) -> Finished {
        assert!(index % 7 != 3, "row {index} has a bug");
        self.0.play(index)
    }
}

#[test]
fn a_run_that_panics_is_a_row_and_the_others_go_on() {
    let stage = stage(Design::Replications, 50);
    let mut fold = fold(&stage, Stopping::default());
    let mut table = Table::begin(io::sink(), &stage.layout, &stage.outcomes.columns).unwrap();
    let stop = AtomicBool::new(false);
    let worker = || Buggy(Player::new(&stage));
    play_with(&worker, &stage, 2, &stop, &mut fold, &mut table, &mut |_| {}).unwrap();
    assert_eq!((fold.count(Status::Panicked), fold.count(Status::Done)), (7, 43));
    let told: Vec<(u64, u32, &str)> =
        fold.faults.iter().take(2).map(|f| (f.index, f.run, f.message.as_str())).collect();
    assert_eq!(told, [(3, 3, "row 3 has a bug"), (10, 10, "row 10 has a bug")]);
}

/// A disk on which so much fits.
struct Full {
    left: usize,
    kept: Vec<u8>,
}

impl Write for Full {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let fits = bytes.len().min(self.left);
        self.left -= fits;
        self.kept.extend_from_slice(&bytes[..fits]);
        if fits == 0 { Err(io::ErrorKind::StorageFull.into()) } else { Ok(fits) }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[test]
fn a_full_disk_ends_the_campaign_and_what_is_written_can_be_gone_on_with() {
    let stage = stage(Design::Replications, 60);
    let (whole, _, _) = played(&stage, 2, Stopping::default());
    let mut disk = Full { left: 500, kept: Vec::new() };
    let mut table = Table::begin(&mut disk, &stage.layout, &stage.outcomes.columns).unwrap();
    let stop = AtomicBool::new(false);
    let mut begun = fold(&stage, Stopping::default());
    let failed = play(&stage, 2, &stop, &mut begun, &mut table, &mut |_| {});
    assert_eq!(failed.unwrap_err().kind(), io::ErrorKind::StorageFull);
    assert_eq!(disk.kept, whole[..500]);
    let read = read_back(&mut disk.kept.as_slice(), &mut fold(&stage, Stopping::default()));
    assert_eq!(read.unwrap().rows(), begun.rows);
}

#[test]
fn a_campaign_stops_when_enough_was_seen() {
    let stage = stage(Design::Replications, 3_000);
    let kind = stage.outcomes.columns[0].kind;
    let looks = Looks { first: 100, confidence: Confidence::USUAL };
    let rule = |rule| Stopping::new(rule, 0, kind).unwrap();
    let (bytes, _, narrow) = played(&stage, 2, rule(Rule::Narrow { half_width: 0.06, looks }));
    let Some(Stopped::Narrow { runs, half_width, .. }) = narrow.stopped else {
        panic!("{:?}", narrow.stopped)
    };
    assert!([400, 800].contains(&runs) && half_width <= 0.06, "{runs} {half_width}");
    assert_eq!(narrow.rows, runs);
    // What was stopped stays stopped.
    let mut again = fold(&stage, rule(Rule::Narrow { half_width: 0.06, looks }));
    assert_eq!(read_back(&mut bytes.as_slice(), &mut again).unwrap().rows(), runs);
    assert_eq!(again.stopped, narrow.stopped);
    let test = Rule::Test { low: 0.3, high: 0.5, risk: 0.01 };
    let (_, _, decided) = played(&stage, 2, rule(test));
    assert!(matches!(decided.stopped, Some(Stopped::Decided { answer: Answer::High, .. })));
    assert!(decided.rows < 500);
    assert!(Stopping::new(test, 0, crate::outcome::Kind::Count).is_none());
}

#[test]
fn levers_share_their_draws_and_the_best_is_named() {
    let (_, _, fold) = played(&stage(Design::OneAtATime, 300), 2, Stopping::default());
    let told = crate::summary::effects(&fold, 0, Confidence::USUAL);
    assert_eq!(told.len(), 3);
    // Whatever opens at 30 % opens at 60 % too: no pair goes the other way.
    let lower = told.iter().find(|one| (one.lever, one.value) == (0, 1)).unwrap();
    assert!(lower.difference.interval.holds(-0.3), "{lower:?}");
    assert!(1.5 < lower.saving.unwrap(), "{lower:?}");
    let pace = told.iter().find(|one| one.lever == 1).unwrap();
    assert_eq!((pace.difference.value, pace.chance, pace.saving), (0.0, 1.0, None));
    let best = crate::summary::best_point(&fold, 0).unwrap();
    assert_eq!(crate::text::point_name(&fold, best.index), "chance = 90%");
    assert!(0.99 < best.confidence);
}

#[test]
fn what_cannot_be_laid_out_is_refused() {
    let compiled = scenario::compile(SCENARIO).unwrap();
    let layout = |design, runs| Layout::new(design, &compiled.plan, runs, 1).err();
    assert_eq!(layout(Design::Replications, 0), Some(DesignError::NoRuns));
    assert_eq!(layout(Design::Latin, 1 << 40), Some(DesignError::TooManyRuns(1 << 40)));
    let empty = scenario::plan::Plan::default();
    let bare = |design| Layout::new(design, &empty, 5, 1).err();
    assert_eq!(bare(Design::Factorial), Some(DesignError::NoLevers));
    assert_eq!(bare(Design::Sobol), Some(DesignError::NoUncertainties));
}

/// What a scenario settles is settled in every run, and everything else is drawn as without it.
#[test]
fn settled_choices_hold_in_every_run() {
    let settled = [
        SCENARIO,
        "choices:\n  - { choice: 'timeline/asked/chance#1', picks: 0 }\n",
        "  - { choice: 'paris/say/delay@q#1', draws: 7h }\n",
    ];
    let (stage, free) = (
        stage_of(&settled.concat(), Design::OneAtATime, 20),
        stage_of(SCENARIO, Design::OneAtATime, 20),
    );
    let (_, _, fold) = played(&stage, 2, Stopping::default());
    let opened = fold.column("opened").unwrap();
    assert_eq!((fold.found[opened].seen.times(1), fold.found[opened].seen.len()), (20, 20));
    let said = fold.column("said").unwrap();
    assert_eq!(fold.found[said].seen.times(7 * 3_600_000), 20);
    // A lever that changes what is settled changes nothing.
    let told = crate::summary::effects(&fold, opened, Confidence::USUAL);
    assert!(told.iter().all(|one| one.difference.value == 0.0), "{told:?}");
    let half = [SCENARIO, settled[1]].concat();
    let (_, _, half) = played(&stage_of(&half, Design::OneAtATime, 20), 2, Stopping::default());
    let (_, _, free) = played(&free, 2, Stopping::default());
    let opened_freely = free.found[opened].seen.times(1);
    assert!(opened_freely < 20);
    // Whoever asked without being told to waits as long as then.
    let waits =
        |fold: &Fold| fold.found[said].seen.iter().map(|(wait, _)| wait).collect::<Vec<_>>();
    let (of_half, of_free) = (waits(&half), waits(&free));
    assert!(of_free.iter().all(|wait| of_half.contains(wait)), "{of_free:?} {of_half:?}");
}

/// Setting a row leaves nothing of the row before.
#[test]
fn a_script_is_set_anew_for_each_row() {
    let stage = stage(Design::Factorial, 3);
    let mut player = Player::new(&stage);
    let fresh = |index| {
        let spec = stage.layout.spec(index);
        format!("{:?}", Player::new(&stage).script(&spec) as &Script)
    };
    for index in [5, 0, 3, 4, 1, 2, 17] {
        let spec = stage.layout.spec(index);
        assert_eq!(format!("{:?}", player.script(&spec)), fresh(index), "row {index}");
    }
    assert_ne!(fresh(0), fresh(1));
}

/// Scenarios are read by those who do not measure, so they have a list of what is measured.
#[test]
fn every_metric_that_a_scenario_may_name_is_one_that_every_run_has() {
    let measured = crate::outcome::metrics().into_iter().map(|metric| metric.name);
    assert_eq!(measured.collect::<Vec<_>>(), scenario::plan::METRICS);
    let mut compiled = scenario::compile(SCENARIO).unwrap();
    compiled.plan.outcomes[0].asks = scenario::plan::Asks::Metric("opennes".into());
    let refused = Outcomes::new(&compiled.plan, &compiled.script).unwrap_err();
    assert!(
        refused.to_string().contains("`opennes`, which no run has; there are breach-to-warning")
    );
}

/// No name that a file may give is that of another column of its results.
#[test]
fn a_table_has_no_column_twice() {
    let (bare, _) = SCENARIO.split_once("outcomes:").unwrap();
    let compiled = scenario::compile(bare).unwrap();
    let outcomes = Outcomes::new(&compiled.plan, &compiled.script).unwrap();
    let columns = ["row", "point", "run", "status"].into_iter();
    for name in columns.chain(outcomes.columns.iter().map(|column| column.name.as_str())) {
        let lever = format!("levers:\n  {name}: {{ sets: timeline/asked/chance, values: [1%] }}\n");
        let faults = scenario::compile(&[bare, &lever].concat()).expect_err(name);
        assert!(faults.iter().any(|fault| fault.code == "S115"), "{name}: {faults:#?}");
    }
}
