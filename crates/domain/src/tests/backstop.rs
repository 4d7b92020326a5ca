//! Offers that depend on the US backstop.

use super::force_setting::{
    found, gap_of, generate, generated, in_place, lapsed, march, moving, offer, open, placed,
    recall, transfer,
};
use super::setting::{DE, FR, Setting, id, noon};
use crate::force::{Degree, Event, Offer, Rejection, Stage, WithdrawOffer};
use crate::framework::{
    self, ActivateGuarantee, Backstop, RecordRatification, RequestRatification, SetBackstop,
    SignGuarantee, Standing, SuspendGuarantee, VoidGuarantee,
};
use crate::mission::{self, Activity, Ground, Order};
use crate::task::Location;
use crate::{Actor, Nation};

/// Offers of Germany, each under a condition, and one without.
fn german(name: &str, needs: Option<Backstop>) -> Offer {
    Offer { needs_backstop: needs, ..offer(name, Nation::DE, "inside", 100) }
}

fn set(setting: Setting, state: Backstop) -> Setting {
    setting.command(noon(), Actor::Us, SetBackstop { state })
}

fn signed() -> Setting {
    set(open(), Backstop::Signed)
}

fn conditional(name: &str, needs: Backstop) -> Offer {
    german(name, Some(needs))
}

fn fell(name: &str, needs: Backstop, from: Stage) -> crate::Event {
    Event::FellConditional { contingent: id(name), nation: Nation::DE, needs, from }.into()
}

fn met(name: &str) -> crate::Event {
    Event::ConditionMet { contingent: id(name), nation: Nation::DE }.into()
}

fn changed(from: Backstop, to: Backstop) -> crate::Event {
    framework::Event::BackstopChanged { from, to }.into()
}

/// Rule 15: an offer under a condition that is not met is conditional from the beginning.
#[test]
fn an_offer_is_conditional_while_the_backstop_is_less_than_it_needs() {
    use Backstop::{None, Political, Ratified, Signed};
    let order = [(None, 0), (Political, 1), (Signed, 2), (Ratified, 3)];
    for (state, has) in order {
        // A ratified backstop has been signed before.
        let given = || match state {
            None => open(),
            Ratified => set(signed(), Ratified),
            other => set(open(), other),
        };
        for (needs, wants) in order.into_iter().skip(1) {
            let given = given().command(noon(), DE, conditional("a", needs));
            let stage = if wants <= has { Stage::Offered } else { Stage::Conditional };
            assert_eq!(found(&given, "a").stage, stage, "{state:?} for {needs:?}");
        }
    }
}

/// Rule 15: a conditional offer is no part of the force, and fills no gap.
#[test]
fn a_conditional_offer_is_not_generated_and_fills_no_gap() {
    let needs = Backstop::Signed;
    let given = || open().command(noon(), DE, conditional("a", needs));
    let contingent = id("a");
    given()
        .when(noon(), DE, generate("a"))
        .then_refused(Rejection::Conditional { contingent, needs });
    assert_eq!(gap_of(&given(), "inside"), Some(1_000));
    given().when(noon(), DE, WithdrawOffer { contingent }).then_accepted();
}

/// Rule 15: when the backstop drops, whatever needs more falls back in the same decision:
/// offered, generated and on its way; the rest stands.
#[test]
fn everything_that_needs_more_falls_back_when_the_backstop_drops() {
    let needs = Backstop::Signed;
    let given = signed()
        .command(noon(), DE, conditional("a-offered", needs))
        .command(noon(), DE, conditional("b-weaker", Backstop::Political))
        .command(noon(), DE, german("c-free", None));
    let given = generated(given, conditional("d-generated", needs));
    let given = moving(given, conditional("e-moving", needs)).command(
        noon(),
        DE,
        transfer("e-moving", Degree::Opcon),
    );
    let fallen = given.when(noon(), Actor::Us, SetBackstop { state: Backstop::Political }).then(&[
        changed(Backstop::Signed, Backstop::Political),
        fell("a-offered", needs, Stage::Offered),
        fell("d-generated", needs, Stage::Generated),
        fell("e-moving", needs, Stage::Moving),
        lapsed("e-moving", Nation::DE),
    ]);
    for name in ["a-offered", "d-generated", "e-moving"] {
        assert_eq!(found(&fallen, name).stage, Stage::Conditional);
    }
    let (contingent, stage) = (id("e-moving"), Stage::Conditional);
    fallen
        .when(noon(), DE, in_place("e-moving"))
        .then_refused(Rejection::WrongStage { contingent, stage });
}

