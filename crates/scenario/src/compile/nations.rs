//! Nations: who is enrolled, and who leads what from the beginning.

use std::collections::BTreeMap;
use std::sync::Arc;

use diagnostic::Diagnostic;
use domain::center::{AcceptSilence, Enroll, Role};
use domain::nation::NationSet;
use domain::task::{self, AssignLead, Task};
use domain::{Actor, Command, Nation};
use simulator::record::Origin;
use simulator::script::Fixed;

use super::Compiler;
use crate::file::{AcceptanceEntry, LeadEntry, NationEntry};
use crate::yaml::{Entries, Node, Value, decode_among};

/// The nations that the scenario names, if all could be read.
pub(super) fn enrolled(entries: &Entries<String, NationEntry>) -> Option<NationSet> {
    let codes = entries.items.iter().map(|(code, _)| code.value.as_deref()?.parse().ok());
    codes.collect::<Option<NationSet>>().filter(|nations| entries.sound || !nations.is_empty())
}

/// Who shares the office of a task, and on what each lead is founded.
type Office = Vec<(Nation, Arc<Origin>)>;

impl Compiler {
    /// Enrolls the nations in the order of the file, then says what they have accepted, declares their
    /// positions and gives the leads.
    pub(super) fn enrollments(&mut self, entries: &Entries<String, NationEntry>) -> Vec<Fixed> {
        let mut enrollments = Vec::new();
        let mut acceptances = Vec::new();
        let mut positions = Vec::new();
        let mut leads: BTreeMap<Task, Office> = BTreeMap::new();
        for (key, entry) in &entries.items {
            let nation = key.value.as_ref().and_then(|code| self.nation(code, &key.span));
            let Some(entry) = &entry.value else { continue };
            let NationEntry { basis, source, note, .. } = entry;
            let origin = self.origin(basis.as_ref(), source.as_ref(), note.as_ref());
            self.may_lead(nation, entry);
            for (task, origin) in self.leads(entry, &origin) {
                let office = leads.entry(task).or_default();
                office.extend(nation.map(|nation| (nation, origin)));
            }
            let acceptance = self.acceptance(entry);
            let is_apart = acceptance.as_ref().is_some_and(|own| {
                (own.basis, &own.source) != (origin.basis, &origin.source) || own.note.is_some()
            });
            if let (Some(nation), Some(role)) = (nation, entry.role.value) {
                let accepts_silence = acceptance.is_some() && !is_apart;
                let command = Enroll { nation, role, accepts_silence };
                enrollments.push(fixed(Actor::Control, command, origin));
            }
            if let Some(nation) = nation {
                if let Some(origin) = acceptance.filter(|_| is_apart) {
                    acceptances.push(fixed(Actor::of(nation), AcceptSilence { nation }, origin));
                }
                positions.append(&mut self.positions(nation, entry));
            }
        }
        enrollments.append(&mut acceptances);
        enrollments.append(&mut positions);
        for (task, office) in leads {
            let nations = office.iter().map(|(nation, _)| *nation).collect();
            let command = AssignLead { task, nations };
            enrollments.push(fixed(Actor::CoChairs, command, shared(&office)));
        }
        enrollments
    }

    /// On what it is founded that a nation has accepted the silence procedure, if it has. Where that is
    /// what its entry is founded on, the enrollment says it, otherwise an act of its own.
    fn acceptance(&mut self, entry: &NationEntry) -> Option<Arc<Origin>> {
        let node = entry.accepts_silence.as_ref()?;
        if matches!(node.value, Value::Map(_)) {
            let AcceptanceEntry { basis, source, note } = decode_among(node, &mut self.faults)?;
            return Some(self.origin(basis.as_ref(), source.as_ref(), note.as_ref()));
        }
        let accepts: bool = decode_among(node, &mut self.faults)?;
        accepts.then(|| Arc::new(Origin::UNSTATED))
    }

    /// Notices leads that the center refuses at the start, with all who would share them.
    fn may_lead(&mut self, nation: Option<Nation>, entry: &NationEntry) {
        let (Some(nation), Some(role)) = (nation, entry.role.value) else { return };
        let Some(first) = entry.leads.items.first() else { return };
        if role != Role::Observer && !nation.is_organization() {
            return;
        }
        let refusal = task::Rejection::NoLeadNation { nation };
        self.faults.push(
            Diagnostic::error("S134", refusal.to_string())
                .label(first.span.clone(), "the center refuses this, whatever it knows")
                .help("remove `leads`, or give the task to a member or a partner"),
        );
    }

    /// The tasks that a nation leads, each with its own label or that of the entry.
    fn leads(&mut self, entry: &NationEntry, of_entry: &Arc<Origin>) -> Vec<(Task, Arc<Origin>)> {
        self.lost |= !entry.leads.sound;
        let mut leads: Vec<(Task, Arc<Origin>)> = Vec::new();
        for node in entry.leads.items.iter().filter_map(|field| field.value.as_ref()) {
            let Some((task, origin)) = self.lead(node, of_entry) else {
                self.lost = true;
                continue;
            };
            if leads.iter().any(|(known, _)| *known == task) {
                let text = format!("the task `{task}` stands twice");
                let fault = Diagnostic::error("S115", text).label(node.span.clone(), "again here");
                self.faults.push(fault.help("keep one of the two"));
                continue;
            }
            leads.push((task, origin));
        }
        leads
    }

    fn lead(&mut self, node: &Node, of_entry: &Arc<Origin>) -> Option<(Task, Arc<Origin>)> {
        if !matches!(node.value, Value::Map(_)) {
            return Some((decode_among(node, &mut self.faults)?, Arc::clone(of_entry)));
        }
        let LeadEntry { task, basis, source, note } = decode_among(node, &mut self.faults)?;
        let origin = self.origin(basis.as_ref(), source.as_ref(), note.as_ref());
        Some((task.value?, origin))
    }
}

/// On what the lead of an office is founded: one act gives it to all who share it. Where they are
/// founded differently, it is founded as the weakest of them, and its note tells all of them apart.
fn shared(office: &Office) -> Arc<Origin> {
    let Some(((_, first), others)) = office.split_first() else {
        return Arc::new(Origin::UNSTATED);
    };
    if others.iter().all(|(_, origin)| origin == first) {
        return Arc::clone(first);
    }
    // Of several that are as weak it is the first.
    let weakest = office.iter().rev().max_by_key(|(_, origin)| origin.basis);
    let Origin { basis, source, .. } = **weakest.map_or(first, |(_, origin)| origin);
    let told = office.iter().map(|(nation, origin)| {
        let Origin { basis, source, note } = &**origin;
        let source = source.as_ref().map_or_else(String::new, |source| format!(" {source}"));
        let note = note.as_ref().map_or_else(String::new, |note| format!(", {note}"));
        format!("{nation}: {basis}{source}{note}")
    });
    let note = Some(told.collect::<Vec<_>>().join("; "));
    Arc::new(Origin { basis, source, note })
}

pub(super) fn fixed(by: Actor, command: impl Into<Command>, origin: Arc<Origin>) -> Fixed {
    Fixed { by, command: command.into(), origin }
}
