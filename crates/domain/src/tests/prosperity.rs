//! The prosperity track and its gates.

use alloc::string::String;
use alloc::vec::Vec;

use super::setting::{DE, FR, Setting, eve, id, noon, seated, truce, truce_at};
use crate::ceasefire::{DeclareCollapsed, DeclareRestored, DeclareStrained};
use crate::ids::ProjectId;
use crate::prosperity::{
    Event, Gate, GateProject, PrepareProject, Rejection, ReleaseTranche, ReportLaunchPlan,
    StartLaunchPlan,
};
use crate::{Actor, NotEntitled};

pub(super) fn port() -> ProjectId {
    id("port")
}

pub(super) fn prepared(setting: Setting) -> Setting {
    setting.command(truce_at(), FR, PrepareProject { project: port() })
}

fn gated(gate: Gate) -> GateProject {
    GateProject { project: port(), gate }
}

fn blocked(gates: &[Gate]) -> crate::Event {
    let gates = gates.iter().copied().collect();
    Event::TrancheBlocked {
        project: port(),
        tranche: None,
        million_euro: 500,
        gates,
        depends_on: None,
    }
    .into()
}

fn released() -> crate::Event {
    Event::TrancheReleased { project: port(), tranche: None, million_euro: 500, depends_on: None }
        .into()
}

pub(super) fn tranche() -> ReleaseTranche {
    ReleaseTranche { project: port(), tranche: None, million_euro: 500, depends_on: None }
}

/// Rule 39: projects may be prepared while the gate is closed; money waits, and is released when
/// it is asked for again.
#[test]
fn no_tranche_is_released_while_the_ceasefire_gate_is_closed() {
    let closed = || blocked(&[Gate::Ceasefire]);
    let waiting = prepared(seated()).when(truce_at(), FR, tranche()).then(&[closed()]);
    assert_eq!(waiting.state.prosperity.projects[&port()].released, 0);
    let paid = prepared(truce()).when(noon(), FR, tranche()).then(&[released()]);
    assert_eq!(paid.state.prosperity.projects[&port()].released, 500);
    let collapsed = paid.command(noon(), Actor::Coalition, DeclareCollapsed {});
    let again = collapsed.when(noon(), FR, tranche()).then(&[closed()]);
    let restored = again.command(noon(), Actor::Coalition, DeclareRestored {});
    restored.when(noon(), FR, tranche()).then(&[released()]);
}

/// Rule 39: a strained ceasefire keeps the gate open, an agreed one does not open it.
#[test]
fn the_gate_opens_when_the_ceasefire_enters_into_force_and_not_when_it_is_agreed() {
    let agree = crate::ceasefire::Agree { instrument: id("truce"), effective_at: truce_at() };
    prepared(seated())
        .command(eve(), Actor::Ua, agree)
        .when(truce_at(), FR, tranche())
        .then(&[blocked(&[Gate::Ceasefire])]);
    prepared(truce())
        .command(noon(), Actor::Coalition, DeclareStrained {})
        .when(noon(), FR, tranche())
        .then(&[released()]);
}

/// Rule 39: a project may wait at other gates besides; the money comes when all are open.
#[test]
fn a_tranche_waits_at_every_gate_of_its_project() {
    let event = Event::ProjectGated { project: port(), gate: Gate::LaunchPlan };
    let both = prepared(seated())
        .when(truce_at(), DE, gated(Gate::LaunchPlan))
        .then(&[event.into()])
        .when(truce_at(), FR, tranche())
        .then(&[blocked(&[Gate::Ceasefire, Gate::LaunchPlan])]);
    both.command(truce_at(), FR, StartLaunchPlan {})
        .when(truce_at(), FR, tranche())
        .then(&[blocked(&[Gate::Ceasefire])]);
    let at_report = prepared(truce())
        .command(noon(), DE, gated(Gate::LaunchReport))
        .command(noon(), FR, StartLaunchPlan {})
        .when(noon(), FR, tranche())
        .then(&[blocked(&[Gate::LaunchReport])]);
    at_report
        .command(noon(), FR, ReportLaunchPlan {})
        .when(noon(), FR, tranche())
        .then(&[released()]);
}

