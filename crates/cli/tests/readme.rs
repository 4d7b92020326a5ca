//! The tours of README.md, docs/explore.md and docs/what-if.md are true: each command prints what
//! stands below it.
//!
//! A `console` block holds commands behind `$ ` and their output. A line `…` stands for any
//! number of lines that are left out.

use std::path::{Path, PathBuf};
use std::process::Command;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// A command and the lines below it.
#[derive(Debug, PartialEq, Eq)]
struct Shown {
    command: String,
    lines: Vec<String>,
}

/// The commands of all `console` blocks, in order.
fn tour(text: &str) -> Vec<Shown> {
    let mut shown: Vec<Shown> = Vec::new();
    let mut inside = false;
    for line in text.lines() {
        match (inside, line.strip_prefix("$ ")) {
            (false, _) => inside = line == "```console",
            (true, _) if line == "```" => inside = false,
            (true, Some(command)) => {
                shown.push(Shown { command: command.to_string(), lines: Vec::new() });
            }
            (true, None) => {
                shown.last_mut().expect("a block begins with a command").lines.push(line.into());
            }
        }
    }
    shown
}

/// Whether the output is as shown, where `…` stands for lines that are left out.
fn agrees(shown: &[&str], output: &[&str]) -> bool {
    match shown.split_first() {
        None => output.is_empty(),
        Some((&"…", rest)) => (0..=output.len()).any(|skip| agrees(rest, &output[skip..])),
        Some((line, rest)) => output
            .split_first()
            .is_some_and(|(first, others)| first.trim_end() == *line && agrees(rest, others)),
    }
}

/// A folder with the scenarios in it, in which the commands leave what they write.
fn workshop() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    for entry in std::fs::read_dir(root().join("scenarios")).expect("there are scenarios") {
        let from = entry.expect("it can be listed").path();
        let to = folder.path().join("scenarios").join(from.file_name().expect("a name"));
        std::fs::create_dir_all(&to).expect("a folder");
        for file in ["scenario.yaml", "policy.rules"] {
            std::fs::copy(from.join(file), to.join(file)).expect("a copy");
        }
    }
    for name in ["quarrel.yaml", "quarrel.rules"] {
        let from = root().join("crates/explorer/tests/fixtures").join(name);
        std::fs::copy(from, folder.path().join(name)).expect("a copy");
    }
    folder
}

/// The YAML blocks that begin with the name of a file: `# vote.yaml`.
fn files(text: &str) -> Vec<(String, String)> {
    let blocks = text.split("```yaml\n# ").skip(1).filter_map(|block| block.split("```").next());
    let named = blocks.filter_map(|block| block.split_once('\n'));
    named.map(|(name, content)| (name.to_string(), content.to_string())).collect()
}

#[test]
fn the_tour_prints_what_it_shows() {
    assert_true("README.md", 5);
}

#[test]
fn the_guide_to_what_if_prints_what_it_shows() {
    assert_true("docs/what-if.md", 7);
}

#[test]
fn the_page_on_searching_prints_what_it_shows() {
    assert_true("docs/explore.md", 2);
}

#[test]
fn the_page_on_campaigns_prints_what_it_shows() {
    assert_true("docs/campaigns.md", 3);
}

/// Runs the commands of a page one after the other.
fn assert_true(page: &str, commands_min: usize) {
    let text = std::fs::read_to_string(root().join(page)).expect("there is such a page");
    let tour = tour(&text);
    assert!(commands_min <= tour.len(), "{page} has only {} commands", tour.len());
    let folder = workshop();
    for (name, content) in files(&text) {
        std::fs::write(folder.path().join(name), content).expect("the file is written");
    }
    for Shown { command, lines } in tour {
        let mut words = command.split_whitespace();
        assert_eq!(words.next(), Some("tripartite"), "the tour runs nothing else: {command}");
        let output = Command::new(env!("CARGO_BIN_EXE_tripartite"))
            .args(words)
            .current_dir(folder.path())
            .output()
            .expect("the program runs");
        let printed = [output.stdout, output.stderr].concat();
        let printed = String::from_utf8(printed).expect("text");
        let (shown, found): (Vec<&str>, Vec<&str>) =
            (lines.iter().map(String::as_str).collect(), printed.lines().collect());
        assert!(agrees(&shown, &found), "{page}: `{command}` prints now:\n{printed}");
    }
}

#[test]
fn left_out_lines_are_allowed_and_wrong_ones_are_not() {
    assert!(agrees(&["a", "…", "d"], &["a", "b", "c", "d"]));
    assert!(agrees(&["…"], &[]));
    assert!(!agrees(&["a", "c"], &["a", "b", "c"]));
    assert!(!agrees(&["a"], &["a", "b"]));
    let shown = tour("text\n```console\n$ tripartite run\nout\n$ tripartite\n```\n$ no\n");
    assert_eq!(shown.len(), 2);
    assert_eq!(shown[0].lines, ["out"]);
    let named = files("```yaml\n# a.yaml\nb: 1\n```\n```yaml\nc: 2\n```\n");
    assert_eq!(named, [("a.yaml".to_string(), "b: 1\n".to_string())]);
}
