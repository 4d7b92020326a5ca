//! `tripartite completions`: what a shell completes.

use clap::CommandFactory;
use clap_complete::Shell;

use crate::arguments::Arguments;
use crate::exit::{Exit, Failure};
use crate::output;

pub fn completions(shell: Shell) -> Result<Exit, Failure> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Arguments::command(), "tripartite", &mut script);
    output::data(|out| out.write_all(&script))?;
    Ok(Exit::Done)
}
