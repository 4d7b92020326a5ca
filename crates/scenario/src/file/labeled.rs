//! What is written alone, or with a label of its own where it is founded otherwise than its entry.

use std::borrow::Cow;
use std::marker::PhantomData;

use domain::task::Task;
use kernel::Basis;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Deserialize;

use crate::yaml::Field;

/// A task that a nation leads, with a label of its own.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct LeadEntry {
    pub task: Field<Task>,
    pub basis: Option<Field<Basis>>,
    /// The key of the source, such as `S25`.
    pub source: Option<Field<String>>,
    pub note: Option<Field<String>>,
}

/// That a nation has accepted the silence procedure, with a label of its own.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct AcceptanceEntry {
    pub basis: Option<Field<Basis>>,
    /// The key of the source, such as `S101`.
    pub source: Option<Field<String>>,
    pub note: Option<Field<String>>,
}

/// The schema of what is one of two: a bare value, or a map with its label.
pub struct OrLabeled<T, L>(PhantomData<(T, L)>);

impl<T: JsonSchema, L: JsonSchema> JsonSchema for OrLabeled<T, L> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        L::schema_name()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let either = [generator.subschema_for::<T>(), generator.subschema_for::<L>()];
        json_schema!({ "anyOf": either })
    }
}
