//! What comes out of the compiler: the pieces of a script.

use domain::center::{self, Role};
use domain::task::{self, Task};
use domain::{Actor, Command, Nation};
use kernel::{Basis, SimDuration, SimTime};
use serde_json::json;
use simulator::distribution::Distribution;
use simulator::script::{
    Check, Condition, Fixed, ParameterValue, Pattern, Piece, Script, Slot, Step, Template, Trigger,
};

use super::{HEAD, found, shown};
use crate::compile;

const HOUR: i64 = 3_600_000;

fn script(body: &str) -> Script {
    let text = format!(
        "{HEAD}nations:\n  fr: {{ role: member, leads: [air] }}\n  pl: {{ role: member, accepts-silence: true, leads: [air, logistics] }}\n{body}"
    );
    compile(&text).unwrap_or_else(|faults| panic!("{}", shown(&text, &faults))).script
}

/// The one step of a scenario with this inject.
fn step(inject: &str) -> Step {
    let script = script(&format!("timeline:\n  - {{ {inject}, by: control }}\n"));
    script.steps.into_iter().next().expect("there is a step")
}

const OPEN: &str = "do: talks.open-round, with: { round: one, place: paris, tracks: [security] }";

fn start() -> SimTime {
    "2026-03-02T08:00:00.000Z".parse().expect("it is a time")
}

#[test]
fn the_head_is_what_the_log_begins_with() {
    let Script { opening, .. } = script("");
    assert_eq!((opening.scenario.as_str(), opening.title.as_str()), ("small", "A small one"));
    assert_eq!((opening.starts_at, opening.utc_offset), (start(), 60));
    assert_eq!(opening.until, start() + SimDuration::from_hours(48));
    assert_eq!(opening.scenario_hash.as_ref().map(String::len), Some(64));
}

#[test]
fn the_roster_enrolls_the_34_members_ukraine_and_the_us_and_the_file_replaces_its_entries() {
    let text = format!("{HEAD}roster: coalition\nnations:\n  pl: {{ role: member }}\n");
    let script = compile(&text).unwrap_or_else(|faults| panic!("{}", shown(&text, &faults))).script;
    let enrolled: Vec<_> = script
        .enrollments
        .iter()
        .filter_map(|fixed| match &fixed.command {
            Command::Center(center::Command::Enroll(enroll)) => Some(enroll.clone()),
            _ => None,
        })
        .collect();
    let of_role = |role| enrolled.iter().filter(move |enroll| enroll.role == role).count();
    assert_eq!([Role::Member, Role::Host, Role::Partner].map(of_role), [34, 1, 1]);
    let poland = enrolled.iter().find(|enroll| enroll.nation == Nation::PL);
    assert_eq!(poland.map(|enroll| enroll.accepts_silence), Some(false), "the file's own entry");
    let leads = |task: Task| {
        script.enrollments.iter().any(|fixed| {
            matches!(&fixed.command, Command::Task(task::Command::AssignLead(lead)) if lead.task == task)
        })
    };
    assert!(leads(Task::Maritime) && !leads(Task::Logistics));
}

#[test]
fn nations_are_enrolled_in_the_order_of_the_file_before_the_leads_are_given() {
    let enrollments = script("").enrollments;
    let told = |Fixed { by, command, .. }: &Fixed| format!("{by} {}", json!(command));
    assert_eq!(
        enrollments.iter().map(told).collect::<Vec<_>>(),
        [
            r#"control {"center":{"enroll":{"accepts_silence":false,"nation":"fr","role":"member"}}}"#,
            r#"control {"center":{"enroll":{"accepts_silence":true,"nation":"pl","role":"member"}}}"#,
            r#"cochairs {"task":{"assign-lead":{"nations":["fr","pl"],"task":"air"}}}"#,
            r#"cochairs {"task":{"assign-lead":{"nations":["pl"],"task":"logistics"}}}"#,
        ]
        .map(str::to_owned)
    );
}

