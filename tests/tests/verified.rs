//! A log is sound if the center decides it again; of each way in which it can be otherwise, the
//! verifier says which one it is, and where.

use std::fmt::Write;
use std::sync::Arc;

use domain::{Actor, Audience, clock};
use expect_test::expect;
use kernel::{Basis, Position, SimDuration};
use simulator::record::{Body, CenterRecord, EndingReason, Origin};
use simulator::replay::{ReplayError, Verifier};
use tests::play::{self, play};

/// How one log is made another one.
type Doctor = fn(&mut Vec<CenterRecord>);

fn verify(records: &[CenterRecord]) -> Result<(), ReplayError> {
    let mut verifier = Verifier::default();
    records.iter().try_for_each(|record| verifier.next(record))?;
    verifier.finish().map(drop)
}

fn place(records: &[CenterRecord], is_it: fn(&CenterRecord) -> bool) -> usize {
    records.iter().position(is_it).expect("there is such a record")
}

fn first(records: &mut [CenterRecord], is_it: fn(&CenterRecord) -> bool) -> &mut CenterRecord {
    let place = place(records, is_it);
    &mut records[place]
}

fn accepted(record: &CenterRecord) -> bool {
    matches!(record.body, Body::Accepted(_)) && record.by == Actor::CoChairs
}

fn refused(record: &CenterRecord) -> bool {
    matches!(record.body, Body::Refused(..))
}

fn event(record: &CenterRecord) -> bool {
    matches!(record.body, Body::Event(_)) && record.by == Actor::CoChairs
}

fn ended(record: &CenterRecord) -> bool {
    matches!(record.body, Body::Ended(_))
}

fn chosen(record: &CenterRecord) -> bool {
    matches!(record.body, Body::Chose { .. })
}

/// A deadline that nobody met.
fn struck(record: &CenterRecord) -> bool {
    matches!(&record.body, Body::Event(domain::Event::Clock(clock::Event::Struck { .. })))
}

