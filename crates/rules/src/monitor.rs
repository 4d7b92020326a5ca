//! The monitor: one event in, the verdicts that have become certain out.
//!
//! All rules are judged in one pass. An event goes, in this order, to the deadlines that lie
//! before it; to the states that it begins or ends; to the duties that wait for it; to the
//! rules whose trigger it is; to the quotas whose scope it ended; and last to the relations that
//! must not hold it yet.

mod changes;
mod compile;
mod duties;
mod found;
mod imprint;
mod lookup;
mod place_set;
mod program;
mod quotas;
mod relation;
mod triggers;

mod verdict;

use std::collections::BTreeMap;

use kernel::{Position, SimTime};
use serde::{Deserialize, Serialize};

pub(crate) use compile::compile;
pub(crate) use found::{Found, Seen};
pub(crate) use imprint::{judges_whenever, timed};
pub(crate) use program::Program;
pub(crate) use quotas::{limit, shown_amount};
pub use verdict::{Because, Late, Nearest, Outcome, Pending, Reason, Values, Verdict};

use smallvec::smallvec;

use crate::event::Event;
use crate::general::{Evaluators, evaluators};
use crate::keyed::Keyed;
use crate::matching::{Bindings, set};
use crate::plan::Slot;
use crate::rule_set::RuleSet;
use crate::tuple::Tuple;
use crate::vocabulary::KindId;
use duties::{Duties, Scene};
use program::{Act, RuleId};
use quotas::Counts;
use relation::Relation;
use verdict::Mark;

/// An event that cannot come next.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OutOfOrder {
    #[error("{position} is of {time}, but the log has reached {reached}")]
    Time { position: Position, time: SimTime, reached: SimTime },
    #[error("{position} does not come after {reached}")]
    Position { position: Position, reached: Position },
}

/// Judges a log while it is written, or one that is finished.
#[derive(Clone, Debug)]
pub struct Monitor<'r> {
    rules: &'r RuleSet,
    state: State,
    found: Found,
}

/// All that a monitor remembers; to be saved and restored.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct State {
    /// The instant that the log has reached, and its last position.
    now: Option<i64>,
    last: Option<u64>,
    events: u64,
    relations: Vec<Relation>,
    /// How many rows of its relation hold, for each watch and its values, where these can be several.
    watches: Vec<Keyed<u32>>,
    watch_slots: Vec<Vec<Slot>>,
    duties: Duties,
    quotas: BTreeMap<RuleId, Counts>,
    /// First events of groups that wait for a total.
    #[serde(with = "crate::keyed::pairs")]
    totals: BTreeMap<(RuleId, Tuple), Vec<(Mark, Values)>>,
    /// The instances that the present event began, for rules that ask about one another.
    #[serde(skip)]
    triggered: Vec<(RuleId, Values)>,
    formulas: Evaluators,
}

/// What rules are judged with beside what is remembered.
struct Stage<'a> {
    program: &'a Program,
    found: &'a mut Found,
}

impl Stage<'_> {
    fn scene(&mut self, now: i64) -> Scene<'_> {
        Scene { program: self.program, now, found: self.found }
    }
}

