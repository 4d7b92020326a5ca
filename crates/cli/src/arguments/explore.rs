//! `tripartite explore`.

use std::num::{NonZeroU64, NonZeroUsize};
use std::path::PathBuf;

use clap::Args;

use super::{Format, positive, threads, whole};

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  tripartite explore scenarios/silence-broken --rules policy.rules --depth 8
  tripartite explore scenarios/ladder-72h --rules policy.rules --deviations 3 --out found
  tripartite explore scenarios/full-year --rules policy.rules --walks 2000 --seed 7
  tripartite run found

By default the likeliest option of a choice happens, and the median of what is drawn.")]
pub struct Explore {
    /// A scenario folder, or its scenario.yaml
    pub scenario: PathBuf,
    /// The file of rules, instead of `policy.rules` in the scenario's folder
    #[arg(long, value_name = "FILE")]
    pub rules: Option<PathBuf>,
    /// Look for a break of this rule alone, whatever becomes of the others
    #[arg(long, value_name = "NAME", conflicts_with = "mutate")]
    pub rule: Option<String>,
    /// Go through all histories with up to so many choices
    #[arg(long, value_name = "CHOICES", conflicts_with_all = ["deviations", "walks"], allow_negative_numbers = true, value_parser = choices)]
    pub depth: Option<u32>,
    /// Go through all histories in which so many choices differ from what happens by default
    #[arg(long, value_name = "CHOICES", conflicts_with = "walks", allow_negative_numbers = true, value_parser = choices)]
    pub deviations: Option<u32>,
    /// Walk at random so many times, or until a rule is broken, led to where nothing has been seen yet
    #[arg(long, value_name = "COUNT", allow_negative_numbers = true, value_parser = positive)]
    pub walks: Option<NonZeroU64>,
    /// The seed of the walks
    #[arg(long, default_value_t = 1, requires = "walks", conflicts_with_all = ["depth", "deviations", "symmetry", "mutate"], allow_negative_numbers = true, value_parser = whole)]
    pub seed: u64,
    /// Take nations for one another that are equal in everything, which is checked
    #[arg(long, conflicts_with_all = ["walks", "mutate"])]
    pub symmetry: bool,
    /// Take what is due at one instant in every order; to change an order is a choice
    #[arg(long, conflicts_with = "symmetry")]
    pub orders: bool,
    /// Switch off each guard of the center in turn and say which rule notices. Needs a program that
    /// was built with `--features mutations`
    #[arg(long, conflicts_with_all = ["walks", "out"])]
    pub mutate: bool,
    /// Worker threads; as many as there are cores, if left out. They change no result
    #[arg(long, value_name = "COUNT", allow_negative_numbers = true, value_parser = threads)]
    pub threads: Option<NonZeroUsize>,
    /// The memory that may be used, in MiB
    #[arg(long, value_name = "MIB", default_value = "1024", allow_negative_numbers = true, value_parser = positive)]
    pub memory: NonZeroU64,
    /// Write the counterexample to this new folder, as a scenario that `run` plays
    #[arg(long, value_name = "FOLDER")]
    pub out: Option<PathBuf>,
    #[arg(long, value_enum, default_value_t)]
    pub format: Format,
}

/// Reads how many choices there may be.
fn choices(text: &str) -> Result<u32, String> {
    text.parse().map_err(|_| format!("write a whole number from 0 to {}", u32::MAX))
}
