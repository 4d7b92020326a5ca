//! Positions of nations: the rule by which they send forces, and whether into Ukraine.

use std::ops::Range;

use diagnostic::Diagnostic;
use domain::center::Role;
use domain::force::DeclareStance;
use domain::mandate::{DeclareRule, Rule};
use domain::{Actor, Nation};
use kernel::SimDuration;
use simulator::script::Fixed;

use super::Compiler;
use super::nations::fixed;
use crate::file::{MandateEntry, MandateRule, NationEntry};
use crate::yaml::Field;

impl Compiler {
    /// What a nation declares at the beginning.
    pub(super) fn positions(&mut self, nation: Nation, entry: &NationEntry) -> Vec<Fixed> {
        let mut declared = Vec::new();
        if let Some(Field { value: Some(mandate), span }) = &entry.mandate {
            let MandateEntry { basis, source, note, .. } = mandate;
            let origin = self.origin(basis.as_ref(), source.as_ref(), note.as_ref());
            if let Some(rule) = self.rule(mandate, span) {
                declared.push(fixed(Actor::Control, DeclareRule { nation, rule }, origin));
            }
        }
        if let (Some(Role::Host), Some(Field { span, .. })) = (entry.role.value, &entry.troops) {
            self.faults.push(
                Diagnostic::error("S123", "the host sends no troops of its own into the force")
                    .label(span.clone(), "the force comes to its territory")
                    .help("leave `troops` out"),
            );
            return declared;
        }
        if let Some(Field { value: Some(troops), .. }) = &entry.troops {
            let origin =
                self.origin(troops.basis.as_ref(), troops.source.as_ref(), troops.note.as_ref());
            if let Some(troops_in_ukraine) = troops.in_ukraine.value {
                let stance = DeclareStance { nation, troops_in_ukraine };
                declared.push(fixed(Actor::Control, stance, origin));
            }
        }
        declared
    }

    /// The rule with its durations, each of which belongs to one rule and to no other.
    fn rule(&mut self, entry: &MandateEntry, span: &Range<usize>) -> Option<Rule> {
        let rule = entry.rule.value?;
        let of = |belongs| if rule == belongs { Terms::Needed } else { Terms::Foreign };
        let (information, deemed) = (of(MandateRule::Information), of(MandateRule::DeemedApproved));
        let inform_within =
            self.term(information, "inform-within", entry.inform_within.as_ref(), span);
        let authorize_within =
            self.term(information, "authorize-within", entry.authorize_within.as_ref(), span);
        let within = self.term(deemed, "within", entry.within.as_ref(), span);
        Some(match rule {
            MandateRule::None => Rule::None,
            MandateRule::Vote => Rule::Vote,
            MandateRule::Information => Rule::Information {
                inform_within: inform_within?,
                authorize_within: authorize_within?,
            },
            MandateRule::DeemedApproved => Rule::DeemedApproved { within: within? },
        })
    }

    /// A duration of a rule: there if the rule needs it, and longer than none.
    fn term(
        &mut self,
        terms: Terms,
        key: &str,
        field: Option<&Field<String>>,
        entry: &Range<usize>,
    ) -> Option<SimDuration> {
        match (terms, field) {
            (Terms::Needed, None) => super::missing(&mut self.faults, key, "this rule needs it", entry),
            (Terms::Needed, Some(field)) => {
                let span = self.duration(field)?;
                if span != SimDuration::ZERO {
                    return Some(span);
                }
                self.faults.push(
                    Diagnostic::error("S123", format!("`{key}` leaves no time at all"))
                        .label(field.span.clone(), "no time")
                        .help("write a duration such as `3d`"),
                );
            }
            (Terms::Foreign, None) => {}
            (Terms::Foreign, Some(field)) => self.faults.push(
                Diagnostic::error("S123", format!("`{key}` belongs to another rule"))
                    .label(field.span.clone(), "this rule has no such duration")
                    .help("`inform-within` and `authorize-within` belong to `information`, `within` to `deemed-approved`"),
            ),
        }
        None
    }
}

/// What a rule says of a duration.
#[derive(Clone, Copy)]
enum Terms {
    Needed,
    Foreign,
}
