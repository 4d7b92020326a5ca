//! Operations of which a parliament is only informed: when the two duties begin, and when anew.

use super::force_setting::{admitted, offer, placed, request, required, rule};
use super::setting::{FR, Setting, expire, hours, noon, truce, truce_at};
use crate::clock::Clock;
use crate::mandate::{Inform, RecordVote, Rule, subject};
use crate::{Actor, Nation};

const INFORMATION: Rule =
    Rule::Information { inform_within: hours(72), authorize_within: hours(2_880) };

fn vote(granted: bool) -> RecordVote {
    RecordVote { nation: Nation::FR, granted }
}

fn inform() -> Inform {
    Inform { nation: Nation::FR }
}

/// A French contingent is in place in Ukraine, under a rule of information, and parliament knows.
fn reported() -> Setting {
    let asked = admitted(required(truce()))
        .command(truce_at(), Actor::Control, rule(Nation::FR, INFORMATION))
        .command(truce_at(), FR, request(Nation::FR, 1_000));
    placed(asked, offer("first", Nation::FR, "inside", 300)).command(noon(), FR, inform())
}

/// Whether the two clocks of the rule run: to inform, and to authorize.
fn running(setting: &Setting) -> (bool, bool) {
    let open = |clock| setting.state.clocks.is_open(clock, subject(Nation::FR));
    (open(Clock::MandateInformation), open(Clock::MandateAuthorization))
}

#[test]
fn a_force_that_stayed_without_a_mandate_is_no_new_operation_when_it_gets_one() {
    let due_at = noon() + hours(2_880);
    let again = reported()
        .command(due_at, Actor::Clock, expire(Clock::MandateAuthorization, "fr"))
        .command(due_at, FR, request(Nation::FR, 1_000))
        .command(due_at, FR, vote(true));
    let more = placed(again, offer("second", Nation::FR, "inside", 300));
    assert_eq!(running(&more), (false, false));
    more.when(due_at, FR, request(Nation::FR, 1_200)).then_accepted();
}
