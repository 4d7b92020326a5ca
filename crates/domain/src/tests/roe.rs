//! Rules of engagement.

use super::force_setting::fielded;
use super::setting::{DE, FR, Setting, id, noon};
use crate::ids::RoeId;
use crate::mission::Activity;
use crate::roe::{Authorize, Cancel, Deny, Event, Implement, Rejection, Request, Status};
use crate::{Actor, Command, Nation, NotEntitled};

fn rule() -> RoeId {
    id("r-1")
}

fn request() -> Request {
    Request { roe: rule(), activity: Activity::Strike }
}

fn requested() -> Setting {
    fielded().command(noon(), Actor::Commander, request())
}

fn authorized() -> Setting {
    requested().command(noon(), Actor::CoChairs, Authorize { roe: rule() })
}

fn implemented() -> Setting {
    authorized().command(noon(), Actor::Commander, Implement { roe: rule() })
}

fn status(setting: &Setting) -> Status {
    setting.state.roe.0[&rule()].status
}

#[test]
fn a_rule_is_requested_authorized_and_dormant_until_implemented() {
    let roe = rule();
    let requested = fielded().when(noon(), Actor::Commander, request()).then(&[Event::Requested {
        roe,
        activity: Activity::Strike,
    }
    .into()]);
    let dormant = requested
        .when(noon(), Actor::Coalition, Authorize { roe })
        .then(&[Event::Authorized { roe }.into()]);
    assert_eq!(dormant.state.roe.implemented(roe), None);
    let effective = dormant
        .when(noon(), Actor::Commander, Implement { roe })
        .then(&[Event::Implemented { roe }.into()]);
    assert_eq!(effective.state.roe.implemented(roe), Some(Activity::Strike));
    let cancelled = effective
        .when(noon(), Actor::Commander, Cancel { roe })
        .then(&[Event::Cancelled { roe }.into()]);
    assert_eq!(cancelled.state.roe.implemented(roe), None);
}

/// Rule 12: self-defense is constant; nobody asks for it, and so nobody approves it.
#[test]
fn self_defense_is_never_requested() {
    for by in [Actor::Commander, FR] {
        fielded()
            .when(noon(), by, Request { activity: Activity::SelfDefense, ..request() })
            .then_refused(Rejection::SelfDefense { roe: rule() });
    }
}

#[test]
fn each_step_is_taken_by_whom_it_belongs_to() {
    let refused = |setting: Setting, by, command: Command| {
        setting.when(noon(), by, command).then_refused(NotEntitled { by });
    };
    let roe = rule();
    for by in [Actor::CoChairs, Actor::Monitors, Actor::Control, Actor::Nation(Nation::IT)] {
        refused(fielded(), by, request().into());
    }
    for by in [Actor::Commander, FR, Actor::Us] {
        refused(requested(), by, Authorize { roe }.into());
        refused(requested(), by, Deny { roe }.into());
    }
    for by in [Actor::CoChairs, FR, Actor::Control] {
        refused(authorized(), by, Implement { roe }.into());
    }
    refused(implemented(), DE, Cancel { roe }.into());
}

#[test]
fn no_step_is_skipped_or_repeated() {
    let roe = rule();
    let refused = |setting: Setting, by, command: Command| {
        let status = status(&setting);
        setting.when(noon(), by, command).then_refused(Rejection::WrongStatus { roe, status });
    };
    refused(requested(), Actor::Commander, Implement { roe }.into());
    refused(requested(), Actor::Commander, request().into());
    refused(authorized(), Actor::CoChairs, Authorize { roe }.into());
    refused(authorized(), Actor::CoChairs, Deny { roe }.into());
    refused(implemented(), Actor::Commander, Implement { roe }.into());
    refused(implemented(), Actor::Commander, request().into());
    let cancelled = || implemented().command(noon(), Actor::CoChairs, Cancel { roe });
    refused(cancelled(), Actor::CoChairs, Cancel { roe }.into());
    let steps: [(Actor, Command); 4] = [
        (Actor::CoChairs, Authorize { roe }.into()),
        (Actor::CoChairs, Deny { roe }.into()),
        (Actor::Commander, Implement { roe }.into()),
        (Actor::Commander, Cancel { roe }.into()),
    ];
    for (by, step) in steps {
        fielded().when(noon(), by, step).then_refused(Rejection::UnknownRule { roe });
    }
}

#[test]
fn a_rule_that_was_denied_or_cancelled_may_be_requested_again() {
    let roe = rule();
    let denied = requested()
        .when(noon(), Actor::CoChairs, Deny { roe })
        .then(&[Event::Denied { roe }.into()]);
    let again = denied.when(noon(), FR, request()).then_accepted();
    assert_eq!(status(&again), Status::Requested);
    let cancelled = authorized().command(noon(), Actor::CoChairs, Cancel { roe });
    assert_eq!(status(&cancelled), Status::Cancelled);
    cancelled.when(noon(), FR, request()).then_accepted();
}
