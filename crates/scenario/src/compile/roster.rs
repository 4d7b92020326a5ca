//! The roster: nations that come with the program, and those of the file in their places.

use diagnostic::{SourceText, Style, render};

use crate::file::{File, NationEntry, Roster};
use crate::yaml::{self, Entries, Faults};

/// The Coalition of January 2026, with Ukraine and the US.
const COALITION: &str = include_str!("../roster.yaml");

/// Puts the nations of the roster before those of the file, unless the file has its own entry.
pub(super) fn call(file: &mut File) {
    let Some(Roster::Coalition) = file.roster.as_ref().and_then(|field| field.value) else {
        return;
    };
    let own: Vec<String> =
        file.nations.items.iter().filter_map(|(code, _)| code.value.clone()).collect();
    let is_own = |code: Option<&String>| code.is_some_and(|code| own.contains(code));
    let mut all = read(COALITION).items;
    all.retain(|(code, _)| !is_own(code.value.as_ref()));
    all.append(&mut file.nations.items);
    file.nations.items = all;
}

/// The roster is part of the program; a fault in it is a bug.
fn read(text: &str) -> Entries<String, NationEntry> {
    let mut faults = Faults::default();
    let node = yaml::read(text).map_err(|all| faults.extend(all)).ok();
    let entries = node.and_then(|node| yaml::decode_among(&node, &mut faults));
    let faults = faults.finish();
    let shown = render(&SourceText::new("roster.yaml", text), &faults, Style::Plain);
    assert!(faults.is_empty(), "the roster has faults:\n{shown}");
    entries.unwrap_or_default()
}
