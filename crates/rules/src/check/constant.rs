//! Values that stand in the text, and whether they fit where they stand.

use std::sync::Arc;

use diagnostic::nearest;

use super::{Check, Chosen};
use crate::core::shown_constant;
use crate::span::Span;
use crate::tree::{Duration, Literal, Unit};
use crate::value::Value;
use crate::vocabulary::Type;

/// A written length in milliseconds, if it is not absurdly long.
pub(crate) fn duration_ms(parts: &[(u64, Unit)]) -> Option<i64> {
    let sum = parts.iter().try_fold(0_u64, |sum, (count, unit)| {
        count.checked_mul(unit.ms()).and_then(|ms| sum.checked_add(ms))
    })?;
    // Ten thousand years: longer than any log, and far from the limits of the numbers.
    i64::try_from(sum).ok().filter(|ms| *ms <= 315_576_000_000_000)
}

impl Check<'_> {
    /// The type and value of a literal; lengths may be the name of a `let`.
    pub(super) fn literal(&mut self, literal: &Literal) -> Option<(Value, Type)> {
        Some(match literal {
            Literal::Text(text, _) => (Value::text(text), Type::Text),
            Literal::Number(number, _) => {
                let of = if number.as_whole().is_some() { Type::Int } else { Type::Number };
                (Value::Number(*number), of)
            }
            Literal::Bool(truth, _) => (Value::Bool(*truth), Type::Bool),
            Literal::Time(instant, _) => (Value::Time(instant.ms), Type::Time),
            Literal::Duration(Duration::Named(name)) => {
                let Some(meant) = self.lets.get(&name.text).cloned() else {
                    self.unknown_let(&name.text, name.span);
                    return None;
                };
                return self.literal(&meant);
            }
            Literal::Duration(Duration::Written { parts, span }) => {
                let Some(ms) = duration_ms(parts) else {
                    let message = "the duration is longer than ten thousand years";
                    self.faults.error("R112", message, *span, "this one", None);
                    return None;
                };
                (Value::Duration(ms), Type::Duration)
            }
        })
    }

    fn unknown_let(&mut self, name: &str, span: Span) {
        if self.unread.contains(name) {
            return;
        }
        let near = nearest(name, self.lets.keys().map(String::as_str));
        let help = near.map_or_else(
            || format!("declare it: `let {name} = 24 h`"),
            |near| format!("did you mean `{near}`?"),
        );
        let message = format!("nothing is called `{name}`");
        self.faults.error("R101", message, span, "no `let` has this name", Some(help));
    }

    /// A literal where a value of a type is wanted.
    pub(super) fn literal_of(&mut self, literal: &Literal, wanted: &Type) -> Option<Value> {
        let (value, of) = self.literal(literal)?;
        let span = literal.span();
        // A rule may compare an `int` with any number, but nothing has such a value.
        if *wanted == Type::Int && of == Type::Number {
            let message = "the field has whole numbers only";
            let help = "write a whole number, or declare the field as `number`".to_owned();
            self.faults.error("R104", message, span, "no log has such a value", Some(help));
            return None;
        }
        if !of.meets(wanted) {
            let message = format!("`{}` is of type {of}, not {wanted}", shown_constant(&value));
            let label = format!("a value of type {wanted} is wanted");
            let help = matches!(value, Value::Bool(_)).then(|| {
                let word = shown_constant(&value);
                format!("`{word}` is a value everywhere: take another name, or write \"{word}\"")
            });
            self.faults.error("R104", message, span, label, help);
            return None;
        }
        self.choice_has(wanted, &value, span).then_some(value)
    }

    /// Reports a name that is none of a choice.
    pub(super) fn choice_has(&mut self, wanted: &Type, value: &Value, span: Span) -> bool {
        let (Type::Choice(names), Value::Text(text)) = (wanted.element(), value) else {
            return true;
        };
        if names.iter().any(|name| name == text.as_str()) {
            let name = text.as_str().to_owned();
            self.plan.chosen.push(Chosen { name, among: Arc::clone(names), span });
            return true;
        }
        let near = nearest(text.as_str(), names.iter().map(String::as_str));
        let help = near.map_or_else(
            || format!("one of {}", names.join(", ")),
            |near| format!("did you mean `{near}`?"),
        );
        let message = format!("unknown value `{}`", text.as_str());
        self.faults.error("R103", message, span, "no value of this field", Some(help));
        false
    }

    /// A length of time in milliseconds.
    pub(super) fn length(&mut self, duration: &Duration) -> Option<i64> {
        let literal = Literal::Duration(duration.clone());
        match self.literal_of(&literal, &Type::Duration)? {
            Value::Duration(ms) => Some(ms),
            _ => None,
        }
    }

    /// A length of time in milliseconds that is not zero: a window needs a length.
    pub(super) fn window_length(&mut self, duration: &Duration) -> Option<i64> {
        let ms = self.length(duration)?;
        if ms == 0 {
            let span = Literal::Duration(duration.clone()).span();
            let help = "give it a length, such as `1 s`".to_owned();
            self.faults.error("R112", "the window is empty", span, "no time at all", Some(help));
            return None;
        }
        Some(ms)
    }
}
