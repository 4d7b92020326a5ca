//! Texts, guarantees, the backstop, and the review of guarantees.

use super::setting::{
    FR, PL, Setting, attribution, breach, breached, enrolled, eve, evidence, expire, hours, id,
    incident, noon, seated, truce, truce_at,
};
use crate::ceasefire::{DeclareCollapsed, DeclareStrained};
use crate::center::{Enroll, Role};
use crate::clock::Clock;
use crate::framework::{
    ActivateGuarantee, AdoptDeclaration, Backstop, CirculateDraft, Clause, Component, Event,
    FinalizeCommitments, RecordRatification, Rejection, RequestForce, RequestRatification,
    SetBackstop, SignGuarantee, SignIntent, Standing, SuspendGuarantee, VoidGuarantee,
};
use crate::incident::{Attribute, Confidence, Dissent, Party, Revise, Settle};
use crate::{Actor, Nation, NotEntitled, incident as finding};

const FRANCE: Nation = Nation::FR;

fn declaration() -> AdoptDeclaration {
    AdoptDeclaration {
        text: id("declaration"),
        components: [Component::Monitoring, Component::MultinationalForce].into(),
        clauses: [Clause::UsSupportProposed].into(),
    }
}

/// The French guarantee is ratified.
pub(super) fn ratified(setting: Setting) -> Setting {
    setting
        .command(truce_at(), Actor::CoChairs, declaration())
        .command(truce_at(), Actor::CoChairs, FinalizeCommitments { text: id("commitments") })
        .command(truce_at(), FR, SignGuarantee { nation: FRANCE })
        .command(truce_at(), FR, RequestRatification { nation: FRANCE })
        .command(truce_at(), FR, RecordRatification { nation: FRANCE, granted: true })
}

/// Rule 7: the declaration itself activates nothing.
#[test]
fn the_declaration_itself_activates_nothing() {
    let adopted = Event::DeclarationAdopted {
        text: id("declaration"),
        components: declaration().components,
        clauses: declaration().clauses,
        dropped: [].into(),
    };
    let given = truce().when(truce_at(), Actor::CoChairs, declaration()).then(&[adopted.into()]);
    let framework = &given.state.framework;
    assert!(framework.guarantees.is_empty());
    assert_eq!(framework.backstop, Backstop::None);
    assert_eq!(framework.host_requested_at, None);
    given
        .when(truce_at(), FR, ActivateGuarantee { nation: FRANCE })
        .then_refused(Rejection::WrongStanding { nation: FRANCE, standing: Standing::None });
}

#[test]
fn clauses_of_the_draft_that_are_gone_are_named() {
    let draft = CirculateDraft {
        text: id("draft"),
        clauses: [Clause::UsSupportsForceIfAttacked, Clause::UsSupportProposed].into(),
    };
    let adopted = Event::DeclarationAdopted {
        text: id("declaration"),
        components: declaration().components,
        clauses: declaration().clauses,
        dropped: [Clause::UsSupportsForceIfAttacked].into(),
    };
    enrolled()
        .command(eve(), Actor::CoChairs, draft.clone())
        .when(eve(), Actor::CoChairs, declaration())
        .then(&[adopted.into()])
        .when(eve(), Actor::CoChairs, draft)
        .then_refused(Rejection::DeclarationAdopted);
}

/// Rule 6: a guarantee is activated only in force and after the nation's own procedure.
#[test]
fn a_guarantee_is_activated_only_if_the_ceasefire_is_in_force_and_the_procedure_is_complete() {
    let activated = Event::GuaranteeActivated { nation: FRANCE };
    let activate = || ActivateGuarantee { nation: FRANCE };
    ratified(truce()).when(truce_at(), FR, activate()).then_among(activated);
    ratified(seated()).when(truce_at(), FR, activate()).then_refused(Rejection::NoCeasefire);
    ratified(truce())
        .command(truce_at(), Actor::Coalition, DeclareCollapsed {})
        .when(truce_at(), FR, activate())
        .then_refused(Rejection::NoCeasefire);
}

