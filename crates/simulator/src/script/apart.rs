//! A script for a thread of its own.

use std::sync::Arc;

use crate::record::Origin;

use super::Script;

impl Script {
    /// A copy that shares nothing that is counted during a run. Every record holds its origin, and
    /// every choice its stream: threads that count the same ones up and down wait for each other.
    #[must_use]
    pub fn apart(&self) -> Script {
        let mut script = self.clone();
        for parameter in &mut script.parameters {
            own(&mut parameter.origin);
            parameter.stream = parameter.stream.apart();
        }
        for fixed in &mut script.enrollments {
            own(&mut fixed.origin);
        }
        for step in &mut script.steps {
            for option in &mut step.options {
                own(&mut option.origin);
            }
            let streams = &mut step.streams;
            for stream in
                [&mut streams.instant, &mut streams.delay, &mut streams.chance, &mut streams.option]
            {
                *stream = stream.apart();
            }
        }
        script
    }
}

fn own(origin: &mut Arc<Origin>) {
    *origin = Arc::new(origin.as_ref().clone());
}
