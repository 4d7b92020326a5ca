//! Evidence: it does not change, and its custody is an unbroken chain.

use alloc::borrow::Cow;
use alloc::collections::BTreeSet;
use alloc::vec::Vec;
use core::fmt;
use core::str::FromStr;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{Error, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::{Event, Incidents, Rejection};
use crate::Moment;
use crate::actor::Actor;
use crate::ids::{EvidenceId, IncidentId, SensorId, SeriesId};

/// Hands in evidence; whoever hands it in has custody.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SubmitEvidence {
    pub evidence: EvidenceId,
    pub incident: IncidentId,
    pub sensor: SensorId,
    pub digest: Digest,
}

/// Passes evidence on. The digest of what is passed on must be that of what was received.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TransferCustody {
    pub evidence: EvidenceId,
    pub to: Actor,
    pub digest: Digest,
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
}

impl Incidents {
    /// Refuses evidence that is not on record, or is about another breach.
    pub(crate) fn require_evidence_of(
        &self,
        series: SeriesId,
        evidence: &BTreeSet<EvidenceId>,
    ) -> Result<(), Rejection> {
        for &evidence in evidence {
            let found = self.evidence.get(&evidence);
            let incident = found.ok_or(Rejection::UnknownEvidence { evidence })?.incident;
            if self.incident(incident).is_ok_and(|found| found.series == series) {
                continue;
            }
            return Err(Rejection::OtherIncident { evidence, incident });
        }
        Ok(())
    }
}

pub(super) fn decide_submit(
    moment: &Moment<'_>,
    command: &SubmitEvidence,
) -> Result<Vec<crate::Event>, crate::Rejection> {
    let SubmitEvidence { evidence, incident, sensor, digest } = *command;
    moment.entitled(moment.by != Actor::Clock)?;
    moment.center.incidents.incident(incident)?;
    if moment.center.incidents.evidence.contains_key(&evidence) {
        return Err(Rejection::EvidenceExists { evidence }.into());
    }
    let custodian = moment.by;
    Ok(Vec::from(
        [Event::EvidenceReceived { evidence, incident, sensor, digest, custodian }.into()],
    ))
}

pub(super) fn decide_transfer(
    moment: &Moment<'_>,
    command: &TransferCustody,
) -> Result<Vec<crate::Event>, crate::Rejection> {
    let TransferCustody { evidence, to, digest } = *command;
    let Some(found) = moment.center.incidents.evidence.get(&evidence) else {
        return Err(Rejection::UnknownEvidence { evidence }.into());
    };
    if let Some(&custodian) = found.custody.last()
        && custodian != moment.by
    {
        return Err(Rejection::NotInCustody { evidence, custodian }.into());
    }
    if found.digest != digest {
        return Err(Rejection::CustodyBroken { evidence }.into());
    }
    Ok(Vec::from([Event::CustodyTransferred { evidence, from: moment.by, to }.into()]))
}

pub(super) fn evolve(incidents: &mut Incidents, event: &Event) {
    match *event {
        Event::EvidenceReceived { evidence, incident, sensor, digest, custodian } => {
            let received = Evidence { incident, sensor, digest, custody: Vec::from([custodian]) };
            incidents.evidence.insert(evidence, received);
        }
        Event::CustodyTransferred { evidence, to, .. } => {
            if let Some(found) = incidents.evidence.get_mut(&evidence) {
                found.custody.push(to);
            }
        }
        _ => {}
    }
}
