//! Evidence: it does not change, and its custody is an unbroken chain.
//!
//! A seat or a nation may restrict what it hands in. Nobody else learns of it, neither from the
//! record nor from a refusal: to them it does not exist, and its name begins with a word under
//! which nobody else may hand in anything. Only whoever handed it in releases it to others. A finding that all see rests on it only if a seat with
//! access has certified it, or a nation that acts for one.

use alloc::borrow::Cow;
use alloc::collections::BTreeSet;
use alloc::vec::Vec;
use core::fmt;
use core::str::FromStr;

use kernel::SimTime;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{Error, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::{Event, Incidents, Rejection};
use crate::Moment;
use crate::OnRecord;
use crate::actor::Actor;
use crate::audience::{Audience, Viewer};
use crate::ids::{EvidenceId, IncidentId, SensorId, SeriesId};
use crate::mutation::{Mutation, off};
use crate::sound::{Sound, refuse_if};

/// Hands in evidence; whoever hands it in has custody.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SubmitEvidence {
    pub evidence: EvidenceId,
    pub incident: IncidentId,
    pub sensor: SensorId,
    pub digest: Digest,
    /// Who may see it. What is not for all has a name that begins with the word of whoever hands
    /// it in, as in `us-intercept`.
    #[serde(default, skip_serializing_if = "Audience::is_all")]
    pub releasable_to: Audience,
}

/// Passes evidence on, to somebody who may see it. The digest of what is passed on must be that
/// of what was received.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TransferCustody {
    pub evidence: EvidenceId,
    pub to: Actor,
    pub digest: Digest,
}

impl TransferCustody {
    pub(crate) fn sound(&self) -> Sound<Rejection> {
        let to = self.to;
        refuse_if(to == Actor::Clock, &["to"], Rejection::NoCustodian { to })
    }
}

/// Answers for restricted evidence before all: it exists and is about this incident. What it
/// says stays restricted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CertifyEvidence {
    pub evidence: EvidenceId,
}

/// Shows restricted evidence to others as well. Whoever handed it in decides that, and nobody takes
/// it back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReleaseEvidence {
    pub evidence: EvidenceId,
    /// Who may see it from now on, besides those who may already; `[all]` for everybody.
    pub to: Audience,
}

impl ReleaseEvidence {
    pub(crate) fn sound(&self) -> Sound<Rejection> {
        let evidence = self.evidence;
        let nobody = Rejection::ReleasedToNobody { evidence };
        refuse_if(self.to == Audience::CONTROL, &["to"], nobody)
    }
}

/// The digest of a piece of evidence: the first 16 bytes of a hash, written as 32 hex digits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Digest([u8; 16]);

/// A text that is no digest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a digest has 32 hex digits")]
pub struct NotADigest;

impl FromStr for Digest {
    type Err = NotADigest;

    fn from_str(text: &str) -> Result<Digest, NotADigest> {
        let mut bytes = [0; 16];
        let digits = text.as_bytes();
        if digits.len() != 32
            || !digits.iter().all(|digit| matches!(digit, b'0'..=b'9' | b'a'..=b'f'))
        {
            return Err(NotADigest);
        }
        for (byte, pair) in bytes.iter_mut().zip(digits.chunks(2)) {
            let pair = core::str::from_utf8(pair).map_err(|_| NotADigest)?;
            *byte = u8::from_str_radix(pair, 16).map_err(|_| NotADigest)?;
        }
        Ok(Digest(bytes))
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

impl Serialize for Digest {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Digest {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Digest, D::Error> {
        struct Hex;
        impl Visitor<'_> for Hex {
            type Value = Digest;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("32 hex digits")
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<Digest, E> {
                text.parse().map_err(E::custom)
            }
        }
        deserializer.deserialize_str(Hex)
    }
}

impl JsonSchema for Digest {
    fn schema_name() -> Cow<'static, str> {
        "Digest".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "pattern": "^[0-9a-f]{32}$" })
    }
}

