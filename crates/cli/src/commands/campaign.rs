//! `tripartite campaign`: plays a scenario very often and says what its runs come to together.

mod progress;
mod splitting;

use std::io;
use std::num::NonZeroUsize;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use campaign::campaign::{Ended, play};
use campaign::design::{Design, Layout};
use campaign::fold::Fold;
use campaign::folder::{Folder, FolderError, MANIFEST, TABLE};
use campaign::kept::{Worth, search, write_log};
use campaign::manifest::{Made, dictionary};
use campaign::outcome::{Kind, OutcomeError, Outcomes};
use campaign::player::{Budget, Stage};
use campaign::row::Status;
use campaign::runner::THREAD;
use campaign::statistics::sequential::Looks;
use campaign::stopping::{Rule, Stopping, Width};
use campaign::table::Table;
use campaign::text::About;
use scenario::plan::Plan;
use simulator::script::Script;

use crate::arguments::{Campaign, Format};
use crate::commands::planned;
use crate::exit::{Exit, Failure};
use crate::{input, output, policy};

use progress::Progress;

/// The first look at an interval comes after so many runs.
const FIRST_LOOK: u64 = 100;

pub fn campaign(arguments: &Campaign) -> Result<Exit, Failure> {
    let (script, plan) = planned(&arguments.scenario, arguments.rules.as_deref())?;
    let made = made(arguments, &script)?;
    let levels = plan.levels.clone();
    let stage = stage(arguments, script, plan)?;
    if arguments.split {
        return splitting::split(arguments, &stage, &levels, &made);
    }
    let column = column(arguments, &stage.outcomes)?;
    let mut fold = Fold::new(&stage.layout, &stage.outcomes, stopping(arguments, &stage, column)?);
    let stop = stop_on_interrupt()?;
    quiet_runs();
    let progress = &mut Progress::new(&stage.layout, column);
    let threads = arguments.threads.map_or_else(processors, NonZeroUsize::get);
    let (ended, digest) = match &arguments.out {
        None => {
            let columns = &stage.outcomes.columns;
            let table = Table::begin(io::sink(), &stage.layout, columns);
            let mut table = table.map_err(|error| lost(&error, None))?;
            let ended = play(&stage, threads, &stop, &mut fold, &mut table, &mut |fold| {
                progress.show(fold);
            });
            (ended.map_err(|error| lost(&error, None))?, table.digest())
        }
        Some(path) => kept(arguments, path, &made, &stage, (threads, &stop), &mut fold, progress)?,
    };
    progress.finish();
    let about = About {
        title: &made.title,
        scenario: &made.scenario,
        seed: arguments.seed,
        ended,
        digest: &digest,
        confidence: arguments.confidence,
        column,
    };
    tell(arguments, &made, &fold, &about)?;
    if let Some(path) = &arguments.out {
        looked_into(path, &stage, &fold, &about)?;
    }
    Ok(if ended == Ended::Interrupted || fold.rows != fold.count(Status::Done) {
        Exit::Broken
    } else {
        Exit::Done
    })
}

/// Plays into a folder.
fn kept(
    arguments: &Campaign,
    path: &Path,
    made: &Made,
    stage: &Stage,
    (threads, stop): (usize, &AtomicBool),
    fold: &mut Fold,
    progress: &mut Progress,
) -> Result<(Ended, String), Failure> {
    let manifest = made.manifest(fold, None, "");
    // What a table is goes before it: a folder that holds one can be gone on with.
    let describe = |folder: &Folder, words: &str| {
        folder.write(MANIFEST, &format!("{manifest:#}\n"))?;
        folder.write("dictionary.csv", words)
    };
    let words = dictionary(fold);
    let begun = if arguments.resume {
        Folder::resume(path, &manifest, fold).and_then(|(folder, table)| {
            describe(&folder, &words)?;
            Ok((folder, table))
        })
    } else {
        Folder::begin(path).and_then(|folder| {
            describe(&folder, &words)?;
            let table = folder.table(fold)?;
            Ok((folder, table))
        })
    };
    let (folder, mut table) = begun.map_err(|error| unusable(&error))?;
    let write = |name: &str, text: &str| folder.write(name, text).map_err(|error| unusable(&error));
    let ended = play(stage, threads, stop, fold, &mut table, &mut |fold| progress.show(fold))
        .map_err(|error| lost(&error, Some((path, fold.rows))))?;
    let digest = table.digest();
    write(MANIFEST, &format!("{:#}\n", made.manifest(fold, Some(ended), &digest)))?;
    if ended == Ended::Interrupted {
        let name = path.display();
        output::say(&format!(
            "interrupted: `{name}` keeps {} of {} runs; go on with `--out {name} --resume`\n",
            fold.rows,
            stage.layout.rows()
        ));
    }
    Ok((ended, digest))
}

