//! What a person finds who clones the repository: its texts, its commands, its links.

use std::collections::BTreeSet;
use std::path::Path;

use tests::graph::Graph;
use tests::text::{inline_code, recipes, relative_links, section, shell_commands};
use tests::{assert_none, files, read, root, style};

const FILES: [&str; 11] = [
    ".ci/run",
    "ARCHITECTURE.md",
    "CHANGELOG.md",
    "CONTRIBUTING.md",
    "Cargo.lock",
    "LICENSE-APACHE",
    "LICENSE-MIT",
    "README.md",
    "deny.toml",
    "justfile",
    "rust-toolchain.toml",
];

/// The one command in the `sh` block under a heading of the README.
fn command_under(readme: &str, heading: &str) -> Result<String, String> {
    let Some(section) = section(readme, heading) else {
        return Err(format!("README.md: has no heading `{heading}`"));
    };
    match shell_commands(&section).as_slice() {
        [command] => Ok((*command).to_owned()),
        commands => Err(format!(
            "README.md: `{heading}` must show one command in a block marked `sh`, not {}",
            commands.len()
        )),
    }
}

/// The lines of a script that do something, apart from finding the folder.
fn steps(script: &str) -> Vec<&str> {
    let is_step = |line: &&str| {
        !line.is_empty() && !["#", "set ", "cd "].iter().any(|start| line.starts_with(start))
    };
    script.lines().map(str::trim).filter(is_step).collect()
}

fn broken_links(path: &str, markdown: &str) -> Vec<String> {
    let root = root();
    let folder = Path::new(path).parent().unwrap_or(Path::new(""));
    let missing = |link: &&str| !root.join(folder).join(link).exists();
    let links = relative_links(markdown).into_iter().filter(missing);
    links.map(|link| format!("{path}: the link `{link}` leads nowhere")).collect()
}

fn unknown_recipes(path: &str, markdown: &str, recipes: &[&str]) -> Vec<String> {
    let code = inline_code(markdown);
    let named = code.iter().flat_map(|code| style::recipes_named(code));
    let unknown = named.filter(|recipe| !recipes.contains(recipe));
    unknown.map(|recipe| format!("{path}: the justfile has no recipe `{recipe}`")).collect()
}

/// The dependencies that a manifest always has.
fn dependencies(manifest: &str) -> Vec<&str> {
    let lines = manifest.lines().skip_while(|line| *line != "[dependencies]").skip(1);
    let lines = lines.take_while(|line| !line.starts_with('['));
    let needed = lines.filter(|line| !line.contains("optional = true") && !line.starts_with('#'));
    let names = needed.filter_map(|line| line.split(['.', ' ', '=']).next());
    names.filter(|name| !name.is_empty()).collect()
}

/// Dependencies of our crates that the lock file of another package does not know of.
fn unlocked(path: &str, lock: &str, manifest: impl Fn(&str) -> Option<String>) -> Vec<String> {
    let mut faults = Vec::new();
    let blocks = lock.split("[[package]]").skip(1);
    for block in blocks.filter(|block| !block.contains("source = ")) {
        let name = block.split('"').nth(1).unwrap_or_default();
        let Some(manifest) = manifest(name) else { continue };
        let unknown = dependencies(&manifest).into_iter().filter(|name| {
            !block.contains(&format!("\"{name}\"")) && !block.contains(&format!("\"{name} "))
        });
        faults.extend(unknown.map(|it| {
            format!(
                "{path}: does not know that {name} needs {it}; run `cargo update --workspace` there"
            )
        }));
    }
    faults
}

/// They are no members of the workspace, so that nothing else notices before somebody needs them.
#[test]
fn packages_of_their_own_know_what_our_crates_depend_on() {
    let manifest = |name: &str| {
        let path = root().join("crates").join(name).join("Cargo.toml");
        path.is_file().then(|| read(&format!("crates/{name}/Cargo.toml")))
    };
    let locks = ["fuzz", "benches/store", "benches/happenstance", "benches/rtlola"];
    assert_none(locks.into_iter().flat_map(|folder| {
        let path = format!("{folder}/Cargo.lock");
        unlocked(&path, &read(&path), manifest)
    }));
    let lock = "[[package]]\nname = \"ours\"\ndependencies = [\n \"serde\",\n \"uuid 1.0.0\",\n]\n";
    let needs = "[dependencies]\nserde = \"1\"\nuuid.workspace = true\nsha1 = \"1\"\nparquet = { optional = true }\n\n[dev-dependencies]\nproptest = \"1\"\n";
    let found = unlocked("a.lock", lock, |_| Some(needs.to_owned()));
    let wanted = "a.lock: does not know that ours needs sha1; run `cargo update --workspace` there";
    assert_eq!(found, [wanted]);
}

#[test]
fn the_files_that_a_newcomer_looks_for_exist() {
    let missing = FILES.iter().filter(|path| !root().join(path).is_file());
    assert_none(missing.map(|path| format!("{path}: is missing")));
}

#[test]
fn the_readme_shows_one_command_that_runs_and_one_that_tests() {
    let readme = read("README.md");
    let commands = ["## Run", "## Test"].map(|heading| command_under(&readme, heading));
    assert_none(commands.into_iter().filter_map(Result::err));
}

