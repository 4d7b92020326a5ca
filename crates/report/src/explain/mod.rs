//! One record explained: the chain of causes behind it, and what followed from it.
//!
//! A log is read twice, because who a record's ancestors are is known only when the record is
//! reached. [`Ancestry`] takes the records up to it and keeps 8 bytes of each; [`Explanation`] then
//! takes all records again, and keeps those that are shown and some 50 bytes of each that followed.
//! Programs are given all records of the chain and all that followed, the latter as they come; people
//! are shown so many as they can read, and told where the others are.

mod followed;
mod telling;

use std::collections::BTreeMap;
use std::fmt::{self, Write};

use domain::Viewer;
use kernel::Position;
use simulator::record::{Body, Branch, CenterRecord, Edits};

use crate::names;
use crate::row;
use crate::wrap::heading;
use crate::zone::Zone;
use followed::Followed;
use telling::Line;
pub(crate) use telling::told;

/// A longer chain lacks steps in its middle.
const CAUSES_MAX: usize = 30;
/// So many steps at the root of a chain that is too long are kept.
const ROOT_STEPS: usize = 5;

/// The causes of one record, found in a first reading.
#[derive(Clone, Debug)]
pub struct Ancestry {
    of: Position,
    /// The cause of each record up to it, 0 where there is none.
    causes: Vec<u64>,
}

/// An explanation of one record, built in a second reading.
#[derive(Clone, Debug)]
pub struct Explanation {
    of: Position,
    /// Whose view of the log is explained, if it is not all of it.
    viewer: Option<Viewer>,
    /// The causes that are shown, the nearest first.
    shown: Vec<Position>,
    left_out: usize,
    zone: Zone,
    title: String,
    branches: Vec<Branch>,
    kept: BTreeMap<Position, Line>,
    followed: Followed,
}

impl Ancestry {
    pub fn new(of: Position) -> Ancestry {
        Ancestry { of, causes: Vec::new() }
    }

    /// Takes the next record from the first one on; false once no more are needed.
    pub fn apply(&mut self, record: &CenterRecord) -> bool {
        if !self.is_found() {
            self.causes.push(record.cause.map_or(0, |cause| cause.0));
        }
        !self.is_found()
    }

    /// The record that is explained.
    pub fn of(&self) -> Position {
        self.of
    }

    /// Whether the record was reached.
    pub fn is_found(&self) -> bool {
        self.of.0 <= self.causes.len() as u64
    }

    /// The last record that was taken.
    pub fn head(&self) -> Position {
        Position(self.causes.len() as u64)
    }

    fn cause(&self, position: Position) -> Option<Position> {
        let index = usize::try_from(position.0).ok()?.checked_sub(1)?;
        let cause = *self.causes.get(index)?;
        // A cause comes before what it causes; a log that says otherwise has no end to go to.
        (0 < cause && cause < position.0).then_some(Position(cause))
    }

    /// The chain of causes, the nearest first.
    fn chain(&self) -> Vec<Position> {
        std::iter::successors(self.cause(self.of), |&position| self.cause(position)).collect()
    }
}

impl Explanation {
    /// Begins the second reading, to write what comes of it for programs.
    pub fn whole(ancestry: &Ancestry, viewer: Option<Viewer>) -> Explanation {
        Explanation::of(ancestry, viewer, ancestry.chain(), 0)
    }

    /// Begins the second reading, to write what comes of it for people.
    pub fn new(ancestry: &Ancestry, viewer: Option<Viewer>) -> Explanation {
        let mut shown = ancestry.chain();
        let left_out = shown.len().saturating_sub(CAUSES_MAX);
        if 0 < left_out {
            let from = CAUSES_MAX - ROOT_STEPS;
            shown.drain(from..from + left_out);
        }
        Explanation::of(ancestry, viewer, shown, left_out)
    }

    fn of(
        ancestry: &Ancestry,
        viewer: Option<Viewer>,
        shown: Vec<Position>,
        left_out: usize,
    ) -> Explanation {
        Explanation {
            of: ancestry.of,
            viewer,
            shown,
            left_out,
            zone: Zone::default(),
            title: String::new(),
            branches: Vec::new(),
            kept: BTreeMap::new(),
            followed: Followed::default(),
        }
    }

    /// Takes the next record from the first one on; true if it followed from the one explained and is
    /// no choice.
    pub fn apply(&mut self, record: &CenterRecord) -> bool {
        if let Body::Started(opening) = &record.body {
            self.zone = Zone::of(opening);
            let seed = opening.seed_as_written(Position(self.of.0.saturating_sub(1)));
            let seed = seed.map(|seed| format!(", seed {seed}"));
            self.title = opening.scenario.clone() + &seed.unwrap_or_default();
            self.branches.clone_from(&opening.branches);
        }
        let position = record.position;
        if position == self.of {
            self.kept.insert(position, Line::founded(record, self.zone));
        } else if self.shown.binary_search_by(|shown| position.cmp(shown)).is_ok() {
            self.kept.insert(position, Line::beside_others(record, self.zone));
        }
        self.of < position && self.followed.apply(record, self.of, self.zone)
    }

