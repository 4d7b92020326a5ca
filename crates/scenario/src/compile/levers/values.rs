//! What is refused of single values that levers and uncertainties set.

use diagnostic::Diagnostic;
use domain::parameter::Parameter;
use simulator::distribution::Distribution;
use simulator::script::ParameterValue;

use super::Reader;
use crate::compile::sound::unworkable;
use crate::compile::tiers;
use crate::plan::{Place, Setting, Uncertainty};
use crate::yaml::Node;

/// When the third tier may open, and by when it must have.
const TIER_THREE: [Parameter; 2] = [Parameter::TierThreeEarliest, Parameter::TierThreeLatest];

impl Reader<'_> {
    /// Two values that are one would be played twice, and corrected for as two.
    pub(super) fn each_once(&mut self, nodes: &[Node], settings: &[Setting]) {
        for (index, (node, setting)) in nodes.iter().zip(settings).enumerate() {
            let mut before = nodes.iter().zip(settings).take(index);
            let same = before.find(|(_, other)| other.value == setting.value);
            let Some((first, _)) = same else { continue };
            self.faults.push(
                Diagnostic::error("S115", format!("the value `{}` stands twice", setting.text))
                    .label(node.span.clone(), "again here")
                    .label(first.span.clone(), "first here")
                    .help("keep one of the two"),
            );
        }
    }

    /// What takes the place of a parameter is a value with which the center can work.
    pub(super) fn workable(&mut self, sets: &[Place], value: &Distribution, node: &Node) {
        let value = ParameterValue::Drawn(value.clone());
        for place in sets {
            let Place::Parameter(index) = *place else { continue };
            let Some(step) = self.there.script.parameters.get(index) else { continue };
            self.faults.extend(unworkable(step.parameter, &value, &node.span));
        }
    }

    /// What is refused of the parameters of a file is refused of a value that takes the place of one.
    pub(super) fn tiers_in_order(&mut self, sets: &[Place], value: &Distribution, node: &Node) {
        let parameters = &self.there.script.parameters;
        let [earliest, latest] = TIER_THREE.map(|wanted| {
            let is_set = self.is_set(sets, wanted);
            let bounds = tiers::bounds(parameters, wanted)?;
            Some((if is_set { value.bounds() } else { bounds }, is_set))
        });
        let Some(((earliest, of_earliest), (latest, of_latest))) = earliest.zip(latest) else {
            return;
        };
        if !of_earliest && !of_latest {
            return;
        }
        if let Some((fault, help)) = tiers::fault(earliest, latest) {
            let label = if of_earliest && of_latest {
                "each parameter is drawn from this by itself"
            } else {
                "out of order with the other parameter"
            };
            self.faults.push(fault.label(node.span.clone(), label).help(help));
        }
    }

    /// Uncertainties are drawn beside one another, so the two parameters must be in order wherever they
    /// are. One that sets both sets them to the same number.
    pub(super) fn drawn_tiers_in_order(&mut self, found: &[(Uncertainty, &Node)]) {
        let parameters = &self.there.script.parameters;
        let [earliest, latest] = TIER_THREE.map(|wanted| {
            let sets = found.iter().find(|(it, _)| self.is_set(&it.sets, wanted));
            let bounds = tiers::bounds(parameters, wanted)?;
            Some(sets.map_or((bounds, None), |(it, node)| (it.value.bounds(), Some(*node))))
        });
        let Some(((earliest, opens), (latest, ends))) = earliest.zip(latest) else { return };
        let (first, labels) = match (opens, ends) {
            (Some(opens), Some(ends)) if opens.span == ends.span => return,
            (Some(opens), ends) => (opens, ends),
            (None, Some(ends)) => (ends, None),
            (None, None) => return,
        };
        if let Some((fault, help)) = tiers::fault(earliest, latest) {
            let fault = fault.label(first.span.clone(), "out of order with the other parameter");
            let fault = labels.into_iter().fold(fault, |fault, other: &Node| {
                fault.label(other.span.clone(), "the other parameter")
            });
            self.faults.push(fault.help(help));
        }
    }

    fn is_set(&self, sets: &[Place], wanted: Parameter) -> bool {
        let mut parameters = self.there.script.parameters.iter();
        let index = parameters.position(|step| step.parameter == wanted);
        index.is_some_and(|index| sets.contains(&Place::Parameter(index)))
    }
}
