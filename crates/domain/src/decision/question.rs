//! One question: its matter, its procedure, the positions on it, and how it ended.

use alloc::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Open, Rejection};
use crate::ids::{ProjectId, SeriesId};
use crate::nation::{Nation, NationSet};
use crate::on_record::OnRecord;
use crate::sound::{Sound, refuse_if};
use crate::{Moment, NotEntitled};

/// What a question is about.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Matter {
    Statement,
    Procedure,
    Monitoring,
    Logistics,
    TierTwo,
    TierThree,
    UseOfForce,
    CaveatChange,
}

impl Matter {
    /// Whether unbroken silence, or the co-chairs alone, may settle it: never the use of force,
    /// the second or third tier, or a nation's own caveat.
    pub const fn needs_express_consent(self) -> bool {
        matches!(
            self,
            Matter::TierTwo | Matter::TierThree | Matter::UseOfForce | Matter::CaveatChange
        )
    }
}

/// How a question is decided.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Procedure {
    /// Positions are heard; nothing is adopted.
    Consultation,
    /// Everybody asked agrees.
    Consensus,
    /// France and the United Kingdom agree, within what is already planned.
    CoChairs,
    /// The US, Ukraine and, for the Coalition, the co-chairs agree.
    Tripartite,
}

/// A nation's stand on a question.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Position {
    Agrees,
    /// Agrees with a reservation on record.
    AgreesWithReservation,
    Objects,
    Abstains,
}

impl Position {
    const fn is_agreement(self) -> bool {
        matches!(self, Position::Agrees | Position::AgreesWithReservation)
    }
}

/// Under whose name a text is adopted.
#[derive(
    Clone,
    Copy,
    Debug,
    Default,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Label {
    /// As the procedure says.
    #[default]
    Full,
    /// A position of the Coalition, without the US and Ukraine.
    CoalitionOnly,
}

/// How everybody stood when a question ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Record {
    pub text_version: u32,
    pub asked: NationSet,
    pub agreed: NationSet,
    pub reserved: NationSet,
    pub objected: NationSet,
    pub abstained: NationSet,
    /// Asked, and without any act of their own: never counted as agreeing here.
    pub silent: NationSet,
}

/// Where a question stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    Open,
    Adopted { at: OnRecord, label: Label },
    Failed { at: OnRecord },
    Escalated { at: OnRecord },
}

/// One question.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Question {
    pub matter: Matter,
    pub procedure: Procedure,
    pub asked: NationSet,
    pub text_version: u32,
    pub series: Option<SeriesId>,
    pub depends_on: Option<ProjectId>,
    pub opened_at: OnRecord,
    pub convened_at: Option<OnRecord>,
    pub positions: BTreeMap<Nation, Position>,
    pub status: Status,
}

impl Question {
    /// Refuses who has no part in it: a question is brought on by the seats, and by the nations that
    /// were asked.
    pub(super) fn is_theirs(&self, moment: &Moment<'_>) -> Result<(), NotEntitled> {
        let was_asked = moment.by.is_one_of(self.asked) && moment.seat().is_some();
        if was_asked { Ok(()) } else { moment.seats_only() }
    }

    fn standing(&self, holds: impl Fn(Position) -> bool) -> NationSet {
        let rows = self.positions.iter().filter(|&(_, &position)| holds(position));
        rows.map(|(&nation, _)| nation).collect()
    }

    pub(super) fn record(&self) -> Record {
        let stated = self.standing(|_| true);
        Record {
            text_version: self.text_version,
            asked: self.asked,
            agreed: self.standing(Position::is_agreement),
            reserved: self.standing(|position| position == Position::AgreesWithReservation),
            objected: self.standing(|position| position == Position::Objects),
            abstained: self.standing(|position| position == Position::Abstains),
            silent: self.asked.minus(stated),
        }
    }

    /// The nations whose agreement the procedure needs.
    pub(super) fn needed(&self, label: Label) -> NationSet {
        needed(self.procedure, self.asked, label)
    }
}

impl Open {
    pub(crate) fn sound(&self) -> Sound<Rejection> {
        let Open { question, procedure, asked, .. } = *self;
        refuse_if(asked.is_empty(), &["asked"], Rejection::NobodyAsked { question })?;
        let missing = needed(procedure, asked, Label::Full).minus(asked);
        let rejection = Rejection::NeededNotAsked { question, missing };
        refuse_if(!missing.is_empty(), &["asked", "procedure"], rejection)
    }
}

/// The nations whose agreement a procedure needs, if these are asked.
pub(super) fn needed(procedure: Procedure, asked: NationSet, label: Label) -> NationSet {
    let cochairs = NationSet::EMPTY.with(Nation::FR).with(Nation::UK);
    match (procedure, label) {
        (Procedure::Consultation | Procedure::Consensus, _) => asked,
        (Procedure::CoChairs, _) | (Procedure::Tripartite, Label::CoalitionOnly) => cochairs,
        (Procedure::Tripartite, Label::Full) => cochairs.with(Nation::US).with(Nation::UA),
    }
}
