//! What is printed parses to the tree that was printed.

use proptest::prelude::*;

use super::choices::Choices;
use super::{formulas, sentences};
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
        let sentence = sentences::sentence(&mut Choices::new(&form));
        survives(&format!("rule r \"a \\\"title\\\"\"\n source \"§ 1\"\n{sentence}\n"))?;
    }

    #[test]
    fn a_formula_survives_printing(form in proptest::collection::vec(any::<u8>(), 1..60)) {
        let formula = formulas::formula(&mut Choices::new(&form), 4, true);
        survives(&format!("rule r \"\"\nformula: {formula} implies x + 2 * (y - 3) - 1 >= z\n"))?;
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
