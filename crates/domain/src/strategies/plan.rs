//! Commands that belong together, so that the walks also reach what single chances would not.

use alloc::vec;
use alloc::vec::Vec;

use kernel::SimTime;
use proptest::prelude::*;
use proptest::sample::select;

use super::setting::{breach, consultation, hours, id, incident, nations};
use super::{command_base, command_force, command_maritime, plan_logistics};
use crate::caveat::{Declare, Lift, Limit};
use crate::center::{AcceptSilence, AgreeTerms, Attend, ReachInitialOperations, Site, StayAway};
use crate::commission::{
    self, AcceptRemedy, CloseEvidence, Find, FindNotProven, Instrument, OpenCase, Remedy,
    ReportRemedyDone, SetRemedy,
};
use crate::decision::{Adopt, CastPosition, Convene, Label, Matter, Open, Position, Procedure};
use crate::framework::{
    ActivateGuarantee, AdoptDeclaration, Backstop, Component, FinalizeCommitments,
    RecordRatification, RenewGuarantee, RequestRatification, SetBackstop, SignGuarantee,
    VoidGuarantee,
};
use crate::headquarters::{self, CompleteItem, HandOver, Item, Post, StartHandover};
use crate::ids::{CaseId, QuestionId};
use crate::incident::{Confidence, Dissent, Party, Revise, ReviseBreach, Settle};
use crate::mission::{Activity, Clear, Complete, Order, PlayRedCard, TakeOver};
use crate::prosperity::{PrepareProject, ReleaseTranche, StateLinkage};
use crate::response::{
    DecideUs, OpenTierThree, RecordHostAction, ReportHostilities, SendWarning, StandDown, Tier,
    UsDecision,
};
use crate::roe::{Authorize, Cancel, Implement, Request};
use crate::talks::{Join, OpenRound, Outcome, RecordOutcome, Track};
use crate::task::Location;
use crate::{Command, Nation};

pub(super) fn any_plan() -> impl Strategy<Value = Vec<Command>> {
    prop_oneof![
        guarantee(),
        question(),
        command_force::deployment(),
        command_force::debate(),
        command_force::conditional(),
        command_force::straits(),
        operations(),
        tier_three(),
        tier_one(),
        way_down(),
        review(),
        case(),
        handover(),
        command_maritime::turns(),
        command_base::set_up(),
        plan_logistics::any_plan(),
        plan_logistics::any_plan(),
        mission(),
        barred(),
        strike(),
        talks(),
    ]
}

/// Money is asked for, by its name or not, and two delegations speak of it.
fn talks() -> impl Strategy<Value = Vec<Command>> {
    let (project, round, track) = (id("p2"), id("r2"), Track::Prosperity);
    any::<bool>().prop_map(move |named| {
        let tranche = named.then(|| id("t2"));
        vec![
            PrepareProject { project }.into(),
            ReleaseTranche { project, tranche, million_euro: 1, depends_on: None }.into(),
            OpenRound { round, place: id("paris"), tracks: [track].into() }.into(),
            Join { round, delegations: nations("us ua") }.into(),
            RecordOutcome { round, track, outcome: Outcome::Agreed }.into(),
        ]
    })
}

/// The cell operates, and Poland comes and goes.
fn operations() -> impl Strategy<Value = Vec<Command>> {
    let nation = Nation::PL;
    Just(vec![
        AgreeTerms { text: id("terms") }.into(),
        ReachInitialOperations {}.into(),
        StayAway { nation }.into(),
        Attend { nation }.into(),
        AcceptSilence { nation: Nation::US }.into(),
    ])
}

/// The duty of the first tier is done, and then the breach turns out to have been earlier.
fn tier_one() -> impl Strategy<Value = Vec<Command>> {
    let earlier = SimTime::from_millis(0) + hours(30);
    let revise = ReviseBreach { series: breach(), breach_at: earlier, evidence: id("e1") };
    Just(vec![
        SendWarning { series: breach() }.into(),
        RecordHostAction { series: breach() }.into(),
        revise.into(),
    ])
}

