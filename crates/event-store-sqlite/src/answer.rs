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

#[cfg(test)]
mod tests {
    use super::*;

    fn answer() -> (mpsc::SyncSender<Reply>, Answer) {
        let (sender, receiver) = mpsc::sync_channel(1);
        (sender, Answer::new(Some(receiver)))
    }

    fn unknown(result: &Result<Span, AppendError>) -> bool {
        matches!(result, Err(AppendError::Unknown(StoreError::Broken)))
    }

    #[test]
    fn an_answer_is_known_once_it_is_here_and_asking_does_not_use_it_up() {
        let (sender, mut answer) = answer();
        assert!(!answer.is_known());
        let span = Span { first: kernel::Position(1), last: kernel::Position(2) };
        sender.send(Reply::Append(Ok(Once::Appended(span)))).expect("it is waited for");
        assert!(answer.is_known() && answer.is_known());
        assert_eq!(Box::new(answer).wait().expect("it landed"), span);
    }

    #[test]
    fn if_the_writer_is_gone_nobody_knows_what_it_did_and_nobody_waits() {
        let (sender, mut gone) = answer();
        drop(sender);
        assert!(gone.is_known());
        assert!(unknown(&Box::new(gone).wait()));
        let mut none = Answer::new(None);
        assert!(none.is_known());
        assert!(unknown(&Box::new(none).wait()));
    }
}
