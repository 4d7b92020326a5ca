//! What followed from a record: those that name it as their cause, those that name these, and so
//! on, as a tree of limited size.

use std::collections::BTreeMap;
use std::fmt::{self, Write};

use kernel::Position;
use simulator::record::{Body, CenterRecord};

use super::telling::Line;
use crate::names;
use crate::zone::Zone;

/// So many steps from the record are shown.
const DEPTH_MAX: usize = 8;
/// So many effects of one record are shown.
const WIDTH_MAX: usize = 12;
/// So many are shown in all.
const SHOWN_MAX: usize = 120;

/// The records that followed.
#[derive(Clone, Debug, Default)]
pub(super) struct Followed {
    /// For each, the nearest record above it that is shown, and itself if it is.
    places: BTreeMap<Position, Position>,
    nodes: BTreeMap<Position, Node>,
    choices: u64,
}

/// A record that is shown, or the root, which has no line here.
#[derive(Clone, Debug, Default)]
struct Node {
    line: Option<Line>,
    depth: usize,
    effects: Vec<Position>,
    /// How many that followed from it are not shown.
    left_out: u64,
}

impl Followed {
    /// Takes the next record behind the one that is explained; true if it followed and is no choice.
    pub(super) fn apply(&mut self, record: &CenterRecord, of: Position, zone: Zone) -> bool {
        let Some(cause) = record.cause else { return false };
        let Some(above) = self.places.get(&cause).copied().or((cause == of).then_some(of)) else {
            return false;
        };
        // What was drawn for acts to come says nothing that the acts do not say.
        if let Body::Chose { .. } = record.body {
            self.choices += 1;
            return false;
        }
        let shown = self.nodes.len();
        let node = self.nodes.entry(above).or_default();
        let depth = node.depth + 1;
        let fits = depth <= DEPTH_MAX && node.effects.len() < WIDTH_MAX && shown <= SHOWN_MAX;
        // What does not fit now never will, so nothing comes to stand higher than its cause.
        if !fits {
            node.left_out += 1;
            self.places.insert(record.position, above);
            return true;
        }
        node.effects.push(record.position);
        let line = Some(Line::beside_others(record, zone));
        self.nodes.insert(record.position, Node { line, depth, ..Node::default() });
        self.places.insert(record.position, record.position);
        true
    }

    /// Whether some of those that followed are not shown.
    pub(super) fn hides(&self) -> bool {
        0 < self.hidden()
    }

    fn hidden(&self) -> usize {
        self.places.len().saturating_sub(self.nodes.len().saturating_sub(1))
    }

    /// How many records followed, but for choices.
    pub(super) fn len(&self) -> usize {
        self.places.len()
    }

    pub(super) fn write(
        &self,
        of: Position,
        zone: Zone,
        nothing: &str,
        out: &mut dyn Write,
    ) -> fmt::Result {
        if self.places.is_empty() && self.choices == 0 {
            return writeln!(out, "  {nothing} names it as its cause");
        }
        self.write_below(of, zone, out)?;
        let count = self.places.len();
        let hidden = match self.hidden() {
            0 => String::new(),
            hidden => format!(", {} of them not shown", names::grouped(hidden as u64)),
        };
        let all = names::count(count as u64, "record");
        let choices = names::count(self.choices, "choice");
        writeln!(out, "  in all {all}{hidden}, and {choices}")
    }

    fn write_below(&self, above: Position, zone: Zone, out: &mut dyn Write) -> fmt::Result {
        let Some(node) = self.nodes.get(&above) else { return Ok(()) };
        let before = format!("{:width$}", "", width = 2 + 2 * node.depth);
        for &effect in &node.effects {
            if let Some(Node { line: Some(line), .. }) = self.nodes.get(&effect) {
                line.write(&format!("{before}→ "), 0, zone, out)?;
            }
            self.write_below(effect, zone, out)?;
        }
        match node.left_out {
            0 => Ok(()),
            count => writeln!(out, "{before}… {} more below {above}", names::grouped(count)),
        }
    }

    pub(super) fn write_json(&self, of: Position, out: &mut dyn Write) -> fmt::Result {
        writeln!(out, "\"followed\":{},", self.places.len())?;
        writeln!(out, "\"choices\":{},", self.choices)?;
        self.write_tree(of, out)
    }

    /// Writes `"tree":[…],"left_out":n`.
    fn write_tree(&self, above: Position, out: &mut dyn Write) -> fmt::Result {
        let root = Node::default();
        let node = self.nodes.get(&above).unwrap_or(&root);
        out.write_str("\"tree\":[")?;
        for (index, &effect) in node.effects.iter().enumerate() {
            let line = self.nodes.get(&effect).and_then(|node| node.line.as_ref());
            let row = line.map_or("null", |line| line.json.as_str());
            let comma = if index == 0 { "" } else { "," };
            write!(out, "{comma}\n{{\"record\":{row},")?;
            self.write_tree(effect, out)?;
            out.write_char('}')?;
        }
        write!(out, "],\"left_out\":{}", node.left_out)
    }
}
