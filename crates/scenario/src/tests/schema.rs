//! The JSON Schema that editors use agrees with what is read.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::{HEAD, example, found, scenarios};
use crate::vocabulary::Vocabulary;
use crate::{Source, compile_extended, schema, yaml};

/// What a schema says against a value; empty if it has nothing against it.
///
/// It knows the keywords that our schema uses, and panics at any other.
fn objections(root: &Value, schema: &Value, value: &Value, place: &str) -> Vec<String> {
    let Some(keywords) = schema.as_object() else {
        return if schema == &json!(false) {
            vec![format!("{place}: unknown")]
        } else {
            Vec::new()
        };
    };
    let mut found = Vec::new();
    for (keyword, says) in keywords {
        let several = says.as_array().map(Vec::as_slice).unwrap_or_default();
        let fitting = || several.iter().filter(|one| objections(root, one, value, "").is_empty());
        let holds = match keyword.as_str() {
            "$ref" | "allOf" | "if" => {
                found.extend(led_to(root, schema, keyword, value, place));
                true
            }
            "type" => says == kind(value) || several.iter().any(|one| one == kind(value)),
            "enum" => several.contains(value),
            "const" => says == value,
            "anyOf" => fitting().count() != 0,
            "oneOf" => fitting().count() == 1,
            "not" => !objections(root, says, value, "").is_empty(),
            // That of a blank is the only one.
            "pattern" => value.as_str().is_none_or(|text| text.contains("${")),
            "minimum" => value.as_i64().is_none_or(|number| says.as_i64() <= Some(number)),
            "required" => value.as_object().is_none_or(|map| {
                several.iter().all(|key| key.as_str().is_some_and(|key| map.contains_key(key)))
            }),
            "items" => {
                let items = value.as_array().into_iter().flatten().enumerate();
                found.extend(items.flat_map(|(index, item)| {
                    objections(root, says, item, &format!("{place}/{index}"))
                }));
                true
            }
            "properties" | "additionalProperties" | "propertyNames" => {
                found.extend(keys(root, schema, keyword, value, place));
                true
            }
            "$schema" | "$defs" | "title" | "description" | "default" | "format" | "then" => true,
            other => panic!("the schema uses `{other}`"),
        };
        if !holds {
            found.push(format!("{place}: {keyword} {says}"));
        }
    }
    found
}

/// What other schemas say against a value, to which a keyword leads.
fn led_to(root: &Value, schema: &Value, keyword: &str, value: &Value, place: &str) -> Vec<String> {
    let says = &schema[keyword];
    match keyword {
        "$ref" => {
            let pointer = says.as_str().and_then(|path| path.strip_prefix('#'));
            let target = pointer.and_then(|pointer| root.pointer(pointer));
            objections(root, target.expect("a reference leads somewhere"), value, place)
        }
        "if" if objections(root, says, value, "").is_empty() => {
            objections(root, &schema["then"], value, place)
        }
        _ => {
            let all = says.as_array().into_iter().flatten();
            all.flat_map(|one| objections(root, one, value, place)).collect()
        }
    }
}

/// What a keyword about the keys of a map says against them.
fn keys(root: &Value, schema: &Value, keyword: &str, value: &Value, place: &str) -> Vec<String> {
    let entries = value.as_object().into_iter().flatten();
    let listed = |key: &str| schema.get("properties").and_then(|all| all.get(key));
    let judged = entries.flat_map(|(key, inner)| {
        let place = format!("{place}/{key}");
        match (keyword, listed(key)) {
            ("properties", Some(schema)) => objections(root, schema, inner, &place),
            ("additionalProperties", None) => objections(root, &schema[keyword], inner, &place),
            ("propertyNames", _) => objections(root, &schema[keyword], &json!(key), &place),
            _ => Vec::new(),
        }
    });
    judged.collect()
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(_) => "integer",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}

/// What the schema has against a text.
fn judged(text: &str) -> Vec<String> {
    let node = yaml::read(text).expect("the text is YAML");
    let schema = schema();
    objections(&schema, &schema, &node.json(), "")
}

