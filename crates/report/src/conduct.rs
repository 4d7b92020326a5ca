//! What was done that bears on the deadlines: the commands of people, and in `turns` what came on
//! record without which a deadline could not be met.
//!
//! About 150 bytes a command are kept, so that it can be said of any instant who did what last.

use std::collections::{BTreeMap, BTreeSet};

use domain::center::{self, Role};
use domain::clock::Clock;
use domain::ids::{ConsignmentId, NeedId, PermitId};
use domain::response::UsDecision;
use domain::task::Task;
use domain::{
    Actor, Center, Command, Event, Nation, clock, commission, consignment, depot, force, framework,
    mandate, maritime, permit, response, task,
};
use kernel::{Decider, Id, Position, Recorded, SimTime};
use serde::{Serialize, Serializer};
use simulator::datum::Datum;
use simulator::fields::Fields;
use simulator::probe::{self, Kind};
use simulator::record::{Body, CenterRecord};

use crate::duties::{Ahead, Concerned, Duty, Need, duties};

mod relief;
pub(crate) mod supply;
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
    /// The center as far as goods and contingents go, with all on which they depend.
    center: Center,
    /// Steps that were still ahead, where the records tell who in particular could take them: to a need
    /// when it was missed, and to a remedy as long as nobody has accepted it.
    ahead: BTreeMap<(Clock, Id), Vec<Ahead>>,
    /// What was done about the lead of logistics.
    leads: Vec<usize>,
    /// Commands that were accepted and did not bring what their deadline waits for.
    fell_short: BTreeSet<Position>,
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
                self.evolve(record, event);
                self.turns.apply(event, &self.center, record);
                if falls_short(event, &self.center) {
                    self.fell_short.extend(record.cause);
                }
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

    fn evolve(&mut self, record: &CenterRecord, event: &Event) {
        match event {
            Event::Need(_)
            | Event::Consignment(_)
            | Event::Depot(_)
            | Event::Permit(_)
            | Event::Hub(_)
            | Event::Task(_)
            | Event::Force(_)
            | Event::Ceasefire(_)
            | Event::Mandate(_) => {}
            Event::Clock(clock::Event::Missed { clock: Clock::Need, subject, .. }) => {
                let ahead = supply::ahead(&self.center, NeedId(*subject));
                self.ahead.insert((Clock::Need, *subject), ahead);
                return;
            }
            Event::Commission(commission::Event::RemedySet { case, asked, .. }) => {
                let what = "its acceptance".to_string();
                let accept = Ahead::by(what, "commission.accept-remedy", asked.iter());
                self.ahead.insert((Clock::Remedy, case.0), vec![accept]);
                return;
            }
            _ => return,
        }
        let CenterRecord { position, at, occurred_at, by, cause, .. } = *record;
        let recorded = Recorded { position, at, occurred_at, by, cause, event };
        Center::evolve(&mut self.center, &recorded);
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
        if is_on_logistics(command) {
            self.leads.push(index);
        }
        for duty in duties() {
            let about = match duty.field {
                Some(whole) => match self.meant(duty, whole, &fields) {
                    Some(id) => Some(id),
                    None => continue,
                },
                None if duty.has(&kind.text()) => None,
                None => continue,
            };
            self.about.entry((duty.clock, about)).or_default().push(index);
        }
    }

    /// What a command is about in the sense of a duty, if it names it or a part of it.
    fn meant(&self, duty: &Duty, whole: &str, fields: &Fields) -> Option<Id> {
        let by_part = |part: &&str| self.whole(part, named(fields, part)?);
        named(fields, whole).or_else(|| duty.parts.iter().find_map(by_part))
    }

    /// The thing of which this one is a part: the need for which a consignment goes, the series that
    /// a consultation is about.
    fn whole(&self, field: &str, part: Id) -> Option<Id> {
        match field {
            "question" => self.turns.series(part),
            "permit" => {
                let permit = self.center.permits.permits.get(&PermitId(part))?;
                self.whole("consignment", permit.consignment.0)
            }
            _ => {
                let goods = self.center.consignments.0.get(&ConsignmentId(part))?;
                goods.cargo.map(|cargo| cargo.need.0)
            }
        }
    }

    /// Everything that was done about something, in order.
    pub(crate) fn about(&self, clock: Clock, about: Option<Id>) -> impl Iterator<Item = &Done> {
        let indices = self.about.get(&(clock, about)).into_iter().flatten();
        indices.filter_map(|&index| self.commands.get(index))
    }

    /// What was done about the lead of logistics, in order.
    pub(crate) fn about_leads(&self) -> impl Iterator<Item = &Done> {
        self.leads.iter().filter_map(|&index| self.commands.get(index))
    }

    /// The steps towards what it lacks, in order, where the records tell who could take them.
    pub(crate) fn ahead(&self, clock: Clock, subject: Id) -> &[Ahead] {
        self.ahead.get(&(clock, subject)).map_or(&[], Vec::as_slice)
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

    pub(crate) fn is_observer(&self, actor: Actor) -> bool {
        self.observers.iter().any(|nation| actor.speaks_for(*nation))
    }

    /// Whom a deadline concerns, as far as the records say.
    pub(crate) fn concerned(&self, clock: Clock, subject: Id) -> Concerned {
        let owner = self.owners.get(&(clock, subject)).copied();
        Concerned { owner, asked: self.turns.asked(clock, subject) }
    }

    /// Whether a command was accepted and did not bring what its deadline waits for.
    pub(crate) fn fell_short(&self, position: Position) -> bool {
        self.fell_short.contains(&position)
    }

    /// Whether something that is needed was on record at an instant.
    pub(crate) fn had(&self, need: Need, about: Option<Id>, at: SimTime) -> bool {
        self.last_turn(need, about, at).map_or(need.stands(), |turn| turn.holds)
    }

    /// When something that is needed was lost and did not come back by an instant.
    pub(crate) fn lost_before(&self, need: Need, about: Option<Id>, at: SimTime) -> Option<Turn> {
        self.last_turn(need, about, at).filter(Turn::is_loss)
    }

    fn last_turn(&self, need: Need, about: Option<Id>, at: SimTime) -> Option<Turn> {
        self.turns.of(need, about).take_while(|turn| turn.is_by(at)).last()
    }

    /// When something that is needed came on record after an instant.
    pub(crate) fn came_after(&self, need: Need, about: Option<Id>, at: SimTime) -> Option<Turn> {
        self.turns.of(need, about).find(|turn| !turn.is_by(at) && turn.holds)
    }
}

