//! The headquarters of the multinational force: the operational one, and the one in Kyiv.
//!
//! Sections 2.2 and 7 of the domain notes. Both are other bodies than the coordination cell that
//! sits at the operational headquarters: when the headquarters moves, the cell stays where it is
//! until somebody relocates it. The operational headquarters is under the joint command of France
//! and the United Kingdom and goes from one capital to the other within a term (`handover`). The
//! headquarters in Kyiv is led by the United Kingdom and stands up only once the force deploys, and
//! only while the force may deploy. When it stands down no source says: those who opened it decide
//! it (an assumption), and it may stand up again while the force is deployed.

use alloc::format;
use alloc::vec::Vec;

use kernel::{Id, SimTime};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::OnRecord;
use crate::actor::Actor;
use crate::center::Site;
use crate::clock::{self, Clock};
use crate::force::{self, Stage};
use crate::model::commands;
use crate::mutation::{Mutation, off};
use crate::nation::Nation;
use crate::parameter::Parameter;
use crate::sound::{Sound, refuse_if};
use crate::task::Location;
use crate::{Center, Moment};

mod handover;

pub use handover::{CompleteItem, HandOver, Item, Items, StartHandover};

commands!(Headquarters: Open, StartHandover, CompleteItem, HandOver, StandDown);

/// Opens a headquarters.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Open {
    pub headquarters: Post,
    pub site: Site,
    pub commander: Nation,
    pub deputy: Nation,
}

/// Closes the headquarters in Kyiv.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StandDown {}

#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Event {
    Opened {
        headquarters: Post,
        site: Site,
        commander: Nation,
        deputy: Nation,
    },
    HandoverStarted {},
    ItemCompleted {
        item: Item,
    },
    Rotated {
        from: Site,
        to: Site,
        commander: Nation,
        deputy: Nation,
        /// Incidents that nobody had looked into when it moved.
        incidents_pending: u32,
        /// Breach series to which the response went on.
        responses_open: u32,
    },
    /// That in Kyiv.
    StoodDown {},
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, thiserror::Error)]
#[serde(rename_all = "kebab-case")]
pub enum Rejection {
    #[error("the {headquarters} headquarters is open already")]
    AlreadyOpen { headquarters: Post },
    #[error("the operational headquarters is not open")]
    NotOpen,
    #[error("the Kyiv headquarters is not open")]
    KyivNotOpen,
    #[error("the {headquarters} headquarters cannot be in `{site}`")]
    WrongSite { headquarters: Post, site: Site },
    #[error("`{commander}` and `{deputy}` cannot command the {headquarters} headquarters")]
    WrongCommand { headquarters: Post, commander: Nation, deputy: Nation },
    #[error("`{nation}` is not enrolled at the center as a nation that acts, and commands nothing")]
    NoCommandNation { nation: Nation },
    #[error("no contingent is in Ukraine or on its way there")]
    NotDeployed,
    #[error("the headquarters is at this site already")]
    SameSite { site: Site },
    #[error("a handover is under way already")]
    HandoverUnderWay,
    #[error("no handover is under way")]
    NoHandover,
    #[error("`{item}` is done already")]
    AlreadyCompleted { item: Item },
    #[error("not done yet: {lacking}")]
    NotReady { lacking: Items },
}

/// Which headquarters.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Post {
    /// That of the whole force, in Paris or London.
    Operational,
    /// The forward one in Kyiv.
    Kyiv,
}

/// The operational headquarters.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Operational {
    pub site: Site,
    pub commander: Nation,
    pub deputy: Nation,
    /// The number of the term, from 1 on; each has a clock of its own.
    pub term: u32,
    pub since: OnRecord,
    /// What has been done of the handover that is under way.
    pub handover: Option<Items>,
}

/// The headquarters in Kyiv.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Forward {
    pub commander: Nation,
    pub deputy: Nation,
    pub since: OnRecord,
}

/// All headquarters.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
pub struct Headquarters {
    pub operational: Option<Operational>,
    pub kyiv: Option<Forward>,
}

/// Who leads the Coalition, and so opens, moves and closes its headquarters.
const LEADERS: [Actor; 2] = [Actor::CoChairs, Actor::Coalition];

pub(crate) fn decide(
    moment: &Moment<'_>,
    command: &Command,
) -> Result<Vec<crate::Event>, crate::Rejection> {
    match command {
        Command::Open(command) => decide_open(moment, command),
        Command::StartHandover(_) => handover::decide_start(moment),
        Command::CompleteItem(command) => handover::decide_complete(moment, command),
        Command::HandOver(command) => handover::decide_hand_over(moment, command),
        Command::StandDown(_) => {
            moment.only(&LEADERS)?;
            moment.center.headquarters.kyiv.ok_or(Rejection::KyivNotOpen)?;
            Ok(Vec::from([Event::StoodDown {}.into()]))
        }
    }
}

