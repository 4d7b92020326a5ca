//! What was done that bears on the deadlines: the commands of people, and in `turns` what came on
//! record without which a deadline could not be met.
//!
//! About 150 bytes a command are kept, so that it can be said of any instant who did what last.

use std::collections::{BTreeMap, BTreeSet};

use domain::center::{self, Role};
use domain::clock::Clock;
use domain::{Actor, Command, Event, Nation, depot, force, framework, mandate, maritime, permit};
use kernel::{Id, Position, SimTime};
use serde::{Serialize, Serializer};
use simulator::datum::Datum;
use simulator::fields::Fields;
use simulator::probe::{self, Kind};
use simulator::record::{Body, CenterRecord};

use crate::duties::{Duty, Need, duties};

mod turns;

use turns::{Turn, Turns};

/// A command, and what became of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Done {
    pub(crate) position: Position,
    pub(crate) at: SimTime,
    pub(crate) actor: Actor,
    #[serde(serialize_with = "as_on_disk")]
    pub(crate) command: Kind,
    pub(crate) subject: Option<Id>,
    /// The code of the refusal, if it was refused.
    pub(crate) refused: Option<String>,
}

fn as_on_disk<S: Serializer>(kind: &Kind, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(kind)
}

/// The fold.
#[derive(Clone, Debug, Default)]
pub(crate) struct Conduct {
    commands: Vec<Done>,
    by_actor: BTreeMap<Actor, Vec<usize>>,
    /// By the clock and what it is about, where a deadline of that clock can be met.
    about: BTreeMap<(Clock, Option<Id>), Vec<usize>>,
    turns: Turns,
    owners: BTreeMap<(Clock, Id), Nation>,
    /// Nations that watch and act for no seat.
    observers: BTreeSet<Nation>,
}

impl Conduct {
    pub(crate) fn apply(&mut self, record: &CenterRecord) {
        match &record.body {
            Body::Accepted(command) => self.command(record, command, None),
            Body::Refused(command, refusal) => {
                self.command(record, command, Some(refusal.code.clone()));
            }
            Body::Event(event) => {
                self.turns.apply(event, record.at, record.position);
                self.owners.extend(owned(event));
                if let Event::Center(center::Event::NationEnrolled { nation, role, .. }) = event
                    && *role == Role::Observer
                {
                    self.observers.insert(*nation);
                }
            }
            Body::Started(_) | Body::Chose { .. } | Body::Ended(_) => {}
        }
    }

    fn command(&mut self, record: &CenterRecord, command: &Command, refused: Option<String>) {
        // The clock does nothing that somebody could have done instead.
        let Some(kind) = probe::kind(command).filter(|_| record.by != Actor::Clock) else {
            return;
        };
        let (index, fields) = (self.commands.len(), Fields::of(command));
        let (position, at, actor) = (record.position, record.at, record.by);
        let subject = fields.subject();
        self.commands.push(Done { position, at, actor, command: kind, subject, refused });
        self.by_actor.entry(actor).or_default().push(index);
        for duty in duties() {
            let about = match duty.field {
                Some(whole) => match self.meant(duty, whole, &fields) {
                    Some(id) => Some(id),
                    None => continue,
                },
                None if duty.acts.iter().any(|act| act.command == kind.text()) => None,
                None => continue,
            };
            self.about.entry((duty.clock, about)).or_default().push(index);
        }
    }

    /// What a command is about in the sense of a duty, if it names it or a part of it.
    fn meant(&self, duty: &Duty, whole: &str, fields: &Fields) -> Option<Id> {
        let named = |name| match fields.get(name) {
            Some(Datum::Name(id)) => Some(*id),
            _ => None,
        };
        named(whole).or_else(|| self.turns.whole(named(duty.part?)?))
    }

    /// Everything that was done about something, in order.
    pub(crate) fn about(&self, clock: Clock, about: Option<Id>) -> impl Iterator<Item = &Done> {
        let indices = self.about.get(&(clock, about)).into_iter().flatten();
        indices.filter_map(|&index| self.commands.get(index))
    }

    /// The last act up to an instant of those who are entitled to something.
    pub(crate) fn last(&self, entitled: impl Fn(Actor) -> bool, until: SimTime) -> Option<&Done> {
        let indices = self.by_actor.iter().filter(|(actor, _)| entitled(**actor));
        let last = |indices: &Vec<usize>| {
            let by_then = |&index: &usize| self.commands.get(index).is_some_and(|d| d.at <= until);
            let count = indices.partition_point(by_then);
            indices.get(count.checked_sub(1)?).copied()
        };
        self.commands.get(indices.filter_map(|(_, indices)| last(indices)).max()?)
    }

    /// The nation that owns what a deadline is about, as far as the records say.
    pub(crate) fn is_observer(&self, actor: Actor) -> bool {
        self.observers.iter().any(|nation| actor.speaks_for(*nation))
    }

    pub(crate) fn owner(&self, clock: Clock, subject: Id) -> Option<Nation> {
        self.owners.get(&(clock, subject)).copied()
    }

    /// Whether something that is needed was on record at an instant.
    pub(crate) fn had(&self, need: Need, about: Option<Id>, at: SimTime) -> bool {
        self.turns.of(need, about).take_while(|turn| turn.at <= at).last().is_some_and(|t| t.holds)
    }

    /// When something that is needed came on record after an instant.
    pub(crate) fn came_after(&self, need: Need, about: Option<Id>, at: SimTime) -> Option<Turn> {
        self.turns.of(need, about).find(|turn| at < turn.at && turn.holds)
    }
}

/// Whom an event names as the owner of what a deadline is about.
fn owned(event: &Event) -> Option<((Clock, Id), Nation)> {
    match *event {
        Event::Mandate(mandate::Event::OperationBegan { nation }) => {
            Some(((Clock::MandateInformation, mandate::subject(nation)), nation))
        }
        Event::Force(force::Event::CapabilityOffered { contingent, nation, .. }) => {
            Some(((Clock::Rotation, contingent.0), nation))
        }
        Event::Permit(permit::Event::Requested { permit, nation, .. }) => {
            Some(((Clock::TransitPermit, permit.0), nation))
        }
        Event::Depot(depot::Event::Reserved { depot, nation, .. }) => {
            Some(((Clock::DepotRefill, depot.0), nation))
        }
        Event::Framework(framework::Event::GuaranteeActivated { nation }) => {
            Some(((Clock::GuaranteeTerm, mandate::subject(nation)), nation))
        }
        Event::Maritime(
            maritime::Event::CommandTaken { nation, turn }
            | maritime::Event::CommandHandedOver { to: nation, turn, .. },
        ) => Some(((Clock::MaritimeRotation, maritime::subject(turn)), nation)),
        _ => None,
    }
}
