//! The first two tiers, consent, the nations' own acts, and the backstop.

use super::setting::{
    DE, FR, Setting, UK, attributed, attribution, breach, breached, consent, consented, detection,
    examined, expire, hours, id, incident, nations, noon, numbers, tick, truce,
};
use crate::center::{Enroll, Role};
use crate::clock::{self, Clock};
use crate::framework::{Backstop, SetBackstop};
use crate::incident::{Attribute, Confidence, Party, Revise};
use crate::response::{
    Event, InvokeBackstop, OpenTierTwo, RecordHostAction, RecordUnilateral, Rejection,
    ReportHostilities, SendWarning, Tier, TierTwoReason,
};
use crate::{Actor, Nation, NotEntitled};
use kernel::{Decider, Issued};

pub(super) fn open() -> OpenTierTwo {
    OpenTierTwo { series: breach() }
}

fn warn() -> SendWarning {
    SendWarning { series: breach() }
}

fn act() -> RecordHostAction {
    RecordHostAction { series: breach() }
}

pub(super) fn hostilities(continuing: bool) -> ReportHostilities {
    ReportHostilities { series: breach(), continuing }
}

pub(super) fn opened(acting: &str, reason: TierTwoReason) -> crate::Event {
    Event::TierTwoOpened {
        series: breach(),
        acting: nations(acting),
        incident: incident(),
        attribution_version: 1,
        reason,
    }
    .into()
}

fn issued(at: kernel::SimTime, command: ReportHostilities) -> Issued<Actor, crate::Command> {
    Issued { at, by: Actor::Ua, cause: None, command: command.into() }
}

pub(super) fn gate() -> kernel::SimTime {
    noon() + hours(24)
}

/// Rule 22: the first tier opens on a verified breach without any attribution.
#[test]
fn tier_one_needs_a_verified_breach_and_no_attribution() {
    let given = breached();
    assert_eq!(given.state.responses.0[&breach()].tier, Tier::One);
    assert!(given.state.incidents.attribution_of(breach()).is_none());
    truce()
        .command(noon(), Actor::Monitors, detection("breach", noon()))
        .when(noon(), FR, warn())
        .then_refused(Rejection::NoResponse { series: breach() });
}

/// Rule 22: warning and host action in either order are the whole duty, up to 24 hours sharp.
#[test]
fn tier_one_is_met_when_the_warning_and_the_hosts_action_are_on_record_in_time() {
    let met = clock::Event::Met {
        clock: Clock::TierOne,
        subject: id("breach"),
        due_at: gate(),
        done_at: None,
    };
    let warned = Event::WarningSent { series: breach() };
    let acted = Event::HostActionRecorded { series: breach() };
    breached()
        .when(noon() + hours(2), FR, warn())
        .then(&[warned.clone().into()])
        .when(gate(), Actor::Ua, act())
        .then(&[acted.clone().into(), met.into()]);
    breached()
        .when(noon() + hours(2), Actor::Ua, act())
        .then(&[acted.into()])
        .when(gate(), FR, warn())
        .then(&[warned.into(), met.into()]);
}

/// Rule 22: half of the duty is not the duty.
#[test]
fn tier_one_is_missed_if_either_half_is_missing_at_24_hours() {
    let (clock, subject, due_at) = (Clock::TierOne, id("breach"), gate());
    let missed = clock::Event::Missed { clock, subject, due_at, late_by_revision: false };
    let lapsed = breached()
        .command(noon() + hours(2), FR, warn())
        .when(gate(), Actor::Clock, expire(clock, "breach"))
        .then(&[missed.into()]);
    let acted = Event::HostActionRecorded { series: breach() };
    lapsed.when(gate() + tick(), Actor::Ua, act()).then(&[acted.into()]);
    breached()
        .command(noon() + hours(2), FR, warn())
        .when(gate() + tick(), Actor::Ua, act())
        .then_among(missed);
}

