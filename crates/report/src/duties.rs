//! What meets each deadline, who is entitled to do it, and what it needs: the one table of this.
//!
//! A test lets the domain decide each command for each actor, so the table says what is so.

use domain::clock::Clock;
use domain::{Actor, Nation};
use serde::Serialize;

/// A deadline that somebody can meet.
#[derive(Debug)]
pub(crate) struct Duty {
    pub(crate) clock: Clock,
    /// The field by which a command names what the deadline is about; none where there is only
    /// one such thing.
    pub(crate) field: Option<&'static str>,
    /// The field by which a command names a part of that thing instead.
    pub(crate) part: Option<&'static str>,
    /// Whether one of the acts is enough, or all are needed.
    pub(crate) any: bool,
    pub(crate) acts: &'static [Act],
}

/// Something that goes towards meeting a deadline.
#[derive(Debug)]
pub(crate) struct Act {
    pub(crate) what: &'static str,
    pub(crate) command: &'static str,
    pub(crate) by: By,
    /// What must be on record before the command is accepted.
    pub(crate) needs: &'static [Need],
}

/// Who is entitled to a command.
#[derive(Clone, Copy, Debug)]
pub(crate) struct By {
    /// Everybody who acts for a seat: the US, Ukraine, the Coalition, the co-chairs, any nation that is
    /// enrolled and no observer.
    pub(crate) seats: bool,
    pub(crate) nations: Nations,
    pub(crate) others: &'static [Actor],
}

/// Which nations are entitled to something as an act of their own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Nations {
    None,
    /// The one that owns what the deadline is about: its mandate, its contingent, its depot, its
    /// permit to give, its guarantee, its turn.
    Owner,
}

/// Something without which an act is refused, and which may come and go.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Need {
    /// A version of the attribution of an incident that is not settled.
    Attribution,
    /// A consultation on a breach series that has met.
    Consultation,
    /// A decision of the US to take part in a response.
    UsYes,
    /// Another contingent in the force for the requirement of the one that is in place.
    Relief,
    /// A list of the handover on which everything is done.
    HandoverList,
    /// A nation that is ready to take over the command at sea.
    Successor,
    /// A list of evidence that is closed, in a case.
    EvidenceList,
    /// A finding on who is responsible, in a case.
    Finding,
    /// A nation that takes the remedy of a case upon itself.
    Acceptance,
    /// Donors for all of a need.
    Donors,
    /// All goods for a need in Ukraine.
    Goods,
}

impl By {
    const SEATS: By = By { seats: true, nations: Nations::None, others: &[] };
    const OWNER: By = By { seats: false, nations: Nations::Owner, others: &[] };
    /// The seats themselves: what is told for all of them, no single nation tells.
    const TOGETHER: By = By::these(&[Actor::Us, Actor::Ua, Actor::Coalition, Actor::CoChairs]);

    const fn these(others: &'static [Actor]) -> By {
        By { seats: false, nations: Nations::None, others }
    }

    /// Whether it includes an actor, where this nation owns what the deadline is about, as
    /// far as that is known.
    pub(crate) fn includes(&self, actor: Actor, owner: Option<Nation>) -> bool {
        let as_nation = match self.nations {
            Nations::None => false,
            Nations::Owner => owner.is_some_and(|nation| actor.speaks_for(nation)),
        };
        as_nation || (self.seats && actor.seat().is_some()) || self.others.contains(&actor)
    }
}

impl Need {
    pub(crate) const fn words(self) -> &'static str {
        match self {
            Need::Attribution => "a proposed attribution",
            Need::Consultation => "a consultation that met",
            Need::UsYes => "a \"yes\" of the US",
            Need::Relief => "another contingent for its requirement that can take its place",
            Need::HandoverList => "a list that is worked off",
            Need::Successor => "a nation that is ready to take over",
            Need::EvidenceList => "a closed list of evidence",
            Need::Finding => "a finding on who is responsible",
            Need::Acceptance => "a nation that accepts it",
            Need::Donors => "donors for all of it",
            Need::Goods => "all of it handed over at the border",
        }
    }
}

const LEADERS: By = By::these(&[Actor::CoChairs, Actor::Coalition]);
const COMMISSION: By = By::these(&[Actor::Commission]);
const FINDERS: By = By::these(&[Actor::Monitors, Actor::Commission, Actor::Us]);

