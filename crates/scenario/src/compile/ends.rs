//! Until when the entries of a file may come. A file that extends another may end the scenario
//! sooner: what the other one has behind that end never comes, and is no mistake.

use std::ops::Range;

use kernel::SimTime;

use crate::extend::Sources;
use crate::notation::Epoch;

#[derive(Clone, Debug)]
pub(crate) struct Ends {
    /// Where each text begins, the one that extends the others first.
    starts: Vec<usize>,
    /// For each text the last instant at which something of it may come.
    ends: Vec<SimTime>,
}

impl Ends {
    /// Of a scenario that ends at an instant, with what it extends.
    pub(super) fn new(sources: &Sources, epoch: Epoch, until: SimTime) -> Ends {
        if sources.untils().is_empty() {
            return Ends::at(until);
        }
        let said = |text: &Option<String>| text.as_ref().and_then(|text| epoch.instant(text).ok());
        let mut ends: Vec<SimTime> = Vec::new();
        // What a file does not say stands in the one that it extends.
        let mut own = None;
        for text in sources.untils().iter().rev() {
            own = said(text).or(own);
            ends.insert(0, own.unwrap_or(until));
        }
        if let Some(first) = ends.first_mut() {
            *first = until;
        }
        // What a file puts on top may also end later.
        let mut latest = until;
        for end in &mut ends {
            latest = latest.max(*end);
            *end = latest;
        }
        Ends { starts: sources.starts().to_vec(), ends }
    }

    /// Of a single text.
    pub(super) fn at(until: SimTime) -> Ends {
        Ends { starts: vec![0], ends: vec![until] }
    }

    /// The number of the text that a place is in.
    pub(super) fn file(&self, span: &Range<usize>) -> usize {
        self.starts.partition_point(|start| *start <= span.start).saturating_sub(1)
    }

    pub(super) fn of(&self, span: &Range<usize>) -> SimTime {
        self.ends.get(self.file(span)).copied().unwrap_or(SimTime::MAX)
    }
}
