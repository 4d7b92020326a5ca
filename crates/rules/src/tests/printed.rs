//! What is printed parses to the tree that was printed.

use proptest::prelude::*;

use super::choices::Choices;
use super::{formulas, sentence};
use crate::faults::Faults;
use crate::parse::parse;
use crate::print;

fn survives(text: &str) -> Result<(), TestCaseError> {
    let mut faults = Faults::default();
    let file = parse(text, &mut faults);
    if faults.forbid() {
        return Err(TestCaseError::fail(format!("{:?}\n{text}", faults.finish())));
    }
    let printed = print::file(&file);
    let mut faults = Faults::default();
    let again = parse(&printed, &mut faults);
    prop_assert!(!faults.forbid(), "{:?}\n{}", faults.finish(), printed);
    prop_assert_eq!(&again, &file, "{}\n{}", text, printed);
    prop_assert_eq!(print::file(&again), printed);
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_sentence_survives_printing(form in proptest::collection::vec(any::<u8>(), 1..60)) {
        let sentence = sentence::sentence(&mut Choices::new(&form));
        survives(&format!("rule r \"a \\\"title\\\"\"\n source \"§ 1\"\n{sentence}\n"))?;
    }

    #[test]
    fn a_formula_survives_printing(form in proptest::collection::vec(any::<u8>(), 1..60)) {
        let formula = formulas::formula(&mut Choices::new(&form), 4, true);
        survives(&format!("rule r \"\"\nformula: {formula} implies (x + 2 * (y - 3) - 1 >= z and a(x, n: 2 * (y - 3) - x))\n"))?;
    }
}

#[test]
fn the_twenty_rules_are_written_in_the_one_way() {
    let text = include_str!("../../tests/twenty.rules");
    assert_eq!(crate::format(text).as_deref(), Ok(text));
}

#[test]
fn comments_stay_in_front_of_what_they_are_about() {
    let text = "# top\nrules \"t\" version 1\n# an event\nevent a( x )\nrule r \"t\" # why\n never a(x)\n# end\n";
    let formatted = "# top\nrules \"t\" version 1\n\n# an event\nevent a(x)\n\n# why\nrule r \"t\"\n  never a(x)\n\n# end\n";
    assert_eq!(crate::format(text).as_deref(), Ok(formatted));
}

#[test]
fn a_comment_behind_a_declaration_is_about_that_one() {
    let text = "rules \"t\" version 1 # all\nevent a(x) # first\nevent b(x) event c(x) # third\n\
        # last\nevent d(x)\nrule r \"t\" never a(x) # why\n";
    let formatted = "# all\nrules \"t\" version 1\n\n# first\nevent a(x)\nevent b(x)\n\n\
        # third\nevent c(x)\n\n# last\nevent d(x)\n\n# why\nrule r \"t\"\n  never a(x)\n";
    assert_eq!(crate::format(text).as_deref(), Ok(formatted));
    assert_eq!(crate::format(formatted).as_deref(), Ok(formatted));
}

/// A line break stays where its author chose it; what stands on one line is told apart by blanks.
#[test]
fn line_breaks_stay_where_their_author_chose_them() {
    let text = "event a(x)\n\nevent b(x)\n\nrule r \"t\"\n  source \"s\"   enforce\n  \
        whenever a(x) then b(x) within 1 h\n    or no b(x) within 2 h\n";
    assert_eq!(crate::format(text).as_deref(), Ok(text));
    let loose = "event a( x )\n\n\nevent b(x)\nrule r \"t\" source \"s\" severity major whenever a(x)\n \
        then\n b(x)  within 1 h\n or no\n b(x) within 2 h\n";
    let laid = "event a(x)\n\nevent b(x)\n\nrule r \"t\"\n  source \"s\"   severity major\n  \
        whenever a(x)\n  then b(x) within 1 h\n    or no\n    b(x) within 2 h\n";
    assert_eq!(crate::format(loose).as_deref(), Ok(laid));
}

#[test]
fn a_line_that_is_too_long_is_broken_between_the_things_that_it_says() {
    let name = "a".repeat(50);
    let text = format!(
        "event {name}(x)\n\nrule r \"t\"\n  whenever {name}(x) then {name}(x) within 1 h\n"
    );
    let laid = text.replace(" then", "\n  then");
    assert_eq!(crate::format(&text).as_ref(), Ok(&laid));
    assert_eq!(crate::format(&laid).as_ref(), Ok(&laid));
}