const WAYS: &[(&str, Doctor)] = &[
    ("without its beginning", |all| drop(all.remove(0))),
    ("begun twice", |all| all.insert(1, all[0].clone())),
    ("more after the end", |all| all.push(all[1].clone())),
    ("an event before its command", |all| {
        let found = first(all, event);
        (found.at, found.occurred_at) = (found.at - HOUR, found.occurred_at - HOUR);
    }),
    ("an event after its command", |all| {
        let found = first(all, event);
        (found.at, found.occurred_at) = (found.at + HOUR, found.occurred_at + HOUR);
    }),
    ("an event of somebody else", |all| first(all, event).by = Actor::Us),
    ("an event that nothing caused", |all| first(all, event).cause = None),
    ("an event that something else caused", |all| first(all, event).cause = Some(Position(1))),
    ("a command that comes before its cause", |all| {
        let found = first(all, accepted);
        found.cause = Some(found.position);
    }),
    ("an event that happened before", |all| {
        let found = first(all, event);
        found.occurred_at = found.at - HOUR;
    }),
    ("a command that was given before", |all| {
        let found = first(all, accepted);
        found.occurred_at = found.at - HOUR;
    }),
    ("a command of somebody else", |all| first(all, accepted).by = Actor::Clock),
    ("without an event", |all| drop(all.remove(place(all, event)))),
    ("an event twice", |all| {
        let place = place(all, event);
        all.insert(place, all[place].clone());
    }),
    ("another event", |all| {
        let last = all.iter().rposition(event).expect("there are events");
        let place = place(all, event);
        all[place].body = all[last].body.clone();
    }),
    ("accepted, not refused", |all| {
        let found = first(all, refused);
        let Body::Refused(command, _) = found.body.clone() else { return };
        found.body = Body::Accepted(command);
    }),
    ("refused, not accepted", |all| {
        let Body::Refused(_, why) = first(all, refused).body.clone() else { return };
        let found = first(all, accepted);
        let Body::Accepted(command) = found.body.clone() else { return };
        found.body = Body::Refused(command, why);
    }),
    ("refused for another reason", |all| {
        if let Body::Refused(_, why) = &mut first(all, refused).body {
            why.code = "silence.no-such-reason".into();
        }
    }),
    ("an event for others", |all| first(all, event).audience = Audience::CONTROL),
    ("a command for others", |all| first(all, accepted).audience = Audience::CONTROL),
    ("a refusal for others", |all| first(all, refused).audience = Audience::All),
    ("the beginning for others", |all| all[0].audience = Audience::CONTROL),
    ("the end for others", |all| first(all, ended).audience = Audience::CONTROL),
    ("another end", |all| {
        if let Body::Ended(ending) = &mut first(all, ended).body {
            ending.state_hash = Some("0".repeat(64));
        }
    }),
    ("a beginning at another instant", |all| all[0].at = all[0].at + HOUR),
    ("a beginning that happened before", |all| all[0].occurred_at = all[0].at - HOUR),
    ("a run that was to end before", |all| {
        let before = all[all.len() - 2].at - HOUR;
        if let Body::Started(opening) = &mut all[0].body {
            Arc::make_mut(opening).until = before;
        }
    }),
    ("an end at another instant", |all| {
        let found = first(all, ended);
        (found.at, found.occurred_at) = (found.at + HOUR, found.at + HOUR);
    }),
    ("an end that was to come later", |all| {
        if let Body::Ended(ending) = &mut first(all, ended).body {
            ending.reason = EndingReason::Horizon;
        }
    }),
    ("an end that tells of no state", |all| {
        if let Body::Ended(ending) = &mut first(all, ended).body {
            ending.state_hash = None;
        }
    }),
    ("a beginning by another", |all| all[0].by = Actor::Us),
    ("an end by another", |all| first(all, ended).by = Actor::Control),
    ("a choice by another", |all| first(all, chosen).by = Actor::Us),
    ("a choice twice", |all| {
        let place = place(all, chosen);
        all.insert(place + 1, all[place].clone());
    }),
    ("an event that is a fact", |all| {
        let (basis, source, note) = (Basis::Fact, None, None);
        first(all, event).origin = Some(Arc::new(Origin { basis, source, note }));
    }),
    ("without what became of a deadline", |all| {
        let place = place(all, struck);
        let events = all[place..].iter().take_while(|it| matches!(it.body, Body::Event(_)));
        all.drain(place - 1..place + events.count());
    }),
    ("an end with a deadline to come", |all| {
        let end = all.pop().expect("it has an end");
        all.truncate(place(all, struck) - 1);
        let at = all[all.len() - 1].at;
        all.push(CenterRecord { at, occurred_at: at, ..end });
    }),
];

const HOUR: SimDuration = SimDuration::from_hours(1);

