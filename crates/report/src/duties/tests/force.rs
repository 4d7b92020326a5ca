//! A contingent of Germany in place, of which parliament does not know yet.

use domain::ceasefire::{DeclareCollapsed, DeclareRestored, FindCessation};
use domain::force::{
    Capability, CloseStraits, Component, DeclareStance, Generate, Move, Offer, PublishRequirement,
    Relieve, ReportInPlace,
};
use domain::framework::RequestForce;
use domain::mandate::{DeclareRule, Inform, RecordVote, Request, Rule};
use domain::parameter::{Parameter, Value};
use domain::task::Location;
use kernel::SimDuration;

use super::breaches::{center, enroll, set};
use super::*;

pub(super) fn prepared(command: &str, without: Option<Need>) -> (Center, Command) {
    let mut center = in_place(without);
    let command = match command {
        "mandate.inform" => Inform { nation: Nation::DE }.into(),
        "force.relieve" => relief(&mut center, without),
        other => panic!("write here how `{other}` comes to be lacking"),
    };
    (center, command)
}

fn in_place(without: Option<Need>) -> Center {
    let mut center = center();
    set(&mut center, Parameter::CessationFinder, Value::Actor(Actor::Commission));
    let span = SimDuration::from_hours(24);
    set(&mut center, Parameter::RotationWithin, Value::Duration(span));
    accept(&mut center, Actor::Ua, RequestForce {});
    accept(&mut center, Actor::Commission, FindCessation {});
    let (component, capability, place) = match without {
        Some(Need::Straits) => (Component::Maritime, Capability::Warship, Location::UkraineSea),
        _ => (Component::Land, Capability::Infantry, Location::UkraineLand),
    };
    accept(
        &mut center,
        Actor::CoChairs,
        PublishRequirement {
            requirement: id("hub"),
            component,
            capability,
            quantity: 1_000,
            place,
            needed_by: at(),
        },
    );
    mandated(&mut center, Nation::DE);
    offered(&mut center, Nation::DE, "first", 500);
    let (contingent, by) = (id("first"), Actor::of(Nation::DE));
    accept(&mut center, by, Generate { contingent });
    accept(&mut center, by, Move { contingent });
    accept(&mut center, by, ReportInPlace { contingent });
    center
}

fn mandated(center: &mut Center, nation: Nation) {
    let span = SimDuration::from_hours(24);
    let rule = Rule::Information { inform_within: span, authorize_within: span };
    accept(center, Actor::Control, DeclareRule { nation, rule });
    accept(center, Actor::of(nation), Request { nation, ceiling: 1_000, lasts: None });
}

fn offered(center: &mut Center, nation: Nation, contingent: &str, strength: u32) {
    if !center.cell.nations.contains_key(&nation) {
        enroll(center, nation);
    }
    let (contingent, requirement) = (id(contingent), id("hub"));
    let needs_backstop = None;
    let offer = Offer { contingent, nation, requirement, strength, needs_backstop };
    accept(center, Actor::of(nation), offer);
}

/// The relief of Germany's contingent by another one of it.
fn relief(center: &mut Center, without: Option<Need>) -> Command {
    let strength = if without == Some(Need::Ceiling) { 1_001 } else { 500 };
    offered(center, Nation::DE, "second", strength);
    if without != Some(Need::Relief) {
        accept(center, Actor::of(Nation::DE), Generate { contingent: id("second") });
    }
    let nation = Nation::DE;
    match without {
        Some(Need::Ceasefire) => accept(center, Actor::Ua, DeclareCollapsed {}),
        Some(Need::Cessation) => {
            accept(center, Actor::Ua, DeclareCollapsed {});
            accept(center, Actor::Ua, DeclareRestored {});
        }
        Some(Need::Mandate) => {
            accept(center, Actor::of(nation), RecordVote { nation, granted: false });
        }
        Some(Need::Stance) => {
            accept(center, Actor::Control, DeclareStance { nation, troops_in_ukraine: false });
        }
        Some(Need::Straits) => accept(center, Actor::of(Nation::TR), CloseStraits {}),
        _ => {}
    }
    Relieve { contingent: id("first"), by: id("second") }.into()
}