/// Whatever the line breaks of a file are, it says the same when they are settled, and stays as it is then.
#[test]
fn a_file_without_indentation_is_laid_out_once_and_for_all() {
    let text = include_str!("../../tests/twenty.rules");
    let every_word = text.lines().map(|line| {
        if line.contains(['#', '"']) {
            line.to_owned()
        } else {
            line.replace(" (", "\n (").replace(") ", ")\n ")
        }
    });
    let torn = every_word.collect::<Vec<_>>().join("\n");
    let laid = crate::format(&torn).expect("it is sound");
    assert_ne!(laid, text);
    assert_eq!(crate::format(&laid).as_ref(), Ok(&laid));
    let tree = |text: &str| parse(text, &mut Faults::default());
    assert_eq!(tree(&laid), tree(text));
}

/// A text that is laid out, and stays as it is then.
fn check_layout(text: &str, laid: &str) {
    assert_eq!(crate::format(text).as_deref(), Ok(laid));
    assert_eq!(crate::format(laid).as_deref(), Ok(laid));
}

/// A word that is written in the one way changes nothing about the lines.
#[test]
fn line_breaks_stay_where_words_are_settled() {
    let events = "event a(x, n: number)\n\nevent b(x)\n\n";
    check_layout(
        &format!(
            "{events}rule r \"t\"\n  severity major duty of x\n  source \"s\"\n  whenever a(x, n) where (n > 2.0)\n  then \
             b(x) within 1 h\n    or no b(x) within 2 h\n"
        ),
        &format!(
            "{events}rule r \"t\"\n  source \"s\"   duty of x\n  severity major\n  whenever a(x, n) where n > 2\n  then \
             b(x) within 1 h\n    or no b(x) within 2 h\n"
        ),
    );
    check_layout(
        &format!("{events}rule r \"t\"\n  never a(x) where\n  (x = \"p\"\n  or (x = \"q\"))\n"),
        &format!("{events}rule r \"t\"\n  never a(x) where\n    x = \"p\"\n    or x = \"q\"\n"),
    );
    check_layout(
        &format!("{events}state s(x)\n  from a(x) where (n > 01)\n  until b(x)\n")
            .replace("a(x) where", "a(x, n) where"),
        &format!("{events}state s(x)\n  from a(x, n) where n > 1\n  until b(x)\n"),
    );
}

/// What no line can hold is broken between what is joined.
#[test]
fn needs_alternatives_and_verdicts_are_broken_where_no_line_can_hold_them() {
    let name = "a".repeat(50);
    let event = format!("event {name}(x)\n\n");
    check_layout(
        &format!(
            "{event}rule r \"t\"\n  {name}(x)\n  only if {name}(x) between 1 h and 2 h before and no {name}(x) within 1 h before\n"
        ),
        &format!(
            "{event}rule r \"t\"\n  {name}(x)\n  only if {name}(x) between 1 h and 2 h before\n    and no {name}(x) within 1 h before\n"
        ),
    );
    check_layout(
        &format!(
            "{event}rule r \"t\"\n  whenever {name}(x)\n  then {name}(x) within 1 h or ( {name}(x) within 1 h then {name}(x) within 1 h )\n"
        ),
        &format!(
            "{event}rule r \"t\"\n  whenever {name}(x)\n  then {name}(x) within 1 h\n    or ({name}(x) within 1 h\n    then {name}(x) within 1 h)\n"
        ),
    );
    check_layout(
        &format!("{event}state s(x) from {name}(x) or {name}(x) until {name}(x)\n"),
        &format!("{event}state s(x) from {name}(x)\n  or {name}(x)\n  until {name}(x)\n"),
    );
    let verdicts = ["broken(x: p)"; 12];
    check_layout(
        &format!(
            "event a(x)\n\nrule r \"t\"\n  never a(x)\n\nexample \"e\" for r {{\n  at 2026-03-01 06:00:00 a(x: p)\n  expect {}\n}}\n",
            verdicts.join(" ")
        ),
        &format!(
            "event a(x)\n\nrule r \"t\"\n  never a(x)\n\nexample \"e\" for r {{\n  at 2026-03-01 06:00:00 a(x: p)\n  expect {}\n    {}\n}}\n",
            ["broken(x: p)"; 8].join(" "),
            ["broken(x: p)"; 4].join(" ")
        ),
    );
}
