//! Judges a log of one of our workloads with RTLola's interpreter, and prints the seconds that took
//! and how many events it found wrong: `rtlola WORKLOAD LOG`.
//!
//! A specification reads streams of texts: for each kind of event its key, and key and value in one
//! text. Events of which no rule speaks are read and not shown. What our rules count or add up "in any
//! two hours" at an event cannot be said: windows of time are evaluated at a fixed rate there.

use std::convert::Infallible;
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::time::Duration;

use rtlola_interpreter::monitor::{Change, Incremental};
use rtlola_interpreter::time::RelativeFloat;
use rtlola_interpreter::{ConfigBuilder, Value};
use rustix::time::{ClockId, clock_gettime};
use serde::Deserialize;

const INPUTS: &str = "input a: String\ninput av: String\ninput b: String\ninput bv: String\n\
    input c: String\ninput cv: String\ninput d: String\ninput dv: String\ninput t: UInt64\n";

const SPECIFICATIONS: [(&str, &str); 3] = [
    (
        "separation by a join on two values",
        "output seen(p: String) spawn with av eval when av == p with true\n\
         output wrong := seen(bv).hold(or: false)\n",
    ),
    (
        "precedence by two states",
        "output s(p: String) spawn with a close when b == p eval when a == p with true\n\
         output u(p: String) spawn with cv close when bv == p eval when cv == p with true\n\
         output wrong @d&dv := !(s(d).hold(or: false) && u(dv).hold(or: false))\n",
    ),
    (
        "absence after-until with a window",
        "output last(p: String) spawn with a close when b == p eval @a&t when a == p with t + 1\n\
         output wrong @c&t := last(c).hold(or: 0) > 0 && t + 1 - last(c).hold(or: 0) <= 3600000\n",
    ),
];

#[derive(Deserialize)]
struct Line<'a> {
    time: u64,
    #[serde(rename = "type")]
    kind: &'a str,
    #[serde(borrow)]
    data: Data<'a>,
}

#[derive(Deserialize)]
struct Data<'a> {
    k: &'a str,
    v: &'a str,
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [workload, log] = arguments.as_slice() else {
        panic!("usage: rtlola WORKLOAD LOG");
    };
    let specification = SPECIFICATIONS.iter().find(|(name, _)| name == workload);
    let (_, specification) = specification.expect("it is one of the workloads that it can express");
    let violations = judged(&format!("{INPUTS}{specification}"), log);
    let spent = clock_gettime(ClockId::ProcessCPUTime);
    let spent = Duration::try_from(spent).expect("it is not negative");
    println!("{} {violations}", spent.as_secs_f64());
}

/// How many events are wrong.
fn judged(specification: &str, log: &str) -> usize {
    let mut monitor = ConfigBuilder::new()
        .spec_str(specification)
        .offline::<RelativeFloat>()
        .with_array_events::<9, Infallible, [Value; 9]>()
        .with_verdict::<Incremental>()
        .monitor()
        .expect("the specification is sound");
    let input = BufReader::new(File::open(log).expect("the log is there"));
    let mut violations = 0;
    for line in input.lines() {
        let line = line.expect("the log is text");
        let event: Line<'_> = serde_json::from_str(&line).expect("the log is sound");
        let Some(place) = ["a", "b", "c", "d"].iter().position(|kind| *kind == event.kind) else {
            continue;
        };
        let mut inputs = [const { Value::None }; 9];
        let Data { k, v } = event.data;
        inputs[2 * place] = Value::Str(k.into());
        inputs[2 * place + 1] = Value::Str(format!("{k} {v}").into());
        inputs[8] = Value::Unsigned(event.time);
        let verdict = monitor.accept_event(inputs, Duration::from_millis(event.time));
        let outputs = verdict.expect("it is in order").event;
        for (output, changes) in outputs {
            if monitor.name_for_output(output) == "wrong" {
                let is_wrong =
                    |change: &&Change| matches!(change, Change::Value(_, Value::Bool(true)));
                violations += changes.iter().filter(is_wrong).count();
            }
        }
    }
    violations
}
