//! What a history says, found by looking back through it and not by the model's own state.

use alloc::collections::BTreeMap;

use kernel::{Id, SimDuration, SimTime};

use crate::center::Role;
use crate::clock::Clock;
use crate::ids::{IncidentId, QuestionId, SeriesId};
use crate::incident::Severity;
use crate::parameter::{Parameter, Value};
use crate::response::{Tier, UsDecision};
use crate::strategies::Record;
use crate::{
    Event, Nation, NationSet, Seat, ceasefire, center, clock, decision, incident, response,
};

/// The records before a record.
#[derive(Clone, Copy)]
pub(super) struct Past<'a>(pub(super) &'a [Record]);

impl<'a> Past<'a> {
    pub(super) fn any(self, holds: impl Fn(&Event) -> bool) -> bool {
        self.0.iter().any(|record| holds(&record.event))
    }

    pub(super) fn count(self, holds: impl Fn(&Event) -> bool) -> usize {
        self.0.iter().filter(|record| holds(&record.event)).count()
    }

    /// The latest answer.
    pub(super) fn last<T>(self, answer: impl Fn(&'a Event) -> Option<T>) -> Option<T> {
        self.0.iter().rev().find_map(|record| answer(&record.event))
    }

    /// The record time of the latest event of a kind.
    pub(super) fn when(self, holds: impl Fn(&Event) -> bool) -> Option<SimTime> {
        self.0.iter().rev().find(|record| holds(&record.event)).map(|record| record.at)
    }

    /// The records after the latest event of a kind; all if there is none.
    pub(super) fn since(self, holds: impl Fn(&Event) -> bool) -> Past<'a> {
        let from = self.0.iter().rposition(|record| holds(&record.event));
        Past(&self.0[from.map_or(0, |index| index + 1)..])
    }

    pub(super) fn parameter(self, wanted: Parameter) -> Option<Value> {
        self.last(|event| match event {
            Event::Center(center::Event::ParameterSet { parameter, value, .. })
                if *parameter == wanted =>
            {
                Some(*value)
            }
            _ => None,
        })
    }

    pub(super) fn span(self, parameter: Parameter) -> SimDuration {
        match self.parameter(parameter) {
            Some(Value::Duration(span)) => span,
            _ => SimDuration::ZERO,
        }
    }

    pub(super) fn number(self, parameter: Parameter) -> u32 {
        match self.parameter(parameter) {
            Some(Value::Count(number) | Value::Share(number)) => number,
            _ => 0,
        }
    }

    pub(super) fn filled(self, wanted: Seat) -> bool {
        let last = self.last(|event| match event {
            Event::Center(center::Event::SeatFilled { seat }) if *seat == wanted => Some(true),
            Event::Center(center::Event::SeatVacated { seat }) if *seat == wanted => Some(false),
            _ => None,
        });
        last == Some(true)
    }

    pub(super) fn present(self) -> usize {
        self.attending(|_| true)
    }

    /// Those who attend and make a quorum: neither observers nor organizations.
    pub(super) fn present_of_quorum(self) -> usize {
        self.attending(|of| {
            let observes = self.any(|event| {
                matches!(event, Event::Center(center::Event::NationEnrolled {
                    nation, role: Role::Observer, ..
                }) if *nation == of)
            });
            !observes && ![Nation::EU, Nation::NATO].contains(&of)
        })
    }

    fn attending(self, counts: impl Fn(Nation) -> bool) -> usize {
        let mut present = BTreeMap::new();
        for record in self.0 {
            match record.event {
                Event::Center(center::Event::NationArrived { nation }) => {
                    present.insert(nation, true);
                }
                Event::Center(center::Event::NationLeft { nation }) => {
                    present.insert(nation, false);
                }
                _ => {}
            }
        }
        present.iter().filter(|(nation, is_present)| **is_present && counts(**nation)).count()
    }

    pub(super) fn in_force(self) -> bool {
        let last = self.last(|event| match event {
            Event::Ceasefire(
                ceasefire::Event::EnteredIntoForce { .. }
                | ceasefire::Event::Strained {}
                | ceasefire::Event::Restored {},
            ) => Some(true),
            Event::Ceasefire(ceasefire::Event::Agreed { .. } | ceasefire::Event::Collapsed {}) => {
                Some(false)
            }
            _ => None,
        });
        last == Some(true)
    }

    pub(super) fn breach_at(self, wanted: SeriesId) -> Option<SimTime> {
        self.last(|event| match event {
            Event::Incident(
                incident::Event::BreachTimed { series, breach_at }
                | incident::Event::BreachRevised { series, breach_at, .. },
            ) if *series == wanted => Some(*breach_at),
            _ => None,
        })
    }

