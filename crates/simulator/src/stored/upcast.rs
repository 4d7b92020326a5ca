//! Old forms of stored records, lifted as JSON before they are decoded.

use serde_json::{Value, json};

/// Lifts the data of a kind from one form to the next.
#[derive(Clone, Copy, Debug)]
pub struct Upcast {
    pub kind: &'static str,
    pub from: u16,
    pub lift: fn(Value) -> Value,
}

/// The kinds whose newest form is not the first.
pub const FORMS: &[(&str, u16)] = &[
    ("incident.custody-transferred", 2),
    ("incident.evidence-received", 2),
    ("prosperity.tranche-blocked", 2),
];

/// All steps from old forms to newer ones.
pub const UPCASTS: &[Upcast] = &[
    Upcast { kind: "incident.custody-transferred", from: 1, lift: for_all },
    Upcast { kind: "incident.evidence-received", from: 1, lift: for_all },
    Upcast { kind: "prosperity.tranche-blocked", from: 1, lift: name_the_ceasefire_gate },
];

/// The gate of the ceasefire was the only one before blocked money named its gates.
fn name_the_ceasefire_gate(mut data: Value) -> Value {
    if let Some(fields) = data.as_object_mut() {
        fields.insert("gates".into(), json!(["ceasefire"]));
    }
    data
}

/// Before there was `releasable_to`, everything was for all, and that is what its absence means.
fn for_all(data: Value) -> Value {
    data
}

/// Takes the data of a kind from the form it was written in to the newest.
pub(super) fn lift(upcasts: &[Upcast], kind: &str, from: u16, to: u16, data: Value) -> Value {
    (from..to).fold(data, |data, form| {
        let step = upcasts.iter().find(|step| step.kind == kind && step.from == form);
        step.map_or_else(|| data.clone(), |step| (step.lift)(data.clone()))
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn data_is_lifted_step_by_step_and_only_for_its_kind() {
        fn rename(mut data: Value) -> Value {
            if let Some(map) = data.as_object_mut()
                && let Some(nation) = map.remove("country")
            {
                map.insert("nation".into(), nation);
            }
            data
        }
        fn add(mut data: Value) -> Value {
            if let Some(map) = data.as_object_mut() {
                map.insert("text_version".into(), json!(1));
            }
            data
        }
        let upcasts = [
            Upcast { kind: "silence.broken", from: 1, lift: rename },
            Upcast { kind: "silence.broken", from: 2, lift: add },
            Upcast { kind: "silence.adopted", from: 1, lift: add },
        ];
        let lifted = lift(&upcasts, "silence.broken", 1, 3, json!({ "country": "hu" }));
        assert_eq!(lifted, json!({ "nation": "hu", "text_version": 1 }));
        let kept = lift(&upcasts, "silence.broken", 3, 3, json!({ "nation": "hu" }));
        assert_eq!(kept, json!({ "nation": "hu" }));
    }
}
