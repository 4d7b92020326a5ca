//! The numbers that the center works with. None of them is a constant here: each is set by an
//! event that carries its basis and source.

use kernel::SimDuration;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize, Serializer};

use crate::actor::Actor;

/// The name of a parameter.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Parameter {
    /// From the initial breach: warning and host action must be on record.
    TierOneWithin,
    /// From the initial breach: the second tier may be proposed if hostilities continue.
    TierTwoAfter,
    /// From the initial breach: the third tier may open from here on.
    TierThreeEarliest,
    /// From the initial breach: the third tier is opened or declined by then.
    TierThreeLatest,
    /// How long hostilities must have ceased before the response goes down a tier.
    QuietPeriod,
    /// From the opening of an incident to its verification.
    VerificationWithin,
    /// From the verification of an incident to the settlement of its attribution.
    AttributionWithin,
    /// From the request to the convening of a consultation.
    ConsultationWithin,
    /// From the start of a silence on something routine to its end.
    SilenceRoutine,
    /// The same on something urgent.
    SilenceUrgent,
    /// The same where it must be decided at once.
    SilenceFlash,
    /// How long a seat may be vacant before it is flagged.
    SeatUnmannedAfter,
    /// Filled seats below which the cell is degraded.
    QuorumSeats,
    /// Attending nations below which the cell is degraded.
    QuorumNations,
    /// Sensor coverage below which "no incidents" means "unknown".
    CoverageThreshold,
    /// How far back an assessment of calm looks.
    CalmWindow,
    /// Incidents of one sector within this time belong to one breach series.
    CorrelationGap,
    /// The number of verified minor breaches in a series that can open the second tier.
    PersistenceThreshold,
    /// From the start of the launch plan to its report.
    LaunchPlanWithin,
    /// From the opening of the operational headquarters, or its last move, to its next.
    HeadquartersRotationAfter,
    /// From the opening of a case to its remedy.
    CommissionRemedyWithin,
    /// How long the cell may go without a decision before participation is reviewed.
    ParticipationReviewAfter,
    /// The most that the tranches of all projects may come to, in million euro.
    ProsperityEnvelope,
    /// Who finds that the cessation of hostilities is credible.
    CessationFinder,
    /// How long a contingent stays in place before another relieves it.
    RotationWithin,
    /// From the request to the answer of a transit state, under today's rules.
    PermitLegacy,
    /// The same under the proposed rules for peacetime.
    PermitPeacetime,
    /// The same while the emergency regime is active.
    PermitEmergency,
    /// From the request of the emergency regime to its activation.
    EmergencyWithin,
    /// How long the emergency regime lasts once it is active.
    EmergencyLasts,
    /// Tonnes on one truck.
    RoadPayload,
    /// Tonnes on one wagon.
    RailPayload,
    /// Tonnes in one aircraft.
    AirPayload,
    /// From the first release of stock that a depot keeps for the guarantee: it is full again.
    DepotRefillWithin,
    /// How long a guarantee is in force unless it is renewed. Where nobody has said it, no clock runs.
    GuaranteeTerm,
    /// From the start of a turn of the command at sea to its handover.
    MaritimeRotationAfter,
}

/// The unit in which a parameter is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    Duration,
    /// Parts per million.
    Share,
    Count,
    Actor,
}

/// A value with its unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Value {
    Duration(SimDuration),
    /// Parts per million.
    Share(u32),
    Count(u32),
    Actor(Actor),
}

