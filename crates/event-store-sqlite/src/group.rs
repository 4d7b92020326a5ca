//! Many callers, one ledger: whoever waits at the same time is served together.
//!
//! A caller that has been alone of late writes itself: to wake another thread and to be woken by it
//! costs a good part of what a disk needs. Otherwise it puts its request into a bounded queue and
//! waits for the reply. The writer takes what has gathered, commits it as one group, and only then
//! replies to each. A request is served once or, if the writer is gone, not answered at all.

use std::time::{Duration, Instant};

use crate::sync::{Arc, AtomicBool, AtomicUsize, Mutex, Ordering, TryLockError, mpsc, thread};

/// Commits groups.
pub(crate) trait Ledger: Send + 'static {
    type Request: Send + 'static;
    type Reply: Send + 'static;

    /// Serves a group of at least one request, and returns as many replies, in its order.
    fn commit(&mut self, group: Vec<Self::Request>) -> Vec<Self::Reply>;

    /// What can wait until the replies are out.
    fn rest(&mut self) {}
}

/// How groups form.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Gathering {
    pub(crate) queue_max: usize,
    pub(crate) group_max: usize,
    /// So long the writer waits for more once it has a request.
    pub(crate) wait: Duration,
}

struct Job<Q, R> {
    request: Q,
    reply: mpsc::SyncSender<R>,
}

/// The way to the ledger.
pub(crate) struct Queue<L: Ledger> {
    sender: mpsc::SyncSender<Job<L::Request, L::Reply>>,
    ledger: Arc<Mutex<L>>,
    /// How many requests have been sent to the writer that it has not taken: nobody passes them by.
    waiting: Arc<AtomicUsize>,
    /// Whether callers come one at a time. Where several come, each would go to the disk alone
    /// while the others gather.
    alone: Arc<AtomicBool>,
}

impl<L: Ledger> Queue<L> {
    /// Serves the request at once, or waits for a place in the queue and for the reply; none if
    /// the writer is gone, and then whether the request was served is unknown.
    pub(crate) fn call(&self, request: L::Request) -> Option<L::Reply> {
        if self.alone.load(Ordering::SeqCst) && self.waiting.load(Ordering::SeqCst) == 0 {
            match self.ledger.try_lock() {
                Ok(mut ledger) => {
                    let reply = ledger.commit(vec![request]).pop();
                    ledger.rest();
                    return reply;
                }
                Err(TryLockError::Poisoned(_)) => return None,
                Err(TryLockError::WouldBlock) => {}
            }
        }
        self.begin(request)?.recv().ok()
    }

    /// Leaves the request to the writer's thread, and does not wait for the reply.
    pub(crate) fn begin(&self, request: L::Request) -> Option<mpsc::Receiver<L::Reply>> {
        let (reply, answer) = mpsc::sync_channel(1);
        self.waiting.fetch_add(1, Ordering::SeqCst);
        self.sender.send(Job { request, reply }).ok()?;
        Some(answer)
    }
}

/// Starts the writer. It ends when the queue is dropped and everything in it is served, and then
/// gives the ledger back.
pub(crate) fn start<L: Ledger>(
    ledger: L,
    gathering: Gathering,
) -> (Queue<L>, thread::JoinHandle<Arc<Mutex<L>>>) {
    let (sender, receiver) = mpsc::sync_channel(gathering.queue_max);
    let ledger = Arc::new(Mutex::new(ledger));
    let waiting = Arc::new(AtomicUsize::new(0));
    let alone = Arc::new(AtomicBool::new(gathering.wait.is_zero()));
    let queue = Queue {
        sender,
        ledger: Arc::clone(&ledger),
        waiting: Arc::clone(&waiting),
        alone: Arc::clone(&alone),
    };
    let writer = thread::spawn(move || {
        while let Ok(first) = receiver.recv() {
            if !alone.load(Ordering::SeqCst) {
                // Those who were just answered come again, and go to the disk together.
                thread::yield_now();
            }
            // After a panic nobody knows what was written: those who wait are not answered.
            let Ok(mut held) = ledger.lock() else { break };
            let (requests, callers) = gather(first, &receiver, gathering);
            waiting.fetch_sub(requests.len(), Ordering::SeqCst);
            alone.store(requests.len() == 1 && gathering.wait.is_zero(), Ordering::SeqCst);
            reply(callers, held.commit(requests));
            held.rest();
        }
        ledger
    });
    (queue, writer)
}

/// Takes what is in the queue, or what comes within the time to wait.
fn gather<Q, R>(
    first: Job<Q, R>,
    receiver: &mpsc::Receiver<Job<Q, R>>,
    gathering: Gathering,
) -> (Vec<Q>, Vec<mpsc::SyncSender<R>>) {
    let mut requests = vec![first.request];
    let mut callers = vec![first.reply];
    let until = (!gathering.wait.is_zero()).then(|| Instant::now() + gathering.wait);
    while requests.len() < gathering.group_max {
        let next = receiver.try_recv().ok().or_else(|| {
            let left = until?.checked_duration_since(Instant::now())?;
            receiver.recv_timeout(left).ok()
        });
        let Some(Job { request, reply }) = next else { break };
        requests.push(request);
        callers.push(reply);
    }
    (requests, callers)
}

fn reply<R>(callers: Vec<mpsc::SyncSender<R>>, replies: Vec<R>) {
    assert_eq!(replies.len(), callers.len(), "each request has a reply");
    for (caller, reply) in callers.into_iter().zip(replies) {
        // A caller that is gone needs no answer.
        let _ = caller.send(reply);
    }
}