/// One piece of evidence with everybody who has had it.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Evidence {
    pub incident: IncidentId,
    pub sensor: SensorId,
    pub digest: Digest,
    /// The custodians in order; the last has it now.
    pub custody: Vec<Actor>,
    #[serde(skip_serializing_if = "Audience::is_all")]
    pub releasable_to: Audience,
}

/// What all know of restricted evidence.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Certificate {
    pub incident: IncidentId,
    pub certifier: Actor,
    pub at: OnRecord,
}

/// Whether an actor may keep evidence from others.
fn may_restrict(actor: Actor) -> bool {
    Viewer::of(actor).is_some() || actor == Actor::Control
}

/// For whose restricted evidence a name is reserved, whether or not there is any.
fn owner(evidence: EvidenceId) -> Option<Actor> {
    let (word, _) = evidence.0.as_str().split_once('-')?;
    word.parse().ok().filter(|&actor| may_restrict(actor))
}

/// What is restricted has a name under the word of whoever hands it in, and nothing else has.
fn expect_name(evidence: EvidenceId, restricted: bool, by: Actor) -> Result<(), Rejection> {
    match owner(evidence) {
        Some(owner) if !restricted || owner != by => {
            Err(Rejection::NameReserved { evidence, owner })
        }
        None if restricted => Err(Rejection::NameNotReserved { evidence, by }),
        _ => Ok(()),
    }
}

/// A piece of evidence, as far as whoever acts may know that it exists.
fn known_to<'a>(moment: &Moment<'a>, evidence: EvidenceId) -> Result<&'a Evidence, Rejection> {
    let found = moment.center.incidents.evidence.get(&evidence);
    let known = found.filter(|found| found.releasable_to.admits(moment.by));
    known.ok_or(Rejection::UnknownEvidence { evidence })
}

/// The incident of a piece of evidence on which a finding that all see may rest.
pub(super) fn citable(moment: &Moment<'_>, evidence: EvidenceId) -> Result<IncidentId, Rejection> {
    if let Some(certificate) = moment.center.incidents.certificates.get(&evidence) {
        return Ok(certificate.incident);
    }
    let found = known_to(moment, evidence)?;
    if !found.releasable_to.is_all() && !off(Mutation::EvidenceCertified) {
        return Err(Rejection::NotCertified { evidence });
    }
    Ok(found.incident)
}

/// Refuses evidence on which a finding on a breach must not rest: it is not on record, is not
/// certified, or is about another breach.
pub(crate) fn require_citable(
    moment: &Moment<'_>,
    series: SeriesId,
    evidence: &BTreeSet<EvidenceId>,
) -> Result<(), Rejection> {
    for &evidence in evidence {
        let incident = citable(moment, evidence)?;
        let about = moment.center.incidents.incident(incident);
        if !about.is_ok_and(|about| about.series == series) {
            return Err(Rejection::OtherIncident { evidence, incident });
        }
    }
    Ok(())
}

pub(super) fn decide_submit(
    moment: &Moment<'_>,
    command: &SubmitEvidence,
) -> Result<Vec<crate::Event>, crate::Rejection> {
    let SubmitEvidence { evidence, incident, sensor, digest, releasable_to } = *command;
    let custodian = moment.by;
    let restricted = !releasable_to.is_all();
    moment.entitled(if restricted {
        may_restrict(custodian)
    } else {
        custodian != Actor::Clock
    })?;
    expect_name(evidence, restricted, custodian)?;
    let releasable_to = releasable_to.naming(moment.center.cell.members());
    if !releasable_to.admits(custodian) {
        return Err(Rejection::NotInItsAudience { by: custodian }.into());
    }
    moment.center.incidents.incident(incident)?;
    if moment.center.incidents.evidence.contains_key(&evidence) {
        return Err(Rejection::EvidenceExists { evidence }.into());
    }
    let received =
        Event::EvidenceReceived { evidence, incident, sensor, digest, custodian, releasable_to };
    Ok(Vec::from([received.into()]))
}

