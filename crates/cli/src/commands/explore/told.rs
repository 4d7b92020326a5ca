//! What a search has found, for people and for programs.

use std::io::{self, Write};

use explorer::breadth::{Distance, Ended, Impasse, Searched};
use explorer::fingerprint::HASHES;
use explorer::space::Space;
use explorer::variant::way;
use explorer::walks::Walked;
use serde_json::{Value as Json, json};

use super::one::{json_of, shown, write_found};
use super::{Found, Told};

impl Told<'_> {
    pub(super) fn text(&self, out: &mut dyn Write) -> io::Result<()> {
        writeln!(out, "{}", self.space.script.opening.title)?;
        writeln!(out, "searched: {}", self.reach())?;
        if let Found::Searched(_, searched) = &self.found {
            let Searched { states, states_at, transitions, ended, .. } = searched;
            let by_distance = match states_at.as_slice() {
                [] => String::new(),
                numbers => format!(", by distance {}", listed(numbers)),
            };
            let copied = match transitions {
                1 => "1 world was".to_string(),
                many => format!("{many} worlds were"),
            };
            writeln!(out, "states: {states}{by_distance}; {copied} copied")?;
            let exponent = collision_exponent(*states);
            writeln!(out, "two states taken for one: a chance below 2^{exponent}")?;
            if *states == 0 && !matches!(ended, Ended::Everything | Ended::Broken { .. }) {
                let help = "`--deviations` and `--walks` come further";
                writeln!(
                    out,
                    "no state was come to: the first step asks for more choices; {help}"
                )?;
            }
            for class in self.equals() {
                writeln!(out, "taken for one another: {}", class.join(", "))?;
            }
            if let Some(why) = self.none_equal() {
                writeln!(out, "taken for one another: none, {why}")?;
            }
        }
        if self.space.draws_in_part() {
            writeln!(
                out,
                "of each draw at most five values, the least and the greatest among them"
            )?;
        }
        if self.space.order_in_part() {
            let others = "`--orders` takes the others";
            writeln!(out, "what is due at one instant keeps the order of the agenda; {others}")?;
        }
        if let Some(when) = self.offered() {
            writeln!(out, "open commands are offered {when}, at no other instants")?;
        }
        for (kind, fields) in self.arguments_cut() {
            if fields.is_empty() {
                let tried = explorer::open::CANDIDATES_MAX;
                writeln!(out, "not all arguments tried: {kind}, at most {tried} at one instant")?;
            } else {
                let fields: Vec<&str> = fields.into_iter().collect();
                let fields = fields.join(", ");
                writeln!(out, "not all arguments tried: {kind}; `with` can say more of: {fields}")?;
            }
        }
        self.write_rules(out)?;
        self.write_unmet(out)?;
        let script = self.space.script;
        self.counterexamples.iter().try_for_each(|found| write_found(script, found, out))
    }

    /// When those who are free to act could do so, if any are.
    fn offered(&self) -> Option<String> {
        let every = match self.space.freedom?.every {
            Some(every) => format!(", at deadlines and every {}", report::span(every)),
            None => " and at deadlines".to_string(),
        };
        Some(format!("a minute after something has happened{every}"))
    }

    /// The rules of which no history was searched up to a break.
    fn write_rules(&self, out: &mut dyn Write) -> io::Result<()> {
        let (unasked, undecided): (Vec<&str>, Vec<&str>) =
            (self.never_asked().collect(), self.never_decided().collect());
        let (broken, behind) = (self.found.violations(), self.broken_behind());
        let kept = match broken {
            [] if self.is_exhausted() => "not broken",
            [] => "not broken in the histories searched",
            _ => "not broken in the histories searched, which end at the first break",
        };
        for rule in 0..self.space.rules.len() {
            let name = self.space.rules.name(rule);
            if broken.iter().any(|it| it.rule == rule) || !self.is_asked(rule) {
                continue;
            }
            if behind.contains(name) {
                writeln!(out, "{name}: broken too, in a history of which a part is told below")?;
            } else if undecided.contains(&name) {
                writeln!(out, "{name}: triggered, and still pending where histories end")?;
            } else if !unasked.contains(&name) {
                writeln!(out, "{name}: {kept}")?;
            }
        }
        Ok(())
    }

    /// What was not met with: never, or only in the histories that were searched.
    fn write_unmet(&self, out: &mut dyn Write) -> io::Result<()> {
        let searched = match self.found.violations() {
            [] => "in the histories searched",
            _ => "in the histories searched, which end at the first break",
        };
        let unmet = |never: &str, not: &str| {
            if self.is_exhausted() { never.to_string() } else { format!("{not} {searched}") }
        };
        let rule = unmet("nothing here triggers it", "not triggered");
        let goal = unmet("never reached", "not reached");
        let actor = unmet("never does anything that is accepted", "did nothing that was accepted");
        self.never_asked().try_for_each(|name| writeln!(out, "{name}: {rule}"))?;
        self.goals_unreached().try_for_each(|text| writeln!(out, "{goal}: {text}"))?;
        self.without_effect().iter().try_for_each(|name| writeln!(out, "{actor}: {name}"))
    }

    /// What was searched, in words.
    fn reach(&self) -> String {
        let (limits, searched) = match &self.found {
            Found::Searched(limits, searched) => (limits, searched),
            Found::Walked(walked) => return walks(walked),
        };
        let (noun, from) = match limits.distance {
            Distance::Choices => ("choice", ""),
            Distance::Deviations => ("departure", " from what happens by default"),
        };
        let what = |number: u32| report::count(number.into(), noun) + from;
        let all = if self.space.freedom.is_some() {
            "the histories tried"
        } else if self.space.draws_in_part() {
            "all histories of the values looked at"
        } else if self.space.order_in_part() {
            "all histories in the order of the agenda"
        } else {
            "all histories"
        };
        let nearer = |depth: u32| match depth {
            0 => format!("not all histories without a {noun}"),
            depth => format!("{all} with fewer than {}", what(depth)),
        };
        let (every, some, are) = match self.only {
            None => ("all rules", "some rules", "some are"),
            Some(_) => ("the rule", "the rule", "it is"),
        };
        match &searched.ended {
            Ended::Everything if !self.arguments_cut().is_empty() => {
                "histories to the end of the scenario, but not all arguments".to_string()
            }
            Ended::Everything if self.space.freedom.is_some() => {
                "histories to the end of the scenario, but not all instants".to_string()
            }
            Ended::Everything => format!("{all}, to the end of the scenario"),
            Ended::AtDepth => {
                format!("{all} with up to {}; there are longer ones", what(limits.depth_max))
            }
            Ended::Broken { depth: 0 } => match limits.distance {
                Distance::Choices => format!("what comes before any choice; it breaks {some}"),
                Distance::Deviations => format!("what happens by default; it breaks {some}"),
            },
            Ended::Broken { depth } => {
                format!("{} keep {every}; with {depth} {are} broken", nearer(*depth))
            }
            Ended::OutOfMemory { depth } => format!(
                "{}, until {} MiB were used up: give more with `--memory`, or search less far",
                nearer(*depth),
                limits.memory_max >> 20
            ),
            Ended::OutOfTime { depth } | Ended::Stopped { depth } => {
                format!("{}, until it was stopped", nearer(*depth))
            }
            Ended::Fault(_) => "until a history could not go on".to_string(),
        }
    }

    /// The classes of nations that are equal in everything, if they were looked for.
    fn equals(&self) -> Vec<Vec<&'static str>> {
        let symmetry = self.space.symmetry.iter();
        let classes = symmetry.flat_map(|symmetry| symmetry.classes());
        classes.map(|class| class.iter().map(|nation| nation.name()).collect()).collect()
    }

    /// Why no nations are taken for one another though they were to be.
    fn none_equal(&self) -> Option<&'static str> {
        let symmetry = self.space.symmetry.as_ref()?;
        let why = match self.space.freedom {
            Some(_) => "because somebody is free to act: see `explore: open:` of the scenario",
            None => "because no two are equal in everything",
        };
        symmetry.classes().is_empty().then_some(why)
    }

    pub(super) fn json(&self) -> Json {
        let (ended, extent) = match &self.found {
            Found::Searched(_, searched) => {
                let extent = json!({
                    "states": searched.states,
                    "states_at": searched.states_at,
                    "transitions": searched.transitions,
                    "taken_for_one_another": self.equals(),
                    "none_equal": self.none_equal(),
                    "collision_chance_below_2_to": collision_exponent(searched.states),
                });
                (ended_name(&searched.ended), extent)
            }
            Found::Walked(walked) => {
                let ended = match walked {
                    Walked { fault: Some(_), .. } => "fault",
                    Walked { was_stopped: true, .. } => "stopped",
                    _ => "walked",
                };
                let Walked { walks, classes, is_full, .. } = walked;
                (ended, json!({ "walks": walks, "classes": classes, "room_used_up": is_full }))
            }
        };
        json!({
            "scenario": self.space.script.opening.scenario,
            "only_rule": self.only.map(|rule| self.space.rules.name(rule)),
            "ended": ended,
            "searched": self.reach(),
            "extent": extent,
            "exhausted": self.is_exhausted(),
            "arguments_not_all_tried": self.arguments_cut().keys().collect::<Vec<_>>(),
            "open_commands_offered": self.offered(),
            "draws_in_part": self.space.draws_in_part(),
            "order_in_part": self.space.order_in_part(),
            "rules_never_decided": self.never_decided().collect::<Vec<_>>(),
            "rules_never_triggered": self.never_asked().collect::<Vec<_>>(),
            "goals_unreached": self.goals_unreached().collect::<Vec<_>>(),
            "actors_without_effect": self.without_effect(),
            "rules_broken_too": self.broken_behind(),
            "broken": self.counterexamples.iter().map(json_of).collect::<Vec<_>>(),
        })
    }
}

