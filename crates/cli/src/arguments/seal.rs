//! `tripartite seal …`.

use std::path::PathBuf;

use clap::Args;

use super::Reading;

#[derive(Debug, Args)]
#[command(override_usage = "\
tripartite seal [OPTIONS] --key <FILE> <LOG>
       tripartite seal --new-key <FILE>")]
#[command(after_help = "\
Examples:
  tripartite seal --new-key center.key
  tripartite seal run.jsonl --key center.key > run.seal
  tripartite verify run.jsonl --seal run.seal --key center.key.pub

A seal is kept by somebody who cannot change the log. The secret key is readable by its owner alone;
the public one stands beside it, with `.pub` behind its name. Keys are PEM files, as they are made by
`openssl genpkey -algorithm ed25519` too.")]
pub struct Seal {
    /// A log; `-` is the standard input
    #[arg(required_unless_present = "new_key")]
    pub log: Option<PathBuf>,
    /// The secret key
    #[arg(long, value_name = "FILE", required_unless_present = "new_key")]
    pub key: Option<PathBuf>,
    /// Make a new key and write it to this file
    #[arg(long, value_name = "FILE", conflicts_with_all = ["log", "key", "at"])]
    pub new_key: Option<PathBuf>,
    /// Say in the seal that it was made at this instant, such as `2026-01-06T14:00:00+01:00`
    #[arg(long, value_name = "TIME")]
    pub at: Option<String>,
    #[command(flatten)]
    pub reading: Reading,
}
