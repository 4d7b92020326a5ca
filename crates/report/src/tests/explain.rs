//! Explanations of one record.

use expect_test::expect_file;
use kernel::SimTime;
use serde_json::Value;
use simulator::choice;

use super::*;
use crate::zone::Zone;

fn explained(records: &[CenterRecord], of: u64) -> Explanation {
    let mut ancestry = Ancestry::new(Position(of));
    assert!(
        !records.iter().all(|record| ancestry.apply(record)),
        "the log ends at {}",
        ancestry.head()
    );
    let mut explanation = Explanation::new(&ancestry, None);
    for record in records {
        explanation.apply(record);
    }
    explanation
}

fn text(explanation: &Explanation) -> String {
    let mut out = String::new();
    explanation.write(&mut out).unwrap();
    out
}

/// The explanation as a program reads it.
fn read(records: &[CenterRecord], of: u64) -> Value {
    let mut ancestry = Ancestry::new(Position(of));
    for record in records {
        ancestry.apply(record);
    }
    let mut explanation = Explanation::whole(&ancestry, None);
    let mut out = String::new();
    for record in records {
        let follows = explanation.apply(record);
        if record.position == ancestry.of() {
            explanation.begin_json(&mut out).unwrap();
        } else if follows {
            explanation.follow_json(record, &mut out).unwrap();
        }
    }
    explanation.end_json(&mut out).unwrap();
    serde_json::from_str(&out).expect("an explanation is JSON")
}

/// Records that name each other as causes, the first one being number 1.
fn named(causes: &[u64]) -> Vec<CenterRecord> {
    let event = domain::Event::from(domain::ceasefire::Event::CessationFound {});
    let record = |(position, cause): (u64, &u64)| CenterRecord {
        position: Position(position),
        at: SimTime::default(),
        occurred_at: SimTime::default(),
        by: domain::Actor::CoChairs,
        cause: Some(Position(*cause)).filter(|cause| 0 < cause.0),
        audience: domain::Audience::All,
        origin: None,
        body: Body::Event(event.clone()),
    };
    (1..).zip(causes).map(record).collect()
}

/// How many records a tree shows, and how many it says that it leaves out.
fn counted(tree: &Value) -> (u64, u64) {
    let below = tree["tree"].as_array().unwrap().iter().map(counted);
    let left_out = tree["left_out"].as_u64().unwrap();
    below.fold((0, left_out), |(shown, hidden), (more, left)| (shown + 1 + more, hidden + left))
}

#[test]
fn an_explanation_tells_the_causes_back_to_the_root_and_what_followed() {
    let (records, _) = played(&script::breach());
    let shown: Vec<String> =
        [64, 40, 37, 1].map(|of| text(&explained(&records, of))).into_iter().collect();
    expect_file!["explained.txt"].assert_eq(&shown.join("\n"));
}

