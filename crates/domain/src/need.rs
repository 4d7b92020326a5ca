//! Needs: what Ukraine asks for, in which order it is met, and which donors meet it.
//!
//! Section 4.1 of the domain notes: a need is registered, a donor is found, the goods move. A
//! donor is matched by its own act alone: the lead of logistics proposes one, and a proposal that
//! nobody takes up stays a visible gap. Partial matches add up to the need and never beyond it.

use alloc::collections::BTreeMap;
use alloc::vec::Vec;

use kernel::{Shared, SimDuration, SimTime};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::clock::{self, Clock};
use crate::ids::NeedId;
use crate::model::commands;
use crate::nation::{Nation, NationSet};
use crate::sound::{Sound, refuse_if};
use crate::task::Task;
use crate::{Actor, Center, Moment};

commands!(Need: Register, Prioritize, ProposeDonor, MatchDonor, WithdrawMatch);

/// Ukraine states a need.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Register {
    pub need: NeedId,
    pub goods: Goods,
    pub tonnes: u32,
    pub needed_by: SimTime,
}

impl Register {
    pub(crate) fn sound(&self) -> Sound<Rejection> {
        refuse_if(self.tonnes == 0, &["tonnes"], Rejection::NoTonnes { need: self.need })
    }
}

/// The lead of logistics gives a need another priority than that of its goods.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Prioritize {
    pub need: NeedId,
    pub priority: Priority,
}

/// The lead of logistics asks a nation to give towards a need.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ProposeDonor {
    pub need: NeedId,
    pub nation: Nation,
    pub tonnes: u32,
}

/// A nation undertakes to give so much towards a need, asked or not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MatchDonor {
    pub need: NeedId,
    pub nation: Nation,
    pub tonnes: u32,
}

/// A donor takes back what it has not loaded yet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WithdrawMatch {
    pub need: NeedId,
    pub nation: Nation,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Event {
    Registered { need: NeedId, goods: Goods, tonnes: u32, needed_by: SimTime },
    Prioritized { need: NeedId, priority: Priority },
    DonorProposed { need: NeedId, nation: Nation, tonnes: u32 },
    DonorMatched { need: NeedId, nation: Nation, tonnes: u32 },
    MatchWithdrawn { need: NeedId, nation: Nation, tonnes: u32 },
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, thiserror::Error)]
#[serde(rename_all = "kebab-case")]
pub enum Rejection {
    #[error("the need `{need}` exists already")]
    NeedExists { need: NeedId },
    #[error("there is no need `{need}`")]
    UnknownNeed { need: NeedId },
    #[error("nothing is not a quantity")]
    NoTonnes { need: NeedId },
    #[error("the need `{need}` cannot be met in the past")]
    NeededInThePast { need: NeedId },
    #[error("the need `{need}` has priority `{priority}` already")]
    SamePriority { need: NeedId, priority: Priority },
    #[error("`{nation}` is not enrolled at the center")]
    NotEnrolled { nation: Nation },
    #[error("Ukraine is no donor to itself")]
    OwnNeed { need: NeedId },
    #[error("only {left} t of the need `{need}` have no donor")]
    MoreThanNeeded { need: NeedId, left: u32 },
    #[error("only {left} t of `{nation}` for the need `{need}` are matched and not loaded")]
    MoreThanMatched { need: NeedId, nation: Nation, left: u32 },
    #[error(
        "`{nation}` has nothing for the need `{need}` that is not loaded: goods that are loaded are taken back first"
    )]
    NothingToWithdraw { need: NeedId, nation: Nation },
}

/// What is needed.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Goods {
    AirDefense,
    Ammunition,
    Vehicles,
    Engineering,
    Medical,
    Fuel,
    General,
}

/// Who goes first where not all can go; the least is the first.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Priority {
    First,
    Second,
    Third,
}

impl Goods {
    /// The priority of goods as long as the lead of logistics says nothing else.
    pub const fn priority(self) -> Priority {
        match self {
            Goods::AirDefense => Priority::First,
            Goods::Ammunition => Priority::Second,
            _ => Priority::Third,
        }
    }
}

/// What one donor gives towards a need, in tonnes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize)]
pub struct Gift {
    pub matched: u32,
    /// Of what is matched: made up into consignments.
    pub loaded: u32,
}

