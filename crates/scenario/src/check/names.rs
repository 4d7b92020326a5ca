//! Names of questions, incidents and other things: somebody must declare each.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use diagnostic::{Diagnostic, nearest};
use domain::clock::Clock;
use kernel::Id;
use serde_json::Value as Json;

use crate::compile::Compiler;
use crate::vocabulary::FieldType;
use crate::yaml::{Entries, Node, Value, shortened};

/// Which field of which command declares a name of which kind of thing.
const DECLARES: &[(&str, &str)] = &[
    ("decision.open", "question"),
    ("silence.start", "question"),
    ("incident.report-detection", "incident"),
    ("incident.submit-evidence", "evidence"),
    ("talks.open-round", "round"),
    ("commission.open-case", "case"),
    ("task.request-tasking", "tasking"),
    ("force.publish-requirement", "requirement"),
    ("force.offer", "contingent"),
    ("caveat.declare", "caveat"),
    ("roe.request", "roe"),
    ("mission.order", "mission"),
    ("need.register", "need"),
    ("permit.request", "permit"),
    ("base.plan", "base"),
    ("hub.open", "hub"),
    ("consignment.prepare", "consignment"),
    ("depot.reserve", "depot"),
    ("prosperity.prepare-project", "project"),
];

/// Fields that may name a thing before it is declared.
const FORWARD: &[(&str, &str)] = &[("prosperity.state-linkage", "question")];

/// A name that is used, with the kind of thing and the place.
pub(crate) struct Use {
    thing: String,
    name: String,
    span: Range<usize>,
}

/// What the deadlines of a clock are about, where that is something that somebody declares.
const fn subject_of(clock: Clock) -> Option<&'static str> {
    Some(match clock {
        Clock::TierOne
        | Clock::TierTwoGate
        | Clock::TierThreeGate
        | Clock::TierThree
        | Clock::Quiet => "series",
        Clock::Consultation | Clock::Silence => "question",
        Clock::Verification | Clock::Attribution => "incident",
        Clock::Rotation => "contingent",
        Clock::CommissionRemedy | Clock::Remedy => "case",
        Clock::Need => "need",
        Clock::Consignment => "consignment",
        Clock::Requirement => "requirement",
        Clock::TransitPermit => "permit",
        Clock::HubDay => "hub",
        Clock::DepotRefill => "depot",
        Clock::CaveatExpiry => "caveat",
        Clock::SeatUnmanned
        | Clock::CeasefireEffective
        | Clock::LaunchPlan
        | Clock::MandateInformation
        | Clock::MandateAuthorization
        | Clock::MandateApproval
        | Clock::MandateExpiry
        | Clock::HeadquartersRotation
        | Clock::ParticipationReview
        | Clock::EmergencyActivation
        | Clock::EmergencyEnd
        | Clock::GuaranteeTerm
        | Clock::MaritimeRotation => return None,
    })
}

/// Whether somebody must declare what this field names.
pub(crate) fn must_be_declared(kind: &str, field: &str) -> bool {
    !DECLARES.contains(&(kind, field)) && !FORWARD.contains(&(kind, field))
}

impl Compiler {
    /// Remembers the names in a value, if they are of things that somebody declares.
    pub(crate) fn use_of(&mut self, of: &FieldType, node: &Node) {
        if let Some(thing) = of.thing() {
            self.use_of_thing(&thing, node);
        }
    }

    /// Remembers what the deadlines of a clock are about, where somebody says both.
    pub(crate) fn use_of_subject(&mut self, kind: &str, fields: &Entries<String, Node>) {
        let said = |name: &str| {
            let mut fields = fields.items.iter();
            let (_, node) = fields.find(|(key, _)| key.value.as_deref() == Some(name))?;
            node.value.as_ref()
        };
        if let (Some(clock), Some(subject)) = (said("clock"), said("subject"))
            && kind.starts_with("clock.")
            && let Ok(clock) = serde_json::from_value(clock.json())
            && let Some(thing) = subject_of(clock)
        {
            self.use_of_thing(thing, subject);
        }
    }

    fn use_of_thing(&mut self, thing: &str, node: &Node) {
        match &node.value {
            Value::List(items) => items.iter().for_each(|item| self.use_of_thing(thing, item)),
            Value::Text(name) if !name.contains("${") => {
                // A breach series is named after its first incident.
                let thing = if thing == "series" { "incident" } else { thing }.to_string();
                if DECLARES.iter().any(|(_, declared)| *declared == thing) {
                    self.uses.push(Use { thing, name: name.clone(), span: node.span.clone() });
                }
            }
            _ => {}
        }
    }
}

/// Notices names that are used and never declared.
pub(super) fn check(compiler: &mut Compiler) {
    let mut declared: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    let mut open: BTreeSet<&str> = BTreeSet::new();
    for deed in compiler.sketches.iter().flat_map(|sketch| &sketch.deeds) {
        for &(_, thing) in DECLARES.iter().filter(|(kind, _)| *kind == deed.kind) {
            match deed.fixed.iter().find(|(field, ..)| field == thing) {
                Some((_, Json::String(name), _)) if Id::new(name).is_ok() => {
                    declared.entry(thing).or_default().insert(name);
                }
                // A name with a blank may be anything, and so may one that is no name.
                _ => {
                    open.insert(thing);
                }
            }
        }
    }
    let none = BTreeSet::new();
    for used in compiler.uses.iter().filter(|used| !open.contains(used.thing.as_str())) {
        let names = declared.get(used.thing.as_str()).unwrap_or(&none);
        // A late objection opens a question of its own, named after the first.
        let late = used.thing == "question" && used.name.contains("-late-");
        if !late && !names.contains(used.name.as_str()) {
            // Nobody looks for a near name that nobody will see.
            let known = if compiler.faults.is_full() { &none } else { names };
            compiler.faults.push(undeclared(used, known));
        }
    }
}

fn undeclared(used: &Use, known: &BTreeSet<&str>) -> Diagnostic {
    let Use { thing, name, span } = used;
    let how = DECLARES.iter().filter(|(_, declares)| declares == thing);
    let how: Vec<String> = how.map(|(command, _)| format!("`{command}`")).collect();
    let near = nearest(name, known.iter().copied());
    Diagnostic::error("S122", format!("no {thing} is named `{}`", shortened(name)))
        .label(span.clone(), format!("no {} declares it", how.join(" or ")))
        .help_if(near.map(|name| format!("did you mean `{name}`?")))
}