#[test]
fn a_warning_is_sent_once_by_a_seat_and_the_host_acts_for_itself() {
    breached()
        .when(noon(), Actor::Monitors, warn())
        .then_refused(NotEntitled { by: Actor::Monitors });
    breached().when(noon(), FR, act()).then_refused(NotEntitled { by: FR });
    let twice = || Rejection::AlreadyOnRecord { series: breach() };
    breached().command(noon(), FR, warn()).when(noon(), UK, warn()).then_refused(twice());
    breached()
        .command(noon(), Actor::Ua, act())
        .when(noon(), Actor::Ua, act())
        .then_refused(twice());
}

/// Rule 23: the second tier opens at 24 hours, not a millisecond before.
#[test]
fn tier_two_needs_a_breach_that_has_not_stopped_at_24_hours() {
    let opens_at = gate();
    consented()
        .when(gate() - tick(), Actor::CoChairs, open())
        .then_refused(Rejection::GateClosed { series: breach(), opens_at });
    let cancelled = clock::Event::Cancelled { clock: Clock::TierTwoGate, subject: id("breach") };
    consented()
        .when(gate(), Actor::CoChairs, open())
        .then(&[opened("fr uk", TierTwoReason::NotStopped), cancelled.into()]);
    consented()
        .command(noon() + hours(5), Actor::Ua, hostilities(false))
        .when(gate(), Actor::CoChairs, open())
        .then_refused(Rejection::HostilitiesCeased { series: breach() });
    consented()
        .command(noon() + hours(5), Actor::Ua, hostilities(false))
        .command(noon() + hours(6), Actor::Ua, hostilities(true))
        .when(gate(), Actor::CoChairs, open())
        .then_accepted();
}

/// Rule 23: the attribution must be at least probable, and name Russia.
#[test]
fn tier_two_needs_an_attribution_that_is_at_least_probable() {
    let at = noon() + hours(4);
    let with = |claim| {
        let claimed = examined().command(noon() + hours(3), Actor::Commission, claim);
        claimed.command(at, FR, consent(Nation::FR, true))
    };
    let weak = || Rejection::AttributionTooWeak { series: breach() };
    breached()
        .command(at, FR, consent(Nation::FR, true))
        .when(gate(), Actor::CoChairs, open())
        .then_refused(weak());
    with(attribution(Confidence::Possible))
        .when(gate(), Actor::CoChairs, open())
        .then_refused(weak());
    with(attribution(Confidence::Probable)).when(gate(), Actor::CoChairs, open()).then_accepted();
    for responsible in [Party::Ukraine, Party::Undetermined] {
        with(Attribute { responsible, ..attribution(Confidence::Confirmed) })
            .when(gate(), Actor::CoChairs, open())
            .then_refused(Rejection::NotAttributedToRussia { series: breach(), responsible });
    }
    with(Attribute { responsible: Party::Both, ..attribution(Confidence::Probable) })
        .when(gate(), Actor::CoChairs, open())
        .then_accepted();
}

/// Rule 23: it is the attribution of the instant that counts, not an earlier version.
#[test]
fn a_revision_to_a_weaker_attribution_closes_the_way_to_tier_two() {
    let weaker = Revise {
        incident: incident(),
        responsible: Party::Russia,
        confidence: Confidence::Possible,
        unprovoked: true,
        sources: [id("crater")].into(),
    };
    consented()
        .command(noon() + hours(20), Actor::Commission, weaker)
        .when(gate(), Actor::CoChairs, open())
        .then_refused(Rejection::AttributionTooWeak { series: breach() });
}

