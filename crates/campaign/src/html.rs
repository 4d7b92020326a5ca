//! A page that stands alone: pictures, and beneath each the numbers that it shows.

use std::fmt::{self, Write};

use crate::amount::{amount, difference, share};
use crate::analysis::{Sensitivity, sensitivity, unsaid};
use crate::campaign::Ended;
use crate::fold::{Fold, Found};
use crate::outcome::{Column, Kind};
use crate::row::Status;
use crate::statistics::survival::Curve;
use crate::summary::{Reading, effects};
use crate::text::{About, no_sample, notes, setting_name, told, uneven, without};

mod picture;
mod scale;

use picture::{Bar, bars, histogram, steps};

const STYLE: &str = "body{font:15px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 \
1rem;color:#1a1a1a;background:#fff}table{border-collapse:collapse;margin:.5rem 0}td,th{border-bottom:1px \
solid #ccc;padding:.2rem .6rem;text-align:left}svg{width:100%;min-width:40rem;height:auto;background:#fafafa}text{font:12px \
system-ui,sans-serif;fill:#333}figure{margin:1rem 0;overflow-x:auto}code{overflow-wrap:anywhere}";

/// Writes the page.
pub fn write(fold: &Fold, about: &About<'_>, out: &mut dyn Write) -> fmt::Result {
    let (title, digest) = (escaped(about.title), about.digest);
    write!(
        out,
        "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>{title}</title>\
         <meta name=\"viewport\" content=\"width=device-width\"><style>{STYLE}</style></head><body>\
         <h1>{title}</h1><p>Scenario {}, seed {}, design {}: {}. Intervals at {}{}.</p>\
         <p>Digest <code>{digest}</code></p><h2>Outcomes</h2>",
        escaped(about.scenario),
        about.seed,
        fold.layout.design.name(),
        done(fold, about),
        share(about.confidence.level()),
        notes(fold).iter().map(|note| ["; ", note].concat()).collect::<String>(),
    )?;
    match no_sample(fold) {
        Some(why) => write!(out, "<p>{}</p>", escaped(why))?,
        None => outcomes(fold, about, out)?,
    }
    tornado(fold, about, out)?;
    writeln!(out, "</body></html>")
}

/// A table of all outcomes, and a picture of each that has one.
fn outcomes(fold: &Fold, about: &About<'_>, out: &mut dyn Write) -> fmt::Result {
    let columns = || fold.outcomes.columns.iter().zip(&fold.found);
    let rows = columns().map(|(column, found)| {
        let reading = Reading::of(column, found, about.confidence);
        let mut estimate = told(column, &reading);
        if !matches!(reading, Reading::Nothing) && 0 < found.nothing {
            let _ = write!(estimate, " ({})", without(found));
        }
        vec![column.name.clone(), column.text.clone(), estimate]
    });
    table(out, &["outcome", "what it is", "estimate"], rows)?;
    for (column, found) in columns() {
        pictured(column, found, about, out)?;
    }
    Ok(())
}

/// How many rows there are, of how many, and what is to be known of the others.
fn done(fold: &Fold, about: &About<'_>) -> String {
    let mut text = format!("{} of {} rows", fold.rows, fold.layout.rows());
    if about.ended == Ended::Interrupted {
        text.push_str(", then interrupted");
    }
    match fold.rows - fold.count(Status::Done) {
        0 => text,
        faults => format!("{text}; {faults} could not be played to their end"),
    }
}

fn pictured(column: &Column, found: &Found, about: &About<'_>, out: &mut dyn Write) -> fmt::Result {
    let name = escaped(&column.name);
    match (column.kind, Reading::of(column, found, about.confidence)) {
        (Kind::Time, Reading::Time { curve, horizon }) if 0 < curve.events => {
            write!(out, "<h2>{name}: not yet, over time</h2><figure>")?;
            steps(column, &curve, horizon, out)?;
            write!(out, "</figure>")?;
            curve_table(column, &curve, out)?;
            distribution(column, found, "when it came", out)
        }
        (Kind::Time | Kind::Flag, _) => Ok(()),
        (_, reading) if reading.is_constant() => Ok(()),
        _ => distribution(column, found, "distribution", out),
    }
}

fn distribution(column: &Column, found: &Found, what: &str, out: &mut dyn Write) -> fmt::Result {
    let bins = picture::bins(&found.seen);
    write!(out, "<h2>{}: {what}</h2><figure>", escaped(&column.name))?;
    histogram(column, &bins, out)?;
    write!(out, "</figure>")?;
    let value = |number: f64| amount(column.kind, number);
    let rows = bins.iter().map(|bin| vec![value(bin.low), value(bin.high), bin.count.to_string()]);
    folded(out, &["from", "below", "runs"], rows)
}