/// Rule 15: what stops on its way is not in Ukraine, to defend itself there; elsewhere it still may.
#[test]
fn a_unit_that_turns_back_defends_itself_in_ukraine_no_more() {
    let (contingent, needs) = (id("a"), Backstop::Signed);
    let defense = |mission: &str, place| Order {
        mission: id(mission),
        contingent,
        activity: Activity::SelfDefense,
        place,
        sector: None,
        roe: [].into(),
    };
    let lapsed =
        mission::Event::Lapsed { mission: id("there"), contingent, lost: Ground::Presence };
    let fallen = moving(signed(), conditional("a", needs))
        .command(noon(), DE, defense("there", Location::UkraineLand))
        .command(noon(), DE, defense("home", Location::OutsideUkraine))
        .when(noon(), Actor::Us, SetBackstop { state: Backstop::Political })
        .then(&[
            changed(needs, Backstop::Political),
            fell("a", needs, Stage::Moving),
            lapsed.into(),
        ]);
    fallen
        .when(noon(), DE, defense("again", Location::UkraineLand))
        .then_refused(mission::Rejection::PlacedOutside { contingent });
}

/// Rule 15: a withdrawn backstop meets no condition at all.
#[test]
fn a_withdrawn_backstop_counts_as_none() {
    let needs = Backstop::Political;
    let given = signed().command(noon(), DE, conditional("a", needs));
    given
        .when(noon(), Actor::Us, SetBackstop { state: Backstop::Withdrawn })
        .then(&[changed(Backstop::Signed, Backstop::Withdrawn), fell("a", needs, Stage::Offered)]);
}

/// Rule 15: what is in place stays in place, under the authority handed over, and is marked
/// until the condition is met again.
#[test]
fn what_is_in_place_stays_and_is_marked() {
    let needs = Backstop::Signed;
    let given =
        placed(signed(), conditional("a", needs)).command(noon(), DE, transfer("a", Degree::Opcon));
    let marked = given
        .when(noon(), Actor::Us, SetBackstop { state: Backstop::Political })
        .then(&[changed(Backstop::Signed, Backstop::Political), fell("a", needs, Stage::InPlace)]);
    let contingent = found(&marked, "a");
    assert_eq!((contingent.stage, contingent.condition_lost), (Stage::InPlace, true));
    assert!(contingent.authority.is_some());
    assert_eq!(gap_of(&marked, "inside"), Some(900));
    let dropped = marked
        .when(noon(), Actor::Us, SetBackstop { state: Backstop::Withdrawn })
        .then(&[changed(Backstop::Political, Backstop::Withdrawn)]);
    let again = dropped
        .when(noon(), Actor::Us, SetBackstop { state: Backstop::Signed })
        .then(&[changed(Backstop::Withdrawn, Backstop::Signed), met("a")]);
    let contingent = found(&again, "a");
    assert_eq!((contingent.stage, contingent.condition_lost), (Stage::InPlace, false));
}

/// Rule 15: when the condition is met again, a contingent that fell back is an offer again and
/// does not go by itself.
#[test]
fn what_fell_back_is_an_offer_again_when_the_backstop_rises() {
    let fallen = set(moving(signed(), conditional("a", Backstop::Signed)), Backstop::Withdrawn);
    let political = fallen
        .when(noon(), Actor::Us, SetBackstop { state: Backstop::Political })
        .then(&[changed(Backstop::Withdrawn, Backstop::Political)]);
    let again = political
        .when(noon(), Actor::Us, SetBackstop { state: Backstop::Signed })
        .then(&[changed(Backstop::Political, Backstop::Signed), met("a")]);
    assert_eq!(found(&again, "a").stage, Stage::Offered);
    let (contingent, stage) = (id("a"), Stage::Offered);
    again.when(noon(), DE, march("a")).then_refused(Rejection::WrongStage { contingent, stage });
}

/// Rule 15: an offer that was taken back is not revived.
#[test]
fn a_withdrawn_offer_stays_withdrawn() {
    let given = open().command(noon(), DE, conditional("a", Backstop::Signed)).command(
        noon(),
        DE,
        WithdrawOffer { contingent: id("a") },
    );
    given
        .when(noon(), Actor::Us, SetBackstop { state: Backstop::Signed })
        .then(&[changed(Backstop::None, Backstop::Signed)]);
}

