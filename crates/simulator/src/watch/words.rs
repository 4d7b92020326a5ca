//! Events of the center in the words of rules.

use domain::Actor;
use kernel::{Position, SimDuration, SimTime};
use rules::{Event, Field, Kind, KindId, OutOfOrder, RuleSet, Type};
use serde::Serialize;

use crate::datum::Datum;
use crate::kinds::Known;
use crate::probe::{self, Look};

/// Finds for an event the kind of which rules speak, and its fields.
#[derive(Clone, Debug)]
pub(super) struct Words<'r> {
    rules: &'r RuleSet,
    known: Known,
    /// Empty; kept for its room, since every event is told.
    values: Vec<(usize, Datum)>,
}

impl<'r> Words<'r> {
    pub(super) fn new(rules: &'r RuleSet) -> Words<'r> {
        Words { rules, known: Known::default(), values: Vec::new() }
    }

    /// Tells of an event.
    pub(super) fn tell(
        &mut self,
        told: &Told<'_>,
        tell: impl FnOnce(&Event<'_>) -> Result<(), OutOfOrder>,
    ) -> Result<(), OutOfOrder> {
        let Told { position, at: time, event, .. } = *told;
        let id = self.kind_of(event);
        let Some(kind) = self.rules.vocabulary().kind(id) else {
            return tell(&Event { position, time, kind: KindId::OTHER, fields: &[] });
        };
        let reads = self.rules.reads(id);
        let mut found = Found { kind, reads, values: std::mem::take(&mut self.values) };
        let told = with_fields(&mut found, told, |fields| {
            tell(&Event { position, time, kind: id, fields })
        });
        self.values = found.values;
        self.values.clear();
        told
    }

    pub(super) fn kind_of(&self, event: &domain::Event) -> KindId {
        let Some(kind) = probe::kind(event) else {
            return KindId::OTHER;
        };
        let seek = || self.rules.vocabulary().id(&kind.text()).map(KindId::number);
        self.known.of(kind, seek).map_or(KindId::OTHER, KindId::of_number)
    }
}

/// An event as it stands in the log, or is to stand there. Its time is that of its record.
#[derive(Clone, Copy)]
pub(super) struct Told<'a> {
    pub(super) position: Position,
    pub(super) at: SimTime,
    pub(super) by: Actor,
    pub(super) event: &'a domain::Event,
}

/// So many fields need no room of their own; no event of the center has more.
const FIELDS: usize = 16;

/// Tells with the fields that rules read; the others are missing.
fn with_fields<T>(
    found: &mut Found<'_>,
    told: &Told<'_>,
    tell: impl FnOnce(&[Field<'_>]) -> T,
) -> T {
    let (kind, reads) = (found.kind, found.reads);
    let Some(last) = reads.last() else {
        return tell(&[]);
    };
    probe::look(told.event, found);
    // Who did it stands beside the event.
    let by = reads.iter().find(|index| kind.fields.get(**index).is_some_and(|of| of.0 == "by"));
    if let Some(by) = by.filter(|by| !found.values.iter().any(|(index, _)| index == *by)) {
        found.values.push((*by, Datum::of(&told.by)));
    }
    let of = |index: usize| kind.fields.get(index).map_or(&Type::Any, |(_, of)| of);
    // Few events have any, and nothing is allocated for those that have none.
    let lists: Vec<Vec<Field<'_>>> = found
        .values
        .iter()
        .filter_map(|(index, datum)| match (datum, of(*index)) {
            (Datum::List(items), Type::List(of)) => {
                Some(items.iter().map(|item| single(item, of)).collect())
            }
            (Datum::List(_), _) => Some(Vec::new()),
            _ => None,
        })
        .collect();
    let mut lists = lists.iter();
    let mut few = [Field::Missing; FIELDS];
    let mut many = Vec::new();
    let fields = if *last < FIELDS {
        &mut few[..=*last]
    } else {
        many.resize(last + 1, Field::Missing);
        &mut many[..]
    };
    for (index, datum) in &found.values {
        fields[*index] = match datum {
            Datum::List(_) => lists.next().map_or(Field::Missing, |list| Field::List(list)),
            datum => single(datum, of(*index)),
        };
    }
    tell(fields)
}

/// The values of the fields that are read, by their numbers.
struct Found<'a> {
    kind: &'a Kind,
    reads: &'a [usize],
    values: Vec<(usize, Datum)>,
}

impl Look for Found<'_> {
    fn field<T: Serialize + ?Sized>(&mut self, name: &'static str, value: &T) {
        for index in self.reads {
            let rest = self.kind.fields.get(*index).and_then(|of| of.0.strip_prefix(name));
            let Some(rest) = rest else { continue };
            if rest.is_empty() {
                self.values.push((*index, Datum::of(value)));
            } else if let Some(part) = rest.strip_prefix('.') {
                self.values.extend(inner(value, part).map(|datum| (*index, datum)));
            }
        }
    }
}

/// A field of a field, or one of that; its names stand behind dots.
fn inner<T: Serialize + ?Sized>(value: &T, names: &str) -> Option<Datum> {
    let value = serde_json::to_value(value).ok()?;
    let found = names.split('.').try_fold(&value, |value, name| value.get(name))?;
    Some(Datum::from(found.clone()))
}

/// One value; what rules cannot compare is left out.
fn single<'a>(datum: &'a Datum, of: &Type) -> Field<'a> {
    match datum {
        Datum::Bool(value) => Field::Bool(*value),
        Datum::Integer(number) => Field::whole(*number),
        Datum::Name(_) | Datum::Text(_) => {
            let text = datum.text().unwrap_or_default();
            match of {
                Type::Time => text.parse::<SimTime>().map_or(Field::Missing, Field::Time),
                Type::Duration => text.parse::<SimDuration>().map_or(Field::Missing, |span| {
                    Field::Duration(i64::try_from(span.as_millis()).unwrap_or(i64::MAX))
                }),
                _ => Field::Text(text),
            }
        }
        // What takes one of several shapes is told by the word before it.
        Datum::Json(json) if matches!(of, Type::Choice(_)) => {
            let word = json.strip_prefix("{\"").and_then(|rest| rest.split('"').next());
            word.map_or(Field::Missing, Field::Text)
        }
        Datum::Null | Datum::List(_) | Datum::Json(_) => Field::Missing,
    }
}
