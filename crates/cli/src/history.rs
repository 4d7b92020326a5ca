//! A log that is held in memory, to be gone through more than once.

use std::path::{Path, PathBuf};

use event_store::Chain;
use simulator::branch::Past;
use simulator::record::CenterRecord;

use crate::arguments::Reading;
use crate::exit::{Exit, Failure};
use crate::logs::{Fault, Records};

/// All records of a log, and the chain value of each.
pub struct History {
    pub path: PathBuf,
    pub records: Vec<CenterRecord>,
    pub chains: Vec<Chain>,
}

impl History {
    pub fn read(path: &Path, reading: &Reading) -> Result<History, Failure> {
        let mut input = Records::open(path, reading)?;
        let (mut records, mut chains) = (Vec::new(), Vec::new());
        while let Some(record) = input.next()? {
            records.push(record);
            chains.push(input.head().chain);
        }
        let history = History { path: path.to_path_buf(), records, chains };
        if !input.are_of(history.past()?.opening) {
            let message = "the id of the run is not the one of a run that was started so";
            let help = "`tripartite verify` says what else is wrong";
            return Err(Fault::new(message).help(help).at(path, kernel::Position(1)));
        }
        Ok(history)
    }

    /// The history as it can be taken up again.
    pub fn past(&self) -> Result<Past<'_>, Failure> {
        Past::of(&self.records).ok_or_else(|| {
            let name = self.path.display();
            Failure::new(Exit::Faults, format!("`{name}` does not begin as a log does"))
                .help("its first record must be `run.started` or `run.branched`")
        })
    }

    /// The chain value of a record, or that before the first.
    pub fn chain(&self, position: kernel::Position) -> String {
        let before = usize::try_from(position.0).ok().and_then(|count| count.checked_sub(1));
        let chain = before.and_then(|index| self.chains.get(index));
        chain.map_or_else(|| "0".repeat(64), Chain::to_string)
    }
}