impl<'r> Monitor<'r> {
    pub fn new(rules: &'r RuleSet) -> Monitor<'r> {
        let program = rules.program();
        let state = State {
            now: None,
            last: None,
            events: 0,
            relations: program.relations.iter().map(Relation::new).collect(),
            watches: program.watches.iter().map(|_| Keyed::default()).collect(),
            watch_slots: program.watches.iter().map(|watch| watch.slots.clone()).collect(),
            duties: Duties::new(program),
            quotas: BTreeMap::new(),
            totals: BTreeMap::new(),
            triggered: Vec::new(),
            formulas: evaluators(rules),
        };
        Monitor { rules, state, found: Found::new(rules) }
    }

    /// Goes on where [`Monitor::save`] left off; the rules must be the same.
    pub fn restore(rules: &'r RuleSet, state: State) -> Monitor<'r> {
        Monitor { rules, state, found: Found::new(rules) }
    }

    /// What is remembered, to go on with later.
    pub fn save(&self) -> State {
        self.state.clone()
    }

    /// Takes the next event; what it makes certain is returned.
    pub fn observe(&mut self, event: &Event<'_>) -> Result<&[Verdict], OutOfOrder> {
        self.found.clear();
        self.in_order(event)?;
        let mut stage = Stage { program: self.rules.program(), found: &mut self.found };
        self.state.observe(&mut stage, event);
        Ok(&self.found.verdicts)
    }

    fn in_order(&self, event: &Event<'_>) -> Result<(), OutOfOrder> {
        let (position, time) = (event.position, event.time);
        if let Some(reached) = self.state.last.filter(|last| position.0 <= *last) {
            return Err(OutOfOrder::Position { position, reached: Position(reached) });
        }
        if let Some(reached) = self.state.now.filter(|now| time.as_millis() < *now) {
            let reached = SimTime::from_millis(reached);
            return Err(OutOfOrder::Time { position, time, reached });
        }
        Ok(())
    }

    /// Says that the log has reached an instant: everything before it is known. Deadlines that
    /// lie before the instant become certain now.
    pub fn advance_to(&mut self, time: SimTime) -> &[Verdict] {
        self.found.clear();
        let mut stage = Stage { program: self.rules.program(), found: &mut self.found };
        self.state.advance(&mut stage, time.as_millis());
        &self.found.verdicts
    }

    /// The instant at which the next verdict becomes certain though nothing happens: a
    /// millisecond past the earliest deadline. To be asked again after every event.
    pub fn next_wake(&mut self) -> Option<SimTime> {
        let duty = self.state.duties.next_deadline();
        let formula = self.state.formulas.next_deadline();
        // Asked of every record: the least of a list of both would cost more than to find them.
        let earliest =
            duty.map_or(formula, |duty| Some(formula.map_or(duty, |it| it.min(duty))))?;
        Some(SimTime::from_millis(earliest.saturating_add(1)))
    }

    /// Whether events of a kind can matter to the rules. What does not may be left out, as long as time
    /// goes on with [`Monitor::advance_to`].
    pub fn heeds(&self, kind: KindId) -> bool {
        let Program { kinds, formulas, .. } = self.rules.program();
        !formulas.is_empty() || kinds.get(kind.index()).is_some_and(|it| !it.is_empty())
    }

    /// What the last event, instant or end made certain.
    pub fn verdicts(&self) -> &[Verdict] {
        &self.found.verdicts
    }

    /// Late answers that the last event brought to duties which were broken before.
    pub fn late_answers(&self) -> &[Late] {
        &self.found.late
    }

    /// Ends the log: nothing more happens, and everything becomes certain.
    pub fn close(&mut self) -> &[Verdict] {
        self.found.clear();
        let mut stage = Stage { program: self.rules.program(), found: &mut self.found };
        self.state.close(&mut stage);
        &self.found.verdicts
    }

    /// What is not decided yet, by rule, position and values.
    pub fn pending(&self) -> Vec<Pending> {
        let mut pending = self.state.duties.pending(self.rules.program());
        pending.extend(self.state.totals.iter().flat_map(|((rule, _), waiting)| {
            waiting.iter().map(|(mark, values)| Pending {
                rule: *rule,
                position: Position(mark.position),
                time: SimTime::from_millis(mark.time),
                due: None,
                repair_due: None,
                values: values.clone(),
                is_repaired: false,
                is_broken: false,
            })
        }));
        let programs = &self.rules.program().formulas;
        let now = self.state.now.unwrap_or(0);
        pending.extend(self.state.formulas.pending(programs, now));
        pending
            .sort_by(|a, b| (a.rule, a.position, &a.values).cmp(&(b.rule, b.position, &b.values)));
        pending
    }

    /// The rules of which something is not decided yet, each once or more often.
    pub fn rules_pending(&self) -> impl Iterator<Item = usize> + '_ {
        let State { duties, totals, formulas, now, .. } = &self.state;
        let formulas = formulas.pending(&self.rules.program().formulas, now.unwrap_or(0));
        let formulas = formulas.into_iter().map(|pending| pending.rule);
        duties.rules_pending().chain(totals.keys().map(|(rule, _)| *rule)).chain(formulas)
    }

    /// The rules that were given up since they would have taken too much memory, each with the event at
    /// which it was: what came then is not judged by it.
    pub fn given_up(&self) -> impl Iterator<Item = (usize, Position)> + '_ {
        self.state.formulas.given_up(&self.rules.program().formulas)
    }

