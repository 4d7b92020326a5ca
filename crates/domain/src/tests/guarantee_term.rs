//! The term of a guarantee: begun by its activation, renewed by its nation, or over.

use kernel::SimTime;
use proptest::prelude::*;

use super::framework::ratified;
use super::setting::{FR, PL, Setting, enrolled, expire, hours, id, set, tick, truce, truce_at};
use crate::clock::{self, Clock, Status};
use crate::framework::{
    ActivateGuarantee, Backstop, Event, RecordRatification, Rejection, RenewGuarantee,
    RequestRatification, SetBackstop, SignGuarantee, Standing, SuspendGuarantee, VoidGuarantee,
};
use crate::parameter::{Parameter, Value};
use crate::{Actor, Nation, NotEntitled};

const FRANCE: Nation = Nation::FR;

/// The term that the settings of these tests have, in hours.
const TERM: u64 = 8_760;

fn activate() -> ActivateGuarantee {
    ActivateGuarantee { nation: FRANCE }
}

fn renew() -> RenewGuarantee {
    RenewGuarantee { nation: FRANCE }
}

/// The French guarantee is in force since the truce.
fn in_force() -> Setting {
    ratified(truce()).command(truce_at(), FR, activate())
}

fn armed(starts_at: SimTime) -> crate::Event {
    let (clock, subject, due_at) = (Clock::GuaranteeTerm, id("fr"), starts_at + hours(TERM));
    clock::Event::Armed { clock, subject, starts_at, due_at }.into()
}

fn met(due_at: SimTime) -> crate::Event {
    let (clock, subject) = (Clock::GuaranteeTerm, id("fr"));
    clock::Event::Met { clock, subject, due_at, done_at: None }.into()
}

fn end() -> SimTime {
    truce_at() + hours(TERM)
}

/// The term ended, and nobody had renewed the guarantee.
fn lapsed() -> Setting {
    in_force().command(end(), Actor::Clock, expire(Clock::GuaranteeTerm, "fr"))
}

#[test]
fn the_term_of_a_guarantee_begins_with_its_activation() {
    ratified(truce())
        .when(truce_at(), FR, activate())
        .then(&[Event::GuaranteeActivated { nation: FRANCE }.into(), armed(truce_at())]);
}

/// Rule 6: a nation alone renews its guarantee, for another term from the end of the last.
#[test]
fn a_guarantee_that_is_renewed_goes_on_for_another_term_from_the_end_of_the_last() {
    let renewed = || Event::GuaranteeRenewed { nation: FRANCE }.into();
    let early = truce_at() + hours(1);
    let twice = in_force()
        .when(early, FR, renew())
        .then(&[renewed(), met(end()), armed(end())])
        .when(early, FR, renew())
        .then(&[renewed(), met(end() + hours(TERM)), armed(end() + hours(TERM))]);
    assert_eq!(twice.state.framework.standing(FRANCE), Standing::Activated);
    assert_eq!(twice.state.framework.renewals.get(&FRANCE), Some(&2));
    for by in [PL, Actor::Ua, Actor::CoChairs, Actor::Coalition, Actor::Control, Actor::Clock] {
        in_force().when(early, by, renew()).then_refused(NotEntitled { by });
    }
}

/// What is done at the very end of the term is in time.
#[test]
fn a_guarantee_is_renewed_up_to_the_end_of_its_term_and_not_after() {
    in_force().when(end(), FR, renew()).then_accepted();
    let over = Rejection::TermOver { nation: FRANCE, due_at: end() };
    in_force().when(end() + tick(), FR, renew()).then_refused(over);
    lapsed()
        .when(end(), FR, renew())
        .then_refused(Rejection::WrongStanding { nation: FRANCE, standing: Standing::Lapsed });
}

/// Rule 30: the end of a term makes no guarantee void, but one that nobody renewed has lapsed.
#[test]
fn a_guarantee_that_nobody_renewed_lapses_at_the_end_of_its_term() {
    let (clock, subject, due_at) = (Clock::GuaranteeTerm, id("fr"), end());
    let missed = clock::Event::Missed { clock, subject, due_at, late_by_revision: false };
    let given = in_force()
        .when(end(), Actor::Clock, expire(clock, "fr"))
        .then(&[missed.into(), Event::GuaranteeLapsed { nation: FRANCE }.into()]);
    assert_eq!(given.state.framework.standing(FRANCE), Standing::Lapsed);
    let refused = || Rejection::WrongStanding { nation: FRANCE, standing: Standing::Lapsed };
    lapsed().when(end(), Actor::Ua, VoidGuarantee { nation: FRANCE }).then_refused(refused());
    lapsed().when(end(), FR, SuspendGuarantee { nation: FRANCE }).then_refused(refused());
    lapsed().when(end(), FR, activate()).then_refused(refused());
}

/// Rule 6: what has lapsed starts from the signature again, and has not been renewed.
#[test]
fn a_lapsed_guarantee_needs_the_whole_procedure_again() {
    let over = end() + hours(TERM);
    let signed = || {
        let renewed = in_force().command(end(), FR, renew());
        let lapsed = renewed.command(over, Actor::Clock, expire(Clock::GuaranteeTerm, "fr"));
        lapsed.command(over, FR, SignGuarantee { nation: FRANCE })
    };
    assert_eq!(signed().state.framework.renewals.get(&FRANCE), None);
    signed()
        .when(over, FR, activate())
        .then_refused(Rejection::WrongStanding { nation: FRANCE, standing: Standing::Signed });
    signed().when(over, FR, RequestRatification { nation: FRANCE }).then_accepted();
}

