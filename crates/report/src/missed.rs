//! Why a deadline was missed: what had to happen, who could have done it, what they did instead,
//! and since when it could no longer be met.

use std::borrow::Cow;
use std::fmt::{self, Write};

use case::Case;
use domain::clock::Clock;
use domain::{Actor, Nation};
use kernel::{Position, SimTime};
use serde::Serialize;

use crate::conduct::{Conduct, Done};
use crate::deadlines::Deadline;
use crate::duties::{Act, Ahead, By, Concerned, Nations, Need};
use crate::names;
use crate::wrap::wrapped;
use crate::zone::{Zone, span};

mod case;

/// More acts of those who could have met it are counted and not listed.
const INSTEAD_MAX: usize = 2;

/// Where several have acted, the last act of each is listed, and the last that was refused.
const OF_SEVERAL_MAX: usize = 5;

/// The words for those entitled that are no actors.
const ANY: &str = "any-nation";
const CONCERNED: &str = "nation-concerned";
const ASKED: &str = "nation-asked";

/// The account of one missed deadline.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Missed {
    pub(crate) cause: Cause,
    /// What was still lacking of what had to be done; of several, any one if `any_one`.
    awaited: Vec<Awaited>,
    any_one: bool,
    /// What had to come before, as things stood, in order.
    before: Vec<Awaited>,
    /// What those who could have done it did about the same thing in the meantime.
    instead: Vec<Done>,
    /// Nations that had goods in hand, or were asked for something, and did nothing about it.
    idle: Vec<&'static str>,
    /// The last thing that one of them did at all, where they did nothing about it.
    last_act: Option<Done>,
    /// By what it was done after all.
    afterwards: Option<Done>,
    /// It could no longer be met after this instant, unless what was lost then had come back.
    too_late_since: SimTime,
    /// What was needed and not on record when it was missed.
    lacking: Vec<Lacking>,
}

/// Something that had to be done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(super) struct Awaited {
    what: Cow<'static, str>,
    command: &'static str,
    /// The words for actors; `any-nation` is any but the US and Ukraine, `nation-concerned` one
    /// that the records do not tell.
    entitled: Vec<&'static str>,
}

/// Something without which a deadline could not be met.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
struct Lacking {
    need: Need,
    /// What could not be done without it.
    towards: &'static str,
    /// When it was lost, if it had been on record.
    lost_at: Option<SimTime>,
    lost_by: Option<Position>,
    /// When it came on record after all.
    came_at: Option<SimTime>,
    came_by: Option<Position>,
}

/// Why it was missed, in one word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Cause {
    /// Its start was corrected, and nobody could have known.
    LateByRevision,
    /// It was due when it was armed.
    ArmedTooLate,
    /// Something that was needed for it was not on record.
    PrerequisiteLacking,
    /// Somebody tried and was refused.
    Refused,
    /// It was done, but not for all of it.
    DoneInPart,
    /// It was done with another result than was awaited: a "maybe" in place of a "no".
    DoneOtherwise,
    /// Nobody tried in time, and somebody did it after all.
    DoneLate,
    NobodyTried,
}

impl Cause {
    pub(crate) const fn words(self) -> &'static str {
        match self {
            Cause::LateByRevision => "late by revision",
            Cause::ArmedTooLate => "due when it was armed",
            Cause::PrerequisiteLacking => "something was lacking that it needs",
            Cause::Refused => "tried and refused",
            Cause::DoneInPart => "done in part",
            Cause::DoneOtherwise => "done otherwise than awaited",
            Cause::DoneLate => "done late",
            Cause::NobodyTried => "nobody tried",
        }
    }
}

impl Missed {
    /// None for a deadline that nobody could have met.
    pub(crate) fn of(row: &Deadline, conduct: &Conduct) -> Option<Missed> {
        let case = Case::of(row, conduct)?;
        let in_time = case.in_time();
        let acts = case.acts(&in_time);
        let lacking: Vec<Vec<Lacking>> = acts.iter().map(|act| case.lacking(act)).collect();
        // Where any one will do, each of them must lack something.
        let any_one = case.duty.any;
        let could =
            if any_one { lacking.iter().any(Vec::is_empty) } else { lacking.concat().is_empty() };
        let too_late_since = case.too_late_since(&lacking);
        let lacking = lacking.concat();
        let before = case.before(&lacking);
        let instead = case.instead(&in_time, &acts);
        let entitled = |actor| {
            case.is_entitled(&acts, actor) || before.iter().any(|step| step.includes(actor))
        };
        let last_act =
            if instead.is_empty() { conduct.last(entitled, case.until).cloned() } else { None };
        let afterwards = case.afterwards(&acts);
        Some(Missed {
            cause: cause(row, &acts, (&instead, afterwards.is_some()), could),
            awaited: acts.into_iter().map(|act| case.awaited(act)).collect(),
            any_one,
            idle: case.idle(&instead, &lacking),
            afterwards,
            before,
            instead,
            last_act,
            too_late_since,
            lacking,
        })
    }

