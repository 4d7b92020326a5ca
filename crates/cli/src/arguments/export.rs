//! `tripartite export …`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use domain::Viewer;

use super::{Reading, viewer, whole};

/// What a log is written as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ExportFormat {
    /// A table, one row a record (RFC 4180)
    Csv,
    /// The log itself, byte for byte
    Jsonl,
    /// A sequence diagram: who asked what of the center, and what came
    Mermaid,
    /// Objects and their events for process mining (OCEL 2.0, JSON)
    Ocel,
    /// A store; the log comes back from it byte for byte
    Sqlite,
}

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  tripartite export run.jsonl --to csv --out run.csv
  tripartite export run.jsonl --to ocel --seat ua > run.json
  tripartite export run.jsonl --to mermaid --limit 50
  tripartite export run.jsonl --to sqlite --out run.db
  tripartite export run.db --to jsonl --out run.jsonl
  cat run.jsonl | tripartite export - --to csv | head

docs/export.md says what stands in each format.")]
pub struct Export {
    /// A log; `-` is the standard input
    pub log: PathBuf,
    #[arg(long, value_enum, value_name = "FORMAT")]
    pub to: ExportFormat,
    /// Write to a new file, which appears once it is whole
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
    /// Only what this seat or nation may know: `us`, `ua`, `coalition`, `pl`. A view is no log, so
    /// not as `jsonl` or `sqlite`
    #[arg(long, value_name = "SEAT", value_parser = viewer)]
    pub seat: Option<Viewer>,
    /// At most so many messages of a diagram, if not 300; the rest is counted. Other formats have all
    #[arg(long, value_name = "COUNT", allow_negative_numbers = true, value_parser = whole)]
    pub limit: Option<u64>,
    #[command(flatten)]
    pub reading: Reading,
}