/// Rule 23: nobody acts who has not consented, and everybody who has does.
#[test]
fn the_acting_nations_of_tier_two_are_exactly_those_who_consented() {
    attributed()
        .when(gate(), Actor::CoChairs, open())
        .then_refused(Rejection::NobodyConsents { series: breach() });
    let given = consented()
        .command(noon() + hours(5), DE, consent(Nation::DE, false))
        .command(noon() + hours(6), UK, consent(Nation::UK, false))
        .when(gate(), Actor::CoChairs, open())
        .then_among(opened("fr", TierTwoReason::NotStopped));
    let joined = given.command(gate(), DE, consent(Nation::DE, true)).command(
        gate(),
        FR,
        consent(Nation::FR, false),
    );
    let response = &joined.state.responses.0[&breach()];
    assert_eq!(response.acting, nations("de"));
    assert_eq!(response.acting, response.consenting);
    assert_eq!(response.refusing, nations("fr uk"));
}

/// Rule 2: consent is a nation's own act.
#[test]
fn nobody_consents_for_another_nation() {
    for by in [Actor::CoChairs, Actor::Coalition, UK, Actor::Control, Actor::Us] {
        breached().when(noon(), by, consent(Nation::FR, true)).then_refused(NotEntitled { by });
    }
    let by = Actor::Nation(Nation::IT);
    breached()
        .when(noon(), by, consent(Nation::IT, true))
        .then_refused(Rejection::NotEnrolled { nation: Nation::IT });
    for consents in [true, false] {
        breached()
            .command(noon(), FR, consent(Nation::FR, consents))
            .when(noon(), FR, consent(Nation::FR, consents))
            .then_refused(Rejection::AlreadyOnRecord { series: breach() });
    }
}

/// Rule 23: the force is that of its contributors; the host and those who only watch are none.
#[test]
fn only_contributors_consent() {
    for consents in [true, false] {
        breached()
            .when(noon(), Actor::Ua, consent(Nation::UA, consents))
            .then_refused(Rejection::NoContributor { nation: Nation::UA });
        breached().when(noon(), Actor::Us, consent(Nation::US, consents)).then_accepted();
    }
    let watching = Enroll { nation: Nation::IT, role: Role::Observer, accepts_silence: false };
    breached()
        .command(noon(), Actor::Control, watching)
        .when(noon(), Actor::Nation(Nation::IT), consent(Nation::IT, true))
        .then_refused(Rejection::NoContributor { nation: Nation::IT });
}

/// Rule 23: who has no forces contributes none, whatever its role.
#[test]
fn an_organization_consents_to_no_military_response() {
    let nation = Nation::EU;
    for role in [Role::Member, Role::Partner] {
        for consents in [true, false] {
            breached()
                .command(noon(), Actor::Control, Enroll { nation, role, accepts_silence: false })
                .when(noon(), Actor::Nation(nation), consent(nation, consents))
                .then_refused(Rejection::NoForces { nation });
        }
    }
}

/// Rule 23: a gate that strikes proposes the second tier, and opens nothing.
#[test]
fn the_gate_of_tier_two_proposes_it_unless_hostilities_have_ceased() {
    let gate_strikes = || expire(Clock::TierTwoGate, "breach");
    let proposed = Event::TierTwoProposed { series: breach() };
    let given = consented().when(gate(), Actor::Clock, gate_strikes()).then_among(proposed);
    assert_eq!(given.state.responses.0[&breach()].tier, Tier::One);
    let (clock, subject, due_at) = (Clock::TierTwoGate, id("breach"), gate());
    let struck = clock::Event::Struck { clock, subject, due_at, late_by_revision: false };
    consented()
        .command(noon() + hours(5), Actor::Ua, hostilities(false))
        .when(gate(), Actor::Clock, gate_strikes())
        .then(&[struck.into()]);
}

