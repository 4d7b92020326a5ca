//! The group commit under a scheduler that tries the interleavings of its threads.
//!
//! This is the very module of the store, over the primitives of shuttle in place of the standard
//! library's, with a ledger that only counts.

mod sync {
    pub(crate) use std::sync::TryLockError;

    pub(crate) use shuttle::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
    pub(crate) use shuttle::sync::{Arc, Mutex, mpsc};
    pub(crate) use shuttle::thread;
}

#[path = "../src/group.rs"]
mod group;

use std::time::Duration;

use group::{Gathering, Ledger};
use shuttle::sync::{Arc, Mutex};
use shuttle::thread;

const CALLERS: u64 = 4;
const CALLS: u64 = 2;

/// Notes what is committed, and shows it to the callers only then.
struct Counting {
    shown: Arc<Mutex<Vec<u64>>>,
    groups: Vec<Vec<u64>>,
    group_max: usize,
    rests: usize,
}

impl Ledger for Counting {
    type Request = u64;
    type Reply = (u64, usize);

    fn commit(&mut self, group: Vec<u64>) -> Vec<(u64, usize)> {
        assert!(!group.is_empty() && group.len() <= self.group_max);
        let mut shown = self.shown.lock().expect("nobody panics");
        let replies = group.iter().map(|request| {
            shown.push(*request);
            (*request, shown.len())
        });
        let replies = replies.collect();
        self.groups.push(group);
        replies
    }

    fn rest(&mut self) {
        self.rests += 1;
    }
}

/// Each request is served once, its reply is its own, and what is acknowledged is shown.
fn callers_and_a_writer(queue_max: usize, group_max: usize) {
    let shown = Arc::new(Mutex::new(Vec::new()));
    let ledger = Counting { shown: Arc::clone(&shown), groups: Vec::new(), group_max, rests: 0 };
    let gathering = Gathering { queue_max, group_max, wait: Duration::ZERO };
    let (queue, writer) = group::start(ledger, gathering);
    let queue = Arc::new(queue);
    let callers: Vec<_> = (0..CALLERS)
        .map(|caller| {
            let (queue, shown) = (Arc::clone(&queue), Arc::clone(&shown));
            thread::spawn(move || {
                for call in 0..CALLS {
                    let request = caller * CALLS + call;
                    let (replied, place) = queue.call(request).expect("the writer is there");
                    assert_eq!(replied, request, "the reply is that of another");
                    let shown = shown.lock().expect("nobody panics");
                    assert_eq!(shown[place - 1], request, "what is acknowledged is shown");
                }
            })
        })
        .collect();
    for caller in callers {
        caller.join().expect("no caller panics");
    }
    drop(queue);
    let ledger = writer.join().expect("the writer ends when its queue is gone");
    let ledger = ledger.lock().expect("nobody panics");
    let mut served = shown.lock().expect("nobody panics").clone();
    served.sort_unstable();
    assert_eq!(served, (0..CALLERS * CALLS).collect::<Vec<u64>>(), "each once");
    assert_eq!(ledger.rests, ledger.groups.len());
}

/// A caller that goes on after a request is not served out of its order.
fn one_caller_that_does_not_wait() {
    let shown = Arc::new(Mutex::new(Vec::new()));
    let ledger = Counting { shown: Arc::clone(&shown), groups: Vec::new(), group_max: 8, rests: 0 };
    let gathering = Gathering { queue_max: 8, group_max: 8, wait: Duration::ZERO };
    let (queue, writer) = group::start(ledger, gathering);
    let mut answers = Vec::new();
    for request in 0..6 {
        if request % 3 == 2 {
            queue.call(request).expect("the writer is there");
        } else {
            answers.push((request, queue.begin(request).expect("the writer is there")));
        }
    }
    for (request, answer) in answers {
        assert_eq!(answer.recv().expect("it is answered").0, request);
    }
    drop(queue);
    writer.join().expect("the writer ends when its queue is gone");
    assert_eq!(*shown.lock().expect("nobody panics"), (0..6).collect::<Vec<u64>>());
}

#[test]
fn requests_of_one_caller_are_served_in_their_order() {
    shuttle::check_random(one_caller_that_does_not_wait, 1_000);
    shuttle::check_pct(one_caller_that_does_not_wait, 1_000, 3);
}

#[test]
fn each_request_is_served_once_whatever_the_interleaving() {
    shuttle::check_random(|| callers_and_a_writer(8, 3), 2_000);
    shuttle::check_pct(|| callers_and_a_writer(8, 8), 1_000, 3);
}

#[test]
fn a_full_queue_holds_callers_back_and_loses_nobody() {
    shuttle::check_random(|| callers_and_a_writer(1, 2), 1_000);
}
