//! The first turn at sea, which is Türkiye's.

use domain::maritime::{DeclareReady, HandOver, TakeCommand};
use domain::parameter::{Parameter, Value};
use kernel::SimDuration;

use super::breaches::{center, enroll, set};
use super::*;

pub(super) fn prepared(command: &str, without: Option<Need>) -> (Center, Command) {
    let (holder, next) = (Nation::TR, Nation::RO);
    let command = match command {
        "maritime.hand-over" => HandOver { to: next }.into(),
        other => panic!("write here how `{other}` comes to be lacking"),
    };
    let mut center = center();
    let span = SimDuration::from_hours(24);
    set(&mut center, Parameter::MaritimeRotationAfter, Value::Duration(span));
    for nation in [holder, next] {
        enroll(&mut center, nation);
    }
    accept(&mut center, Actor::of(holder), TakeCommand { nation: holder });
    if without != Some(Need::Successor) {
        accept(&mut center, Actor::of(next), DeclareReady { nation: next });
    }
    (center, command)
}