#[test]
fn a_program_reads_the_same_explanation() {
    let (records, outcome) = played(&script::breach());
    let told = read(&records, 64);
    let positions: Vec<u64> = told["causes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| row["position"].as_u64().unwrap())
        .collect();
    assert_eq!(positions, [63, 55, 52]);
    let end = End { center: &outcome.center, expectations: None, viewer: None, rules: None };
    let account: Value = serde_json::from_str(&json(&records, &end)).unwrap();
    assert_eq!(told["record"], account["timeline"][63], "a record is told alike everywhere");
    let tree = read(&records, 40);
    assert_eq!(tree["tree"][0]["record"]["position"], 44);
    assert_eq!(tree["tree"][0]["tree"][0]["record"]["kind"], "incident.verified");
    assert_eq!(counted(&tree), (tree["followed"].as_u64().unwrap(), 0));
}

#[test]
fn a_long_chain_keeps_its_near_end_and_its_root() {
    let records = named(&(0..100).collect::<Vec<u64>>());
    let told = read(&records, 100);
    let causes = told["causes"].as_array().unwrap();
    let position = |row: &Value| row["position"].as_u64().unwrap();
    assert_eq!((position(causes.first().unwrap()), position(causes.last().unwrap())), (99, 1));
    assert_eq!(told["causes_left_out"].as_u64().unwrap(), 99 - causes.len() as u64);
    assert_eq!(told["causes_left_out"], 0, "a program has all of it");
    let shown = text(&explained(&records, 100));
    assert!(shown.contains("\n  … 69 more\n"), "{shown}");
    assert!(shown.ends_with("\n\n  What is left out here stands in `--format json`.\n"), "{shown}");
}

/// However the records hang together, each is shown or counted as left out, once.
#[test]
fn a_tree_that_is_too_large_counts_what_it_leaves_out() {
    let chain: Vec<u64> = (0..50).collect();
    let star: Vec<u64> = std::iter::once(0).chain(std::iter::repeat_n(1, 49)).collect();
    let triples: Vec<u64> = (0..2_000_u64).map(|index| index.div_ceil(3)).collect();
    for (causes, shown) in [(chain, 8), (star, 12), (triples, 120)] {
        let told = read(&named(&causes), 1);
        let all = causes.len() as u64 - 1;
        assert_eq!(told["followed"], all);
        assert_eq!(counted(&told), (shown, all - shown));
        let followers = told["followers"].as_array().unwrap().iter();
        let positions: Vec<u64> = followers.map(|it| it["position"].as_u64().unwrap()).collect();
        assert_eq!(positions, (2..=all + 1).collect::<Vec<u64>>(), "a program has all of them");
        let shown = text(&explained(&named(&causes), 1));
        assert!(shown.ends_with("What is left out here stands in `--format json`.\n"), "{shown}");
    }
}

#[test]
fn what_is_not_a_consequence_is_left_alone() {
    let told = read(&named(&[0, 1, 0, 2, 3]), 1);
    assert_eq!((told["followed"].as_u64(), counted(&told)), (Some(2), (2, 0)));
}

#[test]
fn choices_are_counted_and_not_shown() {
    let mut records = named(&[0, 1, 1]);
    let key = "desk/act/delay@b-1#1".parse().unwrap();
    records.last_mut().unwrap().body = Body::Chose { key, value: choice::Value::Drawn(7) };
    let told = read(&records, 1);
    assert_eq!((told["followed"].as_u64(), told["choices"].as_u64()), (Some(1), Some(1)));
}

/// What a command was given is told as people read it, not as the log has it.
#[test]
fn values_of_commands_are_told_without_the_signs_of_json() {
    let told = |family: &str, command: Value| {
        let command = serde_json::from_value(serde_json::json!({ family: command }));
        let body = Body::Accepted(command.expect("it is a command"));
        let record = CenterRecord { body, ..named(&[0]).remove(0) };
        let told = crate::explain::told(&record, Zone::default());
        told.split_once("`, ").expect("it has fields").1.to_string()
    };
    let limit = |limit: Value| {
        let fields = serde_json::json!({ "caveat": "c", "nation": "fr", "limit": limit });
        told("caveat", serde_json::json!({ "declare": fields }))
    };
    let command = serde_json::json!({ "command": { "at_most": "tacon" } });
    assert_eq!(limit(command), "caveat c, nation fr, limit (commanded up to TACON only)");
    let value = serde_json::json!({ "duration": "PT36H" });
    let set = serde_json::json!({ "parameter": "quiet-period", "value": value, "basis": "fact" });
    let set = told("center", serde_json::json!({ "set-parameter": set }));
    assert!(set.starts_with("parameter quiet-period, value 36 h"), "{set}");
    let rule = serde_json::json!({ "deemed-approved": { "within": "PT48H" } });
    let declared = serde_json::json!({ "nation": "fr", "rule": rule });
    let declared = told("mandate", serde_json::json!({ "declare-rule": declared }));
    assert!(!declared.contains(['{', '"']), "{declared}");
    let request = serde_json::json!({ "nation": "fr", "ceiling": 500, "lasts": "PT2880H" });
    let request = told("mandate", serde_json::json!({ "request": request }));
    assert!(request.ends_with("lasts 120 days"), "{request}");
}

#[test]
fn a_log_that_names_causes_in_circles_has_an_end() {
    let told = read(&named(&[2, 1, 3]), 2);
    assert_eq!(told["causes"].as_array().unwrap().len(), 1);
}
