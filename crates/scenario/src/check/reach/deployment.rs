//! What the commands about mandates, the force, its missions and its supplies can lead to.

use super::{DUTY, Row, row};

/// A mandate ends with its time, and what was handed over under it returns.
const ENDED_MANDATE: &[&str] = &[
    "clock.struck",
    "clock.cancelled",
    "mandate.expired",
    "force.authority-lapsed",
    "mission.lapsed",
];

/// Nobody relieves a contingent, or its parliament is neither told nor asked.
const IN_PLACE: &[&str] = &[
    "clock.missed",
    "force.rotation-overdue",
    "clock.struck",
    "clock.cancelled",
    "mandate.expired",
    "force.authority-lapsed",
    "mission.lapsed",
];

/// A consignment does not come when it is expected.
const DELAYED: &[&str] = &["clock.struck", "consignment.delayed"];

/// A hub hands on what its capacity allows, and begins another day if anything is left.
const HUB_DAY: &[&str] = &["clock.struck", "hub.handled", "consignment.left-hub", "clock.armed"];

pub(super) const ROWS: &[Row] = &[
    row("mandate.declare-rule", &["mandate.rule-declared"], &[]),
    row(
        "mandate.request",
        &["mandate.requested", "mandate.granted", "clock.armed", "clock.cancelled"],
        &[
            "clock.struck",
            "mandate.granted",
            "clock.cancelled",
            "clock.armed",
            "mandate.expired",
            "force.authority-lapsed",
            "mission.lapsed",
        ],
    ),
    row("mandate.demand-debate", &["mandate.debate-demanded", "clock.cancelled"], &[]),
    row(
        "mandate.record-vote",
        &[
            "mandate.granted",
            "mandate.denied",
            "mandate.authorized",
            "clock.armed",
            "clock.cancelled",
            "force.authority-lapsed",
            "mission.lapsed",
        ],
        ENDED_MANDATE,
    ),
    row("mandate.inform", &["mandate.informed", "clock.met", "clock.missed"], &[]),
    row("force.declare-stance", &["force.stance-declared"], &[]),
    row(
        "force.publish-requirement",
        &["force.requirement-published", "clock.armed"],
        &["clock.struck", "force.requirement-short"],
    ),
    row("force.hold-conference", &["force.conference-held"], &[]),
    row("force.offer", &["force.capability-offered"], &[]),
    row("force.withdraw-offer", &["force.offer-withdrawn"], &[]),
    row("force.generate", &["force.contingent-generated"], &[]),
    row("force.transfer-authority", &["force.authority-transferred"], &[]),
    row("force.revoke-authority", &["force.authority-revoked", "mission.lapsed"], &[]),
    row("force.move", &["force.contingent-moved"], &[]),
    row(
        "force.report-in-place",
        &["force.contingent-in-place", "clock.armed", "mandate.operation-began"],
        IN_PLACE,
    ),
    row(
        "force.relieve",
        &[
            "force.contingent-relieved",
            "force.authority-lapsed",
            "mission.lapsed",
            "clock.met",
            "clock.missed",
            "force.contingent-in-place",
            "clock.armed",
            "mandate.operation-began",
            "mandate.operation-ended",
            "clock.cancelled",
        ],
        IN_PLACE,
    ),
    row(
        "force.recall",
        &[
            "force.contingent-recalled",
            "force.authority-lapsed",
            "mission.lapsed",
            "clock.cancelled",
            "mandate.operation-ended",
        ],
        &[],
    ),
    row("force.close-straits", &["force.straits-closed"], &[]),
    row("force.open-straits", &["force.straits-opened"], &[]),
    row("need.register", &["need.registered", "clock.armed"], DUTY),
    row("need.prioritize", &["need.prioritized"], &[]),
    row("need.propose-donor", &["need.donor-proposed"], &[]),
    row("need.match-donor", &["need.donor-matched"], &[]),
    row("need.withdraw-match", &["need.match-withdrawn"], &[]),
    row("permit.request", &["permit.requested", "clock.armed"], DUTY),
    row("permit.grant", &["permit.granted", "clock.met", "clock.missed"], &[]),
    row("permit.refuse", &["permit.refused", "clock.met", "clock.missed"], &[]),
    row("permit.request-emergency", &["permit.emergency-requested", "clock.armed"], DUTY),
    row(
        "permit.activate-emergency",
        &["permit.emergency-activated", "clock.met", "clock.missed", "clock.armed"],
        &["clock.struck", "permit.emergency-ended"],
    ),
    row("permit.end-emergency", &["permit.emergency-ended", "clock.cancelled"], &[]),
    row("base.plan", &["base.planned"], &[]),
    row("base.build", &["base.building-began"], &[]),
    row("base.open", &["base.opened"], &[]),
    row("base.report-attack", &["base.attacked"], &[]),
    row("base.close", &["base.closed"], &[]),
    row("hub.open", &["hub.opened"], &[]),
    row("hub.declare-outage", &["hub.outage-declared", "clock.cancelled"], &[]),
    row("hub.end-outage", &["hub.outage-ended", "clock.armed"], HUB_DAY),
    row("consignment.prepare", &["consignment.prepared"], &[]),
    row("caveat.declare", &["caveat.declared", "clock.armed"], &["clock.struck", "caveat.expired"]),
    row("caveat.lift", &["caveat.lifted", "clock.cancelled"], &[]),
    row("roe.request", &["roe.requested"], &[]),
    row("roe.authorize", &["roe.authorized"], &[]),
    row("roe.deny", &["roe.denied"], &[]),
    row("roe.implement", &["roe.implemented"], &[]),
    row("roe.cancel", &["roe.cancelled", "mission.lapsed"], &[]),
    row("mission.order", &["mission.ordered", "mission.started", "mission.stopped-by-caveat"], &[]),
    row("mission.clear", &["mission.cleared", "mission.started", "mission.stopped-by-caveat"], &[]),
    row("mission.play-red-card", &["mission.red-card-played", "mission.gap-reoffered"], &[]),
    row(
        "mission.take-over",
        &["mission.taken-over", "mission.started", "mission.stopped-by-caveat"],
        &[],
    ),
    row("mission.complete", &["mission.completed"], &[]),
    row("consignment.dispatch", &["consignment.dispatched", "clock.armed"], DELAYED),
    row(
        "consignment.redirect",
        &["consignment.redirected", "clock.armed", "clock.cancelled"],
        DELAYED,
    ),
    row("consignment.arrive-at-hub", &["consignment.arrived-at-hub", "clock.armed"], HUB_DAY),
    row("consignment.take-back", &["consignment.taken-back", "clock.cancelled"], &[]),
    row("consignment.hand-over", &["consignment.handed-over", "clock.cancelled"], &[]),
    row(
        "consignment.deliver",
        &["consignment.delivered", "clock.met", "clock.missed", "clock.cancelled"],
        &[],
    ),
    row("depot.reserve", &["depot.reserved"], &[]),
    row("depot.consent", &["depot.consent-given"], &[]),
    row("depot.release", &["depot.released", "clock.armed"], DUTY),
    row("depot.refill", &["depot.refilled", "clock.met", "clock.missed"], &[]),
];
