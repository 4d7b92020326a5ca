//! Cases of the Special Commission, up to the finding.

use super::evidence_list::overtaken;
use super::setting::{
    DE, FR, Setting, attributed, attribution, breach, breached, detection, enrolled, eve, evidence,
    examined, expire, hours, id, incident, noon, verify,
};
use crate::clock::{self, Clock};
use crate::commission::{
    CloseEvidence, Event, Find, FindNotProven, Finding, Instrument, OpenCase, Rejection, SetRemedy,
    Stage,
};
use crate::framework::Standing;
use crate::ids::CaseId;
use crate::incident::{
    self, Attribute, Confidence, Dissent, Party, ReportDetection, Revise, Settle,
};
use crate::{Actor, Nation, NotEntitled};

pub(super) fn case() -> CaseId {
    id("case")
}

pub(super) fn open_case() -> OpenCase {
    OpenCase { case: case(), series: breach(), instrument: Instrument::ParisText }
}

pub(super) fn close(list: &[&str]) -> CloseEvidence {
    CloseEvidence { case: case(), evidence: list.iter().map(|name| id(name)).collect() }
}

pub(super) fn find() -> Find {
    Find { case: case(), incident: incident() }
}

/// A setting in which the breach is before the Commission since hour 5, its evidence listed.
pub(super) fn listed(setting: Setting) -> Setting {
    let at = noon() + hours(5);
    setting.command(at, Actor::Ua, open_case()).command(at, Actor::Commission, close(&["crater"]))
}

/// The attribution to Russia is agreed, or split by Germany's dissent.
pub(super) fn settled(dissent: bool) -> Setting {
    let at = noon() + hours(4);
    let given = attributed();
    let given =
        if dissent { given.command(at, DE, Dissent { incident: incident() }) } else { given };
    given.command(at, Actor::Commission, Settle { incident: incident() })
}

/// The Commission has found against Russia, with a dissent or without.
pub(super) fn found(dissent: bool) -> Setting {
    listed(settled(dissent)).command(noon() + hours(6), Actor::Commission, find())
}

fn stage(given: &Setting) -> Stage {
    given.state.cases.0[&case()].stage
}

#[test]
fn a_case_is_about_a_breach_and_names_its_instrument() {
    let at = noon() + hours(5);
    for instrument in [Instrument::ParisText, Instrument::JointMonitoring, Instrument::PeaceCouncil]
    {
        let opened = Event::CaseOpened { case: case(), series: breach(), instrument };
        let armed = clock::Event::Armed {
            clock: Clock::CommissionRemedy,
            subject: id("case"),
            starts_at: at,
            due_at: at + hours(48),
        };
        breached()
            .when(at, Actor::Ua, OpenCase { instrument, ..open_case() })
            .then(&[opened.into(), armed.into()])
            .when(at, Actor::Us, open_case())
            .then_refused(Rejection::CaseExists { case: case() });
    }
    let nowhere = OpenCase { series: id("other"), ..open_case() };
    breached()
        .when(at, Actor::Ua, nowhere)
        .then_refused(incident::Rejection::UnknownSeries { series: id("other") });
}

#[test]
fn whoever_has_a_seat_opens_a_case_and_an_enrolled_nation_has() {
    let at = noon() + hours(5);
    for by in [Actor::Us, Actor::Ua, Actor::Coalition, Actor::CoChairs, FR] {
        breached().when(at, by, open_case()).then_accepted();
    }
    for by in [Actor::Commission, Actor::Monitors, Actor::Control, Actor::Commander] {
        breached().when(at, by, open_case()).then_refused(NotEntitled { by });
    }
    let by = Actor::Nation(Nation::IT);
    breached().when(at, by, open_case()).then_refused(NotEntitled { by });
    enrolled()
        .when(eve(), FR, open_case())
        .then_refused(incident::Rejection::UnknownSeries { series: breach() });
}