#[test]
fn the_schema_says_which_draft_it_is_and_lists_every_command_and_event() {
    let schema = schema();
    assert_eq!(schema["$schema"], "https://json-schema.org/draft/2020-12/schema");
    let listed = |name: &str| {
        let kinds = schema["$defs"][name]["enum"].as_array().expect("they are listed");
        kinds.iter().filter_map(Value::as_str).map(str::to_owned).collect::<BTreeSet<_>>()
    };
    let Vocabulary { commands, events } = Vocabulary::new();
    let mut commands: BTreeSet<String> = commands.into_keys().collect();
    commands.remove("clock.expire");
    assert_eq!(listed("CommandKind"), commands);
    assert_eq!(listed("EventKind"), events.into_keys().collect());
}

#[test]
fn the_scenarios_and_the_example_of_the_reference_fit_the_schema() {
    for text in scenarios().iter().map(String::as_str).chain([example()]) {
        assert_eq!(judged(text), [""; 0]);
    }
}

/// A key without a value is as good as none, also where it would name a kind.
#[test]
fn keys_without_a_value_fit_the_schema_as_they_do_the_reader() {
    let text = format!(
        "{HEAD}timeline:\n  - {{ at: T+01:00, upon: , by: control, do: center.close }}\nexpect:\n  - \
         {{ happened: center.closed, never: , at-most: 0 }}\n"
    );
    assert_eq!(judged(&text), [""; 0]);
    assert_eq!(found(&text), [""; 0]);
}

/// Values may be blanks, instants offsets, and options add what the step leaves open.
#[test]
fn what_people_write_under_with_fits_the_schema() {
    for step in [
        "{ do: center.fill-seat, with: { seat: \"${seat}\" } }",
        "{ do: center.close }",
        "{ do: center.close, with: }",
        "{ do: hub.open, with: { hub: \"h-${n}\", nation: \"${nation}\", tonnes_per_day: \"${tonnes}\" } }",
        "{ do: hub.open, with: { hub: h }, options: [{ weight: 1, with: { nation: pl, tonnes_per_day: 3 } }] }",
        "{ do: incident.revise-breach, with: { series: s, breach_at: now - 20min, evidence: e } }",
        "{ do: mandate.request, with: { nation: fr, ceiling: 5, lasts: 90d } }",
        "{ do: mandate.declare-rule, with: { nation: fr, rule: vote } }",
        "{ do: mandate.declare-rule, with: { nation: fr, rule: { deemed-approved: { within: 3d } } } }",
        "{ do: caveat.declare, with: { caveat: c, nation: fr, limit: { activity: \"${activity}\" } } }",
        "{ do: silence.start, with: { question: q, matter: statement, urgency: flash, asked: \"${asked}\" } }",
        "{ do: silence.start, with: { question: q, matter: statement, urgency: flash, asked: [fr, \"${nation}\"] } }",
    ] {
        assert_eq!(judged(&format!("{HEAD}timeline:\n  - {step}\n")), [""; 0], "{step}");
    }
}

#[test]
fn every_reference_of_the_schema_leads_somewhere() {
    fn references(value: &Value, found: &mut BTreeSet<String>) {
        match value {
            Value::Object(map) => {
                let target = map.get("$ref").and_then(Value::as_str);
                found.extend(target.map(str::to_owned));
                map.values().for_each(|inner| references(inner, found));
            }
            Value::Array(items) => items.iter().for_each(|inner| references(inner, found)),
            _ => {}
        }
    }
    let (schema, mut found) = (schema(), BTreeSet::new());
    references(&schema, &mut found);
    found.retain(|path| schema.pointer(path.trim_start_matches('#')).is_none());
    assert_eq!(found, BTreeSet::new());
    for kind in Vocabulary::new().commands.keys().filter(|kind| *kind != "clock.expire") {
        assert!(schema["$defs"].get(format!("with.{kind}")).is_some(), "{kind}");
    }
}

/// The schema has something against this place of a text, and the reader something against the text.
fn assert_refused(wrong: &str, place: &str) {
    let text = format!("{HEAD}{wrong}");
    let judged = judged(&text);
    assert!(judged.iter().any(|line| line.starts_with(place)), "{wrong}{judged:#?}");
    assert!(found(&text).iter().any(|fault| !fault.starts_with("S119")), "{wrong}");
}

