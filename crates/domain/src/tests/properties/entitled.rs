//! Who may issue which command, as found by having everybody try it.

use alloc::collections::{BTreeMap, BTreeSet};
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt::Write;
use std::sync::LazyLock;

use expect_test::expect_file;
use kernel::{Decider, Issued};
use schemars::schema_for;

use super::standing::{Instance, Naming, naming, otherwise, sentence};
use super::{kind, kinds_of, walks};
use crate::model::Moment;
use crate::strategies::Walk;
use crate::{Actor, Center, Command, Event, Nation};

/// At so many instants it is asked who in particular is entitled to a command.
const INSTANCES: usize = 600;

/// From whom a command was ever taken.
#[derive(Default)]
struct Taken {
    by: BTreeSet<&'static str>,
    /// From so many nations at one instant, at most.
    nations: usize,
    instances: Vec<Instance>,
}

/// Everybody who acts.
static EVERYBODY: LazyLock<Vec<Actor>> =
    LazyLock::new(|| Actor::names().map(|name| name.parse().unwrap()).collect());

/// From whom a command would be taken.
fn takers(state: &Center, issued: &Issued<Actor, Command>) -> BTreeSet<Actor> {
    let Issued { at, cause, ref command, .. } = *issued;
    let mut issued = Issued { at, by: Actor::Clock, cause, command: command.clone() };
    let mut takes = |by: &Actor| {
        issued.by = *by;
        Center::decide(state, &issued).is_ok()
    };
    EVERYBODY.iter().copied().filter(|by| takes(by)).collect()
}

/// Every command that was accepted is tried again by everybody, right where it was.
fn try_all(walk: &Walk, taken: &mut BTreeMap<String, Taken>, naming: &Naming) {
    let mut state = Center::default();
    let mut history = walk.history.iter();
    for issued in &walk.issued {
        let Ok(events) = Center::decide(&state, issued) else { continue };
        let by = takers(&state, issued);
        let of = taken.entry(kind(&issued.command)).or_default();
        let is_nation = |by: &Actor| Nation::all().any(|nation| by.speaks_for(nation));
        of.nations = of.nations.max(by.iter().filter(|by| is_nation(by)).count());
        of.by.extend(by.iter().map(|by| match by {
            Actor::Nation(_) => "nation",
            named => named.as_str(),
        }));
        if of.instances.len() < INSTANCES {
            for state in [&state, &otherwise(&state)] {
                let by = takers(state, issued);
                let moment = Moment { center: state, at: issued.at, by: issued.by };
                let instance = Instance::new(&moment, &issued.command, &events, by, naming);
                of.instances.extend((!instance.is_nobodys()).then_some(instance));
            }
        }
        for record in history.by_ref().take(events.len()) {
            Center::evolve(&mut state, &record.as_ref());
        }
    }
}

/// A nation alone means the one whose act it is; all of them means whichever nation it is.
#[test]
fn everybody_may_do_what_the_page_says_and_nothing_else() {
    let mut taken = BTreeMap::new();
    let (mut naming, events) = (naming(&schema_for!(Command)), naming(&schema_for!(Event)));
    naming.extend(events);
    for walk in walks(1_600) {
        try_all(&walk, &mut taken, &naming);
    }
    let all = kinds_of(&schema_for!(Command));
    let never: Vec<&String> = all.iter().filter(|kind| !taken.contains_key(*kind)).collect();
    assert!(never.is_empty(), "nobody may do {never:?}");
    let (mut page, mut standings) = (String::new(), String::new());
    for (kind, Taken { by, nations, instances }) in &taken {
        let by: Vec<&str> = by.iter().copied().collect();
        writeln!(page, "{kind:<34} {:<46} nations at once {nations}", by.join(" ")).unwrap();
        writeln!(standings, "{kind:<34} {}", sentence(instances)).unwrap();
    }
    expect_file!["entitled.txt"].assert_eq(&page);
    expect_file!["standing.txt"].assert_eq(&standings);
}