/// Rule 6: each step short of ratification is not enough.
#[test]
fn a_guarantee_that_is_not_ratified_is_not_activated() {
    let activate = || ActivateGuarantee { nation: FRANCE };
    let refused = |standing| Rejection::WrongStanding { nation: FRANCE, standing };
    let signed = truce()
        .command(truce_at(), Actor::CoChairs, declaration())
        .command(truce_at(), Actor::CoChairs, FinalizeCommitments { text: id("commitments") })
        .command(truce_at(), FR, SignGuarantee { nation: FRANCE });
    let requested = signed.command(truce_at(), FR, RequestRatification { nation: FRANCE });
    let no = RecordRatification { nation: FRANCE, granted: false };
    let denied = requested.command(truce_at(), FR, no);
    assert_eq!(denied.state.framework.standing(FRANCE), Standing::Refused);
    denied.when(truce_at(), FR, activate()).then_refused(refused(Standing::Refused));
}

/// Rule 6: a procedure that is completed while the ceasefire is merely strained is enough.
#[test]
fn a_strained_ceasefire_is_still_in_force() {
    ratified(truce())
        .command(truce_at(), Actor::Coalition, DeclareStrained {})
        .when(truce_at(), FR, ActivateGuarantee { nation: FRANCE })
        .then_accepted();
}

/// Rule 6: a guarantee of one nation says nothing about another's.
#[test]
fn a_guarantee_is_each_nations_own_act() {
    let by = Actor::CoChairs;
    ratified(truce())
        .when(truce_at(), by, ActivateGuarantee { nation: FRANCE })
        .then_refused(NotEntitled { by });
    ratified(truce())
        .when(truce_at(), PL, ActivateGuarantee { nation: Nation::PL })
        .then_refused(Rejection::WrongStanding { nation: Nation::PL, standing: Standing::None });
}

/// Rule 6: what was void starts from the signature again.
#[test]
fn a_voided_guarantee_needs_the_whole_procedure_again() {
    let signed_again = ratified(truce())
        .command(truce_at(), FR, VoidGuarantee { nation: FRANCE })
        .command(truce_at(), FR, SignGuarantee { nation: FRANCE });
    signed_again
        .when(truce_at(), FR, ActivateGuarantee { nation: FRANCE })
        .then_refused(Rejection::WrongStanding { nation: FRANCE, standing: Standing::Signed });
}

#[test]
fn a_suspended_guarantee_is_activated_again_without_another_ratification() {
    let suspended = ratified(truce())
        .command(truce_at(), FR, ActivateGuarantee { nation: FRANCE })
        .command(truce_at(), FR, SuspendGuarantee { nation: FRANCE });
    assert_eq!(suspended.state.framework.standing(FRANCE), Standing::Suspended);
    suspended.when(truce_at(), FR, ActivateGuarantee { nation: FRANCE }).then_accepted();
}

#[test]
fn only_the_united_states_signs_before_the_commitments_are_final() {
    let signed = Event::GuaranteeSigned { nation: Nation::US };
    enrolled().when(eve(), Actor::Us, SignGuarantee { nation: Nation::US }).then(&[signed.into()]);
    enrolled()
        .when(eve(), FR, SignGuarantee { nation: FRANCE })
        .then_refused(Rejection::NotFinalized);
    enrolled()
        .when(eve(), Actor::CoChairs, FinalizeCommitments { text: id("commitments") })
        .then_refused(Rejection::NoDeclaration);
    ratified(enrolled())
        .when(truce_at(), Actor::CoChairs, FinalizeCommitments { text: id("others") })
        .then_refused(Rejection::AlreadyFinalized);
    let intent = || SignIntent { nation: FRANCE, text: id("intent") };
    enrolled()
        .command(eve(), FR, intent())
        .when(eve(), FR, intent())
        .then_refused(Rejection::AlreadySigned { nation: FRANCE });
}

#[test]
fn who_watches_helps_or_is_protected_gives_no_guarantee() {
    let (at, host) = (truce_at(), Nation::UA);
    let enroll = |nation, role| Enroll { nation, role, accepts_silence: false };
    let given =
        || {
            ratified(truce())
                .command(at, Actor::Control, enroll(Nation::CH, Role::Observer))
                .command(at, Actor::Control, enroll(Nation::NATO, Role::Partner))
        };
    for nation in [Nation::CH, Nation::NATO, Nation::IT] {
        let (by, text) = (Actor::of(nation), id("intent"));
        let no_party = || Rejection::NoParty { nation };
        given().when(at, by, SignGuarantee { nation }).then_refused(no_party());
        given().when(at, by, SignIntent { nation, text }).then_refused(no_party());
    }
    given()
        .when(at, Actor::Ua, SignGuarantee { nation: host })
        .then_refused(Rejection::HostGuarantees { nation: host });
    // The letter of intent is between the host and those who mean to come.
    given().when(at, Actor::Ua, SignIntent { nation: host, text: id("intent") }).then_accepted();
}

