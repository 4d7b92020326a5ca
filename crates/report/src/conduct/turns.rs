//! What came on record, or ceased to hold, without which a deadline could not be met.

use std::collections::{BTreeMap, BTreeSet};

use domain::ceasefire::Event as Ceasefire;
use domain::clock::Clock;
use domain::decision::Matter;
use domain::headquarters::{Event as Headquarters, Item};
use domain::incident::Event as Incident;
use domain::maritime::Event as Maritime;
use domain::response::{Event as Response, UsDecision};
use domain::{Actor, Center, Event, Nation, NationSet, commission, consignment, decision, need};
use kernel::{Id, Position, SimTime};
use simulator::record::CenterRecord;

use super::relief;
use crate::duties::{Need, OF_RELIEF};

/// From an instant on, something that is needed is on record, or is no longer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Turn {
    pub(crate) at: SimTime,
    pub(crate) position: Position,
    pub(crate) holds: bool,
    /// It was there before, and not merely without anything to which it could have been of use.
    is_loss: bool,
    /// People could still act at this instant as if it had not come.
    is_after_all: bool,
}

impl Turn {
    /// Whether it had come when people acted last at an instant.
    pub(super) fn is_by(&self, at: SimTime) -> bool {
        self.at < at || (self.at == at && !self.is_after_all)
    }

    /// Whether something was lost with it that had been there.
    pub(super) fn is_loss(&self) -> bool {
        !self.holds && self.is_loss
    }
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
    /// Of the questions on breach series those on which nobody has met yet.
    open: BTreeSet<Id>,
    /// Who was asked: by question, and by breach series.
    asked: BTreeMap<Id, NationSet>,
    asked_on: BTreeMap<Id, NationSet>,
    handover: BTreeSet<Item>,
    wanted: BTreeMap<Id, Wanted>,
    /// For which need a consignment goes, and how many tonnes it carries.
    cargo: BTreeMap<Id, (Id, u64)>,
}

impl Turns {
    /// Takes the next event, which has left the center in this state.
    pub(super) fn apply(&mut self, event: &Event, center: &Center, record: &CenterRecord) {
        let CenterRecord { at, position, by, .. } = *record;
        // Whatever is due at an instant comes after all that people do at it. A mandate has ended before.
        let is_after_all = by == Actor::Clock && matches!(event, Event::Force(_));
        let turned = match event {
            // What was seen of a ceasefire does not end it.
            Event::Ceasefire(
                Ceasefire::CoverageChanged { .. } | Ceasefire::CalmAssessed { .. },
            ) => {
                return;
            }
            Event::Force(_) | Event::Ceasefire(_) | Event::Mandate(_) => {
                relief::standing(center, at)
            }
            _ => self.turned(event),
        };
        let has_relief: BTreeMap<Option<Id>, bool> = (turned.iter())
            .map(|(_, about, _)| (*about, self.holds(Need::Relief, *about)))
            .collect();
        for (need, about, holds) in turned {
            if self.holds(need, about) != holds {
                // Without a relief there is nothing that has a mandate, or room under it.
                let is_loss = !OF_RELIEF.contains(&need) || has_relief.get(&about) == Some(&true);
                let turn = Turn { at, position, holds, is_loss, is_after_all };
                self.by_need.entry((need, about)).or_default().push(turn);
            }
        }
    }

    fn holds(&self, need: Need, about: Option<Id>) -> bool {
        let last = self.by_need.get(&(need, about)).and_then(|turns| turns.last());
        last.map_or(need.stands(), |last| last.holds)
    }

    /// How it went with something that is needed, in order.
    pub(super) fn of(&self, need: Need, about: Option<Id>) -> impl Iterator<Item = Turn> {
        self.by_need.get(&(need, about)).into_iter().flatten().copied()
    }

    /// The breach series that a consultation on the use of force is about.
    pub(super) fn series(&self, question: Id) -> Option<Id> {
        self.series.get(&question).copied()
    }

    /// Who was asked, of a question or of all those on the use of force in a breach series.
    pub(super) fn asked(&self, clock: Clock, about: Id) -> Option<NationSet> {
        let by_whom = if clock == Clock::Consultation { &self.asked } else { &self.asked_on };
        by_whom.get(&about).copied()
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
            Event::Decision(event) => self.consulted(event),
            Event::Headquarters(event) => self.handed_over(event),
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

    fn consulted(&mut self, event: &decision::Event) -> Vec<(Need, Option<Id>, bool)> {
        let (question, has_met) = match *event {
            decision::Event::Opened { question, series, matter, asked, .. } => {
                self.asked.insert(question.0, asked);
                // The third tier asks for partners of the US who are consulted on it.
                let is_on_force = matches!(matter, Matter::TierThree | Matter::UseOfForce);
                if let Some(series) = series
                    && is_on_force
                    && !asked.without(Nation::US).is_empty()
                {
                    self.series.insert(question.0, series.0);
                    self.open.insert(question.0);
                    let on_it = self.asked_on.entry(series.0).or_default();
                    *on_it = on_it.union(asked);
                }
                (question, false)
            }
            decision::Event::Convened { question } => {
                self.open.remove(&question.0);
                (question, true)
            }
            decision::Event::Adopted { question, .. }
            | decision::Event::Failed { question, .. }
            | decision::Event::Escalated { question, .. } => {
                self.open.remove(&question.0);
                (question, false)
            }
            decision::Event::PositionRecorded { .. } => return Vec::new(),
        };
        let Some(&series) = self.series.get(&question.0) else { return Vec::new() };
        let is_open = self.open.iter().any(|open| self.series.get(open) == Some(&series));
        let met = has_met.then_some((Need::Consultation, Some(series), true));
        [(Need::Question, Some(series), is_open)].into_iter().chain(met).collect()
    }

    fn handed_over(&mut self, event: &Headquarters) -> Vec<(Need, Option<Id>, bool)> {
        match *event {
            Headquarters::ItemCompleted { item } => {
                self.handover.insert(item);
            }
            Headquarters::HandoverStarted {} | Headquarters::Rotated { .. } => {
                self.handover.clear();
            }
            Headquarters::Opened { .. } | Headquarters::StoodDown {} => return Vec::new(),
        }
        let done = self.handover.len() == Item::ALL.len();
        let has_begun = !matches!(event, Headquarters::Rotated { .. });
        vec![(Need::Handover, None, has_begun), (Need::HandoverList, None, done)]
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