fn tell(arguments: &Campaign, made: &Made, fold: &Fold, about: &About<'_>) -> Result<(), Failure> {
    let mut text = String::new();
    let written = campaign::text::write(fold, about, &mut text);
    written.map_err(|_| Failure::new(Exit::Failed, "the summary cannot be made"))?;
    if let Some(path) = &arguments.out {
        let file = path.join("summary.txt");
        std::fs::write(&file, &text).map_err(|error| {
            let what = format!("cannot write `{}`", file.display());
            output::failed(Exit::Failed, &what, &error)
        })?;
    }
    match arguments.format {
        Format::Text => output::data(|out| out.write_all(text.as_bytes())),
        Format::Json => {
            let mut manifest = made.manifest(fold, Some(about.ended), about.digest);
            let account = campaign::json::account(fold, about.confidence, about.column);
            if let (Some(all), serde_json::Value::Object(account)) =
                (manifest.as_object_mut(), account)
            {
                all.extend(account);
            }
            output::json(&manifest)
        }
    }
}

/// The page, the box, and the runs that are worth a look.
fn looked_into(path: &Path, stage: &Stage, fold: &Fold, about: &About<'_>) -> Result<(), Failure> {
    let failed =
        |what: String, error: &dyn std::error::Error| output::failed(Exit::Failed, &what, error);
    let write = |name: &str, text: &str| {
        let file = path.join(name);
        std::fs::write(&file, text)
            .map_err(|error| failed(format!("cannot write `{}`", file.display()), &error))
    };
    let mut page = String::new();
    campaign::html::write(fold, about, &mut page)
        .map_err(|error| failed("the page cannot be made".to_string(), &error))?;
    write("summary.html", &page)?;
    if let Some(found) = campaign::text::box_yaml(fold, about) {
        write("box.yaml", &found)?;
    }
    #[cfg(feature = "parquet")]
    columns(path, fold)?;
    let table = path.join(TABLE);
    let unread = |error: io::Error| failed(format!("cannot read `{}`", table.display()), &error);
    let opened = std::fs::File::open(&table).map_err(unread)?;
    let worth = search(&mut io::BufReader::new(opened), fold, about.column).map_err(unread)?;
    for Worth { name, index } in worth {
        let log = path.join(format!("{name}.jsonl"));
        // A campaign that goes on may have others by now.
        let _ = std::fs::remove_file(&log);
        write_log(stage, index, &log)
            .map_err(|error| failed(format!("cannot keep `{}`", log.display()), &error))?;
    }
    Ok(())
}

/// The table once more, by columns.
#[cfg(feature = "parquet")]
fn columns(path: &Path, fold: &Fold) -> Result<(), Failure> {
    let (table, file) = (path.join(TABLE), path.join("results.parquet"));
    let failed = |error: &dyn std::error::Error| {
        output::failed(Exit::Failed, &format!("cannot write `{}`", file.display()), error)
    };
    let from = std::fs::File::open(&table).map_err(|error| failed(&error))?;
    let to = std::fs::File::create(&file).map_err(|error| failed(&error))?;
    campaign::columns::write(&mut io::BufReader::new(from), fold, to)
        .map_err(|error| failed(&error))
}

/// What the campaign is made from.
fn made(arguments: &Campaign, script: &Script) -> Result<Made, Failure> {
    let rules = policy::found(&arguments.scenario, arguments.rules.as_deref());
    let rules = rules.map(|path| input::rules(&path)).transpose()?;
    let executable = std::env::current_exe().and_then(std::fs::read).ok();
    let hash = |bytes: &[u8]| blake3::hash(bytes).to_hex().to_string();
    let stopping = match (arguments.until_within, arguments.decide) {
        (Some(half), _) => format!("{} within {half}", named(arguments)),
        (None, Some((low, high))) => {
            format!("{} decided between {low} and {high} at {}", named(arguments), arguments.risk)
        }
        (None, None) => "never".to_string(),
    };
    Ok(Made {
        scenario: script.opening.scenario.clone(),
        title: script.opening.title.clone(),
        scenario_hash: script.opening.scenario_hash.clone().unwrap_or_default(),
        rules_hash: rules.map(|file| hash(file.text.as_bytes())),
        vary: arguments.vary.clone(),
        stopping,
        budget: budget(arguments),
        engine_hash: executable.map(|bytes| hash(&bytes)),
    })
}

fn named(arguments: &Campaign) -> &str {
    arguments.outcome.as_deref().unwrap_or("the first outcome")
}

fn budget(arguments: &Campaign) -> Budget {
    Budget {
        events_max: arguments.events_max.get(),
        time_max: arguments.seconds_max.map(|seconds| Duration::from_secs(seconds.get())),
    }
}

fn stage(arguments: &Campaign, script: Script, mut plan: Plan) -> Result<Stage, Failure> {
    if !arguments.vary.is_empty() {
        let levers = arguments.vary.iter().map(|text| {
            scenario::lever(text, &script)
                .map_err(|why| Failure::new(Exit::Usage, format!("`--vary {text}`: {why}")))
        });
        plan.levers = levers.collect::<Result<_, _>>()?;
    }
    let usual = if arguments.vary.is_empty() { Design::Replications } else { Design::OneAtATime };
    let design = arguments.design.unwrap_or(usual);
    if !arguments.vary.is_empty() && !design.of_levers() {
        return Err(Failure::new(Exit::Usage, "this design does not compare what `--vary` names")
            .help("leave out `--vary`, or name the design one-at-a-time or factorial"));
    }
    let layout = Layout::new(design, &plan, arguments.runs, arguments.seed)
        .map_err(|error| Failure::new(Exit::Usage, error.to_string()))?;
    let outcomes = Outcomes::new(&plan, &script).map_err(|error| unrecorded(&error))?;
    Ok(Stage {
        script: Arc::new(script),
        layout: Arc::new(layout),
        outcomes: Arc::new(outcomes),
        budget: budget(arguments),
    })
}