    /// Writes three to five lines, a long one on several.
    pub(crate) fn write(&self, row: &Deadline, zone: Zone, out: &mut dyn Write) -> fmt::Result {
        let awaited: Vec<String> = self.awaited.iter().map(Awaited::words).collect();
        let awaited = awaited.join(if self.any_one { "; or " } else { "; and " });
        wrapped(out, "          awaited: ", 12, &awaited)?;
        if !self.before.is_empty() {
            let before: Vec<String> = self.before.iter().map(Awaited::words).collect();
            wrapped(out, "          before: ", 12, &before.join("; "))?;
        }
        wrapped(out, "          instead: ", 12, &self.instead(row, zone))?;
        wrapped(out, "          too late: ", 12, &self.too_late(row, zone))?;
        let Some(late) = &self.afterwards else { return Ok(()) };
        let after = span(late.at.since(row.missed_when()));
        let told = format!("{}, {after} after it was due", done(late, "", zone));
        wrapped(out, "          done late: ", 12, &told)
    }

    fn instead(&self, row: &Deadline, zone: Zone) -> String {
        if self.instead.is_empty() {
            return match &self.last_act {
                Some(last) => {
                    let subject = last.subject.map_or(String::new(), |on| format!(" on {on}"));
                    let done = done(last, &subject, zone);
                    // It may be about the same thing, before the deadline ran or for another one.
                    if last.subject == Some(row.subject) {
                        format!("nothing towards it in its time; last act: {done}")
                    } else {
                        format!("nothing about {}; last act: {done}", row.subject)
                    }
                }
                None => "nothing on record".to_string(),
            };
        }
        let shown = shown(&self.instead);
        let mut told: Vec<String> = shown.iter().map(|act| done(act, "", zone)).collect();
        let left = (self.instead.len() - shown.len()) as u64;
        let is_tail = self.instead.iter().skip(self.instead.len() - shown.len()).eq(shown);
        match left {
            0 => {}
            _ if is_tail => told.push(format!("and {} before", names::count(left, "act"))),
            _ => told.push(format!("and {}", names::count(left, "other act"))),
        }
        if !self.idle.is_empty() {
            let idle = self.idle.iter().filter_map(|word| word.parse().ok()).map(names::actor);
            told.push(format!("nothing by {}", names::choice(idle)));
        }
        told.join("; ")
    }

    fn too_late(&self, row: &Deadline, zone: Zone) -> String {
        let since = match (self.cause, row.moved_by) {
            (Cause::LateByRevision, Some(moved_by)) => {
                format!("by revision: {moved_by} moved it to an instant that had passed")
            }
            (Cause::ArmedTooLate, _) => {
                let late = span(row.armed_at.since(row.missed_when()));
                format!("from the start: it was armed {late} after it was due")
            }
            (_, Some(moved_by)) if row.missed_when() != row.due_at => {
                let (since, due) = (zone.short(self.too_late_since), zone.short(row.due_at));
                format!("after {since}; {moved_by} moved it to {due} afterwards")
            }
            // Only afterwards it is known that it stayed so.
            _ if self.too_late_since < row.missed_when() => {
                let since = zone.short(self.too_late_since);
                format!("after {since}, as what was lost then did not come back in time")
            }
            _ => format!("after {}", zone.short(self.too_late_since)),
        };
        let mut told = since;
        for lacking in self.lacking.chunk_by(|a, b| a.towards == b.towards) {
            let needs: Vec<String> = lacking.iter().map(|lacking| lacking.words(zone)).collect();
            let towards = match lacking {
                [first, ..] if 1 < self.awaited.len() => format!(" for {}", first.towards),
                _ => String::new(),
            };
            let by_then = if self.too_late_since == row.missed_when() {
                "; lacking by then"
            } else {
                "; lacking when it was due"
            };
            told.extend([by_then, &towards, ": ", &needs.join(", ")]);
        }
        told
    }
}