fn decide_open(moment: &Moment<'_>, command: &Open) -> Result<Vec<crate::Event>, crate::Rejection> {
    let Open { headquarters, site, commander, deputy } = *command;
    let known = &moment.center.headquarters;
    moment.only(&LEADERS)?;
    let is_open = match headquarters {
        Post::Operational => known.operational.is_some(),
        Post::Kyiv => known.kyiv.is_some(),
    };
    if is_open {
        return Err(Rejection::AlreadyOpen { headquarters }.into());
    }
    require_command(moment, headquarters, site, [commander, deputy])?;
    let opened = Event::Opened { headquarters, site, commander, deputy }.into();
    match headquarters {
        Post::Operational => Ok(Vec::from([opened, next_term(moment)])),
        Post::Kyiv if !is_deployed(moment.center) => Err(Rejection::NotDeployed.into()),
        Post::Kyiv => {
            force::require_cessation(moment)?;
            Ok(Vec::from([opened]))
        }
    }
}

fn operational<'a>(moment: &Moment<'a>) -> Result<&'a Operational, Rejection> {
    moment.center.headquarters.operational.as_ref().ok_or(Rejection::NotOpen)
}

fn fits(headquarters: Post, site: Site) -> Sound<Rejection> {
    let is_kyiv = site == Site::Kyiv;
    let rejection = Rejection::WrongSite { headquarters, site };
    refuse_if(is_kyiv != (headquarters == Post::Kyiv), &["site", "headquarters"], rejection)
}

impl Open {
    pub(crate) fn sound(&self) -> Sound<Rejection> {
        fits(self.headquarters, self.site)
    }
}

/// Refuses a site where the headquarters cannot be, and a command that is not the agreed one:
/// France and the United Kingdom together, in Kyiv the United Kingdom and whichever nation is its
/// deputy. Observers and organizations command nothing.
fn require_command(
    moment: &Moment<'_>,
    headquarters: Post,
    site: Site,
    pair: [Nation; 2],
) -> Result<(), Rejection> {
    let [commander, deputy] = pair;
    fits(headquarters, site).map_err(|unsound| unsound.rejection)?;
    let fits_command = match headquarters {
        Post::Operational => [[Nation::FR, Nation::UK], [Nation::UK, Nation::FR]].contains(&pair),
        Post::Kyiv => commander == Nation::UK && deputy != Nation::UK,
    };
    if !fits_command && !off(Mutation::CommandPair) {
        return Err(Rejection::WrongCommand { headquarters, commander, deputy });
    }
    if let Some(nation) = pair.into_iter().find(|&nation| !moment.center.cell.is_acting(nation)) {
        return Err(Rejection::NoCommandNation { nation });
    }
    Ok(())
}

/// Whether a contingent of the force is in Ukraine or on its way there.
fn is_deployed(center: &Center) -> bool {
    let force = &center.force;
    let in_ukraine = |requirement| {
        force.requirements.get(requirement).is_some_and(|r| r.place != Location::OutsideUkraine)
    };
    force.contingents.values().any(|contingent| {
        matches!(contingent.stage, Stage::Moving | Stage::InPlace)
            && in_ukraine(&contingent.requirement)
    })
}

/// The subject of the clock of a term. A term that was overrun stays on record with its own clock.
fn term(number: u32) -> Id {
    Id::new(&format!("term-{number}")).expect("the number of a term is short")
}

/// Arms the clock of the term that begins now.
fn next_term(moment: &Moment<'_>) -> crate::Event {
    let Center { headquarters, parameters, .. } = moment.center;
    let number = headquarters.operational.as_ref().map_or(0, |found| found.term);
    let span = parameters.duration(Parameter::HeadquartersRotationAfter);
    let subject = term(number.saturating_add(1));
    clock::arm(Clock::HeadquartersRotation, subject, moment.at, span)
}

pub(crate) fn evolve(center: &mut Center, event: &Event, at: SimTime) {
    let headquarters = &mut center.headquarters;
    match *event {
        Event::Opened { headquarters: Post::Operational, site, commander, deputy } => {
            let since = at.into();
            let opened = Operational { site, commander, deputy, term: 1, since, handover: None };
            headquarters.operational = Some(opened);
        }
        Event::Opened { headquarters: Post::Kyiv, commander, deputy, .. } => {
            headquarters.kyiv = Some(Forward { commander, deputy, since: at.into() });
        }
        Event::StoodDown {} => headquarters.kyiv = None,
        Event::HandoverStarted {} => {
            if let Some(found) = &mut headquarters.operational {
                found.handover = Some(Items::default());
            }
        }
        Event::ItemCompleted { item } => {
            if let Some(Operational { handover: Some(done), .. }) = &mut headquarters.operational {
                done.0.insert(item);
            }
        }
        Event::Rotated { to: site, commander, deputy, .. } => {
            if let Some(found) = &mut headquarters.operational {
                let (term, since) = (found.term.saturating_add(1), at.into());
                *found = Operational { site, commander, deputy, term, since, handover: None };
            }
        }
    }
}
