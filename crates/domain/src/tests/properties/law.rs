//! The rules of the domain notes as laws over a history: each says of one record, given the
//! records before it, whether it may stand there.
//!
//! They know nothing of `decide` and `evolve`. The files beside this one hold the tables.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use super::past::Past;
use super::{
    law_authority, law_bodies, law_decision, law_force, law_guarantee, law_incident, law_logistics,
    law_maritime, law_orders, law_release, law_response,
};
use crate::strategies::Record;

/// One rule, or a part of one.
#[derive(Clone, Copy)]
pub(super) struct Law {
    pub(super) rule: u8,
    pub(super) says: &'static str,
    pub(super) holds: fn(&Record, Past<'_>) -> bool,
}

/// All laws.
pub(super) fn laws() -> impl Iterator<Item = Law> {
    let tables = [
        law_authority::LAWS,
        law_decision::LAWS,
        law_force::LAWS,
        law_bodies::LAWS,
        law_guarantee::LAWS,
        law_incident::LAWS,
        law_logistics::LAWS,
        law_maritime::LAWS,
        law_orders::LAWS,
        law_release::LAWS,
        law_response::LAWS,
    ];
    tables.into_iter().flatten().copied()
}

impl Law {
    /// The first record of a history that breaks the law.
    pub(super) fn broken_by(self, history: &[Record]) -> Option<&Record> {
        let mut judged = history.iter().enumerate();
        let found = judged.find(|(index, record)| !(self.holds)(record, Past(&history[..*index])));
        found.map(|(_, record)| record)
    }
}

/// What a history breaks, in words.
pub(super) fn faults(history: &[Record]) -> Vec<String> {
    let broken = laws().filter_map(|law| Some((law, law.broken_by(history)?)));
    let words = broken.map(|(Law { rule, says, .. }, Record { position, at, by, event, .. })| {
        format!("rule {rule} ({says}) is broken by {position} of {by} at {at}: {event:?}")
    });
    words.collect()
}
