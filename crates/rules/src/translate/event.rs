//! Events and conditions.

use std::collections::BTreeSet;

use super::Translator;
use crate::core::Formula;
use crate::plan::{EventPattern, Slot, Test};

impl Translator<'_> {
    /// An event with its `where`.
    pub(super) fn event(&mut self, event: &EventPattern) -> Formula {
        let atom = Formula::Atom { kind: event.kind, args: event.args.clone() };
        let bound = atom.free();
        let guard = event.guard.as_ref().map(|guard| self.test(guard, &bound));
        Formula::and([atom].into_iter().chain(guard))
    }

    /// An event whose own variables nobody outside can see.
    pub(super) fn closed(&mut self, event: &EventPattern, outer: &BTreeSet<Slot>) -> Formula {
        let atom = Formula::Atom { kind: event.kind, args: event.args.clone() };
        let own: Vec<Slot> = atom.free().difference(outer).copied().collect();
        let event = self.event(event);
        Formula::exists(own, event)
    }

    /// A condition; the variables of its events and states are closed unless they have values.
    pub(super) fn test(&mut self, test: &Test, outer: &BTreeSet<Slot>) -> Formula {
        match test {
            Test::Compared(left, comparison, right) => {
                Formula::Compared(left.clone(), *comparison, right.clone())
            }
            Test::Event(event) => self.closed(event, outer),
            Test::State(state) => {
                let named: BTreeSet<Slot> = state.variables().collect();
                let own = named.difference(outer).copied().collect();
                Formula::exists(own, self.state(state))
            }
            Test::Not(inner) => Formula::not(self.test(inner, outer)),
            Test::And(parts) => {
                Formula::and(parts.iter().map(|part| self.test(part, outer)).collect::<Vec<_>>())
            }
            Test::Or(parts) => {
                Formula::or(parts.iter().map(|part| self.test(part, outer)).collect::<Vec<_>>())
            }
        }
    }

    /// What makes an `always` false, with the negation as far inside as it goes; all variables
    /// stay free.
    pub(super) fn negated(&mut self, test: &Test) -> Formula {
        match test {
            Test::Not(inner) => self.open(inner),
            Test::And(parts) => {
                Formula::or(parts.iter().map(|part| self.negated(part)).collect::<Vec<_>>())
            }
            Test::Or(parts) => {
                Formula::and(parts.iter().map(|part| self.negated(part)).collect::<Vec<_>>())
            }
            atom => Formula::not(self.open(atom)),
        }
    }

    fn open(&mut self, test: &Test) -> Formula {
        match test {
            Test::Event(event) => self.event(event),
            Test::State(state) => self.state(state),
            Test::Not(inner) => self.negated(inner),
            Test::And(parts) => {
                Formula::and(parts.iter().map(|part| self.open(part)).collect::<Vec<_>>())
            }
            Test::Or(parts) => {
                Formula::or(parts.iter().map(|part| self.open(part)).collect::<Vec<_>>())
            }
            Test::Compared(..) => self.test(test, &BTreeSet::new()),
        }
    }
}
