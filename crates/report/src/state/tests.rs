//! What is told of the center at the end.

use domain::Center;
use domain::ceasefire::State;
use kernel::SimTime;

use super::{ceasefire, prosperity};
use crate::zone::Zone;

#[test]
fn a_ceasefire_says_since_when_it_is_in_force_or_was() {
    let mut center = Center::default();
    center.ceasefire.in_force_since = Some(SimTime::from_millis(0));
    for (state, said) in [
        (State::InForce, "in force since Thu 1 Jan 00:00"),
        (State::Strained, "strained, in force since Thu 1 Jan 00:00"),
        (State::Restored, "restored, in force since Thu 1 Jan 00:00"),
        (State::Collapsed, "collapsed, once in force from Thu 1 Jan 00:00"),
        (State::None, "none"),
    ] {
        center.ceasefire.state = state;
        let told = ceasefire(&center, Zone::default());
        assert_eq!(told.split(';').next(), Some(said));
    }
}

#[test]
fn a_launch_plan_runs_until_it_is_reported_on() {
    let at = Some(SimTime::from_millis(0).into());
    let mut center = Center::default();
    assert_eq!(prosperity(&center), [""; 0]);
    center.prosperity.launched_at = at;
    assert_eq!(prosperity(&center), ["the launch plan is running"]);
    center.prosperity.reported_at = at;
    assert_eq!(prosperity(&center), ["the launch plan has been reported on"]);
}