#[expect(clippy::cast_precision_loss, reason = "for people")]
fn curve_table(column: &Column, curve: &Curve, out: &mut dyn Write) -> fmt::Result {
    // A table of at most forty lines, the last of them its end; the picture has every step.
    let before = curve.points.len().saturating_sub(1);
    let stride = before.div_ceil(39).max(1);
    let some = curve.points.iter().take(before).step_by(stride).chain(curve.points.last());
    let rows = some.map(|point| {
        let between = format!("{} to {}", share(point.interval.low), share(point.interval.high));
        vec![
            amount(column.kind, point.time as f64),
            point.at_risk.to_string(),
            share(point.survival),
            between,
        ]
    });
    folded(out, &["after", "at risk", "not yet", "interval"], rows)
}

/// What levers change, or how much uncertainties matter, the greatest first.
fn tornado(fold: &Fold, about: &About<'_>, out: &mut dyn Write) -> fmt::Result {
    let Some(column) = fold.outcomes.columns.get(about.column) else {
        return Ok(());
    };
    let name = escaped(&column.name);
    if let Some(why) = uneven(fold, about.column) {
        write!(out, "<p>Effects on {name} {}.</p>", escaped(&why))?;
    }
    let told = effects(fold, about.column, about.confidence);
    if !told.is_empty() {
        let all: Vec<Bar> = told
            .iter()
            .map(|one| Bar {
                name: setting_name(fold, one.lever, one.value),
                value: one.difference.value,
                interval: one.difference.interval,
                label: difference(column.kind, one.difference.value),
            })
            .collect();
        write!(out, "<h2>What levers change in {name}</h2>")?;
        let plain = &|value| difference(column.kind, value);
        return told_bars(column.kind, &all, ("difference", plain), out);
    }
    let names = fold.layout.uncertainties.iter().map(|one| one.name.clone());
    let bar = |name: String, estimate: crate::statistics::Estimate, label: String| Bar {
        name,
        value: estimate.value,
        interval: estimate.interval,
        label,
    };
    let (mut all, kind, plain): (Vec<Bar>, Kind, &dyn Fn(f64) -> String) =
        match sensitivity(fold, about.column, about.confidence) {
            None => {
                return match unsaid(fold, about.column, about.confidence) {
                    Some(why) => write!(
                        out,
                        "<p>How much uncertainties matter for {name} is not told: {why}.</p>"
                    ),
                    None => Ok(()),
                };
            }
            Some(Sensitivity::Screened(found)) => {
                let one = |(name, one): (String, crate::statistics::sensitivity::Screened)| {
                    bar(name, one.size, amount(column.kind, one.size.value))
                };
                let all = names.zip(found).map(one).collect();
                (all, column.kind, &|value| amount(column.kind, value))
            }
            Some(Sensitivity::Shares(found)) => {
                let one = |(name, one): (String, crate::statistics::sensitivity::Indices)| {
                    bar(name, one.total, share(one.total.value))
                };
                (names.zip(found).map(one).collect(), Kind::Flag, &share)
            }
        };
    all.sort_by(|a, b| b.value.abs().total_cmp(&a.value.abs()));
    write!(out, "<h2>How much uncertainties matter for {name}</h2>")?;
    told_bars(kind, &all, ("sensitivity", plain), out)
}

fn told_bars(
    kind: Kind,
    all: &[Bar],
    (what, shown): (&str, &dyn Fn(f64) -> String),
    out: &mut dyn Write,
) -> fmt::Result {
    write!(out, "<figure>")?;
    bars(kind, all, out)?;
    write!(out, "</figure>")?;
    let bound = |at: f64| if at.is_finite() { shown(at) } else { "unknown".to_string() };
    let rows = all.iter().map(|bar| {
        vec![bar.name.clone(), bar.label.clone(), bound(bar.interval.low), bound(bar.interval.high)]
    });
    folded(out, &["name", what, "low", "high"], rows)
}

fn folded(
    out: &mut dyn Write,
    heads: &[&str],
    rows: impl Iterator<Item = Vec<String>>,
) -> fmt::Result {
    write!(out, "<details><summary>The numbers</summary>")?;
    table(out, heads, rows)?;
    writeln!(out, "</details>")
}

fn table(
    out: &mut dyn Write,
    heads: &[&str],
    rows: impl Iterator<Item = Vec<String>>,
) -> fmt::Result {
    write!(out, "<table><tr>")?;
    for head in heads {
        write!(out, "<th>{head}</th>")?;
    }
    write!(out, "</tr>")?;
    for row in rows {
        write!(out, "<tr>")?;
        for cell in row {
            write!(out, "<td>{}</td>", escaped(&cell))?;
        }
        writeln!(out, "</tr>")?;
    }
    writeln!(out, "</table>")
}

/// A text that is no markup.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