#[test]
fn what_the_schema_refuses_under_with_is_refused() {
    for (wrong, place) in [
        (
            "timeline:\n  - { do: center.fill-seat, with: { seet: us } }\n",
            "/timeline/0/with/seet: unknown",
        ),
        (
            "timeline:\n  - { do: center.fill-seat, with: { seat: ru } }\n",
            "/timeline/0/with/seat: anyOf ",
        ),
        ("timeline:\n  - { do: center.fill-seat, with: {} }\n", "/timeline/0/with: required "),
        ("timeline:\n  - { do: center.fill-seat }\n", "/timeline/0: required "),
        (
            "timeline:\n  - { do: caveat.declare, with: { caveat: c, nation: fr, limit: { sect: s } } }\n",
            "/timeline/0/with/limit: anyOf ",
        ),
        (
            "timeline:\n  - { do: hub.open, with: { hub: h }, options: [{ weight: 1, with: { nat: pl } }] }\n",
            "/timeline/0/options/0/with/nat: unknown",
        ),
        (
            "timeline:\n  - { options: [{ weight: 1, do: center.fill-seat, with: { seet: us } }] }\n",
            "/timeline/0/options/0/with/seet: unknown",
        ),
    ] {
        assert_refused(wrong, place);
    }
}

/// What the schema refuses, the reader refuses too.
#[test]
fn what_the_schema_refuses_is_refused() {
    for (wrong, place) in [
        ("color: blue\n", "/color: unknown"),
        ("nations: [fr]\n", "/nations: type "),
        ("nations:\n  xx: { role: member }\n", "/nations/xx: enum "),
        ("nations:\n  fr: { role: member, mood: good }\n", "/nations/fr/mood: unknown"),
        ("nations:\n  fr: {}\n", "/nations/fr: required "),
        ("parameters:\n  silence: { value: 3h }\n", "/parameters/silence: enum "),
        ("parameters:\n  silence-flash: {}\n", "/parameters/silence-flash: required "),
        ("timeline:\n  - { by: clock }\n", "/timeline/0/by: anyOf "),
        ("timeline:\n  - { do: clock.expire }\n", "/timeline/0/do: anyOf "),
        ("timeline:\n  - { upon: silence.start }\n", "/timeline/0/upon: anyOf "),
        ("timeline:\n  - { times: -1 }\n", "/timeline/0/times: minimum "),
        ("timeline:\n  - { when: [{ happend: center.closed }] }\n", "/timeline/0/when/0/happend: "),
        ("timeline:\n  - { window: { from: T+01:00 } }\n", "/timeline/0/window: anyOf "),
        (
            "timeline:\n  - { options: [{ do: center.close }] }\n",
            "/timeline/0/options/0: required ",
        ),
        ("actors:\n  paris: { behaviors: [] }\n", "/actors/paris: required "),
        ("expect:\n  - { happened: silence.broken, when: now }\n", "/expect/0/when: unknown"),
        ("levels:\n  - { happened: silence.broke }\n", "/levels/0/happened: enum "),
        ("explore:\n  open:\n    - { as: us, do: [silence.objct] }\n", "/explore: anyOf "),
    ] {
        assert_refused(wrong, place);
    }
    for key in ["scenario", "title", "start", "until"] {
        let others = HEAD.lines().filter(|line| !line.starts_with(key));
        let others = others.fold(String::new(), |all, line| all + line + "\n");
        for missing in [others.clone(), format!("{others}{key}:\n"), format!("extends:\n{others}")]
        {
            assert!(judged(&missing)[0].starts_with(": anyOf "), "{:?}", judged(&missing));
            assert!(found(&missing)[0].starts_with("S003 "), "{:?}", found(&missing));
        }
    }
}

/// What a file does not say stands in the one that it extends.
#[test]
fn a_file_that_extends_another_fits_the_schema_without_a_head_of_its_own() {
    for top in ["extends: base\n", "extends: base\ntitle:\n", "extends: base\nuntil: T+12:00\n"] {
        assert_eq!(judged(top), [""; 0], "{top}");
        let source = |text: &str| Source { name: text.to_string(), text: text.to_string() };
        let open = &mut |_: &Source, _: &str| Ok(source(HEAD));
        assert!(compile_extended(&source(top), open, &[]).is_ok(), "{top}");
    }
}
