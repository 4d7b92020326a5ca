//! Linkages between security and prosperity.

use super::prosperity::{port, prepared, tranche};
use super::setting::{
    DE, FR, Setting, consultation, eve, expire, hours, id, nations, noon, seated, truce, truce_at,
};
use crate::ceasefire::DeclareCollapsed;
use crate::clock::{self, Clock};
use crate::decision::{Adopt, CastPosition, Close, Label, Matter, Open, Position, Procedure};
use crate::ids::QuestionId;
use crate::prosperity::{
    Event, Gate, Rejection, ReleaseTranche, ReportLaunchPlan, StartLaunchPlan, StateLinkage,
};
use crate::silence::{Start, Urgency};
use crate::{Actor, NotEntitled};

fn question() -> QuestionId {
    id("force")
}

/// A text under silence that depends on the port.
fn silence() -> Start {
    Start {
        question: question(),
        matter: Matter::Statement,
        urgency: Urgency::Urgent,
        asked: nations("fr uk"),
        text_version: 1,
        depends_on: Some(port()),
    }
}

/// Rule 40: a security decision depends on a project only if a party has said so on record.
#[test]
fn no_security_decision_depends_on_a_prosperity_milestone_unless_a_party_has_stated_it() {
    let not_linked = || Rejection::NotLinked { project: port(), question: question() };
    let open = || Open { depends_on: Some(port()), series: None, ..consultation("force") };
    prepared(truce()).when(noon(), FR, open()).then_refused(not_linked());
    prepared(truce()).when(noon(), FR, silence()).then_refused(not_linked());
    let stated = Event::LinkageStated { party: DE, project: port(), question: question() };
    let linked = || {
        prepared(truce())
            .when(noon(), DE, StateLinkage { project: port(), question: question() })
            .then(&[stated.clone().into()])
    };
    linked().when(noon(), FR, open()).then_accepted();
    linked().when(noon(), FR, silence()).then_accepted();
}

/// Rule 40: and the reverse; a linkage with one question is none with another.
#[test]
fn no_money_depends_on_a_security_decision_unless_a_party_has_stated_it() {
    let depending = |name| ReleaseTranche { depends_on: Some(id(name)), ..tranche() };
    let linked = || {
        prepared(truce()).command(
            noon(),
            DE,
            StateLinkage { project: port(), question: question() },
        )
    };
    prepared(truce())
        .when(noon(), FR, depending("force"))
        .then_refused(Rejection::NotLinked { project: port(), question: question() });
    linked()
        .when(noon(), FR, depending("other"))
        .then_refused(Rejection::NotLinked { project: port(), question: id("other") });
    linked().when(noon(), FR, depending("force")).then_accepted();
}

/// A statement that depends on the port: the co-chairs are asked, or under silence.
fn statement() -> Open {
    Open {
        matter: Matter::Statement,
        procedure: Procedure::CoChairs,
        asked: nations("fr uk"),
        series: None,
        depends_on: Some(port()),
        ..consultation("force")
    }
}

/// France and the United Kingdom agree to the statement.
fn agreed(setting: Setting) -> Setting {
    nations("fr uk").iter().fold(setting, |setting, nation| {
        let position = Position::Agrees;
        let cast = CastPosition { question: question(), nation, position };
        setting.command(noon(), Actor::of(nation), cast)
    })
}

fn adopt() -> Adopt {
    Adopt { question: question(), label: Label::Full }
}

/// Rule 40: a linkage binds; money waits for the question on which it depends, whatever becomes of
/// that.
#[test]
fn money_that_depends_on_a_question_waits_until_that_is_adopted() {
    let depends_on = Some(question());
    let tranche = || ReleaseTranche { depends_on, ..tranche() };
    let blocked = |gates: &[Gate]| Event::TrancheBlocked {
        project: port(),
        tranche: None,
        million_euro: 500,
        gates: gates.iter().copied().collect(),
        depends_on,
    };
    let released =
        || Event::TrancheReleased { project: port(), tranche: None, million_euro: 500, depends_on };
    let linkage = || StateLinkage { project: port(), question: question() };
    let linked = || prepared(truce()).command(noon(), DE, linkage());
    let opened = || {
        linked()
            .when(noon(), FR, tranche())
            .then(&[blocked(&[]).into()])
            .command(noon(), FR, statement())
            .when(noon(), FR, tranche())
            .then(&[blocked(&[]).into()])
    };
    opened()
        .command(noon(), Actor::CoChairs, Close { question: question() })
        .when(noon(), FR, tranche())
        .then(&[blocked(&[]).into()]);
    agreed(opened())
        .command(noon(), FR, adopt())
        .when(noon(), FR, tranche())
        .then(&[released().into()]);
    linked()
        .command(noon(), Actor::Coalition, DeclareCollapsed {})
        .when(noon(), FR, tranche())
        .then(&[blocked(&[Gate::Ceasefire]).into()]);
    linked()
        .command(noon(), FR, silence())
        .command(noon() + hours(24), Actor::Clock, expire(Clock::Silence, "force"))
        .when(noon() + hours(24), FR, tranche())
        .then(&[released().into()]);
}

