//! Mandates: each nation's own procedure.

use kernel::SimTime;

use super::force_setting::{
    admitted, cancelled, generated, in_place, lapsed, march, moving, offer, placed, recall,
    request, required, rule, transfer,
};
use super::setting::{DE, FR, PL, Setting, expire, hours, id, noon, seated, tick, truce, truce_at};
use crate::clock::{self, Clock};
use crate::force::{self, Degree};
use crate::mandate::{
    DeclareRule, DemandDebate, Event, Inform, RecordVote, Rejection, Request, Rule, Status, subject,
};
use crate::{Actor, Nation, NotEntitled};

const INFORMATION: Rule =
    Rule::Information { inform_within: hours(72), authorize_within: hours(2_880) };
const DEEMED: Rule = Rule::DeemedApproved { within: hours(168) };

/// France has a rule of its own.
fn ruled(of: Rule) -> Setting {
    seated().command(truce_at(), Actor::Control, rule(Nation::FR, of))
}

fn limited(ceiling: u32) -> Request {
    Request { nation: Nation::FR, ceiling, lasts: Some(hours(48)) }
}

fn requested(ceiling: u32) -> crate::Event {
    Event::Requested { nation: Nation::FR, ceiling, lasts: None }.into()
}

fn granted(ceiling: u32, expires_at: Option<SimTime>) -> crate::Event {
    Event::Granted { nation: Nation::FR, ceiling, expires_at }.into()
}

fn vote(granted: bool) -> RecordVote {
    RecordVote { nation: Nation::FR, granted }
}

fn inform() -> Inform {
    Inform { nation: Nation::FR }
}

fn armed(clock: Clock, at: SimTime, span: u64) -> crate::Event {
    let subject = subject(Nation::FR);
    clock::Event::Armed { clock, subject, starts_at: at, due_at: at + hours(span) }.into()
}

#[test]
fn a_government_that_decides_alone_has_its_mandate_at_once() {
    let expires_at = noon() + hours(48);
    let asked = Event::Requested { nation: Nation::FR, ceiling: 500, lasts: Some(hours(48)) };
    let given = ruled(Rule::None).when(noon(), FR, limited(500)).then(&[
        asked.into(),
        granted(500, Some(expires_at)),
        armed(Clock::MandateExpiry, noon(), 48),
    ]);
    let mandates = &given.state.mandates;
    assert!(mandates.live(Nation::FR, expires_at - tick()).is_some());
    assert!(mandates.live(Nation::FR, expires_at).is_none());
}

#[test]
fn a_vote_grants_or_denies() {
    let asked =
        || ruled(Rule::Vote).when(noon(), FR, request(Nation::FR, 500)).then(&[requested(500)]);
    assert!(asked().state.mandates.live(Nation::FR, noon()).is_none());
    let status = |given: &Setting| given.state.mandates.0[&Nation::FR].status;
    assert_eq!(status(&asked()), Status::Requested);
    let yes = asked().when(noon(), FR, vote(true)).then(&[granted(500, None)]);
    assert!(yes.state.mandates.live(Nation::FR, noon()).is_some());
    // Who asks for more keeps what there is meanwhile.
    assert_eq!(status(&yes.command(noon(), FR, request(Nation::FR, 600))), Status::Granted);
    let no =
        asked().when(noon(), FR, vote(false)).then(&[Event::Denied { nation: Nation::FR }.into()]);
    assert_eq!(no.state.mandates.0[&Nation::FR].status, Status::Denied);
    no.when(noon(), FR, vote(true)).then_refused(Rejection::NothingToVoteOn { nation: Nation::FR });
}

#[test]
fn a_request_stands_approved_unless_a_debate_is_demanded_in_time() {
    let asked = || ruled(DEEMED).command(noon(), FR, request(Nation::FR, 500));
    let due_at = noon() + hours(168);
    asked()
        .when(noon(), FR, vote(true))
        .then_refused(Rejection::NothingToVoteOn { nation: Nation::FR });
    let (clock, subject, late_by_revision) = (Clock::MandateApproval, subject(Nation::FR), false);
    let struck = clock::Event::Struck { clock, subject, due_at, late_by_revision };
    let approved = asked()
        .when(due_at, Actor::Clock, expire(clock, "fr"))
        .then(&[struck.into(), granted(500, None)]);
    let debate = || DemandDebate { nation: Nation::FR };
    approved
        .when(due_at, FR, debate())
        .then_refused(Rejection::NothingToDebate { nation: Nation::FR });
    let demanded = Event::DebateDemanded { nation: Nation::FR };
    asked()
        .when(due_at, FR, debate())
        .then(&[demanded.into(), cancelled(clock, "fr")])
        .when(due_at, FR, vote(true))
        .then(&[granted(500, None)]);
}