#[test]
fn that_a_nation_accepts_silence_is_an_act_of_its_own_where_it_is_founded_otherwise() {
    let body = "nations:\n  fr: { role: member, accepts-silence: true, basis: fact, source: S39 }\n  \
                de: { role: member, accepts-silence: { basis: reported, source: S101 } }\n  it: { role: \
                member, accepts-silence: { basis: fact, source: S10 }, basis: fact, source: S10 }\n  pl: \
                { role: member, accepts-silence: true }\n  uk: { role: member, accepts-silence: false }\n";
    let text = format!("{HEAD}{body}");
    let script = compile(&text).unwrap_or_else(|faults| panic!("{}", shown(&text, &faults))).script;
    let mut with_enrollment = Vec::new();
    let mut apart = Vec::new();
    for Fixed { by, command, origin } in &script.enrollments {
        match command {
            Command::Center(center::Command::Enroll(enroll)) if enroll.accepts_silence => {
                with_enrollment.push(enroll.nation);
            }
            Command::Center(center::Command::AcceptSilence(accept)) => {
                assert_eq!(*by, Actor::of(accept.nation), "it is the nation's own act");
                let source = origin.source.as_ref().map(ToString::to_string);
                apart.push((accept.nation, origin.basis, source));
            }
            _ => {}
        }
    }
    assert_eq!(with_enrollment, [Nation::IT, Nation::PL], "founded alike");
    let german = (Nation::DE, Basis::Reported, Some("S101".to_owned()));
    assert_eq!(apart, [(Nation::FR, Basis::Assumption, None), german]);
    let roster =
        compile(&format!("{HEAD}roster: coalition\n")).expect("the roster is sound").script;
    let is_act =
        |fixed: &Fixed| matches!(fixed.command, Command::Center(center::Command::AcceptSilence(_)));
    let acts =
        roster.enrollments.iter().skip_while(|fixed| !is_act(fixed)).take_while(|f| is_act(f));
    assert_eq!(acts.count(), roster.enrollments.iter().filter(|f| is_act(f)).count(), "together");
    let claimed = "nations: { fr: { role: member, accepts-silence: { basis: fact } } }\n";
    let faults = compile(&format!("{HEAD}{claimed}")).expect_err("a fact has a source");
    assert!(faults.iter().any(|fault| fault.code == "S121"));
}

/// The label of the command that gives this task to its leads.
fn label(script: &Script, task: Task) -> (Basis, Option<String>, Option<String>) {
    let lead = script.enrollments.iter().find(|fixed| {
        matches!(&fixed.command, Command::Task(task::Command::AssignLead(lead)) if lead.task == task)
    });
    let origin = &lead.expect("the task has a lead").origin;
    let source = origin.source.as_ref().map(ToString::to_string);
    (origin.basis, source, origin.note.clone())
}

#[test]
fn a_lead_is_founded_as_its_own_entry_says() {
    let body = "nations:\n  fr: { role: member, basis: fact, source: S39, leads: [air, \
                { task: land-hubs, basis: reported, source: S15, note: hubs }] }\n  uk: { role: \
                member, basis: reported, source: S42, leads: [air, { task: land-hubs, basis: \
                reported, source: S15, note: hubs }, maritime] }\n  pl: { role: member, leads: [{ \
                task: maritime, basis: reported, source: S42 }] }\n";
    let text = format!("{HEAD}{body}");
    let script = compile(&text).unwrap_or_else(|faults| panic!("{}", shown(&text, &faults))).script;
    let hubs = (Basis::Reported, Some("S15".to_owned()), Some("hubs".to_owned()));
    assert_eq!(label(&script, Task::LandHubs), hubs, "the own label, not that of the entry");
    let both = "fr: fact S39; uk: reported S42".to_owned();
    let weaker = (Basis::Reported, Some("S42".to_owned()), Some(both));
    assert_eq!(label(&script, Task::Air), weaker, "the weaker one");
    let same = (Basis::Reported, Some("S42".to_owned()), None);
    assert_eq!(label(&script, Task::Maritime), same, "founded alike");
    let roster = format!("{HEAD}roster: coalition\n");
    let roster = compile(&roster).expect("the roster is sound").script;
    for (task, source) in [
        (Task::Overall, "S39"),
        (Task::ForceHeadquarters, "S33"),
        (Task::LandHubs, "S15"),
        (Task::Logistics, "S25"),
        (Task::BrigadeBuildup, "S200"),
    ] {
        assert_eq!(label(&roster, task).1.as_deref(), Some(source), "{task}");
    }
}