fn unrecorded(error: &OutcomeError) -> Failure {
    let failure = Failure::new(Exit::Faults, error.to_string());
    match error {
        OutcomeError::UnknownMetric { .. } => failure,
        OutcomeError::Twice { .. } => failure.help("give one of the two another name"),
    }
}

/// The outcome that was asked for.
fn column(arguments: &Campaign, outcomes: &Outcomes) -> Result<usize, Failure> {
    let Some(name) = &arguments.outcome else {
        return Ok(0);
    };
    let names = || outcomes.columns.iter().map(|column| column.name.as_str());
    names().position(|known| known == name).ok_or_else(|| {
        let failure = Failure::new(Exit::Usage, format!("no outcome is named `{name}`"));
        match diagnostic::nearest(name, names()) {
            Some(near) => failure.help(format!("did you mean `{near}`?")),
            None => failure.help(format!("there are {}", names().collect::<Vec<_>>().join(", "))),
        }
    })
}

fn stopping(arguments: &Campaign, stage: &Stage, column: usize) -> Result<Stopping, Failure> {
    let looks = Looks { first: FIRST_LOOK, confidence: arguments.confidence };
    let Some(of) = stage.outcomes.columns.get(column) else {
        return Ok(Stopping::default());
    };
    let rule = match (arguments.until_within, arguments.decide) {
        (Some(width), _) => {
            let half_width = width.of(of.kind).ok_or_else(|| other_unit(&of.name, of.kind))?;
            Rule::Narrow { half_width, looks }
        }
        (None, Some((low, high))) => Rule::Test { low, high, risk: arguments.risk },
        (None, None) => Rule::Never,
    };
    Stopping::new(rule, column, of.kind).ok_or_else(|| {
        Failure::new(Exit::Usage, format!("`{}` is no chance, so no test can decide it", of.name))
            .help("name an outcome that happens or not with `--outcome`")
    })
}

fn other_unit(name: &str, kind: Kind) -> Failure {
    let what = format!("`--until-within` is not in the unit of `{name}`");
    Failure::new(Exit::Usage, what).help(format!("write {}", Width::wanted(kind)))
}

fn processors() -> usize {
    thread::available_parallelism().map_or(1, NonZeroUsize::get)
}

/// Ctrl-C asks to stop once what is under way is done; a second one ends the program.
fn stop_on_interrupt() -> Result<Arc<AtomicBool>, Failure> {
    let stop = Arc::new(AtomicBool::new(false));
    let asked = Arc::clone(&stop);
    ctrlc::set_handler(move || {
        if asked.swap(true, Ordering::Relaxed) {
            output::give_up();
        }
    })
    .map_err(|error| output::failed(Exit::Failed, "cannot listen for Ctrl-C", &error))?;
    Ok(stop)
}

/// A run that panics is told with its row, so the panic itself says nothing.
fn quiet_runs() {
    let usual = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        if thread::current().name() != Some(THREAD) {
            usual(panic);
        }
    }));
}

fn lost(error: &io::Error, kept: Option<(&Path, u64)>) -> Failure {
    let failure = output::failed(Exit::Failed, "the table cannot be written", error);
    match kept {
        None => failure,
        Some((path, rows)) => {
            let name = path.display();
            failure.help(format!(
                "`{name}` keeps what was written of the first {rows} runs; make room, and go on with \
                 `--out {name} --resume`"
            ))
        }
    }
}

fn unusable(error: &FolderError) -> Failure {
    let failure = Failure::new(
        match error {
            FolderError::Manifest(_)
            | FolderError::Table { .. }
            | FolderError::Splitting { .. } => Exit::Faults,
            FolderError::Other(_)
            | FolderError::Taken(_)
            | FolderError::HoldsSplitting(_)
            | FolderError::HoldsCampaign(_) => Exit::Usage,
            FolderError::Empty(_) | FolderError::File { .. } => Exit::Failed,
        },
        crate::exit::chain(error),
    );
    match error {
        FolderError::Taken(_) => {
            failure.help("name another folder, or go on there with `--resume`")
        }
        FolderError::HoldsSplitting(_) => {
            failure.help("go on with it by `--split`, or name another folder")
        }
        FolderError::HoldsCampaign(_) => {
            failure.help("go on with it without `--split`, or name another folder")
        }
        FolderError::Empty(_) => failure.help("leave out `--resume` to begin one"),
        FolderError::Other(_) => failure.help("ask for the same campaign, or name another folder"),
        _ => failure,
    }
}
