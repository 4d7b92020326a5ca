//! The scenario `ladder-72h` with many attacks in place of one.

use rules::RuleSet;
use scenario::compile;
use simulator::script::Script;

const TEXT: &str = include_str!("../../../../scenarios/ladder-72h/scenario.yaml");
/// The hours between the beginning of one attack and the next.
const APART: u32 = 6;

/// So many attacks, each in a sector of its own, 6 hours apart, all answered by the same actors.
///
/// The behaviors of the scenario name no breach, so only its timeline is written anew.
pub(crate) fn script(attacks: u32) -> Script {
    let expected = "the scenario has its attack last in the timeline, then actors and expectations";
    let (head, rest) = TEXT.split_once("  # The attack").expect(expected);
    let (attack, rest) = rest.split_once("\nactors:").expect(expected);
    let (actors, _) = rest.split_once("\nexpect:").expect(expected);
    let until = format!("until: D+{} 04:00", 15 + attacks * APART / 24);
    let mut text = head.replace("until: D+15 04:00", &until);
    for (_, entry) in timeline(attack, attacks) {
        text.push_str(&entry);
    }
    text.push_str("\nactors:");
    text.push_str(actors);
    match compile(&text) {
        Ok(compiled) => compiled.script,
        Err(faults) => panic!("the scaled scenario has faults: {:#?}", &faults[..1]),
    }
}

/// Twenty rules by which the run can be judged.
pub(crate) fn rules() -> RuleSet {
    scenario::rules(include_str!("twenty.rules")).expect("the rules are sound")
}

/// The entries of all attacks with their hours, in the order of time.
fn timeline(attack: &str, attacks: u32) -> Vec<(u32, String)> {
    let mut entries = Vec::new();
    for number in 0..attacks {
        for entry in attack.split("  - at: T+").skip(1) {
            let (hour, rest) = entry.split_once(':').expect("an entry begins with its time");
            let hour: u32 = hour.parse().expect("a whole hour");
            let later = hour + number * APART;
            let rest = rest
                .replace(&format!("T+{hour}:"), &format!("T+{later}:"))
                .replace("incident: strike", &format!("incident: strike-{number}"))
                .replace("-${n}", &format!("-{number}-${{n}}"))
                .replace("sector: east", &format!("sector: east-{number}"));
            entries.push((later, format!("  - at: T+{later}:{}\n", rest.trim_end())));
        }
    }
    entries.sort_by_key(|(hour, _)| *hour);
    entries
}
