//! The seals with which a log is compared while it is read.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use event_store::Head;
use kernel::Position;
use seal::Seal;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::exit::{Exit, Failure};
use crate::keys;

/// Seals whose signatures fit; whether they fit the log is seen as it is read.
#[derive(Default)]
pub struct Seals {
    seals: Vec<(PathBuf, Seal)>,
    /// They were made with a key that the caller knows.
    trusted: bool,
}

impl Seals {
    /// Reads seals; all of them must be of the key, if there is one.
    pub fn open(paths: &[PathBuf], key: Option<&Path>) -> Result<Seals, Failure> {
        let key = key.map(keys::public).transpose()?;
        let mut seals = Vec::new();
        for path in paths {
            let seal = keys::sealed(path)?;
            if let Some(key) = key {
                seal.expect_key(key).map_err(|error| {
                    Failure::new(Exit::Faults, format!("`{}`: {error}", path.display()))
                        .help("this is no seal of whoever has that key: do not rely on the log")
                })?;
            }
            seals.push((path.clone(), seal));
        }
        seals.sort_by_key(|(_, seal)| seal.sealed.head.position);
        Ok(Seals { seals, trusted: key.is_some() })
    }

    /// Refuses a log of another run than was sealed.
    pub fn begin(&self, log: &Path, run: Uuid) -> Result<(), Failure> {
        let of_another = |seal: &Seal| seal.sealed.run.filter(|sealed| *sealed != run);
        let mut others =
            self.seals.iter().filter_map(|(path, seal)| Some((path, of_another(seal)?)));
        match others.next() {
            None => Ok(()),
            Some((path, sealed)) => {
                let (log, path) = (log.display(), path.display());
                let message = format!(
                    "`{log}` is of the run {run}, and the seal `{path}` of the run {sealed}"
                );
                Err(Failure::new(Exit::Faults, message).help("name the log that was sealed"))
            }
        }
    }

    /// Compares the head after each record with the seals of that position.
    pub fn pass(&self, log: &Path, head: Head) -> Result<(), Failure> {
        let sealed_here = |seal: &Seal| seal.sealed.head.position == head.position;
        let other = |seal: &Seal| {
            seal.sealed.head.chain != head.chain || seal.sealed.records != head.position.0
        };
        match self.seals.iter().find(|(_, seal)| sealed_here(seal) && other(seal)) {
            None => Ok(()),
            Some((path, seal)) => {
                let (log, path) = (log.display(), path.display());
                let message = format!(
                    "`{log}` is not the log that was sealed: at {} its chain is {}, and the seal \
                     `{path}` says {}",
                    head.position, head.chain, seal.sealed.head.chain
                );
                Err(Failure::new(Exit::Faults, message)
                    .help("the log was rewritten, or it is of another run; take it from a copy"))
            }
        }
    }

    /// Refuses a log that ends before it was sealed.
    pub fn end(&self, log: &Path, head: Head) -> Result<(), Failure> {
        match self.seals.last() {
            Some((path, seal)) if head.position < seal.sealed.head.position => {
                let (log, path) = (log.display(), path.display());
                let message = format!(
                    "`{log}` ends with {}, but was sealed at {} (`{path}`): records are missing at \
                     its end",
                    head.position, seal.sealed.head.position
                );
                Err(Failure::new(Exit::Faults, message).help("take the log from a copy"))
            }
            _ => Ok(()),
        }
    }

    /// What is sealed and what is not, for people.
    pub fn tell(&self, head: Head, out: &mut dyn Write) -> io::Result<()> {
        let Some((_, last)) = self.seals.last() else {
            return Ok(());
        };
        let sealed = last.sealed.head.position;
        for (_, seal) in &self.seals {
            let up_to = seal.sealed.head.position;
            writeln!(out, "  sealed    #1 to {up_to}, by {}", self.by(seal))?;
        }
        if sealed < head.position {
            writeln!(out, "  UNSEALED  {} to {}", sealed.next(), head.position)?;
        }
        Ok(())
    }

    fn by(&self, seal: &Seal) -> String {
        let at = seal.sealed.at.map_or(String::new(), |at| format!(" at {at}"));
        let word = if self.trusted { "" } else { ", by its own word: compare it with `--key`" };
        format!("the key {}{at}{word}", seal.key)
    }

    /// The same for programs.
    pub fn to_json(&self, head: Head) -> Value {
        let seals = self.seals.iter().map(|(path, seal)| {
            json!({
                "file": path.display().to_string(),
                "position": seal.sealed.head.position,
                "key": seal.key.to_string(),
                "at": seal.sealed.at,
            })
        });
        let seals: Vec<Value> = seals.collect();
        let sealed = self.seals.last().map_or(Position::START, |(_, s)| s.sealed.head.position);
        let range =
            |from: Position, to: Position| (from <= to).then(|| json!({ "from": from, "to": to }));
        json!({
            "seals": seals,
            "key_known": self.trusted,
            "sealed": range(Position::START.next(), sealed),
            "unsealed": range(sealed.next(), head.position),
        })
    }
}
