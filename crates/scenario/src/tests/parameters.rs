//! `docs/parameters.md`, which says of each parameter what it is for and what it is where nothing
//! is said of it.
//!
//! `just bless` writes the page from the doc comments of the parameters and from the sheet.

use std::collections::BTreeMap;
use std::fmt::Write;

use domain::parameter::{Parameter, Unit};
use expect_test::expect_file;

use super::commands::line;
use crate::file::ParameterEntry;
use crate::yaml::{self, Entries, Faults};

const HEAD: &str = "\
# The parameters of the center

The numbers that the center works with. What a scenario says nothing of, it has from this sheet, with the basis and the source of
the value ([sources.md](sources.md)). A scenario says otherwise under the key `parameters`:
`silence-urgent: { value: 12h, basis: assumption }`; a duration, a share or a count may also be a
[distribution](scenarios.md#times-durations-shares). `center.set-parameter` ([commands.md](commands.md)) changes one during a run; so does
`branch --set` ([what-if.md](what-if.md)).

A test writes this page from the doc comments of the parameters and from the sheet (`just bless`).

| parameter | is | unit | value | basis | note |
|---|---|---|---|---|---|
";

/// What each parameter is, by its doc comment.
fn descriptions() -> BTreeMap<String, String> {
    let schema = schemars::schema_for!(Parameter).to_value();
    let all = schema["oneOf"].as_array().into_iter().flatten();
    let told =
        all.filter_map(|one| Some((one["const"].as_str()?.to_owned(), line(&one["description"]))));
    told.collect()
}

/// The sheet, as it is written.
fn sheet() -> Entries<Parameter, ParameterEntry> {
    let node = yaml::read(include_str!("../sheet.yaml")).expect("the sheet is YAML");
    yaml::decode_among(&node, &mut Faults::default()).expect("the sheet has no faults")
}

/// The unit, and which values there are not.
fn unit(parameter: Parameter) -> String {
    let unit = match parameter.unit() {
        Unit::Duration => "duration",
        Unit::Share => "share",
        Unit::Count => "count",
        Unit::Actor => "actor",
    };
    let least = parameter.least();
    let bound = match (parameter.unit(), least) {
        (_, 0) => String::new(),
        (_, 1) => ", more than 0".to_owned(),
        (Unit::Duration, _) => format!(", at least {}min", least / 60_000),
        _ => format!(", at least {least}"),
    };
    let none = if 0 < least && parameter.may_be_none() { ", or 0 for none" } else { "" };
    format!("{unit}{bound}{none}")
}

fn row(entry: &ParameterEntry) -> String {
    let value = &entry.value.json();
    let value = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let basis = entry.basis.as_ref().and_then(|basis| basis.value);
    let basis = basis.expect("the sheet says of each on what it rests");
    let source = entry.source.as_ref().and_then(|source| source.value.as_deref());
    let source = source.map_or(String::new(), |source| format!(", {source}"));
    let note = entry.note.as_ref().and_then(|note| note.value.as_deref()).unwrap_or_default();
    format!("`{value}` | {basis}{source} | {note}")
}

#[test]
fn the_page_of_parameters_says_what_each_is_and_what_it_is_where_nothing_is_said() {
    let (sheet, descriptions) = (sheet(), descriptions());
    let mut page = HEAD.to_string();
    for parameter in Parameter::ALL {
        let name = serde_json::to_value(parameter).expect("it is a word");
        let name = name.as_str().expect("it is a word");
        let about = descriptions.get(name).unwrap_or_else(|| panic!("{name} has no doc comment"));
        let entry = sheet.items.iter().find(|(key, _)| key.value == Some(*parameter));
        let entry = entry.and_then(|(_, entry)| entry.value.as_ref());
        let row = row(entry.unwrap_or_else(|| panic!("{name} stands in the sheet")));
        writeln!(page, "| `{name}` | {about} | {} | {row} |", unit(*parameter))
            .expect("a string takes it");
    }
    expect_file!["../../../../docs/parameters.md"].assert_eq(&page);
}
