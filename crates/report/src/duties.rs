//! What meets each deadline, who is entitled to do it, and what it needs: the one table of this.
//!
//! A test lets the domain decide each command for each actor, so the table says what is so.

use domain::clock::Clock;
use domain::{Actor, Nation, NationSet, maritime};
use serde::Serialize;

/// A deadline that somebody can meet.
#[derive(Debug)]
pub(crate) struct Duty {
    pub(crate) clock: Clock,
    /// The field by which a command names what the deadline is about; none where there is only
    /// one such thing.
    pub(crate) field: Option<&'static str>,
    /// The fields by which a command names a part of that thing instead.
    pub(crate) parts: &'static [&'static str],
    /// Whether one of the acts is enough, or all are needed.
    pub(crate) any: bool,
    pub(crate) acts: &'static [Act],
    /// What brings what these acts need. For goods, [`Ahead`] says who had to do which of it.
    pub(crate) steps: &'static [Step],
}

/// Something that goes towards meeting a deadline.
#[derive(Debug)]
pub(crate) struct Act {
    pub(crate) what: &'static str,
    pub(crate) command: &'static str,
    pub(crate) by: By,
    /// What must be on record before the command is accepted.
    pub(crate) needs: &'static [Need],
}

/// Something by which comes on record what an act needs.
#[derive(Debug)]
pub(crate) struct Step {
    pub(crate) brings: Need,
    /// What is on record once it is done, where that is not the need yet: it is no longer ahead then.
    pub(crate) until: Option<Need>,
    pub(crate) what: &'static str,
    pub(crate) command: &'static str,
    pub(crate) by: By,
}

/// A step that was still ahead as things stood, and who in particular could have taken it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Ahead {
    pub(crate) what: String,
    pub(crate) command: &'static str,
    pub(crate) by: Vec<Actor>,
    pub(crate) any_nation: bool,
}

/// Who is entitled to a command.
#[derive(Clone, Copy, Debug)]
pub(crate) struct By {
    /// Everybody who acts for a seat: the US, Ukraine, the Coalition, the co-chairs, any nation that is
    /// enrolled and no observer.
    pub(crate) seats: bool,
    pub(crate) nations: Nations,
    pub(crate) others: &'static [Actor],
}

/// Which nations are entitled to something as an act of their own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Nations {
    None,
    /// The one that owns what the deadline is about: its mandate, its contingent, its depot, its
    /// permit to give, its guarantee, its turn.
    Owner,
    /// Each for itself, the US and Ukraine among them.
    Any,
    /// Those who were asked, as far as it is known who was.
    Asked,
    /// Those who take turns with the one that owns what the deadline is about.
    InTurn,
}

/// Whom a deadline concerns, as far as the records tell.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Concerned {
    /// Whose mandate, contingent, depot, permit, guarantee or turn it is.
    pub(crate) owner: Option<Nation>,
    /// Who was asked.
    pub(crate) asked: Option<NationSet>,
}

impl Concerned {
    /// The nations that may take over the command at sea.
    pub(crate) fn in_turn(self) -> NationSet {
        self.owner.map_or(maritime::GROUP, |owner| maritime::GROUP.without(owner))
    }
}

/// Something without which an act is refused, and which may come and go.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Need {
    /// A version of the attribution of an incident that is not settled.
    Attribution,
    /// A question on a breach series that is open and on which nobody has met.
    Question,
    /// A consultation on a breach series that has met.
    Consultation,
    /// A decision of the US to take part in a response.
    UsYes,
    /// Another contingent in the force for the requirement of the one that is in place.
    Relief,
    /// A ceasefire in force, where the relief is not in Ukraine yet.
    Ceasefire,
    /// A finding that the cessation of hostilities is credible, for the same.
    Cessation,
    /// A live mandate of the nation of the relief.
    Mandate,
    /// A nation that sends troops into Ukraine.
    Stance,
    /// The Straits open to the ships of the relief.
    Straits,
    /// Room for the relief under the mandate.
    Ceiling,
    /// A handover that has been started.
    Handover,
    /// A list of the handover on which everything is done.
    HandoverList,
    /// A nation that is ready to take over the command at sea.
    Successor,
    /// A list of evidence that is closed, in a case.
    EvidenceList,
    /// A finding on who is responsible, in a case.
    Finding,
    /// A nation that takes the remedy of a case upon itself.
    Acceptance,
    /// Donors for all of a need.
    Donors,
    /// All goods for a need in Ukraine.
    Goods,
}

/// All that a relief may lack.
pub(crate) const OF_RELIEF: [Need; 7] = [
    Need::Relief,
    Need::Ceasefire,
    Need::Cessation,
    Need::Mandate,
    Need::Stance,
    Need::Straits,
    Need::Ceiling,
];

