//! What levers change, as people read it.

use std::fmt::{self, Write};

use super::{About, bounds, counted, grouped, heading};
use crate::amount::{difference, share};
use crate::fold::{COMPARED_MAX, Fold};
use crate::outcome::{Column, Kind};
use crate::statistics::Estimate;
use crate::summary::{Told, best_point, effects};

/// So many effects are told of one outcome.
const EFFECTS_MAX: usize = 20;

pub(super) fn levers(fold: &Fold, about: &About<'_>, out: &mut dyn Write) -> fmt::Result {
    let Some(column) = fold.outcomes.columns.get(about.column) else {
        return Ok(());
    };
    let level = share(about.confidence.level());
    heading(
        out,
        &format!("Levers: what they change in `{}`, with intervals at {level}", column.name),
        '-',
    )?;
    let told = effects(fold, about.column, about.confidence);
    for one in told.iter().take(EFFECTS_MAX) {
        writeln!(out, "  {}", effect(fold, column, one))?;
    }
    if let more @ 1.. = told.len().saturating_sub(EFFECTS_MAX) {
        writeln!(out, "  and {more} smaller; `--format json` has them all")?;
    }
    let uneven = uneven(fold, about.column);
    if let Some(why) = &uneven {
        writeln!(out, "  {why}")?;
    } else if told.is_empty() {
        writeln!(out, "  {}", untold(fold, about.column))?;
    }
    if !told.is_empty() && column.kind == Kind::Time {
        let counts = "what had not happened by the end counts with the time until then";
        writeln!(out, "  (restricted means: {counts})")?;
    }
    if let Some(best) = best_point(fold, about.column) {
        let name = point_name(fold, best.index);
        let sure = if best.confidence < 0.5 {
            "no setting is surely better than the others".to_string()
        } else {
            format!("no other is better, at a confidence of {}", share(best.confidence))
        };
        writeln!(out, "  best: {name}; {sure}")?;
    } else if let (None, Some(why)) = (&uneven, no_best(fold, about.column)) {
        writeln!(out, "  best: {why}")?;
    }
    writeln!(out, "  (chances are corrected for all effects on this outcome: Holm)\n")
}

/// The settings of which nothing can be told, as the runs of a pair were not watched equally long.
pub(crate) fn uneven(fold: &Fold, column: usize) -> Option<String> {
    let uneven = fold.effects.iter().flat_map(|effects| effects.uneven(column));
    let names = uneven.map(|effect| setting_name(fold, effect.lever, effect.value));
    let names = names.collect::<Vec<_>>().join(", ");
    (!names.is_empty()).then(|| {
        format!(
            "not told, and no best one: {names}; it begins to be watched for at another time, up to \
             the same end, and what is watched for longer is seen more often and later"
        )
    })
}

/// Why no best setting is told, where settings were compared.
pub(crate) fn no_best(fold: &Fold, column: usize) -> Option<String> {
    let effects = fold.effects.as_ref()?;
    if COMPARED_MAX < fold.layout.points.len() {
        return Some(format!("not looked for among more than {COMPARED_MAX} settings"));
    }
    let gaps = effects.gaps(column)?;
    let counts = || gaps.nothing.iter().enumerate();
    let most = counts().rev().max_by_key(|(_, count)| **count)?;
    let fewest = counts().min_by_key(|(_, count)| **count)?;
    let whose = if most.1 == fewest.1 {
        format!("in {} some settings have a figure and others none", counted(gaps.parted, "number"))
    } else {
        let [often, seldom] = [most.0, fewest.0].map(|point| point_name(fold, point));
        let (runs, few) = (counted(*most.1, "run"), grouped(*fewest.1));
        format!("in {runs} of {often} there is nothing to record, in {few} of {seldom}")
    };
    let instead = match fold.outcomes.columns.get(column)?.kind {
        Kind::Milliseconds => "`time-to` counts what has not come by the end, too",
        Kind::Time => "timed without `since`, these runs count too",
        _ => "what `happened` and `count` ask has a figure in every run",
    };
    Some(format!("not told: {whose}, and the others alone would compare unlike runs; {instead}"))
}

/// Why no effect on an outcome is told.
fn untold(fold: &Fold, column: usize) -> &'static str {
    let effects = fold.effects.iter().flat_map(|effects| &effects.effects);
    let pairs = effects.filter_map(|effect| Some(effect.pairs.get(column)?.count())).max();
    match pairs {
        None => "there is no lever",
        Some(0) => "no pair of runs has a number in both",
        Some(_) => "too few runs to say",
    }
}

fn effect(fold: &Fold, column: &Column, told: &Told) -> String {
    let kind = column.kind;
    let name = setting_name(fold, told.lever, told.value);
    let saving = match told.saving {
        None if told.difference.value == 0.0 => "the pairs do not differ".to_string(),
        None => "all pairs differ alike".to_string(),
        Some(saving) => format!("saves {saving:.1} × the runs"),
    };
    let value = |number: f64| difference(kind, number);
    let Estimate { value: found, interval } = told.difference;
    let bounds = bounds(interval, &value, || format!("in each of {} pairs", told.pairs));
    let chance = chance(told.chance);
    let text = format!("{name:<44} {} {bounds}, chance {chance}; {saving}", value(found));
    // Those that went well are others than all: what is compared is to be seen.
    let groups = fold.rows / fold.layout.group() as u64;
    if told.pairs == groups {
        return text;
    }
    format!("{text}; in {} of {} with a number", grouped(told.pairs), counted(groups, "pair"))
}

fn chance(value: f64) -> String {
    if value < 0.0001 { "< 0.0001".to_string() } else { format!("{value:.4}") }
}

/// A value of a lever as it is written.
pub fn setting_name(fold: &Fold, lever: usize, value: usize) -> String {
    let Some(lever) = fold.layout.levers.get(lever) else {
        return String::new();
    };
    let value = value.checked_sub(1).and_then(|index| lever.values.get(index));
    format!("{} = {}", lever.name, value.map_or("as it is", |setting| &setting.text))
}

/// The settings of a point that differ from the scenario as it is.
pub fn point_name(fold: &Fold, point: usize) -> String {
    let Some(values) = fold.layout.points.get(point) else {
        return String::new();
    };
    let set = values.iter().enumerate().filter(|(_, value)| 0 < **value);
    let names: Vec<String> = set.map(|(lever, &value)| setting_name(fold, lever, value)).collect();
    if names.is_empty() { "the scenario as it is".to_string() } else { names.join(", ") }
}