#[test]
fn continuous_integration_runs_the_test_command_of_the_readme_and_nothing_else() {
    let command =
        command_under(&read("README.md"), "## Test").unwrap_or_else(|fault| panic!("{fault}"));
    assert_eq!(steps(&read(".ci/run")), [command]);
}

#[test]
fn a_missing_or_second_command_is_noticed() {
    let readme = "# A\n\n## Run\n```sh\n# try\na\n```\n\n## Test\n\n```sh\nb c\n```\n## Other\n```sh\nd\n```\n";
    assert_eq!(command_under(readme, "## Test"), Ok("b c".to_owned()));
    let two = command_under(readme, "## Run").expect_err("a comment is not a command");
    assert!(two.ends_with("not 2"), "{two}");
    let none = command_under(readme, "## Install").expect_err("there is no such heading");
    assert!(none.ends_with("no heading `## Install`"), "{none}");
}

#[test]
fn a_second_step_of_continuous_integration_is_noticed() {
    let script = "#!/bin/bash\nset -eu\ncd \"$(dirname \"$0\")/..\"\n\nsh scripts/check\n";
    assert_eq!(steps(script), ["sh scripts/check"]);
    assert_eq!(steps(&format!("{script}make\n")), ["sh scripts/check", "make"]);
}

#[test]
fn every_crate_says_what_it_is_and_stands_in_the_code_map() {
    let architecture = read("ARCHITECTURE.md");
    let map = section(&architecture, "## Code map").expect("ARCHITECTURE.md has a `## Code map`");
    let graph = Graph::of_workspace();
    let mut faults = Vec::new();
    for (name, description) in &graph.members {
        if description.is_empty() {
            faults.push(format!("{name}: its Cargo.toml has no `description`"));
        }
        let folder = if name == "tests" { "tests".to_owned() } else { format!("crates/{name}") };
        if !inline_code(&map).contains(&folder.as_str()) {
            faults.push(format!("ARCHITECTURE.md: the code map does not name `{folder}`"));
        }
    }
    assert_none(faults);
}

#[test]
fn every_relative_link_leads_to_a_file() {
    assert_none(files("md").iter().flat_map(|path| broken_links(path, &read(path))));
}

#[test]
fn a_link_that_leads_nowhere_is_named() {
    let markdown = "[a](Cargo.toml#x) [`b`](crates/none/README.md) [c](https://example.org) [d](#e)\n\
                    `[f](nowhere)`\n```\n[g](nowhere)\n```\n";
    assert_eq!(
        broken_links("README.md", markdown),
        ["README.md: the link `crates/none/README.md` leads nowhere"]
    );
    assert_eq!(broken_links("crates/kernel/README.md", "[a](../../Cargo.toml)"), [""; 0]);
}

/// The keys of public sources in a text: `S` and two or three digits, or `seed`.
fn source_keys(text: &str) -> BTreeSet<&str> {
    let words = text.split(|sign: char| !sign.is_ascii_alphanumeric());
    let is_key = |word: &&str| {
        let digits = word.strip_prefix('S').unwrap_or_default();
        let is_number = digits.bytes().all(|byte| byte.is_ascii_digit());
        *word == "seed" || matches!(digits.len(), 2 | 3) && is_number
    };
    words.filter(is_key).collect()
}

fn unknown_sources(path: &str, text: &str, sources: &str) -> Vec<String> {
    let is_told = |key: &&str| sources.contains(&format!("\n| {key} |"));
    let unknown = source_keys(text).into_iter().filter(|key| !is_told(key));
    unknown.map(|key| format!("{path}: docs/sources.md does not say what `{key}` is")).collect()
}

#[test]
fn every_source_that_is_named_can_be_looked_up() {
    let sources = read("docs/sources.md");
    let of_product = |path: &String| {
        ["scenarios/", "crates/scenario/src/"].iter().any(|it| path.starts_with(it))
    };
    let paths: Vec<String> =
        [files("yaml"), files("rules")].into_iter().flatten().filter(of_product).collect();
    assert!(paths.iter().map(|path| source_keys(&read(path)).len()).sum::<usize>() > 100);
    assert_none(paths.iter().flat_map(|path| unknown_sources(path, &read(path), &sources)));
}

#[test]
fn a_source_that_nobody_can_look_up_is_named() {
    let text = "{ source: S01, note: \"S1 and XS22\" }\nsource \"S123, domain 9.6, (seed)\"\n";
    assert_eq!(
        unknown_sources("a.yaml", text, "|---|\n| S01 | A | it | <https://example.org> |\n"),
        [
            "a.yaml: docs/sources.md does not say what `S123` is",
            "a.yaml: docs/sources.md does not say what `seed` is",
        ]
    );
}

#[test]
fn every_recipe_that_the_texts_name_exists() {
    let justfile = read("justfile");
    let recipes = recipes(&justfile);
    assert_none(files("md").iter().flat_map(|path| unknown_recipes(path, &read(path), &recipes)));
}

#[test]
fn an_unknown_recipe_is_named() {
    let justfile =
        "path := \"a:b\"\n\n# Runs.\nrun scenario='x' *more:\n    cargo run\ncheck: run\n";
    assert_eq!(recipes(justfile), ["run", "check"]);
    assert_eq!(
        unknown_recipes("A.md", "It is just fine: `just check`, `just dance`.", &["run", "check"]),
        ["A.md: the justfile has no recipe `dance`"]
    );
}
