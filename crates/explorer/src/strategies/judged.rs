//! Policy rules over the records of a walk.

use domain::strategies::{Record, Walk};
use rules::{RuleSet, Verdict};
use simulator::record::{Body, CenterRecord};
use simulator::watch::Watch;

use crate::space::Judged;
use crate::variant::is_broken;

/// What of the rules is certainly broken by now; each violation once, in the order of instants.
///
/// A duty whose last instant is still to come is not broken yet: [`Walk::through`] goes on for years.
pub fn broken(rules: &RuleSet, walk: &Walk) -> Vec<Verdict> {
    let mut watch: Watch<'_, Judged<'_>> = Watch::new(rules);
    for record in &walk.history {
        watch.take(&center_record(record)).expect("a walk records in order");
    }
    watch.pass(walk.now);
    watch.judge.fresh.into_iter().map(|it| it.verdict).filter(is_broken).collect()
}

fn center_record(record: &Record) -> CenterRecord {
    let Record { position, at, occurred_at, by, cause, event } = record.clone();
    let audience = event.audience();
    CenterRecord {
        position,
        at,
        occurred_at,
        by,
        cause,
        origin: None,
        audience,
        body: Body::Event(event),
    }
}
