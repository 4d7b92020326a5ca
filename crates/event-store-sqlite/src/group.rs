//! Many callers, one writer: whoever waits at the same time is served together.
//!
//! A caller puts its request into a bounded queue and waits for the reply. The writer takes what
//! has gathered, commits it as one group, and only then replies to each. A request is served once
//! or, if the writer is gone, not answered at all.

use std::time::{Duration, Instant};

use crate::sync::{mpsc, thread};

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

/// The way to the writer.
pub(crate) struct Queue<Q, R> {
    sender: mpsc::SyncSender<Job<Q, R>>,
}

impl<Q, R> Queue<Q, R> {
    /// Waits for a place in the queue and for the reply; none if the writer is gone, and then
    /// whether the request was served is unknown.
    pub(crate) fn call(&self, request: Q) -> Option<R> {
        let (reply, answer) = mpsc::sync_channel(1);
        self.sender.send(Job { request, reply }).ok()?;
        answer.recv().ok()
    }
}

/// Starts the writer. It ends when the queue is dropped and everything in it is served, and then
/// gives the ledger back.
pub(crate) fn start<L: Ledger>(
    mut ledger: L,
    gathering: Gathering,
) -> (Queue<L::Request, L::Reply>, thread::JoinHandle<L>) {
    let (sender, receiver) = mpsc::sync_channel(gathering.queue_max);
    let writer = thread::spawn(move || {
        while let Ok(first) = receiver.recv() {
            serve(&mut ledger, first, &receiver, gathering);
            ledger.rest();
        }
        ledger
    });
    (Queue { sender }, writer)
}

fn serve<L: Ledger>(
    ledger: &mut L,
    first: Job<L::Request, L::Reply>,
    receiver: &mpsc::Receiver<Job<L::Request, L::Reply>>,
    gathering: Gathering,
) {
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
    let replies = ledger.commit(requests);
    assert_eq!(replies.len(), callers.len(), "each request has a reply");
    for (caller, reply) in callers.into_iter().zip(replies) {
        // A caller that is gone needs no answer.
        let _ = caller.send(reply);
    }
}