#[test]
fn a_duration_or_a_distribution_becomes_milliseconds() {
    let delay = |written: &str| step(&format!("at: T+01:00, after: {written}, {OPEN}")).delay;
    let built = |built: Result<Distribution, _>| built.ok();
    for (written, expected) in [
        ("90min", Some(Distribution::fixed(HOUR * 3 / 2))),
        ("{ uniform: [1h, 3h] }", built(Distribution::uniform(HOUR, 3 * HOUR))),
        ("{ triangular: [1h, 2h, 6h] }", built(Distribution::triangular(HOUR, 2 * HOUR, 6 * HOUR))),
        ("{ pert: [1h, 2h, 6h] }", built(Distribution::pert(HOUR, 2 * HOUR, 6 * HOUR))),
        ("{ exponential: 4h }", built(Distribution::exponential(4 * HOUR))),
        (
            "{ p90: 8h, p10: 1h, p50: 3h }",
            built(Distribution::percentiles(HOUR, 3 * HOUR, 8 * HOUR)),
        ),
        (
            "{ lognormal: { p90: 9h, median: 2h } }",
            built(Distribution::lognormal(2 * HOUR, 9 * HOUR)),
        ),
        (
            "{ empirical: [[1h, 3], [2h, 1]] }",
            built(Distribution::empirical([(HOUR, 3), (2 * HOUR, 1)])),
        ),
    ] {
        assert!(expected.is_some(), "{written}");
        assert_eq!(delay(written), expected, "{written}");
    }
    assert_eq!(step(&format!("at: T+01:00, {OPEN}")).delay, None);
}

#[test]
fn a_share_becomes_parts_per_million() {
    let chance = |written: &str| step(&format!("at: T+01:00{written}, {OPEN}")).chance;
    assert_eq!(chance(""), 1_000_000);
    assert_eq!(chance(", chance: 92%"), 920_000);
    assert_eq!(chance(", chance: 0.5%"), 5_000);
}

#[test]
fn each_kind_of_trigger_is_compiled() {
    let trigger = |written: &str| step(&format!("{written}, {OPEN}")).trigger;
    let after = |hours| start() + SimDuration::from_hours(hours);
    let Trigger::At { at, times: 3, every: Some(every) } =
        trigger("at: T+01:00, times: 3, every: 2h")
    else {
        panic!("an instant with an interval");
    };
    assert_eq!((at, every), (after(1), Distribution::fixed(2 * HOUR)));
    let Trigger::Window { from, to, times: 5 } =
        trigger("window: { from: T+01:00, to: T+03:00 }, times: 5")
    else {
        panic!("a window");
    };
    assert_eq!((from, to), (after(1), after(3)));
    let Trigger::Upon(pattern) =
        trigger("upon: silence.broken, where: { nation: pl, by: pl, asked: [fr, pl] }")
    else {
        panic!("an event");
    };
    let fields = [
        ("asked".to_owned(), json!(["fr", "pl"])),
        ("by".to_owned(), json!("pl")),
        ("nation".to_owned(), json!("pl")),
    ];
    assert_eq!(pattern, Pattern { kind: "silence.broken".to_owned(), fields: fields.into() });
    let holds = step(&format!("when: [{{ never: center.closed }}], {OPEN}"));
    assert!(matches!(holds.trigger, Trigger::Holds));
    assert_eq!(holds.times_max, Some(1));
}

