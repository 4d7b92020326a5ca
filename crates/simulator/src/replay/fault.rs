//! What can be wrong with a log whose lines are whole.

use domain::{Actor, Audience};
use kernel::{Position, SimTime};

use crate::choice;
use crate::record::Refusal;

/// A log that does not hold together.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{position}: {fault}")]
pub struct ReplayError {
    pub position: Position,
    pub fault: Fault,
}

/// What is wrong with a record.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    #[error("a log begins with `run.started`, this one does not")]
    NotABeginning,
    #[error("a second `run.started`: two logs were put together")]
    SecondBeginning,
    #[error("a record after `run.ended`")]
    AfterTheEnd,
    #[error("recorded at {at}, before the record in front of it at {before}")]
    TimeGoesBack { at: SimTime, before: SimTime },
    #[error("recorded at {at}, but the run starts at {starts_at}")]
    OtherStart { at: SimTime, starts_at: SimTime },
    #[error("recorded at {at}, but the run goes until {until}")]
    BeyondUntil { at: SimTime, until: SimTime },
    #[error("the run is said to end at {at}, but it ends at {decided}")]
    OtherEnd { at: SimTime, decided: SimTime },
    #[error("the command is recorded as accepted, but the center refuses it: {}", .0.text)]
    Refused(Refusal),
    #[error("the command is recorded as refused, but the center accepts it")]
    Accepted,
    #[error("refused as `{found}`, but the center refuses it as `{decided}`")]
    OtherRefusal { found: String, decided: String },
    #[error("the center decides otherwise: {decided} instead of {found}")]
    OtherEvent { found: String, decided: String },
    #[error("an event is missing that the center decided: {decided}")]
    MissingEvent { decided: String },
    #[error("an event that no accepted command made: {found}")]
    Stray { found: String },
    #[error("{what} {found}, but its command gives {decided}")]
    NotOfItsCommand { what: &'static str, found: String, decided: String },
    #[error("it is said to have happened at {found}, but that was at {decided}")]
    OtherInstant { found: SimTime, decided: SimTime },
    #[error("its cause is {cause}, which does not come before it")]
    CauseAhead { cause: Position },
    #[error("{deadline} was due at {due_at}, and no record says what became of it")]
    DeadlinePassed { deadline: String, due_at: SimTime },
    #[error("it is said to be by `{found}`, but such a record is by `{decided}`")]
    OtherActor { found: Actor, decided: Actor },
    #[error("`{key}` was chosen before")]
    ChosenTwice { key: choice::OwnedKey },
    #[error("the end state has the hash {found}, but `run.ended` says {recorded}")]
    OtherState { found: String, recorded: String },
    #[error("refused by the rule that `{code}` names, but the rules given allow it")]
    Permitted { code: String },
    #[error("refused by the rule `{name}`, but the rules given have none of this name")]
    NoSuchRule { name: String },
    #[error("it is releasable to `{decided}`, but it says `{found}`")]
    OtherAudience { found: Audience, decided: Audience },
}