/// One need; quantities are in tonnes.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Need {
    pub goods: Goods,
    pub tonnes: u32,
    pub priority: Priority,
    pub registered_at: SimTime,
    pub needed_by: SimTime,
    /// Nations that were asked and have not answered.
    pub proposed: BTreeMap<Nation, u32>,
    pub donors: BTreeMap<Nation, Gift>,
    /// Since when it has donors for all of it.
    pub matched_at: Option<SimTime>,
    pub delivered: u32,
}

impl Need {
    /// What no donor gives yet.
    pub fn unmatched(&self) -> u32 {
        let matched =
            self.donors.values().fold(0, |sum: u32, gift| sum.saturating_add(gift.matched));
        self.tonnes.saturating_sub(matched)
    }

    /// How long it took to find donors for all of it.
    pub fn match_time(&self) -> Option<SimDuration> {
        self.matched_at.map(|at| at.since(self.registered_at))
    }

    /// What a donor has matched and not loaded.
    fn unloaded(&self, nation: Nation) -> u32 {
        self.donors.get(&nation).map_or(0, |gift| gift.matched.saturating_sub(gift.loaded))
    }
}

/// All needs.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
#[serde(transparent)]
pub struct Needs(pub BTreeMap<NeedId, Shared<Need>>);

impl Needs {
    fn get(&self, need: NeedId) -> Result<&Need, Rejection> {
        self.0.get(&need).map(|it| &**it).ok_or(Rejection::UnknownNeed { need })
    }

    /// Refuses to load more than the donor has matched.
    pub(crate) fn require_matched(
        &self,
        need: NeedId,
        nation: Nation,
        tonnes: u32,
    ) -> Result<(), Rejection> {
        let left = self.get(need)?.unloaded(nation);
        if tonnes == 0 {
            return Err(Rejection::NoTonnes { need });
        }
        if left < tonnes {
            return Err(Rejection::MoreThanMatched { need, nation, left });
        }
        Ok(())
    }

    /// The event that ends the duty on a need if these tonnes are the last.
    pub(crate) fn on_delivery(
        moment: &Moment<'_>,
        need: NeedId,
        tonnes: u32,
    ) -> Option<crate::Event> {
        let found = moment.center.needs.0.get(&need)?;
        let complete = found.tonnes <= found.delivered.saturating_add(tonnes);
        complete.then(|| moment.center.clocks.meet(Clock::Need, need.0, moment.at)).flatten()
    }

    /// Counts tonnes as made up into a consignment.
    pub(crate) fn load(&mut self, need: NeedId, nation: Nation, tonnes: u32) {
        if let Some(found) = self.0.get_mut(&need) {
            let gift = found.donors.entry(nation).or_default();
            gift.loaded = gift.loaded.saturating_add(tonnes);
        }
    }

    /// Counts tonnes that were made up into a consignment as not loaded again.
    pub(crate) fn unload(&mut self, need: NeedId, nation: Nation, tonnes: u32) {
        if let Some(gift) = self.0.get_mut(&need).and_then(|found| found.donors.get_mut(&nation)) {
            gift.loaded = gift.loaded.saturating_sub(tonnes);
        }
    }

    /// Counts tonnes as delivered.
    pub(crate) fn deliver(&mut self, need: NeedId, tonnes: u32) {
        if let Some(found) = self.0.get_mut(&need) {
            found.delivered = found.delivered.saturating_add(tonnes);
        }
    }
}

pub(crate) fn decide(
    moment: &Moment<'_>,
    command: &Command,
) -> Result<Vec<crate::Event>, crate::Rejection> {
    let needs = &moment.center.needs;
    let event = match *command {
        Command::Register(ref command) => return decide_register(moment, command),
        Command::Prioritize(Prioritize { need, priority }) => {
            let lead = moment.center.tasks.lead(Task::Logistics)?;
            moment.entitled(moment.by.is_one_of(lead))?;
            if needs.get(need)?.priority == priority {
                return Err(Rejection::SamePriority { need, priority }.into());
            }
            Event::Prioritized { need, priority }
        }
        Command::ProposeDonor(ProposeDonor { need, nation, tonnes }) => {
            let lead = moment.center.tasks.lead(Task::Logistics)?;
            moment.entitled(moment.by.is_one_of(lead))?;
            require_room(moment.center, need, nation, tonnes)?;
            Event::DonorProposed { need, nation, tonnes }
        }
        Command::MatchDonor(MatchDonor { need, nation, tonnes }) => {
            moment.entitled(moment.by.speaks_for(nation))?;
            require_room(moment.center, need, nation, tonnes)?;
            Event::DonorMatched { need, nation, tonnes }
        }
        Command::WithdrawMatch(WithdrawMatch { need, nation }) => {
            moment.entitled(moment.by.speaks_for(nation))?;
            let tonnes = needs.get(need)?.unloaded(nation);
            if tonnes == 0 {
                return Err(Rejection::NothingToWithdraw { need, nation }.into());
            }
            Event::MatchWithdrawn { need, nation, tonnes }
        }
    };
    Ok(Vec::from([event.into()]))
}

