//! From the events of the parser to a tree.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Range;

use diagnostic::Diagnostic;
use granit_parser::{Event, Parser, ScalarStyle, Span, StructureStyle, Tag};

use super::faults::Faults;
use super::scalar::plain;
use super::weight::Weight;
use super::{Node, Value, syntax, unseen};

/// The largest text that is read, and the most text that may come out of it, in bytes.
pub const SIZE_MAX: usize = 16 << 20;
/// The most lists and maps inside of each other.
pub const DEPTH_MAX: usize = 64;
/// The most values, those behind aliases counted at every use and once for their anchor.
pub const NODES_MAX: usize = 2_000_000;

/// Reads one document.
///
/// A text that breaks the grammar is read up to there; all other faults are reported together.
pub fn read(text: &str) -> Result<Node, Vec<Diagnostic>> {
    let mut faults = Faults::default();
    let node = read_among(text, &mut faults);
    let faults = faults.finish();
    node.filter(|_| faults.is_empty()).ok_or(faults)
}

/// The same for those who go on with what can be told: of a key that stands twice the first one
/// counts, and all other faults leave nothing.
pub(crate) fn read_among(text: &str, faults: &mut Faults) -> Option<Node> {
    if SIZE_MAX < text.len() {
        faults.push(syntax::too_large(text.len()));
        return None;
    }
    let options = granit_parser::options! {
        disallow_directives: true,
        emit_unresolved_aliases: true,
        emit_comments: false,
        flow_nesting_limit: DEPTH_MAX,
        block_nesting_limit: DEPTH_MAX,
    };
    let mut tree = Tree { text, ..Tree::default() };
    for event in Parser::new_from_str_with_options(text, options) {
        let taken = match event {
            Ok((event, span)) => tree.take(event, &span),
            Err(error) => Err(syntax::refused(text, &error).into()),
        };
        if let Err(fault) = taken {
            tree.faults.push(*fault);
            faults.join(tree.faults, |fault| fault);
            return None;
        }
    }
    tree.finish(faults)
}

/// What has been read so far.
#[derive(Default)]
struct Tree<'a> {
    text: &'a str,
    root: Option<Node>,
    open: Vec<Open>,
    anchors: BTreeMap<usize, Node>,
    spent: Weight,
    faults: Faults,
}

/// A list or map whose end is still to come.
struct Open {
    start: usize,
    style: StructureStyle,
    anchor: usize,
    parts: Parts,
}

enum Parts {
    List(Vec<Node>),
    Map { entries: Vec<(Node, Node)>, key: Option<Node> },
}

/// An error is a fault behind which nothing can be read.
pub(super) type Taken = Result<(), Box<Diagnostic>>;

