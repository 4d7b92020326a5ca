//! `tripartite diff`: what is different between two logs.

use std::path::Path;

use report::{Difference, Side};
use rules::{RuleSet, Standing};
use simulator::record::CenterRecord;
use simulator::watch::Watch;

use crate::arguments::{Diff, Format};
use crate::exit::{Exit, Failure};
use crate::history::History;
use crate::output::Sink;
use crate::{output, policy};

pub fn diff(arguments: &Diff) -> Result<Exit, Failure> {
    let Diff { here, there, rules, reading, format } = arguments;
    if here == Path::new("-") && there == Path::new("-") {
        return Err(Failure::new(Exit::Usage, "the standard input can be read only once")
            .help("save one of the logs to a file"));
    }
    let rules = rules.as_deref().map(policy::rules).transpose()?;
    let (here, there) = (History::read(here, reading)?, History::read(there, reading)?);
    let judged = |history: &History| verdicts(rules.as_deref(), &history.records);
    let rules = [judged(&here)?, judged(&there)?];
    let names = [&here, &there].map(|history| history.path.display().to_string());
    let side = |number: usize, history| side(&names[number], history, rules[number].as_deref());
    let difference = Difference::between(&side(0, &here), &side(1, &there));
    match format {
        Format::Json => output::json(&serde_json::to_value(&difference).unwrap_or_default())?,
        Format::Text => {
            let mut sink = Sink::new();
            let written = difference.write(&mut sink);
            sink.note(written);
            sink.close()?;
        }
    }
    Ok(Exit::Done)
}

fn side<'a>(name: &'a str, history: &'a History, rules: Option<&'a [Judged]>) -> Side<'a> {
    Side { name, records: &history.records, rules, expectations: None }
}

/// A rule, and what came of it.
pub type Judged = (String, Standing);

/// What came of each rule; none where no rules are asked.
pub fn verdicts(
    rules: Option<&RuleSet>,
    records: &[CenterRecord],
) -> Result<Option<Vec<Judged>>, Failure> {
    let Some(rules) = rules else {
        return Ok(None);
    };
    let mut watch = Watch::<rules::Audit<'_>>::new(rules);
    for record in records {
        watch
            .take(record)
            .map_err(|error| output::failed(Exit::Faults, "the log cannot be judged", &error))?;
    }
    let results = watch.judge.results().rules.into_iter();
    Ok(Some(results.map(|rule| (rule.rule, rule.verdict)).collect()))
}
