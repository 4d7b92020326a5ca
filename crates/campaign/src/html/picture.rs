//! Pictures as SVG.

#![expect(clippy::cast_precision_loss, reason = "a picture has some hundred dots")]

use std::fmt::{self, Write};

use crate::amount::amount;
use crate::outcome::Column;
use crate::statistics::survival::Curve;
use crate::statistics::{Interval, Tally};

use super::escaped;

const WIDTH: f64 = 720.0;
const HEIGHT: f64 = 260.0;
/// Around the picture, for what stands beside the axes.
const LEFT: f64 = 60.0;
const RIGHT: f64 = 20.0;
const TOP: f64 = 12.0;
const BOTTOM: f64 = 34.0;
const COLOR: &str = "#1f5f99";
const PALE: &str = "#bcd4ea";

/// A slice of a histogram.
pub(super) struct Bin {
    pub low: f64,
    pub high: f64,
    pub count: u64,
}

/// At most thirty slices of one width.
pub(super) fn bins(tally: &Tally) -> Vec<Bin> {
    let (Some((first, _)), Some((last, _))) = (tally.iter().next(), tally.iter().next_back())
    else {
        return Vec::new();
    };
    let span = last.abs_diff(first) + 1;
    let count = span.min(30);
    let width = span as f64 / count as f64;
    let edge = |place: u64| first as f64 + width * place as f64;
    let mut bins: Vec<Bin> =
        (0..count).map(|at| Bin { low: edge(at), high: edge(at + 1), count: 0 }).collect();
    for (value, times) in tally.iter() {
        let place = u128::from(value.abs_diff(first)) * u128::from(count) / u128::from(span);
        if let Some(bin) = usize::try_from(place).ok().and_then(|place| bins.get_mut(place)) {
            bin.count += times;
        }
    }
    bins
}

fn begin(out: &mut dyn Write, height: f64, title: &str) -> fmt::Result {
    write!(
        out,
        "<svg viewBox=\"0 0 {WIDTH} {height}\" role=\"img\" xmlns=\"http://www.w3.org/2000/svg\">\
         <title>{}</title>",
        escaped(title)
    )
}

fn text(out: &mut dyn Write, x: f64, y: f64, anchor: &str, words: &str) -> fmt::Result {
    write!(
        out,
        "<text x=\"{x:.1}\" y=\"{y:.1}\" text-anchor=\"{anchor}\">{}</text>",
        escaped(words)
    )
}

fn line(out: &mut dyn Write, (x1, y1): (f64, f64), (x2, y2): (f64, f64)) -> fmt::Result {
    write!(
        out,
        "<line x1=\"{x1:.1}\" y1=\"{y1:.1}\" x2=\"{x2:.1}\" y2=\"{y2:.1}\" stroke=\"#777\"/>"
    )
}

fn rect(
    out: &mut dyn Write,
    (x, y): (f64, f64),
    (width, height): (f64, f64),
    color: &str,
) -> fmt::Result {
    let (width, height) = (width.max(0.0), height.max(0.0));
    write!(
        out,
        "<rect x=\"{x:.1}\" y=\"{y:.1}\" width=\"{width:.1}\" height=\"{height:.1}\" fill=\"{color}\"/>"
    )
}

/// The horizontal axis with its ends and its middle.
fn axis(out: &mut dyn Write, column: &Column, low: f64, high: f64) -> fmt::Result {
    let y = HEIGHT - BOTTOM;
    line(out, (LEFT, y), (WIDTH - RIGHT, y))?;
    for (part, anchor) in [(0.0, "start"), (0.5, "middle"), (1.0, "end")] {
        let x = LEFT + part * (WIDTH - LEFT - RIGHT);
        text(out, x, y + 18.0, anchor, &amount(column.kind, low + part * (high - low)))?;
    }
    Ok(())
}