#[test]
fn a_project_waits_at_a_gate_once_and_at_that_of_the_ceasefire_from_the_start() {
    let twice = |gate| Rejection::AlreadyGated { project: port(), gate };
    prepared(truce()).when(noon(), FR, gated(Gate::Ceasefire)).then_refused(twice(Gate::Ceasefire));
    prepared(truce())
        .command(noon(), FR, gated(Gate::LaunchPlan))
        .when(noon(), FR, gated(Gate::LaunchPlan))
        .then_refused(twice(Gate::LaunchPlan));
    truce()
        .when(noon(), FR, gated(Gate::LaunchPlan))
        .then_refused(Rejection::UnknownProject { project: port() });
}

#[test]
fn a_tranche_is_of_some_money_and_no_more_than_the_envelope_holds() {
    let of = |million_euro| ReleaseTranche { million_euro, ..tranche() };
    prepared(truce()).when(noon(), FR, of(0)).then_refused(Rejection::NoMoney { project: port() });
    prepared(truce())
        .when(noon(), FR, of(u32::MAX))
        .then_refused(Rejection::BeyondEnvelope { released: 0, envelope: 2_000 });
    let paid = prepared(truce()).command(noon(), FR, of(1_500));
    let paid = paid.command(noon(), FR, PrepareProject { project: id("rail") });
    let rail = |million_euro| ReleaseTranche { project: id("rail"), ..of(million_euro) };
    let paid = paid.command(noon(), FR, rail(500));
    paid.when(noon(), FR, rail(1))
        .then_refused(Rejection::BeyondEnvelope { released: 2_000, envelope: 2_000 });
}

#[test]
fn money_is_for_a_project_that_has_been_prepared() {
    truce().when(noon(), FR, tranche()).then_refused(Rejection::UnknownProject { project: port() });
    prepared(truce())
        .when(noon(), FR, PrepareProject { project: port() })
        .then_refused(Rejection::ProjectExists { project: port() });
    let by = Actor::Monitors;
    prepared(truce()).when(noon(), by, tranche()).then_refused(NotEntitled { by });
}

/// Rule 39: a tranche with a name that was blocked is released once; one with another name or with
/// none is another one.
#[test]
fn a_tranche_with_a_name_is_released_once() {
    let tranche_id = id("first");
    let first = || ReleaseTranche { tranche: Some(tranche_id), ..tranche() };
    let rail = || ReleaseTranche { project: id("rail"), ..first() };
    let waiting = || {
        prepared(truce())
            .command(noon(), FR, PrepareProject { project: id("rail") })
            .command(noon(), Actor::Coalition, DeclareCollapsed {})
            .command(noon(), FR, first())
            .command(noon(), FR, first())
    };
    let paid = || {
        waiting().command(noon(), Actor::Coalition, DeclareRestored {}).command(noon(), FR, first())
    };
    let twice = || Rejection::AlreadyReleased { tranche: tranche_id };
    paid().when(noon(), DE, first()).then_refused(twice());
    let blocked = paid().command(noon(), Actor::Coalition, DeclareCollapsed {});
    blocked.when(noon(), FR, first()).then_refused(twice());
    for known in [waiting(), paid()] {
        let refused = Rejection::OfAnotherProject { tranche: tranche_id, project: port() };
        known.when(noon(), FR, rail()).then_refused(refused);
    }
    for other in [ReleaseTranche { tranche: Some(id("second")), ..rail() }, tranche()] {
        paid().when(noon(), FR, other).then_accepted();
    }
}

/// What was written before tranches had names is read and written as it was.
#[test]
fn a_tranche_without_a_name_says_nothing_of_it() {
    let old = r#"{"tranche-released":{"project":"port","million_euro":500}}"#;
    let event: Event = serde_json::from_str(old).unwrap();
    assert_eq!(crate::Event::from(event.clone()), released());
    assert_eq!(serde_json::to_string(&event).unwrap(), old);
    let paid = prepared(truce()).command(noon(), FR, tranche());
    let state = serde_json::to_value(&paid.state.prosperity).unwrap();
    let fields: Vec<&String> = state.as_object().unwrap().keys().collect();
    assert_eq!(fields, ["launched_at", "linked", "projects", "reported_at"]);
}
