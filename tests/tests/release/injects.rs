//! Random injects around restricted evidence, with and without what a viewer may not see.

use domain::ids::EvidenceId;
use domain::incident::{
    Attribute, CertifyEvidence, Confidence, Digest, Dissent, Finding, Party, ReleaseEvidence,
    Revise, ReviseBreach, Settle, SubmitEvidence, TransferCustody, Verify,
};
use domain::response::SendWarning;
use domain::{Actor, Audience, Command, Nation, Viewer, incident};
use kernel::{SimDuration, SimTime};
use proptest::prelude::*;
use proptest::sample::{select, subsequence};
use simulator::choice::Stream;
use simulator::script::{Choice, Script, Step, Streams, Template, Trigger};

/// Restricted evidence, and who may see it.
const RESTRICTED: [(&str, &str); 4] =
    [("us-1", "ua us"), ("us-2", "fr us"), ("fr-1", "coalition"), ("ua-1", "ua")];

/// A command that somebody issues at an hour.
#[derive(Clone, Debug)]
pub(crate) struct Inject {
    hour: u64,
    by: Actor,
    command: Command,
}

pub(crate) fn named<T: std::str::FromStr<Err: std::fmt::Debug>>(name: &str) -> T {
    name.parse().expect("a name")
}

fn digest(digit: char) -> Digest {
    named(&digit.to_string().repeat(32))
}

fn evidence_name() -> impl Strategy<Value = &'static str> {
    select(vec!["e1", "e2", "us-1", "us-1", "us-2", "fr-1", "ua-1"])
}

fn incident_name() -> impl Strategy<Value = &'static str> {
    select(vec!["i1", "i1", "i2"])
}

/// Whose evidence a name is.
fn owner(name: &str) -> Actor {
    name.split_once('-').map_or(Actor::Monitors, |(word, _)| named(word))
}

fn audience(name: &str) -> Audience {
    let known = RESTRICTED.iter().find(|(restricted, _)| *restricted == name);
    known.map_or(Audience::All, |(_, audience)| named(audience))
}

/// Somebody: usually whoever is named, sometimes anybody.
fn somebody(usual: Actor) -> impl Strategy<Value = Actor> {
    let names = ["us", "ua", "coalition", "cochairs", "fr", "de", "monitors", "commission"];
    prop_oneof![4 => Just(usual), 1 => select(names.map(named::<Actor>).to_vec())]
}

fn on_evidence() -> impl Strategy<Value = (Actor, Command)> {
    let submit = |(evidence, of): (&str, &str)| SubmitEvidence {
        evidence: named(evidence),
        incident: named(of),
        sensor: named("uav"),
        digest: digest('1'),
        releasable_to: audience(evidence),
    };
    let submission = (evidence_name(), incident_name()).prop_flat_map(move |names| {
        somebody(owner(names.0)).prop_map(move |by| (by, submit(names).into()))
    });
    let heirs = ["us", "ua", "fr", "commission"].map(named::<Actor>).to_vec();
    let transfer = (evidence_name(), select(heirs)).prop_flat_map(|(name, to)| {
        let pass_on = TransferCustody { evidence: named(name), to, digest: digest('1') };
        somebody(owner(name)).prop_map(move |by| (by, pass_on.clone().into()))
    });
    let certificate = evidence_name().prop_flat_map(|name| {
        let certify = CertifyEvidence { evidence: named(name) };
        somebody(owner(name)).prop_map(move |by| (by, certify.clone().into()))
    });
    let viewers = select(vec!["de", "fr ua", "coalition", "all"]);
    let release = (evidence_name(), viewers).prop_flat_map(|(name, viewers)| {
        let release = ReleaseEvidence { evidence: named(name), to: named(viewers) };
        somebody(owner(name)).prop_map(move |by| (by, release.clone().into()))
    });
    prop_oneof![5 => submission, 2 => transfer, 2 => certificate, 1 => release]
}

