//! The runs that a campaign keeps as logs, and a disk that is full.

use std::collections::BTreeMap;
use std::process::Command;

use serde_json::Value;

use super::desk::Desk;

/// How long a silence lasts until it is broken varies, and whether it is.
const ASKED: &str = "
outcomes:
  to-break: { time-to: silence.broken, since: { happened: silence.started } }
  broken: { happened: silence.broken }
  hesitations: { count: silence.objection-came-late }
uncertainties:
  pause: { sets: warsaw/object/after, value: { uniform: [1h, 9h] } }
";

fn desk() -> Desk {
    let desk = Desk::new();
    desk.write("asked.yaml", desk.read("small.yaml") + ASKED);
    desk
}

/// The rows of a table, by the names of its columns.
fn rows(table: &str) -> Vec<BTreeMap<String, String>> {
    let mut lines = table.lines().map(|line| line.split(',').map(str::to_string));
    let names: Vec<String> = lines.next().expect("a table has a first line").collect();
    lines.map(|cells| names.iter().cloned().zip(cells).collect()).collect()
}

fn number(row: &BTreeMap<String, String>, name: &str) -> i64 {
    row[name].parse().unwrap_or_else(|_| panic!("`{name}` is {:?}", row[name]))
}

/// What a log says of the outcomes: how long until it was broken, and how often that happened.
fn recorded(log: &str) -> (String, Option<i64>, usize) {
    let records: Vec<Value> =
        log.lines().map(|line| serde_json::from_str(line).expect("a line is JSON")).collect();
    let seed = records[0]["data"]["seed"].as_str().expect("a run has a seed").to_string();
    let all = |kind: &str| records.iter().filter(|it| it["type"] == kind).collect::<Vec<_>>();
    let at = |record: &Value| {
        let text = record["recordedtime"].as_str().expect("a record has its time");
        text.parse::<kernel::SimTime>().expect("it is an instant")
    };
    let (started, broken) = (all("silence.started"), all("silence.broken"));
    let wait = broken.first().map(|first| {
        i64::try_from(at(first).since(at(started[0])).as_millis()).expect("some hours")
    });
    (seed, wait, broken.len())
}

/// The worst, the median and the most surprising run are those of the table, and are logs as any.
#[test]
fn the_runs_that_are_kept_are_rows_of_the_table_and_sound_logs() {
    let desk = desk();
    let shown = desk.run("campaign asked.yaml --runs 60 --seed 4 --out kept --threads 2");
    assert_eq!((shown.code, shown.err.as_str()), (0, ""), "{shown:?}");
    let rows = rows(&desk.read("kept/results.csv"));
    let mut waits: Vec<i64> = rows.iter().map(|row| number(row, "to-break")).collect();
    waits.sort_unstable();
    assert!(waits[0] < waits[30] && waits[30] < waits[59], "the runs differ: {waits:?}");
    for (name, expected) in [("worst", waits[59]), ("median", waits[29])] {
        let (seed, wait, broken) = recorded(&desk.read(&format!("kept/{name}.jsonl")));
        assert_eq!((wait, broken), (Some(expected), 1), "{name}");
        let run = rows
            .iter()
            .find(|row| number(row, "to-break") == expected)
            .map(|row| number(row, "run"));
        assert_eq!(
            seed,
            run.map_or(String::new(), |run| if run == 0 { "4".into() } else { format!("4/{run}") })
        );
    }
    // The most surprising run is the row that its log names, with the values of that row.
    let (seed, wait, _) = recorded(&desk.read("kept/surprising.jsonl"));
    let run = seed.strip_prefix("4/").unwrap_or("0");
    let row = rows.iter().find(|row| row["run"] == run).expect("the run is in the table");
    assert_eq!(wait, Some(number(row, "to-break")));
    for name in ["worst", "median", "surprising"] {
        let verified = desk.run(&format!("verify kept/{name}.jsonl --scenario asked.yaml"));
        assert_eq!((verified.code, verified.err.as_str()), (0, ""), "{name}: {verified:?}");
        assert!(verified.out.contains("asked.yaml again, with these choices: the same records"));
        let replayed = desk.run(&format!("replay kept/{name}.jsonl"));
        assert_eq!((replayed.code, replayed.err.as_str()), (0, ""), "{name}: {replayed:?}");
    }
}

/// Levers and uncertainties that were set in a run are set in its log too.
#[test]
fn a_run_of_a_design_is_kept_as_it_was_played() {
    let desk = desk();
    let shown = desk.run("campaign asked.yaml --runs 30 --design latin --out kept");
    assert_eq!((shown.code, shown.err.as_str()), (0, ""), "{shown:?}");
    let rows = rows(&desk.read("kept/results.csv"));
    let longest = rows.iter().max_by_key(|row| number(row, "to-break")).expect("there are rows");
    let (_, wait, _) = recorded(&desk.read("kept/worst.jsonl"));
    assert_eq!(wait, Some(number(longest, "to-break")).filter(|_| longest["to-break.seen"] == "1"));
    assert_eq!(desk.run("verify kept/worst.jsonl").code, 0);
    // It is no run of the scenario as the file has it, nor has it the id of one.
    let verified = desk.run("verify kept/worst.jsonl --scenario asked.yaml");
    assert_eq!(verified.code, 3, "{verified:?}");
    assert!(verified.err.contains("this log is of another scenario than `asked.yaml`"));
    assert!(verified.err.contains("a campaign kept it, as its run "), "{}", verified.err);
}

