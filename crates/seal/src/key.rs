//! Keys, and their form in files.

use std::fmt::{self, Write};

use ed25519_dalek::pkcs8::spki::der::pem::LineEnding;
use ed25519_dalek::pkcs8::{
    DecodePrivateKey, DecodePublicKey, EncodePrivateKey, EncodePublicKey, KeypairBytes,
};
use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};

/// A text is not the key that is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    #[error("not a secret Ed25519 key in PEM (`-----BEGIN PRIVATE KEY-----`)")]
    NotSecret,
    #[error("not a public Ed25519 key in PEM (`-----BEGIN PUBLIC KEY-----`)")]
    NotPublic,
    /// A key is 64 hexadecimal digits.
    #[error("not a public key of 64 hexadecimal digits")]
    NotHex,
}

/// A key that signs. It does not show itself.
pub struct SecretKey(SigningKey);

impl SecretKey {
    /// The key of 32 bytes that nobody else can know.
    pub fn from_bytes(bytes: &[u8; 32]) -> SecretKey {
        SecretKey(SigningKey::from_bytes(bytes))
    }

    /// Reads PKCS #8 in PEM, as `openssl genpkey -algorithm ed25519` writes it.
    pub fn from_pem(text: &str) -> Result<SecretKey, KeyError> {
        SigningKey::from_pkcs8_pem(text.trim()).map(SecretKey).map_err(|_| KeyError::NotSecret)
    }

    /// What [`SecretKey::from_pem`] reads, and `openssl` as well: that takes no key which carries its
    /// public one along.
    pub fn to_pem(&self) -> String {
        let bytes = KeypairBytes { secret_key: self.0.to_bytes(), public_key: None };
        let text = bytes.to_pkcs8_pem(LineEnding::LF).expect("a key has its form");
        text.as_str().to_owned()
    }

    pub fn public(&self) -> PublicKey {
        PublicKey(self.0.verifying_key())
    }

    pub(crate) fn sign(&self, message: &[u8]) -> [u8; Signature::BYTE_SIZE] {
        self.0.sign(message).to_bytes()
    }
}

impl fmt::Debug for SecretKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SecretKey(of {})", self.public())
    }
}

/// A key that checks signatures, shown as 64 hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct PublicKey(VerifyingKey);

impl PublicKey {
    /// Reads a public key in PEM, as `openssl pkey -pubout` writes it.
    pub fn from_pem(text: &str) -> Result<PublicKey, KeyError> {
        VerifyingKey::from_public_key_pem(text.trim())
            .map(PublicKey)
            .map_err(|_| KeyError::NotPublic)
    }

    /// What [`PublicKey::from_pem`] reads.
    pub fn to_pem(self) -> String {
        self.0.to_public_key_pem(LineEnding::LF).expect("a key has its form")
    }

    pub(crate) fn from_hex(text: &str) -> Result<PublicKey, KeyError> {
        let bytes = bytes_of::<32>(text).ok_or(KeyError::NotHex)?;
        VerifyingKey::from_bytes(&bytes).map(PublicKey).map_err(|_| KeyError::NotHex)
    }

    /// Whether the signature of a message is one of this key. Keys and signatures that fit more
    /// than one message or key are refused.
    pub(crate) fn has_signed(&self, message: &[u8], signature: &[u8; 64]) -> bool {
        self.0.verify_strict(message, &Signature::from_bytes(signature)).is_ok()
    }
}

impl fmt::Display for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex(self.0.as_bytes()))
    }
}

impl fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// Lowercase hexadecimal digits.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// Reads what [`hex`] writes; uppercase is refused, so that bytes have one text.
pub(crate) fn bytes_of<const N: usize>(text: &str) -> Option<[u8; N]> {
    let digit = |byte: u8| match byte {
        b'0'..=b'9' => Some(byte - b'0'),
        b'a'..=b'f' => Some(byte - b'a' + 10),
        _ => None,
    };
    if text.len() != 2 * N {
        return None;
    }
    let mut bytes = [0; N];
    for (byte, pair) in bytes.iter_mut().zip(text.as_bytes().chunks_exact(2)) {
        let &[high, low] = pair else { return None };
        *byte = digit(high)? << 4 | digit(low)?;
    }
    Some(bytes)
}

#[cfg(test)]
mod tests;