fn named(fields: &Fields, field: &str) -> Option<Id> {
    match fields.get(field) {
        Some(Datum::Name(id)) => Some(*id),
        _ => None,
    }
}

/// Whether a command gives the lead of logistics to somebody or takes it away.
fn is_on_logistics(command: &Command) -> bool {
    match command {
        Command::Task(task::Command::AssignLead(command)) => command.task == Task::Logistics,
        Command::Task(task::Command::ReleaseLead(command)) => command.task == Task::Logistics,
        _ => false,
    }
}

/// Whether something is left of what was to be done where it takes more than one act, or an answer
/// is not the one that is awaited.
fn falls_short(event: &Event, center: &Center) -> bool {
    match event {
        Event::Response(response::Event::UsDecided { decision, .. }) => *decision != UsDecision::No,
        Event::Depot(depot::Event::Refilled { depot, .. }) => {
            center.depots.0.get(depot).is_some_and(|depot| depot.stock < depot.reserved)
        }
        Event::Consignment(consignment::Event::Delivered { consignment, .. }) => {
            let cargo = center.consignments.0.get(consignment).and_then(|goods| goods.cargo);
            let need = cargo.and_then(|cargo| center.needs.0.get(&cargo.need));
            need.is_some_and(|need| need.delivered < need.tonnes)
        }
        _ => false,
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
