//! Plays rows on several threads and hands them on in their order.
//!
//! Workers take the next row there is; what they finish is held back until everything before it
//! has been handed on. They run ahead only so far, so that memory does not grow with the number
//! of rows. A row that panics is a row with a fault, and its worker begins afresh.

use std::collections::BTreeMap;
use std::io;
use std::ops::{ControlFlow, Range};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc::{SyncSender, sync_channel};
use std::sync::{Condvar, Mutex, PoisonError};
use std::thread;

/// Somebody who plays rows, one after the other, on one thread.
pub trait Worker {
    type Done: Send;

    fn play(&mut self, index: u64) -> Self::Done;
}

/// What became of a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Played<D> {
    Done(D),
    /// A bug came to light in this row; the others go on.
    Panicked {
        message: String,
    },
}

/// The name of the threads on which rows are played.
pub const THREAD: &str = "run";

/// More threads are not begun.
pub const THREADS_MAX: usize = 1_024;

/// How far workers run ahead of the row that is to be handed on next, for each of them.
const AHEAD: u64 = 256;

/// The row that is handed on next, for those who wait for it.
struct Progress {
    next: Mutex<u64>,
    moved: Condvar,
}

impl Progress {
    fn wait(&self, index: u64, ahead: u64, stop: &AtomicBool) {
        let mut next = self.next.lock().unwrap_or_else(PoisonError::into_inner);
        while next.saturating_add(ahead) <= index && !stop.load(Ordering::Relaxed) {
            next = self.moved.wait(next).unwrap_or_else(PoisonError::into_inner);
        }
    }

    fn move_to(&self, index: u64) {
        *self.next.lock().unwrap_or_else(PoisonError::into_inner) = index;
        self.moved.notify_all();
    }
}

/// Plays the rows of a range, and returns the first that was not handed on; fails only where no
/// thread can be had.
///
/// `worker` makes a worker, on its own thread; `take` gets the rows in their order and may stop.
/// Once `stop` is set, no further row is begun.
pub fn run<W: Worker>(
    rows: Range<u64>,
    threads: usize,
    stop: &AtomicBool,
    worker: &(dyn Fn() -> W + Sync),
    take: &mut dyn FnMut(u64, Played<W::Done>) -> ControlFlow<()>,
) -> io::Result<u64> {
    let threads = threads.clamp(1, THREADS_MAX);
    let ahead = AHEAD * threads as u64;
    let begun = AtomicU64::new(rows.start);
    let halted = AtomicBool::new(false);
    let progress = Progress { next: Mutex::new(rows.start), moved: Condvar::new() };
    let (send, receive) = sync_channel(threads * 4);
    let mut next = rows.start;
    let mut nobody = true;
    thread::scope(|scope| {
        for _ in 0..threads {
            let send = send.clone();
            let (begun, halted, progress) = (&begun, &halted, &progress);
            let thread = thread::Builder::new().name(THREAD.to_string());
            let spawned = thread.spawn_scoped(scope, move || {
                let on = || !stop.load(Ordering::Relaxed) && !halted.load(Ordering::Relaxed);
                work(
                    rows.end,
                    begun,
                    &on,
                    &|index| progress.wait(index, ahead, halted),
                    worker,
                    &send,
                );
            });
            if let (Err(error), true) = (spawned, nobody) {
                return Err(error);
            }
            nobody = false;
        }
        drop(send);
        let mut early = BTreeMap::new();
        let mut halt = false;
        while let Ok((index, played)) = receive.recv() {
            if halt {
                continue;
            }
            early.insert(index, played);
            while let Some(played) = early.remove(&next) {
                next += 1;
                if take(next - 1, played).is_break() {
                    halt = true;
                    halted.store(true, Ordering::Relaxed);
                    early.clear();
                    break;
                }
            }
            progress.move_to(next);
        }
        Ok(next)
    })
}

fn work<W: Worker>(
    end: u64,
    begun: &AtomicU64,
    on: &dyn Fn() -> bool,
    wait: &dyn Fn(u64),
    worker: &(dyn Fn() -> W + Sync),
    send: &SyncSender<(u64, Played<W::Done>)>,
) {
    let mut at_work = worker();
    while on() {
        let index = begun.fetch_add(1, Ordering::Relaxed);
        if end <= index {
            return;
        }
        wait(index);
        let played = match catch_unwind(AssertUnwindSafe(|| at_work.play(index))) {
            Ok(done) => Played::Done(done),
            Err(payload) => {
                at_work = worker();
                Played::Panicked { message: message(payload.as_ref()) }
            }
        };
        if send.send((index, played)).is_err() {
            return;
        }
    }
}

/// What a panic says.
fn message(payload: &(dyn std::any::Any + Send)) -> String {
    let text = payload.downcast_ref::<&str>().map(|text| (*text).to_string());
    let text = text.or_else(|| payload.downcast_ref::<String>().cloned());
    text.unwrap_or_else(|| "a panic without words".to_string())
}
