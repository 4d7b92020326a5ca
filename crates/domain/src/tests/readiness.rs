//! Whether a contingent is ready for a mission: under a mandate, where ships may go, with its rules.

use super::force_setting::fielded;
use super::setting::{DE, FR, Setting, UK, expire, hours, id, noon};
use crate::clock::{self, Clock};
use crate::ids::RoeId;
use crate::mandate::{self, Rule};
use crate::mission::{Activity, Complete, Event, Ground, Order, Progress, Rejection};
use crate::task::Location;
use crate::{Actor, Nation, force, roe};

fn order(contingent: &str) -> Order {
    Order {
        mission: id("m"),
        contingent: id(contingent),
        activity: Activity::Patrol,
        place: Location::UkraineLand,
        sector: None,
        roe: [].into(),
    }
}

/// Rule 8: a contingent whose mandate has ended leaves or is authorized; till then it defends itself.
#[test]
fn a_contingent_without_a_mandate_does_nothing_but_defend_itself() {
    let (contingent, nation) = (id("de"), Nation::DE);
    let request = |lasts| mandate::Request { nation, ceiling: 1_000, lasts };
    let ended = || {
        let limited = fielded().command(noon() - hours(3), DE, request(Some(hours(3))));
        limited.command(noon(), Actor::Clock, expire(Clock::MandateExpiry, "de"))
    };
    for at in [noon(), noon() + hours(1)] {
        let refused = Rejection::NoMandate { contingent, nation };
        ended().when(at, DE, order("de")).then_refused(refused);
        let activity = Activity::SelfDefense;
        ended().when(at, DE, Order { activity, ..order("de") }).then_accepted();
    }
    ended().command(noon(), DE, request(None)).when(noon(), DE, order("de")).then_accepted();
    // Outside Ukraine no mandate is needed.
    let nation = Nation::UK;
    let outside = Order { place: Location::OutsideUkraine, ..order("uk") };
    fielded()
        .command(noon() - hours(3), UK, mandate::Request { nation, ..request(Some(hours(3))) })
        .when(noon(), UK, outside)
        .then_accepted();
}

/// Germany has a mandate of three hours, to noon, on which its parliament votes.
fn limited() -> Setting {
    let nation = Nation::DE;
    let voting = mandate::Event::RuleDeclared { nation, rule: Rule::Vote };
    let request = mandate::Request { nation, ceiling: 1_000, lasts: Some(hours(3)) };
    fielded()
        .event(noon() - hours(3), Actor::Control, voting.into())
        .command(noon() - hours(3), DE, request)
        .command(noon() - hours(3), DE, mandate::RecordVote { nation, granted: true })
}

fn progress(setting: &Setting) -> Progress {
    setting.state.missions.given[&id("m")].progress
}

/// Rule 8: what a contingent in Ukraine does for its own nation ends at the instant at which the
/// mandate expires, after the authority that others had over it.
#[test]
fn what_a_contingent_does_in_ukraine_ends_as_its_mandate_expires() {
    let (contingent, nation) = (id("de"), Nation::DE);
    let (clock, subject) = (Clock::MandateExpiry, id("de"));
    let struck = clock::Event::Struck { clock, subject, due_at: noon(), late_by_revision: false };
    let ended = limited()
        .command(noon() - hours(1), DE, order("de"))
        .when(noon(), Actor::Clock, expire(clock, "de"))
        .then(&[
            struck.into(),
            mandate::Event::Expired { nation }.into(),
            force::Event::AuthorityLapsed { contingent, nation }.into(),
            Event::Lapsed { mission: id("m"), contingent, lost: Ground::Mandate }.into(),
        ]);
    assert_eq!(progress(&ended), Progress::Lapsed);
    // A new mandate does not take up what has ended.
    let again = ended.command(noon(), DE, mandate::Request { nation, ceiling: 1_000, lasts: None });
    let again = again.command(noon(), DE, mandate::RecordVote { nation, granted: true });
    assert_eq!(progress(&again), Progress::Lapsed);
}

/// Rule 8: and at that at which it is withdrawn. Self-defense goes on, and so does what is done
/// outside Ukraine or by others.
#[test]
fn what_a_contingent_does_in_ukraine_ends_as_its_mandate_is_withdrawn() {
    let nation = Nation::DE;
    let withdrawn =
        |given: Setting| {
            given
                .command(noon(), DE, mandate::Request { nation, ceiling: 1_000, lasts: None })
                .command(noon(), DE, mandate::RecordVote { nation, granted: false })
        };
    let at = noon() - hours(1);
    let own = limited().command(at, DE, order("de"));
    assert_eq!(progress(&withdrawn(own)), Progress::Lapsed);
    let activity = Activity::SelfDefense;
    let defense = limited().command(at, DE, Order { activity, ..order("de") });
    assert_eq!(progress(&withdrawn(defense)), Progress::Running);
    let of_another = limited().command(at, FR, order("fr"));
    assert_eq!(progress(&withdrawn(of_another)), Progress::Running);
    let done =
        limited().command(at, DE, order("de")).command(at, DE, Complete { mission: id("m") });
    assert_eq!(progress(&withdrawn(done)), Progress::Completed);
    let nation = Nation::UK;
    let outside = fielded()
        .command(at, UK, mandate::Request { nation, ceiling: 1_000, lasts: Some(hours(1)) })
        .command(at, UK, Order { place: Location::OutsideUkraine, ..order("uk") })
        .command(noon(), Actor::Clock, expire(Clock::MandateExpiry, "uk"));
    assert_eq!(progress(&outside), Progress::Running);
}

/// Rule 12: but for self-defense nobody strikes without a rule of engagement that is in effect,
/// through whichever chain it is ordered.
#[test]
fn a_strike_needs_a_rule_of_engagement() {
    let (contingent, roe) = (id("de"), id("r-1"));
    let strike = |rules: &[RoeId]| Order {
        activity: Activity::Strike,
        roe: rules.iter().copied().collect(),
        ..order("de")
    };
    for by in [DE, Actor::Commander] {
        fielded().when(noon(), by, strike(&[])).then_refused(Rejection::NoRule { contingent });
        fielded().when(noon(), by, order("de")).then_accepted();
        fielded()
            .command(noon(), by, roe::Request { roe, activity: Activity::Strike })
            .command(noon(), Actor::CoChairs, roe::Authorize { roe })
            .command(noon(), Actor::Commander, roe::Implement { roe })
            .when(noon(), by, strike(&[roe]))
            .then_accepted();
    }
}
