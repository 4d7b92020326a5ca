//! The command line.

mod branch;
mod campaign;
mod explore;
mod export;
mod rules;
mod seal;
mod seed;

use std::num::{NonZeroU64, NonZeroUsize};
use std::path::PathBuf;

use ::campaign::runner::THREADS_MAX;
use clap::{Args, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;
use domain::Viewer;
use scenario::near_body;
use seed::seed;

pub use branch::{Branch, Diff, Why};
pub use campaign::Campaign;
pub use explore::Explore;
pub use export::{Export, ExportFormat};
pub use rules::{
    DiffRules, ExplainRules, FormatRules, Judging, Origin, RuleFiles, Rules, RulesCommand,
};
pub use seal::Seal;
pub use seed::Seed;

/// Simulates the coordination center "US – Ukraine – Coalition".
///
/// Data goes to the standard output, all else to the standard error.
///
/// Exit: 0 done; 1 something was judged and is not as it should be: an expectation was missed, a rule broken, or a
/// log that `verify` reads is unfinished (others, such as `replay` and `check`, say so and go by what there is);
/// 2 wrong usage; 3 a scenario, a log, a file of rules or a seal has faults; 4 a file cannot be opened, read or
/// written, or is there already.
#[derive(Debug, Parser)]
#[command(name = "tripartite", version, arg_required_else_help = true)]
pub struct Arguments {
    #[command(subcommand)]
    pub command: Subcommands,
}

#[derive(Debug, Subcommand)]
pub enum Subcommands {
    /// Play a scenario and tell what happened and why
    Run(Run),
    /// Play a scenario very often, and say what its runs come to together
    Campaign(Campaign),
    /// Find every fault of scenario files at once
    Validate(Validate),
    /// Show what was known at an instant of a log
    Replay(Replay),
    /// Say why a record of a log came, and what followed from it
    Explain(Explain),
    /// Check that a log is whole and that the center would decide it so again
    Verify(Verify),
    /// Continue a recorded history differently, and tell what became of it
    Branch(Branch),
    /// Tell what is different between two logs
    Diff(Diff),
    /// Find the single choices that would have prevented a missed deadline or a broken rule
    Why(Why),
    /// Check a log against policy rules
    Check(Check),
    /// Test, explain, lay out and compare files of policy rules
    Rules(Rules),
    /// Write a log in the format of another tool
    Export(Export),
    /// Sign the head of a log, or make a key for it
    Seal(Seal),
    /// Search all histories of a scenario for one that breaks a policy rule
    Explore(Explore),
    /// Print the JSON Schema of scenario.yaml
    #[command(after_help = "Example: tripartite schema > scenario.schema.json")]
    Schema,
    /// Print the completions of a shell
    #[command(
        after_help = "Example: tripartite completions bash > /etc/bash_completion.d/tripartite"
    )]
    Completions { shell: Shell },
    /// Print the manual page, or write all pages to a folder
    #[command(after_help = "\
Examples:
  tripartite man | man -l -
  tripartite man --out /usr/local/share/man/man1")]
    Man {
        /// The folder
        #[arg(long, value_name = "FOLDER")]
        out: Option<PathBuf>,
    },
}

/// Reads the word of a seat or a nation.
fn viewer(text: &str) -> Result<Viewer, String> {
    text.parse().map_err(|_| match near_body(text, Viewer::names()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => "write `us`, `ua`, `coalition` or the code of a nation, such as `pl`".to_string(),
    })
}

/// Reads a number, such as a seed.
fn whole(text: &str) -> Result<u64, String> {
    text.parse().map_err(|_| format!("write a whole number from 0 to {}", u64::MAX))
}

/// Reads a limit or a count, of which there is at least one.
fn positive(text: &str) -> Result<NonZeroU64, String> {
    text.parse().map_err(|_| format!("write a whole number from 1 to {}", u64::MAX))
}

