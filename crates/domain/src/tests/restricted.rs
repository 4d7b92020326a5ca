//! Evidence that a seat or a nation keeps from others.

use alloc::vec::Vec;

use kernel::given::Outcome;

use super::setting::{
    DE, FR, PL, Setting, TR, attribution, breached, digest, evidence, examined, hours, id,
    incident, noon,
};
use crate::center::{Enroll, Role};
use crate::incident::{
    Attribute, CertifyEvidence, Confidence, Event, Evidence, Rejection, ReleaseEvidence,
    ReviseBreach, SubmitEvidence, TransferCustody,
};
use crate::{Actor, Audience, Center, Nation, NotEntitled};

fn audience(text: &str) -> Audience {
    text.parse().unwrap()
}

/// Evidence on the breach for nobody but these.
fn restricted(name: &str, to: &str) -> SubmitEvidence {
    SubmitEvidence { releasable_to: audience(to), ..evidence(name, "breach") }
}

/// The US has handed in an intercept that Ukraine and Germany may see.
fn intercepted() -> Setting {
    examined().command(noon(), Actor::Us, restricted("us-intercept", "de ua us"))
}

fn certify(name: &str) -> CertifyEvidence {
    CertifyEvidence { evidence: id(name) }
}

fn certified() -> Setting {
    intercepted().command(noon(), DE, certify("us-intercept"))
}

fn pass_on(to: Actor) -> TransferCustody {
    TransferCustody { evidence: id("us-intercept"), to, digest: digest() }
}

fn release(to: &str) -> ReleaseEvidence {
    ReleaseEvidence { evidence: id("us-intercept"), to: audience(to) }
}

fn resting_on(name: &str) -> Attribute {
    Attribute { sources: [id(name)].into(), ..attribution(Confidence::Probable) }
}

/// Rule 28: without a certificate not even a finder with access may rest a finding on it.
#[test]
fn restricted_evidence_supports_no_finding_without_a_certificate() {
    let at = noon() + hours(3);
    intercepted()
        .when(at, Actor::Us, resting_on("us-intercept"))
        .then_refused(Rejection::NotCertified { evidence: id("us-intercept") });
    let moved = |name| ReviseBreach {
        series: id("breach"),
        breach_at: noon() - hours(1),
        evidence: id(name),
    };
    intercepted()
        .when(at, Actor::Monitors, moved("us-intercept"))
        .then_refused(Rejection::UnknownEvidence { evidence: id("us-intercept") });
    certified().when(at, Actor::Monitors, moved("us-intercept")).then_accepted();
}

/// Rule 28: a seat or nation with access certifies that it exists; then any finder may cite it.
#[test]
fn a_certificate_of_somebody_with_access_opens_a_finding() {
    let told = Event::EvidenceCertified {
        evidence: id("us-intercept"),
        incident: incident(),
        certifier: DE,
    };
    let given = intercepted().when(noon(), DE, certify("us-intercept")).then(&[told.into()]);
    given.when(noon() + hours(3), Actor::Commission, resting_on("us-intercept")).then_accepted();
    certified()
        .when(noon(), Actor::Ua, certify("us-intercept"))
        .then_refused(Rejection::AlreadyCertified { evidence: id("us-intercept") });
    intercepted()
        .when(noon(), DE, certify("crater"))
        .then_refused(Rejection::NotRestricted { evidence: id("crater") });
    for by in [Actor::Control, Actor::Monitors, Actor::Commission, Actor::Commander] {
        intercepted().when(noon(), by, certify("us-intercept")).then_refused(NotEntitled { by });
    }
}

/// Rule 28: an observer may be shown evidence and answers for none, having no seat to answer from.
#[test]
fn an_observer_with_access_certifies_nothing() {
    let nation = Nation::CH;
    let watching = |role| {
        let enroll = Enroll { nation, role, accepts_silence: false };
        examined().command(noon(), Actor::Control, enroll).command(
            noon(),
            Actor::Us,
            restricted("us-intercept", "ch us"),
        )
    };
    let by = Actor::of(nation);
    watching(Role::Observer)
        .when(noon(), by, certify("us-intercept"))
        .then_refused(NotEntitled { by });
    watching(Role::Member).when(noon(), by, certify("us-intercept")).then_accepted();
}

