//! `tripartite campaign --split`: how likely something rare is.

use std::num::NonZeroUsize;
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::atomic::AtomicBool;

use campaign::campaign::Ended;
use campaign::folder::{Folder, MANIFEST, SPLITTING};
use campaign::manifest::Made;
use campaign::player::Stage;
use campaign::splitting::{self, Effort, EffortError, Entry, Levels, Split, Summary};
use campaign::text::About;
use scenario::plan::Level;
use serde_json::Value as Json;

use crate::arguments::{Campaign, Format};
use crate::exit::{Exit, Failure};
use crate::output;

use super::kept::unusable;
use super::progress::Steps;
use super::{processors, quiet_runs, stop_on_interrupt};

pub(super) fn split(
    arguments: &Campaign,
    stage: &Stage,
    levels: &[Level],
    made: &Made,
) -> Result<Exit, Failure> {
    let levels = &Levels::new(levels);
    let effort = Effort::new(arguments.seed, arguments.runs, arguments.repetitions, levels);
    let effort = effort.map_err(|error| impossible(&error))?;
    let (folder, mut summary) = begun(arguments, made, effort)?;
    let split = Split { stage, levels, effort };
    let stop = stop_on_interrupt()?;
    play(&split, arguments, &stop, folder.as_ref(), &mut summary)?;
    let table = splitting::table(&summary);
    let digest = blake3::hash(table.as_bytes()).to_hex().to_string();
    let whole = effort.repetitions as usize <= summary.repetitions.len();
    let ended = if whole { Ended::Whole } else { Ended::Interrupted };
    let about = About {
        title: &made.title,
        scenario: &made.scenario,
        seed: arguments.seed,
        ended,
        digest: &digest,
        confidence: arguments.confidence,
        column: 0,
    };
    let manifest = made.of_splitting(&effort, Some(ended), &digest);
    let mut text = String::new();
    splitting::write(&summary, levels, &about, &mut text)
        .map_err(|_| Failure::new(Exit::Failed, "the summary cannot be made"))?;
    // Whatever becomes of the output, the folder is whole.
    if let (Some(folder), Some(path)) = (folder, &arguments.out) {
        let write =
            |name: &str, text: &str| folder.write(name, text).map_err(|error| unusable(&error));
        write("summary.txt", &text)?;
        keep(&split, &stop, &summary, &path.join("rare.jsonl"))?;
        write(MANIFEST, &format!("{manifest:#}\n"))?;
        if ended == Ended::Interrupted {
            say_interrupted(path, summary.repetitions.len(), effort);
        }
    }
    match arguments.format {
        Format::Text => output::data(|out| out.write_all(text.as_bytes()))?,
        Format::Json => {
            let mut all = manifest.clone();
            let account = splitting::account(&summary, levels, arguments.confidence);
            if let (Some(all), Json::Object(account)) = (all.as_object_mut(), account) {
                all.extend(account);
            }
            output::json(&all)?;
        }
    }
    let told = ended == Ended::Whole && summary.verdict(arguments.confidence).is_ok();
    Ok(if told { Exit::Done } else { Exit::Broken })
}

/// Plays all repetitions that are not done yet; what is done is kept after each.
fn play(
    split: &Split<'_>,
    arguments: &Campaign,
    stop: &AtomicBool,
    folder: Option<&Folder>,
    summary: &mut Summary<Entry>,
) -> Result<(), Failure> {
    quiet_runs();
    let threads = arguments.threads.map_or_else(processors, NonZeroUsize::get);
    let steps = Steps::new(split.effort.repetitions.into());
    let mut lost = None;
    let mut keep_table = |summary: &Summary<Entry>| {
        steps.show(summary.repetitions.len() as u64);
        let table = || splitting::table(summary);
        lost = folder.map_or(Ok(()), |folder| folder.write(SPLITTING, &table())).err();
        if lost.is_some() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    };
    splitting::play(split, threads, stop, summary, &mut keep_table)
        .map_err(|error| output::failed(Exit::Failed, "no thread can be had", &error))?;
    steps.finish();
    match lost {
        Some(error) => Err(unusable(&error).help("make room, and go on with `--resume`")),
        None => Ok(()),
    }
}

/// The folder, if there is to be one, and what it has already.
fn begun(
    arguments: &Campaign,
    made: &Made,
    effort: Effort,
) -> Result<(Option<Folder>, Summary<Entry>), Failure> {
    let Some(path) = &arguments.out else {
        return Ok((None, Summary::new(effort)));
    };
    let manifest = made.of_splitting(&effort, None, "");
    let begun = if arguments.resume {
        Folder::resume_splitting(path, &manifest, effort)
    } else {
        Folder::begin(path).map(|folder| (folder, Summary::new(effort)))
    };
    let (folder, summary) = begun.map_err(|error| unusable(&error))?;
    let write = |name: &str, text: &str| folder.write(name, text).map_err(|error| unusable(&error));
    write(MANIFEST, &format!("{manifest:#}\n"))?;
    write("dictionary.csv", splitting::dictionary())?;
    write(SPLITTING, &splitting::table(&summary))?;
    Ok((Some(folder), summary))
}

fn say_interrupted(path: &Path, done: usize, effort: Effort) {
    let name = path.display();
    output::say(&format!(
        "interrupted: `{name}` keeps {done} of {} repetitions; go on with `--out {name} --resume`\n",
        effort.repetitions
    ));
}

/// Keeps a run that reached the last level as a log, if there is none yet: it is always the first.
fn keep(
    split: &Split<'_>,
    stop: &AtomicBool,
    summary: &Summary<Entry>,
    path: &Path,
) -> Result<(), Failure> {
    if path.exists() {
        return Ok(());
    }
    let Some(entry) = splitting::example(split, stop, summary) else {
        return Ok(());
    };
    splitting::write_log(split.stage, split.levels, &entry, path).map_err(|error| {
        output::failed(Exit::Failed, &format!("cannot keep `{}`", path.display()), &error)
    })
}

fn impossible(error: &EffortError) -> Failure {
    let help = match error {
        EffortError::NoLevels => {
            "list events on the way there under `levels:`, the rare one last".to_string()
        }
        EffortError::FewRepetitions { .. } => {
            format!("ask for at least {}", splitting::REPETITIONS_MIN)
        }
        EffortError::FewRuns { repetitions, .. } => {
            let least = u64::from(splitting::RUNS_MIN) * u64::from(*repetitions);
            format!("ask for at least `--runs {least}`: they are shared among the repetitions")
        }
        EffortError::ManyRuns { .. } => "ask for fewer".to_string(),
    };
    Failure::new(Exit::Usage, error.to_string()).help(help)
}
