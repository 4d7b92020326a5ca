//! What each command can lead to: at once, in the same decision, and later, by the clocks that
//! it starts.
//!
//! The table is written by hand; a test lets the center decide on very many commands and finds
//! every event that is missing here.

mod deployment;
mod framework;

/// What a command can lead to.
#[derive(Clone, Copy, Debug)]
pub struct Row {
    pub command: &'static str,
    pub at_once: &'static [&'static str],
    pub later: &'static [&'static str],
}

/// The row of a command.
pub fn of(command: &str) -> Option<&'static Row> {
    rows().find(|row| row.command == command)
}

/// The rows of all commands.
pub fn rows() -> impl Iterator<Item = &'static Row> {
    ROWS.iter().chain(framework::ROWS).chain(deployment::ROWS)
}

/// The commands that lead to an event: those of which it comes at once, and those that start a
/// clock of which it may come later.
pub fn leading_to(event: &str) -> (Vec<&'static str>, Vec<&'static str>) {
    let at_once = rows().filter(|row| row.at_once.contains(&event)).map(|row| row.command);
    let at_once: Vec<&str> = at_once.collect();
    let later = rows().filter(|row| row.later.contains(&event)).map(|row| row.command);
    let later = later.filter(|command| !at_once.contains(command)).collect();
    (at_once, later)
}

const fn row(
    command: &'static str,
    at_once: &'static [&'static str],
    later: &'static [&'static str],
) -> Row {
    Row { command, at_once, later }
}

const DUTY: &[&str] = &["clock.missed"];

/// A seat that stays empty is flagged.
const EMPTY_SEAT: &[&str] = &["clock.struck", "center.seat-flagged"];