/// Rule 28: what is put on the list is on record, is about the breach, and is put there once.
#[test]
fn the_list_of_evidence_is_closed_once_and_holds_evidence_of_the_breach() {
    let at = noon() + hours(5);
    let opened = || examined().command(at, Actor::Ua, open_case());
    let closed = Event::EvidenceClosed { case: case(), evidence: [id("crater")].into() };
    opened()
        .when(at, Actor::Commission, close(&["crater"]))
        .then(&[closed.into()])
        .when(at, Actor::Commission, close(&["crater"]))
        .then_refused(Rejection::WrongStage { case: case(), stage: Stage::EvidenceClosed });
    opened()
        .when(at, Actor::Commission, close(&["crater", "hearsay"]))
        .then_refused(incident::Rejection::UnknownEvidence { evidence: id("hearsay") });
    let elsewhere = ReportDetection { sector: id("south"), ..detection("other", noon()) };
    opened()
        .command(at, Actor::Monitors, elsewhere)
        .command(at, Actor::Monitors, evidence("stray", "other"))
        .when(at, Actor::Commission, close(&["stray"]))
        .then_refused(incident::Rejection::OtherIncident {
            evidence: id("stray"),
            incident: id("other"),
        });
    examined()
        .when(at, Actor::Commission, close(&["crater"]))
        .then_refused(Rejection::UnknownCase { case: case() });
}

/// Rule 28: evidence that comes after the list was closed carries no finding of this case.
#[test]
fn a_finding_rests_on_the_closed_list_alone() {
    overtaken()
        .when(noon() + hours(7), Actor::Commission, find())
        .then_refused(Rejection::NotOnTheList { evidence: id("fragment") });
}

/// Rule 31: the Commission attributes, on a version that it names.
#[test]
fn a_finding_keeps_its_link_to_the_version_on_which_it_relies() {
    let at = noon() + hours(6);
    let event =
        Event::Found { case: case(), responsible: Party::Russia, incident: incident(), version: 1 };
    let given = listed(settled(false)).when(at, Actor::Commission, find()).then(&[event.into()]);
    let revised = Revise {
        incident: incident(),
        responsible: Party::Undetermined,
        confidence: Confidence::Possible,
        unprovoked: true,
        sources: [id("crater")].into(),
    };
    let told = Event::BasisRevised { case: case(), incident: incident(), relied_on: 1, version: 2 };
    let given = given.when(at, Actor::Monitors, revised).then_among(told);
    let finding = Finding { responsible: Party::Russia, incident: incident(), version: 1 };
    assert_eq!(given.state.cases.0[&case()].finding, Some(finding));
    assert_eq!(stage(&given), Stage::Found);
}

/// The attribution is revised, and settled anew.
pub(super) fn revised(given: Setting, responsible: Party) -> Setting {
    let revised = Revise {
        incident: incident(),
        responsible,
        confidence: Confidence::Confirmed,
        unprovoked: true,
        sources: [id("crater")].into(),
    };
    given.command(noon() + hours(7), Actor::Commission, revised).command(
        noon() + hours(7),
        Actor::Commission,
        Settle { incident: incident() },
    )
}

/// Rule 31: what was found on a version that is revised is found anew, once for each version.
#[test]
fn a_finding_that_has_lost_its_basis_is_corrected() {
    let (at, responsible) = (noon() + hours(8), Party::Ukraine);
    let event = Event::Found { case: case(), responsible, incident: incident(), version: 2 };
    let once = || Rejection::WrongStage { case: case(), stage: Stage::Found };
    found(false).when(at, Actor::Commission, find()).then_refused(once());
    for dissent in [false, true] {
        revised(found(dissent), responsible)
            .when(at, Actor::Commission, find())
            .then(&[event.clone().into()])
            .when(at, Actor::Commission, find())
            .then_refused(once());
    }
}

