//! Who depends on whom, as `cargo metadata` tells it, and rules over that.
//!
//! Dependencies for tests alone are left out: they are not in the product.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::path::Path;
use std::process::Command;

use serde_json::Value;

/// The crates that the workspace is built from, each labelled `name` if it is ours and
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
        let metadata = metadata(&["--locked", "--offline"])
            .or_else(|_| metadata(&["--locked"]))
            .unwrap_or_else(|fault| panic!("cargo metadata: {fault}"));
        Self::from_metadata(&metadata).expect("cargo writes its documented format")
    }

    fn from_metadata(metadata: &Value) -> Option<Self> {
        let mut graph = Self::default();
        let ours = metadata["workspace_members"].as_array()?;
        let mut labels = BTreeMap::new();
        for package in metadata["packages"].as_array()? {
            let label = if ours.contains(&package["id"]) {
                let folder = Path::new(package["manifest_path"].as_str()?).parent()?;
                let label = folder.file_name()?.to_str()?.to_owned();
                let description = package["description"].as_str().unwrap_or_default();
                graph.members.insert(label.clone(), description.to_owned());
                label
            } else {
                format!("{}@{}", package["name"].as_str()?, package["version"].as_str()?)
            };
            labels.insert(package["id"].as_str()?, label);
        }
        for node in metadata["resolve"]["nodes"].as_array()? {
            let label = labels.get(node["id"].as_str()?)?;
            let features = node["features"].as_array()?.iter().filter_map(Value::as_str);
            graph.features.insert(label.clone(), features.map(str::to_owned).collect());
            for dependency in node["deps"].as_array()? {
                if is_built_into_the_product(dependency) {
                    let to = labels.get(dependency["pkg"].as_str()?)?.clone();
                    graph.edges.entry(label.clone()).or_default().insert(to);
                }
            }
        }
        Some(graph)
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

fn is_built_into_the_product(dependency: &Value) -> bool {
    let kinds = dependency["dep_kinds"].as_array();
    kinds.is_some_and(|kinds| kinds.iter().any(|kind| kind["kind"] != "dev"))
}

/// What `cargo metadata` prints, or what it complains of. The platform is this machine's, because
/// only its crates are sure to be on the disk once the tests are built.
fn metadata(access: &[&str]) -> Result<Value, String> {
    let version = cargo(&["--version", "--verbose"])?;
    let version = String::from_utf8_lossy(&version);
    let platform = version.lines().find_map(|line| line.strip_prefix("host: "));
    let platform = platform.ok_or("cargo names no host platform")?;
    let question = ["metadata", "--format-version", "1", "--filter-platform", platform];
    let answer = cargo(&[&question, access].concat())?;
    serde_json::from_slice(&answer).map_err(|error| error.to_string())
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
