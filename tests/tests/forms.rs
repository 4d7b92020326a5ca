//! Stored forms never change: each has a fixture, and each fixture can still be read.
//!
//! `UPDATE_EXPECT=1` writes the fixtures of kinds that have none yet; it never changes one.

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

use event_store::canonical;
use schemars::schema_for;
use serde_json::{Value, json};
use simulator::record::Body;
use simulator::stored::{self, FORMS, StoredError};
use tests::sample;

fn folder() -> PathBuf {
    tests::root().join("tests/forms")
}

fn form(kind: &str) -> u16 {
    FORMS.iter().find(|(known, _)| *known == kind).map_or(1, |(_, form)| *form)
}

/// Every kind of record with a sample of its data.
fn samples() -> Vec<(String, Value)> {
    let mut samples = sample::kinds(schema_for!(domain::Event).as_value());
    let object =
        json!({ "command": "silence.object", "data": { "nation": "pl", "question": "q" } });
    let mut refused = object.clone();
    refused["refusal"] = json!({ "code": "silence.not-asked", "text": "`pl` was not asked" });
    let hash = "0".repeat(64);
    let opening = json!({
        "scenario": "paris-summit", "title": "Paris", "scenario_hash": hash, "seed": "1",
        "starts_at": "2026-01-06T00:00:00.000Z", "until": "2026-01-09T00:00:00.000Z",
        "utc_offset": 60,
    });
    let mut branched = opening.clone();
    branched["branches"] = json!([{
        "parent": "0a1b2c3d-0000-5000-8000-000000000000", "position": 120, "chain": hash,
        "at": "2026-01-06T13:00:00.000Z",
        "edits": {
            "choices": [
                { "key": "paris/consent/delay@strike#1", "drawn": "3600000" },
                { "key": "washington/decide/option@strike#1", "picked": 1 },
            ],
            "parameters": { "quiet-period": { "duration": "PT24H" } },
            "inject": "timeline: []\n",
            "seed": "2",
        },
    }]);
    samples.extend([
        ("command.accepted".into(), object),
        ("command.refused".into(), refused),
        ("choice.made".into(), json!({ "key": "desk/verify/delay@b-1#1", "drawn": "3600000" })),
        ("run.started".into(), opening),
        ("run.branched".into(), branched),
        ("run.ended".into(), json!({ "reason": "horizon", "state_hash": hash })),
    ]);
    samples
}

#[test]
fn every_form_has_a_fixture() {
    let mut missing = Vec::new();
    for (kind, sample) in samples() {
        let path = folder().join(format!("{kind}.{}.json", form(&kind)));
        if path.exists() {
            continue;
        }
        if std::env::var_os("UPDATE_EXPECT").is_some() {
            let bytes = canonical::to_vec(&sample).expect("a sample has a canonical form");
            fs::create_dir_all(folder()).expect("the folder can be made");
            fs::write(path, bytes).expect("the fixture can be written");
        } else {
            missing.push(path.display().to_string());
        }
    }
    assert!(missing.is_empty(), "run `just bless`: no fixture {missing:#?}");
}

/// A fixture reads as a record, and one in the newest form is written again byte for byte.
#[test]
fn every_fixture_is_read() {
    let mut read = BTreeSet::new();
    for entry in fs::read_dir(folder()).expect("there are fixtures") {
        let path = entry.expect("it can be listed").path();
        let name = path.file_stem().and_then(|name| name.to_str()).expect("a name");
        let (kind, number) = name.rsplit_once('.').expect("kind and form");
        let number: u16 = number.parse().expect("a form");
        let data = fs::read(&path).expect("it can be read");
        let body = stored::decode_body(kind, number, &data).expect(name);
        if number == form(kind) {
            let again = stored::encode(&body).expect(name);
            assert_eq!((again.kind.as_str(), again.data), (kind, data), "{name}");
        }
        read.insert(kind.to_string());
    }
    assert_eq!(read, samples().into_iter().map(|(kind, _)| kind).collect());
}

/// A command that a log holds is read back as it was.
#[test]
fn every_command_survives_its_stored_form() {
    for (kind, data) in sample::kinds(schema_for!(domain::Command).as_value()) {
        let accepted = json!({ "command": kind, "data": data });
        let bytes = canonical::to_vec(&accepted).expect("a canonical form");
        let body = stored::decode_body("command.accepted", 1, &bytes).expect(&kind);
        assert!(matches!(body, Body::Accepted(_)), "{kind}");
        assert_eq!(stored::encode(&body).expect(&kind).data, bytes, "{kind}");
    }
}

#[test]
fn an_unknown_kind_and_a_newer_form_are_named() {
    let unknown = stored::decode_body("silence.brokn", 1, b"{}").unwrap_err();
    assert!(matches!(&unknown, StoredError::UnknownKind { kind } if kind == "silence.brokn"));
    let newer = stored::decode_body("silence.broken", 9, b"{}").unwrap_err();
    assert!(matches!(newer, StoredError::NewerForm { found: 9, known: 1, .. }));
    let misfit = stored::decode_body("silence.broken", 1, b"{}").unwrap_err();
    assert!(misfit.to_string().contains("missing field"), "{misfit}");
}
