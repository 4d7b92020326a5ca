//! Who may issue which command, as found by having everybody try it.

use alloc::collections::{BTreeMap, BTreeSet};
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt::Write;

use expect_test::expect_file;
use kernel::{Decider, Issued};

use super::{kind, kinds_of, walks};
use crate::strategies::Walk;
use crate::{Actor, Center, Command, Nation};

/// From whom a command was ever taken.
#[derive(Default)]
struct Taken {
    by: BTreeSet<&'static str>,
    /// From so many nations at one instant, at most.
    nations: usize,
}

/// Every command that was accepted is tried again by everybody, right where it was.
fn try_all(walk: &Walk, taken: &mut BTreeMap<String, Taken>) {
    let everybody: BTreeSet<Actor> = Actor::names().map(|name| name.parse().unwrap()).collect();
    let mut state = Center::default();
    let mut history = walk.history.iter();
    for issued in &walk.issued {
        let accepts = |by| {
            let issued = Issued { at: issued.at, by, cause: None, command: issued.command.clone() };
            Center::decide(&state, &issued)
        };
        let Ok(events) = accepts(issued.by) else { continue };
        let by: Vec<Actor> = everybody.iter().copied().filter(|by| accepts(*by).is_ok()).collect();
        let of = taken.entry(kind(&issued.command)).or_default();
        let is_nation = |by: &Actor| Nation::all().any(|nation| by.speaks_for(nation));
        of.nations = of.nations.max(by.iter().filter(|by| is_nation(by)).count());
        of.by.extend(by.iter().map(|by| match by {
            Actor::Nation(_) => "nation",
            named => named.as_str(),
        }));
        for record in history.by_ref().take(events.len()) {
            Center::evolve(&mut state, &record.as_ref());
        }
    }
}

/// A nation alone means the one whose act it is; all of them means whichever nation it is.
#[test]
fn everybody_may_do_what_the_page_says_and_nothing_else() {
    let mut taken = BTreeMap::new();
    for walk in walks(1_200) {
        try_all(&walk, &mut taken);
    }
    let all = kinds_of(&schemars::schema_for!(Command));
    assert!(all.iter().all(|kind| taken.contains_key(kind)));
    let mut page = String::new();
    for (kind, Taken { by, nations }) in &taken {
        let by: Vec<&str> = by.iter().copied().collect();
        writeln!(page, "{kind:<34} {:<46} nations at once {nations}", by.join(" ")).unwrap();
    }
    expect_file!["entitled.txt"].assert_eq(&page);
}