/// Rule 15: what was marked and has left is no part of the force any more.
#[test]
fn what_has_left_hears_nothing_of_a_better_backstop() {
    let marked = set(placed(signed(), conditional("a", Backstop::Signed)), Backstop::Political);
    marked
        .command(noon(), DE, recall("a"))
        .when(noon(), Actor::Us, SetBackstop { state: Backstop::Signed })
        .then(&[changed(Backstop::Political, Backstop::Signed)]);
}

/// Rule 15: a condition that was never lost is not met anew.
#[test]
fn what_is_in_place_under_a_condition_that_holds_hears_nothing_of_a_better_backstop() {
    placed(signed(), conditional("a", Backstop::Political))
        .when(noon(), Actor::Us, SetBackstop { state: Backstop::Ratified })
        .then(&[changed(Backstop::Signed, Backstop::Ratified)]);
}

/// The US has ratified its guarantee, and the backstop with it.
fn with_guarantee(given: Setting) -> Setting {
    let (nation, granted) = (Nation::US, true);
    let given = given
        .command(noon(), Actor::Us, SignGuarantee { nation })
        .command(noon(), Actor::Us, RequestRatification { nation })
        .command(noon(), Actor::Us, RecordRatification { nation, granted });
    set(set(given, Backstop::Signed), Backstop::Ratified)
}

/// Rule 15: a backstop that was ratified falls back to a signature when the guarantee of the US is void,
/// whoever says so, and what needs more falls with it.
#[test]
fn a_ratified_backstop_falls_with_the_guarantee_of_the_us() {
    let (needs, nation) = (Backstop::Ratified, Nation::US);
    for by in [Actor::Us, Actor::Ua] {
        let given = placed(with_guarantee(open()), conditional("a-placed", needs)).command(
            noon(),
            DE,
            conditional("b-weaker", Backstop::Signed),
        );
        let given = moving(given, conditional("c-moving", needs));
        let void = given.when(noon(), by, VoidGuarantee { nation }).then(&[
            framework::Event::GuaranteeVoided { nation }.into(),
            changed(Backstop::Ratified, Backstop::Signed),
            fell("a-placed", needs, Stage::InPlace),
            fell("c-moving", needs, Stage::Moving),
        ]);
        assert_eq!(void.state.framework.backstop, Backstop::Signed);
        void.when(noon(), Actor::Us, SetBackstop { state: needs })
            .then_refused(framework::Rejection::WrongStanding { nation, standing: Standing::Void });
    }
}

/// Rule 15: it falls as well when Congress refuses a guarantee that was signed later.
#[test]
fn a_ratified_backstop_falls_when_the_guarantee_is_refused() {
    let (nation, granted) = (Nation::US, false);
    set(signed(), Backstop::Ratified)
        .command(noon(), Actor::Us, SignGuarantee { nation })
        .command(noon(), Actor::Us, RequestRatification { nation })
        .when(noon(), Actor::Us, RecordRatification { nation, granted })
        .then(&[
            framework::Event::RatificationRefused { nation }.into(),
            changed(Backstop::Ratified, Backstop::Signed),
        ]);
}

/// Rule 15: a guarantee that is suspended is ratified still; a backstop that is signed, or a guarantee
/// of another nation, has no ratification to lose.
#[test]
fn no_other_backstop_falls_with_a_guarantee() {
    let nation = Nation::US;
    let given = with_guarantee(open()).command(noon(), Actor::Us, ActivateGuarantee { nation });
    let suspended = given.command(noon(), Actor::Us, SuspendGuarantee { nation });
    assert_eq!(suspended.state.framework.backstop, Backstop::Ratified);
    for state in [Backstop::Political, Backstop::Signed, Backstop::Withdrawn] {
        let lower = set(with_guarantee(open()), Backstop::Withdrawn);
        let lower = if state == Backstop::Withdrawn { lower } else { set(lower, state) };
        let void = framework::Event::GuaranteeVoided { nation };
        lower.when(noon(), Actor::Us, VoidGuarantee { nation }).then(&[void.into()]);
    }
    let french = super::framework::ratified(with_guarantee(open()));
    let french = french.command(noon(), FR, VoidGuarantee { nation: Nation::FR });
    assert_eq!(french.state.framework.backstop, Backstop::Ratified);
}
