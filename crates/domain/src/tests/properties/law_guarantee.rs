//! Laws on the term of a guarantee.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use super::law::Law;
use super::past::Past;
use crate::clock::{Clock, Status};
use crate::framework::{Backstop, Event as Framework, Standing};
use crate::mandate::subject;
use crate::strategies::Record;
use crate::{Actor, Center, Event, Nation};

pub(super) const LAWS: &[Law] = &[
    Law { rule: 6, says: "a nation renews what is in force, within its term", holds: renewed },
    Law { rule: 30, says: "what lapses was in force to the end of its term", holds: lapsed },
];

fn is_in_force(past: Past<'_>, of: Nation) -> bool {
    let last = past.last(|event| match event {
        Event::Framework(Framework::GuaranteeActivated { nation }) if *nation == of => Some(true),
        Event::Framework(
            Framework::GuaranteeSuspended { nation }
            | Framework::GuaranteeVoided { nation }
            | Framework::GuaranteeLapsed { nation },
        ) if *nation == of => Some(false),
        _ => None,
    });
    last == Some(true)
}

/// Whether a guarantee was refused, or is void, or has lapsed, and was not ratified since.
pub(super) fn is_gone(past: Past<'_>, of: Nation) -> bool {
    let last = past.last(|event| match event {
        Event::Framework(
            Framework::GuaranteeSigned { nation } | Framework::RatificationGranted { nation },
        ) if *nation == of => Some(false),
        Event::Framework(
            Framework::RatificationRefused { nation }
            | Framework::GuaranteeVoided { nation }
            | Framework::GuaranteeLapsed { nation },
        ) if *nation == of => Some(true),
        _ => None,
    });
    last == Some(true)
}

fn renewed(record: &Record, past: Past<'_>) -> bool {
    let Event::Framework(Framework::GuaranteeRenewed { nation }) = record.event else {
        return true;
    };
    let due_at = past.due_at((Clock::GuaranteeTerm, subject(nation)));
    record.by.speaks_for(nation)
        && is_in_force(past, nation)
        && due_at.is_some_and(|due_at| record.at <= due_at)
}

fn lapsed(record: &Record, past: Past<'_>) -> bool {
    let Event::Framework(Framework::GuaranteeLapsed { nation }) = record.event else {
        return true;
    };
    let due_at = past.due_at((Clock::GuaranteeTerm, subject(nation)));
    record.by == Actor::Clock
        && is_in_force(past, nation)
        && due_at.is_some_and(|due_at| due_at <= record.at)
}

/// A term runs for nothing but a guarantee that is in force, and no backstop is ratified on one that is
/// gone.
pub(super) fn faults_of_the_state(center: &Center, past: Past<'_>) -> Vec<String> {
    let terms = center.clocks.iter().filter(|(clock, _, deadline)| {
        *clock == Clock::GuaranteeTerm && deadline.status == Status::Open
    });
    let stray = terms.filter(|(_, of, _)| {
        let standing = of.as_str().parse().map(|nation| center.framework.standing(nation));
        standing != Ok(Standing::Activated)
    });
    let mut faults: Vec<String> =
        stray.map(|(_, of, _)| format!("a term runs for the guarantee of {of}")).collect();
    if center.framework.backstop == Backstop::Ratified && is_gone(past, Nation::US) {
        faults.push("the backstop is ratified on a guarantee that is gone".into());
    }
    faults
}
