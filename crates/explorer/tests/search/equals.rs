//! Nations that are equal in everything are taken for one another, and no others are.

use std::collections::BTreeSet;

use domain::{Actor, Nation};
use explorer::breadth::{Distance, Ended, Limits, Searched};
use explorer::symmetry::Symmetry;

use crate::setting::{Setting, choices};

const EQUALS: &str = include_str!("../fixtures/equals.yaml");
const RULES: &str = r#"
rule late "Nobody objects when it is too late"
  never silence.objection-came-late(question: "text")
rule again "A broken text is put again within 10 h"
  whenever silence.broken(question: "text") then silence.started(question: "text-2") within 10 h
rule twice "Nobody objects late after somebody else did"
  silence.objection-came-late(question: q) only if no silence.objection-came-late(question: q) before
rule stands "What stands was objected to by nobody"
  silence.adopted(question: q) only if no silence.broken(question: q) before
"#;

fn classes(scenario: &str, rules: &str) -> Vec<String> {
    let setting = Setting::new(scenario, rules);
    let goals = &setting.compiled.exploration.sometimes;
    let symmetry = Symmetry::new(&setting.compiled.script, &setting.rules, goals);
    let codes =
        |class: &Vec<Nation>| class.iter().map(|it| it.code()).collect::<Vec<_>>().join(" ");
    symmetry.classes().iter().map(codes).collect()
}

fn without(what: &str, instead: &str) -> String {
    let other = EQUALS.replacen(what, instead, 1);
    assert_ne!(other, EQUALS);
    other
}

#[test]
fn nations_of_which_the_same_is_said_are_equal() {
    assert_eq!(classes(EQUALS, RULES), ["de nl pl dk"]);
}

#[test]
fn a_nation_that_differs_in_anything_is_not_taken_for_another() {
    let dk = "nation: dk }";
    let behavior = "  copenhagen:\n    as: dk\n    behaviors:\n      - name: object\n        upon: silence.started\n        where: { question: text }\n";
    let differing = [
        // Its enrollment, and with it whether silence binds it.
        without(
            "dk: { role: member, accepts-silence: true }",
            "dk: { role: partner, accepts-silence: true }",
        ),
        // Whether it is asked.
        without("asked: [de, nl, pl, dk] }\n\nactors", "asked: [de, nl, pl] }\n\nactors"),
        // When it acts, how likely, and how often.
        without(behavior, &format!("{behavior}        times: 1\n")),
        without(behavior, &behavior.replace("question: text", "question: text-2")),
        // What it does.
        without(
            dk,
            &format!(
                "{dk}\n      - {{ name: leave, upon: silence.adopted, do: center.stay-away, with: {{ nation: dk }} }}"
            ),
        ),
        // What its law asks.
        without(
            "dk: { role: member, accepts-silence: true }",
            "dk: { role: member, accepts-silence: true, mandate: { rule: vote } }",
        ),
        // A caveat.
        without(
            "timeline:\n",
            "timeline:\n  - { at: T+00:00, by: dk, do: caveat.declare, with: { caveat: dk-east, nation: dk, limit: { sector: { barred: sector-07 } } } }\n",
        ),
        // A command of somebody else that names it.
        without(
            "timeline:\n",
            "timeline:\n  - { at: T+00:00, by: control, do: mandate.declare-rule, with: { nation: dk, rule: vote } }\n",
        ),
        // A place in the center.
        without(
            "timeline:\n",
            "timeline:\n  - { at: T+00:00, by: dk, do: center.attend, with: { nation: dk } }\n",
        ),
    ];
    for scenario in differing {
        assert_eq!(classes(&scenario, RULES), ["de nl pl"], "{scenario}");
    }
    let rule = "rule denmark \"Denmark does not object\"\n  never silence.broken(nation: \"dk\")\n";
    assert_eq!(classes(EQUALS, rule), ["de nl pl"]);
}

