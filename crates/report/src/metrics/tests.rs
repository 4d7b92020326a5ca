//! Each measure over a few events.

use domain::ceasefire::Event as Ceasefire;
use domain::center;
use domain::clock::{self, Clock};
use domain::decision::{Label, Record};
use domain::incident::Event as Incident;
use domain::parameter::{Parameter, Value};
use domain::response::{Event as Response, Tier};
use domain::{NationSet, Seat, decision, silence};
use kernel::{Basis, SimDuration};

use super::*;

mod supply;
mod violations;

use violations::{half_covered, seen};

fn hour(hours: u64) -> SimTime {
    SimTime::default() + SimDuration::from_hours(hours)
}

/// All rows after these events, as of an hour.
fn rows(events: &[(u64, Event)], until: u64) -> Vec<Metric> {
    let mut metrics = Metrics::default();
    for (at, event) in events {
        metrics.apply(event, hour(*at));
    }
    metrics.rows(hour(until))
}

/// The value and verdict of one row.
#[track_caller]
/// The time to verify an incident begins.
fn armed(of: &str, due: u64) -> Event {
    let (clock, subject) = (Clock::Verification, of.parse().unwrap());
    clock::Event::Armed { clock, subject, starts_at: hour(0), due_at: hour(due) }.into()
}

fn row(name: &str, events: &[(u64, Event)], until: u64) -> (Amount, Option<Verdict>) {
    let rows = rows(events, until);
    let row = rows.iter().find(|row| row.name == name).expect("there is such a row");
    (row.value, row.verdict)
}

fn set(parameter: Parameter, value: Value) -> Event {
    let (basis, source) = (Basis::Assumption, None);
    center::Event::ParameterSet { parameter, value, basis, source }.into()
}

fn within(parameter: Parameter, hours: u64) -> Event {
    set(parameter, Value::Duration(SimDuration::from_hours(hours)))
}

fn series() -> domain::ids::SeriesId {
    "b-1".parse().unwrap()
}

/// The first tier, whose breach was at hour 0.
fn tier_one() -> Vec<(u64, Event)> {
    let opened = Response::TierOneOpened { series: series(), breach_at: hour(0) };
    vec![(0, within(Parameter::TierOneWithin, 24)), (2, opened.into())]
}

fn warned() -> Event {
    Response::WarningSent { series: series() }.into()
}

fn duration(hours: u64) -> Amount {
    Amount::Duration(SimDuration::from_hours(hours))
}

#[test]
fn a_run_without_data_says_none_and_judges_nothing() {
    for row in rows(&[(0, within(Parameter::TierOneWithin, 24))], 48) {
        assert_eq!((row.value, row.verdict), (Amount::None, None), "{}", row.name);
    }
}

#[test]
fn a_warning_is_counted_from_the_initial_breach_to_the_limit_and_no_further() {
    for (at, verdict) in [(24, Verdict::Kept), (25, Verdict::Exceeded)] {
        let events = [tier_one(), vec![(at, warned())]].concat();
        assert_eq!(row("breach-to-warning", &events, 48), (duration(at), Some(verdict)));
    }
}

#[test]
fn a_warning_is_measured_from_the_corrected_breach() {
    let (breach_at, was_at) = (hour(0) - SimDuration::from_hours(20), hour(0));
    let revised = Incident::BreachRevised { series: series(), breach_at, was_at };
    let events = [tier_one(), vec![(5, warned()), (6, revised.into())]].concat();
    let found = row("breach-to-warning", &events, 48);
    assert_eq!(found, (duration(25), Some(Verdict::Exceeded)));
}

#[test]
fn a_warning_that_may_still_come_is_not_judged_and_one_that_is_overdue_is() {
    assert_eq!(row("breach-to-warning", &tier_one(), 24), (Amount::None, None));
    let overdue = row("breach-to-warning", &tier_one(), 25);
    assert_eq!(overdue, (Amount::None, Some(Verdict::Exceeded)));
    let over = Response::StoodDown { series: series(), from: Tier::One, to: Tier::None };
    let stood_down = [tier_one(), vec![(20, over.into())]].concat();
    assert_eq!(row("breach-to-warning", &stood_down, 99), (Amount::None, None));
    assert_eq!(row("breaches-warned-of", &tier_one(), 24).0, Amount::Share { part: 0, of: 1 });
}

#[test]
fn without_its_parameter_a_row_has_no_limit() {
    let events = [tier_one(), vec![(99, warned())]].concat();
    let rows = rows(events.get(1..).unwrap(), 99);
    let row = rows.iter().find(|row| row.name == "breach-to-warning").unwrap();
    assert_eq!((row.limit, row.verdict), (None, None));
}

