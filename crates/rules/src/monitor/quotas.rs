//! What was counted or added up, for each group of each quota.

use std::collections::{BTreeMap, VecDeque};
use std::hash::{Hash, Hasher};

use kernel::SimTime;
use serde::{Deserialize, Serialize};

use super::verdict::Mark;
use crate::keyed::{Keyed, Place};
use crate::number::Number;
use crate::plan::{Measure, Quota, Window};
use crate::tuple::Tuple;
use crate::value::Value;

/// The counts of one rule.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Counts {
    groups: Keyed<Count>,
    /// Which group loses its oldest entry when.
    expiry: VecDeque<(i64, Place)>,
    /// The groups under each scope, so that its end empties them.
    scopes: Keyed<Vec<Tuple>>,
}

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Count {
    /// What lies in the window, the oldest first; of a quota in total, the newest alone.
    entries: VecDeque<(Mark, Value)>,
    /// Of events one each; of sums thousand-millionths.
    total: i128,
    /// How often each value lies in the window.
    #[serde(with = "crate::keyed::pairs")]
    values: BTreeMap<Value, u64>,
    /// The first event ever.
    pub(crate) first: Option<Mark>,
}

/// Instants are all that is hashed in 128 bits.
impl Hash for Count {
    fn hash<H: Hasher>(&self, into: &mut H) {
        let Count { entries, total, values, first } = self;
        (entries, total.to_le_bytes(), values, first).hash(into);
    }
}

impl Hash for Counts {
    fn hash<H: Hasher>(&self, into: &mut H) {
        (&self.groups, &self.scopes, self.expiry.len()).hash(into);
        for (time, place) in &self.expiry {
            let group = self.groups.at(*place).map(|(group, _)| group);
            (SimTime::from_millis(*time), group).hash(into);
        }
    }
}

impl Count {
    /// The amount, in whole numbers or for sums in thousand-millionths.
    pub(crate) fn amount(&self, measure: Measure) -> i128 {
        match measure {
            Measure::Distinct(_) => i128::try_from(self.values.len()).unwrap_or(i128::MAX),
            Measure::Events | Measure::Sum(_) => self.total,
        }
    }

    /// The events that count, the newest so many.
    pub(crate) fn newest(&self, most: usize) -> Vec<Mark> {
        let first = self.entries.len().saturating_sub(most);
        self.entries.iter().skip(first).map(|(mark, _)| *mark).collect()
    }

    fn weight(value: &Value, measure: Measure) -> i128 {
        match (measure, value) {
            (Measure::Sum(_), Value::Number(number)) => number.nanos(),
            (Measure::Sum(_), _) => 0,
            _ => 1,
        }
    }

    /// An event counts once, however many ways it matches.
    fn add(&mut self, mark: Mark, value: Value, measure: Measure, window: Window) {
        let same = |(entry, known): &&(Mark, Value)| *entry == mark && *known == value;
        let from_here = self.entries.iter().rev().take_while(|(entry, _)| *entry == mark).count();
        let newest = self.entries.iter().rev().take(from_here);
        if newest.into_iter().any(|entry| same(&entry)) {
            return;
        }
        self.first.get_or_insert(mark);
        self.total = self.total.saturating_add(Count::weight(&value, measure));
        if matches!(measure, Measure::Distinct(_)) {
            *self.values.entry(value.clone()).or_default() += 1;
        }
        if !matches!(window, Window::InAny(_)) {
            self.entries.retain(|(entry, _)| *entry == mark);
        }
        self.entries.push_back((mark, value));
    }

    fn drop_oldest(&mut self, measure: Measure) {
        let Some((_, value)) = self.entries.pop_front() else { return };
        self.total = self.total.saturating_sub(Count::weight(&value, measure));
        if let Some(count) = self.values.get_mut(&value) {
            *count -= 1;
            if *count == 0 {
                self.values.remove(&value);
            }
        }
    }
}

impl Counts {
    pub(crate) fn get(&self, group: &Tuple) -> Option<&Count> {
        self.groups.get(group)
    }

    /// Counts an event in its group.
    pub(crate) fn add(&mut self, quota: &Quota, group: &Tuple, mark: Mark, value: Value) {
        let place = match self.groups.place(group) {
            Some(place) => place,
            None => self.groups.add(group.clone(), Count::default()),
        };
        let Some(count) = self.groups.at_mut(place) else { return };
        let before = count.entries.len();
        count.add(mark, value, quota.measure, quota.window);
        if matches!(quota.window, Window::InAny(_)) && before < count.entries.len() {
            self.expiry.push_back((mark.time, place));
        }
    }

    /// Notes under which scope a group is counted.
    pub(crate) fn put_under(&mut self, scope: &Tuple, group: &Tuple) {
        let known = self.groups.get(group).is_some();
        if !known {
            self.scopes.entry(scope).push(group.clone());
        }
    }

    /// Empties all groups under a scope.
    pub(crate) fn end_scope(&mut self, scope: &Tuple) {
        for group in self.scopes.remove(scope).unwrap_or_default() {
            self.groups.remove(&group);
        }
    }

    /// Forgets what has left the window.
    pub(crate) fn expire(&mut self, quota: &Quota, keeps_groups: bool, now: i64) {
        let Window::InAny(length) = quota.window else { return };
        while let Some((time, place)) = self.expiry.front().copied() {
            if now - time <= length {
                return;
            }
            self.expiry.pop_front();
            if let Some(count) = self.groups.at_mut(place) {
                count.drop_oldest(quota.measure);
                if count.entries.is_empty() && !keeps_groups {
                    self.groups.remove_at(place);
                }
            }
        }
    }
}

/// A limit in the unit of the amounts.
pub(crate) fn limit(quota: &Quota) -> i128 {
    match quota.measure {
        Measure::Sum(_) => quota.limit.nanos(),
        Measure::Events | Measure::Distinct(_) => quota.limit.as_whole().map_or(0, i128::from),
    }
}

/// An amount as people read it.
pub(crate) fn shown_amount(amount: i128, is_sum: bool) -> String {
    if is_sum {
        let beyond = if amount < 0 { "less than can be held" } else { "more than can be held" };
        Number::from_nanos(amount).map_or_else(|| beyond.to_owned(), |it| it.to_string())
    } else {
        amount.to_string()
    }
}
