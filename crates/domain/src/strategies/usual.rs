//! Who would usually issue a command, so that most of a walk is accepted.

use super::command_force::owner;
use super::command_release::usual_holder;
use crate::center::{AcceptSilence, Attend, FillSeat, StayAway, VacateSeat};
use crate::force::{
    DeclareStance, Generate, Move, Offer, Recall, Relieve, ReportInPlace, RevokeAuthority,
    TransferAuthority, WithdrawOffer,
};
use crate::framework::{
    ActivateGuarantee, RecordRatification, RenewGuarantee, RequestRatification, SignGuarantee,
    SignIntent, SuspendGuarantee, VoidGuarantee,
};
use crate::mandate::{DemandDebate, Inform, RecordVote, Request};
use crate::maritime::{DeclareReady, HandOver, TakeCommand};
use crate::{
    Actor, Command, Nation, base, caveat, ceasefire, center, commission, consignment, decision,
    depot, force, framework, incident, mandate, maritime, mission, need, permit, response, roe,
    silence, task,
};

use super::setting::id;

/// Who would issue the command, as far as it says so itself.
pub fn usual_actor(command: &Command) -> Actor {
    match command {
        Command::Center(command) => match command {
            center::Command::SetParameter(_) | center::Command::Enroll(_) => Actor::Control,
            center::Command::FillSeat(FillSeat { seat })
            | center::Command::VacateSeat(VacateSeat { seat }) => Actor::from(*seat),
            center::Command::AcceptSilence(AcceptSilence { nation })
            | center::Command::Attend(Attend { nation })
            | center::Command::StayAway(StayAway { nation }) => Actor::of(*nation),
            _ => Actor::CoChairs,
        },
        Command::Framework(command) => usual_actor_of_texts(command),
        Command::Decision(decision::Command::CastPosition(command)) => Actor::of(command.nation),
        Command::Silence(silence::Command::Object(command)) => Actor::of(command.nation),
        Command::Task(
            task::Command::AssignLead(_)
            | task::Command::ReleaseLead(_)
            | task::Command::RequestTasking(_),
        )
        | Command::Prosperity(_)
        | Command::Headquarters(_)
        | Command::Commission(
            commission::Command::OpenCase(_)
            | commission::Command::ReportRemedyDone(_)
            | commission::Command::ReportRemedyFailed(_),
        )
        | Command::Decision(_)
        | Command::Silence(_) => Actor::CoChairs,
        Command::Talks(_) => Actor::Control,
        Command::Mandate(_) | Command::Force(_) => usual_actor_of_the_force(command),
        Command::Task(_) => Actor::Nation(Nation::DE),
        Command::Need(_)
        | Command::Permit(_)
        | Command::Hub(_)
        | Command::Consignment(_)
        | Command::Depot(_) => usual_actor_of_logistics(command),
        Command::Caveat(_) | Command::Roe(_) | Command::Mission(_) => {
            usual_actor_of_orders(command)
        }
        Command::Ceasefire(_) | Command::Incident(_) | Command::Response(_) => {
            usual_actor_of_security(command)
        }
        Command::Commission(commission::Command::AcceptRemedy(command)) => {
            Actor::of(command.nation)
        }
        Command::Commission(_) => Actor::Commission,
        Command::Maritime(command) => usual_actor_at_sea(command),
        Command::Base(base::Command::ReportAttack(_)) => Actor::Monitors,
        Command::Base(_) => Actor::Nation(Nation::UK),
        Command::Clock(_) => Actor::Clock,
    }
}

/// A guarantee is its nation's own.
fn usual_actor_of_texts(command: &framework::Command) -> Actor {
    match command {
        framework::Command::SetBackstop(_) => Actor::Us,
        framework::Command::RequestForce(_) => Actor::Ua,
        framework::Command::SignIntent(SignIntent { nation, .. })
        | framework::Command::SignGuarantee(SignGuarantee { nation })
        | framework::Command::RequestRatification(RequestRatification { nation })
        | framework::Command::RecordRatification(RecordRatification { nation, .. })
        | framework::Command::ActivateGuarantee(ActivateGuarantee { nation })
        | framework::Command::SuspendGuarantee(SuspendGuarantee { nation })
        | framework::Command::VoidGuarantee(VoidGuarantee { nation })
        | framework::Command::RenewGuarantee(RenewGuarantee { nation }) => Actor::of(*nation),
        _ => Actor::CoChairs,
    }
}

/// Who hands over is the other one of the two that take turns in the walks.
fn usual_actor_at_sea(command: &maritime::Command) -> Actor {
    match command {
        maritime::Command::TakeCommand(TakeCommand { nation })
        | maritime::Command::DeclareReady(DeclareReady { nation }) => Actor::of(*nation),
        maritime::Command::HandOver(HandOver { to: Nation::TR }) => Actor::of(Nation::RO),
        maritime::Command::HandOver(_) => Actor::of(Nation::TR),
    }
}

