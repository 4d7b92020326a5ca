//! Shows a log to rules, whoever wrote it.

use std::path::Path;

use rules::{Audit, RuleSet, Standing};
use simulator::watch::Watch;

use crate::arguments::Judging;
use crate::exit::Failure;
use crate::logs::{Fault, Records};

/// What each of several sets of rules says of one log, which is read once.
pub fn judged<'r>(
    log: &Path,
    judging: &Judging,
    sets: &[&'r RuleSet],
) -> Result<Vec<Audit<'r>>, Failure> {
    let mut watches: Vec<Watch<'r>> = sets.iter().map(|rules| Watch::new(rules)).collect();
    let mut records = Records::open(log, &judging.reading)?;
    while let Some(record) = records.next()? {
        for watch in &mut watches {
            watch
                .take(&record)
                .map_err(|error| Fault::new(&error.to_string()).at(log, record.position))?;
        }
    }
    let mut audits: Vec<Audit<'r>> = watches.into_iter().map(|watch| watch.judge).collect();
    if judging.closed {
        for audit in &mut audits {
            audit.close();
        }
    }
    Ok(audits)
}

/// What came of a rule, in a word.
pub fn word(standing: Standing) -> &'static str {
    match standing {
        Standing::Broken => "BROKEN",
        Standing::Pending => "pending",
        Standing::Kept => "kept",
        Standing::Vacuous => "never triggered",
    }
}
