//! `tripartite explore`: is there a history of this scenario that breaks a rule?

mod folder;
mod mutated;
mod one;
mod progress;
mod told;

use std::collections::{BTreeMap, BTreeSet};
use std::num::NonZeroUsize;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use explorer::breadth::{
    Coverage, Distance, Ended, Impasse, Limits, Searched, Violation, search_shown,
};
use explorer::counterexample::{Counterexample, counterexample};
use explorer::open::{Freedom, Untried};
use explorer::space::Space;
use explorer::walks::{Walked, Walks, walk};
use rules::RuleSet;

use crate::arguments::{Explore, Format};
use crate::commands::searchable;
use crate::exit::{Exit, Failure};
use crate::output;
use progress::Progress;

/// So far a search goes if nobody says how far.
const DEPTH: u32 = 12;

/// Everything that there is to tell.
struct Told<'a> {
    space: &'a Space<'a>,
    /// The only rule that was looked at, if not all were.
    only: Option<usize>,
    found: Found,
    counterexamples: Vec<Counterexample>,
}

/// What was done to find something.
enum Found {
    Searched(Limits, Searched),
    Walked(Walked),
}

impl Found {
    fn violations(&self) -> &[Violation] {
        match self {
            Found::Searched(_, searched) => &searched.violations,
            Found::Walked(walked) => &walked.violations,
        }
    }

    fn coverage(&self) -> &Coverage {
        match self {
            Found::Searched(_, searched) => &searched.coverage,
            Found::Walked(walked) => &walked.coverage,
        }
    }

    /// The history that could not go on.
    fn impasse(&self) -> Option<&Impasse> {
        match self {
            Found::Searched(_, Searched { ended: Ended::Fault(impasse), .. }) => Some(impasse),
            Found::Searched(..) => None,
            Found::Walked(walked) => walked.fault.as_ref(),
        }
    }
}

pub fn explore(arguments: &Explore) -> Result<Exit, Failure> {
    if let Some(out) = &arguments.out {
        folder::must_be_new(out)?;
    }
    let compiled = searchable(&arguments.scenario, arguments.rules.as_deref())?;
    let empty = none_written();
    let rules = compiled.script.rules.as_deref().unwrap_or(&empty);
    let freedom = Freedom::new(&compiled.exploration);
    let goals = &compiled.exploration.sometimes;
    if rules.is_empty() && goals.is_empty() {
        return Err(Failure::new(Exit::Usage, "there is nothing to look for: no rule and no goal")
            .help("name a file of rules with `--rules`, or goals under `explore: sometimes:`"));
    }
    let space = Space::new(&compiled.script, rules, goals, Some(&freedom));
    let mut space = if arguments.symmetry { space.with_symmetry() } else { space };
    space.orders = arguments.orders;
    let limits = limits(arguments, rules)?;
    let stop = stop_on_ctrl_c();
    if arguments.mutate {
        return mutated::mutate(&space, &limits, arguments.format, &stop);
    }
    let found = look(&space, arguments, &limits, &stop);
    if stop.swap(false, Ordering::Relaxed) {
        stop_soon(&stop);
    }
    let violations = found.violations().iter();
    let counterexamples: Vec<Counterexample> = violations
        .inspect(|violation| tracing::info!(rule = rules.name(violation.rule), "making it short"))
        .filter_map(|violation| counterexample(&space, violation, &limits, &stop))
        .collect();
    let told = Told { space: &space, only: limits.rule, found, counterexamples };
    match arguments.format {
        Format::Json => output::json(&told.json())?,
        Format::Text => output::data(|out| told.text(out))?,
    }
    if let Some(out) = &arguments.out {
        let known_by = scenario::known_by(compiled.sources.hashed());
        folder::write(out, arguments, (&space, &known_by), &told.counterexamples)?;
    }
    if let Some(impasse) = told.found.impasse() {
        let what = format!("a history of the scenario cannot go on: {}", impasse.why);
        return Err(Failure::new(Exit::Faults, what).help(told::way_to(&space, impasse)));
    }
    Ok(if told.is_broken() { Exit::Broken } else { Exit::Done })
}

fn limits(arguments: &Explore, rules: &RuleSet) -> Result<Limits, Failure> {
    let (distance, depth_max) = match (arguments.depth, arguments.deviations) {
        (_, Some(deviations)) => (Distance::Deviations, deviations),
        (depth, None) => (Distance::Choices, depth.unwrap_or(DEPTH)),
    };
    let rule = arguments.rule.as_deref().map(|name| number_of(name, rules)).transpose()?;
    Ok(Limits {
        distance,
        depth_max,
        memory_max: arguments.memory.get().saturating_mul(1 << 20),
        transitions_max: u64::MAX,
        threads: threads(arguments),
        rule,
        keeps_going: false,
    })
}

/// The number of the rule that is looked at alone.
fn number_of(name: &str, rules: &RuleSet) -> Result<usize, Failure> {
    rules.number(name).ok_or_else(|| {
        let names: Vec<&str> = (0..rules.len()).map(|rule| rules.name(rule)).collect();
        let help = match diagnostic::nearest(name, names.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("the rules are {}", names.join(", ")),
        };
        Failure::new(Exit::Usage, format!("there is no rule `{name}`")).help(help)
    })
}

fn threads(arguments: &Explore) -> usize {
    let threads = arguments.threads.or_else(|| std::thread::available_parallelism().ok());
    threads.map_or(1, NonZeroUsize::get)
}

