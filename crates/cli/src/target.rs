//! Where an export goes: the standard output, or a file that appears once it is whole.

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, StdoutLock, Write};
use std::path::{Path, PathBuf};

use crate::exit::{Exit, Failure};
use crate::output;

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
    New { file: BufWriter<File>, part: PathBuf, path: PathBuf },
    /// A device, a pipe or an empty file that is there already.
    There(BufWriter<File>),
}

impl Target {
    pub fn open(path: Option<&Path>) -> Result<Target, Failure> {
        let Some(path) = path.filter(|path| *path != Path::new("-")) else {
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
        let out = match fs::metadata(path) {
            Ok(there) if there.is_file() && 0 < there.len() => {
                return Err(Failure::new(Exit::Failed, format!("{name} exists and is not empty"))
                    .help("name another file, or move this one away"));
            }
            Ok(_) => {
                let file = OpenOptions::new().write(true).open(path);
                Out::There(BufWriter::new(file.map_err(|error| opened("open", &error))?))
            }
            Err(_) => {
                let part = path.with_added_extension("part");
                let file = File::create(&part).map_err(|error| opened("begin", &error))?;
                Out::New { file: BufWriter::new(file), part, path: path.to_path_buf() }
            }
        };
        Ok(Target { name, out: Some(out) })
    }

    pub fn writer(&mut self) -> &mut dyn Write {
        match self.out.as_mut().expect("it is finished once") {
            Out::Stdout(out) => out,
            Out::New { file, .. } | Out::There(file) => file,
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
        if let Some(Out::New { part, path, .. }) = &self.out {
            fs::rename(part, path)?;
        }
        self.out = None;
        Ok(())
    }
}

impl Drop for Target {
    fn drop(&mut self) {
        if let Some(Out::New { part, .. }) = self.out.take() {
            let _ = fs::remove_file(part);
        }
    }
}
