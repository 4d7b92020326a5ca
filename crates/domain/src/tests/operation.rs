//! Operations of which a parliament is only informed: when the two duties begin, and when anew.

use super::force_setting::{
    admitted, cancelled, moving, offer, placed, recall, request, required, rule,
};
use super::setting::{FR, Setting, UK, expire, hours, id, noon, truce, truce_at};
use crate::clock::Clock;
use crate::force::Relieve;
use crate::mandate::{Event, Inform, RecordVote, Rule, subject};
use crate::{Actor, Nation};

const INFORMATION: Rule =
    Rule::Information { inform_within: hours(72), authorize_within: hours(2_880) };

fn vote(granted: bool) -> RecordVote {
    RecordVote { nation: Nation::FR, granted }
}

fn inform() -> Inform {
    Inform { nation: Nation::FR }
}

/// A French contingent is in place in Ukraine, under a rule of information.
fn operating() -> Setting {
    let asked = admitted(required(truce()))
        .command(truce_at(), Actor::Control, rule(Nation::FR, INFORMATION))
        .command(truce_at(), FR, request(Nation::FR, 1_000));
    placed(asked, offer("first", Nation::FR, "inside", 300))
}

/// The same, and parliament knows.
fn reported() -> Setting {
    operating().command(noon(), FR, inform())
}

fn ended() -> crate::Event {
    Event::OperationEnded { nation: Nation::FR }.into()
}

/// Another French contingent goes in.
fn again(setting: Setting) -> Setting {
    placed(setting, offer("next", Nation::FR, "inside", 300))
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

#[test]
fn an_operation_is_over_when_the_last_units_have_left_ukraine() {
    let left = reported().command(noon(), FR, recall("first"));
    assert_eq!(running(&left), (false, false));
    let due_at = noon() + hours(72);
    assert_eq!(running(&again(left)), (true, true));
    // The vote was on the operation that is over.
    let voted = reported().command(noon(), FR, vote(true)).command(noon(), FR, recall("first"));
    assert_eq!(running(&again(voted)), (true, true));
    reported()
        .when(due_at, FR, recall("first"))
        .then_among(ended())
        .when(due_at, FR, vote(true))
        .then_accepted();
    // While some of them are there it goes on.
    let both = again(reported()).command(noon(), FR, recall("first"));
    assert_eq!(running(&both), (false, true));
    both.when(noon(), FR, recall("next")).then_among(cancelled(Clock::MandateAuthorization, "fr"));
    // Who is outside Ukraine, or on the way, ends nothing and keeps nothing going.
    let abroad = placed(reported(), offer("abroad", Nation::FR, "outside", 300));
    let events = abroad.when(noon(), FR, recall("abroad")).result.unwrap();
    assert!(!events.contains(&ended()));
    let on_the_way = moving(reported(), offer("next", Nation::FR, "inside", 300));
    on_the_way.when(noon(), FR, recall("first")).then_among(ended());
}

#[test]
fn a_relief_by_another_nation_ends_the_operation_and_one_by_the_own_does_not() {
    let relieve = |by: &str| Relieve { contingent: id("first"), by: id(by) };
    let british = reported().command(noon(), Actor::Control, rule(Nation::UK, Rule::None)).command(
        noon(),
        UK,
        request(Nation::UK, 1_000),
    );
    placed(british, offer("second", Nation::UK, "inside", 300))
        .when(noon(), FR, relieve("second"))
        .then_among(ended());
    for own in [again(reported()), moving(reported(), offer("next", Nation::FR, "inside", 300))] {
        let events = own.when(noon(), FR, relieve("next")).result.unwrap();
        assert!(!events.contains(&ended()));
    }
}

#[test]
fn what_parliament_was_not_told_of_is_owed_when_the_units_have_left() {
    let left = || operating().command(noon() + hours(1), FR, recall("first"));
    assert_eq!(running(&left()), (true, false));
    left().when(noon() + hours(2), FR, inform()).then_among(Event::Informed { nation: Nation::FR });
    // The next units give no more time for it, and one word tells of both.
    let next = again(left());
    let subject = subject(Nation::FR);
    let deadline = next.state.clocks.get(Clock::MandateInformation, subject).unwrap();
    assert_eq!(deadline.due_at, noon() + hours(72));
    let told = next.command(noon() + hours(2), FR, inform());
    assert_eq!(running(&told), (false, true));
    told.when(noon() + hours(2), FR, request(Nation::FR, 1_000)).then_accepted();
}
