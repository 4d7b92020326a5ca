//! Bounds that are one unit more or less.

use super::{Change, Lets};
use crate::coverage::ChangeKind;
use crate::number::Number;
use crate::print;
use crate::span::Span;
use crate::tree::{Comparison, Duration, Literal, Term};

/// The milliseconds by which a date is moved, and an instant.
const DAY: i64 = 86_400_000;
const SECOND: i64 = 1_000;

pub(super) fn bound(old: &str, new: &str, span: Span) -> Change {
    Change { kind: ChangeKind::Bound, what: format!("`{old}` could be `{new}`"), span }
}

pub(super) fn swapped(comparison: Comparison) -> Option<Comparison> {
    match comparison {
        Comparison::Less => Some(Comparison::AtMost),
        Comparison::AtMost => Some(Comparison::Less),
        Comparison::Greater => Some(Comparison::AtLeast),
        Comparison::AtLeast => Some(Comparison::Greater),
        Comparison::Equal | Comparison::NotEqual => None,
    }
}

/// Makes a length longer or shorter by one of its smallest unit; a name becomes what it means.
pub(super) fn longer(length: &mut Duration, by: i64, lets: &Lets<'_>) -> Option<()> {
    if let Duration::Named(name) = length {
        match lets.meant.get(name.text.as_str())? {
            Literal::Duration(meant @ Duration::Written { .. }) => *length = meant.clone(),
            _ => return None,
        }
    }
    let Duration::Written { parts, .. } = length else { return None };
    let (count, _) = parts.last_mut()?;
    *count = count.checked_add_signed(by)?;
    Some(())
}

pub(super) fn more(literal: &mut Literal, by: i64, lets: &Lets<'_>) -> Option<()> {
    if let Literal::Duration(Duration::Named(name)) = literal
        && let Some(meant) = lets.meant.get(name.text.as_str())
    {
        *literal = (*meant).clone();
    }
    match literal {
        Literal::Number(number, _) => {
            let one = Number::whole(by).nanos();
            *number = Number::from_nanos(number.nanos() + one)?;
            Some(())
        }
        Literal::Duration(length) => longer(length, by, lets),
        Literal::Time(instant, _) => {
            let unit = if instant.is_date { DAY } else { SECOND };
            instant.ms = instant.ms.checked_add(by * unit)?;
            Some(())
        }
        Literal::Text(..) | Literal::Bool(..) => None,
    }
}

/// Puts another number or length in place of the name of one.
pub(super) fn named(term: &mut Term, by: i64, lets: &Lets<'_>) -> Option<Change> {
    let Term::Name(name) = &*term else { return None };
    if !lets.used.contains(&name.span.start) {
        return None;
    }
    let mut meant = (*lets.meant.get(name.text.as_str())?).clone();
    more(&mut meant, by, lets)?;
    let change = bound(&name.text, &print::literal(&meant), name.span);
    *term = Term::Literal(meant);
    Some(change)
}
