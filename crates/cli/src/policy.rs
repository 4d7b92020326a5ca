//! The events of the center, in the words of policy rules.

use std::collections::BTreeMap;

use diagnostic::Diagnostic;
use kernel::{SimDuration, SimTime};
use rules::{Audit, Event, Field, KindId, OutOfOrder, RuleSet, Type, Vocabulary};
use scenario::FieldType;
use simulator::datum::Datum;
use simulator::fields::Fields;
use simulator::probe;
use simulator::record::{Body, CenterRecord};

/// What the center can log, as rules speak of it.
pub struct Words {
    vocabulary: Vocabulary,
    kinds: BTreeMap<String, (KindId, Vec<(String, Type)>)>,
}

impl Words {
    /// The kinds of events with their fields, and beside these `by`: who did it.
    pub fn new() -> Words {
        let mut vocabulary = Vocabulary::default();
        let mut kinds = BTreeMap::new();
        for (kind, shape) in scenario::events() {
            let mut fields: Vec<(String, Type)> =
                shape.iter().map(|(name, of)| (name.clone(), type_of(of))).collect();
            if !shape.contains_key("by") {
                fields.push(("by".to_string(), Type::Id));
            }
            let named: Vec<(&str, Type)> =
                fields.iter().map(|(name, of)| (name.as_str(), of.clone())).collect();
            let id = vocabulary.add(&kind, &named);
            kinds.insert(kind, (id, fields));
        }
        Words { vocabulary, kinds }
    }

    /// Reads rules that speak of the center.
    pub fn rules(&self, text: &str) -> Result<RuleSet, Vec<Diagnostic>> {
        RuleSet::parse(text, &self.vocabulary)
    }

    /// Shows a record to the rules, if it is an event; its time is the instant of its record.
    pub fn observe(&self, record: &CenterRecord, audit: &mut Audit<'_>) -> Result<(), OutOfOrder> {
        let Body::Event(event) = &record.body else {
            return Ok(());
        };
        let (position, time) = (record.position, record.at);
        let known = probe::kind(event).and_then(|kind| self.kinds.get(&kind.text()));
        let Some((kind, types)) = known else {
            audit.observe(&Event { position, time, kind: KindId::OTHER, fields: &[] })?;
            return Ok(());
        };
        let (found, by) = (Fields::of(event), Datum::of(&record.by));
        let datum = |name: &str| found.get(name).or((name == "by").then_some(&by));
        let lists: Vec<Vec<Field<'_>>> = types
            .iter()
            .map(|(name, of)| match (datum(name), of) {
                (Some(Datum::List(items)), Type::List(of)) => {
                    items.iter().map(|item| single(item, of)).collect()
                }
                _ => Vec::new(),
            })
            .collect();
        let fields: Vec<Field<'_>> = types
            .iter()
            .zip(&lists)
            .map(|((name, of), list)| match (datum(name), of) {
                (Some(Datum::List(_)), _) => Field::List(list),
                (Some(datum), of) => single(datum, of),
                (None, _) => Field::Missing,
            })
            .collect();
        audit.observe(&Event { position, time, kind: *kind, fields: &fields })?;
        Ok(())
    }
}

/// What rules compare a field as.
fn type_of(of: &FieldType) -> Type {
    if of.list || of.name == "NationSet" {
        return Type::list(type_of(&of.item()));
    }
    match of.name.as_str() {
        "SimTime" => Type::Time,
        "SimDuration" => Type::Duration,
        "integer" => Type::Int,
        "boolean" => Type::Bool,
        "string" => Type::Text,
        "Nation" | "Actor" => Type::Id,
        name if name.ends_with("Id") => Type::Id,
        _ if of.words.is_empty() || !of.shapes.is_empty() => Type::Any,
        _ => Type::Choice(of.words.clone().into()),
    }
}

/// One value; what rules cannot compare is left out.
fn single<'a>(datum: &'a Datum, of: &Type) -> Field<'a> {
    match (datum, of) {
        (Datum::Bool(value), _) => Field::Bool(*value),
        (Datum::Integer(number), _) => Field::whole(*number),
        (Datum::Name(_) | Datum::Text(_), _) => {
            let text = datum.text().unwrap_or_default();
            match of {
                Type::Time => text.parse::<SimTime>().map_or(Field::Missing, Field::Time),
                Type::Duration => text.parse::<SimDuration>().map_or(Field::Missing, |span| {
                    Field::Duration(i64::try_from(span.as_millis()).unwrap_or(i64::MAX))
                }),
                _ => Field::Text(text),
            }
        }
        (Datum::Null | Datum::List(_) | Datum::Json(_), _) => Field::Missing,
    }
}
