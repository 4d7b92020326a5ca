//! What ends a scope or a waiting: it must not name what has no value there.

use std::collections::BTreeSet;

use super::Check;
use super::variables::Variables;
use crate::plan::{self, EventPattern, Slot};
use crate::tree::Pattern;

impl Check<'_> {
    /// When a scope ends is told without the rest of the sentence. `named` is how often each name
    /// was met before that.
    pub(super) fn scope_ends_alone(
        &mut self,
        vars: &Variables,
        scope: &plan::Scope,
        body: &plan::Body,
        named: &[u32],
    ) -> Option<()> {
        let (known, ends, first) = match scope {
            plan::Scope::While(_) => return Some(()),
            plan::Scope::After { start, until, .. } => {
                (Some(start), until.as_slice(), "the event that begins the scope")
            }
            plan::Scope::Before(end) => (body.trigger(), std::slice::from_ref(end), "the trigger"),
        };
        let again = |slot: &Slot| {
            let count = vars.mentions.get(*slot).map_or(0, |mention| mention.count);
            named.get(*slot).is_some_and(|before| *before < count)
        };
        let known: BTreeSet<Slot> = known.into_iter().flat_map(EventPattern::variables).collect();
        let mut ends = ends.iter().flat_map(EventPattern::variables);
        match ends.find(|slot| !known.contains(slot) && again(slot)) {
            None => Some(()),
            Some(slot) => self.without_value(vars, slot, "where the scope ends", first),
        }
    }

    /// What ends the waiting for an event is told before that has come.
    pub(super) fn end_of_waiting(
        &mut self,
        vars: &mut Variables,
        shown: &Pattern,
        before: &BTreeSet<Slot>,
    ) -> Option<EventPattern> {
        let behind = std::mem::replace(&mut vars.bound, before.clone());
        let end = self.closed_event(vars, shown);
        let awaited = &behind - before;
        vars.bound = behind;
        let end = end?;
        let named = end.variables().find(|slot| awaited.contains(slot));
        match named {
            None => Some(end),
            Some(slot) => {
                self.without_value(vars, slot, "before the event has come", "the trigger")
            }
        }
    }

    fn without_value<T>(
        &mut self,
        vars: &Variables,
        slot: Slot,
        at: &str,
        first: &str,
    ) -> Option<T> {
        let name = vars.list.get(slot).map(|variable| variable.name.as_str())?;
        let span = vars.mentions.get(slot)?.first;
        let message = format!("`{name}` has no value {at}");
        let help = format!("name it in {first}, or take another name in one of the two places");
        self.faults.error("R110", message, span, "the same name is the same value", Some(help));
        None
    }
}
