//! The guarantee of Germany, which is in force.

use domain::framework::{
    ActivateGuarantee, AdoptDeclaration, Component, FinalizeCommitments, RecordRatification,
    RenewGuarantee, RequestRatification, SignGuarantee,
};
use domain::parameter::{Parameter, Value};
use kernel::SimDuration;

use super::breaches::{center, enroll, set};
use super::*;

pub(super) fn prepared(command: &str) -> (Center, Command) {
    let nation = Nation::DE;
    let command = match command {
        "framework.renew-guarantee" => RenewGuarantee { nation }.into(),
        other => panic!("write here how `{other}` comes to be lacking"),
    };
    let mut center = center();
    let span = SimDuration::from_hours(24);
    set(&mut center, Parameter::GuaranteeTerm, Value::Duration(span));
    enroll(&mut center, nation);
    let text = id("text");
    let components = [Component::Monitoring].into();
    let adopt = AdoptDeclaration { text, components, clauses: [].into() };
    accept(&mut center, Actor::CoChairs, adopt);
    accept(&mut center, Actor::CoChairs, FinalizeCommitments { text });
    let by = Actor::of(nation);
    accept(&mut center, by, SignGuarantee { nation });
    accept(&mut center, by, RequestRatification { nation });
    accept(&mut center, by, RecordRatification { nation, granted: true });
    accept(&mut center, by, ActivateGuarantee { nation });
    (center, command)
}
