//! Examples beside the rules: a small log, and what is expected of it.

use std::collections::VecDeque;

use diagnostic::Diagnostic;
use kernel::{Position, SimTime};

use crate::event::{COMBINATIONS_MAX, Event, Field};
use crate::monitor::{Monitor, Outcome};
use crate::print;
use crate::rule_set::RuleSet;
use crate::tree::{ArgValue, Declaration, Duration, Example, Literal, Pattern};
use crate::value::{Value, shown_time};

/// What came of one example.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExampleResult {
    pub title: String,
    pub rule: String,
    /// Expected, but not so; as they are written.
    pub missing: Vec<String>,
    /// So, but not expected.
    pub unexpected: Vec<String>,
    /// How a failure is shown under its lines.
    pub fault: Option<Diagnostic>,
}

impl ExampleResult {
    pub fn passed(&self) -> bool {
        self.missing.is_empty() && self.unexpected.is_empty()
    }
}

/// An instance as an example speaks of it.
struct Seen {
    verdict: &'static str,
    values: Vec<(String, Value)>,
}

/// Why the events of an example are no log, and what to do.
type Unreadable = (String, &'static str);

impl RuleSet {
    /// Runs all examples of the file, in order.
    pub fn run_examples(&self) -> Vec<ExampleResult> {
        let declarations = self.file.declarations.iter().map(|(declaration, _)| declaration);
        let examples = declarations.filter_map(|declaration| match declaration {
            Declaration::Example(example) => Some(self.run_example(example)),
            _ => None,
        });
        examples.collect()
    }

    pub(crate) fn run_example(&self, example: &Example) -> ExampleResult {
        let mut result = ExampleResult {
            title: example.title.clone(),
            rule: example.rule.text.clone(),
            missing: Vec::new(),
            unexpected: Vec::new(),
            fault: None,
        };
        let message = format!("example {} fails", print::quoted(&example.title));
        let mut fault = Diagnostic::error("R130", message);
        let seen = match self.seen(example) {
            Ok(seen) => seen,
            Err((why, help)) => {
                fault = fault.label(example.span.range(), why.clone()).help(help);
                result.unexpected.push(why);
                result.fault = Some(fault);
                return result;
            }
        };
        let pairs = paired(&example.expected, &seen);
        let expected = example.expected.iter().zip(&pairs.of_expected);
        for (expected, _) in expected.filter(|(_, place)| place.is_none()) {
            fault = fault.label(expected.span.range(), "this is not so");
            result.missing.push(print::pattern(expected));
        }
        let seen = seen.iter().zip(&pairs.of_seen).filter(|(_, number)| number.is_none());
        result.unexpected.extend(seen.map(|(seen, _)| shown(seen)));
        if result.missing.is_empty() && !result.unexpected.is_empty() {
            fault = fault.label(example.span.range(), "more is so than it expects");
        }
        let found = result.unexpected.join(" ");
        let help = if found.is_empty() {
            "nothing else is so".to_owned()
        } else {
            format!("what is so: `{found}`")
        };
        result.fault = (!result.passed()).then(|| fault.help(help));
        result
    }

    /// Every instance of the rule, or why the log cannot be read.
    fn seen(&self, example: &Example) -> Result<Vec<Seen>, Unreadable> {
        let mut monitor = Monitor::new(self);
        let rule = (0..self.len()).find(|rule| self.name(*rule) == example.rule.text);
        let rule = rule.unwrap_or(usize::MAX);
        let mut verdicts = Vec::new();
        for (number, (instant, pattern)) in (0..).zip(&example.events) {
            let found =
                self.logged(&mut monitor, number, SimTime::from_millis(instant.ms), pattern)?;
            verdicts.extend(found);
        }
        if example.closed {
            verdicts.extend(monitor.close().to_vec());
        }
        let mut seen = Vec::new();
        let owned = |values: &[Option<Value>]| -> Vec<(String, Value)> {
            let named = self.named(rule, values).into_iter();
            named.map(|(name, value)| (name.to_owned(), value.clone())).collect()
        };
        for verdict in verdicts.iter().filter(|verdict| verdict.rule == rule) {
            let word = match verdict.outcome {
                Outcome::Kept => "kept",
                Outcome::Broken | Outcome::BrokenAtClose => "broken",
                Outcome::Excused => "excused",
                Outcome::Repaired => "repaired",
            };
            seen.push(Seen { verdict: word, values: owned(&verdict.values) });
        }
        let open = if example.closed { Vec::new() } else { monitor.pending() };
        for pending in open.iter().filter(|pending| pending.rule == rule) {
            let mut values = owned(&pending.values);
            let due = pending.due.map(|due| Value::Time(due.as_millis()));
            values.extend(due.map(|due| ("until".to_owned(), due)));
            seen.push(Seen { verdict: "pending", values });
        }
        Ok(seen)
    }

    fn logged(
        &self,
        monitor: &mut Monitor<'_>,
        number: u64,
        time: SimTime,
        pattern: &Pattern,
    ) -> Result<Vec<crate::Verdict>, Unreadable> {
        let kind = self.vocabulary().id(&pattern.name.text).unwrap_or(crate::KindId::OTHER);
        let fields = self.vocabulary().kind(kind).map(|kind| kind.fields.as_slice());
        let values: Vec<(Vec<Value>, bool)> = fields
            .unwrap_or_default()
            .iter()
            .map(|(name, _)| {
                let arg = pattern
                    .args
                    .iter()
                    .find(|arg| arg.field.as_ref().is_some_and(|field| field.text == *name));
                arg.map_or((Vec::new(), false), |arg| values(&arg.value))
            })
            .collect();
        let lists: Vec<Vec<Field<'_>>> =
            values.iter().map(|(values, _)| values.iter().map(field).collect()).collect();
        let fields: Vec<Field<'_>> = lists
            .iter()
            .zip(&values)
            .map(|(fields, (_, is_list))| match fields.as_slice() {
                [one] if !is_list => *one,
                [] if !is_list => Field::Missing,
                several => Field::List(several),
            })
            .collect();
        let event = Event { position: Position(number), time, kind, fields: &fields };
        if COMBINATIONS_MAX < event.combinations() {
            let name = &pattern.name.text;
            let message =
                format!("the lists of `{name}` have more than {COMBINATIONS_MAX} combinations");
            return Err((message, "write shorter lists"));
        }
        let help = "write the events in the order of their times";
        monitor.observe(&event).map(<[_]>::to_vec).map_err(|error| (error.to_string(), help))
    }
}

/// The values that are written, and whether as a list. Bare words are ids.
fn values(value: &ArgValue) -> (Vec<Value>, bool) {
    match value {
        ArgValue::List(items) => (items.iter().flat_map(|item| values(item).0).collect(), true),
        ArgValue::Name(name) => (vec![Value::text(&name.text)], false),
        ArgValue::Literal(literal) => (literal_value(literal).into_iter().collect(), false),
        ArgValue::Calculated(_) | ArgValue::Any => (Vec::new(), false),
    }
}

fn literal_value(literal: &Literal) -> Option<Value> {
    Some(match literal {
        Literal::Text(text, _) => Value::text(text),
        Literal::Number(number, _) => Value::Number(*number),
        Literal::Bool(truth, _) => Value::Bool(*truth),
        Literal::Time(instant, _) => Value::Time(instant.ms),
        Literal::Duration(Duration::Written { parts, .. }) => {
            Value::Duration(crate::check::duration_ms(parts)?)
        }
        Literal::Duration(Duration::Named(_)) => return None,
    })
}

fn field(value: &Value) -> Field<'_> {
    match value {
        Value::Text(text) => Field::Text(text.as_str()),
        Value::Number(number) => Field::Number(*number),
        Value::Bool(truth) => Field::Bool(*truth),
        Value::Time(ms) => Field::Time(SimTime::from_millis(*ms)),
        Value::Duration(ms) => Field::Duration(*ms),
    }
}

