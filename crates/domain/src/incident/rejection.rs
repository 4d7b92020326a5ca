//! Why a command about incidents is refused.

use kernel::SimTime;
use serde::Serialize;

use crate::actor::Actor;
use crate::ids::{EvidenceId, IncidentId, SectorId, SensorId, SeriesId};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, thiserror::Error)]
#[serde(rename_all = "kebab-case")]
pub enum Rejection {
    #[error("this cannot have been seen before it happens, at {seen_at}")]
    FromTheFuture { seen_at: SimTime },
    #[error("the sensor `{sensor}` is lost")]
    SensorLost { sensor: SensorId },
    #[error("the sensor `{sensor}` was lost at {lost_at} and saw nothing until it worked again")]
    SawNothing { sensor: SensorId, lost_at: SimTime },
    #[error("the sensor `{sensor}` works")]
    SensorWorks { sensor: SensorId },
    #[error("the incident `{incident}` is in sector `{sector}`")]
    OtherSector { incident: IncidentId, sector: SectorId },
    #[error("there is no incident `{incident}`")]
    UnknownIncident { incident: IncidentId },
    #[error("there is no breach series `{series}`")]
    UnknownSeries { series: SeriesId },
    #[error(
        "hostilities ceased at {ceased_at} and the response was stood down: a new incident is opened"
    )]
    BreachOver { incident: IncidentId, ceased_at: SimTime },
    #[error("the breach is timed at this instant already")]
    SameBreachTime { series: SeriesId, breach_at: SimTime },
    #[error("what was seen at {seen_at} is verified, so the breach had begun by then")]
    SeenBefore { series: SeriesId, seen_at: SimTime },
    #[error("a ceasefire in force since {in_force_since} is not breached before")]
    BeforeCeasefire { in_force_since: SimTime },
    #[error("a ceasefire that ended at {ended_at} is not breached from then on")]
    AfterCeasefire { ended_at: SimTime },
    #[error("the incident `{incident}` has been looked into already")]
    AlreadyVerified { incident: IncidentId },
    #[error("the incident `{incident}` is not verified")]
    NotVerified { incident: IncidentId },
    #[error("the evidence `{evidence}` is on record, and evidence does not change")]
    EvidenceExists { evidence: EvidenceId },
    #[error("there is no evidence `{evidence}`")]
    UnknownEvidence { evidence: EvidenceId },
    #[error("who restricts evidence may see it, and `{by}` may not")]
    NotInItsAudience { by: Actor },
    #[error("what is restricted has a name of its own: call it `{by}-…`")]
    NameNotReserved { evidence: EvidenceId, by: Actor },
    #[error("names that begin with `{owner}-` are for evidence that `{owner}` restricts")]
    NameReserved { evidence: EvidenceId, owner: Actor },
    #[error("the evidence `{evidence}` is not releasable to `{to}`")]
    NotReleasable { evidence: EvidenceId, to: Actor },
    #[error("the evidence `{evidence}` is restricted, and nobody with access has certified it")]
    NotCertified { evidence: EvidenceId },
    #[error("the evidence `{evidence}` is open to all and needs no certificate")]
    NotRestricted { evidence: EvidenceId },
    #[error("the evidence `{evidence}` is released to nobody: say to whom")]
    ReleasedToNobody { evidence: EvidenceId },
    #[error("whoever this names may see the evidence `{evidence}` already")]
    AlreadyReleased { evidence: EvidenceId },
    #[error("the evidence `{evidence}` is certified already")]
    AlreadyCertified { evidence: EvidenceId },
    #[error("the evidence `{evidence}` is about another incident")]
    OtherIncident { evidence: EvidenceId, incident: IncidentId },
    #[error("the evidence `{evidence}` is in the custody of `{custodian}`")]
    NotInCustody { evidence: EvidenceId, custodian: Actor },
    #[error("`{to}` is nobody who could keep evidence")]
    NoCustodian { to: Actor },
    #[error("`{custodian}` has the evidence `{evidence}` already")]
    AlreadyInCustody { evidence: EvidenceId, custodian: Actor },
    #[error("the content handed over is not the content received")]
    CustodyBroken { evidence: EvidenceId },
    #[error("the incident `{incident}` has an attribution; revise it")]
    AlreadyAttributed { incident: IncidentId },
    #[error("the incident `{incident}` has no attribution")]
    NotAttributed { incident: IncidentId },
    #[error("an attribution needs at least one source")]
    NoSource { incident: IncidentId },
    #[error("this is what version {version} says already")]
    SameAttribution { incident: IncidentId, version: u32 },
    #[error("version {version} is settled")]
    AlreadySettled { incident: IncidentId, version: u32 },
    #[error("`{dissenter}` dissents already")]
    AlreadyDissented { dissenter: Actor },
}
