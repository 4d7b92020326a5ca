//! The setting that the tests start from, step by step: numbers, nations, seats, a ceasefire,
//! a verified breach, an attribution, an expanded attack.
//!
//! The initial breach is at [`noon`] of the day on which the ceasefire is two days old.

use kernel::given::Given;
use kernel::{Id, SimDuration, SimTime, given};

use crate::center::{
    self, AgreeTerms, Attend, Enroll, FillSeat, ReachInitialOperations, Role, Site,
};
use crate::clock::{Clock, Expire};
use crate::decision::Convene;
use crate::force::{self, Capability, Component, Stage};
use crate::incident::{Confidence, ReportDetection, Severity};
use crate::response::{Consent, DecideUs, DetermineExpanded, UsDecision};
use crate::task::Location;
use crate::{Actor, Center, Nation, Seat, ceasefire};

pub(super) use crate::strategies::setting::{
    NUMBERS, attribution, breach, consultation, detection, digest, evidence, hours, id, incident,
    nations, noon, set, verify,
};

pub(super) type Setting = Given<Center>;

pub(super) const FR: Actor = Actor::Nation(Nation::FR);
pub(super) const UK: Actor = Actor::Nation(Nation::UK);
pub(super) const DE: Actor = Actor::Nation(Nation::DE);
pub(super) const PL: Actor = Actor::Nation(Nation::PL);
pub(super) const TR: Actor = Actor::Nation(Nation::TR);

/// The instant at which the ceasefire enters into force.
pub(super) fn truce_at() -> SimTime {
    noon() - hours(48)
}

/// The instant at which everything before the ceasefire is arranged.
pub(super) fn eve() -> SimTime {
    truce_at() - hours(24)
}

/// One millisecond, the smallest step of time.
pub(super) const fn tick() -> SimDuration {
    SimDuration::from_millis(1)
}

/// What the engine issues when a deadline lapses.
pub(super) fn expire(clock: Clock, subject: &str) -> Expire {
    Expire { clock, subject: id::<Id>(subject) }
}

/// All parameters are set.
pub(super) fn numbers() -> Setting {
    NUMBERS.iter().fold(given::<Center>(), |setting, &(parameter, value)| {
        setting.command(eve(), Actor::Control, set(parameter, value))
    })
}

/// Seven nations are on the rolls; Türkiye and the US have not accepted the silence procedure.
pub(super) fn enrolled() -> Setting {
    let accept = nations("fr uk de pl ua");
    nations("fr uk de pl tr us ua").iter().fold(numbers(), |setting, nation| {
        let role = match nation {
            Nation::US => Role::Partner,
            Nation::UA => Role::Host,
            _ => Role::Member,
        };
        let enroll = Enroll { nation, role, accepts_silence: accept.contains(nation) };
        setting.command(eve(), Actor::Control, enroll)
    })
}

/// The cell is decided on, all seats are filled, and France, Germany and Poland attend.
pub(super) fn seated() -> Setting {
    let decide = center::Decide { site: Site::Paris };
    let mut setting = enrolled().command(eve(), Actor::CoChairs, decide);
    for seat in Seat::ALL {
        setting = setting.command(eve(), Actor::from(seat), FillSeat { seat });
    }
    for nation in nations("fr de pl").iter() {
        setting = setting.command(eve(), Actor::of(nation), Attend { nation });
    }
    setting
}

/// The cell is in initial operation: two seats are needed, three are filled; three nations are
/// needed and attend.
pub(super) fn operating() -> Setting {
    seated().command(eve(), Actor::Us, AgreeTerms { text: id("terms") }).command(
        eve(),
        Actor::CoChairs,
        ReachInitialOperations {},
    )
}

/// A French contingent for a place, as far as the stage says.
pub(super) fn deployed(setting: Setting, place: Location, stage: Stage) -> Setting {
    let (contingent, requirement, nation) = (id("french"), id("brigade"), Nation::FR);
    let published = force::Event::RequirementPublished {
        requirement,
        component: Component::Land,
        capability: Capability::Infantry,
        quantity: 6_000,
        place,
        needed_by: noon(),
    };
    let offered = force::Event::CapabilityOffered {
        contingent,
        nation,
        requirement,
        strength: 6_000,
        needs_backstop: None,
        conditional: stage == Stage::Conditional,
    };
    let reached = match stage {
        Stage::Offered | Stage::Conditional => None,
        Stage::Generated => {
            Some(force::Event::ContingentGenerated { contingent, nation, requirement })
        }
        Stage::Moving => Some(force::Event::ContingentMoved { contingent, nation, place }),
        Stage::InPlace => {
            Some(force::Event::ContingentInPlace { contingent, nation, place, strength: 6_000 })
        }
        Stage::Recalled => Some(force::Event::ContingentRecalled { contingent, nation }),
        Stage::Withdrawn => Some(force::Event::OfferWithdrawn { contingent, nation }),
    };
    [published, offered]
        .into_iter()
        .chain(reached)
        .fold(setting, |setting, event| setting.event(eve(), FR, event.into()))
}

/// A ceasefire is in force and the sensors cover nine tenths of the line.
pub(super) fn truce() -> Setting {
    let agree = ceasefire::Agree { instrument: id("truce"), effective_at: truce_at() };
    let covered = ceasefire::ReportCoverage { coverage: 900_000 };
    seated()
        .command(eve(), Actor::Control, agree)
        .command(truce_at(), Actor::Clock, expire(Clock::CeasefireEffective, "ceasefire"))
        .command(truce_at(), Actor::Monitors, covered)
}

/// The same of a minor breach.
pub(super) fn minor(name: &str, seen_at: SimTime) -> ReportDetection {
    ReportDetection { severity: Severity::Minor, ..detection(name, seen_at) }
}

/// A breach at noon, seen at once.
pub(super) fn detected() -> Setting {
    truce().command(noon(), Actor::Monitors, detection("breach", noon()))
}

/// The breach of noon is verified an hour later: the first tier is open.
pub(super) fn breached() -> Setting {
    detected().command(noon() + hours(1), Actor::Monitors, verify("breach"))
}

/// Evidence on the breach is on record.
pub(super) fn examined() -> Setting {
    breached().command(noon() + hours(2), Actor::Monitors, evidence("crater", "breach"))
}

/// The breach is probably Russia's.
pub(super) fn attributed() -> Setting {
    let probable = attribution(Confidence::Probable);
    examined().command(noon() + hours(3), Actor::Commission, probable)
}

pub(super) fn consent(nation: Nation, consents: bool) -> Consent {
    Consent { series: breach(), nation, consents }
}

/// France and the United Kingdom consent to act; the breach goes on.
pub(super) fn consented() -> Setting {
    attributed().command(noon() + hours(4), FR, consent(Nation::FR, true)).command(
        noon() + hours(4),
        UK,
        consent(Nation::UK, true),
    )
}

pub(super) fn decided(decision: UsDecision) -> DecideUs {
    DecideUs { series: breach(), decision }
}

/// An expanded attack, and partners that have been consulted on it; the US has not decided.
pub(super) fn expanded() -> Setting {
    consented()
        .command(noon() + hours(30), Actor::Commission, DetermineExpanded { series: breach() })
        .command(noon() + hours(31), Actor::CoChairs, consultation("partners"))
        .command(noon() + hours(32), Actor::CoChairs, Convene { question: id("partners") })
}
