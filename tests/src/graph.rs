//! Who depends on whom, as `cargo tree` tells it, and rules over that.
//!
//! Dependencies for tests alone are left out, and features that tests alone turn on: they are not in
//! the product.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::path::Path;
use std::process::Command;

use serde_json::Value;

/// The crates that the workspace is built from, each labeled `name` if it is ours and
/// `name@version` if it is not.
#[derive(Default)]
pub struct Graph {
    /// Our own crates, by the name of their folder, with what their manifest says they are.
    pub members: BTreeMap<String, String>,
    edges: BTreeMap<String, BTreeSet<String>>,
    /// The features that each crate is built with.
    pub features: BTreeMap<String, Vec<String>>,
}

/// What some crates must never build on, directly or through others.
pub struct Rule {
    pub of: Subjects,
    /// Names of crates.
    pub never: &'static [&'static str],
    pub instead: &'static str,
}

/// The crates that a rule is about.
pub enum Subjects {
    These(&'static [&'static str]),
    /// The walk ends at the exempt crates: who builds on them answers for nothing behind them.
    EveryoneBut(&'static [&'static str]),
}

impl Subjects {
    /// The names that the table says, be they meant or exempt.
    pub fn names(&self) -> &'static [&'static str] {
        let (Self::These(names) | Self::EveryoneBut(names)) = self;
        names
    }

    pub fn include(&self, member: &str) -> bool {
        match self {
            Self::These(names) => names.contains(&member),
            Self::EveryoneBut(exempt) => !exempt.contains(&member),
        }
    }

    fn exempt(&self) -> &'static [&'static str] {
        match self {
            Self::These(_) => &[],
            Self::EveryoneBut(exempt) => exempt,
        }
    }
}

impl Graph {
    /// A made-up graph; a crate without a version is ours.
    pub fn from_edges(edges: &[(&str, &str)]) -> Self {
        let mut graph = Self::default();
        for &(from, to) in edges {
            for label in [from, to] {
                if !label.contains('@') {
                    graph.members.insert(label.to_owned(), String::new());
                }
            }
            graph.edges.entry(from.to_owned()).or_default().insert(to.to_owned());
        }
        graph
    }

    /// The graph of this workspace on this machine's platform.
    ///
    /// # Panics
    /// When cargo cannot tell it.
    pub fn of_workspace() -> Self {
        let told = told(&["--locked", "--offline"]).or_else(|_| told(&["--locked"]));
        let (metadata, tree) = told.unwrap_or_else(|fault| panic!("cargo: {fault}"));
        let mut graph = Self::default();
        graph.note_members(&metadata).expect("cargo writes its documented format");
        graph.note_tree(&tree).expect("cargo writes the format that it was told to");
        graph
    }

    fn note_members(&mut self, metadata: &Value) -> Option<()> {
        for package in metadata["packages"].as_array()? {
            let folder = Path::new(package["manifest_path"].as_str()?).parent()?;
            let description = package["description"].as_str().unwrap_or_default();
            self.members.insert(folder.file_name()?.to_str()?.to_owned(), description.to_owned());
        }
        Some(())
    }

    /// Each line is a depth, a package with its version and, if it is ours, its folder, and its
    /// features: `2blake3 v1.8.7|std`.
    fn note_tree(&mut self, tree: &str) -> Option<()> {
        let mut way: Vec<String> = Vec::new();
        for line in tree.lines().filter(|line| !line.is_empty()) {
            let start = line.find(|c: char| !c.is_ascii_digit())?;
            let depth: usize = line.get(..start)?.parse().ok()?;
            let (package, features) = line.get(start..)?.split_once('|')?;
            let features = features.trim_end_matches("(*)").trim_end();
            let label = label(package)?;
            way.truncate(depth);
            if let Some(from) = way.last() {
                self.edges.entry(from.clone()).or_default().insert(label.clone());
            }
            let features = features.split(',').filter(|name| !name.is_empty());
            self.features.insert(label.clone(), features.map(str::to_owned).collect());
            way.push(label);
        }
        Some(())
    }

    /// All crates that building this one builds, itself apart.
    pub fn dependencies<'a>(&'a self, label: &'a str) -> BTreeSet<&'a str> {
        self.walk(label, &[]).into_iter().filter_map(|path| path.last().copied()).collect()
    }

    /// Everything in this graph that a rule forbids, with the shortest way to it.
    pub fn offenses(&self, rules: &[Rule]) -> Vec<String> {
        let mut offenses = Vec::new();
        for rule in rules {
            for member in self.members.keys().filter(|member| rule.of.include(member)) {
                for path in self.walk(member, rule.of.exempt()) {
                    let Some(name) = path.last().and_then(|label| label.split('@').next()) else {
                        continue;
                    };
                    if rule.never.contains(&name) {
                        let way = path.join(" → ");
                        let instead = rule.instead;
                        offenses
                            .push(format!("`{member}` must never use `{name}` ({way}): {instead}"));
                    }
                }
            }
        }
        offenses
    }

    /// The shortest path to each dependency, nearest first; no path leads through `ends`.
    fn walk<'a>(&'a self, start: &'a str, ends: &[&str]) -> Vec<Vec<&'a str>> {
        let mut seen = BTreeSet::from([start]);
        let mut waiting = VecDeque::from([vec![start]]);
        let mut paths = Vec::new();
        while let Some(path) = waiting.pop_front() {
            let last = path.last().copied().unwrap_or(start);
            for next in self.edges.get(last).into_iter().flatten() {
                if seen.insert(next) {
                    let longer = [path.as_slice(), &[next]].concat();
                    paths.push(longer.clone());
                    if !ends.contains(&next.as_str()) {
                        waiting.push_back(longer);
                    }
                }
            }
        }
        paths
    }
}

/// `blake3 v1.8.7` becomes `blake3@1.8.7`, and `domain v0.1.0 (/somewhere/crates/domain)` `domain`.
fn label(package: &str) -> Option<String> {
    let mut words = package.splitn(3, ' ');
    let (name, version) = (words.next()?, words.next()?.strip_prefix('v')?);
    let folder = words.next().map(|rest| rest.trim_matches(['(', ')'])).map(Path::new);
    match folder.filter(|folder| folder.is_absolute()) {
        Some(folder) => Some(folder.file_name()?.to_str()?.to_owned()),
        None => Some(format!("{name}@{version}")),
    }
}

/// What cargo says of our packages, and the tree that they are built from, or what it complains
/// of. `cargo metadata` has no tree without the features that tests alone turn on.
fn told(access: &[&str]) -> Result<(Value, String), String> {
    let question = ["metadata", "--format-version", "1", "--no-deps"];
    let metadata = cargo(&[&question, access].concat())?;
    let metadata = serde_json::from_slice(&metadata).map_err(|error| error.to_string())?;
    let question = ["tree", "--workspace", "--edges", "no-dev", "--prefix", "depth"];
    let tree = cargo(&[question.as_slice(), &["--format", "{p}|{f}"], access].concat())?;
    Ok((metadata, String::from_utf8_lossy(&tree).into_owned()))
}

fn cargo(arguments: &[&str]) -> Result<Vec<u8>, String> {
    let output = Command::new(env!("CARGO"))
        .args(arguments)
        .current_dir(crate::root())
        .output()
        .map_err(|error| error.to_string())?;
    if output.status.success() {
        Ok(output.stdout)
    } else {
        Err(String::from_utf8_lossy(&output.stderr).into_owned())
    }
}
