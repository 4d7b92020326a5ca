//! Shows a log to rules, whoever wrote it.

use std::io::BufRead;
use std::path::Path;

use foreign_log::{Mapping, ReadError, Reader, Shape};
use rules::{Audit, Results, RuleSet, Standing, Vocabulary};
use simulator::watch::Watch;

use crate::arguments::{Judging, Origin};
use crate::exit::{Exit, Failure};
use crate::input::SourceFile;
use crate::logs::{Fault, Records};
use crate::{input, output, policy};

/// What the rules of each of some files say of one log, which is read once.
pub fn judged(log: &Path, judging: &Judging, rules: &[&Path]) -> Result<Vec<Results>, Failure> {
    let files: Vec<SourceFile> =
        rules.iter().map(|path| input::rules(path)).collect::<Result<_, _>>()?;
    let mapping = judging.mapping.as_deref().map(mapping).transpose()?;
    let is_store = log.extension().is_some_and(|ending| ending == "db");
    if is_store && judging.from.is_none() {
        return of_center(Records::open(log, &judging.reading)?, log, judging, &files);
    }
    let mut input = input::log(log)?;
    let origin = match judging.from {
        Some(origin) => origin,
        None => guessed(log, mapping.is_some(), &mut input)?,
    };
    let shape = match origin {
        Origin::Center => {
            let records = Records::over(input, log, &judging.reading);
            return of_center(records, log, judging, &files);
        }
        Origin::Jsonl => Shape::JsonLines,
        Origin::Csv => Shape::Csv,
    };
    let mapping = mapping.unwrap_or_default();
    let none = Vocabulary::default();
    let sets: Vec<RuleSet> =
        files.iter().map(|file| policy::about(file, &none)).collect::<Result<_, _>>()?;
    let mut audits = Vec::new();
    let mut input = Some(input);
    for (number, rules) in sets.iter().enumerate() {
        // A log that is a stream comes once; a file is read again for each set of rules, whose
        // events may have other fields.
        let input = match input.take() {
            Some(input) => input,
            None if log == Path::new("-") => return Err(twice()),
            None => input::log(log)?,
        };
        if let Some(name) = mapping.unknown(rules.vocabulary()) {
            let file = files.get(number).map_or("", |file| file.name.as_str());
            let message =
                format!("the mapping speaks of `{name}`, which `{file}` does not declare");
            return Err(Failure::new(Exit::Faults, message));
        }
        let mut audit = Audit::new(rules);
        let reader = Reader::new(input, shape, &mapping, rules.vocabulary());
        let mut reader = reader.dropping_cut_line(judging.reading.drop_cut_line);
        while reader
            .next(&mut |event| audit.observe(event).map(drop))
            .map_err(|error| unreadable(log, error))?
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
fn guessed(log: &Path, is_mapped: bool, input: &mut Box<dyn BufRead>) -> Result<Origin, Failure> {
    if log.extension().is_some_and(|ending| ending == "csv") {
        return Ok(Origin::Csv);
    }
    if is_mapped {
        return Ok(Origin::Jsonl);
    }
    let start = input.fill_buf().map_err(|error| {
        output::failed(Exit::Failed, &format!("cannot read `{}`", log.display()), &error)
    })?;
    let line = start.split(|byte| *byte == b'\n').next().unwrap_or_default();
    // Every record of the center says by which version of CloudEvents it is written.
    let names_version = line.windows(13).any(|window| window == b"\"specversion\"");
    let is_object = line.trim_ascii_start().starts_with(b"{");
    Ok(if is_object && !names_version { Origin::Jsonl } else { Origin::Center })
}

fn mapping(path: &Path) -> Result<Mapping, Failure> {
    let file = input::rules(path)?;
    Mapping::parse(&file.text).map_err(|(line, message)| {
        let failure = Failure::new(Exit::Faults, format!("{}:{line}: {message}", file.name));
        failure.help("a mapping is a JSON object such as {\"time\": \"at\", \"type\": \"kind\"}; docs/rules.md has the names")
    })
}

fn twice() -> Failure {
    let message = "the standard input comes only once";
    Failure::new(Exit::Usage, message).help("name a file to compare two sets of rules on it")
}

fn unreadable(log: &Path, error: ReadError) -> Failure {
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
    Fault { message: fault.message, column: fault.column, help }.under(log, fault.line)
}

/// What came of a rule, in a word.
pub fn word(standing: Standing) -> &'static str {
    match standing {
        Standing::Broken => "BROKEN",
        Standing::Pending => "pending",
        Standing::Kept => "kept",
        Standing::Vacuous => "never triggered",
    }
}
