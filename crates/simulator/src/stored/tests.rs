use domain::nation::Nation;
use domain::silence::Object;
use domain::{Command, Event, incident, silence};

use super::*;

fn late() -> Event {
    let question = "q1".parse().unwrap();
    let follow_up = "q1-late-1".parse().unwrap();
    silence::Event::ObjectionCameLate { question, nation: Nation::HU, follow_up }.into()
}

fn text(stored: &Stored) -> &str {
    std::str::from_utf8(&stored.data).unwrap()
}

#[test]
fn an_event_is_stored_as_its_kind_and_its_fields_in_order() {
    let stored = encode(&Body::Event(late())).unwrap();
    assert_eq!(stored.kind, "silence.objection-came-late");
    assert_eq!(text(&stored), r#"{"follow_up":"q1-late-1","nation":"hu","question":"q1"}"#);
    assert_eq!(stored.subject.as_deref(), Some("q1"));
    assert_eq!(stored.tags, ["question:q1", "nation:hu"]);
}

#[test]
fn a_refused_command_is_stored_with_its_refusal() {
    let command: Command = Object { question: "q1".parse().unwrap(), nation: Nation::HU }.into();
    let refusal = Refusal { code: "silence.not-asked".into(), text: "said \"no\"".into() };
    let stored = encode(&Body::Refused(command, refusal)).unwrap();
    assert_eq!(stored.kind, "command.refused");
    assert_eq!(
        text(&stored),
        r#"{"command":"silence.object","data":{"nation":"hu","question":"q1"},"refusal":{"code":"silence.not-asked","text":"said \"no\""}}"#
    );
    assert_eq!(stored.tags, ["question:q1", "nation:hu"]);
}

/// The subject comes of the first entity in the list, not of the first field.
#[test]
fn the_subject_of_evidence_is_its_incident() {
    let event = serde_json::json!({ "incident": { "submit-evidence": {
        "evidence": "e-1", "incident": "b-1", "sensor": "uav-1",
        "digest": "0123456789abcdef0123456789abcdef",
    } } });
    let command: Command = serde_json::from_value(event).unwrap();
    assert!(matches!(command, Command::Incident(incident::Command::SubmitEvidence(_))));
    let stored = encode(&Body::Accepted(command)).unwrap();
    assert_eq!(stored.subject.as_deref(), Some("b-1"));
    assert_eq!(stored.tags, ["incident:b-1", "evidence:e-1", "sensor:uav-1"]);
}

/// A kind is a name, and brings no text of its own.
#[test]
fn a_kind_that_smuggles_json_is_unknown() {
    let data = encode(&Body::Event(late())).unwrap().data;
    assert!(decode_body("silence.objection-came-late", 1, &data).is_ok());
    for kind in [
        r"silence.objection-cam\u0065-late",
        r#"silence":{"objection-came-late":{},"x.y"#,
        "silence",
        "",
    ] {
        let error = decode_body(kind, 1, &data).unwrap_err();
        assert!(matches!(error, StoredError::UnknownKind { .. }), "{kind}: {error}");
    }
}

#[test]
fn a_misfit_is_told_without_a_place_in_a_text_that_nobody_has_seen() {
    let error = decode_body("silence.broken", 1, br#"{"question":7}"#).unwrap_err().to_string();
    assert!(error.starts_with("the data of `silence.broken` in form 1 does not fit: "), "{error}");
    assert!(!error.contains("column"), "{error}");
}

/// What stands behind or beside the fields of an event is no part of it.
#[test]
fn an_event_has_its_fields_and_nothing_else() {
    assert!(decode_body("incident.sensor-lost", 1, br#"{"sensor":"uav-1"}"#).is_ok());
    for data in [r#"{"sensor":7}"#, r#"{"sensor":"uav-1"}}"#, r#"{"sensor":"uav-1","more":1}"#] {
        let error = decode_body("incident.sensor-lost", 1, data.as_bytes()).unwrap_err();
        assert!(matches!(error, StoredError::Misfit { .. }), "{data}: {error}");
    }
    let error = decode_body("sensor.lost", 1, br#"{"sensor":"uav-1"}"#).unwrap_err();
    assert!(matches!(error, StoredError::UnknownKind { .. }), "{error}");
}

/// An opening as a text, with other data in place of what is right.
fn opening(kind: &str, right: &str, other: &str) -> Result<(), String> {
    let data = r#"{"scenario":"s","starts_at":"2027-03-01T08:00:00.000Z","title":"S","until":"2027-03-02T08:00:00.000Z","utc_offset":60}"#;
    assert!(data.contains(right));
    let read = decode_body(kind, 1, data.replace(right, other).as_bytes());
    read.map(drop).map_err(|error| error.to_string())
}

#[test]
fn an_opening_that_no_run_has_is_told() {
    let misfit = |kind: &str| format!("the data of `{kind}` in form 1 does not fit: ");
    for (kind, right, other, fault) in [
        ("run.branched", "60", "60", Some("`branches` is empty")),
        ("run.started", "60", "-1559", None),
        (
            "run.started",
            "60",
            "1560",
            Some("no clock is 1560 minutes off UTC, as `utc_offset` says"),
        ),
        (
            "run.started",
            "60",
            "-2147483648",
            Some("no clock is -2147483648 minutes off UTC, as `utc_offset` says"),
        ),
        ("run.started", "2027-03-02", "2027-03-01", None),
        ("run.started", "2027-03-02", "2027-02-28", Some("`until` comes before `starts_at`")),
    ] {
        let expected = fault.map(|fault| misfit(kind) + fault);
        assert_eq!(opening(kind, right, other).err(), expected, "{other}");
    }
}
