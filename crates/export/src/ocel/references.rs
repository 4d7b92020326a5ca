//! Which fields of events name an object, and of which type.

use domain::clock::Clock;

/// Fields that name an object of the type of their own name.
const NAMED_BY_TYPE: [&str; 27] = [
    "base",
    "case",
    "caveat",
    "consignment",
    "contingent",
    "depot",
    "evidence",
    "headquarters",
    "hub",
    "incident",
    "mission",
    "nation",
    "need",
    "permit",
    "project",
    "question",
    "requirement",
    "roe",
    "round",
    "seat",
    "sector",
    "sensor",
    "series",
    "task",
    "tasking",
    "text",
    "tranche",
];

/// Other fields, by their paths: in any family, or in one.
const NAMED_BY_ROLE: [(&str, &str, &str); 33] = [
    ("", "accepted", "nation"),
    ("", "acting", "nation"),
    ("", "asked", "nation"),
    ("", "commander", "nation"),
    ("", "delegations", "nation"),
    ("", "deputy", "nation"),
    ("", "nations", "nation"),
    ("", "owner", "nation"),
    ("", "present", "nation"),
    ("", "record.abstained", "nation"),
    ("", "record.agreed", "nation"),
    ("", "record.asked", "nation"),
    ("", "record.objected", "nation"),
    ("", "record.reserved", "nation"),
    ("", "record.silent", "nation"),
    ("", "route", "nation"),
    ("", "silent", "nation"),
    ("caveat", "limit.roe.barred", "roe"),
    ("caveat", "limit.sector.barred", "sector"),
    ("consignment", "from", "nation"),
    ("consignment", "to", "place"),
    ("maritime", "from", "nation"),
    ("maritime", "to", "nation"),
    ("talks", "place", "place"),
    ("", "via", "hub"),
    ("", "follow_up", "question"),
    ("", "relief", "contingent"),
    ("", "sources", "evidence"),
    ("", "gaps.requirement", "requirement"),
    ("silence", "depends_on", "project"),
    ("decision", "depends_on", "project"),
    ("prosperity", "depends_on", "question"),
    ("ceasefire", "instrument", "text"),
];

/// What the events of a family are about: the first of these that an event names.
const SUBJECTS: [(&str, &[&str]); 24] = [
    ("base", &["base"]),
    ("caveat", &["caveat"]),
    ("center", &["seat", "nation", "text"]),
    ("clock", &["deadline"]),
    ("commission", &["case"]),
    ("consignment", &["consignment"]),
    ("decision", &["question"]),
    ("depot", &["depot"]),
    ("force", &["contingent", "requirement", "nation"]),
    ("framework", &["text", "nation", "incident"]),
    ("headquarters", &["headquarters"]),
    ("hub", &["hub"]),
    ("incident", &["evidence", "incident", "series", "sensor"]),
    ("mandate", &["nation"]),
    ("maritime", &["nation"]),
    ("mission", &["mission"]),
    ("need", &["need"]),
    ("permit", &["permit"]),
    ("prosperity", &["project"]),
    ("response", &["series"]),
    ("roe", &["roe"]),
    ("silence", &["question"]),
    ("talks", &["round"]),
    ("task", &["tasking", "task"]),
];

/// The type of the object that a field names, if it names one. The path of a field in a field has
/// a dot; the items of a list have the path of the list.
pub(super) fn object_type(family: &str, path: &str) -> Option<&'static str> {
    let by_type = NAMED_BY_TYPE.iter().find(|name| **name == path).copied();
    by_type.or_else(|| {
        let means =
            |row: &&(&str, &str, &str)| (row.0.is_empty() || row.0 == family) && row.1 == path;
        NAMED_BY_ROLE.iter().find(means).map(|row| row.2)
    })
}

/// The types of what the events of a family are about, the first one first.
pub(super) fn subjects(family: &str) -> &'static [&'static str] {
    SUBJECTS.iter().find(|row| row.0 == family).map_or(&[], |row| row.1)
}

/// The type of what a deadline is about; some are about nothing that has a name of its own.
pub(super) fn subject_of_clock(clock: Clock) -> Option<&'static str> {
    match clock {
        Clock::TierOne
        | Clock::TierTwoGate
        | Clock::TierThreeGate
        | Clock::TierThree
        | Clock::Quiet => Some("series"),
        Clock::Consultation | Clock::Silence => Some("question"),
        Clock::Verification | Clock::Attribution => Some("incident"),
        Clock::SeatUnmanned => Some("seat"),
        Clock::MandateInformation
        | Clock::MandateAuthorization
        | Clock::MandateApproval
        | Clock::MandateExpiry
        | Clock::GuaranteeTerm => Some("nation"),
        Clock::Rotation => Some("contingent"),
        Clock::CommissionRemedy | Clock::Remedy => Some("case"),
        Clock::Need => Some("need"),
        Clock::Consignment => Some("consignment"),
        Clock::Requirement => Some("requirement"),
        Clock::TransitPermit => Some("permit"),
        Clock::HubDay => Some("hub"),
        Clock::DepotRefill => Some("depot"),
        Clock::CaveatExpiry => Some("caveat"),
        Clock::CeasefireEffective
        | Clock::LaunchPlan
        | Clock::HeadquartersRotation
        | Clock::MaritimeRotation
        | Clock::ParticipationReview
        | Clock::EmergencyActivation
        | Clock::EmergencyEnd => None,
    }
}
