//! Who is held responsible.

use alloc::vec::Vec;

use super::setting::{
    DE, FR, Setting, attributed, attribution, breach, consented, detected, detection, evidence,
    examined, hours, id, incident, noon, verify,
};
use crate::clock::{self, Clock};
use crate::incident::{
    Attribute, Confidence, Dissent, Event, Party, Rejection, ReportDetection, Revise, Settle,
    Settled,
};
use crate::response::{self, OpenTierTwo, ReportHostilities, StandDown, Tier};
use crate::{Actor, NotEntitled};

fn revision(responsible: Party, confidence: Confidence) -> Revise {
    Revise {
        incident: incident(),
        responsible,
        confidence,
        unprovoked: true,
        sources: [id("crater")].into(),
    }
}

fn settle() -> Settle {
    Settle { incident: incident() }
}

fn dissent() -> Dissent {
    Dissent { incident: incident() }
}

/// Rule 21: a version has a number, a confidence and sources; its dissenters are named.
#[test]
fn an_attribution_always_carries_version_confidence_sources_and_dissenters() {
    let proposed = Event::AttributionProposed {
        incident: incident(),
        version: 1,
        responsible: Party::Russia,
        confidence: Confidence::Probable,
        unprovoked: true,
        sources: [id("crater")].into(),
    };
    let at = noon() + hours(3);
    let recorded = Event::DissentRecorded { incident: incident(), version: 1, dissenter: DE };
    let given = examined()
        .when(at, Actor::Commission, attribution(Confidence::Probable))
        .then(&[proposed.into()])
        .when(at, DE, dissent())
        .then(&[recorded.into()]);
    let version = &given.state.incidents.incidents[&incident()].attributions[0];
    assert_eq!((version.version, version.confidence), (1, Confidence::Probable));
    assert_eq!(version.sources, [id("crater")].into());
    assert_eq!(version.dissenters, [DE].into());
    given.when(at, DE, dissent()).then_refused(Rejection::AlreadyDissented { dissenter: DE });
}

/// Rule 21: without a source of the same series there is no attribution.
#[test]
fn an_attribution_rests_on_evidence_of_its_own_series() {
    let at = noon() + hours(3);
    let resting_on = |sources: &[&str]| Attribute {
        sources: sources.iter().map(|name| id(name)).collect(),
        ..attribution(Confidence::Probable)
    };
    examined()
        .when(at, Actor::Commission, resting_on(&[]))
        .then_refused(Rejection::NoSource { incident: incident() });
    examined()
        .when(at, Actor::Commission, resting_on(&["crater", "hearsay"]))
        .then_refused(Rejection::UnknownEvidence { evidence: id("hearsay") });
    let elsewhere = ReportDetection { sector: id("south"), ..detection("other", noon()) };
    examined()
        .command(at, Actor::Monitors, elsewhere)
        .command(at, Actor::Monitors, evidence("stray", "other"))
        .when(at, Actor::Commission, resting_on(&["crater", "stray"]))
        .then_refused(Rejection::OtherIncident { evidence: id("stray"), incident: id("other") });
}

#[test]
fn only_a_verified_incident_is_attributed_and_only_by_those_who_find() {
    detected()
        .command(noon(), Actor::Monitors, evidence("crater", "breach"))
        .when(noon(), Actor::Commission, attribution(Confidence::Probable))
        .then_refused(Rejection::NotVerified { incident: incident() });
    for by in [FR, Actor::Ua, Actor::CoChairs, Actor::Control] {
        let claim = attribution(Confidence::Confirmed);
        examined().when(noon(), by, claim).then_refused(NotEntitled { by });
        attributed().when(noon(), by, settle()).then_refused(NotEntitled { by });
    }
    examined()
        .when(noon(), Actor::Commission, revision(Party::Russia, Confidence::Probable))
        .then_refused(Rejection::NotAttributed { incident: incident() });
    attributed()
        .when(noon(), Actor::Commission, attribution(Confidence::Confirmed))
        .then_refused(Rejection::AlreadyAttributed { incident: incident() });
}