const DUTIES: &[Duty] = &[
    Duty {
        clock: Clock::TierOne,
        field: Some("series"),
        part: None,
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
    },
    Duty {
        clock: Clock::TierThree,
        field: Some("series"),
        part: None,
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
    },
    Duty {
        clock: Clock::Consultation,
        field: Some("question"),
        part: None,
        any: true,
        acts: &[Act {
            what: "a meeting, called",
            command: "decision.convene",
            by: By::SEATS,
            needs: &[],
        }],
    },
    Duty {
        clock: Clock::Verification,
        field: Some("incident"),
        part: None,
        any: true,
        acts: &[Act { what: "a finding", command: "incident.verify", by: FINDERS, needs: &[] }],
    },
    Duty {
        clock: Clock::Attribution,
        field: Some("incident"),
        part: None,
        any: true,
        acts: &[Act {
            what: "its settlement",
            command: "incident.settle",
            by: FINDERS,
            needs: &[Need::Attribution],
        }],
    },
    Duty {
        clock: Clock::LaunchPlan,
        field: None,
        part: None,
        any: true,
        acts: &[Act {
            what: "a report",
            command: "prosperity.report-launch-plan",
            by: By { others: &[Actor::Control], ..By::SEATS },
            needs: &[],
        }],
    },
    Duty {
        clock: Clock::MandateInformation,
        field: Some("nation"),
        part: None,
        any: true,
        acts: &[Act {
            what: "a report to parliament",
            command: "mandate.inform",
            by: By::OWNER,
            needs: &[],
        }],
    },
    Duty {
        clock: Clock::Rotation,
        field: Some("contingent"),
        part: None,
        any: true,
        acts: &[Act {
            what: "its relief",
            command: "force.relieve",
            by: By::OWNER,
            needs: &[Need::Relief],
        }],
    },
    Duty {
        clock: Clock::HeadquartersRotation,
        field: None,
        part: None,
        any: true,
        acts: &[Act {
            what: "the handover",
            command: "headquarters.hand-over",
            by: LEADERS,
            needs: &[Need::HandoverList],
        }],
    },
    Duty {
        clock: Clock::CommissionRemedy,
        field: Some("case"),
        part: None,
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
    },
    Duty {
        clock: Clock::Remedy,
        field: Some("case"),
        part: None,
        any: true,
        acts: &[Act {
            what: "a report of its completion",
            command: "commission.report-remedy-done",
            by: By::TOGETHER,
            needs: &[Need::Acceptance],
        }],
    },
    Duty {
        clock: Clock::Need,
        field: Some("need"),
        part: Some("consignment"),
        any: true,
        acts: &[Act {
            what: "delivery in full",
            command: "consignment.deliver",
            by: By::these(&[Actor::Ua]),
            needs: &[Need::Donors, Need::Goods],
        }],
    },
    Duty {
        clock: Clock::TransitPermit,
        field: Some("permit"),
        part: None,
        any: true,
        acts: &[
            Act { what: "its grant", command: "permit.grant", by: By::OWNER, needs: &[] },
            Act { what: "its refusal", command: "permit.refuse", by: By::OWNER, needs: &[] },
        ],
    },
    Duty {
        clock: Clock::EmergencyActivation,
        field: None,
        part: None,
        any: true,
        acts: &[Act {
            what: "the activation of the emergency regime",
            command: "permit.activate-emergency",
            by: By::these(&[Actor::Nation(Nation::EU)]),
            needs: &[],
        }],
    },
    Duty {
        clock: Clock::DepotRefill,
        field: Some("depot"),
        part: None,
        any: true,
        acts: &[Act { what: "its refill", command: "depot.refill", by: By::OWNER, needs: &[] }],
    },
    Duty {
        clock: Clock::GuaranteeTerm,
        field: Some("nation"),
        part: None,
        any: true,
        acts: &[Act {
            what: "its renewal",
            command: "framework.renew-guarantee",
            by: By::OWNER,
            needs: &[],
        }],
    },
    Duty {
        clock: Clock::MaritimeRotation,
        field: None,
        part: None,
        any: true,
        acts: &[Act {
            what: "the handover",
            command: "maritime.hand-over",
            by: By::OWNER,
            needs: &[Need::Successor],
        }],
    },
];

/// The duties whose deadlines somebody can meet.
pub(crate) fn duties() -> &'static [Duty] {
    DUTIES
}

/// What meets the deadlines of a clock; none for gates, which merely strike.
pub(crate) fn duty(clock: Clock) -> Option<&'static Duty> {
    DUTIES.iter().find(|duty| duty.clock == clock)
}

#[cfg(test)]
mod tests;
