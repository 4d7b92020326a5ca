//! Evidence and its custody.

use super::setting::{FR, Setting, detected, digest, evidence, examined, id, incident, noon};
use crate::incident::{Digest, Event, Rejection, SubmitEvidence, TransferCustody};
use crate::{Actor, Audience, NotEntitled};

fn pass_on(to: Actor) -> TransferCustody {
    TransferCustody { evidence: id("crater"), to, digest: digest() }
}

fn other_digest() -> Digest {
    "ffeeddccbbaa99887766554433221100".parse().unwrap()
}

fn custody(given: &Setting) -> &[Actor] {
    &given.state.incidents.evidence[&id("crater")].custody
}

/// Rule 28: the same name never stands for other content.
#[test]
fn evidence_is_immutable() {
    let other = SubmitEvidence { digest: other_digest(), ..evidence("crater", "breach") };
    examined()
        .when(noon(), Actor::Monitors, other)
        .then_refused(Rejection::EvidenceExists { evidence: id("crater") });
}

/// Rule 28: each custodian receives it from the one before, unchanged.
#[test]
fn custody_is_an_unbroken_chain_of_digests() {
    let transferred = Event::CustodyTransferred {
        evidence: id("crater"),
        from: Actor::Monitors,
        to: Actor::Commission,
        releasable_to: Audience::All,
    };
    let given = examined()
        .when(noon(), Actor::Monitors, pass_on(Actor::Commission))
        .then(&[transferred.into()])
        .command(noon(), Actor::Commission, pass_on(Actor::Us));
    assert_eq!(custody(&given), [Actor::Monitors, Actor::Commission, Actor::Us]);
    let custodian = Actor::Us;
    given
        .when(noon(), Actor::Monitors, pass_on(FR))
        .then_refused(Rejection::NotInCustody { evidence: id("crater"), custodian });
    let changed = TransferCustody { digest: other_digest(), ..pass_on(Actor::Commission) };
    examined()
        .when(noon(), Actor::Monitors, changed)
        .then_refused(Rejection::CustodyBroken { evidence: id("crater") });
}

/// Rule 28: custody passes to somebody else, and to somebody.
#[test]
fn custody_passes_neither_to_the_clock_nor_to_who_has_it() {
    examined()
        .when(noon(), Actor::Monitors, pass_on(Actor::Clock))
        .then_refused(Rejection::NoCustodian { to: Actor::Clock });
    let (evidence, custodian) = (id("crater"), Actor::Monitors);
    examined()
        .when(noon(), custodian, pass_on(custodian))
        .then_refused(Rejection::AlreadyInCustody { evidence, custodian });
}

#[test]
fn evidence_is_about_a_known_incident_and_comes_from_somebody() {
    detected()
        .when(noon(), Actor::Monitors, evidence("crater", "other"))
        .then_refused(Rejection::UnknownIncident { incident: id("other") });
    let by = Actor::Clock;
    detected().when(noon(), by, evidence("crater", "breach")).then_refused(NotEntitled { by });
    detected()
        .when(noon(), FR, pass_on(Actor::Us))
        .then_refused(Rejection::UnknownEvidence { evidence: id("crater") });
    let received = detected().command(noon(), FR, evidence("crater", "breach"));
    assert_eq!(received.state.incidents.evidence[&id("crater")].incident, incident());
    assert_eq!(custody(&received), [FR]);
}

#[test]
fn a_digest_is_32_small_hex_digits() {
    for text in ["", "00", "0011223344556677889", "00112233445566778899AABBCCDDEEFF"] {
        assert!(text.parse::<Digest>().is_err(), "{text}");
    }
    assert!("+0112233445566778899aabbccddeeff".parse::<Digest>().is_err());
    assert!("é112233445566778899aabbccddeeff".parse::<Digest>().is_err());
}
