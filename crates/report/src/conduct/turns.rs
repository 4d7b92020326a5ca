//! What came on record, or ceased to hold, without which a deadline could not be met.

use std::collections::{BTreeMap, BTreeSet};

use domain::decision::Matter;
use domain::headquarters::{Event as Headquarters, Item};
use domain::incident::Event as Incident;
use domain::maritime::Event as Maritime;
use domain::response::{Event as Response, UsDecision};
use domain::{Event, Nation, commission, consignment, decision, force, need};
use kernel::{Id, Position, SimTime};

use crate::duties::Need;

/// From an instant on, something that is needed is on record, or is no longer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Turn {
    pub(crate) at: SimTime,
    pub(crate) position: Position,
    pub(crate) holds: bool,
}

/// A contingent, as far as it can relieve another one.
#[derive(Clone, Copy, Debug)]
struct Unit {
    requirement: Id,
    nation: Nation,
    in_the_force: bool,
    /// The relief of another nation is in place before it relieves.
    is_in_place: bool,
    /// It relieves nobody: its own rotation was missed, or it has taken the place of another one.
    is_spent: bool,
}

/// The tonnes of a need.
#[derive(Clone, Copy, Debug)]
struct Wanted {
    tonnes: u64,
    matched: u64,
    /// In Ukraine.
    handed_over: u64,
}

/// The fold.
#[derive(Clone, Debug, Default)]
pub(super) struct Turns {
    by_need: BTreeMap<(Need, Option<Id>), Vec<Turn>>,
    /// The breach series that a question is about.
    series: BTreeMap<Id, Id>,
    units: BTreeMap<Id, Unit>,
    handover: BTreeSet<Item>,
    wanted: BTreeMap<Id, Wanted>,
    /// For which need a consignment goes, and how many tonnes it carries.
    cargo: BTreeMap<Id, (Id, u64)>,
}

impl Turns {
    /// Takes the next event, recorded at this instant.
    pub(super) fn apply(&mut self, event: &Event, at: SimTime, position: Position) {
        for (need, about, holds) in self.turned(event) {
            let turns = self.by_need.entry((need, about)).or_default();
            if turns.last().map_or(holds, |last| last.holds != holds) {
                turns.push(Turn { at, position, holds });
            }
        }
    }

    /// How it went with something that is needed, in order.
    pub(super) fn of(&self, need: Need, about: Option<Id>) -> impl Iterator<Item = Turn> {
        self.by_need.get(&(need, about)).into_iter().flatten().copied()
    }

    /// The breach series that a consultation on the use of force is about.
    pub(super) fn series(&self, question: Id) -> Option<Id> {
        self.series.get(&question).copied()
    }

    /// What holds, or no longer does, with this event.
    fn turned(&mut self, event: &Event) -> Vec<(Need, Option<Id>, bool)> {
        match event {
            Event::Incident(
                Incident::AttributionProposed { incident, .. }
                | Incident::AttributionRevised { incident, .. },
            ) => vec![(Need::Attribution, Some(incident.0), true)],
            Event::Response(Response::UsDecided { series, decision }) => {
                vec![(Need::UsYes, Some(series.0), *decision == UsDecision::Yes)]
            }
            Event::Response(Response::StoodDown { series, .. }) => {
                let anew = [Need::UsYes, Need::Consultation];
                anew.map(|need| (need, Some(series.0), false)).into()
            }
            Event::Decision(event) => self.consulted(event).into_iter().collect(),
            Event::Force(event) => self.placed(event),
            Event::Headquarters(event) => self.handed_over(event).into_iter().collect(),
            Event::Maritime(event) => {
                let is_ready = matches!(event, Maritime::ReadyDeclared { .. });
                vec![(Need::Successor, None, is_ready)]
            }
            Event::Commission(event) => found(event).into_iter().collect(),
            Event::Need(event) => self.matched(event),
            Event::Consignment(event) => self.carried(event).into_iter().collect(),
            _ => Vec::new(),
        }
    }

    fn consulted(&mut self, event: &decision::Event) -> Option<(Need, Option<Id>, bool)> {
        match *event {
            decision::Event::Opened { question, series: Some(series), matter, asked, .. } => {
                // The third tier asks for partners of the US who are consulted on it.
                let is_on_force = matches!(matter, Matter::TierThree | Matter::UseOfForce);
                if is_on_force && !asked.without(Nation::US).is_empty() {
                    self.series.insert(question.0, series.0);
                }
                None
            }
            decision::Event::Convened { question } => {
                self.series.get(&question.0).map(|&s| (Need::Consultation, Some(s), true))
            }
            _ => None,
        }
    }

