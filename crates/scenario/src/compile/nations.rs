//! Nations: who is enrolled, and who leads what from the beginning.

use std::collections::BTreeMap;
use std::sync::Arc;

use domain::center::Enroll;
use domain::nation::NationSet;
use domain::task::{AssignLead, Task};
use domain::{Actor, Command};
use simulator::record::Origin;
use simulator::script::Fixed;

use super::Compiler;
use crate::file::NationEntry;
use crate::yaml::Entries;

/// The nations that the scenario names, if all could be read.
pub(super) fn enrolled(entries: &Entries<String, NationEntry>) -> Option<NationSet> {
    let codes = entries.items.iter().map(|(code, _)| code.value.as_deref()?.parse().ok());
    codes.collect::<Option<NationSet>>().filter(|nations| entries.sound || !nations.is_empty())
}

impl Compiler {
    /// Enrolls the nations in the order of the file, then declares their positions and gives the
    /// leads.
    pub(super) fn enrollments(&mut self, entries: &Entries<String, NationEntry>) -> Vec<Fixed> {
        let mut enrollments = Vec::new();
        let mut positions = Vec::new();
        let mut leads: BTreeMap<Task, (NationSet, Arc<Origin>)> = BTreeMap::new();
        for (key, entry) in &entries.items {
            let nation = key.value.as_ref().and_then(|code| self.nation(code, &key.span));
            let Some(entry) = &entry.value else { continue };
            let NationEntry { basis, source, note, .. } = entry;
            let origin = self.origin(basis.as_ref(), source.as_ref(), note.as_ref());
            for task in entry.leads.items.iter().filter_map(|field| field.value) {
                let office = leads.entry(task).or_insert((NationSet::EMPTY, Arc::clone(&origin)));
                office.0 = nation.map_or(office.0, |nation| office.0.with(nation));
            }
            self.lost |= !entry.leads.sound;
            let accepts_silence = entry.accepts_silence.as_ref().and_then(|f| f.value);
            if let (Some(nation), Some(role)) = (nation, entry.role.value) {
                let accepts_silence = accepts_silence.unwrap_or(false);
                let command = Enroll { nation, role, accepts_silence };
                enrollments.push(fixed(Actor::Control, command, origin));
            }
            if let Some(nation) = nation {
                positions.append(&mut self.positions(nation, entry));
            }
        }
        enrollments.append(&mut positions);
        for (task, (nations, origin)) in leads {
            enrollments.push(fixed(Actor::CoChairs, AssignLead { task, nations }, origin));
        }
        enrollments
    }
}

pub(super) fn fixed(by: Actor, command: impl Into<Command>, origin: Arc<Origin>) -> Fixed {
    Fixed { by, command: command.into(), origin }
}