pub(super) fn histogram(column: &Column, bins: &[Bin], out: &mut dyn Write) -> fmt::Result {
    begin(out, HEIGHT, &format!("distribution of {}", column.name))?;
    let most = bins.iter().map(|bin| bin.count).max().unwrap_or(0).max(1) as f64;
    let (wide, high) = ((WIDTH - LEFT - RIGHT) / bins.len().max(1) as f64, HEIGHT - TOP - BOTTOM);
    for (place, bin) in bins.iter().enumerate() {
        let tall = high * bin.count as f64 / most;
        let at = (LEFT + wide * place as f64, HEIGHT - BOTTOM - tall);
        rect(out, at, (wide - 1.0, tall), COLOR)?;
    }
    text(out, LEFT - 6.0, TOP + 10.0, "end", &format!("{most:.0}"))?;
    text(out, LEFT - 6.0, HEIGHT - BOTTOM, "end", "0")?;
    if let (Some(first), Some(last)) = (bins.first(), bins.last()) {
        axis(out, column, first.low, last.high)?;
    }
    writeln!(out, "</svg>")
}

/// The share for which something has not happened, with its interval, over time.
pub(super) fn steps(
    column: &Column,
    curve: &Curve,
    horizon: i64,
    out: &mut dyn Write,
) -> fmt::Result {
    begin(out, HEIGHT, &format!("share without {} over time", column.name))?;
    let last = curve.points.last().map_or(horizon, |point| point.time.max(horizon)).max(1);
    let x = |time: i64| LEFT + (WIDTH - LEFT - RIGHT) * time as f64 / last as f64;
    let y = |share: f64| TOP + (HEIGHT - TOP - BOTTOM) * (1.0 - share);
    let mut path = format!("M{:.1} {:.1}", x(0), y(1.0));
    for (place, point) in curve.points.iter().enumerate() {
        let until = curve.points.get(place + 1).map_or(last, |next| next.time);
        let (from, to) = (x(point.time), x(until));
        let Interval { low, high } = point.interval;
        rect(out, (from, y(high)), (to - from, y(low) - y(high)), PALE)?;
        write!(path, " H{from:.1} V{:.1}", y(point.survival))?;
    }
    write!(path, " H{:.1}", x(last))?;
    write!(out, "<path d=\"{path}\" fill=\"none\" stroke=\"{COLOR}\" stroke-width=\"2\"/>")?;
    for (share, words) in [(1.0, "100 %"), (0.5, "50 %"), (0.0, "0 %")] {
        text(out, LEFT - 6.0, y(share) + 4.0, "end", words)?;
    }
    axis(out, column, 0.0, last as f64)?;
    writeln!(out, "</svg>")
}

/// A bar of a tornado.
pub(super) struct Bar {
    pub name: String,
    pub value: f64,
    pub interval: Interval,
    pub label: String,
}

/// Bars from one line in the middle, with their intervals as whiskers.
pub(super) fn bars(all: &[Bar], out: &mut dyn Write) -> fmt::Result {
    const TALL: f64 = 24.0;
    const NAMES: f64 = 300.0;
    let shown = all.len().min(20);
    begin(out, TALL * shown as f64 + 20.0, "bars, the greatest first")?;
    let ends = all.iter().flat_map(|bar| [bar.interval.low, bar.interval.high, bar.value, 0.0]);
    let (low, high) =
        ends.fold((0.0_f64, 0.0_f64), |(low, high), end| (low.min(end), high.max(end)));
    let span = if low < high { high - low } else { 1.0 };
    let room = WIDTH - NAMES - 110.0;
    let x = |value: f64| NAMES + room * (value - low) / span;
    for (place, bar) in all.iter().take(shown).enumerate() {
        let top = 8.0 + TALL * place as f64;
        let (from, to) = (x(bar.value.min(0.0)), x(bar.value.max(0.0)));
        text(out, NAMES - 8.0, top + 15.0, "end", &bar.name)?;
        rect(out, (from, top + 3.0), (to - from, TALL - 8.0), COLOR)?;
        let middle = top + TALL / 2.0 - 1.0;
        line(out, (x(bar.interval.low), middle), (x(bar.interval.high), middle))?;
        text(out, WIDTH - 8.0, top + 15.0, "end", &bar.label)?;
    }
    line(out, (x(0.0), 4.0), (x(0.0), 8.0 + TALL * shown as f64))?;
    writeln!(out, "</svg>")
}