#[test]
fn a_command_without_blanks_is_ready_and_one_with_blanks_is_a_form() {
    let template = |written: &str| step(written).options.remove(0).template;
    let ready = template(&format!("at: T+01:00, {OPEN}"));
    assert!(matches!(ready, Template::Fixed(Command::Talks(_))));
    let form = template(
        "upon: incident.opened, times: 1, do: incident.report-detection, with: { \
         incident: \"${incident}-${n}\", sensor: b, sector: \"${sector}\", category: drone, \
         severity: \"${severity}\", seen_at: now - 20min }",
    );
    let Template::Form { family, name, fields } = form else {
        panic!("it has blanks");
    };
    assert_eq!((family.as_str(), name.as_str()), ("incident", "report-detection"));
    let text = |text: &str| Piece::Text(text.to_owned());
    let field = |name: &str| Slot::Field(name.to_owned());
    let number = vec![Piece::Field("incident".to_owned()), text("-"), Piece::Number];
    let expected = [
        ("incident", Slot::Text(number)),
        ("sensor", Slot::Fixed(json!("b"))),
        ("sector", field("sector")),
        ("category", Slot::Fixed(json!("drone"))),
        ("severity", field("severity")),
        ("seen_at", Slot::Now { offset_ms: -1_200_000 }),
    ];
    assert_eq!(fields, expected.map(|(name, slot)| (name.to_owned(), slot)));
    let list = template(
        "upon: silence.broken, do: task.assign-lead, with: { task: air, nations: [fr, \"${nation}\"] }",
    );
    let Template::Form { fields, .. } = list else {
        panic!("it has a blank");
    };
    let nations = Slot::List(vec![Slot::Fixed(json!("fr")), field("nation")]);
    assert_eq!(fields[1], ("nations".to_owned(), nations));
}

