use proptest::prelude::*;

use super::*;

fn at(ms: i64) -> SimTime {
    SimTime::from_millis(ms)
}

fn items<T: Clone>(agenda: &mut Agenda<T>) -> Vec<T> {
    std::iter::from_fn(|| agenda.take_next()).map(|entry| entry.item).collect()
}

#[test]
fn items_leave_by_time_then_priority_then_cause_then_insertion() {
    let mut agenda = Agenda::new();
    for (ms, priority, cause, item) in [
        (2, 0, None, "8 later"),
        (1, 1, None, "6 lower priority"),
        (1, 0, Some(10), "5 greater cause"),
        (1, 0, Some(9), "3 inserted first"),
        (1, 0, Some(9), "4 inserted second"),
        (1, 0, None, "2 no cause"),
        (-1, 255, Some(u64::MAX), "1 earlier"),
        (1, 255, None, "7 lowest priority"),
    ] {
        agenda.schedule(at(ms), priority, cause.map(Position), item).unwrap();
    }
    let leaving = items(&mut agenda);
    assert!(leaving.is_sorted(), "{leaving:?}");
    assert_eq!(leaving.len(), 8);
}

#[test]
fn one_is_taken_from_behind_others_which_keep_their_order() {
    let mut agenda = Agenda::new();
    for (ms, priority, cause, item) in [
        (1, 0, Some(2), "third"),
        (1, 1, None, "of another priority"),
        (1, 0, None, "first"),
        (2, 0, None, "later"),
        (1, 0, Some(1), "second"),
    ] {
        agenda.schedule(at(ms), priority, cause.map(Position), item).unwrap();
    }
    assert_eq!(agenda.abreast(), [&"first", &"second", &"third"]);
    assert_eq!(agenda.take_behind(1).map(|entry| entry.item), Some("second"));
    assert_eq!(agenda.abreast(), [&"first", &"third"]);
    agenda.schedule(at(1), 0, Some(Position(3)), "fourth").unwrap();
    assert_eq!(
        agenda.take_behind(2).map(|entry| (entry.item, entry.cause)),
        Some(("fourth", Some(Position(3))))
    );
    assert_eq!(items(&mut agenda), ["first", "third", "of another priority", "later"]);
    assert!(agenda.abreast().is_empty());
    assert_eq!(agenda.take_behind(0), None);
}

#[test]
fn an_entry_comes_back_as_scheduled() {
    for (time, priority, cause) in [
        (SimTime::MIN, 0, None),
        (at(-1), 7, Some(Position(1))),
        (SimTime::MAX, u8::MAX, Some(Position(u64::MAX))),
    ] {
        let mut agenda = Agenda::new();
        agenda.schedule(time, priority, cause, "item").unwrap();
        assert_eq!(agenda.peek_time(), Some(time));
        let entry = Entry { at: time, priority, cause, item: "item" };
        assert_eq!(agenda.take_next(), Some(entry));
        assert_eq!(agenda.now(), time);
    }
}

#[test]
fn the_past_is_refused_and_the_present_is_not() {
    let mut agenda = Agenda::new();
    agenda.schedule(at(5), 9, None, "first").unwrap();
    agenda.take_next();
    let refused = agenda.schedule(at(4), 0, None, "too late").unwrap_err();
    assert_eq!(refused, InThePast { at: at(4), now: at(5) });
    assert_eq!(
        refused.to_string(),
        "1970-01-01T00:00:00.004Z is past, since 1970-01-01T00:00:00.005Z has been reached: \
         schedule for 1970-01-01T00:00:00.005Z or later"
    );
    assert!(agenda.is_empty());
    agenda.schedule(at(5), 0, None, "at once").unwrap();
    assert_eq!(items(&mut agenda), ["at once"]);
}

#[test]
fn slots_are_used_again() {
    let mut agenda = Agenda::new();
    for ms in 0..1_000 {
        agenda.schedule(at(ms), 0, None, ms).unwrap();
        agenda.schedule(at(ms), 0, None, ms).unwrap();
        agenda.take_next();
        agenda.take_next();
    }
    assert_eq!((agenda.slots.len(), agenda.len()), (2, 0));
}

