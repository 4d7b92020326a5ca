//! Records for the tests.

use std::sync::Arc;

use domain::nation::Nation;
use domain::{Actor, Audience, Command, Event, decision, silence};
use event_store::Chain;
use kernel::{Basis, Position, SimTime, Source};
use simulator::choice;
use simulator::record::{Body, CenterRecord, Ending, EndingReason, Opening, Origin, Refusal};

use crate::{Format, Identity, Rows};

pub(crate) fn at(minute: u8) -> SimTime {
    format!("2027-03-01T08:{minute:02}:00.000Z").parse().unwrap()
}

pub(crate) fn record(position: u64, by: Actor, body: Body<Command, Event>) -> CenterRecord {
    let at = at(u8::try_from(position).unwrap());
    CenterRecord {
        position: Position(position),
        at,
        occurred_at: at,
        by,
        cause: position.checked_sub(1).filter(|cause| 0 < *cause).map(Position),
        origin: None,
        audience: Audience::All,
        body,
    }
}

fn opening(title: &str) -> Body<Command, Event> {
    Body::Started(Arc::new(Opening {
        scenario: "sample".to_string(),
        title: title.to_string(),
        scenario_hash: None,
        seed: Some("1".to_string()),
        starts_at: at(0),
        until: at(59),
        utc_offset: 0,
        branches: Vec::new(),
    }))
}

pub(crate) fn object(question: &str) -> Command {
    let object = silence::Object { question: question.parse().unwrap(), nation: Nation::PL };
    object.into()
}

pub(crate) fn broken(question: &str) -> Event {
    Event::Silence(silence::Event::Broken {
        question: question.parse().unwrap(),
        nation: Nation::PL,
        asked: [Nation::DE, Nation::PL].into_iter().collect(),
        silent: [Nation::DE].into_iter().collect(),
        text_version: 2,
    })
}

/// A run in which Poland objects twice, the second time in vain, and someone is spoken of.
pub(crate) fn run(note: &str) -> Vec<CenterRecord> {
    let pl = Actor::Nation(Nation::PL);
    let refusal = Refusal { code: "silence.closed".to_string(), text: "it is, \"broken\"".into() };
    let key = "desk/verify/delay@b-1#1".parse().unwrap();
    let chosen = Body::Chose { key, value: choice::Value::Picked(1) };
    let origin =
        Origin { basis: Basis::Fact, source: Source::new("S1").ok(), note: Some(note.to_string()) };
    let position = decision::Event::PositionRecorded {
        question: "q-1".parse().unwrap(),
        nation: Nation::DE,
        position: decision::Position::Agrees,
    };
    let ending = Ending { reason: EndingReason::Quiet, state_hash: None };
    let mut records = vec![
        record(1, Actor::Control, opening("A sample; with 100 % of it")),
        record(2, pl, Body::Accepted(object("q-1"))),
        record(3, pl, Body::Event(broken("q-1"))),
        record(4, pl, Body::Refused(object("q-1"), refusal.clone())),
        record(5, pl, Body::Refused(object("q-2"), refusal)),
        record(6, Actor::Clock, chosen),
        record(7, Actor::Control, Body::Event(Event::Decision(position))),
        record(8, Actor::Clock, Body::Ended(ending)),
    ];
    records[2].origin = Some(Arc::new(origin));
    records[5].audience = Audience::CONTROL;
    records
}

/// What a format makes of records; whole logs have identities.
pub(crate) fn written(format: &mut dyn Format, records: &[CenterRecord], whole: bool) -> String {
    let (mut rows, mut out) = (Rows::default(), Vec::new());
    format.begin(&mut out).unwrap();
    for record in records {
        let identity = Identity { id: format!("id-{}", record.position.0), chain: Chain::GENESIS };
        let row = rows.row(record, Some(identity).filter(|_| whole)).unwrap();
        format.row(&row, &mut out).unwrap();
    }
    format.finish(&mut out).unwrap();
    String::from_utf8(out).unwrap()
}
