//! The keys of sources that scenarios may name.

use std::fs;

use expect_test::expect_file;

use super::path;

#[test]
fn the_keys_of_sources_are_those_of_their_page() {
    let page = fs::read_to_string(path("../../docs/sources.md")).expect("the page can be read");
    let (_, table) = page.split_once("|---|").expect("the page has a table");
    let cells = table.lines().filter_map(|line| line.strip_prefix("| ")?.split_once(" |"));
    let keys: String = cells.flat_map(|(key, _)| [key, "\n"]).collect();
    assert!(50 < keys.lines().count(), "the scan finds the keys: {keys}");
    expect_file!["../sources.txt"].assert_eq(&keys);
}
