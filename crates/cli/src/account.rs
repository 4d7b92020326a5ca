//! Prints the account of a run or a replay, in the format that was asked for.

use kernel::SimTime;
use report::{Account, End, JsonAccount};
use simulator::record::CenterRecord;

use crate::arguments::Format;
use crate::exit::Failure;
use crate::output::Sink;

/// The account as it grows: text is written at the end, JSON as it goes.
pub enum Printer {
    Text(Box<Account>),
    Json(Box<JsonAccount>, Sink),
}

impl Printer {
    pub fn new(format: Format) -> Printer {
        match format {
            Format::Text => Printer::Text(Box::default()),
            Format::Json => Printer::Json(Box::default(), Sink::new()),
        }
    }

    /// Takes the next record.
    pub fn apply(&mut self, record: &CenterRecord) {
        match self {
            Printer::Text(account) => account.apply(record),
            Printer::Json(account, sink) => {
                let written = account.apply(record, sink);
                sink.note(written);
            }
        }
    }

    /// Measures up to this instant, by which all is known, and not up to the last record.
    pub fn known_until(&mut self, at: SimTime) {
        match self {
            Printer::Text(account) => account.known_until(at),
            Printer::Json(account, _) => account.known_until(at),
        }
    }

    /// Whether nobody reads on.
    pub fn is_closed(&self) -> bool {
        match self {
            Printer::Text(_) => false,
            Printer::Json(_, sink) => sink.is_closed(),
        }
    }

    /// Writes the rest.
    pub fn finish(self, end: &End<'_>) -> Result<(), Failure> {
        let (written, mut sink) = match self {
            Printer::Text(account) => {
                let mut sink = Sink::new();
                (account.write(end, &mut sink), sink)
            }
            Printer::Json(account, mut sink) => (account.write(end, &mut sink), sink),
        };
        sink.note(written);
        sink.close()
    }
}
