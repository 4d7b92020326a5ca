//! Shows a log to rules, whoever wrote it.

use std::io::BufRead;
use std::path::Path;

use diagnostic::Diagnostic;
use foreign_log::{Mapping, ReadError, Reader, Shape};
use rules::{Audit, Results, RuleSet, Standing, Vocabulary};
use simulator::watch::Watch;

use crate::arguments::{Judging, Origin};
use crate::exit::{Exit, Failure};
use crate::input::SourceFile;
use crate::logs::{Fault, Records};
use crate::{input, output, policy};

/// More faults of a mapping are counted.
const FAULTS_MAX: usize = 100;
/// So much of a log is looked at to see whose it is: its first line.
const LINE_LENGTH_MAX: u64 = event_store::LINE_LENGTH_MAX as u64;
/// And so much, where an object goes on in the lines behind it.
const LAID_OUT_MAX: u64 = 64 << 10;

/// What the rules of each of some files say of one log, which is read once.
pub fn judged(log: &Path, judging: &Judging, rules: &[&Path]) -> Result<Vec<Results>, Failure> {
    let files: Vec<SourceFile> =
        rules.iter().map(|path| input::rules(path)).collect::<Result<_, _>>()?;
    let mapped = judging.mapping.as_deref().map(input::mapping).transpose()?;
    let is_store = input::is_named_as_store(log) && judging.from.is_none();
    let is_of_center = is_store || judging.from == Some(Origin::Center);
    if let Some(path) = judging.mapping.as_deref().filter(|_| is_of_center) {
        return Err(unmapped(log, path));
    }
    if is_store {
        return of_center(Records::open(log, &judging.reading)?, log, judging, &files);
    }
    let input = input::log(log)?;
    let (origin, input) = match judging.from {
        Some(origin) => (origin, input),
        None => guessed(log, mapped.is_some(), input)?,
    };
    let shape = match origin {
        Origin::Center => {
            if let Some(path) = judging.mapping.as_deref() {
                return Err(unmapped(log, path));
            }
            let records = Records::over(input, log, &judging.reading);
            return of_center(records, log, judging, &files);
        }
        Origin::Jsonl => Shape::JsonLines,
        Origin::Csv => Shape::Csv,
    };
    let none = Vocabulary::default();
    let sets: Vec<RuleSet> =
        files.iter().map(|file| of_others(file, &none)).collect::<Result<_, _>>()?;
    let mapping = mapped.map(|file| declared(&file, &sets)).transpose()?.unwrap_or_default();
    // A log that is a stream comes once; a file is read again for each set of rules, whose events may
    // have other fields.
    if 1 < sets.len() && input::comes_once(log) {
        return Err(twice(log));
    }
    let mut audits = Vec::new();
    let mut input = Some(input);
    for (rules, file) in sets.iter().zip(&files) {
        let input = input.take().map_or_else(|| input::log(log), Ok)?;
        let mut audit = Audit::new(rules);
        let reader = Reader::new(input, shape, &mapping, rules.vocabulary());
        let mut reader = reader.dropping_cut_line(judging.reading.drop_cut_line);
        while reader
            .next(&mut |event| audit.observe(event).map(drop))
            .map_err(|error| unreadable(log, file, error))?
        {}
        audits.push(audit);
    }
    Ok(ended(audits, judging))
}

fn of_center(
    mut records: Records,
    log: &Path,
    judging: &Judging,
    files: &[SourceFile],
) -> Result<Vec<Results>, Failure> {
    let sets: Vec<RuleSet> = files.iter().map(policy::of_file).collect::<Result<_, _>>()?;
    let mut watches: Vec<Watch<'_>> = sets.iter().map(Watch::new).collect();
    while let Some(record) = records.next()? {
        for watch in &mut watches {
            watch
                .take(&record)
                .map_err(|error| Fault::new(&error.to_string()).at(log, record.position))?;
        }
    }
    records.tell_unfinished();
    Ok(ended(watches.into_iter().map(|watch| watch.judge).collect(), judging))
}

fn ended(mut audits: Vec<Audit<'_>>, judging: &Judging) -> Vec<Results> {
    if judging.closed {
        for audit in &mut audits {
            audit.close();
        }
    }
    audits.iter().map(Audit::results).collect()
}

/// Whose log it is, as its name and its first line tell.
fn guessed(
    log: &Path,
    is_mapped: bool,
    input: Box<dyn BufRead>,
) -> Result<(Origin, Box<dyn BufRead>), Failure> {
    if log.extension().is_some_and(|ending| ending == "csv") {
        return Ok((Origin::Csv, input));
    }
    let unreadable =
        |error| output::failed(Exit::Failed, &format!("cannot read `{}`", log.display()), &error);
    let (line, input) = input::first_line(input, LINE_LENGTH_MAX).map_err(unreadable)?;
    if is_cut_record(&line) && !is_mapped {
        return Ok((Origin::Center, input));
    }
    // A record that was laid out for reading begins with a line that says nothing.
    if line.trim_ascii() == b"{" {
        let (begin, input) = input::beginning(input, LAID_OUT_MAX).map_err(unreadable)?;
        let origin = if is_record(&begin) { Origin::Center } else { Origin::Jsonl };
        return Ok((origin, input));
    }
    Ok((origin_of(&line, is_mapped), input))
}

