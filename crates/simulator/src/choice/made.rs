//! A choice as it stands on disk: its key and its answer.

use serde::{Deserialize, Serialize};

use super::{KeyError, OwnedKey, Value};

/// A choice that was made, or that is to be made so.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Written", into = "Written")]
pub struct Made {
    pub key: OwnedKey,
    pub value: Value,
}

/// The data of `choice.made`.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    key: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    picked: Option<u32>,
    /// In decimal digits, since JSON numbers end at 2^53.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    drawn: Option<String>,
}

impl From<Made> for Written {
    fn from(made: Made) -> Written {
        let (picked, drawn) = match made.value {
            Value::Picked(index) => (Some(index), None),
            Value::Drawn(number) => (None, Some(number.to_string())),
        };
        Written { key: made.key.to_string(), picked, drawn }
    }
}

impl TryFrom<Written> for Made {
    type Error = String;

    fn try_from(written: Written) -> Result<Made, String> {
        let Written { key, picked, drawn } = written;
        let key = key.parse().map_err(|error: KeyError| error.to_string())?;
        let value = match (picked, drawn) {
            (Some(index), None) => Value::Picked(index),
            (None, Some(text)) => {
                Value::Drawn(text.parse().map_err(|_| format!("`{text}` is no number"))?)
            }
            _ => return Err("a choice is either picked or drawn".to_string()),
        };
        Ok(Made { key, value })
    }
}