/// Reads how many threads there are to be.
fn threads(text: &str) -> Result<NonZeroUsize, String> {
    let count = text.parse().ok().filter(|count: &NonZeroUsize| count.get() <= THREADS_MAX);
    count.ok_or_else(|| format!("write a whole number from 1 to {THREADS_MAX}"))
}

/// What is printed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Format {
    #[default]
    Text,
    Json,
}

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  tripartite run scenarios/paris-summit
  tripartite run scenarios/ladder-72h --seed 7 --log run.jsonl
  tripartite run scenarios/ladder-72h --log run.db
  tripartite run scenarios/day-one --log - | tripartite verify -
  tripartite run scenarios/day-one --until T+06:00 --format json
  tripartite run scenarios/disputed-breach --seat ua")]
pub struct Run {
    /// A scenario folder, or its scenario.yaml
    pub scenario: PathBuf,
    /// The seed from which everything uncertain is drawn; `7/12` is run 12 of a campaign with seed 7
    #[arg(long, value_name = "SEED", default_value_t = Seed { seed: 1, run: 0 }, allow_negative_numbers = true, value_parser = seed)]
    pub seed: Seed,
    /// Stop here: an instant, `T+06:00` from the start, or `D+1 09:30`
    #[arg(long, value_name = "TIME")]
    pub until: Option<String>,
    /// Write the log to a new file: of lines, or, if its name ends with `.db`, a SQLite store. `-`
    /// prints the log instead of the account
    #[arg(long, value_name = "FILE.jsonl|FILE.db")]
    pub log: Option<PathBuf>,
    /// Judge the run by the policy rules of this file instead of those of the scenario; what the
    /// scenario expects of its own rules is then not asked
    #[arg(long, value_name = "FILE.rules")]
    pub rules: Option<PathBuf>,
    /// Show only what this seat or nation may know: `us`, `ua`, `coalition`, `pl`. The log stays
    /// whole, expectations are not judged, and rules are judged by what the seat may see
    #[arg(long, value_name = "SEAT", value_parser = viewer)]
    pub seat: Option<Viewer>,
    #[arg(long, value_enum, default_value_t)]
    pub format: Format,
}

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  tripartite validate scenarios/*
  tripartite validate my-scenario.yaml --format json")]
pub struct Validate {
    /// Scenario folders or files
    #[arg(required = true, value_name = "SCENARIO")]
    pub scenarios: Vec<PathBuf>,
    #[arg(long, value_enum, default_value_t)]
    pub format: Format,
}

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  tripartite replay run.jsonl --at T+24:00
  tripartite replay run.jsonl --to 120 --format json
  tripartite replay run.jsonl --seat coalition --at T+24:00
  cat run.jsonl | tripartite replay -")]
pub struct Replay {
    /// A log; `-` is the standard input
    pub log: PathBuf,
    /// Only what was recorded by then: an instant, `T+24:00` from the start, or `D+1 09:30`
    #[arg(long, value_name = "TIME", conflicts_with = "to", allow_negative_numbers = true)]
    pub at: Option<String>,
    /// Only the records up to this position, as the account counts them
    #[arg(long, value_name = "POSITION", allow_negative_numbers = true, value_parser = up_to)]
    pub to: Option<u64>,
    /// Show only what this seat or nation may know: `us`, `ua`, `coalition`, `pl`
    #[arg(long, value_name = "SEAT", value_parser = viewer)]
    pub seat: Option<Viewer>,
    /// Show how the policy rules of this file stood by then; a broken one is no failure here, but of
    /// `check`
    #[arg(long, value_name = "FILE.rules")]
    pub rules: Option<PathBuf>,
    #[command(flatten)]
    pub reading: Reading,
    #[arg(long, value_enum, default_value_t)]
    pub format: Format,
}

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  tripartite explain run.jsonl 120
  tripartite explain run.jsonl 120 --format json
  tripartite explain run.jsonl 98 --seat ua
  cat run.jsonl | tripartite explain - 120

A file is read twice, in the memory of 8 bytes for each record up to this one and some 50 for
each that followed from it; the standard input is held in memory whole.")]
pub struct Explain {
    /// A log; `-` is the standard input
    pub log: PathBuf,
    /// The number of the record, as in `#120` of an account
    #[arg(allow_negative_numbers = true, value_parser = position)]
    pub position: u64,
    /// Show only what this seat or nation may know, counted as in its account: `us`, `ua`,
    /// `coalition`, `pl`
    #[arg(long, value_parser = viewer)]
    pub seat: Option<Viewer>,
    #[command(flatten)]
    pub reading: Reading,
    #[arg(long, value_enum, default_value_t)]
    pub format: Format,
}

/// A position up to which records are shown, with or without its sign; 0 shows none.
fn up_to(text: &str) -> Result<u64, String> {
    let number = text.strip_prefix('#').unwrap_or(text).parse();
    number.map_err(|_| "write the number of a record, such as 120".to_string())
}

/// A position, with or without its sign.
fn position(text: &str) -> Result<u64, String> {
    match text.strip_prefix('#').unwrap_or(text).parse() {
        Ok(0) => Err("records are counted from 1".to_string()),
        Ok(position) => Ok(position),
        Err(_) => Err("write the number of a record, such as 120".to_string()),
    }
}

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  tripartite verify run.jsonl
  tripartite verify run.jsonl --scenario scenarios/ladder-72h
  tripartite verify branch.jsonl --parent run.jsonl
  tripartite verify run.db --seal run.seal --key center.key.pub

A chain shows changed, dropped, added and swapped lines. It cannot show that someone has
rewritten the whole log. One that was cut within what a command came to ends too early, with
exit 3; one that was cut behind it shows only by having no `run.ended`: it is reported as
unfinished, with exit 1. Both show against a seal that somebody else keeps (`tripartite seal`).")]
pub struct Verify {
    /// A log; `-` is the standard input
    pub log: PathBuf,
    /// Also play this scenario again, drawn anew from the seed of the log, and compare every record
    #[arg(long, value_name = "SCENARIO")]
    pub scenario: Option<PathBuf>,
    /// Follow a branch to the log that it left, and to that one's parent: the chain values that it
    /// names, and the records that they share
    #[arg(long, value_name = "LOG")]
    pub parent: Vec<PathBuf>,
    /// Also compare the log with this seal; may be given several times
    #[arg(long, value_name = "FILE")]
    pub seal: Vec<PathBuf>,
    /// The public key of whoever sealed the log; without it, a seal is taken at its own word
    #[arg(long, value_name = "PUBLIC KEY", requires = "seal")]
    pub key: Option<PathBuf>,
    /// Also decide again what enforced rules have refused, by the rules of this file. Left out, such
    /// refusals are taken from the log, or decided by the rules of the scenario
    #[arg(long, value_name = "FILE.rules")]
    pub rules: Option<PathBuf>,
    #[command(flatten)]
    pub reading: Reading,
    #[arg(long, value_enum, default_value_t)]
    pub format: Format,
}

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  tripartite check run.jsonl --rules policy.rules
  tripartite check run.jsonl --rules policy.rules --closed --format json
  tripartite check visits.csv --rules visits.rules
  zcat log.gz | tripartite check - --from jsonl --mapping names.json --rules ours.rules")]
pub struct Check {
    /// A log; `-` is the standard input
    pub log: PathBuf,
    /// The file of rules
    #[arg(long, value_name = "FILE")]
    pub rules: PathBuf,
    #[command(flatten)]
    pub judging: Judging,
    #[arg(long, value_enum, default_value_t)]
    pub format: Format,
}

/// How a log is read.
#[derive(Debug, Args)]
pub struct Reading {
    /// Drop a last line that is half-written, instead of refusing the log
    #[arg(long)]
    pub drop_cut_line: bool,
}
