//! Leads, and what they ask of nations.

use alloc::format;

use super::logistics::dispatch;
use super::setting::{DE, FR, PL, Setting, UK, eve, id, nations, seated};
use crate::center::{Enroll, Role};
use crate::consignment::Dispatch;
use crate::ids::TaskingId;
use crate::task::{
    AcceptTasking, AssignLead, CompleteTasking, DeclineTasking, Event, Location, Progress,
    Rejection, ReleaseLead, RequestTasking, Task,
};
use crate::{Actor, Nation, NotEntitled};

fn convoy() -> TaskingId {
    id("convoy")
}

fn lead(codes: &str) -> AssignLead {
    AssignLead { task: Task::Logistics, nations: nations(codes) }
}

fn request(name: &str, place: Location) -> RequestTasking {
    RequestTasking { tasking: id(name), task: Task::Logistics, nation: Nation::DE, place }
}

/// Poland leads logistics and has asked Germany for something; Germany has accepted.
fn accepted(setting: Setting, place: Location) -> Setting {
    setting
        .command(eve(), Actor::CoChairs, lead("pl"))
        .command(eve(), PL, request("convoy", place))
        .command(eve(), DE, AcceptTasking { tasking: convoy() })
}

/// Rule 17: each task has exactly one lead; a second one is refused.
#[test]
fn each_task_has_exactly_one_lead() {
    let led = || seated().command(eve(), Actor::CoChairs, lead("pl"));
    led()
        .when(eve(), Actor::CoChairs, lead("de"))
        .then_refused(Rejection::AlreadyLed { task: Task::Logistics, nations: nations("pl") });
    let released = Event::LeadReleased { task: Task::Logistics, nations: nations("pl") };
    led()
        .when(eve(), PL, ReleaseLead { task: Task::Logistics })
        .then(&[released.into()])
        .when(eve(), Actor::CoChairs, lead("de"))
        .then_accepted();
}

/// Rule 17: co-leads count as one office, and each of them speaks for it.
#[test]
fn co_leads_are_one_office() {
    let shared = || seated().command(eve(), Actor::CoChairs, lead("fr uk"));
    for co_lead in [FR, UK] {
        shared().when(eve(), co_lead, request("convoy", Location::OutsideUkraine)).then_accepted();
    }
    let by = PL;
    shared()
        .when(eve(), by, request("convoy", Location::OutsideUkraine))
        .then_refused(NotEntitled { by });
}

/// Rule 17: a co-lead gives up its own part of the office, and the other one keeps it.
#[test]
fn a_co_lead_ends_its_own_lead_only() {
    let task = Task::Logistics;
    let shared = || seated().command(eve(), Actor::CoChairs, lead("fr uk"));
    let released = |codes| Event::LeadReleased { task, nations: nations(codes) }.into();
    let left = || shared().when(eve(), FR, ReleaseLead { task }).then(&[released("fr")]);
    assert_eq!(left().state.tasks.lead(task), Ok(nations("uk")));
    left()
        .when(eve(), FR, lead("fr"))
        .then_refused(Rejection::AlreadyLed { task, nations: nations("uk") });
    left().when(eve(), FR, ReleaseLead { task }).then_refused(NotEntitled { by: FR });
    left()
        .when(eve(), UK, ReleaseLead { task })
        .then(&[released("uk")])
        .when(eve(), FR, lead("fr"))
        .then_accepted();
    shared()
        .when(eve(), Actor::CoChairs, ReleaseLead { task })
        .then(&[released("fr uk")])
        .when(eve(), FR, lead("fr"))
        .then_accepted();
}

