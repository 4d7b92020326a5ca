//! Words of the language as names: what can only be one of the two is taken for it.

use diagnostic::{SourceText, Style, render};

use crate::{RuleSet, Vocabulary};

/// Every word that means something somewhere.
const WORDS: [&str; 74] = [
    "rules",
    "version",
    "in",
    "force",
    "event",
    "state",
    "let",
    "rule",
    "example",
    "source",
    "duty",
    "of",
    "severity",
    "enforce",
    "note",
    "while",
    "after",
    "for",
    "until",
    "before",
    "between",
    "and",
    "whenever",
    "then",
    "otherwise",
    "never",
    "only",
    "if",
    "at",
    "most",
    "least",
    "per",
    "any",
    "total",
    "every",
    "lasts",
    "always",
    "formula",
    "within",
    "no",
    "distinct",
    "sum",
    "or",
    "except",
    "when",
    "where",
    "not",
    "closed",
    "expect",
    "kept",
    "broken",
    "pending",
    "by",
    "reads",
    "from",
    "to",
    "count",
    "min",
    "max",
    "avg",
    "exists",
    "forall",
    "implies",
    "once",
    "historically",
    "eventually",
    "previously",
    "next",
    "strictly",
    "since",
    "h",
    "id",
    "int",
    "time",
];

/// What is said with the word in place of `NAME`.
const EVENTS: &str = r#"event NAME(a: id, n: int)
event q(a: id)
state open(a) from NAME(a) or q(a) until NAME(a, n: 0)
rule a "" whenever NAME(a, n) where n > 3 then NAME(a) within 1 h or (NAME(a) within 2 h or no NAME(a) within 2 h)
rule b "" q(a) only if NAME(a) before and no NAME(a, n: 2) within 1 h before and at least 2 NAME(a) before
rule c "" q(a) only if NAME(a, n) where n > 3 before and NAME(a) before
rule k "" q(a) only if open(a) where a != "x" and NAME(a) before
rule d "" at most 3 NAME(a) per a in any 1 h
rule e "" at most 3 distinct n in NAME(a, n) per a in any 1 h
rule f "" after NAME(a) for 1 h until NAME(a), never NAME(a)
rule g "" while open(a), NAME(a) at least every 1 h
rule h "" never q(a) except when not NAME(a) and (NAME(a) or not (NAME(a: a) and NAME(a)))
rule i "" always (not open(a) or not q(a)) and not (NAME(a) and q(a))
rule j "" formula: NAME(x, n) and not NAME(x, 3) and (not NAME(n: 4)) since NAME(a: x) and once [0 s, 1 h] NAME(x, n)
"#;

/// The same of fields and variables; a field that is called as its value stands by its name alone.
const VALUES: &str = r#"event p(NAME: int, b: id)
event q(NAME: int)
state s(NAME) from p(NAME) until q(NAME)
rule a "" whenever p(NAME) where NAME > 2 and NAME < 5 then q(NAME) within 1 h
rule b "" at most 3 of sum NAME in p(NAME, b) per b in any 1 h
rule c "" never p(NAME: n, b) where n = 2 except when q(NAME: n)
rule d "" formula: p(NAME: NAME, b: x) and NAME != 3 and not (once [0 s, 1 h] q(NAME))
rule e "" formula: NAME = count of x in (once [0 s, 1 h] p(b: x)) and NAME > 2
rule NAME "" never p(NAME)
rule f "" never q(NAME) except NAME
rule g "" never q(NAME: n) except NAME except when s(NAME: n)
"#;

#[test]
fn a_word_of_the_language_is_a_name_wherever_it_can_only_be_one() {
    let layout = |text: &str| crate::format(text).expect("it is sound");
    for word in WORDS {
        let text = EVENTS.replace("NAME", word);
        sound(&text);
        assert_eq!(layout(&layout(&text)), layout(&text));
        sound(&VALUES.replace("NAME", word));
    }
}

/// What stood in brackets behind a word before is what it was.
#[test]
fn brackets_behind_a_word_that_hold_no_fields_are_those_of_a_condition_or_a_window() {
    sound(
        r#"event q(a: id, n: int)
let low = 1 s
let high = 1 h
rule a "" formula: q(x) and not (once (low, high] q(x)) and not (once (low, high) q(x)) and
  (once (low, high)
  q(x))
rule e "" formula: q(x) and not (once (low, 3 h] q(x)) and not (once (low, 1 h 3 s) q(x)) and once (low, *) q(x)
rule b "" always (not q(a: "x"))
rule c "" never q(a, n) except when not (a = "x") except when not (n) > 3
rule d "" formula: q(a: x, n: n) and not (n) > 3 and not (n = 1) and not ((n) > 2)
"#,
    );
}

fn sound(text: &str) {
    if let Err(faults) = RuleSet::parse(text, &Vocabulary::default()) {
        panic!("{}", render(&SourceText::new("words.rules", text), &faults, Style::Plain));
    }
}