fn on_findings() -> impl Strategy<Value = (Actor, Command)> {
    let sources = || subsequence(vec!["e1", "e2", "us-1", "us-2", "fr-1"], 1..=2);
    let confidence = || select(vec![Confidence::Possible, Confidence::Probable]);
    let finding = (incident_name(), sources(), confidence(), any::<bool>()).prop_flat_map(
        |(of, sources, confidence, first)| {
            let (incident, responsible, unprovoked) = (named(of), Party::Both, false);
            let sources = sources.into_iter().map(named).collect();
            let command: Command = if first {
                Attribute { incident, responsible, confidence, unprovoked, sources }.into()
            } else {
                Revise { incident, responsible, confidence, unprovoked, sources }.into()
            };
            somebody(Actor::Commission).prop_map(move |by| (by, command.clone()))
        },
    );
    let moved = (incident_name(), evidence_name(), 2..30_i64).prop_map(|(series, name, hour)| {
        let series = named(series);
        let breach_at = hour_of(hour.unsigned_abs());
        let revise = ReviseBreach { series, breach_at, evidence: named(name) };
        (Actor::Commission, revise.into())
    });
    let on = |of: &str| -> Vec<(Actor, Command)> {
        vec![
            (named("de"), Dissent { incident: named(of) }.into()),
            (Actor::Commission, Settle { incident: named(of) }.into()),
            (Actor::Monitors, Verify { incident: named(of), finding: Finding::Verified }.into()),
            (Actor::CoChairs, SendWarning { series: named(of) }.into()),
        ]
    };
    let other = incident_name().prop_flat_map(move |of| select(on(of)));
    prop_oneof![3 => finding, 1 => moved, 2 => other]
}

fn hour_of(hour: u64) -> SimTime {
    let start: SimTime = "2027-04-10T00:00:00.000Z".parse().expect("an instant");
    start + SimDuration::from_hours(hour)
}

/// Injects in the order of their hours; the last ones come when all else is over.
pub(crate) fn any_injects() -> impl Strategy<Value = Vec<Inject>> {
    let hour = prop_oneof![8 => 3..60_u64, 1 => 150..190_u64];
    let inject = (hour, prop_oneof![on_evidence(), on_findings()])
        .prop_map(|(hour, (by, command))| Inject { hour, by, command });
    prop::collection::vec(inject, 1..40).prop_map(|mut injects| {
        injects.sort_by_key(|inject| inject.hour);
        injects
    })
}

/// The scene with the injects in it.
pub(crate) fn script(scene: &Script, injects: &[Inject]) -> Script {
    let mut script = scene.clone();
    let step = |Inject { hour, by, command }: &Inject| {
        let stream = || Stream::new("timeline/inject").expect("a name");
        let trigger = Trigger::At { at: hour_of(*hour), times: 1, every: None };
        let template = Template::Fixed(command.clone());
        let origin = script.steps[0].options[0].origin.clone();
        Step {
            name: "timeline/inject".to_string(),
            trigger,
            when: Vec::new(),
            unless: Vec::new(),
            delay: None,
            chance: 1_000_000,
            times_max: None,
            options: vec![Choice { weight: 1, by: *by, template, origin }],
            streams: Streams {
                instant: stream(),
                delay: stream(),
                chance: stream(),
                option: stream(),
            },
        }
    };
    let steps: Vec<Step> = injects.iter().map(step).collect();
    script.steps.extend(steps);
    script
}

/// Who may see a piece of evidence once all is released that its owner releases.
fn in_the_end(injects: &[Inject], evidence: EvidenceId) -> Audience {
    let members = [Nation::FR, Nation::DE].into_iter().collect();
    let name = evidence.0.as_str();
    let released = injects.iter().filter_map(|inject| match &inject.command {
        Command::Incident(incident::Command::ReleaseEvidence(command))
            if command.evidence == evidence && inject.by == owner(name) =>
        {
            Some(command.to.naming(members))
        }
        _ => None,
    });
    released.fold(audience(name).naming(members), Audience::or)
}

/// The injects without what the viewer may not see. Evidence that is certified, so that all know
/// of its existence, is still there and says something else; it is also released as before, for who
/// certified it may know it by that alone.
pub(crate) fn without_hidden(injects: &[Inject], viewer: Viewer) -> Vec<Inject> {
    let hidden = |evidence: EvidenceId, by: Actor| {
        let audience = in_the_end(injects, evidence);
        audience.admits(by) && !audience.includes(viewer)
    };
    let certified = |evidence: EvidenceId| {
        let certify: Command = CertifyEvidence { evidence }.into();
        injects.iter().any(|inject| inject.command == certify)
    };
    let kept = injects.iter().filter_map(|inject| match &inject.command {
        Command::Incident(incident::Command::TransferCustody(command))
            if hidden(command.evidence, inject.by) =>
        {
            None
        }
        Command::Incident(incident::Command::ReleaseEvidence(command))
            if hidden(command.evidence, inject.by) && !certified(command.evidence) =>
        {
            None
        }
        Command::Incident(incident::Command::SubmitEvidence(command))
            if hidden(command.evidence, inject.by) =>
        {
            let other =
                SubmitEvidence { digest: digest('2'), sensor: named("other"), ..command.clone() };
            certified(command.evidence).then(|| Inject { command: other.into(), ..inject.clone() })
        }
        _ => Some(inject.clone()),
    });
    kept.collect()
}
