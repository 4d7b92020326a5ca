//! What is looked for in a line: a tree of names, in which each path leads to a node.

use std::collections::BTreeMap;

use kernel::SimTime;
use rules::{KindId, Type, Vocabulary};

use crate::fault::Fault;
use crate::instant::{decimal, instant, numbered};
use crate::json::Flat;
use crate::mapping::{Mapping, Shape, TimeUnit};
use crate::value::{Raw, rounded};

/// The number of a path, whose value a line may have.
pub(crate) type NodeId = usize;

/// The whole line.
pub(crate) const LINE: NodeId = 0;

#[derive(Debug)]
pub(crate) struct Names {
    pub(crate) time: Name,
    pub(crate) kind: Name,
    pub(crate) sequence: Name,
    pub(crate) unit: TimeUnit,
    /// The event of each type of the log.
    types: BTreeMap<String, KindId>,
    kinds: Vec<Vec<Wanted>>,
    /// The columns of a table that the mapping names.
    mapped: Vec<String>,
    /// What the mapping says that the fields lie in.
    data: Option<String>,
    /// The object in which the fields of an event lie.
    around: Option<Name>,
    nodes: Vec<Node>,
}

/// A path and where it leads.
#[derive(Debug)]
pub(crate) struct Name {
    pub(crate) path: String,
    pub(crate) node: NodeId,
}

/// A field of an event.
#[derive(Debug)]
pub(crate) struct Wanted {
    pub(crate) name: Name,
    pub(crate) of: Type,
    /// What the rules call it, as `event.field`.
    pub(crate) declared: String,
    /// Where its value lies, if another field of the event has the same name in the log: each takes
    /// it by a type of its own.
    pub(crate) shared: Option<NodeId>,
}

#[derive(Debug, Default)]
struct Node {
    parts: BTreeMap<Box<str>, NodeId>,
    /// Every event is asked for what lies here.
    is_of_all: bool,
    /// The kinds of events that are asked for it, in order.
    kinds: Vec<KindId>,
}

/// What is known of the kind of an event while its line is read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Noted {
    #[default]
    Unread,
    /// No rule knows the type.
    Unknown,
    Known(KindId),
}

impl Names {
    pub(crate) fn new(shape: Shape, mapping: &Mapping, vocabulary: &Vocabulary) -> Names {
        let mut nodes = vec![Node::default()];
        let mut of_all = |path: &str| Name::planted(path, None, &mut nodes);
        let (time, kind) = (of_all(mapping.time()), of_all(mapping.kind()));
        let sequence = of_all(mapping.sequence());
        let mut types = BTreeMap::new();
        let mut kinds = Vec::new();
        for kind in vocabulary.kinds() {
            let id = vocabulary.id(&kind.name);
            if let Some(id) = id {
                types.insert(kind.name.clone(), id);
            }
            let mut wanted: Vec<Wanted> = Vec::new();
            for (field, of) in &kind.fields {
                let path = mapping.path(shape, &kind.name, field);
                let mut name = Name::planted(&path, id, &mut nodes);
                let declared = format!("{}.{field}", kind.name);
                let shared = Some(name.node)
                    .filter(|node| wanted.iter().any(|other| other.name.node == *node));
                if shared.is_some() {
                    name.node = nodes.len();
                    nodes.push(Node::default());
                }
                wanted.push(Wanted { name, of: of.clone(), declared, shared });
            }
            kinds.push(wanted);
        }
        for (theirs, ours) in &mapping.types {
            if let Some(id) = vocabulary.id(ours) {
                types.insert(theirs.clone(), id);
            }
        }
        let fields = mapping.fields.iter().filter(|_| shape == Shape::Csv);
        let columns = fields.flat_map(|(event, fields)| fields.keys().map(move |it| (event, it)));
        let mapped = columns.map(|(event, field)| mapping.path(shape, event, field));
        let sequence_too = mapping.sequence.clone().filter(|_| shape == Shape::Csv);
        let mapped = mapped.chain(sequence_too).collect();
        let data = mapping.data.clone().filter(|data| !data.is_empty());
        let unit = mapping.time_unit;
        let around = Name::known(mapping.data(shape), &nodes).filter(|_| shape == Shape::JsonLines);
        Names { time, kind, sequence, unit, types, kinds, mapped, data, around, nodes }
    }

    /// The fields of a kind, in the order of the vocabulary.
    pub(crate) fn fields(&self, kind: KindId) -> &[Wanted] {
        self.kinds.get(kind.index()).map(Vec::as_slice).unwrap_or_default()
    }

    /// What lies around the fields of an event is an object, or is not there.
    pub(crate) fn has_object(
        &self,
        flat: &Flat<'_>,
        wanted: &[Wanted],
        line: u64,
    ) -> Result<(), Fault> {
        let is_value = |around: &&Name| !wanted.is_empty() && flat.get(around.node).is_some();
        let Some(around) = self.around.as_ref().filter(is_value) else { return Ok(()) };
        let fault = Fault::new(line, format!("`{}` is no object", around.path));
        Err(fault
            .help("a mapping can say what the fields lie in; with `\"data\": \"\"` it is the line"))
    }

