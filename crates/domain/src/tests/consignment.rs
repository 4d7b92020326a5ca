//! Whose property goods are on the way.

use super::setting::{DE, PL, Setting, eve, id, nations, seated};
use crate::consignment::{Dispatch, Event, HandOver, Redirect, Rejection};
use crate::ids::ConsignmentId;
use crate::task::{self, AssignLead, Task};
use crate::{Actor, Nation, NotEntitled};

fn goods() -> ConsignmentId {
    id("goods")
}

fn dispatch() -> Dispatch {
    Dispatch { consignment: goods(), owner: Nation::DE, to: id("rzeszow") }
}

fn redirect() -> Redirect {
    Redirect { consignment: goods(), to: id("lviv") }
}

fn led() -> Setting {
    let poland = AssignLead { task: Task::Logistics, nations: nations("pl") };
    seated().command(eve(), Actor::CoChairs, poland)
}

fn on_the_way() -> Setting {
    led().command(eve(), DE, dispatch())
}

/// Rule 36: before the border hand-over goods are national property.
#[test]
fn a_consignment_is_national_property_before_the_border_hand_over() {
    assert_eq!(on_the_way().state.consignments.0[&goods()].custodian, Nation::DE);
    let redirected = Event::Redirected { consignment: goods(), to: id("lviv") };
    on_the_way().when(eve(), DE, redirect()).then(&[redirected.into()]);
    for by in [Actor::Ua, PL, Actor::CoChairs] {
        on_the_way()
            .when(eve(), by, redirect())
            .then_refused(Rejection::NotInCustody { custodian: Nation::DE });
    }
}

/// Rule 36: custody changes at the border hand-over, and the owner has no say from then on.
#[test]
fn a_consignment_changes_custody_at_the_border_hand_over() {
    let handed = Event::HandedOver { consignment: goods(), from: Nation::DE };
    let across = || {
        on_the_way()
            .when(eve(), DE, HandOver { consignment: goods() })
            .then(&[handed.clone().into()])
    };
    let consignment = across().state.consignments.0[&goods()];
    assert_eq!((consignment.owner, consignment.custodian), (Nation::DE, Nation::UA));
    across().when(eve(), Actor::Ua, redirect()).then_accepted();
    across()
        .when(eve(), DE, redirect())
        .then_refused(Rejection::NotInCustody { custodian: Nation::UA });
    across()
        .when(eve(), Actor::Ua, HandOver { consignment: goods() })
        .then_refused(Rejection::AlreadyHandedOver { consignment: goods() });
}

#[test]
fn only_the_owner_sends_goods_and_only_while_logistics_is_led() {
    led().when(eve(), PL, dispatch()).then_refused(NotEntitled { by: PL });
    seated()
        .when(eve(), DE, dispatch())
        .then_refused(task::Rejection::NoLead { task: Task::Logistics });
    on_the_way()
        .when(eve(), DE, dispatch())
        .then_refused(Rejection::ConsignmentExists { consignment: goods() });
    led()
        .when(eve(), DE, redirect())
        .then_refused(Rejection::UnknownConsignment { consignment: goods() });
}
