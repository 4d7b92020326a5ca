//! What a branch adds is checked as what a scenario says, with all faults at once, in its own text.

use kernel::{SimDuration, SimTime};

use super::{HEAD, example};
use crate::{Faulty, Injects, compile, compile_branched};

/// Half an hour after the start of the example.
fn from() -> SimTime {
    let start = compile(example()).expect("the example is sound").script.opening.starts_at;
    start + SimDuration::from_millis(30 * 60 * 1_000)
}

fn inject(text: &str) -> Result<crate::Compiled, Faulty> {
    compile_branched(example(), &[None, Some(Injects { text, from: from(), until: None })])
}

/// The faults, each with its code, its message and the text that it points at.
fn faults(text: &str) -> Vec<String> {
    let faulty = inject(text).expect_err("it has faults");
    assert_eq!(faulty.branch, Some(1));
    let shown = faulty.faults.iter().map(|fault| {
        let at = fault.labels.first().map_or("nowhere", |label| &text[label.span.clone()]);
        format!("{} {} at {}", fault.code, fault.message, at.lines().next().unwrap_or_default())
    });
    shown.collect()
}

#[test]
fn injected_steps_stand_behind_all_others_and_are_named_by_their_branch() {
    let text = "timeline:\n  - { at: T+00:30, by: pl, do: silence.object, with: { question: \
                statement, nation: pl } }\n  - { upon: silence.broken, by: fr, after: 1h, do: \
                center.attend, with: { nation: fr } }\n";
    let (base, with) = (compile(example()).unwrap().script, inject(text).unwrap().script);
    let names: Vec<&str> = with.steps.iter().map(|step| step.name.as_str()).collect();
    assert_eq!(names[base.steps.len()..], ["inject/2/1", "inject/2/2"]);
    let count = base.steps.len();
    assert_eq!(with.injected, [count..count, count..count + 2]);
    assert_eq!(with.opening, base.opening, "the hash is that of the scenario");
}

#[test]
fn all_that_is_wrong_is_said_of_the_text_of_the_branch() {
    let text = "timeline:\n  - { at: T+00:29, by: pl, do: silence.object, with: { question: \
                statement, nation: pl } }\n  - { at: T+01:00, by: xx, do: silence.object, with: { \
                question: statment, nation: pl } }\n  - { at: T+99:00, by: pl, do: silence.objct, \
                with: { nation: pl } }\n";
    assert_eq!(
        faults(text),
        [
            "S118 this never comes at T+00:29",
            "S102 unknown actor `xx` at xx",
            "S118 this never comes at T+99:00",
            "S103 unknown command `silence.objct` at silence.objct",
        ]
    );
    let undeclared = "timeline: [{ at: T+01:00, by: pl, do: silence.object, with: { question: \
                      statment, nation: pl } }]";
    assert_eq!(faults(undeclared), ["S122 no question is named `statment` at statment"]);
    let case = "timeline: [{ at: T+01:00, by: commission, do: commission.close-evidence, with: { \
                case: c-1, evidence: [] } }]";
    assert_eq!(faults(case), ["S122 no case is named `c-1` at c-1"]);
}

/// A run can end before its scenario does.
#[test]
fn what_comes_after_a_run_that_ends_early_never_comes() {
    let text = "timeline: [{ at: T+02:00, by: pl, do: center.attend, with: { nation: pl } }]";
    let injected = |until| {
        let injects = Injects { text, from: from(), until: Some(until) };
        compile_branched(example(), &[None, Some(injects)])
    };
    let hours = SimDuration::from_hours;
    let start = compile(example()).expect("the example is sound").script.opening.starts_at;
    let faulty = injected(start + hours(1)).expect_err("the run has ended by then");
    let [fault] = faulty.faults.as_slice() else { panic!("{:?}", faulty.faults) };
    assert_eq!((fault.code, fault.labels[0].text.as_str()), ("S118", "after the end of the run"));
    let whole = injected(start + hours(2)).expect("it comes with the end");
    let longer = injected(start + hours(9_999)).expect("the scenario ends before");
    assert_eq!(whole.script.opening, longer.script.opening);
}

/// A circle may go through a step of the scenario; only the branch's own part can be pointed at.
#[test]
fn a_circle_through_both_texts_is_found() {
    let scenario = format!(
        "{HEAD}nations: {{ fr: {{ role: member }} }}\nactors:\n  a:\n    as: fr\n    behaviors:\n      \
         - {{ name: leave, upon: center.nation-arrived, do: center.stay-away, with: {{ nation: fr }} }}\n"
    );
    let text =
        "timeline: [{ upon: center.nation-left, by: fr, do: center.attend, with: { nation: fr } }]";
    let from = compile(&scenario).expect("it is sound").script.opening.starts_at;
    let faulty =
        compile_branched(&scenario, &[Some(Injects { text, from, until: None })]).unwrap_err();
    let [fault] = faulty.faults.as_slice() else { panic!("{:?}", faulty.faults) };
    assert_eq!(fault.message, "a circle without delay: a/leave → inject/1/1 → a/leave");
    assert_eq!(fault.labels.len(), 1);
}

#[test]
fn a_text_that_is_no_timeline_is_refused() {
    assert_eq!(faults("timeline: []\n"), ["S003 missing key `timeline` at timeline: []"]);
    assert_eq!(faults("timelin: []\n").len(), 1);
    assert!(!faults("- { at: T+01:00 }\n").is_empty());
    assert!(!faults("timeline: [").is_empty());
    let twice = "timeline: [{ at: T+01:00, at: T+02:00, by: us, do: center.fil-seat }]";
    assert_eq!(faults(twice).len(), 2, "a key that stands twice hides nothing else");
    assert!(!faults("").is_empty());
}

#[test]
fn what_waits_in_vain_is_doubted() {
    let text = "timeline: [{ upon: task.tasking-requested, by: pl, do: center.attend, with: { nation: pl } }]";
    let doubts = inject(text).expect("it is legal").doubts;
    let [(1, faults)] = doubts.as_slice() else { panic!("{doubts:?}") };
    assert_eq!(faults.len(), 1);
}
