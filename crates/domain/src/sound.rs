//! What is wrong with a command by itself, so that every center refuses it, whatever it knows.
//!
//! Each rule stands with its command, as its method `sound`; `decide` asks it in its turn, and
//! scenarios before anything is played. Deliberately absent are the guards of
//! [`mutation`](crate::mutation): who tries what a policy forbids is to be seen refused.

use crate::{Command, Rejection};
use crate::{
    base, caveat, ceasefire, center, commission, decision, depot, force, framework, headquarters,
    hub, incident, mandate, maritime, need, prosperity, response, roe, silence, talks, task,
};

/// Why no center accepts a command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unsound<R = Rejection> {
    /// What the rule looks at; the first field is the one to change.
    pub fields: &'static [&'static str],
    pub rejection: R,
}

/// What a command is by itself.
pub(crate) type Sound<R> = Result<(), Unsound<R>>;

impl<R> From<Unsound<R>> for Rejection
where
    Rejection: From<R>,
{
    fn from(unsound: Unsound<R>) -> Rejection {
        unsound.rejection.into()
    }
}

/// One rule: what must not be, the fields that say so, and the rejection.
pub(crate) fn refuse_if<R>(is_so: bool, fields: &'static [&'static str], rejection: R) -> Sound<R> {
    if is_so { Err(Unsound { fields, rejection }) } else { Ok(()) }
}

fn whole<R>(sound: Sound<R>) -> Sound<Rejection>
where
    Rejection: From<R>,
{
    sound.map_err(|Unsound { fields, rejection }| Unsound { fields, rejection: rejection.into() })
}

impl Command {
    /// Whether some center could accept the command.
    pub fn sound(&self) -> Result<(), Unsound> {
        match self {
            Command::Center(center::Command::SetParameter(command)) => whole(command.sound()),
            Command::Framework(framework::Command::AdoptDeclaration(command)) => {
                whole(command.sound())
            }
            Command::Framework(framework::Command::SignGuarantee(command)) => {
                whole(command.sound())
            }
            Command::Talks(talks::Command::OpenRound(command)) => whole(command.sound()),
            Command::Talks(talks::Command::Join(command)) => whole(command.sound()),
            Command::Prosperity(prosperity::Command::ReleaseTranche(command)) => {
                whole(command.sound())
            }
            Command::Task(task::Command::AssignLead(command)) => whole(command.sound()),
            Command::Mandate(mandate::Command::DeclareRule(command)) => whole(command.sound()),
            Command::Mandate(mandate::Command::Request(command)) => whole(command.sound()),
            Command::Force(force::Command::PublishRequirement(command)) => whole(command.sound()),
            Command::Force(force::Command::Offer(command)) => whole(command.sound()),
            Command::Headquarters(headquarters::Command::Open(command)) => whole(command.sound()),
            Command::Maritime(maritime::Command::TakeCommand(command)) => whole(command.sound()),
            Command::Need(need::Command::Register(command)) => whole(command.sound()),
            Command::Need(need::Command::ProposeDonor(command)) => whole(command.sound()),
            Command::Need(need::Command::MatchDonor(command)) => whole(command.sound()),
            Command::Base(base::Command::Plan(command)) => whole(command.sound()),
            Command::Hub(hub::Command::Open(command)) => whole(command.sound()),
            Command::Caveat(caveat::Command::Declare(command)) => whole(command.sound()),
            Command::Roe(roe::Command::Request(command)) => whole(command.sound()),
            Command::Depot(depot::Command::Reserve(command)) => whole(command.sound()),
            Command::Depot(depot::Command::Consent(command)) => whole(command.sound()),
            Command::Depot(depot::Command::Release(command)) => whole(command.sound()),
            Command::Depot(depot::Command::Refill(command)) => whole(command.sound()),
            Command::Decision(decision::Command::Open(command)) => whole(command.sound()),
            Command::Silence(silence::Command::Start(command)) => whole(command.sound()),
            Command::Ceasefire(ceasefire::Command::ReportCoverage(command)) => {
                whole(command.sound())
            }
            Command::Incident(incident::Command::TransferCustody(command)) => {
                whole(command.sound())
            }
            Command::Incident(incident::Command::ReleaseEvidence(command)) => {
                whole(command.sound())
            }
            Command::Response(response::Command::Consent(command)) => whole(command.sound()),
            Command::Commission(commission::Command::SetRemedy(command)) => whole(command.sound()),
            _ => Ok(()),
        }
    }
}
