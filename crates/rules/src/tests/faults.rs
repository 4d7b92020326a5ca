//! Every fault code has a small bad file and, beside it, the exact words that people read.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use diagnostic::{SourceText, Style, render};
use expect_test::{expect, expect_file};

use crate::{RuleSet, Type, Vocabulary};

/// Codes that no small file shows, and where they are shown instead.
const ELSEWHERE: [(&str, &str); 4] = [
    ("R126", "needs a vocabulary: `a_rule_on_what_nothing_records_is_pointed_at`"),
    ("R127", "needs more than a hundred faults: `hostile::faults_past_the_limit_are_counted`"),
    ("R128", "needs a vocabulary: `an_enforced_rule_must_not_tell_of_what_is_hidden`"),
    ("R131", "a change that no example notices: `tests::coverage`"),
];

fn folder(inside: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(inside)
}

fn files(folder: &Path, ending: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).expect("the folder can be read") {
        let path = entry.expect("the entry can be read").path();
        if path.is_dir() {
            found.extend(files(&path, ending));
        } else if path.extension().is_some_and(|extension| extension == ending) {
            found.push(path);
        }
    }
    found.sort();
    found
}

/// The codes in a text that stand between two of these marks: `R` and three digits.
fn codes(text: &str, marks: &[char]) -> BTreeSet<String> {
    let is_code = |word: &&str| {
        let digits = word.strip_prefix('R').unwrap_or_default();
        digits.len() == 3 && digits.bytes().all(|byte| byte.is_ascii_digit())
    };
    text.split(marks).filter(is_code).map(str::to_owned).collect()
}

#[test]
fn each_bad_file_is_refused_in_the_words_beside_it() {
    let fixtures = files(&folder("tests/faults"), "rules");
    assert!(!fixtures.is_empty());
    for path in fixtures {
        let text = fs::read_to_string(&path).expect("the fixture can be read");
        let faults = match RuleSet::parse(&text, &Vocabulary::default()) {
            Ok(rules) => {
                let failed = rules.run_examples().into_iter().filter_map(|result| result.fault);
                rules.warnings().iter().cloned().chain(failed).collect()
            }
            Err(faults) => faults,
        };
        let told = render(&SourceText::new("policy.rules", &text), &faults, Style::Plain);
        expect_file![path.with_extension("txt")].assert_eq(&told);
        let stem = path.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default();
        let code = stem.split('-').next().unwrap_or_default();
        assert!(told.contains(&format!("[{code}]")), "{stem} shows no {code}:\n{told}");
    }
}

#[test]
fn every_code_in_the_sources_has_a_bad_file() {
    let mut emitted = BTreeSet::new();
    for path in files(&folder("src"), "rs") {
        if !path.components().any(|part| part.as_os_str() == "tests") {
            let text = fs::read_to_string(&path).expect("the source can be read");
            emitted.extend(codes(&text, &['"']));
        }
    }
    for (elsewhere, why) in ELSEWHERE {
        assert!(emitted.remove(elsewhere), "{elsewhere} is gone, which {why}");
    }
    let shown: BTreeSet<String> = files(&folder("tests/faults"), "txt")
        .iter()
        .flat_map(|path| {
            codes(&fs::read_to_string(path).expect("the words can be read"), &['[', ']'])
        })
        .collect();
    assert!(15 < emitted.len(), "the scan finds the codes: {emitted:?}");
    assert_eq!(emitted.difference(&shown).collect::<Vec<_>>(), Vec::<&String>::new());
}

#[test]
fn no_words_are_left_of_a_bad_file_that_is_gone() {
    let stems = |ending| {
        let paths = files(&folder("tests/faults"), ending);
        paths.iter().map(|path| path.with_extension("")).collect::<BTreeSet<_>>()
    };
    assert_eq!(stems("rules"), stems("txt"));
}