impl Tree<'_> {
    fn take(&mut self, event: Event<'_>, span: &Span) -> Taken {
        let bytes = span.byte_range().unwrap_or_default();
        match event {
            Event::DocumentStart(..) if self.root.is_some() => {
                let help = "keep one document a file: remove the `---`";
                Err(syntax::unsupported(bytes, "further documents", help).into())
            }
            Event::Scalar(said, style, anchor, tag) => {
                let said = self.refuse_unseen(said, &bytes);
                self.refuse_tag(tag.as_deref(), span);
                self.refuse_merge_key(&said, style, &bytes);
                let value = match style {
                    ScalarStyle::Plain => plain(said),
                    _ => Value::Text(said.into_owned()),
                };
                self.spent.add(&Weight::of_scalar(&value), &bytes)?;
                self.put(Node { span: bytes, value }, anchor)
            }
            Event::SequenceStart(style, anchor, tag) => {
                self.refuse_tag(tag.as_deref(), span);
                self.begin(bytes, style, anchor, Parts::List(Vec::new()))
            }
            Event::MappingStart(style, anchor, tag) => {
                self.refuse_tag(tag.as_deref(), span);
                let entries = Vec::new();
                self.begin(bytes, style, anchor, Parts::Map { entries, key: None })
            }
            Event::SequenceEnd | Event::MappingEnd => self.end(bytes),
            Event::Alias(anchor) => self.alias(anchor, bytes),
            Event::UnresolvedAlias(name) => {
                self.faults.push(syntax::unknown_anchor(bytes.clone(), &name));
                self.put(Node { span: bytes, value: Value::Null }, 0)
            }
            _ => Ok(()),
        }
    }

    fn begin(
        &mut self,
        span: Range<usize>,
        style: StructureStyle,
        anchor: usize,
        parts: Parts,
    ) -> Taken {
        if DEPTH_MAX <= self.open.len() {
            return Err(syntax::too_deep(span).into());
        }
        self.spent.add(&Weight::LIST, &span)?;
        let start = span.start;
        self.open.push(Open { start, style, anchor, parts });
        Ok(())
    }

    fn end(&mut self, bytes: Range<usize>) -> Taken {
        let Some(Open { start, style, anchor, parts }) = self.open.pop() else {
            return Ok(());
        };
        let (value, last) = match parts {
            Parts::List(nodes) => {
                let last = nodes.last().map(|node| node.span.end);
                (Value::List(nodes), last)
            }
            Parts::Map { mut entries, .. } => {
                self.refuse_keys(&mut entries);
                let last = entries.last().map(|(_, node)| node.span.end);
                (Value::Map(entries), last)
            }
        };
        // The parser sees the end of a block only at the next token, lines further down.
        let end = match style {
            StructureStyle::Flow => bytes.end,
            StructureStyle::Block => last.unwrap_or(start),
        };
        let span = start..end.max(start);
        self.put(Node { span, value }, anchor)
    }

    /// An alias is a copy of what its anchor stands for, and is paid for as such.
    fn alias(&mut self, anchor: usize, span: Range<usize>) -> Taken {
        let Some(node) = self.anchors.get(&anchor) else {
            return Err(syntax::alias_of_itself(span).into());
        };
        let weight = Weight::of(node);
        if DEPTH_MAX < self.open.len() + weight.depth {
            return Err(syntax::too_deep(span).into());
        }
        self.spent.add(&weight, &span)?;
        let value = node.value.clone();
        self.put(Node { span, value }, 0)
    }

    fn put(&mut self, node: Node, anchor: usize) -> Taken {
        if anchor != 0 {
            self.spent.add(&Weight::of(&node), &node.span)?;
            self.anchors.insert(anchor, node.clone());
        }
        match self.open.last_mut().map(|open| &mut open.parts) {
            None => self.root = Some(node),
            Some(Parts::List(nodes)) => nodes.push(node),
            Some(Parts::Map { entries, key }) => match key.take() {
                None => *key = Some(node),
                Some(key) => entries.push((key, node)),
            },
        }
        Ok(())
    }

    fn refuse_tag(&mut self, tag: Option<&Tag>, span: &Span) {
        if tag.is_none() {
            return;
        }
        let place = span.tag_span().unwrap_or(*span).byte_range();
        let help = "remove the tag; a text that begins with `!` stands in quotes";
        self.faults.push(syntax::unsupported(place.unwrap_or_default(), "tags", help));
    }

    fn refuse_merge_key(&mut self, text: &str, style: ScalarStyle, span: &Range<usize>) {
        let is_key =
            matches!(self.open.last().map(|open| &open.parts), Some(Parts::Map { key: None, .. }));
        if is_key && style == ScalarStyle::Plain && text == "<<" {
            let help = "write the entries out, or use an alias as the value of a key";
            self.faults.push(syntax::unsupported(span.clone(), "merge keys", help));
        }
    }

    /// Leaves what can be seen.
    fn refuse_unseen<'b>(&mut self, said: Cow<'b, str>, span: &Range<usize>) -> Cow<'b, str> {
        let Some(fault) = unseen::fault(&said, self.text, span) else {
            return said;
        };
        self.faults.push(fault);
        Cow::Owned(unseen::without(&said))
    }

    /// Leaves the first of the keys that stand twice.
    fn refuse_keys(&mut self, entries: &mut Vec<(Node, Node)>) {
        let mut seen: BTreeMap<String, Range<usize>> = BTreeMap::new();
        entries.retain(|(key, _)| {
            let Some(name) = key.value.as_key() else {
                let what = match &key.value {
                    Value::Null => "empty keys",
                    _ => "lists and maps as keys",
                };
                let help = "a key is a text or a number";
                self.faults.push(syntax::unsupported(key.span.clone(), what, help));
                return true;
            };
            if let Some(first) = seen.get(name.as_ref()) {
                self.faults.push(syntax::twice(&name, first.clone(), key.span.clone()));
                return false;
            }
            seen.insert(name.into_owned(), key.span.clone());
            true
        });
    }

    fn finish(mut self, faults: &mut Faults) -> Option<Node> {
        let root = self.root.filter(|root| root.value != Value::Null || !root.span.is_empty());
        if root.is_none() {
            self.faults.push(syntax::empty());
        }
        let is_readable = self.faults.are_all(&[syntax::TWICE, unseen::CODE]);
        faults.join(self.faults, |fault| fault);
        root.filter(|_| is_readable)
    }
}