/// The attack ceases, and the response ends when it has been quiet; the step waits for that.
fn way_down() -> impl Strategy<Value = Vec<Command>> {
    let (series, continuing) = (breach(), false);
    Just(vec![
        ReportHostilities { series, continuing }.into(),
        StandDown { series, to: Tier::None }.into(),
    ])
}

/// Partners meet, the US says yes, and the third tier is tried.
fn tier_three() -> impl Strategy<Value = Vec<Command>> {
    select(vec!["q2", "q3"]).prop_map(|question| {
        vec![
            consultation(question).into(),
            Convene { question: id(question) }.into(),
            DecideUs { series: breach(), decision: UsDecision::Yes }.into(),
            OpenTierThree { series: breach() }.into(),
        ]
    })
}

/// Ukraine is found to have attacked, unprovoked or not.
fn review() -> impl Strategy<Value = Vec<Command>> {
    any::<bool>().prop_map(|unprovoked| {
        let finding = Revise {
            incident: incident(),
            responsible: Party::Ukraine,
            confidence: Confidence::Confirmed,
            unprovoked,
            sources: [id("e1")].into(),
        };
        vec![finding.into(), Settle { incident: incident() }.into()]
    })
}

/// A breach goes before the Commission, to the remedy and what becomes of it, or nothing is proven.
fn case() -> impl Strategy<Value = Vec<Command>> {
    let case: CaseId = id("case-1");
    let opened = OpenCase { case, series: breach(), instrument: Instrument::JointMonitoring };
    let remedy = Remedy::Restoration;
    let asked = nations("fr de");
    let before: Vec<Command> = vec![
        Dissent { incident: incident() }.into(),
        Settle { incident: incident() }.into(),
        opened.into(),
        CloseEvidence { case, evidence: [id("e1")].into() }.into(),
        Find { case, incident: incident() }.into(),
        SetRemedy { case, remedy, asked, within_days: 7 }.into(),
    ];
    let after: Vec<Command> =
        vec![AcceptRemedy { case, nation: Nation::FR }.into(), ReportRemedyDone { case }.into()];
    let proven = prop::bool::weighted(0.9);
    (any::<bool>(), proven, 0..=after.len()).prop_map(move |(dissent, proven, count)| {
        let before = before.iter().skip(usize::from(!dissent));
        let whole = before.chain(after.iter().take(count)).cloned();
        whole
            .map(|command| match command {
                Command::Commission(commission::Command::Find(Find { case, .. })) if !proven => {
                    FindNotProven { case }.into()
                }
                command => command,
            })
            .collect()
    })
}

/// The headquarters opens and is handed over, and that in Kyiv stands up for a time.
fn handover() -> impl Strategy<Value = Vec<Command>> {
    let (headquarters, site) = (Post::Operational, Site::Paris);
    let kyiv = headquarters::Open {
        headquarters: Post::Kyiv,
        site: Site::Kyiv,
        commander: Nation::UK,
        deputy: Nation::FR,
    };
    let (commander, deputy) = (Nation::FR, Nation::UK);
    let mut plan: Vec<Command> = vec![
        headquarters::Open { headquarters, site, commander, deputy }.into(),
        StartHandover {}.into(),
    ];
    plan.extend(Item::ALL.map(|item| CompleteItem { item }.into()));
    plan.push(HandOver { to: Site::London, commander, deputy }.into());
    plan.push(kyiv.into());
    plan.push(headquarters::StandDown {}.into());
    Just(plan)
}

