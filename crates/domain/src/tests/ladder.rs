//! The third tier.

use super::setting::{
    FR, Setting, attribution, breach, consent, consented, consultation, decided, detection,
    examined, expanded, expire, hours, id, nations, noon, seated, set, tick,
};
use crate::clock::{self, Clock};
use crate::decision::{self, Convene, Matter, Open};
use crate::framework::{Backstop, SetBackstop};
use crate::incident::{Attribute, Confidence, Party, ReportDetection};
use crate::parameter::{Parameter, Value};
use crate::response::{
    DetermineExpanded, Event, InvokeBackstop, OpenTierThree, OpenTierTwo, Rejection, Tier,
    UsDecision,
};
use crate::{Actor, Nation, NotEntitled};

pub(super) fn open() -> OpenTierThree {
    OpenTierThree { series: breach() }
}

pub(super) fn expand() -> DetermineExpanded {
    DetermineExpanded { series: breach() }
}

pub(super) fn earliest() -> kernel::SimTime {
    noon() + hours(72)
}

pub(super) fn latest() -> kernel::SimTime {
    noon() + hours(96)
}

/// Everything that the third tier needs, at 70 hours.
pub(super) fn ready() -> Setting {
    expanded().command(noon() + hours(70), Actor::Us, decided(UsDecision::Yes))
}

/// The second tier since 24 hours.
pub(super) fn second() -> Setting {
    consented().command(noon() + hours(24), Actor::CoChairs, OpenTierTwo { series: breach() })
}

/// The third tier since 72 hours.
pub(super) fn third() -> Setting {
    ready().command(earliest(), Actor::CoChairs, open())
}

/// The same after an hour of the second.
pub(super) fn second_and_third() -> Setting {
    ready().command(noon() + hours(71), Actor::CoChairs, OpenTierTwo { series: breach() }).command(
        earliest(),
        Actor::CoChairs,
        open(),
    )
}

pub(super) fn tier(given: &Setting) -> Tier {
    given.state.responses.0[&breach()].tier
}

pub(super) fn acting(given: &Setting) -> crate::NationSet {
    given.state.responses.0[&breach()].acting
}

/// Rule 20: an attack that was found to be Ukraine's is not answered on the ladder, however large.
#[test]
fn the_third_tier_answers_no_attack_that_is_attributed_to_ukraine() {
    let at = noon() + hours(80);
    let found = |responsible, confidence| {
        let claim = Attribute { responsible, ..attribution(confidence) };
        let attributed = examined().command(noon() + hours(3), Actor::Commission, claim);
        attributed
            .command(noon() + hours(30), Actor::Commission, DetermineExpanded { series: breach() })
            .command(noon() + hours(31), Actor::CoChairs, consultation("partners"))
            .command(noon() + hours(32), Actor::CoChairs, Convene { question: id("partners") })
            .command(noon() + hours(33), Actor::Us, decided(UsDecision::Yes))
    };
    let (series, responsible) = (breach(), Party::Ukraine);
    for confidence in [Confidence::Probable, Confidence::Confirmed] {
        found(responsible, confidence)
            .when(at, Actor::Us, open())
            .then_refused(Rejection::NotAttributedToRussia { series, responsible });
    }
    found(responsible, Confidence::Possible).when(at, Actor::Us, open()).then_accepted();
    for other in [Party::Russia, Party::Both, Party::Undetermined] {
        found(other, Confidence::Confirmed).when(at, Actor::Us, open()).then_accepted();
    }
}

/// Rule 24: a finding, a consultation and an American yes together open the third tier.
#[test]
fn tier_three_needs_an_expanded_attack_consulted_partners_and_a_decision_of_the_us() {
    let opened =
        Event::TierThreeOpened { series: breach(), acting: nations("fr uk us"), from: Tier::One };
    let met = clock::Event::Met {
        clock: Clock::TierThree,
        subject: id("breach"),
        due_at: latest(),
        done_at: None,
    };
    ready().when(earliest(), Actor::CoChairs, open()).then(&[opened.into(), met.into()]);
    consented()
        .command(noon() + hours(5), Actor::CoChairs, consultation("partners"))
        .command(noon() + hours(6), Actor::CoChairs, Convene { question: id("partners") })
        .command(noon() + hours(7), Actor::Us, decided(UsDecision::Yes))
        .when(earliest(), Actor::CoChairs, open())
        .then_refused(Rejection::NotExpanded { series: breach() });
    expanded()
        .when(earliest(), Actor::CoChairs, open())
        .then_refused(Rejection::NoUsDecision { series: breach() });
}