#[test]
fn a_request_is_made_by_its_nation_under_a_declared_rule() {
    let asked = || request(Nation::FR, 500);
    seated().when(noon(), FR, asked()).then_refused(Rejection::NoRule { nation: Nation::FR });
    for by in [PL, Actor::CoChairs, Actor::Commander, Actor::Control] {
        ruled(Rule::None).when(noon(), by, asked()).then_refused(NotEntitled { by });
    }
    ruled(Rule::Vote)
        .command(noon(), FR, asked())
        .when(noon(), FR, asked())
        .then_refused(Rejection::AlreadyRequested { nation: Nation::FR });
}

#[test]
fn a_mandate_for_nobody_or_no_time_is_none() {
    let nothing = || Rejection::NothingAskedFor { nation: Nation::FR };
    ruled(Rule::None).when(noon(), FR, request(Nation::FR, 0)).then_refused(nothing());
    let no_time = Request { lasts: Some(hours(0)), ..request(Nation::FR, 1) };
    ruled(Rule::None).when(noon(), FR, no_time).then_refused(nothing());
    let forever = Request { lasts: Some(hours(1 << 40)), ..request(Nation::FR, u32::MAX) };
    ruled(Rule::None).when(noon(), FR, forever).then_accepted();
}

#[test]
fn control_declares_a_rule_once_and_one_that_leaves_time() {
    let declare = |of| rule(Nation::FR, of);
    let by = FR;
    seated().when(noon(), by, declare(Rule::None)).then_refused(NotEntitled { by });
    let no_time: [DeclareRule; 3] = [
        declare(Rule::DeemedApproved { within: hours(0) }),
        declare(Rule::Information { inform_within: hours(0), authorize_within: hours(1) }),
        declare(Rule::Information { inform_within: hours(1), authorize_within: hours(0) }),
    ];
    for command in no_time {
        seated()
            .when(noon(), Actor::Control, command)
            .then_refused(Rejection::NoTime { nation: Nation::FR });
    }
    ruled(Rule::None)
        .when(noon(), Actor::Control, declare(Rule::Vote))
        .then_refused(Rejection::RuleDeclared { nation: Nation::FR });
}

/// A French contingent is in place in Ukraine, under a rule of information.
fn informed_rule() -> Setting {
    let asked = admitted(required(truce()))
        .command(truce_at(), Actor::Control, rule(Nation::FR, INFORMATION))
        .command(truce_at(), FR, request(Nation::FR, 1_000));
    moving(asked, offer("first", Nation::FR, "inside", 300))
}

fn operating() -> Setting {
    informed_rule().command(noon(), FR, in_place("first"))
}

/// What runs under a mandate is renewed by informing of it, down to the people who are there.
#[test]
fn an_operation_of_which_parliament_was_informed_is_renewed_alike() {
    let informed = || operating().command(noon(), FR, inform());
    informed().when(noon(), FR, request(Nation::FR, 300)).then_among(Event::Granted {
        nation: Nation::FR,
        ceiling: 300,
        expires_at: None,
    });
    let (people, ceiling) = (300, 299);
    informed().when(noon(), FR, request(Nation::FR, ceiling)).then_refused(Rejection::BelowForce {
        nation: Nation::FR,
        people,
        ceiling,
    });
}

/// Without a mandate that runs, there is nothing that a vote could authorize.
#[test]
fn an_operation_that_has_ended_is_not_voted_on() {
    let clock = Clock::MandateAuthorization;
    operating()
        .command(noon() + hours(2_880), Actor::Clock, expire(clock, "fr"))
        .when(noon() + hours(2_881), FR, vote(true))
        .then_refused(Rejection::NothingToVoteOn { nation: Nation::FR });
}

#[test]
fn the_duties_of_information_begin_with_the_first_units_in_place_in_ukraine() {
    let began = crate::Event::from(Event::OperationBegan { nation: Nation::FR });
    let clocks = [
        began.clone(),
        armed(Clock::MandateInformation, noon(), 72),
        armed(Clock::MandateAuthorization, noon(), 2_880),
    ];
    for event in clocks {
        informed_rule().when(noon(), FR, in_place("first")).then_among(event);
    }
    let second = moving(operating(), offer("second", Nation::FR, "inside", 300));
    let events = second.when(noon(), FR, in_place("second")).result.unwrap();
    assert!(!events.contains(&began));
    let outside = moving(informed_rule(), offer("abroad", Nation::FR, "outside", 300));
    let events = outside.when(noon(), FR, in_place("abroad")).result.unwrap();
    assert!(!events.contains(&began));
}

