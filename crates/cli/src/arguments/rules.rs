//! `tripartite rules …`.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};

use super::{Format, Reading};

#[derive(Debug, Args)]
pub struct Rules {
    #[command(subcommand)]
    pub command: RulesCommand,
}

#[derive(Debug, Subcommand)]
pub enum RulesCommand {
    /// Run the examples that stand beside the rules
    #[command(after_help = "\
Examples:
  tripartite rules test policy.rules
  tripartite rules test policy.rules --format json

Exit: 1 if an example fails.")]
    Test(RuleFiles),
    /// Read each rule back in English, with its edges, a line of time and its formula
    #[command(after_help = "\
Examples:
  tripartite rules explain policy.rules
  tripartite rules explain policy.rules --rule R01")]
    Explain(ExplainRules),
    /// Lay rule files out in the one way
    #[command(after_help = "\
Examples:
  tripartite rules fmt policy.rules
  tripartite rules fmt --check scenarios/*/policy.rules
  tripartite rules fmt - < policy.rules

`-` is read from the standard input and written to the standard output.
Exit: 1 if `--check` finds a file that is laid out in another way.")]
    Fmt(FormatRules),
    /// Find what is wrong with rule files, and what is hardly meant
    #[command(after_help = "\
Example: tripartite rules lint scenarios/*/policy.rules

Exit: 3 if a file cannot be used, 1 if there are warnings only.")]
    Lint(RuleFiles),
    /// Find rules without examples, and changes of the rules that no example notices
    #[command(after_help = "\
Example: tripartite rules coverage policy.rules

Each bound is made one unit longer and shorter, `<` and `<=` are swapped, and each need,
alternative, reparation, exception, `where` and end of a scope is left out, one at a time. A
change is noticed if an example comes out otherwise.")]
    Coverage(RuleFiles),
    /// Compare what two versions of the rules say of one log
    #[command(after_help = "\
Examples:
  tripartite rules diff old.rules new.rules run.jsonl
  cat run.jsonl | tripartite rules diff old.rules new.rules - --format json")]
    Diff(DiffRules),
}

#[derive(Debug, Args)]
pub struct RuleFiles {
    /// Files of rules; `-` is the standard input
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<PathBuf>,
    #[arg(long, value_enum, default_value_t)]
    pub format: Format,
}

#[derive(Debug, Args)]
pub struct ExplainRules {
    /// A file of rules; `-` is the standard input
    pub file: PathBuf,
    /// This rule alone
    #[arg(long, value_name = "NAME")]
    pub rule: Option<String>,
    #[arg(long, value_enum, default_value_t)]
    pub format: Format,
}

#[derive(Debug, Args)]
pub struct FormatRules {
    /// Files of rules; `-` is the standard input
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<PathBuf>,
    /// Change nothing; name the files that would change
    #[arg(long)]
    pub check: bool,
}

#[derive(Debug, Args)]
pub struct DiffRules {
    /// The rules as they were
    pub old: PathBuf,
    /// The rules as they are to be
    pub new: PathBuf,
    /// A log; `-` is the standard input
    pub log: PathBuf,
    #[command(flatten)]
    pub judging: Judging,
    #[arg(long, value_enum, default_value_t)]
    pub format: Format,
}

/// How rules judge a log.
#[derive(Debug, Args)]
pub struct Judging {
    /// Nothing more happens after the log: what is pending is decided
    #[arg(long)]
    pub closed: bool,
    /// Whose log it is; told from its name and its first line if this is left out
    #[arg(long, value_enum)]
    pub from: Option<Origin>,
    /// What another system's log calls the time, the type and the fields of its events
    #[arg(long, value_name = "FILE.json")]
    pub mapping: Option<PathBuf>,
    #[command(flatten)]
    pub reading: Reading,
}

/// Who wrote a log, and how.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Origin {
    /// A run of this program
    Center,
    /// Another system: a JSON object a line, with `time`, `type` and `data`
    Jsonl,
    /// Another system: comma-separated values with a header
    Csv,
}
