use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;
use crate::canonical::canonicalize;

const RUN: Uuid = Uuid::from_u128(0x6ba7_b810_9dad_41d1_80b4_00c0_4fd4_30c8);

fn time(minutes: i64) -> SimTime {
    SimTime::from_millis(1_767_704_400_000 + minutes * 60_000)
}

fn full() -> Envelope<'static> {
    Envelope {
        run: RUN,
        position: Position(7),
        kind: "silence.broken".into(),
        subject: Some("q-1".into()),
        time: time(0),
        recorded_at: time(5),
        form: NonZeroU16::MIN,
        actor: "nation:de".into(),
        seat: Some("coalition".into()),
        cause: Some(Position(3)),
        correlation: Some("exchange-2".into()),
        releasable_to: "us ua".into(),
        basis: Basis::Assumption,
        source_key: Some("S05".into()),
        note: Some("said \"no\"".into()),
        tags: Tags::List(&["question:q-1", "nation:de"]),
        data: Cow::Borrowed(br#"{"nation":"de","question":"q-1"}"#),
    }
}

fn small() -> Envelope<'static> {
    Envelope {
        subject: None,
        seat: None,
        cause: None,
        correlation: None,
        source_key: None,
        note: None,
        tags: Tags::List(&[]),
        data: Cow::Borrowed(b"{}"),
        ..full()
    }
}

fn written(envelope: &Envelope<'_>) -> String {
    let mut out = Vec::new();
    envelope.write_into(&mut out).unwrap();
    String::from_utf8(out).unwrap()
}