/// Rule 41: a correction is a new version; the old one stays with its dissenters.
#[test]
fn a_revision_is_a_new_version_and_the_old_one_stays() {
    let at = noon() + hours(40);
    let revised = Event::AttributionRevised {
        incident: incident(),
        version: 2,
        responsible: Party::Undetermined,
        confidence: Confidence::Possible,
        unprovoked: true,
        sources: [id("crater")].into(),
    };
    let given = attributed()
        .command(noon() + hours(4), DE, dissent())
        .command(noon() + hours(5), Actor::Commission, settle())
        .when(at, Actor::Commission, revision(Party::Undetermined, Confidence::Possible))
        .then(&[revised.into()]);
    let versions = &given.state.incidents.incidents[&incident()].attributions;
    assert_eq!(versions.len(), 2);
    assert_eq!(versions[0].responsible, Party::Russia);
    assert_eq!(versions[0].dissenters, [DE].into());
    assert_eq!(versions[0].settled, Some(Settled::Split { at: (noon() + hours(5)).into() }));
    assert_eq!((versions[1].version, versions[1].settled), (2, None));
    assert!(versions[1].dissenters.is_empty());
    given
        .when(at, Actor::Commission, revision(Party::Undetermined, Confidence::Possible))
        .then_refused(Rejection::SameAttribution { incident: incident(), version: 2 });
}

/// Rule 21: a decision keeps its link to the version on which it relied.
#[test]
fn an_open_tier_is_told_of_another_version_of_its_basis() {
    let at = noon() + hours(40);
    let opened = || {
        consented().command(
            noon() + hours(24),
            Actor::CoChairs,
            OpenTierTwo { series: id("breach") },
        )
    };
    let marked = response::Event::BasisRevised {
        series: id("breach"),
        incident: incident(),
        relied_on: 1,
        version: 2,
    };
    let given = opened()
        .when(at, Actor::Commission, revision(Party::Undetermined, Confidence::Possible))
        .then_among(marked);
    let response = &given.state.responses.0[&id("breach")];
    assert_eq!(response.relied_on, Some((incident(), 1)));
    assert_eq!(response.tier, Tier::Two);
}

/// Rule 32: a dissent makes the finding split, and it ends the wait like any other.
#[test]
fn a_split_finding_is_a_valid_finding() {
    let at = noon() + hours(19);
    let split = Event::AttributionSplit {
        incident: incident(),
        version: 1,
        responsible: Party::Russia,
        dissenters: [DE, Actor::Ua].into(),
    };
    let met = clock::Event::Met {
        clock: Clock::Attribution,
        subject: id("breach"),
        due_at: at,
        done_at: None,
    };
    let given = attributed()
        .command(at, DE, dissent())
        .command(at, Actor::Ua, dissent())
        .when(at, Actor::Commission, settle())
        .then(&[split.into(), met.into()]);
    let settled = given.state.incidents.incidents[&incident()].attributions[0].settled;
    assert_eq!(settled, Some(Settled::Split { at: at.into() }));
    given
        .when(at, FR, dissent())
        .then_refused(Rejection::AlreadySettled { incident: incident(), version: 1 });
}

/// Rule 32: the second tier may rest on a split finding.
#[test]
fn a_split_finding_carries_the_second_tier() {
    consented()
        .command(noon() + hours(5), DE, dissent())
        .command(noon() + hours(6), Actor::Commission, settle())
        .when(noon() + hours(24), Actor::CoChairs, OpenTierTwo { series: id("breach") })
        .then_accepted();
}

#[test]
fn an_attribution_without_dissent_is_agreed() {
    let agreed =
        Event::AttributionAgreed { incident: incident(), version: 1, responsible: Party::Russia };
    attributed().when(noon() + hours(4), Actor::Commission, settle()).then_among(agreed);
    examined()
        .when(noon() + hours(4), Actor::Commission, settle())
        .then_refused(Rejection::NotAttributed { incident: incident() });
}