/// A guarantee that is suspended or void has no term; another begins when it is activated again.
#[test]
fn the_clock_of_a_guarantee_stops_when_it_is_suspended_or_void() {
    let (clock, subject) = (Clock::GuaranteeTerm, id("fr"));
    let cancelled = || clock::Event::Cancelled { clock, subject }.into();
    let later = truce_at() + hours(5_000);
    in_force()
        .when(later, Actor::Ua, VoidGuarantee { nation: FRANCE })
        .then(&[Event::GuaranteeVoided { nation: FRANCE }.into(), cancelled()]);
    let suspend = || in_force().when(later, FR, SuspendGuarantee { nation: FRANCE });
    suspend()
        .then_accepted()
        .when(later, FR, renew())
        .then_refused(Rejection::WrongStanding { nation: FRANCE, standing: Standing::Suspended });
    suspend()
        .then(&[Event::GuaranteeSuspended { nation: FRANCE }.into(), cancelled()])
        .when(later, FR, activate())
        .then(&[Event::GuaranteeActivated { nation: FRANCE }.into(), armed(later)]);
    let ready = ratified(truce()).when(later, FR, VoidGuarantee { nation: FRANCE });
    ready.then(&[Event::GuaranteeVoided { nation: FRANCE }.into()]);
}

#[test]
fn only_a_guarantee_that_is_in_force_is_renewed() {
    let refused = |standing| Rejection::WrongStanding { nation: FRANCE, standing };
    enrolled().when(truce_at(), FR, renew()).then_refused(refused(Standing::None));
    ratified(truce()).when(truce_at(), FR, renew()).then_refused(refused(Standing::Ratified));
}

/// Logs of before there were terms set none, and come to what they came to.
#[test]
fn where_no_term_is_known_none_is_kept() {
    let mut given = ratified(truce());
    *given.state.parameters = crate::parameter::Parameters::default();
    given
        .when(truce_at(), FR, activate())
        .then(&[Event::GuaranteeActivated { nation: FRANCE }.into()])
        .when(end(), FR, renew())
        .then_refused(Rejection::NoTerm { nation: FRANCE });
}

/// A term that is set anew holds for the next guarantee and the next renewal.
#[test]
fn a_new_term_moves_no_clock_that_runs() {
    let longer = set(Parameter::GuaranteeTerm, Value::Duration(hours(2 * TERM)));
    let given = in_force().command(truce_at(), Actor::Control, longer);
    let (clock, subject, starts_at) = (Clock::GuaranteeTerm, id("fr"), end());
    let due_at = end() + hours(2 * TERM);
    given.when(truce_at(), FR, renew()).then_among(clock::Event::Armed {
        clock,
        subject,
        starts_at,
        due_at,
    });
}

proptest! {
    /// However often and whenever a nation renews its guarantee in time, it is in force for so
    /// many terms from its activation, and not an instant longer.
    #[test]
    fn renewals_add_up_whenever_they_come(waits in prop::collection::vec(0..=TERM, 0..6)) {
        let (mut given, mut now) = (in_force(), truce_at());
        let mut ends = end();
        for wait in &waits {
            now = (now + hours(*wait)).min(ends);
            given = given.command(now, FR, renew());
            ends = ends + hours(TERM);
        }
        let term = *given.state.clocks.get(Clock::GuaranteeTerm, id("fr")).unwrap();
        prop_assert_eq!((term.due_at, term.status), (ends, Status::Open));
        let terms = u64::try_from(waits.len()).unwrap() + 1;
        prop_assert_eq!(ends, truce_at() + hours(TERM * terms));
        let over = given.command(ends, Actor::Clock, expire(Clock::GuaranteeTerm, "fr"));
        prop_assert_eq!(over.state.framework.standing(FRANCE), Standing::Lapsed);
    }
}

/// What has lapsed needs the whole procedure again, and so has no ratification to rest on.
#[test]
fn a_backstop_is_not_ratified_while_the_guarantee_has_lapsed() {
    let (nation, granted, us) = (Nation::US, true, Actor::Us);
    let (signed, ratified) =
        (SetBackstop { state: Backstop::Signed }, SetBackstop { state: Backstop::Ratified });
    let given = truce()
        .command(truce_at(), us, SignGuarantee { nation })
        .command(truce_at(), us, RequestRatification { nation })
        .command(truce_at(), us, RecordRatification { nation, granted })
        .command(truce_at(), us, ActivateGuarantee { nation })
        .command(end(), Actor::Clock, expire(Clock::GuaranteeTerm, "us"))
        .command(end(), us, signed);
    let standing = Standing::Lapsed;
    given.when(end(), us, ratified).then_refused(Rejection::WrongStanding { nation, standing });
}

/// Rule 15: a backstop that was ratified on a guarantee falls back to a signature when that lapses.
#[test]
fn a_ratified_backstop_falls_when_the_guarantee_lapses() {
    let (nation, granted, us) = (Nation::US, true, Actor::Us);
    let (clock, subject, due_at) = (Clock::GuaranteeTerm, id("us"), end());
    let missed = clock::Event::Missed { clock, subject, due_at, late_by_revision: false };
    let (from, to) = (Backstop::Ratified, Backstop::Signed);
    truce()
        .command(truce_at(), us, SignGuarantee { nation })
        .command(truce_at(), us, RequestRatification { nation })
        .command(truce_at(), us, RecordRatification { nation, granted })
        .command(truce_at(), us, ActivateGuarantee { nation })
        .command(truce_at(), us, SetBackstop { state: to })
        .command(truce_at(), us, SetBackstop { state: from })
        .when(end(), Actor::Clock, expire(clock, "us"))
        .then(&[
            missed.into(),
            Event::GuaranteeLapsed { nation }.into(),
            Event::BackstopChanged { from, to }.into(),
        ]);
}
