//! Small logs of a small vocabulary.

use kernel::{Position, SimTime};

use super::choices::Choices;
use crate::event::{Event, Field};
use crate::value::Value;
use crate::{KindId, Monitor, Outcome, RuleSet, Type, Vocabulary};

/// The kinds of events; all have the fields `x` and `y`, ids, and `n`, a number.
pub(crate) const KINDS: [&str; 4] = ["a", "b", "c", "r"];

/// A time for which a rule may be in force.
pub(crate) const FORCE: &str = "in force 1970-01-01 00:00:02 to 1970-01-01 00:00:09\n";

pub(crate) fn vocabulary() -> Vocabulary {
    let mut vocabulary = Vocabulary::default();
    for kind in KINDS {
        vocabulary.add(kind, &[("x", Type::Id), ("y", Type::Id), ("n", Type::Int)]);
    }
    vocabulary.add("listed", &[("x", Type::list(Type::Id)), ("y", Type::Id)]);
    vocabulary
}

/// An event that owns its values.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Logged {
    pub(crate) position: u64,
    pub(crate) time: i64,
    pub(crate) kind: KindId,
    pub(crate) fields: Vec<Vec<Value>>,
}

impl Logged {
    pub(crate) fn borrowed<T>(&self, give: impl FnOnce(&Event<'_>) -> T) -> T {
        let lists: Vec<Vec<Field<'_>>> =
            self.fields.iter().map(|values| values.iter().map(field).collect()).collect();
        let fields: Vec<Field<'_>> = lists
            .iter()
            .map(|values| match values.as_slice() {
                [] => Field::Missing,
                [one] => *one,
                several => Field::List(several),
            })
            .collect();
        give(&Event {
            position: Position(self.position),
            time: SimTime::from_millis(self.time),
            kind: self.kind,
            fields: &fields,
        })
    }
}

/// A log as a reader writes it down.
pub(crate) fn shown(log: &[Logged]) -> String {
    let lines = log.iter().map(|event| {
        let fields: Vec<String> = event
            .fields
            .iter()
            .map(|values| values.iter().map(ToString::to_string).collect::<Vec<_>>().join("+"))
            .collect();
        let kind = KINDS.get(event.kind.index()).unwrap_or(&"listed");
        let seconds = event.time / 1_000;
        format!("  #{} at {seconds} s: {kind}({})\n", event.position, fields.join(", "))
    });
    lines.collect()
}

fn field(value: &Value) -> Field<'_> {
    match value {
        Value::Text(text) => Field::Text(text.as_str()),
        Value::Number(number) => Field::Number(*number),
        Value::Bool(truth) => Field::Bool(*truth),
        Value::Time(ms) => Field::Time(SimTime::from_millis(*ms)),
        Value::Duration(ms) => Field::Duration(*ms),
    }
}

/// A log of a few events, some of them at the same time.
pub(crate) fn log(choices: &mut Choices<'_>, most: usize) -> Vec<Logged> {
    let mut time = 0;
    let mut log = Vec::new();
    while log.len() < most && !choices.is_over() {
        time += [0, 1, 1, 2, 3, 5][choices.below(6)] * 1_000;
        let kind = choices.below(KINDS.len());
        let id = |choices: &mut Choices<'_>| Value::text(["p", "q"][choices.below(2)]);
        let fields = vec![
            vec![id(choices)],
            vec![id(choices)],
            vec![Value::whole(i64::try_from(choices.below(3)).expect("it is small"))],
        ];
        let position = log.len() as u64;
        let kind = vocabulary().id(KINDS[kind]).expect("it is a kind");
        log.push(Logged { position, time, kind, fields });
    }
    log
}

/// Events of these kinds at these instants, all with `p` for both ids.
pub(crate) fn of_p(events: &[(&str, i64)]) -> Vec<Logged> {
    let events = (0..).zip(events).map(|(position, (kind, time))| {
        let fields = vec![vec![Value::text("p")], vec![Value::text("p")], vec![Value::whole(0)]];
        let kind = vocabulary().id(kind).expect("it is a kind");
        Logged { position, time: *time, kind, fields }
    });
    events.collect()
}

/// An instance: where it was triggered, and its values.
pub(crate) type Instance = (u64, Vec<Option<Value>>);

/// What a monitor says at the end of a log.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Said {
    pub(crate) broken: Vec<Instance>,
    pub(crate) pending: Vec<Instance>,
    pub(crate) at_close: Vec<Instance>,
}

impl Said {
    /// Leaves out what was triggered outside of [`FORCE`].
    pub(crate) fn keep_in_force(&mut self, log: &[Logged]) {
        for list in [&mut self.broken, &mut self.pending, &mut self.at_close] {
            list.retain(|(position, _)| is_in_force(log, *position));
        }
    }

    pub(crate) fn sorted(mut self) -> Said {
        for list in [&mut self.broken, &mut self.pending, &mut self.at_close] {
            list.sort();
        }
        self
    }
}

/// Whether the event at a position lies in [`FORCE`].
pub(crate) fn is_in_force(log: &[Logged], position: u64) -> bool {
    let mut inside = log.iter().filter(|event| (2_000..=9_000).contains(&event.time));
    inside.any(|event| event.position == position)
}

/// Runs the first rule of a set; after every event, what is certain and what is not.
pub(crate) fn run(rules: &RuleSet, log: &[Logged]) -> Vec<Said> {
    let mut monitor = Monitor::new(rules);
    let mut broken = Vec::new();
    let mut stages = Vec::new();
    for event in log {
        let verdicts =
            event.borrowed(|event| monitor.observe(event).expect("the log is in order").to_vec());
        broken.extend(instances(&verdicts, Outcome::Broken));
        let open = monitor.pending().into_iter().filter(|it| it.rule == 0 && !it.is_repaired);
        let pending = open.map(|it| (it.position.0, it.values.to_vec()));
        let mut closed = monitor.clone();
        let at_close = instances(closed.close(), Outcome::BrokenAtClose);
        let said = Said { broken: broken.clone(), pending: pending.collect(), at_close };
        stages.push(said.sorted());
    }
    stages
}

fn instances(verdicts: &[crate::Verdict], outcome: Outcome) -> Vec<Instance> {
    let of_outcome =
        verdicts.iter().filter(|verdict| verdict.rule == 0 && verdict.outcome == outcome);
    of_outcome.map(|verdict| (verdict.position.0, verdict.values.to_vec())).collect()
}
