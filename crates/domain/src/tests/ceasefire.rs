//! The ceasefire, and what can be seen of it.

use super::setting::{
    FR, Setting, breached, detection, eve, expire, hours, id, noon, numbers, seated, set, tick,
    truce, truce_at,
};
use crate::ceasefire::{
    Agree, AssessCalm, Calm, DeclareCollapsed, DeclareRestored, DeclareStrained, Event,
    FindCessation, Rejection, ReportCoverage, State, calm,
};
use crate::clock::{self, Clock};
use crate::incident::{LoseSensor, RestoreSensor};
use crate::parameter::{Parameter, Value};
use crate::response::ReportHostilities;
use crate::{Actor, NotEntitled};

fn agree() -> Agree {
    Agree { instrument: id("truce"), effective_at: truce_at() }
}

#[test]
fn a_ceasefire_enters_into_force_at_the_agreed_instant() {
    let (clock, subject) = (Clock::CeasefireEffective, id("ceasefire"));
    let agreed = Event::Agreed { instrument: id("truce"), effective_at: truce_at() };
    let armed = clock::Event::Armed { clock, subject, starts_at: eve(), due_at: truce_at() };
    let given = seated().when(eve(), Actor::Control, agree()).then(&[agreed.into(), armed.into()]);
    assert!(!given.state.ceasefire.is_in_force());
    let given = given
        .when(truce_at(), Actor::Clock, expire(clock, "ceasefire"))
        .then_among(Event::EnteredIntoForce { instrument: id("truce") });
    assert_eq!(given.state.ceasefire.in_force_since, Some(truce_at()));
}

#[test]
fn a_ceasefire_is_not_agreed_for_the_past_or_twice() {
    let past = Agree { effective_at: eve() - tick(), ..agree() };
    seated()
        .when(eve(), Actor::Ua, past)
        .then_refused(Rejection::EffectiveInThePast { effective_at: eve() - tick() });
    truce()
        .when(noon(), Actor::Ua, agree())
        .then_refused(Rejection::WrongState { state: State::InForce });
    seated().when(eve(), FR, agree()).then_refused(NotEntitled { by: FR });
}

#[test]
fn a_ceasefire_strains_collapses_and_is_restored() {
    let strained = truce().command(noon(), Actor::Coalition, DeclareStrained {});
    assert_eq!(strained.state.ceasefire.state, State::Strained);
    strained
        .when(noon(), Actor::Coalition, DeclareStrained {})
        .then_refused(Rejection::WrongState { state: State::Strained });
    let collapsed = truce().command(noon(), Actor::Coalition, DeclareCollapsed {});
    assert!(!collapsed.state.ceasefire.is_in_force());
    let restored = collapsed.command(noon(), Actor::Coalition, DeclareRestored {});
    assert!(restored.state.ceasefire.is_in_force());
    seated()
        .when(eve(), Actor::Coalition, DeclareCollapsed {})
        .then_refused(Rejection::WrongState { state: State::None });
}

/// Rule 5: who finds that the cessation is credible is a parameter.
#[test]
fn the_finder_of_a_credible_cessation_is_a_parameter() {
    let found = || [Event::CessationFound {}.into()];
    truce().when(noon(), Actor::Commission, FindCessation {}).then(&found());
    let by = Actor::Us;
    truce().when(noon(), by, FindCessation {}).then_refused(NotEntitled { by });
    let monitors = set(Parameter::CessationFinder, Value::Actor(Actor::Us));
    truce()
        .command(noon(), Actor::Control, monitors)
        .when(noon(), by, FindCessation {})
        .then(&found())
        .when(noon(), by, FindCessation {})
        .then_refused(Rejection::AlreadyFound);
    seated()
        .when(eve(), Actor::Commission, FindCessation {})
        .then_refused(Rejection::WrongState { state: State::None });
}

#[track_caller]
fn assess(given: Setting, calm: Calm) {
    let assessed = Event::CalmAssessed { calm };
    given.when(noon(), Actor::Monitors, AssessCalm {}).then(&[assessed.into()]);
}

/// Rule 27: with too little coverage nothing seen means nothing known.
#[test]
fn coverage_below_the_threshold_turns_no_incidents_into_unknown() {
    let covered = |coverage| truce().command(noon(), Actor::Monitors, ReportCoverage { coverage });
    assess(covered(800_000), Calm::Calm);
    assess(covered(799_999), Calm::Unknown);
    assess(covered(0), Calm::Unknown);
}