/// Rule 24: a consultation that was called and has not met is none.
#[test]
fn tier_three_needs_a_consultation_that_has_met() {
    let asked = || {
        consented()
            .command(noon() + hours(5), Actor::Commission, expand())
            .command(noon() + hours(6), Actor::Us, decided(UsDecision::Yes))
            .command(noon() + hours(7), Actor::CoChairs, consultation("partners"))
    };
    let refused = || Rejection::NotConsulted { series: breach() };
    asked().when(earliest(), Actor::CoChairs, open()).then_refused(refused());
    let at = noon() + hours(8);
    let elsewhere = Open { series: Some(id("other")), ..consultation("elsewhere") };
    let of_another_sector = ReportDetection { sector: id("south"), ..detection("other", at) };
    let of_something_else = Open { matter: Matter::Statement, ..consultation("elsewhere") };
    for beside in [elsewhere, of_something_else] {
        asked()
            .command(at, Actor::Monitors, of_another_sector.clone())
            .command(at, Actor::CoChairs, beside)
            .command(at, Actor::CoChairs, Convene { question: id("elsewhere") })
            .when(earliest(), Actor::CoChairs, open())
            .then_refused(refused());
    }
}

/// Rule 24: nobody is consulted on a breach that nobody knows of yet.
#[test]
fn a_consultation_on_a_breach_comes_after_it() {
    let series = breach();
    seated()
        .when(noon(), Actor::CoChairs, consultation("early"))
        .then_refused(decision::Rejection::UnknownSeries { series });
}

/// Rule 24: partners are others than the US.
#[test]
fn tier_three_needs_somebody_else_than_the_us_to_be_asked() {
    let asked = |asked| {
        let alone = Open { asked: nations(asked), ..consultation("alone") };
        consented()
            .command(noon() + hours(5), Actor::Commission, expand())
            .command(noon() + hours(6), Actor::Us, decided(UsDecision::Yes))
            .command(noon() + hours(7), Actor::Us, alone)
            .command(noon() + hours(7), Actor::Us, Convene { question: id("alone") })
    };
    let refused = Rejection::NotConsulted { series: breach() };
    asked("us").when(earliest(), Actor::CoChairs, open()).then_refused(refused);
    asked("us fr").when(earliest(), Actor::CoChairs, open()).then_accepted();
}

/// Rule 24: maybe is not yes, and the last word counts.
#[test]
fn tier_three_stays_closed_while_the_us_says_maybe_or_no() {
    let at = noon() + hours(70);
    for word in [UsDecision::Maybe, UsDecision::No] {
        for first in [None, Some(UsDecision::Yes)] {
            let given = first.into_iter().fold(expanded(), |given, first| {
                given.command(noon() + hours(60), Actor::Us, decided(first))
            });
            given
                .command(at, Actor::Us, decided(word))
                .when(earliest(), Actor::CoChairs, open())
                .then_refused(Rejection::NoUsDecision { series: breach() });
        }
    }
    expanded()
        .command(at, Actor::Us, decided(UsDecision::Maybe))
        .command(earliest(), Actor::Us, decided(UsDecision::Yes))
        .when(earliest(), Actor::CoChairs, open())
        .then_accepted();
}

/// Rule 24: only the US speaks for the US.
#[test]
fn nobody_decides_for_the_us() {
    for by in [Actor::CoChairs, Actor::Control, Actor::Ua, FR] {
        expanded()
            .when(noon() + hours(70), by, decided(UsDecision::Yes))
            .then_refused(NotEntitled { by });
    }
    ready()
        .when(noon() + hours(71), Actor::Us, decided(UsDecision::Yes))
        .then_refused(Rejection::AlreadyOnRecord { series: breach() });
}

