//! Pictures as SVG.

#![expect(clippy::cast_precision_loss, reason = "a picture has some hundred dots")]

use std::fmt::{self, Write};

use crate::outcome::{Column, Kind};
use crate::statistics::survival::Curve;
use crate::statistics::{Interval, Tally};

use super::escaped;
use super::scale::{label, ticks};

const WIDTH: f64 = 720.0;
const HEIGHT: f64 = 260.0;
/// Around the picture, for what stands beside the axes.
const LEFT: f64 = 60.0;
const RIGHT: f64 = 20.0;
const TOP: f64 = 30.0;
const BOTTOM: f64 = 50.0;
const COLOR: &str = "#1f5f99";
const PALE: &str = "#bcd4ea";
const AXIS: &str = "#777";
const GRID: &str = "#e4e4e4";

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

fn line(
    out: &mut dyn Write,
    (x1, y1): (f64, f64),
    (x2, y2): (f64, f64),
    color: &str,
) -> fmt::Result {
    write!(
        out,
        "<line x1=\"{x1:.1}\" y1=\"{y1:.1}\" x2=\"{x2:.1}\" y2=\"{y2:.1}\" stroke=\"{color}\"/>"
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

/// The horizontal axis: its ticks, and beneath them what is measured.
fn axis(
    out: &mut dyn Write,
    column: &Column,
    ticks: &[f64],
    x: impl Fn(f64) -> f64,
) -> fmt::Result {
    let y = HEIGHT - BOTTOM;
    line(out, (LEFT, y), (WIDTH - RIGHT, y), AXIS)?;
    for &tick in ticks {
        line(out, (x(tick), y), (x(tick), y + 5.0), AXIS)?;
        text(out, x(tick), y + 18.0, "middle", &label(column.kind, tick))?;
    }
    let middle = f64::midpoint(LEFT, WIDTH - RIGHT);
    text(out, middle, y + 40.0, "middle", &shortened(&column.text, 100))
}

/// The vertical axis: lines across the picture, and above it what is counted.
fn across(
    out: &mut dyn Write,
    what: &str,
    kind: Kind,
    ticks: &[f64],
    y: impl Fn(f64) -> f64,
) -> fmt::Result {
    text(out, 8.0, 16.0, "start", what)?;
    for &tick in ticks {
        line(out, (LEFT, y(tick)), (WIDTH - RIGHT, y(tick)), GRID)?;
        text(out, LEFT - 6.0, y(tick) + 4.0, "end", &label(kind, tick))?;
    }
    Ok(())
}

/// A text that does not run out of its place.
fn shortened(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_string();
    }
    text.chars().take(most - 1).chain(['…']).collect()
}

pub(super) fn histogram(column: &Column, bins: &[Bin], out: &mut dyn Write) -> fmt::Result {
    begin(out, HEIGHT, &format!("distribution of {}", column.name))?;
    let most = bins.iter().map(|bin| bin.count).max().unwrap_or(0).max(1) as f64;
    let (wide, high) = ((WIDTH - LEFT - RIGHT) / bins.len().max(1) as f64, HEIGHT - TOP - BOTTOM);
    let y = |count: f64| HEIGHT - BOTTOM - high * count / most;
    across(out, "runs", Kind::Count, &ticks(Kind::Count, 0.0, most), y)?;
    for (place, bin) in bins.iter().enumerate() {
        let top = y(bin.count as f64);
        rect(out, (LEFT + wide * place as f64, top), (wide - 1.0, HEIGHT - BOTTOM - top), COLOR)?;
    }
    if let (Some(first), Some(last)) = (bins.first(), bins.last()) {
        // A bar that stands for one number has it beneath its middle.
        let single = first.high - first.low <= 1.0;
        let (end, shift) = if single { (last.low, wide / 2.0) } else { (last.high, 0.0) };
        let unit = wide / (first.high - first.low);
        let ticks = ticks(column.kind, first.low, end);
        axis(out, column, &ticks, |value| LEFT + shift + unit * (value - first.low))?;
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
    let at = |time: f64| LEFT + (WIDTH - LEFT - RIGHT) * time / last as f64;
    let x = |time: i64| at(time as f64);
    let y = |share: f64| TOP + (HEIGHT - TOP - BOTTOM) * (1.0 - share);
    let what = "share of runs in which it has not happened yet, with its interval";
    across(out, what, Kind::Flag, &[0.0, 0.25, 0.5, 0.75, 1.0], y)?;
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
    axis(out, column, &ticks(column.kind, 0.0, last as f64), at)?;
    writeln!(out, "</svg>")
}

/// A bar of a tornado.
pub(super) struct Bar {
    pub name: String,
    pub value: f64,
    pub interval: Interval,
    pub label: String,
}

fn whiskers(out: &mut dyn Write, [low, high]: [f64; 2], middle: f64) -> fmt::Result {
    line(out, (low, middle), (high, middle), COLOR)?;
    for end in [low, high] {
        line(out, (end, middle - 4.0), (end, middle + 4.0), COLOR)?;
    }
    Ok(())
}

/// Bars from one line, with their intervals as whiskers, over an axis in the unit of a kind.
pub(super) fn bars(kind: Kind, all: &[Bar], out: &mut dyn Write) -> fmt::Result {
    const TALL: f64 = 24.0;
    const NAMES: f64 = 300.0;
    let shown = all.len().min(20);
    let bottom = 8.0 + TALL * shown as f64;
    begin(out, bottom + 26.0, "bars, the greatest first")?;
    let ends = all.iter().flat_map(|bar| [bar.interval.low, bar.interval.high, bar.value, 0.0]);
    let (low, high) = ends
        .filter(|end| end.is_finite())
        .fold((0.0_f64, 0.0_f64), |(low, high), end| (low.min(end), high.max(end)));
    let span = if low < high { high - low } else { 1.0 };
    let room = WIDTH - NAMES - 110.0;
    let x = |value: f64| NAMES + room * (value - low) / span;
    for tick in ticks(kind, low, high) {
        let color = if tick == 0.0 { AXIS } else { GRID };
        line(out, (x(tick), 4.0), (x(tick), bottom), color)?;
        text(out, x(tick), bottom + 16.0, "middle", &label(kind, tick))?;
    }
    for (place, bar) in all.iter().take(shown).enumerate() {
        let top = 8.0 + TALL * place as f64;
        let (from, to) = (x(bar.value.min(0.0)), x(bar.value.max(0.0)));
        text(out, NAMES - 8.0, top + 15.0, "end", &shortened(&bar.name, 44))?;
        rect(out, (from, top + 3.0), (to - from, TALL - 8.0), PALE)?;
        let middle = top + TALL / 2.0 - 1.0;
        if bar.interval.is_bounded() {
            whiskers(out, [bar.interval.low, bar.interval.high].map(x), middle)?;
        }
        text(out, WIDTH - 8.0, top + 15.0, "end", &bar.label)?;
    }
    writeln!(out, "</svg>")
}
