//! Runs the program as a shell does, in a folder of its own.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use tempfile::TempDir;

/// A folder with the scenarios of the tests, in which the program runs.
pub(crate) struct Desk {
    folder: TempDir,
}

/// How a command ended, and what it printed.
#[derive(Debug)]
pub(crate) struct Shown {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Shown {
    /// The exit code and what was said beside the data, as people see it.
    pub(crate) fn complaint(&self) -> String {
        format!("exit {}\n{}", self.code, self.err)
    }
}

impl Desk {
    pub(crate) fn new() -> Desk {
        let folder = tempfile::tempdir().expect("a folder");
        for name in ["small.yaml", "missed.yaml"] {
            let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures").join(name);
            fs::copy(from, folder.path().join(name)).expect("a copy");
        }
        Desk { folder }
    }

    /// A desk with the log of one run in `run.jsonl`.
    pub(crate) fn with_log() -> Desk {
        let desk = Desk::new();
        let shown = desk.run("run small.yaml --log run.jsonl");
        assert_eq!(shown.code, 0, "{shown:?}");
        desk
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(crate) fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).expect("the file is text")
    }

    pub(crate) fn write(&self, name: &str, content: impl AsRef<[u8]>) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().expect("it is in a folder")).expect("the folder is made");
        fs::write(path, content).expect("the file is written");
    }

    /// The program with these words, ready to run.
    pub(crate) fn command(&self, words: &str) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_tripartite"));
        command.args(words.split_whitespace()).current_dir(self.folder.path());
        command.env_remove("TRIPARTITE_LOG").env_remove("RUST_LOG").stdin(Stdio::null());
        command
    }

    pub(crate) fn run(&self, words: &str) -> Shown {
        shown(self.command(words))
    }

    /// The same, with this text on the standard input.
    pub(crate) fn run_with_input(&self, words: &str, input: &str) -> Shown {
        let mut command = self.command(words);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("the program runs");
        let mut pipe = child.stdin.take().expect("there is a pipe");
        // The program may stop reading early.
        let _ = pipe.write_all(input.as_bytes());
        drop(pipe);
        let output = child.wait_with_output().expect("the program ends");
        of(&output)
    }

    /// The log with its lines changed.
    pub(crate) fn edit(&self, name: &str, change: impl FnOnce(&mut Vec<String>)) {
        let mut lines: Vec<String> = self.read("run.jsonl").lines().map(String::from).collect();
        change(&mut lines);
        self.write(name, lines.join("\n") + "\n");
    }
}

pub(crate) fn shown(mut command: Command) -> Shown {
    of(&command.output().expect("the program runs"))
}

fn of(output: &std::process::Output) -> Shown {
    let text = |bytes: &[u8]| hidden(std::str::from_utf8(bytes).expect("text"));
    Shown {
        code: output.status.code().expect("it ends by itself"),
        out: text(&output.stdout),
        err: text(&output.stderr),
    }
}

/// So many hexadecimal digits in a row are of a hash, or of a part of one.
const HASH_MIN: usize = 32;

/// The text with a word in the place of each hash, which would change with any record.
fn hidden(text: &str) -> String {
    let mut shown = String::new();
    let mut digits = String::new();
    for character in text.chars().chain([' ']) {
        if character.is_ascii_hexdigit() {
            digits.push(character);
            continue;
        }
        shown.push_str(if HASH_MIN <= digits.len() { "HASH" } else { &digits });
        digits.clear();
        shown.push(character);
    }
    shown.pop();
    shown
}

/// Interrupts a command once it has said this, as Ctrl-C does, and waits for its end.
#[cfg(unix)]
pub(crate) fn interrupted(mut command: Command, once: &str) -> Shown {
    use std::io::{BufRead, BufReader, Read};

    command.env("TRIPARTITE_LOG", "info").stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("the program runs");
    let mut said = BufReader::new(child.stderr.take().expect("there is a pipe"));
    let mut line = String::new();
    while !line.contains(once) {
        line.clear();
        assert_ne!(said.read_line(&mut line).expect("it is text"), 0, "it ended before");
    }
    let id = child.id().to_string();
    assert!(Command::new("kill").args(["-INT", &id]).status().expect("it is sent").success());
    let mut err = String::new();
    said.read_to_string(&mut err).expect("it is text");
    let output = child.wait_with_output().expect("it ends");
    let out = String::from_utf8(output.stdout).expect("it is text");
    Shown { code: output.status.code().expect("it ended by itself"), out, err }
}