fn usual_actor_of_the_force(command: &Command) -> Actor {
    match command {
        Command::Mandate(mandate::Command::DeclareRule(_)) => Actor::Control,
        Command::Mandate(
            mandate::Command::Request(Request { nation, .. })
            | mandate::Command::DemandDebate(DemandDebate { nation })
            | mandate::Command::RecordVote(RecordVote { nation, .. })
            | mandate::Command::Inform(Inform { nation }),
        )
        | Command::Force(
            force::Command::DeclareStance(DeclareStance { nation, .. })
            | force::Command::Offer(Offer { nation, .. }),
        ) => Actor::of(*nation),
        Command::Force(
            force::Command::WithdrawOffer(WithdrawOffer { contingent })
            | force::Command::Generate(Generate { contingent })
            | force::Command::TransferAuthority(TransferAuthority { contingent, .. })
            | force::Command::RevokeAuthority(RevokeAuthority { contingent })
            | force::Command::Move(Move { contingent })
            | force::Command::ReportInPlace(ReportInPlace { contingent })
            | force::Command::Relieve(Relieve { by: contingent, .. })
            | force::Command::Recall(Recall { contingent }),
        ) => Actor::of(owner(*contingent)),
        Command::Force(force::Command::CloseStraits(_) | force::Command::OpenStraits(_)) => {
            Actor::Nation(Nation::TR)
        }
        _ => Actor::CoChairs,
    }
}

fn usual_actor_of_logistics(command: &Command) -> Actor {
    match command {
        Command::Need(need::Command::Register(_))
        | Command::Consignment(consignment::Command::Deliver(_)) => Actor::Ua,
        Command::Permit(
            permit::Command::ActivateEmergency(_) | permit::Command::EndEmergency(_),
        ) => Actor::Nation(Nation::EU),
        Command::Need(need::Command::Prioritize(_) | need::Command::ProposeDonor(_))
        | Command::Permit(_)
        | Command::Hub(_) => Actor::Nation(Nation::PL),
        Command::Depot(depot::Command::Consent(_)) => Actor::CoChairs,
        _ => Actor::Nation(Nation::DE),
    }
}

/// Contingents are called after their nations, and most missions are Germany's.
fn usual_actor_of_orders(command: &Command) -> Actor {
    match command {
        Command::Caveat(caveat::Command::Declare(command)) => Actor::of(command.nation),
        Command::Roe(roe::Command::Authorize(_) | roe::Command::Deny(_)) => Actor::CoChairs,
        Command::Mission(mission::Command::Order(command)) if command.contingent == id("pl") => {
            Actor::Nation(Nation::PL)
        }
        Command::Roe(_) | Command::Mission(mission::Command::Order(_)) => Actor::Commander,
        Command::Mission(mission::Command::TakeOver(command)) => id(command.contingent.0.as_str()),
        _ => Actor::Nation(Nation::DE),
    }
}

fn usual_actor_of_security(command: &Command) -> Actor {
    match command {
        Command::Ceasefire(ceasefire::Command::Agree(_)) => Actor::Control,
        Command::Ceasefire(ceasefire::Command::FindCessation(_))
        | Command::Incident(
            incident::Command::Attribute(_)
            | incident::Command::Revise(_)
            | incident::Command::Settle(_),
        )
        | Command::Response(response::Command::DetermineExpanded(_)) => Actor::Commission,
        Command::Incident(incident::Command::SubmitEvidence(command)) => {
            usual_holder(command.evidence)
        }
        Command::Incident(incident::Command::TransferCustody(command)) => {
            usual_holder(command.evidence)
        }
        Command::Incident(incident::Command::CertifyEvidence(command)) => {
            usual_holder(command.evidence)
        }
        Command::Incident(incident::Command::ReleaseEvidence(command)) => {
            usual_holder(command.evidence)
        }
        Command::Incident(incident::Command::Dissent(_)) => Actor::Nation(Nation::DE),
        Command::Ceasefire(
            ceasefire::Command::ReportCoverage(_) | ceasefire::Command::AssessCalm(_),
        )
        | Command::Incident(_)
        | Command::Response(response::Command::ReportHostilities(_)) => Actor::Monitors,
        Command::Response(response::Command::Consent(command)) => Actor::of(command.nation),
        Command::Response(response::Command::RecordUnilateral(command)) => {
            Actor::of(command.nation)
        }
        Command::Response(response::Command::DecideUs(_)) => Actor::Us,
        Command::Response(
            response::Command::RecordHostAction(_) | response::Command::InvokeBackstop(_),
        ) => Actor::Ua,
        _ => Actor::CoChairs,
    }
}