#[test]
fn a_declaration_has_components() {
    let empty = AdoptDeclaration { components: [].into(), ..declaration() };
    enrolled().when(eve(), Actor::CoChairs, empty).then_refused(Rejection::NothingDeclared);
}

#[test]
fn the_backstop_is_a_state_that_only_the_united_states_changes() {
    let to = |state| SetBackstop { state };
    let step = |from, to| Rejection::BackstopStep { from, to };
    let changed = Event::BackstopChanged { from: Backstop::None, to: Backstop::Political };
    let political =
        enrolled().when(eve(), Actor::Us, to(Backstop::Political)).then(&[changed.into()]);
    political
        .command(eve(), Actor::Us, to(Backstop::Signed))
        .command(eve(), Actor::Us, to(Backstop::Ratified))
        .command(eve(), Actor::Us, to(Backstop::Withdrawn))
        .when(eve(), Actor::Us, to(Backstop::Ratified))
        .then_refused(step(Backstop::Withdrawn, Backstop::Ratified));
    enrolled()
        .when(eve(), Actor::Us, to(Backstop::Withdrawn))
        .then_refused(step(Backstop::None, Backstop::Withdrawn));
    enrolled().when(eve(), FR, to(Backstop::Political)).then_refused(NotEntitled { by: FR });
}

#[test]
fn a_backstop_is_not_ratified_while_the_guarantee_is_refused_or_void() {
    let (nation, to) = (Nation::US, |state| SetBackstop { state });
    let vote = |granted| RecordRatification { nation, granted };
    let asked = || {
        enrolled()
            .command(eve(), Actor::Us, SignGuarantee { nation })
            .command(eve(), Actor::Us, RequestRatification { nation })
            .command(eve(), Actor::Us, to(Backstop::Signed))
    };
    let refused = |standing| Rejection::WrongStanding { nation, standing };
    asked()
        .command(eve(), Actor::Us, vote(false))
        .when(eve(), Actor::Us, to(Backstop::Ratified))
        .then_refused(refused(Standing::Refused));
    asked()
        .command(eve(), Actor::Us, VoidGuarantee { nation })
        .when(eve(), Actor::Us, to(Backstop::Ratified))
        .then_refused(refused(Standing::Void));
    let ratified = asked().command(eve(), Actor::Us, vote(true)).command(
        eve(),
        Actor::Us,
        to(Backstop::Ratified),
    );
    // It may fall back to a signature, and cannot be signed twice.
    ratified
        .command(eve(), Actor::Us, to(Backstop::Signed))
        .when(eve(), Actor::Us, to(Backstop::Signed))
        .then_refused(Rejection::BackstopStep { from: Backstop::Signed, to: Backstop::Signed });
}

#[test]
fn only_ukraine_requests_the_force_and_once() {
    enrolled().when(eve(), FR, RequestForce {}).then_refused(NotEntitled { by: FR });
    enrolled()
        .when(eve(), Actor::Ua, RequestForce {})
        .then(&[Event::HostRequestReceived {}.into()])
        .when(eve(), Actor::Ua, RequestForce {})
        .then_refused(Rejection::AlreadyRequested);
}

/// The breach is attributed to a party, unprovoked or not.
fn found(responsible: Party, unprovoked: bool) -> Setting {
    let given = ratified(breached()).command(
        noon() + hours(2),
        Actor::Monitors,
        evidence("crater", "breach"),
    );
    let found = Attribute { responsible, unprovoked, ..attribution(Confidence::Confirmed) };
    given.command(noon() + hours(2), FR, ActivateGuarantee { nation: FRANCE }).command(
        noon() + hours(3),
        Actor::Commission,
        found,
    )
}

/// Rule 30: an unprovoked attack by Ukraine opens a review, and the guarantees stand until a
/// party says otherwise.
#[test]
fn guarantees_are_reviewed_if_ukraine_attacked_unprovoked_and_voided_by_the_parties_only() {
    let reviewed = found(Party::Ukraine, true)
        .when(noon() + hours(4), Actor::Commission, Settle { incident: incident() })
        .then_among(Event::ReviewOpened { incident: incident(), version: Some(1) });
    assert_eq!(reviewed.state.framework.standing(FRANCE), Standing::Activated);
    let void = || VoidGuarantee { nation: FRANCE };
    for by in [Actor::Control, Actor::Clock, Actor::Commission, Actor::Monitors, Actor::CoChairs] {
        found(Party::Ukraine, true)
            .when(noon() + hours(5), by, void())
            .then_refused(NotEntitled { by });
    }
    let voided = Event::GuaranteeVoided { nation: FRANCE };
    for party in [FR, Actor::Ua] {
        found(Party::Ukraine, true)
            .when(noon() + hours(5), party, void())
            .then_among(voided.clone());
    }
    reviewed
        .command(noon() + hours(5), FR, void())
        .when(noon() + hours(6), FR, void())
        .then_refused(Rejection::WrongStanding { nation: FRANCE, standing: Standing::Void });
}

