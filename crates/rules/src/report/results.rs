//! The structure behind `--format json`. Fields stand in the order of their names, as they are
//! written.

use std::fmt;
use std::sync::Arc;

use kernel::{Position, SimTime};
use serde::{Serialize, Serializer};
use smallvec::SmallVec;

use super::violations::Violations;
use super::written::Written;
use crate::monitor::{Outcome, Verdict};
use crate::value::{Value, push_value, shown_duration, shown_time};

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Results {
    pub log: LogSummary,
    pub rules: Vec<RuleResult>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LogSummary {
    pub events: u64,
    /// The instant of the last event.
    pub last: Option<Time>,
    /// The instant up to which everything is known: that of the last event, or a later one.
    #[serde(skip)]
    pub reached: Option<Time>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RuleResult {
    pub excused: u64,
    /// The event at which it was given up, since it would have taken too much memory.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub given_up: Option<Position>,
    /// Nothing for formulas, which have no trigger.
    pub kept: Option<u64>,
    pub pending: Vec<Instance>,
    pub repaired: u64,
    pub rule: String,
    /// How much of the time was used where the least was left: `23 h 41 min of 24 h`; of steps that
    /// follow one another, only the last is asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tightest: Option<String>,
    /// What the rule says, in the words of its file.
    pub title: String,
    /// Nothing for formulas, which have no trigger.
    pub triggered: Option<u64>,
    pub verdict: Standing,
    pub violations: Violations,
    pub warnings: Vec<String>,
}

impl RuleResult {
    /// Since when it was not judged any more, and why; nothing if it was.
    pub fn given_up_text(&self) -> Option<String> {
        let position = self.given_up?;
        Some(format!(
            "given up at {position}: it would have taken too much memory, so what came then is not judged \
             by it; `tripartite rules lint` warns of what grows"
        ))
    }
}

/// The worst that came of a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Standing {
    Broken,
    /// It would have taken too much memory: from an event on it was not judged.
    GivenUp,
    Pending,
    Kept,
    /// Never triggered.
    Vacuous,
}

impl Standing {
    pub const ALL: [Standing; 5] =
        [Standing::Broken, Standing::GivenUp, Standing::Pending, Standing::Kept, Standing::Vacuous];

    /// Whether what was judged is not as it should be, or could not be judged.
    pub fn is_bad(self) -> bool {
        matches!(self, Standing::Broken | Standing::GivenUp)
    }
}

impl fmt::Display for Standing {
    /// As in JSON.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Standing::Broken => "broken",
            Standing::GivenUp => "given-up",
            Standing::Pending => "pending",
            Standing::Kept => "kept",
            Standing::Vacuous => "vacuous",
        })
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation {
    /// Pending when the log was closed.
    pub at_close: bool,
    pub because: Vec<Position>,
    pub certain_at: Time,
    /// An event that would have served at another time.
    pub nearest: Option<Position>,
    pub position: Position,
    pub text: String,
    pub time: Time,
    pub values: Named,
}

/// A [`Violation`] as it is written: nothing of it is copied.
#[derive(Serialize)]
pub(super) struct Told<'a> {
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    at_close: bool,
    because: &'a [Position],
    certain_at: &'a str,
    nearest: Option<Position>,
    position: Position,
    text: &'a str,
    time: &'a str,
    values: Pairs<'a>,
}