#[test]
fn each_way_in_which_a_log_is_not_sound_is_told() {
    let records = play(&play::script("silence-broken"), 1).records;
    assert_eq!(verify(&records), Ok(()));
    let mut told = String::new();
    for (name, doctor) in WAYS {
        let mut doctored = records.clone();
        doctor(&mut doctored);
        assert!(doctored != records, "{name}");
        let found = match verify(&doctored) {
            Ok(()) => "sound".to_string(),
            Err(error) => error.to_string(),
        };
        writeln!(told, "{name}: {found}").expect("a text takes more");
    }
    expect![[r#"
        without its beginning: #2: a log begins with `run.started`, this one does not
        begun twice: #1: a second `run.started`: two logs were put together
        more after the end: #2: a record after `run.ended`
        an event before its command: #95: recorded at 2027-03-01T07:00:00.000Z, before the record in front of it at 2027-03-01T08:00:00.000Z
        an event after its command: #95: recorded at 2027-03-01T09:00:00.000Z, but its command gives 2027-03-01T08:00:00.000Z
        an event of somebody else: #95: made by `us`, but its command gives `cochairs`
        an event that nothing caused: #95: caused by nothing, but its command gives #94
        an event that something else caused: #95: caused by #1, but its command gives #94
        a command that comes before its cause: #94: its cause is #94, which does not come before it
        an event that happened before: #95: it is said to have happened at 2027-03-01T07:00:00.000Z, but that was at 2027-03-01T08:00:00.000Z
        a command that was given before: #94: it is said to have happened at 2027-03-01T07:00:00.000Z, but that was at 2027-03-01T08:00:00.000Z
        a command of somebody else: #94: the command is recorded as accepted, but the center refuses it: `clock` is not entitled to this
        without an event: #96: an event is missing that the center decided: `center.decided` {"site":"paris"}
        an event twice: #95: an event that no accepted command made: `center.decided` {"site":"paris"}
        another event: #95: the center decides otherwise: `center.decided` {"site":"paris"} instead of `decision.escalated` {"question":"statement-2-late-1","record":{"abstained":[],"agreed":["be","fr"],"asked":["be","de","fr","it","nl","pl","uk"],"objected":[],"reserved":["be"],"silent":["de","it","nl","pl","uk"],"text_version":2}}
        accepted, not refused: #98: the command is recorded as accepted, but the center refuses it: `nz` has not accepted the silence procedure
        refused, not accepted: #94: the command is recorded as refused, but the center accepts it
        refused for another reason: #98: refused as `silence.no-such-reason`, but the center refuses it as `silence.procedure-not-accepted`
        an event for others: #95: it is releasable to `all`, but it says `control`
        a command for others: #94: it is releasable to `all`, but it says `control`
        a refusal for others: #98: it is releasable to `coalition`, but it says `all`
        the beginning for others: #1: it is releasable to `all`, but it says `control`
        the end for others: #129: it is releasable to `all`, but it says `control`
        another end: #129: the end state has the hash 074ee6c9775511482d7fb77dcf42345bfe08d790599af668656f999eefaae624, but `run.ended` says 0000000000000000000000000000000000000000000000000000000000000000
        a beginning at another instant: #1: recorded at 2027-03-01T09:00:00.000Z, but the run starts at 2027-03-01T08:00:00.000Z
        a beginning that happened before: #1: it is said to have happened at 2027-03-01T07:00:00.000Z, but that was at 2027-03-01T08:00:00.000Z
        a run that was to end before: #127: recorded at 2027-03-03T23:06:13.166Z, but the run goes until 2027-03-03T22:06:13.166Z
        an end at another instant: #129: the run is said to end at 2027-03-04T00:06:13.166Z, but it ends at 2027-03-03T23:06:13.166Z
        an end that was to come later: #129: the run is said to end at 2027-03-03T23:06:13.166Z, but it ends at 2027-03-04T20:00:00.000Z
        an end that tells of no state: #129: the end state has the hash 074ee6c9775511482d7fb77dcf42345bfe08d790599af668656f999eefaae624, but `run.ended` says none
        a beginning by another: #1: it is said to be by `us`, but such a record is by `control`
        an end by another: #129: it is said to be by `control`, but such a record is by `clock`
        a choice by another: #106: it is said to be by `us`, but such a record is by `clock`
        a choice twice: #106: `cochairs/second-text/delay@statement#1` was chosen before
        an event that is a fact: #95: founded on basis fact, source none, note none, but its command gives basis assumption, source none, note none
        without what became of a deadline: #115: the deadline `silence` of `statement-2` was due at 2027-03-03T10:54:16.005Z, and no record says what became of it
        an end with a deadline to come: #129: the deadline `silence` of `statement-2` was due at 2027-03-03T10:54:16.005Z, and no record says what became of it
    "#]].assert_eq(&told);
}

/// A log that is cut off is sound as far as it goes, unless it ends within a command.
#[test]
fn what_is_missing_at_the_end_is_told() {
    let records = play(&play::script("silence-broken"), 1).records;
    for end in 1..=records.len() {
        let is_owed = records.get(end).is_some_and(|next| matches!(next.body, Body::Event(_)));
        assert_eq!(verify(&records[..end]).is_err(), is_owed, "{end}");
    }
}