/// What came under one limit is not judged by another.
#[test]
fn a_limit_that_is_set_anew_in_the_run_judges_nothing() {
    let mut events = [tier_one(), vec![(5, warned())]].concat();
    events.push((6, within(Parameter::TierOneWithin, 24)));
    assert_eq!(row("breach-to-warning", &events, 9).1, Some(Verdict::Kept));
    events.push((7, within(Parameter::TierOneWithin, 2)));
    events.push((8, within(Parameter::TierOneWithin, 2)));
    let row = rows(&events, 9).into_iter().find(|row| row.name == "breach-to-warning").unwrap();
    assert_eq!((row.value, row.verdict), (duration(5), None));
    let mut told = String::new();
    write(&[row], &mut told).unwrap();
    assert!(told.contains("  at most 2 h, set anew in the run [assumption]"), "{told}");
}

#[test]
fn each_deadline_of_verification_must_be_kept() {
    let (incident, due_at) = (|name: &str| name.parse::<kernel::Id>().unwrap(), hour(6));
    let met = |clock, name| {
        Event::from(clock::Event::Met { clock, subject: incident(name), due_at, done_at: None })
    };
    let missed = |clock, name| {
        let (subject, late_by_revision) = (incident(name), false);
        Event::from(clock::Event::Missed { clock, subject, due_at, late_by_revision })
    };
    let verified = |name: &str| {
        let (incident, series) = (name.parse().unwrap(), name.parse().unwrap());
        Event::from(Incident::Verified { incident, series })
    };
    let mut events = vec![
        (0, within(Parameter::VerificationWithin, 6)),
        (5, verified("a")),
        (5, met(Clock::Verification, "a")),
        // It cannot be verified in time, but is later.
        (5, met(Clock::Verification, "b")),
        (7, verified("b")),
        // And this one never.
        (5, met(Clock::Verification, "c")),
        // It could not be verified, and then it could in time after all.
        (4, met(Clock::Verification, "e")),
        (6, verified("e")),
        (7, missed(Clock::Consultation, "a")),
    ];
    events.splice(1..1, ["a", "b", "c", "d", "e"].map(|of| (0, armed(of, 6))));
    let in_time = |name, events: &[(u64, Event)]| row(name, events, 9);
    let kept = |part, of| (Amount::Share { part, of }, Some(Verdict::Kept));
    assert_eq!(in_time("verified-in-time", &events), kept(2, 4));
    // One that was too late for a finding, though it was verified in the end.
    events.extend([(6, missed(Clock::Verification, "d")), (6, verified("d"))]);
    let exceeded = |part, of| (Amount::Share { part, of }, Some(Verdict::Exceeded));
    assert_eq!(in_time("verified-in-time", &events), exceeded(2, 5));
}

/// Six hours to verify and eighteen to attribute are a day from the opening, whoever takes them.
#[test]
fn an_attribution_is_in_time_within_a_day_of_the_opening() {
    let incident = |name: &str| name.parse().unwrap();
    let opened = |name| {
        Event::from(Incident::Opened {
            incident: incident(name),
            sector: "east".parse().unwrap(),
            category: domain::incident::Category::Missile,
            severity: domain::incident::Severity::Grave,
            seen_at: hour(0),
        })
    };
    let responsible = domain::incident::Party::Russia;
    let agreed = |name, version| {
        let incident = incident(name);
        Event::from(Incident::AttributionAgreed { incident, version, responsible })
    };
    let limits = || {
        vec![
            (0, within(Parameter::VerificationWithin, 6)),
            (0, within(Parameter::AttributionWithin, 18)),
        ]
    };
    let told = |events: Vec<(u64, Event)>, until| {
        row("attributed-in-time", &[limits(), events].concat(), until)
    };
    let share = |part, of, verdict| (Amount::Share { part, of }, Some(verdict));
    let settled = |at| vec![(0, opened("a")), (at, agreed("a", 1))];
    assert_eq!(told(settled(24), 24), share(1, 1, Verdict::Kept));
    assert_eq!(told(settled(25), 25), share(0, 1, Verdict::Exceeded));
    // A revision that is settled later takes nothing back.
    let revised = [settled(24), vec![(30, agreed("a", 2))]].concat();
    assert_eq!(told(revised, 30), share(1, 1, Verdict::Kept));
    // What may still be attributed is not judged, and what is overdue is.
    let waiting = || vec![(0, opened("a"))];
    assert_eq!(told(waiting(), 24), (Amount::None, None));
    assert_eq!(told(waiting(), 25), share(0, 1, Verdict::Exceeded));
    // What held at the opening counts, though it be set anew; the row has no verdict then.
    let anew = vec![(12, within(Parameter::AttributionWithin, 1)), (13, opened("b"))];
    let mut both = [settled(24), anew, vec![(21, agreed("b", 1))]].concat();
    both.sort_by_key(|(hour, _)| *hour);
    assert_eq!(told(both, 24), (Amount::Share { part: 1, of: 2 }, None));
    // What cannot be verified is attributed by nobody, and nobody misses anything.
    let unverifiable = Event::from(Incident::Unverifiable { incident: incident("a") });
    let none = (Amount::Share { part: 0, of: 1 }, None);
    assert_eq!(told([waiting(), vec![(5, unverifiable)]].concat(), 30), none);
}

