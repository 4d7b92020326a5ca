//! Events that are looked for in a run.

use serde_json::Value;
use simulator::fields::Fields;
use simulator::probe;
use simulator::record::{Body, CenterRecord};
use simulator::script::Pattern;

/// An event that is looked for.
#[derive(Clone, Debug)]
pub(crate) struct Sought {
    family: String,
    name: String,
    pattern: Pattern,
}

impl Sought {
    pub(crate) fn new(pattern: Pattern) -> Sought {
        let (family, name) = pattern.kind.split_once('.').unwrap_or_default();
        Sought { family: family.to_string(), name: name.to_string(), pattern }
    }
}

/// A record as those look at it who seek something; its fields are read once, if anybody asks.
pub(crate) struct Seen<'r> {
    pub(crate) record: &'r CenterRecord,
    pub(crate) kind: probe::Kind,
    fields: Option<Fields>,
}

impl<'r> Seen<'r> {
    /// None unless it is an event.
    pub(crate) fn of(record: &'r CenterRecord) -> Option<Seen<'r>> {
        match &record.body {
            Body::Event(event) => Some(Seen { record, kind: probe::kind(event)?, fields: None }),
            _ => None,
        }
    }

    pub(crate) fn is(&mut self, sought: &Sought) -> bool {
        if self.kind.name != sought.name || self.kind.family != sought.family {
            return false;
        }
        self.fits(&sought.pattern)
    }

    /// Whether an event of the right kind is as a pattern wants it.
    pub(crate) fn fits(&mut self, pattern: &Pattern) -> bool {
        if pattern.fields.is_empty() {
            return true;
        }
        if self.fields.is_none() {
            self.fields = self.record.recorded().map(|recorded| Fields::of_record(&recorded));
        }
        self.fields.as_ref().is_some_and(|fields| fields.fit(pattern))
    }
}

/// An event as people read it.
pub(crate) fn shown(pattern: &Pattern) -> String {
    let field = |(name, value): (&String, &Value)| {
        let value = value.as_str().map_or_else(|| value.to_string(), str::to_string);
        format!(" {name}={value}")
    };
    let fields: String = pattern.fields.iter().map(field).collect();
    format!("{}{fields}", pattern.kind)
}
