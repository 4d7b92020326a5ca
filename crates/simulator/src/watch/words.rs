//! Events of the center in the words of rules.

use std::sync::Arc;

use domain::Actor;
use kernel::{SimDuration, SimTime};
use rules::{Event, Field, Kind, KindId, OutOfOrder, RuleSet, Type};

use crate::datum::Datum;
use crate::fields::Fields;
use crate::probe;
use crate::record::{Body, CenterRecord};

/// Finds for an event the kind of which rules speak, and its fields.
#[derive(Clone, Debug)]
pub(super) struct Words<'r> {
    rules: &'r RuleSet,
    /// By the numbers of family and variant. A kind is sought by its name when it first comes.
    known: Arc<Vec<Vec<Option<KindId>>>>,
}

impl<'r> Words<'r> {
    pub(super) fn new(rules: &'r RuleSet) -> Words<'r> {
        Words { rules, known: Arc::default() }
    }

    /// Tells of a record, if it is an event; its time is the instant of its record.
    pub(super) fn told(
        &mut self,
        record: &CenterRecord,
        tell: impl FnOnce(&Event<'_>) -> Result<(), OutOfOrder>,
    ) -> Result<(), OutOfOrder> {
        let Body::Event(event) = &record.body else {
            return Ok(());
        };
        let (position, time) = (record.position, record.at);
        let id = self.kind_of(event);
        let Some(kind) = self.rules.vocabulary().kind(id) else {
            return tell(&Event { position, time, kind: KindId::OTHER, fields: &[] });
        };
        with_fields(kind, event, record.by, |fields| {
            tell(&Event { position, time, kind: id, fields })
        })
    }

    fn kind_of(&mut self, event: &domain::Event) -> KindId {
        let Some(kind) = probe::kind(event) else {
            return KindId::OTHER;
        };
        let (family, name) = (kind.numbers.0 as usize, kind.numbers.1 as usize);
        if let Some(Some(known)) = self.known.get(family).and_then(|names| names.get(name)) {
            return *known;
        }
        let id = self.rules.vocabulary().id(&kind.text()).unwrap_or(KindId::OTHER);
        let known = Arc::make_mut(&mut self.known);
        if known.len() <= family {
            known.resize_with(family + 1, Vec::new);
        }
        if known[family].len() <= name {
            known[family].resize(name + 1, None);
        }
        known[family][name] = Some(id);
        id
    }
}

fn with_fields<T>(
    kind: &Kind,
    event: &domain::Event,
    by: Actor,
    tell: impl FnOnce(&[Field<'_>]) -> T,
) -> T {
    let (found, by) = (Fields::of(event), Datum::of(&by));
    let datum = |name: &str| found.get(name).or((name == "by").then_some(&by));
    let lists: Vec<Vec<Field<'_>>> = kind
        .fields
        .iter()
        .map(|(name, of)| match (datum(name), of) {
            (Some(Datum::List(items)), Type::List(of)) => {
                items.iter().map(|item| single(item, of)).collect()
            }
            _ => Vec::new(),
        })
        .collect();
    let fields: Vec<Field<'_>> = kind
        .fields
        .iter()
        .zip(&lists)
        .map(|((name, of), list)| match (datum(name), of) {
            (Some(Datum::List(_)), _) => Field::List(list),
            (Some(datum), of) => single(datum, of),
            (None, _) => Field::Missing,
        })
        .collect();
    tell(&fields)
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
        Datum::Null | Datum::List(_) | Datum::Json(_) => Field::Missing,
    }
}
