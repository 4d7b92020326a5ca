//! `tripartite man`: manual pages, one for the program and one for each subcommand.

use std::path::Path;

use clap::CommandFactory;

use crate::arguments::Arguments;
use crate::exit::{Exit, Failure};
use crate::output;

pub fn man(folder: Option<&Path>) -> Result<Exit, Failure> {
    let command = Arguments::command();
    let Some(folder) = folder else {
        let mut page = Vec::new();
        clap_mangen::Man::new(command)
            .render(&mut page)
            .map_err(|error| output::failed(Exit::Failed, "cannot write the page", &error))?;
        output::data(|out| out.write_all(&page))?;
        return Ok(Exit::Done);
    };
    let what = format!("cannot write the pages to `{}`", folder.display());
    std::fs::create_dir_all(folder)
        .and_then(|()| clap_mangen::generate_to(command, folder))
        .map_err(|error| output::failed(Exit::Failed, &what, &error))?;
    Ok(Exit::Done)
}
