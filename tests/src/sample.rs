//! A sample of every type that the domain stores, made from its JSON Schema.

use domain::nation::Nation;
use serde_json::{Map, Value, json};

/// Every kind of a nested enum with a sample of its data, in the order of the kinds.
pub fn kinds(schema: &Value) -> Vec<(String, Value)> {
    let mut kinds = Vec::new();
    for (family, inner) in variants(schema, schema) {
        for (name, data) in variants(schema, inner) {
            kinds.push((format!("{family}.{name}"), sample(schema, data)));
        }
    }
    kinds.sort_by(|a, b| a.0.cmp(&b.0));
    kinds
}

fn resolve<'a>(root: &'a Value, schema: &'a Value) -> &'a Value {
    let path = schema.get("$ref").and_then(Value::as_str);
    path.and_then(|path| root.pointer(path.strip_prefix('#')?)).unwrap_or(schema)
}

/// The variants of an externally tagged enum.
fn variants<'a>(root: &'a Value, schema: &'a Value) -> Vec<(&'a String, &'a Value)> {
    let one_of = resolve(root, schema).get("oneOf").and_then(Value::as_array);
    let properties = one_of.into_iter().flatten().filter_map(|one| one.get("properties"));
    properties.filter_map(Value::as_object).flatten().collect()
}

/// A value of the type, with every optional field present.
fn sample(root: &Value, schema: &Value) -> Value {
    let name = schema.get("$ref").and_then(Value::as_str).and_then(|path| path.rsplit('/').next());
    match name {
        Some("SimTime") => return json!("2026-01-06T13:00:00.000Z"),
        Some("SimDuration") => return json!("PT24H"),
        Some("Digest") => return json!("00112233445566778899aabbccddeeff"),
        Some("NationSet") => return json!([Nation::FR.code(), Nation::UK.code()]),
        Some("Audience") => return json!([Nation::UA.code(), Nation::US.code()]),
        Some("Nation") => return json!(Nation::PL.code()),
        _ => {}
    }
    let schema = resolve(root, schema);
    let first = |key: &str| schema.get(key).and_then(|all| all.get(0));
    if let Some(inner) = first("anyOf").or_else(|| first("oneOf")) {
        return sample(root, inner);
    }
    if let Some(word) = schema.get("const").or_else(|| first("enum")) {
        return word.clone();
    }
    match schema.get("type").and_then(Value::as_str) {
        Some("object") => {
            let properties = schema.get("properties").and_then(Value::as_object);
            let fields = properties.into_iter().flatten();
            let sampled = fields.map(|(name, of)| (name.clone(), sample(root, of)));
            Value::Object(sampled.collect::<Map<_, _>>())
        }
        Some("array") => schema.get("items").map_or(json!([]), |of| json!([sample(root, of)])),
        Some("integer") => json!(3),
        Some("boolean") => json!(true),
        _ => json!("name-1"),
    }
}
