//! Whether a contingent is ready for a mission: under a mandate, where ships may go, with its rules.

use super::force_setting::fielded;
use super::setting::{DE, UK, expire, hours, id, noon};
use crate::clock::Clock;
use crate::ids::RoeId;
use crate::mandate;
use crate::mission::{Activity, Order, Rejection};
use crate::task::Location;
use crate::{Actor, Nation, roe};

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
