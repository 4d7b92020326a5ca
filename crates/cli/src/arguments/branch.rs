//! Histories that are continued differently, and compared.

use std::num::NonZeroUsize;
use std::path::PathBuf;

use clap::{ArgGroup, Args};

use super::{Format, Reading, threads, whole};
use crate::edits::{Assigned, assigned};

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  tripartite run scenarios/ladder-72h --log run.jsonl
  tripartite branch run.jsonl --at T+90:00 --choose washington/decide/delay@strike#1=10h
  tripartite branch run.jsonl --at 120 --inject what-if.yaml --log branch.jsonl
  tripartite branch run.jsonl --at T+24:00 --set quiet-period=12h --runs 200

What one command comes to is never parted: who branches off in the middle of it branches off
behind it. A choice that was made before the branch cannot be made otherwise. The log is held in
memory, at less than a kilobyte a record.")]
pub struct Branch {
    /// A log; `-` is the standard input
    pub log: PathBuf,
    /// Keep what was recorded by then (an instant, `T+30:00`, `D+1 09:30`), or up to this
    /// position (`120`); 0 keeps nothing but the draws
    #[arg(long, value_name = "POSITION|TIME", allow_negative_numbers = true)]
    pub at: String,
    /// Add a timeline, written as in a scenario: `timeline:` and its entries
    #[arg(long, value_name = "FILE")]
    pub inject: Option<PathBuf>,
    /// Choose otherwise: the key of a choice as in the log, and a duration, `yes` or `no`, or the
    /// number of an option; of an instant in a window, the time since the window began, or `T+30:00`
    #[arg(long, value_name = "KEY=VALUE", value_parser = assigned)]
    pub choose: Vec<Assigned>,
    /// Set a parameter of the center from there on
    #[arg(long, value_name = "PARAMETER=VALUE", value_parser = assigned)]
    pub set: Vec<Assigned>,
    /// Draw what is chosen from there on from another seed; with `--runs`, on both sides of each
    /// pair
    #[arg(long, value_name = "NUMBER", allow_negative_numbers = true, value_parser = whole)]
    pub seed: Option<u64>,
    /// The scenario of the log, if it is not `scenarios/NAME`
    #[arg(long, value_name = "SCENARIO")]
    pub scenario: Option<PathBuf>,
    /// Judge both histories by these policy rules, not by those beside the scenario; a log that was
    /// written with `run --rules` and enforced rules takes the same file here
    #[arg(long, value_name = "FILE")]
    pub rules: Option<PathBuf>,
    /// Write the branch to a new log
    #[arg(long = "log", value_name = "FILE.jsonl|FILE.db")]
    pub out: Option<PathBuf>,
    /// Continue both histories so many times from the branch point, with the same draws in each
    /// pair, and estimate the differences
    #[arg(long, value_name = "NUMBER", allow_negative_numbers = true, value_parser = clap::value_parser!(u32).range(2..=1_000_000))]
    pub runs: Option<u32>,
    #[command(flatten)]
    pub reading: Reading,
    #[arg(long, value_enum, default_value_t)]
    pub format: Format,
}

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  tripartite diff run.jsonl branch.jsonl
  tripartite diff run.jsonl other.jsonl --rules policy.rules --format json

Events are compared by what they say and when, not by their positions. Both logs are held in
memory, at less than a kilobyte a record. The command ends with 0 whether or not they differ; `same` of
`--format json` tells.")]
pub struct Diff {
    /// A log; one of the two may be `-`, the standard input
    pub here: PathBuf,
    /// The other log
    pub there: PathBuf,
    /// Judge both by these policy rules
    #[arg(long, value_name = "FILE")]
    pub rules: Option<PathBuf>,
    #[command(flatten)]
    pub reading: Reading,
    #[arg(long, value_enum, default_value_t)]
    pub format: Format,
}

#[derive(Debug, Args)]
#[command(group = ArgGroup::new("asked").args(["deadline", "rule"]).required(true))]
#[command(after_help = "\
Examples:
  tripartite why run.jsonl --deadline tier-three:strike
  tripartite why run.jsonl --rule warned --runs 100 --format json

Each choice and each delay that came before is made otherwise alone: another option, acting or not,
another delay (the ninth tenth, the middle and the tenth of its distribution; twice, half and none
of one that is certain), with `--orders` another one that goes first. All else is drawn as it was.
With `--runs` the rest is drawn anew as well, with and without the change, pair by pair. At most
20,000 continuations are played; where that is not enough, the earliest choices are left out, and
it is said how many.")]
pub struct Why {
    /// A log; `-` is the standard input
    pub log: PathBuf,
    /// A deadline that was missed, as `CLOCK:SUBJECT`, such as `tier-three:strike`
    #[arg(long, value_name = "ID")]
    pub deadline: Option<String>,
    /// A policy rule that was broken
    #[arg(long, value_name = "NAME")]
    pub rule: Option<String>,
    /// The scenario of the log, if it is not `scenarios/NAME`
    #[arg(long, value_name = "SCENARIO")]
    pub scenario: Option<PathBuf>,
    /// The file of policy rules, if it does not lie beside the scenario
    #[arg(long, value_name = "FILE")]
    pub rules: Option<PathBuf>,
    /// So many continuations of each change, the first with the draws of the log
    #[arg(long, value_name = "NUMBER", default_value_t = 1, allow_negative_numbers = true, value_parser = clap::value_parser!(u32).range(1..=10_000))]
    pub runs: u32,
    /// Change the order of what was due at one instant too
    #[arg(long)]
    pub orders: bool,
    /// On how many threads; left out: as many as there are processors
    #[arg(long, value_name = "NUMBER", allow_negative_numbers = true, value_parser = threads)]
    pub threads: Option<NonZeroUsize>,
    #[command(flatten)]
    pub reading: Reading,
    #[arg(long, value_enum, default_value_t)]
    pub format: Format,
}