    /// A contingent enters the force or leaves it: that counts for all others that go for the
    /// same requirement.
    fn placed(&mut self, event: &force::Event) -> Vec<(Need, Option<Id>, bool)> {
        let (contingent, in_the_force) = match *event {
            force::Event::CapabilityOffered { contingent, nation, requirement, .. } => {
                let unit = Unit {
                    requirement: requirement.0,
                    nation,
                    in_the_force: false,
                    is_in_place: false,
                    is_spent: false,
                };
                self.units.insert(contingent.0, unit);
                (contingent, false)
            }
            force::Event::ContingentGenerated { contingent, .. }
            | force::Event::ContingentInPlace { contingent, .. }
            | force::Event::RotationOverdue { contingent, .. } => (contingent, true),
            force::Event::ContingentRelieved { contingent, .. }
            | force::Event::ContingentRecalled { contingent, .. } => (contingent, false),
            force::Event::FellConditional { contingent, from, .. } => {
                (contingent, from == force::Stage::InPlace)
            }
            _ => return Vec::new(),
        };
        if let force::Event::ContingentRelieved { relief, .. } = event
            && let Some(unit) = self.units.get_mut(&relief.0)
        {
            unit.is_spent = true;
        }
        let Some(unit) = self.units.get_mut(&contingent.0) else { return Vec::new() };
        unit.in_the_force = in_the_force;
        unit.is_in_place |= matches!(event, force::Event::ContingentInPlace { .. });
        unit.is_spent |= matches!(event, force::Event::RotationOverdue { .. });
        let requirement = unit.requirement;
        let same = || self.units.iter().filter(|(_, unit)| unit.requirement == requirement);
        let is_free = |unit: &Unit| unit.in_the_force && !unit.is_spent;
        let relieved = |id: Id, of: &Unit| {
            let is_there = |unit: &Unit| unit.is_in_place || unit.nation == of.nation;
            same().any(|(other, unit)| *other != id && is_free(unit) && is_there(unit))
        };
        same().map(|(&id, of)| (Need::Relief, Some(id), relieved(id, of))).collect()
    }

    fn handed_over(&mut self, event: &Headquarters) -> Option<(Need, Option<Id>, bool)> {
        match *event {
            Headquarters::ItemCompleted { item } => {
                self.handover.insert(item);
            }
            Headquarters::HandoverStarted {} | Headquarters::Rotated { .. } => {
                self.handover.clear();
            }
            Headquarters::Opened { .. } | Headquarters::StoodDown {} => return None,
        }
        let done = self.handover.len() == Item::ALL.len();
        Some((Need::HandoverList, None, done))
    }

    fn matched(&mut self, event: &need::Event) -> Vec<(Need, Option<Id>, bool)> {
        let id = event.need().0;
        if let need::Event::Registered { tonnes, .. } = *event {
            let wanted = Wanted { tonnes: tonnes.into(), matched: 0, handed_over: 0 };
            self.wanted.insert(id, wanted);
        }
        let Some(wanted) = self.wanted.get_mut(&id) else { return Vec::new() };
        match *event {
            need::Event::DonorMatched { tonnes, .. } => wanted.matched += u64::from(tonnes),
            need::Event::MatchWithdrawn { tonnes, .. } => {
                wanted.matched = wanted.matched.saturating_sub(tonnes.into());
            }
            need::Event::Registered { .. }
            | need::Event::Prioritized { .. }
            | need::Event::DonorProposed { .. } => {}
        }
        vec![(Need::Donors, Some(id), wanted.tonnes <= wanted.matched)]
    }

    fn carried(&mut self, event: &consignment::Event) -> Option<(Need, Option<Id>, bool)> {
        match *event {
            consignment::Event::Prepared { consignment, need, tonnes, .. } => {
                self.cargo.insert(consignment.0, (need.0, tonnes.into()));
                None
            }
            consignment::Event::HandedOver { consignment, .. } => {
                let &(need, tonnes) = self.cargo.get(&consignment.0)?;
                let wanted = self.wanted.get_mut(&need)?;
                wanted.handed_over += tonnes;
                Some((Need::Goods, Some(need), wanted.tonnes <= wanted.handed_over))
            }
            _ => None,
        }
    }
}

fn found(event: &commission::Event) -> Option<(Need, Option<Id>, bool)> {
    let (need, holds) = match event {
        // A finding that has lost its basis is none to set a remedy on.
        commission::Event::BasisRevised { .. } => (Need::Finding, false),
        commission::Event::EvidenceClosed { .. } => (Need::EvidenceList, true),
        commission::Event::Found { .. } | commission::Event::SplitFound { .. } => {
            (Need::Finding, true)
        }
        commission::Event::RemedyAccepted { .. } => (Need::Acceptance, true),
        _ => return None,
    };
    Some((need, Some(event.case().0), holds))
}
