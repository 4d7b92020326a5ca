//! How actors, nations and sets of them are called in a sentence.

use domain::{Actor, Audience, Nation, NationSet, Seat, Viewer};

/// More nations than these are given by their codes.
const NAMES_MAX: u32 = 6;

pub(crate) fn actor(actor: Actor) -> &'static str {
    match actor {
        Actor::Clock => "the clock",
        Actor::Control => "exercise control",
        Actor::Monitors => "the monitors",
        Actor::Commission => "the Special Commission",
        Actor::Commander => "the force commander",
        Actor::CoChairs => "the co-chairs",
        Actor::Us => nation(Nation::US),
        Actor::Ua => nation(Nation::UA),
        Actor::Coalition => "the Coalition",
        Actor::Nation(other) => nation(other),
    }
}

pub(crate) fn nation(nation: Nation) -> &'static str {
    match nation {
        Nation::US => "the US",
        Nation::UK => "the UK",
        Nation::EU => "the EU",
        Nation::NL => "the Netherlands",
        other => other.name(),
    }
}

pub(crate) fn seat(seat: Seat) -> &'static str {
    match seat {
        Seat::Us => "the US seat",
        Seat::Ua => "the Ukrainian seat",
        Seat::Coalition => "the Coalition's seat",
    }
}

pub(crate) fn viewer(viewer: Viewer) -> &'static str {
    match viewer {
        Viewer::Coalition => seat(Seat::Coalition),
        Viewer::Nation(one) => nation(one),
    }
}

/// Who may see something.
pub(crate) fn audience(audience: Audience) -> String {
    match audience {
        Audience::All => "all".to_string(),
        Audience::CONTROL => actor(Actor::Control).to_string(),
        Audience::Only { coalition: false, nations: few } => nations(few),
        Audience::Only { coalition: true, nations: few } => {
            format!("{} and for {}", seat(Seat::Coalition), nations(few))
        }
    }
}

/// Names for a few nations, a number and codes for many.
pub(crate) fn nations(set: NationSet) -> String {
    match set.len() {
        0 => "nobody".to_string(),
        few if few <= NAMES_MAX => list(set.iter().map(nation)),
        many => format!("{many} nations ({set})"),
    }
}

/// Names for a few actors, a number and words for many.
pub(crate) fn actors(all: &[Actor]) -> String {
    if all.len() <= NAMES_MAX as usize {
        return list(all.iter().map(|one| actor(*one)));
    }
    let words: Vec<&str> = all.iter().map(|one| one.as_str()).collect();
    format!("{} actors ({})", all.len(), words.join(" "))
}

/// `a`, `a and b`, `a, b and c`
pub(crate) fn list<'a>(items: impl IntoIterator<Item = &'a str>) -> String {
    joined(items, "and")
}

/// `a`, `a or b`, `a, b or c`
pub(crate) fn choice<'a>(items: impl IntoIterator<Item = &'a str>) -> String {
    joined(items, "or")
}

fn joined<'a>(items: impl IntoIterator<Item = &'a str>, word: &str) -> String {
    let items: Vec<&str> = items.into_iter().collect();
    match items.split_last() {
        None => String::new(),
        Some((last, [])) => (*last).to_string(),
        Some((last, front)) => format!("{} {word} {last}", front.join(", ")),
    }
}

/// `1 record`, `2 records`, `1,234 records`
pub fn count(number: u64, noun: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{} {noun}{plural}", grouped(number))
}

/// `1,200 t`
pub(crate) fn tonnes(number: u32) -> String {
    format!("{} t", grouped(number.into()))
}

/// A number with its thousands set apart.
pub(crate) fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if 0 < index && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_nations_are_named_and_many_are_counted() {
        let set = |codes: &str| codes.split(' ').map(|code| code.parse().unwrap()).collect();
        assert_eq!(nations(NationSet::EMPTY), "nobody");
        assert_eq!(nations(set("nl us fr")), "France, the Netherlands and the US");
        assert_eq!(nations(set("be de dk ee es fi fr")), "7 nations (be de dk ee es fi fr)");
    }

    #[test]
    fn numbers_are_read_in_groups() {
        let numbers = [1, 999, 1_000, 1_234_567].map(|number| count(number, "record"));
        assert_eq!(numbers, ["1 record", "999 records", "1,000 records", "1,234,567 records"]);
    }
}
