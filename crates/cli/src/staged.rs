//! The scenario of a log: found, checked to be the one on record, and compiled with what the
//! branches of the log add.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use rules::RuleSet;
use scenario::{Compiled, Faulty, Injects, Policy, Source};
use simulator::record::Opening;
use simulator::script::Script;

use crate::commands::show;
use crate::exit::{Exit, Failure};
use crate::policy::RuleFile;
use crate::{input, output, policy};

/// A timeline that is not in a log yet, and the file in which it stands.
#[derive(Clone, Copy)]
pub struct NewInjects<'a> {
    pub name: &'a str,
}

/// The scenario that was named, or the one that the log names, in the folder `scenarios`.
pub fn find(named: Option<&Path>, opening: &Opening) -> Result<PathBuf, Failure> {
    if let Some(path) = named {
        return Ok(path.to_path_buf());
    }
    let path = Path::new("scenarios").join(&opening.scenario);
    if path.join("scenario.yaml").is_file() {
        return Ok(path);
    }
    let message = format!("the scenario of the log, `{}`, is not at hand", opening.scenario);
    Err(Failure::new(Exit::Usage, message).help(format!(
        "there is no `{}`: name the scenario with `--scenario`",
        path.join("scenario.yaml").display()
    )))
}

/// A script, with the rules that were enforced in its log, and those that judge it.
pub struct Staged {
    pub script: Script,
    pub judges: Option<Arc<RuleSet>>,
}

/// The script of a history that begins so. Rules that were named judge it; those that a log was
/// written with stay in force.
pub fn script(
    path: &Path,
    rules: Option<&Path>,
    opening: &Opening,
    new: Option<NewInjects<'_>>,
) -> Result<Staged, Failure> {
    let source = Source::from(input::scenario(path)?);
    let beside = RuleFile::beside(path, &source)?.map(RuleFile::sound).transpose()?;
    let others = rules.map(policy::rules).transpose()?;
    let policy = beside.clone().map_or(Policy::None, Policy::Rules);
    let branches = injected(opening, new.is_some());
    let compiled = scenario::compile_all(&source, &policy, &mut input::extended, &branches);
    let sources = match &compiled {
        Ok(Compiled { sources, .. }) | Err(Faulty { sources, .. }) => sources,
    };
    let text = sources.hashed().to_string();
    let (own, of_own) = own_rules(&compiled, beside, &text);
    let of_others = others.as_deref().map(|others| match &compiled {
        Ok(Compiled { script, .. }) => scenario::hash_instead(script, &text, others),
        Err(_) => scenario::hash(&text, Some(others)),
    });
    // Rules that were named take the place of its own, unless the log was written with these.
    let only_judge =
        of_others.as_ref().is_some_and(|hash| !is_of(hash, opening) && is_of(&of_own, opening));
    if let (true, Some(path), Some(others)) = (only_judge, rules, others.as_deref()) {
        refuse_enforced(path, others)?;
    }
    let enforced = others.as_deref().filter(|_| !only_judge).or(own.as_deref());
    let found = of_others.filter(|_| !only_judge).unwrap_or(of_own);
    let name = compiled.as_ref().ok().map(|compiled| compiled.script.opening.scenario.as_str());
    expect_hash((&source.name, name), &found, enforced, opening)?;
    let Compiled { script, doubts, .. } = compiled.map_err(|faulty| {
        let Some(number) = faulty.branch else {
            show(&faulty.sources, &faulty.faults);
            return Failure::new(Exit::Faults, format!("`{}` cannot be played", source.name));
        };
        let inject = branches.get(number).copied().flatten().map_or("", |injects| injects.text);
        let name = match new {
            Some(new) if number + 1 == branches.len() => new.name.to_string(),
            _ => format!("what branch {} injects", number + 1),
        };
        output::faults(&name, inject, &faulty.faults);
        Failure::new(Exit::Faults, format!("`{name}` cannot be played"))
    })?;
    if let (Some(new), Some((number, faults))) = (new, doubts.last())
        && number + 1 == branches.len()
        && let Some(Some(injects)) = branches.last()
        && !faults.is_empty()
    {
        output::faults(new.name, injects.text, faults);
    }
    let judges = others.clone().or(own);
    let script = match others {
        Some(others) if !only_judge => scenario::judged_by(script, &text, others),
        _ => script,
    };
    Ok(Staged { script, judges })
}

/// What each branch of a history injects.
fn injected(opening: &Opening, newest_is_new: bool) -> Vec<Option<Injects<'_>>> {
    let injected = opening.branches.iter().map(|branch| {
        let text = branch.edits.inject.as_deref();
        text.map(|text| Injects { text, from: branch.at, until: None })
    });
    let mut branches: Vec<Option<Injects<'_>>> = injected.collect();
    // What is on record stands, even if it never comes.
    if let (true, Some(Some(injects))) = (newest_is_new, branches.last_mut()) {
        injects.until = Some(opening.until);
    }
    branches
}

/// The scenario's own rules, beside it or in its text, and what its logs name it by with them.
fn own_rules(
    compiled: &Result<Compiled, Faulty>,
    beside: Option<Arc<RuleSet>>,
    text: &str,
) -> (Option<Arc<RuleSet>>, String) {
    let hash = scenario::hash(text, beside.as_deref());
    let in_text = compiled.as_ref().ok().and_then(|compiled| compiled.script.rules.clone());
    (beside.or(in_text), hash)
}

/// Whether a log is of one text of a scenario, byte for byte, and of the rules that were enforced.
fn is_of(hash: &str, opening: &Opening) -> bool {
    opening.scenario_hash.as_deref() == Some(hash)
}

/// Rules beside those that a log was written with can say what they think of it, and refuse nothing.
fn refuse_enforced(path: &Path, rules: &RuleSet) -> Result<(), Failure> {
    if !rules.enforces() {
        return Ok(());
    }
    let message = format!(
        "`{}` has rules that are enforced, and the log was written without",
        path.display()
    );
    Err(Failure::new(Exit::Usage, message)
        .help("take `enforce` out of a copy of the file, to judge the log by it"))
}

/// A log is told what it is of, if it is of another scenario. The name of the one at hand is known
/// where it can be played.
fn expect_hash(
    (file, name): (&str, Option<&str>),
    found: &str,
    rules: Option<&RuleSet>,
    opening: &Opening,
) -> Result<(), Failure> {
    if is_of(found, opening) {
        return Ok(());
    }
    let of = opening.scenario.as_str();
    let is_named_so = name == Some(of);
    // The hash is that of the text and of the rules in force, so it does not tell which is another.
    let or_with = if is_named_so { ", or of it with other enforced rules" } else { "" };
    let message = format!("this log is of another scenario than `{file}`{or_with}");
    let wanted = opening.scenario_hash.as_deref().unwrap_or_default();
    let with = if rules.is_some_and(RuleSet::enforces) { " with its enforced rules" } else { "" };
    let mut help = format!("it is of `{of}` with the hash {wanted}; the file{with} has {found}");
    if is_named_so {
        help.push_str("; if the log was written with enforced rules, name them with `--rules`");
    }
    if let (true, Some((_, run))) =
        (is_named_so, opening.seed.as_deref().and_then(|seed| seed.split_once('/')))
    {
        let kept = format!("; a campaign kept it, as its run {run}: with the uncertainties that");
        help.extend([&kept, " `latin`, `sobol`, `morris` and `saltelli` set, it is of no file"]);
    }
    Err(Failure::new(Exit::Faults, message).help(help))
}
