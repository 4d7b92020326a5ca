//! What levers do: differences between runs that share their draws.

use super::watch::Watch;
use crate::design::Layout;
use crate::outcome::Cell;
use crate::row::{Row, Status};
use crate::statistics::paired::Paired;

/// More points are not compared each with each.
pub const COMPARED_MAX: usize = 65;

/// A value of a lever against the scenario as it is, whatever the other levers are set to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Effect {
    pub lever: usize,
    /// Which value, counted from 1.
    pub value: usize,
    /// The points with this value, each with the point that differs in this lever alone.
    points: Vec<(usize, usize)>,
    /// By column: sums over these points, so a mean is to be divided by their number.
    pub pairs: Vec<Paired>,
    /// By column: how long the runs of these pairs were watched.
    watched: Vec<Watch>,
}

impl Effect {
    /// Takes a group, if all the points of this effect have a number.
    fn take(&mut self, column: usize, cells: &[Option<Cell>]) {
        let cell = |point: usize| cells.get(point).copied().flatten();
        let both = self.points.iter().map(|pair| Some([cell(pair.0)?, cell(pair.1)?]));
        let Some(both) = both.collect::<Option<Vec<[Cell; 2]>>>() else { return };
        let sum = |side: usize| {
            let numbers = both.iter().filter_map(|pair| pair[side].number());
            numbers.fold(0_i64, i64::saturating_add)
        };
        if let Some(pairs) = self.pairs.get_mut(column) {
            pairs.add(sum(0), sum(1));
        }
        if let Some(watched) = self.watched.get_mut(column) {
            for pair in both {
                watched.take(pair);
            }
        }
    }

    /// Whether both sides of the pairs were watched equally long, as far as they show.
    pub fn is_even(&self, column: usize) -> bool {
        self.watched.get(column).is_none_or(Watch::is_even)
    }

    /// By how much sums are greater than the value of one run.
    pub fn scale(&self) -> u64 {
        self.points.len() as u64
    }
}

/// All effects.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Effects {
    pub effects: Vec<Effect>,
    /// By column, and then by every two points: base, alternative.
    each: Vec<Vec<Paired>>,
    points: usize,
    /// By column: which settings have nothing to record where others have something.
    gaps: Vec<Gaps>,
    /// The rows of the group so far; none of a run that did not end.
    group: Vec<Vec<Cell>>,
}

/// The runs in which there was nothing to record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gaps {
    /// By point, in how many.
    pub nothing: Vec<u64>,
    /// Run numbers in which some points have a number and others none.
    pub parted: u64,
}

impl Effects {
    pub(super) fn new(layout: &Layout, columns: usize) -> Effects {
        let mut effects = Vec::new();
        for (lever, of) in layout.levers.iter().enumerate() {
            for value in 1..=of.values.len() {
                let points = layout.points.iter().enumerate();
                let with = points.filter(|(_, point)| point.get(lever) == Some(&value));
                let pairs = with.filter_map(|(with, point)| {
                    let mut without = point.clone();
                    *without.get_mut(lever)? = 0;
                    Some((layout.points.iter().position(|other| *other == without)?, with))
                });
                let points = pairs.collect();
                effects.push(Effect {
                    lever,
                    value,
                    points,
                    pairs: vec![Paired::default(); columns],
                    watched: vec![Watch::default(); columns],
                });
            }
        }
        let points = layout.points.len();
        let compared = if points <= COMPARED_MAX { points * points } else { 0 };
        let each = vec![vec![Paired::default(); compared]; columns];
        let gaps = vec![Gaps { nothing: vec![0; points], parted: 0 }; columns];
        Effects { effects, each, points, gaps, group: Vec::new() }
    }

    pub(super) fn take(&mut self, row: &Row, layout: &Layout) {
        if row.spec.point == 0 {
            self.group.clear();
        }
        let done = row.status == Status::Done;
        self.group.push(if done { row.cells.clone() } else { Vec::new() });
        if self.group.len() == layout.group() {
            self.compare();
        }
    }

    /// The group is whole. Of each comparison a column counts where all that it takes has a number:
    /// what a third setting has nothing to record of does not part the pairs of two others.
    fn compare(&mut self) {
        for column in 0..self.gaps.len() {
            let rows = self.group.iter().map(|row| row.get(column).copied());
            let cells: Vec<Option<Cell>> =
                rows.map(|cell| cell.filter(|cell| cell.number().is_some())).collect();
            for effect in &mut self.effects {
                effect.take(column, &cells);
            }
            let numbers = cells.iter().map(|cell| cell.and_then(Cell::number));
            let all: Option<Vec<i64>> = numbers.collect();
            match (all, self.each.get_mut(column)) {
                (Some(all), Some(each)) => {
                    for (place, paired) in each.iter_mut().enumerate() {
                        paired.add(all[place / self.points], all[place % self.points]);
                    }
                }
                _ => self.take_gaps(column, &cells),
            }
        }
    }

    /// A run that did not end is no gap: it is told by itself.
    fn take_gaps(&mut self, column: usize, cells: &[Option<Cell>]) {
        let Some(gaps) = self.gaps.get_mut(column) else { return };
        let nothing = self.group.iter().map(|row| row.get(column) == Some(&Cell::Nothing));
        let mut some = false;
        for (count, is_nothing) in gaps.nothing.iter_mut().zip(nothing) {
            *count += u64::from(is_nothing);
            some |= is_nothing;
        }
        gaps.parted += u64::from(some && cells.iter().any(Option::is_some));
    }

    /// Pairs of two points, if they are compared: the first as base.
    pub fn between(&self, column: usize, base: usize, other: usize) -> Option<&Paired> {
        self.each.get(column)?.get(base * self.points + other)
    }

    /// The effects on a column that cannot be told: where something is watched for longer, more of it
    /// is seen.
    pub fn uneven(&self, column: usize) -> impl Iterator<Item = &Effect> {
        self.effects.iter().filter(move |effect| !effect.is_even(column))
    }

    /// Where the points do not have a number in the same runs: their means are then of different
    /// runs, and those in which all have one are no random ones.
    pub fn gaps(&self, column: usize) -> Option<&Gaps> {
        self.gaps.get(column).filter(|gaps| 0 < gaps.parted)
    }

    /// How many points there are to choose the best from.
    pub fn compared(&self) -> usize {
        if self.points <= COMPARED_MAX { self.points } else { 0 }
    }
}