/// Rule 24: the gate proposes, and the clock may not open.
#[test]
fn no_timer_opens_tier_three_alone() {
    let proposed = Event::TierThreeProposed { series: breach() };
    let given = ready()
        .when(earliest(), Actor::Clock, expire(Clock::TierThreeGate, "breach"))
        .then_among(proposed);
    assert_eq!(tier(&given), Tier::One);
    let by = Actor::Clock;
    given.when(earliest(), by, open()).then_refused(NotEntitled { by });
    let struck = clock::Event::Struck {
        clock: Clock::TierThreeGate,
        subject: id("breach"),
        due_at: earliest(),
        late_by_revision: false,
    };
    consented()
        .when(earliest(), Actor::Clock, expire(Clock::TierThreeGate, "breach"))
        .then(&[struck.into()]);
}

/// Rule 24: a finding that comes after the gate proposes at once.
#[test]
fn an_expanded_attack_found_after_the_gate_is_proposed_at_once() {
    let at = earliest() + hours(1);
    let proposed = Event::TierThreeProposed { series: breach() };
    consented()
        .command(earliest(), Actor::Clock, expire(Clock::TierThreeGate, "breach"))
        .when(at, Actor::Commission, expand())
        .then_among(proposed)
        .when(at, Actor::Commission, expand())
        .then_refused(Rejection::AlreadyOnRecord { series: breach() });
}

#[test]
fn tier_three_opens_at_its_earliest_instant_and_not_before() {
    ready()
        .when(earliest() - tick(), Actor::CoChairs, open())
        .then_refused(Rejection::GateClosed { series: breach(), opens_at: earliest() });
    third()
        .when(earliest(), Actor::CoChairs, open())
        .then_refused(Rejection::WrongTier { series: breach(), tier: Tier::Three });
}

#[test]
fn a_no_of_the_us_declines_the_backstop_and_ends_the_wait() {
    let at = noon() + hours(70);
    let declined = Event::BackstopDeclined { series: breach() };
    let met = clock::Event::Met {
        clock: Clock::TierThree,
        subject: id("breach"),
        due_at: latest(),
        done_at: None,
    };
    let no = Event::UsDecided { series: breach(), decision: UsDecision::No };
    let said = || expanded().when(at, Actor::Us, decided(UsDecision::No));
    said().then(&[no.clone().into(), met.into()]);
    let promise = SetBackstop { state: Backstop::Political };
    expanded()
        .command(at, Actor::Us, promise.clone())
        .when(at, Actor::Us, decided(UsDecision::No))
        .then(&[no.into(), declined.clone().into(), met.into()]);
    // Who invokes it afterwards has the answer already.
    let backstop = Backstop::Political;
    let invoked = Event::BackstopInvoked { series: breach(), backstop };
    said()
        .then_accepted()
        .command(at, Actor::Us, promise)
        .when(at, Actor::Ua, InvokeBackstop { series: breach() })
        .then(&[invoked.into(), declined.into()]);
    let maybe = Event::UsDecided { series: breach(), decision: UsDecision::Maybe };
    let missed = clock::Event::Missed {
        clock: Clock::TierThree,
        subject: id("breach"),
        due_at: latest(),
        late_by_revision: false,
    };
    expanded()
        .when(at, Actor::Us, decided(UsDecision::Maybe))
        .then(&[maybe.into()])
        .when(latest(), Actor::Clock, expire(Clock::TierThree, "breach"))
        .then(&[missed.into()]);
}

#[test]
fn nobody_waits_for_a_us_that_has_already_said_no() {
    let found = Event::ExpandedAttackDetermined { series: breach() };
    consented()
        .command(noon() + hours(5), Actor::Us, decided(UsDecision::No))
        .when(noon() + hours(6), Actor::Commission, expand())
        .then(&[found.into()]);
}

/// Rule 24: what the US takes part in, its decision says and no consent.
#[test]
fn a_us_that_says_yes_acts_whatever_it_consents_to() {
    let refuses = third().command(earliest(), Actor::Us, consent(Nation::US, false));
    assert_eq!(acting(&refuses), nations("fr uk us"));
}