/// Exchanging two nations would reach the goal of one in place of that of the other.
#[test]
fn nations_that_a_goal_names_are_not_taken_for_others() {
    let goal =
        |nation| format!("    - {{ happened: silence.broken, where: {{ nation: {nation} }} }}\n");
    let goals = format!("explore:\n  sometimes:\n{}{}actors:\n", goal("pl"), goal("dk"));
    let scenario = without("actors:\n", &goals);
    assert_eq!(classes(&scenario, RULES), ["de nl"]);
    let (plain, equal) = both(&scenario, "", &choices(9));
    assert_eq!(plain.coverage.goals.len(), 2);
    assert_eq!(equal.coverage.goals, plain.coverage.goals);
}

/// Somebody whose step stands between theirs would come between them at one instant.
#[test]
fn nations_that_are_not_asked_one_after_the_other_are_not_taken_for_one_another() {
    let between = without(
        "  hague:\n",
        "  paris:\n    as: fr\n    behaviors:\n      - { name: look, upon: silence.started, do: center.attend, with: { nation: fr } }\n  hague:\n",
    );
    assert!(classes(&between, RULES).is_empty());
}

fn both(scenario: &str, rules: &str, limits: &Limits) -> (Searched, Searched) {
    let setting = Setting::new(scenario, rules);
    let stop = std::sync::atomic::AtomicBool::new(false);
    let equal = explorer::breadth::search(&setting.space().with_symmetry(), limits, &stop);
    (setting.search(limits), equal)
}

fn broken(found: &Searched) -> BTreeSet<(usize, u32)> {
    found.violations.iter().map(|it| (it.rule, it.depth)).collect()
}

/// Three of the four, so that all histories can be gone through without taking any for another.
fn three() -> String {
    let (before, rest) = EQUALS.split_once("  copenhagen:").expect("the last of them");
    let (_, after) = rest.split_once("  cochairs:").expect("the co-chairs");
    let three = format!("{before}  cochairs:{after}");
    three.replace("  dk: { role: member, accepts-silence: true }\n", "").replace(", dk]", "]")
}

#[test]
fn the_same_is_found_as_without_and_at_the_same_distance_with_fewer_states() {
    let scenario = three();
    for distance in [Distance::Choices, Distance::Deviations] {
        for rule in 0..4 {
            let limits = Limits { distance, rule: Some(rule), ..choices(1_000) };
            let (all, fewer) = both(&scenario, RULES, &limits);
            assert_eq!(broken(&all), broken(&fewer), "rule {rule}");
            assert_eq!(all.ended, fewer.ended);
            assert_eq!(all.coverage.rules, fewer.coverage.rules);
        }
    }
    let (all, fewer) = both(&scenario, "", &choices(1_000));
    assert_eq!(all.coverage.actors, fewer.coverage.actors);
    assert_eq!((&all.ended, &fewer.ended), (&Ended::Everything, &Ended::Everything));
    assert_eq!((all.states, fewer.states), (154, 38));
    assert_eq!((all.transitions, fewer.transitions), (1_062, 285));
}

/// Each of the three will certainly object, and whoever does so first breaks the silence: that is
/// the same one, whoever has decided meanwhile to come to the center.
#[test]
fn nations_that_have_something_pending_are_not_taken_for_one_another() {
    let behavior = "        after: { uniform: [20h, 28h] }\n        chance: 30%\n        do: silence.object\n        with: { question: \"${question}\", nation: NN }\n";
    let coming = "        after: 5h\n        do: silence.object\n        with: { question: \"${question}\", nation: NN }\n      - { name: come, upon: center.relocated, after: 10h, chance: 30%, do: center.attend, with: { nation: NN } }\n";
    let mut scenario = three().replace(
        "actors:\n",
        "  - { at: T+02:00, by: cochairs, do: center.relocate, with: { to: kyiv } }\n\nactors:\n",
    );
    for nation in ["de", "nl", "pl"] {
        let certain =
            scenario.replace(&behavior.replace("NN", nation), &coming.replace("NN", nation));
        assert_ne!(certain, scenario);
        scenario = certain;
    }
    let rules = "
rule first \"Who comes broke the silence\"
  center.nation-arrived(nation: n) only if silence.broken(nation: n) before
";
    assert_eq!(classes(&scenario, rules), ["de nl pl"]);
    let limits = Limits { distance: Distance::Deviations, ..choices(1_000) };
    let (all, fewer) = both(&scenario, rules, &limits);
    assert_eq!(broken(&all), BTreeSet::from([(0, 1)]));
    assert_eq!(broken(&fewer), broken(&all));
}