/// The events of a whole finding against a party, with its name exchanged for `Undetermined`.
fn finding_against(responsible: Party) -> Vec<crate::Event> {
    let at = noon() + hours(3);
    let claim = Attribute { responsible, unprovoked: false, ..attribution(Confidence::Probable) };
    let firmer = Revise { unprovoked: false, ..revision(responsible, Confidence::Confirmed) };
    let mut given: Setting = examined();
    let mut events = Vec::new();
    let mut issue = |by, command: crate::Command| {
        let outcome = core::mem::replace(&mut given, kernel::given()).when(at, by, command);
        events.extend(outcome.result.clone().unwrap());
        given = outcome.then_accepted();
    };
    issue(Actor::Commission, claim.into());
    issue(DE, dissent().into());
    issue(Actor::Commission, firmer.into());
    issue(Actor::Commission, settle().into());
    events.into_iter().map(anonymous).collect()
}

fn anonymous(event: crate::Event) -> crate::Event {
    let crate::Event::Incident(mut event) = event else {
        return event;
    };
    if let Event::AttributionProposed { responsible, .. }
    | Event::AttributionRevised { responsible, .. }
    | Event::AttributionAgreed { responsible, .. }
    | Event::AttributionSplit { responsible, .. } = &mut event
    {
        *responsible = Party::Undetermined;
    }
    event.into()
}

/// Rule 20: with the parties exchanged the same commands give the same events.
#[test]
fn monitoring_judges_both_sides_by_the_same_rules() {
    let against_russia = finding_against(Party::Russia);
    assert_eq!(against_russia.len(), 5);
    assert_eq!(against_russia, finding_against(Party::Ukraine));
    assert_eq!(against_russia, finding_against(Party::Both));
}

/// Rule 21: the firmest attribution of a series counts, the latest of equally firm ones.
#[test]
fn the_most_confident_attribution_of_a_series_counts() {
    let second = Attribute {
        incident: id("second"),
        responsible: Party::Ukraine,
        ..attribution(Confidence::Possible)
    };
    let firmer =
        Revise { incident: id("second"), ..revision(Party::Ukraine, Confidence::Probable) };
    let given = attributed()
        .command(noon() + hours(3), Actor::Monitors, detection("second", noon() + hours(3)))
        .command(noon() + hours(4), Actor::Monitors, verify("second"))
        .command(noon() + hours(5), Actor::Commission, second);
    let counts = |given: &Setting| {
        let found = given.state.incidents.attribution_of(id("breach"));
        found.map(|(incident, attribution)| (incident, attribution.responsible))
    };
    assert_eq!(counts(&given), Some((incident(), Party::Russia)));
    let given = given.command(noon() + hours(6), Actor::Commission, firmer);
    assert_eq!(counts(&given), Some((id("second"), Party::Ukraine)));
}

/// Rule 21: a tier that was left, or that rests on another incident, is not marked.
#[test]
fn a_tier_that_does_not_rest_on_the_attribution_is_not_told() {
    let marked = |given: Setting, revise: Revise| {
        let at = noon() + hours(50);
        let events = given.when(at, Actor::Commission, revise).result.unwrap();
        events.iter().any(|event| {
            matches!(event, crate::Event::Response(response::Event::BasisRevised { .. }))
        })
    };
    let weaker = || revision(Party::Russia, Confidence::Possible);
    let second = super::ladder::second;
    assert!(marked(second(), weaker()));
    let ceased_at = noon() + hours(25);
    let down = second()
        .command(ceased_at, Actor::Ua, ReportHostilities { series: breach(), continuing: false })
        .command(
            ceased_at + hours(12),
            Actor::CoChairs,
            StandDown { series: breach(), to: Tier::One },
        );
    assert!(!marked(down, weaker()));
    let near = noon() + hours(11);
    let other = second()
        .command(near, Actor::Monitors, detection("near", near))
        .command(near, Actor::Monitors, verify("near"))
        .command(near, Actor::Monitors, evidence("shell", "near"));
    assert_eq!(other.state.incidents.incidents[&id("near")].series, breach());
    let of_other = |confidence| Attribute {
        incident: id("near"),
        sources: [id("shell")].into(),
        ..attribution(confidence)
    };
    let other = other.command(near, Actor::Commission, of_other(Confidence::Possible));
    let revise = Revise {
        incident: id("near"),
        sources: [id("shell")].into(),
        ..revision(Party::Both, Confidence::Possible)
    };
    assert!(!marked(other, revise));
}
