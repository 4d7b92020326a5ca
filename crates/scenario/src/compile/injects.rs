//! The timeline that a branch adds to a scenario: further steps, in force from an instant on.

use std::ops::Range;

use diagnostic::Diagnostic;
use kernel::SimTime;
use simulator::script::Script;

use super::{Compiler, Ends, Written, missing};
use crate::check;
use crate::check::idle::Parts;
use crate::extend::Sources;
use crate::file::InjectFile;
use crate::policy::Policy;
use crate::yaml::{self, Faults};

/// Stands for a place in the text of the scenario, which is not the one at hand.
const ELSEWHERE: Range<usize> = usize::MAX..usize::MAX;

/// A timeline that a branch adds.
#[derive(Clone, Copy, Debug)]
pub struct Injects<'a> {
    pub text: &'a str,
    /// Nothing in it may come before this instant.
    pub from: SimTime,
    /// Nor after this one, if the run ends before the scenario does.
    pub until: Option<SimTime>,
}

/// What is legal but probably not meant, by branch.
pub(crate) type Doubts = Vec<(usize, Vec<Diagnostic>)>;

impl Compiler {
    /// Adds the steps of one branch after the other; a branch may add none.
    pub(crate) fn branches(
        mut self,
        mut script: Script,
        branches: &[Option<Injects<'_>>],
    ) -> Result<(Script, Doubts), (usize, Faults)> {
        let mut doubts = Doubts::new();
        for (number, injects) in branches.iter().enumerate() {
            let start = script.steps.len();
            if let Some(injects) = injects {
                self.inject(injects, number, &mut script);
                if self.faults.forbid() {
                    return Err((number, self.faults));
                }
                doubts.push((number, std::mem::take(&mut self.faults).finish()));
            }
            script.injected.push(start..script.steps.len());
        }
        script.watches = self.watches;
        Ok((script, doubts))
    }

    /// Adds steps; they are checked together with those that are there, and what is wrong is said
    /// of their own text.
    fn inject(&mut self, injects: &Injects<'_>, number: usize, script: &mut Script) {
        self.forget_places();
        self.from = injects.from;
        let until = script.opening.until;
        self.ends = Ends::at(injects.until.map_or(until, |at| at.min(until)));
        self.branching = true;
        let Some(node) = yaml::read_among(injects.text, &mut self.faults) else { return };
        let file: Option<InjectFile> = yaml::decode_among(&node, &mut self.faults);
        let strange = self.faults.name_key_of(&node);
        let written = Written {
            text: injects.text,
            span: node.span.clone(),
            strange,
            policy: &Policy::Unknown,
            sources: &Sources::default(),
        };
        let Some(InjectFile { timeline }) = file else { return };
        self.lost = strange || !timeline.sound || self.faults.name_key_twice();
        if timeline.items.is_empty() && !self.lost {
            missing(&mut self.faults, "timeline", "there is nothing to inject", &written.span);
        }
        let steps = self.injected(&timeline.items, &format!("inject/{}", number + 1));
        script.steps.extend(steps);
        check::whole(self, &script.enrollments);
        let doubts = check::idle::doubts(self, script, &self.faults);
        self.faults.extend(doubts);
        self.faults.keep_places(|span| *span != ELSEWHERE);
    }

    /// What was read before stands in another text.
    fn forget_places(&mut self) {
        self.uses.clear();
        self.awaited.clear();
        for sketch in &mut self.sketches {
            sketch.span = ELSEWHERE;
            sketch.parts = Parts::default();
            sketch.awaits.iter_mut().for_each(|(_, span)| *span = ELSEWHERE);
            let fixed = sketch.deeds.iter_mut().flat_map(|deed| &mut deed.fixed);
            fixed.for_each(|(_, _, span)| *span = ELSEWHERE);
        }
    }
}
