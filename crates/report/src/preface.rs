//! What stands before the timeline: the parameters and the rolls, as far as they are set before
//! anything else happens.

use std::collections::BTreeMap;
use std::fmt::{self, Write};

use domain::center::{self, Role};
use domain::parameter::{Parameter, Value};
use domain::{Event, NationSet};
use kernel::{Basis, Source};
use simulator::record::Origin;

use crate::names;
use crate::words::{parameter_name, parameter_value, role_name};
use crate::wrap::{heading, wrapped};

/// Parameters and nations that were set first.
#[derive(Clone, Debug, Default)]
pub(crate) struct Preface {
    parameters: Vec<Set>,
    nations: BTreeMap<Role, Vec<Enrolled>>,
    over: bool,
}

/// A parameter as it was set.
type Set = (Parameter, Value, Basis, Option<Source>);

/// Nations about which the scenario says the same.
#[derive(Clone, Debug)]
struct Enrolled {
    nations: NationSet,
    origin: Origin,
}

impl Preface {
    /// Whether the event belongs here; the first one that does not ends the preface.
    pub(crate) fn takes(&mut self, event: &Event, origin: Option<&Origin>) -> bool {
        if self.over {
            return false;
        }
        match event {
            Event::Center(center::Event::ParameterSet { parameter, value, basis, source }) => {
                self.parameters.push((*parameter, *value, *basis, *source));
            }
            Event::Center(center::Event::NationEnrolled { nation, role, .. }) => {
                let origin = origin.unwrap_or(&Origin::UNSTATED);
                let rows = self.nations.entry(*role).or_default();
                match rows.iter_mut().find(|row| row.origin == *origin) {
                    Some(row) => row.nations = row.nations.with(*nation),
                    None => rows.push(Enrolled {
                        nations: NationSet::EMPTY.with(*nation),
                        origin: origin.clone(),
                    }),
                }
            }
            _ => self.over = true,
        }
        !self.over
    }

    pub(crate) fn write(&self, out: &mut dyn Write) -> fmt::Result {
        if !self.parameters.is_empty() {
            heading(out, "Parameters", '-')?;
            self.write_parameters(out)?;
            out.write_char('\n')?;
        }
        if !self.nations.is_empty() {
            heading(out, "Nations", '-')?;
            for (role, rows) in &self.nations {
                write_role(*role, rows, out)?;
            }
            out.write_char('\n')?;
        }
        Ok(())
    }

    /// Two columns, filled downwards, each as wide as it needs to be.
    fn write_parameters(&self, out: &mut dyn Write) -> fmt::Result {
        let rows = self.parameters.len().div_ceil(2);
        let (left, right) = self.parameters.split_at(rows);
        let (left, right) = (column(left), column(right));
        let width = left.iter().map(String::len).max().unwrap_or_default();
        for (index, parameter) in left.iter().enumerate() {
            match right.get(index) {
                Some(second) => writeln!(out, "  {parameter:<width$}  {second}")?,
                None => writeln!(out, "  {parameter}")?,
            }
        }
        Ok(())
    }
}

/// The nations of a role, a line for each thing that is said of some of them.
/// The cells of a column: name, value, basis and source, one under another.
fn column(parameters: &[Set]) -> Vec<String> {
    let cells = parameters.iter().map(|(parameter, value, basis, source)| {
        let source = source.map_or(String::new(), |source| format!(" {source}"));
        (parameter_name(*parameter), parameter_value(*value), format!("[{basis}{source}]"))
    });
    let cells: Vec<(String, String, String)> = cells.collect();
    let name_width = cells.iter().map(|(name, ..)| name.len()).max().unwrap_or_default();
    let value_width = cells.iter().map(|(_, value, _)| value.len()).max().unwrap_or_default();
    let padded =
        |(name, value, origin)| format!("{name:<name_width$}  {value:<value_width$}  {origin}");
    cells.into_iter().map(padded).collect()
}

fn write_role(role: Role, rows: &[Enrolled], out: &mut dyn Write) -> fmt::Result {
    let count: u32 = rows.iter().map(|row| row.nations.len()).sum();
    let ending = if count == 1 { "" } else { "s" };
    let mut first = format!("  {:<9} {count:>3}  ", format!("{}{ending}", role_name(role)));
    let indent = first.chars().count();
    for Enrolled { nations, origin: Origin { basis, source, note } } in rows {
        let note = note.as_ref().map_or(String::new(), |note| format!(" “{note}”"));
        let source = source.map_or(String::new(), |source| format!(" {source}"));
        let text = format!("{}{note} [{basis}{source}]", every(*nations));
        wrapped(out, &first, indent + 2, &text)?;
        first = " ".repeat(indent);
    }
    Ok(())
}

/// All names, however many.
fn every(nations: NationSet) -> String {
    nations.iter().map(names::nation).collect::<Vec<_>>().join(", ")
}