fn look(space: &Space<'_>, arguments: &Explore, limits: &Limits, stop: &AtomicBool) -> Found {
    let Some(count) = arguments.walks else {
        let mut progress = Progress::new(space.rules);
        let mut show = |depth, found: &Searched| progress.show(depth, found);
        let searched = search_shown(space, limits, stop, &mut show);
        progress.finish();
        return Found::Searched(*limits, searched);
    };
    let Limits { memory_max, threads, rule, .. } = *limits;
    let walks = Walks { count: count.get(), seed: arguments.seed, threads, memory_max, rule };
    Found::Walked(walk(space, &walks, stop))
}

fn none_written() -> RuleSet {
    scenario::rules("").expect("a file without rules has no faults")
}

/// So long at most is what was found made short once somebody has said stop.
const PATIENCE: Duration = Duration::from_secs(5);

/// What a search has found that was stopped is still told, but nobody waits long for it.
fn stop_soon(stop: &Arc<AtomicBool>) {
    let stop = Arc::clone(stop);
    std::thread::spawn(move || {
        std::thread::sleep(PATIENCE);
        stop.store(true, Ordering::Relaxed);
    });
}

/// The first Ctrl-C ends the search, or makes an end of shrinking, and what was found is told; the
/// second one ends everything.
fn stop_on_ctrl_c() -> Arc<AtomicBool> {
    let stop = Arc::new(AtomicBool::new(false));
    let asked = Arc::clone(&stop);
    let was_asked = AtomicBool::new(false);
    let handled = ctrlc::set_handler(move || {
        if was_asked.swap(true, Ordering::Relaxed) {
            output::give_up();
        }
        asked.store(true, Ordering::Relaxed);
        output::say("stopping; what was found so far is told\n");
    });
    if let Err(error) = handled {
        tracing::warn!(%error, "Ctrl-C ends the search without a word");
    }
    stop
}

impl Told<'_> {
    fn is_broken(&self) -> bool {
        !self.found.violations().is_empty() || self.goals_unreached().next().is_some()
    }

    /// Goals that no history reached.
    fn goals_unreached(&self) -> impl Iterator<Item = &str> {
        let reached = &self.found.coverage().goals;
        let goals = self.space.goals.iter().enumerate();
        goals.filter(|(index, _)| !reached.contains(index)).map(|(_, goal)| goal.text.as_str())
    }

    /// Whether what was not met with never comes, in no history.
    fn is_exhausted(&self) -> bool {
        matches!(&self.found, Found::Searched(_, searched) if searched.is_exhausted())
    }

    /// Open commands of which not all arguments were tried, with the fields of which that is known.
    fn arguments_cut(&self) -> BTreeMap<&str, BTreeSet<&str>> {
        let Some(freedom) = self.space.freedom else { return BTreeMap::new() };
        let Untried { arguments, ids } = &self.found.coverage().untried;
        let kind = |number: usize| freedom.opened.get(number).map(|it| it.kind.as_str());
        let mut cut: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        let all = arguments.iter().chain(ids.iter().map(|(number, _)| number));
        for kind in all.filter_map(|number| kind(*number)) {
            cut.entry(kind).or_insert_with(|| freedom.in_part(kind));
        }
        for (number, field) in ids {
            kind(*number).and_then(|kind| cut.get_mut(kind)).map(|it| it.insert(field));
        }
        cut
    }

    /// Whether a rule was looked at.
    fn is_asked(&self, rule: usize) -> bool {
        self.only.is_none_or(|only| only == rule)
    }

    /// Rules that no search met with a break of, since it ends there, but that are broken further on
    /// in a history that is told.
    fn broken_behind(&self) -> BTreeSet<&str> {
        let rules = self.space.rules;
        let met: BTreeSet<&str> =
            self.found.violations().iter().map(|it| rules.name(it.rule)).collect();
        let told = self.counterexamples.iter().flat_map(|it| &it.broken_too);
        told.map(String::as_str).filter(|name| !met.contains(name)).collect()
    }

    /// Rules that nothing triggered.
    fn never_asked(&self) -> impl Iterator<Item = &str> {
        let (rules, behind) = (self.space.rules, self.broken_behind());
        let unasked = self.found.coverage().never_asked(rules).into_iter();
        let unasked = unasked.filter(|rule| self.is_asked(*rule));
        unasked.map(|rule| rules.name(rule)).filter(move |name| !behind.contains(name))
    }

    /// Rules that were triggered, and of which nothing became certain in any history.
    fn never_decided(&self) -> impl Iterator<Item = &str> {
        let (Coverage { rules, pending, .. }, behind) =
            (self.found.coverage(), self.broken_behind());
        let undecided = pending.difference(rules).filter(|rule| self.is_asked(**rule));
        let undecided = undecided.map(|rule| self.space.rules.name(*rule));
        undecided.filter(move |name| !behind.contains(name))
    }

    /// Those who act in the scenario and of whom nothing was accepted. What is refused is not recorded
    /// in a search, so whether they tried is not known.
    fn without_effect(&self) -> Vec<&'static str> {
        let script = self.space.script;
        let options = script.steps.iter().flat_map(|step| &step.options);
        let mut actors: Vec<_> = options.map(|option| option.by).collect();
        actors.sort();
        actors.dedup();
        actors.retain(|actor| !self.found.coverage().actors.contains(actor));
        actors.into_iter().map(report::actor_name).collect()
    }
}
