//! Opens what the command line names: scenarios and logs.

pub mod store;

use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, Cursor, Read};
use std::path::{Component, Path, PathBuf};
use std::string::FromUtf8Error;
use std::sync::atomic::{AtomicBool, Ordering};

use foreign_log::Mapping;
use scenario::Source;

use crate::exit::{Exit, Failure};

/// A scenario file that was read, not yet checked.
pub struct SourceFile {
    /// As people are told: the path of the file.
    pub name: String,
    pub text: String,
    pub is_standard_input: bool,
}

impl From<SourceFile> for Source {
    fn from(file: SourceFile) -> Source {
        Source { name: file.name, text: file.text }
    }
}

/// The largest text that people write; a device would never end.
const TEXT_BYTES_MAX: u64 = 16 << 20;

/// Reads the file of a scenario, which is named by itself or by its folder.
pub fn scenario(path: &Path) -> Result<SourceFile, Failure> {
    let file = if path.is_dir() { path.join("scenario.yaml") } else { path.to_path_buf() };
    let name = file.display().to_string();
    let opened = File::open(&file).map_err(|error| missing(path, &file, &error))?;
    if file.extension().is_some_and(|extension| extension == "rules") {
        let message = format!("`{name}` is a file of rules, not a scenario");
        return Err(Failure::new(Exit::Usage, message)
            .help(format!("`tripartite rules lint {name}` looks for its faults")));
    }
    text(opened, &name, "a scenario")
}

/// Reads a timeline that a branch injects.
pub fn timeline(path: &Path) -> Result<SourceFile, Failure> {
    let name = path.display().to_string();
    let opened = File::open(path).map_err(|error| {
        Failure::new(Exit::Failed, format!("cannot open `{name}`: {error}"))
            .help("name a file with `timeline:` and entries as in a scenario")
    })?;
    let file = text(opened, &name, "a timeline")?;
    if INJECT_BYTES_MAX < file.text.len() {
        return Err(Failure::new(Exit::Faults, format!("`{name}` is larger than 256 KiB")).help(
            "it becomes part of the first record of the branch; leave out what is not needed",
        ));
    }
    Ok(file)
}

/// The largest timeline that a branch injects.
const INJECT_BYTES_MAX: usize = 256 << 10;

/// Opens the scenario that another one extends; it is named from the folder of that one, or from where
/// that folder is if it is a symbolic link. Where nothing lies there, one of its name beside that
/// folder is meant: counterexamples are copied to the scenarios that they extend.
pub fn extended(from: &Source, said: &str) -> Result<Source, String> {
    let folder = Path::new(&from.name).parent().unwrap_or(Path::new(""));
    let linked = folder.join(said);
    let named = plain(&linked);
    let beside = Path::new(said).file_name().map(|name| plain(&folder.join("..").join(name)));
    let mut places = [named.clone(), linked].into_iter().chain(beside);
    let path = places.find(|path| path.exists()).unwrap_or(named);
    let SourceFile { name, text, .. } = scenario(&path).map_err(|failure| failure.message)?;
    Ok(Source { name, text })
}

/// The path without the steps up that can be left out, so that one file has one name.
fn plain(path: &Path) -> PathBuf {
    let mut plain = PathBuf::new();
    for part in path.components() {
        match (part, plain.components().next_back()) {
            (Component::ParentDir, Some(Component::Normal(_))) => {
                plain.pop();
            }
            (Component::CurDir, _) => {}
            _ => plain.push(part),
        }
    }
    // An empty path names nothing.
    if plain.as_os_str().is_empty() { PathBuf::from(".") } else { plain }
}

/// Whether somebody has begun to read the standard input.
static IS_STANDARD_INPUT_TAKEN: AtomicBool = AtomicBool::new(false);

/// Refuses to read the standard input twice: there would be nothing in it.
fn take_standard_input() -> Result<(), Failure> {
    if IS_STANDARD_INPUT_TAKEN.swap(true, Ordering::Relaxed) {
        return Err(Failure::new(Exit::Usage, "the standard input can be read only once")
            .help("save what stands for one `-` to a file, and name that"));
    }
    Ok(())
}

