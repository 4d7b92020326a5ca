//! What stands before the timeline: the parameters and the rolls, as far as they are set before
//! anything else happens.

use std::collections::BTreeMap;
use std::fmt::{self, Write};

use domain::center::{self, Role};
use domain::parameter::{Parameter, Value};
use domain::{Event, NationSet};
use kernel::{Basis, Source};

use crate::names;
use crate::words::{parameter_name, parameter_value, role_name};
use crate::wrap::{heading, wrapped};

/// Parameters and nations that were set first.
#[derive(Clone, Debug, Default)]
pub(crate) struct Preface {
    parameters: Vec<(Parameter, Value, Basis, Option<Source>)>,
    nations: BTreeMap<Role, NationSet>,
    over: bool,
}

impl Preface {
    /// Whether the event belongs here; the first one that does not ends the preface.
    pub(crate) fn takes(&mut self, event: &Event) -> bool {
        if self.over {
            return false;
        }
        match event {
            Event::Center(center::Event::ParameterSet { parameter, value, basis, source }) => {
                self.parameters.push((*parameter, *value, *basis, *source));
            }
            Event::Center(center::Event::NationEnrolled { nation, role, .. }) => {
                let nations = self.nations.entry(*role).or_default();
                *nations = nations.with(*nation);
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
            for (role, nations) in &self.nations {
                let first = format!("  {:<9} {:>3}  ", plural(*role, *nations), nations.len());
                wrapped(out, &first, first.chars().count(), &every(*nations))?;
            }
            out.write_char('\n')?;
        }
        Ok(())
    }

    /// Two columns, filled downwards.
    fn write_parameters(&self, out: &mut dyn Write) -> fmt::Result {
        let cell = |(parameter, value, basis, source): &(_, _, Basis, Option<Source>)| {
            let source = source.map_or(String::new(), |source| format!(" {source}"));
            let (name, value) = (parameter_name(*parameter), parameter_value(*value));
            format!("{name:<21} {value:<13} [{basis}{source}]")
        };
        let rows = self.parameters.len().div_ceil(2);
        let (left, right) = self.parameters.split_at(rows);
        for (index, parameter) in left.iter().enumerate() {
            match right.get(index) {
                Some(second) => writeln!(out, "  {:<53}  {}", cell(parameter), cell(second))?,
                None => writeln!(out, "  {}", cell(parameter))?,
            }
        }
        Ok(())
    }
}

fn plural(role: Role, nations: NationSet) -> String {
    let ending = if nations.len() == 1 { "" } else { "s" };
    format!("{}{ending}", role_name(role))
}

/// All names, however many.
fn every(nations: NationSet) -> String {
    nations.iter().map(names::nation).collect::<Vec<_>>().join(", ")
}