/// A nation's guarantee goes through its procedure, and is renewed or not; that of the US that is not
/// takes a backstop along, which is ratified with it, and is void in the end.
fn guarantee() -> impl Strategy<Value = Vec<Command>> {
    let party = select(vec![Nation::FR, Nation::US]);
    (party, prop::bool::weighted(0.8), any::<bool>()).prop_map(|(nation, granted, renewed)| {
        let mut plan: Vec<Command> = vec![
            AdoptDeclaration {
                text: id("text"),
                components: [Component::Monitoring].into(),
                clauses: [].into(),
            }
            .into(),
            FinalizeCommitments { text: id("text") }.into(),
            SignGuarantee { nation }.into(),
            RequestRatification { nation }.into(),
            RecordRatification { nation, granted }.into(),
            ActivateGuarantee { nation }.into(),
        ];
        plan.extend(renewed.then(|| RenewGuarantee { nation }.into()));
        if nation == Nation::US && !renewed {
            let states = [Backstop::Signed, Backstop::Ratified];
            plan.extend(states.map(|state| SetBackstop { state }.into()));
            plan.push(VoidGuarantee { nation }.into());
        }
        plan
    })
}

fn question() -> impl Strategy<Value = Vec<Command>> {
    let matter = select(vec![Matter::Statement, Matter::UseOfForce]);
    let procedure = select(vec![Procedure::Tripartite, Procedure::Consensus, Procedure::CoChairs]);
    let label = prop_oneof![2 => Just(Label::Full), 1 => Just(Label::CoalitionOnly)];
    let question = select(vec!["q2", "q3", "q4"]).prop_map(id::<QuestionId>);
    (question, matter, procedure, label, any::<bool>()).prop_map(
        |(question, matter, procedure, label, linked)| {
            let project = id("p1");
            let asked = nations("fr uk us ua");
            let open = Open {
                question,
                matter,
                procedure,
                asked,
                text_version: 1,
                series: None,
                depends_on: linked.then_some(project),
            };
            let mut plan: Vec<Command> = vec![
                PrepareProject { project }.into(),
                StateLinkage { project, question }.into(),
                open.into(),
            ];
            plan.extend(asked.iter().map(|nation| {
                CastPosition { question, nation, position: Position::Agrees }.into()
            }));
            plan.push(Adopt { question, label }.into());
            plan
        },
    )
}

fn order(name: &str) -> Order {
    Order {
        mission: id(name),
        contingent: id("de"),
        activity: Activity::Patrol,
        place: Location::UkraineLand,
        sector: None,
        roe: [].into(),
    }
}

/// The commander orders a mission, Germany clears it, and plays its red card or not; somebody
/// takes over.
fn mission() -> impl Strategy<Value = Vec<Command>> {
    let heir = select(vec!["fr", "pl"]);
    (any::<bool>(), heir).prop_map(|(card, heir)| {
        let mission = id("m-plan");
        let mut plan: Vec<Command> = vec![order("m-plan").into(), Clear { mission }.into()];
        if card {
            plan.push(PlayRedCard { mission }.into());
            plan.push(TakeOver { mission, contingent: id(heir) }.into());
        }
        plan.push(Complete { mission }.into());
        plan
    })
}

/// A caveat stops a mission until it is lifted.
fn barred() -> impl Strategy<Value = Vec<Command>> {
    let caveat = id("v-plan");
    let limit = Limit::Activity { barred: Activity::Patrol };
    let declare = Declare { caveat, nation: Nation::DE, limit, expires_at: None };
    Just(vec![
        declare.into(),
        order("m-barred").into(),
        Lift { caveat }.into(),
        order("m-free").into(),
        Clear { mission: id("m-free") }.into(),
    ])
}

/// A mission relies on a rule of engagement that is later cancelled.
fn strike() -> impl Strategy<Value = Vec<Command>> {
    let roe = id("r-plan");
    let strike = Order { activity: Activity::Strike, roe: [roe].into(), ..order("m-strike") };
    Just(vec![
        Request { roe, activity: Activity::Strike }.into(),
        Authorize { roe }.into(),
        Implement { roe }.into(),
        strike.into(),
        Clear { mission: id("m-strike") }.into(),
        Cancel { roe }.into(),
    ])
}