/// Rules 23 and 24: a gate opens when it was armed to, not when a parameter that was changed
/// since says.
#[test]
fn a_gate_that_has_opened_is_not_closed_by_a_parameter() {
    let later = |parameter| set(parameter, Value::Duration(hours(200)));
    consented()
        .command(noon() + hours(25), Actor::Control, later(Parameter::TierTwoAfter))
        .when(noon() + hours(26), Actor::CoChairs, OpenTierTwo { series: breach() })
        .then_accepted();
    ready()
        .command(earliest(), Actor::Control, later(Parameter::TierThreeEarliest))
        .when(earliest(), Actor::CoChairs, open())
        .then_accepted();
}

/// Rule 24: in the third tier the US acts for as long as it says yes.
#[test]
fn a_us_that_takes_its_decision_back_no_longer_acts() {
    assert_eq!(acting(&third()), nations("fr uk us"));
    for word in [UsDecision::Maybe, UsDecision::No] {
        let without = third().command(earliest(), Actor::Us, decided(word));
        assert_eq!(acting(&without), nations("fr uk"));
        let consents = without.command(earliest(), Actor::Us, consent(Nation::US, true));
        assert_eq!(acting(&consents), nations("fr uk"), "a consent is no decision");
        let again = consents.command(earliest(), Actor::Us, decided(UsDecision::Yes));
        assert_eq!(acting(&again), nations("fr uk us"));
    }
}

/// Rule 25: from the first tier to the third only on an expanded attack.
#[test]
fn tiers_do_not_skip_unless_an_expanded_attack_is_found() {
    let opened =
        |from, acting| Event::TierThreeOpened { series: breach(), acting: nations(acting), from };
    ready().when(earliest(), Actor::CoChairs, open()).then_among(opened(Tier::One, "fr uk us"));
    ready()
        .command(noon() + hours(70), Actor::CoChairs, OpenTierTwo { series: breach() })
        .when(earliest(), Actor::CoChairs, open())
        .then_among(opened(Tier::Two, "fr uk us"));
    second()
        .command(noon() + hours(25), Actor::Us, decided(UsDecision::Yes))
        .when(earliest(), Actor::CoChairs, open())
        .then_refused(Rejection::NotExpanded { series: breach() });
    third()
        .when(earliest(), Actor::CoChairs, OpenTierTwo { series: breach() })
        .then_refused(Rejection::WrongTier { series: breach(), tier: Tier::Three });
}

/// Rule 23: the US may consent to the second tier like any other nation.
#[test]
fn the_us_acts_below_the_third_tier_only_if_it_has_consented() {
    let us = consent(Nation::US, true);
    let with_us = second().command(noon() + hours(25), Actor::Us, us);
    assert_eq!(acting(&with_us), nations("fr uk us"));
}

/// Rule 25: the gate of the third tier proposes nothing that is open already.
#[test]
fn the_gate_of_tier_three_proposes_no_tier_that_is_open() {
    let struck = |at| clock::Event::Struck {
        clock: Clock::TierThreeGate,
        subject: id("breach"),
        due_at: at,
        late_by_revision: false,
    };
    let gate = || expire(Clock::TierThreeGate, "breach");
    third().when(earliest(), Actor::Clock, gate()).then(&[struck(earliest()).into()]);
    ready()
        .when(earliest(), Actor::Clock, gate())
        .then(&[struck(earliest()).into(), Event::TierThreeProposed { series: breach() }.into()]);
}

/// Rule 24: an expansion that is found before the gate strikes leaves the proposal to the gate.
#[test]
fn the_third_tier_is_proposed_once() {
    let expanded = Event::ExpandedAttackDetermined { series: breach() };
    let armed = clock::Event::Armed {
        clock: Clock::TierThree,
        subject: id("breach"),
        starts_at: noon(),
        due_at: latest(),
    };
    let found = [expanded.into(), armed.into()];
    second().when(noon() + hours(30), Actor::Commission, expand()).then(&found);
    second().when(earliest(), Actor::Commission, expand()).then(&found);
    let [expanded, armed] = found;
    second()
        .command(earliest(), Actor::Clock, expire(Clock::TierThreeGate, "breach"))
        .when(earliest(), Actor::Commission, expand())
        .then(&[expanded, armed, Event::TierThreeProposed { series: breach() }.into()]);
}