/// Commands of the center, the talks and the response to breaches.
const ROWS: &[Row] = &[
    row(
        "center.set-parameter",
        &[
            "center.parameter-set",
            "center.degraded",
            "center.recovered",
            "clock.armed",
            "center.participation-reviewed",
        ],
        &["clock.struck", "center.participation-reviewed"],
    ),
    row("center.enroll", &["center.nation-enrolled"], &[]),
    row("center.accept-silence", &["center.silence-accepted"], &[]),
    row("center.decide", &["center.decided"], &[]),
    row("center.agree-terms", &["center.terms-agreed"], &[]),
    row(
        "center.fill-seat",
        &["center.seat-filled", "clock.cancelled", "center.recovered", "center.degraded"],
        &[],
    ),
    row(
        "center.vacate-seat",
        &["center.seat-vacated", "clock.armed", "center.degraded", "center.recovered"],
        EMPTY_SEAT,
    ),
    row(
        "center.reach-initial-operations",
        &["center.initial-operations-reached", "clock.armed"],
        &["clock.struck", "center.seat-flagged", "center.participation-reviewed", "clock.armed"],
    ),
    row("center.reach-full-operations", &["center.full-operations-reached"], &[]),
    row("center.relocate", &["center.relocated"], &[]),
    row(
        "center.close",
        &["center.closed", "decision.failed", "silence.lapsed", "clock.cancelled"],
        &[],
    ),
    row("center.attend", &["center.nation-arrived", "center.degraded", "center.recovered"], &[]),
    row("center.stay-away", &["center.nation-left", "center.degraded", "center.recovered"], &[]),
    row("talks.open-round", &["talks.round-opened"], &[]),
    row("talks.join", &["talks.delegations-joined"], &[]),
    row("talks.record-outcome", &["talks.outcome-recorded"], &[]),
    row("talks.close-round", &["talks.round-closed"], &[]),
    row("prosperity.start-launch-plan", &["prosperity.launch-plan-started", "clock.armed"], DUTY),
    row(
        "prosperity.report-launch-plan",
        &["prosperity.launch-plan-reported", "clock.met", "clock.missed"],
        &[],
    ),
    row("prosperity.prepare-project", &["prosperity.project-prepared"], &[]),
    row("prosperity.gate-project", &["prosperity.project-gated"], &[]),
    row(
        "prosperity.release-tranche",
        &["prosperity.tranche-released", "prosperity.tranche-blocked"],
        &[],
    ),
    row("prosperity.state-linkage", &["prosperity.linkage-stated"], &[]),
    row("task.assign-lead", &["task.lead-assigned"], &[]),
    row("task.release-lead", &["task.lead-released"], &[]),
    row("task.request-tasking", &["task.tasking-requested"], &[]),
    row("task.accept-tasking", &["task.tasking-accepted"], &[]),
    row("task.decline-tasking", &["task.tasking-declined"], &[]),
    row("task.complete-tasking", &["task.tasking-completed"], &[]),
    row("decision.open", &["decision.opened", "clock.armed"], DUTY),
    row("decision.convene", &["decision.convened", "clock.met", "clock.missed"], &[]),
    row("decision.cast-position", &["decision.position-recorded"], &[]),
    row("decision.adopt", &["decision.adopted", "clock.cancelled"], &[]),
    row("decision.close", &["decision.failed", "clock.cancelled"], &[]),
    row("decision.escalate", &["decision.escalated", "clock.cancelled"], &[]),
    row(
        "silence.start",
        &["silence.started", "clock.armed"],
        &["clock.struck", "silence.adopted", "silence.lapsed"],
    ),
    row(
        "silence.object",
        &[
            "silence.broken",
            "clock.cancelled",
            "silence.objection-came-late",
            "decision.opened",
            "clock.armed",
        ],
        DUTY,
    ),
    row(
        "ceasefire.agree",
        &["ceasefire.agreed", "clock.armed"],
        &[
            "clock.struck",
            "ceasefire.entered-into-force",
            "incident.breach-revised",
            "response.tier-one-opened",
        ],
    ),
    row("ceasefire.find-cessation", &["ceasefire.cessation-found"], &[]),
    row("ceasefire.report-coverage", &["ceasefire.coverage-changed"], &[]),
    row("ceasefire.assess-calm", &["ceasefire.calm-assessed"], &[]),
    row("ceasefire.declare-strained", &["ceasefire.strained"], &[]),
    row("ceasefire.declare-collapsed", &["ceasefire.collapsed"], &[]),
    row(
        "ceasefire.declare-restored",
        &[
            "ceasefire.restored",
            "incident.breach-revised",
            "response.tier-one-opened",
            "clock.armed",
        ],
        DUTY,
    ),
    row(
        "incident.report-detection",
        &[
            "incident.detected",
            "incident.opened",
            "incident.correlated",
            "incident.breach-timed",
            "incident.breach-revised",
            "clock.armed",
            "clock.recomputed",
            "clock.found-late",
            "clock.met",
            "clock.cancelled",
            "response.tier-one-opened",
            "response.hostilities-continuing",
            "response.tier-two-proposed",
            "response.tier-three-proposed",
        ],
        &["clock.missed", "clock.struck", "incident.left-unverified"],
    ),
    row("incident.lose-sensor", &["incident.sensor-lost"], &[]),
    row("incident.restore-sensor", &["incident.sensor-restored"], &[]),
    row(
        "incident.verify",
        &[
            "incident.correlated",
            "incident.breach-timed",
            "incident.breach-revised",
            "incident.verified",
            "incident.unverifiable",
            "incident.persistence-raised",
            "clock.met",
            "clock.missed",
            "clock.armed",
            "clock.cancelled",
            "clock.recomputed",
            "clock.found-late",
            "response.tier-one-opened",
            "response.hostilities-continuing",
            "response.tier-two-proposed",
            "response.tier-three-proposed",
        ],
        &[
            "clock.missed",
            "clock.struck",
            "response.tier-two-proposed",
            "response.tier-three-proposed",
        ],
    ),
    row(
        "incident.revise-breach",
        &[
            "incident.breach-revised",
            "response.tier-one-opened",
            "clock.armed",
            "clock.recomputed",
            "clock.found-late",
            "clock.met",
            "clock.cancelled",
        ],
        &["clock.missed", "clock.struck"],
    ),
    row("incident.submit-evidence", &["incident.evidence-received"], &[]),
    row("incident.transfer-custody", &["incident.custody-transferred"], &[]),
    row("incident.certify-evidence", &["incident.evidence-certified"], &[]),
    row("incident.release-evidence", &["incident.evidence-released"], &[]),
    row("incident.attribute", &["incident.attribution-proposed"], &[]),
    row(
        "incident.revise",
        &[
            "incident.attribution-revised",
            "response.basis-revised",
            "commission.basis-revised",
            "framework.review-basis-lost",
        ],
        &[],
    ),
    row("incident.dissent", &["incident.dissent-recorded"], &[]),
    row(
        "incident.settle",
        &[
            "incident.attribution-agreed",
            "incident.attribution-split",
            "clock.met",
            "clock.missed",
            "framework.review-opened",
            "framework.review-basis-lost",
        ],
        &[],
    ),
    row("response.send-warning", &["response.warning-sent", "clock.met", "clock.missed"], &[]),
    row(
        "response.record-host-action",
        &["response.host-action-recorded", "clock.met", "clock.missed"],
        &[],
    ),
    row(
        "response.report-hostilities",
        &[
            "response.hostilities-continuing",
            "response.hostilities-ceased",
            "response.tier-two-proposed",
            "response.tier-three-proposed",
            "clock.armed",
            "clock.cancelled",
        ],
        &["clock.struck", "response.quiet-reached"],
    ),
    row("response.consent", &["response.consent-given", "response.consent-refused"], &[]),
    row("response.open-tier-two", &["response.tier-two-opened", "clock.cancelled"], &[]),
    row(
        "response.determine-expanded",
        &["response.expanded-attack-determined", "clock.armed", "response.tier-three-proposed"],
        &["clock.missed", "clock.struck", "response.tier-three-proposed"],
    ),
    row(
        "response.decide-us",
        &["response.us-decided", "response.backstop-declined", "clock.met", "clock.missed"],
        &[],
    ),
    row(
        "response.open-tier-three",
        &["response.tier-three-opened", "clock.met", "clock.missed"],
        &[],
    ),
    row(
        "response.invoke-backstop",
        &["response.backstop-invoked", "response.backstop-declined"],
        &[],
    ),
    row("response.stand-down", &["response.stood-down", "clock.cancelled"], &[]),
    row("response.record-unilateral", &["response.unilateral-recorded"], &[]),
    row(
        "commission.open-case",
        &["commission.case-opened", "clock.armed"],
        &["clock.missed", "commission.review-requested"],
    ),
    row("commission.close-evidence", &["commission.evidence-closed"], &[]),
    row("commission.find", &["commission.found", "commission.split-found"], &[]),
    row("commission.find-not-proven", &["commission.not-proven", "clock.met", "clock.missed"], &[]),
    row(
        "commission.set-remedy",
        &["commission.remedy-set", "clock.met", "clock.missed", "clock.armed"],
        &["clock.missed", "commission.remedy-lapsed"],
    ),
    row("commission.accept-remedy", &["commission.remedy-accepted"], &[]),
    row(
        "commission.report-remedy-done",
        &["commission.remedy-done", "clock.met", "clock.missed"],
        &[],
    ),
    row("commission.report-remedy-failed", &["commission.remedy-failed", "clock.cancelled"], &[]),
    row("headquarters.open", &["headquarters.opened", "clock.armed"], DUTY),
    row("headquarters.start-handover", &["headquarters.handover-started"], &[]),
    row("headquarters.complete-item", &["headquarters.item-completed"], &[]),
    row("headquarters.stand-down", &["headquarters.stood-down"], &[]),
    row("maritime.take-command", &["maritime.command-taken", "clock.armed"], DUTY),
    row("maritime.declare-ready", &["maritime.ready-declared"], &[]),
    row(
        "maritime.hand-over",
        &["maritime.command-handed-over", "clock.met", "clock.missed", "clock.armed"],
        DUTY,
    ),
    row(
        "headquarters.hand-over",
        &["headquarters.rotated", "clock.met", "clock.missed", "clock.armed"],
        DUTY,
    ),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vocabulary::Vocabulary;

    #[test]
    fn the_table_has_each_command_of_people_once_and_only_known_events() {
        let vocabulary = Vocabulary::new();
        let commands: Vec<&str> = vocabulary.commands.keys().map(String::as_str).collect();
        for command in commands.iter().filter(|command| **command != "clock.expire") {
            assert_eq!(rows().filter(|row| row.command == *command).count(), 1, "{command}");
        }
        assert_eq!(rows().count() + 1, commands.len());
        for event in rows().flat_map(|row| row.at_once.iter().chain(row.later)) {
            assert!(vocabulary.events.contains_key(*event), "{event}");
        }
        for event in vocabulary.events.keys() {
            assert_ne!(leading_to(event), (Vec::new(), Vec::new()), "{event} comes of something");
        }
    }
}