pub(super) fn decide_transfer(
    moment: &Moment<'_>,
    command: &TransferCustody,
) -> Result<Vec<crate::Event>, crate::Rejection> {
    let TransferCustody { evidence, to, digest } = *command;
    let found = known_to(moment, evidence)?;
    if let Some(&custodian) = found.custody.last()
        && custodian != moment.by
        && !off(Mutation::EvidenceCustody)
    {
        return Err(Rejection::NotInCustody { evidence, custodian }.into());
    }
    if found.digest != digest && !off(Mutation::EvidenceDigest) {
        return Err(Rejection::CustodyBroken { evidence }.into());
    }
    let releasable_to = found.releasable_to;
    if !releasable_to.admits(to) && !off(Mutation::EvidenceReleasable) {
        return Err(Rejection::NotReleasable { evidence, to }.into());
    }
    command.sound()?;
    let from = moment.by;
    if from == to {
        return Err(Rejection::AlreadyInCustody { evidence, custodian: to }.into());
    }
    Ok(Vec::from([Event::CustodyTransferred { evidence, from, to, releasable_to }.into()]))
}

pub(super) fn decide_certify(
    moment: &Moment<'_>,
    command: &CertifyEvidence,
) -> Result<Vec<crate::Event>, crate::Rejection> {
    let (evidence, certifier) = (command.evidence, moment.by);
    moment.entitled(Viewer::of(certifier).is_some() && moment.seat().is_some())?;
    let found = known_to(moment, evidence)?;
    if found.releasable_to.is_all() {
        return Err(Rejection::NotRestricted { evidence }.into());
    }
    if moment.center.incidents.certificates.contains_key(&evidence) {
        return Err(Rejection::AlreadyCertified { evidence }.into());
    }
    let incident = found.incident;
    Ok(Vec::from([Event::EvidenceCertified { evidence, incident, certifier }.into()]))
}

/// Who is shown the evidence now has seen none of its records, so the event says all there is.
pub(super) fn decide_release(
    moment: &Moment<'_>,
    command: &ReleaseEvidence,
) -> Result<Vec<crate::Event>, crate::Rejection> {
    let ReleaseEvidence { evidence, to } = *command;
    let is_theirs = owner(evidence).is_none_or(|owner| owner == moment.by);
    moment.entitled(is_theirs || off(Mutation::EvidenceOwner))?;
    let Evidence { incident, sensor, digest, ref custody, releasable_to: before } =
        *known_to(moment, evidence)?;
    command.sound()?;
    let releasable_to = before.or(to.naming(moment.center.cell.members()));
    if releasable_to == before {
        return Err(Rejection::AlreadyReleased { evidence }.into());
    }
    let custody = custody.clone();
    let released =
        Event::EvidenceReleased { evidence, incident, sensor, digest, custody, releasable_to };
    Ok(Vec::from([released.into()]))
}

pub(super) fn evolve(incidents: &mut Incidents, event: &Event, at: SimTime) {
    match *event {
        Event::EvidenceReleased {
            evidence,
            incident,
            sensor,
            digest,
            ref custody,
            releasable_to,
        } => {
            let custody = custody.clone();
            let released = Evidence { incident, sensor, digest, custody, releasable_to };
            incidents.evidence.insert(evidence, released);
        }
        Event::EvidenceReceived {
            evidence,
            incident,
            sensor,
            digest,
            custodian,
            releasable_to,
        } => {
            let custody = Vec::from([custodian]);
            let received = Evidence { incident, sensor, digest, custody, releasable_to };
            incidents.evidence.insert(evidence, received);
        }
        Event::CustodyTransferred { evidence, to, .. } => {
            if let Some(found) = incidents.evidence.get_mut(&evidence) {
                found.custody.push(to);
            }
        }
        Event::EvidenceCertified { evidence, incident, certifier } => {
            incidents
                .certificates
                .insert(evidence, Certificate { incident, certifier, at: at.into() });
        }
        _ => {}
    }
}