    /// Writes the explanation for people.
    pub fn write(&self, out: &mut dyn Write) -> fmt::Result {
        let seen = self.viewer.map(|viewer| format!(", seen by {}", names::viewer(viewer)));
        heading(out, &format!("{} of {}{}", self.of, self.title, seen.unwrap_or_default()), '=')?;
        self.write_line(self.of, out)?;
        out.write_char('\n')?;
        heading(out, "Because of", '-')?;
        for (index, &position) in self.shown.iter().enumerate() {
            if 0 < self.left_out && index == CAUSES_MAX - ROOT_STEPS {
                writeln!(out, "  … {} more", self.left_out)?;
            }
            self.write_line(position, out)?;
        }
        let root = *self.shown.last().unwrap_or(&self.of);
        writeln!(out, "  {} led to {root}\n", self.origin(root))?;
        heading(out, "What followed", '-')?;
        let nothing = self.hidden().unwrap_or_else(|| "nothing on the log".to_owned());
        self.followed.write(self.of, self.zone, &nothing, out)?;
        if 0 < self.left_out || self.followed.hides() {
            writeln!(out, "\n  What is left out here stands in `--format json`.")?;
        }
        Ok(())
    }

    /// What is said of a view in place of what is not there: it may be hidden.
    fn hidden(&self) -> Option<String> {
        self.viewer.map(|viewer| format!("nothing that {} may see", names::viewer(viewer)))
    }

    /// What led to a record that names no cause.
    fn origin(&self, root: Position) -> String {
        if let Some(nothing) = self.hidden() {
            return nothing;
        }
        match self.edited_before(root) {
            None => "nothing but the scenario".to_owned(),
            Some(branch) => {
                let from = branch.position;
                format!("nothing but the scenario or what the branch behind {from} changed")
            }
        }
    }

    /// The last branch before a record that put commands into the history. A log does not tell these
    /// from the commands of the scenario.
    fn edited_before(&self, position: Position) -> Option<&Branch> {
        let adds = |edits: &Edits| edits.inject.is_some() || !edits.parameters.is_empty();
        let mut before = self.branches.iter().rev().filter(|branch| branch.position < position);
        before.find(|branch| adds(&branch.edits))
    }

    fn write_line(&self, position: Position, out: &mut dyn Write) -> fmt::Result {
        match self.kept.get(&position) {
            Some(line) => line.write("  ", self.of.to_string().len(), self.zone, out),
            None => Ok(()),
        }
    }

    /// Writes the explanation for programs, one JSON object, in three parts: this is the first, for
    /// when the record was taken.
    ///
    /// | key | value |
    /// |---|---|
    /// | `record` | as in the timeline of an account |
    /// | `causes` | the chain behind it, the nearest first |
    /// | `causes_left_out` | how many are lacking: none |
    /// | `followers` | all that followed from it but for choices, in the order of the log; each names its `cause` |
    /// | `followed` | how many records followed from it in all, but for choices |
    /// | `choices` | how many choices were made upon it and upon these |
    /// | `tree` | those that name it as their cause: each has `record`, its own `tree`, and `left_out`, how many records below it are not in the tree, which is as people are shown it |
    /// | `left_out` | how many are not in the tree that follow from it itself |
    pub fn begin_json(&self, out: &mut dyn Write) -> fmt::Result {
        let row = |position: &Position| self.kept.get(position).map(|line| line.json.as_str());
        let causes: Vec<&str> = self.shown.iter().filter_map(row).collect();
        writeln!(out, "{{\"record\":{},", row(&self.of).unwrap_or("null"))?;
        writeln!(out, "\"causes\":[{}],", causes.join(",\n"))?;
        writeln!(out, "\"causes_left_out\":{},", self.left_out)?;
        out.write_str("\"followers\":[")
    }

    /// The second part: a record that followed, as soon as it was taken.
    pub fn follow_json(&self, record: &CenterRecord, out: &mut dyn Write) -> fmt::Result {
        let comma = if self.followed.len() == 1 { "" } else { "," };
        write!(out, "{comma}\n{}", json(record, self.zone))
    }

    /// The third part, for when all records were taken.
    pub fn end_json(&self, out: &mut dyn Write) -> fmt::Result {
        out.write_str("],\n")?;
        self.followed.write_json(self.of, out)?;
        out.write_str("}\n")
    }
}

/// The JSON of a record, or null for one that has none.
fn json(record: &CenterRecord, zone: Zone) -> String {
    row::written(record, zone).unwrap_or_else(|_| "null".to_string())
}