/// What a table is stands in the folder before the table, so that there is none that nobody can go on with.
#[test]
fn a_folder_that_cannot_be_described_holds_no_campaign() {
    let desk = desk();
    let in_the_way = desk.path("there/manifest.json.new");
    std::fs::create_dir_all(&in_the_way).expect("a folder can be made");
    let words = "campaign asked.yaml --runs 3 --out there";
    let failed = desk.run(words);
    assert_eq!(failed.code, 4, "{failed:?}");
    assert!(!desk.path("there/results.csv").exists());
    std::fs::remove_dir(&in_the_way).expect("it is empty");
    assert_eq!(desk.run(words).code, 0);
}

/// The program, where no file may grow beyond so many blocks of 512 bytes: to it the disk is full.
#[cfg(unix)]
fn on_a_full_disk(desk: &Desk, blocks: u32, words: &str) -> (Option<i32>, String) {
    let program = env!("CARGO_BIN_EXE_tripartite");
    let script = format!("trap '' XFSZ; ulimit -f {blocks}; exec '{program}' {words}");
    let output = Command::new("sh").args(["-c", &script]).current_dir(desk.path("")).output();
    let output = output.expect("a shell can be had");
    (output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned())
}

/// What is written stays, and the campaign goes on to the same table once there is room.
#[cfg(unix)]
#[test]
fn a_campaign_on_a_full_disk_says_so_and_loses_nothing() {
    let desk = desk();
    let words = "campaign asked.yaml --runs 1500 --out full";
    let whole = desk.run("campaign asked.yaml --runs 1500 --out whole");
    assert_eq!((whole.code, whole.err.as_str()), (0, ""));
    let (code, told) = on_a_full_disk(&desk, 24, words);
    assert_eq!(code, Some(4), "{told}");
    assert!(told.contains("the table cannot be written"), "{told}");
    assert!(told.contains("make room, and go on with `--out full --resume`"), "{told}");
    let (kept, all) = (desk.read("full/results.csv"), desk.read("whole/results.csv"));
    assert!(1_000 < kept.len() && kept.len() < all.len() && all.starts_with(&kept));
    let resumed = desk.run(&format!("{words} --resume"));
    assert_eq!((resumed.code, resumed.err.as_str()), (0, ""), "{resumed:?}");
    assert_eq!(resumed.out, whole.out);
    assert_eq!(desk.read("full/results.csv"), all);
}

/// There was room for the table and not for the logs beside it: they are made when there is.
#[cfg(unix)]
#[test]
fn a_log_for_which_there_is_no_room_is_told_and_made_later() {
    let desk = desk();
    let words = "campaign asked.yaml --runs 40 --out full";
    let (code, told) = on_a_full_disk(&desk, 40, words);
    assert_eq!(code, Some(4), "{told}");
    assert!(told.contains("cannot keep `full/worst.jsonl`"), "{told}");
    assert_eq!(desk.read("full/results.csv").lines().count(), 41);
    let resumed = desk.run(&format!("{words} --resume"));
    assert_eq!((resumed.code, resumed.err.as_str()), (0, ""), "{resumed:?}");
    for name in ["worst", "median", "surprising"] {
        assert_eq!(desk.run(&format!("verify full/{name}.jsonl")).code, 0, "{name}");
    }
}

/// Programs are told the seed that people are told: that of the run, with its number; what a branch
/// draws from stands with its edits.
#[test]
fn the_seed_of_a_run_is_told_as_it_is_written() {
    let desk = desk();
    desk.run("campaign asked.yaml --runs 20 --seed 4 --out kept --threads 2");
    let json = |words: &str| -> Value {
        let shown = desk.run(&format!("{words} --format json"));
        serde_json::from_str(&shown.out).unwrap_or_else(|_| panic!("{words}: {shown:?}"))
    };
    let log = desk.read("kept/worst.jsonl");
    let (seed, ..) = recorded(&log);
    assert!(seed.starts_with("4/"), "{seed}");
    assert_eq!(json("replay kept/worst.jsonl")["run"]["seed"], seed.as_str());
    assert_eq!(json("diff kept/worst.jsonl kept/worst.jsonl")["here"]["seed"], seed.as_str());
    let explained = desk.run("explain kept/worst.jsonl 5").out;
    assert!(explained.contains(&format!(", seed {seed}")), "{explained}");
    desk.run("run small.yaml --log run.jsonl");
    desk.run("branch run.jsonl --scenario small.yaml --at T+00:10 --seed 7 --log branch.jsonl");
    let run = &json("replay branch.jsonl")["run"];
    assert_eq!((&run["seed"], &run["branches"][0]["edits"]["seed"]), (&"1".into(), &"7".into()));
}

/// A run of a campaign is played again by its number, as long as nothing is varied.
#[test]
fn a_run_of_a_campaign_is_run_again_by_its_number() {
    let desk = Desk::new();
    let (outcomes, _) = ASKED.split_once("uncertainties:").expect("it has some");
    desk.write("asked.yaml", desk.read("small.yaml") + outcomes);
    let shown = desk.run("campaign asked.yaml --runs 20 --seed 4 --out kept");
    assert_eq!((shown.code, shown.err.as_str()), (0, ""), "{shown:?}");
    let mut numbered = 0;
    for name in ["worst", "median", "surprising"] {
        let log = desk.read(&format!("kept/{name}.jsonl"));
        let (seed, ..) = recorded(&log);
        desk.run(&format!("run asked.yaml --seed {seed} --log {name}.jsonl"));
        assert_eq!(desk.read(&format!("{name}.jsonl")), log, "{seed}");
        numbered += usize::from(seed.contains('/'));
    }
    assert_ne!(numbered, 0, "not all of them are run 0");
    for wrong in ["4/", "/4", "4/x", "4/4294967296", "4/1/1", "-1"] {
        let shown = desk.run(&format!("run asked.yaml --seed {wrong}"));
        assert_eq!(shown.code, 2, "{wrong}");
        assert!(shown.err.contains("a run of a campaign with that seed"), "{}", shown.err);
    }
}