#[test]
fn parliament_is_informed_in_time_or_late_and_once() {
    let informed = crate::Event::from(Event::Informed { nation: Nation::FR });
    let nothing = || Rejection::NothingToReport { nation: Nation::FR };
    informed_rule().when(noon(), FR, inform()).then_refused(nothing());
    let due_at = noon() + hours(72);
    let (clock, subject) = (Clock::MandateInformation, subject(Nation::FR));
    let met = clock::Event::Met { clock, subject, due_at, done_at: None };
    operating()
        .when(due_at, FR, inform())
        .then(&[informed.clone(), met.into()])
        .when(due_at, FR, inform())
        .then_refused(nothing());
    operating()
        .command(due_at, Actor::Clock, expire(clock, "fr"))
        .when(due_at + hours(1), FR, inform())
        .then(&[informed]);
}

/// Rule 8: an operation that parliament does not authorize in time loses its mandate, and all
/// authority handed over returns at that instant.
#[test]
fn without_a_vote_in_time_the_mandate_ends_and_authority_returns() {
    let due_at = noon() + hours(2_880);
    let (clock, subject, late_by_revision) =
        (Clock::MandateAuthorization, subject(Nation::FR), false);
    let struck = clock::Event::Struck { clock, subject, due_at, late_by_revision };
    let expired = Event::Expired { nation: Nation::FR };
    // Of the second one nothing was handed over.
    placed(operating(), offer("second", Nation::FR, "inside", 100))
        .command(noon(), FR, transfer("first", Degree::Opcon))
        .when(due_at, Actor::Clock, expire(clock, "fr"))
        .then(&[struck.into(), expired.into(), lapsed("first", Nation::FR)]);
    let authorized = Event::Authorized { nation: Nation::FR };
    operating()
        .when(noon(), FR, vote(true))
        .then(&[authorized.into(), cancelled(clock, "fr")])
        .when(noon(), FR, vote(true))
        .then_refused(Rejection::NothingToVoteOn { nation: Nation::FR });
}

#[test]
fn a_vote_before_the_first_units_spares_the_second_clock() {
    let voted = informed_rule().command(noon(), FR, vote(true));
    let given = voted.command(noon(), FR, in_place("first"));
    let open = |clock| given.state.clocks.is_open(clock, subject(Nation::FR));
    assert!(open(Clock::MandateInformation) && !open(Clock::MandateAuthorization));
}

#[test]
fn a_force_that_stayed_without_a_mandate_gets_a_new_one_by_a_vote_only() {
    let due_at = noon() + hours(2_880);
    let ended = operating().command(noon(), FR, inform()).command(
        due_at,
        Actor::Clock,
        expire(Clock::MandateAuthorization, "fr"),
    );
    let asked = ended.when(due_at, FR, request(Nation::FR, 1_000)).then(&[requested(1_000)]);
    let authorized = Event::Authorized { nation: Nation::FR };
    asked.when(due_at, FR, vote(true)).then(&[granted(1_000, None), authorized.into()]);
}

#[test]
fn a_force_that_left_may_go_again_as_a_new_operation() {
    let denied = operating()
        .command(noon(), FR, inform())
        .command(noon(), FR, vote(false))
        .command(noon(), FR, recall("first"));
    let again = denied
        .when(noon(), FR, request(Nation::FR, 1_000))
        .then(&[requested(1_000), granted(1_000, None)]);
    let placed = placed(again, offer("next", Nation::FR, "inside", 300));
    assert!(placed.state.clocks.is_open(Clock::MandateInformation, subject(Nation::FR)));
}

#[test]
fn who_has_not_informed_parliament_asks_for_nothing_more() {
    operating()
        .when(noon(), FR, request(Nation::FR, 1_000))
        .then_refused(Rejection::NotInformed { nation: Nation::FR });
}

/// A German contingent is in place under a mandate of 48 hours that needs a vote.
fn voted() -> Setting {
    let asked = admitted(required(truce()))
        .command(truce_at(), Actor::Control, rule(Nation::DE, Rule::Vote))
        .command(noon(), DE, Request { nation: Nation::DE, ceiling: 1_000, lasts: Some(hours(48)) })
        .command(noon(), DE, RecordVote { nation: Nation::DE, granted: true });
    let placed = placed(asked, offer("brigade", Nation::DE, "inside", 800));
    placed.command(noon(), DE, transfer("brigade", Degree::Tacon))
}

