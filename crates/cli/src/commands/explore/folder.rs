//! The folder of a counterexample: `scenario.yaml` and `policy.rules`.

use std::fs;
use std::path::{Component, Path, PathBuf};

use explorer::counterexample::Counterexample;
use explorer::folder::{Original, scenario_file};
use explorer::space::Space;

use crate::arguments::Explore;
use crate::commands::{read_again, show};
use crate::exit::{Exit, Failure};
use crate::output;

const FILES: [&str; 2] = ["scenario.yaml", "policy.rules"];

/// Nothing that lies there is written over, and nothing that is no folder stands in the way: after a
/// long search it would be too late to say so.
pub(super) fn must_be_new(out: &Path) -> Result<(), Failure> {
    let is_used = fs::read_dir(out).is_ok_and(|mut entries| entries.next().is_some());
    let is_no_folder = |path: &Path| path.symlink_metadata().is_ok() && !path.is_dir();
    let what = if is_used || is_no_folder(out) {
        format!("`{}` is there already", out.display())
    } else if let Some(path) = out.ancestors().find(|path| is_no_folder(path)) {
        format!("`{}` is no folder", path.display())
    } else {
        return Ok(());
    };
    Err(Failure::new(Exit::Failed, what).help("name a new folder for the counterexample"))
}

/// Writes the counterexample, or each of several in a folder of its own.
pub(super) fn write(
    out: &Path,
    arguments: &Explore,
    (space, known_by): (&Space<'_>, &str),
    found: &[Counterexample],
) -> Result<(), Failure> {
    for one in found {
        let folder = match found {
            [_] => out.to_path_buf(),
            _ => out.join(&one.rule),
        };
        write_one(&folder, arguments, (space, known_by), one).map_err(|error| {
            // What is half written would stand in the way of the next try.
            let _ = FILES.map(|file| fs::remove_file(folder.join(file)));
            let what = format!("cannot write the counterexample to `{}`", folder.display());
            output::failed(Exit::Failed, &what, &error)
        })?;
        must_play(&folder)?;
    }
    Ok(())
}

/// What was written is read again: a scenario that extends too many others cannot be played, and the
/// one that is searched may have changed meanwhile.
fn must_play(folder: &Path) -> Result<(), Failure> {
    let Err(faulty) = read_again(folder)? else { return Ok(()) };
    show(&faulty.sources, &faulty.faults);
    let what = format!("the counterexample in `{}` cannot be played", folder.display());
    Err(Failure::new(Exit::Failed, what).help(
        "what the file above says stands in the way; a scenario extends a few others at most, \
         so search one of those that this one extends",
    ))
}

fn write_one(
    folder: &Path,
    arguments: &Explore,
    (space, known_by): (&Space<'_>, &str),
    found: &Counterexample,
) -> std::io::Result<()> {
    fs::create_dir_all(folder)?;
    let original = by_name(&fs::canonicalize(&arguments.scenario)?);
    let way = way(&fs::canonicalize(folder)?, &original);
    let original = Original { way: &way.to_string_lossy(), known_by };
    let text = scenario_file(space.script, original, found);
    let [scenario, rules] = FILES.map(|file| folder.join(file));
    fs::write(scenario, text)?;
    fs::write(rules, space.rules.text())
}

/// A scenario that is known by the name of its folder.
fn by_name(original: &Path) -> PathBuf {
    let folder = original.parent().filter(|_| original.ends_with("scenario.yaml"));
    folder.unwrap_or(original).to_path_buf()
}

/// The way from a folder to a path, both absolute. It ends with the name of that, by which it is found
/// where the folder is copied to.
fn way(from: &Path, to: &Path) -> PathBuf {
    let shared = from.components().zip(to.components()).take_while(|(a, b)| a == b).count();
    let shared = shared.min(to.components().count().saturating_sub(1));
    let up = from.components().skip(shared).map(|_| Component::ParentDir);
    up.chain(to.components().skip(shared)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_way_goes_up_and_down_again() {
        let found = Path::new("/home/a/found/r1");
        assert_eq!(way(found, Path::new("/home/a/scenarios/x")), Path::new("../../scenarios/x"));
        assert_eq!(way(found, Path::new("/home/a/found/r1/x.yaml")), Path::new("x.yaml"));
        assert_eq!(way(found, Path::new("/home/a")), Path::new("../../../a"));
        assert_eq!(by_name(Path::new("/home/a/scenario.yaml")), Path::new("/home/a"));
    }
}