impl Parameter {
    /// In the order in which they are declared.
    pub const ALL: &'static [Parameter] = &[
        Parameter::TierOneWithin,
        Parameter::TierTwoAfter,
        Parameter::TierThreeEarliest,
        Parameter::TierThreeLatest,
        Parameter::QuietPeriod,
        Parameter::VerificationWithin,
        Parameter::AttributionWithin,
        Parameter::ConsultationWithin,
        Parameter::SilenceRoutine,
        Parameter::SilenceUrgent,
        Parameter::SilenceFlash,
        Parameter::SeatUnmannedAfter,
        Parameter::QuorumSeats,
        Parameter::QuorumNations,
        Parameter::CoverageThreshold,
        Parameter::CalmWindow,
        Parameter::CorrelationGap,
        Parameter::PersistenceThreshold,
        Parameter::LaunchPlanWithin,
        Parameter::HeadquartersRotationAfter,
        Parameter::CommissionRemedyWithin,
        Parameter::ParticipationReviewAfter,
        Parameter::ProsperityEnvelope,
        Parameter::CessationFinder,
        Parameter::RotationWithin,
        Parameter::PermitLegacy,
        Parameter::PermitPeacetime,
        Parameter::PermitEmergency,
        Parameter::EmergencyWithin,
        Parameter::EmergencyLasts,
        Parameter::RoadPayload,
        Parameter::RailPayload,
        Parameter::AirPayload,
        Parameter::DepotRefillWithin,
        Parameter::GuaranteeTerm,
        Parameter::MaritimeRotationAfter,
    ];

    /// The least value with which the center can work: what carries nothing loads nothing, and a
    /// silence of no length gives nobody time to object. Participation is reviewed again and again,
    /// so that a shorter wait than a minute would fill the record with reviews.
    pub const fn least(self) -> u64 {
        match self {
            Parameter::RoadPayload
            | Parameter::RailPayload
            | Parameter::AirPayload
            | Parameter::SilenceRoutine
            | Parameter::SilenceUrgent
            | Parameter::SilenceFlash => 1,
            Parameter::ParticipationReviewAfter => 60_000,
            _ => 0,
        }
    }

    /// Whether zero is a word of its own: that there is none of it.
    pub const fn may_be_none(self) -> bool {
        matches!(self, Parameter::ParticipationReviewAfter) || self.least() == 0
    }

    /// Whether the center can work with a value. It takes any, and then does not do what needs it:
    /// whoever writes a scenario is told before. The clock finds nothing.
    pub fn works_with(self, value: Value) -> bool {
        let number = match value {
            Value::Duration(span) => span.as_millis(),
            Value::Share(number) | Value::Count(number) => u64::from(number),
            Value::Actor(actor) => return actor != Actor::Clock,
        };
        self.least() <= number || (number == 0 && self.may_be_none())
    }

    pub const fn unit(self) -> Unit {
        match self {
            Parameter::QuorumSeats
            | Parameter::QuorumNations
            | Parameter::PersistenceThreshold
            | Parameter::ProsperityEnvelope
            | Parameter::RoadPayload
            | Parameter::RailPayload
            | Parameter::AirPayload => Unit::Count,
            Parameter::CoverageThreshold => Unit::Share,
            Parameter::CessationFinder => Unit::Actor,
            _ => Unit::Duration,
        }
    }
}

impl Value {
    pub const fn unit(self) -> Unit {
        match self {
            Value::Duration(_) => Unit::Duration,
            Value::Share(_) => Unit::Share,
            Value::Count(_) => Unit::Count,
            Value::Actor(_) => Unit::Actor,
        }
    }
}

/// The parameters that have been set.
///
/// An unset one reads as zero, and as nobody. There are no hidden defaults: whoever sets up a
/// center sets them all, as scenarios do from their sheet.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Parameters([Option<Value>; Parameter::ALL.len()]);

const _: () = assert!(Parameter::MaritimeRotationAfter as usize + 1 == Parameter::ALL.len());

impl Default for Parameters {
    fn default() -> Parameters {
        Parameters([None; _])
    }
}

impl Serialize for Parameters {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let all = Parameter::ALL.iter().map(|it| (it, self.get(*it)));
        serializer.collect_map(all.filter_map(|(parameter, value)| Some((parameter, value?))))
    }
}

impl Parameters {
    pub(crate) fn set(&mut self, parameter: Parameter, value: Value) {
        self.0[parameter as usize] = Some(value);
    }

    pub fn get(&self, parameter: Parameter) -> Option<Value> {
        self.0[parameter as usize]
    }

    pub fn duration(&self, parameter: Parameter) -> SimDuration {
        match self.get(parameter) {
            Some(Value::Duration(span)) => span,
            _ => SimDuration::ZERO,
        }
    }

    /// A count, or a share in parts per million.
    pub fn number(&self, parameter: Parameter) -> u32 {
        match self.get(parameter) {
            Some(Value::Count(number) | Value::Share(number)) => number,
            _ => 0,
        }
    }

    pub fn actor(&self, parameter: Parameter) -> Option<Actor> {
        match self.get(parameter) {
            Some(Value::Actor(actor)) => Some(actor),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each has a place of its own.
    #[test]
    fn a_parameter_is_found_where_it_was_set() {
        let count = |place: usize| Value::Count(u32::try_from(place).expect("they are few"));
        let mut parameters = Parameters::default();
        let before = parameters.clone();
        for (place, parameter) in Parameter::ALL.iter().enumerate() {
            assert_eq!((*parameter as usize, parameters.get(*parameter)), (place, None));
            parameters.set(*parameter, count(place));
        }
        for (place, parameter) in Parameter::ALL.iter().enumerate() {
            assert_eq!(parameters.get(*parameter), Some(count(place)));
            assert_eq!(before.get(*parameter), None, "the copy keeps what it had");
        }
    }
}
