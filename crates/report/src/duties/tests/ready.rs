//! Centers in which one act is lacking to meet a deadline, or something that it needs.

use super::*;

/// A center in which only this act is lacking to meet its deadline, and the act as this actor
/// would issue it.
pub(super) fn ready(command: &str, actor: Actor) -> (Center, Command) {
    prepared(command, actor, None)
}

/// The same, but without something that the act needs.
pub(super) fn lacking(command: &str, need: Need, actor: Actor) -> (Center, Command) {
    prepared(command, actor, Some(need))
}

fn prepared(command: &str, actor: Actor, without: Option<Need>) -> (Center, Command) {
    let (family, _) = command.split_once('.').expect("a command has a family");
    let (mut center, command) = match family {
        "mandate" | "force" => force::prepared(command, without),
        "framework" => guarantee::prepared(command),
        "maritime" => maritime::prepared(command, without),
        "headquarters" | "commission" => bodies::prepared(command, without),
        "consignment" | "permit" | "depot" => logistics::prepared(command, without),
        _ => breaches::prepared(command, without),
    };
    // Whoever acts is enrolled.
    if let Actor::Nation(nation) = actor
        && !center.cell.nations.contains_key(&nation)
    {
        breaches::enroll(&mut center, nation);
    }
    (center, command)
}

/// Whom a deadline of this clock concerns in these centers.
pub(super) fn concerned(clock: Clock) -> Concerned {
    let asked = Some(NationSet::EMPTY.with(Nation::PL));
    let owner = match clock {
        Clock::MandateInformation | Clock::Rotation | Clock::GuaranteeTerm => Some(Nation::DE),
        Clock::MaritimeRotation => Some(Nation::TR),
        Clock::TransitPermit => Some(Nation::CZ),
        Clock::DepotRefill => Some(Nation::NO),
        _ => None,
    };
    Concerned { owner, asked }
}