/// The first to object breaks the silence, and the objections of the others are refused.
#[test]
fn who_never_acts_is_not_taken_for_an_equal_that_does() {
    let chance = "        after: { uniform: [20h, 28h] }\n        chance: 30%\n";
    let (certain, perhaps) = ("        after: 5h\n", "        after: 5h\n        chance: 30%\n");
    for (how, who) in [(certain, "de"), (perhaps, "de nl pl")] {
        let scenario = three().replace(chance, how);
        assert_eq!(classes(&scenario, RULES), ["de nl pl"]);
        let (all, fewer) = both(&scenario, "", &choices(1_000));
        let acted = |found: &Searched| {
            let is_one = |it: &&Actor| who_object(**it);
            found.coverage.actors.iter().filter(is_one).map(|it| it.as_str()).collect::<Vec<_>>()
        };
        assert_eq!(acted(&all).join(" "), who);
        assert_eq!(acted(&fewer).join(" "), who);
    }
}

fn who_object(actor: Actor) -> bool {
    [Nation::DE, Nation::NL, Nation::PL].map(Actor::of).contains(&actor)
}

#[test]
fn threads_change_nothing_among_equals() {
    let setting = Setting::new(EQUALS, RULES);
    let space = setting.space().with_symmetry();
    let stop = std::sync::atomic::AtomicBool::new(false);
    let search = |threads| {
        let limits = Limits { threads, ..choices(8) };
        explorer::breadth::search(&space, &limits, &stop)
    };
    let (one, three) = (search(1), search(3));
    assert_eq!(one.states_at, three.states_at);
    assert_eq!(one.digest, three.digest);
}

/// What the center itself says of single nations is known to the check.
#[test]
fn the_nations_that_the_center_names_are_never_equal_to_others() {
    let folder = format!("{}/../domain/src", env!("CARGO_MANIFEST_DIR"));
    let mut constants = BTreeSet::new();
    let mut folders = vec![std::path::PathBuf::from(folder)];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                // Strategies make commands up, and decide nothing.
                let decides = !path.ends_with("tests") && !path.ends_with("strategies");
                folders.extend(decides.then_some(path));
            } else if !path.ends_with("nation/meant.rs") {
                // That one has other words for all nations, and decides nothing either.
                let text = std::fs::read_to_string(&path).expect("text");
                let product = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
                let names = product.split("Nation::").skip(1).filter_map(|rest| rest.get(..2));
                let names = names.filter(|name| name.chars().all(|c| c.is_ascii_uppercase()));
                constants.extend(names.map(str::to_lowercase));
            }
        }
    }
    for code in &constants {
        let Ok(nation) = code.parse::<Nation>() else { continue };
        let with =
            EQUALS.replace(" de", &format!(" {nation}")).replace("[de", &format!("[{nation}"));
        let with = with.replace("as: de", &format!("as: {}", Actor::of(nation)));
        let Ok(compiled) = scenario::compile(&with) else { continue };
        let rules = scenario::rules("").expect("no rules");
        let symmetry = Symmetry::new(&compiled.script, &rules, &[]);
        assert!(!symmetry.classes().iter().flatten().any(|it| *it == nation), "{nation}");
    }
    assert!(constants.contains("uk") && constants.contains("us"), "{constants:?}");
}
