use std::collections::BTreeSet;

use domain::{Actor, Nation, NationSet, parameter};
use kernel::{SimDuration, SimTime};
use proptest::prelude::*;
use serde::Deserialize;
use serde_json::json;

use super::*;

/// What is read from a value is what is read from its JSON, compares as it, and reads back.
#[track_caller]
fn agrees<T: Serialize + for<'de> Deserialize<'de> + PartialEq + fmt::Debug>(value: &T) {
    let json = serde_json::to_value(value).unwrap();
    let datum = Datum::of(value);
    assert_eq!(datum, Datum::from(json.clone()));
    assert!(datum.is_meant_by(&json), "{json}");
    assert_eq!(T::deserialize(&datum).unwrap(), *value);
    let text = json.as_str().map_or_else(|| json.to_string(), str::to_string);
    assert_eq!(datum.to_string(), text);
}

#[test]
fn a_datum_is_its_field() {
    agrees(&Actor::Monitors);
    agrees(&Nation::FR);
    agrees(&NationSet::default().with(Nation::FR).with(Nation::DE));
    agrees(&SimTime::default());
    agrees(&parameter::Value::Duration(SimDuration::from_hours(3)));
    agrees(&BTreeSet::from(["a \"quoted\" text".to_string(), "b".to_string()]));
    agrees(&None::<u8>);
    agrees(&Some(true));
    agrees(&u64::MAX);
}

proptest! {
    #[test]
    fn a_datum_is_its_text_or_number(text in ".{0,40}", number in any::<i64>()) {
        agrees(&text);
        agrees(&number);
    }
}

#[test]
fn a_value_means_itself_or_a_list_that_has_it() {
    let means = |wanted: Value, found: Value| Datum::from(found).is_meant_by(&wanted);
    assert!(means(json!("fr"), json!(["fr", "uk"])));
    assert!(means(json!(["uk", "fr"]), json!(["fr", "uk"])));
    assert!(!means(json!("de"), json!(["fr", "uk"])));
    assert!(!means(json!("1"), json!(1)));
    assert!(!means(json!(1), json!("1")));
    assert!(means(json!({ "a": 1 }), json!({ "a": 1 })));
}
