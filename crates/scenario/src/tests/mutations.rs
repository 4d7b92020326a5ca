//! Sound scenarios with random damage: compiling them gives a script or faults, never a panic.

use std::sync::LazyLock;

use proptest::prelude::*;
use proptest::sample::Index;
use simulator::choice::Seeded;
use simulator::engine::{EngineError, Forgetful};
use simulator::run;
use simulator::script::Script;

use super::{example, files, path, short_scenarios, shown};
use crate::compile;

/// Sound scenarios, and bad ones to start from.
static TEXTS: LazyLock<Vec<String>> = LazyLock::new(|| {
    let bad = files(&path("tests/faults"), "yaml");
    let bad = bad.iter().map(|path| std::fs::read_to_string(path).expect("it can be read"));
    [example().to_owned()].into_iter().chain(short_scenarios()).chain(bad).collect()
});

/// Words, numbers and marks, wherever they stand in the texts.
static TOKENS: LazyLock<Vec<&'static str>> = LazyLock::new(|| {
    let is_mark = |c: char| c.is_whitespace() || "{}[],:".contains(c);
    let mut tokens: Vec<&str> = TEXTS.iter().flat_map(|text| text.split(is_mark)).collect();
    tokens.extend(["${", "}", "${n}", "${question}", "&a ", "*a", "<<", "~", "[", "{", ": ", "- "]);
    tokens.extend(["-1", "18446744073709551616", "T+9999:59", "9999d", "0%", "é", "\u{0}", "\t"]);
    tokens.sort_unstable();
    tokens.dedup();
    tokens
});

/// One way to damage a text.
#[derive(Clone, Debug)]
enum Damage {
    Byte { at: Index, byte: u8 },
    Delete { from: Index, length: usize },
    Double { from: Index, length: usize },
    Move { from: Index, length: usize, to: Index },
    Replace { token: Index, with: Index },
    Insert { at: Index, token: Index },
    DeleteLine { line: Index },
    DoubleLine { line: Index },
    Indent { line: Index, spaces: usize },
}

fn damage() -> impl Strategy<Value = Damage> {
    let index = any::<Index>;
    prop_oneof![
        1 => (index(), any::<u8>()).prop_map(|(at, byte)| Damage::Byte { at, byte }),
        1 => (index(), 1..40usize).prop_map(|(from, length)| Damage::Delete { from, length }),
        1 => (index(), 1..200usize).prop_map(|(from, length)| Damage::Double { from, length }),
        1 => (index(), 1..80usize, index())
            .prop_map(|(from, length, to)| Damage::Move { from, length, to }),
        4 => (index(), index()).prop_map(|(token, with)| Damage::Replace { token, with }),
        2 => (index(), index()).prop_map(|(at, token)| Damage::Insert { at, token }),
        2 => index().prop_map(|line| Damage::DeleteLine { line }),
        1 => index().prop_map(|line| Damage::DoubleLine { line }),
        1 => (index(), 0..9usize).prop_map(|(line, spaces)| Damage::Indent { line, spaces }),
    ]
}

impl Damage {
    fn apply(&self, text: &str) -> String {
        let bytes = text.as_bytes();
        let place = |index: &Index| index.index(bytes.len() + 1);
        let end = |start: usize, length: usize| (start + length).min(bytes.len());
        let changed = match self {
            Damage::Byte { at, byte } => {
                let mut bytes = bytes.to_vec();
                if let Some(found) = bytes.get_mut(place(at)) {
                    *found = *byte;
                }
                bytes
            }
            Damage::Delete { from, length } => {
                let from = place(from);
                [&bytes[..from], &bytes[end(from, *length)..]].concat()
            }
            Damage::Double { from, length } => {
                let end = end(place(from), *length);
                [&bytes[..end], &bytes[place(from)..]].concat()
            }
            Damage::Move { from, length, to } => {
                let (from, to) = (place(from), place(to));
                [&bytes[..to], &bytes[from..end(from, *length)], &bytes[to..]].concat()
            }
            Damage::Replace { token, with } => {
                let old = TOKENS[token.index(TOKENS.len())];
                text.replacen(old, TOKENS[with.index(TOKENS.len())], 1).into_bytes()
            }
            Damage::Insert { at, token } => {
                let token = TOKENS[token.index(TOKENS.len())].as_bytes();
                [&bytes[..place(at)], token, &bytes[place(at)..]].concat()
            }
            Damage::DeleteLine { line } => in_lines(text, *line, |_| Vec::new()),
            Damage::DoubleLine { line } => in_lines(text, *line, |line| vec![line.to_owned(); 2]),
            Damage::Indent { line, spaces } => {
                in_lines(text, *line, |line| vec![" ".repeat(*spaces) + line.trim_start()])
            }
        };
        String::from_utf8_lossy(&changed).into_owned()
    }
}

/// Puts other lines in the place of one.
fn in_lines(text: &str, line: Index, change: impl Fn(&str) -> Vec<String>) -> Vec<u8> {
    let mut lines: Vec<String> = text.split('\n').map(str::to_owned).collect();
    let index = line.index(lines.len());
    let instead = change(&lines[index]);
    lines.splice(index..=index, instead);
    lines.join("\n").into_bytes()
}

/// Whether the script of a damaged scenario can be played.
fn played(script: &Script) -> Result<(), String> {
    let opening = run::opening(script, 1, None);
    match run::run(script, opening, Seeded::new(1, 0), Forgetful, &mut |_| {}) {
        // That a reaction comes to rest cannot always be told before.
        Ok(_)
        | Err(
            EngineError::Standstill { .. }
            | EngineError::Endless { .. }
            | EngineError::Crowded { .. },
        ) => Ok(()),
        Err(error) => Err(error.to_string()),
    }
}

proptest! {
    /// What is sound can be played. What is refused is refused in words, with places inside of
    /// the text. Compiling the same text again comes to the same.
    #[test]
    fn a_damaged_scenario_is_compiled_or_refused(
        text in any::<Index>(),
        damages in prop::collection::vec(damage(), 1..5),
    ) {
        let sound = &TEXTS[text.index(TEXTS.len())];
        let text = damages.iter().fold(sound.clone(), |text, damage| damage.apply(&text));
        let (once, again) = (compile(&text), compile(&text));
        prop_assert_eq!(format!("{once:?}"), format!("{again:?}"));
        let faults = match once {
            Ok(compiled) => {
                prop_assert_eq!(played(&compiled.script), Ok(()), "{}", text);
                compiled.warnings
            }
            Err(faults) => {
                prop_assert!(!faults.is_empty());
                faults
            }
        };
        prop_assert_eq!(faults.is_empty(), shown(&text, &faults).is_empty());
        for fault in &faults {
            prop_assert!(!fault.labels.is_empty() || fault.code == "S010", "{:?}", fault);
            let places = fault.labels.iter().map(|label| &label.span);
            for place in places.chain(fault.fix.iter().map(|fix| &fix.span)) {
                prop_assert!(text.get(place.clone()).is_some(), "{:?}", fault);
            }
        }
    }
}
