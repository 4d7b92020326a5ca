//! Texts, guarantees and the backstop in words.

use std::collections::BTreeSet;

use domain::Actor;
use domain::framework::{Backstop, Clause, Component, Event};
use kernel::Id;

use super::{Telling, Words, act, fact, of_nation};
use crate::names;

pub(super) fn words(event: &Event, telling: &Telling) -> Words {
    match event {
        Event::DraftCirculated { text, clauses } => {
            act(format!("circulated the draft ({text}){}", on(", with", clauses)))
        }
        Event::DeclarationAdopted { text, components, clauses, dropped } => act(format!(
            "adopted the declaration ({text}) with {}{}{}",
            names::list(components.iter().map(|component| component_name(*component))),
            on("; it has", clauses),
            on("; gone since the draft:", dropped),
        )),
        Event::IntentSigned { text, .. } => {
            act(format!("signed the declaration of intent ({text})"))
        }
        Event::CommitmentsFinalized { text } => {
            act(format!("finalized the binding commitments ({text})"))
        }
        Event::BackstopChanged { from, to } => backstop(*from, *to, telling.by),
        Event::HostRequestReceived {} => act("asked for the multinational force"),
        Event::GuaranteeSigned { nation } => {
            act(format!("signed {}", telling.own(*nation, "guarantee")))
        }
        Event::RatificationRequested { nation } => {
            act(format!("asked for ratification of {}", telling.own(*nation, "guarantee")))
        }
        Event::RatificationGranted { nation } => {
            act(format!("ratified {}", telling.own(*nation, "guarantee")))
        }
        Event::RatificationRefused { nation } => {
            act(format!("was refused ratification of {}", telling.own(*nation, "guarantee")))
        }
        Event::GuaranteeActivated { nation } => {
            act(format!("activated {}", telling.own(*nation, "guarantee")))
        }
        Event::GuaranteeSuspended { nation } => {
            act(format!("suspended {}", telling.own(*nation, "guarantee")))
        }
        Event::GuaranteeVoided { nation } => {
            act(format!("declared {} void", telling.own(*nation, "guarantee")))
        }
        Event::ReviewOpened { incident, version } => {
            let version = version.map_or(String::new(), |it| format!(" (attribution {it})"));
            fact(format!("the parties review the guarantees because of {incident}{version}"))
        }
        Event::ReviewBasisLost { incident, version } => fact(format!(
            "the review of the guarantees because of {incident} has lost its basis: by attribution \
             {version} it is not agreed that Ukraine attacked unprovoked"
        )),
        Event::GuaranteeRenewed { nation } => {
            act(format!("renewed {} for another term", telling.own(*nation, "guarantee")))
        }
        Event::GuaranteeLapsed { nation } => {
            fact(format!("the guarantee of {} has lapsed", names::nation(*nation)))
        }
    }
}

pub(super) fn subject(event: &Event) -> Option<Id> {
    match event {
        Event::DraftCirculated { text, .. }
        | Event::DeclarationAdopted { text, .. }
        | Event::CommitmentsFinalized { text } => Some(text.0),
        Event::IntentSigned { nation, .. }
        | Event::GuaranteeSigned { nation }
        | Event::RatificationRequested { nation }
        | Event::RatificationGranted { nation }
        | Event::RatificationRefused { nation }
        | Event::GuaranteeActivated { nation }
        | Event::GuaranteeSuspended { nation }
        | Event::GuaranteeVoided { nation }
        | Event::GuaranteeRenewed { nation }
        | Event::GuaranteeLapsed { nation } => of_nation(*nation),
        Event::ReviewOpened { incident, .. } | Event::ReviewBasisLost { incident, .. } => {
            Some(incident.0)
        }
        Event::BackstopChanged { .. } | Event::HostRequestReceived {} => None,
    }
}

/// Unless the US says so, it falls with the guarantee on which it rests, whoever is the cause.
fn backstop(from: Backstop, to: Backstop, by: Actor) -> Words {
    let [from, to] = [from, to].map(backstop_name);
    if by == Actor::Us {
        act(format!("changed its backstop from {from} to {to}"))
    } else {
        fact(format!("the backstop of the US falls back from {from} to {to}"))
    }
}

/// The clauses behind some words, or nothing where there are none.
fn on(words: &str, clauses: &BTreeSet<Clause>) -> String {
    if clauses.is_empty() {
        return String::new();
    }
    format!("{words} {}", names::list(clauses.iter().map(|clause| clause_name(*clause))))
}

fn component_name(component: Component) -> &'static str {
    match component {
        Component::Monitoring => "monitoring",
        Component::SupportToArmedForces => "support to Ukraine's armed forces",
        Component::MultinationalForce => "the multinational force",
        Component::BindingCommitments => "binding commitments",
        Component::DefenseCooperation => "defense cooperation",
    }
}

fn clause_name(clause: Clause) -> &'static str {
    match clause {
        Clause::MonitoringLedByUs => "monitoring led by the US",
        Clause::MonitoringProposedUsLed => "a proposed US-led monitoring mechanism",
        Clause::UsTakesPartInForce => "a US part in the force",
        Clause::UsSupportProposed => "proposed US support of the force",
        Clause::UsSupportsForceIfAttacked => "US support if the force is attacked",
        Clause::CoordinationCell => "the coordination cell",
        Clause::SpecialCommission => "the Special Commission",
        Clause::VoluntaryParticipation => "voluntary participation",
        Clause::ConstitutionalProcedures => "constitutional procedures",
    }
}

pub(crate) fn backstop_name(backstop: Backstop) -> &'static str {
    match backstop {
        Backstop::None => "none",
        Backstop::Political => "political",
        Backstop::Signed => "signed",
        Backstop::Ratified => "ratified",
        Backstop::Withdrawn => "withdrawn",
    }
}