/// Rule 23: hostilities that go on again after the gate propose the tier that it did not.
#[test]
fn a_breach_that_goes_on_again_after_the_gate_proposes_tier_two() {
    let proposed = || Event::TierTwoProposed { series: breach() };
    let continuing = || Event::HostilitiesContinuing { series: breach() };
    let ceased = || consented().command(noon() + hours(20), Actor::Ua, hostilities(false));
    let passed = || ceased().command(gate(), Actor::Clock, expire(Clock::TierTwoGate, "breach"));
    let later = gate() + hours(1);
    passed().when(later, Actor::Ua, hostilities(true)).then_among(proposed());
    passed().when(later, Actor::Monitors, detection("breach", later)).then_among(proposed());
    // The gate itself will propose it.
    let has = |given: &Setting, at, event: Event| {
        let events = crate::Center::decide(&given.state, &issued(at, hostilities(true))).unwrap();
        events.contains(&event.into())
    };
    for at in [noon() + hours(21), gate()] {
        assert!(has(&ceased(), at, continuing()) && !has(&ceased(), at, proposed()));
    }
    // It did, while they went on.
    let unreported =
        consented().command(gate(), Actor::Clock, expire(Clock::TierTwoGate, "breach"));
    assert!(has(&unreported, later, continuing()) && !has(&unreported, later, proposed()));
    // It is open.
    let second = passed().command(later, Actor::Ua, hostilities(true));
    let second = second.command(later, Actor::CoChairs, open());
    let second = second.command(later, Actor::Ua, hostilities(false));
    assert!(has(&second, later, continuing()) && !has(&second, later, proposed()));
}

/// Rule 29: what a nation or Ukraine does on its own is recorded, not forbidden.
#[test]
fn a_unilateral_response_is_recorded_and_not_forbidden() {
    for (by, nation) in [(Actor::Ua, Nation::UA), (FR, Nation::FR), (Actor::Monitors, Nation::PL)] {
        let recorded = Event::UnilateralRecorded { series: breach(), nation };
        let given = breached()
            .when(noon(), by, RecordUnilateral { series: breach(), nation })
            .then(&[recorded.into()]);
        let response = &given.state.responses.0[&breach()];
        assert!(response.unilateral.contains(nation));
        assert!(response.acting.is_empty());
    }
    let before_any_tier = truce()
        .command(noon(), Actor::Monitors, detection("breach", noon()))
        .when(noon(), Actor::Ua, RecordUnilateral { series: breach(), nation: Nation::UA });
    before_any_tier.then_accepted();
    numbers()
        .when(noon(), Actor::Ua, RecordUnilateral { series: breach(), nation: Nation::UA })
        .then_refused(Rejection::UnknownSeries { series: breach() });
}

#[test]
fn the_backstop_is_invoked_once_and_only_where_there_is_one() {
    let invoke = || InvokeBackstop { series: breach() };
    let to = |state| SetBackstop { state };
    breached()
        .when(noon(), Actor::Ua, invoke())
        .then_refused(Rejection::NoBackstop { backstop: Backstop::None });
    let backed = || breached().command(noon(), Actor::Us, to(Backstop::Political));
    backed()
        .command(noon(), Actor::Us, to(Backstop::Withdrawn))
        .when(noon(), Actor::Ua, invoke())
        .then_refused(Rejection::NoBackstop { backstop: Backstop::Withdrawn });
    let invoked = Event::BackstopInvoked { series: breach(), backstop: Backstop::Political };
    backed()
        .when(noon(), Actor::Ua, invoke())
        .then(&[invoked.into()])
        .when(noon(), Actor::CoChairs, invoke())
        .then_refused(Rejection::AlreadyOnRecord { series: breach() });
    backed().when(noon(), FR, invoke()).then_refused(NotEntitled { by: FR });
}

/// Rule 25: whether hostilities go on is for the seats and the monitors to say.
#[test]
fn only_the_seats_and_the_monitors_report_on_hostilities() {
    for by in [Actor::Commission, Actor::Commander, Actor::Control] {
        breached().when(gate(), by, hostilities(false)).then_refused(NotEntitled { by });
    }
    breached().when(gate(), Actor::Monitors, hostilities(false)).then_accepted();
}

/// Rule 23: consent is given for a tier that is not open yet; nobody acts before it is.
#[test]
fn a_consent_before_tier_two_makes_nobody_act() {
    let given = consented();
    assert_eq!(given.state.responses.0[&breach()].consenting, nations("fr uk"));
    assert!(given.state.responses.0[&breach()].acting.is_empty());
}