    /// What has ever been so of a rule since the monitor was made or restored.
    pub(crate) fn seen(&self, rule: usize) -> Option<&Seen> {
        self.found.seen.get(rule)
    }

    /// Whether a state has ever been entered, and ever been left.
    pub(crate) fn state_seen(&self, relation: usize) -> (bool, bool) {
        self.state.relations.get(relation).map_or((true, true), Relation::was)
    }

    /// How many events there were.
    pub fn events(&self) -> u64 {
        self.state.events
    }

    /// The instant that the log has reached.
    pub fn now(&self) -> Option<SimTime> {
        self.state.now.map(SimTime::from_millis)
    }
}

impl State {
    fn advance(&mut self, stage: &mut Stage<'_>, now: i64) {
        let now = now.max(self.now.unwrap_or(i64::MIN));
        self.now = Some(now);
        self.duties.lapse(&mut stage.scene(now));
        self.formulas.advance(&stage.program.formulas, now, stage.found);
    }

    fn observe(&mut self, stage: &mut Stage<'_>, event: &Event<'_>) {
        let now = event.time.as_millis();
        self.last = Some(event.position.0);
        self.events += 1;
        self.advance(stage, now);
        let program = stage.program;
        if let Some(kind) = program.kinds.get(event.kind.index()) {
            self.triggered.clear();
            let changes = self.change_states(program, &kind.relations, event);
            self.duties.observe(&mut stage.scene(now), event);
            let mut ended = Vec::new();
            for (watch, key) in &changes.ended {
                self.duties.state_ended(&mut stage.scene(now), *watch, key, event);
                let rule = program.watches.get(*watch).map_or(usize::MAX, |watch| watch.rule);
                ended.extend(self.quota_ended(program, rule, key));
            }
            for &rule in &kind.rules {
                self.trigger(stage, rule, event);
            }
            // Only now it is known which rules this event triggered that may excuse.
            for quota in ended {
                self.judge_ended(stage, quota, event);
            }
            for (watch, key) in &changes.begun {
                self.begun(stage, *watch, key, event);
            }
            for &id in &kind.relations {
                self.fill_strict(program, id, event);
            }
        }
        self.formulas.observe(&program.formulas, event, stage.found);
    }

    /// A watched state began: rules about it are asked.
    fn begun(&mut self, stage: &mut Stage<'_>, watch: usize, key: &Tuple, event: &Event<'_>) {
        let Some(plan) = stage.program.watches.get(watch) else { return };
        let Some(rule) = stage.program.rules.get(plan.rule) else { return };
        if !matches!(&rule.act, Act::Oblige(duty) if duty.begins == Some(watch)) {
            return;
        }
        let mut bindings: Bindings = smallvec![None; rule.slots];
        for (slot, value) in plan.slots.iter().zip(key.values()) {
            set(&mut bindings, *slot, Some(value));
        }
        self.state_began(stage, plan.rule, bindings, event);
    }

    fn close(&mut self, stage: &mut Stage<'_>) {
        let now = self.now.unwrap_or(0);
        self.duties.close(&mut stage.scene(now));
        for ((rule, _), waiting) in std::mem::take(&mut self.totals) {
            for (mark, values) in waiting {
                stage.found.verdicts.push(Verdict {
                    rule,
                    outcome: Outcome::BrokenAtClose,
                    position: Position(mark.position),
                    time: SimTime::from_millis(mark.time),
                    certain_at: SimTime::from_millis(now),
                    values,
                    because: smallvec![Position(mark.position)],
                    nearest: None,
                    reason: Reason::NotAtAll,
                });
            }
        }
        self.formulas.close(&stage.program.formulas, now, stage.found);
    }
}