/// Planned or not, one that comes at the same instant is taken from behind others.
#[test]
fn what_is_planned_is_passed_over_like_any_other() {
    let mut agenda = Agenda::new();
    for (ms, item) in [(1, "first"), (1, "second"), (2, "fourth")] {
        agenda.schedule(at(ms), 0, None, item).unwrap();
    }
    agenda.plan();
    let copy = agenda.clone();
    agenda.schedule(at(1), 0, None, "third").unwrap();
    assert_eq!(agenda.abreast(), [&"first", &"second", &"third"]);
    assert_eq!(agenda.take_behind(2).map(|entry| entry.item), Some("third"));
    assert_eq!(agenda.take_behind(1).map(|entry| entry.item), Some("second"));
    assert_eq!(items(&mut agenda), ["first", "fourth"]);
    assert_eq!(items(&mut copy.clone()), ["first", "second", "fourth"]);
}

/// What is made of a plan is made once for all its copies, of what each has left.
#[test]
fn what_is_left_of_a_plan_is_made_once() {
    let mut agenda = Agenda::new();
    for ms in [1, 2, 4] {
        agenda.schedule(at(ms), 0, None, ms).unwrap();
    }
    agenda.plan();
    let mut asked = 0;
    for left in [(1, 1 + 10 * (2 + 10 * 4)), (2, 2 + 10 * 4), (4, 4)] {
        let made = agenda.clone().fold_planned(|behind, (_, _, item), next| {
            asked += 1;
            assert_eq!(next.is_none(), behind == [0, 0]);
            [behind[0] * 10 + item.cast_unsigned(), 1]
        });
        assert_eq!(made, Some((at(left.0), [left.1, 1])));
        agenda.take_next();
    }
    assert_eq!(asked, 3);
    assert_eq!(agenda.fold_planned(|_, _, _| [0, 0]), None);
}

/// What happens to an agenda: so many items are scheduled at these offsets, what is pending is planned
/// or not, then one is taken from behind so many others that are due as soon.
type Step = (Vec<(i64, u8, Option<u64>)>, bool, usize);

fn any_steps() -> impl Strategy<Value = Vec<Step>> {
    // Few different values, so that ties are many.
    let item = (0..4_i64, 0..3_u8, proptest::option::of(1..4_u64));
    let plans = prop::bool::weighted(0.2);
    prop::collection::vec((prop::collection::vec(item, 0..4), plans, 0..3_usize), 0..60)
}

/// Plays steps on an agenda and on a list that is searched for its least entry.
fn play(agenda: &mut Agenda<u64>, naive: &mut Vec<Entry<u64>>, steps: &[Step]) {
    let mut item = 0;
    for (step, plans, others) in steps {
        for &(offset, priority, cause) in step {
            let at = SimTime::from_millis(agenda.now().as_millis() + offset);
            let cause = cause.map(Position);
            agenda.schedule(at, priority, cause, item).unwrap();
            naive.push(Entry { at, priority, cause, item });
            item += 1;
        }
        // A stable sort keeps the order of insertion.
        naive.sort_by_key(|entry| (entry.at, entry.priority, entry.cause));
        if *plans {
            agenda.plan();
        }
        assert_eq!(agenda.peek_time(), naive.first().map(|entry| entry.at));
        assert_eq!(
            agenda.peek().map(|(at, item)| (at, *item)),
            naive.first().map(|it| (it.at, it.item))
        );
        let pending: Vec<u64> = agenda.pending().into_iter().map(|(_, _, item)| *item).collect();
        assert!(naive.iter().map(|entry| entry.item).eq(pending));
        let is_first = |entry: &&Entry<u64>| {
            Some((entry.at, entry.priority))
                == naive.first().map(|first| (first.at, first.priority))
        };
        let abreast: Vec<u64> = naive.iter().take_while(is_first).map(|entry| entry.item).collect();
        assert!(agenda.abreast().into_iter().eq(&abreast));
        let others = (*others).min(abreast.len().saturating_sub(1));
        let expected = (!naive.is_empty()).then(|| naive.remove(others));
        let taken = if others == 0 { agenda.take_next() } else { agenda.take_behind(others) };
        assert_eq!(taken, expected);
        assert_eq!(agenda.len(), naive.len());
    }
}

proptest! {
    #[test]
    fn an_agenda_is_a_sorted_list(steps in any_steps()) {
        play(&mut Agenda::new(), &mut Vec::new(), &steps);
    }

    /// A branch takes its own way, and the trunk goes on as if there were none.
    #[test]
    fn a_copy_is_independent(before in any_steps(), branch in any_steps(), trunk in any_steps()) {
        let (mut agenda, mut naive) = (Agenda::new(), Vec::new());
        play(&mut agenda, &mut naive, &before);
        play(&mut agenda.clone(), &mut naive.clone(), &branch);
        play(&mut agenda, &mut naive, &trunk);
    }
}