    pub(crate) fn kind_of(&self, name: &str) -> Noted {
        self.types.get(name).map_or(Noted::Unknown, |kind| Noted::Known(*kind))
    }

    /// Where a name leads from a node; a name with dots leads through several.
    pub(crate) fn inside(&self, node: NodeId, name: &str) -> Option<NodeId> {
        let part = |node: NodeId, name: &str| self.nodes.get(node)?.parts.get(name).copied();
        match part(node, name) {
            None if name.contains('.') => name.split('.').try_fold(node, part),
            found => found,
        }
    }

    /// Whether what lies here is asked for, as far as the kind of the event is known.
    pub(crate) fn wants(&self, node: NodeId, noted: Noted) -> bool {
        let Some(node) = self.nodes.get(node) else { return false };
        node.is_of_all
            || match noted {
                Noted::Unread => true,
                Noted::Unknown => false,
                Noted::Known(kind) => node.kinds.binary_search(&kind).is_ok(),
            }
    }

    pub(crate) fn has_columns(&self, header: &[String], line: u64) -> Result<(), Fault> {
        let missing = |what: String| {
            Fault::new(line, format!("the header has no column {what}"))
                .help("name the columns in the first line; a mapping can say what they are called")
        };
        // Taken for another column, it would be a field that no event has.
        let is_padded = |it: &&String| {
            self.inside(LINE, it).is_none() && self.inside(LINE, it.trim()).is_some()
        };
        if let Some(column) = header.iter().find(is_padded) {
            let message = format!("the column `{column}` begins or ends with a space");
            return Err(Fault::new(line, message).help(format!(
                "take the spaces out of the header and out of the cells, which are read as they are written, or \
                 have a mapping name `{column}`"
            )));
        }
        for path in [&self.time.path, &self.kind.path].into_iter().chain(&self.mapped) {
            if !header.contains(path) {
                return Err(missing(format!("`{path}`")));
            }
        }
        if let Some(data) = &self.data {
            let is_in = |column: &String| column.strip_prefix(data)?.strip_prefix('.').map(drop);
            if header.iter().find_map(is_in).is_none() {
                return Err(missing(format!("that begins with `{data}.`")));
            }
        }
        Ok(())
    }

    pub(crate) fn time_of(&self, value: Option<&Raw<'_>>, line: u64) -> Result<SimTime, Fault> {
        let wrong = |shown: &str| {
            let fault = Fault::new(line, format!("`{}` is no time: {shown}", self.time.path));
            fault.help("write `2026-03-01T06:00:00Z`, or a number of milliseconds since 1970; a mapping can name another unit")
        };
        match value {
            None | Some(Raw::Missing) => Err(missing(&self.time, line)),
            Some(Raw::Whole(number)) => {
                numbered(*number, self.unit).ok_or_else(|| wrong(&number.to_string()))
            }
            Some(Raw::Text(text) | Raw::Cell(text)) => {
                let said = text.trim();
                let time = instant(said).or_else(|| decimal(said, self.unit));
                time.ok_or_else(|| wrong(text))
            }
            Some(Raw::Other(number)) => decimal(number, self.unit).ok_or_else(|| wrong(number)),
            Some(Raw::Rounded(number)) => {
                let unfit = rounded(number, &Type::Time);
                let fault = Fault::new(line, format!("`{}`: {}", self.time.path, unfit.message));
                Err(Fault { help: unfit.help.map(str::to_owned), ..fault })
            }
            Some(Raw::Bool(_) | Raw::List(_) | Raw::Object) => {
                Err(wrong("neither a text nor a number"))
            }
        }
    }
}

impl Name {
    /// A path below which something is asked for.
    fn known(path: &str, nodes: &[Node]) -> Option<Name> {
        let mut parts = path.split('.');
        let node = parts.try_fold(LINE, |node, part| nodes.get(node)?.parts.get(part).copied())?;
        Some(Name { path: path.to_owned(), node })
    }

    /// Adds the nodes of a path, which events of a kind are asked for, or all.
    fn planted(path: &str, kind: Option<KindId>, nodes: &mut Vec<Node>) -> Name {
        let mut node = LINE;
        for part in path.split('.') {
            let new = nodes.len();
            let parts = nodes.get_mut(node).map(|node| &mut node.parts);
            node = parts.map_or(new, |parts| *parts.entry(part.into()).or_insert(new));
            if node == new {
                nodes.push(Node::default());
            }
            if let Some(node) = nodes.get_mut(node) {
                match kind {
                    None => node.is_of_all = true,
                    Some(kind) if node.kinds.last() != Some(&kind) => node.kinds.push(kind),
                    Some(_) => {}
                }
            }
        }
        Name { path: path.to_owned(), node }
    }
}

pub(crate) fn missing(name: &Name, line: u64) -> Fault {
    let fault = Fault::new(line, format!("the event has no `{}`", name.path));
    fault.help("a mapping can say what it is called in this log")
}
