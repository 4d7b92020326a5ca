//! What is refused of single values that levers and uncertainties set.

use diagnostic::Diagnostic;
use domain::parameter::{Parameter, Value as Known};
use simulator::distribution::Distribution;
use simulator::script::ParameterValue;

use super::Reader;
use crate::plan::{Place, Setting};
use crate::yaml::Node;

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

    /// What is refused of the parameters of a file is refused of a value that takes the place of one.
    pub(super) fn tiers_in_order(&mut self, sets: &[Place], value: &Distribution, node: &Node) {
        let parameters = &self.there.script.parameters;
        let is_set = |index: usize| sets.contains(&Place::Parameter(index));
        let bounds = |wanted: Parameter| {
            let index = parameters.iter().position(|step| step.parameter == wanted)?;
            let bounds = match &parameters.get(index)?.value {
                _ if is_set(index) => value.bounds(),
                ParameterValue::Known(Known::Duration(span)) => {
                    let span = i64::try_from(span.as_millis()).ok()?;
                    (span, span)
                }
                ParameterValue::Known(_) => return None,
                ParameterValue::Drawn(drawn) => drawn.bounds(),
            };
            Some((bounds, is_set(index)))
        };
        let (earliest, latest) =
            (bounds(Parameter::TierThreeEarliest), bounds(Parameter::TierThreeLatest));
        let (Some(((earliest, _), of_earliest)), Some(((_, latest), of_latest))) =
            (earliest, latest)
        else {
            return;
        };
        if (of_earliest || of_latest) && latest < earliest {
            self.faults.push(
                Diagnostic::error("S127", "the third tier ends before it may open")
                    .label(node.span.clone(), "out of order with the other parameter")
                    .help("let `tier-three-earliest` be no more than `tier-three-latest`"),
            );
        }
    }
}