/// Rule 17: a vacant lead blocks new taskings of its kind, not running ones.
#[test]
fn a_vacant_lead_blocks_new_taskings_and_not_running_ones() {
    let vacant = || {
        accepted(seated(), Location::OutsideUkraine)
            .command(eve(), PL, request("second", Location::OutsideUkraine))
            .command(eve(), PL, ReleaseLead { task: Task::Logistics })
    };
    let no_lead = || Rejection::NoLead { task: Task::Logistics };
    vacant().when(eve(), PL, request("new", Location::OutsideUkraine)).then_refused(no_lead());
    let goods = Dispatch { owner: Nation::PL, ..dispatch("goods") };
    vacant().when(eve(), PL, goods).then_refused(no_lead());
    vacant()
        .command(eve(), DE, AcceptTasking { tasking: id("second") })
        .when(eve(), DE, CompleteTasking { tasking: convoy() })
        .then_accepted();
}

/// Rule 17: another kind of task is not blocked.
#[test]
fn a_vacant_lead_blocks_its_own_kind_only() {
    let both = seated().command(
        eve(),
        Actor::CoChairs,
        AssignLead { task: Task::Air, nations: nations("uk") },
    );
    let air = RequestTasking { task: Task::Air, ..request("patrol", Location::OutsideUkraine) };
    both.when(eve(), UK, air).then_accepted();
}

#[test]
fn a_lead_is_a_nation_on_the_rolls() {
    seated()
        .when(eve(), Actor::CoChairs, lead("it"))
        .then_refused(Rejection::NotEnrolled { nation: Nation::IT });
    seated()
        .when(eve(), Actor::CoChairs, lead(""))
        .then_refused(Rejection::NoNation { task: Task::Logistics });
    let by = Actor::Us;
    seated().when(eve(), by, lead("pl")).then_refused(NotEntitled { by });
}

/// Rule 17: a lead is a nation; who only watches, and an organization, is none.
#[test]
fn an_observer_or_an_organization_leads_nothing() {
    for (nation, role) in [(Nation::HU, Role::Observer), (Nation::EU, Role::Partner)] {
        let enroll = Enroll { nation, role, accepts_silence: false };
        let given = || seated().command(eve(), Actor::Control, enroll.clone());
        let refused = || Rejection::NoLeadNation { nation };
        given().when(eve(), Actor::of(nation), lead(nation.code())).then_refused(refused());
        let shared = format!("pl {}", nation.code());
        given().when(eve(), Actor::CoChairs, lead(&shared)).then_refused(refused());
    }
    seated().when(eve(), Actor::CoChairs, lead("us")).then_accepted();
}

/// Rule 2: a nation takes a lead for itself alone; nobody makes another one share it.
#[test]
fn a_nation_makes_no_other_one_its_co_lead() {
    seated().when(eve(), PL, lead("pl")).then_accepted();
    seated().when(eve(), PL, lead("de pl")).then_refused(NotEntitled { by: PL });
    seated().when(eve(), PL, lead("")).then_refused(NotEntitled { by: PL });
    seated().when(eve(), Actor::CoChairs, lead("de pl")).then_accepted();
}

#[test]
fn a_nation_declines_without_a_reason_even_after_it_has_accepted() {
    let declined = Event::TaskingDeclined { tasking: convoy(), nation: Nation::DE };
    let given = accepted(seated(), Location::OutsideUkraine)
        .when(eve(), DE, DeclineTasking { tasking: convoy() })
        .then(&[declined.into()]);
    let (tasking, progress) = (convoy(), Progress::Declined);
    given
        .when(eve(), DE, AcceptTasking { tasking })
        .then_refused(Rejection::WrongProgress { tasking, progress });
}

#[test]
fn a_tasking_is_asked_once_of_a_nation_on_the_rolls() {
    let place = Location::OutsideUkraine;
    accepted(seated(), place)
        .when(eve(), PL, request("convoy", place))
        .then_refused(Rejection::TaskingExists { tasking: convoy() });
    let of_italy = RequestTasking { nation: Nation::IT, ..request("other", place) };
    accepted(seated(), place)
        .when(eve(), PL, of_italy)
        .then_refused(Rejection::NotEnrolled { nation: Nation::IT });
    seated()
        .when(eve(), DE, AcceptTasking { tasking: convoy() })
        .then_refused(Rejection::UnknownTasking { tasking: convoy() });
}