/// Rule 28: the list is closed anew for what the new version cites, and not before.
#[test]
fn new_evidence_is_listed_after_a_finding_has_lost_its_basis() {
    let (at, sources) = (noon() + hours(8), [id("crater"), id("fragment")]);
    let (anew, fragment) = (close(&["crater", "fragment"]), evidence("fragment", "breach"));
    let with_more = || found(false).command(at, Actor::Monitors, fragment.clone());
    with_more()
        .when(at, Actor::Commission, anew.clone())
        .then_refused(Rejection::WrongStage { case: case(), stage: Stage::Found });
    let revise = Revise {
        incident: incident(),
        responsible: Party::Ukraine,
        confidence: Confidence::Confirmed,
        unprovoked: true,
        sources: sources.into(),
    };
    let revised = || {
        let given = with_more().command(at, Actor::Commission, revise.clone());
        given.command(at, Actor::Commission, Settle { incident: incident() })
    };
    revised()
        .when(at, Actor::Commission, find())
        .then_refused(Rejection::NotOnTheList { evidence: id("fragment") });
    let closed = Event::EvidenceClosed { case: case(), evidence: sources.into() };
    let given = revised().when(at, Actor::Commission, anew).then(&[closed.into()]);
    given.when(at, Actor::Commission, find()).then_accepted();
}

/// Rule 31: and nothing is proven where the new version does not carry a finding.
#[test]
fn a_finding_that_has_lost_its_basis_gives_way_to_nothing_proven() {
    let at = noon() + hours(8);
    let given = || revised(found(false), Party::Undetermined);
    given()
        .when(at, Actor::Commission, find())
        .then_refused(Rejection::NobodyResponsible { incident: incident() });
    let given = given()
        .when(at, Actor::Commission, FindNotProven { case: case() })
        .then_among(Event::NotProven { case: case() });
    assert_eq!((stage(&given), given.state.cases.0[&case()].finding), (Stage::NotProven, None));
}

#[test]
fn another_version_of_another_attribution_is_nothing_to_a_finding() {
    let at = noon() + hours(7);
    let second = Attribute { incident: id("second"), ..attribution(Confidence::Probable) };
    let revised = Revise {
        incident: id("second"),
        responsible: Party::Russia,
        confidence: Confidence::Confirmed,
        unprovoked: true,
        sources: [id("crater")].into(),
    };
    let event = incident::Event::AttributionRevised {
        incident: id("second"),
        version: 2,
        responsible: Party::Russia,
        confidence: Confidence::Confirmed,
        unprovoked: true,
        sources: [id("crater")].into(),
    };
    found(false)
        .command(at, Actor::Monitors, detection("second", noon() + hours(1)))
        .command(at, Actor::Monitors, verify("second"))
        .command(at, Actor::Commission, second)
        .when(at, Actor::Commission, revised)
        .then(&[event.into()]);
}

/// Rule 32: a finding with dissent names who dissents, and a remedy may follow it.
#[test]
fn a_split_finding_of_the_commission_is_a_valid_finding() {
    let at = noon() + hours(6);
    let split = Event::SplitFound {
        case: case(),
        responsible: Party::Russia,
        dissenters: [DE].into(),
        incident: incident(),
        version: 1,
    };
    let remedy = SetRemedy {
        case: case(),
        remedy: crate::commission::Remedy::Withdrawal,
        asked: super::setting::nations("fr"),
        within_days: 7,
    };
    let given = listed(settled(true)).when(at, Actor::Commission, find()).then(&[split.into()]);
    assert_eq!(stage(&given), Stage::Split);
    given.when(at, Actor::Commission, remedy).then_accepted();
}

/// Rule 32: as long as somebody may still dissent there is no finding.
#[test]
fn a_finding_relies_on_a_settled_attribution_that_names_somebody() {
    let at = noon() + hours(6);
    listed(attributed())
        .when(at, Actor::Commission, find())
        .then_refused(Rejection::NotSettled { incident: incident() });
    listed(examined())
        .when(at, Actor::Commission, find())
        .then_refused(incident::Rejection::NotAttributed { incident: incident() });
    let nobody =
        Attribute { responsible: Party::Undetermined, ..attribution(Confidence::Possible) };
    let open = examined().command(noon() + hours(3), Actor::Commission, nobody).command(
        noon() + hours(4),
        Actor::Commission,
        Settle { incident: incident() },
    );
    listed(open)
        .when(at, Actor::Commission, find())
        .then_refused(Rejection::NobodyResponsible { incident: incident() });
}