/// A finding that is corrected and says the same opens no second review.
#[test]
fn an_attack_is_reviewed_once() {
    let settle = || Settle { incident: incident() };
    let revise = Revise {
        incident: incident(),
        responsible: Party::Ukraine,
        confidence: Confidence::Probable,
        unprovoked: true,
        sources: [id("crater")].into(),
    };
    let (incident, version, responsible) = (incident(), 2, Party::Ukraine);
    let agreed = finding::Event::AttributionAgreed { incident, version, responsible };
    found(Party::Ukraine, true)
        .command(noon() + hours(4), Actor::Commission, settle())
        .command(noon() + hours(5), Actor::Commission, revise)
        .when(noon() + hours(6), Actor::Commission, settle())
        .then(&[agreed.into()]);
}

/// Rule 30: a review names the version of the finding on which it rests. A version that says otherwise
/// takes the basis away, and a later one against Ukraine opens a review again.
#[test]
fn a_review_rests_on_a_finding_that_stands() {
    let (incident, at) = (incident(), noon() + hours(5));
    let settle = || Settle { incident };
    let revise = |responsible| Revise {
        incident,
        responsible,
        confidence: Confidence::Probable,
        unprovoked: true,
        sources: [id("crater")].into(),
    };
    let reviewed = || found(Party::Ukraine, true).command(at, Actor::Commission, settle());
    let lost = |version| Event::ReviewBasisLost { incident, version };
    let revised = reviewed().when(at, Actor::Commission, revise(Party::Russia)).then_among(lost(2));
    assert!(revised.state.framework.reviews.is_empty());
    revised
        .command(at, Actor::Commission, settle())
        .command(at, Actor::Commission, revise(Party::Ukraine))
        .when(at, Actor::Commission, settle())
        .then_among(Event::ReviewOpened { incident, version: Some(3) });
    // The same finding, from which another than Ukraine dissents by now, is no basis either.
    reviewed()
        .command(at, Actor::Commission, revise(Party::Ukraine))
        .command(at, Actor::Us, Dissent { incident })
        .when(at, Actor::Commission, settle())
        .then_among(lost(2));
}

/// Rule 30: a deadline that lapses voids nothing.
#[test]
fn no_clock_voids_a_guarantee() {
    let reviewed = found(Party::Ukraine, true).command(
        noon() + hours(4),
        Actor::Commission,
        Settle { incident: incident() },
    );
    let late = noon() + hours(2_000);
    let given = reviewed
        .command(late, Actor::Clock, expire(Clock::TierOne, "breach"))
        .command(late, Actor::Clock, expire(Clock::TierTwoGate, "breach"))
        .command(late, Actor::Clock, expire(Clock::TierThreeGate, "breach"));
    assert_eq!(given.state.framework.standing(FRANCE), Standing::Activated);
    assert!(given.state.responses.0.contains_key(&breach()));
}

/// Rule 30: a provoked or other finding opens no review, and none from which another dissents than
/// Ukraine, whom it concerns.
#[test]
fn only_an_agreed_finding_of_an_unprovoked_attack_by_ukraine_opens_a_review() {
    let settle = || Settle { incident: incident() };
    let others =
        [found(Party::Ukraine, false), found(Party::Russia, true), found(Party::Both, true)];
    for given in others {
        let settled = given.command(noon() + hours(4), Actor::Commission, settle());
        assert!(settled.state.framework.reviews.is_empty());
    }
    for (by, is_reviewed) in [(Actor::Ua, true), (Actor::Us, false)] {
        let split = found(Party::Ukraine, true)
            .command(noon() + hours(4), by, Dissent { incident: incident() })
            .command(noon() + hours(5), Actor::Commission, settle());
        assert_eq!(split.state.framework.reviews.contains(&incident()), is_reviewed);
    }
}