fn decide_register(
    moment: &Moment<'_>,
    command: &Register,
) -> Result<Vec<crate::Event>, crate::Rejection> {
    let Register { need, goods, tonnes, needed_by } = *command;
    moment.only(&[Actor::Ua])?;
    if moment.center.needs.0.contains_key(&need) {
        return Err(Rejection::NeedExists { need }.into());
    }
    command.sound()?;
    if needed_by < moment.at {
        return Err(Rejection::NeededInThePast { need }.into());
    }
    let registered = Event::Registered { need, goods, tonnes, needed_by };
    let span = needed_by.since(moment.at);
    Ok(Vec::from([registered.into(), clock::arm(Clock::Need, need.0, moment.at, span)]))
}

/// What a nation gives or is asked for: something, and not to itself.
fn gift(need: NeedId, nation: Nation, tonnes: u32) -> Sound<Rejection> {
    refuse_if(nation == Nation::UA, &["nation"], Rejection::OwnNeed { need })?;
    refuse_if(tonnes == 0, &["tonnes"], Rejection::NoTonnes { need })
}

impl ProposeDonor {
    pub(crate) fn sound(&self) -> Sound<Rejection> {
        gift(self.need, self.nation, self.tonnes)
    }
}

impl MatchDonor {
    pub(crate) fn sound(&self) -> Sound<Rejection> {
        gift(self.need, self.nation, self.tonnes)
    }
}

/// Refuses tonnes of a nation for which the need has no room.
fn require_room(
    center: &Center,
    need: NeedId,
    nation: Nation,
    tonnes: u32,
) -> Result<(), Rejection> {
    let left = center.needs.get(need)?.unmatched();
    if let Some(nation) = center.cell.not_enrolled(NationSet::EMPTY.with(nation)) {
        return Err(Rejection::NotEnrolled { nation });
    }
    gift(need, nation, tonnes).map_err(|unsound| unsound.rejection)?;
    if left < tonnes {
        return Err(Rejection::MoreThanNeeded { need, left });
    }
    Ok(())
}

pub(crate) fn evolve(center: &mut Center, event: &Event, at: SimTime) {
    let needs = &mut center.needs.0;
    if let Event::Registered { need, goods, tonnes, needed_by } = *event {
        let registered = Need {
            goods,
            tonnes,
            priority: goods.priority(),
            registered_at: at,
            needed_by,
            proposed: BTreeMap::new(),
            donors: BTreeMap::new(),
            matched_at: None,
            delivered: 0,
        };
        needs.insert(need, registered.into());
        return;
    }
    let Some(found) = needs.get_mut(&event.need()) else {
        return;
    };
    match *event {
        Event::Registered { .. } => {}
        Event::Prioritized { priority, .. } => found.priority = priority,
        Event::DonorProposed { nation, tonnes, .. } => {
            found.proposed.insert(nation, tonnes);
        }
        Event::DonorMatched { nation, tonnes, .. } => {
            found.proposed.remove(&nation);
            let gift = found.donors.entry(nation).or_default();
            gift.matched = gift.matched.saturating_add(tonnes);
            if found.unmatched() == 0 {
                found.matched_at = Some(at);
            }
        }
        Event::MatchWithdrawn { nation, tonnes, .. } => {
            let gift = found.donors.entry(nation).or_default();
            gift.matched = gift.matched.saturating_sub(tonnes);
            found.matched_at = None;
        }
    }
}

impl Event {
    /// The need that the event is about.
    pub const fn need(&self) -> NeedId {
        match *self {
            Event::Registered { need, .. }
            | Event::Prioritized { need, .. }
            | Event::DonorProposed { need, .. }
            | Event::DonorMatched { need, .. }
            | Event::MatchWithdrawn { need, .. } => need,
        }
    }
}
