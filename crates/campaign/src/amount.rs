//! Numbers as people read them.

use crate::outcome::Kind;

/// A number of a column with its unit.
pub fn amount(kind: Kind, value: f64) -> String {
    match kind {
        Kind::Flag => share(value),
        Kind::PartsPerMillion => share(value / 1e6),
        Kind::Count => plain(value),
        Kind::ThousandthsPerDay => format!("{} a day", plain(value / 1e3)),
        Kind::Milliseconds | Kind::Time => span(value),
    }
}

/// A difference, with its sign.
pub fn difference(kind: Kind, value: f64) -> String {
    let sign = if value < 0.0 { "−" } else { "+" };
    let size = amount(kind, value.abs());
    let size = match kind {
        Kind::Flag | Kind::PartsPerMillion => size.replace(" %", " points"),
        _ => size,
    };
    format!("{sign}{size}")
}

/// A share in percent; what is not quite none or all does not look so.
pub fn share(value: f64) -> String {
    let percent = 100.0 * value;
    if 0.0 < percent && percent < 0.00005 {
        "< 0.0001 %".to_string()
    } else if (0.999_995..1.0).contains(&value) {
        "> 99.999 %".to_string()
    } else if 0.0 < percent && percent < 0.1 {
        format!("{percent:.4} %")
    } else if 0.0 < percent && percent < 0.995 {
        // The ends of an interval must not look nearer than they are.
        format!("{percent:.2} %")
    } else if 99.9 < percent && percent < 100.0 {
        format!("{percent:.3} %")
    } else {
        format!("{percent:.1} %")
    }
}

/// A share in percent as somebody wrote it, with all digits: two that differ look different.
pub fn written(value: f64) -> String {
    let percent = 100.0 * value;
    let near = |text: &String| {
        text.parse::<f64>().is_ok_and(|read| (read - percent).abs() <= 1e-12 * percent.abs())
    };
    let text = (1..20).map(|places| format!("{percent:.places$}")).find(near);
    format!("{} %", text.unwrap_or_else(|| format!("{percent:e}")))
}

/// Two digits that count, where hundredths would show fewer.
fn plain(value: f64) -> String {
    let text = match value.abs() {
        0.0 => "0".to_string(),
        size if size < 1e-6 => format!("{value:.1e}"),
        size if size < 0.1 => {
            let places = [1e-1, 1e-2, 1e-3, 1e-4, 1e-5];
            let zeros = places.iter().take_while(|least| size < **least).count();
            format!("{value:.*}", zeros + 2)
        }
        size if size < 100.0 => format!("{value:.2}"),
        _ => format!("{value:.1}"),
    };
    text.strip_suffix(".00").or(text.strip_suffix(".0")).unwrap_or(&text).to_string()
}

/// A span of time in its two greatest units.
fn span(ms: f64) -> String {
    let sign = if ms < 0.0 { "−" } else { "" };
    let units = [("d", 86_400_000.0), ("h", 3_600_000.0), ("min", 60_000.0), ("s", 1_000.0)];
    let size = ms.abs();
    let Some(first) = units.iter().position(|(_, unit)| *unit <= size) else {
        return format!("{sign}{size:.0} ms");
    };
    let (name, unit) = units[first];
    let Some((smaller, part)) = units.get(first + 1) else {
        return format!("{sign}{:.1} {name}", size / unit);
    };
    let parts = (size / part).round();
    let ratio = unit / part;
    let (whole, rest) = ((parts / ratio).floor(), parts % ratio);
    if rest < 0.5 {
        format!("{sign}{whole:.0} {name}")
    } else {
        format!("{sign}{whole:.0} {name} {rest:.0} {smaller}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_numbers_keep_two_digits_and_none_is_less_than_nothing() {
        let told = |value| amount(Kind::Count, value);
        assert_eq!(
            [0.0, -0.0, 3.0, 0.25, 12.345, 123.45].map(told),
            ["0", "0", "3", "0.25", "12.35", "123.5"]
        );
        assert_eq!(
            [0.0015, -0.000_201, 0.05, 0.099, 3e-9].map(told),
            ["0.0015", "-0.00020", "0.050", "0.099", "3.0e-9"]
        );
    }

    #[test]
    fn shares_below_a_hundredth_keep_two_digits() {
        assert_eq!(
            [0.0, 0.000_3, 0.0015, 0.002_406, 0.009_96, 0.25, 1.0].map(share),
            ["0.0 %", "0.0300 %", "0.15 %", "0.24 %", "1.0 %", "25.0 %", "100.0 %"]
        );
    }

    #[test]
    fn shares_that_somebody_wrote_keep_all_their_digits() {
        assert_eq!(
            [0.3, 0.2001, 0.2004, 0.000_000_5, 0.999_999, 0.07].map(written),
            ["30.0 %", "20.01 %", "20.04 %", "0.00005 %", "99.9999 %", "7.0 %"]
        );
    }
}
