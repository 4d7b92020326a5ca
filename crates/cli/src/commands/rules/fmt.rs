//! `tripartite rules fmt`: rule files in the one way.

use std::path::Path;

use super::each;
use crate::arguments::FormatRules;
use crate::exit::{Exit, Failure};
use crate::output;
use crate::target::replace;

pub fn fmt(arguments: &FormatRules) -> Result<Exit, Failure> {
    each(&arguments.files, |file| {
        let formatted = match rules::format(&file.text) {
            Ok(formatted) => formatted,
            Err(faults) => {
                output::faults(&file.name, &file.text, &faults);
                return Ok(Exit::Faults);
            }
        };
        if arguments.check {
            if formatted == file.text {
                return Ok(Exit::Done);
            }
            output::data(|out| writeln!(out, "{}", file.name))?;
            return Ok(Exit::Broken);
        }
        if file.is_standard_input {
            output::data(|out| out.write_all(formatted.as_bytes()))?;
        } else if formatted != file.text {
            replace(Path::new(&file.name), &formatted).map_err(|error| {
                Failure::new(Exit::Failed, format!("cannot write `{}`: {error}", file.name))
            })?;
        }
        Ok(Exit::Done)
    })
}