/// Reads a file of policy rules; `-` is the standard input.
pub fn rules(path: &Path) -> Result<SourceFile, Failure> {
    let folder = "name a file of policy rules, such as `policy.rules`";
    let missing = "name a file of policy rules; docs/rules.md says how they are written";
    written(path, "a file of rules", [folder, missing])
}

/// Reads a mapping; `-` is the standard input.
pub fn mapping(path: &Path) -> Result<SourceFile, Failure> {
    written(path, "a mapping", [Mapping::HELP, Mapping::HELP])
}

/// Reads a text that people write, or says what else to name instead of a folder, and of nothing.
fn written(path: &Path, what: &str, help: [&str; 2]) -> Result<SourceFile, Failure> {
    let [folder, missing] = help;
    if path == Path::new("-") {
        take_standard_input()?;
        let file = text(io::stdin().lock(), "standard input", what)?;
        return Ok(SourceFile { is_standard_input: true, ..file });
    }
    let name = path.display().to_string();
    if path.is_dir() {
        return Err(Failure::new(Exit::Failed, format!("`{name}` is a folder")).help(folder));
    }
    let opened = File::open(path).map_err(|error| {
        Failure::new(Exit::Failed, format!("cannot open `{name}`: {error}")).help(missing)
    })?;
    text(opened, &name, what)
}

/// Reads a text that people write.
fn text(opened: impl Read, name: &str, what: &str) -> Result<SourceFile, Failure> {
    let mut bytes = Vec::new();
    opened
        .take(TEXT_BYTES_MAX + 1)
        .read_to_end(&mut bytes)
        .map_err(|error| Failure::new(Exit::Failed, format!("cannot read `{name}`: {error}")))?;
    if TEXT_BYTES_MAX < bytes.len() as u64 {
        return Err(Failure::new(Exit::Faults, format!("`{name}` is larger than 16 MiB"))
            .help(format!("{what} is a text that people write; is this a log?")));
    }
    let text = String::from_utf8(bytes).map_err(|error| not_a_text(name, &error))?;
    Ok(SourceFile { name: name.to_string(), text, is_standard_input: false })
}

/// Where the first byte stands that is not of a text; columns are counted in characters.
fn not_a_text(name: &str, error: &FromUtf8Error) -> Failure {
    let at = error.utf8_error().valid_up_to();
    let before = String::from_utf8_lossy(error.as_bytes().get(..at).unwrap_or_default());
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
    let message =
        format!("`{name}` is not a text: line {line}, column {column} (byte {at}) is not UTF-8");
    Failure::new(Exit::Faults, message).help("save the file as UTF-8")
}

fn missing(path: &Path, file: &Path, error: &io::Error) -> Failure {
    let name = file.display();
    let failure = Failure::new(Exit::Failed, format!("cannot open `{name}`: {error}"));
    if error.kind() != io::ErrorKind::NotFound {
        return failure;
    }
    if path.is_dir() {
        return failure.help("a scenario folder has a file `scenario.yaml`");
    }
    let beside = Path::new("scenarios").join(path);
    if beside.is_dir() {
        failure.help(format!("did you mean `{}`?", beside.display()))
    } else {
        failure
            .help("name a scenario folder, such as `scenarios/paris-summit`, or its scenario.yaml")
    }
}

/// The ending of a log that is a store; every other one is of lines.
pub fn is_named_as_store(path: &Path) -> bool {
    path.file_name().is_some_and(|name| name.as_encoded_bytes().ends_with(b".db"))
}

/// Whether an input can be read only once: the standard input, a pipe, a device.
pub fn comes_once(path: &Path) -> bool {
    let is_stream = |there: fs::Metadata| !there.is_file() && !there.is_dir();
    path == Path::new("-") || fs::metadata(path).is_ok_and(is_stream)
}

