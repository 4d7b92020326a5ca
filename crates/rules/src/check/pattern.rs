//! Patterns of events and uses of states.

use diagnostic::nearest;

use super::variables::Variables;
use super::{Check, Unsound};
use crate::plan::{EventPattern, FieldRef, Operand, Slot, StateUse, Test};
use crate::span::Span;
use crate::tree::{Arg, ArgValue, Duration, Literal, Name, Pattern};
use crate::vocabulary::{KindId, Type};

/// What a name in front of a bracket stands for.
pub(super) enum Named {
    Event(KindId),
    State(usize),
}

/// How an argument without a field is read.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Naming {
    /// `attack` is the field and the variable.
    ByName,
    /// The first argument is the first field.
    ByPlace,
}

impl Check<'_> {
    pub(super) fn named(&mut self, name: &Name) -> Option<Named> {
        if let Some(&state) = self.state_ids.get(&name.text) {
            return Some(Named::State(state));
        }
        if let Some(kind) = self.plan.vocabulary.id(&name.text) {
            return Some(Named::Event(kind));
        }
        let is_state = self.declared.contains_key(&("state", name.text.clone()));
        if !is_state && !self.unread.contains(&name.text) {
            self.unknown("event or state", name, true);
        }
        None
    }

    fn unknown(&mut self, what: &str, name: &Name, with_states: bool) {
        let kinds = self.plan.vocabulary.kinds().iter().map(|kind| kind.name.as_str());
        let states = self.state_ids.keys().map(String::as_str).filter(|_| with_states);
        let near = nearest(&name.text, kinds.chain(states)).map(str::to_owned);
        let help = near.map_or_else(
            || {
                let name = &name.text;
                let state = format!(" or `state {name}(…) from …`");
                format!("declare it: `event {name}(…)`{}", if with_states { &state } else { "" })
            },
            |near| format!("did you mean `{near}`?"),
        );
        let message = format!("unknown {what} `{}`", name.text);
        self.faults.error("R101", message, name.span, "nothing has this name", Some(help));
    }

    /// A pattern that must be one of events.
    pub(super) fn event(&mut self, vars: &mut Variables, shown: &Pattern) -> Option<EventPattern> {
        match self.named(&shown.name)? {
            Named::Event(kind) => self.event_of(vars, kind, shown, Naming::ByName),
            Named::State(_) => {
                let message = format!("`{}` is a state, not an event", shown.name.text);
                let help = "an event begins or ends a state; name that".to_owned();
                self.faults.error("R101", message, shown.name.span, "a state", Some(help));
                None
            }
        }
    }

    /// A pattern whose variables nobody outside of it can use.
    pub(super) fn closed_event(
        &mut self,
        vars: &mut Variables,
        shown: &Pattern,
    ) -> Option<EventPattern> {
        let bound = vars.bound.clone();
        let event = self.event(vars, shown);
        vars.bound = bound;
        event
    }

    pub(super) fn event_of(
        &mut self,
        vars: &mut Variables,
        kind: KindId,
        shown: &Pattern,
        naming: Naming,
    ) -> Option<EventPattern> {
        let mut args = Vec::new();
        let mut sound = true;
        for (place, arg) in shown.args.iter().enumerate() {
            match self.event_arg(vars, kind, arg, place, naming) {
                Ok(arg) => args.extend(arg),
                Err(Unsound) => sound = false,
            }
        }
        vars.bound.extend(bound_by(args.iter().map(|(_, operand)| operand)));
        let guard = self.guard(vars, shown).ok()?;
        sound.then_some(EventPattern { kind, args, guard })
    }

    /// Nothing if it matches anything.
    fn event_arg(
        &mut self,
        vars: &mut Variables,
        kind: KindId,
        arg: &Arg,
        place: usize,
        naming: Naming,
    ) -> Result<Option<(FieldRef, Operand)>, Unsound> {
        let known = self.plan.vocabulary.kind(kind).ok_or(Unsound)?;
        let by_place = naming == Naming::ByPlace && arg.field.is_none();
        let (field, of) = if by_place {
            let Some((_, of)) = known.fields.get(place) else {
                let message = format!("`{}` has {} fields", known.name, known.fields.len());
                self.faults.error("R102", message, arg.span, "one too many", None);
                return Err(Unsound);
            };
            (FieldRef::Of(place), of.clone())
        } else {
            let names: Vec<String> = known.fields.iter().map(|(name, _)| name.clone()).collect();
            let name = self.field_name(arg, &names).ok_or(Unsound)?;
            let known = self.plan.vocabulary.kind(kind).ok_or(Unsound)?;
            match known.field(&name.text) {
                Some(index) => {
                    (FieldRef::Of(index), known.fields.get(index).ok_or(Unsound)?.1.clone())
                }
                None if name.text == "position" => (FieldRef::Position, Type::Int),
                None if name.text == "time" => (FieldRef::Time, Type::Time),
                None => {
                    let owner = known.name.clone();
                    self.unknown_field(&owner, &names, &name, arg.field.is_none());
                    return Err(Unsound);
                }
            }
        };
        let operand = self.operand(vars, arg, &of)?;
        Ok(operand.map(|operand| (field, operand)))
    }

    /// The name of the field: an argument alone names field and variable at once.
    fn field_name(&mut self, arg: &Arg, names: &[String]) -> Option<Name> {
        match (&arg.field, &arg.value) {
            (Some(field), _) => Some(field.clone()),
            (None, ArgValue::Name(name)) => Some(name.clone()),
            (None, _) => {
                let help = match &arg.value {
                    ArgValue::Literal(Literal::Bool(truth, _)) => format!(
                        "`{truth}` is a value everywhere: write `field: {truth}`, or `{truth}: name` \
                         for a field of that name"
                    ),
                    _ => by_name("…", names),
                };
                self.faults.error(
                    "R102",
                    "which field is meant?",
                    arg.span,
                    "a value alone",
                    Some(help),
                );
                None
            }
        }
    }

    pub(super) fn unknown_field(
        &mut self,
        owner: &str,
        names: &[String],
        name: &Name,
        alone: bool,
    ) {
        let near = nearest(&name.text, names.iter().map(String::as_str));
        let help = match near {
            Some(near) => format!("did you mean `{near}`?"),
            None if names.is_empty() => format!("write `{owner}()`"),
            None if alone => by_name(&name.text, names),
            None => format!("the fields are {}", names.join(", ")),
        };
        let message = format!("`{owner}` has no field `{}`", name.text);
        self.faults.error("R102", message, name.span, "unknown field", Some(help));
    }

    /// A variable or constant; nothing for `_`.
    fn operand(
        &mut self,
        vars: &mut Variables,
        arg: &Arg,
        of: &Type,
    ) -> Result<Option<Operand>, Unsound> {
        Ok(match &arg.value {
            ArgValue::Any => None,
            ArgValue::Literal(literal) => {
                Some(Operand::Constant(self.literal_of(literal, of.element()).ok_or(Unsound)?))
            }
            ArgValue::Name(name)
                if arg.field.is_some()
                    && self.lets.contains_key(&name.text)
                    && vars.slot(&name.text).is_none() =>
            {
                vars.constants.entry(name.text.clone()).or_insert(name.span);
                let literal = Literal::Duration(Duration::Named(name.clone()));
                Some(Operand::Constant(self.literal_of(&literal, of.element()).ok_or(Unsound)?))
            }
            ArgValue::Name(name) => Some(Operand::Variable(
                self.variable(vars, name, of, arg.field.is_some()).ok_or(Unsound)?,
            )),
            ArgValue::Calculated(_) => {
                let help = "give the field a name and compare it, as in `p(n: k) where k = m + 1`"
                    .to_owned();
                let message = "a pattern calculates nothing";
                self.faults.error("R104", message, arg.span, "a calculation", Some(help));
                return Err(Unsound);
            }
            ArgValue::List(_) => {
                let help = "name one value: a pattern asks whether the list has it".to_owned();
                let message = "a pattern takes no list";
                self.faults.error("R104", message, arg.span, "a list", Some(help));
                return Err(Unsound);
            }
        })
    }

    /// A variable where values of a type stand.
    pub(super) fn variable(
        &mut self,
        vars: &mut Variables,
        name: &Name,
        of: &Type,
        is_explicit: bool,
    ) -> Option<Slot> {
        if vars.slot(&name.text).is_none()
            && let Some(constant) = vars.constants.get(&name.text)
        {
            let message =
                format!("`{}` is a `let` in one place and a variable in another", name.text);
            let fault = diagnostic::Diagnostic::error("R109", message)
                .label(name.span.range(), "a variable here")
                .label(constant.range(), "the value of the `let` here");
            self.faults.push(fault.help("give one of them another name"));
            return None;
        }
        let slot = vars.meet(&name.text, of, name.span, is_explicit);
        let known = vars.list.get_mut(slot)?;
        if known.of == Type::Any {
            known.of = of.element().clone();
        }
        if !known.of.meets(of.element()) {
            let message = format!("`{}` is of type {}, not {}", name.text, known.of, of.element());
            let first = vars.mentions.get(slot).map_or(name.span, |mention| mention.first);
            let fault = diagnostic::Diagnostic::error("R104", message)
                .label(name.span.range(), format!("of type {} here", of.element()))
                .label(first.range(), format!("of type {} here", known.of));
            self.faults.push(fault.help("the same name is the same value; take another name"));
            return None;
        }
        Some(slot)
    }

    /// A use of a state; its variables have values from here on.
    pub(super) fn state_use(&mut self, vars: &mut Variables, shown: &Pattern) -> Option<StateUse> {
        match self.named(&shown.name)? {
            Named::State(state) => self.state_of(vars, state, shown),
            Named::Event(_) => {
                let message = format!("`{}` is an event, not a state", shown.name.text);
                let help = "write when it must have come, such as `before`; or declare a `state`";
                let label = "an event does not last";
                self.faults.error("R101", message, shown.name.span, label, Some(help.to_owned()));
                None
            }
        }
    }

    pub(super) fn state_of(
        &mut self,
        vars: &mut Variables,
        state: usize,
        shown: &Pattern,
    ) -> Option<StateUse> {
        let plan = self.plan.states.get(state)?;
        let (owner, params) = (plan.name.clone(), plan.variables[..plan.width].to_vec());
        let mut args = Vec::new();
        let names: Vec<String> = params.iter().map(|param| param.name.clone()).collect();
        for arg in &shown.args {
            let name = self.field_name(arg, &names)?;
            let Some(column) = params.iter().position(|param| param.name == name.text) else {
                self.unknown_field(&owner, &names, &name, arg.field.is_none());
                return None;
            };
            let of = params.get(column)?.of.clone();
            if let Some(operand) = self.operand(vars, arg, &of).ok()? {
                args.push((column, operand));
            }
        }
        vars.bound.extend(bound_by(args.iter().map(|(_, operand)| operand)));
        let guard = self.guard(vars, shown).ok()?;
        Some(StateUse { state, args, guard })
    }

    fn guard(&mut self, vars: &mut Variables, shown: &Pattern) -> Result<Option<Test>, Unsound> {
        match &shown.guard {
            None => Ok(None),
            Some(guard) => self.test(vars, guard).map(Some).ok_or(Unsound),
        }
    }

    /// Reports a name that has no value here.
    pub(super) fn unbound(&mut self, name: &str, span: Span) {
        let message = format!("`{name}` has no value here");
        let help =
            "name it in the event or state in front, as `field: name`; texts stand between `\"`";
        self.faults.error("R110", message, span, "unbound variable", Some(help.to_owned()));
    }
}

fn bound_by<'a>(operands: impl Iterator<Item = &'a Operand>) -> Vec<Slot> {
    operands.filter_map(Operand::variable).collect()
}

/// How a value or a variable is given to a field; a word alone is field and variable at once.
pub(super) fn by_name(value: &str, fields: &[String]) -> String {
    match fields.first() {
        Some(field) => format!(
            "a field is matched by its name, `{field}: {value}`; the fields are {}",
            fields.join(", ")
        ),
        None => "there is no field to match: write `()`".to_owned(),
    }
}