impl<'a> Told<'a> {
    pub(super) fn new(
        verdict: &'a Verdict,
        (time, certain_at): (&'a str, &'a str),
        text: &'a str,
        variables: &'a [Arc<str>],
    ) -> Told<'a> {
        Told {
            at_close: verdict.outcome == Outcome::BrokenAtClose,
            because: &verdict.because,
            certain_at,
            nearest: verdict.nearest.map(|it| it.position),
            position: verdict.position,
            text,
            time,
            values: Pairs::of(variables, &verdict.values),
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Instance {
    /// The last instant of the duty, or of its reparation once it is broken.
    pub due: Option<Time>,
    pub position: Position,
    /// The duty is broken already, and only its reparation is waited for.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub reparation: bool,
    /// The reparation came before the duty was broken: it will be kept or repaired.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub reparation_came: bool,
    /// Until when a reparation may come if the duty is broken, where that is known already.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reparation_due: Option<Time>,
    pub time: Time,
    pub values: Named,
    /// Its text shows instants in a zone so many milliseconds east of UTC.
    #[serde(skip)]
    pub(super) offset: i64,
}

impl Instance {
    /// ` for attack A99, zone Z`, or nothing.
    pub fn whom(&self) -> String {
        let mut whom = String::new();
        for (name, value) in &self.values.0 {
            whom.push_str(if whom.is_empty() { " for " } else { ", " });
            whom.push_str(name);
            whom.push(' ');
            push_value(&mut whom, value, self.offset);
        }
        whom
    }

    /// `pending for attack A99: #990 at …, due …, 3 h left`, for a log that has reached this instant.
    pub fn text(&self, reached: Option<Time>) -> String {
        let whom = self.whom();
        let what = if self.reparation { "reparation pending" } else { "pending" };
        let shown = |time: Time| shown_time(time.0.as_millis() + self.offset);
        let time = shown(self.time);
        let due = match (self.due, reached) {
            (Some(due), Some(reached)) => {
                let left = due.0.as_millis() - reached.0.as_millis();
                format!(", due {}, {} left", shown(due), shown_duration(left))
            }
            _ => String::new(),
        };
        let repair = match self.reparation_due {
            _ if self.reparation_came => "; its reparation has come".to_owned(),
            Some(due) => format!("; then its reparation, due {}", shown(due)),
            None => String::new(),
        };
        format!("{what}{whom}: {} at {time}{due}{repair}", self.position)
    }
}

/// An instant, written with milliseconds only where there are any.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Time(pub SimTime);

impl Serialize for Time {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(Written::of(self.0).as_str())
    }
}

/// Values with the names of their variables, in the order of the rule; written in that of the
/// names.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Named(pub Vec<(Arc<str>, Value)>);

impl Named {
    pub(super) fn of(names: &[Arc<str>], values: &[Option<Value>]) -> Named {
        let pairs = names.iter().zip(values);
        Named(pairs.filter_map(|(name, value)| Some((name.clone(), value.clone()?))).collect())
    }
}

impl Serialize for Named {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Pairs::sorted(self.0.iter().map(|(name, value)| (&**name, value))).serialize(serializer)
    }
}

/// Values in the order of their names.
struct Pairs<'a>(SmallVec<[(&'a str, &'a Value); 4]>);

impl<'a> Pairs<'a> {
    fn of(names: &'a [Arc<str>], values: &'a [Option<Value>]) -> Pairs<'a> {
        let pairs = names.iter().zip(values);
        Pairs::sorted(pairs.filter_map(|(name, value)| Some((&**name, value.as_ref()?))))
    }

    fn sorted(pairs: impl Iterator<Item = (&'a str, &'a Value)>) -> Pairs<'a> {
        let mut pairs: SmallVec<_> = pairs.collect();
        pairs.sort_by_key(|(name, _)| *name);
        Pairs(pairs)
    }
}

impl Serialize for Pairs<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(name, value)| (name, Plain(value))))
    }
}

/// A value without its type: whole numbers as numbers, what JSON lacks as text.
struct Plain<'a>(&'a Value);

impl Serialize for Plain<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            Value::Text(text) => text.serialize(serializer),
            Value::Bool(truth) => truth.serialize(serializer),
            Value::Time(ms) => Time(SimTime::from_millis(*ms)).serialize(serializer),
            Value::Duration(ms) => serializer.serialize_str(&shown_duration(*ms)),
            Value::Number(number) => match number.as_whole() {
                Some(whole) => serializer.serialize_i64(whole),
                None => serializer.collect_str(number),
            },
        }
    }
}
