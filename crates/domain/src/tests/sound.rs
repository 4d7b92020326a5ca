//! What is wrong with a command by itself is refused by every center.

use kernel::SimDuration;
use proptest::prelude::*;

use super::setting::{FR, eve, id};
use crate::parameter::{Parameter, Value};
use crate::strategies::{Walk, starts, steps};
use crate::{Actor, Command, Nation, depot, hub, need};

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever has happened, whoever issues it and whenever.
    #[test]
    fn what_is_unsound_is_never_accepted(start in starts(), steps in steps(1..200)) {
        let mut walk = Walk::from(start);
        for step in &steps {
            let accepted = walk.take(step).is_ok();
            let command = walk.commands().last().unwrap();
            prop_assert!(!accepted || command.sound().is_ok(), "{command:?}");
        }
    }
}

fn field(command: impl Into<Command>) -> Option<&'static str> {
    let sound = command.into().sound();
    sound.err().and_then(|unsound| unsound.fields.first().copied())
}

#[test]
fn what_is_wrong_by_itself_is_told_with_the_field_to_change() {
    let open = |nation, tonnes_per_day| hub::Open { hub: id("hub"), nation, tonnes_per_day };
    assert_eq!(field(open(Nation::PL, 0)), Some("tonnes_per_day"));
    assert_eq!(field(open(Nation::EU, 5)), Some("nation"));
    assert_eq!(field(open(Nation::PL, 5)), None);
    assert_eq!(field(depot::Consent { depot: id("cache"), tonnes: 0 }), Some("tonnes"));
    let to_itself = need::MatchDonor { need: id("shells"), nation: Nation::UA, tonnes: 5 };
    assert_eq!(field(to_itself), Some("nation"));
    let later = need::Register {
        need: id("shells"),
        goods: need::Goods::Ammunition,
        tonnes: 1,
        needed_by: eve(),
    };
    assert_eq!(field(later), None);
}

#[test]
fn parameters_take_the_values_with_which_the_center_can_work() {
    let span = |minutes| Value::Duration(SimDuration::from_minutes(minutes));
    for (parameter, value, works) in [
        (Parameter::RoadPayload, Value::Count(0), false),
        (Parameter::RoadPayload, Value::Count(1), true),
        (Parameter::SilenceFlash, span(0), false),
        (Parameter::SilenceFlash, Value::Duration(SimDuration::from_millis(1)), true),
        (Parameter::ParticipationReviewAfter, span(0), true),
        (Parameter::ParticipationReviewAfter, Value::Duration(SimDuration::from_millis(1)), false),
        (Parameter::ParticipationReviewAfter, span(1), true),
        (Parameter::QuietPeriod, span(0), true),
        (Parameter::QuorumNations, Value::Count(0), true),
        (Parameter::CessationFinder, Value::Actor(Actor::Clock), false),
        (Parameter::CessationFinder, Value::Actor(FR), true),
    ] {
        assert_eq!(parameter.works_with(value), works, "{parameter} {value:?}");
    }
}
