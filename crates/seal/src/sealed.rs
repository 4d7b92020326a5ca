//! A seal: the head of a log, signed.

use event_store::{Chain, Head, canonical};
use kernel::{Position, SimTime};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::key::{PublicKey, SecretKey, bytes_of, hex};

/// In front of what is signed, so that no other signature of the key can be taken for a seal.
const CONTEXT: &[u8] = b"tripartite seal\n";
const FORM: u16 = 1;
const ALGORITHM: &str = "ed25519";

/// What is sealed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SealedHead {
    pub head: Head,
    /// How many records the log has up to there.
    pub records: u64,
    pub run: Option<Uuid>,
    /// When it was sealed, as whoever sealed it says.
    pub at: Option<SimTime>,
}

/// A sealed head with the key that signed it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Seal {
    pub sealed: SealedHead,
    pub key: PublicKey,
    signature: [u8; 64],
}

/// Why a text is no seal, or not one to rely on.
#[derive(Debug, thiserror::Error)]
pub enum SealError {
    #[error("not a seal: {0}")]
    NotASeal(String),
    #[error("the seal has form {found}, but the newest form known here is {FORM}")]
    NewerForm { found: u16 },
    /// A field, the key or the signature is not as it was when the seal was made.
    #[error("the seal was changed: its signature does not fit what it says")]
    Changed,
    #[error("the seal was made with the key {found}, not with {wanted}")]
    OtherKey { found: String, wanted: String },
}

/// The seal on disk.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Stored {
    algorithm: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    at: Option<SimTime>,
    chain: String,
    form: u16,
    key: String,
    position: u64,
    records: u64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    run: Option<Uuid>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    signature: Option<String>,
}

impl Seal {
    pub fn new(sealed: SealedHead, key: &SecretKey) -> Seal {
        let public = key.public();
        let signature = key.sign(&message(&sealed, public));
        Seal { sealed, key: public, signature }
    }

    /// The seal as one line of canonical JSON.
    pub fn to_json(&self) -> String {
        let stored =
            Stored { signature: Some(hex(&self.signature)), ..stored(&self.sealed, self.key) };
        text(&stored)
    }

    /// Reads a seal and checks its signature.
    pub fn from_json(json: &str) -> Result<Seal, SealError> {
        // Serde would read the items of a list as the fields.
        let begin = json.trim_start();
        if !begin.starts_with('{') {
            let what = if begin.is_empty() { "it is empty" } else { "it is no object in JSON" };
            return Err(SealError::NotASeal(what.to_string()));
        }
        let stored: Stored =
            serde_json::from_str(json).map_err(|error| SealError::NotASeal(error.to_string()))?;
        if FORM < stored.form {
            return Err(SealError::NewerForm { found: stored.form });
        }
        let seal = read(&stored).map_err(|what| SealError::NotASeal(what.to_string()))?;
        if !seal.key.has_signed(&message(&seal.sealed, seal.key), &seal.signature) {
            return Err(SealError::Changed);
        }
        Ok(seal)
    }

    /// Refuses a seal of another key.
    pub fn expect_key(&self, wanted: PublicKey) -> Result<(), SealError> {
        if self.key == wanted {
            return Ok(());
        }
        Err(SealError::OtherKey { found: self.key.to_string(), wanted: wanted.to_string() })
    }
}

fn read(stored: &Stored) -> Result<Seal, &'static str> {
    if stored.algorithm != ALGORITHM {
        return Err("its `algorithm` is not `ed25519`");
    }
    if stored.form != FORM {
        return Err("its `form` is not 1");
    }
    let chain: Chain = stored.chain.parse().map_err(|_| "its `chain` is no chain value")?;
    let key = PublicKey::from_hex(&stored.key).map_err(|_| "its `key` is no public key")?;
    let signature = stored.signature.as_deref().and_then(bytes_of);
    let signature = signature.ok_or("its `signature` is not 128 hexadecimal digits")?;
    let head = Head { position: Position(stored.position), chain };
    let sealed = SealedHead { head, records: stored.records, run: stored.run, at: stored.at };
    Ok(Seal { sealed, key, signature })
}

/// A seal that is not signed yet.
fn stored(sealed: &SealedHead, key: PublicKey) -> Stored {
    let SealedHead { head, records, run, at } = *sealed;
    Stored {
        algorithm: ALGORITHM.to_string(),
        at,
        chain: head.chain.to_string(),
        form: FORM,
        key: key.to_string(),
        position: head.position.0,
        records,
        run,
        signature: None,
    }
}

/// What is signed.
fn message(sealed: &SealedHead, key: PublicKey) -> Vec<u8> {
    [CONTEXT, text(&stored(sealed, key)).as_bytes()].concat()
}

fn text(stored: &Stored) -> String {
    let bytes = canonical::to_vec(stored).expect("numbers and texts have a canonical form");
    String::from_utf8(bytes).expect("JSON is text")
}

#[cfg(test)]
mod tests;