    pub(super) fn series_of(self, wanted: IncidentId) -> Option<SeriesId> {
        self.last(|event| match event {
            Event::Incident(incident::Event::Correlated { incident, series })
                if *incident == wanted =>
            {
                Some(*series)
            }
            _ => None,
        })
    }

    pub(super) fn severity(self, wanted: IncidentId) -> Option<Severity> {
        self.last(|event| match event {
            Event::Incident(incident::Event::Opened { incident, severity, .. })
                if *incident == wanted =>
            {
                Some(*severity)
            }
            _ => None,
        })
    }

    /// How many minor breaches of a series have been verified.
    pub(super) fn minor_breaches(self, of: SeriesId) -> usize {
        self.count(|event| {
            matches!(event, Event::Incident(incident::Event::Verified { incident, series })
                if *series == of && self.severity(*incident) == Some(Severity::Minor))
        })
    }

    /// The nations whose latest word on a response is consent.
    pub(super) fn consenting(self, wanted: SeriesId) -> NationSet {
        let mut consenting = NationSet::EMPTY;
        for record in self.0 {
            match record.event {
                Event::Response(response::Event::ConsentGiven { series, nation })
                    if series == wanted =>
                {
                    consenting = consenting.with(nation);
                }
                Event::Response(response::Event::ConsentRefused { series, nation })
                    if series == wanted =>
                {
                    consenting = consenting.without(nation);
                }
                _ => {}
            }
        }
        consenting
    }

    pub(super) fn tier(self, wanted: SeriesId) -> Tier {
        let last = self.last(|event| {
            match *event {
                Event::Response(response::Event::TierOneOpened { series, .. }) => {
                    Some((series, Tier::One))
                }
                Event::Response(response::Event::TierTwoOpened { series, .. }) => {
                    Some((series, Tier::Two))
                }
                Event::Response(response::Event::TierThreeOpened { series, .. }) => {
                    Some((series, Tier::Three))
                }
                Event::Response(response::Event::StoodDown { series, to, .. }) => {
                    Some((series, to))
                }
                _ => None,
            }
            .filter(|(series, _)| *series == wanted)
        });
        last.map_or(Tier::None, |(_, tier)| tier)
    }

    /// Whether hostilities continue, and since when that has been on record.
    pub(super) fn hostilities(self, wanted: SeriesId) -> Option<(bool, SimTime)> {
        self.0.iter().rev().find_map(|record| match record.event {
            Event::Response(response::Event::HostilitiesContinuing { series })
                if series == wanted =>
            {
                Some((true, record.at))
            }
            Event::Response(response::Event::HostilitiesCeased { series }) if series == wanted => {
                Some((false, record.at))
            }
            _ => None,
        })
    }

    pub(super) fn us_decision(self, wanted: SeriesId) -> Option<UsDecision> {
        self.last(|event| match event {
            Event::Response(response::Event::UsDecided { series, decision })
                if *series == wanted =>
            {
                Some(*decision)
            }
            _ => None,
        })
    }

    /// The latest position of every nation on a question.
    pub(super) fn positions(self, wanted: QuestionId) -> BTreeMap<Nation, decision::Position> {
        let mut positions = BTreeMap::new();
        for record in self.0 {
            if let Event::Decision(decision::Event::PositionRecorded { question, nation, position }) =
                record.event
                && question == wanted
            {
                positions.insert(nation, position);
            }
        }
        positions
    }

    /// The instant at which an open deadline is due, as last armed or recomputed.
    pub(super) fn due_at(self, wanted: (Clock, Id)) -> Option<SimTime> {
        self.last(|event| match event {
            Event::Clock(
                clock::Event::Armed { clock, subject, due_at, .. }
                | clock::Event::Recomputed { clock, subject, due_at, .. },
            ) if (*clock, *subject) == wanted => Some(*due_at),
            _ => None,
        })
    }

    /// Whether a deadline has been armed, and has not ended since.
    pub(super) fn is_open(self, wanted: (Clock, Id)) -> bool {
        let last = self.last(|event| match event {
            Event::Clock(event) if event.key() == wanted => Some(!matches!(
                event,
                clock::Event::Met { .. }
                    | clock::Event::Missed { .. }
                    | clock::Event::Struck { .. }
                    | clock::Event::Cancelled { .. }
            )),
            _ => None,
        });
        last == Some(true)
    }
}
