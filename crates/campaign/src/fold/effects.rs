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
    /// The rows of the group so far.
    group: Vec<Vec<Cell>>,
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
        Effects { effects, each, points, group: Vec::new() }
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

    /// The group is whole. A column counts where all its rows have a number.
    fn compare(&mut self) {
        let cell = |point: usize, column: usize| {
            self.group.get(point)?.get(column).filter(|cell| cell.number().is_some())
        };
        for (column, each) in self.each.iter_mut().enumerate() {
            let cells: Option<Vec<Cell>> =
                (0..self.points).map(|point| cell(point, column).copied()).collect();
            let Some(cells) = cells else { continue };
            let all: Vec<i64> = cells.iter().filter_map(|cell| cell.number()).collect();
            for effect in &mut self.effects {
                let sum = |of: fn(&(usize, usize)) -> usize| {
                    effect.points.iter().map(|pair| all[of(pair)]).fold(0_i64, i64::saturating_add)
                };
                let (without, with) = (sum(|pair| pair.0), sum(|pair| pair.1));
                if let Some(pairs) = effect.pairs.get_mut(column) {
                    pairs.add(without, with);
                }
                if let Some(watched) = effect.watched.get_mut(column) {
                    let both = effect.points.iter().map(|pair| [cells[pair.0], cells[pair.1]]);
                    both.for_each(|pair| watched.take(pair));
                }
            }
            for (place, paired) in each.iter_mut().enumerate() {
                paired.add(all[place / self.points], all[place % self.points]);
            }
        }
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

    /// How many points there are to choose the best from.
    pub fn compared(&self) -> usize {
        if self.points <= COMPARED_MAX { self.points } else { 0 }
    }
}
