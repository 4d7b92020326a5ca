//! Whether the two sides of pairs were watched equally long for something to happen.
//!
//! A time since another event is watched for from that event on to the end of the run, so where a
//! lever moves the first event, the restricted means of both sides are cut at different spans, and
//! differ also where nothing else does. How long a run was watched is known only where nothing had
//! come by then; that is enough to see that two sides differ.

use crate::outcome::Cell;

/// What is known of how long both sides were watched.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Watch {
    sides: [Side; 2],
    /// A pair shows by itself that its runs were not watched for the same time.
    differs: bool,
}

/// What the runs of one side show.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Side {
    /// The shortest and the longest span in which it did not happen.
    unseen: Option<(i64, i64)>,
    /// The longest span by which it is known whether it happened.
    longest: Option<i64>,
}

impl Side {
    fn take(&mut self, cell: Cell) {
        self.longest = self.longest.max(cell.number());
        if let Cell::NotBy(span) = cell {
            let (least, most) = self.unseen.unwrap_or((span, span));
            self.unseen = Some((least.min(span), most.max(span)));
        }
    }

    /// Whether all may have been watched for one span: nothing is known beyond the shortest.
    fn is_even(self) -> bool {
        self.unseen.is_none_or(|(least, _)| self.longest <= Some(least))
    }
}

impl Watch {
    pub(super) fn take(&mut self, pair: [Cell; 2]) {
        for (side, cell) in self.sides.iter_mut().zip(pair) {
            side.take(cell);
        }
        let mut both = Side::default();
        for cell in pair {
            both.take(cell);
        }
        self.differs |= !both.is_even();
    }

    /// Whether nothing shows that the two sides were watched for different times.
    ///
    /// Where each side has one span only, its runs begin to watch at one time, and the sides are
    /// compared as a whole. Where the spans differ within a side, the pairs tell.
    pub(super) fn is_even(&self) -> bool {
        let fixed = self.sides.iter().all(|side| side.unseen.is_none_or(|(a, b)| a == b));
        let both = self.sides.iter().fold(Side::default(), |all, side| Side {
            unseen: match (all.unseen, side.unseen) {
                (Some((a, b)), Some((c, d))) => Some((a.min(c), b.max(d))),
                (one, other) => one.or(other),
            },
            longest: all.longest.max(side.longest),
        });
        !self.differs && (!fixed || both.is_even())
    }
}