#[test]
fn a_finding_is_about_an_incident_of_the_breach() {
    let at = noon() + hours(6);
    let elsewhere = ReportDetection { sector: id("south"), ..detection("other", noon()) };
    let about = |name| Find { incident: id(name), ..find() };
    listed(settled(false))
        .command(at, Actor::Monitors, elsewhere)
        .when(at, Actor::Commission, about("other"))
        .then_refused(Rejection::OtherBreach { incident: id("other"), series: breach() });
    listed(settled(false))
        .when(at, Actor::Commission, about("nothing"))
        .then_refused(incident::Rejection::UnknownIncident { incident: id("nothing") });
}

/// Rule 31: where nothing is proven nothing is to be remedied, and nobody waits for it.
#[test]
fn a_case_that_is_not_proven_is_over() {
    let at = noon() + hours(6);
    let met = clock::Event::Met {
        clock: Clock::CommissionRemedy,
        subject: id("case"),
        due_at: noon() + hours(53),
        done_at: None,
    };
    let not_proven = FindNotProven { case: case() };
    let given = listed(examined())
        .when(at, Actor::Commission, not_proven.clone())
        .then(&[Event::NotProven { case: case() }.into(), met.into()]);
    assert_eq!(stage(&given), Stage::NotProven);
    let over = Rejection::WrongStage { case: case(), stage: Stage::NotProven };
    given.when(at, Actor::Commission, find()).then_refused(over);
    found(false)
        .when(at, Actor::Commission, not_proven)
        .then_refused(Rejection::WrongStage { case: case(), stage: Stage::Found });
}

#[test]
fn nothing_is_found_before_the_list_is_closed() {
    let at = noon() + hours(6);
    let open = || settled(false).command(at, Actor::Ua, open_case());
    let early = || Rejection::WrongStage { case: case(), stage: Stage::Opened };
    open().when(at, Actor::Commission, find()).then_refused(early());
    open().when(at, Actor::Commission, FindNotProven { case: case() }).then_refused(early());
}

#[test]
fn only_the_commission_closes_the_list_and_finds() {
    let at = noon() + hours(6);
    for by in [Actor::Us, Actor::Ua, Actor::CoChairs, Actor::Monitors, Actor::Control] {
        let opened = examined().command(at, Actor::Ua, open_case());
        opened.when(at, by, close(&["crater"])).then_refused(NotEntitled { by });
        listed(settled(false)).when(at, by, find()).then_refused(NotEntitled { by });
        listed(settled(false))
            .when(at, by, FindNotProven { case: case() })
            .then_refused(NotEntitled { by });
    }
}

/// Rule 31: without a remedy in time the co-chairs are asked to look at the case, whose way goes on.
#[test]
fn a_case_without_a_remedy_after_48_hours_goes_to_the_co_chairs() {
    let due_at = noon() + hours(53);
    let missed = clock::Event::Missed {
        clock: Clock::CommissionRemedy,
        subject: id("case"),
        due_at,
        late_by_revision: false,
    };
    let given = listed(settled(false))
        .when(due_at, Actor::Clock, expire(Clock::CommissionRemedy, "case"))
        .then(&[missed.into(), Event::ReviewRequested { case: case() }.into()]);
    assert_eq!(given.state.cases.0[&case()].review_requested_at, Some(due_at.into()));
    given.when(due_at, Actor::Commission, find()).then_accepted();
}

/// Rule 30: a finding against Ukraine leaves the guarantees to the parties.
#[test]
fn a_finding_against_ukraine_voids_no_guarantee() {
    let claim = Attribute { responsible: Party::Ukraine, ..attribution(Confidence::Confirmed) };
    let signed = crate::framework::SignGuarantee { nation: Nation::US };
    let attributed = examined()
        .command(noon() + hours(3), Actor::Us, signed)
        .command(noon() + hours(3), Actor::Commission, claim)
        .command(noon() + hours(4), Actor::Commission, Settle { incident: incident() });
    let given = listed(attributed).command(noon() + hours(6), Actor::Commission, find());
    assert_eq!(stage(&given), Stage::Found);
    assert_eq!(given.state.framework.standing(Nation::US), Standing::Signed);
    assert!(given.state.framework.reviews.contains(&incident()));
}
