//! The table itself.

use domain::clock::Clock;
use domain::{Actor, Nation};

use super::{Act, By, Duty, Need, OF_RELIEF, Step};

const LEADERS: By = By::these(&[Actor::CoChairs, Actor::Coalition]);
const COMMISSION: By = By::these(&[Actor::Commission]);
const FINDERS: By = By::these(&[Actor::Monitors, Actor::Commission, Actor::Us]);

const HANDOVER: By = By::these(&[Actor::CoChairs, Actor::Coalition, Actor::Commander]);

const fn step(brings: Need, what: &'static str, command: &'static str, by: By) -> Step {
    Step { brings, until: None, what, command, by }
}

impl Step {
    const fn until(self, need: Need) -> Step {
        Step { until: Some(need), ..self }
    }
}

pub(super) static DUTIES: [Duty; 17] = [
    Duty {
        clock: Clock::TierOne,
        field: Some("series"),
        parts: &[],
        any: false,
        acts: &[
            Act { what: "a warning", command: "response.send-warning", by: By::SEATS, needs: &[] },
            Act {
                what: "action against it",
                command: "response.record-host-action",
                by: By::these(&[Actor::Ua]),
                needs: &[],
            },
        ],
        steps: &[],
    },
    Duty {
        clock: Clock::TierThree,
        field: Some("series"),
        parts: &["question"],
        any: true,
        acts: &[
            Act {
                what: "the opening of tier three",
                command: "response.open-tier-three",
                by: By::these(&[Actor::CoChairs, Actor::Coalition, Actor::Us]),
                needs: &[Need::Consultation, Need::UsYes],
            },
            Act {
                what: "a \"no\"",
                command: "response.decide-us",
                by: By::these(&[Actor::Us]),
                needs: &[],
            },
        ],
        steps: &[
            step(Need::Consultation, "a consultation on it", "decision.open", By::SEATS)
                .until(Need::Question),
            step(Need::Consultation, "a meeting, called", "decision.convene", By::ASKED),
            step(Need::UsYes, "a \"yes\"", "response.decide-us", By::these(&[Actor::Us])),
        ],
    },
    Duty {
        clock: Clock::Consultation,
        field: Some("question"),
        parts: &[],
        any: true,
        acts: &[Act {
            what: "a meeting, called",
            command: "decision.convene",
            by: By::ASKED,
            needs: &[],
        }],
        steps: &[],
    },
    Duty {
        clock: Clock::Verification,
        field: Some("incident"),
        parts: &[],
        any: true,
        acts: &[Act { what: "a finding", command: "incident.verify", by: FINDERS, needs: &[] }],
        steps: &[],
    },
    Duty {
        clock: Clock::Attribution,
        field: Some("incident"),
        parts: &[],
        any: true,
        acts: &[Act {
            what: "its settlement",
            command: "incident.settle",
            by: FINDERS,
            needs: &[Need::Attribution],
        }],
        steps: &[step(Need::Attribution, "a proposal", "incident.attribute", FINDERS)],
    },
    Duty {
        clock: Clock::LaunchPlan,
        field: None,
        parts: &[],
        any: true,
        acts: &[Act {
            what: "a report",
            command: "prosperity.report-launch-plan",
            by: By { others: &[Actor::Control], ..By::SEATS },
            needs: &[],
        }],
        steps: &[],
    },
    Duty {
        clock: Clock::MandateInformation,
        field: Some("nation"),
        parts: &[],
        any: true,
        acts: &[Act {
            what: "a report to parliament",
            command: "mandate.inform",
            by: By::OWNER,
            needs: &[],
        }],
        steps: &[],
    },
    Duty {
        clock: Clock::Rotation,
        field: Some("contingent"),
        parts: &[],
        any: true,
        acts: &[Act {
            what: "its relief",
            command: "force.relieve",
            by: By::OWNER,
            needs: &OF_RELIEF,
        }],
        steps: &[step(Need::Relief, "another contingent, made ready", "force.generate", By::OWNER)],
    },
    Duty {
        clock: Clock::HeadquartersRotation,
        field: None,
        parts: &[],
        any: true,
        acts: &[Act {
            what: "the handover",
            command: "headquarters.hand-over",
            by: LEADERS,
            needs: &[Need::HandoverList],
        }],
        steps: &[
            step(Need::HandoverList, "its start", "headquarters.start-handover", LEADERS)
                .until(Need::Handover),
            step(
                Need::HandoverList,
                "what is left of its list",
                "headquarters.complete-item",
                HANDOVER,
            ),
        ],
    },
    Duty {
        clock: Clock::CommissionRemedy,
        field: Some("case"),
        parts: &[],
        any: true,
        acts: &[
            Act {
                what: "the setting of a remedy",
                command: "commission.set-remedy",
                by: COMMISSION,
                needs: &[Need::Finding],
            },
            Act {
                what: "a verdict of \"not proven\"",
                command: "commission.find-not-proven",
                by: COMMISSION,
                needs: &[Need::EvidenceList],
            },
        ],
        steps: &[
            step(Need::EvidenceList, "a closed list", "commission.close-evidence", COMMISSION),
            step(Need::Finding, "a finding", "commission.find", COMMISSION),
        ],
    },
    Duty {
        clock: Clock::Remedy,
        field: Some("case"),
        parts: &[],
        any: true,
        acts: &[Act {
            what: "a report of its completion",
            command: "commission.report-remedy-done",
            by: By::TOGETHER,
            needs: &[Need::Acceptance],
        }],
        steps: &[step(Need::Acceptance, "its acceptance", "commission.accept-remedy", By::EACH)],
    },
    Duty {
        clock: Clock::Need,
        field: Some("need"),
        parts: &["consignment", "permit"],
        any: true,
        acts: &[Act {
            what: "delivery in full",
            command: "consignment.deliver",
            by: By::these(&[Actor::Ua]),
            needs: &[Need::Donors, Need::Goods],
        }],
        steps: &[],
    },
    Duty {
        clock: Clock::TransitPermit,
        field: Some("permit"),
        parts: &[],
        any: true,
        acts: &[
            Act { what: "its grant", command: "permit.grant", by: By::OWNER, needs: &[] },
            Act { what: "its refusal", command: "permit.refuse", by: By::OWNER, needs: &[] },
        ],
        steps: &[],
    },
    Duty {
        clock: Clock::EmergencyActivation,
        field: None,
        parts: &[],
        any: true,
        acts: &[Act {
            what: "the activation of the emergency regime",
            command: "permit.activate-emergency",
            by: By::these(&[Actor::Nation(Nation::EU)]),
            needs: &[],
        }],
        steps: &[],
    },
    Duty {
        clock: Clock::DepotRefill,
        field: Some("depot"),
        parts: &[],
        any: true,
        acts: &[Act { what: "its refill", command: "depot.refill", by: By::OWNER, needs: &[] }],
        steps: &[],
    },
    Duty {
        clock: Clock::GuaranteeTerm,
        field: Some("nation"),
        parts: &[],
        any: true,
        acts: &[Act {
            what: "its renewal",
            command: "framework.renew-guarantee",
            by: By::OWNER,
            needs: &[],
        }],
        steps: &[],
    },
    Duty {
        clock: Clock::MaritimeRotation,
        field: None,
        parts: &[],
        any: true,
        acts: &[Act {
            what: "the handover",
            command: "maritime.hand-over",
            by: By::OWNER,
            needs: &[Need::Successor],
        }],
        steps: &[step(
            Need::Successor,
            "a word that it is ready",
            "maritime.declare-ready",
            By::IN_TURN,
        )],
    },
];