/// Rule 28: a certificate says of which incident it is, and holds for that one's series only.
#[test]
fn a_certificate_is_about_an_incident() {
    let elsewhere = crate::incident::ReportDetection {
        sector: id("south"),
        ..super::setting::detection("other", noon())
    };
    let other = SubmitEvidence { incident: id("other"), ..restricted("us-other", "us") };
    examined()
        .command(noon(), Actor::Monitors, elsewhere)
        .command(noon(), Actor::Us, other)
        .command(noon(), Actor::Us, certify("us-other"))
        .when(noon() + hours(3), Actor::Commission, resting_on("us-other"))
        .then_refused(Rejection::OtherIncident { evidence: id("us-other"), incident: id("other") });
}

/// Rule 42: to whoever may not see it, evidence that exists and evidence that does not are one.
#[test]
fn hidden_evidence_is_refused_as_unknown() {
    let unknown = || Rejection::UnknownEvidence { evidence: id("us-intercept") };
    for given in [intercepted, examined] {
        given().when(noon(), FR, certify("us-intercept")).then_refused(unknown());
        given().when(noon(), FR, pass_on(FR)).then_refused(unknown());
        let by = Actor::Commission;
        given().when(noon(), by, resting_on("us-intercept")).then_refused(unknown());
    }
}

/// Rule 42: a name under a seat's word is that seat's, whether or not there is such evidence.
#[test]
fn no_clash_of_names_tells_that_something_is_hidden() {
    let reserved = || Rejection::NameReserved { evidence: id("us-intercept"), owner: Actor::Us };
    for given in [intercepted, examined] {
        for by in [FR, Actor::Monitors, Actor::Control] {
            let open = evidence("us-intercept", "breach");
            given().when(noon(), by, open).then_refused(reserved());
        }
        given().when(noon(), FR, restricted("us-intercept", "fr")).then_refused(reserved());
    }
    examined().when(noon(), Actor::Us, evidence("us-intercept", "breach")).then_refused(reserved());
    examined()
        .when(noon(), Actor::Us, restricted("intercept", "us"))
        .then_refused(Rejection::NameNotReserved { evidence: id("intercept"), by: Actor::Us });
    intercepted()
        .when(noon(), Actor::Us, restricted("us-intercept", "us"))
        .then_refused(Rejection::EvidenceExists { evidence: id("us-intercept") });
    for name in ["monitors-log", "e-us-1", "drone-film", "us"] {
        examined().when(noon(), Actor::Monitors, evidence(name, "breach")).then_accepted();
    }
}

/// Rule 42: custody of what is restricted stays among those who may see it.
#[test]
fn restricted_evidence_is_passed_on_only_to_those_who_may_see_it() {
    let releasable_to = audience("de ua us");
    let evidence = id("us-intercept");
    let passed = Event::CustodyTransferred { evidence, from: Actor::Us, to: DE, releasable_to };
    intercepted().when(noon(), Actor::Us, pass_on(DE)).then(&[passed.into()]);
    for to in [FR, Actor::Coalition, Actor::Commission, Actor::Clock] {
        intercepted()
            .when(noon(), Actor::Us, pass_on(to))
            .then_refused(Rejection::NotReleasable { evidence, to });
    }
    intercepted().when(noon(), Actor::Us, pass_on(Actor::Control)).then_accepted();
}

/// Rule 42: who has no seat restricts nothing, and nobody hides what he hands in from himself.
#[test]
fn who_restricts_evidence_may_see_it() {
    for by in [Actor::Monitors, Actor::Commission, Actor::Commander, Actor::Clock] {
        breached()
            .when(noon(), by, restricted("us-intercept", "us"))
            .then_refused(NotEntitled { by });
    }
    breached()
        .when(noon(), FR, restricted("fr-film", "us"))
        .then_refused(Rejection::NotInItsAudience { by: FR });
    breached().when(noon(), Actor::Control, restricted("control-film", "us")).then_accepted();
}

/// Rule 42: what is kept to the Coalition is for those who are its members at that instant.
#[test]
fn what_is_for_the_coalition_names_its_members() {
    let given = breached().command(noon(), PL, restricted("pl-film", "coalition us"));
    let film = &given.state.incidents.evidence[&id("pl-film")];
    assert_eq!(film.releasable_to, audience("coalition de fr pl tr uk us"));
    assert!(film.releasable_to.admits(TR) && film.releasable_to.admits(Actor::CoChairs));
    assert!(!film.releasable_to.admits(Actor::Ua));
}