/// Opens a log for reading, as its lines; `-` is the standard input.
///
/// A store is told by its content. Its ending must agree, so that nobody takes a database for a text
/// or the other way round.
pub fn log(path: &Path) -> Result<Box<dyn BufRead>, Failure> {
    if path == Path::new("-") {
        let name = "the standard input";
        take_standard_input()?;
        let (is_store, input) = begins_as_store(BufReader::new(io::stdin()), name)?;
        if is_store {
            let failure = Failure::new(Exit::Usage, format!("{name} is a database, not lines"));
            return Err(
                failure.help("name the store itself, or `tripartite export` it `--to jsonl`")
            );
        }
        return Ok(input);
    }
    not_an_address(path)?;
    store::expect_no_stream(path)?;
    let name = path.display();
    if path.is_dir() {
        let help =
            "a log is a file such as `run.jsonl`; `tripartite run … --log run.jsonl` writes one";
        let failure = Failure::new(Exit::Failed, format!("`{name}` is a folder, not a log"));
        return Err(failure.help(help));
    }
    let file = File::open(path).map_err(|error| {
        Failure::new(Exit::Failed, format!("cannot open `{name}`: {error}"))
            .help("name a log such as `run.jsonl` or `run.db`, or `-` for the standard input")
    })?;
    let lines = BufReader::with_capacity(1 << 16, file);
    let (is_store, lines) = begins_as_store(lines, &format!("`{name}`"))?;
    match (is_store, is_named_as_store(path)) {
        (true, true) => Ok(Box::new(store::Lines::open(path)?)),
        (false, false) => Ok(lines),
        (true, false) => {
            let failure = Failure::new(Exit::Faults, format!("`{name}` is a database, not lines"));
            Err(failure.help("if it is a store, give it a name that ends with `.db`"))
        }
        (false, true) => {
            let failure = Failure::new(Exit::Faults, format!("`{name}` is no store"));
            Err(failure.help("if it is a log of lines, give it a name that ends with `.jsonl`"))
        }
    }
}

/// Whether an input begins as every SQLite file does, and the input from its beginning.
fn begins_as_store(
    mut input: impl BufRead + 'static,
    name: &str,
) -> Result<(bool, Box<dyn BufRead>), Failure> {
    const BEGINNING: &[u8] = b"SQLite format 3\0";
    let unreadable = |error| {
        Failure::new(Exit::Failed, format!("cannot read {name}: {error}"))
            .help("see whether the file or the pipe can be read")
    };
    let begin = input.fill_buf().map_err(unreadable)?;
    if BEGINNING.len() <= begin.len() || !BEGINNING.starts_with(begin) {
        return Ok((begin.starts_with(BEGINNING), Box::new(input)));
    }
    // A pipe may hand out its first bytes one by one.
    let mut begin = Vec::new();
    (&mut input).take(BEGINNING.len() as u64).read_to_end(&mut begin).map_err(unreadable)?;
    Ok((begin == BEGINNING, Box::new(Cursor::new(begin).chain(input))))
}

/// The first line of an input, up to a length, and the input from its beginning.
pub fn first_line(
    mut input: Box<dyn BufRead>,
    length_max: u64,
) -> io::Result<(Vec<u8>, Box<dyn BufRead>)> {
    let mut line = Vec::new();
    (&mut input).take(length_max).read_until(b'\n', &mut line)?;
    Ok((line.clone(), Box::new(Cursor::new(line).chain(input))))
}

/// The beginning of an input, up to a length, and the input from its beginning.
pub fn beginning(
    mut input: Box<dyn BufRead>,
    length_max: u64,
) -> io::Result<(Vec<u8>, Box<dyn BufRead>)> {
    let mut begin = Vec::new();
    (&mut input).take(length_max).read_to_end(&mut begin)?;
    Ok((begin.clone(), Box::new(Cursor::new(begin).chain(input))))
}

/// The path of a new log.
pub fn new_log(path: &Path) -> Result<PathBuf, Failure> {
    if path.is_dir() {
        return Err(Failure::new(Exit::Failed, format!("`{}` is a folder", path.display()))
            .help("name a file, such as `run.jsonl`"));
    }
    not_an_address(path)?;
    Ok(path.to_path_buf())
}

/// Refuses an address, which means a store that this version does not have.
fn not_an_address(path: &Path) -> Result<(), Failure> {
    if path.to_str().is_some_and(|text| text.starts_with("postgres:")) {
        let message = format!("`{}` is an address, not a file", path.display());
        return Err(Failure::new(Exit::Usage, message)
            .help("this version keeps logs in files: name one such as `run.jsonl` or `run.db`"));
    }
    Ok(())
}