#[test]
fn an_envelope_is_written_in_canonical_order() {
    expect_test::expect![[r#"{"actor":"nation:de","basis":"assumption","causationid":"760f4fdc-f484-5f02-ad25-e80c393f1871","cause":"000000000003","correlationid":"exchange-2","data":{"nation":"de","question":"q-1"},"datacontenttype":"application/json","form":1,"id":"c03e2fca-30f3-5793-a192-536e9a263995","note":"said \"no\"","recordedtime":"2026-01-06T13:05:00.000Z","releasableto":"us ua","seat":"coalition","sequence":"000000000007","source":"/runs/6ba7b810-9dad-41d1-80b4-00c04fd430c8","sourcekey":"S05","specversion":"1.0","subject":"q-1","tags":"question:q-1 nation:de","time":"2026-01-06T13:00:00.000Z","type":"silence.broken"}"#]]
        .assert_eq(&written(&full()));
    expect_test::expect![[r#"{"actor":"nation:de","basis":"assumption","data":{},"datacontenttype":"application/json","form":1,"id":"c03e2fca-30f3-5793-a192-536e9a263995","recordedtime":"2026-01-06T13:05:00.000Z","releasableto":"us ua","sequence":"000000000007","source":"/runs/6ba7b810-9dad-41d1-80b4-00c04fd430c8","specversion":"1.0","time":"2026-01-06T13:00:00.000Z","type":"silence.broken"}"#]].assert_eq(&written(&small()));
}

#[test]
fn the_ids_are_those_of_rfc_9562() {
    let name = |position| record_id(Uuid::NAMESPACE_DNS, Position(position)).to_string();
    assert_eq!(name(1), "b04965e6-a9bb-591f-8f8a-1adcb2c8dc39");
}

fn any_text() -> impl Strategy<Value = Cow<'static, str>> {
    "[ -~äß€😀]{1,12}".prop_map(Cow::Owned)
}

fn any_position() -> impl Strategy<Value = u64> {
    prop_oneof![2..100u64, 999_999_999_990u64..1_000_000_000_010, u64::MAX - 2..=u64::MAX]
}

fn any_envelope() -> impl Strategy<Value = Envelope<'static>> {
    let optional = || prop::option::of(any_text());
    let texts = (any_text(), any_text(), any_text());
    let options = (optional(), optional(), optional(), optional(), optional());
    let numbers = (any_position(), prop::option::of(1..50u64), 1..=u16::MAX, any::<u128>());
    let tags = prop::collection::vec("[!-~ß]{1,6}", 0..4);
    let basis = prop::sample::select(vec![Basis::Fact, Basis::Reported, Basis::Assumption]);
    (texts, options, numbers, tags, basis).prop_map(|(texts, options, numbers, tags, basis)| {
        let (position, back, form, run) = numbers;
        Envelope {
            run: Uuid::from_u128(run),
            position: Position(position),
            kind: texts.0,
            subject: options.0,
            time: time(i64::from(form)),
            recorded_at: time(1),
            form: NonZeroU16::new(form).unwrap(),
            actor: texts.1,
            seat: options.1,
            cause: back.map(|back| Position(position.saturating_sub(back).max(1))),
            correlation: options.2,
            releasable_to: texts.2,
            basis,
            source_key: options.3,
            note: options.4,
            tags: Tags::Spaced(tags.join(" ").into()),
            data: Cow::Borrowed(br#"{"a":["}",{"b":"\""}],"c":-1}"#),
        }
    })
}

proptest! {
    /// What is written is canonical JSON and reads back equal.
    #[test]
    fn an_envelope_is_its_text(envelope in any_envelope()) {
        let text = written(&envelope);
        prop_assert_eq!(&canonicalize(text.as_bytes()).unwrap(), text.as_bytes());
        let read = Envelope::parse(text.as_bytes()).unwrap();
        prop_assert_eq!(&read, &envelope);
        prop_assert_eq!(read.into_owned(), envelope);
    }

    /// What CloudEvents says of attributes holds: their names are lowercase letters and digits,
    /// their values strings or small integers.
    #[test]
    fn an_envelope_is_a_cloud_event(envelope in any_envelope()) {
        let event: Value = serde_json::from_str(&written(&envelope)).unwrap();
        for (key, value) in event.as_object().unwrap() {
            prop_assert!(key.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit()));
            let small = value.as_i64().is_some_and(|number| i32::try_from(number).is_ok());
            prop_assert!(key == "data" || value.as_str().is_some_and(|s| !s.is_empty()) || small);
        }
        for required in ["id", "source", "specversion", "type"] {
            prop_assert!(event[required].is_string());
        }
    }

    /// No bytes panic the reader, and none are read that would be written differently.
    #[test]
    fn a_damaged_envelope_is_refused_or_reads_as_what_it_says(
        at in any::<prop::sample::Index>(),
        byte in any::<u8>(),
    ) {
        let mut text = written(&full()).into_bytes();
        let at = at.index(text.len());
        text[at] = byte;
        if let Ok(read) = Envelope::parse(&text) {
            let again = written(&read);
            prop_assert_eq!(String::from_utf8_lossy(&text), again);
        }
    }
}

/// The fault of the full envelope after changes to its JSON. A null removes the attribute.
fn fault(changes: &Value) -> String {
    let mut event: Value = serde_json::from_str(&written(&full())).unwrap();
    for (key, value) in changes.as_object().unwrap() {
        if value.is_null() {
            event.as_object_mut().unwrap().remove(key);
        } else {
            event[key] = value.clone();
        }
    }
    let text = crate::canonical::to_vec(&event).unwrap();
    Envelope::parse(&text).unwrap_err().to_string()
}

#[test]
fn each_fault_names_the_attribute_and_what_it_should_be() {
    let cases = [
        json!({ "actor": null }),
        json!({ "type": null }),
        json!({ "type": "" }),
        json!({ "basis": "rumor" }),
        json!({ "basis": 1 }),
        json!({ "cause": null }),
        json!({ "causationid": null }),
        json!({ "cause": "000000000007" }),
        json!({ "cause": "000000000002" }),
        json!({ "data": [] }),
        json!({ "datacontenttype": "text/xml" }),
        json!({ "form": 0 }),
        json!({ "form": 65536 }),
        json!({ "form": "1" }),
        json!({ "id": "b" }),
        json!({ "note": "a\nb" }),
        json!({ "note": "\u{fffe}" }),
        json!({ "recordedtime": "today" }),
        json!({ "sequence": "7" }),
        json!({ "sequence": "000000000000" }),
        json!({ "sequence": "000000000008" }),
        json!({ "sequence": "99999999999999999999999" }),
        json!({ "source": "/runs/1" }),
        json!({ "specversion": "2.0", "newfangled": true }),
        json!({ "dataschema": "x" }),
        json!({ "zebra": "x" }),
    ];
    let faults: Vec<String> =
        cases.iter().map(|changes| format!("{changes}\n  {}\n", fault(changes))).collect();
    expect_test::expect_file!["faults.txt"].assert_eq(&faults.concat());
}

#[test]
fn only_canonical_text_is_read() {
    let text = written(&full());
    let (actor, rest) = text[1..].split_at("\"actor\":\"nation:de\",".len());
    let late = format!("{{{}", rest.replacen("\"form\"", &format!("{actor}\"form\""), 1));
    let twice = text.replacen("\"form\":1", "\"form\":1,\"form\":1", 1);
    for (wrong, column) in [
        (text.replacen(':', ": ", 1), 10),
        (late.clone(), late.find(actor).unwrap() + 1),
        (twice.clone(), twice.rfind("\"form\"").unwrap() + 1),
        (text[..text.len() - 1].to_owned(), text.len()),
        (format!("{text} "), text.len()),
        (String::new(), 1),
        ("[]".to_owned(), 1),
    ] {
        let fault = Envelope::parse(wrong.as_bytes()).unwrap_err();
        assert_eq!(fault, EnvelopeError::NotCanonical { column }, "{wrong}");
    }
}

#[test]
fn a_string_has_one_spelling() {
    let text = written(&full()).replace("coalition", "c\\u006falition");
    let fault = Envelope::parse(text.as_bytes()).unwrap_err();
    assert!(matches!(fault, EnvelopeError::Value { attribute: "seat", .. }), "{fault}");
}

#[test]
fn what_could_not_be_read_back_is_not_written() {
    let refused = |envelope: Envelope<'_>| {
        let mut out = b"before".to_vec();
        let fault = envelope.write_into(&mut out).unwrap_err().to_string();
        assert_eq!(out, b"before");
        fault
    };
    let faults = [
        refused(Envelope { tags: Tags::List(&["a", "b c"]), ..full() }),
        refused(Envelope { tags: Tags::List(&[""]), ..full() }),
        refused(Envelope { note: Some("two\nlines".into()), ..full() }),
        refused(Envelope { kind: "".into(), ..full() }),
        refused(Envelope { cause: Some(Position(7)), ..full() }),
    ];
    expect_test::expect![[r"
        the tag `b c` is empty or holds a space
        the tag `` is empty or holds a space
        `note` is `two\nlines`, not a text without line breaks and other control characters
        `type` is ``, not a text of at least one character
        `cause` is #7, at #7, not an earlier record"]]
    .assert_eq(&faults.join("\n"));
}
