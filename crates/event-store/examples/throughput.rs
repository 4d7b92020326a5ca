//! Prints how fast the stores are on this machine: `cargo run --release -p event-store --example
//! throughput [MILLIONS]`.

use std::borrow::Cow;
use std::error::Error;
use std::hint::black_box;
use std::io::{self, Write};
use std::num::NonZeroU16;
use std::time::Instant;

use event_store::{
    AppendCondition, Envelope, EventStore, JsonLines, Memory, NewFact, Query, Reader, Tags,
};
use kernel::{Basis, Position, SimTime};
use uuid::Uuid;

const RUN: Uuid = Uuid::from_u128(0x6ba7_b810_9dad_41d1_80b4_00c0_4fd4_30c8);
const KIND: &str = "silence.broken";
const TAGS: &[&str] = &["question:q-1", "nation:de"];

fn main() -> Result<(), Box<dyn Error>> {
    let millions = std::env::args().nth(1).map_or(Ok(1), |text| text.parse::<u64>())?;
    let events = millions * 1_000_000;
    hashes(events)?;
    memory(events)?;
    conditions(events)?;
    envelopes(events)?;
    json_lines(events)
}

/// Prints nanoseconds an event and millions of events a second.
fn report(what: &str, events: u64, began: Instant) -> io::Result<()> {
    let nanoseconds = began.elapsed().as_nanos();
    let tenths = nanoseconds * 10 / u128::from(events);
    let hundredths = u128::from(events) * 100_000 / nanoseconds;
    let (ns, m) = ((tenths / 10, tenths % 10), (hundredths / 100, hundredths % 100));
    writeln!(io::stdout(), "{what:44} {:6}.{} ns {:5}.{:02} M/s", ns.0, ns.1, m.0, m.1)
}

fn envelope(position: u64) -> Envelope<'static> {
    Envelope {
        run: RUN,
        position: Position(position),
        kind: KIND.into(),
        subject: None,
        time: SimTime::from_millis(1_767_704_400_000),
        recorded_at: SimTime::from_millis(1_767_704_400_000),
        form: NonZeroU16::MIN,
        actor: "nation:de".into(),
        seat: None,
        cause: (1 < position).then(|| Position(position - 1)),
        correlation: None,
        releasable_to: "all".into(),
        basis: Basis::Assumption,
        source_key: None,
        note: None,
        tags: Tags::List(TAGS),
        data: Cow::Borrowed(br#"{"nation":"de","question":"q-1"}"#),
    }
}

fn hashes(events: u64) -> io::Result<()> {
    for length in [24, 600] {
        let bytes = vec![7; length];
        let mut chain = event_store::Chain::GENESIS;
        let began = Instant::now();
        for _ in 0..events {
            chain = chain.link(black_box(&bytes));
        }
        black_box(chain);
        report(&format!("chain link over {length} bytes"), events, began)?;
    }
    let began = Instant::now();
    for position in 0..events {
        black_box(event_store::record_id(RUN, Position(position)));
    }
    report("record id (UUIDv5)", events, began)
}

fn memory(events: u64) -> Result<(), Box<dyn Error>> {
    for (what, tags) in [("no tags", &[][..]), ("two tags", TAGS)] {
        let mut memory = Memory::default();
        let none = AppendCondition::none();
        let mut bytes = [0; 24];
        let began = Instant::now();
        for position in 0..events {
            bytes[..8].copy_from_slice(&position.to_le_bytes());
            memory.append(&[NewFact { kind: KIND, tags, bytes: &bytes }], &none)?;
        }
        report(&format!("memory: append 24 bytes, {what}"), events, began)?;
        let began = Instant::now();
        let sum: usize = memory.facts().map(|fact| fact.bytes().len() + fact.kind().len()).sum();
        black_box(sum);
        report("memory: walk", events, began)?;
    }
    Ok(())
}

fn conditions(events: u64) -> Result<(), Box<dyn Error>> {
    let mut memory = Memory::default();
    let began = Instant::now();
    for position in 0..events {
        let query = Query::new(&[KIND], &["question:q-1"]);
        let unless = AppendCondition::unless(query, Position(position));
        memory.append(&[NewFact { kind: KIND, tags: TAGS, bytes: &[0; 24] }], &unless)?;
    }
    report("memory: append with a fresh condition", events, began)?;
    let absent = AppendCondition::unless(
        Query::new(&[KIND], &["question:q-1", "incident:none"]).or(&["other"], &[]),
        Position::START,
    );
    memory.append(&[NewFact { kind: "other", tags: &["incident:none"], bytes: b"" }], &absent)?;
    let absent = AppendCondition::unless(Query::new(&[KIND], &["incident:none"]), Position::START);
    let began = Instant::now();
    memory.append(&[NewFact { kind: KIND, tags: &[], bytes: b"" }], &absent)?;
    report("memory: whole-history condition, a fact", events, began)?;
    Ok(())
}

fn envelopes(events: u64) -> Result<(), Box<dyn Error>> {
    let mut out = Vec::new();
    let began = Instant::now();
    for position in 1..=events {
        out.clear();
        envelope(position).write_into(&mut out)?;
        black_box(&out);
    }
    report("envelope: write", events, began)?;
    let began = Instant::now();
    for _ in 0..events {
        black_box(Envelope::parse(black_box(&out))?);
    }
    report(&format!("envelope: parse {} bytes", out.len()), events, began)?;
    Ok(())
}

fn json_lines(events: u64) -> Result<(), Box<dyn Error>> {
    let path = std::env::temp_dir().join(format!("throughput-{}.jsonl", std::process::id()));
    let mut log = JsonLines::create(&path)?;
    let none = AppendCondition::none();
    let mut bytes = Vec::new();
    let began = Instant::now();
    for position in 1..=events {
        bytes.clear();
        envelope(position).write_into(&mut bytes)?;
        log.append(&[NewFact { kind: KIND, tags: TAGS, bytes: &bytes }], &none)?;
    }
    log.flush()?;
    report("JSON lines: write the envelope and append", events, began)?;
    let file = io::BufReader::with_capacity(1 << 18, std::fs::File::open(&path)?);
    let mut reader = Reader::new(file);
    let began = Instant::now();
    while let Some(line) = reader.next_line()? {
        black_box(&line.envelope);
    }
    report("JSON lines: read and verify", events, began)?;
    std::fs::remove_file(&path)?;
    Ok(())
}
