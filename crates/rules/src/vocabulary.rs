//! What can be logged: kinds of events, their fields, and the types of these.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

/// The type of a field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Type {
    /// An opaque name; it has no order.
    Id,
    Text,
    /// A whole number.
    Int,
    /// A decimal number.
    Number,
    Bool,
    Time,
    Duration,
    /// One of these names.
    Choice(Arc<[String]>),
    /// Several values of a type; a pattern asks whether the list *has* a value.
    List(Arc<Type>),
    /// Declared without a type.
    Any,
}

impl Type {
    /// A choice of these names.
    pub fn choice(names: &[&str]) -> Type {
        Type::Choice(names.iter().map(|name| (*name).to_owned()).collect())
    }

    pub fn list(of: Type) -> Type {
        Type::List(Arc::new(of))
    }

    /// The type of what a pattern binds: an element of a list, else the value.
    pub(crate) fn element(&self) -> &Type {
        match self {
            Type::List(of) => of.element(),
            other => other,
        }
    }

    /// Whether values of the two types can be equal.
    pub(crate) fn meets(&self, other: &Type) -> bool {
        self == &Type::Any || other == &Type::Any || self.family() == other.family()
    }

    /// Whether values have an order.
    pub(crate) fn is_ordered(&self) -> bool {
        matches!(self, Type::Int | Type::Number | Type::Time | Type::Duration | Type::Any)
    }

    /// Types of one family hold values of one kind: an id is a text, a whole number a number.
    fn family(&self) -> u8 {
        match self.element() {
            Type::Id | Type::Text | Type::Choice(_) => 0,
            Type::Int | Type::Number => 1,
            Type::Bool => 2,
            Type::Time => 3,
            Type::Duration => 4,
            Type::Any | Type::List(_) => 5,
        }
    }
}

impl fmt::Display for Type {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Type::Id => f.write_str("id"),
            Type::Text => f.write_str("text"),
            Type::Int => f.write_str("int"),
            Type::Number => f.write_str("number"),
            Type::Bool => f.write_str("bool"),
            Type::Time => f.write_str("time"),
            Type::Duration => f.write_str("duration"),
            Type::Choice(names) => write!(f, "{{{}}}", names.join(", ")),
            Type::List(of) => write!(f, "list of {of}"),
            Type::Any => f.write_str("any"),
        }
    }
}

/// The number of a kind of event in its vocabulary.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KindId(pub(crate) u32);

impl KindId {
    /// An event of which no rule can speak; it is a time-point like any other.
    pub const OTHER: KindId = KindId(u32::MAX);

    /// The number by which a kind is kept.
    pub fn number(self) -> u32 {
        self.0
    }

    /// The kind that has this number.
    pub fn of_number(number: u32) -> KindId {
        KindId(number)
    }

    /// The place of the kind among those of its vocabulary.
    pub fn index(self) -> usize {
        usize::try_from(self.0).unwrap_or(usize::MAX)
    }
}

/// A kind of event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kind {
    pub name: String,
    /// In the order in which [`crate::Event`] carries them.
    pub fields: Vec<(String, Type)>,
    /// How an event of this kind is read aloud, with `{field}` for the values.
    pub reads: Option<String>,
    /// Whether anything records such events; rules on those that nothing records are warned about.
    pub is_emitted: bool,
    /// Not everybody may see all events of this kind, so no rule that speaks of them is enforced: a
    /// refusal would tell of them.
    pub is_restricted: bool,
    /// Declared in a rule file, so that `formula:` may name its fields by place.
    pub(crate) is_declared: bool,
}

impl Kind {
    pub(crate) fn field(&self, name: &str) -> Option<usize> {
        self.fields.iter().position(|(field, _)| field == name)
    }
}

/// The kinds of events that there are, in the order in which they were added.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Vocabulary {
    kinds: Vec<Kind>,
    by_name: BTreeMap<String, KindId>,
}

impl Vocabulary {
    /// Adds a kind, or replaces the one of this name in its place.
    pub fn add(&mut self, name: &str, fields: &[(&str, Type)]) -> KindId {
        self.insert(Kind {
            name: name.to_owned(),
            fields: fields.iter().map(|(name, of)| ((*name).to_owned(), of.clone())).collect(),
            reads: None,
            is_emitted: true,
            is_restricted: false,
            is_declared: false,
        })
    }

    /// Adds a kind with all that is known of it.
    pub fn insert(&mut self, kind: Kind) -> KindId {
        if let Some(&id) = self.by_name.get(&kind.name) {
            self.kinds[id.index()] = kind;
            return id;
        }
        let id = KindId(u32::try_from(self.kinds.len()).expect("memory holds fewer kinds"));
        self.by_name.insert(kind.name.clone(), id);
        self.kinds.push(kind);
        id
    }

    /// Says that not everybody may see all events of a kind.
    pub fn restrict(&mut self, id: KindId) {
        if let Some(kind) = self.kinds.get_mut(id.index()) {
            kind.is_restricted = true;
        }
    }

    pub fn id(&self, name: &str) -> Option<KindId> {
        self.by_name.get(name).copied()
    }

    pub fn kind(&self, id: KindId) -> Option<&Kind> {
        self.kinds.get(id.index())
    }

    pub fn kinds(&self) -> &[Kind] {
        &self.kinds
    }
}