/// Rule 27: a sensor that is lost is not covered by a report from before the loss.
#[test]
fn losing_sensors_never_counts_as_calm() {
    let lost = || truce().command(noon(), Actor::Monitors, LoseSensor { sensor: id("radar") });
    assess(lost(), Calm::Unknown);
    assess(lost().command(noon(), Actor::Monitors, ReportCoverage { coverage: 1 }), Calm::Unknown);
    let works = RestoreSensor { sensor: id("radar") };
    assess(lost().command(noon(), Actor::Monitors, works), Calm::Unknown);
}

/// Rule 27: a window that was blind for a part of it was not calm, however much is seen now.
#[test]
fn blindness_within_the_window_is_no_calm() {
    let blind = ReportCoverage { coverage: 1 };
    let lost = LoseSensor { sensor: id("radar") };
    let seeing = || ReportCoverage { coverage: 850_000 };
    let assessed = |given: &Setting, at| calm(&given.state, at);
    let by = Actor::Monitors;
    for given in [truce().command(noon(), by, blind), truce().command(noon(), by, lost)] {
        let given = given.command(noon() + hours(1), by, seeing());
        // A report that still sees enough changes nothing.
        let given = given.command(noon() + hours(3), by, seeing());
        assert_eq!(assessed(&given, noon() + hours(1)), Calm::Unknown);
        assert_eq!(assessed(&given, noon() + hours(25) - tick()), Calm::Unknown);
        assert_eq!(assessed(&given, noon() + hours(25)), Calm::Calm);
    }
    // Nor where more was asked for meanwhile than they saw.
    let threshold = |share| set(Parameter::CoverageThreshold, Value::Share(share));
    let asked = truce().command(noon(), Actor::Control, threshold(1_000_000)).command(
        noon() + hours(1),
        Actor::Control,
        threshold(800_000),
    );
    assert_eq!(assessed(&asked, noon() + hours(25) - tick()), Calm::Unknown);
    assert_eq!(assessed(&asked, noon() + hours(25)), Calm::Calm);
    // Before the ceasefire nobody needs to have watched it.
    assert_eq!(assessed(&truce(), truce_at() + hours(1)), Calm::Calm);
}

/// Rule 27: as long as nobody has said how much coverage is enough, none is.
#[test]
fn without_a_threshold_nothing_is_calm() {
    let calm = Event::CalmAssessed { calm: Calm::Unknown };
    kernel::given::<crate::Center>()
        .when(noon(), Actor::Monitors, AssessCalm {})
        .then(&[calm.into()]);
    assess(numbers(), Calm::Unknown);
}

/// Rule 27: what was seen counts, however little the sensors cover.
#[test]
fn a_detection_within_the_window_is_a_violation_and_not_unknown() {
    let seen = |seen_at| truce().command(noon(), Actor::Monitors, detection("breach", seen_at));
    let blind = ReportCoverage { coverage: 0 };
    assess(seen(noon() - hours(24)), Calm::Violations);
    assess(seen(noon() - hours(24)).command(noon(), Actor::Monitors, blind), Calm::Violations);
    assess(seen(noon() - hours(24) - tick()), Calm::Calm);
}

/// Rule 27: hostilities that are reported to go on are not calm for want of new detections.
#[test]
fn continuing_hostilities_are_no_calm() {
    let continuing = ReportHostilities { series: id("breach"), continuing: true };
    let later = noon() + hours(100);
    let violations = Event::CalmAssessed { calm: Calm::Violations };
    breached()
        .command(noon() + hours(2), Actor::Ua, continuing)
        .when(later, Actor::Monitors, AssessCalm {})
        .then(&[violations.into()]);
}

#[test]
fn coverage_is_a_share_of_the_line() {
    let changed = Event::CoverageChanged { coverage: 799_999, sufficient: false };
    truce()
        .when(noon(), Actor::Monitors, ReportCoverage { coverage: 799_999 })
        .then(&[changed.into()]);
    truce().when(noon(), Actor::Monitors, ReportCoverage { coverage: 1_000_000 }).then_accepted();
    let coverage = 1_000_001;
    truce()
        .when(noon(), Actor::Monitors, ReportCoverage { coverage })
        .then_refused(Rejection::MoreThanTheLine { coverage });
    truce().when(noon(), FR, ReportCoverage { coverage: 1 }).then_refused(NotEntitled { by: FR });
}