#[test]
fn a_rule_on_what_nothing_records_is_pointed_at() {
    let mut vocabulary = Vocabulary::default();
    let id = vocabulary.add("p", &[]);
    let planned =
        crate::Kind { is_emitted: false, ..vocabulary.kind(id).expect("it is there").clone() };
    vocabulary.insert(planned);
    let text = "rule r \"\"\n  never p()\n";
    let rules = RuleSet::parse(text, &vocabulary).expect("it is sound");
    expect![[r#"
        warning[R126]: nothing records `p`
         --> policy.rules:1:6
          |
        1 | rule r ""
          |      ^ waits for it
          |
          = help: the rule would never be asked; take an event that is recorded
    "#]]
    .assert_eq(&render(&SourceText::new("policy.rules", text), rules.warnings(), Style::Plain));
}

#[test]
fn an_enforced_rule_must_not_tell_of_what_is_hidden() {
    let mut vocabulary = Vocabulary::default();
    vocabulary.add("open", &[("a", Type::Id)]);
    let hidden = vocabulary.add("hidden", &[("a", Type::Id)]);
    vocabulary.restrict(hidden);
    let text = r#"state known(a) from open(a) or hidden(a)
rule a "observes"
  never hidden(a)
rule b "enforced, by way of a state"
  enforce
  open(a) only if no known(a)
rule c "enforced"
  enforce
  open(a) only if no open(a) within 1 h before
rule d "enforced, and counts events"
  enforce
  formula: open(a: x) and not previously open(a: x)
rule e "enforced, and asks for a number"
  enforce
  formula: open(a: x, position: p) and p > 8
"#;
    let faults = RuleSet::parse(text, &vocabulary).expect_err("two rules would tell");
    let told: Vec<_> = faults.iter().filter(|fault| fault.code == "R128").collect();
    assert_eq!(told.len(), 3, "{faults:#?}");
    let shown = render(&SourceText::new("policy.rules", text), &faults, Style::Plain);
    expect![[r#"
        warning[R120]: state `known` never ends
         --> policy.rules:1:7
          |
        1 | state known(a) from open(a) or hidden(a)
          |       ^^^^^ no `until`
          |
          = help: say what ends it: `until …`

        error[R128]: an enforced rule speaks of `hidden`, which not everybody may see
         --> policy.rules:5:3
          |
        5 |   enforce
          |   ^^^^^^^ would tell of it
          |
          = help: take `enforce` away: the rule then observes, and refuses nothing

        error[R128]: an enforced rule depends on every event, of which not everybody may see all
          --> policy.rules:11:3
           |
        11 |   enforce
           |   ^^^^^^^ would tell of it
           |
           = help: take `enforce` away: the rule then observes, and refuses nothing

        error[R128]: an enforced rule reads a position, which counts what not everybody may see
          --> policy.rules:14:3
           |
        14 |   enforce
           |   ^^^^^^^ would tell of it
           |
           = help: take `enforce` away: the rule then observes, and refuses nothing
    "#]]
    .assert_eq(&shown);
}

/// Sentences, and whether a refusal by them would tell that there are other events.
const SENTENCES: &[(&str, bool)] = &[
    ("formula: open(a: x) and (not shut(a: x)) since open(a: x)", false),
    ("formula: open(a: x) and (not shut(a: x) and not open(a: x, n: 3)) since open(a: x)", false),
    ("formula: open(a: x) and (open(a: x) or shut(a: x)) since open(a: x)", true),
    ("formula: open(a: x) and (once [0 s, 1 min] open(a: x)) since open(a: x)", true),
    ("formula: open(a: x) and once [0 s, 1 min] (not shut(a: x) since open(a: x))", true),
    ("formula: open(a: x) and not once [0 s, 1 min] shut(a: x)", false),
    ("formula: open(a: x) and historically [0 s, 1 min] open(a: x)", true),
    ("formula: open(a: x, position: p) and p > 8", true),
    ("formula: open(a: x, position: 8)", true),
    ("formula: open(a: x, n: p) and once (shut(a: x, position: p))", true),
    (
        "formula: open(a: x) and exists c, n, e: c = max of e in (once open(a: x, n: n, position: e)) per x and c > 8",
        true,
    ),
    (
        "formula: open(a: x) and exists c, n, e: c = sum of n in (once open(a: x, n: n, position: e)) per x and c > 8",
        false,
    ),
    ("at most 2 open(a) per a in any 1 h", false),
    ("at most 2 of sum n in open(a, n) per a in total", false),
    ("after shut(a) until open(a: a, n: 3), at most 2 open(a)", false),
    ("open(a) only if at least 2 shut(a) within 1 h before", false),
    ("while is(a), at most 2 open(a) per a", false),
    ("while is(a), at most 2 open(a) per a in any 1 h", false),
    ("while is(a), at least 2 open(a) per a", false),
    ("between shut(a) and open(a: a, n: 3), at least 2 open(a)", false),
    ("formula: open(a: x) and not previously (not shut(a: x) since open(a: x))", false),
    ("formula: open(a: x) and not previously [0 s, 1 h] (not shut(a: x) since open(a: x))", true),
    ("formula: open(a: x) and not previously ((not shut(a: x)) since [0 s, 1 h] open(a: x))", true),
    ("formula: open(a: x) and (not shut(a: x) since open(a: x)) since open(a: x)", false),
    ("formula: open(a: x) and (not open(a: x) since shut(a: x)) since open(a: x)", true),
];

/// A hidden event is one at which nothing is so of which a rule may speak, but it is there.
#[test]
fn an_enforced_rule_does_not_depend_on_events_of_which_it_does_not_speak() {
    let mut vocabulary = Vocabulary::default();
    vocabulary.add("open", &[("a", Type::Id), ("n", Type::Int)]);
    vocabulary.add("shut", &[("a", Type::Id)]);
    let hidden = vocabulary.add("hidden", &[("a", Type::Id)]);
    vocabulary.restrict(hidden);
    for (sentence, tells) in SENTENCES {
        let state = "state is(a) from shut(a) until open(a: a, n: 4)\n";
        let text = format!("{state}rule r \"\"\n  enforce\n  {sentence}\n");
        let told = match RuleSet::parse(&text, &vocabulary) {
            Ok(_) => false,
            Err(faults) => {
                let codes: Vec<&str> = faults
                    .iter()
                    .map(|it| it.code)
                    .filter(|code| *code < "R120" || *code == "R128")
                    .collect();
                assert_eq!(codes, ["R128"], "{sentence}: {faults:#?}");
                true
            }
        };
        assert_eq!(told, *tells, "{sentence}");
    }
}

/// What the one would tell is said beside what is wrong with the other; rules in a circle have no
/// formula of which that could be asked.
#[test]
fn a_rule_that_would_tell_is_found_beside_other_faults() {
    let mut vocabulary = Vocabulary::default();
    vocabulary.add("open", &[("a", Type::Id)]);
    let hidden = vocabulary.add("hidden", &[("a", Type::Id)]);
    vocabulary.restrict(hidden);
    let enforced = "rule one \"\"\n enforce\n never hidden(a)\n";
    let circle = "rule b \"\"\n enforce\n never open(a)\n except c\nrule c \"\"\n never open(a)\n except b\n";
    for (text, codes) in [
        (format!("{enforced}rule two \"\"\n never gone(a)\n"), vec!["R128", "R101"]),
        (circle.to_owned(), vec!["R116"]),
    ] {
        let faults = RuleSet::parse(&text, &vocabulary).expect_err("there are faults");
        let mut found: Vec<&str> = faults.iter().map(|fault| fault.code).collect();
        found.retain(|code| codes.contains(code));
        found.sort_unstable();
        let mut codes = codes;
        codes.sort_unstable();
        assert_eq!(found, codes, "{faults:#?}");
    }
}
