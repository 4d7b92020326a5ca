//! Events, states, constants and examples.

use diagnostic::{Diagnostic, nearest};

use super::Check;
use super::pattern::by_name;
use super::variables::Variables;
use crate::plan::{EventPattern, Operand, StatePlan, Variable};
use crate::tree::{
    Arg, ArgValue, Event, Example, Let, Literal, Name, Param, ParamType, Pattern, State,
};
use crate::vocabulary::{Kind, KindId, Type};

/// What an example can expect.
pub(crate) const VERDICTS: [&str; 5] = ["kept", "broken", "pending", "excused", "repaired"];

impl Check<'_> {
    /// Notes that a name is taken; whether it was free.
    fn declare(&mut self, what: &'static str, name: &Name) -> bool {
        let key = (what, name.text.clone());
        if let Some(first) = self.declared.get(&key) {
            let message = format!("{what} `{}` is declared twice", name.text);
            let fault = Diagnostic::error("R109", message)
                .label(name.span.range(), "here again")
                .label(first.range(), "first here");
            self.faults.push(fault);
            return false;
        }
        self.declared.insert(key, name.span);
        true
    }

    pub(super) fn constant_declared(&mut self, constant: &Let) {
        if self.declare("let", &constant.name) && self.literal(&constant.value).is_some() {
            self.lets.insert(constant.name.text.clone(), constant.value.clone());
        }
    }

    pub(super) fn rule_named(&mut self, name: &Name) {
        if self.declare("rule", name) {
            let id = self.rule_ids.len();
            self.rule_ids.insert(name.text.clone(), id);
        }
    }

    pub(super) fn event_declared(&mut self, event: &Event) {
        if !self.declare("event", &event.name) {
            return;
        }
        let mut fields: Vec<(String, Type)> = Vec::new();
        for param in &event.params {
            if fields.iter().any(|(name, _)| *name == param.name.text) {
                let message = format!("field `{}` is declared twice", param.name.text);
                self.faults.error("R109", message, param.name.span, "here again", None);
            }
            fields.push((param.name.text.clone(), self.param_type(param)));
        }
        self.reading(event, &fields);
        self.plan.vocabulary.insert(Kind {
            name: event.name.text.clone(),
            fields,
            reads: event.reads.clone(),
            is_emitted: true,
            is_restricted: false,
            is_declared: true,
        });
    }

    /// The words in which an event is read name its fields.
    fn reading(&mut self, event: &Event, fields: &[(String, Type)]) {
        let reads = event.reads.as_deref().unwrap_or_default();
        let named = reads.split('{').skip(1).filter_map(|part| part.split_once('}'));
        for (field, _) in named {
            if fields.iter().all(|(name, _)| name != field) {
                let near = nearest(field, fields.iter().map(|(name, _)| name.as_str()));
                let help = near.map(|near| format!("did you mean `{{{near}}}`?"));
                let message = format!("`{}` has no field `{field}`", event.name.text);
                let label = "what `reads` says of it";
                self.faults.error("R102", message, event.name.span, label, help);
            }
        }
    }

    fn param_type(&mut self, param: &Param) -> Type {
        let name = match &param.of {
            None => return Type::Any,
            Some(ParamType::Choice(names)) => {
                return Type::Choice(names.iter().map(|name| name.text.clone()).collect());
            }
            Some(ParamType::Named(name)) => name,
        };
        let known = [
            ("id", Type::Id),
            ("text", Type::Text),
            ("int", Type::Int),
            ("number", Type::Number),
            ("bool", Type::Bool),
            ("time", Type::Time),
            ("duration", Type::Duration),
        ];
        if let Some((_, of)) = known.iter().find(|(word, _)| *word == name.text) {
            return of.clone();
        }
        let near = nearest(&name.text, known.iter().map(|(word, _)| *word));
        let help = near.map_or_else(
            || "one of id, text, int, number, bool, time, duration, or `{a, b}`".to_owned(),
            |near| format!("did you mean `{near}`?"),
        );
        let message = format!("unknown type `{}`", name.text);
        self.faults.error("R104", message, name.span, "no type has this name", Some(help));
        Type::Any
    }

    pub(super) fn state_declared(&mut self, state: &State) {
        if !self.declare("state", &state.name) {
            return;
        }
        if self.plan.vocabulary.id(&state.name.text).is_some() {
            let message = format!("`{}` is an event already", state.name.text);
            self.faults.error("R109", message, state.name.span, "a state needs its own name", None);
            return;
        }
        let mut vars = Variables::default();
        for param in &state.params {
            if vars.slot(&param.text).is_some() {
                let message = format!("parameter `{}` is declared twice", param.text);
                self.faults.error("R109", message, param.span, "here again", None);
            }
            vars.meet(&param.text, &Type::Any, param.span, false);
        }
        let width = vars.list.len();
        let from = self.state_events(&mut vars, &state.from);
        for (event, shown) in from.iter().zip(&state.from) {
            self.all_bound(&vars.list[..width], event, shown);
        }
        vars.bound = (0..width).collect();
        let until = self.state_events(&mut vars, &state.until);
        if from.len() + until.len() < state.from.len() + state.until.len() {
            return;
        }
        let name = state.name.text.clone();
        self.state_ids.insert(name.clone(), self.plan.states.len());
        self.plan.states.push(StatePlan { name, variables: vars.list, width, from, until });
    }

    /// The patterns that are sound.
    fn state_events(&mut self, vars: &mut Variables, shown: &[Pattern]) -> Vec<EventPattern> {
        let events: Vec<Option<EventPattern>> =
            shown.iter().map(|pattern| self.closed_event(vars, pattern)).collect();
        events.into_iter().flatten().collect()
    }

    /// An event that begins a state must say for what.
    fn all_bound(&mut self, params: &[Variable], event: &EventPattern, shown: &Pattern) {
        for (slot, param) in params.iter().enumerate() {
            let is_bound =
                event.args.iter().any(|(_, operand)| *operand == Operand::Variable(slot));
            if !is_bound {
                let message = format!("the event does not say for which `{}`", param.name);
                let help = format!("name it: `{}: {}`", param.name, param.name);
                let label = "begins the state";
                self.faults.error("R110", message, shown.span, label, Some(help));
            }
        }
    }

    /// The rule and the names of an example; its values are read when it is run.
    pub(super) fn example(&mut self, example: &Example) {
        if !self.rule_ids.contains_key(&example.rule.text) {
            self.unknown_rule(&example.rule);
        }
        for (_, event) in &example.events {
            let Some(kind) = self.plan.vocabulary.id(&event.name.text) else {
                self.event(&mut Variables::default(), event);
                continue;
            };
            for arg in &event.args {
                self.example_arg(kind, event, arg);
            }
        }
        for verdict in &example.expected {
            if !VERDICTS.contains(&verdict.name.text.as_str()) {
                let near = nearest(&verdict.name.text, VERDICTS);
                let help = near.map_or_else(
                    || format!("one of {}", VERDICTS.join(", ")),
                    |near| format!("did you mean `{near}`?"),
                );
                let message = format!("unknown verdict `{}`", verdict.name.text);
                let label = "no verdict has this name";
                self.faults.error("R101", message, verdict.name.span, label, Some(help));
            }
        }
    }

    fn example_arg(&mut self, kind: KindId, event: &Pattern, arg: &Arg) {
        let Some(field) = &arg.field else {
            let fields = self.plan.vocabulary.kind(kind).map(|known| &known.fields);
            let names: Vec<String> =
                fields.into_iter().flatten().map(|(name, _)| name.clone()).collect();
            let help = by_name("…", &names);
            let label = "a value alone";
            self.faults.error("R102", "which field is meant?", arg.span, label, Some(help));
            return;
        };
        let Some(known) = self.plan.vocabulary.kind(kind) else { return };
        let Some(of) = known.field(&field.text).and_then(|index| known.fields.get(index)) else {
            let names: Vec<String> = known.fields.iter().map(|(name, _)| name.clone()).collect();
            self.unknown_field(&event.name.text, &names, field, false);
            return;
        };
        let of = of.1.element().clone();
        let values = match &arg.value {
            ArgValue::List(values) => values.iter().collect(),
            one => vec![one],
        };
        // What an example says of itself is not said of the log.
        let chosen = self.plan.chosen.len();
        for value in values {
            match value {
                ArgValue::Literal(literal) => {
                    self.literal_of(literal, &of);
                }
                ArgValue::Name(name) => {
                    let literal = Literal::Text(name.text.clone(), name.span);
                    self.literal_of(&literal, &of);
                }
                ArgValue::List(_) | ArgValue::Calculated(_) | ArgValue::Any => {
                    let message = "an event has no such value";
                    self.faults.error("R104", message, arg.span, "give it a value", None);
                }
            }
        }
        self.plan.chosen.truncate(chosen);
    }

    pub(super) fn unknown_rule(&mut self, name: &Name) {
        if self.unread.contains(&name.text) {
            return;
        }
        let near = nearest(&name.text, self.rule_ids.keys().map(String::as_str));
        let help = near.map(|near| format!("did you mean `{near}`?"));
        let message = format!("unknown rule `{}`", name.text);
        self.faults.error("R114", message, name.span, "no rule has this name", help);
    }
}
