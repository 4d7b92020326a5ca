//! Laws on what a seat or a nation keeps from others.

use super::law::Law;
use super::past::Past;
use crate::ids::EvidenceId;
use crate::strategies::Record;
use crate::{Actor, Audience, Event, Viewer, incident};

pub(super) const LAWS: &[Law] = &[
    Law { rule: 28, says: "a restricted source is certified first", holds: sources },
    Law { rule: 28, says: "who certifies has a seat and may see it", holds: certificate },
    Law { rule: 42, says: "custody stays among those who may see it", holds: custody },
    Law { rule: 42, says: "its owner releases evidence, whole and to more", holds: release },
    Law { rule: 42, says: "restricted names are those of their owners", holds: name },
];

/// Who may see a piece of evidence on record.
fn audience(past: Past<'_>, of: EvidenceId) -> Option<Audience> {
    past.last(|event| match event {
        Event::Incident(
            incident::Event::EvidenceReceived { evidence, releasable_to, .. }
            | incident::Event::EvidenceReleased { evidence, releasable_to, .. },
        ) if *evidence == of => Some(*releasable_to),
        _ => None,
    })
}

fn is_certified(past: Past<'_>, of: EvidenceId) -> bool {
    past.any(|event| {
        matches!(event, Event::Incident(incident::Event::EvidenceCertified { evidence, .. })
            if *evidence == of)
    })
}

fn sources(record: &Record, past: Past<'_>) -> bool {
    let Event::Incident(
        incident::Event::AttributionProposed { sources, .. }
        | incident::Event::AttributionRevised { sources, .. },
    ) = &record.event
    else {
        return true;
    };
    let open = |source| audience(past, source) == Some(Audience::All);
    sources.iter().all(|&source| open(source) || is_certified(past, source))
}

fn certificate(record: &Record, past: Past<'_>) -> bool {
    let Event::Incident(incident::Event::EvidenceCertified { evidence, certifier, .. }) =
        record.event
    else {
        return true;
    };
    let known = audience(past, evidence).is_some_and(|audience| audience.admits(certifier));
    record.by == certifier && Viewer::of(certifier).is_some() && known
}

fn custody(record: &Record, past: Past<'_>) -> bool {
    let Event::Incident(incident::Event::CustodyTransferred {
        evidence, to, releasable_to, ..
    }) = record.event
    else {
        return true;
    };
    releasable_to.admits(to) && audience(past, evidence) == Some(releasable_to)
}

fn release(record: &Record, past: Past<'_>) -> bool {
    let Event::Incident(incident::Event::EvidenceReleased {
        evidence,
        digest,
        ref custody,
        releasable_to,
        ..
    }) = record.event
    else {
        return true;
    };
    let received = past.last(|event| match event {
        Event::Incident(incident::Event::EvidenceReceived {
            evidence: known,
            digest,
            custodian,
            ..
        }) if *known == evidence => Some((*digest, *custodian)),
        _ => None,
    });
    let before = audience(past, evidence);
    let is_wider = before
        .is_some_and(|before| before != releasable_to && before.or(releasable_to) == releasable_to);
    is_wider && received == Some((digest, record.by)) && custody.first() == Some(&record.by)
}

fn name(record: &Record, _: Past<'_>) -> bool {
    let Event::Incident(incident::Event::EvidenceReceived { evidence, releasable_to, .. }) =
        record.event
    else {
        return true;
    };
    let word = evidence.0.as_str().split_once('-').map(|(word, _)| word);
    let owner = word.and_then(|word| word.parse::<Actor>().ok());
    match releasable_to {
        Audience::All => owner.is_none_or(|owner| Viewer::of(owner).is_none()),
        only @ Audience::Only { .. } => owner == Some(record.by) && only.admits(record.by),
    }
}
