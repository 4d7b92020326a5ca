//! Who in a script looks at the events of each kind.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::probe::Kind;
use crate::script::{Script, Trigger};

/// The steps and watches that look at one kind of event, by their index in the script.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Listening {
    pub(crate) steps: Vec<usize>,
    pub(crate) watches: Vec<usize>,
}

/// All who look at events. Most kinds have no listener, and every event asks: a kind is sought by
/// its name once, and then by the numbers of its variants.
#[derive(Clone, Debug)]
pub(crate) struct Listeners {
    by_name: Arc<BTreeMap<String, Arc<Listening>>>,
    known: Arc<Known>,
}

/// By the numbers of a kind's variants.
type Known = BTreeMap<(u32, u32), Option<Arc<Listening>>>;

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
        Listeners { by_name: Arc::new(by_name.collect()), known: Arc::default() }
    }

    /// Those who look at events of this kind, if anybody does.
    pub(crate) fn of(&mut self, kind: Kind) -> Option<Arc<Listening>> {
        if let Some(found) = self.known.get(&kind.numbers) {
            return found.clone();
        }
        let found = self.by_name.get(&kind.text()).cloned();
        Arc::make_mut(&mut self.known).insert(kind.numbers, found.clone());
        found
    }
}
