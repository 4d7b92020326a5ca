//! What a campaign keeps in its folder.

use std::io;
use std::path::Path;
use std::sync::atomic::AtomicBool;

use campaign::campaign::{Ended, play};
use campaign::fold::Fold;
use campaign::folder::{Folder, FolderError, MANIFEST, TABLE, forget};
use campaign::kept::{Worth, search, write_log};
use campaign::manifest::{Made, dictionary};
use campaign::player::Stage;
use campaign::text::About;

use crate::arguments::Campaign;
use crate::exit::{Exit, Failure};
use crate::output;

use super::progress::Progress;

/// Plays into a folder.
pub(super) fn play_into(
    arguments: &Campaign,
    path: &Path,
    made: &Made,
    stage: &Stage,
    (threads, stop): (usize, &AtomicBool),
    fold: &mut Fold,
    progress: &mut Progress,
) -> Result<(Ended, String), Failure> {
    let manifest = made.manifest(fold, None, "");
    // What a table is goes before it: a folder that holds one can be gone on with.
    let describe = |folder: &Folder, words: &str| {
        folder.write(MANIFEST, &format!("{manifest:#}\n"))?;
        folder.write("dictionary.csv", words)
    };
    let words = dictionary(fold);
    let begun = if arguments.resume {
        Folder::resume(path, &manifest, fold).and_then(|(folder, table)| {
            describe(&folder, &words)?;
            Ok((folder, table))
        })
    } else {
        Folder::begin(path).and_then(|folder| {
            describe(&folder, &words)?;
            let table = folder.table(fold)?;
            Ok((folder, table))
        })
    };
    let (folder, mut table) = begun.map_err(|error| unusable(&error))?;
    let write = |name: &str, text: &str| folder.write(name, text).map_err(|error| unusable(&error));
    let ended = play(stage, threads, stop, fold, &mut table, &mut |fold| progress.show(fold))
        .map_err(|error| lost(&error, Some((path, fold.rows))))?;
    let digest = table.digest();
    write(MANIFEST, &format!("{:#}\n", made.manifest(fold, Some(ended), &digest)))?;
    if ended == Ended::Interrupted {
        let name = path.display();
        output::say(&format!(
            "interrupted: `{name}` keeps {} of {} runs; go on with `--out {name} --resume`\n",
            fold.rows,
            stage.layout.rows()
        ));
    }
    Ok((ended, digest))
}

/// The summary, the page, the box, and the runs that are worth a look.
pub(super) fn looked_into(
    path: &Path,
    text: &str,
    stage: &Stage,
    fold: &Fold,
    about: &About<'_>,
) -> Result<(), Failure> {
    let failed =
        |what: String, error: &dyn std::error::Error| output::failed(Exit::Failed, &what, error);
    let write = |name: &str, text: &str| {
        let file = path.join(name);
        std::fs::write(&file, text)
            .map_err(|error| failed(format!("cannot write `{}`", file.display()), &error))
    };
    forget(path).map_err(|error| unusable(&error))?;
    write("summary.txt", text)?;
    let mut page = String::new();
    campaign::html::write(fold, about, &mut page)
        .map_err(|error| failed("the page cannot be made".to_string(), &error))?;
    write("summary.html", &page)?;
    if let Some(found) = campaign::text::box_yaml(fold, about) {
        write("box.yaml", &found)?;
    }
    #[cfg(feature = "parquet")]
    columns(path, fold)?;
    let table = path.join(TABLE);
    let unread = |error: io::Error| failed(format!("cannot read `{}`", table.display()), &error);
    let opened = std::fs::File::open(&table).map_err(unread)?;
    let worth = search(&mut io::BufReader::new(opened), fold, about.column).map_err(unread)?;
    for Worth { name, index } in worth {
        let log = path.join(format!("{name}.jsonl"));
        write_log(stage, index, &log)
            .map_err(|error| failed(format!("cannot keep `{}`", log.display()), &error))?;
    }
    Ok(())
}

/// The table once more, by columns.
#[cfg(feature = "parquet")]
fn columns(path: &Path, fold: &Fold) -> Result<(), Failure> {
    let (table, file) = (path.join(TABLE), path.join("results.parquet"));
    let failed = |error: &dyn std::error::Error| {
        output::failed(Exit::Failed, &format!("cannot write `{}`", file.display()), error)
    };
    let from = std::fs::File::open(&table).map_err(|error| failed(&error))?;
    let to = std::fs::File::create(&file).map_err(|error| failed(&error))?;
    campaign::columns::write(&mut io::BufReader::new(from), fold, to)
        .map_err(|error| failed(&error))
}

pub(super) fn lost(error: &io::Error, kept: Option<(&Path, u64)>) -> Failure {
    let failure = output::failed(Exit::Failed, "the table cannot be written", error);
    match kept {
        None => failure,
        Some((path, rows)) => {
            let name = path.display();
            failure.help(format!(
                "`{name}` keeps what was written of the first {rows} runs; make room, and go on with \
                 `--out {name} --resume`"
            ))
        }
    }
}

pub(super) fn unusable(error: &FolderError) -> Failure {
    let failure = Failure::new(
        match error {
            FolderError::Manifest(_)
            | FolderError::Table { .. }
            | FolderError::Changed(_)
            | FolderError::Splitting { .. } => Exit::Faults,
            FolderError::Other(_)
            | FolderError::HoldsSplitting(_)
            | FolderError::HoldsCampaign(_) => Exit::Usage,
            // As of any output that is there already.
            FolderError::Taken(_)
            | FolderError::Occupied(_)
            | FolderError::Empty(_)
            | FolderError::InUse(_)
            | FolderError::File { .. } => Exit::Failed,
        },
        crate::exit::chain(error),
    );
    match error {
        FolderError::Taken(_) => {
            failure.help("name another folder, or go on there with `--resume`")
        }
        FolderError::Occupied(_) => failure.help("name a new folder, or an empty one"),
        FolderError::HoldsSplitting(_) => {
            failure.help("go on with it by `--split`, or name another folder")
        }
        FolderError::HoldsCampaign(_) => {
            failure.help("go on with it without `--split`, or name another folder")
        }
        FolderError::Changed(_) => {
            failure.help("name another folder; the same campaign comes to the same table there")
        }
        FolderError::InUse(_) => failure.help("wait until it has ended, or name another folder"),
        FolderError::Empty(_) => failure.help("leave out `--resume` to begin one"),
        FolderError::Other(_) => failure.help("ask for the same campaign, or name another folder"),
        _ => failure,
    }
}