/// Rule 40: what a party has stated binds whoever asks for the money, and for all that was linked.
#[test]
fn money_of_a_linked_project_waits_whether_or_not_the_asker_names_the_question() {
    let linkage = |name| StateLinkage { project: port(), question: id(name) };
    let linked = || prepared(truce()).command(noon(), DE, linkage("force"));
    let blocked = |name| Event::TrancheBlocked {
        project: port(),
        tranche: None,
        million_euro: 500,
        gates: [].into(),
        depends_on: Some(id(name)),
    };
    linked().when(noon(), FR, tranche()).then(&[blocked("force").into()]);
    let adopted = || agreed(linked().command(noon(), FR, statement())).command(noon(), FR, adopt());
    adopted().when(noon(), FR, tranche()).then_among(Event::TrancheReleased {
        project: port(),
        tranche: None,
        million_euro: 500,
        depends_on: None,
    });
    let named = ReleaseTranche { depends_on: Some(question()), ..tranche() };
    adopted()
        .command(noon(), DE, linkage("other"))
        .when(noon(), FR, named)
        .then(&[blocked("other").into()]);
}

/// Rule 3: a position of the Coalition alone is no adoption of what was put to all three sides, and
/// frees no money that waits for it.
#[test]
fn money_that_waits_for_all_three_sides_does_not_flow_on_the_word_of_one() {
    let depends_on = Some(question());
    let put = Open {
        procedure: Procedure::Tripartite,
        asked: nations("fr uk us ua"),
        depends_on: None,
        ..statement()
    };
    let linkage = StateLinkage { project: port(), question: question() };
    let opened =
        || prepared(truce()).command(noon(), DE, linkage.clone()).command(noon(), FR, put.clone());
    let alone = Adopt { label: Label::CoalitionOnly, ..adopt() };
    agreed(opened())
        .command(noon(), FR, alone)
        .when(noon(), FR, ReleaseTranche { depends_on, ..tranche() })
        .then(&[Event::TrancheBlocked {
            project: port(),
            tranche: None,
            million_euro: 500,
            gates: [].into(),
            depends_on,
        }
        .into()]);
}

/// Rule 40: and the reverse; a question that depends on a project is adopted when that has been
/// prepared. Silence adopts by itself, so it does not start before.
#[test]
fn a_question_that_depends_on_a_project_is_not_adopted_before_that_has_been_prepared() {
    let unknown = || Rejection::UnknownProject { project: port() };
    let linkage = StateLinkage { project: port(), question: question() };
    let linked = || truce().command(truce_at(), DE, linkage.clone());
    linked().when(noon(), FR, silence()).then_refused(unknown());
    let opened = || agreed(linked().command(noon(), FR, statement()));
    opened().when(noon(), FR, adopt()).then_refused(unknown());
    prepared(opened()).when(noon(), FR, adopt()).then_accepted();
}

/// Rule 40: exercise control is no party.
#[test]
fn only_a_party_states_a_linkage() {
    for by in [Actor::Control, Actor::Clock, Actor::Monitors] {
        prepared(truce())
            .when(noon(), by, StateLinkage { project: port(), question: question() })
            .then_refused(NotEntitled { by });
    }
}

#[test]
fn the_launch_plan_reports_within_its_hundred_days() {
    let (clock, subject) = (Clock::LaunchPlan, id("launch-plan"));
    let due_at = eve() + hours(2_400);
    let armed = clock::Event::Armed { clock, subject, starts_at: eve(), due_at };
    let met = clock::Event::Met { clock, subject, due_at, done_at: None };
    let started = seated()
        .when(eve(), Actor::Us, StartLaunchPlan {})
        .then(&[Event::LaunchPlanStarted {}.into(), armed.into()]);
    started
        .when(due_at, Actor::Us, ReportLaunchPlan {})
        .then(&[Event::LaunchPlanReported {}.into(), met.into()])
        .when(due_at, Actor::Us, ReportLaunchPlan {})
        .then_refused(Rejection::LaunchPlanNotRunning);
    let missed = clock::Event::Missed { clock, subject, due_at, late_by_revision: false };
    seated()
        .command(eve(), Actor::Us, StartLaunchPlan {})
        .when(due_at, Actor::Clock, expire(clock, "launch-plan"))
        .then(&[missed.into()])
        .when(due_at, Actor::Us, StartLaunchPlan {})
        .then_refused(Rejection::LaunchPlanStarted);
}

#[test]
fn a_late_report_on_the_launch_plan_is_still_one() {
    let due_at = eve() + hours(2_400);
    let late = seated()
        .command(eve(), Actor::Us, StartLaunchPlan {})
        .command(due_at, Actor::Clock, expire(Clock::LaunchPlan, "launch-plan"))
        .when(due_at, Actor::Us, ReportLaunchPlan {})
        .then(&[Event::LaunchPlanReported {}.into()]);
    late.when(due_at, Actor::Us, ReportLaunchPlan {}).then_refused(Rejection::LaunchPlanNotRunning);
    seated()
        .when(eve(), Actor::Us, ReportLaunchPlan {})
        .then_refused(Rejection::LaunchPlanNotRunning);
}
