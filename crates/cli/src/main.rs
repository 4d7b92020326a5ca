//! The command line of Tripartite.
//!
//! Read `arguments` for what can be asked and `exit` for how it ends; each subcommand has a file
//! under `commands`. Data goes to the standard output, all else to the standard error.

#![expect(unreachable_pub, reason = "a binary is reached by nobody; `pub` says what a file offers")]

mod account;
mod arguments;
mod commands;
mod exit;
mod input;
mod logs;
mod output;

use std::process::ExitCode;

use clap::Parser;
use tracing_subscriber::EnvFilter;

use crate::arguments::{Arguments, Subcommands};
use crate::exit::{Exit, Failure};

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    log_of_the_program();
    let exit = run(&arguments).unwrap_or_else(|failure| {
        output::failure(&failure);
        failure.exit
    });
    exit.into()
}

fn run(arguments: &Arguments) -> Result<Exit, Failure> {
    match &arguments.command {
        Subcommands::Run(run) => commands::run::run(run),
        Subcommands::Validate(validate) => commands::validate::validate(validate),
        Subcommands::Replay(replay) => commands::replay::replay(replay),
        Subcommands::Verify(verify) => commands::verify::verify(verify),
        Subcommands::Schema => commands::schema::schema(),
        Subcommands::Completions { shell } => commands::completions::completions(*shell),
        Subcommands::Man { out } => commands::man::man(out.as_deref()),
    }
}

/// What the program says of itself, if `TRIPARTITE_LOG` asks for it: `TRIPARTITE_LOG=debug`.
fn log_of_the_program() {
    let filter =
        EnvFilter::try_from_env("TRIPARTITE_LOG").unwrap_or_else(|_| EnvFilter::new("off"));
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
}
