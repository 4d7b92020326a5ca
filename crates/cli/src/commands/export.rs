//! `tripartite export`: a log in the format of another tool.

mod moving;

use event_store::{Line, json_lines, record_id};
use export::{Csv, Format, Identity, MESSAGES_MAX, Mermaid, Ocel, Rows};
use simulator::view::View;

use crate::arguments::{Export, ExportFormat};
use crate::exit::{Exit, Failure};
use crate::logs::{Records, decoded};
use crate::target::Target;
use crate::{input, output};
use moving::{Batch, NewStore};

/// So many records are brought to the disk together.
const BATCH: usize = 4096;

pub fn export(arguments: &Export) -> Result<Exit, Failure> {
    expect_no_limit(arguments)?;
    match arguments.to {
        ExportFormat::Jsonl => lines(arguments),
        ExportFormat::Sqlite => store(arguments),
        ExportFormat::Csv => formatted(arguments, &mut Csv::default()),
        ExportFormat::Mermaid => formatted(arguments, &mut Mermaid::new(messages_max(arguments))),
        ExportFormat::Ocel => formatted(arguments, &mut Ocel::default()),
    }
}

/// How many messages a diagram has at most.
fn messages_max(arguments: &Export) -> usize {
    arguments.limit.map_or(MESSAGES_MAX, |limit| usize::try_from(limit).unwrap_or(usize::MAX))
}

/// Refuses to leave a part out where the whole is written.
fn expect_no_limit(arguments: &Export) -> Result<(), Failure> {
    if arguments.limit.is_none() || arguments.to == ExportFormat::Mermaid {
        return Ok(());
    }
    let message = "`--limit` is of a diagram: every other format has the whole log";
    Err(Failure::new(Exit::Usage, message).help("leave it out, or write `--to mermaid`"))
}

/// Refuses to make a log of what one seat may see.
fn expect_whole(arguments: &Export) -> Result<(), Failure> {
    if arguments.seat.is_none() {
        return Ok(());
    }
    let message = "what one seat may see is no log: its positions and its chain are of the whole";
    Err(Failure::new(Exit::Usage, message)
        .help("write it `--to csv`, `--to mermaid` or `--to ocel`"))
}

/// Refuses a name under which every command would look for a store.
fn expect_no_store(arguments: &Export) -> Result<(), Failure> {
    match arguments.out.as_deref().filter(|path| input::is_named_as_store(path)) {
        None => Ok(()),
        Some(path) => {
            let message =
                format!("`{}` has the name of a store, and would be none", path.display());
            Err(Failure::new(Exit::Usage, message)
                .help("a store is written by `--to sqlite`; give other files another ending"))
        }
    }
}

/// The log as it is.
fn lines(arguments: &Export) -> Result<Exit, Failure> {
    expect_whole(arguments)?;
    expect_no_store(arguments)?;
    let mut records = Records::open(&arguments.log, &arguments.reading)?;
    let mut target = Target::open(arguments.out.as_deref())?;
    let mut text = Vec::new();
    while let Some(line) = records.next_line()? {
        text.clear();
        json_lines::write_line(&mut text, line.bytes, line.chain);
        if let Err(error) = target.writer().write_all(&text) {
            return target.stopped(&error);
        }
    }
    records.tell_unfinished();
    target.finish()
}

/// The log as a store. It is made under another name, and gets its own when it is whole.
fn store(arguments: &Export) -> Result<Exit, Failure> {
    expect_whole(arguments)?;
    let path = arguments.out.as_deref().filter(|path| input::is_named_as_store(path));
    let path = path.ok_or_else(|| {
        Failure::new(Exit::Usage, "a store is a file whose name ends with `.db`")
            .help("write `--to sqlite --out run.db`")
    })?;
    let mut records = Records::open(&arguments.log, &arguments.reading)?;
    let mut store = NewStore::create(path)?;
    let mut batch = Batch::default();
    while let Some(line) = records.next_line()? {
        batch.add(&line);
        if BATCH <= batch.len() {
            store.append(&mut batch)?;
        }
    }
    store.append(&mut batch)?;
    store.finish(records.head())?;
    records.tell_unfinished();
    Ok(Exit::Done)
}

fn formatted(arguments: &Export, format: &mut dyn Format) -> Result<Exit, Failure> {
    expect_no_store(arguments)?;
    let mut records = Records::open(&arguments.log, &arguments.reading)?;
    let mut target = Target::open(arguments.out.as_deref())?;
    let mut view = arguments.seat.map(View::new);
    let mut rows = Rows::default();
    let mut written = format.begin(target.writer());
    while written.is_ok() {
        let Some(line) = records.next_line()? else { break };
        let whole = decoded(&arguments.log, &line)?;
        let (record, identity) = match &mut view {
            None => (Some(whole), Some(identity(&line))),
            Some(view) => (view.show(&whole), None),
        };
        if let Some(record) = record {
            let row = rows.row(&record, identity).map_err(|error| {
                output::failed(Exit::Faults, "a record has no canonical form", &error)
            })?;
            written = format.row(&row, target.writer());
        }
    }
    match written.and_then(|()| format.finish(target.writer())) {
        Ok(()) => {
            records.tell_unfinished();
            target.finish()
        }
        Err(error) => target.stopped(&error),
    }
}

fn identity(line: &Line<'_>) -> Identity {
    let id = record_id(line.envelope.run, line.position).to_string();
    Identity { id, chain: line.chain }
}
