//! What is offered of a command that the scenario opens.

use explorer::breadth::{Ended, Searched};

use crate::setting::{Setting, choices};

const START: &str = "\
scenario: open
title: What may be asked
start: 2027-03-01T09:00:00+01:00
until: D+2 09:00
nations:
  us: { role: partner }
  ua: { role: host }
  fr: { role: member, accepts-silence: true }
  uk: { role: member, accepts-silence: true }
timeline:
  - { at: T+00:00, by: cochairs, do: center.decide, with: { site: paris } }
  - { at: T+00:00, by: pl, do: hub.open, with: { hub: rzeszow, nation: pl, tonnes_per_day: 200 } }
  - { at: T+00:10, by: ua, do: need.register, with: { need: shells, goods: ammunition, tonnes: 9, needed_by: D+6 06:00 } }
  - { at: T+00:20, by: fr, do: need.match-donor, with: { need: shells, nation: fr, tonnes: 9 } }
  - { at: T+00:30, by: fr, do: consignment.prepare, with: { consignment: lot, owner: fr, need: shells, tonnes: 9, mode: rail } }
  - { at: T+00:40, by: fr, do: consignment.dispatch, with: { consignment: lot, owner: fr, to: kyiv, via: rzeszow } }
explore:
  open:
";

/// What a search finds where this is open, and the fields of which not all values are tried.
fn searched(open: &str, rule: &str) -> (Searched, Vec<String>) {
    let nations = START.replace("\n  fr:", "\n  pl: { role: member, leads: [logistics] }\n  fr:");
    let setting = Setting::new(&format!("{nations}    - {open}\n"), rule);
    let opened = &setting.compiled.exploration.open;
    let fields = opened.iter().flat_map(|opened| setting.freedom.in_part(&opened.kind));
    (setting.search(&choices(3)), fields.map(str::to_owned).collect())
}

/// The center takes these commands, so a search that has been through everything has given them.
#[test]
fn a_field_that_may_be_left_out_is_left_out_too() {
    let rule = "rule r \"\" never consignment.redirected(consignment)\n";
    let open = "{ as: fr, do: [consignment.redirect], with: { consignment: lot, to: lviv } }";
    let (searched, fields) = searched(open, rule);
    assert_eq!(searched.violations.len(), 1);
    assert_eq!(fields, ["expected_at", "route"]);
}

#[test]
fn nothing_is_exhausted_where_not_all_values_are_tried() {
    let rule = "rule r \"\" never silence.started(question: \"other\")\n";
    let with = "question: text, matter: statement, urgency: urgent";
    for (more, whole) in [
        ("", false),
        (", asked: [fr]", false),
        (", text_version: 1", false),
        (", asked: [fr], text_version: 1", true),
        (", asked: [[fr], [fr, uk]], text_version: [1, 2]", true),
    ] {
        let open = format!("{{ as: cochairs, do: [silence.start], with: {{ {with}{more} }} }}");
        let (searched, fields) = searched(&open, rule);
        assert_eq!(searched.ended, Ended::Everything, "{more}");
        assert_eq!(searched.coverage.untried.is_empty(), whole, "{more}: {fields:?}");
        assert!(!searched.is_exhausted(), "the silence could start at another instant");
        assert_eq!(fields.is_empty(), whole, "{more}: {fields:?}");
    }
}

/// A list names several values; of a field that holds a list, a list of lists does.
#[test]
fn a_list_is_one_value_of_a_field_that_holds_a_list() {
    let rule = "rule r \"\" never silence.started()\n";
    let start = "question: text, matter: statement, urgency: urgent, text_version: 1";
    for (asked, broken) in [("[fr]", 1), ("[[fr]]", 1), ("[[fr], [fr, uk]]", 1), ("[]", 0)] {
        let open =
            format!("{{ as: cochairs, do: [silence.start], with: {{ {start}, asked: {asked} }} }}");
        let (searched, _) = searched(&open, rule);
        assert_eq!(searched.violations.len().min(1), broken, "{asked}");
    }
}

/// An id that no event has named is not tried; it is told where the center would take one.
#[test]
fn an_id_that_could_be_another_is_told() {
    for (open, told) in [
        ("{ as: monitors, do: [incident.lose-sensor] }", &["sensor"][..]),
        ("{ as: monitors, do: [incident.lose-sensor], with: { sensor: uav-1 } }", &[]),
        ("{ as: fr, do: [silence.object] }", &[]),
        ("{ as: fr, do: [consignment.redirect], with: { to: lviv } }", &[]),
        (
            "{ as: fr, do: [caveat.declare], with: { limit: [{ activity: { barred: strike } }] } }",
            &["caveat"],
        ),
    ] {
        let (searched, _) = searched(open, "");
        let untried = searched.coverage.untried;
        let fields: Vec<&str> = untried.ids.iter().map(|(_, field)| field.as_str()).collect();
        assert_eq!(fields, told, "{open}");
    }
}

/// Who speaks for a nation is tried with this nation alone; a permit can be asked of another.
#[test]
fn a_nation_that_could_be_another_is_told() {
    for (command, told) in [
        ("silence.object", &[][..]),
        ("permit.grant", &[]),
        ("permit.request", &["nation"]),
        ("need.match-donor", &["tonnes"]),
        ("caveat.declare", &["expires_at", "limit"]),
    ] {
        let (_, fields) = searched(&format!("{{ as: fr, do: [{command}] }}"), "");
        assert_eq!(fields, told, "{command}");
    }
}