/// Whether a log ends in the middle of its first line, which begins as the center's records do.
fn is_cut_record(line: &[u8]) -> bool {
    let begins = line.starts_with(br#"{"actor":""#) && names(line, br#"","basis":""#);
    begins && !line.ends_with(b"\n") && !line.ends_with(b"}")
}

/// Whose log begins with this line.
fn origin_of(line: &[u8], is_mapped: bool) -> Origin {
    let line = line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(line).trim_ascii_end();
    if line.trim_ascii_start().starts_with(b"{") {
        return if is_record(line) { Origin::Center } else { Origin::Jsonl };
    }
    let is_table = is_header(line) || is_mapped && !line.trim_ascii().is_empty();
    match (is_table, is_mapped) {
        (true, _) => Origin::Csv,
        (false, true) => Origin::Jsonl,
        (false, false) => Origin::Center,
    }
}

/// Whether a line is written as the center's records are: a CloudEvent that says who may read it.
fn is_record(line: &[u8]) -> bool {
    names(line, br#""specversion""#) && names(line, br#""releasableto""#)
}

fn names(line: &[u8], name: &[u8]) -> bool {
    line.windows(name.len()).any(|window| window == name)
}

/// Whether a line names the columns of a table as they are called without a mapping, whatever separates
/// them: the reader of tables says what to do about that.
fn is_header(line: &[u8]) -> bool {
    let has = |name: &[u8]| {
        let mut cells = line.split(|byte| b",;\t|\"".contains(byte));
        cells.any(|cell| cell.trim_ascii() == name)
    };
    has(b"time") && has(b"type")
}

/// Rules about a log of another system, which know no event but those that they declare.
fn of_others(file: &SourceFile, none: &Vocabulary) -> Result<RuleSet, Failure> {
    policy::about(file, none).map_err(|failure| {
        if !names_the_center(file, none) {
            return failure;
        }
        failure.help("the log is another system's: the rules know the events that their file declares with `event`, and no others; `--from center` reads a log of the center")
    })
}

/// Whether some name is known to the rules of the center alone.
fn names_the_center(file: &SourceFile, none: &Vocabulary) -> bool {
    let unknown = |faults: Vec<Diagnostic>| faults.iter().filter(|it| it.code == "R101").count();
    let among_its_own = RuleSet::parse(&file.text, none).map_or_else(unknown, |_| 0);
    let at_the_center = scenario::rules(&file.text).map_or_else(unknown, |_| 0);
    at_the_center < among_its_own
}

/// The mapping in a file, if some version of the rules declares each name of theirs that it has.
fn declared(file: &SourceFile, sets: &[RuleSet]) -> Result<Mapping, Failure> {
    let (mapping, mut faults) = Mapping::read(&file.text);
    let versions: Vec<&Vocabulary> = sets.iter().map(RuleSet::vocabulary).collect();
    faults.extend(mapping.unknown(&versions));
    if faults.is_empty() {
        return Ok(mapping);
    }
    let (shown, more) = faults.split_at(faults.len().min(FAULTS_MAX));
    output::faults(&file.name, &file.text, shown);
    let more = if more.is_empty() { String::new() } else { format!(", {} more", more.len()) };
    Err(Failure::new(Exit::Faults, format!("`{}` has faults{more}", file.name)))
}

/// The center's own logs need no mapping, and none holds for them.
fn unmapped(log: &Path, mapping: &Path) -> Failure {
    let (log, mapping) = (output::named(log), mapping.display());
    Failure::new(
        Exit::Usage,
        format!("{log} is read as a log of the center, which takes no mapping"),
    )
    .help(format!(
        "leave out `--mapping {mapping}`, or read lines as another system's with `--from jsonl`"
    ))
}

fn twice(log: &Path) -> Failure {
    let message = format!("{} comes only once", output::named(log));
    Failure::new(Exit::Usage, message).help("name a file to compare two sets of rules on it")
}

fn unreadable(log: &Path, rules: &SourceFile, error: ReadError) -> Failure {
    let fault = match error {
        ReadError::Fault(fault) => fault,
        ReadError::Io(error) => {
            return output::failed(
                Exit::Failed,
                &format!("cannot read `{}`", log.display()),
                &error,
            );
        }
    };
    let help = if fault.is_cut {
        Some(
            "drop what is half-written (`--drop-cut-line`), or take the log from a copy".to_owned(),
        )
    } else {
        fault.help
    };
    let message = match fault.declared {
        Some(declared) => {
            format!("{}, which `{}` has for `{declared}`", fault.message, rules.name)
        }
        None => fault.message,
    };
    Fault { message, column: fault.column, help }.under(log, fault.line)
}

/// What came of a rule, in a word.
pub fn word(standing: Standing) -> &'static str {
    match standing {
        Standing::Broken => "BROKEN",
        Standing::GivenUp => "GIVEN UP",
        Standing::Pending => "pending",
        Standing::Kept => "kept",
        Standing::Vacuous => "never triggered",
    }
}
