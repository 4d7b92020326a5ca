//! Signed heads of logs.
//!
//! A chain shows every change of a log but two: that somebody has rewritten all of it, and that
//! whole records are missing at its end. Both show against a [`Seal`]: the position and the chain
//! value of a log's head, signed with a key ([`SecretKey`]) and kept by somebody else.
//!
//! Signatures are Ed25519 (RFC 8032), keys are PEM files as `openssl` writes them. What is signed
//! is the word `tripartite seal`, a line feed, and the canonical JSON of the seal without its
//! signature, so another program can check it too.
//!
//! Deliberately absent: randomness (a key is made from 32 bytes that the caller has drawn), the
//! clock (a seal names a time only if it is told one), files, and trust: whose key it is, and
//! whether it is still theirs, is for people to know.

mod key;
mod sealed;

pub use key::{KeyError, PublicKey, SecretKey};
pub use sealed::{Seal, SealError, SealedHead};
