//! Any text is read as rules or refused; what is read is laid out in one way only, is read back,
//! explained, and its examples run.

#![no_main]

use libfuzzer_sys::fuzz_target;
use rules::{RuleSet, Vocabulary, format};

fuzz_target!(|text: &str| {
    if let Ok(once) = format(text) {
        assert_eq!(format(&once).as_deref(), Ok(once.as_str()), "laid out twice");
    }
    let Ok(rules) = RuleSet::parse(text, &Vocabulary::default()) else { return };
    for rule in 0..rules.len() {
        let explained = rules.explain(rule).expect("every rule is explained");
        assert!(!explained.to_string().is_empty());
    }
    let examples = rules.run_examples();
    if rules.len() < 4 && examples.len() < 4 {
        rules.coverage();
    }
});
