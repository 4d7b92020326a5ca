//! Why a deadline was missed: what had to happen, who could have done it, what they did instead,
//! and since when it could no longer be met.

use std::fmt::{self, Write};

use domain::clock::Clock;
use domain::{Actor, Nation};
use kernel::{Id, Position, SimTime};
use serde::Serialize;

use crate::conduct::{Conduct, Done};
use crate::deadlines::Deadline;
use crate::duties::{Act, Nations, Need, duty};
use crate::names;
use crate::wrap::wrapped;
use crate::zone::{Zone, span};

/// More acts of those who could have met it are counted and not listed.
const INSTEAD_MAX: usize = 2;

/// The words for those entitled that are no actors.
const ANY: &str = "any-nation";
const CONCERNED: &str = "nation-concerned";

/// The account of one missed deadline.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Missed {
    pub(crate) cause: Cause,
    /// What was still lacking of what had to be done; of several, any one if `any_one`.
    awaited: Vec<Awaited>,
    any_one: bool,
    /// What those who could have done it did about the same thing in the meantime.
    instead: Vec<Done>,
    /// The last thing that one of them did at all, where they did nothing about it.
    last_act: Option<Done>,
    /// It could no longer be met after this instant.
    too_late_since: SimTime,
    /// What was needed and not on record at that instant.
    lacking: Vec<Lacking>,
}

/// Something that had to be done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
struct Awaited {
    what: &'static str,
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
            Cause::NobodyTried => "nobody tried",
        }
    }
}

impl Missed {
    /// None for a deadline that nobody could have met.
    pub(crate) fn of(row: &Deadline, conduct: &Conduct) -> Option<Missed> {
        let duty = duty(row.clock)?;
        let until = row.missed_when();
        let about = duty.field.map(|_| row.subject);
        let in_time = |done: &&Done| row.armed_by < done.position && done.at <= until;
        let all: Vec<&Done> = conduct.about(row.clock, about).filter(in_time).collect();
        let is_done = |act: &Act| {
            !duty.any && all.iter().any(|d| d.refused.is_none() && d.command.text() == act.command)
        };
        let mut acts: Vec<&Act> = duty.acts.iter().filter(|act| !is_done(act)).collect();
        if acts.is_empty() {
            // A log of another program may say of a deadline that it was missed, whatever was done.
            acts.extend(duty.acts);
        }
        let owner = conduct.owner(row.clock, row.subject);
        let entitled = |actor| {
            !conduct.is_observer(actor) && acts.iter().any(|act| act.by.includes(actor, owner))
        };
        let instead: Vec<Done> =
            all.iter().filter(|done| entitled(done.actor)).map(|&done| done.clone()).collect();
        let lacking = acts.iter().map(|act| Lacking::of(act, conduct, about, until));
        let lacking: Vec<Vec<Lacking>> = lacking.collect();
        // Where any one will do, each of them must lack something.
        let could =
            if duty.any { lacking.iter().any(Vec::is_empty) } else { lacking.concat().is_empty() };
        let last_act =
            if instead.is_empty() { conduct.last(entitled, until).cloned() } else { None };
        Some(Missed {
            cause: cause(row, &acts, &instead, could),
            awaited: acts.into_iter().map(|act| Awaited::of(act, owner)).collect(),
            any_one: duty.any,
            instead,
            last_act,
            too_late_since: until,
            lacking: lacking.concat(),
        })
    }

