//! Any command on restricted evidence. Who may see a piece is told by its name, so that nobody can
//! be shown one piece in the place of another.

use proptest::prelude::*;
use proptest::sample::select;

use super::command::{Any, any_of, name};
use super::setting::{digest, id};
use crate::ids::{EvidenceId, IncidentId};
use crate::incident::{CertifyEvidence, Digest, ReleaseEvidence, SubmitEvidence, TransferCustody};
use crate::{Actor, Audience, Command};

/// Names of restricted evidence, and who may see it.
const RESTRICTED: [(&str, &str); 4] =
    [("us-1", "ua us"), ("us-2", "fr us"), ("fr-1", "coalition"), ("ua-1", "ua")];

pub(super) fn any_restricted_name() -> impl Strategy<Value = EvidenceId> {
    select(RESTRICTED.map(|(name, _)| id(name)).to_vec())
}

fn submission() -> impl Strategy<Value = SubmitEvidence> {
    let incident = name::<IncidentId>(&["breach", "breach", "i1"]);
    (select(RESTRICTED.to_vec()), incident).prop_map(|((name, audience), incident)| {
        let releasable_to = id(audience);
        let (evidence, sensor) = (id(name), id("radar"));
        SubmitEvidence { evidence, incident, sensor, digest: digest(), releasable_to }
    })
}

pub(super) fn release() -> Any {
    let other: Digest = id("ffffffffffffffffffffffffffffffff");
    let heir = select([Actor::Us, Actor::Ua, Actor::Commission].to_vec());
    let to = select(["de", "coalition", "fr ua", "all", "control"].map(id::<Audience>).to_vec());
    any_of![
        5 => submission(),
        1 => (any_restricted_name(), to)
            .prop_map(|(evidence, to)| ReleaseEvidence { evidence, to }),
        3 => any_restricted_name().prop_map(|evidence| CertifyEvidence { evidence }),
        2 => (any_restricted_name(), heir, prop::bool::weighted(0.9)).prop_map(
            move |(evidence, to, sound)| {
                TransferCustody { evidence, to, digest: if sound { digest() } else { other } }
            }
        ),
    ]
}

/// Who would usually deal with the evidence of this name: whoever may restrict under it.
pub(super) fn usual_holder(evidence: EvidenceId) -> Actor {
    let owner = evidence.0.as_str().split_once('-').and_then(|(word, _)| word.parse().ok());
    owner.unwrap_or(Actor::Monitors)
}
