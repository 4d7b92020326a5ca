//! What meets each deadline, who is entitled to do it, and what it needs: the one table of this.
//!
//! A test lets the domain decide each command for each actor, so the table says what is so.

use domain::Actor;
use domain::clock::Clock;
use serde::Serialize;

/// A deadline that somebody can meet.
#[derive(Debug)]
pub(crate) struct Duty {
    pub(crate) clock: Clock,
    /// The field by which a command names what the deadline is about; none where there is only
    /// one such thing.
    pub(crate) field: Option<&'static str>,
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
    /// Everybody who sits at a seat: the US, Ukraine, the Coalition, the co-chairs, any nation.
    pub(crate) seats: bool,
    pub(crate) others: &'static [Actor],
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
}

impl By {
    const SEATS: By = By { seats: true, others: &[] };

    const fn these(others: &'static [Actor]) -> By {
        By { seats: false, others }
    }

    pub(crate) fn includes(&self, actor: Actor) -> bool {
        (self.seats && actor.seat().is_some()) || self.others.contains(&actor)
    }
}

impl Need {
    pub(crate) const fn words(self) -> &'static str {
        match self {
            Need::Attribution => "a proposed attribution",
            Need::Consultation => "a consultation that met",
            Need::UsYes => "a \"yes\" of the US",
        }
    }
}

const FINDERS: By = By::these(&[Actor::Monitors, Actor::Commission, Actor::Us]);

const DUTIES: &[Duty] = &[
    Duty {
        clock: Clock::TierOne,
        field: Some("series"),
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
        any: true,
        acts: &[Act { what: "a finding", command: "incident.verify", by: FINDERS, needs: &[] }],
    },
    Duty {
        clock: Clock::Attribution,
        field: Some("incident"),
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
        any: true,
        acts: &[Act {
            what: "a report",
            command: "prosperity.report-launch-plan",
            by: By { seats: true, others: &[Actor::Control] },
            needs: &[],
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