/// Rule 8: when the mandate expires, authority returns to the nation at that instant.
#[test]
fn authority_returns_at_the_instant_at_which_the_mandate_expires() {
    let due_at = noon() + hours(48);
    let (clock, subject, late_by_revision) = (Clock::MandateExpiry, subject(Nation::DE), false);
    let struck = clock::Event::Struck { clock, subject, due_at, late_by_revision };
    let expired = Event::Expired { nation: Nation::DE };
    let ended = voted().when(due_at, Actor::Clock, expire(clock, "de")).then(&[
        struck.into(),
        expired.into(),
        lapsed("brigade", Nation::DE),
    ]);
    ended
        .when(due_at, DE, transfer("brigade", Degree::Tacon))
        .then_refused(force::Rejection::NoMandate { nation: Nation::DE });
}

/// Rule 8: what ends at an instant is not renewed at that instant: authority has returned by then, in
/// whichever order the two come.
#[test]
fn a_mandate_that_ends_now_is_renewed_no_more() {
    let due_at = noon() + hours(48);
    let expired = Event::Expired { nation: Nation::DE };
    let granted = Event::Granted { nation: Nation::DE, ceiling: 900, expires_at: None };
    let renewed = voted()
        .command(noon(), DE, request(Nation::DE, 900))
        .when(due_at, DE, RecordVote { nation: Nation::DE, granted: true })
        .then(&[
            expired.into(),
            lapsed("brigade", Nation::DE),
            granted.clone().into(),
            cancelled(Clock::MandateExpiry, "de"),
        ]);
    let first = voted()
        .command(noon(), DE, request(Nation::DE, 900))
        .command(due_at, Actor::Clock, expire(Clock::MandateExpiry, "de"))
        .when(due_at, DE, RecordVote { nation: Nation::DE, granted: true })
        .then(&[granted.into()]);
    assert_eq!(renewed.state.mandates, first.state.mandates);
    assert!(renewed.state.mandates.live(Nation::DE, due_at).is_some());
    assert_eq!(renewed.state.force.contingents[&id("brigade")].authority, None);
}

/// Rule 8: a parliament that votes against a renewal ends the mandate at once.
#[test]
fn a_renewal_that_is_denied_ends_the_mandate_and_authority_returns() {
    let denied = Event::Denied { nation: Nation::DE };
    voted()
        .command(noon(), DE, request(Nation::DE, 900))
        .when(noon(), DE, RecordVote { nation: Nation::DE, granted: false })
        .then(&[
            denied.into(),
            lapsed("brigade", Nation::DE),
            cancelled(Clock::MandateExpiry, "de"),
        ]);
}

#[test]
fn a_renewal_that_is_granted_takes_the_place_of_the_mandate() {
    let renewed = voted().command(noon(), DE, request(Nation::DE, 900));
    assert!(renewed.state.mandates.live(Nation::DE, noon()).is_some());
    let granted = Event::Granted { nation: Nation::DE, ceiling: 900, expires_at: None };
    renewed
        .when(noon(), DE, RecordVote { nation: Nation::DE, granted: true })
        .then(&[granted.into(), cancelled(Clock::MandateExpiry, "de")]);
}

/// Rule 16: no mandate is asked for that is smaller than what stands in Ukraine under it.
#[test]
fn no_mandate_is_smaller_than_what_is_there() {
    let (nation, people, ceiling) = (Nation::DE, 800, 799);
    voted().when(noon(), DE, request(nation, ceiling)).then_refused(Rejection::BelowForce {
        nation,
        people,
        ceiling,
    });
}

/// Rule 16: a lower ceiling binds from the request on, so that nothing outgrows the grant.
#[test]
fn a_lower_ceiling_binds_while_it_is_asked_for() {
    let asked = voted().command(noon(), DE, request(Nation::DE, 900));
    let given = generated(asked, offer("more", Nation::DE, "inside", 101));
    let (nation, people, ceiling) = (Nation::DE, 901, 900);
    given.when(noon(), DE, march("more")).then_refused(force::Rejection::AboveCeiling {
        nation,
        people,
        ceiling,
    });
}

#[test]
fn the_clock_of_a_mandate_is_known_by_the_code_of_its_nation() {
    assert_eq!(subject(Nation::DE), id("de"));
}
