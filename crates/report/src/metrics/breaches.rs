//! How long it took from the initial breach to the diplomatic warning.

use std::collections::BTreeMap;

use domain::ids::SeriesId;
use domain::parameter::Parameter;
use domain::response::{self, Tier};
use domain::{Event, incident};
use kernel::{SimDuration, SimTime};

use super::{Amount, Limits, Measure, Metric};

/// A breach on which the first tier has opened.
#[derive(Clone, Copy, Debug)]
struct Breach {
    /// When it began, as it was last timed.
    began: SimTime,
    warned: Option<SimTime>,
    stood_down: Option<SimTime>,
}

/// All breaches to which there was a response.
#[derive(Clone, Debug, Default)]
pub(crate) struct Breaches(BTreeMap<SeriesId, Breach>);

impl Measure for Breaches {
    fn apply(&mut self, event: &Event, at: SimTime) {
        match *event {
            Event::Response(response::Event::TierOneOpened { series, breach_at }) => {
                self.0.insert(series, Breach { began: breach_at, warned: None, stood_down: None });
            }
            Event::Response(response::Event::WarningSent { series }) => {
                self.change(series, |breach| breach.warned = Some(at));
            }
            Event::Response(response::Event::StoodDown { series, to: Tier::None, .. }) => {
                self.change(series, |breach| breach.stood_down = Some(at));
            }
            Event::Incident(incident::Event::BreachRevised { series, breach_at, .. }) => {
                self.change(series, |breach| breach.began = breach_at);
            }
            _ => {}
        }
    }

    fn rows(&self, limits: &Limits, at: SimTime) -> Vec<Metric> {
        let limit = limits.at_most(Parameter::TierOneWithin);
        let longest = self.0.values().filter_map(Breach::took).max();
        let kept = limit.and_then(|limit| limit.duration()).and_then(|span| self.kept(span, at));
        let value = longest.map_or(Amount::None, Amount::Duration);
        let warned = self.0.values().filter(|breach| breach.warned.is_some()).count() as u64;
        let warned = Amount::share(warned, self.0.len() as u64);
        vec![
            Metric::plain("breach-to-warning", "initial breach to warning, the longest", value)
                .against(limit, kept),
            Metric::plain("breaches-warned-of", "breaches warned of", warned),
        ]
    }
}

impl Breaches {
    fn change(&mut self, series: SeriesId, change: impl FnOnce(&mut Breach)) {
        if let Some(breach) = self.0.get_mut(&series) {
            change(breach);
        }
    }

    /// Whether all warnings came within the span; nothing can be said while the only ones that
    /// are lacking may still come.
    fn kept(&self, span: SimDuration, at: SimTime) -> Option<bool> {
        let took = |breach: &Breach| breach.took().unwrap_or_else(|| breach.waited(at));
        if self.0.values().any(|breach| span < took(breach)) {
            return Some(false);
        }
        self.0.values().any(|breach| breach.warned.is_some()).then_some(true)
    }
}

impl Breach {
    fn took(&self) -> Option<SimDuration> {
        Some(self.warned?.since(self.began))
    }

    /// How long there has been no warning.
    fn waited(&self, at: SimTime) -> SimDuration {
        self.stood_down.unwrap_or(at).since(self.began)
    }
}
