//! What each part of a file allows and the whole does not.

use diagnostic::Diagnostic;
use domain::center::Role;
use domain::nation::Nation;
use domain::parameter::Parameter;
use simulator::script::ParameterStep;

use super::{Compiler, tiers};
use crate::file::File;
use crate::yaml::Value;

impl Compiler {
    /// Notices nations and parameters that do not go together.
    pub(super) fn sense(&mut self, file: &File, parameters: &[ParameterStep]) {
        self.one_host(file);
        self.tiers_in_order(file, parameters);
        self.quorum_can_come(file);
    }

    /// The agreement is about one country, and the model has no other in its place.
    fn one_host(&mut self, file: &File) {
        for (key, entry) in &file.nations.items {
            let nation: Option<Nation> = key.value.as_ref().and_then(|code| code.parse().ok());
            let role = entry.value.as_ref().map(|entry| &entry.role);
            let (Some(nation), Some(field)) = (nation, role) else { continue };
            let Some(role) = field.value else { continue };
            let is_ukraine = nation == Nation::UA;
            if is_ukraine == (role == Role::Host) {
                continue;
            }
            let (label, help) = if is_ukraine {
                ("it is the host of the center's agreement", "write `role: host`")
            } else {
                ("only Ukraine is the host", "write `role: member`, `partner` or `observer`")
            };
            self.faults.push(
                Diagnostic::error("S127", format!("`{nation}` does not have this role"))
                    .label(field.span.clone(), label)
                    .help(help),
            );
        }
    }

    fn tiers_in_order(&mut self, file: &File, parameters: &[ParameterStep]) {
        let [earliest, latest] = [Parameter::TierThreeEarliest, Parameter::TierThreeLatest]
            .map(|wanted| tiers::bounds(parameters, wanted));
        let fault =
            earliest.zip(latest).and_then(|(earliest, latest)| tiers::fault(earliest, latest));
        let Some((fault, help)) = fault else { return };
        let set = |wanted: Parameter| {
            let mut entries = file.parameters.items.iter();
            entries.find(|(key, _)| key.value == Some(wanted)).map(|(key, _)| key.span.clone())
        };
        let spans = [set(Parameter::TierThreeLatest), set(Parameter::TierThreeEarliest)];
        if spans.iter().all(Option::is_none) {
            return;
        }
        let labels = spans.into_iter().flatten();
        let fault = labels.fold(fault, |fault, span| fault.label(span, "out of order"));
        self.faults.push(fault.help(format!("{help}; one that is left out has its default")));
    }

    /// Doubts a quorum that all nations together do not reach, unless some come later.
    fn quorum_can_come(&mut self, file: &File) {
        let mut entries = file.parameters.items.iter();
        let set = entries.find(|(key, _)| key.value == Some(Parameter::QuorumNations));
        let Some((key, entry)) = set else { return };
        let Some(Value::Int(wanted)) = entry.value.as_ref().map(|entry| &entry.value.value) else {
            return;
        };
        let Some(nations) = self.nations.filter(|_| !file.nations.items.is_empty()) else {
            return;
        };
        let mut deeds = self.sketches.iter().flat_map(|sketch| &sketch.deeds);
        let may_come = self.lost || deeds.any(|deed| deed.kind == "center.enroll");
        let enrolled = nations.iter().count();
        if may_come || usize::try_from(*wanted).is_ok_and(|wanted| wanted <= enrolled) {
            return;
        }
        self.faults.push(
            Diagnostic::warning("S119", "the quorum never comes together")
                .label(key.span.clone(), format!("{enrolled} nations are enrolled")),
        );
    }
}
