//! The ids of the center's things. Each has a type of its own, so that a question cannot be
//! taken for an incident.

kernel::ids! {
    /// A question put to nations or seats.
    QuestionId
    /// One incident: what sensors saw at one place.
    IncidentId
    /// A breach series: incidents of one operation. It is named after its first incident.
    SeriesId
    /// A piece of evidence.
    EvidenceId
    /// A sensor of the monitoring mechanism.
    SensorId
    /// A part of the contact line.
    SectorId
    /// A text that was circulated, signed or adopted.
    TextId
    /// A round of talks.
    RoundId
    /// A place where delegations meet.
    PlaceId
    /// Something that a lead nation asks another nation to do.
    TaskingId
    /// Goods on their way to Ukraine.
    ConsignmentId
    /// A line of the list of requirements of the multinational force.
    RequirementId
    /// A nation's contribution to the multinational force: offered, generated, moved, in place.
    ContingentId
    /// A limit that a nation sets to the use of its forces.
    CaveatId
    /// A numbered rule of engagement.
    RoeId
    /// A mission that a commander gives to a contingent.
    MissionId
    /// A case of the Special Commission.
    CaseId
    /// A need of Ukraine that logistics is to meet.
    NeedId
    /// What a transit state is asked for before goods cross it.
    PermitId
    /// A base of the multinational force in Ukraine.
    BaseId
    /// A logistics hub.
    HubId
    /// A depot of weapons and equipment.
    DepotId
    /// A project of the prosperity track.
    ProjectId
    /// A part of the money for a project.
    TrancheId
}
