//! The fields of data, without the shape of it.

use kernel::SimTime;
use serde_json::Value;

/// The types that OCEL has for what the log says; there are no floating-point numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    String,
    Time,
    Integer,
    Boolean,
}

impl Kind {
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Kind::String => "string",
            Kind::Time => "time",
            Kind::Integer => "integer",
            Kind::Boolean => "boolean",
        }
    }
}

/// A field, with its one value or the items of its list as texts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Field {
    /// `record.agreed` is a field in a field.
    pub(super) path: String,
    pub(super) kind: Kind,
    pub(super) values: Vec<String>,
}

impl Field {
    pub(super) fn text(path: &str, values: Vec<String>) -> Field {
        Field { path: path.to_string(), kind: Kind::String, values }
    }

    /// Another item of a list, which as a whole is a text.
    fn add(&mut self, value: String) {
        self.kind = Kind::String;
        self.values.push(value);
    }
}

/// All fields of an object, in the order of their names.
pub(super) fn fields(data: &Value) -> Vec<Field> {
    let mut found = Vec::new();
    walk(data, "", &mut found);
    found
}

fn walk(value: &Value, path: &str, found: &mut Vec<Field>) {
    let (kind, text) = match value {
        Value::Null => return,
        Value::Object(members) => {
            for (name, value) in members {
                let path = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
                walk(value, &path, found);
            }
            return;
        }
        Value::Array(items) => {
            if items.is_empty() && found.iter().all(|field| field.path != path) {
                found.push(Field::text(path, Vec::new()));
            }
            for item in items {
                walk(item, path, found);
            }
            return;
        }
        Value::Bool(value) => (Kind::Boolean, value.to_string()),
        Value::Number(number) if number.is_i64() || number.is_u64() => {
            (Kind::Integer, number.to_string())
        }
        Value::Number(number) => (Kind::String, number.to_string()),
        Value::String(text) if text.parse::<SimTime>().is_ok() => (Kind::Time, text.clone()),
        Value::String(text) => (Kind::String, text.clone()),
    };
    match found.iter_mut().find(|field| field.path == path) {
        Some(field) => field.add(text),
        None => found.push(Field { path: path.to_string(), kind, values: vec![text] }),
    }
}
