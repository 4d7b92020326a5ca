//! A script of which parts are left out.

use std::collections::BTreeSet;

use domain::{Command, NationSet, center};

use super::Script;

impl Script {
    /// Leaves out these steps by their names, and the enrollment of these nations. What is left
    /// keeps its name, so every choice of it is drawn as before; what was said or asked of a
    /// nation that is not there is refused by the center.
    pub fn leave_out(&mut self, steps: &BTreeSet<String>, nations: NationSet) {
        self.steps.retain(|step| !steps.contains(&step.name));
        self.enrollments.retain(|fixed| match &fixed.command {
            Command::Center(center::Command::Enroll(enroll)) => !nations.contains(enroll.nation),
            _ => true,
        });
    }
}
