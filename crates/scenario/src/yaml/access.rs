//! The insides of lists, maps, choices and fields, as serde asks for them.

use std::marker::PhantomData;
use std::slice;

use serde::de::{
    DeserializeSeed, Deserializer, EnumAccess, IntoDeserializer, MapAccess, SeqAccess,
    VariantAccess, Visitor,
};

use super::Node;
use super::decode::NodeReader;
use super::error::Error;
use super::faults::Faults;
use crate::notation;

/// The entries of a list.
pub(super) struct Items<'a, 'de> {
    nodes: slice::Iter<'de, Node>,
    faults: &'a mut Faults,
}

impl<'a, 'de> Items<'a, 'de> {
    pub(super) fn new(nodes: &'de [Node], faults: &'a mut Faults) -> Self {
        Items { nodes: nodes.iter(), faults }
    }
}

impl<'de> SeqAccess<'de> for Items<'_, 'de> {
    type Error = Error;

    fn next_element_seed<S: DeserializeSeed<'de>>(
        &mut self,
        seed: S,
    ) -> Result<Option<S::Value>, Error> {
        let Some(node) = self.nodes.next() else {
            return Ok(None);
        };
        NodeReader::new(node, self.faults).read(seed).map(Some)
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.nodes.len())
    }
}

/// The entries of a map.
pub(super) struct Pairs<'a, 'de> {
    rest: slice::Iter<'de, (Node, Node)>,
    /// The keys that are read; the others are passed over.
    known: Option<&'static [&'static str]>,
    value: Option<&'de Node>,
    written_as: Option<&'static str>,
    faults: &'a mut Faults,
}

impl<'a, 'de> Pairs<'a, 'de> {
    pub(super) fn all(entries: &'de [(Node, Node)], faults: &'a mut Faults) -> Self {
        Pairs { rest: entries.iter(), known: None, value: None, written_as: None, faults }
    }

    pub(super) fn known(
        entries: &'de [(Node, Node)],
        known: &'static [&'static str],
        faults: &'a mut Faults,
    ) -> Self {
        Pairs { rest: entries.iter(), known: Some(known), value: None, written_as: None, faults }
    }
}

impl<'de> MapAccess<'de> for Pairs<'_, 'de> {
    type Error = Error;

    fn next_key_seed<S: DeserializeSeed<'de>>(
        &mut self,
        seed: S,
    ) -> Result<Option<S::Value>, Error> {
        let known = self.known;
        let is_known = |key: &Node| match (known, key.value.as_key()) {
            (Some(known), Some(name)) => known.contains(&name.as_ref()),
            _ => true,
        };
        let Some((key, value)) = self.rest.find(|(key, _)| is_known(key)) else {
            return Ok(None);
        };
        self.value = Some(value);
        self.written_as = key.text().and_then(notation::written_under);
        NodeReader::of_key(key, self.faults).read(seed).map(Some)
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, Error> {
        let value = self.value.take().expect("serde asks for a value after its key");
        self.faults.written_as = self.written_as;
        NodeReader::new(value, self.faults).read(seed)
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.rest.len())
    }
}

/// A choice: a name, and under it what belongs to it.
pub(super) struct Variant<'a, 'de> {
    pub(super) name: &'de Node,
    pub(super) content: Option<&'de Node>,
    pub(super) faults: &'a mut Faults,
}

impl<'de> EnumAccess<'de> for Variant<'_, 'de> {
    type Error = Error;
    type Variant = Self;

    fn variant_seed<S: DeserializeSeed<'de>>(self, seed: S) -> Result<(S::Value, Self), Error> {
        let choice = NodeReader::of_key(self.name, self.faults).read(seed)?;
        Ok((choice, self))
    }
}

impl<'a, 'de> Variant<'a, 'de> {
    fn reader(self) -> Result<NodeReader<'a, 'de>, Error> {
        let Some(content) = self.content else {
            let name = self.name.value.as_key().unwrap_or_default();
            return Err(Error::new("S005", format!("`{name}` needs a value"))
                .help(format!("write `{name}: …`"))
                .at(&self.name.span));
        };
        Ok(NodeReader::new(content, self.faults))
    }
}

impl<'de> VariantAccess<'de> for Variant<'_, 'de> {
    type Error = Error;

    fn unit_variant(self) -> Result<(), Error> {
        match self.content {
            Some(content) => NodeReader::new(content, self.faults).read(PhantomData),
            None => Ok(()),
        }
    }

    fn newtype_variant_seed<S: DeserializeSeed<'de>>(self, seed: S) -> Result<S::Value, Error> {
        self.reader()?.read(seed)
    }

    fn tuple_variant<V: Visitor<'de>>(self, length: usize, visitor: V) -> Result<V::Value, Error> {
        let reader = self.reader()?;
        let span = &reader.node.span;
        reader.deserialize_tuple(length, visitor).map_err(|error| error.at(span))
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        let reader = self.reader()?;
        let span = &reader.node.span;
        reader.deserialize_struct("", fields, visitor).map_err(|error| error.at(span))
    }
}

/// A field as three values: where it begins, where it ends, and what it holds.
///
/// Where its type refuses what stands there, the fault is put on the list and there is no third
/// value.
pub(super) struct FieldParts<'a, 'de> {
    node: &'de Node,
    faults: &'a mut Faults,
    is_key: bool,
    place: std::array::IntoIter<usize, 2>,
}

impl<'a, 'de> FieldParts<'a, 'de> {
    pub(super) fn of(reader: NodeReader<'a, 'de>) -> Self {
        let NodeReader { node, faults, is_key } = reader;
        let place = [node.span.start, node.span.end].into_iter();
        FieldParts { node, faults, is_key, place }
    }
}

impl<'de> SeqAccess<'de> for FieldParts<'_, 'de> {
    type Error = Error;

    fn next_element_seed<S: DeserializeSeed<'de>>(
        &mut self,
        seed: S,
    ) -> Result<Option<S::Value>, Error> {
        if let Some(offset) = self.place.next() {
            return seed.deserialize(offset.into_deserializer()).map(Some);
        }
        let reader = NodeReader { node: self.node, faults: self.faults, is_key: self.is_key };
        match reader.read(seed) {
            Ok(value) => Ok(Some(value)),
            Err(error) => {
                self.faults.extend(error.into_diagnostic());
                Ok(None)
            }
        }
    }
}