impl Lacking {
    /// `a proposed attribution (came Tue 6 Jan 12:00, #31)`
    fn words(&self, zone: Zone) -> String {
        let turn = |word: &str, at: Option<SimTime>, by: Option<Position>| {
            Some(format!("{word} {}, {}", zone.short(at?), by?))
        };
        let turns =
            [turn("lost", self.lost_at, self.lost_by), turn("came", self.came_at, self.came_by)];
        let turns: Vec<String> = turns.into_iter().flatten().collect();
        let turns =
            if turns.is_empty() { String::new() } else { format!(" ({})", turns.join("; ")) };
        format!("{}{turns}", self.need.words())
    }
}

/// The first of the causes that applies; `could` if one of the acts lacked nothing.
fn cause(row: &Deadline, acts: &[&Act], (instead, is_late): (&[Done], bool), could: bool) -> Cause {
    // What takes more than one act of the same kind.
    let is_divisible = matches!(row.clock, Clock::Need | Clock::DepotRefill);
    let tried = |done: &Done| acts.iter().any(|act| act.command == done.command.text());
    let accepted = |done: &Done| done.refused.is_none() && tried(done);
    if row.late_by_revision {
        Cause::LateByRevision
    } else if row.missed_when() < row.armed_at {
        Cause::ArmedTooLate
    } else if !could {
        Cause::PrerequisiteLacking
    } else if is_divisible && instead.iter().any(accepted) {
        Cause::DoneInPart
    } else if instead.iter().any(|done| done.refused.is_some() && tried(done)) {
        Cause::Refused
    } else if instead.iter().any(accepted) {
        Cause::DoneOtherwise
    } else if is_late {
        Cause::DoneLate
    } else {
        Cause::NobodyTried
    }
}

impl Awaited {
    fn new(what: &'static str, command: &'static str, by: By, concerned: Concerned) -> Awaited {
        let mut entitled: Vec<&str> = by.others.iter().map(|actor| actor.as_str()).collect();
        match by.nations {
            Nations::None => {}
            Nations::Owner => entitled.push(concerned.owner.map_or(CONCERNED, Nation::code)),
            Nations::Any => entitled.extend([Actor::Us.as_str(), Actor::Ua.as_str(), ANY]),
            Nations::Asked => entitled.push(ASKED),
            Nations::InTurn => entitled.extend(concerned.in_turn().iter().map(Nation::code)),
        }
        if by.seats {
            let named = [Actor::Us, Actor::Ua, Actor::Coalition, Actor::CoChairs];
            entitled.extend(named.map(Actor::as_str));
            entitled.push(ANY);
        }
        Awaited { what: what.into(), command, entitled }
    }

    /// A step for which the records tell who could have taken it.
    fn ahead(step: &Ahead) -> Awaited {
        let mut entitled: Vec<&str> = step.by.iter().map(|actor| actor.as_str()).collect();
        if step.any_nation {
            entitled.push(ANY);
        }
        Awaited { what: step.what.clone().into(), command: step.command, entitled }
    }

    /// Whether it names this actor.
    fn includes(&self, actor: Actor) -> bool {
        self.entitled.contains(&actor.as_str())
    }

    /// ``a finding by the monitors or the US (`incident.verify`)``
    fn words(&self) -> String {
        let who = self.entitled.iter().map(|word| match word.parse() {
            Ok(actor) => names::actor(actor),
            Err(_) if *word == CONCERNED => "the nation concerned",
            Err(_) if *word == ASKED => "a nation that was asked",
            Err(_) => "any nation",
        });
        let who = names::choice(who);
        format!("{} by {who} (`{}`)", self.what, self.command)
    }
}

/// Of all that was done, what is listed, in order: what was refused goes before what was not.
fn shown(instead: &[Done]) -> Vec<&Done> {
    let mut kept: Vec<&Done> = Vec::new();
    let newest = || instead.iter().rev();
    for done in newest().filter(|done| done.refused.is_some()).chain(newest()) {
        let is_told = |other: &&Done| {
            other.actor == done.actor
                && (other.refused.is_some() == done.refused.is_some()
                    || done.position < other.position)
        };
        if kept.len() < OF_SEVERAL_MAX && !kept.iter().any(is_told) {
            kept.push(done);
        }
    }
    for done in newest() {
        if kept.len() < INSTEAD_MAX && !kept.contains(&done) {
            kept.push(done);
        }
    }
    kept.sort_by_key(|done| done.position);
    kept
}

/// ``the US, `response.decide-us`, #1009, Fri 7 May 02:00``
fn done(done: &Done, subject: &str, zone: Zone) -> String {
    let Done { position, at, actor, command, refused, .. } = done;
    let refused = refused.as_ref().map_or(String::new(), |code| format!(", refused ({code})"));
    let actor = names::actor(*actor);
    format!("{actor}, `{command}`{subject}, {position}, {}{refused}", zone.short(*at))
}
