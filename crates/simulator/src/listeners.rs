//! Who in a script looks at the events of each kind.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::kinds::ByKind;
use crate::probe::Kind;
use crate::script::{Script, Trigger};

/// The steps and watches that look at one kind of event, by their index in the script.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Listening {
    pub(crate) steps: Vec<usize>,
    pub(crate) watches: Vec<usize>,
}

/// All who look at events.
#[derive(Clone, Debug)]
pub(crate) struct Listeners(ByKind<Arc<Listening>>);

impl Listeners {
    pub(crate) fn new(script: &Script) -> Listeners {
        let mut by_name: BTreeMap<String, Listening> = BTreeMap::new();
        for (index, step) in script.steps.iter().enumerate() {
            if let Trigger::Upon(pattern) = &step.trigger {
                by_name.entry(pattern.kind.clone()).or_default().steps.push(index);
            }
        }
        for (index, watch) in script.watches.iter().enumerate() {
            by_name.entry(watch.pattern.kind.clone()).or_default().watches.push(index);
        }
        let by_name = by_name.into_iter().map(|(kind, listening)| (kind, Arc::new(listening)));
        Listeners(ByKind::new(by_name.collect()))
    }

    /// Those who look at events of this kind, if anybody does.
    pub(crate) fn of(&self, kind: Kind) -> Option<Arc<Listening>> {
        self.0.of(kind).cloned()
    }
}
