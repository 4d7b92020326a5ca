//! What the writer says of an append, to a caller that waits and to one that went on meanwhile.

use event_store::{AppendError, Once, Outcome, Span, StoreError};

use crate::sync::mpsc;
use crate::writer::Reply;

/// What the writer will say of an append.
pub(crate) struct Answer {
    answer: Option<mpsc::Receiver<Reply>>,
    /// Once it is here.
    reply: Option<Reply>,
}

impl Answer {
    /// None if there is no writer.
    pub(crate) fn new(answer: Option<mpsc::Receiver<Reply>>) -> Answer {
        Answer { answer, reply: None }
    }
}

impl Outcome for Answer {
    fn is_known(&mut self) -> bool {
        let Some(answer) = &self.answer else { return true };
        if self.reply.is_none() {
            match answer.try_recv() {
                Ok(reply) => self.reply = Some(reply),
                Err(mpsc::TryRecvError::Disconnected) => return true,
                Err(mpsc::TryRecvError::Empty) => return false,
            }
        }
        true
    }

    fn wait(self: Box<Self>) -> Result<Span, AppendError> {
        let Answer { answer, reply } = *self;
        let reply = reply.or_else(|| answer?.recv().ok());
        outcome(reply).map(Once::span)
    }
}

/// What the writer says of an append. If it is gone, so is the knowledge what it did.
pub(crate) fn outcome(reply: Option<Reply>) -> Result<Once, AppendError> {
    match reply {
        Some(Reply::Append(result)) => result,
        _ => Err(AppendError::Unknown(StoreError::Broken)),
    }
}
