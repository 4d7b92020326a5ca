//! `tripartite campaign`: plays a scenario very often and says what its runs come to together.

mod kept;
mod progress;
mod splitting;

use std::io;
use std::num::NonZeroUsize;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use campaign::campaign::{Ended, play};
use campaign::design::{Design, Layout};
use campaign::fold::Fold;
use campaign::manifest::Made;
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

use kept::lost;
use progress::Progress;

/// The first look at an interval comes after so many runs.
const FIRST_LOOK: u64 = 100;

pub fn campaign(arguments: &Campaign) -> Result<Exit, Failure> {
    let (script, plan) = planned(&arguments.scenario, arguments.rules.as_deref())?;
    let levels = plan.levels.clone();
    let stage = stage(arguments, script, plan)?;
    let column = column(arguments, &stage.outcomes)?;
    let made = made(arguments, &stage, column)?;
    if arguments.split {
        return splitting::split(arguments, &stage, &levels, &made);
    }
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
        Some(path) => {
            kept::play_into(arguments, path, &made, &stage, (threads, &stop), &mut fold, progress)?
        }
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
    tell(arguments, &made, &stage, &fold, &about)?;
    Ok(if ended == Ended::Interrupted || fold.rows != fold.count(Status::Done) {
        Exit::Broken
    } else {
        Exit::Done
    })
}

/// Writes what there is to read into the folder, and only then prints it: whatever becomes of the
/// output, the folder is whole.
fn tell(
    arguments: &Campaign,
    made: &Made,
    stage: &Stage,
    fold: &Fold,
    about: &About<'_>,
) -> Result<(), Failure> {
    let mut text = String::new();
    let written = campaign::text::write(fold, about, &mut text);
    written.map_err(|_| Failure::new(Exit::Failed, "the summary cannot be made"))?;
    if let Some(path) = &arguments.out {
        kept::looked_into(path, &text, stage, fold, about)?;
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

/// What the campaign is made from.
fn made(arguments: &Campaign, stage: &Stage, column: usize) -> Result<Made, Failure> {
    let rules = policy::found(&arguments.scenario, arguments.rules.as_deref())?;
    let rules = rules.map(|path| input::rules(&path)).transpose()?;
    let executable = std::env::current_exe().and_then(std::fs::read).ok();
    let hash = |bytes: &[u8]| blake3::hash(bytes).to_hex().to_string();
    // By its name, however it was asked for.
    let of = stage.outcomes.columns.get(column).map_or("", |column| column.name.as_str());
    let stopping = match (arguments.until_within, arguments.decide) {
        (Some(half), _) => format!("{of} within {half} at {}", arguments.confidence.level()),
        (None, Some((low, high))) => {
            format!("{of} decided between {low} and {high} at {}", arguments.risk)
        }
        (None, None) => "never".to_string(),
    };
    let opening = &stage.script.opening;
    Ok(Made {
        scenario: opening.scenario.clone(),
        title: opening.title.clone(),
        scenario_hash: opening.scenario_hash.clone().unwrap_or_default(),
        rules_hash: rules.map(|file| hash(file.text.as_bytes())),
        vary: arguments.vary.clone(),
        stopping,
        budget: budget(arguments),
        engine_hash: executable.map(|bytes| hash(&bytes)),
    })
}

fn budget(arguments: &Campaign) -> Budget {
    Budget {
        events_max: arguments.events_max.get(),
        time_max: arguments.seconds_max.map(|seconds| Duration::from_secs(seconds.get())),
    }
}

fn stage(arguments: &Campaign, script: Script, mut plan: Plan) -> Result<Stage, Failure> {
    if !arguments.vary.is_empty() {
        plan.levers = scenario::levers(&arguments.vary, &script)
            .map_err(|(text, why)| Failure::new(Exit::Usage, format!("`--vary {text}`: {why}")))?;
    }
    let usual = if arguments.vary.is_empty() { Design::Replications } else { Design::OneAtATime };
    let design = arguments.design.unwrap_or(usual);
    if !arguments.vary.is_empty() && !design.of_levers() {
        return Err(Failure::new(Exit::Usage, "this design does not compare what `--vary` names")
            .help("leave out `--vary`, or name the design one-at-a-time or factorial"));
    }
    let layout = Layout::new(design, &plan, arguments.runs, arguments.seed)
        .and_then(|layout| layout.check(&script).map(|()| layout))
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
    if rule != Rule::Never && !stage.layout.design.is_sample() {
        return Err(Failure::new(Exit::Usage, "this design tells no outcome that could end it")
            .help("leave out `--until-within` and `--decide`, or name another design"));
    }
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