impl By {
    const SEATS: By = By { seats: true, nations: Nations::None, others: &[] };
    const OWNER: By = By { seats: false, nations: Nations::Owner, others: &[] };
    const IN_TURN: By = By { seats: false, nations: Nations::InTurn, others: &[] };
    const EACH: By = By { seats: false, nations: Nations::Any, others: &[] };
    /// The seats themselves: what is told for all of them, no single nation tells.
    const TOGETHER: By = By::these(&[Actor::Us, Actor::Ua, Actor::Coalition, Actor::CoChairs]);

    /// Of a question: the seats themselves, and the nations that were asked.
    const ASKED: By = By { nations: Nations::Asked, ..By::TOGETHER };

    const fn these(others: &'static [Actor]) -> By {
        By { seats: false, nations: Nations::None, others }
    }

    /// Whether it includes an actor.
    pub(crate) fn includes(&self, actor: Actor, concerned: Concerned) -> bool {
        let as_nation = match self.nations {
            Nations::None => false,
            Nations::Owner => concerned.owner.is_some_and(|nation| actor.speaks_for(nation)),
            Nations::Any => matches!(actor, Actor::Us | Actor::Ua | Actor::Nation(_)),
            Nations::Asked => {
                let any = matches!(actor, Actor::Nation(_));
                concerned.asked.map_or(any, |asked| actor.is_one_of(asked))
            }
            Nations::InTurn => actor.is_one_of(concerned.in_turn()),
        };
        as_nation || (self.seats && actor.seat().is_some()) || self.others.contains(&actor)
    }
}

impl Duty {
    /// Whether a command is one of its acts or of the steps to them.
    pub(crate) fn has(&self, command: &str) -> bool {
        self.acts.iter().any(|act| act.command == command)
            || self.steps.iter().any(|step| step.command == command)
    }
}

impl Act {
    /// What takes the place of an act once it is on record: who has said "yes" is not awaited to say
    /// "no", and where somebody is found responsible, nothing is left to be found "not proven".
    pub(crate) fn replaced_by(&self) -> Option<Need> {
        match self.command {
            "response.decide-us" => Some(Need::UsYes),
            "commission.find-not-proven" => Some(Need::Finding),
            _ => None,
        }
    }
}

impl Ahead {
    pub(crate) fn by(
        what: String,
        command: &'static str,
        nations: impl IntoIterator<Item = Nation>,
    ) -> Ahead {
        let mut by: Vec<Actor> = Vec::new();
        for actor in nations.into_iter().map(Actor::of) {
            if !by.contains(&actor) {
                by.push(actor);
            }
        }
        Ahead { what, command, by, any_nation: false }
    }
}

impl Need {
    /// Whether it is there as long as nothing on record says otherwise. What is lost of this nobody who
    /// could have met the deadline brings back by a step towards it.
    pub(crate) const fn stands(self) -> bool {
        matches!(
            self,
            Need::Ceasefire
                | Need::Cessation
                | Need::Mandate
                | Need::Stance
                | Need::Straits
                | Need::Ceiling
        )
    }

    pub(crate) const fn words(self) -> &'static str {
        match self {
            Need::Attribution => "a proposed attribution",
            Need::Question => "a question on it",
            Need::Consultation => "a consultation that met",
            Need::UsYes => "a \"yes\" of the US",
            Need::Relief => "another contingent for its requirement that can take its place",
            Need::Ceasefire => "a ceasefire in force",
            Need::Cessation => "a finding of credible cessation",
            Need::Mandate => "a live mandate of its nation",
            Need::Stance => "a nation that sends troops into Ukraine",
            Need::Straits => "the Straits open to its ships",
            Need::Ceiling => "room under the mandate of its nation",
            Need::Handover => "a handover that has begun",
            Need::HandoverList => "a list that is worked off",
            Need::Successor => "a nation that is ready to take over",
            Need::EvidenceList => "a closed list of evidence",
            Need::Finding => "a finding on who is responsible",
            Need::Acceptance => "a nation that accepts it",
            Need::Donors => "donors for all of it",
            Need::Goods => "all of it handed over at the border",
        }
    }
}

/// The duties whose deadlines somebody can meet.
pub(crate) fn duties() -> &'static [Duty] {
    &table::DUTIES
}

/// What meets the deadlines of a clock; none for gates, which merely strike.
pub(crate) fn duty(clock: Clock) -> Option<&'static Duty> {
    duties().iter().find(|duty| duty.clock == clock)
}

mod table;

#[cfg(test)]
mod tests;
