//! The program as people run it: what it prints, what it says of bad input, how it ends.

mod bad_logs;
mod branching;
mod campaign;
mod campaign_folder;
mod command_line;
mod comparing;
mod counterexamples;
mod desk;
mod edited;
mod enforced;
mod explaining;
mod exploring;
mod exports;
mod foreign_logs;
mod instants;
mod json_page;
mod kept_runs;
#[cfg(target_os = "linux")]
mod memory;
mod mutated;
mod narrowed;
mod orders;
mod other_systems;
mod paired;
mod policy;
mod preventing;
mod redrawn;
mod refusals;
mod rules;
#[cfg(unix)]
mod sealing;
mod seats;
mod splitting;
mod stores;
#[cfg(unix)]
mod strangers;
mod streams;
mod unfinished;
mod unmet;
mod varied;
mod watched;