/// Rule 42: restricted evidence, and its way from hand to hand, is for those who may see it.
#[test]
fn the_events_of_restricted_evidence_are_for_its_audience() {
    let seen_by = |outcome: Outcome<Center>| -> Vec<Audience> {
        outcome.result.unwrap().iter().map(crate::Event::audience).collect()
    };
    let received = examined().when(noon(), Actor::Us, restricted("us-intercept", "de ua us"));
    assert_eq!(seen_by(received), [audience("de ua us")]);
    let transferred = intercepted().when(noon(), Actor::Us, pass_on(DE));
    assert_eq!(seen_by(transferred), [audience("de ua us")]);
    let open = examined().when(noon(), Actor::Monitors, evidence("plain", "breach"));
    assert_eq!(seen_by(open), [Audience::All]);
}

/// Rule 42: who is shown evidence later is told all of it, as those know it who saw it before.
#[test]
fn released_evidence_is_told_whole_to_those_who_may_see_it_now() {
    let given = intercepted().command(noon(), Actor::Us, pass_on(DE));
    let known = given.state.incidents.evidence[&id("us-intercept")].clone();
    let Evidence { incident, sensor, digest, custody, .. } = known.clone();
    assert_eq!(custody, [Actor::Us, DE]);
    let releasable_to = audience("de fr ua us");
    let evidence = id("us-intercept");
    let event =
        Event::EvidenceReleased { evidence, incident, sensor, digest, custody, releasable_to };
    let outcome = given.when(noon(), Actor::Us, release("fr us"));
    let seen_by: Vec<Audience> =
        outcome.result.as_ref().unwrap().iter().map(crate::Event::audience).collect();
    assert_eq!(seen_by, [releasable_to]);
    let after = outcome.then(&[event.clone().into()]);
    assert_eq!(
        after.state.incidents.evidence[&evidence],
        Evidence { releasable_to, ..known },
        "nothing else changes"
    );
    let news = kernel::Recorded {
        position: kernel::Position(1),
        at: noon(),
        occurred_at: noon(),
        by: Actor::Us,
        cause: None,
        event: &event.into(),
    };
    let mut without = examined().state;
    <Center as kernel::Decider>::evolve(&mut without, &news);
    assert_eq!(
        without.incidents.evidence, after.state.incidents.evidence,
        "nor is anything lacking"
    );
    after.when(noon(), DE, pass_on(FR)).then_accepted();
}

/// Rule 28: what is released to all needs no certificate any more.
#[test]
fn a_finding_rests_on_what_was_released_to_all() {
    let at = noon() + hours(3);
    let open = intercepted().command(noon(), Actor::Us, release("all"));
    open.when(at, Actor::Commission, resting_on("us-intercept")).then_accepted();
    intercepted()
        .command(noon(), Actor::Us, release("fr"))
        .when(at, Actor::Us, resting_on("us-intercept"))
        .then_refused(Rejection::NotCertified { evidence: id("us-intercept") });
}

/// Rule 42: evidence is released by whoever handed it in, to somebody who may not see it yet.
#[test]
fn only_its_owner_releases_evidence_and_only_to_more() {
    let evidence = id("us-intercept");
    for given in [intercepted, examined] {
        for by in [DE, FR, Actor::Ua, Actor::Monitors, Actor::Control] {
            given().when(noon(), by, release("fr")).then_refused(NotEntitled { by });
        }
    }
    examined()
        .when(noon(), Actor::Us, release("fr"))
        .then_refused(Rejection::UnknownEvidence { evidence });
    for known in ["us", "de ua", "de ua us"] {
        intercepted()
            .when(noon(), Actor::Us, release(known))
            .then_refused(Rejection::AlreadyReleased { evidence });
    }
    intercepted()
        .when(noon(), Actor::Us, release("control"))
        .then_refused(Rejection::ReleasedToNobody { evidence });
    let crater = ReleaseEvidence { evidence: id("crater"), to: audience("fr") };
    intercepted()
        .when(noon(), FR, crater)
        .then_refused(Rejection::AlreadyReleased { evidence: id("crater") });
}

/// Rule 42: what is released to the Coalition is for those who are its members at that instant.
#[test]
fn what_is_released_to_the_coalition_names_its_members() {
    let given = intercepted().command(noon(), Actor::Us, release("coalition"));
    let now = given.state.incidents.evidence[&id("us-intercept")].releasable_to;
    assert_eq!(now, audience("coalition de fr pl tr ua uk us"));
}
