//! `tripartite rules explain`: each rule read back.

use diagnostic::nearest;
use rules::Explanation;
use serde_json::json;

use crate::arguments::{ExplainRules, Format};
use crate::exit::{Exit, Failure};
use crate::{output, policy};

pub fn explain(arguments: &ExplainRules) -> Result<Exit, Failure> {
    let rules = policy::rules(&arguments.file)?;
    let mut explained: Vec<Explanation> =
        (0..rules.len()).filter_map(|rule| rules.explain(rule)).collect();
    if let Some(name) = &arguments.rule {
        let near = nearest(name, explained.iter().map(|it| it.rule.as_str())).map(String::from);
        explained.retain(|it| it.rule == *name);
        if explained.is_empty() {
            let failure = Failure::new(
                Exit::Usage,
                format!("`{}` has no rule `{name}`", arguments.file.display()),
            );
            return Err(match near {
                Some(near) => failure.help(format!("did you mean `{near}`?")),
                None => failure.help("leave `--rule` out to see all of them"),
            });
        }
    }
    match arguments.format {
        Format::Json => output::json(&json!(explained))?,
        Format::Text => output::data(|out| {
            for (number, explanation) in explained.iter().enumerate() {
                let gap = if number == 0 { "" } else { "\n" };
                write!(out, "{gap}{explanation}")?;
            }
            Ok(())
        })?,
    }
    Ok(Exit::Done)
}