    /// Writes three lines, a long one on several.
    pub(crate) fn write(&self, row: &Deadline, zone: Zone, out: &mut dyn Write) -> fmt::Result {
        let awaited: Vec<String> = self.awaited.iter().map(Awaited::words).collect();
        let awaited = awaited.join(if self.any_one { "; or " } else { "; and " });
        wrapped(out, "          awaited: ", 12, &awaited)?;
        wrapped(out, "          instead: ", 12, &self.instead(row, zone))?;
        wrapped(out, "          too late: ", 12, &self.too_late(row, zone))
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
        let before = self.instead.len().saturating_sub(INSTEAD_MAX);
        let last = self.instead.iter().skip(before).map(|act| done(act, "", zone));
        let last = last.collect::<Vec<_>>().join("; ");
        match before {
            0 => last,
            before => format!("{last}; and {} before", names::count(before as u64, "act")),
        }
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
            (_, Some(moved_by)) if self.too_late_since != row.due_at => {
                let (since, due) = (zone.short(self.too_late_since), zone.short(row.due_at));
                format!("after {since}; {moved_by} moved it to {due} afterwards")
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
            told.extend(["; lacking by then", &towards, ": ", &needs.join(", ")]);
        }
        told
    }
}

impl Lacking {
    /// What an act needed that was not on record at an instant.
    fn of(act: &Act, conduct: &Conduct, about: Option<Id>, until: SimTime) -> Vec<Lacking> {
        let lacks = |need: &&Need| !conduct.had(**need, about, until);
        let lacking = act.needs.iter().filter(lacks).map(|&need| {
            let came = conduct.came_after(need, about, until);
            let (came_at, came_by) = (came.map(|turn| turn.at), came.map(|turn| turn.position));
            Lacking { need, towards: act.what, came_at, came_by }
        });
        lacking.collect()
    }

    /// `a proposed attribution (came Tue 6 Jan 12:00, #31)`
    fn words(&self, zone: Zone) -> String {
        let came = match (self.came_at, self.came_by) {
            (Some(at), Some(by)) => format!(" (came {}, {by})", zone.short(at)),
            _ => String::new(),
        };
        format!("{}{came}", self.need.words())
    }
}

/// The first of the causes that applies; `could` if one of the acts lacked nothing.
fn cause(row: &Deadline, acts: &[&Act], instead: &[Done], could: bool) -> Cause {
    // What takes more than one act of the same kind.
    let is_divisible = matches!(row.clock, Clock::Need | Clock::DepotRefill);
    let tried = |done: &Done| acts.iter().any(|act| act.command == done.command.text());
    if row.late_by_revision {
        Cause::LateByRevision
    } else if row.missed_when() < row.armed_at {
        Cause::ArmedTooLate
    } else if !could {
        Cause::PrerequisiteLacking
    } else if instead.iter().any(|done| done.refused.is_some() && tried(done)) {
        Cause::Refused
    } else if instead.iter().any(|done| done.refused.is_none() && tried(done)) {
        if is_divisible { Cause::DoneInPart } else { Cause::DoneOtherwise }
    } else {
        Cause::NobodyTried
    }
}

impl Awaited {
    fn of(act: &Act, owner: Option<Nation>) -> Awaited {
        let mut entitled: Vec<&str> = act.by.others.iter().map(|actor| actor.as_str()).collect();
        match act.by.nations {
            Nations::None => {}
            Nations::Owner => entitled.push(owner.map_or(CONCERNED, Nation::code)),
        }
        if act.by.seats {
            let named = [Actor::Us, Actor::Ua, Actor::Coalition, Actor::CoChairs];
            entitled.extend(named.map(Actor::as_str));
            entitled.push(ANY);
        }
        Awaited { what: act.what, command: act.command, entitled }
    }

    /// ``a finding by the monitors or the US (`incident.verify`)``
    fn words(&self) -> String {
        let who = self.entitled.iter().map(|word| match word.parse() {
            Ok(actor) => names::actor(actor),
            Err(_) if *word == CONCERNED => "the nation concerned",
            Err(_) => "any nation",
        });
        let who = names::choice(who);
        format!("{} by {who} (`{}`)", self.what, self.command)
    }
}

/// ``the US, `response.decide-us`, #1009, Fri 7 May 02:00``
fn done(done: &Done, subject: &str, zone: Zone) -> String {
    let Done { position, at, actor, command, refused, .. } = done;
    let refused = refused.as_ref().map_or(String::new(), |code| format!(", refused ({code})"));
    let actor = names::actor(*actor);
    format!("{actor}, `{command}`{subject}, {position}, {}{refused}", zone.short(*at))
}
