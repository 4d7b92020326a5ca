//! What is to follow a trigger.

use diagnostic::nearest;

use super::Check;
use super::variables::Variables;
use crate::plan::{self, Action, EventPattern, Interval, Otherwise};
use crate::span::Span;
use crate::tree::{self, Name, Outcome, Step, Timing};

/// The milliseconds by which all first steps of an `otherwise` are moved, or the event from
/// which they count.
#[derive(Clone, Copy)]
enum From {
    Trigger,
    Due(i64),
    Break,
}

const STEPS_MAX: u64 = 1_000;

/// How many steps an outcome has, if so many follow each of its alternatives.
fn steps(outcome: &Outcome, then: u64) -> u64 {
    let of_chain = |chain: &Vec<Step>| {
        chain.iter().rev().fold(then, |behind, step| match &step.action {
            tree::Action::Group(group) => steps(group, behind),
            tree::Action::Do(_) | tree::Action::DoNot(_) => behind.saturating_add(1),
        })
    };
    outcome.chains.iter().map(of_chain).fold(0, u64::saturating_add)
}

/// The steps in front of the ones that are read.
#[derive(Clone, Copy)]
struct Context<'a> {
    trigger: &'a str,
    from: From,
    is_first: bool,
}

impl Check<'_> {
    pub(super) fn whenever(
        &mut self,
        vars: &mut Variables,
        trigger_name: &str,
        trigger: Option<EventPattern>,
        outcome: &Outcome,
        otherwise: Option<&Outcome>,
    ) -> Option<plan::Body> {
        let bound = vars.bound.clone();
        let context = Context { trigger: trigger_name, from: From::Trigger, is_first: true };
        let first = self.outcome(vars, outcome, context);
        vars.bound = bound;
        self.few_steps(outcome)?;
        otherwise.map_or(Some(()), |shown| self.few_steps(shown))?;
        let otherwise = match otherwise {
            Some(shown) => Some(self.otherwise(vars, trigger_name, first.as_ref()?, shown)?),
            None => None,
        };
        Some(plan::Body::Whenever { trigger: trigger?, outcome: first?, otherwise })
    }

    /// What follows a group is waited for behind each of its alternatives: groups behind one another
    /// multiply.
    fn few_steps(&mut self, outcome: &Outcome) -> Option<()> {
        if steps(outcome, 0) <= STEPS_MAX {
            return Some(());
        }
        let span = outcome.chains.iter().flatten().map(|step| step.span).reduce(Span::to)?;
        let message = format!("more than {STEPS_MAX} steps, with all alternatives written out");
        let help = "put what may follow into one group at the end, or make several rules of it";
        self.faults.error("R108", message, span, "too many to wait for", Some(help.to_owned()));
        None
    }

    fn otherwise(
        &mut self,
        vars: &mut Variables,
        trigger: &str,
        first: &plan::Outcome,
        shown: &Outcome,
    ) -> Option<Otherwise> {
        let from = match first.chains.as_slice() {
            [chain] => match chain.as_slice() {
                [plan::Step { action: Action::Group(_), .. }] => None,
                [
                    plan::Step { action: Action::DoNot(_), .. }
                    | plan::Step { before: Some(_), .. },
                ] => Some(From::Break),
                [step] => step.window.high.map(From::Due),
                _ => None,
            },
            _ => None,
        };
        let from = match from {
            _ if counts_from_trigger(shown) => From::Trigger,
            Some(from) => from,
            None => {
                let span = shown.chains.first()?.first()?.span;
                let help = format!("say from when: `within … of {trigger}`");
                let message = "when the first part is broken cannot be told beforehand";
                let label = "counts from when?";
                self.faults.error("R118", message, span, label, Some(help));
                return None;
            }
        };
        let context = Context { trigger, from, is_first: true };
        let outcome = self.outcome(vars, shown, context)?;
        Some(Otherwise { outcome, from_break: matches!(from, From::Break) })
    }

    fn outcome(
        &mut self,
        vars: &mut Variables,
        shown: &Outcome,
        context: Context<'_>,
    ) -> Option<plan::Outcome> {
        let bound = vars.bound.clone();
        let mut chains = Vec::new();
        let mut exported = Vec::new();
        for chain in &shown.chains {
            vars.bound.clone_from(&bound);
            chains.push(self.chain(vars, chain, context));
            exported.push(vars.bound.clone());
        }
        // Behind alternatives, only that has a value what has one in each of them.
        vars.bound = exported.iter().fold(exported.first()?.clone(), |all, one| &all & one);
        let chains = chains.into_iter().collect::<Option<_>>()?;
        Some(plan::Outcome { chains })
    }

    fn chain(
        &mut self,
        vars: &mut Variables,
        shown: &[Step],
        context: Context<'_>,
    ) -> Option<Vec<plan::Step>> {
        let mut steps = Vec::new();
        for (number, step) in shown.iter().enumerate() {
            let is_last = number + 1 == shown.len();
            let context = Context { is_first: context.is_first && number == 0, ..context };
            if !is_last && ends_with_prohibition(step) {
                let help = "put it last; what follows it has no event to count from".to_owned();
                let message = "nothing can follow a prohibition";
                self.faults.error("R118", message, step.span, "not the last step", Some(help));
                return None;
            }
            steps.push(self.step(vars, step, context));
        }
        steps.into_iter().collect()
    }

    fn step(
        &mut self,
        vars: &mut Variables,
        shown: &Step,
        context: Context<'_>,
    ) -> Option<plan::Step> {
        let before_it = vars.bound.clone();
        let action = match &shown.action {
            tree::Action::Do(event) => self.event(vars, event).map(Action::Do),
            tree::Action::DoNot(event) => self.closed_event(vars, event).map(Action::DoNot),
            tree::Action::Group(group) => {
                return self.group(vars, shown, group, context);
            }
        };
        let mut window = Interval::ALWAYS;
        let (mut from_trigger, mut before) = (false, None);
        match &shown.timing {
            None => {}
            Some(Timing::Within { length, of }) => {
                window = Interval::within(self.window_length(length)?);
                if let Some(of) = of {
                    self.is_trigger(of, context.trigger)?;
                    from_trigger = true;
                }
            }
            Some(Timing::Between(low, high)) => window = self.between(low, high)?,
            Some(Timing::Before(end)) => {
                before = Some(self.end_of_waiting(vars, end, &before_it)?);
            }
        }
        if let From::Due(ms) = context.from
            && context.is_first
            && !from_trigger
        {
            window = window.later(ms);
        }
        Some(plan::Step { action: action?, window, from_trigger, before })
    }

    /// A timing behind brackets is that of each step inside.
    fn group(
        &mut self,
        vars: &mut Variables,
        shown: &Step,
        group: &Outcome,
        context: Context<'_>,
    ) -> Option<plan::Step> {
        let mut group = group.clone();
        if let Some(timing) = &shown.timing {
            for chain in &mut group.chains {
                match chain.as_mut_slice() {
                    [step] if step.timing.is_none() => step.timing = Some(timing.clone()),
                    _ => {
                        let help = "give the steps inside their own times".to_owned();
                        let message =
                            "a time behind brackets is for single steps without their own";
                        let label = "this time";
                        self.faults.error("R118", message, shown.span, label, Some(help));
                        return None;
                    }
                }
            }
        }
        let outcome = self.outcome(vars, &group, context)?;
        let action = Action::Group(outcome);
        let window = Interval::ALWAYS;
        Some(plan::Step { action, window, from_trigger: false, before: None })
    }

    fn is_trigger(&mut self, of: &Name, trigger: &str) -> Option<()> {
        if of.text == trigger {
            return Some(());
        }
        let near = nearest(&of.text, [trigger]).is_some();
        let help = if near {
            format!("did you mean `{trigger}`?")
        } else {
            format!("times count from the trigger, `{trigger}`, or from the step before")
        };
        let message = format!("`{}` is not the trigger", of.text);
        self.faults.error("R118", message, of.span, "counts from when?", Some(help));
        None
    }
}

/// Whether each of the first steps says that it does.
fn counts_from_trigger(outcome: &Outcome) -> bool {
    let says = |step: &Step| match (&step.timing, &step.action) {
        (None, tree::Action::Group(group)) => counts_from_trigger(group),
        (timing, _) => matches!(timing, Some(Timing::Within { of: Some(_), .. })),
    };
    outcome.chains.iter().all(|chain| chain.first().is_some_and(says))
}

fn ends_with_prohibition(step: &Step) -> bool {
    match &step.action {
        tree::Action::Do(_) => false,
        tree::Action::DoNot(_) => true,
        tree::Action::Group(group) => {
            group.chains.iter().any(|chain| chain.last().is_some_and(ends_with_prohibition))
        }
    }
}
