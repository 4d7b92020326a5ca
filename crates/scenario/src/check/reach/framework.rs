//! What the commands about texts, guarantees and the backstop can lead to.

use super::{Row, row};

/// A guarantee that nobody renews lapses, and with that of the US a backstop that was ratified on it.
const TERM_OVER: &[&str] = &[
    "clock.missed",
    "framework.guarantee-lapsed",
    "framework.backstop-changed",
    "force.fell-conditional",
    "force.authority-lapsed",
    "mission.lapsed",
];

pub(super) const ROWS: &[Row] = &[
    row("framework.circulate-draft", &["framework.draft-circulated"], &[]),
    row("framework.adopt-declaration", &["framework.declaration-adopted"], &[]),
    row("framework.sign-intent", &["framework.intent-signed"], &[]),
    row("framework.finalize-commitments", &["framework.commitments-finalized"], &[]),
    row(
        "framework.set-backstop",
        &[
            "framework.backstop-changed",
            "force.fell-conditional",
            "force.condition-met",
            "force.authority-lapsed",
            "mission.lapsed",
        ],
        &[],
    ),
    row("framework.request-force", &["framework.host-request-received"], &[]),
    row("framework.sign-guarantee", &["framework.guarantee-signed"], &[]),
    row("framework.request-ratification", &["framework.ratification-requested"], &[]),
    row(
        "framework.record-ratification",
        &[
            "framework.ratification-granted",
            "framework.ratification-refused",
            "framework.backstop-changed",
            "force.fell-conditional",
            "force.authority-lapsed",
            "mission.lapsed",
        ],
        &[],
    ),
    row(
        "framework.activate-guarantee",
        &["framework.guarantee-activated", "clock.armed"],
        TERM_OVER,
    ),
    row("framework.suspend-guarantee", &["framework.guarantee-suspended", "clock.cancelled"], &[]),
    row(
        "framework.void-guarantee",
        &[
            "framework.guarantee-voided",
            "clock.cancelled",
            "framework.backstop-changed",
            "force.fell-conditional",
            "force.authority-lapsed",
            "mission.lapsed",
        ],
        &[],
    ),
    row(
        "framework.renew-guarantee",
        &["framework.guarantee-renewed", "clock.met", "clock.armed"],
        TERM_OVER,
    ),
];