/// Who asks the same shares a watch, in whatever order the fields stand; it remembers as long as
/// the longest look back.
#[test]
fn conditions_and_expectations_share_their_watches() {
    let script = script(&format!(
        "timeline:
  - upon: silence.broken
    by: control
    when:
      - happened: silence.started
        where: {{ question: \"${{question}}\", text_version: \"${{text_version}}\" }}
        within: 6h
      - {{ happened: silence.broken, at-least: 2, at-most: 5 }}
    unless:
      - happened: silence.started
        where: {{ text_version: \"${{text_version}}\", question: \"${{question}}\" }}
        within: 2h
      - {{ never: silence.broken }}
    {}
expect:
  - {{ never: silence.broken }}
  - {{ happened: silence.broken, from: T+01:00 }}
",
        OPEN.replace(", with", "\n    with")
    ));
    let step = &script.steps[0];
    let condition = |watch, bound: &[&str], hours: Option<u64>, at_least, at_most| Condition {
        watch,
        bound_to: bound.iter().map(|&field| field.to_owned()).collect(),
        within: hours.map(SimDuration::from_hours),
        at_least,
        at_most,
    };
    let fields = ["question", "text_version"];
    assert_eq!(
        step.when,
        [condition(0, &fields, Some(6), 1, u32::MAX), condition(1, &[], None, 2, 5)]
    );
    assert_eq!(
        step.unless,
        [condition(0, &fields, Some(2), 1, u32::MAX), condition(1, &[], None, 0, 0)]
    );
    assert_eq!(script.watches.len(), 3);
    assert_eq!(script.watches[0].by_fields, fields);
    assert_eq!(script.watches[0].keep, Some(SimDuration::from_hours(6)));
    assert_eq!(script.watches[1].keep, None);
    let never = Check::Count { watch: 1, at_least: 0, at_most: 0 };
    assert_eq!(script.expectations[0].check, never);
    assert_eq!(script.watches[2].from, start() + SimDuration::from_hours(1));
}

#[test]
fn a_parameter_of_the_file_stands_in_the_place_of_that_of_the_sheet() {
    let script = script("parameters:\n  quorum-nations: { value: 5, basis: fact, source: S05 }\n");
    assert_eq!(script.parameters.len(), domain::parameter::Parameter::ALL.len());
    let of = |parameter| {
        let found = script.parameters.iter().find(|step| step.parameter == parameter);
        found.expect("every parameter is set")
    };
    let own = of(domain::parameter::Parameter::QuorumNations);
    let is_five = matches!(own.value, ParameterValue::Known(domain::parameter::Value::Count(5)));
    assert!(is_five && own.origin.basis == Basis::Fact, "{own:?}");
    let sheet = of(domain::parameter::Parameter::CessationFinder);
    let actor = domain::parameter::Value::Actor(Actor::CoChairs);
    assert!(matches!(sheet.value, ParameterValue::Known(value) if value == actor));
    let names = script.parameters.iter().map(|step| step.stream.name().to_owned());
    assert!(names.clone().all(|name| name.starts_with("parameters/")), "{names:?}");
}

/// A series is named after its first incident, and the subject of a clock after anything; but an
/// incident is not named after a series.
#[test]
fn a_blank_may_be_filled_with_a_name_that_means_the_same() {
    let of = |upon: &str, command: &str, field: &str, blank: &str| {
        let with = format!("with: {{ {field}: \"${{{blank}}}\" }}");
        let detection = "{ at: T+01:00, by: control, do: incident.report-detection, with: \
                         { incident: i, sensor: a, sector: s, category: drone, severity: minor } }";
        found(&format!(
            "{HEAD}timeline:\n  - {detection}\n  - {{ upon: {upon}, times: 1, by: control, do: {command}, {with} }}\n"
        ))
    };
    let fits = [""; 0];
    assert_eq!(of("incident.opened", "response.send-warning", "series", "incident"), fits);
    assert_eq!(of("clock.armed", "incident.dissent", "incident", "subject"), fits);
    let wrong = of("incident.breach-timed", "incident.dissent", "incident", "series");
    assert_eq!(wrong, ["S114 `${series}` does not fit here"]);
}

#[test]
fn a_scenario_that_ends_as_it_begins_is_refused() {
    let text = HEAD.replace("until: T+48:00", "until: T+00:00");
    assert_eq!(found(&text), ["S111 the scenario ends before it begins"]);
}

#[test]
fn a_note_is_one_line_however_it_is_written() {
    let noted = |note: &str| {
        let open = OPEN.replace(", with", "\n    with");
        let step = format!("  - at: T+01:00\n    by: control\n    {open}\n    note: {note}\n");
        script(&format!("timeline:\n{step}")).steps[0].options[0].origin.note.clone()
    };
    let said = Some("two lines, and a tab".to_string());
    assert_eq!(noted("two lines, and a tab"), said);
    assert_eq!(noted("|\n      two lines,\n      and\ta tab\n"), said);
    assert_eq!(noted("\"two lines,\\n\\nand\\ta tab \""), said);
    assert_eq!(noted("\" \""), None, "it says nothing");
}

/// What the keys of a nation bring about is produced, as far as the warnings know.
#[test]
fn what_a_nation_declares_in_its_keys_sets_steps_off() {
    let text = format!(
        "{HEAD}nations:\n  fr: {{ role: member, basis: reported, source: S39, accepts-silence: true, mandate: {{ rule: none }}, troops: {{ in-ukraine: false }} }}\nactors:\n  paris:\n    as: fr\n    behaviors:\n      - {{ name: ask, upon: mandate.rule-declared, {OPEN} }}\nexpect:\n  - happened: force.stance-declared\n  - happened: center.silence-accepted\n"
    );
    let scenario = compile(&text).unwrap_or_else(|faults| panic!("{}", shown(&text, &faults)));
    let warned = shown(&text, &scenario.warnings);
    assert!(!warned.contains("S119"), "{warned}");
}
