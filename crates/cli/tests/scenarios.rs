//! Every shipped scenario comes out as its `expected.txt` says, or as its `digest.txt` does where
//! the account is too long to be read.
//!
//! `just bless` writes the files anew; read the diff, it is what people will see.

use std::path::{Path, PathBuf};
use std::process::Command;

use expect_test::expect_file;
use serde_json::Value;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// The folders of the scenarios, by whether only a digest of their run is kept.
fn folders(digested: bool) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(root().join("scenarios")).expect("there are scenarios");
    let folders = entries.map(|entry| entry.expect("it can be listed").path());
    let folders: Vec<_> = folders.filter(|f| f.join("digest.txt").exists() == digested).collect();
    assert!(!folders.is_empty(), "no scenario is played");
    folders
}

/// What the program prints; it must be content, and complain of nothing.
fn printed(command: &str, of: &Path, options: &[&str]) -> String {
    let program = Command::new(env!("CARGO_BIN_EXE_tripartite"))
        .arg(command)
        .arg(of)
        .args(options)
        .output()
        .expect("the program runs");
    let complaints = String::from_utf8_lossy(&program.stderr);
    assert_eq!(complaints, "", "{command} {}", of.display());
    assert_eq!(program.status.code(), Some(0), "{command} {}", of.display());
    String::from_utf8(program.stdout).expect("the output is text")
}

/// Its log is written to a store, and comes back from it and from another one byte for byte; the
/// chain value of the end is the one that runs in memory come to (`tests/chains.txt`).
#[test]
fn every_scenario_comes_out_as_expected() {
    let kept = tempfile::tempdir().expect("a folder");
    let chains = std::fs::read_to_string(root().join("tests/chains.txt")).expect("a file");
    for folder in folders(false) {
        let name = folder.file_name().and_then(|name| name.to_str()).expect("its name is text");
        let path = |ending: &str| format!("{}/{name}{ending}", kept.path().display());
        let paths = [".db", ".jsonl", "-2.db", "-2.jsonl"].map(path);
        let [store, lines, second, again] = paths.each_ref().map(String::as_str);
        let account = printed("run", &folder, &["--log", store]);
        expect_file![folder.join("expected.txt")].assert_eq(&account);
        printed("export", Path::new(store), &["--to", "jsonl", "--out", lines]);
        printed("export", Path::new(lines), &["--to", "sqlite", "--out", second]);
        printed("export", Path::new(second), &["--to", "jsonl", "--out", again]);
        let [lines, again] =
            [lines, again].map(|path| std::fs::read_to_string(path).expect("a log"));
        assert!(lines == again, "{name} does not come back as it was");
        let end = lines.rsplit_once("\"chain\":\"").expect("a log has a chain").1;
        let end = end.trim_end_matches("\"}\n");
        let pinned = format!("{name} seed 1: {} records, chain {end}", again.lines().count());
        assert!(chains.lines().any(|line| line == pinned), "{pinned}");
    }
}

/// The log of a run that is too long to be read is sound, replays to the state in which the run
/// ended, and has the digest on record.
#[test]
fn a_long_scenario_comes_to_its_digest() {
    for folder in folders(true) {
        let kept = tempfile::tempdir().expect("a folder");
        let [store, log] = ["run.db", "run.jsonl"].map(|name| kept.path().join(name));
        printed("run", &folder, &["--log", store.to_str().expect("its path is text")]);
        printed("export", &store, &["--to", "jsonl", "--out", log.to_str().expect("text")]);
        let verified: Value = serde_json::from_str(&printed("verify", &log, &["--format", "json"]))
            .expect("it is JSON");
        let lines = std::fs::read_to_string(&log).expect("the log can be read");
        let last = lines.lines().last().expect("the log has records");
        let ended: Value = serde_json::from_str(last).expect("a record is JSON");
        let digest = format!(
            "seed 1: {} records, {} events, end state {}, chain {}\n",
            verified["records"],
            verified["events"],
            ended["data"]["state_hash"].as_str().expect("a run records the state it ends in"),
            verified["head"]["chain"].as_str().expect("a log has a head"),
        );
        expect_file![folder.join("digest.txt")].assert_eq(&digest);
    }
}
