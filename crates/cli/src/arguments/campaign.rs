//! How a campaign is asked for.

use std::num::{NonZeroU64, NonZeroUsize};
use std::path::PathBuf;

use campaign::design::Design;
use campaign::statistics::Confidence;
use campaign::stopping::Width;
use clap::Args;
use diagnostic::nearest;
use kernel::SimDuration;

use super::{Format, positive, threads, whole};

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  tripartite campaign scenarios/ladder-72h --runs 1000
  tripartite campaign scenarios/ladder-72h --runs 2000 --design one-at-a-time
  tripartite campaign scenarios/ladder-72h --runs 500 --vary washington/decide/chance=50%,100%
  tripartite campaign scenarios/ladder-72h --runs 100000 --out results
  tripartite campaign scenarios/ladder-72h --runs 100000 --out results --resume
  tripartite campaign rare.yaml --runs 10000 --split

The table of a campaign depends on the scenario, its rules, the design, the seed and the number of
runs, and on nothing else; the digest in the last line is the BLAKE3 hash of that table.
docs/campaigns.md says what the figures mean.")]
pub struct Campaign {
    /// A scenario folder, or its scenario.yaml
    pub scenario: PathBuf,
    /// How many run numbers; a design may play several runs with each
    #[arg(long, allow_negative_numbers = true, value_parser = whole)]
    pub runs: u64,
    /// How runs differ: replications, one-at-a-time, factorial, latin, sobol, sobol-scrambled,
    /// morris or saltelli. Left out: one-at-a-time with `--vary`, otherwise replications
    #[arg(long, value_parser = design)]
    pub design: Option<Design>,
    /// Compare these values of a place instead of the levers of the scenario
    #[arg(long, value_name = "KEY=VALUE,…")]
    pub vary: Vec<String>,
    /// The seed from which everything uncertain is drawn
    #[arg(long, default_value_t = 1, allow_negative_numbers = true, value_parser = whole)]
    pub seed: u64,
    /// On how many threads; left out: as many as there are processors
    #[arg(long, allow_negative_numbers = true, value_parser = threads)]
    pub threads: Option<NonZeroUsize>,
    /// Keep the table, the manifest and the summary in this folder
    #[arg(long, value_name = "FOLDER")]
    pub out: Option<PathBuf>,
    /// Go on with the campaign in the folder
    #[arg(long, requires = "out")]
    pub resume: bool,
    /// The outcome of which effects and stopping rules are told; left out: the first
    #[arg(long, value_name = "NAME")]
    pub outcome: Option<String>,
    /// Of all intervals, how many are to hold the true value
    #[arg(long, value_name = "SHARE", default_value = "95%", allow_hyphen_values = true, value_parser = confidence)]
    pub confidence: Confidence,
    /// How likely the last of the scenario's `levels` is, however rare: copies the runs that reach one, so
    /// many of them at each level
    #[arg(long, conflicts_with_all = BESIDE_SPLIT)]
    pub split: bool,
    /// How often that is done, for its interval; the runs are shared among them
    #[arg(long, default_value_t = 20, allow_negative_numbers = true, value_parser = repetitions, requires = "split", conflicts_with_all = BESIDE_SPLIT)]
    pub repetitions: u32,
    /// Stop when the outcome is known so well: `1%` of a chance or a share, a number of what is
    /// counted, a duration such as `30min` of a span, or of the median of a time
    #[arg(long, value_name = "HALF-WIDTH", allow_hyphen_values = true, value_parser = width, conflicts_with = "decide")]
    pub until_within: Option<Width>,
    /// Stop when a sequential test decides between two chances of the outcome
    #[arg(long, value_name = "LOW,HIGH", allow_hyphen_values = true, value_parser = chances)]
    pub decide: Option<(f64, f64)>,
    /// The risk of a wrong decision
    #[arg(long, value_name = "SHARE", default_value = "5%", allow_hyphen_values = true, value_parser = risk, requires = "decide", conflicts_with_all = ["split", "until_within"])]
    pub risk: f64,
    /// Give up a run that comes to more events
    #[arg(long, default_value = "10000000", allow_negative_numbers = true, value_parser = positive)]
    pub events_max: NonZeroU64,
    /// Give up a run that takes longer; the table may then differ from machine to machine
    #[arg(long, allow_negative_numbers = true, value_parser = positive)]
    pub seconds_max: Option<NonZeroU64>,
    /// Judge runs by the policy rules of this file instead of those in the scenario's folder
    #[arg(long, value_name = "FILE.rules")]
    pub rules: Option<PathBuf>,
    #[arg(long, value_enum, default_value_t)]
    pub format: Format,
}

/// What has no part in `--split`, and so none in what requires it: what is required counts as given
/// for clap where it conflicts with something that is there.
const BESIDE_SPLIT: [&str; 5] = ["design", "vary", "outcome", "until_within", "decide"];

fn design(text: &str) -> Result<Design, String> {
    let names = || Design::ALL.iter().map(|(_, name)| *name);
    let found = Design::ALL.iter().find(|(_, name)| *name == text);
    found.map(|(design, _)| *design).ok_or_else(|| match nearest(text, names()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("designs are {}", names().collect::<Vec<_>>().join(", ")),
    })
}

/// More repetitions make no interval narrower that runs would not.
const REPETITIONS_MAX: u32 = 100_000;

fn repetitions(text: &str) -> Result<u32, String> {
    let count = text.parse().ok().filter(|count| *count <= REPETITIONS_MAX);
    count.ok_or_else(|| format!("write a whole number up to {REPETITIONS_MAX}"))
}

/// A share, a number or a duration.
fn width(text: &str) -> Result<Width, String> {
    let span = || scenario::duration(text).filter(|span| *span != SimDuration::ZERO);
    match size(text) {
        Ok(share) if text.ends_with('%') => Ok(Width::Share(share)),
        Ok(number) => Ok(Width::Number(number)),
        Err(_) => span().map(Width::Span).ok_or_else(|| {
            "write a share such as `1%`, a number above 0 or a duration such as `30min`".into()
        }),
    }
}

/// `2.5%`, or a number.
fn size(text: &str) -> Result<f64, String> {
    let (number, unit) = match text.strip_suffix('%') {
        Some(number) => (number.trim_end(), 100.0),
        None => (text, 1.0),
    };
    let found = number.parse::<f64>().ok().filter(|size| size.is_finite() && 0.0 < *size);
    found
        .map(|size| size / unit)
        .ok_or_else(|| "write a share such as `1%`, or a number above 0".into())
}

fn share(text: &str) -> Result<f64, String> {
    size(text).ok().filter(|share| *share < 1.0).ok_or_else(|| "write a share such as `5%`".into())
}

fn confidence(text: &str) -> Result<Confidence, String> {
    let wanted = || "write a share below 100%, such as `95%`".to_string();
    Confidence::new(share(text).map_err(|_| wanted())?).ok_or_else(wanted)
}

fn risk(text: &str) -> Result<f64, String> {
    share(text).and_then(|risk| if risk < 0.5 { Ok(risk) } else { Err("below 50%".into()) })
}

fn chances(text: &str) -> Result<(f64, f64), String> {
    let wrong = || "write two chances, the lower one first: `30%,40%`".to_string();
    let (low, high) = text.split_once(',').ok_or_else(wrong)?;
    let (low, high) = (share(low)?, share(high)?);
    if low < high { Ok((low, high)) } else { Err(wrong()) }
}
