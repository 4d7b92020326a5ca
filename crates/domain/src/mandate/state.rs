//! How far each nation's own procedure has come.

use alloc::collections::BTreeMap;

use kernel::{SimDuration, SimTime};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::OnRecord;
use crate::nation::Nation;

/// What a nation's own law asks for. Durations are data, because sources and scenarios differ.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Rule {
    /// The government decides alone.
    #[default]
    None,
    /// Parliament votes before.
    Vote,
    /// The government decides, informs parliament within `inform_within` of the first units in
    /// place, and needs a vote for what lasts longer than `authorize_within`.
    Information { inform_within: SimDuration, authorize_within: SimDuration },
    /// Approved after `within` unless somebody demands a debate; then parliament votes.
    DeemedApproved { within: SimDuration },
}

impl Rule {
    /// Whether the rule leaves somebody no time at all.
    pub(super) fn leaves_no_time(self) -> bool {
        match self {
            Rule::None | Rule::Vote => false,
            Rule::Information { inform_within, authorize_within } => {
                inform_within == SimDuration::ZERO || authorize_within == SimDuration::ZERO
            }
            Rule::DeemedApproved { within } => within == SimDuration::ZERO,
        }
    }
}

/// How far a mandate has come.
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
pub enum Status {
    #[default]
    None,
    /// Asked for, and no mandate holds meanwhile.
    Requested,
    Granted,
    Denied,
    Expired,
}

/// What a government has asked for and what is not decided yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Pending {
    pub ceiling: u32,
    /// Counted from the grant; none if it is not limited.
    pub lasts: Option<SimDuration>,
    /// A debate was demanded, so that only a vote grants it.
    pub debated: bool,
}

/// The mandate of one nation.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize)]
pub struct Mandate {
    pub rule: Rule,
    pub status: Status,
    /// The most people that may be on their way or in place in Ukraine at once, as last granted.
    pub ceiling: u32,
    /// From here on it no longer holds; none if it is not limited.
    pub expires_at: Option<SimTime>,
    /// A request on which the decision is out, for a first mandate or for a renewal.
    pub pending: Option<Pending>,
    /// The first units of the operation under way were in place; the duties of an information rule
    /// run from here.
    pub began_at: Option<OnRecord>,
    /// Parliament has been informed of these first units.
    pub informed: bool,
    /// Parliament has voted for what lasts longer than the information rule allows.
    pub authorized: bool,
    /// An operation has ended of which parliament does not know yet.
    #[serde(skip_serializing_if = "core::ops::Not::not")]
    pub owed: bool,
}

impl Mandate {
    /// Whether forces may be placed under it at that instant.
    pub fn is_live(&self, at: SimTime) -> bool {
        self.status == Status::Granted && self.expires_at.is_none_or(|expires_at| at < expires_at)
    }

    /// Whether an operation has begun of which parliament does not know yet.
    pub(super) fn owes_information(&self) -> bool {
        self.owed || (self.began_at.is_some() && !self.informed)
    }

    /// What a new mandate starts with. An operation that is under way is the same one, of which
    /// parliament knows what it knows.
    pub(super) fn anew(self, is_under_way: bool) -> Mandate {
        Mandate {
            rule: self.rule,
            began_at: self.began_at.filter(|_| is_under_way),
            informed: self.informed && is_under_way,
            owed: self.owed,
            ..Mandate::default()
        }
    }

    /// The most people that may be on their way or in place in Ukraine; a lower number that is
    /// asked for binds already, so that what is there when it is granted fits under it.
    pub fn ceiling_in_use(&self) -> u32 {
        self.pending.map_or(self.ceiling, |pending| pending.ceiling.min(self.ceiling))
    }
}

/// The mandates of all nations that have declared their rule.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
#[serde(transparent)]
pub struct Mandates(pub BTreeMap<Nation, Mandate>);

impl Mandates {
    /// The mandate of a nation if forces may be placed under it at that instant.
    pub fn live(&self, nation: Nation, at: SimTime) -> Option<&Mandate> {
        self.0.get(&nation).filter(|mandate| mandate.is_live(at))
    }

    /// Whether a nation has a mandate of which nothing on record says that it has ended.
    pub fn is_granted(&self, nation: Nation) -> bool {
        self.0.get(&nation).is_some_and(|mandate| mandate.status == Status::Granted)
    }

    /// Whether so many people at once are no more than a nation's mandate allows, or would allow as was asked
    /// for. Without one nobody knows yet.
    pub(crate) fn may_admit(&self, nation: Nation, people: u64) -> bool {
        let granted = self.0.get(&nation).filter(|mandate| mandate.status == Status::Granted);
        granted.is_none_or(|mandate| {
            let asked_for = mandate.pending.map_or(0, |pending| pending.ceiling);
            people <= mandate.ceiling.max(asked_for).into()
        })
    }

    /// Whether a nation's mandate was denied or has ended, and no other was asked for since.
    pub(crate) fn is_over(&self, nation: Nation) -> bool {
        let mandate = self.0.get(&nation);
        mandate.is_some_and(|mandate| {
            mandate.pending.is_none() && matches!(mandate.status, Status::Denied | Status::Expired)
        })
    }
}