/// What was walked, in words.
fn walks(walked: &Walked) -> String {
    let Walked { walks, classes, was_stopped, is_full, .. } = walked;
    let full = " until the room for them was used up: give more with `--memory`";
    let full = if *is_full { full } else { "" };
    let stopped = if *was_stopped { ", until it was stopped" } else { "" };
    format!("{walks} random walks, which met {classes} classes of states{full}{stopped}")
}

fn listed(numbers: &[u64]) -> String {
    numbers.iter().map(u64::to_string).collect::<Vec<_>>().join(" + ")
}

/// Among n fingerprints of 128 bits, two are equal by chance with less than n² / 2^129 for each hash
/// that stands behind one.
fn collision_exponent(states: u64) -> i64 {
    let bits = i64::from(u64::BITS - states.max(1).leading_zeros());
    2 * bits - 129 + i64::from(HASHES.ilog2())
}

fn ended_name(ended: &Ended) -> &'static str {
    match ended {
        Ended::Everything => "everything",
        Ended::AtDepth => "depth",
        Ended::Broken { .. } => "broken",
        Ended::OutOfMemory { .. } => "memory",
        Ended::OutOfTime { .. } => "steps",
        Ended::Stopped { .. } => "stopped",
        Ended::Fault(_) => "fault",
    }
}

/// What leads to where a history cannot go on, as far as it is not what happens by default.
pub(super) fn way_to(space: &Space<'_>, impasse: &Impasse) -> String {
    let (choices, given) = way(space, &impasse.answers);
    let given = given.iter().map(|given| {
        let at = report::instant(given.at, &space.script.opening);
        format!("{at} {} gives a command", report::actor_name(given.by))
    });
    let choices = choices
        .iter()
        .map(|made| format!("{} is {}", made.key, shown(space.script, &made.key, made.value)));
    let all: Vec<String> = given.chain(choices).collect();
    if all.is_empty() {
        "it comes to this by default; mend the scenario, and search again".to_string()
    } else {
        format!("it comes to this where {}; mend the scenario, and search again", all.join(", "))
    }
}
