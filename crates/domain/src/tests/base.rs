//! Bases of the force in Ukraine: who sets them up, when, and what an attack does.

use super::force_setting::{admitted, stance};
use super::setting::{FR, Setting, UK, detection, id, nations, noon, seated, truce};
use crate::base::{Build, Close, Event, Open, Plan, Rejection, ReportAttack, Stage};
use crate::ceasefire::DeclareCollapsed;
use crate::force;
use crate::ids::BaseId;
use crate::task::{self, AssignLead, Task};
use crate::{Actor, Nation, NotEntitled, incident};

const NATION: Nation = Nation::UK;

fn west() -> BaseId {
    id("west")
}

fn plan() -> Plan {
    Plan { base: west(), nation: NATION }
}

/// France and the UK lead the task.
fn led(setting: Setting) -> Setting {
    let lead = AssignLead { task: Task::LandHubs, nations: nations("fr uk") };
    setting.command(noon(), Actor::CoChairs, lead)
}

fn planned(setting: Setting) -> Setting {
    led(setting).command(noon(), UK, plan())
}

fn open() -> Setting {
    planned(admitted(truce())).command(noon(), UK, Build { base: west() }).command(
        noon(),
        UK,
        Open { base: west() },
    )
}

/// A base that was attacked in the incident `breach`.
fn attacked() -> Setting {
    let attack = ReportAttack { base: west(), incident: id("breach") };
    open().command(noon(), Actor::Monitors, detection("breach", noon())).command(
        noon(),
        Actor::Monitors,
        attack,
    )
}

fn wrong(stage: Stage) -> Rejection {
    Rejection::WrongStage { base: west(), stage }
}

#[test]
fn a_nation_plans_builds_opens_and_closes_its_own_base() {
    let (base, nation) = (west(), NATION);
    led(seated()).when(noon(), UK, plan()).then(&[Event::Planned { base, nation }.into()]);
    let ready = || planned(admitted(truce()));
    let began = Event::BuildingBegan { base, nation };
    let opened = Event::Opened { base, nation };
    ready()
        .when(noon(), UK, Build { base })
        .then(&[began.into()])
        .when(noon(), UK, Open { base })
        .then(&[opened.into()])
        .when(noon(), UK, Close { base })
        .then(&[Event::Closed { base, nation }.into()])
        .when(noon(), UK, Open { base })
        .then_refused(wrong(Stage::Closed));
    for by in [FR, Actor::CoChairs, Actor::Ua, Actor::Commander] {
        led(seated()).when(noon(), by, plan()).then_refused(NotEntitled { by });
        ready().when(noon(), by, Build { base }).then_refused(NotEntitled { by });
        open().when(noon(), by, Close { base }).then_refused(NotEntitled { by });
    }
    ready().when(noon(), UK, Open { base }).then_refused(wrong(Stage::Planned));
    open().when(noon(), UK, Build { base }).then_refused(wrong(Stage::Open));
    open().when(noon(), UK, plan()).then_refused(Rejection::BaseExists { base });
    let unknown = Rejection::UnknownBase { base: id("east") };
    open().when(noon(), UK, Close { base: id("east") }).then_refused(unknown);
}

#[test]
fn neither_the_host_nor_a_stranger_nor_who_sends_nobody_sets_up_a_base() {
    let of = |nation| Plan { nation, ..plan() };
    led(seated())
        .when(noon(), Actor::Ua, of(Nation::UA))
        .then_refused(Rejection::HostSetsUp { nation: Nation::UA });
    for nation in [Nation::EU, Nation::LV] {
        led(seated())
            .when(noon(), Actor::of(nation), of(nation))
            .then_refused(Rejection::NoBaseNation { nation });
    }
    let refused = || force::Rejection::NoTroopsInUkraine { nation: NATION };
    let stays_out = |setting: Setting| setting.command(noon(), UK, stance(NATION, false));
    stays_out(led(seated())).when(noon(), UK, plan()).then_refused(refused());
    stays_out(planned(admitted(truce())))
        .when(noon(), UK, Build { base: west() })
        .then_refused(refused());
}

/// Rule 17: while nobody leads the task no base is planned; one that is planned goes on.
#[test]
fn no_base_is_planned_while_the_lead_is_vacant() {
    let vacant = task::Rejection::NoLead { task: Task::LandHubs };
    seated().when(noon(), UK, plan()).then_refused(vacant);
}

/// Rule 4: nothing is built in Ukraine before it has asked for the force.
#[test]
fn no_base_is_built_before_the_host_asks() {
    planned(truce())
        .when(noon(), UK, Build { base: west() })
        .then_refused(force::Rejection::NoHostRequest);
}

/// Rule 5: a base is built and opened under a ceasefire that is found credible, and stays open after it.
#[test]
fn a_base_is_set_up_under_a_ceasefire_alone() {
    let collapsed =
        |setting: Setting| setting.command(noon(), Actor::Coalition, DeclareCollapsed {});
    collapsed(planned(admitted(truce())))
        .when(noon(), UK, Build { base: west() })
        .then_refused(force::Rejection::NoCeasefire);
    let building = planned(admitted(truce())).command(noon(), UK, Build { base: west() });
    collapsed(building)
        .when(noon(), UK, Open { base: west() })
        .then_refused(force::Rejection::NoCeasefire);
    assert_eq!(collapsed(open()).state.bases.0[&west()].stage, Stage::Open);
}

#[test]
fn who_sees_it_reports_that_an_incident_was_an_attack_on_a_base() {
    let (base, incident, nation) = (west(), id("breach"), NATION);
    let attack = || ReportAttack { base, incident };
    let seen = || open().command(noon(), Actor::Monitors, detection("breach", noon()));
    for by in [Actor::Monitors, Actor::Ua, Actor::Commander, UK] {
        let event = Event::Attacked { base, nation, incident };
        seen().when(noon(), by, attack()).then(&[event.into()]);
    }
    for by in [FR, Actor::Us, Actor::Commission] {
        seen().when(noon(), by, attack()).then_refused(NotEntitled { by });
    }
    open()
        .when(noon(), Actor::Ua, attack())
        .then_refused(incident::Rejection::UnknownIncident { incident });
    let again = Rejection::AlreadyReported { base, incident };
    attacked().when(noon(), Actor::Ua, attack()).then_refused(again.clone());
    attacked()
        .command(noon(), UK, Open { base })
        .when(noon(), Actor::Ua, attack())
        .then_refused(again);
    planned(admitted(truce()))
        .command(noon(), Actor::Monitors, detection("breach", noon()))
        .when(noon(), Actor::Ua, attack())
        .then_refused(wrong(Stage::Planned));
}

#[test]
fn a_base_that_was_attacked_works_no_more_until_it_is_opened_again() {
    let found = attacked().state.bases.0[&west()];
    assert_eq!((found.stage, found.attacked_in), (Stage::Attacked, Some(id("breach"))));
    let opened = Event::Opened { base: west(), nation: NATION };
    attacked().when(noon(), UK, Open { base: west() }).then(&[opened.into()]);
    attacked().when(noon(), UK, Close { base: west() }).then_accepted();
}
