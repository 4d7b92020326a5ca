//! Where an export goes: the standard output, or a file that appears once it is whole.

use std::ffi::OsStr;
use std::fs::{self, File, Metadata, OpenOptions};
use std::io::{self, BufWriter, StdoutLock, Write};
use std::path::{Path, PathBuf};

use tempfile::{Builder, NamedTempFile, TempPath};

use crate::exit::{Exit, Failure};
use crate::{output, written};

/// The ending of a file that is not whole yet.
pub const PART: &str = ".part";

/// An output in writing. Dropped before it is finished, a file leaves nothing behind.
pub struct Target {
    name: String,
    /// None once it is finished.
    out: Option<Out>,
}

enum Out {
    /// Bytes as they are: nothing is a color here.
    Stdout(BufWriter<StdoutLock<'static>>),
    /// A file that gets its name at the end.
    New { part: BufWriter<NamedTempFile>, path: PathBuf },
    /// A device or a pipe.
    There(BufWriter<File>),
}

impl Target {
    pub fn open(path: Option<&Path>) -> Result<Target, Failure> {
        let Some(path) = path.filter(|path| !written::is_output(path)) else {
            let out = Out::Stdout(BufWriter::new(io::stdout().lock()));
            return Ok(Target { name: "the output".to_string(), out: Some(out) });
        };
        let name = format!("`{}`", path.display());
        let opened = |what: &str, error: &io::Error| {
            output::failed(Exit::Failed, &format!("cannot {what} {name}"), error)
                .help("name a new file in a folder that you may write to")
        };
        if path.is_dir() {
            return Err(Failure::new(Exit::Failed, format!("{name} is a folder"))
                .help("name a file, such as `run.csv`"));
        }
        let there = fs::metadata(path).ok();
        let out = if there.as_ref().is_some_and(|there| !there.is_file()) {
            let file = OpenOptions::new().write(true).open(path);
            Out::There(BufWriter::new(file.map_err(|error| opened("open", &error))?))
        } else {
            expect_room(path)?;
            tell_leftovers(path);
            fs::metadata(folder(path)).map_err(|error| opened("begin", &error))?;
            let part = part(path, there.as_ref()).map_err(|error| opened("begin", &error))?;
            Out::New { part: BufWriter::new(part), path: path.to_path_buf() }
        };
        Ok(Target { name, out: Some(out) })
    }

    pub fn writer(&mut self) -> &mut dyn Write {
        match self.out.as_mut().expect("it is finished once") {
            Out::Stdout(out) => out,
            Out::New { part, .. } => part,
            Out::There(file) => file,
        }
    }

    /// Judges an error of writing. Whoever reads may stop early (`| head`): then the rest is not
    /// wanted, and all is well.
    pub fn stopped(mut self, error: &io::Error) -> Result<Exit, Failure> {
        // What is buffered would be tried once more, for nobody.
        if let Some(Out::Stdout(out)) = self.out.take_if(|out| matches!(out, Out::Stdout(_))) {
            drop(out.into_parts());
        }
        if error.kind() == io::ErrorKind::BrokenPipe {
            return Ok(Exit::Done);
        }
        Err(output::failed(Exit::Failed, &format!("cannot write {}", self.name), error))
    }

    /// Brings the rest to its place.
    pub fn finish(mut self) -> Result<Exit, Failure> {
        match self.flush() {
            Ok(()) => Ok(Exit::Done),
            Err(error) => self.stopped(&error),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        self.writer().flush()?;
        if let Some(Out::New { part, path }) = self.out.take() {
            let part = part.into_inner().map_err(io::IntoInnerError::into_error)?;
            part.as_file().sync_all()?;
            give_name(part.into_temp_path(), &path)?;
        }
        Ok(())
    }
}

/// Refuses a file that has something in it, and a link, whose place a new file would take.
pub fn expect_room(path: &Path) -> Result<(), Failure> {
    if path.is_symlink() {
        return Err(Failure::new(Exit::Failed, format!("`{}` is a link", path.display()))
            .help("name the file that it leads to"));
    }
    if fs::metadata(path).is_ok_and(|there| 0 < there.len()) {
        let message = format!("`{}` exists and is not empty", path.display());
        return Err(
            Failure::new(Exit::Failed, message).help("name another file, or move this one away")
        );
    }
    Ok(())
}

/// What stands between the name of a file and the ending of its part, as the crate that makes them has it.
const DRAWN_LENGTH: usize = 6;

/// Tells of parts of this file that lie beside it: whoever wrote them was killed, or is still at it.
pub fn tell_leftovers(path: &Path) {
    let Some(name) = path.file_name().and_then(OsStr::to_str) else { return };
    let is_part = |other: &str| {
        let drawn = other.strip_prefix(name).and_then(|rest| rest.strip_suffix(PART));
        drawn.is_some_and(|drawn| {
            drawn.len() == DRAWN_LENGTH && drawn.bytes().all(|byte| byte.is_ascii_alphanumeric())
        })
    };
    let others = fs::read_dir(folder(path)).into_iter().flatten().flatten();
    let names = others.filter_map(|other| other.file_name().into_string().ok());
    let mut parts: Vec<String> = names.filter(|other| is_part(other)).collect();
    parts.sort();
    for part in parts {
        let (part, path) = (path.with_file_name(part), path.display());
        output::say(&format!(
            "warning: `{}` is of an export to `{path}` that was killed or is still under way\n  = help: \
             remove it if nobody writes it; nothing else reads it\n",
            part.display()
        ));
    }
}

/// A file of a name that nothing else has, beside the one that it becomes. Who may read that one,
/// if it is there already, may read this one.
fn part(path: &Path, there: Option<&Metadata>) -> io::Result<NamedTempFile> {
    let mut builder = Builder::new();
    builder.prefix(path.file_name().unwrap_or_default()).suffix(PART);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        // As any new file: less what the umask takes away.
        builder.permissions(fs::Permissions::from_mode(0o666));
    }
    let part = builder.tempfile_in(folder(path))?;
    if let Some(there) = there {
        part.as_file().set_permissions(there.permissions())?;
    }
    Ok(part)
}

/// The folder in which a file stands.
pub fn folder(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Gives a whole file its name, unless something stands there by now.
pub fn give_name(part: TempPath, path: &Path) -> io::Result<()> {
    let is_empty = |there: Metadata| there.is_file() && there.len() == 0;
    if fs::symlink_metadata(path).is_ok_and(is_empty) {
        fs::remove_file(path)?;
    }
    part.persist_noclobber(path).map_err(|failed| failed.error)
}

/// Writes a file anew: whole, or as it was. A link to it stays one, and who may read it may still.
pub fn replace(path: &Path, text: &str) -> io::Result<()> {
    let path = fs::canonicalize(path)?;
    let there = fs::metadata(&path)?;
    if !there.is_file() {
        return fs::write(&path, text);
    }
    let mut part = part(&path, Some(&there))?;
    // Whose it is it stays where that may be said: whoever may not is the new owner.
    #[cfg(unix)]
    {
        use std::os::unix::fs::{MetadataExt as _, chown};
        let _ = chown(part.path(), Some(there.uid()), Some(there.gid()));
    }
    part.write_all(text.as_bytes())?;
    part.as_file().sync_all()?;
    part.persist(&path).map(|_| ()).map_err(|failed| failed.error)
}