#[test]
fn two_dissents_from_one_version_are_one_version_with_a_dissent() {
    let incident = "b-1".parse().unwrap();
    let dissent = |version, dissenter| {
        Event::from(Incident::DissentRecorded { incident, version, dissenter })
    };
    let proposed = Incident::AttributionProposed {
        incident,
        version: 1,
        responsible: domain::incident::Party::Russia,
        confidence: domain::incident::Confidence::Possible,
        unprovoked: false,
        sources: [].into(),
    };
    let events = [
        (0, proposed.clone().into()),
        (1, dissent(1, domain::Actor::Us)),
        (2, dissent(1, domain::Actor::Ua)),
        (3, proposed.into()),
    ];
    assert_eq!(row("dissent", &events, 4).0, Amount::Share { part: 1, of: 2 });
}

#[test]
fn silences_and_questions_are_counted_by_their_end() {
    let question = "q1".parse().unwrap();
    let (asked, text_version) = (NationSet::EMPTY, 1);
    let broken = silence::Event::Broken {
        question,
        nation: domain::Nation::HU,
        text_version,
        asked,
        silent: asked,
    };
    let adopted = silence::Event::Adopted { question, text_version, asked, silent: asked };
    let record = Record {
        text_version,
        asked,
        agreed: asked,
        reserved: asked,
        objected: asked,
        abstained: asked,
        silent: asked,
    };
    let events: Vec<(u64, Event)> = [
        broken.into(),
        adopted.clone().into(),
        adopted.into(),
        decision::Event::Adopted { question, label: Label::Full, record }.into(),
        decision::Event::Adopted { question, label: Label::CoalitionOnly, record }.into(),
        decision::Event::Escalated { question, record }.into(),
    ]
    .map(|event| (0, event))
    .into();
    assert_eq!(row("silence-broken", &events, 1).0, Amount::Share { part: 1, of: 3 });
    let decisions: Vec<(Option<String>, Amount)> = rows(&events, 1)
        .into_iter()
        .filter(|row| row.name == "decisions")
        .map(|row| (row.about, row.value))
        .collect();
    let share = |about: &str, part| (Some(about.to_string()), Amount::Share { part, of: 3 });
    let rows = [("adopted", 1), ("coalition-only", 1), ("failed", 0), ("escalated", 1)];
    assert_eq!(decisions, rows.map(|(about, part)| share(about, part)));
}

#[test]
fn seats_count_from_the_decision_on_the_cell_to_its_end() {
    let site = center::Site::Paris;
    let filled = |seat| Event::from(center::Event::SeatFilled { seat });
    let vacated = |seat| Event::from(center::Event::SeatVacated { seat });
    let mut events = vec![
        (10, center::Event::Decided { site }.into()),
        (10, filled(Seat::Us)),
        (10, filled(Seat::Ua)),
        (15, vacated(Seat::Ua)),
    ];
    // 10 and 5 hours of three times 10.
    assert_eq!(row("seats-filled", &events, 20).0, Amount::PartsPerMillion(500_000));
    events.push((20, center::Event::Closed {}.into()));
    assert_eq!(row("seats-filled", &events, 99).0, Amount::PartsPerMillion(500_000));
}

#[test]
fn the_largest_numbers_saturate() {
    assert_eq!(ratio(u128::MAX, 1_000, 1), Some(u64::MAX));
    assert_eq!(ratio(1, 1, 0), None);
}

#[test]
fn the_table_shows_measured_values_beside_their_limits() {
    let mut events = [tier_one(), half_covered()].concat();
    events.extend([(25, warned()), (26, seen("a", 26))]);
    let mut out = String::new();
    write(&rows(&events, 1_000), &mut out).unwrap();
    expect_test::expect![[r#"
        Metrics
        -------
                                                                   measured        limit
          initial breach to warning, the longest                   25 h            ✗ at most 24 h [assumption]
          breaches warned of                                       1 of 1 (100 %)  –
          incidents verified in time                               none            –
          incidents attributed in time, from their opening         none            –
          attributions with a dissent                              none            –
          silences broken                                          none            –
          questions adopted                                        none            –
          questions answered by the Coalition alone                none            –
          questions failed                                         none            –
          questions referred to the leaders                        none            –
          seats filled, of the time there is a cell                none            –
          violations a day, adjusted for coverage                  0.048           –
          violations seen with too little coverage, or none known  0               –
          coverage of the line, the lowest reported                50 %            ✓ at least 40 % [assumption]
          time of the ceasefire with enough coverage               100 %           –
          missions stopped by a caveat                             none            –
          missions stopped by a red card                           none            –
          requirements in place when needed                        none            –

    "#]]
    .assert_eq(&out);
}
