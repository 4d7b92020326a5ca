//! The command line of Tripartite.
//!
//! Read `arguments` for what can be asked and `exit` for how it ends; each subcommand has a file
//! under `commands`. Data goes to the standard output, all else to the standard error.

#![expect(unreachable_pub, reason = "a binary is reached by nobody; `pub` says what a file offers")]

mod account;
mod again;
mod arguments;
mod commands;
mod edits;
mod exit;
mod history;
mod input;
mod judging;
mod keys;
mod lineage;
mod logs;
mod output;
mod pairs;
mod policy;
mod seals;
mod seat;
mod staged;
mod target;
mod together;
mod written;

use std::io::IsTerminal;
use std::process::ExitCode;

use clap::Parser;
use tracing_subscriber::EnvFilter;

use crate::arguments::{Arguments, Subcommands};
use crate::exit::{Exit, Failure};

/// A center is many small maps and lists: runs take a fifth less time than with the allocator of
/// the system.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    log_of_the_program();
    let ended = match Arguments::try_parse() {
        Ok(arguments) => run(&arguments),
        Err(answer) => answered(&answer),
    };
    let exit = ended.unwrap_or_else(|failure| {
        output::failure(&failure);
        failure.exit
    });
    exit.into()
}

/// Prints the help or the version that was asked for, or what is wrong with the command line.
fn answered(answer: &clap::Error) -> Result<Exit, Failure> {
    let text = answer.render().ansi().to_string();
    if answer.use_stderr() {
        output::say(&text);
        return Ok(Exit::Usage);
    }
    output::data(|out| out.write_all(text.as_bytes()))?;
    Ok(Exit::Done)
}

fn run(arguments: &Arguments) -> Result<Exit, Failure> {
    match &arguments.command {
        Subcommands::Run(run) => commands::run::run(run),
        Subcommands::Campaign(campaign) => commands::campaign::campaign(campaign),
        Subcommands::Validate(validate) => commands::validate::validate(validate),
        Subcommands::Replay(replay) => commands::replay::replay(replay),
        Subcommands::Explain(explain) => commands::explain::explain(explain),
        Subcommands::Verify(verify) => commands::verify::verify(verify),
        Subcommands::Branch(branch) => commands::branch::branch(branch),
        Subcommands::Diff(diff) => commands::diff::diff(diff),
        Subcommands::Why(why) => commands::why::why(why),
        Subcommands::Check(check) => commands::check::check(check),
        Subcommands::Rules(rules) => commands::rules::rules(rules),
        Subcommands::Export(export) => commands::export::export(export),
        Subcommands::Seal(seal) => commands::seal::seal(seal),
        Subcommands::Explore(explore) => commands::explore::explore(explore),
        Subcommands::Schema => commands::schema::schema(),
        Subcommands::Completions { shell } => commands::completions::completions(*shell),
        Subcommands::Man { out } => commands::man::man(out.as_deref()),
    }
}

/// What the program says of itself, if `TRIPARTITE_LOG` or `RUST_LOG` asks for it, as in
/// `TRIPARTITE_LOG=debug`.
fn log_of_the_program() {
    let asked =
        EnvFilter::try_from_env("TRIPARTITE_LOG").or_else(|_| EnvFilter::try_from_default_env());
    tracing_subscriber::fmt()
        .with_env_filter(asked.unwrap_or_else(|_| EnvFilter::new("off")))
        .with_ansi(std::io::stderr().is_terminal())
        .with_writer(std::io::stderr)
        .init();
}
