use expect_test::expect;
use proptest::prelude::*;

use super::*;

fn key<'a>(stream: &'a Stream, entity: Option<&str>, occurrence: u32) -> ChoiceKey<'a> {
    let entity = entity.map(|name| Id::new(name).unwrap());
    ChoiceKey { stream, entity, occurrence }
}

#[test]
fn a_key_has_one_text() {
    let delay = Stream::new("a/b/delay").unwrap();
    for (key, text) in [
        (key(&delay, Some("breach-1"), 3), "a/b/delay@breach-1#3"),
        (key(&delay, None, 0), "a/b/delay#0"),
    ] {
        assert_eq!(key.to_string(), text);
        assert_eq!(key.to_owned_key().to_string(), text);
    }
}

#[test]
fn a_text_that_is_no_key_is_refused_with_its_reason() {
    let texts = [
        "",
        "a",
        "a#",
        "a#-1",
        "a#+1",
        "a#01",
        "a#4294967296",
        "a@#0",
        "a@b c#0",
        "@b#0",
        "#0",
        "a b#0",
        "a@b@c#0",
        "a#0#1",
    ];
    let shown: Vec<String> =
        texts.map(|text| text.parse::<OwnedKey>().unwrap_err().to_string()).into();
    expect![[r#"
        `` has no occurrence: write `stream@entity#1` or `stream#1` for the first
        `a` has no occurrence: write `stream@entity#1` or `stream#1` for the first
        `` is not an occurrence: write a number from 0 to 4294967295, without leading zeros
        `-1` is not an occurrence: write a number from 0 to 4294967295, without leading zeros
        `+1` is not an occurrence: write a number from 0 to 4294967295, without leading zeros
        `01` is not an occurrence: write a number from 0 to 4294967295, without leading zeros
        `4294967296` is not an occurrence: write a number from 0 to 4294967295, without leading zeros
        `` is not an entity: a name must not be empty
        `b c` is not an entity: a name has letters, digits, `-`, `_` and `.` only, not ` `
        `` is not a stream: the name of a stream must not be empty
        `` is not a stream: the name of a stream must not be empty
        `a b` is not a stream: the name of a stream has letters, digits, `-`, `_`, `.` and `/` only, not ` `
        `a@b` is not a stream: the name of a stream has letters, digits, `-`, `_`, `.` and `/` only, not `@`
        `a#0` is not a stream: the name of a stream has letters, digits, `-`, `_`, `.` and `/` only, not `#`
    "#]].assert_eq(&(shown.join("\n") + "\n"));
}

#[test]
fn keys_order_by_stream_entity_and_occurrence() {
    let texts = ["a#0", "a#9", "a#10", "a@x#0", "a@y#0", "a/b#0", "b#0"];
    let keys = texts.map(|text| text.parse::<OwnedKey>().unwrap());
    assert!(keys.is_sorted(), "{keys:?}");
}

proptest! {
    #[test]
    fn a_key_reads_back_as_written(
        name in "[A-Za-z0-9._/-]{1,40}",
        entity in proptest::option::of("[A-Za-z0-9._-]{1,24}"),
        occurrence in any::<u32>(),
    ) {
        let stream = Stream::new(name).unwrap();
        let written = key(&stream, entity.as_deref(), occurrence).to_owned_key();
        prop_assert_eq!(written.to_string().parse(), Ok(written));
    }

    /// Every text is read as a key that is written the same way, or refused.
    #[test]
    fn any_text_is_a_key_or_is_refused(text in "[a-b0-9@#/ é]{0,12}") {
        if let Ok(key) = text.parse::<OwnedKey>() {
            prop_assert_eq!(key.to_string(), text);
        }
    }
}
