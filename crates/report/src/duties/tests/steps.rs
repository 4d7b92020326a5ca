//! The steps towards what acts need: who is entitled to them.

use domain::NationSet;
use domain::commission::{AcceptRemedy, CloseEvidence, Find};
use domain::decision::{Convene, Matter, Open, Procedure};
use domain::force::Generate;
use domain::headquarters::{CompleteItem, Item, StartHandover};
use domain::incident::{Attribute, Confidence, Party};
use domain::maritime::DeclareReady;
use domain::response::{DecideUs, UsDecision};

use super::*;

fn command(step: &str, actor: Actor) -> Command {
    let (case, question, series, incident) = (id("c-1"), id("q1"), id("b-1"), id("b-1"));
    let nation = Nation::all().find(|nation| actor.speaks_for(*nation)).unwrap_or(Nation::PL);
    match step {
        "decision.open" => Open {
            question,
            matter: Matter::TierThree,
            procedure: Procedure::Consultation,
            asked: NationSet::EMPTY.with(Nation::PL),
            text_version: 1,
            series: Some(series),
            depends_on: None,
        }
        .into(),
        "decision.convene" => Convene { question }.into(),
        "response.decide-us" => DecideUs { series, decision: UsDecision::Yes }.into(),
        "incident.attribute" => Attribute {
            incident,
            responsible: Party::Russia,
            confidence: Confidence::Probable,
            unprovoked: false,
            sources: [].into(),
        }
        .into(),
        "force.generate" => Generate { contingent: id("first") }.into(),
        "headquarters.start-handover" => StartHandover {}.into(),
        "headquarters.complete-item" => CompleteItem { item: Item::Watch }.into(),
        "commission.close-evidence" => CloseEvidence { case, evidence: [].into() }.into(),
        "commission.find" => Find { case, incident }.into(),
        "commission.accept-remedy" => AcceptRemedy { case, nation }.into(),
        "maritime.declare-ready" => DeclareReady { nation }.into(),
        other => panic!("write here what the command `{other}` says"),
    }
}

#[test]
fn those_whom_the_table_names_are_entitled_to_a_step_and_nobody_else() {
    for duty in duties() {
        for (step, actor) in
            duty.steps.iter().flat_map(|step| every_actor().map(move |by| (step, by)))
        {
            let act = duty.acts.first().expect("a duty has an act");
            let (center, _) = ready(act.command, actor);
            let decided = decide(&center, actor, command(step.command, actor));
            let is_entitled = !decided.is_err_and(|refused| is_not_entitled(&refused));
            let named = step.by.includes(actor, concerned(duty.clock));
            assert_eq!(named, is_entitled, "{} by {actor}", step.command);
        }
    }
}

#[test]
fn a_step_brings_what_an_act_of_its_duty_needs() {
    for duty in duties() {
        for step in duty.steps {
            let mut needs = duty.acts.iter().flat_map(|act| act.needs);
            assert!(needs.any(|need| *need == step.brings), "{}", step.command);
        }
    }
}