/// Which instance meets each expectation, so that as many as possible are met: one that says less
/// leaves to others what only they can take.
fn paired(expected: &[Pattern], seen: &[Seen]) -> Pairs {
    let mut pairs =
        Pairs { of_expected: vec![None; expected.len()], of_seen: vec![None; seen.len()] };
    for number in 0..expected.len() {
        pairs.meet(number, |number, place| is_expected(&seen[place], &expected[number]));
    }
    pairs
}

struct Pairs {
    of_expected: Vec<Option<usize>>,
    of_seen: Vec<Option<usize>>,
}

impl Pairs {
    /// Gives one more expectation an instance, if those that have one can move to others.
    fn meet(&mut self, number: usize, fits: impl Fn(usize, usize) -> bool) {
        let mut asked_by: Vec<Option<usize>> = vec![None; self.of_seen.len()];
        let mut asking = VecDeque::from([number]);
        while let Some(number) = asking.pop_front() {
            for place in 0..self.of_seen.len() {
                if asked_by[place].is_some() || !fits(number, place) {
                    continue;
                }
                asked_by[place] = Some(number);
                match self.of_seen[place] {
                    Some(holder) => asking.push_back(holder),
                    None => return self.move_up(place, &asked_by),
                }
            }
        }
    }

    /// Who asked for a free instance takes it, and leaves the one that it had to who asked for that.
    fn move_up(&mut self, free: usize, asked_by: &[Option<usize>]) {
        let mut free = Some(free);
        while let Some(place) = free {
            let Some(number) = asked_by[place] else { return };
            self.of_seen[place] = Some(number);
            free = self.of_expected[number].replace(place);
        }
    }
}

/// Whether an instance has the verdict and all values that are named.
fn is_expected(seen: &Seen, expected: &Pattern) -> bool {
    seen.verdict == expected.name.text
        && expected.args.iter().all(|arg| {
            let Some(name) = &arg.field else { return false };
            if arg.value == ArgValue::Any {
                return true;
            }
            let (wanted, _) = values(&arg.value);
            let found = seen.values.iter().find(|(known, _)| *known == name.text);
            found.is_some_and(|(_, value)| wanted.first() == Some(value))
        })
}

fn shown(seen: &Seen) -> String {
    let values = seen.values.iter().map(|(name, value)| match value {
        Value::Time(ms) => format!("{name}: {}", shown_time(*ms)),
        value => format!("{name}: {value}"),
    });
    format!("{}({})", seen.verdict, values.collect::<Vec<_>>().join(", "))
}
